/* Why an escalation must go, and by when.
 *
 * Pure. The whole matrix of causes comes with the rule book. Sources: LP art. 16 (withdrawal), art. 26 with Tema
 * 725/STJ (cancellation); Súmula 548/STJ and CDC art. 43 pars. 1 and 3 (bureaus); the day is policy where the law names
 * none. Proof: tests/unit/domain/removal_test.c */
#pragma once

#include "base/err.h"
#include "domain/date.h"
#include "domain/lifecycle.h"

enum removal_cause {
	CAUSE_PAID,           /* in full to the creditor, cleared */
	CAUSE_PAID_UNCLEARED, /* the same, not cleared: slip, cheque */
	CAUSE_PAID_AT_NOTARY,
	CAUSE_PARTLY_PAID,     /* what is left is presented or listed anew */
	CAUSE_AGREED_AND_PAID, /* an agreement whose first instalment has cleared */
	CAUSE_AGREED,          /* an agreement, no instalment yet */
	CAUSE_AGREEMENT_BROKEN,
	CAUSE_REVERSED, /* a payment came back: cheque, chargeback, Pix */
	CAUSE_DISPUTED,
	CAUSE_COURT_STAY,
	CAUSE_STAY_REVOKED,
	CAUSE_WRONG_DEBTOR,   /* or fraud */
	CAUSE_CREDITOR_ERROR, /* it should never have been sent: duplicate, wrong amount */
	CAUSE_FIVE_YEARS,     /* prescription, or the end of the time for which a record may be shown */
	CAUSE_PLAN_APPROVED,  /* judicial recovery */
	CAUSE_DEATH,
	CAUSE_OVERINDEBTED,
	CAUSE_OF_THE_MATRIX,                   /* those above have a row of the removal matrix each (domain/remedy.h) */
	CAUSE_CORRECTED = CAUSE_OF_THE_MATRIX, /* taken back to go anew with what a person put right */
	CAUSE_COUNT
};

/* Is the debt presented or listed anew once it has been taken back? */
bool removal_is_update(enum removal_cause cause);

/* Is nothing presented or listed anew after it, whatever is owed on paper? */
bool removal_is_final(enum removal_cause cause);

/* Does a person or the platform tell it? Payments have rows of their own, and the five years come by the clock. */
bool removal_cause_is_told(enum removal_cause cause);

/* Which of the causes that have a bureau's code in the profile stands for this one. */
enum removal_cause removal_motive(enum removal_cause cause);

const char *removal_cause_name(enum removal_cause cause);
MUST_CHECK enum rc removal_cause_by_name(struct text name, enum removal_cause *ret_cause);

/* The last day for asking the counterparty, with the rule that makes it (static text).
 * WITHDRAW_SENT: the earliest day of the protest, `protocol_on` + three STRICT days, but never before the next BANK
 * day after the cause; RECALL_ARMED has none yet and gives DATE_NONE; CANCEL_*: the next STRICT business day after
 * `arisen_on`; REMOVE_SENT, UPDATE_SENT and REMOVE_FAILED: the fifth STRICT business day after it. In the first three
 * it is the last day for asking, in the last three for having it done. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc removal_due(enum state state, struct date arisen_on, struct date protocol_on, struct date *ret_on,
			       const char **ret_rule, struct err *reterr);
