/* What Serasa says to a call and by webhook, in the words of the house, and without a tax id in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/serasa/serasa.h"
#include "unit/channel/serasa_rest_fixture.h"

#define UUID "f1d11b18-b459-4f11-97a8-8143a6c392e4"
#define INCLUSION                                                                                                      \
	"{\"uuid\": \"" UUID "\", \"debtorDocument\": \"11122233396\", \"creditorDocument\": \"11222333000181\", "     \
	"\"requester\": null, \"contract\": \"NF-1/2026\", \"debtValue\": 150.70, \"debtDate\": \"2026-01-10\", "      \
	"\"cadusKey\": \"008080948A\", \"cadusSerie\": \"1\", \"debtType\": \"PEFIN\", \"creditorArea\": \"0001\", "   \
	"\"categoryId\": \"DP\", \"error\": %s}"
#define EXCLUSION                                                                                                      \
	"{\"uuid\": \"" UUID "\", \"requester\": null, \"creditor\": {\"documentNumber\": \"11222333000181\", "        \
	"\"documentType\": \"J\"}, \"debtor\": {\"documentNumber\": \"11122233396\", \"documentType\": \"F\"}, "       \
	"\"cadusKey\": \"008080948A\", \"cadusSerie\": \"1\", \"contractNumber\": \"NF-1/2026\", "                     \
	"\"creditorArea\": \"0001\", \"categoryId\": \"DP\", \"writeOff\": {\"reason\": \"%s\"}, \"error\": %s}"

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

static struct verdict judged(const char *kind, int status, const char *answer)
{
	struct verdicts verdicts;
	struct err err = {0};
	if (serasa_rest_interpret(rest.base.arena, rest.account, kind, status, text_of(answer), &verdicts, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	assert_true(verdicts.whole_file);
	assert_int_equal(verdicts.count, 1);
	return verdicts.items[0];
}

static void received_is_accepted_and_not_done(void **state)
{
	(void)state;
	static const char *const kinds[] = {"debt", "guarantor", "exclusion"};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct verdict verdict = judged(kinds[i], 200, "{\"transactionId\": \"" UUID "\"}");
		assert_int_equal(verdict.class, VERDICT_ACCEPTED);
		assert_string_equal(verdict.remote_id, UUID);
	}
}

static void success_without_a_transaction_is_unreadable(void **state)
{
	(void)state;
	static const char *const wrong[] = {"",
					    "ok",
					    "{}",
					    "[]",
					    "{\"transactionId\": null}",
					    "<html></html>",
					    "{\"transactionId\": \"" UUID UUID "\"}"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct verdicts verdicts;
		struct err err = {0};
		assert_int_equal(serasa_rest_interpret(rest.base.arena, rest.account, "debt", 200, text_of(wrong[i]),
						       &verdicts, &err),
				 ERR_UNREADABLE);
		assert_int_equal(err.code, ERR_UNREADABLE);
		assert_string_equal(err.where, "account aurora-serasa, debt");
	}
}

static void refusal_goes_to_a_person_with_its_words(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		int status;
		const char *answer;
		enum verdict_class class;
		const char *code;
		const char *words;
	} cases[] = {
		{"debt", 400, "{\"errorMessage\": \"RNXPIA   999 EMPRESA NAO PARTICIPANTE DO CONVENIO\"}",
		 VERDICT_REFUSED, "999", "EMPRESA NAO PARTICIPANTE"},
		{"debt", 422, "{\"message\": \"x\"}", VERDICT_REFUSED, "HTTP 422", "x (HTTP 422"},
		{"debt", 400, "", VERDICT_REFUSED, "HTTP 400", "no words"},
		{"debt", 400, "<html>secret</html>", VERDICT_REFUSED, "HTTP 400", "no words"},
		{"debt", 404, "{\"message\": \"not found\"}", VERDICT_REFUSED, "HTTP 404", "not found"},
		{"guarantor", 404, "", VERDICT_REFUSED, "HTTP 404", "refused"},
		{"debt", 409, "{\"message\": \"059 JA EXISTENTE\"}", VERDICT_ALREADY, "059", "has this record already"},
		{"exclusion", 409, "{\"message\": \"059 JA EXISTENTE\"}", VERDICT_REFUSED, "059", ""},
		{"exclusion", 404, "{\"message\": \"Debt not found\"}", VERDICT_GONE, "HTTP 404",
		 "under another contract"},
		{"exclusion", 404, "", VERDICT_GONE, "HTTP 404", "no such record"},
		{"exclusion", 400, "{\"message\": \"022 REGISTRO INEXISTENTE\"}", VERDICT_GONE, "022", ""},
		{"exclusion", 400, "{\"message\": \"no\"}", VERDICT_REFUSED, "HTTP 400", "no (HTTP 400"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct verdict verdict = judged(cases[i].kind, cases[i].status, cases[i].answer);
		assert_int_equal(verdict.class, cases[i].class);
		assert_string_equal(verdict.code, cases[i].code);
		assert_string_equal(verdict.remote_id, "");
		if (strstr(verdict.words, cases[i].words) == NULL || strstr(verdict.words, "secret") != NULL)
			fail_msg("%s", verdict.words);
	}
}

static void words_hold_no_tax_id(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		const char *shown;
	} cases[] = {
		{"CPF 11122233396 invalido", "CPF 111.***.***-96 invalido"},
		{"CPF:111.222.333-96.", "CPF:111.***.***-96."},
		{"11.222.333/0001-81, 12ABC34501DE35", "11.***.***/****-81, 12.***.***/****-35"},
		{"000011122233396", "***"},
		{"DOC0011122233396", "***"},
		{"11122233397 invalido", "111.***.***-97 invalido"},
		{"059 2026-01-10 R$ 1.234,56 NF-1/2026", "059 2026-01-10 R$ 1.234,56 NF-1/2026"},
		{"  a\r\nb\x7f  ", "a  b "},
		{"", ""},
		{"---", "---"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[200];
		assert_string_equal(serasa_masked(text_of(cases[i].words), out, sizeof(out)), cases[i].shown);
	}
}

static void words_are_cut_between_characters(void **state)
{
	(void)state;
	static const char *const shown[] = {"", "a", "a", "aé", "aé", "aé", "aé€", "aé€ "};
	for (size_t size = 1; size <= ARRAY_LEN(shown); size++) {
		char out[16];
		assert_string_equal(serasa_masked(text_of("aé€ 11122233396"), out, size), shown[size - 1]);
	}
}

static struct listing_told told(const char *body)
{
	struct told_list list;
	struct err err = {0};
	struct question question = {.kind = QUESTION_HOOK};
	if (serasa_rest_absorb(rest.base.arena, rest.account, &question, text_of(body), &list, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	assert_int_equal(list.listings_count, 1);
	assert_int_equal(list.told_count + list.comarcas_count + list.codes_count + list.unreadable_count, 0);
	assert_non_null(list.remarks);
	return list.listings[0];
}

static struct listing_told inclusion(const char *error)
{
	return told(arena_printf(rest.base.arena, INCLUSION, error));
}

static struct listing_told exclusion(const char *reason, const char *error)
{
	return told(arena_printf(rest.base.arena, EXCLUSION, reason, error));
}

static void webhook_names_its_record_in_every_way(void **state)
{
	(void)state;
	const struct listing_told all[] = {inclusion("null"), exclusion("01", "null")};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		assert_string_equal(all[i].remote_id, UUID);
		assert_string_equal(all[i].contract, "NF-1/2026");
		assert_string_equal(all[i].principal_taxid, "11122233396");
		assert_string_equal(all[i].guarantor_taxid, "");
		assert_string_equal(all[i].remote_key, "008080948A");
		assert_int_equal(all[i].number + all[i].record, 0);
	}
}

static void webhook_means(const struct listing_told *told_one, enum listing_word word, bool flagged, const char *codes,
			  const char *words)
{
	assert_int_equal(told_one->word, word);
	assert_int_equal(told_one->flagged, flagged);
	assert_string_equal(told_one->codes, codes);
	if (strstr(told_one->words, words) == NULL)
		fail_msg("%s", told_one->words);
}

static void inclusion_has_its_outcomes(void **state)
{
	(void)state;
	struct listing_told one = inclusion("null");
	webhook_means(&one, LISTING_LISTED, false, "", "");
	assert_false(one.removal);
	one = inclusion("{\"message\": \"RNXPIA   999 EMPRESA NAO PARTICIPANTE DO CONVENIO\", \"statusCode\": 400}");
	webhook_means(&one, LISTING_NOT_LISTED, false, "999", "NAO PARTICIPANTE DO CONVENIO");
	one = inclusion("{\"message\": \"INCLUSAO PARA REGISTRO JA EXISTENTE\", \"statusCode\": 59}");
	webhook_means(&one, LISTING_LISTED, true, "059", "JA EXISTENTE; Serasa has this record already");
	one = inclusion("{\"message\": \"022 EXCLUSAO DE INEXISTENTE\", \"statusCode\": 22}");
	webhook_means(&one, LISTING_NOT_LISTED, false, "022", "");
	one = inclusion("{\"statusCode\": 400}");
	webhook_means(&one, LISTING_NOT_LISTED, false, "", "an error without words");
	one = inclusion("{}");
	webhook_means(&one, LISTING_UNKNOWN, true, "", "an error that says nothing");
	one = inclusion("{\"message\": \"296 CPF 11122233396 DE OUTRO NOME\"}");
	webhook_means(&one, LISTING_NOT_LISTED, false, "296", "CPF 111.***.***-96 DE OUTRO NOME");
}

static void exclusion_has_its_outcomes(void **state)
{
	(void)state;
	struct listing_told one = exclusion("01", "null");
	webhook_means(&one, LISTING_REMOVED, false, "", "");
	assert_true(one.removal);
	one = exclusion("01", "{\"statusCode\": \"022\", \"message\": \"EXCLUSAO PARA REGISTRO INEXISTENTE\"}");
	webhook_means(&one, LISTING_REMOVED, true, "022", "INEXISTENTE; Serasa has no such record");
	one = exclusion("01", "{\"statusCode\": \"059\", \"message\": \"x\"}");
	webhook_means(&one, LISTING_NOT_REMOVED, false, "059", "x");
	one = exclusion("01", "{\"statusCode\": \"500\", \"message\": \"no\"}");
	webhook_means(&one, LISTING_NOT_REMOVED, false, "", "no");
}

static void motive_that_only_serasa_gives_is_its_own_removal(void **state)
{
	(void)state;
	static const char *const theirs[] = {"26", "30", "86", "97", "99"};
	static const char *const ours[] = {"00", "01", "1", "25", "31", "85", "", "9x"};
	for (size_t i = 0; i < ARRAY_LEN(theirs); i++) {
		struct listing_told one = exclusion(theirs[i], "null");
		webhook_means(&one, LISTING_GONE, false, "", theirs[i]);
		one = exclusion(theirs[i], "{\"message\": \"no\"}");
		webhook_means(&one, LISTING_NOT_REMOVED, false, "", "");
	}
	struct listing_told gone = exclusion("97", "{\"message\": \"022 REGISTRO INEXISTENTE\"}");
	webhook_means(&gone, LISTING_REMOVED, true, "022", "no such record");
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		assert_int_equal(exclusion(ours[i], "null").word, LISTING_REMOVED);
}

static void webhook_that_tells_neither_is_for_a_person(void **state)
{
	(void)state;
	struct listing_told one = told("{\"uuid\": \"" UUID "\", \"error\": null}");
	webhook_means(&one, LISTING_UNKNOWN, true, "", "does not tell");
}

static void record_is_known_by_contract_when_the_uuid_is_not_ours(void **state)
{
	(void)state;
	struct listing_told one = told("{\"uuid\": \"" UUID UUID "\", \"contract\": \"NF-1\", \"debtDate\": "
				       "\"2026-01-10\", \"debtorDocument\": \"000011122233396\", \"error\": null}");
	assert_string_equal(one.remote_id, "");
	assert_string_equal(one.contract, "NF-1");
	assert_string_equal(one.principal_taxid, "11122233396");
}

static void webhook_that_cannot_be_read_says_why(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		const char *words;
	} cases[] = {
		{"", "a value is wanted"},
		{"<html></html>", "a value is wanted"},
		{"[]", "is no JSON object"},
		{"{}", "nothing ties this to a record"},
		{"{\"uuid\": \"" UUID "\"", ""},
		{"{\"uuid\": \"" UUID "\", \"debtDate\": \"2026-01-10\", \"creditorDocument\": \"99888777000100\"}",
		 "99.***.***/****-00, which is not the creditor of this account"},
		{"{\"uuid\": \"" UUID UUID "\", \"debtorDocument\": \"11122233396\", "
		 "\"contract\": \"1234567890123456789012345678901\"}",
		 "longer than any"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct told_list list;
		struct err err = {0};
		struct question question = {.kind = QUESTION_HOOK};
		assert_int_equal(serasa_rest_absorb(rest.base.arena, rest.account, &question, text_of(cases[i].body),
						    &list, &err),
				 ERR_UNREADABLE);
		assert_int_equal(err.code, ERR_UNREADABLE);
		assert_string_equal(err.where, "account aurora-serasa, webhook");
		if (strstr(err.words, cases[i].words) == NULL)
			fail_msg("%s", err.words);
	}
}

static void branch_of_the_creditor_is_the_creditor(void **state)
{
	(void)state;
	struct listing_told one = told("{\"uuid\": \"" UUID "\", \"debtDate\": \"2026-01-10\", \"creditorDocument\": "
				       "\"11222333000262\", \"error\": null}");
	assert_int_equal(one.word, LISTING_LISTED);
}

static void nothing_but_webhooks_tells(void **state)
{
	(void)state;
	struct told_list list;
	struct err err;
	struct question question = {.kind = QUESTION_RETURN_FILE};
	assert_int_equal(serasa_rest_absorb(rest.base.arena, rest.account, &question, text_of("{}"), &list, &err),
			 ERR_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(received_is_accepted_and_not_done, begin, end),
		cmocka_unit_test_setup_teardown(success_without_a_transaction_is_unreadable, begin, end),
		cmocka_unit_test_setup_teardown(refusal_goes_to_a_person_with_its_words, begin, end),
		cmocka_unit_test_setup_teardown(words_hold_no_tax_id, begin, end),
		cmocka_unit_test_setup_teardown(words_are_cut_between_characters, begin, end),
		cmocka_unit_test_setup_teardown(webhook_names_its_record_in_every_way, begin, end),
		cmocka_unit_test_setup_teardown(inclusion_has_its_outcomes, begin, end),
		cmocka_unit_test_setup_teardown(exclusion_has_its_outcomes, begin, end),
		cmocka_unit_test_setup_teardown(motive_that_only_serasa_gives_is_its_own_removal, begin, end),
		cmocka_unit_test_setup_teardown(webhook_that_tells_neither_is_for_a_person, begin, end),
		cmocka_unit_test_setup_teardown(record_is_known_by_contract_when_the_uuid_is_not_ours, begin, end),
		cmocka_unit_test_setup_teardown(webhook_that_cannot_be_read_says_why, begin, end),
		cmocka_unit_test_setup_teardown(branch_of_the_creditor_is_the_creditor, begin, end),
		cmocka_unit_test_setup_teardown(nothing_but_webhooks_tells, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
