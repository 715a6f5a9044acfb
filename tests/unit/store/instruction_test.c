#include "store/instruction.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/message.h"
#include "unit/store/fixture.h"

static struct escalation new_escalation(struct store *store, const char *external_id)
{
	return store_escalation(store, store_invoice(store, external_id), STEPS(EVENT_ASSESSED, EVENT_PASSED));
}

static enum rc ask_include(struct store *store, int64_t escalation_id, int64_t *ret_id)
{
	struct instruction_entry entry = store_include_entry(store, escalation_id);
	return store_ask(store, &entry, ret_id);
}

static struct instruction only_one(struct store *store, const char *kind)
{
	struct instruction_list list;
	MUST(store, instruction_waiting(store->db, store->arena, store->account_id, kind, 10, &list, &store->err));
	assert_int_equal(list.count, 1);
	return list.at[0];
}

static void an_escalation_has_one_living_include(void **state)
{
	static const struct {
		const char *what;
		const char *sql;
		bool may_be_asked_anew;
	} cases[] = {
		{"sent", "update apontad.instruction set state = 'sent'", false},
		{"in doubt", "update apontad.instruction set state = 'in_doubt'", false},
		{"accepted", "update apontad.instruction set state = 'accepted'", false},
		{"rejected", "update apontad.instruction set state = 'rejected'", true},
		{"withdrawn", "update apontad.instruction set outcome = 'withdrawn' where turn = 2", true},
		{"superseded", "update apontad.instruction set state = 'superseded' where turn = 3", true},
	};
	struct store *store = *state;
	struct escalation escalation = new_escalation(store, "F-1");
	int64_t id = 0;
	int asked = 1;
	MUST(store, ask_include(store, escalation.id, &id));
	assert_int_equal(ask_include(store, escalation.id, &id), ERR_DUPLICATE);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, db_script(store->db, cases[i].sql, &store->err));
		enum rc rc = ask_include(store, escalation.id, &id);
		if (rc != (cases[i].may_be_asked_anew ? OK : ERR_DUPLICATE))
			print_error("%s\n", cases[i].what);
		assert_int_equal(rc, cases[i].may_be_asked_anew ? OK : ERR_DUPLICATE);
		asked += cases[i].may_be_asked_anew;
		assert_int_equal(store_number(store, "select max(turn) from apontad.instruction"), asked);
	}
}

static void an_include_needs_the_decision_that_lets_it_leave(void **state)
{
	struct store *store = *state;
	struct instruction_entry entry = store_include_entry(store, new_escalation(store, "F-1").id);
	int64_t id = 0;
	entry.decision_id = 0;
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	entry.decision_id = 4711;
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	entry.decision_id = 0;
	entry.kind = "nonsense";
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	entry.kind = "withdraw";
	entry.lane = "collect";
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	entry.lane = "requests";
	entry.escalation_id = 4711;
	assert_int_equal(store_ask(store, &entry, &id), ERR_NOT_FOUND);
	assert_int_equal(id, 0);
}

static void a_nosso_numero_is_never_used_twice(void **state)
{
	struct store *store = *state;
	struct escalation escalation = new_escalation(store, "F-1");
	int64_t lost = 0;
	int64_t id = 0;
	/* One that was rolled back may have been seen in a log; it does not come again either. */
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, ask_include(store, escalation.id, &lost));
	assert_int_equal(db_end(store->db, ERR_REFUSED, &store->err), ERR_REFUSED);
	MUST(store, ask_include(store, escalation.id, &id));
	struct instruction first = only_one(store, "include");
	assert_int_equal(first.id, id);
	assert_true(id > lost);
	assert_int_equal(strlen(first.nosso_numero), 15);
	MUST(store, instruction_supersede(store->db, escalation.id, "include", &store->err));
	MUST(store, ask_include(store, escalation.id, &id));
	struct instruction second = only_one(store, "include");
	assert_string_not_equal(first.nosso_numero, second.nosso_numero);
	assert_int_equal(db_script(store->db,
				   "update apontad.instruction set nosso_numero = (select min(nosso_numero) from "
				   "apontad.instruction)",
				   &store->err),
			 ERR_DUPLICATE);
	/* Both are found for ever, as a counterparty may mean the old one. */
	struct instruction found;
	MUST(store, instruction_by_nosso_numero(store->db, store->arena, store->account_id, first.nosso_numero, &found,
						&store->err));
	assert_int_equal(found.id, first.id);
	assert_string_equal(found.state, "superseded");
	assert_int_equal(instruction_by_nosso_numero(store->db, store->arena, store->account_id + 1,
						     second.nosso_numero, &found, &store->err),
			 ERR_NOT_FOUND);
}

static int64_t new_message(struct store *store)
{
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "B",
				      .lane = "remessa",
				      .file_name = "B3412403.261",
				      .day = day_of("2026-03-02"),
				      .sequence = 1,
				      .document = text_of("<remessa/>")};
	int64_t id = 0;
	MUST(store, message_prepare(store->db, store->arena, &entry, &id, &store->err));
	return id;
}

static void only_what_cannot_leave_is_superseded(void **state)
{
	struct store *store = *state;
	struct escalation escalation = new_escalation(store, "F-1");
	int64_t include = store_include(store, escalation.id);
	int64_t withdraw = store_request(store, escalation.id, "withdraw");
	int64_t other = store_request(store, new_escalation(store, "F-2").id, "withdraw");
	MUST(store, instruction_set_message(store->db, include, new_message(store), &store->err));
	/* In a file that might leave. */
	MUST(store, instruction_supersede(store->db, escalation.id, "include", &store->err));
	assert_int_equal(store_number(store, "select count(*) from apontad.instruction where state = 'superseded'"), 0);
	/* All but includes. */
	MUST(store, instruction_set_message(store->db, include, 0, &store->err));
	MUST(store, instruction_supersede(store->db, escalation.id, NULL, &store->err));
	assert_int_equal(store_number(store, "select id from apontad.instruction where state = 'superseded'"),
			 withdraw);
	assert_int_equal(only_one(store, "withdraw").id, other);
	/* One kind; what has left stays. */
	MUST(store, instruction_supersede(store->db, escalation.id, "include", &store->err));
	MUST(store, instruction_set_state(store->db, other, "sent", NULL, NULL, &store->err));
	MUST(store, instruction_supersede(store->db, escalation.id, "withdraw", &store->err));
	assert_int_equal(store_number(store, "select count(*) from apontad.instruction where state = 'superseded'"), 2);
}

static void what_has_left_goes_into_no_other_file(void **state)
{
	static const struct {
		const char *state;
		enum rc rc;
	} cases[] = {
		{"prepared", OK},
		{"in_doubt", OK},
		{"sent", ERR_INTEGRITY},
		{"accepted", ERR_INTEGRITY},
		{"rejected", ERR_INTEGRITY},
		{"superseded", ERR_TRANSIENT}, /* paid or held while its file was built: no reason to stop the node */
	};
	struct store *store = *state;
	int64_t id = store_include(store, new_escalation(store, "F-1").id);
	int64_t message = new_message(store);
	struct instruction_list list;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		MUST(store, instruction_set_state(store->db, id, cases[i].state, NULL, NULL, &store->err));
		assert_int_equal(instruction_set_message(store->db, id, message, &store->err), cases[i].rc);
	}
	MUST(store, instruction_of_message(store->db, store->arena, message, &list, &store->err));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.at[0].id, id);
	assert_int_equal(list.at[0].message_id, message);
}

static void what_waits_is_listed_by_comarca_and_age(void **state)
{
	struct store *store = *state;
	static const char *const comarcas[] = {"3550308", "3304557", "3550308", "3304557"};
	static const char *const names[] = {"F-1", "F-2", "F-3", "F-4"};
	int64_t ids[4];
	for (size_t i = 0; i < 4; i++) {
		struct instruction_entry entry = store_include_entry(store, new_escalation(store, names[i]).id);
		entry.comarca_ibge = comarcas[i];
		MUST(store, store_ask(store, &entry, &ids[i]));
	}
	struct instruction_list list;
	MUST(store, instruction_waiting(store->db, store->arena, store->account_id, "include", 3, &list, &store->err));
	assert_int_equal(list.count, 3);
	assert_int_equal(list.at[0].id, ids[1]);
	assert_int_equal(list.at[1].id, ids[3]);
	assert_int_equal(list.at[2].id, ids[0]);
	MUST(store, instruction_waiting(store->db, store->arena, store->account_id, "cancel", 3, &list, &store->err));
	assert_int_equal(list.count, 0);
}

static void times_and_words_of_the_answer_are_kept(void **state)
{
	struct store *store = *state;
	int64_t id = store_include(store, new_escalation(store, "F-1").id);
	MUST(store, instruction_set_state(store->db, id, "sent", NULL, NULL, &store->err));
	MUST(store, instruction_set_state(store->db, id, "accepted", "0000", "aceito", &store->err));
	MUST(store, instruction_set_state(store->db, id, "accepted", NULL, NULL, &store->err));
	assert_string_equal(store_text(store,
				       "select concat_ws(' ', answer_code, answer_words, sent_at = apontad.now(), "
				       "answered_at = apontad.now()) from apontad.instruction"),
			    "0000 aceito t t");
	assert_int_equal(instruction_set_state(store->db, id, "lost", NULL, NULL, &store->err), ERR_INTEGRITY);
}

static void an_outcome_is_that_of_the_last_presentation(void **state)
{
	struct store *store = *state;
	struct escalation escalation = new_escalation(store, "F-1");
	int64_t first = store_include(store, escalation.id);
	MUST(store, instruction_set_state(store->db, first, "in_doubt", NULL, NULL, &store->err));
	MUST(store, instruction_confirmed(store->db, escalation.id, &store->err));
	assert_string_equal(store_text(store, "select state || (confirmed_at is not null) from apontad.instruction"),
			    "acceptedtrue");
	MUST(store, instruction_outcome(store->db, escalation.id, "withdrawn", &store->err));
	int64_t second = store_include(store, escalation.id);
	MUST(store, instruction_set_state(store->db, second, "sent", NULL, NULL, &store->err));
	MUST(store, instruction_outcome(store->db, escalation.id, "protested", &store->err));
	MUST(store, instruction_cancelled(store->db, escalation.id, &store->err));
	assert_string_equal(store_text(store, "select string_agg(turn || outcome || (cancelled_at is not null), ' ' "
					      "order by turn) from apontad.instruction"),
			    "1withdrawnfalse 2protestedtrue");
	/* One that will never leave is no presentation. */
	int64_t third = store_include(store, escalation.id);
	MUST(store, instruction_set_state(store->db, third, "superseded", NULL, NULL, &store->err));
	MUST(store, instruction_outcome(store->db, escalation.id, "paid_at_notary", &store->err));
	assert_string_equal(store_text(store, "select string_agg(coalesce(outcome, '-'), ' ' order by turn) from "
					      "apontad.instruction"),
			    "withdrawn paid_at_notary -");
	assert_int_equal(instruction_outcome(store->db, escalation.id, "forgotten", &store->err), ERR_INTEGRITY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(an_escalation_has_one_living_include),
		STORE_TEST(an_include_needs_the_decision_that_lets_it_leave),
		STORE_TEST(a_nosso_numero_is_never_used_twice),
		STORE_TEST(only_what_cannot_leave_is_superseded),
		STORE_TEST(what_has_left_goes_into_no_other_file),
		STORE_TEST(what_waits_is_listed_by_comarca_and_age),
		STORE_TEST(times_and_words_of_the_answer_are_kept),
		STORE_TEST(an_outcome_is_that_of_the_last_presentation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
