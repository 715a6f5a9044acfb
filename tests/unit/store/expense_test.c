#include "store/expense.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/message.h"
#include "unit/store/fixture.h"

static struct expense_totals totals_of(struct store *store)
{
	struct expense_totals totals;
	MUST(store, expense_totals(store->db, store->arena, &totals, &store->err));
	return totals;
}

static void what_was_told_is_owed_by_whoever_the_end_names(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"),
							STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE));
	int64_t include = store_include(store, escalation.id);
	int64_t message = 0;
	bool fresh = false;
	struct message_entry answer = {.account_id = store->account_id,
				       .kind = "results",
				       .day = day_of("2026-03-02"),
				       .document = text_of("<retorno/>")};
	MUST(store, message_store(store->db, store->arena, &answer, &message, &fresh, &store->err));
	struct told told = {
		.kind = TOLD_RESULT, .occurred_on = day_of("2026-02-27"), .notary_fee_cents = 1100, .other_cents = 480};
	MUST(store, expense_record(store->db,
				   &(struct expense_entry){.escalation_id = escalation.id,
							   .instruction_id = include,
							   .message_id = message,
							   .told = &told},
				   &store->err));
	assert_int_equal(totals_of(store).open_cents, 1580);
	/* A field without an amount is no row. */
	assert_string_equal(store_text(store,
				       "select string_agg(kind || ' ' || field || ' ' || cents || ' ' || told_on, "
				       "', ' order by id) from apontad.expense"),
			    "notary 35 1100 2026-02-27, other 50 480 2026-02-27");
	MUST(store, expense_owed(store->db, include, OWES_PRESENTER, &store->err));
	assert_int_equal(totals_of(store).presenter_cents, 1580);
	/* A protest that is cancelled for an error goes over to the creditor. */
	MUST(store, expense_owed(store->db, include, OWES_CREDITOR, &store->err));
	assert_int_equal(totals_of(store).creditor_cents, 1580);
	assert_int_equal(totals_of(store).presenter_cents + totals_of(store).open_cents, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {STORE_TEST(what_was_told_is_owed_by_whoever_the_end_names)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
