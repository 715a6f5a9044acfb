#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/protest.h"

/* What protest_event() says; the return code when it fails. */
static int event_of(const struct told *told)
{
	enum event event = EVENT_COUNT;
	struct err err;
	enum rc rc = protest_event(told, &event, &err);
	if (rc != OK)
		assert_true(err.words[0] != '\0' && event == EVENT_COUNT);
	return rc == OK ? (int)event : (int)rc;
}

static struct told result(char occurrence)
{
	return (struct told){.kind = TOLD_RESULT, .occurrence = occurrence, .protocol = "1234567890"};
}

static void a_retorno_stands_for_these_events(void **state)
{
	static const struct {
		char occurrence;
		enum event event;
	} rows[] = {
		{'1', EVENT_PAID_AT_NOTARY},    {'2', EVENT_PROTEST_DRAWN},
		{'3', EVENT_WITHDRAWAL_DONE},   {'4', EVENT_COURT_STAY},
		{'5', EVENT_IRREGULAR},         {'6', EVENT_IRREGULAR},
		{'7', EVENT_PAYMENT_PENDING},   {'9', EVENT_COUNT},
		{'A', EVENT_CANCELLATION_DONE}, {'B', EVENT_PROTEST_DRAWN},
		{'C', EVENT_PROTEST_DRAWN},     {'D', EVENT_WITHDRAWAL_DONE},
		{'E', EVENT_CANCELLATION_DONE}, {'F', EVENT_WITHDRAWAL_DONE},
		{'G', EVENT_STAY_MADE_FINAL},   {'I', EVENT_COUNT},
		{'J', EVENT_CANCELLATION_DONE}, {'X', EVENT_CANCELLATION_REFUSED},
		{'Z', EVENT_IRREGULAR},
	};
	(void)state;
	bool known[256] = {false};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told told = result(rows[i].occurrence);
		assert_int_equal(event_of(&told), rows[i].event);
		known[(unsigned char)rows[i].occurrence] = true;
	}
	for (int c = 0; c < 256; c++) {
		struct told told = result((char)c);
		if (!known[c])
			assert_int_equal(event_of(&told), ERR_UNKNOWN);
	}
}

static void an_accepted_title_goes_to_a_person_as_none_is_sent_for_acceptance(void **state)
{
	enum event event;
	struct err err;
	struct told told = result('8');
	(void)state;
	assert_int_equal(protest_event(&told, &event, &err), ERR_UNKNOWN);
	assert_non_null(strstr(err.words, "título aceito"));
}

static void a_confirmacao_is_a_protocol_or_a_refusal(void **state)
{
	static const struct {
		char occurrence;
		const char *protocol;
		int irregularities_count;
		int event;
	} rows[] = {
		{' ', "2200000001", 0, EVENT_PROTOCOL},  {'\0', "34110/1284", 0, EVENT_PROTOCOL},
		{' ', "2200000001", 1, EVENT_PROTOCOL},  {'5', "", 1, EVENT_IRREGULAR},
		{'6', "2200000001", 1, EVENT_IRREGULAR}, {'Z', "", 0, EVENT_IRREGULAR},
		{' ', "", 1, EVENT_IRREGULAR},           {' ', "", 0, ERR_UNKNOWN},
		{' ', "0000000000", 0, ERR_UNKNOWN},     {' ', "          ", 0, ERR_UNKNOWN},
		{'1', "2200000001", 0, ERR_UNKNOWN},     {'2', "2200000001", 0, ERR_UNKNOWN},
		{'?', "2200000001", 0, ERR_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told told = {.kind = TOLD_CONFIRMATION,
				    .occurrence = rows[i].occurrence,
				    .irregularities_count = rows[i].irregularities_count};
		(void)snprintf(told.protocol, sizeof(told.protocol), "%s", rows[i].protocol);
		assert_int_equal(event_of(&told), rows[i].event);
	}
}

static void an_andamento_stands_for_these_events(void **state)
{
	static const struct {
		const char *status;
		int event;
	} rows[] = {
		{"AA", EVENT_COUNT},           {"AB", EVENT_NOTICE_STARTED},
		{"AC", EVENT_NOTICE_STARTED},  {"AD", EVENT_NOTICE_STARTED},
		{"AE", EVENT_NOTICE_STARTED},  {"AF", EVENT_NOTICE_STARTED},
		{"AG", EVENT_NOTICE_DONE},     {"AH", EVENT_PAYMENT_PENDING},
		{"AI", EVENT_COUNT},           {"AJ", EVENT_CANCELLATION_DONE},
		{"AK", EVENT_PAYMENT_PENDING}, {"AL", ERR_UNKNOWN},
		{"ag", ERR_UNKNOWN},           {"", ERR_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told told = {.kind = TOLD_STATUS, .occurrence = '0'};
		(void)snprintf(told.status, sizeof(told.status), "%s", rows[i].status);
		assert_int_equal(event_of(&told), rows[i].event);
		assert_int_equal(status_meaning(text_of(rows[i].status)) != NULL, rows[i].event != ERR_UNKNOWN);
	}
}

static void every_code_of_the_annexes_has_a_meaning(void **state)
{
	int occurrences = 0;
	int irregularities = 0;
	(void)state;
	for (int c = 0; c < 256; c++)
		occurrences += occurrence_meaning((char)c) != NULL;
	for (int code = 0; code < 100; code++) {
		const char digits[3] = {(char)('0' + code / 10), (char)('0' + code % 10), '\0'};
		irregularities += irregularity_meaning(text_of(digits)) != NULL;
		if (code >= 1 && code <= 70)
			assert_non_null(irregularity_meaning(text_of(digits)));
	}
	assert_int_equal(occurrences, 21);
	assert_int_equal(irregularities, 73); /* 1 to 70, and 00, 98, 99 of single states */
	assert_string_equal(irregularity_meaning(text_of("30")),
			    "Aguardar um dia útil após o vencimento para protestar");
	assert_null(irregularity_meaning(text_of("71")));
	assert_null(irregularity_meaning(text_of("")));
	assert_null(occurrence_meaning(' '));
}

static void species_are_those_of_annex_one(void **state)
{
	static const char *const known[] = {"DMI", "DM", "DSI", "DS", "NP", "CH", "CBI", "W", "CDA", "SJ", "CAR", "LC"};
	static const char *const unknown[] = {"", "D", "DMIX", "XX", "dmi", "ZZZ"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_non_null(species_meaning(text_of(known[i])));
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		assert_null(species_meaning(text_of(unknown[i])));
}

static void header_field_eleven_counts_three_species_and_no_more(void **state)
{
	(void)state;
	assert_true(species_is_indication(text_of("DMI")));
	assert_true(species_is_indication(text_of("DRI")));
	assert_true(species_is_indication(text_of("CBI")));
	assert_false(species_is_indication(text_of("DSI")));
	assert_false(species_is_indication(text_of("DM")));
	assert_false(species_is_indication(text_of("??")));
}

static void declarations_are_those_of_annex_three(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(declaration_is_known((char)c), c != 0 && strchr("ACDEGIKNPRT", c) != NULL);
}

static void requests_have_prefix_and_name(void **state)
{
	(void)state;
	assert_string_equal(request_prefix(REQUEST_WITHDRAW), "DP");
	assert_string_equal(request_prefix(REQUEST_CANCEL), "CP");
	assert_string_equal(request_prefix(REQUEST_AUTHORISE_WITHDRAW), "AD");
	assert_string_equal(request_prefix(REQUEST_AUTHORISE_CANCEL), "AC");
	assert_string_equal(request_name(REQUEST_WITHDRAW), "withdraw");
	assert_string_equal(request_name(REQUEST_CANCEL), "cancel");
	assert_string_equal(request_name(REQUEST_AUTHORISE_WITHDRAW), "authorise_withdraw");
	assert_string_equal(request_name(REQUEST_AUTHORISE_CANCEL), "authorise_cancel");
}

static void the_earliest_protest_is_three_strict_days_after_the_protocol(void **state)
{
	struct date protocol;
	struct date on = {77};
	char out[DATE_TEXT_BYTES];
	(void)state;
	assert_int_equal(date_parse_iso(text_of("2026-02-13"), &protocol, NULL), OK);
	assert_int_equal(protest_earliest(protocol, &on, NULL), OK);
	assert_string_equal(date_iso(on, out), "2026-02-18");
	on = (struct date){77};
	assert_int_equal(protest_earliest(DATE_NONE, &on, NULL), ERR_CALENDAR_MISSING);
	assert_int_equal(on.day, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_retorno_stands_for_these_events),
		cmocka_unit_test(an_accepted_title_goes_to_a_person_as_none_is_sent_for_acceptance),
		cmocka_unit_test(a_confirmacao_is_a_protocol_or_a_refusal),
		cmocka_unit_test(an_andamento_stands_for_these_events),
		cmocka_unit_test(every_code_of_the_annexes_has_a_meaning),
		cmocka_unit_test(species_are_those_of_annex_one),
		cmocka_unit_test(header_field_eleven_counts_three_species_and_no_more),
		cmocka_unit_test(declarations_are_those_of_annex_three),
		cmocka_unit_test(requests_have_prefix_and_name),
		cmocka_unit_test(the_earliest_protest_is_three_strict_days_after_the_protocol),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
