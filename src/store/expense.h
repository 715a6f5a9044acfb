/* What a counterparty told that a title costs, and who owes it. Proof: tests/unit/store/expense_test.c */
#pragma once

#include "domain/expense.h"
#include "store/db.h"

struct expense_entry {
	int64_t escalation_id;
	int64_t instruction_id; /* the presentation */
	int64_t message_id;     /* that told it */
	const struct told *told;
};

/* Every field of it that has an amount. */
MUST_CHECK enum rc expense_record(struct db *db, const struct expense_entry *entry, struct err *reterr);

/* How the presentation ended says who owes all that was told of it. */
MUST_CHECK enum rc expense_owed(struct db *db, int64_t instruction_id, enum owes owes, struct err *reterr);

/* Cents by who owes them, of everything; `open`: nobody knows yet. */
struct expense_totals {
	int64_t debtor_cents;
	int64_t presenter_cents;
	int64_t creditor_cents;
	int64_t open_cents;
};
MUST_CHECK enum rc expense_totals(struct db *db, struct arena *arena, struct expense_totals *ret_totals,
				  struct err *reterr);
