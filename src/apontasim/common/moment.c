#include "apontasim/common/moment.h"

#include <stdio.h>

#define DAY_S             86400
#define BRASILIA_OFFSET_S (-3 * 3600)

int64_t moment_of(struct date date, int minute)
{
	return (int64_t)date.day * DAY_S + (int64_t)minute * 60;
}

static int64_t second_of_day(int64_t at)
{
	int64_t second = at % DAY_S;
	return second < 0 ? second + DAY_S : second;
}

struct date moment_date(int64_t at)
{
	return (struct date){(int32_t)((at - second_of_day(at)) / DAY_S)};
}

int moment_minute(int64_t at)
{
	return (int)(second_of_day(at) / 60);
}

/* `count` digits at `at`, or -1. */
static int digits(const char *at, int count)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		value = value * 10 + (at[i] - '0');
	}
	return value;
}

static enum rc offset_parse(struct text zone, int *ret_offset_s)
{
	if (zone.len == 1 && zone.at[0] == 'Z') {
		*ret_offset_s = 0;
		return OK;
	}
	if (zone.len != 6 || (zone.at[0] != '+' && zone.at[0] != '-') || zone.at[3] != ':')
		return ERR_FORMAT;
	int hour = digits(zone.at + 1, 2);
	int minute = digits(zone.at + 4, 2);
	if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
		return ERR_FORMAT;
	int offset_s = hour * 3600 + minute * 60;
	*ret_offset_s = zone.at[0] == '-' ? -offset_s : offset_s;
	return OK;
}

enum rc moment_parse(struct text text, int64_t *ret_at, struct err *reterr)
{
	struct text given = text_trim(text);
	struct date date;
	int offset_s = 0;
	bool shaped = given.len >= 20 && (given.at[10] == 'T' || given.at[10] == ' ') && given.at[13] == ':' &&
		      given.at[16] == ':';
	int hour = shaped ? digits(given.at + 11, 2) : -1;
	int minute = shaped ? digits(given.at + 14, 2) : -1;
	int second = shaped ? digits(given.at + 17, 2) : -1;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
	    offset_parse((struct text){given.at + 19, given.len - 19}, &offset_s) != OK)
		return err_set(reterr, ERR_FORMAT, "\"%.*s\" is not a time such as 2026-03-02T09:00:00-03:00",
			       TEXT_ARG(given));
	enum rc rc = date_parse_iso((struct text){given.at, 10}, &date, reterr);
	if (rc != OK)
		return rc;
	*ret_at = moment_of(date, MINUTES(hour, minute)) + second - offset_s + BRASILIA_OFFSET_S;
	return OK;
}

const char *moment_iso(int64_t at, char out[MOMENT_TEXT_BYTES])
{
	char date[DATE_TEXT_BYTES];
	out[0] = '\0';
	if (at == MOMENT_NONE)
		return out;
	int second = (int)second_of_day(at);
	(void)snprintf(out, MOMENT_TEXT_BYTES, "%.10sT%02d:%02d:%02d-03:00", date_iso(moment_date(at), date),
		       second / 3600 % 24, second / 60 % 60, second % 60);
	return out;
}

const char *moment_digits(int64_t at, char out[MOMENT_TEXT_BYTES])
{
	int year;
	int month;
	int day;
	int second = (int)second_of_day(at);
	date_split(moment_date(at), &year, &month, &day);
	(void)snprintf(out, MOMENT_TEXT_BYTES, "%04u%02u%02u%02d%02d%02d", (unsigned)year % 10000,
		       (unsigned)month % 100, (unsigned)day % 100, second / 3600 % 24, second / 60 % 60, second % 60);
	return out;
}
