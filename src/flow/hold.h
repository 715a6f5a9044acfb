/* Holds at work: nothing of a held debt leaves, and what waited for the last of them is checked anew.
 *
 * What has left already is no business of a hold; removals never wait for one. Blocks on the database.
 * Proof: tests/journey/hold_keeps_a_debt_from_leaving.sh */
#pragma once

#include "domain/hold.h"
#include "flow/context.h"
#include "store/hold.h"
#include "store/invoice.h"

struct hold_order {
	const char *creditor; /* NULL: the only one that has the invoice */
	const char *invoice;
	enum hold_kind kind;
	const char *by;
	const char *why;
	struct date until; /* the last day; DATE_NONE: until it is lifted */
};

/* By a person, in a transaction of its own. ERR_NOT_FOUND: no such invoice; ERR_RANGE: `until` is over. */
MUST_CHECK enum rc flow_hold_place(const struct settings *settings, struct arena *arena, const struct hold_order *order,
				   int64_t *ret_id, struct err *reterr);
/* ERR_NOT_FOUND: no such hold is open. */
MUST_CHECK enum rc flow_hold_lift(const struct settings *settings, struct arena *arena, int64_t id, const char *by,
				  const char *why, struct err *reterr);

/* In the caller's transaction, which has the invoice locked. Everything that has not left is held; the same hold again
 * changes nothing (*ret_fresh false). */
MUST_CHECK enum rc hold_put(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			    const struct hold_entry *entry, int64_t *ret_id, bool *ret_fresh, struct err *reterr);
/* One or more holds have been lifted: tells it, and has what waited checked anew when no other is open. */
MUST_CHECK enum rc hold_freed(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *detail,
			      struct err *reterr);
/* Those whose last day is over. Adds to *count. */
MUST_CHECK enum rc hold_lift_due(struct flow *flow, struct arena *arena, int limit, int *count, struct err *reterr);
