#include "flow/approval.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "domain/money.h"
#include "flow/assess.h"
#include "flow/by_hand.h"
#include "flow/hold.h"
#include "flow/ladder_facts.h"
#include "store/event.h"
#include "store/finding.h"

#define BATCH 50

static const char *asker_of(const struct invoice *invoice)
{
	return invoice->requested_by[0] != '\0' ? invoice->requested_by : "the platform";
}

static enum rc look_up(struct flow *flow, struct arena *arena, const struct flow_account *account,
		       const struct approval_policy *policy, struct approval_facts *facts, struct err *reterr)
{
	enum rc rc = OK;
	if (policy->batch > 0 && !facts->batch_waits)
		rc = approval_passed_today(flow->db, arena, account->id, &facts->passed_today, reterr);
	if (rc == OK && policy->first)
		rc = approval_first_taken(flow->db, arena, account->id, &facts->first_taken, reterr);
	return rc;
}

enum rc approval_look(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *channel,
		      const struct flow_account *account, struct approval_need *ret_need, struct err *reterr)
{
	struct approval_need need = {.wanted = false};
	struct approval_facts facts = {.amount_cents = invoice_outstanding(invoice)};
	struct payer payer;
	char words[APPROVAL_WORDS_BYTES];
	int64_t given_cents = 0;
	enum rc rc = approval_find(flow->db, arena, invoice->id, channel, &need.open, &given_cents, reterr);
	if (rc != OK || account == NULL || facts.amount_cents == 0) {
		*ret_need = need;
		return rc;
	}
	const struct approval_policy *policy = &account->at.creditor->four_eyes;
	facts.good_payer = flow_payer(flow, invoice, &payer);
	facts.batch_waits = (need.open.why & APPROVAL_BATCH) != 0;
	need.approved = given_cents >= facts.amount_cents;
	if (!need.approved)
		rc = look_up(flow, arena, account, policy, &facts, reterr);
	if (rc != OK)
		return rc;
	need.ask = (struct approval_row){.invoice_id = invoice->id,
					 .why = need.approved ? 0 : approval_why(policy, &facts),
					 .amount_cents = facts.amount_cents};
	(void)text_copy(text_of(channel), need.ask.channel, sizeof(need.ask.channel));
	(void)text_copy(text_of(asker_of(invoice)), need.ask.asked_by, sizeof(need.ask.asked_by));
	need.wanted = need.ask.why != 0;
	if (need.wanted)
		(void)snprintf(need.words, sizeof(need.words), "asked by %.48s, another person has to agree: %.160s",
			       need.ask.asked_by, approval_words(need.ask.why, policy, &facts, words));
	*ret_need = need;
	return OK;
}

static enum rc tell(struct flow *flow, const struct approval_row *row, const char *what, const char *detail,
		    struct err *reterr)
{
	if (detail == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an approval");
	return event_tell(flow->db,
			  &(struct happening){
				  .actor = flow->actor, .what = what, .invoice_id = row->invoice_id, .detail = detail},
			  reterr);
}

static enum rc ask(struct flow *flow, struct arena *arena, const struct approval_need *need, struct err *reterr)
{
	char amount[MONEY_TEXT_BYTES];
	enum rc rc = approval_ask(flow->db, &need->ask, reterr);
	return rc == OK ? tell(flow, &need->ask, "APPROVAL_ASKED",
			       arena_printf(arena, "%s, %s: %s", need->ask.channel,
					    money_words(need->ask.amount_cents, amount), need->words),
			       reterr)
			: rc;
}

enum rc approval_follow(struct flow *flow, struct arena *arena, const struct approval_need *need, enum event event,
			const char *holds, struct err *reterr)
{
	const struct approval_row *open = &need->open;
	bool refused = strstr(holds, hold_kind_name(HOLD_APPROVAL)) != NULL;
	if (!need->wanted)
		return open->id != 0 ? approval_drop(flow->db, open->invoice_id, open->channel, reterr) : OK;
	/* What another rule refuses is no question to a person, and who has refused is not asked again. */
	if (event != EVENT_HELD_BY_RULE || refused)
		return OK;
	bool same = open->id != 0 && open->amount_cents == need->ask.amount_cents &&
		    strcmp(open->asked_by, need->ask.asked_by) == 0;
	if (!same)
		return ask(flow, arena, need, reterr);
	return open->why == need->ask.why ? OK : approval_set_why(flow->db, open->id, need->ask.why, reterr);
}

/* What a person says, one after another. */
struct saying {
	struct flow *flow;
	const struct approval_order *order;
	const char *why; /* without tax ids */
	struct approval_said_list *list;
};

typedef enum rc (*say_fn)(const struct saying *saying, struct arena *arena, const struct invoice *invoice,
			  const struct approval_row *row, struct err *reterr);

/* What waited is checked anew at once. */
static enum rc let_go(const struct saying *saying, struct arena *arena, const struct invoice *invoice,
		      const char *channel, struct err *reterr)
{
	struct flow *flow = saying->flow;
	struct escalation_list all;
	enum rc rc = escalation_lock_of_channel(flow->db, arena, invoice->id, channel, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++) {
		if (all.at[i].state != STATE_HELD)
			continue;
		rc = finding_close_of(flow->db, all.at[i].id, flow->actor, reterr);
		if (rc == OK)
			rc = assess_held(flow, arena, invoice, &all.at[i], reterr);
	}
	return rc;
}

static enum rc approve(const struct saying *saying, struct arena *arena, const struct invoice *invoice,
		       const struct approval_row *row, struct err *reterr)
{
	struct flow *flow = saying->flow;
	char amount[MONEY_TEXT_BYTES];
	char names[APPROVAL_WHY_BYTES];
	enum rc rc = approval_give(flow->db, row->id, flow->actor, reterr);
	if (rc == OK)
		rc = tell(flow, row, "APPROVED",
			  arena_printf(arena, "%s, %s (%s): asked by %s, approved by %s", row->channel,
				       money_words(row->amount_cents, amount), approval_why_names(row->why, names),
				       row->asked_by, flow->actor),
			  reterr);
	return rc == OK ? let_go(saying, arena, invoice, row->channel, reterr) : rc;
}

static enum rc refuse(const struct saying *saying, struct arena *arena, const struct invoice *invoice,
		      const struct approval_row *row, struct err *reterr)
{
	struct flow *flow = saying->flow;
	char amount[MONEY_TEXT_BYTES];
	int64_t id = 0;
	bool fresh = false;
	struct hold_entry hold = {.invoice_id = invoice->id,
				  .kind = hold_kind_name(HOLD_APPROVAL),
				  .why = saying->why,
				  .by = flow->actor,
				  .until = DATE_NONE};
	enum rc rc = approval_refuse(flow->db, row->id, flow->actor, saying->why, reterr);
	if (rc == OK)
		rc = tell(flow, row, "APPROVAL_REFUSED",
			  arena_printf(arena, "%s, %s: asked by %s, refused by %s: %s", row->channel,
				       money_words(row->amount_cents, amount), row->asked_by, flow->actor, saying->why),
			  reterr);
	return rc == OK ? hold_put(flow, arena, invoice, &hold, &id, &fresh, reterr) : rc;
}

/* One that may have been settled since it was listed. */
static enum rc say_one(const struct saying *saying, struct arena *arena, int64_t id, int64_t invoice_id, say_fn say,
		       struct err *reterr)
{
	struct invoice invoice;
	struct approval_row row;
	enum rc rc = invoice_lock(saying->flow->db, arena, invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = approval_reread(saying->flow->db, arena, id, &row, reterr);
	if (rc != OK || row.id == 0)
		return rc;
	bool own = say == approve && approval_same_person(text_of(row.asked_by), text_of(saying->order->by));
	if (!own)
		rc = say(saying, arena, &invoice, &row, reterr);
	if (rc != OK)
		return rc;
	struct approval_said *said = &saying->list->at[saying->list->count++];
	*said = (struct approval_said){.amount_cents = row.amount_cents, .own = own};
	(void)text_copy(text_of(invoice.external_id), said->invoice, sizeof(said->invoice));
	(void)text_copy(text_of(row.channel), said->channel, sizeof(said->channel));
	saying->list->own_count += own ? 1 : 0;
	return OK;
}

/* So many in a transaction that its memory stays bounded. */
static enum rc say_some(const struct saying *saying, const struct approval_ids *ids, int from, say_fn say,
			struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for approvals");
	enum rc rc = db_begin(saying->flow->db, reterr);
	if (rc != OK)
		return rc;
	for (int i = from; rc == OK && i < ids->count && i < from + BATCH; i++)
		rc = say_one(saying, arena, ids->at[i].id, ids->at[i].invoice_id, say, reterr);
	return db_end(saying->flow->db, rc, reterr);
}

static enum rc say_all(struct saying *saying, struct arena *arena, say_fn say, struct err *reterr)
{
	const struct approval_filter *filter = &saying->order->filter;
	struct approval_ids ids = {.count = 0};
	enum rc rc = approval_waiting(saying->flow->db, arena, filter, &ids, reterr);
	if (rc != OK)
		return rc;
	*saying->list =
		(struct approval_said_list){.at = arena_array(arena, (size_t)ids.count + 1, sizeof(*saying->list->at))};
	if (saying->list->at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d approvals", ids.count);
	if (ids.count == 0)
		return err_set(reterr, ERR_NOT_FOUND,
			       "nothing of %s \"%.64s\" waits for an approval; \"apontactl approvals\" tells what does",
			       filter->invoice != NULL ? "invoice" : "account",
			       filter->invoice != NULL ? filter->invoice : filter->account);
	for (int i = 1; filter->invoice != NULL && filter->creditor == NULL && i < ids.count; i++)
		if (ids.at[i].invoice_id != ids.at[0].invoice_id)
			return err_set(
				reterr, ERR_DUPLICATE,
				"several creditors have an invoice \"%.64s\"; --creditor CODE says which is meant",
				filter->invoice);
	for (int from = 0; rc == OK && from < ids.count; from += BATCH)
		rc = say_some(saying, &ids, from, say, reterr);
	return rc;
}

static enum rc by_person(const struct settings *settings, struct arena *arena, const struct approval_order *order,
			 say_fn say, struct approval_said_list *ret_list, struct err *reterr)
{
	struct saying saying = {.order = order, .why = "", .list = ret_list};
	enum rc rc = flow_open_for(settings, order->by, &saying.flow, reterr);
	if (rc != OK)
		return rc;
	if (order->why != NULL)
		rc = mask_words(arena, order->why, &saying.why, reterr);
	if (rc == OK)
		rc = say_all(&saying, arena, say, reterr);
	if (rc == OK)
		rc = worker_nudge(saying.flow->db, reterr);
	flow_free(saying.flow);
	return rc;
}

enum rc flow_approve(const struct settings *settings, struct arena *arena, const struct approval_order *order,
		     struct approval_said_list *ret_list, struct err *reterr)
{
	return by_person(settings, arena, order, approve, ret_list, reterr);
}

enum rc flow_refuse(const struct settings *settings, struct arena *arena, const struct approval_order *order,
		    struct approval_said_list *ret_list, struct err *reterr)
{
	return by_person(settings, arena, order, refuse, ret_list, reterr);
}
