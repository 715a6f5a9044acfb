/* Each row of apontad.difference: not there while all is well, and there once exactly that is broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/clock.h"
#include "store/difference.h"
#include "unit/store/fixture.h"

static struct difference_list found(struct store *store)
{
	struct difference_list list;
	MUST(store, difference_find(store->db, store->arena, &list, &store->err));
	return list;
}

/* What stands at a notary since three days ago, or at a bureau, its presentation accepted. */
static struct escalation standing_title(struct store *store)
{
	struct escalation escalation = store_escalation(
		store, store_invoice(store, "F-1"),
		STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE, EVENT_ACCEPTED, EVENT_PROTOCOL));
	int64_t id = store_include(store, escalation.id);
	MUST(store, instruction_set_state(store->db, id, "accepted", NULL, NULL, &store->err));
	MUST(store, escalation_set_protocol(store->db, &escalation, "1", "4711", day_of("2026-02-26"), &store->err));
	return escalation;
}

static struct escalation standing_record(struct store *store)
{
	struct escalation escalation =
		store_listing(store, store_invoice(store, "F-1"), store_bureau(store, "spc"),
			      STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE, EVENT_LISTED));
	int64_t id = store_include_record(store, escalation.id, "F1");
	MUST(store, instruction_set_state(store->db, id, "accepted", NULL, NULL, &store->err));
	return escalation;
}

#define OUTCOME(value) "update apontad.instruction set outcome = '" value "'"
#define INCLUDE_AGAIN                                                                                                  \
	"drop index apontad.instruction_one_include; insert into apontad.instruction (escalation_id, account_id, "     \
	"kind, "                                                                                                       \
	"turn, state, decision_id, nosso_numero, amount_cents, comarca_ibge, asked_at, lane) select escalation_id, "   \
	"account_id, kind, 2, state, decision_id, '000000000009999', amount_cents, comarca_ibge, asked_at, lane from " \
	"apontad.instruction"

static void each_is_told_when_it_is_so(void **state)
{
	static const struct {
		const char *kind;
		const char *broken_by;
		const char *cause;
	} rows[] = {
		{"paid_and_standing", "update apontad.invoice set settled_at = apontad.now()", "paid"},
		{"agreed_and_standing",
		 "insert into apontad.agreement (invoice_id, external_id, signed_on, first_cleared_at) "
		 "select id, 'A-1', apontad.today(), apontad.now() from apontad.invoice",
		 "agreed_and_paid"},
		{"payments_differ", "update apontad.invoice set received_cents = 1, cleared_cents = 1", ""},
		{"left_without_decision",
		 "update apontad.instruction set sent_at = apontad.now(); update apontad.decision set outcome = 'HELD'",
		 ""},
		{"presented_twice", INCLUDE_AGAIN, ""},
		{"gone_there", OUTCOME("withdrawn"), ""},
		{"gone_there", OUTCOME("protested") ", cancelled_at = apontad.now()", ""},
		{"removal_late",
		 "insert into apontad.deadline (escalation_id, name, rule, due_on, opened_at, missed_at) select id, "
		 "'removal', 'a rule', apontad.today(), apontad.now(), apontad.now() from apontad.escalation",
		 ""},
		{"notary_silent", "update apontad.escalation set protocol_on = apontad.today() - 46", ""},
	};
	struct store *store = *state;
	(void)standing_title(store);
	assert_int_equal(found(store).count, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		MUST(store, db_begin(store->db, &store->err));
		MUST(store, db_script(store->db, rows[i].broken_by, &store->err));
		struct difference_list list = found(store);
		if (list.count != 1 || strcmp(list.at[0].kind, rows[i].kind) != 0)
			fail_msg("%s: %d found, the first %s", rows[i].kind, list.count,
				 list.count > 0 ? list.at[0].kind : "none");
		assert_string_equal(list.at[0].cause, rows[i].cause);
		bool stands = false;
		MUST(store, difference_stands(store->db, store->arena, &list.at[0], &stands, &store->err));
		assert_true(stands);
		assert_int_equal(db_end(store->db, ERR_REFUSED, &store->err), ERR_REFUSED);
		MUST(store, difference_stands(store->db, store->arena, &list.at[0], &stands, &store->err));
		assert_false(stands);
	}
}

static void what_is_being_taken_back_is_no_difference(void **state)
{
	struct store *store = *state;
	struct escalation escalation = standing_title(store);
	MUST(store, db_script(store->db, "update apontad.invoice set settled_at = apontad.now()", &store->err));
	assert_int_equal(found(store).count, 1);
	store_step(store, &escalation, EVENT_CAUSE_AROSE);
	assert_int_equal(found(store).count, 0);
}

static void a_case_that_ended_here_and_not_there_is_told(void **state)
{
	struct store *store = *state;
	struct escalation escalation = standing_title(store);
	store_step(store, &escalation, EVENT_WITHDRAWAL_DONE);
	assert_string_equal(found(store).at[0].kind, "standing_there");
	MUST(store, db_script(store->db, OUTCOME("withdrawn"), &store->err));
	assert_int_equal(found(store).count, 0);
}

static void nothing_waits_for_nobody(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	store_step(store, &escalation, EVENT_HELD_BY_RULE);
	assert_string_equal(found(store).at[0].kind, "nobody_looks");
	MUST(store, escalation_timer_in(store->db, escalation.id, EVENT_ASSESSED, 60, &store->err));
	assert_int_equal(found(store).count, 0);
}

static void what_may_leave_leaves_within_a_week(void **state)
{
	struct store *store = *state;
	struct escalation escalation =
		store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED, EVENT_PASSED));
	(void)store_include(store, escalation.id);
	assert_int_equal(found(store).count, 0);
	MUST(store, clock_advance(store->db, text_of("8d"), &store->err));
	assert_string_equal(found(store).at[0].kind, "not_leaving");
}

static void a_record_ends_with_its_five_years(void **state)
{
	struct store *store = *state;
	(void)standing_record(store);
	MUST(store, db_script(store->db, "update apontad.invoice set issued_on = '2021-01-04', due_on = '2021-03-03'",
			      &store->err));
	assert_int_equal(found(store).count, 0);
	MUST(store, db_script(store->db, "update apontad.invoice set due_on = '2021-03-02'", &store->err));
	assert_string_equal(found(store).at[0].kind, "beyond_five_years");
	assert_string_equal(found(store).at[0].cause, "five_years");
}

static void a_running_notice_tells_what_its_day_was_made_of(void **state)
{
	struct store *store = *state;
	struct running_notice_list running;
	struct escalation escalation = standing_record(store);
	MUST(store, difference_running_notices(store->db, store->arena, &running, &store->err));
	assert_int_equal(running.count, 0);
	MUST(store, escalation_set_listed(store->db, &escalation, day_of("2026-03-13"), &store->err));
	MUST(store, difference_running_notices(store->db, store->arena, &running, &store->err));
	assert_int_equal(running.count, 1);
	assert_string_equal(running.at[0].bureau, "spc");
	assert_int_equal(date_compare(running.at[0].listed_on, day_of("2026-03-02")), 0);
	assert_int_equal(date_compare(running.at[0].visible_on, day_of("2026-03-13")), 0);
}

static void a_night_is_counted_once(void **state)
{
	struct store *store = *state;
	bool due = false;
	(void)standing_title(store);
	MUST(store, reconciliation_is_due(store->db, store->arena, &due, &store->err));
	assert_true(due);
	MUST(store, reconciliation_record(store->db, 3, 1, &store->err));
	MUST(store, reconciliation_record(store->db, 7, 7, &store->err));
	assert_string_equal(store_text(store, "select looked_at || ' ' || differences || ' ' || mended from "
					      "apontad.reconciliation"),
			    "1 3 1");
	MUST(store, reconciliation_is_due(store->db, store->arena, &due, &store->err));
	assert_false(due);
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	MUST(store, reconciliation_is_due(store->db, store->arena, &due, &store->err));
	assert_true(due);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(each_is_told_when_it_is_so),
		STORE_TEST(what_is_being_taken_back_is_no_difference),
		STORE_TEST(a_case_that_ended_here_and_not_there_is_told),
		STORE_TEST(nothing_waits_for_nobody),
		STORE_TEST(what_may_leave_leaves_within_a_week),
		STORE_TEST(a_record_ends_with_its_five_years),
		STORE_TEST(a_running_notice_tells_what_its_day_was_made_of),
		STORE_TEST(a_night_is_counted_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
