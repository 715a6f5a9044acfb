/* Every format that the house can show: one row a format, with the three things `apontactl wire` does to it.
 *
 * decode gives JSON that keeps everything the file says, encode gives the file back (the same bytes for a valid
 * fixed-width file, the same canonical XML for a valid XML file), check lists what is wrong. Never crashes, whatever
 * the bytes. Proof: tests/golden/wire.sh, tests/unit/wire/format_test.c */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "wire/report.h"

struct wire_format {
	const char *name;    /* "cra-remessa-xml" */
	const char *summary; /* one line for `wire formats` */
	enum rc (*decode)(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr);
	enum rc (*encode)(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr);
	enum rc (*check)(struct arena *arena, struct text bytes, struct report *report, struct err *reterr);
	void (*layout)(struct buf *out); /* the tables, tab-separated; NULL when the format has none */
	bool wants_codes;                /* `check` looks codes up in the book of its report */
};

const struct wire_format *wire_formats(size_t *ret_count);
const struct wire_format *wire_format_find(const char *name); /* NULL when nobody knows it */
