#include "domain/expense.h"

/* Taken back because the creditor was wrong? */
static bool is_error(enum removal_cause cause)
{
	return cause == CAUSE_CREDITOR_ERROR || cause == CAUSE_WRONG_DEBTOR || cause == CAUSE_DISPUTED ||
	       cause == CAUSE_CORRECTED;
}

enum owes expense_owed_by(enum event event, enum removal_cause cause)
{
	switch (event) {
	/* LP art. 37; Provimento CNJ 86/2019: with the payment, or when the protest is cancelled. */
	case EVENT_PAID_AT_NOTARY:
	case EVENT_PROTEST_DRAWN: return OWES_DEBTOR;
	/* LP art. 26: whoever asks for it pays; an error is the creditor's. */
	case EVENT_CANCELLATION_DONE: return is_error(cause) ? OWES_CREDITOR : OWES_DEBTOR;
	/* LP art. 16, and Provimento CNJ 86/2019 for a stay that is made final. */
	case EVENT_WITHDRAWAL_DONE: return is_error(cause) ? OWES_CREDITOR : OWES_PRESENTER;
	case EVENT_STAY_MADE_FINAL:
	case EVENT_IRREGULAR: return OWES_PRESENTER;
	default: return OWES_NOT_KNOWN;
	}
}

const char *owes_name(enum owes owes)
{
	static const char *const names[] = {[OWES_NOT_KNOWN] = NULL,
					    [OWES_DEBTOR] = "debtor",
					    [OWES_PRESENTER] = "presenter",
					    [OWES_CREDITOR] = "creditor"};
	return names[owes];
}

/* An andamento's field 35 is what a withdrawal would cost: nothing is owed by it. */
void expense_fields(const struct told *told, struct expense_field out[EXPENSE_FIELDS])
{
	bool owed = told->kind != TOLD_STATUS;
	out[0] = (struct expense_field){35, "notary", owed ? told->notary_fee_cents : 0};
	out[1] = (struct expense_field){40, "distribution", owed ? told->distribution_cents : 0};
	out[2] = (struct expense_field){42, "recording", owed ? told->recording_cents : 0};
	out[3] = (struct expense_field){50, "other", owed ? told->other_cents : 0};
}
