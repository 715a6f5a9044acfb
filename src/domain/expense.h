/* What a counterparty told that a title costs, and who owes it in the end.
 *
 * Pure. Sources: Lei 9.492/1997 (LP) arts. 16, 17, 26 and 37; Provimento CNJ 86/2019; layout 4.3. What no source
 * settles is policy, on the debtor's side. Who advances fees: domain/fees.h. Proof: tests/unit/domain/expense_test.c */
#pragma once

#include "domain/lifecycle.h"
#include "domain/protest.h"
#include "domain/removal.h"

enum owes { OWES_NOT_KNOWN, OWES_DEBTOR, OWES_PRESENTER, OWES_CREDITOR };

/* Who owes what was told of a title, after `event`; OWES_NOT_KNOWN: the event settles nothing. `cause` is that of its
 * last removal, CAUSE_COUNT for none. */
enum owes expense_owed_by(enum event event, enum removal_cause cause);
const char *owes_name(enum owes owes); /* "debtor", "presenter", "creditor"; NULL while not known */

/* What a title may cost, by the field of the retorno that tells it (layout 4.3). */
struct expense_field {
	int field;
	const char *kind; /* "notary", "distribution", "recording", "other" */
	int64_t cents;
};
#define EXPENSE_FIELDS 4
void expense_fields(const struct told *told, struct expense_field out[EXPENSE_FIELDS]);
