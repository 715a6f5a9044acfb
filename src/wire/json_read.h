/* The strict JSON reader of wire/: duplicate keys refused, depth and size capped, byte strings with their length.
 *
 * The caller owns the root: `CLEANUP(json_cleanup) json_t *root = NULL`. Only files of wire/ include this.
 * Proof: tests/unit/wire/json_test.c */
#pragma once

#include <jansson.h>

#include "base/err.h"
#include "base/text.h"

#define JSON_DEPTH_MAX 64

/* ERR_FORMAT (place "line N"), ERR_RANGE above LIMIT_DOCUMENT_BYTES times 4 or deeper than JSON_DEPTH_MAX. */
MUST_CHECK enum rc json_parse(struct text bytes, json_t **ret_root, struct err *reterr);
void json_cleanup(json_t **root); /* for CLEANUP() */

/* The text of a string member; false when it is absent or no string. Lives as long as `object`. */
bool json_member_text(const json_t *object, const char *key, struct text *ret_text);
struct text json_text_of(const json_t *string);
