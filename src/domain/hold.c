#include "domain/hold.h"

static const char *const names[HOLD_KIND_COUNT] = {
	[HOLD_DISPUTE] = "dispute",
	[HOLD_COURT_ORDER] = "court_order",
	[HOLD_RECOVERY] = "recovery",
	[HOLD_OVERINDEBTEDNESS] = "overindebtedness",
	[HOLD_DEATH] = "death",
	[HOLD_FRAUD] = "fraud",
	[HOLD_APPROVAL] = "approval",
	[HOLD_LEGAL] = "legal",
	[HOLD_AGREEMENT] = "agreement",
	[HOLD_PAYMENT_PENDING] = "payment_pending",
	[HOLD_APPROVED_PLAN] = "approved_plan",
};

const char *hold_kind_name(enum hold_kind kind)
{
	return names[kind];
}

/* What an open hold says when something is checked. */
static const enum check checks[HOLD_KIND_COUNT] = {
	[HOLD_DISPUTE] = CHECK_DEBT_DISPUTED,
	[HOLD_COURT_ORDER] = CHECK_DEBT_SUBJUDICE,
	[HOLD_RECOVERY] = CHECK_DEBTOR_IN_RECOVERY,
	[HOLD_OVERINDEBTEDNESS] = CHECK_DEBTOR_OVERINDEBTED_CASE,
	[HOLD_DEATH] = CHECK_DEBTOR_DECEASED,
	[HOLD_FRAUD] = CHECK_LEGAL_HOLD,
	[HOLD_APPROVAL] = CHECK_FOUR_EYES_MISSING,
	[HOLD_LEGAL] = CHECK_LEGAL_HOLD,
	[HOLD_AGREEMENT] = CHECK_DEBT_RENEGOTIATED,
	[HOLD_PAYMENT_PENDING] = CHECK_DEBT_PAID,
	[HOLD_APPROVED_PLAN] = CHECK_DEBT_IN_APPROVED_PLAN,
};

enum check hold_check(enum hold_kind kind)
{
	return checks[kind];
}

enum rc hold_kind_by_name(struct text name, enum hold_kind *ret_kind)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_is(name, names[i])) {
			*ret_kind = (enum hold_kind)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

/* What closes a case that has not left must also keep the steps of the ladder that are still to come. */
enum hold_kind hold_placed_by(enum removal_cause cause)
{
	switch (cause) {
	case CAUSE_DISPUTED: return HOLD_DISPUTE;
	case CAUSE_COURT_STAY: return HOLD_COURT_ORDER;
	case CAUSE_AGREED:
	case CAUSE_AGREED_AND_PAID: return HOLD_AGREEMENT;
	case CAUSE_OVERINDEBTED: return HOLD_OVERINDEBTEDNESS;
	case CAUSE_PLAN_APPROVED: return HOLD_APPROVED_PLAN;
	case CAUSE_DEATH: return HOLD_DEATH;
	case CAUSE_WRONG_DEBTOR: return HOLD_FRAUD;
	case CAUSE_CREDITOR_ERROR: return HOLD_LEGAL;
	default: return HOLD_KIND_COUNT;
	}
}

enum hold_kind hold_ended_by(enum removal_cause cause)
{
	switch (cause) {
	case CAUSE_STAY_REVOKED: return HOLD_COURT_ORDER;
	case CAUSE_AGREEMENT_BROKEN: return HOLD_AGREEMENT;
	default: return HOLD_KIND_COUNT;
	}
}
