/* A cause that a person or the platform tells: it reaches every escalation by the removal matrix, and a hold keeps the
 * steps that are still to come.
 *
 * One transaction: the payment that came back, the agreement, the hold, the steps with all their consequences, the
 * event. Blocks on the database. Proof: tests/journey/dispute_won_by_the_debtor.sh,
 * agreement_releases_after_the_first_instalment.sh, reversed_payment_is_listed_anew.sh */
#pragma once

#include "domain/removal.h"
#include "flow/correct.h"
#include "store/invoice.h"

struct flow;

struct cause_order {
	const char *creditor; /* NULL: the only one that has the invoice */
	const char *invoice;
	enum removal_cause cause;
	const char *channel; /* NULL: everywhere */
	const char *by;
	const char *why;
	const char *payment;   /* of CAUSE_REVERSED: which one came back */
	const char *agreement; /* the platform's id; NULL for none */
};

/* By a person, in a transaction of its own: where each escalation was and is. ERR_NOT_FOUND: no such invoice or
 * payment; ERR_REFUSED: payments and the five years are not told this way; ERR_FORMAT: a reversal without its payment.
 */
MUST_CHECK enum rc flow_cause(const struct settings *settings, struct arena *arena, const struct cause_order *order,
			      struct corrected_list *ret_list, struct err *reterr);

/* In the caller's transaction, for a locked invoice; *ret_repeated: this payment was reversed before, and nothing is
 * changed. */
MUST_CHECK enum rc cause_take(struct flow *flow, struct arena *arena, struct invoice *invoice,
			      const struct cause_order *order, bool *ret_repeated, struct err *reterr);
