#include <inttypes.h>
#include <string.h>

#include "apontactl/explain.h"
#include "domain/money.h"

/* Words of what the tables of the database call by a name. */
struct wording {
	const char *name;
	const char *words;
};

static const struct wording kinds[] = {
	{"include", "inclusion"},
	{"withdraw", "withdrawal (desistência)"},
	{"cancel", "cancellation (cancelamento)"},
	{"authorise_withdraw", "authorisation of the withdrawal"},
	{"authorise_cancel", "authorisation of the cancellation (anuência)"},
	{"remove", "removal (exclusão)"},
};

static const struct wording outcomes[] = {
	{"PASSED", "passed: it may leave"},
	{"HELD_BY_RULE", "held: a check asks for a person or a fact"},
	{"REFUSED_BY_RULE", "refused: a rule forbids it"},
};

static const struct wording states[] = {
	{"prepared", "waits for the next message"},
	{"sent", "sent, not answered yet"},
	{"in_doubt", "sent, and no answer tells whether it was taken"},
	{"accepted", "accepted"},
	{"rejected", "refused"},
	{"superseded", "never left: something else took its place"},
};

static const struct wording channels[] = {
	{"protest", "Protest"}, {"serasa", "Serasa"}, {"spc", "SPC"}, {"notice", "the debtor by notice"}};

/* A name without words stands for itself. */
static const char *words_of(const struct wording *wordings, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(wordings[i].name, name) == 0)
			return wordings[i].words;
	return name;
}

#define WORDS_OF(wordings, name) words_of(wordings, ARRAY_LEN(wordings), name)

/* "2026-03-02T09:00" for people: "2026-03-02 09:00". */
static void put_instant(struct buf *out, const char *at)
{
	for (; *at != '\0'; at++)
		buf_putc(out, *at == 'T' ? ' ' : *at);
}

static void put_day(struct buf *out, struct date on)
{
	char day[DATE_TEXT_BYTES];
	buf_puts(out, date_iso(on, day));
}

static void put_money(struct buf *out, int64_t cents)
{
	char money[MONEY_TEXT_BYTES];
	buf_puts(out, money_words(cents, money));
}

/* `before`, the instant and nothing, or nothing at all. */
static void put_when(struct buf *out, const char *before, const char *at)
{
	if (at[0] == '\0')
		return;
	buf_puts(out, before);
	put_instant(out, at);
}

/* Ends a sentence of somebody else, who may have put the stop. */
static void put_stop(struct buf *out)
{
	struct text so_far = buf_view(out);
	buf_puts(out, so_far.len > 0 && so_far.at[so_far.len - 1] == '.' ? "\n" : ".\n");
}

static const char *role_of(const struct story_person *person)
{
	return person->is_debtor ? "debtor" : "guarantor";
}

static void put_person(struct buf *out, const struct story_person *person)
{
	buf_printf(out, "%s %s (%s)", role_of(person), person->initials, person->taxid_masked);
}

/* --- the debt ------------------------------------------------------------------------------------------------------
 */

/* Of a debtor of whom nothing is told there is nothing to say. */
static void put_payer(struct buf *out, const char *before, const char *class, const char *words)
{
	enum payer_class known;
	if (payer_class_by_name(text_of(class), &known) == OK && known != PAYER_UNKNOWN)
		buf_printf(out, "%sPayer: %s: %s.\n", before, payer_class_words(known), words);
}

static void put_debt(struct buf *out, const struct story *story, const struct plan *plan)
{
	const struct story_debt *debt = &story->debt;
	int late = date_days_between(debt->due_on, story->today);
	buf_printf(out, "Invoice %s of creditor %s: number %s, species %s, issued ", debt->external_id, debt->creditor,
		   debt->number, debt->species);
	put_day(out, debt->issued_on);
	buf_puts(out, ", due ");
	put_day(out, debt->due_on);
	buf_puts(out, ", ");
	put_money(out, debt->amount_cents);
	buf_puts(out, ".\n  Told as of ");
	put_instant(out, story->asked_at);
	if (late > 0)
		buf_printf(out, ", %d days after the due date", late);
	buf_puts(out, ".\n  Owed now: ");
	put_money(out, debt->outstanding_cents);
	buf_puts(out, "; when recorded ");
	put_money(out, debt->balance_cents);
	buf_puts(out, ", received since ");
	put_money(out, debt->received_cents);
	buf_puts(out, ", of which cleared ");
	put_money(out, debt->cleared_cents);
	put_when(out, "; settled ", debt->settled_at);
	buf_printf(out, ".\n  Ladder: %s.\n", debt->ladder);
	put_payer(out, "  ", payer_class_name(plan->payer.class), plan->payer.words);
	for (int i = 0; i < story->persons.count; i++) {
		const struct story_person *person = &story->persons.at[i];
		buf_puts(out, person->is_debtor ? "  Debtor: " : "  Guarantor: ");
		buf_printf(out, "%s, %s, %s.\n", person->initials, person->taxid_masked, person->uf);
	}
}

/* --- an escalation -------------------------------------------------------------------------------------------------
 */

static void put_decisions(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->decisions.count; i++) {
		const struct story_decision *decision = &story->decisions.at[i];
		if (decision->escalation_id != escalation_id)
			continue;
		put_when(out, "  Decided ", decision->decided_at);
		buf_printf(out, " by rule book %s: %s.\n", decision->rule_book, WORDS_OF(outcomes, decision->outcome));
		put_payer(out, "    ", decision->payer_class, decision->payer_words);
		for (int j = 0; j < story->reasons.count; j++) {
			const struct story_reason *reason = &story->reasons.at[j];
			if (reason->decision_id != decision->id)
				continue;
			buf_printf(out, "    %s (%s, %s): %s", reason->code, reason->level, reason->basis,
				   reason->words);
			put_stop(out);
		}
	}
}

static void put_answer(struct buf *out, const struct story_instruction *instruction)
{
	put_when(out, "; answered ", instruction->answered_at);
	if (instruction->answer_code[0] != '\0')
		buf_printf(out, ", code %s", instruction->answer_code);
	if (instruction->answer_words[0] != '\0')
		buf_printf(out, ", \"%s\"", instruction->answer_words);
	if (instruction->outcome[0] != '\0')
		buf_printf(out, "; in the end: %s", instruction->outcome);
}

static void put_instructions(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->instructions.count; i++) {
		const struct story_instruction *instruction = &story->instructions.at[i];
		if (instruction->escalation_id != escalation_id)
			continue;
		put_when(out, "  Asked ", instruction->asked_at);
		buf_printf(out, ": %s, turn %" PRId64 ", ", WORDS_OF(kinds, instruction->kind), instruction->turn);
		put_money(out, instruction->amount_cents);
		if (instruction->contract[0] != '\0')
			buf_printf(out, ", contract %s", instruction->contract);
		if (instruction->nosso_numero[0] != '\0')
			buf_printf(out, ", nosso número %s", instruction->nosso_numero);
		if (instruction->cause[0] != '\0')
			buf_printf(out, ", because %s", instruction->cause);
		buf_printf(out, ": %s", WORDS_OF(states, instruction->state));
		put_when(out, "; sent ", instruction->sent_at);
		if (instruction->file_name[0] != '\0')
			buf_printf(out, " in %s", instruction->file_name);
		put_answer(out, instruction);
		put_stop(out);
	}
}

/* What stands before and behind the day from which others see a record. */
static const char *const seen_before[] = {
	[SEEN_LATER] = "others see it from ",  [SEEN_NOW] = "others see it since ",
	[SEEN_UNLESS] = "others see it from ", [SEEN_NEVER] = "others would have seen it from ",
	[SEEN_ONCE] = "others saw it from ",   [SEEN_UNKNOWN] = "its notice term was computed to end on ",
};
static const char *const seen_behind[] = {
	[SEEN_LATER] = " on",
	[SEEN_NOW] = "",
	[SEEN_UNLESS] = " on, unless it is taken back before",
	[SEEN_NEVER] = " on, and it was taken back before",
	[SEEN_ONCE] = " on, until it was taken back",
	[SEEN_UNKNOWN] = "",
};

static void put_notice(struct buf *out, const struct story_escalation *escalation, const struct plan_next *next)
{
	if (!date_is_none(escalation->protocol_on)) {
		buf_printf(out, "  Protocol %s of ", escalation->protocol);
		put_day(out, escalation->protocol_on);
		buf_puts(out, ".\n");
	}
	if (date_is_none(escalation->visible_on))
		return;
	buf_puts(out, "  Notice: the bureau took the record on ");
	put_day(out, escalation->listed_on);
	buf_puts(out, " and tells the debtor; ");
	buf_puts(out, seen_before[next->seen]);
	put_day(out, escalation->visible_on);
	buf_puts(out, seen_behind[next->seen]);
	buf_puts(out, " (computed, no bureau says it)");
	if (next->term != NULL)
		buf_printf(out, ": %d days, %s", next->term->days, next->term->basis);
	put_stop(out);
}

static void put_removals(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->removals.count; i++) {
		const struct story_removal *removal = &story->removals.at[i];
		if (removal->escalation_id != escalation_id)
			continue;
		buf_printf(out, "  Removal because %s, since ", removal->cause);
		put_instant(out, removal->arisen_at);
		put_when(out, "; asked and taken by the counterparty ", removal->asked_at);
		put_when(out, "; done ", removal->done_at);
		put_when(out, "; nothing was left to remove ", removal->moot_at);
		if (removal->done_at[0] == '\0' && removal->moot_at[0] == '\0')
			buf_puts(out, "; not done yet");
		buf_puts(out, ".\n");
		if (removal->proof_event[0] != '\0')
			buf_printf(out, "    Proof: %s", removal->proof_event);
		if (removal->proof_event[0] != '\0' && removal->proof_message != 0)
			buf_printf(out, ", message %" PRId64 ", SHA-256 %s", removal->proof_message,
				   removal->proof_sha256);
		if (removal->proof_event[0] != '\0')
			buf_puts(out, ".\n");
	}
}

static void put_deadlines(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->deadlines.count; i++) {
		const struct story_deadline *deadline = &story->deadlines.at[i];
		if (deadline->escalation_id != escalation_id)
			continue;
		buf_printf(out, "  Deadline %s: by the end of ", deadline->name);
		put_day(out, deadline->due_on);
		buf_printf(out, " (%s): %s", deadline->rule, deadline->standing);
		put_when(out, " ", deadline->at);
		if (!date_is_none(deadline->told_on)) {
			buf_puts(out, "; told by the counterparty: ");
			put_day(out, deadline->told_on);
		}
		if (deadline->at[0] == '\0' && !date_is_none(deadline->warn_on)) {
			buf_puts(out, "; a person is warned on ");
			put_day(out, deadline->warn_on);
		}
		if (deadline->at[0] == '\0' && deadline->todo[0] != '\0')
			buf_printf(out, "; to do: %s", deadline->todo);
		buf_puts(out, ".\n");
	}
}

static const struct wording expenses[] = {
	{"notary", "custas of the notary"},
	{"distribution", "custas of the distributor"},
	{"recording", "electronic recording and other expenses"},
	{"other", "other expenses"},
};

/* Who advances the fees, and what the counterparty told of them. */
static void put_expenses(struct buf *out, const struct story *story, const struct story_escalation *escalation)
{
	if (escalation->fee_mode[0] != '\0')
		buf_printf(out, "  The notary's fees: %s (Provimento CNJ 86/2019).\n",
			   strcmp(escalation->fee_mode, "deposit") == 0
				   ? "the presenter pays them in advance"
				   : "postponed, the debtor pays with the title or its cancellation");
	for (int i = 0; i < story->expenses.count; i++) {
		const struct story_expense *expense = &story->expenses.at[i];
		if (expense->escalation_id != escalation->id)
			continue;
		buf_puts(out, "  Told on ");
		put_day(out, expense->told_on);
		buf_printf(out, ": %s (field %" PRId64 "), ", WORDS_OF(expenses, expense->kind), expense->field);
		put_money(out, expense->cents);
		buf_printf(out, ", %s%s.\n",
			   expense->owed_by[0] != '\0' ? "owed by the " : "nobody knows yet who owes it",
			   expense->owed_by);
	}
}

static void put_findings(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->findings.count; i++) {
		const struct story_finding *finding = &story->findings.at[i];
		if (finding->escalation_id != escalation_id)
			continue;
		buf_printf(out, "  Open finding %" PRId64 ", %s, ", finding->id, finding->kind);
		put_instant(out, finding->found_at);
		buf_printf(out, ": %s", finding->words);
		put_stop(out);
	}
}

static void put_escalation(struct buf *out, const struct story *story, const struct story_escalation *escalation,
			   const struct plan_next *next)
{
	buf_printf(out, "\n%s, ", WORDS_OF(channels, escalation->channel));
	put_person(out, escalation->person);
	buf_printf(out, ": %s\n  Where it stands: %s.\n", state_name(escalation->state),
		   state_meaning(escalation->state));
	buf_printf(out, "  The last step: %s ", escalation->last_event);
	put_instant(out, escalation->last_at);
	buf_printf(out, " (%s)", escalation->last_rule);
	if (escalation->last_detail[0] != '\0')
		buf_printf(out, ": %s", escalation->last_detail);
	put_stop(out);
	put_when(out, "  Opened ", escalation->opened_at);
	/* A guarantor whose record waits for the debtor's has no step of its own. */
	if (strcmp(escalation->step, "guarantor") == 0)
		buf_puts(out, " after the debtor's record was there");
	else
		buf_printf(out, " by step \"%s\" of the ladder", escalation->step);
	buf_printf(out, ", account %s.\n", escalation->account);
	put_decisions(out, story, escalation->id);
	put_instructions(out, story, escalation->id);
	put_notice(out, escalation, next);
	put_removals(out, story, escalation->id);
	put_deadlines(out, story, escalation->id);
	put_expenses(out, story, escalation);
	put_findings(out, story, escalation->id);
}

/* --- what comes next -----------------------------------------------------------------------------------------------
 */

static void put_ends(struct buf *out, const struct story *story, int64_t escalation_id)
{
	for (int i = 0; i < story->deadlines.count; i++) {
		const struct story_deadline *deadline = &story->deadlines.at[i];
		if (deadline->escalation_id != escalation_id || deadline->at[0] != '\0')
			continue;
		buf_printf(out, "    The deadline %s ends with ", deadline->name);
		put_day(out, deadline->due_on);
		buf_printf(out, " (%s).\n", deadline->rule);
	}
}

static void put_next(struct buf *out, const struct story *story, const struct story_escalation *escalation,
		     const struct plan_next *next)
{
	buf_printf(out, "  %s, ", WORDS_OF(channels, escalation->channel));
	put_person(out, escalation->person);
	buf_printf(out, ": %s\n", next->words);
	if (next->clock_words != NULL) {
		put_when(out, "    On ", escalation->timer_at);
		buf_printf(out, " %s (%s)", next->clock_words, event_name(escalation->timer_event));
		if (next->row != NULL)
			buf_printf(out, ": %s, %s; %s", state_name(next->row->to), state_meaning(next->row->to),
				   next->row->rule);
		put_stop(out);
	}
	if (!date_is_none(next->protest_from)) {
		buf_puts(out, "    The protest may be drawn from ");
		put_day(out, next->protest_from);
		buf_puts(out, " on (" PROTEST_RULE ").");
		if (!date_is_none(next->protest_told)) {
			buf_puts(out, " The notary told ");
			put_day(out, next->protest_told);
			buf_puts(out, ", and that counts.");
		} else if (!date_is_none(next->protest_forecast)) {
			buf_puts(out, " By the calendar of the notary's town the three days end with ");
			put_day(out, next->protest_forecast);
			buf_puts(out, ": a forecast, the notary's own day wins.");
		} else if (next->forecast_why != NULL) {
			buf_printf(out, " There is no forecast: %s.", next->forecast_why);
		}
		buf_puts(out, "\n");
	}
	put_ends(out, story, escalation->id);
	if (escalation->account_stopped_why[0] != '\0')
		buf_printf(out, "    The account %s is stopped, and nothing leaves by it: %s\n", escalation->account,
			   escalation->account_stopped_why);
}

static void put_step(struct buf *out, const struct plan_step *plan)
{
	const struct ladder_step *step = plan->step;
	buf_printf(out, "  Step \"%s\", %d days late, from ", step->name, step->days_late);
	put_money(out, step->amount_cents_min);
	if (step->amount_cents_max != INT64_MAX) {
		buf_puts(out, " to ");
		put_money(out, step->amount_cents_max);
	}
	if (step->after[0] != '\0' && step->wait_days > 0)
		buf_printf(out, ", %d days after \"%s\"", step->wait_days, step->after);
	else if (step->after[0] != '\0')
		buf_printf(out, ", after \"%s\"", step->after);
	buf_printf(out, ", to %s: ", WORDS_OF(channels, ladder_action_name(step->action)));
	switch (plan->standing) {
	case STANDING_TAKEN: buf_puts(out, "taken on "); break;
	case STANDING_PLANNED: buf_puts(out, "will be taken on "); break;
	case STANDING_NOT_TAKEN: buf_printf(out, "is not taken, as %s; its day is ", plan->words); break;
	}
	put_day(out, plan->on);
	if (plan->standing == STANDING_PLANNED)
		buf_printf(out, ", %s", plan->words);
	buf_puts(out, ".\n");
}

static void put_notices(struct buf *out, const struct story *story)
{
	if (story->notices.count > 0)
		buf_puts(out, "\nWhat the debtor was told\n");
	for (int i = 0; i < story->notices.count; i++) {
		const struct notice_row *notice = &story->notices.at[i];
		buf_printf(out, "  Notice \"%s\" (%s) to %s%s%s%s%s: %s", notice->step, notice->template,
			   notice->taxid_masked, notice->channel[0] != '\0' ? " by " : "", notice->channel,
			   notice->address_masked[0] != '\0' ? ", " : "", notice->address_masked, notice->state);
		put_when(out, ", prepared ", notice->prepared_at);
		put_when(out, ", not before ", notice->not_before);
		put_when(out, ", sent ", notice->sent_at);
		put_when(out, ", in doubt since ", notice->in_doubt_at);
		put_when(out, ", delivered ", notice->delivered_at);
		put_when(out, ", failed ", notice->failed_at);
		put_when(out, ", dropped ", notice->dropped_at);
		if (notice->words[0] != '\0')
			buf_printf(out, ": %s", notice->words);
		put_stop(out);
	}
}

static void put_future(struct buf *out, const struct story *story, const struct plan *plan)
{
	buf_puts(out, "\nWhat comes next\n");
	for (int i = 0; i < story->escalations.count; i++)
		put_next(out, story, &story->escalations.at[i], &plan->next[i]);
	for (int i = 0; i < plan->steps_count; i++)
		put_step(out, &plan->steps[i]);
	if (!plan->ladder_known)
		buf_printf(out, "  The ladder \"%s\" is not in the configuration: nobody knows its steps.\n",
			   story->debt.ladder);
	buf_puts(out, "  Five years: a record of this debt at a bureau is gone by ");
	put_day(out, plan->five_years_on);
	buf_puts(out, " (" FIVE_YEARS_RULE ").\n");
	if (plan->nothing_why != NULL)
		buf_printf(out, "  Nothing will happen by itself: %s.\n", plan->nothing_why);
	if (story->cut)
		buf_puts(out, "  This story is longer than is told here: \"apontactl history\" tells all.\n");
}

void explain_words(const struct story *story, const struct plan *plan, struct buf *out)
{
	put_debt(out, story, plan);
	for (int i = 0; i < story->escalations.count; i++)
		put_escalation(out, story, &story->escalations.at[i], &plan->next[i]);
	if (story->escalations.count == 0)
		buf_puts(out, "\nNothing has been asked of anybody about this debt.\n");
	put_notices(out, story);
	put_future(out, story, plan);
}
