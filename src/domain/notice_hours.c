#include "domain/notice_hours.h"

#include "domain/calendar.h"

#define DAYS_LOOKED_AT 31 /* no run of days off is as long */

/* A Saturday that is a holiday stays quiet: as a Monday it would be one. */
static enum rc is_holiday(struct date on, bool *ret_is, struct err *reterr)
{
	struct holiday holidays[HOLIDAYS_PER_YEAR_MAX];
	int count = 0;
	int year;
	int month;
	int day;
	date_split(on, &year, &month, &day);
	enum rc rc = calendar_holidays(CALENDAR_STRICT, year, holidays, &count, reterr);
	bool is = false;
	for (int i = 0; rc == OK && i < count; i++)
		is = is || date_compare(holidays[i].on, on) == 0;
	if (rc == OK)
		*ret_is = is;
	return rc;
}

static enum rc is_allowed(const struct notice_hours *hours, struct date on, bool *ret_is, struct err *reterr)
{
	if (!hours->saturdays || date_weekday(on) != SATURDAY)
		return calendar_is_business_day(CALENDAR_STRICT, on, ret_is, reterr);
	bool holiday = false;
	enum rc rc = is_holiday(on, &holiday, reterr);
	if (rc == OK)
		*ret_is = !holiday;
	return rc;
}

enum rc notice_hours_next(const struct notice_hours *hours, struct date on, int minute, struct date *ret_on,
			  int *ret_minute, struct err *reterr)
{
	int from = minute > hours->from_minute ? minute : hours->from_minute;
	if (from >= hours->until_minute) {
		on = date_plus(on, 1);
		from = hours->from_minute;
	}
	for (int i = 0; i < DAYS_LOOKED_AT; i++, on = date_plus(on, 1), from = hours->from_minute) {
		bool allowed = false;
		enum rc rc = is_allowed(hours, on, &allowed, reterr);
		if (rc != OK)
			return rc;
		if (!allowed)
			continue;
		*ret_on = on;
		*ret_minute = from;
		return OK;
	}
	return err_set(reterr, ERR_RANGE, "no day of the next %d is one on which a debtor may be written to",
		       DAYS_LOOKED_AT);
}
