#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/deadline.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

/* "2026-11-20, 2026-11-23" */
static const char *alarms_of(const struct deadline_days *days, char out[80])
{
	char day[DATE_TEXT_BYTES];
	size_t used = 0;
	out[0] = '\0';
	for (int i = 0; i < days->alarms_count; i++)
		used += (size_t)snprintf(out + used, 80 - used, "%s%s", i > 0 ? ", " : "",
					 date_iso(days->alarms[i], day));
	return out;
}

/* The worked dates of the law for every clock that counts by itself. */
static void a_clock_has_its_last_day_and_its_alarms(void **state)
{
	static const struct {
		enum deadline deadline;
		const char *from;
		const char *due_on;
		const char *alarms;
	} rows[] = {
		/* Súmula 548: on STRICT, so that Carnival and Good Friday count, and 20 November does not. */
		{DEADLINE_REMOVAL, "2026-11-19", "2026-11-27", "2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26"},
		{DEADLINE_REMOVAL, "2026-11-20", "2026-11-27", "2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26"},
		{DEADLINE_REMOVAL, "2026-11-21", "2026-11-27", "2026-11-23, 2026-11-24, 2026-11-25, 2026-11-26"},
		{DEADLINE_REMOVAL, "2026-02-13", "2026-02-20", "2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19"},
		{DEADLINE_REMOVAL, "2026-04-01", "2026-04-08", "2026-04-02, 2026-04-03, 2026-04-06, 2026-04-07"},
		{DEADLINE_REMOVAL, "2026-04-30", "2026-05-08", "2026-05-04, 2026-05-05, 2026-05-06, 2026-05-07"},
		{DEADLINE_REMOVAL, "2026-06-02", "2026-06-09", "2026-06-03, 2026-06-04, 2026-06-05, 2026-06-08"},
		{DEADLINE_REMOVAL, "2026-12-23", "2026-12-31", "2026-12-24, 2026-12-28, 2026-12-29, 2026-12-30"},
		{DEADLINE_REMOVAL, "2027-02-04", "2027-02-11", "2027-02-05, 2027-02-08, 2027-02-09, 2027-02-10"},
		{DEADLINE_REMOVAL, "2028-12-28", "2029-01-05", "2028-12-29, 2029-01-02, 2029-01-03, 2029-01-04"},
		{DEADLINE_CORRECTION, "2026-11-09", "2026-11-16", "2026-11-10, 2026-11-11, 2026-11-12, 2026-11-13"},
		/* The three days: the earliest bound. */
		{DEADLINE_TRIDUO, "2026-11-16", "2026-11-19", ""},
		{DEADLINE_TRIDUO, "2026-11-18", "2026-11-24", ""},
		{DEADLINE_TRIDUO, "2026-02-11", "2026-02-16", ""},
		{DEADLINE_TRIDUO, "2026-02-12", "2026-02-17", ""},
		{DEADLINE_TRIDUO, "2026-02-13", "2026-02-18", ""},
		{DEADLINE_TRIDUO, "2026-04-01", "2026-04-06", ""},
		{DEADLINE_TRIDUO, "2026-06-02", "2026-06-05", ""},
		{DEADLINE_TRIDUO, "2026-12-21", "2026-12-24", ""},
		{DEADLINE_TRIDUO, "2026-12-22", "2026-12-28", ""},
		{DEADLINE_TRIDUO, "2026-12-29", "2027-01-04", ""},
		{DEADLINE_TRIDUO, "2027-02-05", "2027-02-10", ""},
		{DEADLINE_TRIDUO, "2028-02-24", "2028-02-29", ""},
		/* A CRA works when banks do. */
		{DEADLINE_PROTOCOL, "2026-03-05", "2026-03-09", ""},
		{DEADLINE_PROTOCOL, "2026-02-13", "2026-02-19", ""},
		{DEADLINE_CANCEL_ANSWER, "2026-02-13", "2026-02-19", ""},
		{DEADLINE_MONEY, "2026-04-02", "2026-04-06", ""},
		/* Calendar days, and an alarm before the end. */
		{DEADLINE_NEGOTIATION, "2026-03-02", "2026-04-01", "2026-03-27"},
		{DEADLINE_STAY_FINAL, "2026-03-02", "2026-04-01", "2026-03-27"},
		/* At once, and by the next business day. */
		{DEADLINE_STAY_REVOKED, "2026-11-19", "2026-11-23", "2026-11-19"},
		{DEADLINE_STAY_REVOKED, "2026-02-13", "2026-02-16", "2026-02-13"},
		{DEADLINE_CANCELLATION, "2026-11-18", "2026-11-19", ""},
		{DEADLINE_DISPUTE, "2026-11-19", "2026-11-23", ""},
		{DEADLINE_BUREAU_COPIES, "2026-11-09", "2026-11-16", ""},
		{DEADLINE_NOTICE_ELECTRONIC, "2026-11-16", "2026-11-19", ""},
		{DEADLINE_NOTICE_ACKNOWLEDGED, "2026-11-16", "2026-11-26", ""},
		{DEADLINE_FIVE_YEARS, "2021-11-20", "2026-11-20", ""},
		{DEADLINE_FIVE_YEARS, "2024-02-29", "2029-02-28", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct deadline_days days;
		char day[DATE_TEXT_BYTES];
		char alarms[80];
		assert_int_equal(deadline_days(rows[i].deadline, iso(rows[i].from), &days, NULL), OK);
		assert_string_equal(date_iso(days.due_on, day), rows[i].due_on);
		assert_string_equal(alarms_of(&days, alarms), rows[i].alarms);
	}
}

/* No clock may be left without a worked date but those whose days other data gives. */
static void what_counts_by_itself_has_days(void **state)
{
	(void)state;
	for (enum deadline each = 0; each < DEADLINE_COUNT; each++) {
		const struct deadline_row *row = deadline_row(each);
		assert_int_equal(row->count == DEADLINE_IN_GIVEN, row->days == 0);
		assert_true(row->name[0] != '\0' && row->starts[0] != '\0' && row->rule[0] != '\0');
		/* A duty tells a person what to do; what comes by itself names its event. */
		assert_int_equal(row->kind == DEADLINE_KIND_DUTY, row->missed[0] != '\0');
		assert_int_equal(row->alarms.count > 0, row->todo[0] != '\0');
		if (row->kind == DEADLINE_KIND_TIMER)
			assert_int_not_equal(row->then, EVENT_COUNT);
	}
}

static void an_alarm_is_never_before_the_start_nor_after_the_end(void **state)
{
	struct deadline_days days;
	char alarms[80];
	(void)state;
	assert_int_equal(deadline_days_until(DEADLINE_WITHDRAWAL, iso("2026-11-16"), iso("2026-11-19"), &days, NULL),
			 OK);
	assert_string_equal(alarms_of(&days, alarms), "2026-11-18");
	/* The end is here: a person hears it at once. */
	assert_int_equal(deadline_days_until(DEADLINE_WITHDRAWAL, iso("2026-11-19"), iso("2026-11-19"), &days, NULL),
			 OK);
	assert_string_equal(alarms_of(&days, alarms), "2026-11-19");
	/* An end that other data brings forward takes the later steps with it. */
	assert_int_equal(deadline_days_until(DEADLINE_REMOVAL, iso("2026-11-09"), iso("2026-11-11"), &days, NULL), OK);
	assert_string_equal(alarms_of(&days, alarms), "2026-11-10, 2026-11-11");
}

static void a_year_without_a_calendar_is_an_error(void **state)
{
	struct deadline_days days = {.due_on = {77}};
	struct err err;
	(void)state;
	assert_int_equal(deadline_days(DEADLINE_REMOVAL, iso("2049-12-31"), &days, &err), ERR_CALENDAR_MISSING);
	assert_int_equal(days.due_on.day, 77);
	assert_int_equal(deadline_days(DEADLINE_NEGOTIATION, iso("2049-12-31"), &days, &err), OK);
}

static void clocks_go_by_their_names(void **state)
{
	(void)state;
	for (enum deadline each = 0; each < DEADLINE_COUNT; each++) {
		enum deadline found = DEADLINE_COUNT;
		assert_int_equal(deadline_by_name(text_of(deadline_row(each)->name), &found), OK);
		assert_int_equal(found, each);
	}
	enum deadline found = DEADLINE_MONEY;
	assert_int_equal(deadline_by_name(text_of("forever"), &found), ERR_UNKNOWN);
	assert_int_equal(found, DEADLINE_MONEY);
	assert_string_equal(deadline_kind_name(DEADLINE_KIND_FORECAST), "forecast");
	assert_string_equal(deadline_count_name(DEADLINE_IN_BANK), "bank");
}

static void a_state_has_one_clock_at_most(void **state)
{
	static const struct {
		enum state state;
		enum deadline deadline;
	} rows[] = {{STATE_STAY_REVOKED, DEADLINE_STAY_REVOKED},
		    {STATE_NEGOTIATING, DEADLINE_NEGOTIATION},
		    {STATE_STAY_FINAL, DEADLINE_STAY_FINAL}};
	(void)state;
	for (enum state at = 0; at < STATE_COUNT; at++) {
		enum deadline wanted = DEADLINE_COUNT;
		for (size_t i = 0; i < ARRAY_LEN(rows); i++)
			wanted = rows[i].state == at ? rows[i].deadline : wanted;
		assert_int_equal(deadline_of_state(at), wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_has_its_last_day_and_its_alarms),
		cmocka_unit_test(what_counts_by_itself_has_days),
		cmocka_unit_test(an_alarm_is_never_before_the_start_nor_after_the_end),
		cmocka_unit_test(a_year_without_a_calendar_is_an_error),
		cmocka_unit_test(clocks_go_by_their_names),
		cmocka_unit_test(a_state_has_one_clock_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
