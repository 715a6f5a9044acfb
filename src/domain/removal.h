/* Why an escalation must go, and by when.
 *
 * Pure. The whole matrix of causes comes with the rule book. Sources: LP art. 16 (withdrawal), art. 26 with Tema
 * 725/STJ (cancellation); Súmula 548/STJ and CDC art. 43 pars. 1 and 3 (bureaus); the day is policy where the law names
 * none. Proof: tests/unit/domain/removal_test.c */
#pragma once

#include "base/err.h"
#include "domain/deadline.h"

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

/* The clock of a removal in `state`, with its days; DEADLINE_COUNT where nothing is asked of the counterparty, or not
 * yet (RECALL_ARMED). Before the protest: the CRA's last BANK day on or before the earliest day of the protest, three
 * STRICT days after `protocol_on`, but never before the next BANK day after the cause. Here and after the protest it is
 * the day for asking, at a bureau the one for having it done: wrong data by a clock of its own. ERR_CALENDAR_MISSING.
 */
MUST_CHECK enum rc removal_due(enum state state, enum removal_cause cause, struct date arisen_on,
			       struct date protocol_on, enum deadline *ret_deadline, struct deadline_days *ret_days,
			       struct err *reterr);
