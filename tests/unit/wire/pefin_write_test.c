/* Bodies of Serasa's REST interface from the records of the house: exact bytes, money from cents, nothing bent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wire/format.h"
#include "wire/pefin_write.h"

#define ARENA_BYTES ((size_t)1 << 20)

static struct arena *arena;
static struct debtor ana;
static struct debtor bruno;
static struct listing debt;
static const struct pefin_creditor aurora = {"11222333000181", "DP", "0001"};

static struct debtor person(const char *name, const char *taxid)
{
	struct debtor debtor = {.address = {.district = "Centro", .cep = "01001000", .city = "São Paulo", .uf = "SP"}};
	(void)snprintf(debtor.name, sizeof(debtor.name), "%s", name);
	(void)snprintf(debtor.address.street, sizeof(debtor.address.street), "Rua das Amostras, 100");
	assert_int_equal(taxid_parse(text_of(taxid), &debtor.taxid, NULL), OK);
	return debtor;
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new(ARENA_BYTES);
	ana = person("Ana Fictícia", "11122233396");
	bruno = person("Bruno Fictício", "22233344405");
	debt = (struct listing){.contract = "NF-1/2026", .amount_cents = 15070, .principal = &ana, .due_on = DATE_NONE};
	assert_int_equal(date_make(2026, 1, 10, &debt.due_on), OK);
	return arena == NULL;
}

static int end(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static void assert_text(struct text text, const char *right)
{
	assert_string_equal(arena_text(arena, text), right);
}

static void debt_has_the_members_of_the_template_in_its_order(void **state)
{
	(void)state;
	struct text body;
	assert_int_equal(pefin_write_debt(arena, &aurora, &debt, &body, NULL), OK);
	assert_text(body, "{\n"
			  "  \"value\": 150.70,\n"
			  "  \"areaInformante\": \"0001\",\n"
			  "  \"dueDate\": \"2026-01-10\",\n"
			  "  \"categoryId\": \"DP\",\n"
			  "  \"debtor\": {\n"
			  "    \"documentNumber\": \"11122233396\",\n"
			  "    \"name\": \"Ana Fictícia\",\n"
			  "    \"address\": {\n"
			  "      \"zipCode\": \"01001000\",\n"
			  "      \"addressLine\": \"Rua das Amostras, 100\",\n"
			  "      \"district\": \"Centro\",\n"
			  "      \"city\": \"São Paulo\",\n"
			  "      \"state\": \"SP\"\n"
			  "    }\n"
			  "  },\n"
			  "  \"creditor\": {\n"
			  "    \"documentNumber\": \"11222333000181\"\n"
			  "  },\n"
			  "  \"contractNumber\": \"NF-1/2026\",\n"
			  "  \"debtType\": \"PEFIN\"\n"
			  "}\n");
}

static void guarantor_names_the_principal_by_document_and_contract(void **state)
{
	(void)state;
	struct text body;
	debt.guarantor = &bruno;
	assert_int_equal(pefin_write_guarantor(arena, &aurora, &debt, &body, NULL), OK);
	assert_text(body, "{\n"
			  "  \"categoryId\": \"DP\",\n"
			  "  \"value\": 150.70,\n"
			  "  \"dueDate\": \"2026-01-10\",\n"
			  "  \"debtorDocument\": \"11122233396\",\n"
			  "  \"contractNumber\": \"NF-1/2026\",\n"
			  "  \"guarantor\": {\n"
			  "    \"documentNumber\": \"22233344405\",\n"
			  "    \"name\": \"Bruno Fictício\",\n"
			  "    \"address\": {\n"
			  "      \"zipCode\": \"01001000\",\n"
			  "      \"addressLine\": \"Rua das Amostras, 100\",\n"
			  "      \"district\": \"Centro\",\n"
			  "      \"city\": \"São Paulo\",\n"
			  "      \"state\": \"SP\"\n"
			  "    }\n"
			  "  },\n"
			  "  \"creditor\": {\n"
			  "    \"documentNumber\": \"11222333000181\"\n"
			  "  },\n"
			  "  \"debtType\": \"PEFIN\"\n"
			  "}\n");
}

static void money_is_written_from_its_cents(void **state)
{
	(void)state;
	static const struct {
		int64_t cents;
		const char *line;
	} cases[] = {
		{1000, "\"value\": 10.00,"},
		{1001, "\"value\": 10.01,"},
		{999999999999999, "\"value\": 9999999999999.99,"},
		{900719925474099301, "\"value\": 9007199254740993.01,"}, /* a double has no such number */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text body;
		debt.amount_cents = cases[i].cents;
		assert_int_equal(pefin_write_debt(arena, &aurora, &debt, &body, NULL), OK);
		assert_non_null(strstr(arena_text(arena, body), cases[i].line));
	}
}

static void area_that_nobody_gave_is_left_out(void **state)
{
	(void)state;
	struct text body;
	struct pefin_creditor plain = {"11222333000181", "DP", ""};
	assert_int_equal(pefin_write_debt(arena, &plain, &debt, &body, NULL), OK);
	assert_null(strstr(arena_text(arena, body), "areaInformante"));
}

static void what_is_written_breaks_no_rule_of_the_checker(void **state)
{
	(void)state;
	struct text body;
	struct report report;
	report_init(&report, arena);
	assert_int_equal(date_make(2026, 3, 1, &report.on), OK);
	assert_int_equal(pefin_write_debt(arena, &aurora, &debt, &body, NULL), OK);
	assert_int_equal(wire_format_find("pefin-debt")->check(arena, body, &report, NULL), OK);
	assert_int_equal(report.violations + report.notes, 0);
	debt.guarantor = &bruno;
	assert_int_equal(pefin_write_guarantor(arena, &aurora, &debt, &body, NULL), OK);
	assert_int_equal(wire_format_find("pefin-guarantor")->check(arena, body, &report, NULL), OK);
	assert_int_equal(report.violations + report.notes, 0);
}

static void text_that_is_not_utf8_is_refused_by_its_path(void **state)
{
	(void)state;
	struct text body;
	struct err err;
	(void)snprintf(bruno.address.city, sizeof(bruno.address.city), "S\xe3o Paulo");
	debt.guarantor = &bruno;
	assert_int_equal(pefin_write_guarantor(arena, &aurora, &debt, &body, &err), ERR_FORMAT);
	assert_string_equal(err.field, "guarantor.address.city");
	(void)snprintf(ana.name, sizeof(ana.name), "Ana \xff");
	assert_int_equal(pefin_write_debt(arena, &aurora, &debt, &body, &err), ERR_FORMAT);
	assert_string_equal(err.field, "debtor.name");
}

static const struct pefin_exclusion removal = {.path = "/collection/debt/contract",
					       .path_when_unknown = "/collection/debt/cadus/008080948A",
					       .creditor_document = "11222333000181",
					       .debtor_document = "11122233396",
					       .contract_number = "NF-1/2026",
					       .reason = "1"};

static void removal_holds_what_goes_in_path_and_headers(void **state)
{
	(void)state;
	struct text document;
	assert_int_equal(pefin_write_exclusion(arena, &removal, &document, NULL), OK);
	assert_text(document, "{\n"
			      "  \"method\": \"DELETE\",\n"
			      "  \"path\": \"/collection/debt/contract\",\n"
			      "  \"path_when_unknown\": \"/collection/debt/cadus/008080948A\",\n"
			      "  \"headers\": {\n"
			      "    \"creditor-document\": \"11222333000181\",\n"
			      "    \"debtor-document\": \"11122233396\",\n"
			      "    \"contract-number\": \"NF-1/2026\",\n"
			      "    \"reason\": \"1\",\n"
			      "    \"type\": \"PEFIN\"\n"
			      "  }\n"
			      "}\n");
}

static void removal_comes_back_as_it_was(void **state)
{
	(void)state;
	static const char *const unknown[] = {"/collection/debt/cadus/008080948A", ""};
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		struct text document;
		struct pefin_exclusion back;
		struct pefin_exclusion there = removal;
		there.path_when_unknown = unknown[i];
		assert_int_equal(pefin_write_exclusion(arena, &there, &document, NULL), OK);
		assert_int_equal(pefin_read_exclusion(arena, document, &back, NULL), OK);
		assert_string_equal(back.path, there.path);
		assert_string_equal(back.path_when_unknown, there.path_when_unknown);
		assert_string_equal(back.creditor_document, there.creditor_document);
		assert_string_equal(back.debtor_document, there.debtor_document);
		assert_string_equal(back.contract_number, there.contract_number);
		assert_string_equal(back.reason, there.reason);
	}
}

static void contract_that_a_header_would_change_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", " ", " NF-1", "NF-1 ", "NF\r\n-1", "NF\t1", "NFé", "NF\x7f"};
	static const char *const right[] = {"NF-1 A", "123456789/00", "~!"};
	struct text document;
	struct err err;
	struct pefin_exclusion there = removal;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		there.contract_number = wrong[i];
		assert_int_equal(pefin_write_exclusion(arena, &there, &document, &err), ERR_RANGE);
		assert_string_equal(err.field, "contract-number");
	}
	for (size_t i = 0; i < ARRAY_LEN(right); i++) {
		there.contract_number = right[i];
		assert_int_equal(pefin_write_exclusion(arena, &there, &document, &err), OK);
	}
}

static void what_is_no_removal_of_ours_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"[]",
		"{}",
		"null",
		"\"DELETE\"",
		"{\"method\": \"DELETE\", \"path\": \"/x\"}",
		"{\"method\": \"DELETE\", \"path\": \"/x\", \"headers\": []}",
		"{\"method\": \"DELETE\", \"path\": \"/x\", \"headers\": {\"creditor-document\": \"1\"}}",
		"{\"method\": \"POST\", \"path\": \"/x\", \"headers\": {\"creditor-document\": \"1\", "
		"\"debtor-document\": \"1\", \"contract-number\": \"1\", \"reason\": \"1\"}}",
		"{\"method\": \"DELETE\", \"path\": 1, \"headers\": {\"creditor-document\": \"1\", "
		"\"debtor-document\": \"1\", \"contract-number\": \"1\", \"reason\": \"1\"}}",
		"{\"method\": \"DELETE\", \"path\": \"/x\", \"headers\": {\"creditor-document\": \"1\", "
		"\"debtor-document\": \"1\", \"contract-number\": \"1\\r\\nx: y\", \"reason\": \"1\"}}"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct pefin_exclusion back;
		struct err err;
		assert_int_equal(pefin_read_exclusion(arena, text_of(wrong[i]), &back, &err), ERR_FORMAT);
		assert_true(err.words[0] != '\0');
	}
}

static void full_arena_is_told(void **state)
{
	(void)state;
	struct text body;
	struct pefin_exclusion back;
	struct text document;
	struct arena *small = arena_new(64);
	assert_non_null(small);
	assert_int_equal(pefin_write_debt(small, &aurora, &debt, &body, NULL), ERR_NO_MEMORY);
	assert_int_equal(pefin_write_exclusion(small, &removal, &document, NULL), ERR_NO_MEMORY);
	assert_int_equal(pefin_write_exclusion(arena, &removal, &document, NULL), OK);
	assert_int_equal(pefin_read_exclusion(small, document, &back, NULL), ERR_NO_MEMORY);
	small = arena_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(debt_has_the_members_of_the_template_in_its_order, begin, end),
		cmocka_unit_test_setup_teardown(guarantor_names_the_principal_by_document_and_contract, begin, end),
		cmocka_unit_test_setup_teardown(money_is_written_from_its_cents, begin, end),
		cmocka_unit_test_setup_teardown(area_that_nobody_gave_is_left_out, begin, end),
		cmocka_unit_test_setup_teardown(what_is_written_breaks_no_rule_of_the_checker, begin, end),
		cmocka_unit_test_setup_teardown(text_that_is_not_utf8_is_refused_by_its_path, begin, end),
		cmocka_unit_test_setup_teardown(removal_holds_what_goes_in_path_and_headers, begin, end),
		cmocka_unit_test_setup_teardown(removal_comes_back_as_it_was, begin, end),
		cmocka_unit_test_setup_teardown(contract_that_a_header_would_change_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_removal_of_ours_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(full_arena_is_told, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
