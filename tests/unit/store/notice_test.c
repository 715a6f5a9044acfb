#include "store/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/pay_way.h"
#include "unit/store/fixture.h"

static struct notice prepare(struct store *store, int64_t invoice, int64_t person)
{
	struct notice notice;
	bool fresh = false;
	int64_t id = 0;
	int64_t of = 0;
	struct notice_entry entry = {.invoice_id = invoice,
				     .person_id = person,
				     .step = "aviso",
				     .kind = "aviso-protesto",
				     .template = "aviso-protesto"};
	MUST(store, notice_prepare(store->db, store->arena, &entry, &fresh, &store->err));
	assert_true(fresh);
	MUST(store, notice_prepare(store->db, store->arena, &entry, &fresh, &store->err));
	assert_false(fresh);
	MUST(store, notice_claim(store->db, store->arena, &id, &of, &store->err));
	assert_int_equal(of, invoice);
	MUST(store, notice_release(store->db, id, &store->err));
	MUST(store, notice_lock(store->db, store->arena, id, &notice, &store->err));
	return notice;
}

static void start(struct store *store, const struct notice *notice)
{
	static const char sha[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	MUST(store, notice_start(store->db, notice,
				 &(struct notice_message){"email", "f***@exemplo.invalid", sha, sha, text_of("bytes")},
				 &store->err));
}

static struct date told_on(struct store *store, int64_t invoice, enum notice_proof proof)
{
	struct date on = DATE_NONE;
	MUST(store, notice_told_on(store->db, store->arena, invoice, "aviso", proof, &on, &store->err));
	return on;
}

static int64_t debtor_of(struct store *store, int64_t invoice)
{
	return store_lock_invoice(store, invoice).person_id;
}

static void two_workers_never_hold_the_same_one(void **state)
{
	struct store *store = *state;
	struct err err;
	int64_t invoice = store_invoice(store, "F-1");
	int64_t id = 0;
	int64_t other = 0;
	(void)prepare(store, invoice, debtor_of(store, invoice));
	struct db *second = store_connect(store, "postgres");
	MUST(store, notice_claim(store->db, store->arena, &id, &invoice, &store->err));
	assert_int_equal(notice_claim(second, store->arena, &other, &invoice, &err), ERR_NOT_FOUND);
	MUST(store, notice_release(store->db, id, &store->err));
	assert_int_equal(notice_claim(second, store->arena, &other, &invoice, &err), OK);
	assert_int_equal(other, id);
	db_close(second);
}

/* Sending counts until a receipt says better; what failed or is in doubt is no notice. */
static void a_window_counts_from_what_is_proved(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	struct notice notice = prepare(store, invoice, debtor_of(store, invoice));
	bool repeated = false;
	assert_true(date_is_none(told_on(store, invoice, NOTICE_PROOF_BEST)));
	start(store, &notice);
	MUST(store, notice_move(store->db, notice.id, "in_doubt", "cut", &store->err));
	assert_true(date_is_none(told_on(store, invoice, NOTICE_PROOF_BEST)));
	MUST(store, notice_move(store->db, notice.id, "sent", "250", &store->err));
	assert_int_equal(date_compare(told_on(store, invoice, NOTICE_PROOF_BEST), day_of("2026-03-02")), 0);
	assert_true(date_is_none(told_on(store, invoice, NOTICE_PROOF_DELIVERED)));
	/* A delivery before the sending is one of the sending at the earliest. */
	MUST(store, notice_receipt(store->db, store->arena, invoice, notice.public_id, true,
				   "2026-03-01T09:00:00-03:00", "lida", &notice, &repeated, &store->err));
	assert_false(repeated);
	assert_int_equal(date_compare(told_on(store, invoice, NOTICE_PROOF_DELIVERED), day_of("2026-03-02")), 0);
	MUST(store, notice_receipt(store->db, store->arena, invoice, notice.public_id, true,
				   "2026-03-01T09:00:00-03:00", "lida", &notice, &repeated, &store->err));
	assert_true(repeated);
	MUST(store, notice_receipt(store->db, store->arena, invoice, notice.public_id, false, "", "bounced", &notice,
				   &repeated, &store->err));
	assert_true(date_is_none(told_on(store, invoice, NOTICE_PROOF_BEST)));
	assert_int_equal(store_number(store, "select count(*) from apontad.notice_part where part = 'receipt'"), 2);
}

static void a_receipt_is_for_what_has_left(void **state)
{
	struct store *store = *state;
	int64_t invoice = store_invoice(store, "F-1");
	struct notice notice = prepare(store, invoice, debtor_of(store, invoice));
	bool repeated = false;
	int dropped = 0;
	const char *id = notice.public_id;
	assert_int_equal(
		notice_receipt(store->db, store->arena, invoice, id, true, "", "x", &notice, &repeated, &store->err),
		ERR_REFUSED);
	assert_int_equal(notice_receipt(store->db, store->arena, invoice, "ntc_0", true, "", "x", &notice, &repeated,
					&store->err),
			 ERR_NOT_FOUND);
	start(store, &notice);
	assert_int_equal(notice_receipt(store->db, store->arena, invoice, id, true, "2026-03-02T09:01:00-03:00", "x",
					&notice, &repeated, &store->err),
			 ERR_RANGE);
	/* What has left is not dropped when the debt is paid. */
	MUST(store, notice_drop_unsent(store->db, invoice, 0, "paid", &dropped, &store->err));
	assert_int_equal(dropped, 0);
}

/* A boleto of the whole amount would be too much after a part was paid; a link leads to what is owed. */
static void what_names_an_amount_ends_with_a_payment(void **state)
{
	struct store *store = *state;
	struct invoice invoice = store_lock_invoice(store, store_invoice(store, "F-1"));
	struct pay_ways ways = {.pix = "a code", .boleto_line = "1", .pay_link = "https://x.invalid/", .fine_cents = 5};
	struct pay_ways found;
	bool changed = false;
	enum payment_added added;
	static const char at[] = "2026-03-02T08:00:00-03:00";
	MUST(store, pay_ways_put(store->db, invoice.id, &ways, &changed, &store->err));
	assert_true(changed);
	MUST(store, pay_ways_put(store->db, invoice.id, &ways, &changed, &store->err));
	assert_false(changed);
	MUST(store, pay_ways_read(store->db, store->arena, invoice.id, &found, &store->err));
	assert_string_equal(found.pix, "a code");
	assert_int_equal(found.fine_cents, 5);
	(void)store_number(store, "with t as (update apontad.setting set standing_at = standing_at + interval '1 hour' "
				  "returning 1) select count(*) from t");
	MUST(store, payment_add(store->db, store->arena, &invoice, "P-1", 100, at, at, &added, &store->err));
	MUST(store, pay_ways_read(store->db, store->arena, invoice.id, &found, &store->err));
	assert_string_equal(found.pix, "");
	assert_string_equal(found.boleto_line, "");
	assert_int_equal(found.fine_cents, 0);
	assert_string_equal(found.pay_link, "https://x.invalid/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(two_workers_never_hold_the_same_one),
		STORE_TEST(a_window_counts_from_what_is_proved),
		STORE_TEST(a_receipt_is_for_what_has_left),
		STORE_TEST(what_names_an_amount_ends_with_a_payment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
