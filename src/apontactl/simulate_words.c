#include <string.h>

#include "apontactl/simulate.h"
#include "domain/money.h"

static void put_day(struct buf *out, const char *before, struct date on)
{
	char day[DATE_TEXT_BYTES];
	buf_printf(out, "%s%s", before, date_iso(on, day));
}

static void put_money(struct buf *out, const char *before, int64_t cents)
{
	char money[MONEY_TEXT_BYTES];
	buf_printf(out, "%s%s", before, money_words(cents, money));
}

void simulate_words_head(const struct simulation *simulation, struct buf *out)
{
	const struct portfolio *portfolio = simulation->portfolio;
	char words[1024];
	buf_printf(out, "Ladder %s", simulation->terms.ladder->name);
	put_day(out, " from ", simulation->terms.from);
	buf_printf(out, ": %d rows, %d invoices, %d repeated, %d rejected. Nothing is sent.\n", portfolio->rows,
		   portfolio->invoices_count, portfolio->repeated, portfolio->faults_count);
	buf_puts(out, "Assumed, as no database is asked:\n");
	for (const char *const *each = simulate_assumed; *each != NULL; each++)
		buf_printf(out, "  - %s\n", *each);
	for (const struct portfolio_fault *fault = portfolio->faults; fault != NULL; fault = fault->next) {
		struct err err = fault->err;
		err.where[0] = '\0';
		buf_printf(out, "Rejected: line %d: %s\n", fault->line, err_text(&err, words, sizeof(words)));
	}
}

static void put_reasons(struct buf *out, const struct eligibility *why)
{
	for (int i = 0; i < why->reasons_count; i++)
		buf_printf(out, "        %s (%s, %s): %s\n", why->reasons[i].code, level_name(why->reasons[i].level),
			   why->reasons[i].basis, why->reasons[i].words);
}

static void put_fees(struct buf *out, const struct forecast_protest *protest)
{
	buf_printf(out, "        Fees: %s", fee_mode_name(protest->mode));
	if (!date_is_none(protest->postponed_until))
		put_day(out, protest->mode == FEE_POSTPONED ? " until " : " since ", protest->postponed_until);
	buf_printf(out, ", %s; ", fee_mode_words(protest->mode));
	if (protest->fee_cents < 0)
		buf_puts(out, "how much is not known: no table of the state.\n");
	else {
		put_money(out, "", protest->fee_cents);
		buf_printf(out, " (%s).\n", protest->fees->basis);
	}
}

static void put_protest(struct buf *out, const struct forecast_protest *protest)
{
	put_day(out, ": goes, presented ", protest->presented_on);
	put_day(out, ", the protest may be drawn from ", protest->earliest_on);
	if (date_is_none(protest->last_on))
		buf_printf(out, ", last day not known: %s", protest->why_not);
	else
		put_day(out, ", last day by the town's calendar ", protest->last_on);
	if (!date_is_none(protest->doubt.on)) {
		put_day(out, " (uncertain: ", protest->doubt.on);
		buf_printf(out, " %s)", protest->doubt.name);
	}
	buf_puts(out, "\n");
	put_fees(out, protest);
}

static void put_title(struct buf *out, const struct forecast_step *step)
{
	const struct forecast_record *record = &step->records[0];
	if (record->event == EVENT_PASSED)
		put_protest(out, &step->protest);
	else
		buf_printf(out, ": %s\n", simulate_outcome(record->event));
	put_reasons(out, &record->why);
}

static void put_records(struct buf *out, const struct portfolio_invoice *invoice, const struct forecast_step *step)
{
	buf_puts(out, "\n");
	for (int i = 0; i < step->records_count; i++) {
		const struct forecast_record *record = &step->records[i];
		char masked[24];
		buf_printf(out, "      %s %s: %s", record->debtor == 0 ? "debtor" : "guarantor",
			   taxid_mask(text_of(invoice->debtors[record->debtor].taxid.digits), masked),
			   simulate_outcome(record->event));
		if (record->term != NULL) {
			put_day(out, ", would be shown from ", record->visible_on);
			buf_printf(out, " (%d days, %s)", record->term->days, record->term->basis);
		}
		buf_puts(out, "\n");
		put_reasons(out, &record->why);
	}
}

static void put_step(struct buf *out, const struct portfolio_invoice *invoice, const struct forecast_step *step)
{
	const char *action = ladder_action_name(step->step->action);
	if (date_is_none(step->on)) {
		buf_printf(out, "  never       %s \"%s\": %s\n", action, step->step->name, step->words);
		return;
	}
	put_day(out, "  ", step->on);
	buf_printf(out, "  %s \"%s\"", action, step->step->name);
	if (step->step->action == LADDER_NOTICE)
		buf_printf(out, ": the debtor is told (%s)\n", step->step->template);
	else if (step->step->action == LADDER_PROTEST)
		put_title(out, step);
	else
		put_records(out, invoice, step);
}

void simulate_words_invoice(const struct portfolio_invoice *invoice, const struct forecast *forecast, struct buf *out)
{
	const struct debtor *debtor = &invoice->debtors[0];
	char masked[24];
	buf_printf(out, "\n%s of %s: %s", invoice->id, invoice->creditor, invoice->title.species);
	put_day(out, " due ", invoice->title.due_on);
	put_money(out, ", ", forecast->owed_cents);
	buf_printf(out, " owed, debtor %s in %s", taxid_mask(text_of(debtor->taxid.digits), masked),
		   debtor->address.uf);
	if (invoice->title.debtors_count > 1)
		buf_printf(out, ", guarantors: %d", invoice->title.debtors_count - 1);
	buf_printf(out, "\n  Payer: %s: %s%s\n", payer_class_words(forecast->payer.class), forecast->payer.words,
		   forecast->wants_person ? "; a person is asked first" : "");
	for (int i = 0; i < forecast->steps_count; i++)
		put_step(out, invoice, &forecast->steps[i]);
}

void simulate_words_totals(const struct simulation *simulation, const struct totals *totals, struct buf *out)
{
	buf_printf(out, "\nIn all: %d invoices", totals->invoices);
	put_money(out, ", ", totals->owed_cents);
	buf_printf(out, " owed; %d owe nothing, %d reach no step; %d rows rejected.\n", totals->owed_nothing,
		   totals->without_step, simulation->portfolio->faults_count);
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++)
		if (totals->by_class[class] > 0)
			buf_printf(out, "  %s: %d\n", payer_class_words(class), totals->by_class[class]);
	for (enum ladder_action action = 0; action < LADDER_ACTION_COUNT; action++) {
		const struct action_totals *of = &totals->by_action[action];
		if (of->steps == 0)
			continue;
		buf_printf(out, "  %s: %d steps", ladder_action_name(action), of->steps);
		if (ladder_is_channel(action)) {
			buf_printf(out, ", %d records: %d go, %d held, %d refused", of->records, of->goes, of->held,
				   of->refused);
			put_money(out, "; goes for ", of->cents);
		}
		buf_puts(out, "\n");
	}
	if (totals->by_action[LADDER_PROTEST].goes > 0) {
		put_money(out, "  fees: ", totals->fee_cents);
		buf_printf(out, " known, of %d protests not known, for %d a deposit may be asked\n",
			   totals->fees_unknown, totals->deposits);
	}
}
