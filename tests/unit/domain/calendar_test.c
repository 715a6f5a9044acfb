#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/calendar.h"
#include "golden.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static bool is_open(enum calendar calendar, const char *text)
{
	bool is = false;
	assert_int_equal(calendar_is_business_day(calendar, iso(text), &is, NULL), OK);
	return is;
}

static void every_known_deadline_is_met(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 20);
	struct golden golden;
	struct text row[6];
	int count = 0;
	(void)state;
	golden_open(arena, "deadlines.tsv", &golden);
	while (golden_row(&golden, row, 6)) {
		struct date from;
		int days = row[2].at[0] - '0';
		assert_int_equal(date_parse_iso(row[1], &from, NULL), OK);
		for (enum calendar calendar = CALENDAR_STRICT; calendar <= CALENDAR_BANK; calendar++) {
			struct date last;
			char out[DATE_TEXT_BYTES];
			assert_int_equal(calendar_add(calendar, from, days, &last, NULL), OK);
			if (!text_is(row[3 + calendar], date_iso(last, out)))
				fail_msg("line %d: %s gives %s", golden.line, calendar_name(calendar), out);
		}
		count++;
	}
	assert_int_equal(count, 22);
}

static void a_year_has_as_many_bank_days_as_its_calendar_says(void **state)
{
	static const struct {
		int year;
		int days;
	} rows[] = {{2024, 253}, {2025, 252}, {2026, 249}, {2027, 251}, {2028, 248}, {2029, 249}, {2030, 252}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date date;
		struct date end;
		int days = 0;
		assert_int_equal(date_make(rows[i].year, 1, 1, &date), OK);
		assert_int_equal(date_make(rows[i].year + 1, 1, 1, &end), OK);
		for (; date_compare(date, end) < 0; date = date_plus(date, 1)) {
			bool is;
			assert_int_equal(calendar_is_business_day(CALENDAR_BANK, date, &is, NULL), OK);
			days += is;
		}
		assert_int_equal(days, rows[i].days);
	}
}

static void movable_days_close_banks_and_bind_us_all_the_same(void **state)
{
	static const char *const rows[] = {
		"2024-02-12", "2024-02-13", "2024-03-29", "2024-05-30", "2025-03-03", "2025-03-04", "2025-04-18",
		"2025-06-19", "2026-02-16", "2026-02-17", "2026-04-03", "2026-06-04", "2027-02-08", "2027-02-09",
		"2027-03-26", "2027-05-27", "2028-02-28", "2028-02-29", "2028-04-14", "2028-06-15", "2029-02-12",
		"2029-02-13", "2029-03-30", "2029-05-31", "2030-03-04", "2030-03-05", "2030-04-19", "2030-06-20",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(is_open(CALENDAR_BANK, rows[i]));
		assert_true(is_open(CALENDAR_STRICT, rows[i]));
	}
}

static void half_days_count_for_both_calendars(void **state)
{
	static const char *const rows[] = {"2026-02-18", "2026-12-24", "2026-12-31"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(is_open(CALENDAR_BANK, rows[i]));
		assert_true(is_open(CALENDAR_STRICT, rows[i]));
	}
}

static void twentieth_november_is_a_holiday_from_2024_on(void **state)
{
	(void)state;
	assert_true(is_open(CALENDAR_STRICT, "2023-11-20"));
	assert_false(is_open(CALENDAR_STRICT, "2024-11-20"));
	assert_false(is_open(CALENDAR_STRICT, "2026-11-20"));
}

static void a_year_without_data_is_an_error_and_says_which_years_there_are(void **state)
{
	static const char *const rows[] = {"2002-12-31", "2050-01-03", "1999-05-05", "9999-12-31", "0001-01-01"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool is = true;
		struct err err;
		assert_int_equal(calendar_is_business_day(CALENDAR_BANK, iso(rows[i]), &is, &err),
				 ERR_CALENDAR_MISSING);
		assert_true(is);
		assert_non_null(strstr(err.words, "2003 to 2049"));
	}
	bool is;
	assert_int_equal(calendar_is_business_day(CALENDAR_BANK, DATE_NONE, &is, NULL), ERR_CALENDAR_MISSING);
	struct date last = {77};
	struct err err;
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2049-12-30"), 3, &last, &err), ERR_CALENDAR_MISSING);
	assert_non_null(strstr(err.words, "2050"));
	assert_int_equal(last.day, 77);
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2002-12-31"), 1, &last, NULL), OK);
	assert_int_equal(last.day, iso("2003-01-02").day);
}

static void a_term_is_one_to_3650_days(void **state)
{
	struct date last = {77};
	(void)state;
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2026-01-01"), 0, &last, NULL), ERR_RANGE);
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2026-01-01"), -1, &last, NULL), ERR_RANGE);
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2026-01-01"), 3651, &last, NULL), ERR_RANGE);
	assert_int_equal(last.day, 77);
	assert_int_equal(calendar_add(CALENDAR_STRICT, iso("2026-01-01"), 3650, &last, NULL), OK);
}

static void on_or_after_keeps_a_business_day(void **state)
{
	struct date day;
	(void)state;
	assert_int_equal(calendar_on_or_after(CALENDAR_BANK, iso("2026-11-19"), &day, NULL), OK);
	assert_int_equal(day.day, iso("2026-11-19").day);
	assert_int_equal(calendar_on_or_after(CALENDAR_BANK, iso("2026-11-20"), &day, NULL), OK);
	assert_int_equal(day.day, iso("2026-11-23").day);
	assert_int_equal(calendar_on_or_after(CALENDAR_BANK, iso("2026-02-14"), &day, NULL), OK);
	assert_int_equal(day.day, iso("2026-02-18").day);
}

static void holidays_are_listed_in_order_weekends_too(void **state)
{
	struct holiday list[HOLIDAYS_PER_YEAR_MAX];
	int count = 0;
	(void)state;
	for (int year = 2003; year <= 2049; year++)
		for (enum calendar calendar = CALENDAR_STRICT; calendar <= CALENDAR_BANK; calendar++) {
			assert_int_equal(calendar_holidays(calendar, year, list, &count, NULL), OK);
			assert_int_equal(count, (year < 2024 ? 8 : 9) + (calendar == CALENDAR_BANK ? 4 : 0));
			for (int i = 0; i < count; i++) {
				bool is = true;
				assert_true(i == 0 || date_compare(list[i - 1].on, list[i].on) <= 0);
				assert_true(list[i].name[0] != '\0' && list[i].law[0] != '\0');
				assert_int_equal(calendar_is_business_day(calendar, list[i].on, &is, NULL), OK);
				assert_false(is);
			}
		}
	assert_int_equal(calendar_holidays(CALENDAR_STRICT, 2026, list, &count, NULL), OK);
	assert_int_equal(list[6].on.day, iso("2026-11-15").day); /* a Sunday */
	assert_int_equal(calendar_holidays(CALENDAR_STRICT, 2002, list, &count, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(calendar_holidays(CALENDAR_STRICT, 2050, list, &count, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(count, 9);
}

static void calendars_go_by_their_names(void **state)
{
	enum calendar calendar = CALENDAR_STRICT;
	(void)state;
	assert_int_equal(calendar_by_name(text_of("bank"), &calendar, NULL), OK);
	assert_int_equal(calendar, CALENDAR_BANK);
	assert_int_equal(calendar_by_name(text_of("strict"), &calendar, NULL), OK);
	assert_int_equal(calendar, CALENDAR_STRICT);
	assert_int_equal(calendar_by_name(text_of("BANK"), &calendar, NULL), ERR_UNKNOWN);
	assert_int_equal(calendar_by_name(text_of(""), &calendar, NULL), ERR_UNKNOWN);
	assert_string_equal(calendar_name(CALENDAR_STRICT), "strict");
	assert_string_equal(calendar_name(CALENDAR_BANK), "bank");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_known_deadline_is_met),
		cmocka_unit_test(a_year_has_as_many_bank_days_as_its_calendar_says),
		cmocka_unit_test(movable_days_close_banks_and_bind_us_all_the_same),
		cmocka_unit_test(half_days_count_for_both_calendars),
		cmocka_unit_test(twentieth_november_is_a_holiday_from_2024_on),
		cmocka_unit_test(a_year_without_data_is_an_error_and_says_which_years_there_are),
		cmocka_unit_test(a_term_is_one_to_3650_days),
		cmocka_unit_test(on_or_after_keeps_a_business_day),
		cmocka_unit_test(holidays_are_listed_in_order_weekends_too),
		cmocka_unit_test(calendars_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
