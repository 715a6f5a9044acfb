#include <string.h>

#include "apontactl/simulate.h"

/* DATE_NONE is null. */
static void put_day(struct json_out *json, const char *key, struct date on)
{
	char day[DATE_TEXT_BYTES];
	json_chars(json, key, date_is_none(on) ? NULL : date_iso(on, day));
}

/* "" is null. */
static void put_text(struct json_out *json, const char *key, const char *value)
{
	json_chars(json, key, value[0] != '\0' ? value : NULL);
}

void simulate_json_head(struct json_out *json, const struct simulation *simulation)
{
	json_open_object(json, NULL);
	put_day(json, "from", simulation->terms.from);
	json_chars(json, "ladder", simulation->terms.ladder->name);
	json_open_array(json, "assumed");
	for (const char *const *each = simulate_assumed; *each != NULL; each++)
		json_chars(json, NULL, *each);
	json_close_array(json);
	json_open_array(json, "rejected");
	for (const struct portfolio_fault *fault = simulation->portfolio->faults; fault != NULL; fault = fault->next) {
		json_open_object(json, NULL);
		json_int(json, "line", fault->line);
		put_text(json, "field", fault->err.field);
		json_chars(json, "rule", rc_name(fault->err.code));
		json_chars(json, "words", fault->err.words);
		json_close_object(json);
	}
	json_close_array(json);
	json_open_array(json, "invoices");
}

static void put_reasons(struct json_out *json, const struct eligibility *why)
{
	json_open_array(json, "reasons");
	for (int i = 0; i < why->reasons_count; i++) {
		const struct reason *reason = &why->reasons[i];
		json_open_object(json, NULL);
		json_chars(json, "code", reason->code);
		json_chars(json, "level", level_name(reason->level));
		json_chars(json, "basis", reason->basis);
		put_text(json, "cra", reason->cra);
		json_chars(json, "words", reason->words);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_record(struct json_out *json, const struct portfolio_invoice *invoice,
		       const struct forecast_record *record)
{
	const struct debtor *debtor = &invoice->debtors[record->debtor];
	char masked[24];
	json_open_object(json, NULL);
	json_chars(json, "role", record->debtor == 0 ? "debtor" : "guarantor");
	json_chars(json, "taxid_masked", taxid_mask(text_of(debtor->taxid.digits), masked));
	put_text(json, "uf", debtor->address.uf);
	json_chars(json, "outcome", simulate_outcome(record->event));
	put_day(json, "visible_on", record->visible_on);
	if (record->term != NULL)
		json_int(json, "notice_days", record->term->days);
	else
		json_chars(json, "notice_days", NULL);
	json_chars(json, "notice_basis", record->term != NULL ? record->term->basis : NULL);
	put_reasons(json, &record->why);
	json_close_object(json);
}

static void put_fees(struct json_out *json, const struct forecast_protest *protest)
{
	json_open_object(json, "fees");
	json_chars(json, "mode", fee_mode_name(protest->mode));
	put_day(json, "postponed_until", protest->postponed_until);
	json_chars(json, "who_pays", fee_mode_words(protest->mode));
	json_chars(json, "rule", "Provimento CNJ 86/2019");
	if (protest->fee_cents >= 0)
		json_int(json, "cents", protest->fee_cents);
	else
		json_chars(json, "cents", NULL);
	json_chars(json, "basis", protest->fee_cents >= 0 ? protest->fees->basis : NULL);
	json_close_object(json);
}

/* null unless a title goes. */
static void put_protest(struct json_out *json, const struct forecast_step *step)
{
	const struct forecast_protest *protest = &step->protest;
	if (step->step->action != LADDER_PROTEST || step->records_count == 0 ||
	    step->records[0].event != EVENT_PASSED) {
		json_chars(json, "protest", NULL);
		return;
	}
	json_open_object(json, "protest");
	put_day(json, "presented_on", protest->presented_on);
	put_day(json, "earliest_on", protest->earliest_on);
	put_day(json, "last_on", protest->last_on);
	put_text(json, "last_why_not", protest->why_not);
	put_day(json, "uncertain_on", protest->doubt.on);
	json_chars(json, "uncertain", date_is_none(protest->doubt.on) ? NULL : protest->doubt.name);
	put_fees(json, protest);
	json_close_object(json);
}

static const char *outcome_of(const struct forecast_step *step)
{
	if (date_is_none(step->on))
		return "not_taken";
	return step->records_count > 0 ? simulate_outcome(step->records[0].event) : "told";
}

static void put_step(struct json_out *json, const struct portfolio_invoice *invoice, const struct forecast_step *step)
{
	json_open_object(json, NULL);
	json_chars(json, "name", step->step->name);
	json_chars(json, "action", ladder_action_name(step->step->action));
	put_text(json, "template", step->step->template);
	put_day(json, "on", step->on);
	json_chars(json, "outcome", outcome_of(step));
	put_text(json, "words", step->words);
	json_open_array(json, "records");
	for (int i = 0; i < step->records_count; i++)
		put_record(json, invoice, &step->records[i]);
	json_close_array(json);
	put_protest(json, step);
	json_close_object(json);
}

void simulate_json_invoice(struct json_out *json, const struct portfolio_invoice *invoice,
			   const struct forecast *forecast)
{
	const struct debtor *debtor = &invoice->debtors[0];
	char masked[24];
	json_open_object(json, NULL);
	json_int(json, "line", invoice->line);
	json_chars(json, "creditor", invoice->creditor);
	json_chars(json, "invoice", invoice->id);
	put_text(json, "species", invoice->title.species);
	put_day(json, "due_on", invoice->title.due_on);
	json_int(json, "owed_cents", forecast->owed_cents);
	put_day(json, "settled_on", forecast->settled_on);
	json_chars(json, "taxid_masked", taxid_mask(text_of(debtor->taxid.digits), masked));
	put_text(json, "uf", debtor->address.uf);
	json_int(json, "guarantors", invoice->title.debtors_count - 1);
	json_open_object(json, "payer");
	json_chars(json, "class", payer_class_name(forecast->payer.class));
	json_chars(json, "words", forecast->payer.words);
	json_bool(json, "to_person", forecast->wants_person);
	json_close_object(json);
	json_open_array(json, "steps");
	for (int i = 0; i < forecast->steps_count; i++)
		put_step(json, invoice, &forecast->steps[i]);
	json_close_array(json);
	json_close_object(json);
}

static void put_action(struct json_out *json, enum ladder_action action, const struct action_totals *of)
{
	json_open_object(json, ladder_action_name(action));
	json_int(json, "steps", of->steps);
	if (ladder_is_channel(action)) {
		json_int(json, "records", of->records);
		json_int(json, "goes", of->goes);
		json_int(json, "held", of->held);
		json_int(json, "refused", of->refused);
		json_int(json, "goes_cents", of->cents);
	}
	json_close_object(json);
}

void simulate_json_totals(struct json_out *json, const struct simulation *simulation, const struct totals *totals)
{
	json_close_array(json);
	json_open_object(json, "totals");
	json_int(json, "rows", simulation->portfolio->rows);
	json_int(json, "rejected", simulation->portfolio->faults_count);
	json_int(json, "repeated", simulation->portfolio->repeated);
	json_int(json, "invoices", totals->invoices);
	json_int(json, "owed_cents", totals->owed_cents);
	json_int(json, "owed_nothing", totals->owed_nothing);
	json_int(json, "without_step", totals->without_step);
	json_open_object(json, "payers");
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++)
		json_int(json, payer_class_name(class), totals->by_class[class]);
	json_close_object(json);
	json_open_object(json, "actions");
	for (enum ladder_action action = 0; action < LADDER_ACTION_COUNT; action++)
		put_action(json, action, &totals->by_action[action]);
	json_close_object(json);
	json_open_object(json, "fees");
	json_int(json, "known_cents", totals->fee_cents);
	json_int(json, "not_known", totals->fees_unknown);
	json_int(json, "deposits", totals->deposits);
	json_close_object(json);
	json_close_object(json);
	json_close_object(json);
}
