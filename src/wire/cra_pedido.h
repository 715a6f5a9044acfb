/* The four requests for a title the notary already has: DP, CP, AD, AC, in XML forms A and B and in 127 columns.
 *
 * Text is transliterated; a value that does not fit its field is an error and never cut. Pure.
 * Sources: CRA21 manual (form A); two independent programs that agree position by position (form B and 127 columns:
 * the official layout could not be had). Proof: tests/unit/wire/cra_pedido_test.c, tests/golden/cra_pedido/ */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/protest.h"
#include "wire/cra_lote.h"

enum cra_pedido_form { CRA_PEDIDO_FORM_A, CRA_PEDIDO_FORM_B, CRA_PEDIDO_127 };

struct cra_pedido_dialect {
	enum cra_pedido_form form;
	enum cra_money money; /* form A: 268.82 or zero-filled cents */
	bool names_file;      /* form B: <nome_arquivo> */
	const char *roots[4]; /* by enum request_kind: "desistencia", "cancelamento", …; NULL is the usual one */
	const char *line_end; /* 127 columns; NULL is "\r\n" */
};

/* The bytes of one request file; all requests are of `kind`. Grouped by comarca, then notary, in the order given. The
 * presenter is not told in form A; its agency goes to t08 when it fits the 12 characters there.
 * ERR_RANGE: a value that does not fit or is missing (place "request N (title …)"), or more requests than
 * LIMIT_TITLES_PER_MESSAGE. ERR_REFUSED: a letter where the form or the kind has no room for one. ERR_NO_MEMORY. */
MUST_CHECK enum rc cra_pedido_write(struct arena *arena, const struct cra_pedido_dialect *dialect,
				    const struct cra_presenter *presenter, enum request_kind kind,
				    const char *file_name, struct date moved_on, const struct request *requests,
				    int requests_count, struct text *ret_bytes, struct err *reterr);
