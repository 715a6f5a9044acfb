/* Is a ladder one that people can mean? Every complaint names the step and the rule. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "domain/ladder.h"
#include "domain/protest.h"

struct faults {
	const struct ladder *ladder;
	struct ladder_fault *at;
	int max;
	int count;
};

static void fault(struct faults *faults, int place, const char *setting, const char *format, ...) PRINTF_LIKE(4, 5);

static void fault(struct faults *faults, int place, const char *setting, const char *format, ...)
{
	if (faults->count == faults->max)
		return;
	struct ladder_fault *one = &faults->at[faults->count++];
	*one = (struct ladder_fault){.place = place, .setting = setting};
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(one->words, sizeof(one->words), format, arguments);
	va_end(arguments);
}

static void check_numbers(struct faults *faults, const struct ladder_step *step, int place)
{
	if (step->days_late < 1)
		fault(faults, place, "days_late", "step \"%s\" comes %d days after the due date; 1 or more are wanted",
		      step->name, step->days_late);
	if (step->amount_cents_min < 0)
		fault(faults, place, "amount_min", "step \"%s\" begins at a negative amount; 0 or more is wanted",
		      step->name);
	if (step->amount_cents_max < step->amount_cents_min)
		fault(faults, place, "amount_max", "step \"%s\" ends at an amount below the one where it begins",
		      step->name);
	if (step->wait_days < 0 || step->wait_days > LADDER_WAIT_DAYS_MAX)
		fault(faults, place, "wait_days", "step \"%s\" waits %d days; right are 0 to %d", step->name,
		      step->wait_days, LADDER_WAIT_DAYS_MAX);
}

static void check_step(struct faults *faults, const struct ladder_step *step, int place)
{
	if (step->name[0] == '\0')
		fault(faults, place, "name", "step %d has no name", place + 1);
	check_numbers(faults, step, place);
	if (step->action == LADDER_NOTICE && step->template[0] == '\0')
		fault(faults, place, "template",
		      "step \"%s\" is a notice and has no `template`; right is the name of a template", step->name);
	if (step->action != LADDER_NOTICE && step->template[0] != '\0')
		fault(faults, place, "template",
		      "step \"%s\" has a `template` and is no notice; right is to leave it out", step->name);
	for (int i = 0; i < step->species_count; i++)
		if (species_meaning(text_of(step->species[i])) == NULL)
			fault(faults, place, "species",
			      "step \"%s\" takes \"%s\", which is no species of annex 1, as DMI or DSI are", step->name,
			      step->species[i]);
	if (step->wait_days > 0 && step->after[0] == '\0')
		fault(faults, place, "wait_days",
		      "step \"%s\" waits %d days and does not say after which step; right is `after` with the name of "
		      "an earlier one",
		      step->name, step->wait_days);
}

/* --- what a step takes ---------------------------------------------------------------------------------------------
 */

/* The lists of a step: species and states. */
struct list {
	const char *at;
	int count;
	size_t each;
};

enum { SPECIES, STATES, LISTS };

static struct list list_of(const struct ladder_step *step, int which)
{
	return which == SPECIES ? (struct list){step->species[0], step->species_count, sizeof(step->species[0])}
				: (struct list){step->states[0], step->states_count, sizeof(step->states[0])};
}

static const char *item_of(struct list list, int i)
{
	return list.at + (size_t)i * list.each;
}

/* An empty list is everything. */
static bool has_item(struct list list, const char *item)
{
	for (int i = 0; i < list.count; i++)
		if (strcmp(item_of(list, i), item) == 0)
			return true;
	return list.count == 0;
}

static bool lists_meet(struct list a, struct list b)
{
	for (int i = 0; i < a.count; i++)
		if (has_item(b, item_of(a, i)))
			return true;
	return a.count == 0;
}

static bool list_covers(struct list wide, struct list narrow)
{
	for (int i = 0; i < narrow.count; i++)
		if (!has_item(wide, item_of(narrow, i)))
			return false;
	return wide.count == 0 || narrow.count > 0;
}

static bool kinds_meet(const struct ladder_step *a, const struct ladder_step *b)
{
	return lists_meet(list_of(a, SPECIES), list_of(b, SPECIES)) &&
	       lists_meet(list_of(a, STATES), list_of(b, STATES)) &&
	       (a->profiles == 0 || b->profiles == 0 || (a->profiles & b->profiles) != 0);
}

static bool kinds_cover(const struct ladder_step *wide, const struct ladder_step *narrow)
{
	return list_covers(list_of(wide, SPECIES), list_of(narrow, SPECIES)) &&
	       list_covers(list_of(wide, STATES), list_of(narrow, STATES)) &&
	       (wide->profiles == 0 || (narrow->profiles != 0 && (narrow->profiles & ~wide->profiles) == 0));
}

static bool ranges_meet(const struct ladder_step *a, const struct ladder_step *b)
{
	return a->amount_cents_min <= b->amount_cents_max && b->amount_cents_min <= a->amount_cents_max;
}

/* --- two steps -----------------------------------------------------------------------------------------------------
 */

/* Two steps of one channel: does the earlier one always come first, or is it open which of them does? */
static void check_shadow(struct faults *faults, const struct ladder_step *earlier, int place)
{
	const struct ladder_step *step = &faults->ladder->steps[place];
	const char *channel = ladder_action_name(step->action);
	bool same_after = strcmp(earlier->after, step->after) == 0;
	bool same_day = step->days_late == earlier->days_late && same_after && earlier->wait_days == step->wait_days;
	bool before_it = earlier->after[0] == '\0' || (same_after && earlier->wait_days <= step->wait_days);
	if (strcmp(step->after, earlier->name) == 0)
		fault(faults, place, "after",
		      "step \"%s\" can never be reached: it stands after \"%s\", which takes %s, and a debt is taken "
		      "there once",
		      step->name, earlier->name, channel);
	else if (same_day && ranges_meet(earlier, step) && kinds_meet(earlier, step))
		fault(faults, place, "days_late",
		      "steps \"%s\" and \"%s\" come on the same day for the same amounts; one of them can never be "
		      "taken",
		      earlier->name, step->name);
	else if (before_it && earlier->amount_cents_min <= step->amount_cents_min &&
		 earlier->amount_cents_max >= step->amount_cents_max && kinds_cover(earlier, step))
		fault(faults, place, "name",
		      "step \"%s\" can never be reached: \"%s\" takes %s before it from every such debt, and a debt is "
		      "taken there once",
		      step->name, earlier->name, channel);
}

/* Step `place` against one that stands before it. */
static void check_pair(struct faults *faults, const struct ladder_step *earlier, int place)
{
	const struct ladder_step *step = &faults->ladder->steps[place];
	if (strcmp(earlier->name, step->name) == 0)
		fault(faults, place, "name", "two steps are called \"%s\"; names are unique in a ladder", step->name);
	else if (step->days_late < earlier->days_late)
		fault(faults, place, "days_late",
		      "step \"%s\" (%d days) stands after \"%s\" (%d days); days rise down the ladder", step->name,
		      step->days_late, earlier->name, earlier->days_late);
	else if (step->action == earlier->action && ladder_is_channel(step->action))
		check_shadow(faults, earlier, place);
}

/* --- the way to a step ---------------------------------------------------------------------------------------------
 */

/* The place of the step that `place` waits for; -1 when there is none. */
static int before_of(const struct ladder *ladder, int place)
{
	const char *after = ladder->steps[place].after;
	return after[0] != '\0' ? ladder_place(ladder, after) : -1;
}

static bool in_circle(const struct ladder *ladder, int place)
{
	int at = before_of(ladder, place);
	for (int i = 0; i < ladder->steps_count && at >= 0 && at != place; i++)
		at = before_of(ladder, at);
	return at == place;
}

/* False when there is no way to look at. */
static bool check_after(struct faults *faults, int place)
{
	const struct ladder *ladder = faults->ladder;
	const struct ladder_step *step = &ladder->steps[place];
	int before = before_of(ladder, place);
	if (step->after[0] == '\0')
		return false;
	if (before < 0)
		fault(faults, place, "after",
		      "step \"%s\" stands after \"%s\", and there is no such step; right is the name of an earlier one",
		      step->name, step->after);
	else if (in_circle(ladder, place))
		fault(faults, place, "after",
		      "step \"%s\" waits for \"%s\" in a circle, and neither can be reached; right is the name of an "
		      "earlier one",
		      step->name, step->after);
	else if (before > place)
		fault(faults, place, "after",
		      "step \"%s\" stands after \"%s\", which comes later in the ladder; right is the name of an "
		      "earlier one",
		      step->name, step->after);
	return before >= 0 && before < place;
}

/* Does every step on the way to `place`, itself included, take what the item is of? */
static bool way_has(const struct ladder *ladder, int place, int which, const char *item)
{
	for (int at = place; at >= 0; at = before_of(ladder, at))
		if (!has_item(list_of(&ladder->steps[at], which), item))
			return false;
	return true;
}

static bool way_is_open(const struct ladder *ladder, int place, int which)
{
	struct list narrow = {NULL, 0, 0};
	for (int at = place; at >= 0 && narrow.count == 0; at = before_of(ladder, at))
		narrow = list_of(&ladder->steps[at], which);
	for (int i = 0; i < narrow.count; i++)
		if (way_has(ladder, place, which, item_of(narrow, i)))
			return true;
	return narrow.count == 0;
}

static bool way_has_payers(const struct ladder *ladder, int place)
{
	unsigned both = ~0u;
	for (int at = place; at >= 0; at = before_of(ladder, at))
		if (ladder->steps[at].profiles != 0)
			both &= ladder->steps[at].profiles;
	return both != 0;
}

/* The kind of a debt does not change: each step on the way has to take it. A balance falls, and rises only when a
 * payment comes back. The way ends: there is no circle in it. */
static void check_way(struct faults *faults, int place)
{
	const struct ladder *ladder = faults->ladder;
	const struct ladder_step *step = &ladder->steps[place];
	const char *lacking = !way_is_open(ladder, place, SPECIES)  ? "species"
			      : !way_is_open(ladder, place, STATES) ? "states"
			      : !way_has_payers(ladder, place)      ? "profiles"
								    : NULL;
	if (lacking != NULL)
		fault(faults, place, lacking,
		      "step \"%s\" can never be reached: it stands after \"%s\", and no debt is in the `%s` of all the "
		      "steps on the way",
		      step->name, step->after, lacking);
	for (int at = before_of(ladder, place); at >= 0; at = before_of(ladder, at))
		if (ladder->steps[at].amount_cents_max < step->amount_cents_min)
			fault(faults, place, "amount_min",
			      "step \"%s\" can never be reached: it begins above the amount where \"%s\", which comes "
			      "before it, ends",
			      step->name, ladder->steps[at].name);
}

static bool ways_end(const struct ladder *ladder)
{
	for (int i = 0; i < ladder->steps_count; i++)
		if (in_circle(ladder, i))
			return false;
	return true;
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static void check_payers(struct faults *faults, const struct payer_terms *terms)
{
	if (terms->unresponsive_contacts > 0 && terms->unresponsive_answered >= terms->unresponsive_contacts)
		fault(faults, -1, "profiles",
		      "unresponsive_answered is %d of %d contacts: who answers them all would be unresponsive; right "
		      "is "
		      "less than unresponsive_contacts",
		      terms->unresponsive_answered, terms->unresponsive_contacts);
}

int ladder_faults(const struct ladder *ladder, struct ladder_fault *faults_at, int max)
{
	struct faults faults = {ladder, faults_at, max, 0};
	if (ladder->steps_count < 1 || ladder->steps_count > LADDER_STEPS_MAX) {
		fault(&faults, -1, "steps", "ladder \"%s\" has %d steps; 1 to %d are wanted", ladder->name,
		      ladder->steps_count, LADDER_STEPS_MAX);
		return faults.count;
	}
	for (int i = 0; i < ladder->steps_count; i++) {
		check_step(&faults, &ladder->steps[i], i);
		for (int before = 0; before < i; before++)
			check_pair(&faults, &ladder->steps[before], i);
	}
	bool end = ways_end(ladder);
	for (int i = 0; i < ladder->steps_count; i++)
		if (check_after(&faults, i) && end)
			check_way(&faults, i);
	check_payers(&faults, &ladder->payers);
	return faults.count;
}

enum rc ladder_check(const struct ladder *ladder, struct err *reterr)
{
	struct ladder_fault first;
	if (ladder_faults(ladder, &first, 1) == 0)
		return OK;
	return err_set_at(reterr, ERR_CONFIG, NULL, first.setting, "%s", first.words);
}
