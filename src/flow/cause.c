#include "flow/cause.h"

#include "domain/remedy.h"
#include "flow/by_hand.h"
#include "flow/decide.h"
#include "flow/hold.h"
#include "store/agreement.h"
#include "store/event.h"

static enum rc check(const struct cause_order *order, struct err *reterr)
{
	if (!removal_cause_is_told(order->cause))
		return err_set(reterr, ERR_REFUSED, "%s is not told this way: payments come as rows of the drop folder",
			       removal_cause_name(order->cause));
	bool reverses = order->cause == CAUSE_REVERSED;
	if (reverses != (order->payment != NULL))
		return err_set(reterr, ERR_FORMAT,
			       reverses ? "which payment came back? its id is wanted"
					: "a payment is named with \"reversed\" only");
	return OK;
}

static enum rc agreement(struct flow *flow, const struct invoice *invoice, const struct cause_order *order,
			 struct err *reterr)
{
	switch (order->cause) {
	case CAUSE_AGREED: return agreement_sign(flow->db, invoice->id, order->agreement, reterr);
	case CAUSE_AGREED_AND_PAID: return agreement_clear(flow->db, invoice->id, order->agreement, reterr);
	case CAUSE_AGREEMENT_BROKEN: return agreement_break(flow->db, invoice->id, order->agreement, reterr);
	default: return OK;
	}
}

/* Of one channel only it holds nothing elsewhere, but where the matrix says that nothing may leave for now. */
static bool places_hold(const struct cause_order *order)
{
	return hold_placed_by(order->cause) != HOLD_KIND_COUNT &&
	       (order->channel == NULL || remedy_of(order->cause, SITUATION_BEFORE)->remedy == REMEDY_HOLD);
}

static enum rc put_hold(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			const struct cause_order *order, const char *why, struct err *reterr)
{
	int64_t id = 0;
	bool fresh = false;
	if (!places_hold(order))
		return OK;
	struct hold_entry entry = {.invoice_id = invoice->id,
				   .kind = hold_kind_name(hold_placed_by(order->cause)),
				   .why = why,
				   .by = order->by,
				   .until = DATE_NONE};
	return hold_put(flow, arena, invoice, &entry, &id, &fresh, reterr);
}

/* What it ended keeps nothing back any more; the matrix and other holds say what becomes of it. */
static enum rc end_holds(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			 const struct cause_order *order, const char *detail, struct err *reterr)
{
	int lifted = 0;
	enum hold_kind kind = hold_ended_by(order->cause);
	if (kind == HOLD_KIND_COUNT)
		return OK;
	enum rc rc = hold_lift_kind(flow->db, invoice->id, hold_kind_name(kind), order->by, &lifted, reterr);
	return rc == OK && lifted > 0 ? hold_freed(flow, arena, invoice, detail, reterr) : rc;
}

enum rc cause_take(struct flow *flow, struct arena *arena, struct invoice *invoice, const struct cause_order *order,
		   bool *ret_repeated, struct err *reterr)
{
	const char *why = NULL;
	*ret_repeated = false;
	enum rc rc = check(order, reterr);
	if (rc == OK)
		rc = mask_words(arena, order->why, &why, reterr);
	if (rc == OK && order->cause == CAUSE_REVERSED)
		rc = payment_reverse(flow->db, arena, invoice, order->payment, ret_repeated, reterr);
	if (rc != OK || *ret_repeated)
		return rc;
	const char *detail = arena_printf(arena, "%s%s%s, told by %s: %s", removal_cause_name(order->cause),
					  order->payment != NULL ? " " : "",
					  order->payment != NULL ? order->payment : "", order->by, why);
	if (detail == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a cause");
	rc = event_tell(
		flow->db,
		&(struct happening){
			.actor = flow->actor, .what = "CAUSE_TOLD", .invoice_id = invoice->id, .detail = detail},
		reterr);
	if (rc == OK)
		rc = agreement(flow, invoice, order, reterr);
	/* First what has to be closed or taken back, then what is left is held. */
	if (rc == OK)
		rc = decide_cause(flow, arena, invoice, order->cause, order->channel, detail, reterr);
	if (rc == OK)
		rc = put_hold(flow, arena, invoice, order, why, reterr);
	return rc == OK ? end_holds(flow, arena, invoice, order, detail, reterr) : rc;
}

struct telling {
	struct arena *arena;
	const struct cause_order *order;
	struct corrected_list *list;
};

/* Where everything was and is. */
static enum rc compare(const struct telling *telling, const struct escalation_list *before,
		       const struct escalation_list *after, struct err *reterr)
{
	struct corrected_list list = {.at = arena_array(telling->arena, (size_t)after->count + 1, sizeof(*list.at)),
				      .count = after->count};
	if (list.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d escalations", after->count);
	for (int i = 0; i < after->count; i++) {
		list.at[i] = (struct corrected){.from = before->at[i].state, .to = after->at[i].state};
		(void)text_copy(text_of(after->at[i].channel), list.at[i].channel, sizeof(list.at[i].channel));
	}
	*telling->list = list;
	return OK;
}

static enum rc take(struct flow *flow, void *deed, struct err *reterr)
{
	const struct telling *telling = deed;
	const struct cause_order *order = telling->order;
	struct arena *arena = telling->arena;
	struct invoice invoice;
	struct escalation_list before;
	struct escalation_list after;
	int64_t id = 0;
	bool repeated = false;
	enum rc rc = invoice_find(flow->db, arena, order->creditor, order->invoice, &id, reterr);
	if (rc == OK)
		rc = invoice_lock(flow->db, arena, id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock_all(flow->db, arena, id, &before, reterr);
	if (rc == OK)
		rc = cause_take(flow, arena, &invoice, order, &repeated, reterr);
	if (rc == OK)
		rc = escalation_lock_all(flow->db, arena, id, &after, reterr);
	return rc == OK ? compare(telling, &before, &after, reterr) : rc;
}

enum rc flow_cause(const struct settings *settings, struct arena *arena, const struct cause_order *order,
		   struct corrected_list *ret_list, struct err *reterr)
{
	struct telling telling = {arena, order, ret_list};
	return by_hand(settings, order->by, take, &telling, reterr);
}
