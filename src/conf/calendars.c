/* conf/calendars/NAME.conf: holidays of towns and states, and for which towns and years they are complete. */
#include "conf/conf.h"
#include "conf/schema.h"

#include <string.h>

#define DIGITS_OF(number)  #number
#define AS_WRITTEN(number) DIGITS_OF(number)
#define YEARS              LENGTH(CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST)

static const struct setting holiday_settings[] = {
	{"ibge", SETTING_TEXT, AT(town_holiday, ibge), LENGTH(0, 7), .form = FORM_IBGE, .fallback = "",
	 .help = "IBGE code of the town; empty for a state or the country"},
	{"uf", SETTING_TEXT, AT(town_holiday, uf), LENGTH(0, 2), .form = FORM_UF, .fallback = "",
	 .help = "the state; empty for a town or the country"},
	{"date", SETTING_DATE, AT(town_holiday, on), .fallback = "", .help = "a day that is once"},
	{"yearly", SETTING_TEXT, AT(town_holiday, yearly), LENGTH(0, 5), .fallback = "",
	 .help = "MM-DD, a day of every year; in place of `date`"},
	{"from_year", SETTING_INT, AT(town_holiday, from_year), YEARS, .fallback = AS_WRITTEN(CALENDAR_YEAR_FIRST),
	 .help = "first year of a yearly day"},
	{"until_year", SETTING_INT, AT(town_holiday, until_year), YEARS, .fallback = AS_WRITTEN(CALENDAR_YEAR_LAST),
	 .help = "last year of a yearly day"},
	{"name", SETTING_TEXT, AT(town_holiday, name), LENGTH(1, 80), .help = "what the day is called"},
	{"basis", SETTING_TEXT, AT(town_holiday, basis), LENGTH(1, 96), .help = "law or source"},
	{"uncertain", SETTING_BOOL, AT(town_holiday, uncertain), .fallback = "false",
	 .help = "an office may be open all the same"},
	END,
};
static const struct schema schema_holiday = {.name = "holidays", .settings = holiday_settings};

static const struct setting cover_settings[] = {
	{"ibge", SETTING_TEXT, AT(town_cover, ibge), LENGTH(7, 7), .form = FORM_IBGE, .help = "IBGE code of the town"},
	{"from_year", SETTING_INT, AT(town_cover, from_year), YEARS,
	 .help = "first year for which all its holidays and its state's are known"},
	{"until_year", SETTING_INT, AT(town_cover, until_year), YEARS, .help = "last year"},
	END,
};
static const struct schema schema_cover = {.name = "covered", .settings = cover_settings};

static const struct setting calendar_settings[] = {
	{"name", SETTING_TEXT, AT(town_file, name), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"version", SETTING_TEXT, AT(town_file, version), LENGTH(1, 32), .form = FORM_CODE,
	 .help = "the day of the last change; forecasts name it"},
	{"holidays", SETTING_LIST, ITEMS(town_file, holidays, holidays_count), LENGTH(0, TOWN_HOLIDAYS_MAX),
	 .fallback = "", .schema = &schema_holiday, .help = "holidays and days of reduced bank hours"},
	{"covered", SETTING_LIST, ITEMS(town_file, covered, covered_count), LENGTH(0, TOWN_COVERS_MAX), .fallback = "",
	 .schema = &schema_cover, .help = "towns and years for which nothing is missing; all others are refused"},
	END,
};
const struct schema schema_calendar = {.name = "calendars/NAME.conf", .settings = calendar_settings};

static bool stands_in(struct reader *reader, int index, const char *member)
{
	const config_setting_t *setting = check_item(reader, "holidays", index, member);
	return setting != NULL && config_setting_name(setting) != NULL; /* an item of a list has no name */
}

static void complain_at(struct reader *reader, int index, const char *member, const char *words)
{
	reader_complain(reader, check_item(reader, "holidays", index, member), NULL, "%s", words);
}

/* "01-25" -> month and day. Only days that every year has: 2003 is no leap year. */
static void take_yearly(struct reader *reader, struct town_holiday *row, int index)
{
	struct date date;
	int year;
	const char *text = arena_printf(reader->arena, AS_WRITTEN(CALENDAR_YEAR_FIRST) "-%s", row->yearly);
	if (text == NULL || date_parse_iso(text_of(text), &date, NULL) != OK)
		complain_at(reader, index, "yearly", "must be MM-DD, a day that every year has, as 01-25");
	else
		date_split(date, &year, &row->month, &row->day);
}

static void check_holiday(struct reader *reader, struct town_holiday *row, int index)
{
	bool yearly = row->yearly[0] != '\0';
	if (row->ibge[0] != '\0' && row->uf[0] != '\0')
		complain_at(reader, index, "uf",
			    "stands beside `ibge`; a day is of a town, of a state or of the country");
	if (yearly != date_is_none(row->on))
		complain_at(reader, index, yearly ? "yearly" : "name",
			    "needs one of `date` and `yearly`, and not both");
	else if (yearly)
		take_yearly(reader, row, index);
	else if (stands_in(reader, index, "from_year") || stands_in(reader, index, "until_year"))
		complain_at(reader, index, "date", "is once; `from_year` and `until_year` belong to `yearly`");
	if (row->until_year < row->from_year)
		complain_at(reader, index, "until_year", "ends before it begins");
}

static bool covers(const struct town_file *file, const char *ibge)
{
	for (int i = 0; i < file->covered_count; i++)
		if (strcmp(file->covered[i].ibge, ibge) == 0)
			return true;
	return false;
}

static void check_calendar(struct reader *reader, struct town_file *file)
{
	for (int i = 0; i < file->holidays_count; i++) {
		struct town_holiday *row = &file->holidays[i];
		check_holiday(reader, row, i);
		/* A wrong digit in a code would lose the holiday without a word. */
		if (row->ibge[0] != '\0' && !covers(file, row->ibge))
			reader_complain(
				reader, check_item(reader, "holidays", i, "ibge"), NULL,
				"%s is not among the towns that this file covers; add it to `covered`, or mend it",
				row->ibge);
	}
	for (int i = 0; i < file->covered_count; i++)
		if (file->covered[i].until_year < file->covered[i].from_year)
			reader_complain(reader, check_item(reader, "covered", i, "until_year"), NULL,
					"ends before it begins");
}

static void read_calendar(struct run *run, const char *file)
{
	struct reader reader;
	struct town_book *book = run->towns;
	reader_open(&reader, run, file, ".");
	struct town_file *calendar = arena_alloc(run->arena, sizeof(*calendar));
	if (book->files_count == TOWN_FILES_MAX)
		reader_complain(&reader, NULL, NULL, "is one calendar too many; right are at most %d", TOWN_FILES_MAX);
	else if (calendar != NULL && reader_parse(&reader)) {
		reader_group(&reader, &schema_calendar, config_root_setting(&reader.config), calendar);
		if (reader.errors == 0) {
			check_name(&reader, calendar->name);
			check_calendar(&reader, calendar);
		}
		book->files[book->files_count++] = calendar;
	}
	reader_done(&reader);
}

enum rc conf_read_calendars(struct arena *arena, const char *folder, struct town_book **ret_book,
			    void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	struct reader reader;
	run.towns = arena_alloc(arena, sizeof(*run.towns));
	if (run.towns == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read the calendars");
	reader_open(&reader, &run, folder, ".");
	reader_folder(&run, &reader, "calendars", folder, read_calendar);
	reader_done(&reader);
	enum rc rc = run_result(&run, folder, reterr);
	if (rc == OK)
		*ret_book = run.towns;
	return rc;
}
