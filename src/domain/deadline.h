/* The clocks of law and policy: what starts each, how it is counted, when a person is told, and on what basis.
 *
 * Pure. The rows are in deadline.def and nowhere else; `apontactl migrate` writes them into SQL, where a deadline
 * without a row of its name is refused. What binds us is counted on STRICT, which gives the earliest day; what waits
 * for a CRA's window on BANK; the days of a notary's town (domain/town_calendar.h) are a forecast only. Sources:
 * Lei 9.492/1997, CDC, Súmulas 323, 359 and 548/STJ; Provimento CNJ 149/2023. Proof:
 * tests/unit/domain/deadline_test.c */
#pragma once

#include "domain/calendar.h"
#include "domain/lifecycle.h"

enum deadline {
#define DEADLINE(name, text, kind, count, days, alarms, runs_in, then, starts, rule, todo, missed) DEADLINE_##name,
#include "domain/deadline.def"
#undef DEADLINE
	DEADLINE_COUNT
};

enum deadline_kind { DEADLINE_KIND_DUTY, DEADLINE_KIND_TIMER, DEADLINE_KIND_FORECAST };

enum deadline_count {
	DEADLINE_IN_STRICT,
	DEADLINE_IN_BANK,
	DEADLINE_IN_DAYS, /* calendar days */
	DEADLINE_IN_MONTHS,
	DEADLINE_IN_GIVEN /* other data says the day: a table of terms, a profile, the notary */
};

#define DEADLINE_ALARMS_MAX 4

struct deadline_row {
	const char *name;
	enum deadline_kind kind;
	enum deadline_count count;
	int days;
	struct {
		int at[DEADLINE_ALARMS_MAX]; /* in its own days after the start; negative: calendar days before the end
					      */
		int count;
	} alarms;
	enum state runs_in; /* STATE_COUNT: in no state of its own */
	enum event then;    /* EVENT_COUNT: nothing comes by itself */
	const char *starts;
	const char *rule;
	const char *todo;
	const char *missed;
};

const struct deadline_row *deadline_row(enum deadline deadline);
MUST_CHECK enum rc deadline_by_name(struct text name, enum deadline *ret_deadline);
const char *deadline_kind_name(enum deadline_kind kind);    /* "duty", "timer", "forecast" */
const char *deadline_count_name(enum deadline_count count); /* "strict", "bank", "days", "months", "given" */

/* The last day of a clock, and the days on which a person is told, in order and none after it. */
struct deadline_days {
	struct date due_on;
	struct date alarms[DEADLINE_ALARMS_MAX];
	int alarms_count;
};

/* Of a clock that starts on `from`; of one that is GIVEN, with the end `due_on`. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc deadline_days(enum deadline deadline, struct date from, struct deadline_days *ret_days,
				 struct err *reterr);
MUST_CHECK enum rc deadline_days_until(enum deadline deadline, struct date from, struct date due_on,
				       struct deadline_days *ret_days, struct err *reterr);

/* The clock that runs in `state` alone; DEADLINE_COUNT for none. */
enum deadline deadline_of_state(enum state state);
