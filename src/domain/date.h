/* Dates of the proleptic Gregorian calendar, without time or zone, and the day arithmetic they need.
 *
 * Pure. A date is a day number, so that comparing and adding are plain arithmetic; DATE_NONE is "no date".
 * Proof: tests/unit/domain/date_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

#define DATE_TEXT_BYTES 16

struct date {
	int32_t day; /* days since 1970-01-01 */
};

#define DATE_NONE ((struct date){INT32_MIN})

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

MUST_CHECK enum rc date_make(int year, int month, int day, struct date *ret_date); /* ERR_RANGE; years 1 to 9999 */
void date_split(struct date date, int *ret_year, int *ret_month, int *ret_day);
bool date_is_none(struct date date);
int date_compare(struct date a, struct date b);    /* <0, 0, >0 */
struct date date_plus(struct date date, int days); /* DATE_NONE stays DATE_NONE; ends are held, never wrapped */
/* The same day `months` later, or the last of that month: 29 Feb 2024 plus 12 is 28 Feb 2025. */
struct date date_plus_months(struct date date, int months);
int date_days_between(struct date from, struct date to); /* to - from */
enum weekday date_weekday(struct date date);
struct date date_easter(int year);

/* "2026-11-20". ERR_FORMAT, ERR_RANGE (no such day). */
MUST_CHECK enum rc date_parse_iso(struct text text, struct date *ret_date, struct err *reterr);
/* "20112026" (layout 4.3, DDMMAAAA); eight zeros are DATE_NONE. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc date_parse_ddmmyyyy(struct text text, struct date *ret_date, struct err *reterr);
/* "20261120" (bureaus, AAAAMMDD); eight zeros are DATE_NONE. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc date_parse_yyyymmdd(struct text text, struct date *ret_date, struct err *reterr);

const char *date_iso(struct date date, char out[DATE_TEXT_BYTES]);      /* "" for DATE_NONE */
const char *date_ddmmyyyy(struct date date, char out[DATE_TEXT_BYTES]); /* "00000000" for DATE_NONE */
const char *date_words(struct date date, char out[DATE_TEXT_BYTES]);    /* "20/11/2026" */
