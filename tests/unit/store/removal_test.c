#include "store/removal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/clock.h"
#include "unit/store/fixture.h"

static int64_t new_escalation(struct store *store)
{
	return store_escalation(store, store_invoice(store, "F-1"), NO_STEPS).id;
}

static int64_t open_removal(struct store *store, int64_t escalation, const char *cause)
{
	int64_t id = 0;
	MUST(store, removal_open(store->db, store->arena, escalation, cause, &id, &store->err));
	return id;
}

static struct removal_row find_open(struct store *store, int64_t escalation)
{
	struct removal_row removal;
	MUST(store, removal_find_open(store->db, store->arena, escalation, &removal, &store->err));
	return removal;
}

static int miss_due(struct store *store)
{
	int missed = -1;
	MUST(store, deadline_miss_due(store->db, &missed, &store->err));
	return missed;
}

/* "met", "missed", "dropped" or "running" for each deadline, in order. */
static const char *standing(struct store *store)
{
	return store_text(store,
			  "select coalesce(string_agg(case when met_at is not null then 'met' when missed_at is "
			  "not null then 'missed' when dropped_at is not null then 'dropped' else 'running' end, "
			  "' ' order by id), '') from apontad.deadline");
}

static void one_removal_is_open_at_a_time(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	assert_int_equal(find_open(store, escalation).id, 0);
	int64_t first = open_removal(store, escalation, "partly_paid");
	assert_int_equal(open_removal(store, escalation, "error"), first);
	assert_string_equal(find_open(store, escalation).cause, "partly_paid");
	/* That it was paid is the strongest cause, and stays. */
	assert_int_equal(open_removal(store, escalation, "paid"), first);
	assert_int_equal(open_removal(store, escalation, "error"), first);
	struct removal_row removal = find_open(store, escalation);
	assert_string_equal(removal.cause, "paid");
	assert_int_equal(date_compare(removal.arisen_on, day_of("2026-03-02")), 0);
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_int_equal(find_open(store, escalation).id, 0);
	assert_int_not_equal(open_removal(store, escalation, "paid"), first);
}

static void a_cause_arises_on_the_day_of_the_place(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, clock_set(store->db, text_of("2026-03-03T02:59:59Z"), &store->err));
	(void)open_removal(store, escalation, "paid");
	assert_int_equal(date_compare(find_open(store, escalation).arisen_on, day_of("2026-03-02")), 0);
}

static void the_deadline_is_met_by_asking_and_dropped_when_moot(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	int64_t removal = open_removal(store, escalation, "paid");
	MUST(store, deadline_open(store->db, escalation, removal, "removal", "Sumula 548/STJ", day_of("2026-03-09"),
				  DATE_NONE, &store->err));
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "LP art. 5", day_of("2026-03-04"), DATE_NONE,
				  &store->err));
	MUST(store, removal_asked(store->db, escalation, true, &store->err));
	assert_string_equal(standing(store), "met running");
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	MUST(store, removal_asked(store->db, escalation, true, &store->err));
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_string_equal(store_text(store, "select asked_at < done_at from apontad.removal"), "t");

	removal = open_removal(store, escalation, "paid");
	MUST(store, deadline_open(store->db, escalation, removal, "removal", "Sumula 548/STJ", day_of("2026-03-09"),
				  DATE_NONE, &store->err));
	MUST(store, removal_moot(store->db, escalation, &store->err));
	assert_string_equal(standing(store), "met running dropped");
	assert_int_equal(find_open(store, escalation).id, 0);
}

static void a_new_clock_takes_the_place_of_the_running_one(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "LP art. 5", day_of("2026-03-04"), DATE_NONE,
				  &store->err));
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "LP art. 5", day_of("2026-03-05"), DATE_NONE,
				  &store->err));
	assert_string_equal(standing(store), "dropped running");
	assert_int_equal(deadline_open(store->db, escalation, 0, "no such clock", "", day_of("2026-03-05"), DATE_NONE,
				       &store->err),
			 ERR_INTEGRITY);
}

static void a_deadline_is_missed_when_its_day_is_over_and_told_once(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "LP art. 5", day_of("2026-03-04"), DATE_NONE,
				  &store->err));
	MUST(store, clock_set(store->db, text_of("2026-03-04T23:59:59-03:00"), &store->err));
	assert_int_equal(miss_due(store), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-05T00:00:00-03:00"), &store->err));
	assert_int_equal(miss_due(store), 1);
	assert_int_equal(miss_due(store), 0);
	assert_string_equal(standing(store), "missed");
	assert_string_equal(store_text(store, "select kind || ': ' || words from apontad.finding"),
			    "deadline_missed: The protocol deadline of 2026-03-04 (LP art. 5) went by: look at it and "
			    "speak to the counterparty.");
	/* It was missed; that it was done later does not undo it. */
	MUST(store, deadline_met(store->db, escalation, "protocol", &store->err));
	assert_string_equal(standing(store), "missed");
}

static void what_was_met_in_time_is_not_missed(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "LP art. 5", day_of("2026-03-04"), DATE_NONE,
				  &store->err));
	MUST(store, deadline_met(store->db, escalation, "removal", &store->err));
	assert_string_equal(standing(store), "running");
	MUST(store, deadline_met(store->db, escalation, "protocol", &store->err));
	MUST(store, deadline_drop(store->db, escalation, "protocol", &store->err));
	MUST(store, clock_set(store->db, text_of("2026-03-09T00:00:00-03:00"), &store->err));
	assert_int_equal(miss_due(store), 0);
	assert_string_equal(standing(store), "met");
}

static int warn_due(struct store *store)
{
	int warned = -1;
	MUST(store, deadline_warn_due(store->db, &warned, &store->err));
	return warned;
}

static void a_deadline_warns_once_before_its_end(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, deadline_open(store->db, escalation, open_removal(store, escalation, "paid"), "removal",
				  "Sumula 548/STJ", day_of("2026-03-09"), day_of("2026-03-06"), &store->err));
	MUST(store, clock_set(store->db, text_of("2026-03-05T23:59:59-03:00"), &store->err));
	assert_int_equal(warn_due(store), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-06T00:00:00-03:00"), &store->err));
	assert_int_equal(warn_due(store), 1);
	assert_int_equal(warn_due(store), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-07T00:00:00-03:00"), &store->err));
	assert_int_equal(warn_due(store), 0);
	assert_string_equal(store_text(store, "select kind || ': ' || words from apontad.finding"),
			    "deadline_near: The removal deadline ends on 2026-03-09 (Sumula 548/STJ) and is not met "
			    "yet: look at it now.");
	/* A warning stops no clock. */
	assert_string_equal(standing(store), "running");
	MUST(store, clock_set(store->db, text_of("2026-03-10T00:00:00-03:00"), &store->err));
	assert_int_equal(miss_due(store), 1);
}

static void what_is_over_or_has_no_warning_day_does_not_warn(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	struct date warn_on = day_of("2026-03-02");
	struct date due_on = day_of("2026-03-09");
	MUST(store, deadline_open(store->db, escalation, 0, "protocol", "rule", due_on, DATE_NONE, &store->err));
	assert_int_equal(warn_due(store), 0);
	MUST(store, deadline_open(store->db, escalation, 0, "removal", "rule", due_on, warn_on, &store->err));
	MUST(store, deadline_met(store->db, escalation, "removal", &store->err));
	assert_int_equal(warn_due(store), 0);
	MUST(store, deadline_open(store->db, escalation, 0, "removal", "rule", due_on, warn_on, &store->err));
	MUST(store, deadline_drop(store->db, escalation, "removal", &store->err));
	assert_int_equal(warn_due(store), 0);
	/* One that was missed has been told already. */
	MUST(store, deadline_open(store->db, escalation, 0, "removal", "rule", due_on, warn_on, &store->err));
	MUST(store, clock_set(store->db, text_of("2026-03-10T00:00:00-03:00"), &store->err));
	assert_int_equal(miss_due(store), 2);
	assert_int_equal(warn_due(store), 0);
}

/* A bureau must have done it: that it took the request is not enough. */
static void where_asking_does_not_suffice_the_deadline_runs_on(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	MUST(store, deadline_open(store->db, escalation, open_removal(store, escalation, "paid"), "removal",
				  "Sumula 548/STJ", day_of("2026-03-09"), DATE_NONE, &store->err));
	MUST(store, removal_asked(store->db, escalation, false, &store->err));
	assert_string_equal(standing(store), "running");
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_string_equal(standing(store), "met");
	/* One that is answered with "done" at once was asked by then. */
	(void)open_removal(store, escalation, "paid");
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_int_equal(store_number(store, "select count(*) from apontad.removal where asked_at is null"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(one_removal_is_open_at_a_time),
		STORE_TEST(a_cause_arises_on_the_day_of_the_place),
		STORE_TEST(the_deadline_is_met_by_asking_and_dropped_when_moot),
		STORE_TEST(a_new_clock_takes_the_place_of_the_running_one),
		STORE_TEST(a_deadline_is_missed_when_its_day_is_over_and_told_once),
		STORE_TEST(what_was_met_in_time_is_not_missed),
		STORE_TEST(a_deadline_warns_once_before_its_end),
		STORE_TEST(what_is_over_or_has_no_warning_day_does_not_warn),
		STORE_TEST(where_asking_does_not_suffice_the_deadline_runs_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
