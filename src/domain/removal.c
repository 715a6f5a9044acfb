#include "domain/removal.h"

#include "domain/calendar.h"
#include "domain/protest.h"

static const struct {
	const char *name;
	enum removal_cause motive;
} causes[CAUSE_COUNT] = {
	[CAUSE_PAID] = {"paid", CAUSE_PAID},
	[CAUSE_PAID_UNCLEARED] = {"paid_uncleared", CAUSE_PAID},
	[CAUSE_PAID_AT_NOTARY] = {"paid_at_notary", CAUSE_PAID},
	[CAUSE_PARTLY_PAID] = {"partly_paid", CAUSE_PARTLY_PAID},
	[CAUSE_AGREED_AND_PAID] = {"agreed_and_paid", CAUSE_AGREED_AND_PAID},
	[CAUSE_AGREED] = {"agreed", CAUSE_AGREED_AND_PAID},
	[CAUSE_AGREEMENT_BROKEN] = {"agreement_broken", CAUSE_CREDITOR_ERROR},
	[CAUSE_REVERSED] = {"reversed", CAUSE_CREDITOR_ERROR},
	[CAUSE_DISPUTED] = {"disputed", CAUSE_CREDITOR_ERROR},
	[CAUSE_COURT_STAY] = {"court_stay", CAUSE_COURT_STAY},
	[CAUSE_STAY_REVOKED] = {"stay_revoked", CAUSE_COURT_STAY},
	[CAUSE_WRONG_DEBTOR] = {"wrong_debtor", CAUSE_CREDITOR_ERROR},
	[CAUSE_CREDITOR_ERROR] = {"creditor_error", CAUSE_CREDITOR_ERROR},
	[CAUSE_FIVE_YEARS] = {"five_years", CAUSE_FIVE_YEARS},
	[CAUSE_PLAN_APPROVED] = {"plan_approved", CAUSE_AGREED_AND_PAID},
	[CAUSE_DEATH] = {"death", CAUSE_CREDITOR_ERROR},
	[CAUSE_OVERINDEBTED] = {"overindebted", CAUSE_AGREED_AND_PAID},
	[CAUSE_CORRECTED] = {"corrected", CAUSE_CORRECTED},
};

enum removal_cause removal_motive(enum removal_cause cause)
{
	return causes[cause].motive;
}

bool removal_is_update(enum removal_cause cause)
{
	return cause == CAUSE_PARTLY_PAID || cause == CAUSE_CORRECTED;
}

bool removal_is_final(enum removal_cause cause)
{
	return cause == CAUSE_CREDITOR_ERROR || cause == CAUSE_WRONG_DEBTOR || cause == CAUSE_FIVE_YEARS ||
	       cause == CAUSE_PLAN_APPROVED || cause == CAUSE_DEATH;
}

bool removal_cause_is_told(enum removal_cause cause)
{
	switch (cause) {
	case CAUSE_PAID:
	case CAUSE_PAID_UNCLEARED:
	case CAUSE_PAID_AT_NOTARY:
	case CAUSE_PARTLY_PAID:
	case CAUSE_FIVE_YEARS:
	case CAUSE_CORRECTED:
	case CAUSE_COUNT: return false;
	default: return true;
	}
}

const char *removal_cause_name(enum removal_cause cause)
{
	return causes[cause].name;
}

enum rc removal_cause_by_name(struct text name, enum removal_cause *ret_cause)
{
	for (size_t i = 0; i < ARRAY_LEN(causes); i++)
		if (text_is(name, causes[i].name)) {
			*ret_cause = (enum removal_cause)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

/* The last day up to `date` on which a CRA has windows. */
static enum rc bank_day_up_to(struct date date, struct date *ret_day, struct err *reterr)
{
	bool is = false;
	enum rc rc = calendar_is_business_day(CALENDAR_BANK, date, &is, reterr);
	for (; rc == OK && !is; rc = calendar_is_business_day(CALENDAR_BANK, date, &is, reterr))
		date = date_plus(date, -1);
	if (rc == OK)
		*ret_day = date;
	return rc;
}

/* The withdrawal must be asked for before the protest is drawn; a cause that comes later still has a day. */
static enum rc withdrawal_due(struct date arisen_on, struct date protocol_on, struct date *ret_on, struct err *reterr)
{
	struct date next;
	struct date last = DATE_NONE;
	enum rc rc = calendar_add(CALENDAR_BANK, arisen_on, 1, &next, reterr);
	if (rc == OK && !date_is_none(protocol_on))
		rc = protest_earliest(protocol_on, &last, reterr);
	if (rc == OK && !date_is_none(protocol_on))
		rc = bank_day_up_to(last, &last, reterr);
	if (rc == OK)
		*ret_on = date_is_none(last) || date_compare(last, next) < 0 ? next : last;
	return rc;
}

static bool is_wrong_data(enum removal_cause cause)
{
	return cause == CAUSE_WRONG_DEBTOR || cause == CAUSE_CREDITOR_ERROR || cause == CAUSE_DISPUTED ||
	       cause == CAUSE_CORRECTED;
}

static enum deadline deadline_of(enum state state, enum removal_cause cause)
{
	switch (state) {
	case STATE_WITHDRAW_SENT: return DEADLINE_WITHDRAWAL;
	case STATE_CANCEL_AUTHORISED:
	case STATE_CANCEL_REQUESTED:
	case STATE_CANCEL_REFUSED: return DEADLINE_CANCELLATION;
	case STATE_REMOVE_SENT:
	case STATE_UPDATE_SENT:
	case STATE_REMOVE_FAILED: return is_wrong_data(cause) ? DEADLINE_CORRECTION : DEADLINE_REMOVAL;
	default: return DEADLINE_COUNT;
	}
}

enum rc removal_due(enum state state, enum removal_cause cause, struct date arisen_on, struct date protocol_on,
		    enum deadline *ret_deadline, struct deadline_days *ret_days, struct err *reterr)
{
	struct deadline_days days = {.due_on = DATE_NONE};
	struct date due_on;
	enum deadline deadline = deadline_of(state, cause);
	enum rc rc = OK;
	if (deadline == DEADLINE_WITHDRAWAL) {
		rc = withdrawal_due(arisen_on, protocol_on, &due_on, reterr);
		if (rc == OK)
			rc = deadline_days_until(deadline, arisen_on, due_on, &days, reterr);
	} else if (deadline != DEADLINE_COUNT) {
		rc = deadline_days(deadline, arisen_on, &days, reterr);
	}
	if (rc != OK)
		return rc;
	*ret_days = days;
	*ret_deadline = deadline;
	return OK;
}
