#include "store/escalation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/clock.h"
#include "unit/store/fixture.h"

static void one_debt_one_person_one_channel_is_one_escalation(void **state)
{
	struct store *store = *state;
	int64_t invoice_id = store_invoice(store, "F-1");
	struct escalation first = store_escalation(store, invoice_id, NO_STEPS);
	struct escalation second;
	assert_int_equal(first.state, STATE_DRAFT);
	assert_int_equal(first.event_seq, 0);
	MUST(store, db_begin(store->db, &store->err));
	enum rc rc = escalation_open(store->db, store->arena, invoice_id, first.person_id, store->account_id, "protest",
				     "protest", "test", &second, &store->err);
	assert_int_equal(rc, ERR_DUPLICATE);
	assert_int_equal(db_end(store->db, rc, &store->err), ERR_DUPLICATE);
	assert_int_equal(store_number(store, "select count(*) from apontad.event where what = 'OPENED'"), 1);
}

static void a_step_moves_the_row_and_tells_the_event(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	assert_int_equal(escalation.state, STATE_CHECKING);
	assert_int_equal(escalation.event_seq, 1);
	struct escalation locked;
	MUST(store, escalation_lock(store->db, store->arena, escalation.id, &locked, &store->err));
	assert_int_equal(locked.state, STATE_CHECKING);
	assert_int_equal(locked.event_seq, 1);
	assert_int_equal(locked.timer_event, EVENT_COUNT);
	assert_string_equal(store_text(store, "select concat_ws(' ', actor, what, from_state, to_state, "
					      "escalation_seq) from apontad.event where from_state is not null"),
			    "test ASSESSED DRAFT CHECKING 1");
}

static void every_row_of_the_lifecycle_may_be_stored(void **state)
{
	struct store *store = *state;
	size_t count = 0;
	const struct transition *rows = lifecycle_rows(&count);
	int64_t invoice_id = store_invoice(store, "F-1");
	int64_t ids[MACHINE_COUNT] = {
		[MACHINE_PROTEST] = store_escalation(store, invoice_id, NO_STEPS).id,
		[MACHINE_LISTING] = store_listing(store, invoice_id, store_bureau(store, "serasa"), NO_STEPS).id,
	};
	for (size_t i = 0; i < count; i++)
		MUST(store, db_exec(store->db,
				    "insert into apontad.event (at, actor, what, escalation_id, machine, "
				    "escalation_seq, from_state, to_state) "
				    "values (apontad.now(), 'test', $2, $1, $6, $3, $4, $5)",
				    DB_VALUES(db_int(ids[rows[i].machine]), db_str(event_name(rows[i].event)),
					      db_int((int64_t)i + 1), db_str(state_name(rows[i].from)),
					      db_str(state_name(rows[i].to)), db_str(machine_name(rows[i].machine))),
				    NULL, &store->err));
}

static void a_transition_outside_the_lifecycle_is_refused(void **state)
{
	static const struct transition cases[] = {
		{MACHINE_PROTEST, STATE_DRAFT, EVENT_ASSESSED, STATE_PROTESTED, EFFECT_NOTHING,
		 "a state that the row does not name"},
		{MACHINE_PROTEST, STATE_DRAFT, EVENT_PROTEST_DRAWN, STATE_PROTESTED, EFFECT_NOTHING, "no such row"},
		{MACHINE_PROTEST, STATE_DRAFT, EVENT_ASSESSED, STATE_DRAFT, EFFECT_NOTHING, "back to itself"},
	};
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), NO_STEPS);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(escalation_move(store->db, &escalation, &cases[i],
						 &(struct step_origin){.actor = "test"}, &store->err),
				 ERR_INTEGRITY);
		assert_string_equal(store->err.remote, "23503");
		assert_int_equal(escalation.state, STATE_DRAFT);
		assert_int_equal(escalation.event_seq, 0);
	}
	assert_string_equal(store_text(store, "select state from apontad.escalation"), "DRAFT");
}

static void a_state_without_its_event_cannot_be_committed(void **state)
{
	static const char *const cases[] = {
		"update apontad.escalation set state = 'PROTESTED'",
		"update apontad.escalation set state = 'PROTESTED', event_seq = event_seq + 1",
		"update apontad.escalation set event_seq = event_seq + 1",
		/* the state of an older event */
		"update apontad.escalation set state = 'DRAFT'",
	};
	struct store *store = *state;
	(void)store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, db_begin(store->db, &store->err));
		MUST(store, db_script(store->db, cases[i], &store->err));
		assert_int_equal(db_end(store->db, OK, &store->err), ERR_INTEGRITY);
		assert_string_equal(store->err.remote, "23503");
	}
	assert_string_equal(store_text(store, "select state from apontad.escalation"), "CHECKING");
}

static void who_looks_at_an_old_row_moves_nothing(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	struct escalation old = escalation;
	const struct transition *row = NULL;
	MUST(store, lifecycle_step(MACHINE_PROTEST, STATE_CHECKING, EVENT_PASSED, &row, &store->err));
	store_step(store, &escalation, EVENT_PASSED);
	assert_int_equal(escalation_move(store->db, &old, row, &(struct step_origin){.actor = "test"}, &store->err),
			 ERR_INTEGRITY);
	assert_int_equal(old.state, STATE_CHECKING);
	/* A state that came back is not the same step. */
	MUST(store, lifecycle_step(MACHINE_PROTEST, STATE_READY, EVENT_BALANCE_CHANGED, &row, &store->err));
	store_step(store, &escalation, EVENT_BALANCE_CHANGED);
	assert_int_equal(escalation.state, STATE_CHECKING);
	MUST(store, lifecycle_step(MACHINE_PROTEST, STATE_CHECKING, EVENT_PASSED, &row, &store->err));
	assert_int_equal(escalation_move(store->db, &old, row, &(struct step_origin){.actor = "test"}, &store->err),
			 ERR_INTEGRITY);
	assert_int_equal(store_number(store, "select count(*) from apontad.event where from_state is not null"), 3);
}

static void the_living_are_those_that_have_not_ended(void **state)
{
	struct store *store = *state;
	int64_t invoice_id = store_invoice(store, "F-1");
	struct escalation escalation = store_escalation(store, invoice_id, STEPS(EVENT_ASSESSED));
	struct escalation_list live;
	MUST(store, escalation_lock_live(store->db, store->arena, invoice_id, &live, &store->err));
	assert_int_equal(live.count, 1);
	assert_int_equal(live.at[0].id, escalation.id);
	store_step(store, &escalation, EVENT_CAUSE_AROSE);
	assert_int_equal(escalation.state, STATE_CLOSED);
	MUST(store, escalation_lock_live(store->db, store->arena, invoice_id, &live, &store->err));
	assert_int_equal(live.count, 0);
	assert_int_equal(escalation_lock(store->db, store->arena, 4711, &escalation, &store->err), ERR_NOT_FOUND);
}

static int due_count(struct store *store, struct db *db)
{
	struct escalation_ids ids;
	MUST(store, escalation_due(db, store->arena, 10, &ids, &store->err));
	return ids.count;
}

static void a_timer_comes_at_its_time(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	MUST(store, escalation_timer_in(store->db, escalation.id, EVENT_ASSESSED, 60, &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_advance(store->db, text_of("59m"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_advance(store->db, text_of("1m"), &store->err));
	assert_int_equal(due_count(store, store->db), 1);
	MUST(store, escalation_lock(store->db, store->arena, escalation.id, &escalation, &store->err));
	assert_int_equal(escalation.timer_event, EVENT_ASSESSED);
	assert_true(escalation.timer_due);
	/* Another takes its place; a day begins at the midnight of the place. */
	MUST(store, escalation_timer_on(store->db, escalation.id, EVENT_MONEY_DUE, day_of("2026-03-03"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-02T23:59:59-03:00"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-03T00:00:00-03:00"), &store->err));
	assert_int_equal(due_count(store, store->db), 1);
	MUST(store, escalation_timer_off(store->db, escalation.id, &store->err));
	assert_int_equal(due_count(store, store->db), 0);
}

static void what_another_worker_holds_is_left_to_it(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	MUST(store, escalation_timer_in(store->db, escalation.id, EVENT_ASSESSED, 0, &store->err));
	struct db *other = store_connect(store, "apontad_daemon");
	struct escalation_ids ids;
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, escalation_checking(store->db, store->arena, 10, &ids, &store->err));
	assert_int_equal(ids.count, 1);
	assert_int_equal(ids.at[0].id, escalation.id);
	assert_int_equal(ids.at[0].invoice_id, escalation.invoice_id);
	MUST(store, escalation_checking(other, store->arena, 10, &ids, &store->err));
	assert_int_equal(ids.count, 0);
	assert_int_equal(due_count(store, other), 0);
	MUST(store, db_end(store->db, OK, &store->err));
	assert_int_equal(due_count(store, other), 1);
	db_close(other);
}

static void what_the_notary_gave_is_kept(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), NO_STEPS);
	MUST(store, escalation_set_comarca(store->db, &escalation, "3550308", &store->err));
	MUST(store,
	     escalation_set_protocol(store->db, &escalation, "07", "0000012345", day_of("2026-03-03"), &store->err));
	struct escalation back;
	MUST(store, escalation_lock(store->db, store->arena, escalation.id, &back, &store->err));
	assert_string_equal(back.comarca_ibge, "3550308");
	assert_string_equal(back.notary, "07");
	assert_string_equal(back.protocol, "0000012345");
	assert_int_equal(date_compare(back.protocol_on, day_of("2026-03-03")), 0);
	assert_int_equal(escalation_set_comarca(store->db, &escalation, "355030", &store->err), ERR_INTEGRITY);
	assert_string_equal(escalation.comarca_ibge, "3550308");
}

static void the_last_decision_is_the_one_that_counts(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), NO_STEPS);
	int64_t id = 99;
	int64_t last = 99;
	const char *reasons = NULL;
	MUST(store, decision_last(store->db, store->arena, escalation.id, &last, &reasons, &store->err));
	assert_int_equal(last, 0);
	assert_string_equal(reasons, "");
	MUST(store, decision_record(store->db, store->arena, escalation.id, "HELD", "1", text_of("[\"late\"]"),
				    text_of("{}"), &id, &store->err));
	MUST(store, decision_record(store->db, store->arena, escalation.id, "PASSED", "1", text_of("[]"),
				    text_of("{\"days\": 26}"), &id, &store->err));
	MUST(store, decision_last(store->db, store->arena, escalation.id, &last, &reasons, &store->err));
	assert_int_equal(last, id);
	assert_string_equal(reasons, "PASSED[]");
	assert_int_equal(decision_record(store->db, store->arena, escalation.id, "PASSED", "1", text_of("no JSON"),
					 text_of("{}"), &id, &store->err),
			 ERR_INTEGRITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(one_debt_one_person_one_channel_is_one_escalation),
		STORE_TEST(a_step_moves_the_row_and_tells_the_event),
		STORE_TEST(every_row_of_the_lifecycle_may_be_stored),
		STORE_TEST(a_transition_outside_the_lifecycle_is_refused),
		STORE_TEST(a_state_without_its_event_cannot_be_committed),
		STORE_TEST(who_looks_at_an_old_row_moves_nothing),
		STORE_TEST(the_living_are_those_that_have_not_ended),
		STORE_TEST(a_timer_comes_at_its_time),
		STORE_TEST(what_another_worker_holds_is_left_to_it),
		STORE_TEST(what_the_notary_gave_is_kept),
		STORE_TEST(the_last_decision_is_the_one_that_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
