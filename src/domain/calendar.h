/* Business-day arithmetic on the calendars of the protest and listing rules.
 *
 * STRICT: Monday to Friday less the fixed federal holidays; for every deadline that binds us, as it gives the
 * earliest date. BANK: STRICT less Carnival Monday and Tuesday, Good Friday and Corpus Christi; for clearing and the
 * windows of a CRA. PROTEST, the days of a notary's town, is BANK less what data says: domain/town_calendar.h.
 *
 * Pure: no clock, no I/O, no allocation. A year without data is ERR_CALENDAR_MISSING, never "no holidays".
 * Sources: Lei 662/1949 with Lei 6.802/1980, Lei 10.607/2002 and Lei 14.759/2023 (20 November, from 2024);
 * Resolução CMN 4.880/2020 for the days without bank service; Lei 9.492/1997 art. 12 (exclude the first day, include
 * the last); Súmula 548/STJ. Proof: tests/unit/domain/calendar_test.c, tests/golden/deadlines.tsv */
#pragma once

#include <stdbool.h>

#include "domain/date.h"

enum calendar { CALENDAR_STRICT, CALENDAR_BANK };

struct holiday {
	struct date on;
	const char *name; /* Portuguese */
	const char *law;
};

#define HOLIDAYS_PER_YEAR_MAX 16

/* Years for which somebody answers: from the first under Lei 10.607/2002, the last law to change the list before 2023;
 * to 2049, beyond the term of any debt of today and short of what a new law is likely to leave alone. */
#define CALENDAR_YEAR_FIRST 2003
#define CALENDAR_YEAR_LAST  2049

#define CALENDAR_TERM_DAYS_MAX 3650

MUST_CHECK enum rc calendar_by_name(struct text name, enum calendar *ret_calendar, struct err *reterr);
const char *calendar_name(enum calendar calendar);

/* Is `date` a business day? ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc calendar_is_business_day(enum calendar calendar, struct date date, bool *ret_is, struct err *reterr);

/* The last day of a term of `days` business days that starts the day after `from`. days: 1 to CALENDAR_TERM_DAYS_MAX.
 * ERR_RANGE, ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc calendar_add(enum calendar calendar, struct date from, int days, struct date *ret_last,
				struct err *reterr);

/* `date` itself when it is a business day, else the next one. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc calendar_on_or_after(enum calendar calendar, struct date date, struct date *ret_day,
					struct err *reterr);

/* The holidays of a year in order of date, those on weekends too. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc calendar_holidays(enum calendar calendar, int year, struct holiday out[HOLIDAYS_PER_YEAR_MAX],
				     int *ret_count, struct err *reterr);
