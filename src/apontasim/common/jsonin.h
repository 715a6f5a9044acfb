/* Foreign JSON (RFC 8259), read into the arena by a reader of our own: numbers keep the text they came as, so that
 * money needs no floating point, and a name that occurs twice in an object is refused by name.
 *
 * Texts are checked UTF-8 without U+0000. At most 16 levels. Proof: tests/unit/apontasim/jsonin_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum json_kind {
	JSON_IS_NULL,
	JSON_IS_TRUE,
	JSON_IS_FALSE,
	JSON_IS_NUMBER,
	JSON_IS_TEXT,
	JSON_IS_OBJECT,
	JSON_IS_LIST
};

struct json_value {
	enum json_kind kind;
	const char *name;  /* of a member of an object; "" else */
	const char *text;  /* of a text, decoded; of a number, as it came; "" else */
	size_t characters; /* of a text: code points */
	struct json_value *children;
	struct json_value *next;
};

/* ERR_FORMAT: not one JSON value and nothing behind it; the field of `reterr` names the member when one is at fault. */
MUST_CHECK enum rc json_in(struct arena *arena, struct text bytes, struct json_value **ret_value, struct err *reterr);

const struct json_value *json_member(const struct json_value *object, const char *name); /* NULL when absent */
