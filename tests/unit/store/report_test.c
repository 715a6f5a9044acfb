#include "store/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "store/clock.h"
#include "store/instruction.h"
#include "store/removal.h"
#include "unit/store/fixture.h"

static struct totals totals_of(struct store *store)
{
	struct totals totals;
	MUST(store, report_totals(store->db, store->arena, &totals, &store->err));
	assert_int_equal(totals.sent, totals.refused + totals.paid_at_notary + totals.withdrawn + totals.protested +
					      totals.in_doubt + totals.open);
	assert_true(totals.cancelled <= totals.protested);
	assert_true(totals.confirmed <= totals.sent);
	return totals;
}

static int64_t presented(struct store *store, const char *external_id, const char *state)
{
	struct escalation escalation =
		store_escalation(store, store_invoice(store, external_id), STEPS(EVENT_ASSESSED, EVENT_PASSED));
	int64_t id = store_include(store, escalation.id);
	MUST(store, instruction_set_state(store->db, id, state, NULL, NULL, &store->err));
	return escalation.id;
}

/* Every state × outcome that a presentation can have: each is counted in one place, or not yet at all. */
static void what_was_sent_is_counted_once(void **state)
{
	static const char *const states[] = {"prepared", "sent", "in_doubt", "accepted", "rejected", "superseded"};
	static const char *const outcomes[] = {NULL, "refused", "paid_at_notary", "withdrawn", "protested"};
	struct store *store = *state;
	char name[16];
	for (size_t s = 0; s < ARRAY_LEN(states); s++)
		for (size_t o = 0; o < ARRAY_LEN(outcomes); o++) {
			(void)snprintf(name, sizeof(name), "F-%zu%zu", s, o);
			int64_t escalation = presented(store, name, states[s]);
			MUST(store,
			     db_exec(store->db, "update apontad.instruction set outcome = $2 where escalation_id = $1",
				     DB_VALUES(db_int(escalation), db_str(outcomes[o])), NULL, &store->err));
			(void)totals_of(store);
		}
	struct totals totals = totals_of(store);
	assert_int_equal(totals.invoices, 30);
	assert_int_equal(totals.sent, 20);
	assert_int_equal(totals.refused, 4);
	assert_int_equal(totals.paid_at_notary, 4);
	assert_int_equal(totals.withdrawn, 4);
	assert_int_equal(totals.protested, 4);
	assert_int_equal(totals.in_doubt, 1);
	assert_int_equal(totals.open, 3);
	assert_int_equal(totals.confirmed, 0);
}

static void a_story_of_a_title_is_counted_as_it_goes(void **state)
{
	struct store *store = *state;
	int64_t escalation = presented(store, "F-1", "in_doubt");
	assert_int_equal(totals_of(store).in_doubt, 1);
	MUST(store, instruction_confirmed(store->db, escalation, &store->err));
	assert_int_equal(totals_of(store).confirmed, 1);
	assert_int_equal(totals_of(store).open, 1);
	MUST(store, instruction_outcome(store->db, escalation, "protested", &store->err));
	assert_int_equal(totals_of(store).protested, 1);
	int64_t removal = 0;
	MUST(store, removal_open(store->db, store->arena, escalation, "paid", &removal, &store->err));
	store_deadline(store, escalation, removal, DEADLINE_REMOVAL, "2026-03-03");
	assert_int_equal(totals_of(store).removals_asked, 0);
	MUST(store, removal_asked(store->db, escalation, true, &store->err));
	assert_int_equal(totals_of(store).removals_asked, 1);
	assert_int_equal(totals_of(store).removals_done, 0);
	assert_int_equal(totals_of(store).deadlines_kept, 1);
	MUST(store, instruction_cancelled(store->db, escalation, &store->err));
	MUST(store, removal_done(store->db, escalation, &store->err));
	struct totals totals = totals_of(store);
	assert_int_equal(totals.cancelled, 1);
	assert_int_equal(totals.removals_done, 1);
	assert_int_equal(totals.removals_late, 0);
	assert_int_equal(totals.findings, 0);
}

static int broken(struct store *store)
{
	struct table table;
	MUST(store, report_promises(store->db, store->arena, &table, &store->err));
	assert_int_equal(table.rows.columns, table.columns);
	return table.rows.rows;
}

static void a_broken_promise_is_told(void **state)
{
	struct store *store = *state;
	int64_t escalation = presented(store, "F-1", "accepted");
	assert_int_equal(broken(store), 0);
	MUST(store, db_script(store->db, "update apontad.invoice set received_cents = 150000, cleared_cents = 150000",
			      &store->err));
	assert_int_equal(broken(store), 1);
	int64_t removal = 0;
	MUST(store, removal_open(store->db, store->arena, escalation, "paid", &removal, &store->err));
	assert_int_equal(broken(store), 0);
	store_deadline(store, escalation, removal, DEADLINE_REMOVAL, "2026-03-02");
	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	int missed = 0;
	MUST(store, deadline_miss_due(store->db, &missed, &store->err));
	assert_int_equal(broken(store), 1);
	assert_int_equal(totals_of(store).removals_late, 1);
	assert_int_equal(totals_of(store).deadlines_missed, 1);
	assert_int_equal(totals_of(store).findings, 1);
}

static void what_left_without_a_decision_is_told(void **state)
{
	struct store *store = *state;
	(void)presented(store, "F-1", "sent");
	assert_int_equal(broken(store), 0);
	MUST(store, db_script(store->db, "update apontad.decision set outcome = 'HELD'", &store->err));
	assert_int_equal(broken(store), 1);
}

static void a_history_is_told_in_order(void **state)
{
	struct store *store = *state;
	struct table table;
	(void)presented(store, "F-1", "sent");
	MUST(store, report_history(store->db, store->arena, NULL, "F-1", &table, &store->err));
	static const char *const whats[] = {"OPENED", "ASSESSED", "PASSED"};
	assert_int_equal(table.rows.rows, ARRAY_LEN(whats));
	for (size_t i = 0; i < ARRAY_LEN(whats); i++) {
		assert_string_equal(db_cell_str(&table.rows, (int)i, 1), "protest");
		assert_string_equal(db_cell_str(&table.rows, (int)i, 2), whats[i]);
	}
	assert_string_equal(db_cell_str(&table.rows, 0, 0), "2026-03-02 09:00");
	MUST(store, report_history(store->db, store->arena, "acme", "F-1", &table, &store->err));
	assert_int_equal(report_history(store->db, store->arena, "other", "F-1", &table, &store->err), ERR_NOT_FOUND);
	assert_int_equal(report_history(store->db, store->arena, NULL, "F-2", &table, &store->err), ERR_NOT_FOUND);
}

static void every_table_has_as_many_columns_as_headings(void **state)
{
	static enum rc (*const reports[])(struct db *, struct arena *, struct table *, struct err *) = {
		report_promises, report_reconciliations, report_rejected, report_states,
		report_accounts, report_workers,         report_messages,
	};
	struct store *store = *state;
	struct db *owner = store->db;
	(void)presented(store, "F-1", "sent");
	/* Looking needs no more than a reader's rights. */
	store->db = store_connect(store, "apontad_reader");
	struct deadline_lines lines;
	MUST(store, report_deadlines(store->db, store->arena, "{due}", NULL, &lines, &store->err));
	for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
		struct table table;
		MUST(store, reports[i](store->db, store->arena, &table, &store->err));
		assert_int_equal(table.rows.columns, table.columns);
		for (int column = 0; column < table.columns; column++)
			assert_non_null(table.headings[column]);
	}
	struct table findings;
	MUST(store, report_findings(store->db, store->arena, NULL, &findings, &store->err));
	assert_int_equal(findings.rows.columns, findings.columns);
	(void)totals_of(store);
	db_close(store->db);
	store->db = owner;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(what_was_sent_is_counted_once), STORE_TEST(a_story_of_a_title_is_counted_as_it_goes),
		STORE_TEST(a_broken_promise_is_told),      STORE_TEST(what_left_without_a_decision_is_told),
		STORE_TEST(a_history_is_told_in_order),    STORE_TEST(every_table_has_as_many_columns_as_headings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
