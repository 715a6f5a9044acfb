/* JSON as it is written: a number keeps its digits, so that money never becomes a floating-point value on its way.
 *
 * Strict RFC 8259 in UTF-8: duplicate keys, lone surrogates, a byte order mark and what stands after the value are
 * refused, and so are NUL in a key, depth above JSON_DEPTH_MAX and more members than EXACT_MEMBERS_MAX. The tree lives
 * in the arena; texts without escapes point into the bytes that were read. Does not block.
 * Only files of wire/ include this. Proof: tests/unit/wire/json_exact_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "wire/json.h"

#define EXACT_MEMBERS_MAX 1000

enum exact_kind { EXACT_NULL, EXACT_FALSE, EXACT_TRUE, EXACT_NUMBER, EXACT_STRING, EXACT_ARRAY, EXACT_OBJECT };

struct exact {
	enum exact_kind kind;
	struct text text;    /* number: as written; string: its characters */
	const char *key;     /* of a member of an object; terminated */
	struct exact *first; /* of an array or object, in the order of the document */
	struct exact *next;
	int count; /* of items or members */
};

/* ERR_FORMAT and ERR_RANGE with the place "line N"; ERR_NO_MEMORY. */
MUST_CHECK enum rc exact_parse(struct arena *arena, struct text bytes, const struct exact **ret_root,
			       struct err *reterr);

const struct exact *exact_member(const struct exact *object, const char *key); /* NULL: no such member, or no object */

/* Numbers are equal when they are written alike; members of objects have no order. */
bool exact_equal(const struct exact *a, const struct exact *b);

/* The value with everything in it; `key` as for the functions of json.h. */
void exact_put(struct json_out *json, const char *key, const struct exact *value);
