#include "flow/told_by_hand.h"

#include <string.h>

#include "flow/by_hand.h"
#include "flow/decide.h"
#include "store/deadline.h"
#include "store/event.h"

/* EVENT_COUNT: a day is told, and no step is taken. */
static const struct {
	const char *name;
	enum event event;
} whats[] = {
	{"negotiation_started", EVENT_NEGOTIATION_STARTED},
	{"negotiation_converted", EVENT_NEGOTIATION_CONVERTED},
	{"negotiation_ended", EVENT_NEGOTIATION_ENDED},
	{"notary_date", EVENT_COUNT},
};

const char *told_names(void)
{
	return "negotiation_started, negotiation_converted, negotiation_ended and notary_date";
}

static bool find_what(const char *what, enum event *ret_event)
{
	for (size_t i = 0; i < ARRAY_LEN(whats); i++)
		if (strcmp(what, whats[i].name) == 0) {
			*ret_event = whats[i].event;
			return true;
		}
	return false;
}

bool told_is_known(const char *what)
{
	enum event event;
	return find_what(what, &event);
}

struct telling {
	struct arena *arena;
	const struct told_order *order;
	struct corrected_list *list;
};

static enum rc take_day(struct flow *flow, const struct escalation *escalation, const struct told_order *order,
			const char *detail, struct err *reterr)
{
	if (date_is_none(escalation->protocol_on) || date_compare(order->on, escalation->protocol_on) <= 0)
		return err_set(reterr, ERR_REFUSED,
			       "the three days run from a protocol, and end after its day: is the day right?");
	enum rc rc = deadline_told(flow->db, escalation->id, DEADLINE_TRIDUO, order->on, reterr);
	if (rc == ERR_NOT_FOUND)
		return err_set(reterr, ERR_REFUSED, "it is %s: no three days run at a notary",
			       state_name(escalation->state));
	if (rc != OK)
		return rc;
	return event_tell(flow->db,
			  &(struct happening){.actor = flow->actor,
					      .what = "NOTARY_DATE_TOLD",
					      .escalation_id = escalation->id,
					      .invoice_id = escalation->invoice_id,
					      .detail = detail},
			  reterr);
}

static enum rc take_word(struct flow *flow, const struct telling *telling, const struct invoice *invoice,
			 struct escalation *escalation, enum event event, struct err *reterr)
{
	const struct told_order *order = telling->order;
	const char *why = NULL;
	char day[DATE_TEXT_BYTES] = "";
	enum rc rc = mask_words(telling->arena, order->why, &why, reterr);
	if (rc != OK)
		return rc;
	bool dated = event == EVENT_COUNT;
	const char *detail = arena_printf(telling->arena, "%s%s%s, told by %s: %s", order->what, dated ? " " : "",
					  dated ? date_iso(order->on, day) : "", order->by, why);
	if (detail == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what was told");
	if (dated)
		return take_day(flow, escalation, order, detail, reterr);
	struct decide decide = {
		.flow = flow, .arena = telling->arena, .invoice = invoice, .escalation = escalation, .detail = detail};
	return decide_event(&decide, event, reterr);
}

static enum rc take(struct flow *flow, void *deed, struct err *reterr)
{
	const struct telling *telling = deed;
	const struct told_order *order = telling->order;
	struct invoice invoice;
	struct escalation_list all = {.count = 0};
	int64_t id = 0;
	enum event event = EVENT_COUNT;
	if (!find_what(order->what, &event))
		return err_set(reterr, ERR_UNKNOWN, "there is no \"%.40s\" to tell; there are %s", order->what,
			       told_names());
	if ((event == EVENT_COUNT) == date_is_none(order->on))
		return err_set(reterr, ERR_FORMAT,
			       event == EVENT_COUNT ? "which day did the notary tell? --on YYYY-MM-DD is wanted"
						    : "a day is told with \"notary_date\" only");
	enum rc rc = invoice_find(flow->db, telling->arena, order->creditor, order->invoice, &id, reterr);
	if (rc == OK)
		rc = invoice_lock(flow->db, telling->arena, id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock_of_channel(flow->db, telling->arena, id, "protest", &all, reterr);
	if (rc == OK && all.count == 0)
		return err_set(reterr, ERR_REFUSED, "%s has not been taken to protest", order->invoice);
	struct corrected *at = rc == OK ? arena_array(telling->arena, (size_t)all.count, sizeof(*at)) : NULL;
	if (rc == OK && at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d escalations", all.count);
	for (int i = 0; rc == OK && i < all.count; i++) {
		at[i].from = all.at[i].state;
		(void)text_copy(text_of(all.at[i].channel), at[i].channel, sizeof(at[i].channel));
		rc = take_word(flow, telling, &invoice, &all.at[i], event, reterr);
		at[i].to = all.at[i].state;
	}
	if (rc == OK)
		*telling->list = (struct corrected_list){.at = at, .count = all.count};
	return rc;
}

enum rc flow_told(const struct settings *settings, struct arena *arena, const struct told_order *order,
		  struct corrected_list *ret_list, struct err *reterr)
{
	struct telling telling = {arena, order, ret_list};
	return by_hand(settings, order->by, take, &telling, reterr);
}
