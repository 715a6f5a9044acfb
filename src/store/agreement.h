/* Agreements that stand in place of a debt: signed, their first instalment cleared, broken.
 *
 * `external_id` is the platform's; NULL takes the next number of the invoice, or its last agreement that stands.
 * Proof: tests/unit/store/hold_test.c, tests/journey/agreement_releases_after_the_first_instalment.sh */
#pragma once

#include "store/db.h"

/* Signed today, unless it is known. */
MUST_CHECK enum rc agreement_sign(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr);
/* The first instalment has cleared; an agreement that nobody told of is signed with it. */
MUST_CHECK enum rc agreement_clear(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr);
/* What stands is broken. */
MUST_CHECK enum rc agreement_break(struct db *db, int64_t invoice_id, const char *external_id, struct err *reterr);
