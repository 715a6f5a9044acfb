#include "store/invoice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "store/clock.h"
#include "unit/store/fixture.h"

static enum invoice_added add(struct store *store, const struct invoice_entry *entry, const struct debtor *debtor)
{
	enum invoice_added added = INVOICE_NEW;
	int64_t id = 0;
	MUST(store, invoice_add(store->db, entry, debtor, &id, &added, &store->err));
	return added;
}

static void an_invoice_comes_back_as_it_went(void **state)
{
	struct store *store = *state;
	int64_t id = store_invoice(store, "F-1");
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct invoice invoice;
	MUST(store, invoice_lock_by_name(store->db, store->arena, store->creditor_id, "F-1", &invoice, &store->err));
	assert_int_equal(invoice.id, id);
	assert_string_equal(invoice.creditor, "acme");
	assert_string_equal(invoice.number, entry.number);
	assert_string_equal(invoice.species, entry.species);
	assert_string_equal(invoice.ladder, entry.ladder);
	assert_int_equal(date_compare(invoice.issued_on, entry.issued_on), 0);
	assert_int_equal(date_compare(invoice.due_on, entry.due_on), 0);
	assert_int_equal(date_compare(invoice.look_on, entry.look_on), 0);
	assert_int_equal(invoice.amount_cents, 150000);
	assert_int_equal(invoice.balance_cents, 150000);
	assert_int_equal(invoice.endorsement, 'M');
	assert_int_equal(invoice.acceptance, 'N');
	assert_int_equal(invoice.declaration, ' ');
	assert_false(invoice.has_document);
	assert_false(invoice.settled);
	assert_string_equal(invoice.uf, "SP");
	assert_false(payer_is_told(&invoice.payer));
	assert_int_equal(invoice_lock(store->db, store->arena, 4711, &invoice, &store->err), ERR_NOT_FOUND);
	assert_int_equal(
		invoice_lock_by_name(store->db, store->arena, store->creditor_id, "F-2", &invoice, &store->err),
		ERR_NOT_FOUND);
}

static void the_same_again_is_repeated(void **state)
{
	struct store *store = *state;
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct debtor debtor = store_debtor(1);
	assert_int_equal(add(store, &entry, &debtor), INVOICE_NEW);
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	/* By which ladder it goes, and when it is looked at, is ours to say and not the invoice's. */
	entry.ladder = "other";
	entry.look_on = day_of("2026-04-01");
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	assert_int_equal(store_number(store, "select count(*) from apontad.invoice_party"), 1);
}

/* The newest counts, a row that tells nothing takes nothing back, and what changes is looked at today, unless the debt
 * is off its ladder. */
static void what_is_told_of_the_payer_is_told_anew(void **state)
{
	static const struct payer_facts told[] = {{3, 0, PAYER_NOT_TOLD, 0, PAYER_NOT_TOLD, PAYER_NOT_TOLD},
						  {3, 0, PAYER_NOT_TOLD, 2, 5, 1}};
	struct store *store = *state;
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct debtor debtor = store_debtor(1);
	struct invoice invoice;
	entry.look_on = day_of("2027-04-01");
	entry.payer = &told[0];
	assert_int_equal(add(store, &entry, &debtor), INVOICE_NEW);
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	MUST(store, invoice_lock_by_name(store->db, store->arena, store->creditor_id, "F-1", &invoice, &store->err));
	assert_memory_equal(&invoice.payer, &told[0], sizeof(told[0]));
	assert_int_equal(date_compare(invoice.look_on, entry.look_on), 0);
	entry.payer = &told[1];
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	entry.payer = NULL;
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	MUST(store, invoice_lock_by_name(store->db, store->arena, store->creditor_id, "F-1", &invoice, &store->err));
	assert_memory_equal(&invoice.payer, &told[1], sizeof(told[1]));
	assert_int_equal(store_number(store, "select count(*) from apontad.invoice where look_on = apontad.today()"),
			 1);
	MUST(store, invoice_look_on(store->db, invoice.id, DATE_NONE, &store->err));
	entry.payer = &told[0];
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	assert_int_equal(store_number(store, "select count(*) from apontad.invoice where look_on is null"), 1);
}

static void anything_else_in_it_makes_it_different(void **state)
{
	struct store *store = *state;
	(void)store_invoice(store, "F-1");
	for (int i = 0; i < 21; i++) {
		struct invoice_entry entry = store_invoice_entry(store, "F-1");
		struct debtor debtor = store_debtor(1);
		switch (i) {
		case 0: entry.number = "1002"; break;
		case 1: entry.species = "DSI"; break;
		case 2: entry.issued_on = date_plus(entry.issued_on, 1); break;
		case 3: entry.due_on = date_plus(entry.due_on, 1); break;
		case 4: entry.amount_cents++; break;
		case 5: entry.balance_cents--; break;
		case 6: entry.endorsement = 'T'; break;
		case 7: entry.acceptance = 'A'; break;
		case 8: entry.declaration = 'C'; break;
		case 9:
			entry.document_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
			break;
		case 10: debtor = store_debtor(2); break;
		case 11: debtor.name[0] = 'X'; break;
		case 12: debtor.address.street[0] = 'X'; break;
		case 13: debtor.address.district[0] = 'X'; break;
		case 14: debtor.address.cep[0] = '9'; break;
		case 15: debtor.address.city[0] = 'X'; break;
		case 16: memcpy(debtor.address.uf, "RJ", 3); break;
		case 17: memcpy(debtor.address.ibge, "3304557", 8); break;
		case 18: memcpy(debtor.phone, "1", 2); break;
		case 19: debtor.born_on = day_of("1980-05-17"); break;
		default: memcpy(debtor.email, "x", 2); break;
		}
		enum invoice_added added = add(store, &entry, &debtor);
		if (added != INVOICE_DIFFERENT)
			print_error("case %d\n", i);
		assert_int_equal(added, INVOICE_DIFFERENT);
	}
	assert_int_equal(store_number(store, "select count(*) from apontad.invoice i join apontad.invoice_party p "
					     "on p.invoice_id = i.id where i.amount_cents = 150000 and p.phone = ''"),
			 1);
}

static void the_day_of_birth_comes_back_and_counts(void **state)
{
	struct store *store = *state;
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct debtor debtor = store_debtor(1);
	struct debtor *debtors = NULL;
	int count = 0;
	int64_t id = 0;
	enum invoice_added added = INVOICE_DIFFERENT;
	debtor.born_on = day_of("1980-05-17");
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
	MUST(store, invoice_debtors(store->db, store->arena, id, &debtors, &count, &store->err));
	assert_int_equal(date_compare(debtors[0].born_on, debtor.born_on), 0);
	debtor.born_on = day_of("1980-05-18");
	assert_int_equal(add(store, &entry, &debtor), INVOICE_DIFFERENT);
	debtor.born_on = DATE_NONE;
	assert_int_equal(add(store, &entry, &debtor), INVOICE_DIFFERENT);
	/* Nobody has to tell it. */
	entry.external_id = "F-2";
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	MUST(store, invoice_debtors(store->db, store->arena, id, &debtors, &count, &store->err));
	assert_true(date_is_none(debtors[0].born_on));
	assert_int_equal(add(store, &entry, &debtor), INVOICE_REPEATED);
}

static void persons_come_in_the_order_of_debtors(void **state)
{
	struct store *store = *state;
	int64_t *persons = NULL;
	int count = 0;
	int64_t other = store_invoice(store, "F-0"); /* debtor 1 is a person before */
	struct debtor debtor = store_debtor(3);
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	enum invoice_added added = INVOICE_DIFFERENT;
	int64_t id = 0;
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	debtor = store_debtor(1);
	MUST(store, invoice_add_codebtor(store->db, store->creditor_id, "F-1", &debtor, &added, &store->err));
	MUST(store, invoice_persons(store->db, store->arena, id, &persons, &count, &store->err));
	assert_int_equal(count, 2);
	assert_int_equal(persons[1], store_lock_invoice(store, other).person_id);
	assert_int_equal(persons[0], store_lock_invoice(store, id).person_id);
	assert_int_not_equal(persons[0], persons[1]);
}

static void amounts_outside_their_bounds_are_refused(void **state)
{
	static const struct {
		int64_t amount_cents;
		int64_t balance_cents;
	} cases[] = {{0, 0}, {-1, -1}, {100, 0}, {100, 101}};
	struct store *store = *state;
	struct debtor debtor = store_debtor(1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct invoice_entry entry = store_invoice_entry(store, "F-1");
		enum invoice_added added;
		int64_t id = 0;
		entry.amount_cents = cases[i].amount_cents;
		entry.balance_cents = cases[i].balance_cents;
		assert_int_equal(invoice_add(store->db, &entry, &debtor, &id, &added, &store->err), ERR_INTEGRITY);
		assert_int_equal(id, 0);
	}
}

static enum rc add_codebtor(struct store *store, int number, enum invoice_added *added)
{
	struct debtor debtor = store_debtor(number);
	return invoice_add_codebtor(store->db, store->creditor_id, "F-1", &debtor, added, &store->err);
}

static void co_debtors_follow_the_debtor(void **state)
{
	struct store *store = *state;
	enum invoice_added added = INVOICE_DIFFERENT;
	assert_int_equal(add_codebtor(store, 2, &added), ERR_NOT_FOUND);
	int64_t id = store_invoice(store, "F-1");
	MUST(store, add_codebtor(store, 3, &added));
	assert_int_equal(added, INVOICE_NEW);
	MUST(store, add_codebtor(store, 2, &added));
	assert_int_equal(added, INVOICE_NEW);
	MUST(store, add_codebtor(store, 3, &added));
	assert_int_equal(added, INVOICE_REPEATED);
	struct debtor *debtors = NULL;
	int count = 0;
	MUST(store, invoice_debtors(store->db, store->arena, id, &debtors, &count, &store->err));
	static const int order[] = {1, 3, 2};
	assert_int_equal(count, 3);
	for (int i = 0; i < 3; i++) {
		struct debtor expected = store_debtor(order[i]);
		assert_string_equal(debtors[i].taxid.digits, expected.taxid.digits);
		assert_int_equal(debtors[i].taxid.kind, TAXID_CNPJ);
		assert_string_equal(debtors[i].name, expected.name);
		assert_memory_equal(&debtors[i].address, &expected.address, sizeof(expected.address));
	}
}

static void a_co_debtor_after_the_first_step_is_refused(void **state)
{
	struct store *store = *state;
	enum invoice_added added = INVOICE_DIFFERENT;
	int64_t id = store_invoice(store, "F-1");
	MUST(store, add_codebtor(store, 2, &added));
	(void)store_escalation(store, id, NO_STEPS);
	assert_int_equal(add_codebtor(store, 3, &added), ERR_REFUSED);
	/* One that was known before is only told again. */
	MUST(store, add_codebtor(store, 2, &added));
	assert_int_equal(added, INVOICE_REPEATED);
	assert_int_equal(store_number(store, "select count(*) from apontad.invoice_party"), 2);
}

static void more_debtors_than_a_title_takes_are_refused(void **state)
{
	struct store *store = *state;
	enum invoice_added added = INVOICE_DIFFERENT;
	(void)store_invoice(store, "F-1");
	for (int number = 2; number <= LIMIT_DEBTORS_PER_TITLE; number++)
		MUST(store, add_codebtor(store, number, &added));
	assert_int_equal(add_codebtor(store, LIMIT_DEBTORS_PER_TITLE + 1, &added), ERR_RANGE);
}

static void one_person_of_a_creditor_is_one_row(void **state)
{
	struct store *store = *state;
	(void)store_invoice(store, "F-1");
	(void)store_invoice(store, "F-2");
	assert_int_equal(store_number(store, "select count(*) from apontad.person"), 1);
}

static enum payment_added pay(struct store *store, struct invoice *invoice, const char *external_id, int64_t cents,
			      const char *cleared_at)
{
	enum payment_added added = PAYMENT_DIFFERENT;
	MUST(store, payment_add(store->db, store->arena, invoice, external_id, cents, "2026-03-02T10:00:00-03:00",
				cleared_at, &added, &store->err));
	return added;
}

static void payments_are_counted_once(void **state)
{
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	assert_int_equal(invoice_outstanding(&invoice), 150000);
	assert_int_equal(pay(store, &invoice, "P-1", 50000, ""), PAYMENT_NEW);
	assert_int_equal(invoice.received_cents, 50000);
	assert_int_equal(invoice.cleared_cents, 0);
	assert_int_equal(invoice_outstanding(&invoice), 100000);
	assert_int_equal(pay(store, &invoice, "P-1", 50000, ""), PAYMENT_REPEATED);
	assert_int_equal(pay(store, &invoice, "P-2", 100000, "2026-03-02T11:00:00-03:00"), PAYMENT_NEW);
	assert_int_equal(invoice.received_cents, 150000);
	assert_int_equal(invoice.cleared_cents, 100000);
	assert_int_equal(invoice_outstanding(&invoice), 0);
	struct invoice stored = store_lock_invoice(store, invoice.id);
	assert_int_equal(stored.received_cents, 150000);
	assert_int_equal(stored.cleared_cents, 100000);
}

static void a_payment_clears_once_and_stays_cleared(void **state)
{
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	assert_int_equal(pay(store, &invoice, "P-1", 50000, ""), PAYMENT_NEW);
	assert_int_equal(pay(store, &invoice, "P-1", 50000, "2026-03-03T10:00:00-03:00"), PAYMENT_CLEARED);
	assert_int_equal(invoice.received_cents, 50000);
	assert_int_equal(invoice.cleared_cents, 50000);
	assert_int_equal(pay(store, &invoice, "P-1", 50000, "2026-03-03T10:00:00-03:00"), PAYMENT_REPEATED);
	assert_int_equal(pay(store, &invoice, "P-1", 50000, ""), PAYMENT_REPEATED);
	/* A clearing that is dated before the payment counts from the payment, in either order of telling. */
	assert_int_equal(pay(store, &invoice, "P-2", 1, ""), PAYMENT_NEW);
	assert_int_equal(pay(store, &invoice, "P-2", 1, "2026-03-01T10:00:00-03:00"), PAYMENT_CLEARED);
	assert_int_equal(pay(store, &invoice, "P-3", 1, "2026-03-01T10:00:00-03:00"), PAYMENT_NEW);
	assert_int_equal(store_number(store, "select count(*) from apontad.payment where cleared_at = received_at"), 2);
}

static void a_payment_with_other_data_changes_nothing(void **state)
{
	struct store *store = *state;
	struct invoice first = store_lock_invoice(store, store_invoice(store, "F-1"));
	struct invoice second = store_lock_invoice(store, store_invoice(store, "F-2"));
	assert_int_equal(pay(store, &first, "P-1", 50000, ""), PAYMENT_NEW);
	assert_int_equal(pay(store, &first, "P-1", 50001, ""), PAYMENT_DIFFERENT);
	assert_int_equal(pay(store, &first, "P-1", 50001, "2026-03-03T10:00:00-03:00"), PAYMENT_DIFFERENT);
	assert_int_equal(pay(store, &second, "P-1", 50000, ""), PAYMENT_DIFFERENT);
	assert_int_equal(first.received_cents, 50000);
	assert_int_equal(second.received_cents, 0);
	assert_int_equal(store_number(store, "select sum(received_cents) from apontad.invoice"), 50000);
	assert_int_equal(store_number(store, "select count(*) from apontad.payment where cleared_at is null"), 1);
}

static void more_than_is_owed_leaves_nothing(void **state)
{
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	assert_int_equal(pay(store, &invoice, "P-1", 150001, ""), PAYMENT_NEW);
	assert_int_equal(invoice_outstanding(&invoice), 0);
}

static int due_count(struct store *store, struct db *db)
{
	struct invoice *invoices = NULL;
	int count = 0;
	MUST(store, invoice_due(db, store->arena, 10, &invoices, &count, &store->err));
	return count;
}

static void an_invoice_is_looked_at_on_its_day(void **state)
{
	struct store *store = *state;
	int64_t id = store_invoice(store, "F-1");
	assert_int_equal(due_count(store, store->db), 1);
	MUST(store, invoice_look_on(store->db, id, day_of("2026-03-03"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-02T23:59:59-03:00"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, clock_set(store->db, text_of("2026-03-03T00:00:00-03:00"), &store->err));
	assert_int_equal(due_count(store, store->db), 1);
	MUST(store, invoice_look_on(store->db, id, DATE_NONE, &store->err));
	assert_int_equal(due_count(store, store->db), 0);
}

static void an_invoice_in_other_hands_is_skipped(void **state)
{
	struct store *store = *state;
	struct db *other = store_connect(store, "apontad_daemon");
	(void)store_invoice(store, "F-1");
	MUST(store, db_begin(store->db, &store->err));
	assert_int_equal(due_count(store, store->db), 1);
	assert_int_equal(due_count(store, other), 0);
	MUST(store, db_end(store->db, OK, &store->err));
	assert_int_equal(due_count(store, other), 1);
	db_close(other);
}

static void what_is_settled_is_never_looked_at_again(void **state)
{
	struct store *store = *state;
	int64_t id = store_invoice(store, "F-1");
	MUST(store, invoice_settle(store->db, id, &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	MUST(store, invoice_look_on(store->db, id, day_of("2026-03-01"), &store->err));
	assert_int_equal(due_count(store, store->db), 0);
	struct invoice invoice = store_lock_invoice(store, id);
	assert_true(invoice.settled);
	assert_int_equal(invoice_outstanding(&invoice), 0);
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	MUST(store, invoice_settle(store->db, id, &store->err));
	assert_string_equal(store_text(store, "select settled_at < apontad.now() from apontad.invoice"), "t");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(an_invoice_comes_back_as_it_went),
		STORE_TEST(the_same_again_is_repeated),
		STORE_TEST(what_is_told_of_the_payer_is_told_anew),
		STORE_TEST(anything_else_in_it_makes_it_different),
		STORE_TEST(amounts_outside_their_bounds_are_refused),
		STORE_TEST(co_debtors_follow_the_debtor),
		STORE_TEST(a_co_debtor_after_the_first_step_is_refused),
		STORE_TEST(more_debtors_than_a_title_takes_are_refused),
		STORE_TEST(one_person_of_a_creditor_is_one_row),
		STORE_TEST(payments_are_counted_once),
		STORE_TEST(a_payment_clears_once_and_stays_cleared),
		STORE_TEST(a_payment_with_other_data_changes_nothing),
		STORE_TEST(more_than_is_owed_leaves_nothing),
		STORE_TEST(an_invoice_is_looked_at_on_its_day),
		STORE_TEST(an_invoice_in_other_hands_is_skipped),
		STORE_TEST(what_is_settled_is_never_looked_at_again),
		STORE_TEST(the_day_of_birth_comes_back_and_counts),
		STORE_TEST(persons_come_in_the_order_of_debtors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
