#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/town_calendar.h"

#define TOWN  "3550308" /* SP */
#define OTHER "3304557" /* RJ */

static struct town_file first_file;
static struct town_file second_file;
static struct town_book book;

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void cover(struct town_file *file, const char *ibge, int from_year, int until_year)
{
	struct town_cover *row = &file->covered[file->covered_count++];
	*row = (struct town_cover){.from_year = from_year, .until_year = until_year};
	(void)text_copy(text_of(ibge), row->ibge, sizeof(row->ibge));
}

static struct town_holiday *holiday(struct town_file *file, const char *ibge, const char *uf, const char *name)
{
	struct town_holiday *row = &file->holidays[file->holidays_count++];
	*row = (struct town_holiday){.on = DATE_NONE, .basis = "a law"};
	(void)text_copy(text_of(ibge), row->ibge, sizeof(row->ibge));
	(void)text_copy(text_of(uf), row->uf, sizeof(row->uf));
	(void)text_copy(text_of(name), row->name, sizeof(row->name));
	return row;
}

static void yearly(struct town_holiday *row, int month, int day, int from_year, int until_year)
{
	(void)text_copy(text_of("MM-DD"), row->yearly, sizeof(row->yearly));
	row->month = month;
	row->day = day;
	row->from_year = from_year;
	row->until_year = until_year;
}

static int before(void **state)
{
	(void)state;
	memset(&first_file, 0, sizeof(first_file));
	memset(&second_file, 0, sizeof(second_file));
	book = (struct town_book){.files = {&first_file, &second_file}, .files_count = 2};
	cover(&first_file, TOWN, 2026, 2027);
	return 0;
}

static bool is_open(const char *ibge, const char *text)
{
	bool is = false;
	assert_int_equal(town_is_business_day(&book, ibge, iso(text), &is, NULL), OK);
	return is;
}

static void what_closes_banks_and_what_closes_notaries_only_is_closed(void **state)
{
	static const char *const closed[] = {
		"2026-01-01",
		"2026-02-16",
		"2026-02-17",
		"2026-04-03",
		"2026-06-04",
		"2026-11-20",
		"2026-11-21",
		"2026-11-22",
		/* banks are open on these */
		"2026-02-18",
		"2026-12-24",
		"2026-12-31",
		"2027-02-10",
		"2027-12-24",
		"2027-12-31",
	};
	static const char *const open[] = {"2026-02-19", "2026-12-23", "2026-12-30", "2027-02-11", "2027-12-30"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(closed); i++)
		if (is_open(TOWN, closed[i]))
			fail_msg("%s is open", closed[i]);
	for (size_t i = 0; i < ARRAY_LEN(open); i++)
		if (!is_open(TOWN, open[i]))
			fail_msg("%s is closed", open[i]);
	/* 30 and 31 December 2028 are a weekend. */
	cover(&second_file, TOWN, 2028, 2028);
	assert_false(is_open(TOWN, "2028-12-29"));
	assert_true(is_open(TOWN, "2028-12-28"));
}

static void a_day_is_of_a_town_of_a_state_or_of_the_country(void **state)
{
	(void)state;
	cover(&second_file, OTHER, 2026, 2027);
	holiday(&first_file, TOWN, "", "town")->on = iso("2026-03-02");
	holiday(&first_file, "", "SP", "state")->on = iso("2026-03-03");
	holiday(&second_file, "", "", "country")->on = iso("2026-03-04");
	assert_false(is_open(TOWN, "2026-03-02"));
	assert_false(is_open(TOWN, "2026-03-03"));
	assert_false(is_open(TOWN, "2026-03-04"));
	assert_true(is_open(OTHER, "2026-03-02"));
	assert_true(is_open(OTHER, "2026-03-03"));
	assert_false(is_open(OTHER, "2026-03-04"));
	/* Once is once. */
	assert_true(is_open(TOWN, "2027-03-02"));
}

static void a_yearly_day_holds_from_its_first_to_its_last_year(void **state)
{
	(void)state;
	cover(&second_file, TOWN, 2022, 2025);
	cover(&second_file, TOWN, 2028, 2030);
	yearly(holiday(&first_file, "", "SP", "state"), 7, 9, 2024, 2027);
	assert_true(is_open(TOWN, "2022-07-08"));
	assert_false(is_open(TOWN, "2024-07-09"));
	assert_false(is_open(TOWN, "2027-07-09"));
	assert_true(is_open(TOWN, "2029-07-09"));
	first_file.holidays[0].from_year = 2025;
	assert_true(is_open(TOWN, "2024-07-09"));
	first_file.holidays[0].until_year = 2026;
	assert_true(is_open(TOWN, "2027-07-09"));
}

static void an_uncertain_day_on_the_way_is_told(void **state)
{
	struct date last = DATE_NONE;
	struct town_day doubt;
	(void)state;
	assert_int_equal(town_add(&book, TOWN, iso("2026-12-21"), 3, &last, &doubt, NULL), OK);
	assert_int_equal(last.day, iso("2026-12-28").day);
	assert_int_equal(doubt.on.day, iso("2026-12-24").day);
	assert_null(doubt.file);
	assert_int_equal(town_add(&book, TOWN, iso("2026-11-16"), 3, &last, &doubt, NULL), OK);
	assert_true(date_is_none(doubt.on));
	assert_int_equal(town_add(&book, TOWN, iso("2026-12-21"), 3, &last, NULL, NULL), OK);
	/* One of data that is not sure either, the first of both; and one that is sure takes the doubt away. */
	struct town_holiday *row = holiday(&second_file, TOWN, "", "a match");
	row->on = iso("2026-12-22");
	row->uncertain = true;
	assert_int_equal(town_add(&book, TOWN, iso("2026-12-21"), 3, &last, &doubt, NULL), OK);
	assert_int_equal(last.day, iso("2026-12-29").day);
	assert_int_equal(doubt.on.day, row->on.day);
	assert_ptr_equal(doubt.file, &second_file);
	holiday(&first_file, "", "SP", "certain")->on = iso("2026-12-22");
	holiday(&first_file, "", "", "certain")->on = iso("2026-12-24");
	assert_int_equal(town_add(&book, TOWN, iso("2026-12-21"), 3, &last, &doubt, NULL), OK);
	assert_int_equal(last.day, iso("2026-12-29").day);
	assert_true(date_is_none(doubt.on));
}

/* Whoever asks for no town is told the country's days, and asked for them on purpose: "" is still an error. */
static void without_a_town_the_country_counts(void **state)
{
	struct date last;
	(void)state;
	holiday(&first_file, TOWN, "", "town")->on = iso("2026-03-02");
	holiday(&first_file, "", "SP", "state")->on = iso("2026-03-03");
	holiday(&second_file, "", "", "country")->on = iso("2026-03-04");
	assert_int_equal(town_add(&book, NULL, iso("2026-02-27"), 3, &last, NULL, NULL), OK);
	assert_int_equal(last.day, iso("2026-03-05").day);
}

static void what_nobody_has_covered_is_an_error(void **state)
{
	static const struct {
		const char *ibge;
		const char *on;
	} rows[] = {{TOWN, "2025-12-31"}, {TOWN, "2028-01-03"}, {OTHER, "2026-11-16"}, {"", "2026-11-16"}};
	struct err err;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool is = true;
		assert_int_equal(town_is_business_day(&book, rows[i].ibge, iso(rows[i].on), &is, &err),
				 ERR_CALENDAR_MISSING);
		assert_true(is);
		assert_non_null(strstr(err.words, rows[i].ibge));
	}
	bool is = true;
	assert_int_equal(town_is_business_day(&book, TOWN, DATE_NONE, &is, NULL), ERR_CALENDAR_MISSING);
	/* Rows of holidays cover nothing, and a term that runs into an uncovered year is not cut short. */
	struct date last = {77};
	struct town_day doubt = {.on = {77}};
	holiday(&first_file, OTHER, "", "town")->on = iso("2026-03-02");
	assert_int_equal(town_add(&book, OTHER, iso("2026-03-01"), 1, &last, &doubt, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(town_add(&book, TOWN, iso("2027-12-29"), 2, &last, &doubt, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(town_add(&book, TOWN, iso("2025-12-31"), 1, &last, &doubt, NULL), OK);
	assert_int_equal(last.day, iso("2026-01-02").day);
	last = (struct date){77};
	doubt.on = (struct date){77};
	assert_int_equal(town_add(&book, TOWN, iso("2026-01-01"), 0, &last, &doubt, NULL), ERR_RANGE);
	assert_int_equal(town_add(&book, TOWN, iso("2026-01-01"), 3651, &last, &doubt, NULL), ERR_RANGE);
	assert_int_equal(last.day, 77);
	assert_int_equal(doubt.on.day, 77);
	book.files_count = 0;
	assert_int_equal(town_add(&book, TOWN, iso("2026-03-02"), 1, &last, &doubt, NULL), ERR_CALENDAR_MISSING);
}

static void a_year_is_listed_in_order_until_the_list_is_full(void **state)
{
	static struct town_day days[TOWN_DAYS_PER_YEAR_MAX];
	int count = 0;
	struct err err;
	(void)state;
	holiday(&second_file, TOWN, "", "first")->on = iso("2026-01-25"); /* a Sunday */
	holiday(&second_file, OTHER, "", "not ours")->on = iso("2026-01-26");
	holiday(&second_file, TOWN, "", "next year")->on = iso("2027-01-26");
	assert_int_equal(town_days(&book, TOWN, 2026, days, &count, NULL), OK);
	assert_int_equal(count, 9 + 4 + 3 + 1);
	for (int i = 1; i < count; i++)
		assert_true(date_compare(days[i - 1].on, days[i].on) <= 0);
	assert_int_equal(days[1].on.day, iso("2026-01-25").day);
	assert_ptr_equal(days[1].file, &second_file);
	assert_string_equal(days[count - 1].name, "Último dia útil bancário do ano");
	assert_int_equal(town_days(&book, TOWN, 2028, days, &count, NULL), ERR_CALENDAR_MISSING);
	for (int i = count; i < TOWN_DAYS_PER_YEAR_MAX; i++)
		holiday(&first_file, TOWN, "", "one more")->on = iso("2026-03-02");
	assert_int_equal(town_days(&book, TOWN, 2026, days, &count, NULL), OK);
	assert_int_equal(count, TOWN_DAYS_PER_YEAR_MAX);
	holiday(&first_file, TOWN, "", "too many")->on = iso("2026-03-02");
	count = 77;
	assert_int_equal(town_days(&book, TOWN, 2026, days, &count, &err), ERR_RANGE);
	assert_int_equal(count, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_closes_banks_and_what_closes_notaries_only_is_closed, before),
		cmocka_unit_test_setup(a_day_is_of_a_town_of_a_state_or_of_the_country, before),
		cmocka_unit_test_setup(a_yearly_day_holds_from_its_first_to_its_last_year, before),
		cmocka_unit_test_setup(an_uncertain_day_on_the_way_is_told, before),
		cmocka_unit_test_setup(without_a_town_the_country_counts, before),
		cmocka_unit_test_setup(what_nobody_has_covered_is_an_error, before),
		cmocka_unit_test_setup(a_year_is_listed_in_order_until_the_list_is_full, before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
