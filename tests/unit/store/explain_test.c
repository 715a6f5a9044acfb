#include "store/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "store/clock.h"
#include "store/creditor.h"
#include "store/finding.h"
#include "store/removal.h"
#include "unit/store/fixture.h"

static struct story story_of(struct store *store, const char *external_id)
{
	struct story story;
	MUST(store, explain_read(store->db, store->arena, NULL, external_id, &story, &store->err));
	assert_false(story.cut);
	return story;
}

static void a_debt_nobody_was_asked_about_has_its_numbers(void **state)
{
	struct store *store = *state;
	int64_t id = store_invoice(store, "F-1");
	struct story story = story_of(store, "F-1");
	assert_int_equal(story.debt.invoice_id, id);
	assert_string_equal(story.asked_at, "2026-03-02T09:00");
	assert_int_equal(date_compare(story.today, day_of("2026-03-02")), 0);
	assert_string_equal(story.debt.creditor, "acme");
	assert_string_equal(story.debt.number, "1001");
	assert_string_equal(story.debt.ladder, "standard");
	assert_int_equal(date_compare(story.debt.due_on, day_of("2026-02-04")), 0);
	assert_int_equal(story.debt.amount_cents, 150000);
	assert_int_equal(story.debt.outstanding_cents, 150000);
	assert_string_equal(story.debt.settled_at, "");
	assert_int_equal(story.escalations.count, 0);
	MUST(store, db_script(store->db, "update apontad.invoice set received_cents = 50000, cleared_cents = 20000",
			      &store->err));
	story = story_of(store, "F-1");
	assert_int_equal(story.debt.received_cents, 50000);
	assert_int_equal(story.debt.cleared_cents, 20000);
	assert_int_equal(story.debt.outstanding_cents, 100000);
}

/* Lei 13.709/2018 (LGPD): whoever reads why need not know who. */
static void people_are_initials_and_masks(void **state)
{
	static const struct {
		const char *name;
		const char *initials;
	} cases[] = {
		{"Fulano de Tal Exemplo", "F. T. E."},
		{"Ângela  dos Santos e Souza", "Â. S. S."},
		{"Fulano Exemplo 52998224725", "F. E."},
		{"52998224725", ""},
	};
	struct store *store = *state;
	struct debtor guarantor = store_debtor(2);
	enum invoice_added added = INVOICE_DIFFERENT;
	(void)store_invoice(store, "F-1");
	MUST(store, invoice_add_codebtor(store->db, store->creditor_id, "F-1", &guarantor, &added, &store->err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, db_exec(store->db, "update apontad.invoice_party set name = $1 where seq = 1",
				    DB_VALUES(db_str(cases[i].name)), NULL, &store->err));
		struct story story = story_of(store, "F-1");
		assert_int_equal(story.persons.count, 2);
		assert_true(story.persons.at[0].is_debtor);
		assert_false(story.persons.at[1].is_debtor);
		assert_string_equal(story.persons.at[0].initials, cases[i].initials);
		assert_string_equal(story.persons.at[0].uf, "SP");
		for (int p = 0; p < story.persons.count; p++) {
			struct debtor debtor = store_debtor(p + 1);
			assert_null(strstr(story.persons.at[p].taxid_masked, debtor.taxid.digits));
			assert_non_null(strchr(story.persons.at[p].taxid_masked, '*'));
		}
	}
}

static void a_refusal_keeps_every_reason_in_order(void **state)
{
	struct store *store = *state;
	int64_t decision = 0;
	struct escalation escalation =
		store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED, EVENT_REFUSED_BY_RULE));
	MUST(store,
	     decision_record(store->db, store->arena, escalation.id, "REFUSED_BY_RULE", "protest-1",
			     text_of("[{\"code\":\"ADDRESS\",\"level\":\"block\",\"basis\":\"LP art. 15\",\"cra\":"
				     "\"06\",\"words\":\"no street\"},{\"code\":\"DEBT_NOT_DUE\",\"level\":"
				     "\"warn\",\"basis\":\"LP art. 21\",\"cra\":\"\",\"words\":\"tomorrow\"}]"),
			     text_of("{}"), &decision, &store->err));
	struct story story = story_of(store, "F-1");
	assert_int_equal(story.escalations.count, 1);
	assert_int_equal(story.escalations.at[0].state, STATE_REFUSED);
	assert_int_equal(story.escalations.at[0].timer_event, EVENT_COUNT);
	assert_string_equal(story.escalations.at[0].step, "protest");
	assert_string_equal(story.escalations.at[0].last_event, "REFUSED_BY_RULE");
	assert_string_equal(story.escalations.at[0].last_rule, "LP art. 9");
	assert_true(story.escalations.at[0].person->is_debtor);
	assert_int_equal(story.decisions.count, 1);
	assert_string_equal(story.decisions.at[0].rule_book, "protest-1");
	assert_int_equal(story.decisions.at[0].escalation_id, escalation.id);
	assert_int_equal(story.reasons.count, 2);
	assert_string_equal(story.reasons.at[0].code, "ADDRESS");
	assert_string_equal(story.reasons.at[0].level, "block");
	assert_string_equal(story.reasons.at[0].basis, "LP art. 15");
	assert_string_equal(story.reasons.at[0].words, "no street");
	assert_string_equal(story.reasons.at[1].code, "DEBT_NOT_DUE");
	assert_int_equal(story.reasons.at[1].decision_id, decision);
}

/* A record in SPC's base, its term running, and then its removal with what proves it. */
static void a_listing_tells_its_notice_its_clock_and_the_proof_of_its_end(void **state)
{
	struct store *store = *state;
	int64_t removal = 0;
	struct escalation escalation = store_listing(store, store_invoice(store, "F-1"), store_bureau(store, "spc"),
						     STEPS(EVENT_ASSESSED, EVENT_PASSED));
	int64_t include = store_include_record(store, escalation.id, "1001");
	store_step(store, &escalation, EVENT_QUEUED_IN_FILE);
	MUST(store, instruction_set_state(store->db, include, "sent", NULL, NULL, &store->err));
	MUST(store, instruction_set_state(store->db, include, "accepted", "200", "taken", &store->err));
	store_step(store, &escalation, EVENT_LISTED);
	MUST(store, escalation_set_listed(store->db, &escalation, day_of("2026-03-22"), &store->err));
	MUST(store,
	     escalation_timer_on(store->db, escalation.id, EVENT_NOTICE_OVER, day_of("2026-03-22"), &store->err));
	MUST(store,
	     finding_open(store->db, &(struct finding){.kind = "test", .escalation_id = escalation.id, .words = "look"},
			  &store->err));
	struct story story = story_of(store, "F-1");
	const struct story_escalation *told = &story.escalations.at[0];
	assert_int_equal(told->state, STATE_NOTICE_PENDING);
	assert_int_equal(date_compare(told->listed_on, day_of("2026-03-02")), 0);
	assert_int_equal(date_compare(told->visible_on, day_of("2026-03-22")), 0);
	assert_int_equal(told->timer_event, EVENT_NOTICE_OVER);
	assert_string_equal(told->timer_at, "2026-03-22T00:00");
	assert_int_equal(date_compare(told->timer_on, day_of("2026-03-22")), 0);
	assert_int_equal(story.instructions.count, 1);
	assert_string_equal(story.instructions.at[0].contract, "1001");
	assert_string_equal(story.instructions.at[0].sent_at, "2026-03-02T09:00");
	assert_string_equal(story.instructions.at[0].answer_code, "200");
	assert_string_equal(story.instructions.at[0].answer_words, "taken");
	assert_int_equal(story.findings.count, 1);
	assert_string_equal(story.findings.at[0].words, "look");
	assert_int_equal(story.removals.count, 0);

	MUST(store, db_script(store->db, "update apontad.finding set closed_at = apontad.now(), closed_by = 'x'",
			      &store->err));
	store_step(store, &escalation, EVENT_CAUSE_AROSE);
	MUST(store, removal_open(store->db, store->arena, escalation.id, "paid", &removal, &store->err));
	store_deadline(store, escalation.id, removal, DEADLINE_REMOVAL, "2026-03-09");
	story = story_of(store, "F-1");
	assert_int_equal(story.findings.count, 0);
	assert_string_equal(story.deadlines.at[0].standing, "due");
	assert_int_equal(date_compare(story.deadlines.at[0].warn_on, day_of("2026-03-03")), 0);
	assert_string_equal(story.removals.at[0].done_at, "");
	assert_string_equal(story.removals.at[0].proof_event, "");

	MUST(store, clock_advance(store->db, text_of("1d"), &store->err));
	store_step(store, &escalation, EVENT_REMOVAL_DONE);
	MUST(store, removal_done(store->db, escalation.id, &store->err));
	story = story_of(store, "F-1");
	assert_string_equal(story.removals.at[0].cause, "paid");
	assert_string_equal(story.removals.at[0].done_at, "2026-03-03T09:00");
	assert_string_equal(story.removals.at[0].proof_event, "REMOVAL_DONE");
	assert_string_equal(story.deadlines.at[0].standing, "met");
	assert_string_equal(story.deadlines.at[0].at, "2026-03-03T09:00");
}

static void a_long_story_keeps_its_newest_part(void **state)
{
	struct store *store = *state;
	struct story story;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	MUST(store, db_exec(store->db,
			    "insert into apontad.decision (escalation_id, decided_at, outcome, rule_book, reasons, "
			    "facts) select $1, apontad.now(), 'HELD_BY_RULE', n::text, '[]', '{}' from "
			    "generate_series(1, $2) n",
			    DB_VALUES(db_int(escalation.id), db_int(EXPLAIN_ROWS_MAX + 5)), NULL, &store->err));
	MUST(store, explain_read(store->db, store->arena, NULL, "F-1", &story, &store->err));
	assert_true(story.cut);
	assert_int_equal(story.decisions.count, EXPLAIN_ROWS_MAX);
	assert_string_equal(story.decisions.at[0].rule_book, "6");
	assert_string_equal(story.decisions.at[EXPLAIN_ROWS_MAX - 1].rule_book, "1005");
}

static void who_is_not_there_or_not_one_is_said(void **state)
{
	struct store *store = *state;
	struct story story = {.asked_at = "untouched"};
	struct invoice_entry entry = store_invoice_entry(store, "F-1");
	struct debtor debtor = store_debtor(3);
	enum invoice_added added = INVOICE_DIFFERENT;
	int64_t id = 0;
	assert_int_equal(explain_read(store->db, store->arena, NULL, "F-1", &story, &store->err), ERR_NOT_FOUND);
	(void)store_invoice(store, "F-1");
	assert_int_equal(explain_read(store->db, store->arena, "other", "F-1", &story, &store->err), ERR_NOT_FOUND);
	MUST(store, creditor_sync(store->db, "other", "Outra Ficticia Ltda", "11444777000161", &entry.creditor_id,
				  &store->err));
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	assert_int_equal(explain_read(store->db, store->arena, NULL, "F-1", &story, &store->err), ERR_DUPLICATE);
	assert_string_equal(story.asked_at, "untouched");
	MUST(store, explain_read(store->db, store->arena, "other", "F-1", &story, &store->err));
	assert_int_equal(story.debt.invoice_id, id);
}

static void looking_needs_no_more_than_a_readers_rights(void **state)
{
	struct store *store = *state;
	struct db *owner = store->db;
	(void)store_escalation(store, store_invoice(store, "F-1"), STEPS(EVENT_ASSESSED));
	store->db = store_connect(store, "apontad_reader");
	assert_int_equal(story_of(store, "F-1").escalations.count, 1);
	db_close(store->db);
	store->db = owner;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_debt_nobody_was_asked_about_has_its_numbers),
		STORE_TEST(people_are_initials_and_masks),
		STORE_TEST(a_refusal_keeps_every_reason_in_order),
		STORE_TEST(a_listing_tells_its_notice_its_clock_and_the_proof_of_its_end),
		STORE_TEST(a_long_story_keeps_its_newest_part),
		STORE_TEST(who_is_not_there_or_not_one_is_said),
		STORE_TEST(looking_needs_no_more_than_a_readers_rights),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
