#include "domain/deadline.h"

#define STATE_ANY     STATE_COUNT
#define EVENT_NOTHING EVENT_COUNT

#define ALARMS(...)                                                                                                    \
	{                                                                                                              \
		{__VA_ARGS__}, (int)ARRAY_LEN(((const int[]){__VA_ARGS__}))                                            \
	}
#define NO_ALARM                                                                                                       \
	{                                                                                                              \
		{0}, 0                                                                                                 \
	}

static const struct deadline_row rows[DEADLINE_COUNT] = {
#define DEADLINE(name, text, kind, count, days, alarms, runs_in, then, starts, rule, todo, missed)                     \
	[DEADLINE_##name] = {text,                                                                                     \
			     DEADLINE_KIND_##kind,                                                                     \
			     DEADLINE_IN_##count,                                                                      \
			     days,                                                                                     \
			     alarms,                                                                                   \
			     STATE_##runs_in,                                                                          \
			     EVENT_##then,                                                                             \
			     starts,                                                                                   \
			     rule,                                                                                     \
			     todo,                                                                                     \
			     missed},
#include "domain/deadline.def"
#undef DEADLINE
};

static const char *const kind_names[] = {
	[DEADLINE_KIND_DUTY] = "duty", [DEADLINE_KIND_TIMER] = "timer", [DEADLINE_KIND_FORECAST] = "forecast"};

static const char *const count_names[] = {
	[DEADLINE_IN_STRICT] = "strict", [DEADLINE_IN_BANK] = "bank",   [DEADLINE_IN_DAYS] = "days",
	[DEADLINE_IN_MONTHS] = "months", [DEADLINE_IN_GIVEN] = "given",
};

const struct deadline_row *deadline_row(enum deadline deadline)
{
	return &rows[deadline];
}

enum rc deadline_by_name(struct text name, enum deadline *ret_deadline)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_is(name, rows[i].name)) {
			*ret_deadline = (enum deadline)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

const char *deadline_kind_name(enum deadline_kind kind)
{
	return kind_names[kind];
}

const char *deadline_count_name(enum deadline_count count)
{
	return count_names[count];
}

/* `days` of 0 is the day itself. */
static enum rc count_on(enum deadline_count count, struct date from, int days, struct date *ret_on, struct err *reterr)
{
	if (days == 0) {
		*ret_on = from;
		return OK;
	}
	switch (count) {
	case DEADLINE_IN_STRICT: return calendar_add(CALENDAR_STRICT, from, days, ret_on, reterr);
	case DEADLINE_IN_BANK: return calendar_add(CALENDAR_BANK, from, days, ret_on, reterr);
	case DEADLINE_IN_MONTHS: *ret_on = date_plus_months(from, days); return OK;
	case DEADLINE_IN_DAYS:
	case DEADLINE_IN_GIVEN: break;
	}
	*ret_on = date_plus(from, days);
	return OK;
}

/* One before the start is told at the start; one on the same day as another only once. */
static void add_alarm(struct deadline_days *days, struct date from, struct date on)
{
	struct date at = date_compare(on, from) < 0 ? from : on;
	int last = days->alarms_count - 1;
	if (date_compare(at, days->due_on) > 0 || (last >= 0 && date_compare(days->alarms[last], at) >= 0))
		return;
	days->alarms[days->alarms_count++] = at;
}

enum rc deadline_days_until(enum deadline deadline, struct date from, struct date due_on,
			    struct deadline_days *ret_days, struct err *reterr)
{
	const struct deadline_row *row = &rows[deadline];
	struct deadline_days days = {.due_on = due_on};
	for (int i = 0; i < row->alarms.count; i++) {
		int at = row->alarms.at[i];
		struct date on = date_plus(due_on, at);
		enum rc rc = at >= 0 ? count_on(row->count, from, at, &on, reterr) : OK;
		if (rc != OK)
			return rc;
		add_alarm(&days, from, on);
	}
	*ret_days = days;
	return OK;
}

enum rc deadline_days(enum deadline deadline, struct date from, struct deadline_days *ret_days, struct err *reterr)
{
	struct date due_on;
	enum rc rc = count_on(rows[deadline].count, from, rows[deadline].days, &due_on, reterr);
	return rc == OK ? deadline_days_until(deadline, from, due_on, ret_days, reterr) : rc;
}

enum deadline deadline_of_state(enum state state)
{
	for (enum deadline deadline = 0; deadline < DEADLINE_COUNT; deadline++)
		if (rows[deadline].runs_in == state)
			return deadline;
	return DEADLINE_COUNT;
}
