#include "domain/calendar.h"

#include <assert.h>

static const char *const names[] = {[CALENDAR_STRICT] = "strict", [CALENDAR_BANK] = "bank"};

static const struct fixed_holiday {
	int month;
	int day;
	int year_from;
	const char *name;
	const char *law;
} fixed_holidays[] = {
	{1, 1, CALENDAR_YEAR_FIRST, "Confraternização Universal", "Lei 662/1949, Lei 10.607/2002"},
	{4, 21, CALENDAR_YEAR_FIRST, "Tiradentes", "Lei 662/1949, Lei 10.607/2002"},
	{5, 1, CALENDAR_YEAR_FIRST, "Dia Mundial do Trabalho", "Lei 662/1949, Lei 10.607/2002"},
	{9, 7, CALENDAR_YEAR_FIRST, "Independência do Brasil", "Lei 662/1949, Lei 10.607/2002"},
	{10, 12, CALENDAR_YEAR_FIRST, "Nossa Senhora Aparecida", "Lei 6.802/1980"},
	{11, 2, CALENDAR_YEAR_FIRST, "Finados", "Lei 662/1949, Lei 10.607/2002"},
	{11, 15, CALENDAR_YEAR_FIRST, "Proclamação da República", "Lei 662/1949, Lei 10.607/2002"},
	{11, 20, 2024, "Dia Nacional de Zumbi e da Consciência Negra", "Lei 14.759/2023"},
	{12, 25, CALENDAR_YEAR_FIRST, "Natal", "Lei 662/1949, Lei 10.607/2002"},
};

static const struct movable_holiday {
	int days_after_easter;
	const char *name;
	const char *law;
} bank_holidays[] = {
	{-48, "Carnaval (segunda-feira)", "Resolução CMN 4.880/2020"},
	{-47, "Carnaval (terça-feira)", "Resolução CMN 4.880/2020"},
	{-2, "Sexta-feira da Paixão", "Resolução CMN 4.880/2020"},
	{60, "Corpus Christi", "Resolução CMN 4.880/2020"},
};

_Static_assert(ARRAY_LEN(fixed_holidays) + ARRAY_LEN(bank_holidays) <= HOLIDAYS_PER_YEAR_MAX, "a year's list is full");

const char *calendar_name(enum calendar calendar)
{
	return names[calendar];
}

enum rc calendar_by_name(struct text name, enum calendar *ret_calendar, struct err *reterr)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_is(name, names[i])) {
			*ret_calendar = (enum calendar)i;
			return OK;
		}
	return err_set(reterr, ERR_UNKNOWN,
		       "no calendar is called \"%.*s\"; there are strict, bank and, for a town, protest",
		       name.len < 40 ? (int)name.len : 40, name.len > 0 ? name.at : "");
}

static enum rc check_year(int year, struct err *reterr)
{
	if (year >= CALENDAR_YEAR_FIRST && year <= CALENDAR_YEAR_LAST)
		return OK;
	return err_set(reterr, ERR_CALENDAR_MISSING,
		       "there are no holidays for the year %d; there are those of %d to %d", year, CALENDAR_YEAR_FIRST,
		       CALENDAR_YEAR_LAST);
}

static struct date day_of(int year, int month, int day)
{
	struct date date = DATE_NONE;
	enum rc rc = date_make(year, month, day, &date);
	assert(rc == OK); /* the table holds days that every year has */
	(void)rc;
	return date;
}

/* `year` has data. */
static bool is_holiday(enum calendar calendar, struct date date, int year)
{
	for (size_t i = 0; i < ARRAY_LEN(fixed_holidays); i++) {
		const struct fixed_holiday *row = &fixed_holidays[i];
		if (year >= row->year_from && date_compare(date, day_of(year, row->month, row->day)) == 0)
			return true;
	}
	if (calendar == CALENDAR_STRICT)
		return false;
	int after_easter = date_days_between(date_easter(year), date);
	for (size_t i = 0; i < ARRAY_LEN(bank_holidays); i++)
		if (after_easter == bank_holidays[i].days_after_easter)
			return true;
	return false;
}

enum rc calendar_is_business_day(enum calendar calendar, struct date date, bool *ret_is, struct err *reterr)
{
	if (date_is_none(date))
		return err_set(reterr, ERR_CALENDAR_MISSING, "there is no date to look up in the calendar");
	int year;
	int month;
	int day;
	date_split(date, &year, &month, &day);
	enum rc rc = check_year(year, reterr);
	if (rc != OK)
		return rc;
	*ret_is = date_weekday(date) < SATURDAY && !is_holiday(calendar, date, year);
	return OK;
}

enum rc calendar_on_or_after(enum calendar calendar, struct date date, struct date *ret_day, struct err *reterr)
{
	for (;; date = date_plus(date, 1)) {
		bool is = false;
		enum rc rc = calendar_is_business_day(calendar, date, &is, reterr);
		if (rc != OK)
			return rc;
		if (is) {
			*ret_day = date;
			return OK;
		}
	}
}

enum rc calendar_add(enum calendar calendar, struct date from, int days, struct date *ret_last, struct err *reterr)
{
	if (days < 1 || days > CALENDAR_TERM_DAYS_MAX)
		return err_set(reterr, ERR_RANGE, "a term of %d business days; 1 to %d are taken", days,
			       CALENDAR_TERM_DAYS_MAX);
	struct date last = from;
	for (int counted = 0; counted < days; counted++) {
		enum rc rc = calendar_on_or_after(calendar, date_plus(last, 1), &last, reterr);
		if (rc != OK)
			return rc;
	}
	*ret_last = last;
	return OK;
}

static void insert_in_order(struct holiday *list, int count, struct holiday holiday)
{
	int at = count;
	for (; at > 0 && date_compare(list[at - 1].on, holiday.on) > 0; at--)
		list[at] = list[at - 1];
	list[at] = holiday;
}

enum rc calendar_holidays(enum calendar calendar, int year, struct holiday out[HOLIDAYS_PER_YEAR_MAX], int *ret_count,
			  struct err *reterr)
{
	enum rc rc = check_year(year, reterr);
	if (rc != OK)
		return rc;
	int count = 0;
	for (size_t i = 0; i < ARRAY_LEN(fixed_holidays); i++) {
		const struct fixed_holiday *row = &fixed_holidays[i];
		if (year >= row->year_from)
			insert_in_order(out, count++,
					(struct holiday){day_of(year, row->month, row->day), row->name, row->law});
	}
	for (size_t i = 0; calendar == CALENDAR_BANK && i < ARRAY_LEN(bank_holidays); i++) {
		const struct movable_holiday *row = &bank_holidays[i];
		insert_in_order(
			out, count++,
			(struct holiday){date_plus(date_easter(year), row->days_after_easter), row->name, row->law});
	}
	*ret_count = count;
	return OK;
}
