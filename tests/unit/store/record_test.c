/* The small aggregates: creditors and accounts, findings, what was told, happenings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/creditor.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/message.h"
#include "store/told.h"
#include "unit/store/fixture.h"

static void the_configuration_brings_creditors_and_accounts_up_to_date(void **state)
{
	struct store *store = *state;
	int64_t id = 0;
	MUST(store, creditor_sync(store->db, "acme", "Acme Renomeada Ltda", "11222333000181", &id, &store->err));
	assert_int_equal(id, store->creditor_id);
	assert_string_equal(store_text(store, "select name from apontad.creditor"), "Acme Renomeada Ltda");
	MUST(store, account_sync(store->db, id, "acme-cra", "protest", &id, &store->err));
	assert_int_equal(id, store->account_id);
	assert_int_equal(store_number(store, "select count(*) from apontad.lane"), 3);
	MUST(store, creditor_find(store->db, "acme", &id, &store->err));
	assert_int_equal(id, store->creditor_id);
	MUST(store, account_find(store->db, "acme-cra", &id, &store->err));
	assert_int_equal(id, store->account_id);
	assert_int_equal(creditor_find(store->db, "nobody", &id, &store->err), ERR_NOT_FOUND);
	assert_int_equal(account_find(store->db, "nobody", &id, &store->err), ERR_NOT_FOUND);
	assert_int_equal(creditor_sync(store->db, "x", "X", "1122233300018", &id, &store->err), ERR_INTEGRITY);
	assert_int_equal(account_sync(store->db, store->creditor_id, "second", "protest", &id, &store->err),
			 ERR_DUPLICATE);
	assert_int_equal(id, store->account_id);
}

static void an_account_is_stopped_once_and_started_by_a_person(void **state)
{
	struct store *store = *state;
	assert_int_equal(account_start(store->db, "acme-cra", &store->err), ERR_NOT_FOUND);
	MUST(store, account_stop(store->db, store->account_id, "first reason", &store->err));
	MUST(store, account_stop(store->db, store->account_id, "second reason", &store->err));
	assert_string_equal(store_text(store, "select stopped_why from apontad.account"), "first reason");
	MUST(store, account_start(store->db, "acme-cra", &store->err));
	assert_int_equal(account_start(store->db, "acme-cra", &store->err), ERR_NOT_FOUND);
	assert_int_equal(account_start(store->db, "nobody", &store->err), ERR_NOT_FOUND);
}

static int64_t open_count(struct store *store)
{
	return store_number(store, "select count(*) from apontad.finding where closed_at is null");
}

static void the_same_finding_is_open_once(void **state)
{
	struct store *store = *state;
	int64_t escalation = store_escalation(store, store_invoice(store, "F-1"), NO_STEPS).id;
	struct finding finding = {.kind = "refused", .escalation_id = escalation, .words = "look"};
	MUST(store, finding_open(store->db, &finding, &store->err));
	MUST(store, finding_open(store->db, &finding, &store->err));
	assert_int_equal(open_count(store), 1);
	finding.words = "look again";
	MUST(store, finding_open(store->db, &finding, &store->err));
	finding.escalation_id = 0;
	MUST(store, finding_open(store->db, &finding, &store->err));
	finding.account_id = store->account_id;
	MUST(store, finding_open(store->db, &finding, &store->err));
	finding.kind = "unreadable";
	MUST(store, finding_open(store->db, &finding, &store->err));
	MUST(store, finding_open(store->db, &finding, &store->err));
	assert_int_equal(open_count(store), 5);
}

static void a_person_closes_a_finding_once(void **state)
{
	struct store *store = *state;
	struct finding finding = {.kind = "refused", .words = "look"};
	MUST(store, finding_open(store->db, &finding, &store->err));
	int64_t id = store_number(store, "select id from apontad.finding");
	MUST(store, finding_close(store->db, id, "Maria", &store->err));
	assert_int_equal(finding_close(store->db, id, "Jose", &store->err), ERR_NOT_FOUND);
	assert_string_equal(store_text(store, "select closed_by from apontad.finding"), "Maria");
	assert_int_equal(finding_close(store->db, 4711, "Jose", &store->err), ERR_NOT_FOUND);
	/* What comes up again after it was settled is a new one. */
	MUST(store, finding_open(store->db, &finding, &store->err));
	assert_int_equal(open_count(store), 1);
}

static bool tell(struct store *store, const struct told *told)
{
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "results",
				      .day = day_of("2026-03-02"),
				      .document = text_of("<retorno/>")};
	int64_t message = 0;
	bool fresh = false;
	MUST(store, message_store(store->db, store->arena, &entry, &message, &fresh, &store->err));
	MUST(store, told_record(store->db, message, store->account_id, 0, told, &fresh, &store->err));
	return fresh;
}

static void a_thing_is_told_once(void **state)
{
	struct store *store = *state;
	struct told told = {.kind = TOLD_RESULT,
			    .nosso_numero = "000000000000001",
			    .protocol = "12345",
			    .occurrence = '2',
			    .occurred_on = day_of("2026-03-02"),
			    .irregularities = {"01", "26"},
			    .irregularities_count = 2,
			    .notary_fee_cents = 1234};
	assert_true(tell(store, &told));
	assert_false(tell(store, &told));
	/* Fees do not make it another thing; everything else does. */
	told.notary_fee_cents = 1;
	assert_false(tell(store, &told));
	told.irregularities_count = 1;
	assert_true(tell(store, &told));
	told.occurred_on = DATE_NONE;
	assert_true(tell(store, &told));
	assert_false(tell(store, &told));
	told.occurrence = ' ';
	assert_true(tell(store, &told));
	told.kind = TOLD_CONFIRMATION;
	assert_true(tell(store, &told));
	assert_string_equal(store_text(store, "select concat_ws(',', kind, occurrence, irregularities, "
					      "notary_fee_cents) from apontad.told order by id limit 1"),
			    "result,2,0126,1234");
}

static void a_happening_names_its_subjects(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	MUST(store, event_tell(store->db,
			       &(struct happening){.actor = "test", .what = "PAYMENT_RECORDED", .invoice_id = invoice},
			       &store->err));
	assert_string_equal(store_text(store,
				       "select concat_ws(' ', actor, what, invoice_id = (select id from "
				       "apontad.invoice), escalation_id is null, detail = '', at = apontad.now()) "
				       "from apontad.event"),
			    "test PAYMENT_RECORDED t t t t");
	assert_int_equal(event_tell(store->db, &(struct happening){.actor = "test", .what = "X", .invoice_id = 4711},
				    &store->err),
			 ERR_INTEGRITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_configuration_brings_creditors_and_accounts_up_to_date),
		STORE_TEST(an_account_is_stopped_once_and_started_by_a_person),
		STORE_TEST(the_same_finding_is_open_once),
		STORE_TEST(a_person_closes_a_finding_once),
		STORE_TEST(a_thing_is_told_once),
		STORE_TEST(a_happening_names_its_subjects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
