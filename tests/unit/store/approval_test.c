#include "store/approval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/hold.h"
#include "store/message.h"
#include "store/origin.h"
#include "unit/store/fixture.h"

static void ask(struct store *store, int64_t invoice, int64_t amount_cents, const char *by)
{
	struct approval_row row = {.invoice_id = invoice,
				   .channel = "protest",
				   .why = APPROVAL_AMOUNT | APPROVAL_FIRST,
				   .amount_cents = amount_cents};
	assert_true(text_copy(text_of(by), row.asked_by, sizeof(row.asked_by)));
	MUST(store, approval_ask(store->db, &row, &store->err));
}

static struct approval_row open_one(struct store *store, int64_t invoice, int64_t *ret_given_cents)
{
	struct approval_row row;
	MUST(store, approval_find(store->db, store->arena, invoice, "protest", &row, ret_given_cents, &store->err));
	return row;
}

static int waiting(struct store *store, const struct approval_filter *filter)
{
	struct approval_ids ids;
	MUST(store, approval_waiting(store->db, store->arena, filter, &ids, &store->err));
	return ids.count;
}

static void one_is_open_and_what_was_given_stands_for_its_amount(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t given = -1;
	assert_int_equal(open_one(store, invoice, &given).id, 0);
	assert_int_equal(given, 0);
	ask(store, invoice, 100, "Maria");
	ask(store, invoice, 150000, "Ana");
	struct approval_row row = open_one(store, invoice, &given);
	assert_int_equal(row.amount_cents, 150000);
	assert_string_equal(row.asked_by, "Ana");
	assert_int_equal(row.why, APPROVAL_AMOUNT | APPROVAL_FIRST);
	MUST(store, approval_set_why(store->db, row.id, APPROVAL_BATCH, &store->err));
	assert_int_equal(open_one(store, invoice, &given).why, APPROVAL_BATCH);
	MUST(store, approval_give(store->db, row.id, "Maria", &store->err));
	assert_int_equal(open_one(store, invoice, &given).id, 0);
	assert_int_equal(given, 150000);
	MUST(store, approval_reread(store->db, store->arena, row.id, &row, &store->err));
	assert_int_equal(row.id, 0);
	/* Other data: it counts no more. */
	ask(store, invoice, 200000, "Ana");
	MUST(store, approval_drop_all(store->db, invoice, &store->err));
	assert_int_equal(open_one(store, invoice, &given).id, 0);
	assert_int_equal(given, 0);
	assert_int_equal(store_number(store, "select count(*) from apontad.approval"), 3);
}

static void who_asks_may_not_approve_under_any_spelling(void **state)
{
	static const char *const spellings[] = {"Maria Exemplo", "MARIA EXEMPLO", "  maria   exemplo "};
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t given = 0;
	ask(store, invoice, 150000, "Maria Exemplo");
	int64_t id = open_one(store, invoice, &given).id;
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
		assert_int_equal(approval_give(store->db, id, spellings[i], &store->err), ERR_INTEGRITY);
	MUST(store, approval_give(store->db, id, "Ana Exemplo", &store->err));
}

static void what_was_refused_is_neither_open_nor_given(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t given = -1;
	ask(store, invoice, 150000, "Maria");
	MUST(store, approval_refuse(store->db, open_one(store, invoice, &given).id, "Maria", "not now", &store->err));
	assert_int_equal(open_one(store, invoice, &given).id, 0);
	assert_int_equal(given, 0);
	assert_string_equal(store_text(store, "select refused_by || ': ' || refused_why from apontad.approval"),
			    "Maria: not now");
}

static void only_what_is_held_waits(void **state)
{
	struct store *store = *state;
	struct table table;
	int64_t held = store_invoice(store, "F-1");
	int64_t gone = store_invoice(store, "F-2");
	(void)store_escalation(store, held, STEPS(EVENT_ASSESSED, EVENT_HELD_BY_RULE));
	(void)store_escalation(store, gone, STEPS(EVENT_ASSESSED, EVENT_HELD_BY_RULE, EVENT_CAUSE_AROSE));
	ask(store, held, 150000, "Maria");
	ask(store, gone, 150000, "Maria");
	assert_int_equal(waiting(store, &(struct approval_filter){0}), 1);
	assert_int_equal(waiting(store, &(struct approval_filter){.invoice = "F-1", .channel = "protest"}), 1);
	assert_int_equal(waiting(store, &(struct approval_filter){.invoice = "F-2"}), 0);
	assert_int_equal(waiting(store, &(struct approval_filter){.invoice = "F-1", .channel = "spc"}), 0);
	assert_int_equal(waiting(store, &(struct approval_filter){.account = "no such account"}), 0);
	MUST(store, approval_list(store->db, store->arena, &(struct approval_filter){0}, &table, &store->err));
	assert_int_equal(table.rows.rows, 1);
	assert_string_equal(db_cell_str(&table.rows, 0, 1), "F-1");
	assert_string_equal(db_cell_str(&table.rows, 0, 4), "amount, first");
	assert_string_equal(db_cell_str(&table.rows, 0, 5), "1500.00");
	assert_string_equal(db_cell_str(&table.rows, 0, 6), "Maria");
	assert_string_equal(db_cell_str(&table.rows, 0, 7), "2026-03-02 09:00");
	assert_int_equal(db_cell_int(&table.rows, 0, APPROVAL_LIST_CENTS), 150000);
	MUST(store, approval_drop(store->db, held, "protest", &store->err));
	assert_int_equal(waiting(store, &(struct approval_filter){0}), 0);
}

static void what_passed_on_the_day_and_what_was_taken_is_counted(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	struct escalation escalation = store_escalation(store, invoice, STEPS(EVENT_ASSESSED, EVENT_PASSED));
	int count = -1;
	bool taken = true;
	int64_t given = 0;
	MUST(store, approval_passed_today(store->db, store->arena, store->account_id, &count, &store->err));
	assert_int_equal(count, 0);
	ask(store, invoice, 150000, "Maria");
	MUST(store, approval_give(store->db, open_one(store, invoice, &given).id, "Ana", &store->err));
	(void)store_include(store, escalation.id);
	MUST(store, approval_passed_today(store->db, store->arena, store->account_id, &count, &store->err));
	assert_int_equal(count, 1);
	MUST(store, approval_first_taken(store->db, store->arena, store->account_id, &taken, &store->err));
	assert_false(taken);
	MUST(store, db_script(store->db, "update apontad.instruction set state = 'accepted'", &store->err));
	MUST(store, approval_first_taken(store->db, store->arena, store->account_id, &taken, &store->err));
	assert_true(taken);
	MUST(store, db_script(store->db, "update apontad.instruction set asked_at = asked_at - interval '1 day'",
			      &store->err));
	MUST(store, approval_passed_today(store->db, store->arena, store->account_id, &count, &store->err));
	assert_int_equal(count, 0);
	/* It left before anybody agreed: that is no first one. */
	MUST(store, approval_first_taken(store->db, store->arena, store->account_id, &taken, &store->err));
	assert_false(taken);
}

static bool live_elsewhere(struct store *store, const struct escalation *escalation, bool *ret_protested)
{
	bool live = false;
	MUST(store, escalation_same_title(store->db, store->arena, escalation, &live, ret_protested, &store->err));
	return live;
}

/* The same number, species, due date, debtor and creditor under another id is the same title. */
static void a_title_is_found_under_another_invoice(void **state)
{
	struct store *store = *state;
	bool protested = true;
	struct escalation first =
		store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED, EVENT_PASSED));
	struct escalation again = store_escalation(store, store_invoice(store, "F-2"), STEPS(EVENT_ASSESSED));
	MUST(store, db_script(store->db, "update apontad.invoice set number = 'SAME'", &store->err));
	assert_false(live_elsewhere(store, &again, &protested));
	assert_false(protested);
	(void)store_include(store, first.id);
	assert_true(live_elsewhere(store, &again, &protested));
	assert_false(protested);
	assert_false(live_elsewhere(store, &first, &protested)); /* its own is no other */
	MUST(store, db_script(store->db, "update apontad.invoice set due_on = due_on + 1 where external_id = 'F-2'",
			      &store->err));
	assert_false(live_elsewhere(store, &again, &protested));
	/* A protest that stands counts for itself too; a cancelled one does not. */
	MUST(store, db_script(store->db, "update apontad.instruction set state = 'accepted', outcome = 'protested'",
			      &store->err));
	assert_false(live_elsewhere(store, &first, &protested));
	assert_true(protested);
	MUST(store, db_script(store->db, "update apontad.instruction set cancelled_at = apontad.now()", &store->err));
	assert_false(live_elsewhere(store, &first, &protested));
	assert_false(protested);
}

static void marks_are_kept_and_part_of_what_came(void **state)
{
	struct store *store = *state;
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct debtor debtor = store_debtor(1);
	enum invoice_added added;
	int64_t id = 0;
	entry.marks = 1u << MARK_bankrupt | 1u << MARK_deceased;
	entry.requested_by = "Maria";
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	struct invoice invoice = store_lock_invoice(store, id);
	assert_int_equal(invoice.marks, entry.marks);
	assert_string_equal(invoice.requested_by, "Maria");
	assert_string_equal(invoice.recorded_at, "2026-03-02T12:00:00Z");
	entry.requested_by = "Ana"; /* who asks is no part of the debt */
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	assert_int_equal(added, INVOICE_REPEATED);
	entry.marks = 0;
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	assert_int_equal(added, INVOICE_DIFFERENT);
	MUST(store, invoice_set_marks(store->db, id, 1u << MARK_only_edital, &store->err));
	MUST(store, invoice_set_asker(store->db, id, "Ana", &store->err));
	invoice = store_lock_invoice(store, id);
	assert_int_equal(invoice.marks, 1u << MARK_only_edital);
	assert_string_equal(invoice.requested_by, "Ana");
	/* What no program knows is taken for all of them. */
	MUST(store, db_script(store->db, "update apontad.invoice set marks = 'rich'", &store->err));
	assert_int_equal(store_lock_invoice(store, id).marks, (1u << MARK_COUNT) - 1);
}

static void a_decision_is_told_when_its_values_came(void **state)
{
	static const char at[] = "2026-03-02T08:00:00-03:00";
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	struct hold_entry hold = {invoice.id, "legal", "a letter", "Maria", DATE_NONE};
	enum payment_added added;
	struct origin origin;
	int64_t id = 0;
	bool fresh = false;
	MUST(store, origin_read(store->db, store->arena, invoice.id, 0, &origin, &store->err));
	assert_string_equal(origin.invoice_at, "2026-03-02T12:00:00Z");
	assert_true(origin.payment_at == NULL && origin.hold_at == NULL && origin.list_at == NULL);
	MUST(store, payment_add(store->db, store->arena, &invoice, "P-1", 100, at, at, &added, &store->err));
	MUST(store, hold_place(store->db, store->arena, &hold, &id, &fresh, &store->err));
	MUST(store, comarca_put(store->db, store->account_id, "3550308", "3550308", "Sao Paulo", &store->err));
	MUST(store, origin_read(store->db, store->arena, invoice.id, store->account_id, &origin, &store->err));
	assert_string_equal(origin.payment_at, "2026-03-02T12:00:00Z");
	assert_string_equal(origin.hold_at, "2026-03-02T12:00:00Z");
	assert_string_equal(origin.list_at, "2026-03-02T12:00:00Z");
	MUST(store, hold_lift(store->db, id, "Maria", &store->err));
	MUST(store, origin_read(store->db, store->arena, invoice.id, store->account_id, &origin, &store->err));
	assert_null(origin.hold_at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(one_is_open_and_what_was_given_stands_for_its_amount),
		STORE_TEST(who_asks_may_not_approve_under_any_spelling),
		STORE_TEST(what_was_refused_is_neither_open_nor_given),
		STORE_TEST(only_what_is_held_waits),
		STORE_TEST(a_title_is_found_under_another_invoice),
		STORE_TEST(marks_are_kept_and_part_of_what_came),
		STORE_TEST(a_decision_is_told_when_its_values_came),
		STORE_TEST(what_passed_on_the_day_and_what_was_taken_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
