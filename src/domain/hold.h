/* Holds: the reasons for which nothing of a debt may leave, and which causes bring or end them.
 *
 * Pure. What has left already is for the removal matrix (domain/remedy.h); a hold keeps what has not, until a person
 * lifts it or its last day is over. Removals never wait for it. Proof: tests/unit/domain/hold_test.c */
#pragma once

#include "domain/removal.h"
#include "domain/rule_book.h"

enum hold_kind {
	HOLD_DISPUTE,
	HOLD_COURT_ORDER,
	HOLD_RECOVERY, /* judicial recovery */
	HOLD_OVERINDEBTEDNESS,
	HOLD_DEATH,
	HOLD_FRAUD, /* or another person's debt */
	HOLD_APPROVAL,
	HOLD_LEGAL, /* a decision of the house */
	HOLD_AGREEMENT,
	HOLD_PAYMENT_PENDING,
	HOLD_APPROVED_PLAN, /* of judicial recovery: it stands in place of the debt */
	HOLD_KIND_COUNT
};

const char *hold_kind_name(enum hold_kind kind); /* "court_order" */
MUST_CHECK enum rc hold_kind_by_name(struct text name, enum hold_kind *ret_kind);

/* The check that fails while it is open. */
enum check hold_check(enum hold_kind kind);

/* The hold that a cause places on a debt, and the one that it ends; HOLD_KIND_COUNT for none. */
enum hold_kind hold_placed_by(enum removal_cause cause);
enum hold_kind hold_ended_by(enum removal_cause cause);
