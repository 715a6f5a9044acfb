/* What would not be taken by Serasa is held back here, by the name of its column; what is sent is not bent to fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/serasa/serasa.h"
#include "unit/channel/serasa_rest_fixture.h"

static struct rest_fixture rest;

static int begin(void **state)
{
	(void)state;
	rest_fixture_init(&rest);
	return 0;
}

static int end(void **state)
{
	(void)state;
	rest_fixture_done(&rest);
	return 0;
}

static void assert_fits(const struct listing *listing)
{
	struct err err = {0};
	if (serasa_rest_fits(rest.account, listing, rest.today, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
}

static void assert_fails(const struct listing *listing, const char *field, const char *words)
{
	struct err err = {0};
	assert_int_equal(serasa_rest_fits(rest.account, listing, rest.today, &err), ERR_RANGE);
	assert_int_equal(err.code, ERR_RANGE);
	assert_string_equal(err.field, field);
	if (strstr(err.words, words) == NULL)
		fail_msg("%s: %s", field, err.words);
	assert_int_equal(serasa_rest_fits(rest.account, listing, rest.today, NULL), ERR_RANGE);
}

/* `len` characters of two bytes each. */
static void fill(char *out, size_t size, size_t len)
{
	assert_true(len * 2 < size);
	out[0] = '\0';
	for (size_t i = 0; i < len; i++)
		memcpy(out + i * 2, "é", 3);
}

static void good_records_fit(void **state)
{
	(void)state;
	assert_fits(&rest.debt);
	assert_fits(&rest.guarantor);
	assert_fits(&rest.removal);
}

/* Each limit at its edge: what just fits, and one more. Characters count, not bytes. */
static void limits_are_those_of_the_interface(void **state)
{
	(void)state;
	static const struct {
		size_t member;
		size_t size;
		size_t most;
		const char *field;
	} cases[] = {
		{offsetof(struct debtor, name), 161, 70, "name"},
		{offsetof(struct debtor, address.street), 161, 70, "street"},
		{offsetof(struct debtor, address.district), 61, 20, "district"},
		{offsetof(struct debtor, address.city), 61, 20, "city"},
	};
	struct debtor *const persons[] = {&rest.ana, &rest.bruno};
	const struct listing *const records[] = {&rest.debt, &rest.guarantor};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t who = 0; who < ARRAY_LEN(persons); who++) {
			char words[64];
			struct debtor before = *persons[who];
			char *member = (char *)persons[who] + cases[i].member;
			fill(member, cases[i].size, cases[i].most);
			assert_fits(records[who]);
			fill(member, cases[i].size, cases[i].most + 1);
			(void)snprintf(words, sizeof(words), "at most %zu are right", cases[i].most);
			assert_fails(records[who], cases[i].field, words);
			member[0] = '\0';
			assert_fails(records[who], cases[i].field, "is blank, and the interface requires it");
			*persons[who] = before;
		}
}

static void values_that_are_none_are_named(void **state)
{
	(void)state;
	static const struct {
		size_t member;
		const char *value;
		const char *field;
	} cases[] = {
		{offsetof(struct debtor, address.cep), "0100100", "cep"},
		{offsetof(struct debtor, address.cep), "00000000", "cep"},
		{offsetof(struct debtor, address.cep), "", "cep"},
		{offsetof(struct debtor, address.uf), "XX", "uf"},
		{offsetof(struct debtor, address.uf), "", "uf"},
		{offsetof(struct debtor, taxid.digits), "11122233397", "taxid"},
		{offsetof(struct debtor, taxid.digits), "", "taxid"},
		{offsetof(struct debtor, name), "Ana\nFicticia", "name"},
		{offsetof(struct debtor, name), "Ana \xff", "name"},
		{offsetof(struct debtor, name), "   ", "name"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct debtor before = rest.ana;
		char *member = (char *)&rest.ana + cases[i].member;
		memcpy(member, cases[i].value, strlen(cases[i].value) + 1);
		assert_fails(&rest.debt, cases[i].field, "");
		rest.ana = before;
	}
}

static void amount_has_a_least_and_fifteen_digits(void **state)
{
	(void)state;
	rest.debt.amount_cents = 1000;
	assert_fits(&rest.debt);
	rest.debt.amount_cents = 999;
	assert_fails(&rest.debt, "amount", "is R$ 9,99; R$ 10,00 or more is right");
	rest.debt.amount_cents = -1;
	assert_fails(&rest.debt, "amount", "R$ 10,00");
	rest.debt.amount_cents = 999999999999999;
	assert_fits(&rest.debt);
	rest.debt.amount_cents = 1000000000000000;
	assert_fails(&rest.debt, "amount", "16 digits; at most 15");
	rest.profile.bureau.amount_cents_min = 100;
	rest.debt.amount_cents = 999; /* a profile may ask for more than the interface, not for less */
	assert_fails(&rest.debt, "amount", "under 10.00");
}

static void age_is_that_of_the_profile(void **state)
{
	(void)state;
	rest.profile.bureau.youngest_days = 3;
	rest.debt.due_on = date_plus(rest.today, 1);
	assert_fails(&rest.debt, "due_on", "has not come yet (code 016)");
	rest.debt.due_on = date_plus(rest.today, -2);
	assert_fails(&rest.debt, "due_on", "2 days ago; 3 or more are right (code 156)");
	rest.debt.due_on = date_plus(rest.today, -3);
	assert_fits(&rest.debt);
	rest.debt.due_on = date_plus_months(rest.today, -59);
	assert_fits(&rest.debt);
	rest.debt.due_on = date_plus(rest.debt.due_on, -1);
	assert_fails(&rest.debt, "due_on", "more than 59 months ago");
	rest.profile.bureau.oldest_months = 120; /* the law's five years stay */
	rest.debt.due_on = date_plus_months(rest.today, -60);
	assert_fails(&rest.debt, "due_on", "five years or more");
	rest.debt.due_on = DATE_NONE;
	assert_fails(&rest.debt, "due_on", "is missing");
}

static void removal_is_held_to_no_age_and_no_address(void **state)
{
	(void)state;
	rest.removal.due_on = date_plus_months(rest.today, -60);
	rest.removal.amount_cents = 0;
	rest.ana.address = (struct address){0};
	assert_fits(&rest.removal);
}

/* The removal has the contract in a header: one that could not stand there must not be included either. */
static void contract_is_good_for_both_ways(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", " ", "NF-1 ", " NF-1", "NFé", "NF\t1"};
	struct listing *const records[] = {&rest.debt, &rest.guarantor, &rest.removal};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		for (size_t k = 0; k < ARRAY_LEN(records); k++) {
			(void)snprintf(records[k]->contract, sizeof(records[k]->contract), "%s", wrong[i]);
			assert_fails(records[k], "number", "");
		}
}

static void creditor_and_debtor_are_two(void **state)
{
	(void)state;
	rest.ana.taxid = rest.account->creditor->taxid;
	assert_fails(&rest.debt, "creditor", "are the same (code 286");
}

static void settings_of_the_account_are_named_as_such(void **state)
{
	(void)state;
	(void)snprintf(rest.base.conf.bureau.nature, sizeof(rest.base.conf.bureau.nature), "DPX");
	assert_fails(&rest.debt, "nature", "at most 2");
}

static void guarantor_is_not_removed_alone(void **state)
{
	(void)state;
	rest.removal.guarantor = &rest.bruno;
	assert_fails(&rest.removal, "record", "the principal's takes it along");
}

static void removal_needs_a_motive(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "0", "00", "A1", "001"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		(void)snprintf(rest.removal.motive, sizeof(rest.removal.motive), "%s", wrong[i]);
		assert_fails(&rest.removal, "motive", "two digits");
	}
}

static void assert_holds(struct text document, const char *words, bool right)
{
	if ((strstr(arena_text(rest.base.arena, document), words) != NULL) != right)
		fail_msg("%s in %.*s", words, TEXT_ARG(document));
}

static void each_kind_has_its_document(void **state)
{
	(void)state;
	assert_holds(rest_fixture_document(&rest, &rest.debt), "\"debtor\": {", true);
	assert_holds(rest_fixture_document(&rest, &rest.guarantor), "\"guarantor\": {", true);
	assert_holds(rest_fixture_document(&rest, &rest.removal), "\"method\": \"DELETE\"", true);
}

/* "reason integer 1 in the header, two digits 01 in the table". */
static void motive_loses_its_zero(void **state)
{
	(void)state;
	assert_holds(rest_fixture_document(&rest, &rest.removal), "\"reason\": \"1\"", true);
	(void)snprintf(rest.removal.motive, sizeof(rest.removal.motive), "13");
	assert_holds(rest_fixture_document(&rest, &rest.removal), "\"reason\": \"13\"", true);
}

static void key_is_kept_for_when_the_contract_is_unknown(void **state)
{
	(void)state;
	static const char *const odd[] = {"", "../x", "0080 8094", "00%2f", "a?b", "a#b", "{cadus}"};
	(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "008080948A");
	struct text document = rest_fixture_document(&rest, &rest.removal);
	assert_holds(document, "\"path\": \"/collection/debt/contract\"", true);
	assert_holds(document, "\"path_when_unknown\": \"/collection/debt/cadus/008080948A\"", true);
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "%s", odd[i]);
		assert_holds(rest_fixture_document(&rest, &rest.removal), "path_when_unknown", false);
	}
	(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "008080948A");
	rest.profile.bureau.exclude_key_path[0] = '\0';
	assert_holds(rest_fixture_document(&rest, &rest.removal), "path_when_unknown", false);
}

static void way_of_the_account_decides_what_the_channel_is(void **state)
{
	(void)state;
	const struct channel_traits *traits = channel_serasa.traits(&rest.profile);
	char name[65] = "left over";
	assert_int_equal(traits->sending, CHANNEL_SENDS_CALLS);
	assert_int_equal(traits->doubt, CHANNEL_DOUBT_WAIT);
	assert_true(traits->guarantor_waits && traits->told_later && !traits->guarantor_apart);
	assert_string_equal(channel_serasa.kind_of(&rest.profile, "include", false), "debt");
	assert_string_equal(channel_serasa.kind_of(&rest.profile, "include", true), "guarantor");
	assert_string_equal(channel_serasa.kind_of(&rest.profile, "remove", false), "exclusion");
	assert_int_equal(channel_serasa.seal_of(&rest.profile, "debt"), SEAL_JWS_DETACHED);
	assert_int_equal(channel_serasa.file_name(rest.account, "debt", rest.today, 1, name, NULL), OK);
	assert_string_equal(name, "");
	assert_int_equal(channel_serasa.daily[0], QUESTION_COUNT);
	rest.profile.bureau.way = PROFILE_WAY_FILE;
	traits = channel_serasa.traits(&rest.profile);
	assert_int_equal(traits->sending, CHANNEL_SENDS_FILES);
	assert_int_equal(traits->doubt, CHANNEL_DOUBT_SEND_AGAIN);
	assert_false(traits->guarantor_waits || traits->guarantor_apart);
	assert_true(traits->one_lane && traits->told_later);
	assert_string_equal(channel_serasa.kind_of(&rest.profile, "include", true), "convem04");
	assert_int_equal(channel_serasa.seal_of(&rest.profile, "convem04"), SEAL_XML_DETACHED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good_records_fit, begin, end),
		cmocka_unit_test_setup_teardown(limits_are_those_of_the_interface, begin, end),
		cmocka_unit_test_setup_teardown(values_that_are_none_are_named, begin, end),
		cmocka_unit_test_setup_teardown(amount_has_a_least_and_fifteen_digits, begin, end),
		cmocka_unit_test_setup_teardown(age_is_that_of_the_profile, begin, end),
		cmocka_unit_test_setup_teardown(removal_is_held_to_no_age_and_no_address, begin, end),
		cmocka_unit_test_setup_teardown(contract_is_good_for_both_ways, begin, end),
		cmocka_unit_test_setup_teardown(creditor_and_debtor_are_two, begin, end),
		cmocka_unit_test_setup_teardown(settings_of_the_account_are_named_as_such, begin, end),
		cmocka_unit_test_setup_teardown(guarantor_is_not_removed_alone, begin, end),
		cmocka_unit_test_setup_teardown(removal_needs_a_motive, begin, end),
		cmocka_unit_test_setup_teardown(each_kind_has_its_document, begin, end),
		cmocka_unit_test_setup_teardown(motive_loses_its_zero, begin, end),
		cmocka_unit_test_setup_teardown(key_is_kept_for_when_the_contract_is_unknown, begin, end),
		cmocka_unit_test_setup_teardown(way_of_the_account_decides_what_the_channel_is, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
