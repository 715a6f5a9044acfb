#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apontactl/codes.h"
#include "apontactl/command.h"
#include "base/arena.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "domain/calendar.h"
#include "domain/ibge.h"
#include "domain/notice.h"
#include "domain/town_calendar.h"
#include "wire/json.h"

static int calendar_add_command(int argc, char **argv);
static int calendar_list_command(int argc, char **argv);
static int calendar_holidays_command(int argc, char **argv);
static int calendar_window_command(int argc, char **argv);

enum { COMMAND_ADD, COMMAND_LIST, COMMAND_HOLIDAYS, COMMAND_WINDOW };

#define CALENDARS "--calendar strict|bank|protest [--ibge CODE]"

const struct command calendar_commands[] = {
	[COMMAND_ADD] =
		{"calendar add", CALENDARS " --from YYYY-MM-DD --days N [--calendars FOLDER] [--config FILE]",
		 "The last day of a term of N business days that starts the day after; --ibge for protest only, and "
		 "without it protest knows no holidays of a town.",
		 calendar_add_command},
	[COMMAND_LIST] =
		{"calendar list", CALENDARS " --year YYYY [--calendars FOLDER] [--config FILE]",
		 "The days of a year that are not counted, weekends aside: date, weekday, name, law; for protest "
		 "also how sure it is and whose data says so.",
		 calendar_list_command},
	[COMMAND_HOLIDAYS] = {"calendar holidays", "--year YYYY --calendar strict|bank",
			      "The same as calendar list, for the calendars without a town.",
			      calendar_holidays_command},
	[COMMAND_WINDOW] =
		{"calendar window",
		 "--state UF --from YYYY-MM-DD [--bureau serasa|spc] [--json] [--rules FOLDER] [--config FILE]",
		 "How long a bureau must wait after it told a debtor: bureau, last day of the wait, first day on "
		 "which the record may be shown, days, whose rule, since when, basis.",
		 calendar_window_command},
	{NULL, NULL, NULL, NULL},
};

static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/* Options as they were written; NULL or false for one that was not. */
struct wishes {
	const char *calendar;
	const char *from;
	const char *days;
	const char *year;
	const char *ibge;
	const char *state;
	const char *bureau;
	const char *config;
	const char *calendars;
	const char *rules;
	bool json;
};

/* `allowed` ends with a row of zeros; the value of each is one of those below. */
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
		case 'i': wishes->ibge = optarg; break;
		case 's': wishes->state = optarg; break;
		case 'b': wishes->bureau = optarg; break;
		case 'g': wishes->config = optarg; break;
		case 'l': wishes->calendars = optarg; break;
		case 'r': wishes->rules = optarg; break;
		case 'j': wishes->json = true; break;
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

static bool is_protest(const struct wishes *wishes)
{
	return strcmp(wishes->calendar, "protest") == 0;
}

#define INSTALLED SYSCONFDIR "/apontad/apontad.conf"

static enum rc read_settings(struct arena *arena, const struct wishes *wishes, struct settings **ret_settings,
			     struct err *reterr)
{
	const char *file = wishes->config != NULL ? wishes->config : getenv("APONTAD_CONFIG");
	return conf_read(arena, file != NULL ? file : INSTALLED, ret_settings, NULL, NULL, reterr);
}

/* Is there a configuration to ask? Without one the data that comes with the program answers. */
static bool is_configured(const struct wishes *wishes)
{
	return wishes->config != NULL || getenv("APONTAD_CONFIG") != NULL || access(INSTALLED, F_OK) == 0;
}

/* The folder that is named; NULL: the configuration says it. */
static enum rc find_folder(struct arena *arena, const struct wishes *wishes, const char *named, const char *what,
			   const char **ret_folder, struct err *reterr)
{
	const char *folder = named;
	if (folder == NULL && !is_configured(wishes)) {
		folder = data_folder(arena, what);
		if (folder == NULL)
			return err_set(reterr, ERR_NOT_FOUND,
				       "there are no %s beside the configuration; --%s FOLDER names them", what, what);
	}
	*ret_folder = folder;
	return OK;
}

/* The holidays of towns, from the folder that is named or that the configuration names. */
static enum rc read_towns(struct arena *arena, const struct wishes *wishes, struct town_book **ret_book,
			  struct err *reterr)
{
	struct settings *settings = NULL;
	const char *folder = NULL;
	enum rc rc = wishes->ibge != NULL ? ibge_check(text_of(wishes->ibge), NULL, reterr) : OK;
	if (rc != OK) {
		err_at(reterr, NULL, "--ibge");
		return rc;
	}
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the calendars");
	rc = find_folder(arena, wishes, wishes->calendars, "calendars", &folder, reterr);
	if (rc == OK && folder == NULL) {
		rc = read_settings(arena, wishes, &settings, reterr);
		folder = settings != NULL ? settings->calendars_folder : NULL;
	}
	return rc == OK ? conf_read_calendars(arena, folder, ret_book, NULL, NULL, reterr) : rc;
}

#define NO_TOWN "without the holidays of a town or a state: --ibge names one"

static int add_in_town(const struct wishes *wishes, struct date from, int days)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(2 * CONF_ARENA_BYTES);
	struct town_book *book = NULL;
	struct town_day doubt;
	struct date last;
	struct err err;
	char day[DATE_TEXT_BYTES];
	if (read_towns(arena, wishes, &book, &err) != OK ||
	    town_add(book, wishes->ibge, from, days, &last, &doubt, &err) != OK)
		return command_fail(&err);
	(void)printf("%s", date_iso(last, day));
	if (!date_is_none(doubt.on))
		(void)printf("\tuncertain: %s %s", date_iso(doubt.on, day), doubt.name);
	if (wishes->ibge == NULL)
		(void)printf("\t" NO_TOWN);
	(void)putchar('\n');
	return EXIT_YES;
}

static int calendar_add_command(int argc, char **argv)
{
	static const struct option allowed[] = {{"calendar", required_argument, NULL, 'c'},
						{"from", required_argument, NULL, 'f'},
						{"days", required_argument, NULL, 'd'},
						{"ibge", required_argument, NULL, 'i'},
						{"config", required_argument, NULL, 'g'},
						{"calendars", required_argument, NULL, 'l'},
						{NULL, 0, NULL, 0}};
	struct wishes wishes = {.calendar = NULL};
	struct err err;
	enum calendar calendar = CALENDAR_STRICT;
	struct date from;
	struct date last;
	int days;
	char out[DATE_TEXT_BYTES];
	if (read_options(argc, argv, allowed, &wishes, &err) != OK)
		return command_fail(&err);
	if (wishes.calendar == NULL || wishes.from == NULL || wishes.days == NULL ||
	    (wishes.ibge != NULL && !is_protest(&wishes)))
		return command_usage(&calendar_commands[COMMAND_ADD]);
	if (!is_protest(&wishes) && calendar_by_name(text_of(wishes.calendar), &calendar, &err) != OK)
		return fail_at(&err, "--calendar");
	if (date_parse_iso(text_of(wishes.from), &from, &err) != OK)
		return fail_at(&err, "--from");
	if (read_number("--days", wishes.days, 1, CALENDAR_TERM_DAYS_MAX, &days, &err) != OK)
		return command_fail(&err);
	if (is_protest(&wishes))
		return add_in_town(&wishes, from, days);
	if (calendar_add(calendar, from, days, &last, &err) != OK)
		return command_fail(&err);
	(void)puts(date_iso(last, out));
	return EXIT_YES;
}

static void print_day(struct date on, const char *name, const char *law)
{
	char out[DATE_TEXT_BYTES];
	(void)printf("%s\t%s\t%s\t%s", date_iso(on, out), weekdays[date_weekday(on)], name, law);
}

static int list_in_town(const struct wishes *wishes, int year)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(2 * CONF_ARENA_BYTES);
	struct town_book *book = NULL;
	struct town_day days[TOWN_DAYS_PER_YEAR_MAX];
	int count = 0;
	struct err err;
	if (read_towns(arena, wishes, &book, &err) != OK ||
	    town_days(book, wishes->ibge, year, days, &count, &err) != OK)
		return command_fail(&err);
	if (wishes->ibge == NULL)
		(void)fputs("apontactl: " NO_TOWN "\n", stderr);
	for (int i = 0; i < count; i++) {
		print_day(days[i].on, days[i].name, days[i].basis);
		(void)printf("\t%s\t%s%s%s\n", days[i].uncertain ? "uncertain" : "certain",
			     days[i].file != NULL ? days[i].file->name : "apontad", days[i].file != NULL ? " " : "",
			     days[i].file != NULL ? days[i].file->version : "");
	}
	return EXIT_YES;
}

static int list(int argc, char **argv, const struct option *allowed, const struct command *command)
{
	struct wishes wishes = {.calendar = NULL};
	struct holiday holidays[HOLIDAYS_PER_YEAR_MAX];
	struct err err;
	enum calendar calendar = CALENDAR_STRICT;
	int year;
	int count = 0;
	if (read_options(argc, argv, allowed, &wishes, &err) != OK)
		return command_fail(&err);
	if (wishes.calendar == NULL || wishes.year == NULL || (wishes.ibge != NULL && !is_protest(&wishes)) ||
	    (is_protest(&wishes) && command == &calendar_commands[COMMAND_HOLIDAYS]))
		return command_usage(command);
	if (!is_protest(&wishes) && calendar_by_name(text_of(wishes.calendar), &calendar, &err) != OK)
		return fail_at(&err, "--calendar");
	if (read_number("--year", wishes.year, 1, 9999, &year, &err) != OK)
		return command_fail(&err);
	if (is_protest(&wishes))
		return list_in_town(&wishes, year);
	if (calendar_holidays(calendar, year, holidays, &count, &err) != OK)
		return command_fail(&err);
	for (int i = 0; i < count; i++) {
		print_day(holidays[i].on, holidays[i].name, holidays[i].law);
		(void)putchar('\n');
	}
	return EXIT_YES;
}

static int calendar_list_command(int argc, char **argv)
{
	static const struct option allowed[] = {
		{"calendar", required_argument, NULL, 'c'},  {"year", required_argument, NULL, 'y'},
		{"ibge", required_argument, NULL, 'i'},      {"config", required_argument, NULL, 'g'},
		{"calendars", required_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};
	return list(argc, argv, allowed, &calendar_commands[COMMAND_LIST]);
}

static int calendar_holidays_command(int argc, char **argv)
{
	static const struct option allowed[] = {
		{"calendar", required_argument, NULL, 'c'}, {"year", required_argument, NULL, 'y'}, {NULL, 0, NULL, 0}};
	return list(argc, argv, allowed, &calendar_commands[COMMAND_HOLIDAYS]);
}

/* What a bureau waits in one state. */
struct window {
	const char *bureau;
	const char *uf;
	struct date from;
	struct date last; /* of the wait */
	const struct notice_term *term;
};

static const char *whose(const char *name)
{
	return name[0] != '\0' ? name : NULL;
}

static void put_window(struct json_out *json, const struct window *window)
{
	const struct notice_term *term = window->term;
	char day[DATE_TEXT_BYTES];
	json_open_object(json, NULL);
	json_chars(json, "bureau", window->bureau);
	json_chars(json, "state", window->uf);
	json_chars(json, "from", date_iso(window->from, day));
	json_chars(json, "last_day_of_wait", date_iso(window->last, day));
	json_chars(json, "first_day_shown", date_iso(date_plus(window->last, 1), day));
	json_open_object(json, "rule");
	json_chars(json, "bureau", whose(term->bureau));
	json_chars(json, "uf", whose(term->uf));
	json_int(json, "days", term->days);
	json_chars(json, "from", date_iso(term->from, day));
	json_chars(json, "until", date_is_none(term->until) ? NULL : date_iso(term->until, day));
	json_chars(json, "basis", term->basis);
	json_close_object(json);
	json_close_object(json);
}

static void print_window(const struct window *window)
{
	const struct notice_term *term = window->term;
	char day[DATE_TEXT_BYTES];
	(void)printf("%s\t%s", window->bureau, date_iso(window->last, day));
	(void)printf("\t%s\t%d\t%s%s%s", date_iso(date_plus(window->last, 1), day), term->days, term->bureau,
		     term->bureau[0] != '\0' && term->uf[0] != '\0' ? " " : "", term->uf);
	(void)printf("\t%s\t%s\n", date_iso(term->from, day), term->basis);
}

#define BUREAUS 2
static const char *const bureaus[BUREAUS] = {"serasa", "spc"};

/* One for each bureau that is asked for. ERR_UNKNOWN, ERR_NOT_FOUND. */
static enum rc find_windows(const struct notice_terms *terms, const struct wishes *wishes, struct date from,
			    struct window out[BUREAUS], int *ret_count, struct err *reterr)
{
	int count = 0;
	for (int i = 0; i < BUREAUS; i++) {
		struct window window = {.bureau = bureaus[i], .uf = wishes->state, .from = from};
		struct date on;
		if (wishes->bureau != NULL && strcmp(wishes->bureau, bureaus[i]) != 0)
			continue;
		enum rc rc = notice_visible_on(terms, bureaus[i], wishes->state, from, &on, &window.term, reterr);
		if (rc != OK)
			return rc;
		window.last = date_plus(on, -1);
		out[count++] = window;
	}
	*ret_count = count;
	return OK;
}

static int tell_windows(const struct window *windows, int count, bool as_json)
{
	CLEANUP(buf_done) struct buf out;
	struct json_out json;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &out);
	json_open_array(&json, NULL);
	for (int i = 0; i < count; i++)
		if (as_json)
			put_window(&json, &windows[i]);
		else
			print_window(&windows[i]);
	json_close_array(&json);
	if (as_json && !buf_failed(&out))
		(void)fwrite(buf_view(&out).at, 1, out.len, stdout);
	return buf_failed(&out) ? EXIT_TROUBLE : EXIT_YES;
}

static enum rc check_words(const struct wishes *wishes, struct date *ret_from, struct err *reterr)
{
	enum rc rc = OK;
	if (!ibge_is_state(text_of(wishes->state)))
		return err_set_at(reterr, ERR_UNKNOWN, NULL, "--state",
				  "\"%s\" is no state; right are two capital letters, as SP", wishes->state);
	if (wishes->bureau != NULL && strcmp(wishes->bureau, bureaus[0]) != 0 &&
	    strcmp(wishes->bureau, bureaus[1]) != 0)
		return err_set_at(reterr, ERR_UNKNOWN, NULL, "--bureau",
				  "no bureau is called \"%s\"; there are %s and %s", wishes->bureau, bureaus[0],
				  bureaus[1]);
	rc = date_parse_iso(text_of(wishes->from), ret_from, reterr);
	if (rc != OK)
		err_at(reterr, NULL, "--from");
	return rc;
}

/* The rules of notice: of the folder that is named, of the configuration, or those that come with the program. */
static enum rc read_terms(struct arena *arena, const struct wishes *wishes, const struct notice_terms **ret_terms,
			  struct err *reterr)
{
	struct settings *settings = NULL;
	const char *folder = NULL;
	enum rc rc = find_folder(arena, wishes, wishes->rules, "rules", &folder, reterr);
	if (rc == OK && folder != NULL)
		return conf_read_notice_terms(arena, folder, ret_terms, NULL, NULL, reterr);
	if (rc == OK)
		rc = read_settings(arena, wishes, &settings, reterr);
	if (rc == OK)
		*ret_terms = &settings->notice_terms;
	return rc;
}

static int calendar_window_command(int argc, char **argv)
{
	static const struct option allowed[] = {{"state", required_argument, NULL, 's'},
						{"from", required_argument, NULL, 'f'},
						{"bureau", required_argument, NULL, 'b'},
						{"config", required_argument, NULL, 'g'},
						{"json", no_argument, NULL, 'j'},
						{"rules", required_argument, NULL, 'r'},
						{NULL, 0, NULL, 0}};
	struct wishes wishes = {.calendar = NULL};
	const struct notice_terms *terms = NULL;
	struct window windows[BUREAUS];
	struct date from;
	struct err err;
	int count = 0;
	if (read_options(argc, argv, allowed, &wishes, &err) != OK)
		return command_fail(&err);
	if (wishes.state == NULL || wishes.from == NULL)
		return command_usage(&calendar_commands[COMMAND_WINDOW]);
	if (check_words(&wishes, &from, &err) != OK)
		return command_fail(&err);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (arena == NULL)
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for the configuration");
	if (arena == NULL || read_terms(arena, &wishes, &terms, &err) != OK ||
	    find_windows(terms, &wishes, from, windows, &count, &err) != OK)
		return command_fail(&err);
	return tell_windows(windows, count, wishes.json);
}
