#include <string.h>

#include "apontactl/explain.h"
#include "wire/json.h"

/* "" is null. */
static void put_text(struct json_out *json, const char *key, const char *value)
{
	json_chars(json, key, value[0] != '\0' ? value : NULL);
}

static void put_day(struct json_out *json, const char *key, struct date on)
{
	char day[DATE_TEXT_BYTES];
	put_text(json, key, date_iso(on, day));
}

static void put_debt(struct json_out *json, const struct story *story)
{
	const struct story_debt *debt = &story->debt;
	json_open_object(json, "debt");
	put_text(json, "number", debt->number);
	put_text(json, "species", debt->species);
	put_day(json, "issued_on", debt->issued_on);
	put_day(json, "due_on", debt->due_on);
	json_int(json, "days_late", date_days_between(debt->due_on, story->today));
	json_int(json, "amount_cents", debt->amount_cents);
	json_int(json, "balance_cents", debt->balance_cents);
	json_int(json, "received_cents", debt->received_cents);
	json_int(json, "cleared_cents", debt->cleared_cents);
	json_int(json, "outstanding_cents", debt->outstanding_cents);
	put_text(json, "ladder", debt->ladder);
	put_text(json, "recorded_at", debt->recorded_at);
	put_text(json, "settled_at", debt->settled_at);
	json_close_object(json);
	json_open_array(json, "persons");
	for (int i = 0; i < story->persons.count; i++) {
		const struct story_person *person = &story->persons.at[i];
		json_open_object(json, NULL);
		json_chars(json, "role", person->is_debtor ? "debtor" : "guarantor");
		put_text(json, "initials", person->initials);
		put_text(json, "taxid_masked", person->taxid_masked);
		put_text(json, "uf", person->uf);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_reasons(struct json_out *json, const struct story *story, int64_t decision_id)
{
	json_open_array(json, "reasons");
	for (int i = 0; i < story->reasons.count; i++) {
		const struct story_reason *reason = &story->reasons.at[i];
		if (reason->decision_id != decision_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "code", reason->code);
		put_text(json, "level", reason->level);
		put_text(json, "basis", reason->basis);
		put_text(json, "words", reason->words);
		json_close_object(json);
	}
	json_close_array(json);
}

/* How the debtor pays; null where nobody asked. */
static void put_payer(struct json_out *json, const char *class, const char *words)
{
	if (class[0] == '\0') {
		json_chars(json, "payer", NULL);
		return;
	}
	json_open_object(json, "payer");
	json_chars(json, "class", class);
	json_chars(json, "words", words);
	json_close_object(json);
}

static void put_decisions(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "decisions");
	for (int i = 0; i < story->decisions.count; i++) {
		const struct story_decision *decision = &story->decisions.at[i];
		if (decision->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "decided_at", decision->decided_at);
		put_text(json, "outcome", decision->outcome);
		put_text(json, "rule_book", decision->rule_book);
		put_payer(json, decision->payer_class, decision->payer_words);
		put_reasons(json, story, decision->id);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_instructions(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "instructions");
	for (int i = 0; i < story->instructions.count; i++) {
		const struct story_instruction *instruction = &story->instructions.at[i];
		if (instruction->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "kind", instruction->kind);
		json_int(json, "turn", instruction->turn);
		put_text(json, "state", instruction->state);
		json_int(json, "amount_cents", instruction->amount_cents);
		put_text(json, "nosso_numero", instruction->nosso_numero);
		put_text(json, "contract", instruction->contract);
		put_text(json, "cause", instruction->cause);
		put_text(json, "asked_at", instruction->asked_at);
		put_text(json, "sent_at", instruction->sent_at);
		put_text(json, "answered_at", instruction->answered_at);
		put_text(json, "answer_code", instruction->answer_code);
		put_text(json, "answer_words", instruction->answer_words);
		put_text(json, "outcome", instruction->outcome);
		put_text(json, "file_name", instruction->file_name);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_removals(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "removals");
	for (int i = 0; i < story->removals.count; i++) {
		const struct story_removal *removal = &story->removals.at[i];
		if (removal->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "cause", removal->cause);
		put_text(json, "arisen_at", removal->arisen_at);
		put_text(json, "asked_at", removal->asked_at);
		put_text(json, "done_at", removal->done_at);
		put_text(json, "moot_at", removal->moot_at);
		put_text(json, "proof_event", removal->proof_event);
		if (removal->proof_message != 0)
			json_int(json, "proof_message", removal->proof_message);
		else
			json_chars(json, "proof_message", NULL);
		put_text(json, "proof_sha256", removal->proof_sha256);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_deadlines(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "deadlines");
	for (int i = 0; i < story->deadlines.count; i++) {
		const struct story_deadline *deadline = &story->deadlines.at[i];
		if (deadline->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "name", deadline->name);
		put_text(json, "rule", deadline->rule);
		put_day(json, "due_on", deadline->due_on);
		put_day(json, "warn_on", deadline->warn_on);
		put_day(json, "told_on", deadline->told_on);
		put_text(json, "kind", deadline->kind);
		put_text(json, "standing", deadline->standing);
		put_text(json, "at", deadline->at);
		put_text(json, "todo", deadline->todo);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_expenses(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "expenses");
	for (int i = 0; i < story->expenses.count; i++) {
		const struct story_expense *expense = &story->expenses.at[i];
		if (expense->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		put_text(json, "kind", expense->kind);
		json_int(json, "field", expense->field);
		json_int(json, "cents", expense->cents);
		put_day(json, "told_on", expense->told_on);
		json_int(json, "message", expense->message_id);
		put_text(json, "owed_by", expense->owed_by);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_findings(struct json_out *json, const struct story *story, int64_t escalation_id)
{
	json_open_array(json, "findings");
	for (int i = 0; i < story->findings.count; i++) {
		const struct story_finding *finding = &story->findings.at[i];
		if (finding->escalation_id != escalation_id)
			continue;
		json_open_object(json, NULL);
		json_int(json, "number", finding->id);
		put_text(json, "found_at", finding->found_at);
		put_text(json, "kind", finding->kind);
		put_text(json, "words", finding->words);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_notice(struct json_out *json, const struct story_escalation *escalation, const struct plan_next *next)
{
	if (date_is_none(escalation->visible_on)) {
		json_chars(json, "notice", NULL);
		return;
	}
	json_open_object(json, "notice");
	put_day(json, "listed_on", escalation->listed_on);
	put_day(json, "visible_on", escalation->visible_on);
	json_chars(json, "seen", seen_name(next->seen));
	if (next->term != NULL)
		json_int(json, "days", next->term->days);
	else
		json_chars(json, "days", NULL);
	json_chars(json, "basis", next->term != NULL ? next->term->basis : NULL);
	json_close_object(json);
}

static void put_next(struct json_out *json, const struct story_escalation *escalation, const struct plan_next *next)
{
	bool clock = escalation->timer_event != EVENT_COUNT;
	json_open_object(json, "next");
	json_chars(json, "mover", mover_name(next->mover));
	put_text(json, "words", next->words);
	json_chars(json, "event", clock ? event_name(escalation->timer_event) : NULL);
	json_chars(json, "event_words", next->clock_words);
	put_text(json, "at", escalation->timer_at);
	json_chars(json, "state", next->row != NULL ? state_name(next->row->to) : NULL);
	json_chars(json, "rule", next->row != NULL ? next->row->rule : NULL);
	put_day(json, "protest_from", next->protest_from);
	put_day(json, "protest_forecast", next->protest_forecast);
	put_day(json, "protest_told", next->protest_told);
	json_close_object(json);
}

static void put_escalation(struct json_out *json, const struct story *story, const struct story_escalation *escalation,
			   const struct plan_next *next)
{
	json_open_object(json, NULL);
	json_chars(json, "channel", escalation->channel);
	json_chars(json, "role", escalation->person->is_debtor ? "debtor" : "guarantor");
	put_text(json, "initials", escalation->person->initials);
	put_text(json, "taxid_masked", escalation->person->taxid_masked);
	put_text(json, "account", escalation->account);
	put_text(json, "account_stopped_why", escalation->account_stopped_why);
	put_text(json, "step", escalation->step);
	put_text(json, "opened_at", escalation->opened_at);
	json_chars(json, "state", state_name(escalation->state));
	json_chars(json, "meaning", state_meaning(escalation->state));
	json_open_object(json, "last_step");
	put_text(json, "event", escalation->last_event);
	put_text(json, "at", escalation->last_at);
	put_text(json, "rule", escalation->last_rule);
	put_text(json, "detail", escalation->last_detail);
	json_close_object(json);
	put_text(json, "fee_mode", escalation->fee_mode);
	put_text(json, "protocol", escalation->protocol);
	put_day(json, "protocol_on", escalation->protocol_on);
	put_decisions(json, story, escalation->id);
	put_instructions(json, story, escalation->id);
	put_notice(json, escalation, next);
	put_removals(json, story, escalation->id);
	put_deadlines(json, story, escalation->id);
	put_expenses(json, story, escalation->id);
	put_findings(json, story, escalation->id);
	put_next(json, escalation, next);
	json_close_object(json);
}

static void put_step(struct json_out *json, const struct plan_step *plan)
{
	const struct ladder_step *step = plan->step;
	json_open_object(json, NULL);
	json_chars(json, "name", step->name);
	json_chars(json, "channel", ladder_action_name(step->action));
	json_int(json, "days_late", step->days_late);
	json_int(json, "amount_cents_min", step->amount_cents_min);
	if (step->amount_cents_max != INT64_MAX)
		json_int(json, "amount_cents_max", step->amount_cents_max);
	else
		json_chars(json, "amount_cents_max", NULL);
	put_text(json, "after", step->after);
	json_int(json, "wait_days", step->wait_days);
	json_chars(json, "standing", standing_name(plan->standing));
	put_day(json, "on", plan->on);
	json_chars(json, "words", plan->words);
	json_close_object(json);
}

static void put_future(struct json_out *json, const struct story *story, const struct plan *plan)
{
	json_open_object(json, "future");
	json_bool(json, "ladder_known", plan->ladder_known);
	put_day(json, "look_on", story->debt.look_on);
	json_open_array(json, "steps");
	for (int i = 0; i < plan->steps_count; i++)
		put_step(json, &plan->steps[i]);
	json_close_array(json);
	put_day(json, "five_years_on", plan->five_years_on);
	json_chars(json, "five_years_rule", FIVE_YEARS_RULE);
	json_bool(json, "nothing_by_itself", plan->nothing_why != NULL);
	json_chars(json, "nothing_why", plan->nothing_why);
	json_close_object(json);
}

void explain_json(const struct story *story, const struct plan *plan, struct buf *out)
{
	struct json_out json;
	json_begin(&json, out);
	json_open_object(&json, NULL);
	put_text(&json, "creditor", story->debt.creditor);
	put_text(&json, "invoice", story->debt.external_id);
	put_text(&json, "asked_at", story->asked_at);
	put_debt(&json, story);
	put_payer(&json, payer_class_name(plan->payer.class), plan->payer.words);
	json_open_array(&json, "escalations");
	for (int i = 0; i < story->escalations.count; i++)
		put_escalation(&json, story, &story->escalations.at[i], &plan->next[i]);
	json_close_array(&json);
	notices_json(&json, "notices", &story->notices);
	put_future(&json, story, plan);
	json_bool(&json, "cut", story->cut);
	json_close_object(&json);
}
