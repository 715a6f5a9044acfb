#include "store/lane.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/clock.h"
#include "store/creditor.h"
#include "store/instruction.h"
#include "store/message.h"
#include "unit/store/fixture.h"

#define LEASE_S 60

static enum rc claim(struct store *store, const char *name, int lease_s, struct lane *lane)
{
	return lane_claim(store->db, store->arena, name, "node/1", lease_s, lane, &store->err);
}

static bool can_claim(struct store *store, const char *name)
{
	struct lane lane;
	enum rc rc = claim(store, name, LEASE_S, &lane);
	if (rc == ERR_NOT_FOUND)
		return false;
	MUST(store, rc);
	MUST(store, lane_release(store->db, &lane, false, 0, &store->err));
	return true;
}

static int64_t ready(struct store *store, const char *external_id)
{
	return store_escalation(store, store_invoice(store, external_id), STEPS(EVENT_ASSESSED, EVENT_PASSED)).id;
}

static void a_lane_is_held_by_one(void **state)
{
	struct store *store = *state;
	struct lane lane;
	struct lane other;
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	assert_int_equal(lane.account_id, store->account_id);
	assert_string_equal(lane.account, "acme-cra");
	assert_string_equal(lane.name, "collect");
	assert_int_equal(lane.failures, 0);
	assert_true(date_is_none(lane.polled_to));
	assert_int_equal(claim(store, "collect", LEASE_S, &other), ERR_NOT_FOUND);
	MUST(store, lane_release(store->db, &lane, false, 0, &store->err));
	MUST(store, claim(store, "collect", LEASE_S, &other));
	assert_true(other.lease_no > lane.lease_no);
}

static void two_at_once_get_one_lane(void **state)
{
	struct store *store = *state;
	struct db *rival = store_connect(store, "apontad_daemon");
	struct lane lane;
	struct lane other;
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	/* The row is locked and not yet changed for the other: it is skipped, not waited for. */
	assert_int_equal(lane_claim(rival, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, db_end(store->db, OK, &store->err));
	db_close(rival);
}

static void who_lost_the_lease_changes_nothing(void **state)
{
	struct store *store = *state;
	struct lane lost;
	struct lane holder;
	MUST(store, claim(store, "collect", 0, &lost));
	MUST(store, claim(store, "collect", LEASE_S, &holder));
	assert_int_equal(lane_hold(store->db, &lost, &store->err), ERR_LEASE_LOST);
	assert_int_equal(lane_release(store->db, &lost, true, 1000, &store->err), ERR_LEASE_LOST);
	assert_int_equal(lane_not_before(store->db, &lost, day_of("2026-03-09"), 540, &store->err), ERR_LEASE_LOST);
	assert_int_equal(lane_polled(store->db, &lost, day_of("2026-03-09"), &store->err), ERR_LEASE_LOST);
	assert_string_equal(store_text(store,
				       "select concat_ws(' ', lease_no, failures, not_before, polled_to is null, "
				       "retry_at is null, lease_until is null) from apontad.lane "
				       "where name = 'collect'"),
			    "2 0 -infinity t t f");
	MUST(store, lane_hold(store->db, &holder, &store->err));
}

/* A claim cannot slip in between lane_hold and the commit. */
static void a_held_lane_is_locked_until_the_transaction_ends(void **state)
{
	struct store *store = *state;
	struct db *rival = store_connect(store, "apontad_daemon");
	struct lane lane;
	struct lane other;
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	MUST(store, db_script(store->db, "update apontad.lane set lease_until = clock_timestamp()", &store->err));
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, lane_hold(store->db, &lane, &store->err));
	assert_int_equal(lane_claim(rival, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, db_end(store->db, OK, &store->err));
	/* Holding has started the lease anew. */
	assert_int_equal(lane_claim(rival, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	assert_string_equal(store_text(store, "select lease_until > clock_timestamp() + interval '50 seconds' from "
					      "apontad.lane where name = 'collect'"),
			    "t");
	db_close(rival);
}

/* As workers do, both come as the daemon here; the owner stands for a worker of another role. */
static void a_lease_lives_as_long_as_its_holder(void **state)
{
	static const char *const roles[] = {"apontad_daemon", "postgres"};
	struct store *store = *state;
	struct db *rival = store_connect(store, "apontad_daemon");
	struct lane lane;
	struct lane other;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		struct db *holder = store_connect(store, roles[i]);
		MUST(store, lane_claim(holder, store->arena, "collect", "node/1", LEASE_S, &lane, &store->err));
		assert_int_equal(lane_claim(rival, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
				 ERR_NOT_FOUND);
		db_close(holder);
		enum rc rc = ERR_NOT_FOUND;
		for (int turn = 0; rc == ERR_NOT_FOUND && turn < 500; turn++) {
			MUST(store, db_script(store->db, "select pg_sleep(0.01)", &store->err));
			rc = lane_claim(rival, store->arena, "collect", "node/2", LEASE_S, &other, &store->err);
		}
		MUST(store, rc);
		assert_int_equal(other.lease_no, lane.lease_no + 1);
		MUST(store, lane_release(rival, &other, false, 0, &store->err));
	}
	db_close(rival);
}

static void only_what_was_left_lying_is_abandoned(void **state)
{
	struct store *store = *state;
	struct lane lane;
	struct lane other;
	struct db *db = store->db;
	/* Never held, held, and given back: nobody has left it lying. */
	assert_int_equal(lane_claim_abandoned(db, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	assert_int_equal(lane_claim_abandoned(db, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, lane_release(db, &lane, false, 0, &store->err));
	assert_int_equal(lane_claim_abandoned(db, store->arena, "collect", "node/2", LEASE_S, &other, &store->err),
			 ERR_NOT_FOUND);
	/* The lease runs out in the hands of its holder. */
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	MUST(store, db_script(db,
			      "update apontad.lane set lease_until = clock_timestamp() - interval '1 second' where "
			      "name = 'collect'",
			      &store->err));
	MUST(store, lane_claim_abandoned(db, store->arena, "collect", "node/2", LEASE_S, &other, &store->err));
	assert_int_equal(other.lease_no, lane.lease_no + 1);
}

static void each_failure_doubles_the_wait_up_to_five_minutes(void **state)
{
	static const int seconds[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300, 300};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
		struct lane lane;
		MUST(store, claim(store, "collect", LEASE_S, &lane));
		assert_int_equal(lane.failures, i);
		MUST(store, lane_release(store->db, &lane, true, 1000, &store->err));
		assert_int_equal(store_number(store, "select ceil(extract(epoch from retry_at - clock_timestamp())) "
						     "from apontad.lane where name = 'collect'"),
				 seconds[i]);
		assert_int_equal(claim(store, "collect", LEASE_S, &lane), ERR_NOT_FOUND);
		/* Business time does not shorten it: the wait is for machines. */
		MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
		assert_int_equal(claim(store, "collect", LEASE_S, &lane), ERR_NOT_FOUND);
		MUST(store, db_script(store->db, "update apontad.lane set retry_at = clock_timestamp()", &store->err));
	}
	assert_true(can_claim(store, "collect"));
	assert_int_equal(store_number(store, "select failures from apontad.lane where name = 'collect'"), 0);
}

static void a_lane_is_claimed_when_it_has_work(void **state)
{
	struct store *store = *state;
	assert_false(can_claim(store, "remessa"));
	assert_false(can_claim(store, "requests"));
	int64_t escalation = ready(store, "F-1");
	int64_t include = store_include(store, escalation);
	assert_true(can_claim(store, "remessa"));
	assert_false(can_claim(store, "requests"));
	int64_t withdraw = store_request(store, escalation, "withdraw");
	assert_true(can_claim(store, "requests"));
	MUST(store, instruction_set_state(store->db, include, "sent", NULL, NULL, &store->err));
	MUST(store, instruction_set_state(store->db, withdraw, "accepted", NULL, NULL, &store->err));
	assert_false(can_claim(store, "remessa"));
	assert_false(can_claim(store, "requests"));
}

static void a_message_under_way_is_work(void **state)
{
	static const struct {
		const char *kind;
		const char *lane;
		const char *other;
	} cases[] = {{"B", "remessa", "requests"}, {"DP", "requests", "remessa"}};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message_entry entry = {.account_id = store->account_id,
					      .kind = cases[i].kind,
					      .lane = cases[i].lane,
					      .file_name = "X",
					      .day = day_of("2026-03-02"),
					      .sequence = 1};
		int64_t id = 0;
		MUST(store, message_prepare(store->db, store->arena, &entry, &id, &store->err));
		assert_true(can_claim(store, cases[i].lane));
		assert_false(can_claim(store, cases[i].other));
		MUST(store, message_set_state(store->db, id, "sending", NULL, &store->err));
		assert_true(can_claim(store, cases[i].lane));
		MUST(store, message_set_state(store->db, id, "in_doubt", NULL, &store->err));
		assert_true(can_claim(store, cases[i].lane));
		MUST(store, message_set_state(store->db, id, "answered", "0000", &store->err));
		assert_false(can_claim(store, cases[i].lane));
	}
}

static void a_lane_waits_for_its_window_in_business_time(void **state)
{
	struct store *store = *state;
	struct lane lane;
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	MUST(store, lane_polled(store->db, &lane, day_of("2026-03-01"), &store->err));
	MUST(store, lane_not_before(store->db, &lane, day_of("2026-03-03"), 510, &store->err));
	MUST(store, lane_release(store->db, &lane, false, 0, &store->err));
	assert_false(can_claim(store, "collect"));
	MUST(store, clock_set(store->db, text_of("2026-03-03T08:29:59-03:00"), &store->err));
	assert_false(can_claim(store, "collect"));
	MUST(store, clock_set(store->db, text_of("2026-03-03T08:30:00-03:00"), &store->err));
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	assert_int_equal(date_compare(lane.polled_to, day_of("2026-03-01")), 0);
}

static void wait_until_tomorrow(struct store *store, const char *name)
{
	struct lane lane;
	MUST(store, claim(store, name, LEASE_S, &lane));
	MUST(store, lane_not_before(store->db, &lane, day_of("2026-03-03"), 510, &store->err));
	MUST(store, lane_release(store->db, &lane, false, 0, &store->err));
	assert_false(can_claim(store, name));
}

static void something_new_is_looked_at_before_the_window(void **state)
{
	struct store *store = *state;
	int64_t escalation = ready(store, "F-1");
	(void)store_request(store, escalation, "withdraw");
	wait_until_tomorrow(store, "requests");
	/* An include is no work of this lane. */
	(void)store_include(store, escalation);
	assert_false(can_claim(store, "requests"));
	(void)store_request(store, ready(store, "F-2"), "withdraw");
	assert_true(can_claim(store, "requests"));
	wait_until_tomorrow(store, "requests");
	wait_until_tomorrow(store, "remessa");
	(void)store_include(store, ready(store, "F-3"));
	assert_true(can_claim(store, "remessa"));
	assert_false(can_claim(store, "requests"));
}

/* Numbers are given out in order, and transactions end in any: what was asked first may be seen last. */
static void what_was_asked_before_and_committed_after_is_new(void **state)
{
	struct store *store = *state;
	int64_t slow = ready(store, "F-1");
	int64_t quick = ready(store, "F-2");
	struct db *other = store_connect(store, "apontad_daemon");
	int64_t id = 0;
	MUST(store, db_begin(other, &store->err));
	struct instruction_entry entry = {
		.escalation_id = slow, .kind = "withdraw", .lane = "requests", .amount_cents = 1, .comarca_ibge = ""};
	MUST(store, instruction_ask(other, store->arena, &entry, &id, &store->err));
	assert_true(store_request(store, quick, "withdraw") > id);
	wait_until_tomorrow(store, "requests");
	MUST(store, db_end(other, OK, &store->err));
	assert_true(can_claim(store, "requests"));
	db_close(other);
}

static void a_stopped_account_has_no_lanes(void **state)
{
	struct store *store = *state;
	(void)store_include(store, ready(store, "F-1"));
	MUST(store, account_stop(store->db, store->account_id, "the password was refused", &store->err));
	assert_false(can_claim(store, "remessa"));
	assert_false(can_claim(store, "collect"));
	MUST(store, account_start(store->db, "acme-cra", &store->err));
	assert_true(can_claim(store, "remessa"));
}

static void nobody_knows_a_lane_of_that_name(void **state)
{
	struct store *store = *state;
	struct lane lane;
	assert_int_equal(claim(store, "express", LEASE_S, &lane), ERR_UNKNOWN);
}

static void a_message_that_waits_by_itself_is_no_work_yet(void **state)
{
	struct store *store = *state;
	struct message_entry entry = {
		.account_id = store->account_id, .kind = "debt", .lane = "requests", .day = day_of("2026-03-02")};
	struct message message = {0};
	MUST(store, message_prepare(store->db, store->arena, &entry, &message.id, &store->err));
	assert_true(can_claim(store, "requests"));
	MUST(store, message_retry(store->db, &message, 60000, 60000, &store->err));
	assert_false(can_claim(store, "requests"));
	/* Another one does not wait for it. */
	int64_t other = 0;
	MUST(store, message_prepare(store->db, store->arena, &entry, &other, &store->err));
	assert_true(can_claim(store, "requests"));
	MUST(store, message_set_state(store->db, other, "answered", NULL, &store->err));
	assert_false(can_claim(store, "requests"));
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	assert_false(can_claim(store, "requests"));
	MUST(store, db_script(store->db, "update apontad.message set retry_at = clock_timestamp()", &store->err));
	assert_true(can_claim(store, "requests"));
	MUST(store, message_set_state(store->db, message.id, "silent", NULL, &store->err));
	assert_false(can_claim(store, "requests"));
}

static void the_pace_is_kept_by_who_holds_the_lane(void **state)
{
	struct store *store = *state;
	struct lane lost;
	struct lane holder;
	MUST(store, claim(store, "collect", 0, &lost));
	assert_int_equal(lost.pace.width_milli, PACE_FIRST);
	assert_int_equal(lost.pace.failures_milli, 0);
	MUST(store, claim(store, "collect", LEASE_S, &holder));
	lost.pace = (struct pace){.width_milli = 9000, .failures_milli = 900};
	assert_int_equal(lane_set_pace(store->db, &lost, &store->err), ERR_LEASE_LOST);
	holder.pace = (struct pace){.width_milli = 3500, .failures_milli = 250};
	MUST(store, lane_set_pace(store->db, &holder, &store->err));
	MUST(store, lane_release(store->db, &holder, false, 0, &store->err));
	MUST(store, claim(store, "collect", LEASE_S, &holder));
	assert_int_equal(holder.pace.width_milli, 3500);
	assert_int_equal(holder.pace.failures_milli, 250);
	/* Each lane has its own. */
	assert_int_equal(store_number(store, "select sum(width_milli) from apontad.lane"), 3500 + 2 * PACE_FIRST);
	holder.pace.width_milli = 0;
	assert_int_equal(lane_set_pace(store->db, &holder, &store->err), ERR_INTEGRITY);
}

static void a_lane_rests_as_long_as_the_counterparty_told(void **state)
{
	struct store *store = *state;
	struct lane lost;
	struct lane lane;
	MUST(store, claim(store, "collect", 0, &lost));
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	assert_int_equal(lane_retry_in(store->db, &lost, 1, &store->err), ERR_LEASE_LOST);
	MUST(store, lane_retry_in(store->db, &lane, 120, &store->err));
	assert_int_equal(store_number(store, "select ceil(extract(epoch from retry_at - clock_timestamp())) "
					     "from apontad.lane where name = 'collect'"),
			 120);
	assert_false(can_claim(store, "collect"));
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	assert_false(can_claim(store, "collect"));
	/* It was told to wait, which is no failure. */
	MUST(store, db_script(store->db, "update apontad.lane set retry_at = clock_timestamp()", &store->err));
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	assert_int_equal(lane.failures, 0);
}

static void what_was_pushed_is_collected_before_the_window(void **state)
{
	struct store *store = *state;
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "hook",
				      .day = day_of("2026-03-02"),
				      .document = text_of("{}")};
	int64_t id = 0;
	bool fresh = false;
	wait_until_tomorrow(store, "collect");
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	assert_true(can_claim(store, "collect"));
	/* It stands until it is absorbed, also when the lane was told to wait after it had come. */
	struct lane lane;
	MUST(store, claim(store, "collect", LEASE_S, &lane));
	MUST(store, lane_not_before(store->db, &lane, day_of("2026-03-03"), 510, &store->err));
	MUST(store, lane_release(store->db, &lane, false, 0, &store->err));
	assert_true(can_claim(store, "collect"));
	MUST(store, message_set_state(store->db, id, "absorbed", NULL, &store->err));
	assert_false(can_claim(store, "collect"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_lane_is_held_by_one),
		STORE_TEST(two_at_once_get_one_lane),
		STORE_TEST(who_lost_the_lease_changes_nothing),
		STORE_TEST(a_held_lane_is_locked_until_the_transaction_ends),
		STORE_TEST(a_lease_lives_as_long_as_its_holder),
		STORE_TEST(each_failure_doubles_the_wait_up_to_five_minutes),
		STORE_TEST(a_lane_is_claimed_when_it_has_work),
		STORE_TEST(a_message_under_way_is_work),
		STORE_TEST(a_lane_waits_for_its_window_in_business_time),
		STORE_TEST(something_new_is_looked_at_before_the_window),
		STORE_TEST(what_was_asked_before_and_committed_after_is_new),
		STORE_TEST(a_stopped_account_has_no_lanes),
		STORE_TEST(only_what_was_left_lying_is_abandoned),
		STORE_TEST(nobody_knows_a_lane_of_that_name),
		STORE_TEST(a_message_that_waits_by_itself_is_no_work_yet),
		STORE_TEST(the_pace_is_kept_by_who_holds_the_lane),
		STORE_TEST(a_lane_rests_as_long_as_the_counterparty_told),
		STORE_TEST(what_was_pushed_is_collected_before_the_window),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
