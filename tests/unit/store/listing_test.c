/* What only listings at bureaus have: their machine, contracts, names and numbers that bureaus go by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/message.h"
#include "unit/store/fixture.h"

#define FOREIGN_KEY "23503"

/* A debt at a bureau, whose record may leave; some have a guarantor with a record of its own. */
struct bureau {
	int64_t account_id;
	int64_t invoice_id;
	struct escalation escalation;
	struct escalation guarantor;
};

static struct bureau bureau_of(struct store *store, const char *channel, const char *external_id)
{
	struct bureau bureau = {.account_id = store_bureau(store, channel)};
	bureau.invoice_id = store_invoice(store, external_id);
	bureau.escalation =
		store_listing(store, bureau.invoice_id, bureau.account_id, STEPS(EVENT_ASSESSED, EVENT_PASSED));
	return bureau;
}

static struct bureau bureau_with_guarantor(struct store *store, const char *external_id)
{
	struct bureau bureau = {.account_id = store_bureau(store, "serasa")};
	struct debtor debtor = store_debtor(2);
	enum invoice_added added = INVOICE_DIFFERENT;
	int64_t *persons = NULL;
	int count = 0;
	bureau.invoice_id = store_invoice(store, external_id);
	MUST(store, invoice_add_codebtor(store->db, store->creditor_id, external_id, &debtor, &added, &store->err));
	MUST(store, invoice_persons(store->db, store->arena, bureau.invoice_id, &persons, &count, &store->err));
	assert_int_equal(count, 2);
	for (int i = 0; i < 2; i++)
		*(i == 0 ? &bureau.escalation : &bureau.guarantor) = store_listing_of(
			store, bureau.invoice_id, persons[i], bureau.account_id, STEPS(EVENT_ASSESSED, EVENT_PASSED));
	return bureau;
}

static void state_is(struct store *store, int64_t id, const char *state)
{
	MUST(store, instruction_set_state(store->db, id, state, NULL, NULL, &store->err));
}

static void the_channel_decides_the_machine(void **state)
{
	struct store *store = *state;
	int64_t invoice_id = store_invoice(store, "F-1");
	struct escalation protest = store_escalation(store, invoice_id, NO_STEPS);
	struct escalation serasa = store_listing(store, invoice_id, store_bureau(store, "serasa"), NO_STEPS);
	struct escalation spc = store_listing(store, invoice_id, store_bureau(store, "spc"), NO_STEPS);
	assert_int_equal(protest.machine, MACHINE_PROTEST);
	assert_int_equal(serasa.machine, MACHINE_LISTING);
	assert_int_equal(spc.machine, MACHINE_LISTING);
	assert_string_equal(spc.channel, "spc");
	assert_string_equal(store_text(store,
				       "select string_agg(e.channel || ' ' || v.machine, ', ' order by v.id) from "
				       "apontad.event v join apontad.escalation e on e.id = v.escalation_id"),
			    "protest protest, serasa listing, spc listing");
	static const char *const channels[] = {"protest", "serasa", "spc"};
	struct taken_step *steps = NULL;
	int count = 0;
	MUST(store, escalation_steps(store->db, store->arena, invoice_id, &steps, &count, &store->err));
	assert_int_equal(count, ARRAY_LEN(channels));
	for (int i = 0; i < count; i++) {
		assert_string_equal(steps[i].channel, channels[i]);
		assert_false(date_is_none(steps[i].on));
	}
}

static void a_step_of_the_other_machine_is_refused(void **state)
{
	static const struct transition of_listing = {MACHINE_LISTING,      STATE_SENT,     EVENT_LISTED,
						     STATE_NOTICE_PENDING, EFFECT_NOTHING, "at a bureau only"};
	static const struct transition of_protest = {MACHINE_PROTEST, STATE_SENT,     EVENT_PROTEST_DRAWN,
						     STATE_PROTESTED, EFFECT_NOTHING, "at a notary only"};
	struct store *store = *state;
	int64_t invoice_id = store_invoice(store, "F-1");
	const enum event *sent = STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE, EVENT_ACCEPTED);
	struct escalation protest = store_escalation(store, invoice_id, sent);
	struct escalation listing = store_listing(store, invoice_id, store_bureau(store, "spc"), sent);
	struct {
		struct escalation *escalation;
		const struct transition *row;
		enum machine said; /* to be of this machine */
		enum rc rc;
	} cases[] = {
		{&protest, &of_listing, MACHINE_LISTING, ERR_INTEGRITY},
		{&protest, &of_listing, MACHINE_PROTEST, ERR_INTEGRITY},
		{&listing, &of_protest, MACHINE_PROTEST, ERR_INTEGRITY},
		{&listing, &of_protest, MACHINE_LISTING, ERR_INTEGRITY},
		{&protest, &of_protest, MACHINE_PROTEST, OK},
		{&listing, &of_listing, MACHINE_LISTING, OK},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct transition row = *cases[i].row;
		row.machine = cases[i].said;
		enum rc rc = escalation_move(store->db, cases[i].escalation, &row,
					     &(struct step_origin){.actor = "test"}, &store->err);
		if (rc != cases[i].rc)
			print_error("case %zu\n", i);
		assert_int_equal(rc, cases[i].rc);
		if (rc != OK)
			assert_string_equal(store->err.remote, FOREIGN_KEY);
	}
}

static void an_event_says_which_machine_it_is_of(void **state)
{
	static const char *const cases[] = {
		"update apontad.event set machine = null where escalation_id is not null",
		"update apontad.event set machine = 'protest' where escalation_id is not null",
		"insert into apontad.event (at, actor, what, machine) values (apontad.now(), 'test', 'X', 'listing')",
		"update apontad.escalation set channel = 'protest'",
	};
	struct store *store = *state;
	(void)bureau_of(store, "serasa", "F-1");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(db_script(store->db, cases[i], &store->err), ERR_INTEGRITY);
}

static void a_removal_goes_by_the_contract_of_the_include(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	int64_t include = store_include_record(store, bureau.escalation.id, "ACME-F-1");
	state_is(store, include, "sent");
	int64_t remove = store_remove_record(store, bureau.escalation.id);
	struct instruction_list list;
	MUST(store, instruction_waiting(store->db, store->arena, bureau.account_id, "remove", 9, &list, &store->err));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.at[0].id, remove);
	assert_string_equal(list.at[0].contract, "ACME-F-1");
	assert_string_equal(list.at[0].cause, "paid");
	assert_string_equal(list.at[0].nosso_numero, "");
	assert_string_equal(list.at[0].taxid, store_debtor(1).taxid.digits);
	assert_false(list.at[0].guarantor);
	/* After an update the record goes by the contract of the last include. */
	MUST(store, instruction_outcome(store->db, bureau.escalation.id, "removed", &store->err));
	state_is(store, remove, "accepted");
	(void)store_include_record(store, bureau.escalation.id, "ACME-F-1B");
	(void)store_remove_record(store, bureau.escalation.id);
	MUST(store, instruction_waiting(store->db, store->arena, bureau.account_id, "remove", 9, &list, &store->err));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.at[0].contract, "ACME-F-1B");
}

static void a_removal_needs_a_contract_and_a_cause(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "spc", "F-1");
	struct instruction_entry entry = {.escalation_id = bureau.escalation.id,
					  .kind = "remove",
					  .lane = "requests",
					  .comarca_ibge = "",
					  .cause = "paid"};
	int64_t id = 0;
	/* What was never asked to be included has no contract. */
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	(void)store_include_record(store, bureau.escalation.id, "C-1");
	entry.cause = NULL;
	assert_int_equal(store_ask(store, &entry, &id), ERR_INTEGRITY);
	entry.cause = "paid";
	MUST(store, store_ask(store, &entry, &id));
	/* A record has a contract, a title its nosso numero; nothing has both. */
	assert_int_equal(db_script(store->db,
				   "update apontad.instruction set nosso_numero = '1' where contract is not null",
				   &store->err),
			 ERR_INTEGRITY);
}

static void a_record_has_one_living_include(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	struct instruction_entry entry = store_include_entry(store, bureau.escalation.id);
	int64_t first = store_include_record(store, bureau.escalation.id, "C-1");
	int64_t id = 0;
	entry.comarca_ibge = "";
	entry.contract = "C-2";
	static const char *const states[] = {"prepared", "sent", "in_doubt", "accepted"};
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		state_is(store, first, states[i]);
		assert_int_equal(store_ask(store, &entry, &id), ERR_DUPLICATE);
	}
	MUST(store, instruction_visible(store->db, bureau.escalation.id, &store->err));
	assert_int_equal(store_ask(store, &entry, &id), ERR_DUPLICATE);
	MUST(store, instruction_outcome(store->db, bureau.escalation.id, "removed", &store->err));
	MUST(store, store_ask(store, &entry, &id));
	assert_string_equal(store_text(store, "select string_agg(concat_ws(' ', turn, contract, outcome, "
					      "visible_at is not null), ', ' order by turn) from apontad.instruction"),
			    "1 C-1 removed t, 2 C-2 f");
}

static void a_bureau_means_what_it_gave_a_name(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	struct instruction found;
	int64_t include = store_include_record(store, bureau.escalation.id, "C-1");
	int64_t remove = store_remove_record(store, bureau.escalation.id);
	MUST(store, instruction_set_remote_id(store->db, include, "8a1f", &store->err));
	MUST(store, instruction_by_remote_id(store->db, store->arena, bureau.account_id, "8a1f", &found, &store->err));
	assert_int_equal(found.id, include);
	assert_string_equal(found.remote_id, "8a1f");
	assert_int_equal(
		instruction_by_remote_id(store->db, store->arena, bureau.account_id, "8a1e", &found, &store->err),
		ERR_NOT_FOUND);
	assert_non_null(strstr(store->err.words, "8a1e"));
	/* Of another account it means nothing, and one name is one request. */
	assert_int_equal(
		instruction_by_remote_id(store->db, store->arena, store->account_id, "8a1f", &found, &store->err),
		ERR_NOT_FOUND);
	assert_int_equal(instruction_set_remote_id(store->db, remove, "8a1f", &store->err), ERR_DUPLICATE);
}

static void a_bureau_means_what_left_last_for_contract_and_person(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	const char *taxid = store_text(store, "select taxid from apontad.person");
	struct instruction found;
	int64_t include = store_include_record(store, bureau.escalation.id, "C-1");
#define BY_CONTRACT(contract, taxid, kind)                                                                             \
	instruction_by_contract(store->db, store->arena, bureau.account_id, contract, taxid, kind, &found, &store->err)
	assert_int_equal(BY_CONTRACT("C-1", taxid, "include"), ERR_NOT_FOUND);
	state_is(store, include, "sent");
	MUST(store, BY_CONTRACT("C-1", taxid, "include"));
	assert_int_equal(found.id, include);
	/* What waits again has not left, as it turned out. */
	state_is(store, include, "prepared");
	assert_int_equal(BY_CONTRACT("C-1", taxid, "include"), ERR_NOT_FOUND);
	state_is(store, include, "sent");
	state_is(store, include, "in_doubt");
	MUST(store, BY_CONTRACT("C-1", taxid, "include"));
	assert_int_equal(BY_CONTRACT("C-1", store_debtor(3).taxid.digits, "include"), ERR_NOT_FOUND);
	assert_int_equal(BY_CONTRACT("C-2", taxid, "include"), ERR_NOT_FOUND);
	assert_int_equal(BY_CONTRACT("C-1", taxid, "remove"), ERR_NOT_FOUND);
	/* Two removals: the first was refused, the second is the one that was answered. */
	int64_t first = store_remove_record(store, bureau.escalation.id);
	state_is(store, first, "sent");
	state_is(store, first, "rejected");
	MUST(store, BY_CONTRACT("C-1", taxid, "remove"));
	assert_int_equal(found.id, first);
	int64_t second = store_remove_record(store, bureau.escalation.id);
	MUST(store, BY_CONTRACT("C-1", taxid, "remove"));
	assert_int_equal(found.id, first);
	state_is(store, second, "sent");
	MUST(store, BY_CONTRACT("C-1", taxid, "remove"));
	assert_int_equal(found.id, second);
#undef BY_CONTRACT
}

static int64_t remessa_of(struct store *store, int64_t account_id, int number)
{
	struct message_entry entry = {.account_id = account_id,
				      .kind = "convem04",
				      .lane = "remessa",
				      .file_name = "remessa.txt",
				      .day = day_of("2026-03-02"),
				      .sequence = number,
				      .document = text_of("0")};
	int64_t id = 0;
	MUST(store, message_prepare(store->db, store->arena, &entry, &id, &store->err));
	return id;
}

static void a_return_means_a_record_of_a_remessa(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_with_guarantor(store, "F-1");
	int64_t principal = store_include_record(store, bureau.escalation.id, "C-1");
	int64_t second = store_include_record(store, bureau.guarantor.id, "C-1");
	struct instruction_list list;
	struct instruction found;
	int64_t dropped = remessa_of(store, bureau.account_id, 7);
	MUST(store, message_add_item(store->db, dropped, second, 2, &store->err));
	MUST(store, message_set_state(store->db, dropped, "superseded", NULL, &store->err));
	int64_t remessa = remessa_of(store, bureau.account_id, 7);
	MUST(store, message_add_item(store->db, remessa, second, 3, &store->err));
	MUST(store, message_add_item(store->db, remessa, principal, 2, &store->err));
#define BY_RECORD(number, record)                                                                                      \
	instruction_by_record(store->db, store->arena, bureau.account_id, number, record, &found, &store->err)
	MUST(store, BY_RECORD(7, 2));
	assert_int_equal(found.id, principal);
	MUST(store, BY_RECORD(7, 3));
	assert_int_equal(found.id, second);
	assert_true(found.guarantor);
	assert_string_equal(found.taxid, store_debtor(2).taxid.digits);
	assert_int_equal(BY_RECORD(7, 4), ERR_NOT_FOUND);
	assert_non_null(strstr(store->err.words, "remessa 7 has no record 4"));
	assert_int_equal(BY_RECORD(8, 2), ERR_NOT_FOUND);
#undef BY_RECORD
	/* A code for the whole remessa is of each, in the order of the file. */
	MUST(store, instruction_of_number(store->db, store->arena, bureau.account_id, 7, &list, &store->err));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.at[0].id, principal);
	assert_int_equal(list.at[1].id, second);
	MUST(store, instruction_of_number(store->db, store->arena, store->account_id, 7, &list, &store->err));
	assert_int_equal(list.count, 0);
	assert_int_equal(message_add_item(store->db, dropped, principal, -1, &store->err), ERR_INTEGRITY);
}

static void a_principal_waits_before_its_guarantors(void **state)
{
	struct store *store = *state;
	struct bureau later = bureau_with_guarantor(store, "F-1");
	struct bureau other = bureau_of(store, "serasa", "F-2");
	struct instruction_list list;
	int64_t ids[3];
	ids[1] = store_include_record(store, later.guarantor.id, "C-1");
	ids[2] = store_include_record(store, other.escalation.id, "C-2");
	ids[0] = store_include_record(store, later.escalation.id, "C-1");
	MUST(store, instruction_waiting(store->db, store->arena, later.account_id, "include", 9, &list, &store->err));
	assert_int_equal(list.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(list.at[i].id, ids[i]);
		assert_int_equal(list.at[i].guarantor, i == 1);
	}
	int64_t remessa = remessa_of(store, later.account_id, 1);
	for (size_t i = 3; i-- > 0;)
		MUST(store, instruction_set_message(store->db, ids[i], remessa, &store->err));
	MUST(store, instruction_of_message(store->db, store->arena, remessa, &list, &store->err));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(list.at[i].id, ids[i]);
}

static bool same_contract(struct store *store, const struct escalation *escalation, const char *contract)
{
	bool same = false;
	MUST(store, escalation_same_contract(store->db, store->arena, escalation, contract, &same, &store->err));
	return same;
}

static void a_contract_of_a_person_stands_once_at_a_bureau(void **state)
{
	struct store *store = *state;
	struct bureau first = bureau_of(store, "serasa", "F-1");
	struct bureau second = bureau_with_guarantor(store, "F-2");
	struct bureau elsewhere = bureau_of(store, "spc", "F-3");
	int64_t include = store_include_record(store, first.escalation.id, "C-1");
	assert_true(same_contract(store, &second.escalation, "C-1"));
	assert_false(same_contract(store, &second.escalation, "C-2"));
	/* Its own is no other, another person has another record, and another bureau another base. */
	assert_false(same_contract(store, &first.escalation, "C-1"));
	assert_false(same_contract(store, &elsewhere.escalation, "C-1"));
	assert_false(same_contract(store, &second.guarantor, "C-1"));
	static const struct {
		const char *state;
		bool same;
	} cases[] = {
		{"sent", true}, {"in_doubt", true}, {"accepted", true}, {"rejected", false}, {"superseded", false}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		state_is(store, include, cases[i].state);
		assert_int_equal(same_contract(store, &second.escalation, "C-1"), cases[i].same);
	}
	state_is(store, include, "accepted");
	MUST(store, instruction_outcome(store->db, first.escalation.id, "removed", &store->err));
	assert_false(same_contract(store, &second.escalation, "C-1"));
}

static void silence_puts_in_doubt_what_left_last(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	int64_t include = store_include_record(store, bureau.escalation.id, "C-1");
	state_is(store, include, "accepted");
	int64_t remove = store_remove_record(store, bureau.escalation.id);
	MUST(store, instruction_silent(store->db, bureau.escalation.id, &store->err));
	assert_string_equal(store_text(store, "select string_agg(state, ' ' order by id) from apontad.instruction"),
			    "accepted prepared");
	state_is(store, remove, "sent");
	MUST(store, instruction_silent(store->db, bureau.escalation.id, &store->err));
	assert_string_equal(store_text(store, "select string_agg(state, ' ' order by id) from apontad.instruction"),
			    "accepted in_doubt");
}

static void what_the_bureau_gave_is_kept(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_of(store, "serasa", "F-1");
	struct escalation back;
	assert_true(date_is_none(bureau.escalation.visible_on));
	MUST(store, escalation_set_remote_key(store->db, &bureau.escalation, "0012345678", &store->err));
	MUST(store, escalation_set_listed(store->db, &bureau.escalation, day_of("2026-03-13"), &store->err));
	MUST(store, escalation_lock(store->db, store->arena, bureau.escalation.id, &back, &store->err));
	assert_string_equal(back.remote_key, "0012345678");
	assert_int_equal(date_compare(back.visible_on, day_of("2026-03-13")), 0);
	assert_string_equal(store_text(store, "select listed_on from apontad.escalation"), "2026-03-02");
	const char *taxid = NULL;
	MUST(store, escalation_taxid(store->db, store->arena, &back, &taxid, &store->err));
	assert_string_equal(taxid, store_debtor(1).taxid.digits);
}

static void all_of_an_invoice_at_a_channel_are_locked(void **state)
{
	struct store *store = *state;
	struct bureau bureau = bureau_with_guarantor(store, "F-1");
	(void)store_escalation(store, bureau.invoice_id, NO_STEPS);
	/* One that has ended is among them: a guarantor goes with its principal. */
	store_step(store, &bureau.guarantor, EVENT_CAUSE_AROSE);
	assert_int_equal(bureau.guarantor.state, STATE_RECALLED);
	struct escalation_list list;
	MUST(store,
	     escalation_lock_of_channel(store->db, store->arena, bureau.invoice_id, "serasa", &list, &store->err));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.at[0].id, bureau.escalation.id);
	assert_int_equal(list.at[1].id, bureau.guarantor.id);
	MUST(store, escalation_lock_of_channel(store->db, store->arena, bureau.invoice_id, "spc", &list, &store->err));
	assert_int_equal(list.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_channel_decides_the_machine),
		STORE_TEST(a_step_of_the_other_machine_is_refused),
		STORE_TEST(an_event_says_which_machine_it_is_of),
		STORE_TEST(a_removal_goes_by_the_contract_of_the_include),
		STORE_TEST(a_removal_needs_a_contract_and_a_cause),
		STORE_TEST(a_record_has_one_living_include),
		STORE_TEST(a_bureau_means_what_it_gave_a_name),
		STORE_TEST(a_bureau_means_what_left_last_for_contract_and_person),
		STORE_TEST(a_return_means_a_record_of_a_remessa),
		STORE_TEST(a_principal_waits_before_its_guarantors),
		STORE_TEST(a_contract_of_a_person_stands_once_at_a_bureau),
		STORE_TEST(silence_puts_in_doubt_what_left_last),
		STORE_TEST(what_the_bureau_gave_is_kept),
		STORE_TEST(all_of_an_invoice_at_a_channel_are_locked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
