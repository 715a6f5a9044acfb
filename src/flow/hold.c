#include "flow/hold.h"

#include <inttypes.h>
#include <string.h>

#include "flow/by_hand.h"
#include "flow/decide.h"
#include "store/deadline.h"
#include "store/event.h"

/* `event` for every escalation of the invoice that it moves. */
static enum rc step_all(struct flow *flow, struct arena *arena, const struct invoice *invoice, enum event event,
			const char *detail, struct err *reterr)
{
	struct escalation_list live;
	enum rc rc = escalation_lock_live(flow->db, arena, invoice->id, &live, reterr);
	for (int i = 0; rc == OK && i < live.count; i++) {
		const struct transition *row = NULL;
		struct decide decide = {
			.flow = flow, .arena = arena, .invoice = invoice, .escalation = &live.at[i], .detail = detail};
		if (lifecycle_step(live.at[i].machine, live.at[i].state, event, &row, NULL) == OK &&
		    row->to != live.at[i].state)
			rc = decide_event(&decide, event, reterr);
	}
	return rc;
}

static enum rc tell(struct flow *flow, const struct invoice *invoice, const char *what, const char *detail,
		    struct err *reterr)
{
	return event_tell(
		flow->db,
		&(struct happening){.actor = flow->actor, .what = what, .invoice_id = invoice->id, .detail = detail},
		reterr);
}

enum rc hold_put(struct flow *flow, struct arena *arena, const struct invoice *invoice, const struct hold_entry *entry,
		 int64_t *ret_id, bool *ret_fresh, struct err *reterr)
{
	char until[DATE_TEXT_BYTES];
	bool ends = !date_is_none(entry->until);
	/* What is being sent is either gone when we come to it, or comes back here: deliver looks at holds under the
	 * same locks. */
	struct escalation_list live;
	enum rc rc = escalation_lock_live(flow->db, arena, invoice->id, &live, reterr);
	if (rc == OK)
		rc = hold_place(flow->db, arena, entry, ret_id, ret_fresh, reterr);
	if (rc != OK || !*ret_fresh)
		return rc;
	const char *detail =
		arena_printf(arena, "hold %" PRId64 " (%s%s%s) by %s: %s", *ret_id, entry->kind, ends ? ", until " : "",
			     ends ? date_iso(entry->until, until) : "", entry->by, entry->why);
	if (detail == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a hold");
	rc = tell(flow, invoice, "HOLD_PLACED", detail, reterr);
	return rc == OK ? step_all(flow, arena, invoice, EVENT_HOLD_PLACED, detail, reterr) : rc;
}

/* Nobody disputes it any more: it was decided. */
static enum rc dispute_decided(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			       struct err *reterr)
{
	struct escalation_list live;
	enum rc rc = escalation_lock_live(flow->db, arena, invoice->id, &live, reterr);
	for (int i = 0; rc == OK && i < live.count; i++)
		rc = deadline_met(flow->db, live.at[i].id, DEADLINE_DISPUTE, reterr);
	return rc;
}

enum rc hold_freed(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *detail,
		   struct err *reterr)
{
	const char *kinds = "";
	enum rc rc = tell(flow, invoice, "HOLD_LIFTED", detail, reterr);
	if (rc == OK)
		rc = hold_kinds(flow->db, arena, invoice->id, &kinds, reterr);
	if (rc == OK && strstr(kinds, hold_kind_name(HOLD_DISPUTE)) == NULL)
		rc = dispute_decided(flow, arena, invoice, reterr);
	return rc == OK && kinds[0] == '\0' ? step_all(flow, arena, invoice, EVENT_HOLD_LIFTED, detail, reterr) : rc;
}

static enum rc lift_due(struct flow *flow, struct arena *arena, int64_t id, int64_t invoice_id, struct err *reterr)
{
	struct invoice invoice;
	const char *detail = arena_printf(arena, "hold %" PRId64 ": its last day is over", id);
	enum rc rc = invoice_lock(flow->db, arena, invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = hold_lift(flow->db, id, flow->actor, reterr);
	return rc == OK ? hold_freed(flow, arena, &invoice, detail, reterr) : rc;
}

enum rc hold_lift_due(struct flow *flow, struct arena *arena, int limit, int *count, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < limit; i++) {
		int64_t id = 0;
		int64_t invoice_id = 0;
		rc = hold_due(flow->db, arena, &id, &invoice_id, reterr);
		if (rc != OK || id == 0)
			break;
		rc = lift_due(flow, arena, id, invoice_id, reterr);
		*count += rc == OK;
	}
	return rc;
}

struct placing {
	struct arena *arena;
	const struct hold_order *order;
	int64_t id;
};

static enum rc place(struct flow *flow, void *deed, struct err *reterr)
{
	struct placing *placing = deed;
	const struct hold_order *order = placing->order;
	struct clock_now now;
	struct invoice invoice;
	struct hold_entry entry = {.kind = hold_kind_name(order->kind), .by = order->by, .until = order->until};
	bool fresh = false;
	enum rc rc = mask_words(placing->arena, order->why, &entry.why, reterr);
	if (rc == OK)
		rc = clock_now(flow->db, &now, reterr);
	if (rc == OK && !date_is_none(order->until) && date_compare(order->until, now.today) < 0)
		rc = err_set(reterr, ERR_RANGE, "--until: that day is over; it is the last day of the hold");
	if (rc == OK)
		rc = invoice_find(flow->db, placing->arena, order->creditor, order->invoice, &entry.invoice_id, reterr);
	if (rc == OK)
		rc = invoice_lock(flow->db, placing->arena, entry.invoice_id, &invoice, reterr);
	return rc == OK ? hold_put(flow, placing->arena, &invoice, &entry, &placing->id, &fresh, reterr) : rc;
}

enum rc flow_hold_place(const struct settings *settings, struct arena *arena, const struct hold_order *order,
			int64_t *ret_id, struct err *reterr)
{
	struct placing placing = {.arena = arena, .order = order};
	enum rc rc = by_hand(settings, order->by, place, &placing, reterr);
	if (rc == OK)
		*ret_id = placing.id;
	return rc;
}

struct lifting {
	struct arena *arena;
	int64_t id;
	const char *why;
};

static enum rc lift(struct flow *flow, void *deed, struct err *reterr)
{
	const struct lifting *lifting = deed;
	struct invoice invoice;
	const char *why = NULL;
	int64_t invoice_id = 0;
	enum rc rc = mask_words(lifting->arena, lifting->why, &why, reterr);
	if (rc == OK)
		rc = hold_invoice(flow->db, lifting->arena, lifting->id, &invoice_id, reterr);
	if (rc == OK)
		rc = invoice_lock(flow->db, lifting->arena, invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = hold_lift(flow->db, lifting->id, flow->actor, reterr);
	const char *detail = arena_printf(lifting->arena, "hold %" PRId64 ": %s", lifting->id, why != NULL ? why : "");
	return rc == OK ? hold_freed(flow, lifting->arena, &invoice, detail, reterr) : rc;
}

enum rc flow_hold_lift(const struct settings *settings, struct arena *arena, int64_t id, const char *by,
		       const char *why, struct err *reterr)
{
	struct lifting lifting = {.arena = arena, .id = id, .why = why};
	return by_hand(settings, by, lift, &lifting, reterr);
}
