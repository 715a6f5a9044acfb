/* The bodies and headers of REST requests, and tokens: what a strict reader takes, and that it names what it does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/serasa/request.h"
#include "serasa_fixture.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1u << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

#define ADDRESS                                                                                                        \
	"\"address\":{\"zipCode\":\"01310100\",\"addressLine\":\"RUA INVENTADA 1\",\"district\":\"CENTRO\","           \
	"\"city\":\"SAO PAULO\",\"state\":\"SP\""

static const char debt_json[] = "{\"value\":150.5,\"areaInformante\":\"0001\",\"dueDate\":\"2026-01-05\","
				"\"categoryId\":\"DP\",\"debtor\":{\"documentNumber\":\"11144477735\","
				"\"name\":\"DEVEDOR DE MENTIRA\"," ADDRESS "}},"
				"\"creditor\":{\"documentNumber\":\"11222333000181\"},\"contractNumber\":\"FAT1/00\","
				"\"debtType\":\"PEFIN\"}";
static const char guarantor_json[] = "{\"value\":150.05,\"dueDate\":\"2026-01-05\",\"categoryId\":\"DP\","
				     "\"debtorDocument\":\"11144477735\",\"contractNumber\":\"FAT1/00\","
				     "\"guarantor\":{\"documentNumber\":\"52998224725\",\"name\":\"AVALISTA\"," ADDRESS
				     ",\"number\":\"1\"}},\"creditor\":{\"documentNumber\":\"11222333000181\"},"
				     "\"debtType\":\"PEFIN\"}";

/* `text` with its first `from` turned into `to`. */
static const char *bent(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void a_right_body_is_taken(void **state)
{
	struct debt debt;
	char date[DATE_TEXT_BYTES];
	(void)state;
	assert_int_equal(request_debt(arena, text_of(debt_json), &debt, NULL), OK);
	assert_string_equal(debt.debtor, "11144477735");
	assert_string_equal(debt.contract, "FAT1/00");
	assert_string_equal(debt.city, "SAO PAULO");
	assert_string_equal(debt.guarantor, "");
	assert_string_equal(date_iso(debt.due, date), "2026-01-05");
	assert_int_equal(debt.value_cents, 15050);
	assert_int_equal(request_guarantor(arena, text_of(guarantor_json), &debt, NULL), OK);
	assert_string_equal(debt.guarantor, "52998224725");
	assert_string_equal(debt.debtor, "11144477735");
	assert_int_equal(debt.value_cents, 15005);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *field; /* NULL: it is taken */
	} cases[] = {
		{"150.5", "10", NULL},
		{"150.5", "10.00", NULL},
		{"150.5", "9.99", "value"},
		{"150.5", "150.555", "value"},
		{"150.5", "\"150.5\"", "value"},
		{"150.5", "1.5e2", "value"},
		{"150.5", "-150.5", "value"},
		{"150.5", "12345678901234.56", "value"},
		{"\"value\":150.5,", "", "value"},
		{"\"value\":150.5,", "\"value\":150.5,\"value\":150.5,", "value"},
		{"\"0001\"", "\"00001\"", "areaInformante"},
		{"\"areaInformante\":\"0001\",", "", NULL},
		{"2026-01-05", "2026-02-30", "dueDate"},
		{"2026-01-05", "20260105", "dueDate"},
		{"\"DP\"", "\"\"", "categoryId"},
		{"11144477735", "111.444.777-35", "debtor.documentNumber"},
		{"11144477735", "000011144477735", "debtor.documentNumber"},
		{"DEVEDOR DE MENTIRA", " ", "debtor.name"},
		{"\"DEVEDOR DE MENTIRA\"", "null", "debtor.name"},
		{"01310100", "01310-100", "debtor.address.zipCode"},
		{"SAO PAULO", "SAO JOSE DO RIO PRETO", "debtor.address.city"}, /* 21 characters */
		{"SAO PAULO", "S\xc3\x83O JOS\xc3\x89 DO RIO PRET", NULL},     /* 20 of them, 22 bytes */
		{"\"state\":\"SP\"", "\"state\":\"SP\",\"number\":\"1\"", "debtor.address.number"},
		{"\"state\":\"SP\"", "\"state\":\"SP\",\"complement\":\"SALA 1\"", NULL},
		{"\"state\":\"SP\"", "\"estado\":\"SP\"", "debtor.address.estado"},
		{"11222333000181", "1222333000181", "creditor.documentNumber"},
		{"FAT1/00", "FAT1/0000000000000000", "contractNumber"},
		{"PEFIN", "REFIN", "debtType"},
		{"\"PEFIN\"", "\"PEFIN\",\"bankSlip\":{\"bankCode\":\"0341\"}", "bankSlip.bankCode"},
		{"\"PEFIN\"", "\"PEFIN\",\"bankSlip\":{\"bankCode\":\"341\",\"accepted\":true}", NULL},
		{"\"PEFIN\"", "\"PEFIN\",\"debtorDigitalContact\":{\"phoneNumber\":\"9\"}",
		 "debtorDigitalContact.phoneNumber"},
		{"\"debtType\"", "\"tipo\"", "tipo"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct debt debt;
		struct err err = {0};
		enum rc rc = request_debt(arena, text_of(bent(debt_json, cases[i].from, cases[i].to)), &debt, &err);
		if (rc != (cases[i].field != NULL ? ERR_FORMAT : OK) ||
		    (rc != OK && strcmp(err.field, cases[i].field) != 0))
			fail_msg("%s -> %s: %s %s", cases[i].from, cases[i].to, err.field, err.words);
	}
	struct debt debt;
	assert_int_equal(request_debt(arena, TEXT_LITERAL("[]"), &debt, NULL), ERR_FORMAT);
	assert_int_equal(request_debt(arena, text_of(guarantor_json), &debt, NULL), ERR_FORMAT);
}

static void the_headers_of_an_exclusion(void **state)
{
	static const struct {
		struct exclusion_headers headers;
		bool by_contract;
		const char *field;
	} cases[] = {
		{{"11222333000181", "11144477735", "FAT1", "1", "PEFIN"}, true, NULL},
		{{"11222333000181", "11144477735", NULL, "45", "PEFIN"}, false, NULL},
		{{NULL, "11144477735", "FAT1", "1", "PEFIN"}, true, "creditor-document"},
		{{"11222333000181", NULL, "FAT1", "1", "PEFIN"}, true, "debtor-document"},
		{{"11222333000181", "11144477735", NULL, "1", "PEFIN"}, true, "contract-number"},
		{{"11222333000181", "11144477735", "FAT1", "1", "PEFIN"}, false, "contract-number"},
		{{"11222333000181", "11144477735", "FAT1", NULL, "PEFIN"}, true, "reason"},
		{{"11222333000181", "11144477735", "FAT1", "01", "PEFIN"}, true, "reason"},
		{{"11222333000181", "11144477735", "FAT1", "26", "PEFIN"}, true, "reason"},
		{{"11222333000181", "11144477735", "FAT1", "97", "PEFIN"}, true, "reason"},
		{{"11222333000181", "11144477735", "FAT1", "1", NULL}, true, "type"},
		{{"11222333000181", "11144477735", "FAT1", "1", "pefin"}, true, "type"},
		{{"11144477735", "11144477735", "FAT1", "1", "PEFIN"}, true, "creditor-document"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct debt debt;
		struct err err = {0};
		int motive = 0;
		enum rc rc = request_exclusion(&cases[i].headers, cases[i].by_contract, &debt, &motive, &err);
		if (rc != (cases[i].field != NULL ? ERR_FORMAT : OK) ||
		    (rc != OK && strcmp(err.field, cases[i].field) != 0))
			fail_msg("case %zu: %s %s", i, err.field, err.words);
	}
}

static void a_token_is_good_until_its_end(void **state)
{
	struct tokens tokens = {0};
	struct buf out;
	char header[128];
	char text[80] = "";
	(void)state;
	buf_init(&out, 4096);
	tokens_give(&tokens, 7, 1000, 60, &out);
	assert_int_equal(sscanf(out.bytes, "{\"accessToken\":\"%79[^\"]", text), 1);
	/* Seconds of Unix time in a text: Brasília is three hours behind. */
	assert_non_null(strstr(out.bytes, "\"expiresIn\":\"15400\""));
	(void)snprintf(header, sizeof(header), "Bearer %s", text);
	assert_true(tokens_good(&tokens, 1000, header));
	assert_true(tokens_good(&tokens, 4599, header));
	assert_false(tokens_good(&tokens, 4600, header));
	assert_false(tokens_good(&tokens, 1000, text));
	assert_false(tokens_good(&tokens, 1000, "Bearer "));
	assert_false(tokens_good(&tokens, 1000, NULL));
	tokens_give(&tokens, 7, 4600, 60, &out);
	assert_false(tokens_good(&tokens, 4600, header));
	buf_done(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_right_body_is_taken),
		TEST(what_is_wrong_is_named),
		TEST(the_headers_of_an_exclusion),
		TEST(a_token_is_good_until_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
