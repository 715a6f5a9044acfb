/* A text slice: bytes that somebody else owns, with a length, not terminated.
 *
 * Never allocates. A slice lives as long as the bytes it points into. Proof: tests/unit/base/text_test.c */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text {
	const char *at;
	size_t len;
};

#define TEXT_LITERAL(literal) ((struct text){(literal), sizeof(literal) - 1})

/* printf arguments for "%.*s". */
#define TEXT_ARG(slice) ((int)(slice).len), ((slice).at != NULL ? (slice).at : "")

struct text text_of(const char *terminated); /* NULL gives the empty slice */
bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *terminated);
bool text_starts(struct text a, const char *prefix);
struct text text_trim(struct text a);                 /* without ASCII blanks, tabs, CR and LF at both ends */
struct text text_trim_right(struct text a, char pad); /* without `pad` at the end */
bool text_all(struct text a, char c);                 /* true for the empty slice */
bool text_is_digits(struct text a);                   /* one or more, all '0'..'9' */

/* Take what stands before the next `separator` off the front of `rest`. False when `rest` is used up; an empty last
 * piece counts ("a," gives "a" and ""). Start with the whole text; `rest->at` becomes NULL at the end. */
bool text_next(struct text *rest, char separator, struct text *ret_piece);

/* Copy into a fixed field, terminated. False (and an empty field) when it does not fit. */
bool text_copy(struct text a, char *out, size_t size);
