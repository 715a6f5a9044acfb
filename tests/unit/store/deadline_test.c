#include "store/deadline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "store/clock.h"
#include "store/removal.h"
#include "store/report.h"
#include "unit/store/fixture.h"

static int64_t new_escalation(struct store *store)
{
	return store_escalation(store, store_invoice(store, "F-1"), NO_STEPS).id;
}

static int64_t open_removal(struct store *store, int64_t escalation)
{
	int64_t id = 0;
	MUST(store, removal_open(store->db, store->arena, escalation, "paid", &id, &store->err));
	return id;
}

static int miss_due(struct store *store)
{
	int missed = -1;
	MUST(store, deadline_miss_due(store->db, &missed, &store->err));
	return missed;
}

static int warn_due(struct store *store)
{
	int warned = -1;
	MUST(store, deadline_warn_due(store->db, &warned, &store->err));
	return warned;
}

static void at(struct store *store, const char *time)
{
	MUST(store, clock_set(store->db, text_of(time), &store->err));
}

/* What the view says of each, in order. */
static const char *standing(struct store *store)
{
	return store_text(store, "select coalesce(string_agg(standing, ' ' order by id), '') from apontad.deadlines");
}

static const char *open_words(struct store *store)
{
	return store_text(store, "select coalesce(string_agg(kind || ': ' || words, '|' order by id), '') from "
				 "apontad.finding where closed_at is null");
}

static void every_clock_is_a_row_in_the_database(void **state)
{
	struct store *store = *state;
	assert_int_equal(store_number(store, "select count(*) from apontad.deadline_rule"), DEADLINE_COUNT);
	assert_string_equal(store_text(store, "select counted || ' ' || days || ' ' || alarms::text from "
					      "apontad.deadline_rule where name = 'removal'"),
			    "strict 5 {1,2,3,4}");
	/* A clock that the program does not know cannot be kept. */
	int64_t escalation = new_escalation(store);
	(void)escalation;
	assert_int_equal(
		db_script(store->db,
			  "insert into apontad.deadline (escalation_id, name, rule, due_on, opened_at) "
			  "select id, 'no such clock', '', '2026-03-05', apontad.now() from apontad.escalation",
			  &store->err),
		ERR_INTEGRITY);
}

static void a_new_clock_takes_the_place_of_the_running_one(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-04");
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-05");
	assert_string_equal(standing(store), "dropped due");
}

static void a_deadline_is_missed_when_its_day_is_over_and_told_once(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-04");
	at(store, "2026-03-04T23:59:59-03:00");
	assert_int_equal(miss_due(store), 0);
	assert_string_equal(standing(store), "at_risk");
	at(store, "2026-03-05T00:00:00-03:00");
	assert_string_equal(standing(store), "late");
	assert_int_equal(miss_due(store), 1);
	assert_int_equal(miss_due(store), 0);
	assert_string_equal(standing(store), "late");
	assert_string_equal(open_words(store),
			    "deadline_missed: The protocol deadline of 2026-03-04 (LP art. 5: protocol within 24 "
			    "hours) went by: ask the CRA where the title is; nothing is sent again by itself.");
	/* It was missed; that it was done later does not undo it, and nobody is late with it any more. */
	MUST(store, deadline_met(store->db, escalation, DEADLINE_PROTOCOL, &store->err));
	assert_string_equal(standing(store), "missed");
	assert_int_equal(store_number(store, "select count(*) from apontad.deadline where met_at is not null"), 0);
}

static void what_was_met_in_time_is_not_missed(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-04");
	MUST(store, deadline_met(store->db, escalation, DEADLINE_REMOVAL, &store->err));
	assert_string_equal(standing(store), "due");
	MUST(store, deadline_met(store->db, escalation, DEADLINE_PROTOCOL, &store->err));
	MUST(store, deadline_drop(store->db, escalation, DEADLINE_PROTOCOL, &store->err));
	at(store, "2026-03-09T00:00:00-03:00");
	assert_int_equal(miss_due(store), 0);
	assert_string_equal(standing(store), "met");
}

static void a_removal_warns_once_a_step(void **state)
{
	static const char *const days[] = {"03", "04", "05", "06"};
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	char time[40];
	char words[300];
	store_deadline(store, escalation, open_removal(store, escalation), DEADLINE_REMOVAL, "2026-03-09");
	assert_string_equal(standing(store), "due");
	assert_int_equal(warn_due(store), 0);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		(void)snprintf(time, sizeof(time), "2026-03-%sT00:00:00-03:00", days[i]);
		at(store, time);
		assert_string_equal(standing(store), "at_risk");
		assert_int_equal(warn_due(store), 1);
		assert_int_equal(warn_due(store), 0);
		(void)snprintf(
			words, sizeof(words),
			"deadline_near: The removal deadline ends on 2026-03-09 (Súmula 548/STJ: within five "
			"business days) and is not met yet, alarm %zu of 4: policy wants the bureau's word within "
			"one business day: ask the bureau now.",
			i + 1);
		/* The step before it is closed. */
		assert_string_equal(open_words(store), words);
	}
	assert_int_equal(store_number(store, "select count(*) from apontad.finding"), 4);
	/* A warning stops no clock. */
	at(store, "2026-03-10T00:00:00-03:00");
	assert_int_equal(warn_due(store), 0);
	assert_int_equal(miss_due(store), 1);
	assert_int_equal(store_number(store, "select count(*) from apontad.finding where closed_at is null and "
					     "kind = 'deadline_near'"),
			 0);
}

static void after_an_outage_the_last_step_is_told(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, open_removal(store, escalation), DEADLINE_REMOVAL, "2026-03-09");
	at(store, "2026-03-05T12:00:00-03:00");
	assert_int_equal(warn_due(store), 1);
	assert_string_equal(store_text(store, "select substring(words from 'alarm . of .') from apontad.finding"),
			    "alarm 3 of 4");
	at(store, "2026-03-06T12:00:00-03:00");
	assert_int_equal(warn_due(store), 1);
}

static void what_is_met_or_dropped_takes_its_alarm_along(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, open_removal(store, escalation), DEADLINE_REMOVAL, "2026-03-09");
	at(store, "2026-03-03T00:00:00-03:00");
	assert_int_equal(warn_due(store), 1);
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_string_equal(open_words(store), "");
	assert_string_equal(store_text(store, "select closed_by from apontad.finding"), "apontad");
	assert_string_equal(standing(store), "met");

	store_deadline(store, escalation, 0, DEADLINE_STAY_REVOKED, "2026-03-04");
	assert_int_equal(warn_due(store), 1);
	MUST(store, deadline_drop(store->db, escalation, DEADLINE_STAY_REVOKED, &store->err));
	assert_string_equal(open_words(store), "");
	at(store, "2026-03-09T00:00:00-03:00");
	assert_int_equal(warn_due(store), 0);
}

static void a_forecast_is_never_missed_and_the_day_told_wins(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, 0, DEADLINE_TRIDUO, "2026-03-05");
	assert_string_equal(standing(store), "due");
	at(store, "2026-03-06T09:00:00-03:00");
	assert_int_equal(miss_due(store), 0);
	assert_int_equal(warn_due(store), 0);
	assert_string_equal(standing(store), "at_risk");
	MUST(store, deadline_told(store->db, escalation, DEADLINE_TRIDUO, day_of("2026-03-09"), &store->err));
	assert_string_equal(standing(store), "due");
	assert_string_equal(store_text(store, "select ends_on || ' ' || days_left from apontad.deadlines"),
			    "2026-03-09 3");
	MUST(store, deadline_met(store->db, escalation, DEADLINE_TRIDUO, &store->err));
	assert_int_equal(deadline_told(store->db, escalation, DEADLINE_TRIDUO, day_of("2026-03-09"), &store->err),
			 ERR_NOT_FOUND);
}

static void deadlines_are_asked_for_by_standing_and_channel(void **state)
{
	struct store *store = *state;
	struct deadline_lines lines;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-04");
	store_deadline(store, escalation, open_removal(store, escalation), DEADLINE_REMOVAL, "2026-03-03");
	MUST(store, report_deadlines(store->db, store->arena, "{due,at_risk,late}", NULL, &lines, &store->err));
	assert_int_equal(lines.count, 2);
	assert_string_equal(lines.at[0].name, "removal"); /* the nearest end first */
	assert_string_equal(lines.at[0].invoice, "F-1");
	assert_string_equal(lines.at[0].channel, "protest");
	assert_int_equal(lines.at[0].days_left, 1);
	assert_int_equal(date_compare(lines.at[0].due_on, day_of("2026-03-03")), 0);
	MUST(store, report_deadlines(store->db, store->arena, "{late}", NULL, &lines, &store->err));
	assert_int_equal(lines.count, 0);
	MUST(store, report_deadlines(store->db, store->arena, "{due}", "serasa", &lines, &store->err));
	assert_int_equal(lines.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(every_clock_is_a_row_in_the_database),
		STORE_TEST(a_new_clock_takes_the_place_of_the_running_one),
		STORE_TEST(a_deadline_is_missed_when_its_day_is_over_and_told_once),
		STORE_TEST(what_was_met_in_time_is_not_missed),
		STORE_TEST(a_removal_warns_once_a_step),
		STORE_TEST(after_an_outage_the_last_step_is_told),
		STORE_TEST(what_is_met_or_dropped_takes_its_alarm_along),
		STORE_TEST(a_forecast_is_never_missed_and_the_day_told_wins),
		STORE_TEST(deadlines_are_asked_for_by_standing_and_channel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
