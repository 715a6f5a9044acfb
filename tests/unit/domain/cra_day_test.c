#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/cra_day.h"

#define HOURS(hour) ((hour)*60)

/* Nine hours, so that a file opens every hour. */
static const struct cra_window window = {HOURS(8), HOURS(17)};

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void the_next_file_waits_for_its_ninth_of_the_window(void **state)
{
	static const struct {
		const char *today;
		int minute;
		int sent_today;
		bool now;
		const char *on;
		int at;
	} rows[] = {
		{"2026-11-19", HOURS(7), 0, false, "2026-11-19", HOURS(8)},
		{"2026-11-19", HOURS(8), 0, true, "2026-11-19", HOURS(8)},
		{"2026-11-19", HOURS(8), 1, false, "2026-11-19", HOURS(9)},
		{"2026-11-19", HOURS(9) - 1, 1, false, "2026-11-19", HOURS(9)},
		{"2026-11-19", HOURS(9), 1, true, "2026-11-19", HOURS(9)},
		{"2026-11-19", HOURS(12), 8, false, "2026-11-19", HOURS(16)},
		{"2026-11-19", HOURS(16), 8, true, "2026-11-19", HOURS(16)},
		{"2026-11-19", HOURS(17) - 1, 0, true, "2026-11-19", HOURS(17) - 1},
		/* The cut-off, the tenth file, a holiday with a weekend behind it, Carnival. */
		{"2026-11-18", HOURS(17), 0, false, "2026-11-19", HOURS(8)},
		{"2026-11-18", HOURS(9), 9, false, "2026-11-19", HOURS(8)},
		{"2026-11-18", HOURS(9), 12, false, "2026-11-19", HOURS(8)},
		{"2026-11-19", HOURS(18), 3, false, "2026-11-23", HOURS(8)},
		{"2026-11-20", HOURS(9), 0, false, "2026-11-23", HOURS(8)},
		{"2026-02-13", HOURS(23), 0, false, "2026-02-18", HOURS(8)},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cra_chance chance;
		assert_int_equal(
			cra_next_chance(&window, iso(rows[i].today), rows[i].minute, rows[i].sent_today, &chance, NULL),
			OK);
		assert_int_equal(chance.now, rows[i].now);
		assert_int_equal(chance.on.day, iso(rows[i].on).day);
		assert_int_equal(chance.minute, rows[i].at);
	}
}

static void a_flood_uses_nine_files_spread_over_any_window(void **state)
{
	(void)state;
	for (int length = 1; length <= HOURS(24); length++) {
		struct cra_window any = {(HOURS(24) - length) / 2, (HOURS(24) - length) / 2 + length};
		int sent = 0;
		for (int minute = 0; minute < HOURS(24); minute++) {
			struct cra_chance chance = {.now = true};
			while (chance.now) {
				assert_int_equal(cra_next_chance(&any, iso("2026-11-19"), minute, sent, &chance, NULL),
						 OK);
				if (!chance.now)
					continue;
				assert_true(minute >= any.from_minute && minute < any.to_minute);
				/* File k leaves no earlier than (k-1)/9 of the window, but for the last minute of a
				 * short one. */
				assert_true((minute - any.from_minute) * CRA_FILES_A_DAY >= length * sent ||
					    minute == any.to_minute - 1);
				sent++;
			}
		}
		assert_int_equal(sent, CRA_FILES_A_DAY);
	}
}

static void the_chance_that_was_named_is_one(void **state)
{
	(void)state;
	for (int minute = 0; minute < HOURS(24); minute += 7)
		for (int sent = 0; sent <= CRA_FILES_A_DAY; sent++) {
			struct cra_chance chance;
			struct cra_chance then;
			assert_int_equal(cra_next_chance(&window, iso("2026-11-19"), minute, sent, &chance, NULL), OK);
			bool same_day = chance.on.day == iso("2026-11-19").day;
			assert_int_equal(
				cra_next_chance(&window, chance.on, chance.minute, same_day ? sent : 0, &then, NULL),
				OK);
			assert_true(then.now);
		}
}

static void a_day_without_a_calendar_is_an_error(void **state)
{
	struct cra_chance chance;
	(void)state;
	assert_int_equal(cra_next_chance(&window, iso("2051-01-02"), 0, 0, &chance, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(cra_next_chance(&window, iso("2049-12-31"), HOURS(18), 0, &chance, NULL),
			 ERR_CALENDAR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_file_waits_for_its_ninth_of_the_window),
		cmocka_unit_test(a_flood_uses_nine_files_spread_over_any_window),
		cmocka_unit_test(the_chance_that_was_named_is_one),
		cmocka_unit_test(a_day_without_a_calendar_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
