#include "domain/ladder.h"

#include <string.h>

static const char *const action_names[LADDER_ACTION_COUNT] = {
	[LADDER_PROTEST] = "protest", [LADDER_SERASA] = "serasa", [LADDER_SPC] = "spc", [LADDER_NOTICE] = "notice"};

int ladder_place(const struct ladder *ladder, const char *step_name)
{
	for (int i = 0; i < ladder->steps_count; i++)
		if (strcmp(ladder->steps[i].name, step_name) == 0)
			return i;
	return -1;
}

bool ladder_is_channel(enum ladder_action action)
{
	return action != LADDER_NOTICE;
}

struct ladder_facts ladder_facts_new(struct date due_on, struct date today, int64_t balance_cents)
{
	struct ladder_facts facts = {
		.due_on = due_on, .today = today, .balance_cents = balance_cents, .species = "", .uf = ""};
	for (int i = 0; i < LADDER_STEPS_MAX; i++)
		facts.taken_on[i] = DATE_NONE;
	return facts;
}

void ladder_take(const struct ladder *ladder, struct ladder_facts *facts, int place, struct date on)
{
	enum ladder_action action = ladder->steps[place].action;
	facts->taken_on[place] = on;
	facts->under_way[place] = date_is_none(on);
	if (ladder_is_channel(action))
		facts->channels_taken |= 1u << action;
}

static bool was_taken(const struct ladder *ladder, const struct ladder_facts *facts, int place)
{
	enum ladder_action action = ladder->steps[place].action;
	return !date_is_none(facts->taken_on[place]) || facts->under_way[place] ||
	       (ladder_is_channel(action) && (facts->channels_taken & 1u << action) != 0);
}

static bool takes_species(const struct ladder_step *step, const char *species)
{
	for (int i = 0; i < step->species_count; i++)
		if (strcmp(step->species[i], species) == 0)
			return true;
	return step->species_count == 0;
}

static bool takes_state(const struct ladder_step *step, const char *uf)
{
	for (int i = 0; i < step->states_count; i++)
		if (strcmp(step->states[i], uf) == 0)
			return true;
	return step->states_count == 0;
}

static bool takes_amount(const struct ladder_step *step, int64_t balance_cents)
{
	return balance_cents >= step->amount_cents_min && balance_cents <= step->amount_cents_max;
}

static bool takes_payer(const struct ladder_step *step, enum payer_class payer)
{
	return step->profiles == 0 || (step->profiles & 1u << payer) != 0;
}

/* What does not change while a debt waits. */
static bool takes_kind(const struct ladder_step *step, const struct ladder_facts *facts)
{
	return takes_species(step, facts->species) && takes_state(step, facts->uf) && takes_payer(step, facts->payer);
}

struct date ladder_day_of(const struct ladder *ladder, const struct ladder_facts *facts, int place)
{
	const struct ladder_step *step = &ladder->steps[place];
	struct date on = date_plus(facts->due_on, step->days_late);
	int before = step->after[0] != '\0' ? ladder_place(ladder, step->after) : -1;
	if (step->after[0] == '\0' || date_is_none(on))
		return on;
	if (before < 0 || date_is_none(facts->taken_on[before]))
		return DATE_NONE;
	/* The last day of the wait is still the debtor's. */
	struct date waited = date_plus(facts->taken_on[before], step->wait_days > 0 ? step->wait_days + 1 : 0);
	return date_compare(waited, on) > 0 ? waited : on;
}

const struct ladder_step *ladder_reached(const struct ladder *ladder, const struct ladder_facts *facts)
{
	for (int i = 0; i < ladder->steps_count; i++) {
		struct date on = ladder_day_of(ladder, facts, i);
		if (!was_taken(ladder, facts, i) && !date_is_none(on) && date_compare(on, facts->today) <= 0 &&
		    takes_amount(&ladder->steps[i], facts->balance_cents) && takes_kind(&ladder->steps[i], facts))
			return &ladder->steps[i];
	}
	return NULL;
}

struct date ladder_next_look(const struct ladder *ladder, const struct ladder_facts *facts)
{
	struct date next = DATE_NONE;
	for (int i = 0; i < ladder->steps_count; i++) {
		struct date on = ladder_day_of(ladder, facts, i);
		if (!was_taken(ladder, facts, i) && takes_kind(&ladder->steps[i], facts) && !date_is_none(on) &&
		    date_compare(on, facts->today) > 0 && (date_is_none(next) || date_compare(on, next) < 0))
			next = on;
	}
	return next;
}

void ladder_walk(const struct ladder *ladder, const struct ladder_facts *facts, struct date ret_on[LADDER_STEPS_MAX])
{
	struct ladder_facts ahead = *facts;
	for (int i = 0; i < LADDER_STEPS_MAX; i++) {
		ret_on[i] = DATE_NONE;
		if (facts->under_way[i])
			ahead.taken_on[i] = facts->today;
	}
	while (!date_is_none(ahead.today)) {
		const struct ladder_step *step = ladder_reached(ladder, &ahead);
		if (step != NULL) {
			int place = (int)(step - ladder->steps);
			ret_on[place] = ahead.today;
			ladder_take(ladder, &ahead, place, ahead.today);
		} else {
			ahead.today = ladder_next_look(ladder, &ahead);
		}
	}
}

enum ladder_why_not ladder_why_not(const struct ladder *ladder, const struct ladder_facts *facts, int place)
{
	const struct ladder_step *step = &ladder->steps[place];
	if (date_is_none(facts->due_on))
		return LADDER_NO_DUE_DATE;
	if (!takes_species(step, facts->species))
		return LADDER_OTHER_SPECIES;
	if (!takes_state(step, facts->uf))
		return LADDER_OTHER_STATES;
	if (!takes_payer(step, facts->payer))
		return LADDER_OTHER_PROFILES;
	if (was_taken(ladder, facts, place))
		return LADDER_WAS_TAKEN;
	if (!takes_amount(step, facts->balance_cents))
		return LADDER_OUTSIDE_AMOUNTS;
	/* `after` leads to earlier steps only: ladder_check() saw to it. */
	int before = step->after[0] != '\0' ? ladder_place(ladder, step->after) : -1;
	if (before >= 0 && before < place && date_is_none(facts->taken_on[before]) && !facts->under_way[before] &&
	    ladder_why_not(ladder, facts, before) != LADDER_TAKES)
		return LADDER_AFTER_NEVER;
	return LADDER_TAKES;
}

const char *ladder_action_name(enum ladder_action action)
{
	return action_names[action];
}

enum rc ladder_action_by_name(struct text name, enum ladder_action *ret_action)
{
	for (size_t i = 0; i < ARRAY_LEN(action_names); i++)
		if (text_is(name, action_names[i])) {
			*ret_action = (enum ladder_action)i;
			return OK;
		}
	return ERR_UNKNOWN;
}
