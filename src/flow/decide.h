/* Decide: the only place where an event moves an escalation and has its consequences.
 *
 * Everything happens in the caller's transaction: the step, its event, the instruction it asks for, clocks, removals,
 * what becomes of the invoice. The caller holds the locks of invoice and escalation, taken in this order.
 * Proof: tests/journey */
#pragma once

#include "domain/removal.h"
#include "flow/context.h"
#include "store/escalation.h"
#include "store/invoice.h"

struct decide {
	struct flow *flow;
	struct arena *arena;
	const struct invoice *invoice;
	struct escalation *escalation; /* brought up to date */
	int64_t message_id;            /* the message that brought the event; 0 for none */
	int64_t decision_id;           /* for EVENT_PASSED: by what right */
	enum removal_cause cause;      /* for EVENT_CAUSE_AROSE and EVENT_BALANCE_CHANGED */
	const char *detail;            /* words for the event; NULL for none */
	const struct date *told_on;    /* the day that the counterparty named; NULL for none */
};

/* ERR_REFUSED: the lifecycle has no such step; nothing was changed. */
MUST_CHECK enum rc decide_event(struct decide *decide, enum event event, struct err *reterr);

/* A cause reaches every escalation of a locked invoice (or those of one channel): each gets the remedy of the removal
 * matrix for where it stands (domain/remedy.h). */
MUST_CHECK enum rc decide_cause(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				enum removal_cause cause, const char *channel, const char *detail, struct err *reterr);

/* A payment of a locked invoice reaches every live escalation. */
MUST_CHECK enum rc decide_payment(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				  enum payment_added added, const char *detail, struct err *reterr);
