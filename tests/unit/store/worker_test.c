#include "store/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/clock.h"
#include "store/creditor.h"
#include "store/lane.h"
#include "store/message.h"
#include "unit/store/fixture.h"

static const struct worker_id one = {.node = "node", .slot = 1};
static const struct worker_id two = {.node = "node", .slot = 2};

static struct worker_round begin(struct store *store, const struct worker_id *worker)
{
	struct worker_round round;
	MUST(store, worker_begin(store->db, worker, &round, &store->err));
	return round;
}

static void end(struct store *store, const struct worker_id *worker, bool did_work, const struct worker_round *round)
{
	MUST(store, worker_end(store->db, worker, did_work, round, &store->err));
}

static void idle_round(struct store *store, const struct worker_id *worker)
{
	struct worker_round round = begin(store, worker);
	end(store, worker, false, &round);
}

static bool settled(struct store *store)
{
	bool all = false;
	const char *words = NULL;
	MUST(store, worker_settled(store->db, store->arena, &all, &words, &store->err));
	assert_int_equal(all, words[0] == '\0');
	return all;
}

static void without_a_worker_nothing_settles(void **state)
{
	struct store *store = *state;
	assert_false(settled(store));
}

static void a_round_without_work_settles(void **state)
{
	struct store *store = *state;
	struct worker_round round = begin(store, &one);
	assert_false(settled(store));
	end(store, &one, false, &round);
	assert_true(settled(store));
	/* The next round has begun and may yet find something. */
	round = begin(store, &one);
	assert_false(settled(store));
	end(store, &one, false, &round);
	assert_true(settled(store));
}

static void the_first_work_unsettles_like_any(void **state)
{
	struct store *store = *state;
	idle_round(store, &one);
	for (int i = 0; i < 3; i++) {
		struct worker_round round = begin(store, &two);
		end(store, &two, true, &round);
		idle_round(store, &two);
		/* What the second did may be work for the first, which has not looked since. */
		assert_false(settled(store));
		idle_round(store, &one);
		assert_true(settled(store));
	}
}

static void work_done_during_a_round_may_have_been_passed_by(void **state)
{
	struct store *store = *state;
	struct worker_round round = begin(store, &one);
	struct worker_round other = begin(store, &two);
	end(store, &two, true, &other);
	idle_round(store, &two);
	end(store, &one, false, &round);
	assert_false(settled(store));
	idle_round(store, &one);
	assert_true(settled(store));
}

static void every_worker_must_have_looked(void **state)
{
	struct store *store = *state;
	idle_round(store, &one);
	struct worker_round round = begin(store, &two);
	assert_false(settled(store));
	end(store, &two, false, &round);
	assert_true(settled(store));
}

static void a_moved_clock_makes_new_work(void **state)
{
	struct store *store = *state;
	idle_round(store, &one);
	MUST(store, clock_advance(store->db, text_of("1m"), &store->err));
	assert_false(settled(store));
	struct worker_round round = begin(store, &one);
	MUST(store, clock_advance(store->db, text_of("1m"), &store->err));
	end(store, &one, false, &round);
	assert_false(settled(store));
	idle_round(store, &one);
	assert_true(settled(store));
}

static void who_shows_no_life_is_not_waited_for(void **state)
{
	struct store *store = *state;
	idle_round(store, &one);
	(void)begin(store, &two);
	MUST(store,
	     db_script(store->db, "update apontad.worker set beat_at = beat_at - interval '61 seconds' where slot = 2",
		       &store->err));
	assert_true(settled(store));
}

static void a_lease_or_a_back_off_is_waited_for(void **state)
{
	struct store *store = *state;
	struct lane lane;
	MUST(store, lane_claim(store->db, store->arena, "collect", "node/2", 60, &lane, &store->err));
	idle_round(store, &one);
	assert_false(settled(store));
	MUST(store, lane_release(store->db, &lane, true, 60000, &store->err));
	idle_round(store, &one);
	assert_false(settled(store));
	/* It ran out, and nobody has looked since. */
	MUST(store, db_script(store->db, "update apontad.lane set retry_at = clock_timestamp() where failures > 0",
			      &store->err));
	assert_false(settled(store));
	idle_round(store, &one);
	assert_true(settled(store));
}

static void a_lane_that_cannot_go_is_not_waited_for(void **state)
{
	struct store *store = *state;
	struct lane lane;
	MUST(store, lane_claim(store->db, store->arena, "collect", "node/2", 60, &lane, &store->err));
	MUST(store, lane_not_before(store->db, &lane, day_of("2026-03-03"), 510, &store->err));
	MUST(store, lane_release(store->db, &lane, true, 60000, &store->err));
	idle_round(store, &one);
	assert_true(settled(store));
	MUST(store, db_script(store->db, "update apontad.lane set not_before = '-infinity'", &store->err));
	assert_false(settled(store));
	MUST(store, account_stop(store->db, store->account_id, "the password was refused", &store->err));
	assert_true(settled(store));
}

static void what_is_missing_is_told(void **state)
{
	struct store *store = *state;
	bool all = false;
	const char *words = NULL;
	idle_round(store, &one);
	(void)begin(store, &two);
	MUST(store, worker_settled(store->db, store->arena, &all, &words, &store->err));
	assert_string_equal(words, "2 workers alive, 1 of them busy, 0 lanes leased or backing off");
}

static void a_message_that_is_asked_again_is_waited_for(void **state)
{
	struct store *store = *state;
	struct message_entry entry = {
		.account_id = store->account_id, .kind = "debt", .lane = "requests", .day = day_of("2026-03-02")};
	struct message message = {0};
	MUST(store, message_prepare(store->db, store->arena, &entry, &message.id, &store->err));
	MUST(store, message_retry(store->db, &message, 60000, 60000, &store->err));
	idle_round(store, &one);
	assert_false(settled(store));
	/* Its time has come, and nobody has looked since. */
	MUST(store, db_script(store->db, "update apontad.message set retry_at = clock_timestamp()", &store->err));
	assert_false(settled(store));
	idle_round(store, &one);
	assert_true(settled(store));
	MUST(store, message_retry(store->db, &message, 60000, 60000, &store->err));
	assert_false(settled(store));
	MUST(store, message_set_state(store->db, message.id, "answered", NULL, &store->err));
	assert_true(settled(store));
	MUST(store, message_set_state(store->db, message.id, "in_doubt", NULL, &store->err));
	assert_false(settled(store));
	MUST(store, account_stop(store->db, store->account_id, "the token was refused", &store->err));
	assert_true(settled(store));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(without_a_worker_nothing_settles),
		STORE_TEST(a_round_without_work_settles),
		STORE_TEST(the_first_work_unsettles_like_any),
		STORE_TEST(work_done_during_a_round_may_have_been_passed_by),
		STORE_TEST(every_worker_must_have_looked),
		STORE_TEST(a_moved_clock_makes_new_work),
		STORE_TEST(who_shows_no_life_is_not_waited_for),
		STORE_TEST(a_lease_or_a_back_off_is_waited_for),
		STORE_TEST(a_lane_that_cannot_go_is_not_waited_for),
		STORE_TEST(what_is_missing_is_told),
		STORE_TEST(a_message_that_is_asked_again_is_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
