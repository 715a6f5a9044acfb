/* When what a decision looks at was recorded. Read only. Proof: tests/unit/store/approval_test.c */
#pragma once

#include "store/db.h"

/* ISO 8601 in UTC, in the arena; NULL where there is nothing of the kind. */
struct origin {
	const char *invoice_at;
	const char *payment_at; /* the last one */
	const char *hold_at;    /* the last one that is open */
	const char *list_at;    /* the counterparty's list of comarcas or natures */
};

/* `account_id` 0: no account. */
MUST_CHECK enum rc origin_read(struct db *db, struct arena *arena, int64_t invoice_id, int64_t account_id,
			       struct origin *ret_origin, struct err *reterr);
