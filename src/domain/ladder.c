#include "domain/ladder.h"

#include <string.h>

static const char *const action_names[LADDER_ACTION_COUNT] = {
	[LADDER_PROTEST] = "protest", [LADDER_SERASA] = "serasa", [LADDER_SPC] = "spc"};

static bool ranges_meet(const struct ladder_step *a, const struct ladder_step *b)
{
	return a->amount_cents_min <= b->amount_cents_max && b->amount_cents_min <= a->amount_cents_max;
}

static enum rc check_step(const struct ladder_step *step, int place, struct err *reterr)
{
	if (step->name[0] == '\0')
		return err_set(reterr, ERR_CONFIG, "step %d has no name", place);
	if (step->days_late < 1)
		return err_set(reterr, ERR_CONFIG, "step \"%s\" comes %d days after the due date; 1 or more are wanted",
			       step->name, step->days_late);
	if (step->amount_cents_min < 0)
		return err_set(reterr, ERR_CONFIG, "step \"%s\" begins at a negative amount; 0 or more is wanted",
			       step->name);
	if (step->amount_cents_max < step->amount_cents_min)
		return err_set(reterr, ERR_CONFIG, "step \"%s\" ends at an amount below the one where it begins",
			       step->name);
	return OK;
}

/* `step` against one that stands before it. */
static enum rc check_pair(const struct ladder_step *earlier, const struct ladder_step *step, struct err *reterr)
{
	if (strcmp(earlier->name, step->name) == 0)
		return err_set(reterr, ERR_CONFIG, "two steps are called \"%s\"; names are unique in a ladder",
			       step->name);
	if (step->days_late < earlier->days_late)
		return err_set(reterr, ERR_CONFIG,
			       "step \"%s\" (%d days) stands after \"%s\" (%d days); days rise down the ladder",
			       step->name, step->days_late, earlier->name, earlier->days_late);
	if (step->action == earlier->action && step->days_late == earlier->days_late && ranges_meet(earlier, step))
		return err_set(reterr, ERR_CONFIG,
			       "steps \"%s\" and \"%s\" come on the same day for the same amounts; one of them can "
			       "never be taken",
			       earlier->name, step->name);
	return OK;
}

enum rc ladder_check(const struct ladder *ladder, struct err *reterr)
{
	if (ladder->steps_count < 1 || ladder->steps_count > LADDER_STEPS_MAX)
		return err_set(reterr, ERR_CONFIG, "ladder \"%s\" has %d steps; 1 to %d are wanted", ladder->name,
			       ladder->steps_count, LADDER_STEPS_MAX);
	for (int i = 0; i < ladder->steps_count; i++) {
		enum rc rc = check_step(&ladder->steps[i], i + 1, reterr);
		for (int before = 0; before < i && rc == OK; before++)
			rc = check_pair(&ladder->steps[before], &ladder->steps[i], reterr);
		if (rc != OK)
			return rc;
	}
	return OK;
}

static struct date day_of(const struct ladder_step *step, struct date due_on)
{
	return date_plus(due_on, step->days_late);
}

const struct ladder_step *ladder_reached(const struct ladder *ladder, struct date due_on, struct date today,
					 int64_t balance_cents, unsigned taken)
{
	for (int i = 0; i < ladder->steps_count; i++) {
		const struct ladder_step *step = &ladder->steps[i];
		if ((taken & 1u << step->action) == 0 && !date_is_none(due_on) &&
		    date_compare(day_of(step, due_on), today) <= 0 && balance_cents >= step->amount_cents_min &&
		    balance_cents <= step->amount_cents_max)
			return step;
	}
	return NULL;
}

struct date ladder_next_look(const struct ladder *ladder, struct date due_on, struct date today)
{
	struct date next = DATE_NONE;
	for (int i = 0; i < ladder->steps_count && !date_is_none(due_on); i++) {
		struct date on = day_of(&ladder->steps[i], due_on);
		if (date_compare(on, today) > 0 && (date_is_none(next) || date_compare(on, next) < 0))
			next = on;
	}
	return next;
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
