/* Any file of fixed-width records as JSON and back byte by byte, for formats whose records need no tree.
 *
 * {"format", "shape": "127", "line_end", "final_line_end", "records": [{"record": "header", …fields…}, {"raw"}]}.
 * A line that is no record of the format is kept whole under "raw"; a line end other than the file's stands in its
 * record. Bytes are ISO-8859-1 in the JSON, so that every byte comes back. Errors: ERR_FORMAT, ERR_RANGE (with the
 * record and the field), ERR_UNKNOWN (a member that nobody writes out), ERR_NO_MEMORY.
 * Only files of wire/ include this. Proof: tests/unit/wire/mutation_test.c, tests/unit/wire/cra_pedido_test.c */
#pragma once

#include "wire/field.h"

struct columns_format {
	const char *name;  /* of the format: "cra-desistencia-127" */
	const char *shape; /* "127" */
	int width;
	const struct layout *const *layouts; /* NULL-ended; in JSON a record goes by its layout's name */
	/* The layout of a line of `width` bytes; NULL when it is no record of the format. */
	const struct layout *(*layout_of)(struct text line);
};

MUST_CHECK enum rc columns_decode(const struct columns_format *format, struct arena *arena, struct text bytes,
				  struct text *ret_json, struct err *reterr);
MUST_CHECK enum rc columns_encode(const struct columns_format *format, struct arena *arena, struct text json,
				  struct text *ret_bytes, struct err *reterr);

/* The next line of `rest`, without its line end; false at the end. Start with the whole file. */
bool columns_next_line(struct text *rest, struct text *ret_line);
