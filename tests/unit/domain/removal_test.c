#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/removal.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	if (text[0] != '\0')
		assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void a_removal_has_its_last_day(void **state)
{
	static const struct {
		enum state state;
		const char *arisen_on;
		const char *protocol_on;
		const char *due_on;
		const char *rule;
	} rows[] = {
		/* By the earliest protest, three STRICT days from the protocol. */
		{STATE_WITHDRAW_SENT, "2026-11-16", "2026-11-16", "2026-11-19", "LP arts. 12 and 16"},
		{STATE_WITHDRAW_SENT, "2026-02-13", "2026-02-13", "2026-02-18", "LP arts. 12 and 16"},
		/* The cause came late: never before the next BANK day. */
		{STATE_WITHDRAW_SENT, "2026-11-19", "2026-11-16", "2026-11-23", "LP arts. 12 and 16"},
		{STATE_WITHDRAW_SENT, "2026-02-13", "2026-02-10", "2026-02-18", "LP arts. 12 and 16"},
		{STATE_WITHDRAW_SENT, "2026-11-18", "", "2026-11-19", "LP arts. 12 and 16"},
		{STATE_RECALL_ARMED, "2026-11-18", "", "", "LP art. 16"},
		{STATE_CANCEL_AUTHORISED, "2026-11-18", "2026-11-02", "2026-11-19", "Tema 725"},
		{STATE_CANCEL_AUTHORISED, "2026-11-19", "2026-11-02", "2026-11-23", "Tema 725"},
		{STATE_CANCEL_REQUESTED, "2026-02-13", "2026-02-02", "2026-02-16", "Tema 725"},
		{STATE_CANCEL_REFUSED, "2026-02-13", "2026-02-02", "2026-02-16", "Tema 725"},
		{STATE_CLOSED, "2026-02-13", "2026-02-02", "", "nothing"},
		{STATE_STAYED, "2026-02-13", "2026-02-02", "", "nothing"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date on = {77};
		const char *rule = NULL;
		assert_int_equal(
			removal_due(rows[i].state, iso(rows[i].arisen_on), iso(rows[i].protocol_on), &on, &rule, NULL),
			OK);
		assert_int_equal(on.day, iso(rows[i].due_on).day);
		assert_non_null(strstr(rule, rows[i].rule));
	}
}

static void without_a_calendar_there_is_no_day(void **state)
{
	static const enum state states[] = {STATE_WITHDRAW_SENT, STATE_CANCEL_AUTHORISED, STATE_CANCEL_REQUESTED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct date on = {77};
		const char *rule = "untouched";
		struct err err;
		assert_int_equal(removal_due(states[i], iso("2049-12-31"), iso("2049-12-30"), &on, &rule, &err),
				 ERR_CALENDAR_MISSING);
		assert_int_equal(on.day, 77);
		assert_string_equal(rule, "untouched");
	}
}

static void causes_go_by_their_names(void **state)
{
	enum removal_cause cause = CAUSE_PAID;
	(void)state;
	assert_int_equal(removal_cause_by_name(text_of("partly_paid"), &cause), OK);
	assert_int_equal(cause, CAUSE_PARTLY_PAID);
	assert_string_equal(removal_cause_name(CAUSE_PAID), "paid");
	assert_string_equal(removal_cause_name(CAUSE_PARTLY_PAID), "partly_paid");
	assert_int_equal(removal_cause_by_name(text_of("forgiven"), &cause), ERR_UNKNOWN);
	assert_int_equal(cause, CAUSE_PARTLY_PAID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_removal_has_its_last_day),
		cmocka_unit_test(without_a_calendar_there_is_no_day),
		cmocka_unit_test(causes_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
