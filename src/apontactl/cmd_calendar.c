#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "apontactl/command.h"
#include "domain/calendar.h"

static int calendar_add_command(int argc, char **argv);
static int calendar_holidays_command(int argc, char **argv);

enum { COMMAND_ADD, COMMAND_HOLIDAYS };

const struct command calendar_commands[] = {
	[COMMAND_ADD] = {"calendar add", "--calendar strict|bank --from YYYY-MM-DD --days N",
			 "The last day of a term of N business days that starts the day after.", calendar_add_command},
	[COMMAND_HOLIDAYS] = {"calendar holidays", "--year YYYY --calendar strict|bank",
			      "The holidays of a year: date, weekday, name, law.", calendar_holidays_command},
	{NULL, NULL, NULL, NULL},
};

/* Options as they were written; NULL for one that was not. */
struct wishes {
	const char *calendar;
	const char *from;
	const char *days;
	const char *year;
};

/* `allowed` ends with a row of zeros; the value of each is one of c, f, d, y. */
static enum rc read_options(int argc, char **argv, const struct option *allowed, struct wishes *wishes,
			    struct err *reterr)
{
	/* getopt starts at the word before the options, which is the last word of the command. */
	char **from = argv - 1;
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", allowed, NULL)) != -1) {
		switch (found) {
		case 'c': wishes->calendar = optarg; break;
		case 'f': wishes->from = optarg; break;
		case 'd': wishes->days = optarg; break;
		case 'y': wishes->year = optarg; break;
		case ':': return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		default: return err_set(reterr, ERR_UNKNOWN, "there is no option %s here", from[optind - 1]);
		}
	}
	if (optind < argc + 1)
		return err_set(reterr, ERR_UNKNOWN, "\"%s\" belongs to no option", from[optind]);
	return OK;
}

static enum rc read_number(const char *option, const char *value, int min, int max, int *ret_number, struct err *reterr)
{
	struct text text = text_of(value);
	long number = text.len < 10 && text_is_digits(text) ? strtol(value, NULL, 10) : -1;
	if (number < min || number > max)
		return err_set(reterr, ERR_FORMAT, "%s: \"%s\" is not a whole number of %d to %d", option, value, min,
			       max);
	*ret_number = (int)number;
	return OK;
}

static int fail_at(struct err *err, const char *option)
{
	err_at(err, NULL, option);
	return command_fail(err);
}

static int calendar_add_command(int argc, char **argv)
{
	static const struct option allowed[] = {{"calendar", required_argument, NULL, 'c'},
						{"from", required_argument, NULL, 'f'},
						{"days", required_argument, NULL, 'd'},
						{NULL, 0, NULL, 0}};
	struct wishes wishes = {.calendar = NULL};
	struct err err;
	enum calendar calendar;
	struct date from;
	struct date last;
	int days;
	char out[DATE_TEXT_BYTES];
	if (read_options(argc, argv, allowed, &wishes, &err) != OK)
		return command_fail(&err);
	if (wishes.calendar == NULL || wishes.from == NULL || wishes.days == NULL)
		return command_usage(&calendar_commands[COMMAND_ADD]);
	if (calendar_by_name(text_of(wishes.calendar), &calendar, &err) != OK)
		return fail_at(&err, "--calendar");
	if (date_parse_iso(text_of(wishes.from), &from, &err) != OK)
		return fail_at(&err, "--from");
	if (read_number("--days", wishes.days, 1, 3650, &days, &err) != OK ||
	    calendar_add(calendar, from, days, &last, &err) != OK)
		return command_fail(&err);
	(void)puts(date_iso(last, out));
	return EXIT_YES;
}

static int calendar_holidays_command(int argc, char **argv)
{
	static const struct option allowed[] = {
		{"calendar", required_argument, NULL, 'c'}, {"year", required_argument, NULL, 'y'}, {NULL, 0, NULL, 0}};
	static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
					       "Friday", "Saturday", "Sunday"};
	struct wishes wishes = {.calendar = NULL};
	struct holiday holidays[HOLIDAYS_PER_YEAR_MAX];
	struct err err;
	enum calendar calendar;
	int year;
	int count = 0;
	if (read_options(argc, argv, allowed, &wishes, &err) != OK)
		return command_fail(&err);
	if (wishes.calendar == NULL || wishes.year == NULL)
		return command_usage(&calendar_commands[COMMAND_HOLIDAYS]);
	if (calendar_by_name(text_of(wishes.calendar), &calendar, &err) != OK)
		return fail_at(&err, "--calendar");
	if (read_number("--year", wishes.year, 1, 9999, &year, &err) != OK ||
	    calendar_holidays(calendar, year, holidays, &count, &err) != OK)
		return command_fail(&err);
	for (int i = 0; i < count; i++) {
		char out[DATE_TEXT_BYTES];
		(void)printf("%s\t%s\t%s\t%s\n", date_iso(holidays[i].on, out), weekdays[date_weekday(holidays[i].on)],
			     holidays[i].name, holidays[i].law);
	}
	return EXIT_YES;
}
