#include "flow/assess.h"

#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/fees.h"
#include "flow/assess_facts.h"
#include "flow/decide.h"
#include "flow/ladder_facts.h"
#include "flow/notify.h"
#include "store/event.h"
#include "store/finding.h"
#include "wire/json.h"

#define BATCH        50
#define HELD_MINUTES 60

static void reasons_json(const struct eligibility *result, struct buf *out)
{
	struct json_out json;
	json_begin(&json, out);
	json_open_array(&json, NULL);
	for (int i = 0; i < result->reasons_count; i++) {
		const struct reason *reason = &result->reasons[i];
		json_open_object(&json, NULL);
		json_chars(&json, "code", reason->code);
		json_chars(&json, "level", level_name(reason->level));
		json_chars(&json, "basis", reason->basis);
		json_chars(&json, "cra", reason->cra);
		json_chars(&json, "words", reason->words);
		json_close_object(&json);
	}
	json_close_array(&json);
}

/* A decision in the making. */
struct decision {
	struct assessed assessed;
	enum event event;
	const char *codes; /* of the reasons, for the event's detail */
	const char *words; /* the same for a person */
	struct buf reasons;
};

static void decision_done(struct decision *decision)
{
	buf_done(&decision->reasons);
	buf_done(&decision->assessed.facts);
}

static enum rc look(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		    const struct escalation *escalation, struct decision *decision, struct err *reterr)
{
	const struct flow_account *account = flow_account_by_id(flow, escalation->account_id);
	struct assessed *assessed = &decision->assessed;
	buf_init(&decision->reasons, LIMIT_CONFIG_BYTES);
	buf_init(&assessed->facts, LIMIT_CONFIG_BYTES);
	enum rc rc = escalation->machine == MACHINE_PROTEST
			     ? facts_of_title(flow, arena, invoice, escalation, account, assessed, reterr)
			     : facts_of_listing(flow, arena, invoice, escalation, account, assessed, reterr);
	if (rc != OK)
		return rc;
	decision->event = eligibility_event(&assessed->result);
	reasons_json(&assessed->result, &decision->reasons);
	CLEANUP(buf_done) struct buf codes = {0};
	CLEANUP(buf_done) struct buf words = {0};
	buf_init(&codes, LIMIT_CONFIG_BYTES);
	buf_init(&words, LIMIT_CONFIG_BYTES);
	for (int i = 0; i < assessed->result.reasons_count; i++) {
		const struct reason *reason = &assessed->result.reasons[i];
		buf_printf(&codes, "%s%s", i > 0 ? ", " : "", reason->code);
		buf_printf(&words, "%s%s: %s (%s)", i > 0 ? "; " : "", reason->code, reason->words, reason->basis);
	}
	decision->codes = arena_text(arena, buf_view(&codes));
	decision->words = arena_text(arena, buf_view(&words));
	if (buf_failed(&decision->reasons) || decision->codes == NULL || decision->words == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a decision");
	return OK;
}

static enum rc follow_approval(struct flow *flow, struct arena *arena, const struct decision *decision,
			       struct err *reterr)
{
	return approval_follow(flow, arena, &decision->assessed.approval, decision->event, decision->assessed.holds,
			       reterr);
}

/* What may not leave is put before a person with every reason, once. */
static enum rc tell_person(struct flow *flow, const struct escalation *escalation, const struct decision *decision,
			   struct err *reterr)
{
	if (decision->event == EVENT_PASSED || decision->assessed.passing)
		return OK;
	return finding_open(flow->db,
			    &(struct finding){.kind = event_name(decision->event),
					      .escalation_id = escalation->id,
					      .words = decision->words},
			    reterr);
}

/* Who advances the notary's fees follows from the due date and the day of the presentation. */
static enum rc keep_fee_mode(struct flow *flow, const struct invoice *invoice, const struct escalation *escalation,
			     struct err *reterr)
{
	const struct flow_account *account = flow_account_by_id(flow, escalation->account_id);
	bool regulated = account != NULL && account->at.creditor->regulated;
	struct clock_now now;
	enum rc rc = clock_now(flow->db, &now, reterr);
	return rc == OK
		       ? escalation_set_fee_mode(flow->db, escalation,
						 fee_mode_name(fee_mode(invoice->due_on, now.today, regulated)), reterr)
		       : rc;
}

static enum rc record_and_move(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			       struct escalation *escalation, const struct decision *decision, struct err *reterr)
{
	int64_t decision_id = 0;
	enum rc rc = decision_record(flow->db, arena, escalation->id, event_name(decision->event), flow->rule_book,
				     buf_view(&decision->reasons), buf_view(&decision->assessed.facts), &decision_id,
				     reterr);
	if (rc == OK && decision->event == EVENT_PASSED && escalation->machine == MACHINE_PROTEST)
		rc = escalation_set_comarca(flow->db, escalation, decision->assessed.comarca_ibge, reterr);
	if (rc == OK && decision->event == EVENT_PASSED && escalation->machine == MACHINE_PROTEST)
		rc = keep_fee_mode(flow, invoice, escalation, reterr);
	if (rc != OK)
		return rc;
	struct decide decide = {.flow = flow,
				.arena = arena,
				.invoice = invoice,
				.escalation = escalation,
				.decision_id = decision_id,
				.detail = decision->codes};
	rc = decide_event(&decide, decision->event, reterr);
	if (rc == OK && decision->event == EVENT_HELD_BY_RULE)
		rc = escalation_timer_in(flow->db, escalation->id, EVENT_ASSESSED, HELD_MINUTES, reterr);
	if (rc == OK)
		rc = tell_person(flow, escalation, decision, reterr);
	if (rc == OK && decision->event != EVENT_PASSED)
		log_line(LOG_NOTICE,
			 LOG_FIELDS({"STAGE", "assess"}, {"INVOICE", invoice->external_id},
				    {"REASONS", decision->codes}),
			 "%s: %s", event_name(decision->event), decision->words);
	return rc;
}

enum rc assess_escalation(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  struct escalation *escalation, struct err *reterr)
{
	struct decision decision = {.event = EVENT_COUNT};
	enum rc rc = look(flow, arena, invoice, escalation, &decision, reterr);
	if (rc == OK)
		rc = follow_approval(flow, arena, &decision, reterr);
	if (rc == OK)
		rc = record_and_move(flow, arena, invoice, escalation, &decision, reterr);
	decision_done(&decision);
	return rc;
}

enum rc assess_held(struct flow *flow, struct arena *arena, const struct invoice *invoice,
		    struct escalation *escalation, struct err *reterr)
{
	struct decision decision = {.event = EVENT_COUNT};
	enum rc rc = look(flow, arena, invoice, escalation, &decision, reterr);
	if (rc == OK)
		rc = follow_approval(flow, arena, &decision, reterr);
	if (rc == OK && decision.event == EVENT_HELD_BY_RULE) {
		rc = escalation_timer_in(flow->db, escalation->id, EVENT_ASSESSED, HELD_MINUTES, reterr);
		if (rc == OK)
			rc = tell_person(flow, escalation, &decision, reterr);
	} else if (rc == OK) {
		struct decide decide = {.flow = flow, .arena = arena, .invoice = invoice, .escalation = escalation};
		rc = decide_event(&decide, EVENT_ASSESSED, reterr);
		if (rc == OK)
			rc = record_and_move(flow, arena, invoice, escalation, &decision, reterr);
	}
	decision_done(&decision);
	return rc;
}

/* Nothing can be done for this invoice until somebody changes the configuration; look again tomorrow. */
static enum rc put_off(struct flow *flow, const struct invoice *invoice, struct date today, const char *words,
		       struct err *reterr)
{
	enum rc rc = finding_open(flow->db, &(struct finding){.kind = "configuration", .words = words}, reterr);
	return rc == OK ? invoice_look_on(flow->db, invoice->id, date_plus(today, 1), reterr) : rc;
}

/* Open an escalation of one person, and decide it at once. */
static enum rc escalate(struct flow *flow, struct arena *arena, const struct invoice *invoice, int64_t person_id,
			const struct flow_account *account, const struct ladder_step *step, struct err *reterr)
{
	struct escalation escalation;
	enum rc rc = escalation_open(flow->db, arena, invoice->id, person_id, account->id,
				     ladder_action_name(step->action), step->name, flow->actor, &escalation, reterr);
	struct decide decide = {
		.flow = flow, .arena = arena, .invoice = invoice, .escalation = &escalation, .detail = step->name};
	if (rc == OK)
		rc = decide_event(&decide, EVENT_ASSESSED, reterr);
	return rc == OK ? assess_escalation(flow, arena, invoice, &escalation, reterr) : rc;
}

/* A title names all its debtors; at a bureau each person has a record, the principal's first. */
static enum rc take_step(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			 const struct flow_account *account, const struct ladder_step *step, struct err *reterr)
{
	const struct channel_traits *traits = account->channel->traits(account->at.profile);
	int64_t *persons = NULL;
	int count = 0;
	enum rc rc = invoice_persons(flow->db, arena, invoice->id, &persons, &count, reterr);
	bool each = step->action != LADDER_PROTEST && !traits->guarantor_waits;
	for (int i = 0; rc == OK && i < (each ? count : 1); i++)
		rc = escalate(flow, arena, invoice, persons[i], account, step, reterr);
	return rc;
}

/* A notice that cannot be prepared now (the debt is held, something lacks) is tried again tomorrow. */
static enum rc take_notice(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			   const struct ladder_step *step, bool *again, struct err *reterr)
{
	bool prepared = false;
	struct date told_on = DATE_NONE;
	enum rc rc = notify_step(flow, arena, invoice, step, reterr);
	if (rc == OK)
		rc = notify_standing(flow, arena, invoice, step->name, &prepared, &told_on, reterr);
	*again = *again || !prepared;
	return rc;
}

/* Takes every step that has been reached. *ret_lacking: why one of them could not be; NULL when none was so.
 * *ret_again: one of them is to be tried again tomorrow. */
static enum rc take_steps(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			  const struct ladder *ladder, struct ladder_facts *facts, const char **ret_lacking,
			  bool *ret_again, struct err *reterr)
{
	const struct ladder_step *step = NULL;
	enum rc rc = OK;
	while (rc == OK && (step = ladder_reached(ladder, facts)) != NULL) {
		int place = (int)(step - ladder->steps);
		const char *channel = ladder_action_name(step->action);
		if (!ladder_is_channel(step->action)) {
			rc = take_notice(flow, arena, invoice, step, ret_again, reterr);
			ladder_take(ladder, facts, place, DATE_NONE);
			continue;
		}
		const struct flow_account *account = flow_account_of_creditor(flow, invoice->creditor, channel);
		if (account != NULL) {
			rc = take_step(flow, arena, invoice, account, step, reterr);
			ladder_take(ladder, facts, place, facts->today);
			continue;
		}
		/* What cannot be taken is passed over for now; a step after it waits. */
		facts->under_way[place] = true;
		facts->channels_taken |= 1u << step->action;
		*ret_lacking = arena_printf(arena, "Creditor %s has no account for %s in the configuration.",
					    invoice->creditor, channel);
		if (*ret_lacking == NULL)
			rc = err_set(reterr, ERR_NO_MEMORY, "no memory for the steps of an invoice");
	}
	return rc;
}

static enum rc look_at_invoice(struct flow *flow, struct arena *arena, const struct invoice *invoice, struct date today,
			       struct err *reterr)
{
	if (invoice_outstanding(invoice) == 0)
		return invoice_look_on(flow->db, invoice->id, DATE_NONE, reterr);
	const struct ladder *ladder = conf_ladder(flow->settings, invoice->ladder);
	if (ladder == NULL)
		return put_off(flow, invoice, today,
			       arena_printf(arena, "Ladder \"%s\" is not in the configuration.", invoice->ladder),
			       reterr);
	struct ladder_facts facts;
	const char *lacking = NULL;
	bool again = false;
	enum rc rc = flow_ladder_facts(flow, arena, invoice, ladder, today, &facts, reterr);
	if (rc == OK)
		rc = take_steps(flow, arena, invoice, ladder, &facts, &lacking, &again, reterr);
	if (rc == OK && lacking != NULL)
		return put_off(flow, invoice, today, lacking, reterr);
	struct date next = again ? date_plus(today, 1) : DATE_NONE;
	if (rc == OK && !again)
		next = ladder_next_look(ladder, &facts);
	return rc == OK ? invoice_look_on(flow->db, invoice->id, next, reterr) : rc;
}

static enum rc assess_due(struct flow *flow, struct arena *arena, int *ret_count, struct err *reterr)
{
	struct clock_now now;
	struct invoice *invoices = NULL;
	int count = 0;
	enum rc rc = clock_now(flow->db, &now, reterr);
	if (rc == OK)
		rc = invoice_due(flow->db, arena, BATCH, &invoices, &count, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = look_at_invoice(flow, arena, &invoices[i], now.today, reterr);
	*ret_count = count;
	return rc;
}

/* Those that came back to CHECKING: a balance changed, a title was withdrawn and is presented anew. */
static enum rc assess_again(struct flow *flow, struct arena *arena, int *ret_count, struct err *reterr)
{
	struct escalation_ids ids;
	int decided = 0;
	enum rc rc = escalation_checking(flow->db, arena, BATCH, &ids, reterr);
	for (int i = 0; rc == OK && i < ids.count; i++) {
		struct invoice invoice;
		struct escalation escalation;
		rc = invoice_lock(flow->db, arena, ids.at[i].invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = escalation_lock(flow->db, arena, ids.at[i].id, &escalation, reterr);
		if (rc == OK && escalation.state == STATE_CHECKING) {
			rc = assess_escalation(flow, arena, &invoice, &escalation, reterr);
			decided++;
		}
	}
	*ret_count = decided;
	return rc;
}

enum rc flow_assess(struct flow *flow, int *done, struct err *reterr)
{
	static enum rc (*const parts[])(struct flow *, struct arena *, int *, struct err *) = {assess_due,
											       assess_again};
	enum rc rc = OK;
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(parts); i++) {
		CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
		int count = 0;
		if (arena == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory to assess");
		rc = db_begin(flow->db, reterr);
		if (rc == OK)
			rc = db_end(flow->db, parts[i](flow, arena, &count, reterr), reterr);
		if (rc == OK && count > 0)
			fault_point(FAULT_assess_decided);
		*done += rc == OK ? count : 0;
	}
	return rc;
}
