/* What counterparties told, each thing once, with the fees they named.
 * Proof: tests/unit/store/record_test.c, tests/journey */
#pragma once

#include "domain/protest.h"
#include "store/db.h"

/* Records it; *ret_fresh is false when the same was told before, and then nothing is to be done. instruction_id may be
 * 0 (about a title nobody presented). */
MUST_CHECK enum rc told_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
			       const struct told *told, bool *ret_fresh, struct err *reterr);
