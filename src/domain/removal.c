#include "domain/removal.h"

#include "domain/calendar.h"
#include "domain/protest.h"

#define BUREAU_DAYS 5 /* business days: Súmula 548/STJ */

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

/* The withdrawal must be asked for before the protest is drawn; a cause that comes later still has a day. */
static enum rc withdrawal_due(struct date arisen_on, struct date protocol_on, struct date *ret_on, struct err *reterr)
{
	struct date next_bank_day;
	enum rc rc = calendar_add(CALENDAR_BANK, arisen_on, 1, &next_bank_day, reterr);
	if (rc != OK)
		return rc;
	struct date earliest = next_bank_day;
	if (!date_is_none(protocol_on)) {
		rc = protest_earliest(protocol_on, &earliest, reterr);
		if (rc != OK)
			return rc;
	}
	*ret_on = date_compare(earliest, next_bank_day) < 0 ? next_bank_day : earliest;
	return OK;
}

enum rc removal_due(enum state state, struct date arisen_on, struct date protocol_on, struct date *ret_on,
		    const char **ret_rule, struct err *reterr)
{
	struct date on = DATE_NONE;
	const char *rule = "nothing is asked of the counterparty in this state";
	enum rc rc = OK;
	switch (state) {
	case STATE_WITHDRAW_SENT:
		rule = "LP arts. 12 and 16: by the earliest day of the protest";
		rc = withdrawal_due(arisen_on, protocol_on, &on, reterr);
		break;
	case STATE_RECALL_ARMED: rule = "LP art. 16: as soon as the protocol number is known"; break;
	case STATE_CANCEL_AUTHORISED:
	case STATE_CANCEL_REQUESTED:
	case STATE_CANCEL_REFUSED:
		rule = "LP art. 26, Tema 725/STJ; policy: by the next business day";
		rc = calendar_add(CALENDAR_STRICT, arisen_on, 1, &on, reterr);
		break;
	case STATE_REMOVE_SENT:
	case STATE_UPDATE_SENT:
	case STATE_REMOVE_FAILED:
		rule = "Súmula 548/STJ: within five business days";
		rc = calendar_add(CALENDAR_STRICT, arisen_on, BUREAU_DAYS, &on, reterr);
		break;
	default: break;
	}
	if (rc != OK)
		return rc;
	*ret_on = on;
	*ret_rule = rule;
	return OK;
}
