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
	store_deadline(store, escalation, removal, DEADLINE_REMOVAL, "2026-03-09");
	store_deadline(store, escalation, 0, DEADLINE_PROTOCOL, "2026-03-04");
	MUST(store, removal_asked(store->db, escalation, true, &store->err));
	assert_string_equal(standing(store), "met running");
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	MUST(store, removal_asked(store->db, escalation, true, &store->err));
	MUST(store, removal_done(store->db, escalation, &store->err));
	assert_string_equal(store_text(store, "select asked_at < done_at from apontad.removal"), "t");

	removal = open_removal(store, escalation, "paid");
	store_deadline(store, escalation, removal, DEADLINE_REMOVAL, "2026-03-09");
	MUST(store, removal_moot(store->db, escalation, &store->err));
	assert_string_equal(standing(store), "met running dropped");
	assert_int_equal(find_open(store, escalation).id, 0);
}

/* A bureau must have done it: that it took the request is not enough. */
static void where_asking_does_not_suffice_the_deadline_runs_on(void **state)
{
	struct store *store = *state;
	int64_t escalation = new_escalation(store);
	store_deadline(store, escalation, open_removal(store, escalation, "paid"), DEADLINE_REMOVAL, "2026-03-09");
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
		STORE_TEST(where_asking_does_not_suffice_the_deadline_runs_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
