#include "domain/forecast.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "domain/calendar.h"
#include "domain/money.h"

/* One debt on its way up the ladder. */
struct climb {
	struct arena *arena;
	const struct forecast_terms *terms;
	const struct forecast_debt *debt;
	struct ladder_facts facts;
	struct forecast *forecast;
};

static int64_t owed_on(const struct forecast_debt *debt, struct date on)
{
	int64_t owed = debt->title.balance_cents;
	for (int i = 0; i < debt->payments_count; i++)
		if (date_compare(debt->payments[i].on, on) <= 0)
			owed -= debt->payments[i].cents;
	return owed > 0 ? owed : 0;
}

/* Has a part been paid that may still come back? */
static bool part_is_pending(const struct climb *climb)
{
	struct date today = climb->facts.today;
	for (int i = 0; i < climb->debt->payments_count; i++) {
		const struct forecast_payment *payment = &climb->debt->payments[i];
		if (payment->cents > 0 && date_compare(payment->on, today) <= 0 &&
		    (date_is_none(payment->cleared_on) || date_compare(payment->cleared_on, today) > 0))
			return true;
	}
	return false;
}

static const char *approval_words(const struct climb *climb)
{
	return climb->forecast->wants_person ? "a good payer with a first delay goes to a person first" : "";
}

/* --- a title -------------------------------------------------------------------------------------------------------
 */

static void look_at_town(const struct climb *climb, struct forecast_protest *protest)
{
	struct err err = {.words = "the calendar of no town is known"};
	const struct title *title = &climb->debt->title;
	protest->last_on = DATE_NONE;
	protest->doubt = (struct town_day){.on = DATE_NONE};
	enum rc rc = climb->terms->towns != NULL
			     ? town_add(climb->terms->towns, title->debtors[0].address.ibge, protest->presented_on,
					TRIDUO_DAYS, &protest->last_on, &protest->doubt, &err)
			     : ERR_NOT_FOUND;
	if (rc == OK)
		return;
	protest->last_on = DATE_NONE;
	(void)snprintf(protest->why_not, sizeof(protest->why_not), "%.190s", err.words);
}

static enum rc look_at_protest(const struct climb *climb, int64_t owed_cents, struct forecast_protest *protest,
			       struct err *reterr)
{
	const struct title *title = &climb->debt->title;
	enum rc rc = calendar_on_or_after(CALENDAR_BANK, climb->facts.today, &protest->presented_on, reterr);
	if (rc == OK)
		rc = protest_earliest(protest->presented_on, &protest->earliest_on, reterr);
	if (rc != OK)
		return rc;
	look_at_town(climb, protest);
	/* A portfolio does not say whose it is: of a supervised body no deposit is asked. */
	protest->mode = fee_mode(title->due_on, protest->presented_on, false);
	protest->postponed_until = fees_postponed_until(title->due_on);
	if (climb->terms->fees == NULL ||
	    fee_find(climb->terms->fees, title->debtors[0].address.uf, protest->presented_on, owed_cents,
		     &protest->fee_cents, &protest->fees, NULL) != OK)
		protest->fee_cents = -1;
	return OK;
}

static enum rc present(const struct climb *climb, struct forecast_step *step, struct err *reterr)
{
	struct title title = climb->debt->title;
	struct forecast_record *record = step->records;
	title.balance_cents = climb->facts.balance_cents;
	/* The map of comarcas is a CRA's: the debtor's own town is taken for its own comarca. */
	(void)text_copy(text_of(title.debtors[0].address.ibge), title.comarca_ibge, sizeof(title.comarca_ibge));
	struct eligibility_facts facts = {
		.title = &title,
		.today = climb->facts.today,
		.has_document = climb->debt->has_document,
		.comarca_known = true,
		.comarcas_loaded = true,
		.account_ready = true,
		.holds = climb->debt->holds,
		.approval_wanted = climb->forecast->wants_person,
		.approval = approval_words(climb),
		.marks = climb->debt->marks,
		.part_pending = part_is_pending(climb),
	};
	eligibility_check(climb->terms->rules, &facts, &record->why);
	record->event = eligibility_event(&record->why);
	record->visible_on = DATE_NONE;
	step->records_count = 1;
	return record->event == EVENT_PASSED ? look_at_protest(climb, title.balance_cents, &step->protest, reterr) : OK;
}

/* --- a record at a bureau ------------------------------------------------------------------------------------------
 */

static void list_one(const struct climb *climb, const struct listing *listing, bool principal_there, const char *bureau,
		     struct forecast_record *record)
{
	const struct debtor *own = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	struct date visible_on;
	const struct notice_term *term = NULL;
	bool known = notice_visible_on(climb->terms->notices, bureau, own->address.uf, climb->facts.today, &visible_on,
				       &term, NULL) == OK;
	struct listing_facts facts = {
		.bureau = bureau,
		.listing = listing,
		.today = climb->facts.today,
		.youngest_days = FORECAST_YOUNGEST_DAYS,
		.oldest_months = FORECAST_OLDEST_MONTHS,
		.has_document = climb->debt->has_document,
		.account_ready = true,
		.term_known = known,
		.codes_loaded = true,
		.nature_known = true,
		.principal_there = principal_there,
		.holds = climb->debt->holds,
		.approval_wanted = climb->forecast->wants_person,
		.approval = approval_words(climb),
		.marks = climb->debt->marks,
		.part_pending = part_is_pending(climb),
	};
	eligibility_check_listing(climb->terms->rules, &facts, &record->why);
	record->event = eligibility_event(&record->why);
	bool goes = record->event == EVENT_PASSED && known;
	record->visible_on = goes ? visible_on : DATE_NONE;
	record->term = goes ? term : NULL;
}

static void list(const struct climb *climb, struct forecast_step *step)
{
	const struct title *title = &climb->debt->title;
	struct listing listing = {
		.issued_on = title->issued_on,
		.due_on = title->due_on,
		.amount_cents = climb->facts.balance_cents,
		.principal = &title->debtors[0],
	};
	(void)snprintf(listing.contract, sizeof(listing.contract), "%s", title->number);
	for (char *at = listing.contract; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	for (int i = 0; i < title->debtors_count; i++) {
		listing.guarantor = i > 0 ? &title->debtors[i] : NULL;
		step->records[i].debtor = i;
		list_one(climb, &listing, i == 0 || step->records[0].event == EVENT_PASSED,
			 ladder_action_name(step->step->action), &step->records[i]);
	}
	step->records_count = title->debtors_count;
}

/* --- the ladder ----------------------------------------------------------------------------------------------------
 */

static enum rc take(struct climb *climb, int place, struct err *reterr)
{
	struct forecast_step *step = &climb->forecast->steps[place];
	enum rc rc = OK;
	step->on = climb->facts.today;
	if (ladder_is_channel(step->step->action)) {
		int most = climb->debt->title.debtors_count;
		step->records = arena_array(climb->arena, (size_t)most, sizeof(*step->records));
		if (step->records == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a forecast");
		if (step->step->action == LADDER_PROTEST)
			rc = present(climb, step, reterr);
		else
			list(climb, step);
	}
	ladder_take(climb->terms->ladder, &climb->facts, place, climb->facts.today);
	return rc;
}

/* The step that took the channel of this one. */
static const char *taker_of(const struct forecast *forecast, enum ladder_action action)
{
	for (int i = 0; i < forecast->steps_count; i++)
		if (forecast->steps[i].step->action == action && !date_is_none(forecast->steps[i].on))
			return forecast->steps[i].step->name;
	return "";
}

/* Why a step was not taken, as the debt stood at the end. What the step is for comes first: it would hold at any time.
 */
static void say_why_not(const struct climb *climb, int place)
{
	struct forecast_step *step = &climb->forecast->steps[place];
	const struct ladder_facts *facts = &climb->facts;
	char text[MONEY_TEXT_BYTES];
	char *out = step->words;
	size_t size = sizeof(step->words);
	enum ladder_why_not why = ladder_why_not(climb->terms->ladder, facts, place);
	if (why == LADDER_NO_DUE_DATE)
		(void)snprintf(out, size, "the debt has no due date");
	else if (why == LADDER_OTHER_SPECIES)
		(void)snprintf(out, size, "it does not take species %s", facts->species);
	else if (why == LADDER_OTHER_STATES)
		(void)snprintf(out, size, "it does not take debtors in %s", facts->uf);
	else if (why == LADDER_OTHER_PROFILES)
		(void)snprintf(out, size, "it does not take payers of the class %s", payer_class_name(facts->payer));
	else if (why == LADDER_WAS_TAKEN)
		(void)snprintf(out, size, "step \"%s\" takes %s, and a debt is taken there once",
			       taker_of(climb->forecast, step->step->action), ladder_action_name(step->step->action));
	else if (!date_is_none(climb->forecast->settled_on))
		(void)snprintf(out, size, "nothing is owed from %s on", date_iso(climb->forecast->settled_on, text));
	else if (why == LADDER_OUTSIDE_AMOUNTS)
		(void)snprintf(out, size, "%s is owed, which is outside its amounts",
			       money_words(facts->balance_cents, text));
	else
		(void)snprintf(out, size, "step \"%s\", which comes before it, is not taken", step->step->after);
}

static enum rc climb_all(struct climb *climb, struct err *reterr)
{
	const struct ladder *ladder = climb->terms->ladder;
	enum rc rc = OK;
	while (rc == OK && !date_is_none(climb->facts.today)) {
		climb->facts.balance_cents = owed_on(climb->debt, climb->facts.today);
		if (climb->facts.balance_cents == 0) {
			climb->forecast->settled_on = climb->facts.today;
			return OK;
		}
		const struct ladder_step *step = ladder_reached(ladder, &climb->facts);
		if (step != NULL)
			rc = take(climb, (int)(step - ladder->steps), reterr);
		else
			climb->facts.today = ladder_next_look(ladder, &climb->facts);
	}
	return rc;
}

enum rc forecast_make(struct arena *arena, const struct forecast_terms *terms, const struct forecast_debt *debt,
		      struct forecast *ret_forecast, struct err *reterr)
{
	const struct title *title = &debt->title;
	struct climb climb = {.arena = arena, .terms = terms, .debt = debt, .forecast = ret_forecast};
	*ret_forecast = (struct forecast){.settled_on = DATE_NONE,
					  .owed_cents = owed_on(debt, terms->from),
					  .steps_count = terms->ladder->steps_count};
	for (int i = 0; i < terms->ladder->steps_count; i++)
		ret_forecast->steps[i] = (struct forecast_step){.step = &terms->ladder->steps[i], .on = DATE_NONE};
	payer_classify(&terms->ladder->payers, &debt->payer, &ret_forecast->payer);
	ret_forecast->wants_person = payer_wants_person(&terms->ladder->payers, ret_forecast->payer.class);
	climb.facts = ladder_facts_new(title->due_on, terms->from, ret_forecast->owed_cents);
	climb.facts.species = title->species;
	climb.facts.uf = title->debtors[0].address.uf;
	climb.facts.payer = ret_forecast->payer.class;
	enum rc rc = climb_all(&climb, reterr);
	for (int i = 0; rc == OK && i < ret_forecast->steps_count; i++)
		if (date_is_none(ret_forecast->steps[i].on))
			say_why_not(&climb, i);
	return rc;
}
