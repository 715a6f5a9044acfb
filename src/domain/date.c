#include "domain/date.h"

#include <stdio.h>

#define DAYS_PER_ERA 146097 /* 400 years */
#define DAYS_TO_1970 719468 /* from 0000-03-01, where the eras of this arithmetic begin */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years count from March here, so that the leap day is a year's last. */
static int32_t day_number(int year, int month, int day)
{
	int shifted = month <= 2 ? year - 1 : year;
	int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int year_of_era = shifted - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

enum rc date_make(int year, int month, int day, struct date *ret_date)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return ERR_RANGE;
	*ret_date = (struct date){day_number(year, month, day)};
	return OK;
}

void date_split(struct date date, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t shifted = (int64_t)date.day + DAYS_TO_1970;
	int64_t era = (shifted >= 0 ? shifted : shifted - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
	int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted_month = (5 * day_of_year + 2) / 153;
	*ret_day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
	*ret_month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
	*ret_year = (int)(era * 400) + year_of_era + (*ret_month <= 2 ? 1 : 0);
}

bool date_is_none(struct date date)
{
	return date.day == INT32_MIN;
}

int date_compare(struct date a, struct date b)
{
	return (a.day > b.day) - (a.day < b.day);
}

struct date date_plus(struct date date, int days)
{
	int64_t day = (int64_t)date.day + days;
	if (date_is_none(date))
		return DATE_NONE;
	if (day > INT32_MAX)
		return (struct date){INT32_MAX};
	return (struct date){day <= INT32_MIN ? INT32_MIN + 1 : (int32_t)day};
}

struct date date_plus_months(struct date date, int months)
{
	if (date_is_none(date))
		return DATE_NONE;
	int year;
	int month;
	int day;
	date_split(date, &year, &month, &day);
	int64_t count = (int64_t)year * 12 + (month - 1) + months;
	if (count < 12 || count >= 10000 * 12)
		return (struct date){count < 12 ? INT32_MIN + 1 : INT32_MAX};
	year = (int)(count / 12);
	month = (int)(count % 12) + 1;
	int last = days_in_month(year, month);
	return (struct date){day_number(year, month, day < last ? day : last)};
}

int date_days_between(struct date from, struct date to)
{
	int64_t days = (int64_t)to.day - from.day;
	return days > INT32_MAX ? INT32_MAX : days < -INT32_MAX ? -INT32_MAX : (int)days;
}

enum weekday date_weekday(struct date date)
{
	/* 1970-01-01 was a Thursday. */
	return (enum weekday)((((int64_t)date.day + THURSDAY) % 7 + 7) % 7);
}

/* Meeus and Butcher; the letters are theirs. */
struct date date_easter(int year)
{
	int a = year % 19;
	int b = year / 100;
	int c = year % 100;
	int d = b / 4;
	int e = b % 4;
	int f = (b + 8) / 25;
	int g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4;
	int k = c % 4;
	int l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int p = h + l - 7 * m + 114;
	return (struct date){day_number(year, p / 31, p % 31 + 1)};
}

static int number(struct text text, size_t from, size_t len)
{
	int value = 0;
	for (size_t i = from; i < from + len; i++)
		value = value * 10 + (text.at[i] - '0');
	return value;
}

static bool digits(struct text text, size_t from, size_t len)
{
	return text_is_digits((struct text){text.at + from, len});
}

static enum rc no_such_day(struct err *reterr, int year, int month, int day)
{
	return err_set(reterr, ERR_RANGE, "there is no day %04d-%02d-%02d in the calendar", year, month, day);
}

enum rc date_parse_iso(struct text text, struct date *ret_date, struct err *reterr)
{
	bool shaped = text.len == 10 && digits(text, 0, 4) && text.at[4] == '-' && digits(text, 5, 2) &&
		      text.at[7] == '-' && digits(text, 8, 2);
	if (!shaped)
		return err_set(reterr, ERR_FORMAT, "not a date of the form YYYY-MM-DD, as in 2026-11-20");
	int year = number(text, 0, 4);
	int month = number(text, 5, 2);
	int day = number(text, 8, 2);
	return date_make(year, month, day, ret_date) == OK ? OK : no_such_day(reterr, year, month, day);
}

enum rc date_parse_ddmmyyyy(struct text text, struct date *ret_date, struct err *reterr)
{
	if (text.len != 8 || !text_is_digits(text))
		return err_set(reterr, ERR_FORMAT, "not a date of the form DDMMAAAA, as in 20112026");
	if (text_all(text, '0')) {
		*ret_date = DATE_NONE;
		return OK;
	}
	int day = number(text, 0, 2);
	int month = number(text, 2, 2);
	int year = number(text, 4, 4);
	return date_make(year, month, day, ret_date) == OK ? OK : no_such_day(reterr, year, month, day);
}

enum rc date_parse_yyyymmdd(struct text text, struct date *ret_date, struct err *reterr)
{
	if (text.len != 8 || !text_is_digits(text))
		return err_set(reterr, ERR_FORMAT, "not a date of the form AAAAMMDD, as in 20261120");
	if (text_all(text, '0')) {
		*ret_date = DATE_NONE;
		return OK;
	}
	int year = number(text, 0, 4);
	int month = number(text, 4, 2);
	int day = number(text, 6, 2);
	return date_make(year, month, day, ret_date) == OK ? OK : no_such_day(reterr, year, month, day);
}

const char *date_iso(struct date date, char out[DATE_TEXT_BYTES])
{
	int year = 0;
	int month = 0;
	int day = 0;
	out[0] = '\0';
	if (date_is_none(date))
		return out;
	date_split(date, &year, &month, &day);
	(void)snprintf(out, DATE_TEXT_BYTES, "%04d-%02u-%02u", year, (unsigned)month % 100, (unsigned)day % 100);
	return out;
}

const char *date_ddmmyyyy(struct date date, char out[DATE_TEXT_BYTES])
{
	int year = 0;
	int month = 0;
	int day = 0;
	if (!date_is_none(date))
		date_split(date, &year, &month, &day);
	(void)snprintf(out, DATE_TEXT_BYTES, "%02u%02u%04d", (unsigned)day % 100, (unsigned)month % 100, year);
	return out;
}

const char *date_words(struct date date, char out[DATE_TEXT_BYTES])
{
	int year = 0;
	int month = 0;
	int day = 0;
	out[0] = '\0';
	if (date_is_none(date))
		return out;
	date_split(date, &year, &month, &day);
	(void)snprintf(out, DATE_TEXT_BYTES, "%02u/%02u/%04d", (unsigned)day % 100, (unsigned)month % 100, year);
	return out;
}
