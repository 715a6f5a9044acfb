#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/notice_hours.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

#define AT(hour, minute) ((hour)*60 + (minute))

static void a_debtor_is_left_alone_at_night_on_sundays_and_holidays(void **state)
{
	static const struct {
		const char *on;
		int minute;
		bool saturdays;
		const char *then;
		int then_minute;
	} rows[] = {
		{"2026-03-02", AT(8, 59), false, "2026-03-02", AT(9, 0)},    /* Monday, too early */
		{"2026-03-02", AT(9, 0), false, "2026-03-02", AT(9, 0)},     /* the first minute */
		{"2026-03-02", AT(17, 59), false, "2026-03-02", AT(17, 59)}, /* the last */
		{"2026-03-02", AT(18, 0), false, "2026-03-03", AT(9, 0)},    /* the first that is not */
		{"2026-03-06", AT(18, 0), false, "2026-03-09", AT(9, 0)},    /* Friday evening */
		{"2026-03-06", AT(18, 0), true, "2026-03-07", AT(9, 0)},
		{"2026-03-08", AT(12, 0), true, "2026-03-09", AT(9, 0)},   /* never on a Sunday */
		{"2026-04-20", AT(20, 0), false, "2026-04-22", AT(9, 0)},  /* Tiradentes, a Tuesday */
		{"2027-05-01", AT(10, 0), true, "2027-05-03", AT(9, 0)},   /* 1 May, a Saturday */
		{"2026-12-24", AT(18, 30), false, "2026-12-28", AT(9, 0)}, /* Christmas on a Friday */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct notice_hours hours = {
			.from_minute = AT(9, 0), .until_minute = AT(18, 0), .saturdays = rows[i].saturdays};
		struct date on = DATE_NONE;
		int minute = -1;
		struct err err;
		assert_int_equal(notice_hours_next(&hours, iso(rows[i].on), rows[i].minute, &on, &minute, &err), OK);
		char text[DATE_TEXT_BYTES];
		assert_string_equal(date_iso(on, text), rows[i].then);
		assert_int_equal(minute, rows[i].then_minute);
	}
}

static void a_year_without_data_is_no_day_without_holidays(void **state)
{
	struct notice_hours hours = {.from_minute = AT(9, 0), .until_minute = AT(18, 0)};
	struct date on = iso("2026-03-02");
	int minute = 7;
	struct err err;
	(void)state;
	assert_int_equal(notice_hours_next(&hours, iso("2055-03-02"), AT(10, 0), &on, &minute, &err),
			 ERR_CALENDAR_MISSING);
	assert_int_equal(minute, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_debtor_is_left_alone_at_night_on_sundays_and_holidays),
		cmocka_unit_test(a_year_without_data_is_no_day_without_holidays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
