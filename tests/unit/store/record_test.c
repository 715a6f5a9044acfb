/* The small aggregates: creditors and accounts, findings, what was told, happenings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

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

/* An operator is locked after few wrong tries, and several workers may have something to send. */
static void a_password_that_may_be_wrong_is_tried_by_one_at_a_time(void **state)
{
	struct store *store = *state;
	struct db *other = store_connect(store, "apontad_daemon");
	bool alone = false;
	MUST(store, account_try_alone(store->db, store->arena, store->account_id, &alone, &store->err));
	assert_true(alone);
	MUST(store, account_try_alone(other, store->arena, store->account_id, &alone, &store->err));
	assert_false(alone);
	MUST(store, account_try_done(store->db, store->account_id, &store->err));
	MUST(store, account_try_alone(other, store->arena, store->account_id, &alone, &store->err));
	assert_true(alone);
	MUST(store, account_stop(other, store->account_id, "refused", &store->err));
	MUST(store, account_try_done(other, store->account_id, &store->err));
	MUST(store, account_try_alone(store->db, store->arena, store->account_id, &alone, &store->err));
	assert_false(alone);
	db_close(other);
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

/* Told by message number `message`: each is another body. */
static bool tell_listing(struct store *store, int message, const struct listing_told *told)
{
	static const char *const bodies[] = {"1", "2"};
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "hook",
				      .day = day_of("2026-03-02"),
				      .document = text_of(bodies[message - 1])};
	int64_t id = 0;
	bool fresh = false;
	MUST(store, message_store(store->db, store->arena, &entry, &id, &fresh, &store->err));
	MUST(store, told_listing_record(store->db, id, store->account_id, 0, told, &fresh, &store->err));
	return fresh;
}

static void a_bureau_tells_a_thing_once_by_its_name(void **state)
{
	struct store *store = *state;
	struct listing_told told = {
		.word = LISTING_LISTED, .remote_id = "8a1f", .contract = "C-1", .words = "incluido"};
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 2, &told));
	/* Words for a person do not make it another thing; what is told, and of what, does. */
	(void)text_copy(text_of("incluido, de novo"), told.words, sizeof(told.words));
	assert_false(tell_listing(store, 2, &told));
	told.word = LISTING_NOTICE_RETURNED;
	assert_true(tell_listing(store, 2, &told));
	(void)text_copy(text_of("301"), told.codes, sizeof(told.codes));
	assert_true(tell_listing(store, 2, &told));
	told.removal = true;
	assert_true(tell_listing(store, 2, &told));
	(void)text_copy(text_of("8a20"), told.remote_id, sizeof(told.remote_id));
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 2, &told));
	assert_int_equal(store_number(store, "select count(*) from apontad.bureau_told"), 5);
}

static void a_return_tells_a_thing_once_by_remessa_and_record(void **state)
{
	struct store *store = *state;
	struct listing_told told = {.word = LISTING_NOT_LISTED, .number = 7, .record = 2, .codes = "040"};
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 2, &told));
	told.record = 3;
	assert_true(tell_listing(store, 1, &told));
	told.number = 8;
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 2, &told));
	/* The remessa as a whole. */
	told.record = 0;
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 2, &told));
	assert_string_equal(store_text(store, "select concat_ws(',', word, number, record, codes, instruction_id is "
					      "null) from apontad.bureau_told order by id limit 1"),
			    "not_listed,7,2,040,t");
}

/* A letter that came back, a record the bureau removed by itself: such have neither a name nor a place in a remessa. */
static void records_without_a_name_are_known_by_their_message(void **state)
{
	struct store *store = *state;
	struct listing_told told = {.word = LISTING_NOTICE_RETURNED, .codes = "301", .words = "mudou-se"};
	memcpy(told.principal_taxid, "99000001000199", 15);
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 1, &told)); /* the same message, read again */
	/* The same of another contract, guarantor or debtor, and what is told in other words. */
	(void)text_copy(text_of("C-2"), told.contract, sizeof(told.contract));
	assert_true(tell_listing(store, 1, &told));
	memcpy(told.guarantor_taxid, "99000002000133", 15);
	assert_true(tell_listing(store, 1, &told));
	memcpy(told.principal_taxid, "99000003000178", 15);
	assert_true(tell_listing(store, 1, &told));
	memcpy(told.words, "recusado", 9);
	assert_true(tell_listing(store, 1, &told));
	assert_false(tell_listing(store, 1, &told));
	/* It may happen again. */
	assert_true(tell_listing(store, 2, &told));
	assert_int_equal(store_number(store, "select count(*) from apontad.bureau_told"), 6);
}

static bool has_code(struct store *store, const char *list, const char *code, bool *loaded)
{
	bool found = false;
	MUST(store,
	     bureau_code_find(store->db, store->arena, store->account_id, list, code, &found, loaded, &store->err));
	return found;
}

static void the_lists_of_a_bureau_are_replaced(void **state)
{
	static const struct bureau_code first[] = {{"DP", "Duplicata"}, {"CH", "Cheque"}};
	static const struct bureau_code second[] = {
		{"CH", "Cheque sem fundos"}, {"NP", "Promissoria"}, {"NP", "again"}};
	struct store *store = *state;
	bool loaded = true;
	assert_false(has_code(store, "natures", "DP", &loaded));
	assert_false(loaded);
	MUST(store, bureau_codes_put(store->db, store->account_id, "natures", first, 2, &store->err));
	MUST(store, bureau_codes_put(store->db, store->account_id, "motives", first, 1, &store->err));
	assert_true(has_code(store, "natures", "DP", &loaded));
	assert_true(loaded);
	assert_false(has_code(store, "natures", "NP", &loaded));
	assert_true(loaded);
	MUST(store, bureau_codes_put(store->db, store->account_id, "natures", second, 3, &store->err));
	assert_false(has_code(store, "natures", "DP", &loaded));
	assert_true(has_code(store, "natures", "NP", &loaded));
	assert_true(has_code(store, "motives", "DP", &loaded));
	assert_string_equal(store_text(store, "select string_agg(list || ' ' || code || ' ' || name, ', ' order by "
					      "list, code) from apontad.bureau_code"),
			    "motives DP Duplicata, natures CH Cheque sem fundos, natures NP Promissoria");
	assert_int_equal(bureau_codes_put(store->db, store->account_id, "rumours", first, 1, &store->err),
			 ERR_INTEGRITY);
	MUST(store, bureau_codes_put(store->db, store->account_id, "natures", NULL, 0, &store->err));
	assert_false(has_code(store, "natures", "CH", &loaded));
	assert_false(loaded);
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
		STORE_TEST(a_password_that_may_be_wrong_is_tried_by_one_at_a_time),
		STORE_TEST(the_same_finding_is_open_once),
		STORE_TEST(a_person_closes_a_finding_once),
		STORE_TEST(a_thing_is_told_once),
		STORE_TEST(a_happening_names_its_subjects),
		STORE_TEST(a_bureau_tells_a_thing_once_by_its_name),
		STORE_TEST(a_return_tells_a_thing_once_by_remessa_and_record),
		STORE_TEST(records_without_a_name_are_known_by_their_message),
		STORE_TEST(the_lists_of_a_bureau_are_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
