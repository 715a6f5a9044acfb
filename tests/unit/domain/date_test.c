#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/date.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	struct err err;
	if (date_parse_iso(text_of(text), &date, &err) != OK)
		fail_msg("%s: %s", text, err.words);
	return date;
}

static void every_day_of_four_centuries_survives_a_round_trip(void **state)
{
	(void)state;
	struct date last = iso("2300-12-31");
	enum weekday weekday = date_weekday(iso("1900-01-01"));
	assert_int_equal(weekday, MONDAY);
	for (struct date date = iso("1900-01-01"); date_compare(date, last) <= 0; date = date_plus(date, 1)) {
		int year;
		int month;
		int day;
		struct date again;
		date_split(date, &year, &month, &day);
		assert_int_equal(date_make(year, month, day, &again), OK);
		assert_int_equal(date.day, again.day);
		assert_int_equal(date_weekday(date), weekday);
		weekday = (weekday + 1) % 7;
	}
}

static void known_days_have_their_number_and_weekday(void **state)
{
	static const struct {
		const char *text;
		int32_t day;
		enum weekday weekday;
	} rows[] = {
		{"1970-01-01", 0, THURSDAY},   {"1969-12-31", -1, WEDNESDAY},   {"2000-02-29", 11016, TUESDAY},
		{"2026-11-20", 20777, FRIDAY}, {"0001-01-01", -719162, MONDAY}, {"9999-12-31", 2932896, FRIDAY},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(iso(rows[i].text).day, rows[i].day);
		assert_int_equal(date_weekday(iso(rows[i].text)), rows[i].weekday);
	}
}

static void days_that_do_not_exist_are_refused(void **state)
{
	static const int rows[][3] = {{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1},
				      {2026, 1, 0},  {2026, 1, 32}, {0, 1, 1},     {10000, 1, 1}, {-5, 1, 1}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date date = {77};
		assert_int_equal(date_make(rows[i][0], rows[i][1], rows[i][2], &date), ERR_RANGE);
		assert_int_equal(date.day, 77);
	}
}

static void iso_text_is_taken_in_its_one_form(void **state)
{
	static const struct {
		const char *text;
		enum rc rc;
	} rows[] = {
		{"2026-11-20", OK},         {"2024-02-29", OK},         {"2026-02-29", ERR_RANGE},
		{"0000-01-01", ERR_RANGE},  {"2026-1-20", ERR_FORMAT},  {"20-11-2026", ERR_FORMAT},
		{"20261120", ERR_FORMAT},   {"", ERR_FORMAT},           {"2026-11-20 ", ERR_FORMAT},
		{"2026/11/20", ERR_FORMAT}, {"2026-11-2x", ERR_FORMAT}, {"+026-11-20", ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date date = {77};
		struct err err;
		assert_int_equal(date_parse_iso(text_of(rows[i].text), &date, &err), rows[i].rc);
		if (rows[i].rc != OK)
			assert_int_equal(date.day, 77);
	}
}

static void yyyymmdd_text_is_taken_and_zeros_are_no_date(void **state)
{
	(void)state;
	struct date date;
	assert_int_equal(date_parse_yyyymmdd(text_of("20261120"), &date, NULL), OK);
	assert_int_equal(date.day, iso("2026-11-20").day);
	assert_int_equal(date_parse_yyyymmdd(text_of("00000000"), &date, NULL), OK);
	assert_true(date_is_none(date));
	assert_int_equal(date_parse_yyyymmdd(text_of("20260229"), &date, NULL), ERR_RANGE);
	assert_int_equal(date_parse_yyyymmdd(text_of("20112026"), &date, NULL), ERR_RANGE);
	assert_int_equal(date_parse_yyyymmdd(text_of("2026112"), &date, NULL), ERR_FORMAT);
	assert_int_equal(date_parse_yyyymmdd(text_of("2026-1-2"), &date, NULL), ERR_FORMAT);
}

static void ddmmyyyy_text_is_taken_and_zeros_are_no_date(void **state)
{
	struct date date = {77};
	(void)state;
	assert_int_equal(date_parse_ddmmyyyy(text_of("20112026"), &date, NULL), OK);
	assert_int_equal(date.day, iso("2026-11-20").day);
	assert_int_equal(date_parse_ddmmyyyy(text_of("00000000"), &date, NULL), OK);
	assert_true(date_is_none(date));
	assert_int_equal(date_parse_ddmmyyyy(text_of("99999999"), &date, NULL), ERR_RANGE);
	assert_int_equal(date_parse_ddmmyyyy(text_of("31042026"), &date, NULL), ERR_RANGE);
	assert_int_equal(date_parse_ddmmyyyy(text_of("2011202"), &date, NULL), ERR_FORMAT);
	assert_int_equal(date_parse_ddmmyyyy(text_of("2011202A"), &date, NULL), ERR_FORMAT);
	assert_true(date_is_none(date));
}

static void a_date_is_written_in_three_forms(void **state)
{
	char out[DATE_TEXT_BYTES];
	(void)state;
	assert_string_equal(date_iso(iso("2026-01-09"), out), "2026-01-09");
	assert_string_equal(date_ddmmyyyy(iso("2026-01-09"), out), "09012026");
	assert_string_equal(date_words(iso("2026-01-09"), out), "09/01/2026");
	assert_string_equal(date_iso(DATE_NONE, out), "");
	assert_string_equal(date_ddmmyyyy(DATE_NONE, out), "00000000");
	assert_string_equal(date_words(DATE_NONE, out), "");
}

static void months_later_is_the_same_day_or_the_last_of_the_month(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} rows[] = {
		{"2021-11-20", 60, "2026-11-20"}, {"2024-02-29", 60, "2029-02-28"}, {"2022-01-31", 60, "2027-01-31"},
		{"2021-12-31", 60, "2026-12-31"}, {"2026-08-31", 6, "2027-02-28"},  {"2024-02-29", 48, "2028-02-29"},
		{"2026-01-31", 1, "2026-02-28"},  {"2026-11-20", 36, "2029-11-20"}, {"2026-03-31", -1, "2026-02-28"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(date_plus_months(iso(rows[i].from), rows[i].months).day, iso(rows[i].to).day);
	assert_true(date_is_none(date_plus_months(DATE_NONE, 12)));
}

static void calendar_days_leave_the_start_out(void **state)
{
	(void)state;
	assert_int_equal(date_plus(iso("2026-11-03"), 10).day, iso("2026-11-13").day);
	assert_int_equal(date_plus(iso("2026-11-03"), 15).day, iso("2026-11-18").day);
	assert_int_equal(date_plus(iso("2026-11-03"), 20).day, iso("2026-11-23").day);
	assert_int_equal(date_plus(iso("2026-12-10"), 10).day, iso("2026-12-20").day);
	assert_int_equal(date_days_between(iso("2026-11-03"), iso("2026-11-13")), 10);
	assert_int_equal(date_days_between(iso("2026-11-13"), iso("2026-11-03")), -10);
}

static void the_ends_are_held_and_none_stays_none(void **state)
{
	(void)state;
	assert_true(date_is_none(date_plus(DATE_NONE, 1)));
	assert_int_equal(date_plus((struct date){INT32_MAX}, 1).day, INT32_MAX);
	assert_int_equal(date_plus((struct date){INT32_MIN + 1}, -5).day, INT32_MIN + 1);
	assert_true(date_compare(date_plus_months(iso("9999-12-31"), 12), iso("9999-12-31")) > 0);
	assert_int_equal(date_days_between((struct date){INT32_MIN + 1}, (struct date){INT32_MAX}), INT32_MAX);
}

static void easter_falls_where_the_church_says(void **state)
{
	static const char *const rows[] = {"2003-04-20", "2008-03-23", "2011-04-24", "2024-03-31",
					   "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
					   "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int year;
		int month;
		int day;
		date_split(iso(rows[i]), &year, &month, &day);
		assert_int_equal(date_easter(year).day, iso(rows[i]).day);
		assert_int_equal(date_weekday(date_easter(year)), SUNDAY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_four_centuries_survives_a_round_trip),
		cmocka_unit_test(known_days_have_their_number_and_weekday),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(iso_text_is_taken_in_its_one_form),
		cmocka_unit_test(yyyymmdd_text_is_taken_and_zeros_are_no_date),
		cmocka_unit_test(ddmmyyyy_text_is_taken_and_zeros_are_no_date),
		cmocka_unit_test(a_date_is_written_in_three_forms),
		cmocka_unit_test(months_later_is_the_same_day_or_the_last_of_the_month),
		cmocka_unit_test(calendar_days_leave_the_start_out),
		cmocka_unit_test(the_ends_are_held_and_none_stays_none),
		cmocka_unit_test(easter_falls_where_the_church_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
