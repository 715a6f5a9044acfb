#include <stdio.h>
#include <string.h>

#include "wire/spc_request.h"

/* CDC art. 43 §1: a record stands at most five years, counted from the due date (Súmula 323/STJ). */
#define LISTED_MONTHS_MAX 60
#define ADULT_MONTHS      (18 * 12)

/* Clients that lack the day of birth are seen to send the year 1900. */
#define FILLER_YEAR 1900

struct text spc_value(struct arena *arena, xmlNodePtr part, const char *path, long *ret_line)
{
	xmlNodePtr element = part;
	while (element != NULL && path[0] != '\0' && path[0] != '@') {
		char name[64];
		size_t len = strcspn(path, "/");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
		path += len + (path[len] != '\0');
		xmlNodePtr child = xml_first_element(element);
		while (child != NULL && strcmp((const char *)child->name, name) != 0)
			child = xml_next_element(child);
		element = child;
	}
	if (element == NULL)
		return (struct text){"", 0};
	if (ret_line != NULL)
		*ret_line = xmlGetLineNo(element);
	const char *value = path[0] == '@' ? xml_attribute(arena, element, path + 1) : xml_content(arena, element);
	return text_trim(text_of(value));
}

static bool take_digits(struct text *rest, size_t count, int max)
{
	int value = 0;
	if (rest->len < count || !text_is_digits((struct text){rest->at, count}))
		return false;
	for (size_t i = 0; i < count; i++)
		value = value * 10 + (rest->at[i] - '0');
	rest->at += count;
	rest->len -= count;
	return value <= max;
}

static bool take_char(struct text *rest, char c)
{
	if (rest->len == 0 || rest->at[0] != c)
		return false;
	rest->at++;
	rest->len--;
	return true;
}

static bool take_time(struct text *rest)
{
	return take_char(rest, 'T') && take_digits(rest, 2, 23) && take_char(rest, ':') && take_digits(rest, 2, 59) &&
	       take_char(rest, ':') && take_digits(rest, 2, 59);
}

static bool take_fraction(struct text *rest)
{
	if (!take_char(rest, '.'))
		return true;
	size_t before = rest->len;
	while (rest->len > 0 && rest->at[0] >= '0' && rest->at[0] <= '9')
		(void)take_char(rest, rest->at[0]);
	return rest->len < before;
}

static bool take_zone(struct text *rest)
{
	if (rest->len == 0 || take_char(rest, 'Z'))
		return true;
	return (take_char(rest, '+') || take_char(rest, '-')) && take_digits(rest, 2, 14) && take_char(rest, ':') &&
	       take_digits(rest, 2, 59);
}

enum rc spc_parse_day(struct text value, struct date *ret_day, bool *ret_plain)
{
	struct date day;
	struct text rest = value;
	if (value.len < 10 || date_parse_iso((struct text){value.at, 10}, &day, NULL) != OK)
		return ERR_FORMAT;
	rest.at += 10;
	rest.len -= 10;
	bool plain = text_is(rest, "T00:00:00");
	if (!take_time(&rest) || !take_fraction(&rest) || !take_zone(&rest) || rest.len > 0)
		return ERR_FORMAT;
	*ret_day = day;
	*ret_plain = plain;
	return OK;
}

/* A day that is there and good, else DATE_NONE: what is wrong with it has been told. */
static struct date day_at(const struct spc_checker *checker, xmlNodePtr part, const char *path)
{
	struct date day = DATE_NONE;
	bool plain;
	struct text value = spc_value(checker->arena, part, path, NULL);
	return spc_parse_day(value, &day, &plain) == OK ? day : DATE_NONE;
}

/* Name the element that the next finding is about. */
static void point_at(struct spc_checker *checker, xmlNodePtr part, const char *path)
{
	long line = xmlGetLineNo(part);
	(void)spc_value(checker->arena, part, path, &line);
	(void)snprintf(checker->place, sizeof(checker->place), "line %ld", line);
	(void)snprintf(checker->path, sizeof(checker->path), "%s", path);
}

static void check_due(struct spc_checker *checker, xmlNodePtr part, struct date due)
{
	char is[DATE_TEXT_BYTES];
	char on[DATE_TEXT_BYTES];
	struct date today = checker->report->on;
	if (date_is_none(due) || date_is_none(today) || checker->request != &spc_incluir)
		return;
	struct date end = date_plus_months(due, LISTED_MONTHS_MAX);
	point_at(checker, part, "data-vencimento");
	if (date_compare(due, today) > 0)
		SPC_FIND(checker, FINDING_VIOLATION, "overdue debts only",
			 "is %s, which is to come on %s; right is a day before", date_iso(due, is),
			 date_iso(today, on));
	else if (date_compare(due, today) == 0)
		SPC_FIND(checker, FINDING_NOTE, "overdue debts only",
			 "is this very day, %s; a debt is overdue from the day after", date_iso(due, is));
	else if (date_compare(end, today) <= 0)
		SPC_FIND(checker, FINDING_VIOLATION, "CDC art. 43 §1",
			 "is %s, five years ago or more on %s; such a debt is never listed", date_iso(due, is),
			 date_iso(today, on));
}

static void check_purchase(struct spc_checker *checker, xmlNodePtr part, struct date bought, struct date due)
{
	char is[DATE_TEXT_BYTES];
	char end[DATE_TEXT_BYTES];
	if (date_is_none(bought) || date_is_none(due) || date_compare(bought, due) <= 0)
		return;
	point_at(checker, part, "data-compra");
	SPC_FIND(checker, FINDING_VIOLATION, checker->request->operation,
		 "is %s, after data-vencimento %s; right is the day of the purchase", date_iso(bought, is),
		 date_iso(due, end));
}

/* Whoever was a minor when he bought is no debtor for a listing; without that day, today says it. */
static void check_birth(struct spc_checker *checker, xmlNodePtr part, struct date bought)
{
	int year;
	int month;
	int number;
	char is[DATE_TEXT_BYTES];
	struct date born = day_at(checker, part, "dados-pessoa-fisica/data-nascimento");
	struct date day = date_is_none(bought) ? checker->report->on : bought;
	if (date_is_none(born))
		return;
	point_at(checker, part, "dados-pessoa-fisica/data-nascimento");
	date_split(born, &year, &month, &number);
	if (year <= FILLER_YEAR)
		SPC_FIND(checker, FINDING_NOTE, checker->request->operation,
			 "the year %d looks like a filler; right is to leave the element out", year);
	if (date_is_none(day))
		return;
	if (date_compare(born, day) > 0)
		SPC_FIND(checker, FINDING_VIOLATION, checker->request->operation, "is after %s", date_iso(day, is));
	else if (date_compare(date_plus_months(born, ADULT_MONTHS), day) > 0)
		SPC_FIND(checker, FINDING_VIOLATION, "minor", "the debtor was under 18 on %s; a minor is not listed",
			 date_iso(day, is));
}

static void check_notice(struct spc_checker *checker, xmlNodePtr part)
{
	const char *path =
		text_is(checker->person_type, "J") ? "dados-pessoa-juridica/email" : "dados-pessoa-fisica/email";
	if (!text_is(spc_value(checker->arena, part, "notificar-via-email", NULL), "S") ||
	    checker->person_type.len == 0 || spc_value(checker->arena, part, path, NULL).len > 0)
		return;
	point_at(checker, part, "notificar-via-email");
	SPC_FIND(checker, FINDING_VIOLATION, checker->request->operation,
		 "asks for notice by e-mail, and %s is missing or blank", path);
}

static void check_guarantor(struct spc_checker *checker, xmlNodePtr part)
{
	long line = 0;
	(void)spc_value(checker->arena, part, "devedor-comprador", &line);
	if (line == 0)
		return;
	point_at(checker, part, "devedor-comprador");
	SPC_FIND(checker, FINDING_NOTE, checker->request->operation,
		 "stands in the record of a guarantor; whether the service reads it is not published");
}

void spc_check_together(struct spc_checker *checker, xmlNodePtr part)
{
	struct date bought = day_at(checker, part, "data-compra");
	struct date due = day_at(checker, part, "data-vencimento");
	check_purchase(checker, part, bought, due);
	check_due(checker, part, due);
	if (checker->request != &spc_incluir)
		return;
	if (text_is(checker->person_type, "F"))
		check_birth(checker, part, bought);
	check_notice(checker, part);
	check_guarantor(checker, part);
}
