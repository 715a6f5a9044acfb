#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/money.h"

static void a_decimal_amount_is_read_exactly(void **state)
{
	static const struct {
		const char *text;
		int64_t cents;
	} rows[] = {
		{"1234.56", 123456},
		{"1234.5", 123450},
		{"1234", 123400},
		{"-12.30", -1230},
		{"134.8", 13480},
		{"27.01", 2701},
		{"0", 0},
		{"-0.00", 0},
		{"0.01", 1},
		{"000012.00", 1200},
		{"5.1000", 510},
		{"92233720368547758.07", INT64_MAX},
		{"-92233720368547758.07", -INT64_MAX},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t cents = -1;
		struct err err;
		assert_int_equal(money_parse(text_of(rows[i].text), &cents, &err), OK);
		assert_int_equal(cents, rows[i].cents);
	}
}

static void what_is_no_amount_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *text;
		enum rc rc;
	} rows[] = {
		{"", ERR_FORMAT},
		{"-", ERR_FORMAT},
		{".", ERR_FORMAT},
		{".5", ERR_FORMAT},
		{"5.", ERR_FORMAT},
		{"1,50", ERR_FORMAT},
		{"1.234,56", ERR_FORMAT},
		{"1.234.56", ERR_FORMAT},
		{"+1", ERR_FORMAT},
		{"--1", ERR_FORMAT},
		{"1e3", ERR_FORMAT},
		{" 1", ERR_FORMAT},
		{"1 ", ERR_FORMAT},
		{"0.001", ERR_FORMAT},
		{"R$ 5", ERR_FORMAT},
		{"nan", ERR_FORMAT},
		{"1.-5", ERR_FORMAT},
		{"1.5-", ERR_FORMAT},
		{"92233720368547758.08", ERR_RANGE},
		{"99999999999999999999999999", ERR_RANGE},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t cents = 77;
		struct err err;
		assert_int_equal(money_parse(text_of(rows[i].text), &cents, &err), rows[i].rc);
		assert_int_equal(cents, 77);
		assert_int_equal(err.code, rows[i].rc);
		assert_true(err.words[0] != '\0');
	}
}

static void a_slice_ends_where_it_says(void **state)
{
	(void)state;
	int64_t cents = 0;
	assert_int_equal(money_parse((struct text){"12.349", 5}, &cents, NULL), OK);
	assert_int_equal(cents, 1234);
}

static void digits_that_are_cents_are_read_as_cents(void **state)
{
	(void)state;
	int64_t cents = 0;
	assert_int_equal(money_parse_cents(text_of("00000000063558"), &cents, NULL), OK);
	assert_int_equal(cents, 63558);
	assert_int_equal(money_parse_cents(text_of("9223372036854775807"), &cents, NULL), OK);
	assert_int_equal(cents, INT64_MAX);
	cents = 77;
	assert_int_equal(money_parse_cents(text_of("9223372036854775808"), &cents, NULL), ERR_RANGE);
	assert_int_equal(money_parse_cents(text_of("635.58"), &cents, NULL), ERR_FORMAT);
	assert_int_equal(money_parse_cents(text_of("-1"), &cents, NULL), ERR_FORMAT);
	assert_int_equal(money_parse_cents(text_of(""), &cents, NULL), ERR_FORMAT);
	assert_int_equal(cents, 77);
}

static void an_amount_is_written_with_two_decimals(void **state)
{
	static const struct {
		int64_t cents;
		const char *text;
		const char *words;
	} rows[] = {
		{0, "0.00", "R$ 0,00"},
		{1, "0.01", "R$ 0,01"},
		{99, "0.99", "R$ 0,99"},
		{100, "1.00", "R$ 1,00"},
		{123456, "1234.56", "R$ 1.234,56"},
		{99999, "999.99", "R$ 999,99"},
		{100000, "1000.00", "R$ 1.000,00"},
		{123456789012, "1234567890.12", "R$ 1.234.567.890,12"},
		{-1230, "-12.30", "-R$ 12,30"},
		{INT64_MAX, "92233720368547758.07", "R$ 92.233.720.368.547.758,07"},
		{INT64_MIN, "-92233720368547758.08", "-R$ 92.233.720.368.547.758,08"},
	};
	char out[MONEY_TEXT_BYTES];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_string_equal(money_text(rows[i].cents, out), rows[i].text);
		assert_string_equal(money_words(rows[i].cents, out), rows[i].words);
	}
}

static void what_was_written_reads_back(void **state)
{
	(void)state;
	uint64_t seed = 4711;
	for (int i = 0; i < 10000; i++) {
		char out[MONEY_TEXT_BYTES];
		int64_t cents = 0;
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		int64_t given = (int64_t)(seed >> (1 + i % 60));
		given = i % 2 == 0 ? given : -given;
		assert_int_equal(money_parse(text_of(money_text(given, out)), &cents, NULL), OK);
		assert_int_equal(cents, given);
	}
}

static void a_sum_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	int64_t sum = 77;
	assert_int_equal(money_add(INT64_MAX, 1, &sum), ERR_RANGE);
	assert_int_equal(money_add(INT64_MIN, -1, &sum), ERR_RANGE);
	assert_int_equal(sum, 77);
	assert_int_equal(money_add(INT64_MAX, INT64_MIN, &sum), OK);
	assert_int_equal(sum, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decimal_amount_is_read_exactly),
		cmocka_unit_test(what_is_no_amount_is_refused_and_changes_nothing),
		cmocka_unit_test(a_slice_ends_where_it_says),
		cmocka_unit_test(digits_that_are_cents_are_read_as_cents),
		cmocka_unit_test(an_amount_is_written_with_two_decimals),
		cmocka_unit_test(what_was_written_reads_back),
		cmocka_unit_test(a_sum_that_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
