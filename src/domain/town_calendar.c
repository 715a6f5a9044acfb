#include "domain/town_calendar.h"

#include <assert.h>
#include <string.h>

#include "domain/ibge.h"

#define ASH_WEDNESDAY_AFTER_EASTER (-46)

static int year_of(struct date date)
{
	int year;
	int month;
	int day;
	date_split(date, &year, &month, &day);
	return year;
}

static struct date day_of(int year, int month, int day)
{
	struct date date = DATE_NONE;
	enum rc rc = date_make(year, month, day, &date);
	assert(rc == OK); /* only days that every year has come here */
	(void)rc;
	return date;
}

/* The years between the first and the last that any file covers, for the words of an error. */
static bool is_covered(const struct town_book *book, const char *ibge, int year, int *ret_first, int *ret_last)
{
	bool covered = false;
	*ret_first = 0;
	*ret_last = 0;
	for (int f = 0; f < book->files_count; f++)
		for (int i = 0; i < book->files[f]->covered_count; i++) {
			const struct town_cover *cover = &book->files[f]->covered[i];
			if (strcmp(cover->ibge, ibge) != 0)
				continue;
			covered = covered || (cover->from_year <= year && year <= cover->until_year);
			if (*ret_first == 0 || cover->from_year < *ret_first)
				*ret_first = cover->from_year;
			if (cover->until_year > *ret_last)
				*ret_last = cover->until_year;
		}
	return covered;
}

static enum rc check_cover(const struct town_book *book, const char *ibge, int year, struct err *reterr)
{
	int first;
	int last;
	if (ibge == NULL)
		return OK; /* no town: nobody asked for its holidays */
	if (is_covered(book, ibge, year, &first, &last))
		return OK;
	if (first == 0)
		return err_set(
			reterr, ERR_CALENDAR_MISSING,
			"the calendars do not cover the town %s; once its holidays are known and entered, a row of "
			"`covered` says so",
			ibge);
	return err_set(reterr, ERR_CALENDAR_MISSING,
		       "the calendars do not cover the town %s in %d; the years that they cover lie in %d to %d", ibge,
		       year, first, last);
}

static struct date last_bank_day(int year, struct err *reterr)
{
	struct date date = day_of(year, 12, 31);
	bool is = false;
	while (calendar_is_business_day(CALENDAR_BANK, date, &is, reterr) == OK && !is)
		date = date_plus(date, -1);
	return date;
}

/* What closes every notary and no bank. */
#define KNOWN_DAYS 3
static void known_days(int year, struct town_day out[KNOWN_DAYS])
{
	out[0] = (struct town_day){.on = date_plus(date_easter(year), ASH_WEDNESDAY_AFTER_EASTER),
				   .name = "Quarta-feira de Cinzas",
				   .basis = "Lei 9.492/1997 art. 12 par. 2: banks open at noon"};
	out[1] = (struct town_day){.on = day_of(year, 12, 24),
				   .name = "Véspera de Natal",
				   .basis = "Lei 9.492/1997 art. 12 par. 2: special hours",
				   .uncertain = true};
	out[2] = (struct town_day){.on = last_bank_day(year, NULL),
				   .name = "Último dia útil bancário do ano",
				   .basis = "banks do not serve the public"};
}

static bool is_of(const struct town_holiday *row, const char *ibge)
{
	const char *uf = ibge != NULL ? ibge_state(text_of(ibge)) : NULL;
	if (row->ibge[0] != '\0')
		return ibge != NULL && strcmp(row->ibge, ibge) == 0;
	return row->uf[0] == '\0' || (uf != NULL && strcmp(row->uf, uf) == 0);
}

/* The day of the row in the year; DATE_NONE when it has none. */
static struct date row_in(const struct town_holiday *row, int year)
{
	if (row->yearly[0] == '\0')
		return year_of(row->on) == year ? row->on : DATE_NONE;
	return row->from_year <= year && year <= row->until_year ? day_of(year, row->month, row->day) : DATE_NONE;
}

/* Why the town's notary is closed on a day on which banks count; of several reasons a certain one. False: open. */
static bool is_closed(const struct town_book *book, const char *ibge, struct date date, struct town_day *ret_why)
{
	struct town_day known[KNOWN_DAYS];
	int year = year_of(date);
	bool closed = false;
	known_days(year, known);
	for (int i = 0; i < KNOWN_DAYS; i++)
		if (date_compare(known[i].on, date) == 0) {
			*ret_why = known[i];
			closed = true;
		}
	for (int f = 0; f < book->files_count; f++)
		for (int i = 0; i < book->files[f]->holidays_count; i++) {
			const struct town_holiday *row = &book->files[f]->holidays[i];
			if (!is_of(row, ibge) || date_compare(row_in(row, year), date) != 0 ||
			    (closed && (row->uncertain || !ret_why->uncertain)))
				continue;
			*ret_why = (struct town_day){date, row->name, row->basis, book->files[f], row->uncertain};
			closed = true;
		}
	return closed;
}

/* As town_is_business_day; `ret_why` is told when banks count the day and the notary does not. */
static enum rc look_up(const struct town_book *book, const char *ibge, struct date date, bool *ret_is,
		       struct town_day *ret_why, struct err *reterr)
{
	bool banks = false;
	if (date_is_none(date))
		return err_set(reterr, ERR_CALENDAR_MISSING, "there is no date to look up in the calendar");
	enum rc rc = check_cover(book, ibge, year_of(date), reterr);
	if (rc == OK)
		rc = calendar_is_business_day(CALENDAR_BANK, date, &banks, reterr);
	if (rc == OK)
		*ret_is = banks && !is_closed(book, ibge, date, ret_why);
	return rc;
}

enum rc town_is_business_day(const struct town_book *book, const char *ibge, struct date date, bool *ret_is,
			     struct err *reterr)
{
	struct town_day why;
	return look_up(book, ibge, date, ret_is, &why, reterr);
}

enum rc town_add(const struct town_book *book, const char *ibge, struct date from, int days, struct date *ret_last,
		 struct town_day *ret_doubt, struct err *reterr)
{
	struct town_day doubt = {.on = DATE_NONE};
	struct date last = from;
	if (days < 1 || days > CALENDAR_TERM_DAYS_MAX)
		return err_set(reterr, ERR_RANGE, "a term of %d business days; 1 to %d are taken", days,
			       CALENDAR_TERM_DAYS_MAX);
	for (int counted = 0; counted < days;) {
		struct town_day why = {.on = DATE_NONE};
		bool is = false;
		last = date_plus(last, 1);
		enum rc rc = look_up(book, ibge, last, &is, &why, reterr);
		if (rc != OK)
			return rc;
		counted += is ? 1 : 0;
		if (why.uncertain && date_is_none(doubt.on))
			doubt = why;
	}
	*ret_last = last;
	if (ret_doubt != NULL)
		*ret_doubt = doubt;
	return OK;
}

/* False when the list is full. */
static bool insert_in_order(struct town_day *list, int *count, struct town_day day)
{
	int at = *count;
	if (at == TOWN_DAYS_PER_YEAR_MAX)
		return false;
	for (; at > 0 && date_compare(list[at - 1].on, day.on) > 0; at--)
		list[at] = list[at - 1];
	list[at] = day;
	(*count)++;
	return true;
}

enum rc town_days(const struct town_book *book, const char *ibge, int year, struct town_day out[TOWN_DAYS_PER_YEAR_MAX],
		  int *ret_count, struct err *reterr)
{
	struct holiday banks[HOLIDAYS_PER_YEAR_MAX];
	struct town_day known[KNOWN_DAYS];
	int banks_count = 0;
	int count = 0;
	bool fits = true;
	enum rc rc = check_cover(book, ibge, year, reterr);
	if (rc == OK)
		rc = calendar_holidays(CALENDAR_BANK, year, banks, &banks_count, reterr);
	if (rc != OK)
		return rc;
	for (int i = 0; i < banks_count; i++)
		fits = insert_in_order(
			out, &count,
			(struct town_day){.on = banks[i].on, .name = banks[i].name, .basis = banks[i].law});
	known_days(year, known);
	for (int i = 0; i < KNOWN_DAYS; i++)
		fits = insert_in_order(out, &count, known[i]) && fits;
	for (int f = 0; f < book->files_count; f++)
		for (int i = 0; i < book->files[f]->holidays_count; i++) {
			const struct town_holiday *row = &book->files[f]->holidays[i];
			struct date on = is_of(row, ibge) ? row_in(row, year) : DATE_NONE;
			if (!date_is_none(on))
				fits = insert_in_order(out, &count,
						       (struct town_day){on, row->name, row->basis, book->files[f],
									 row->uncertain}) &&
				       fits;
		}
	if (!fits)
		return err_set(reterr, ERR_RANGE, "the town %s has more than %d days in %d",
			       ibge != NULL ? ibge : "(none)", TOWN_DAYS_PER_YEAR_MAX, year);
	*ret_count = count;
	return OK;
}
