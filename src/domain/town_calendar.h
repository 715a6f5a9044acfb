/* The PROTEST calendar: the days that the notary of a town is likely to count.
 *
 * BANK less Ash Wednesday, 24 December (uncertain: offices keep hours of their own), the last bank day of the year, and
 * the holidays and days of reduced bank hours that data has for the town, its state or the country. A forecast only:
 * the day that the notary tells wins, and what binds us is counted on STRICT (domain/calendar.h).
 *
 * Pure: no clock, no I/O, no allocation; the book stays its owner's. The rows are data (conf/calendars), dated and with
 * the version of their file. A town or a year that no file covers is ERR_CALENDAR_MISSING, never "no holidays". Whoever
 * names no town (NULL) gets the days of the whole country, without those of any town or state, and has to say so.
 * Sources: Lei 9.492/1997 art. 12 (a day without notice to the public, or outside normal bank hours, is not counted)
 * and what the rows name. Proof: tests/unit/domain/calendar_town_test.c, tests/golden/law.sh */
#pragma once

#include "domain/calendar.h"

#define TOWN_HOLIDAYS_MAX      512 /* rows of a file */
#define TOWN_COVERS_MAX        512 /* rows of a file */
#define TOWN_FILES_MAX         32
#define TOWN_DAYS_PER_YEAR_MAX 64

struct town_holiday {
	char ibge[8];   /* of a town; "" for a whole state or the country */
	char uf[3];     /* of a state; "" for a town or the country */
	struct date on; /* once; DATE_NONE for a day of every year */
	char yearly[6]; /* "01-25": every year, as it stands in the file; "" for a day that is once */
	int month;
	int day;
	int from_year; /* first and last year in which a yearly day holds */
	int until_year;
	char name[81];  /* Portuguese */
	char basis[97]; /* law or source */
	bool uncertain; /* an office may be open all the same */
};

/* All holidays of the town and of its state are known for these years. */
struct town_cover {
	char ibge[8];
	int from_year;
	int until_year;
};

struct town_file {
	char name[49];
	char version[33]; /* the day of its last change, or whatever compliance counts by */
	struct town_holiday holidays[TOWN_HOLIDAYS_MAX];
	int holidays_count;
	struct town_cover covered[TOWN_COVERS_MAX];
	int covered_count;
};

struct town_book {
	const struct town_file *files[TOWN_FILES_MAX];
	int files_count;
};

/* A day that does not count, weekends aside, and why. */
struct town_day {
	struct date on;
	const char *name;
	const char *basis;
	const struct town_file *file; /* NULL: it is known without data */
	bool uncertain;
};

/* Does the notary of the town count `date`? ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc town_is_business_day(const struct town_book *book, const char *ibge, struct date date, bool *ret_is,
					struct err *reterr);

/* The last day of a term of `days` business days that starts the day after `from`. days: 1 to CALENDAR_TERM_DAYS_MAX.
 * `ret_doubt` (may be NULL) has the first uncertain day that was left out on the way, its date DATE_NONE when there was
 * none: should the office be open then, the term ends earlier. ERR_RANGE, ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc town_add(const struct town_book *book, const char *ibge, struct date from, int days,
			    struct date *ret_last, struct town_day *ret_doubt, struct err *reterr);

/* What is closed in a year, in order of date, days on weekends too. ERR_CALENDAR_MISSING, ERR_RANGE (too many). */
MUST_CHECK enum rc town_days(const struct town_book *book, const char *ibge, int year,
			     struct town_day out[TOWN_DAYS_PER_YEAR_MAX], int *ret_count, struct err *reterr);
