/* What counterparties told, each thing once, with the fees they named.
 * Proof: tests/unit/store/record_test.c, tests/journey */
#pragma once

#include "domain/listing.h"
#include "domain/protest.h"
#include "store/db.h"

/* Records it; *ret_fresh is false when the same was told before, and then nothing is to be done. instruction_id may be
 * 0 (about a title nobody presented). */
MUST_CHECK enum rc told_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
			       const struct told *told, bool *ret_fresh, struct err *reterr);

/* The same of what a bureau told about a record. */
MUST_CHECK enum rc told_listing_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
				       const struct listing_told *told, bool *ret_fresh, struct err *reterr);

/* All the fees together that a notary named last for a title of this escalation; 0: none. */
MUST_CHECK enum rc told_fees(struct db *db, struct arena *arena, int64_t escalation_id, int64_t *ret_cents,
			     struct err *reterr);

/* The lists that a bureau serves for an account: "natures", "motives", "debtor_types". */
struct bureau_code {
	const char *code;
	const char *name;
};
MUST_CHECK enum rc bureau_codes_put(struct db *db, int64_t account_id, const char *list,
				    const struct bureau_code *codes, int count, struct err *reterr);
/* Has the account's list the code? *ret_loaded: there is a list at all. */
MUST_CHECK enum rc bureau_code_find(struct db *db, struct arena *arena, int64_t account_id, const char *list,
				    const char *code, bool *ret_found, bool *ret_loaded, struct err *reterr);
