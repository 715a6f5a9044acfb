/* The bodies of the REST requests as this counterparty reads them: strictly, from a table.
 *
 * An unknown field, a missing one, a wrong type or a limit that is broken is ERR_FORMAT with the field by its path and
 * words for the client. What the fields mean together is the mainframe's business (check.h).
 * Source: PEFIN V8 document, bodies of POST /collection/debt/ and /collection/debt/guarantor, and of bankSlip.
 * Proof: tests/unit/apontasim/serasa_rest_test.c */
#pragma once

#include "apontasim/serasa/books.h"
#include "base/arena.h"

MUST_CHECK enum rc request_debt(struct arena *arena, struct text body, struct debt *ret_debt, struct err *reterr);
MUST_CHECK enum rc request_guarantor(struct arena *arena, struct text body, struct debt *ret_debt, struct err *reterr);

/* What both DELETEs say in their headers; NULL is a header that is absent. */
struct exclusion_headers {
	const char *creditor;
	const char *debtor;
	const char *contract; /* by contract only; must be absent by CADUS */
	const char *reason;
	const char *type;
};

/* debt->creditor, ->debtor and ->contract are filled. */
MUST_CHECK enum rc request_exclusion(const struct exclusion_headers *headers, bool by_contract, struct debt *ret_debt,
				     int *ret_motive, struct err *reterr);
