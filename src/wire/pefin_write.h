/* Records of the house as bodies of Serasa's REST interface, and what a removal is, which has no body there.
 *
 * Nothing is cut, filled or spelled in another way: a text that does not fit is for pefin_check_body to tell. Money is
 * written from its cents. Everything is in the arena. Does not block.
 * Errors: ERR_FORMAT: a text is not UTF-8, the field is that of the body; ERR_NO_MEMORY.
 * Source: PEFIN V8 document of 2026. Proof: tests/unit/wire/pefin_write_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/listing.h"

/* What the account says of every record. */
struct pefin_creditor {
	const char *taxid;  /* CNPJ without punctuation */
	const char *nature; /* categoryId */
	const char *area;   /* areaInformante; "" leaves it out */
};

MUST_CHECK enum rc pefin_write_debt(struct arena *arena, const struct pefin_creditor *creditor,
				    const struct listing *listing, struct text *ret_body, struct err *reterr);
/* `listing` is a guarantor's record. */
MUST_CHECK enum rc pefin_write_guarantor(struct arena *arena, const struct pefin_creditor *creditor,
					 const struct listing *listing, struct text *ret_body, struct err *reterr);

/* A removal: a DELETE with everything in its path and headers. The document is ours, so that there is something to
 * store and sign; what is sent is made from it alone. */
struct pefin_exclusion {
	const char *path;              /* by contract; put behind the account's endpoint */
	const char *path_when_unknown; /* by the record's key, for when the contract is answered by 404; "" for none */
	const char *creditor_document;
	const char *debtor_document;
	const char *contract_number;
	const char *reason; /* "1": the number of the motive, as the interface's examples have it */
};

/* ERR_RANGE: a value cannot stand in a header as it is; the field is the header's. */
MUST_CHECK enum rc pefin_write_exclusion(struct arena *arena, const struct pefin_exclusion *exclusion,
					 struct text *ret_document, struct err *reterr);
/* ERR_FORMAT: it is none of ours. */
MUST_CHECK enum rc pefin_read_exclusion(struct arena *arena, struct text document,
					struct pefin_exclusion *ret_exclusion, struct err *reterr);
