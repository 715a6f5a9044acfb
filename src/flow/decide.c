#include "flow/decide.h"

#include <string.h>

#include "domain/remedy.h"
#include "flow/assess_facts.h"
#include "flow/bureau.h"
#include "flow/deadlines.h"
#include "flow/notify.h"
#include "store/deadline.h"
#include "store/finding.h"
#include "store/hold.h"
#include "store/instruction.h"
#include "store/removal.h"

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

/* Effects: what a transition asks for. `ret_instruction` is the one that was made, if any. */
static enum rc ask(const struct decide *decide, const char *kind, int64_t amount_cents, int64_t *ret_instruction,
		   struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	if (rc == OK)
		rc = instruction_ask(
			decide->flow->db, decide->arena,
			&(struct instruction_entry){.escalation_id = decide->escalation->id,
						    .kind = kind,
						    .lane = strcmp(kind, "include") == 0 ? "remessa" : "requests",
						    .decision_id = decide->decision_id,
						    .amount_cents = amount_cents,
						    .comarca_ibge = decide->escalation->comarca_ibge},
			ret_instruction, reterr);
	return rc;
}

static enum rc ask_include(const struct decide *decide, int64_t *ret_instruction, struct err *reterr)
{
	int64_t amount = invoice_outstanding(decide->invoice);
	if (decide->escalation->machine == MACHINE_PROTEST)
		return ask(decide, "include", amount, ret_instruction, reterr);
	const struct channel_traits *traits = flow_traits(decide->flow, decide->escalation->account_id);
	char contract[CONTRACT_MAX + 1];
	contract_of(decide->invoice, contract);
	return instruction_ask(
		decide->flow->db, decide->arena,
		&(struct instruction_entry){.escalation_id = decide->escalation->id,
					    .kind = "include",
					    .lane = traits != NULL && traits->one_lane ? "requests" : "remessa",
					    .decision_id = decide->decision_id,
					    .amount_cents = amount,
					    .comarca_ibge = "",
					    .contract = contract},
		ret_instruction, reterr);
}

static enum rc take_effect(const struct decide *decide, const struct transition *row, const char *cause,
			   int64_t *ret_instruction, struct err *reterr)
{
	switch (row->effect) {
	case EFFECT_ASK_INCLUDE: return ask_include(decide, ret_instruction, reterr);
	case EFFECT_DROP_INCLUDE:
		return instruction_supersede(decide->flow->db, decide->escalation->id, "include", reterr);
	case EFFECT_ASK_WITHDRAW:
		return ask(decide, "withdraw", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_ASK_CANCEL: return ask(decide, "cancel", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_ASK_AUTHORISE:
		return ask(decide, "authorise_cancel", decide->invoice->amount_cents, ret_instruction, reterr);
	case EFFECT_ASK_REMOVE:
	case EFFECT_ASK_UPDATE: return bureau_ask_remove(decide, cause, ret_instruction, reterr);
	case EFFECT_CLOCK_ANSWER: return bureau_clock_answer(decide, reterr);
	case EFFECT_CLOCK_NOTICE: return bureau_clock_notice(decide, reterr);
	case EFFECT_CLOCK_EXPIRY: return bureau_clock_expiry(decide, reterr);
	case EFFECT_CLOCK_PROTOCOL: return deadline_start(decide, DEADLINE_PROTOCOL, reterr);
	case EFFECT_CLOCK_MONEY: return deadline_timer(decide, DEADLINE_MONEY, reterr);
	case EFFECT_CLOCK_CLOSE: return deadline_timer(decide, DEADLINE_BUREAU_COPIES, reterr);
	case EFFECT_TELL_PERSON:
		return tell_person(decide, event_name(row->event),
				   decide->detail != NULL ? decide->detail : state_meaning(row->to), reterr);
	case EFFECT_CLOCK_TRIDUO: /* runs from the protocol, whatever state it comes in: flow/deadlines.c */
	case EFFECT_NOTHING:
	case EFFECT_COUNT: return OK;
	}
	return OK;
}

/* A removal runs while the state is one of these; the deadline is for asking the counterparty. */
static bool state_removes(enum state state)
{
	return state == STATE_RECALL_ARMED || state == STATE_WITHDRAW_SENT || state == STATE_CANCEL_AUTHORISED ||
	       state == STATE_CANCEL_REQUESTED || state == STATE_UPDATE_SENT || state == STATE_REMOVE_SENT ||
	       state == STATE_REMOVE_FAILED;
}

/* Nothing is to be asked any more: because it is done, or because a judge forbids it (LP art. 17). What has not left
 * stays here, and no deadline runs for it. */
static enum rc leave_removal(const struct decide *decide, struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	return rc == OK ? deadline_drop_removal(decide->flow->db, decide->escalation->id, reterr) : rc;
}

static enum rc open_deadline(const struct decide *decide, int64_t removal_id, enum removal_cause cause,
			     struct date arisen_on, struct err *reterr)
{
	const struct escalation *escalation = decide->escalation;
	bool listing = escalation->machine == MACHINE_LISTING;
	struct deadline_entry entry = {.escalation_id = escalation->id, .removal_id = removal_id};
	/* At a bureau the days run from the cause, whatever has to be done about it. */
	enum rc rc = removal_due(listing ? STATE_REMOVE_SENT : escalation->state, cause, arisen_on,
				 escalation->protocol_on, &entry.deadline, &entry.days, reterr);
	if (rc != OK || entry.deadline == DEADLINE_COUNT)
		return rc;
	/* A withdrawal that came too late goes on as a cancellation. */
	rc = deadline_drop_removal(decide->flow->db, escalation->id, reterr);
	return rc == OK ? deadline_open(decide->flow->db, &entry, reterr) : rc;
}

static bool brings_cause(enum event event)
{
	return event == EVENT_CAUSE_AROSE || event == EVENT_BALANCE_CHANGED || event == EVENT_ERROR_FOUND ||
	       event == EVENT_CORRECTED || event == EVENT_DEBTOR_CORRECTED || event == EVENT_EXPIRY_DUE;
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
	/* Whoever asks again for what has failed has no new cause. */
	bool cause_came = brings_cause(event) && from != STATE_REMOVE_FAILED;
	bool was_open = open.id != 0;
	enum removal_cause cause = cause_came ? decide->cause : CAUSE_PAID;
	if (!was_open || cause_came)
		rc = removal_open(db, decide->arena, escalation->id, removal_cause_name(cause), &open.id, reterr);
	else if (removal_cause_by_name(text_of(open.cause), &cause) != OK)
		cause = CAUSE_PAID;
	if (rc != OK || from == escalation->state)
		return rc;
	bool runs_on = escalation->machine == MACHINE_LISTING && was_open && !cause_came;
	return runs_on ? OK : open_deadline(decide, open.id, cause, arisen_on, reterr);
}

/* No request that has not left makes sense any more, and no removal that is open. */
static enum rc end_removal(const struct decide *decide, struct err *reterr)
{
	enum rc rc = instruction_supersede(decide->flow->db, decide->escalation->id, NULL, reterr);
	if (rc == OK)
		rc = removal_moot(decide->flow->db, decide->escalation->id, reterr);
	return rc;
}

/* Has the lifecycle a row for it? Events that tell a state nothing are not errors. */
static bool has_step(const struct escalation *escalation, enum event event)
{
	const struct transition *row = NULL;
	return lifecycle_step(escalation->machine, escalation->state, event, &row, NULL) == OK;
}

/* Paid at one counterparty is paid: what else runs for the debt is taken back. */
static enum rc release_others(const struct decide *decide, struct err *reterr)
{
	struct escalation_list live;
	enum rc rc = escalation_lock_live(decide->flow->db, decide->arena, decide->invoice->id, &live, reterr);
	for (int i = 0; rc == OK && i < live.count; i++) {
		struct decide next = *decide;
		next.escalation = &live.at[i];
		next.cause = CAUSE_PAID;
		next.detail = "paid at the notary";
		if (live.at[i].id != decide->escalation->id && has_step(&live.at[i], EVENT_CAUSE_AROSE))
			rc = decide_event(&next, EVENT_CAUSE_AROSE, reterr);
	}
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
		return rc == OK ? deadline_met(db, id, DEADLINE_PROTOCOL, reterr) : rc;
	case EVENT_NEGOTIATION_ENDED:
	case EVENT_IRREGULAR:
	case EVENT_REFUSED_BY_CRA:
		if (decide->escalation->state == STATE_PROTESTED)
			return OK; /* what was negotiated after the protest */
		rc = instruction_outcome(db, id, "refused", reterr);
		if (rc == OK)
			rc = deadline_drop(db, id, DEADLINE_PROTOCOL, reterr);
		return rc == OK ? end_removal(decide, reterr) : rc;
	case EVENT_PAID_AT_NOTARY:
		rc = instruction_outcome(db, id, "paid_at_notary", reterr);
		if (rc == OK)
			rc = invoice_settle(db, decide->invoice->id, reterr);
		if (rc == OK)
			rc = notify_settled(decide->flow, decide->invoice, reterr);
		if (rc == OK)
			rc = release_others(decide, reterr);
		return rc == OK ? end_removal(decide, reterr) : rc;
	case EVENT_PROTEST_DRAWN: return instruction_outcome(db, id, "protested", reterr);
	case EVENT_WITHDRAWAL_DONE:
		rc = instruction_outcome(db, id, "withdrawn", reterr);
		return rc == OK ? removal_done(db, id, reterr) : rc;
	case EVENT_CANCELLATION_DONE:
		rc = instruction_cancelled(db, id, reterr);
		if (rc == OK)
			rc = notify_cancelled(decide->flow, decide->invoice, id, reterr);
		return rc == OK ? removal_done(db, id, reterr) : rc;
	default: break;
	}
	if (decide->escalation->machine == MACHINE_LISTING)
		rc = bureau_consequences(decide, event, reterr);
	if (rc == OK && state_phase(decide->escalation->state) == PHASE_ended)
		rc = end_removal(decide, reterr);
	return rc;
}

static enum rc release_protest(struct decide *decide, struct err *reterr)
{
	decide->cause = CAUSE_PAID;
	return decide_event(decide, EVENT_CAUSE_AROSE, reterr);
}

/* It has ended, and something is owed: for a person, unless it was taken back for good. */
static enum rc tell_balance(const struct decide *decide, struct err *reterr)
{
	enum removal_cause known = CAUSE_PAID;
	const char *cause = "";
	enum rc rc = removal_last_cause(decide->flow->db, decide->arena, decide->escalation->id, &cause, reterr);
	if (rc != OK || (removal_cause_by_name(text_of(cause), &known) == OK && removal_is_final(known)))
		return rc;
	return tell_person(
		decide, "closed_with_balance",
		"The presentation ended while a part of the debt is still owed: correct and present it again.", reterr);
}

/* What may leave, by a decision or because a file was dropped, does not while the debt is held. */
static enum rc keep_back(struct decide *decide, struct err *reterr)
{
	const char *kinds = "";
	enum rc rc = hold_kinds(decide->flow->db, decide->arena, decide->invoice->id, &kinds, reterr);
	if (rc != OK || kinds[0] == '\0')
		return rc;
	decide->detail = kinds;
	return decide_event(decide, EVENT_HOLD_PLACED, reterr);
}

/* States that an escalation only passes through: what comes next follows from what is owed. */
static enum rc pass_on(struct decide *decide, enum event event, const char *cause, struct err *reterr)
{
	int64_t outstanding = invoice_outstanding(decide->invoice);
	enum removal_cause known = CAUSE_PAID;
	bool update = removal_cause_by_name(text_of(cause), &known) == OK && removal_is_update(known);
	bool partly = update && outstanding > 0;
	switch (decide->escalation->state) {
	case STATE_WITHDRAWN:
		if (partly)
			return decide_event(decide, EVENT_REPRESENTED, reterr);
		if (outstanding == 0 || removal_is_final(known))
			return decide_event(decide, EVENT_NOTHING_LEFT, reterr);
		return tell_person(decide, "withdrawn_with_balance",
				   "The title was withdrawn although money is owed and nobody asked for it: present it "
				   "again or close it.",
				   reterr);
	case STATE_REMOVED:
		return partly && event != EVENT_REMOVED_BY_BUREAU ? decide_event(decide, EVENT_REPRESENTED, reterr)
								  : OK;
	case STATE_RECALLED: return partly ? decide_event(decide, EVENT_REPRESENTED, reterr) : OK;
	case STATE_PROTESTED:
		/* Paid while a judge's order stood: when the order is gone, so must the protest be. */
		return decide->invoice->cleared_cents >= decide->invoice->balance_cents
			       ? release_protest(decide, reterr)
			       : OK;
	case STATE_CLOSED: return outstanding == 0 || event == EVENT_ERROR_FOUND ? OK : tell_balance(decide, reterr);
	case STATE_READY: return keep_back(decide, reterr);
	default: return OK;
	}
}

enum rc decide_event(struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	struct escalation *escalation = decide->escalation;
	const struct transition *row = NULL;
	enum rc rc = lifecycle_step(escalation->machine, escalation->state, event, &row, reterr);
	if (rc != OK)
		return rc;
	struct removal_row before;
	enum state from = escalation->state;
	int64_t instruction_id = 0;
	rc = removal_find_open(db, decide->arena, escalation->id, &before, reterr);
	/* A step that stays where it is leaves the clock alone, but for the one whose time has come. */
	bool clock_runs_on = row->to == from && event != escalation->timer_event;
	if (rc == OK && !clock_runs_on)
		rc = escalation_timer_off(db, escalation->id, reterr);
	const char *cause = rc == OK && before.id != 0 ? before.cause : removal_cause_name(CAUSE_PAID);
	if (brings_cause(event) && from != STATE_REMOVE_FAILED)
		cause = removal_cause_name(decide->cause);
	if (rc == OK)
		rc = take_effect(decide, row, cause, &instruction_id, reterr);
	if (rc == OK)
		rc = escalation_move(
			db, escalation, row,
			&(struct step_origin){decide->flow->actor, instruction_id, decide->message_id, decide->detail},
			reterr);
	if (rc == OK)
		rc = consequences(decide, event, reterr);
	if (rc == OK)
		rc = follow_removal(decide, from, event, reterr);
	if (rc == OK)
		rc = deadline_follow(decide, from, event, reterr);
	return rc == OK ? pass_on(decide, event, cause, reterr) : rc;
}

/* The remedy of a cause for one escalation: the event of its cell, or a finding for a person, or nothing. */
static enum rc apply_cause(const struct decide *decide, struct escalation *escalation, bool ended, struct err *reterr)
{
	enum situation situation = situation_of(escalation->state);
	struct decide next = *decide;
	next.escalation = escalation;
	/* That the order is gone is so, whatever legal chooses: the clock of the notary runs, and its alarm asks them.
	 */
	if (decide->cause == CAUSE_STAY_REVOKED && has_step(escalation, EVENT_STAY_REVOKED))
		return decide_event(&next, EVENT_STAY_REVOKED, reterr);
	enum event event = remedy_event_under_way(decide->cause, escalation->machine);
	if (situation != SITUATION_COUNT) {
		const struct remedy_cell *cell = remedy_of(decide->cause, situation);
		event = remedy_event(cell->remedy, escalation->state);
		if (remedy_wants_person(cell->remedy) && decide->cause == CAUSE_DISPUTED) {
			enum rc rc = deadline_start(&next, DEADLINE_DISPUTE, reterr);
			if (rc != OK)
				return rc;
		}
		if (remedy_wants_person(cell->remedy))
			return tell_person(
				&next, removal_cause_name(decide->cause),
				arena_printf(decide->arena, "A decision is wanted: %s while the case is %s (%s).%s%s",
					     removal_cause_name(decide->cause), state_name(escalation->state),
					     cell->basis, decide->detail != NULL ? " " : "",
					     decide->detail != NULL ? decide->detail : ""),
				reterr);
	} else if (ended) {
		/* What was closed or taken back for a reason that is gone is checked anew; after a judge's order that
		 * takes a legal decision. */
		bool anew = remedy_of(decide->cause, SITUATION_BEFORE)->remedy == REMEDY_REASSESS &&
			    decide->cause != CAUSE_STAY_REVOKED;
		event = anew ? EVENT_REOPENED : EVENT_COUNT;
	}
	return event != EVENT_COUNT && has_step(escalation, event) ? decide_event(&next, event, reterr) : OK;
}

enum rc decide_cause(struct flow *flow, struct arena *arena, const struct invoice *invoice, enum removal_cause cause,
		     const char *channel, const char *detail, struct err *reterr)
{
	struct decide decide = {.flow = flow, .arena = arena, .invoice = invoice, .cause = cause, .detail = detail};
	struct escalation_list all;
	enum rc rc = escalation_lock_all(flow->db, arena, invoice->id, &all, reterr);
	for (int i = 0; rc == OK && i < all.count; i++) {
		struct escalation *escalation = &all.at[i];
		bool ended = state_phase(escalation->state) == PHASE_ended || escalation->state == STATE_REMOVED ||
			     escalation->state == STATE_WITHDRAWN || escalation->state == STATE_CANCELLED;
		if (channel == NULL || strcmp(channel, escalation->channel) == 0)
			rc = apply_cause(&decide, escalation, ended, reterr);
	}
	return rc;
}

/* A payment that was told before and has cleared now says nothing new, but where clearing was waited for. */
static bool says_something(const struct escalation *escalation, enum payment_added added, enum removal_cause cause,
			   const struct invoice *invoice)
{
	enum situation situation = situation_of(escalation->state);
	bool shown = situation == SITUATION_NOTICE || situation == SITUATION_SHOWN;
	/* A record is shown with what is owed: a part that may still bounce does not change it. */
	if (cause == CAUSE_PARTLY_PAID && shown)
		return invoice->cleared_cents >= invoice->received_cents;
	if (added != PAYMENT_CLEARED)
		return true;
	return cause != CAUSE_PARTLY_PAID && situation != SITUATION_COUNT;
}

enum rc decide_payment(struct flow *flow, struct arena *arena, const struct invoice *invoice, enum payment_added added,
		       const char *detail, struct err *reterr)
{
	bool nothing_owed = invoice_outstanding(invoice) == 0;
	bool cleared = invoice->cleared_cents >= invoice->balance_cents;
	struct decide decide = {.flow = flow, .arena = arena, .invoice = invoice, .detail = detail};
	decide.cause = !nothing_owed ? CAUSE_PARTLY_PAID : cleared ? CAUSE_PAID : CAUSE_PAID_UNCLEARED;
	struct escalation_list live;
	enum rc rc = escalation_lock_live(flow->db, arena, invoice->id, &live, reterr);
	for (int i = 0; rc == OK && i < live.count; i++)
		if (says_something(&live.at[i], added, decide.cause, invoice))
			rc = apply_cause(&decide, &live.at[i], false, reterr);
	if (rc == OK && nothing_owed)
		rc = notify_settled(flow, invoice, reterr);
	if (rc == OK && nothing_owed && cleared)
		rc = invoice_settle(flow->db, invoice->id, reterr);
	return rc;
}
