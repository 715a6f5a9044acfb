#include "store/hold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/agreement.h"
#include "store/clock.h"
#include "store/message.h"
#include "unit/store/fixture.h"

static int64_t place(struct store *store, int64_t invoice, const char *kind, const char *by, struct date until,
		     bool *ret_fresh)
{
	struct hold_entry entry = {
		.invoice_id = invoice, .kind = kind, .why = "a letter came", .by = by, .until = until};
	int64_t id = 0;
	MUST(store, hold_place(store->db, store->arena, &entry, &id, ret_fresh, &store->err));
	return id;
}

static const char *kinds(struct store *store, int64_t invoice)
{
	const char *found = NULL;
	MUST(store, hold_kinds(store->db, store->arena, invoice, &found, &store->err));
	return found;
}

static void holds_add_up_and_the_same_one_is_one(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	bool fresh = false;
	assert_string_equal(kinds(store, invoice), "");
	int64_t first = place(store, invoice, "dispute", "Maria", DATE_NONE, &fresh);
	assert_true(fresh);
	assert_int_equal(place(store, invoice, "dispute", "Maria", DATE_NONE, &fresh), first);
	assert_false(fresh);
	/* Two orders of two courts are two holds: lifting one does not lift the other. */
	int64_t second = place(store, invoice, "dispute", "Ana", DATE_NONE, &fresh);
	assert_int_not_equal(second, first);
	assert_true(fresh);
	(void)place(store, invoice, "court_order", "Ana", DATE_NONE, &fresh);
	assert_string_equal(kinds(store, invoice), "court_order, dispute");
	MUST(store, hold_lift(store->db, first, "Maria", &store->err));
	assert_string_equal(kinds(store, invoice), "court_order, dispute");
	MUST(store, hold_lift(store->db, second, "Maria", &store->err));
	assert_string_equal(kinds(store, invoice), "court_order");
	int lifted = 0;
	MUST(store, hold_lift_kind(store->db, invoice, "court_order", "Maria", &lifted, &store->err));
	assert_int_equal(lifted, 1);
	assert_string_equal(kinds(store, invoice), "");
	assert_string_equal(kinds(store, store_invoice(store, "F-2")), "");
}

static void what_is_lifted_is_not_lifted_again(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t owner = 0;
	bool fresh = false;
	int64_t id = place(store, invoice, "legal", "Maria", DATE_NONE, &fresh);
	MUST(store, hold_invoice(store->db, store->arena, id, &owner, &store->err));
	assert_int_equal(owner, invoice);
	MUST(store, hold_lift(store->db, id, "Maria", &store->err));
	assert_int_equal(hold_lift(store->db, id, "Ana", &store->err), ERR_NOT_FOUND);
	assert_int_equal(hold_invoice(store->db, store->arena, id, &owner, &store->err), ERR_NOT_FOUND);
	assert_string_equal(store_text(store, "select lifted_by from apontad.hold"), "Maria");
	struct hold_entry entry = {invoice, "no such kind", "x", "Maria", DATE_NONE};
	assert_int_equal(hold_place(store->db, store->arena, &entry, &id, &fresh, &store->err), ERR_INTEGRITY);
}

static void a_hold_holds_through_its_last_day(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t due = -1;
	int64_t owner = -1;
	bool fresh = false;
	int64_t id = place(store, invoice, "agreement", "Maria", day_of("2026-03-04"), &fresh);
	(void)place(store, invoice, "legal", "Maria", DATE_NONE, &fresh);
	MUST(store, clock_set(store->db, text_of("2026-03-04T23:59:59-03:00"), &store->err));
	MUST(store, hold_due(store->db, store->arena, &due, &owner, &store->err));
	assert_int_equal(due, 0);
	MUST(store, clock_set(store->db, text_of("2026-03-05T00:00:00-03:00"), &store->err));
	MUST(store, hold_due(store->db, store->arena, &due, &owner, &store->err));
	assert_int_equal(due, id);
	assert_int_equal(owner, invoice);
	MUST(store, hold_lift(store->db, id, "worker.1", &store->err));
	MUST(store, hold_due(store->db, store->arena, &due, &owner, &store->err));
	assert_int_equal(due, 0);
}

static void the_list_tells_open_ones_and_an_invoice_all(void **state)
{
	struct store *store = *state;
	struct table table;
	bool fresh = false;
	int64_t id = place(store, store_invoice(store, "F-1"), "dispute", "Maria", DATE_NONE, &fresh);
	(void)place(store, store_invoice(store, "F-2"), "death", "Ana", DATE_NONE, &fresh);
	MUST(store, hold_lift(store->db, id, "Ana", &store->err));
	MUST(store, hold_list(store->db, store->arena, NULL, NULL, &table, &store->err));
	assert_int_equal(table.rows.rows, 1);
	assert_string_equal(db_cell_str(&table.rows, 0, 1), "F-2");
	MUST(store, hold_list(store->db, store->arena, NULL, "F-1", &table, &store->err));
	assert_int_equal(table.rows.rows, 1);
	assert_string_equal(db_cell_str(&table.rows, 0, 6), "2026-03-02 09:00 by Ana");
}

/* Only what is to be included is held back; a removal in the same message would go. */
static void a_message_with_an_inclusion_of_a_held_debt_is_told(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	struct escalation escalation =
		store_escalation(store, invoice, STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE));
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "B",
				      .lane = "remessa",
				      .file_name = "B3412403.261",
				      .day = day_of("2026-03-02"),
				      .sequence = 1,
				      .document = text_of("<remessa/>")};
	int64_t message = 0;
	bool held = true;
	bool fresh = false;
	MUST(store, message_prepare(store->db, store->arena, &entry, &message, &store->err));
	MUST(store, message_add_item(store->db, message, store_include(store, escalation.id), 0, &store->err));
	MUST(store, hold_in_message(store->db, store->arena, message, &held, &store->err));
	assert_false(held);
	int64_t id = place(store, invoice, "dispute", "Maria", DATE_NONE, &fresh);
	MUST(store, hold_in_message(store->db, store->arena, message, &held, &store->err));
	assert_true(held);
	MUST(store, hold_lift(store->db, id, "Maria", &store->err));
	MUST(store, hold_in_message(store->db, store->arena, message, &held, &store->err));
	assert_false(held);
}

static void an_agreement_is_signed_cleared_and_broken_once(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	MUST(store, agreement_sign(store->db, invoice, NULL, &store->err));
	MUST(store, agreement_sign(store->db, invoice, NULL, &store->err));
	MUST(store, agreement_clear(store->db, invoice, NULL, &store->err));
	assert_string_equal(store_text(store,
				       "select string_agg(external_id || ' ' || (first_cleared_at is not null)::text "
				       "|| ' ' || (broken_at is not null)::text, ', ' order by id) "
				       "from apontad.agreement"),
			    "1 true false");
	MUST(store, agreement_break(store->db, invoice, NULL, &store->err));
	MUST(store, agreement_clear(store->db, invoice, "AC-7", &store->err));
	MUST(store, agreement_sign(store->db, invoice, "AC-7", &store->err));
	assert_string_equal(store_text(store,
				       "select string_agg(external_id || ' ' || (first_cleared_at is not null)::text "
				       "|| ' ' || (broken_at is not null)::text, ', ' order by id) "
				       "from apontad.agreement"),
			    "1 true true, AC-7 true false");
}

static void a_reversed_payment_counts_no_more(void **state)
{
	static const char at[] = "2026-03-02T08:00:00-03:00";
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	enum payment_added added;
	bool repeated = true;
	MUST(store, payment_add(store->db, store->arena, &invoice, "P-1", 100000, at, at, &added, &store->err));
	MUST(store, payment_add(store->db, store->arena, &invoice, "P-2", 50000, at, at, &added, &store->err));
	MUST(store, invoice_settle(store->db, invoice.id, &store->err));
	invoice = store_lock_invoice(store, invoice.id);
	assert_int_equal(invoice_outstanding(&invoice), 0);
	assert_int_equal(payment_reverse(store->db, store->arena, &invoice, "P-3", &repeated, &store->err),
			 ERR_NOT_FOUND);
	MUST(store, payment_reverse(store->db, store->arena, &invoice, "P-1", &repeated, &store->err));
	assert_false(repeated);
	assert_int_equal(invoice_outstanding(&invoice), 100000);
	invoice = store_lock_invoice(store, invoice.id);
	assert_int_equal(invoice_outstanding(&invoice), 100000);
	assert_int_equal(invoice.cleared_cents, 50000);
	assert_int_equal(date_compare(invoice.look_on, day_of("2026-03-02")), 0);
	MUST(store, payment_reverse(store->db, store->arena, &invoice, "P-1", &repeated, &store->err));
	assert_true(repeated);
	/* Told again, it stays reversed. */
	MUST(store, payment_add(store->db, store->arena, &invoice, "P-1", 100000, at, at, &added, &store->err));
	assert_int_equal(added, PAYMENT_REPEATED);
	assert_int_equal(store_lock_invoice(store, invoice.id).received_cents, 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(holds_add_up_and_the_same_one_is_one),
		STORE_TEST(what_is_lifted_is_not_lifted_again),
		STORE_TEST(a_hold_holds_through_its_last_day),
		STORE_TEST(the_list_tells_open_ones_and_an_invoice_all),
		STORE_TEST(a_message_with_an_inclusion_of_a_held_debt_is_told),
		STORE_TEST(an_agreement_is_signed_cleared_and_broken_once),
		STORE_TEST(a_reversed_payment_counts_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
