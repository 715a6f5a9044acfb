/* JSON for the rest of the house: jansson ends in wire/.
 *
 * A small writer with a sticky error for what programs print, and a strict reader (duplicate keys refused, depth and
 * size capped) that stays inside wire/. Proof: tests/unit/wire/json_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json_out {
	struct buf *buf;
	int depth;
	bool comma; /* a value stands before, at this depth */
};

void json_begin(struct json_out *json, struct buf *buf);
void json_open_object(struct json_out *json, const char *key); /* key NULL inside an array or at the top */
void json_open_array(struct json_out *json, const char *key);
void json_close_object(struct json_out *json);
void json_close_array(struct json_out *json);
void json_text(struct json_out *json, const char *key,
	       struct text value); /* UTF-8; escaped, what is not UTF-8 is U+FFFD */
void json_latin1(struct json_out *json, const char *key, struct text value); /* ISO-8859-1 */
void json_chars(struct json_out *json, const char *key, const char *value);  /* terminated UTF-8; NULL writes null */
void json_int(struct json_out *json, const char *key, int64_t value);
void json_bool(struct json_out *json, const char *key, bool value);
void json_digits(struct json_out *json, const char *key, struct text number); /* a number as it was written */
