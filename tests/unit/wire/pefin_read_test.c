/* What Serasa's REST interface says is read in each form that its document leaves open, and no byte of it crashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "wire/pefin_read.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define BYTES_MAX   16384
#define ROUNDS      3000
#define UUID        "f1d11b18-b459-4f11-97a8-8143a6c392e4"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(ARENA_BYTES);
	return arena == NULL;
}

static int end(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static struct text golden(const char *name)
{
	struct text bytes;
	assert_int_equal(io_read(arena, arena_printf(arena, "%s/serasa/%s", GOLDEN_DIR, name), BYTES_MAX, &bytes, NULL),
			 OK);
	return bytes;
}

static struct pefin_event event_of(struct text body)
{
	struct pefin_event event;
	struct err err = {0};
	if (pefin_read_event(arena, body, &event, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	return event;
}

static void login_ends_at_an_instant_and_not_after_seconds(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		int64_t expires_at;
	} cases[] = {
		{"{\"accessToken\": \"a.b-c\", \"tokenType\": \"Bearer\", \"expiresIn\": \"1742567784\", "
		 "\"scope\": [\"READ\", \"WRITE\"]}",
		 1742567784},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": 1742567784}", 1742567784},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": \"3600\"}", 0},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": \"1742567784000\"}", 0},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": \"-1742567784\"}", 0},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": 1.7e9}", 0},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": \"soon\"}", 0},
		{"{\"accessToken\": \"a.b-c\", \"expiresIn\": null}", 0},
		{"{\"accessToken\": \"a.b-c\"}", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pefin_login login;
		assert_int_equal(pefin_read_login(arena, text_of(cases[i].answer), &login, NULL), OK);
		assert_string_equal(login.token, "a.b-c");
		assert_int_equal(login.expires_at, cases[i].expires_at);
	}
}

static void login_without_a_token_says_nothing_of_the_answer(void **state)
{
	(void)state;
	static const char *const wrong[] = {"",
					    "secret",
					    "<html>secret</html>",
					    "[\"secret\"]",
					    "{\"token\": \"secret\"}",
					    "{\"accessToken\": \"\"}",
					    "{\"accessToken\": null, \"x\": \"secret\"}",
					    "{\"accessToken\": \"secret secret\"}",
					    "{\"accessToken\": \"secret\\r\\nx: y\"}",
					    "{\"accessToken\": {\"secret\": 1}}",
					    "{\"accessToken\": \"secret"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct pefin_login login;
		struct err err;
		assert_int_equal(pefin_read_login(arena, text_of(wrong[i]), &login, &err), ERR_FORMAT);
		assert_null(strstr(err.words, "secret"));
	}
}

static void answer_has_its_transaction(void **state)
{
	(void)state;
	struct pefin_answer answer;
	assert_int_equal(pefin_read_answer(arena, text_of("{\"transactionId\": \"" UUID "\"}"), &answer, NULL), OK);
	assert_string_equal(answer.transaction_id, UUID);
	assert_string_equal(answer.code, "");
	assert_string_equal(answer.message, "");
	assert_int_equal(pefin_read_answer(arena, text_of("{\"transactionId\": \"" UUID UUID "\"}"), &answer, NULL),
			 OK);
	assert_string_equal(answer.transaction_id, ""); /* cut it would be the id of another */
}

static void code_is_the_word_of_three_digits(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		const char *code;
	} cases[] = {
		{"{\"errorMessage\": \"RNXPIA   999 EMPRESA NAO PARTICIPANTE DO CONVENIO\"}", "999"},
		{"{\"message\": \"059 - INCLUSAO PARA REGISTRO JA EXISTENTE\"}", "059"},
		{"{\"message\": \"codigo 059\"}", "059"},
		{"{\"message\": \"erro: 059, 040\"}", "059"},
		{"{\"message\": \"(059)\"}", "059"},
		{"{\"message\": \"fim 059.\"}", "059"},
		{"{\"message\": \"059-040\"}", ""},
		{"{\"message\": \"valor 150,70 de 01/10/2026 do documento 111.222.333-96\"}", ""},
		{"{\"message\": \"RNX059 e 0590\"}", ""},
		{"{\"message\": \"Debt not found\", \"statusCode\": 404}", ""},
		{"{\"message\": \"\", \"statusCode\": 59}", "059"},
		{"{\"error\": {\"message\": \"x\", \"statusCode\": \"022\"}}", "022"},
		{"{\"error\": \"999 EMPRESA\"}", "999"},
		{"{\"message\": \"x\", \"code\": 422}", ""},
		{"{\"message\": \"x\", \"code\": \"491\"}", "491"},
		{"{\"message\": \"x\", \"code\": 1059}", ""},
		{"{\"message\": \"x\", \"code\": 0}", ""},
		{"{\"message\": [1], \"code\": {}}", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pefin_answer answer;
		assert_int_equal(pefin_read_answer(arena, text_of(cases[i].answer), &answer, NULL), OK);
		if (strcmp(answer.code, cases[i].code) != 0)
			fail_msg("%s: %s", cases[i].answer, answer.code);
	}
}

static void inclusion_and_its_error_are_read(void **state)
{
	(void)state;
	struct pefin_event event = event_of(golden("included.pefin-webhook"));
	assert_false(event.exclusion || event.failed || event.unclear);
	assert_string_equal(event.uuid, UUID);
	assert_string_equal(event.contract, "TITULO-1/2026");
	assert_string_equal(event.debtor_taxid, "11122233396");
	assert_true(event.has_creditor);
	assert_string_equal(event.creditor.digits, "11222333000181");
	assert_string_equal(event.cadus_key, "008080948A");
	assert_string_equal(event.remarks, "");
	event = event_of(golden("not_included.pefin-webhook"));
	assert_true(event.failed);
	assert_false(event.exclusion || event.unclear);
	assert_string_equal(event.message, "INCLUSAO PARA REGISTRO JA EXISTENTE");
	assert_string_equal(event.code, ""); /* 422 is what a gateway says */
	assert_string_equal(event.cadus_key, "");
}

static void exclusion_has_its_motive(void **state)
{
	(void)state;
	struct pefin_event event = event_of(golden("excluded.pefin-webhook"));
	assert_true(event.exclusion);
	assert_false(event.failed || event.unclear);
	assert_string_equal(event.contract, "TITULO-1/2026");
	assert_string_equal(event.debtor_taxid, "11122233396");
	assert_string_equal(event.motive, "01");
}

static void oddities_are_taken_and_told(void **state)
{
	(void)state;
	struct pefin_event event = event_of(golden("every_oddity.pefin-webhook"));
	assert_false(event.exclusion); /* the contract's name alone makes no exclusion */
	assert_string_equal(event.contract, "TITULO-1/2026");
	assert_string_equal(event.debtor_taxid, "11122233396"); /* it was filled with zeros */
	assert_true(event.failed);
	assert_non_null(strstr(event.remarks, "later: nobody knows this member"));
}

static void status_is_taken_as_number_and_as_text(void **state)
{
	(void)state;
	static const char *const statuses[] = {"59", "\"59\"", "\"059\""};
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct pefin_event event = event_of(
			text_of(arena_printf(arena,
					     "{\"uuid\": \"" UUID "\", \"debtDate\": \"2026-01-10\", \"error\": "
					     "{\"message\": \"x\", \"statusCode\": %s}}",
					     statuses[i])));
		assert_string_equal(event.code, "059");
	}
}

static void error_that_says_nothing_is_unclear(void **state)
{
	(void)state;
	static const struct {
		const char *error;
		bool failed;
		bool unclear;
	} cases[] = {
		{"null", false, false},
		{"{}", true, true},
		{"{\"message\": null, \"statusCode\": null}", true, true},
		{"{\"message\": \" \"}", true, true},
		{"\"\"", true, true},
		{"false", true, true},
		{"\"999 EMPRESA\"", true, false},
		{"{\"message\": \"999 EMPRESA\"}", true, false},
		{"{\"statusCode\": 500}", true, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pefin_event event = event_of(text_of(arena_printf(
			arena, "{\"uuid\": \"" UUID "\", \"debtValue\": 10.00, \"error\": %s}", cases[i].error)));
		assert_int_equal(event.failed, cases[i].failed);
		assert_int_equal(event.unclear, cases[i].unclear);
	}
	assert_true(event_of(text_of("{\"uuid\": \"" UUID "\", \"error\": null}")).unclear);
}

static void webhook_that_nothing_ties_to_a_record_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"null",
		"[]",
		"{",
		"<html></html>",
		"{\"uuid\": 1.5e",
		"{}",
		"{\"uuid\": null}",
		"{\"uuid\": \"\", \"contract\": \"NF-1\"}",
		"{\"uuid\": {}, \"contract\": \"NF-1\", \"debtorDocument\": \"11122233397\"}",
		"{\"uuid\": \" \", \"contract\": \" \", \"debtorDocument\": \"11122233396\"}",
		"{\"uuid\": \"a\", \"uuid\": \"b\"}",
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct pefin_event event;
		struct err err;
		if (pefin_read_event(arena, text_of(wrong[i]), &event, &err) != ERR_FORMAT)
			fail_msg("%s", wrong[i]);
		assert_true(err.words[0] != '\0');
	}
	assert_string_equal(
		event_of(text_of("{\"contractNumber\": \"NF-1\", \"debtor\": {\"documentNumber\": \"11122233396\"}}"))
			.contract,
		"NF-1");
}

/* Cut and with bytes changed: read or refused, never worse. */
static void no_bytes_crash(void **state)
{
	(void)state;
	static const char *const files[] = {"included.pefin-webhook", "excluded.pefin-webhook",
					    "every_oddity.pefin-webhook"};
	unsigned seed = 4711;
	for (int round = 0; round < ROUNDS; round++) {
		arena_reset(arena);
		struct text bytes = golden(files[round % (int)ARRAY_LEN(files)]);
		char *changed = arena_copy(arena, bytes.at, bytes.len);
		size_t len = bytes.len;
		for (int i = 0; i < 1 + round % 4; i++) {
			seed = seed * 1103515245 + 12345;
			changed[(seed >> 8) % len] = (char)(seed >> 24);
		}
		if (round % 5 == 0)
			len = (seed >> 4) % len;
		struct pefin_event event;
		struct pefin_answer answer;
		struct pefin_login login;
		struct err err;
		(void)!pefin_read_event(arena, (struct text){changed, len}, &event, &err);
		(void)!pefin_read_answer(arena, (struct text){changed, len}, &answer, &err);
		(void)!pefin_read_login(arena, (struct text){changed, len}, &login, &err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(login_ends_at_an_instant_and_not_after_seconds, begin, end),
		cmocka_unit_test_setup_teardown(login_without_a_token_says_nothing_of_the_answer, begin, end),
		cmocka_unit_test_setup_teardown(answer_has_its_transaction, begin, end),
		cmocka_unit_test_setup_teardown(code_is_the_word_of_three_digits, begin, end),
		cmocka_unit_test_setup_teardown(inclusion_and_its_error_are_read, begin, end),
		cmocka_unit_test_setup_teardown(exclusion_has_its_motive, begin, end),
		cmocka_unit_test_setup_teardown(oddities_are_taken_and_told, begin, end),
		cmocka_unit_test_setup_teardown(status_is_taken_as_number_and_as_text, begin, end),
		cmocka_unit_test_setup_teardown(error_that_says_nothing_is_unclear, begin, end),
		cmocka_unit_test_setup_teardown(webhook_that_nothing_ties_to_a_record_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(no_bytes_crash, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
