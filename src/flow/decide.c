#include "flow/decide.h"

#include "store/finding.h"
#include "store/instruction.h"
#include "store/removal.h"

#define PROTOCOL_DAYS 2 /* LP art. 5 wants 24 hours; an alarm on the second business day (policy) */
#define MONEY_DAYS    1 /* LP art. 19 par. 2 */
#define CLOSE_DAYS    5 /* bureau copies after a cancellation (policy) */

static enum rc today(const struct decide *decide, struct date *ret_today, struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(decide->flow->db, &now, reterr);
	if (rc == OK)
		*ret_today = now.today;
	return rc;
}

static enum rc tell_person(const struct decide *decide, const char *kind, const char *words, struct err *reterr)
{
	struct finding finding = {.kind = kind,
				  .escalation_id = decide->escalation->id,
				  .message_id = decide->message_id,
				  .words = words};
	return finding_open(decide->flow->db, &finding, reterr);
}

/* The day `days` business days from today. */
static enum rc days_from_now(const struct decide *decide, enum calendar calendar, int days, struct date *ret_on,
			     struct err *reterr)
{
	struct date from;
	enum rc rc = today(decide, &from, reterr);
	return rc == OK ? calendar_add(calendar, from, days, ret_on, reterr) : rc;
}

/* Effects: what a transition asks for. `ret_instruction` is the one that was made, if any. */
static enum rc ask(const struct decide *decide, const char *kind, int64_t amount_cents, int64_t *ret_instruction,
		   struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	if (rc == OK)
		rc = instruction_ask(decide->flow->db, decide->arena, decide->escalation->id, kind, decide->decision_id,
				     amount_cents, decide->escalation->comarca_ibge, ret_instruction, reterr);
	return rc;
}

static enum rc timer(const struct decide *decide, enum event event, enum calendar calendar, int days,
		     struct err *reterr)
{
	struct date on;
	enum rc rc = days_from_now(decide, calendar, days, &on, reterr);
	return rc == OK ? escalation_timer_on(decide->flow->db, decide->escalation->id, event, on, reterr) : rc;
}

static enum rc clock_protocol(const struct decide *decide, struct err *reterr)
{
	struct date due_on;
	enum rc rc = days_from_now(decide, CALENDAR_BANK, PROTOCOL_DAYS, &due_on, reterr);
	if (rc == OK)
		rc = deadline_open(decide->flow->db, decide->escalation->id, 0, "protocol",
				   "LP art. 5: protocol within 24 hours", due_on, reterr);
	return rc;
}

static enum rc take_effect(const struct decide *decide, const struct transition *row, int64_t *ret_instruction,
			   struct err *reterr)
{
	switch (row->effect) {
	case EFFECT_ASK_INCLUDE:
		return ask(decide, "include", invoice_outstanding(decide->invoice), ret_instruction, reterr);
	case EFFECT_DROP_INCLUDE:
		return instruction_supersede(decide->flow->db, decide->escalation->id, "include", reterr);
	case EFFECT_ASK_WITHDRAW:
		return ask(decide, "withdraw", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_ASK_CANCEL: return ask(decide, "cancel", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_ASK_AUTHORISE:
		return ask(decide, "authorise_cancel", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_CLOCK_PROTOCOL: return clock_protocol(decide, reterr);
	case EFFECT_CLOCK_MONEY: return timer(decide, EVENT_MONEY_DUE, CALENDAR_BANK, MONEY_DAYS, reterr);
	case EFFECT_CLOCK_CLOSE: return timer(decide, EVENT_CLOSE_DUE, CALENDAR_STRICT, CLOSE_DAYS, reterr);
	case EFFECT_TELL_PERSON:
		return tell_person(decide, event_name(row->event),
				   decide->detail != NULL ? decide->detail : state_meaning(row->to), reterr);
	case EFFECT_CLOCK_TRIDUO: /* the day follows from the protocol date, which is kept with the escalation */
	case EFFECT_NOTHING:
	case EFFECT_COUNT: return OK;
	}
	return OK;
}

/* A removal runs while the state is one of these; the deadline is for asking the counterparty. */
static bool state_removes(enum state state)
{
	return state == STATE_RECALL_ARMED || state == STATE_WITHDRAW_SENT || state == STATE_CANCEL_AUTHORISED ||
	       state == STATE_CANCEL_REQUESTED;
}

/* Nothing is to be asked any more: because it is done, or because a judge forbids it (LP art. 17). What has not left
 * stays here, and no deadline runs for it. */
static enum rc leave_removal(const struct decide *decide, struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	return rc == OK ? deadline_drop(decide->flow->db, decide->escalation->id, "removal", reterr) : rc;
}

static enum rc follow_removal(const struct decide *decide, enum state from, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	struct escalation *escalation = decide->escalation;
	if (!state_removes(escalation->state))
		return state_removes(from) ? leave_removal(decide, reterr) : OK;
	if (from == escalation->state && event != EVENT_CAUSE_AROSE)
		return OK;
	struct removal_row open;
	struct date arisen_on;
	enum rc rc = removal_find_open(db, decide->arena, escalation->id, &open, reterr);
	if (rc == OK)
		rc = today(decide, &arisen_on, reterr);
	if (rc != OK)
		return rc;
	bool cause_came = event == EVENT_CAUSE_AROSE || event == EVENT_BALANCE_CHANGED || event == EVENT_ERROR_FOUND;
	if (open.id == 0 || cause_came) {
		const char *cause = removal_cause_name(cause_came ? decide->cause : CAUSE_PAID);
		rc = removal_open(db, decide->arena, escalation->id, cause, &open.id, reterr);
	}
	if (rc != OK || from == escalation->state)
		return rc;
	struct date due_on = DATE_NONE;
	const char *rule = "";
	rc = removal_due(escalation->state, arisen_on, escalation->protocol_on, &due_on, &rule, reterr);
	if (rc == OK && !date_is_none(due_on))
		rc = deadline_open(db, escalation->id, open.id, "removal", rule, due_on, reterr);
	return rc;
}

/* No request that has not left makes sense any more, and no removal that is open. */
static enum rc end_removal(const struct decide *decide, struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	if (rc == OK)
		rc = removal_moot(decide->flow->db, decide->escalation->id, reterr);
	return rc;
}

/* What the event means for the presentation, the invoice and the clocks. */
static enum rc consequences(const struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	int64_t id = decide->escalation->id;
	enum rc rc = OK;
	switch (event) {
	case EVENT_PROTOCOL:
		rc = instruction_confirmed(db, id, reterr);
		return rc == OK ? deadline_met(db, id, "protocol", reterr) : rc;
	case EVENT_IRREGULAR:
	case EVENT_REFUSED_BY_CRA:
		rc = instruction_outcome(db, id, "refused", reterr);
		if (rc == OK)
			rc = deadline_drop(db, id, "protocol", reterr);
		return rc == OK ? end_removal(decide, reterr) : rc;
	case EVENT_PAID_AT_NOTARY:
		rc = instruction_outcome(db, id, "paid_at_notary", reterr);
		if (rc == OK)
			rc = invoice_settle(db, decide->invoice->id, reterr);
		return rc == OK ? end_removal(decide, reterr) : rc;
	case EVENT_PROTEST_DRAWN: return instruction_outcome(db, id, "protested", reterr);
	case EVENT_WITHDRAWAL_DONE:
		rc = instruction_outcome(db, id, "withdrawn", reterr);
		return rc == OK ? removal_done(db, id, reterr) : rc;
	case EVENT_CANCELLATION_DONE:
		rc = instruction_cancelled(db, id, reterr);
		return rc == OK ? removal_done(db, id, reterr) : rc;
	default: return state_phase(decide->escalation->state) == PHASE_ended ? end_removal(decide, reterr) : OK;
	}
}

static enum rc release_protest(struct decide *decide, struct err *reterr)
{
	decide->cause = CAUSE_PAID;
	return decide_event(decide, EVENT_CAUSE_AROSE, reterr);
}

/* States that an escalation only passes through: what comes next follows from what is owed. */
static enum rc pass_on(struct decide *decide, enum event event, const char *cause, struct err *reterr)
{
	int64_t outstanding = invoice_outstanding(decide->invoice);
	bool partly = text_is(text_of(cause), removal_cause_name(CAUSE_PARTLY_PAID)) && outstanding > 0;
	switch (decide->escalation->state) {
	case STATE_WITHDRAWN:
		if (partly)
			return decide_event(decide, EVENT_REPRESENTED, reterr);
		if (outstanding == 0)
			return decide_event(decide, EVENT_NOTHING_LEFT, reterr);
		return tell_person(decide, "withdrawn_with_balance",
				   "The title was withdrawn although money is owed and nobody asked for it: present it "
				   "again or close it.",
				   reterr);
	case STATE_RECALLED: return partly ? decide_event(decide, EVENT_REPRESENTED, reterr) : OK;
	case STATE_PROTESTED:
		/* Paid while a judge's order stood: when the order is gone, so must the protest be. */
		return decide->invoice->cleared_cents >= decide->invoice->balance_cents
			       ? release_protest(decide, reterr)
			       : OK;
	case STATE_CLOSED:
		if (outstanding == 0 || event == EVENT_ERROR_FOUND)
			return OK;
		return tell_person(
			decide, "closed_with_balance",
			"The presentation ended while a part of the debt is still owed: correct and present it "
			"again.",
			reterr);
	default: return OK;
	}
}

enum rc decide_event(struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	struct escalation *escalation = decide->escalation;
	const struct transition *row = NULL;
	enum rc rc = lifecycle_step(escalation->state, event, &row, reterr);
	if (rc != OK)
		return rc;
	struct removal_row before;
	enum state from = escalation->state;
	int64_t instruction_id = 0;
	rc = removal_find_open(db, decide->arena, escalation->id, &before, reterr);
	if (rc == OK)
		rc = escalation_timer_off(db, escalation->id, reterr);
	if (rc == OK)
		rc = take_effect(decide, row, &instruction_id, reterr);
	if (rc == OK)
		rc = escalation_move(
			db, escalation, row,
			&(struct step_origin){decide->flow->actor, instruction_id, decide->message_id, decide->detail},
			reterr);
	if (rc == OK)
		rc = consequences(decide, event, reterr);
	if (rc == OK)
		rc = follow_removal(decide, from, event, reterr);
	const char *cause = before.id != 0 ? before.cause : "";
	if (event == EVENT_CAUSE_AROSE || event == EVENT_BALANCE_CHANGED)
		cause = removal_cause_name(decide->cause);
	return rc == OK ? pass_on(decide, event, cause, reterr) : rc;
}

/* Has the lifecycle a row for it? Events that tell a state nothing are not errors. */
static bool has_step(enum state state, enum event event)
{
	const struct transition *row = NULL;
	return lifecycle_step(state, event, &row, NULL) == OK;
}

enum rc decide_payment(struct flow *flow, struct arena *arena, const struct invoice *invoice, enum payment_added added,
		       const char *detail, struct err *reterr)
{
	bool nothing_owed = invoice_outstanding(invoice) == 0;
	bool cleared = invoice->cleared_cents >= invoice->balance_cents;
	struct escalation_list live;
	enum rc rc = escalation_lock_live(flow->db, arena, invoice->id, &live, reterr);
	for (int i = 0; rc == OK && i < live.count; i++) {
		struct escalation *escalation = &live.at[i];
		/* A protest that stands is released by money that has cleared; before it the safer side is taken at
		 * once. */
		bool waits_for_clearing = escalation->state == STATE_PROTESTED && !cleared;
		bool known = added == PAYMENT_CLEARED && escalation->state != STATE_PROTESTED;
		enum event event = nothing_owed ? EVENT_CAUSE_AROSE : EVENT_BALANCE_CHANGED;
		if (known || (nothing_owed && waits_for_clearing) || !has_step(escalation->state, event))
			continue;
		struct decide decide = {.flow = flow,
					.arena = arena,
					.invoice = invoice,
					.escalation = escalation,
					.cause = nothing_owed ? CAUSE_PAID : CAUSE_PARTLY_PAID,
					.detail = detail};
		rc = decide_event(&decide, event, reterr);
	}
	if (rc == OK && nothing_owed && cleared)
		rc = invoice_settle(flow->db, invoice->id, reterr);
	return rc;
}
