#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/taxid.h"
#include "golden.h"

static void every_known_tax_id_is_judged_right(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 20);
	struct golden golden;
	struct text row[3];
	int count = 0;
	(void)state;
	golden_open(arena, "taxid.tsv", &golden);
	while (golden_row(&golden, row, 3)) {
		struct taxid taxid = {.kind = TAXID_CNPJ, .digits = "untouched"};
		struct err err;
		enum rc rc = taxid_parse(row[0], &taxid, &err);
		if (rc != OK && !text_is(row[2], rc_name(rc)))
			fail_msg("line %d: %s (%s)", golden.line, rc_name(rc), err.words);
		if (rc == OK) {
			assert_true(text_is(row[2], "valid"));
			assert_true(text_is(row[1], taxid_kind_name(taxid.kind, text_of(taxid.digits))));
		} else {
			assert_string_equal(taxid.digits, "untouched");
		}
		count++;
	}
	assert_true(count > 40);
}

static void punctuation_goes_and_letters_rise(void **state)
{
	struct taxid taxid;
	(void)state;
	assert_int_equal(taxid_parse(text_of("12.abc.345/01de-35"), &taxid, NULL), OK);
	assert_int_equal(taxid.kind, TAXID_CNPJ);
	assert_string_equal(taxid.digits, "12ABC34501DE35");
	assert_int_equal(taxid_parse(text_of("529.982.247-25"), &taxid, NULL), OK);
	assert_int_equal(taxid.kind, TAXID_CPF);
	assert_string_equal(taxid.digits, "52998224725");
}

static void an_error_says_what_would_be_right(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} rows[] = {
		{"52998224726", "check digits are 25, not 26"},
		{"11111111111111", "check digits are 80, not 11"},
		{"1234567890", "10 characters without punctuation; a CPF has 11, a CNPJ 14"},
		{"", "0 characters without punctuation; a CPF has 11, a CNPJ 14"},
		{"5299822472A", "character 11 is 'A'; a CPF has digits only"},
		{"12ABC34501DEA5", "character 13 is 'A'; a CNPJ ends in two digits"},
		{"12ABC 34501DE35", "character 6 is 0x20; a tax id has digits and letters A to Z only"},
		{"52.9982.247-25", "'.' stands in the wrong place; a CPF is written ###.###.###-##"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct taxid taxid;
		struct err err;
		assert_true(taxid_parse(text_of(rows[i].text), &taxid, &err) != OK);
		assert_string_equal(err.words, rows[i].words);
	}
}

static void any_bytes_at_all_are_taken_without_harm(void **state)
{
	(void)state;
	uint64_t seed = 4711;
	for (int i = 0; i < 20000; i++) {
		char bytes[20];
		char out[24];
		struct taxid taxid;
		for (size_t b = 0; b < sizeof(bytes); b++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			bytes[b] = (char)(seed >> 40);
		}
		struct text text = {bytes, (size_t)(seed >> 60)};
		enum rc rc = taxid_parse(text, &taxid, NULL);
		assert_true(rc == OK || rc == ERR_FORMAT || rc == ERR_CHECK_DIGIT);
		assert_true(taxid_mask(text, out) == out);
	}
}

static void a_mask_shows_too_little_to_know(void **state)
{
	static const struct {
		const char *text;
		const char *mask;
	} rows[] = {
		{"52998224725", "529.***.***-25"},
		{"529.982.247-25", "529.***.***-25"},
		{"12ABC34501DE35", "12.***.***/****-35"},
		{"12abc34501de35", "12.***.***/****-35"},
		{"52998224799", "529.***.***-99"},
		{"123", "***"},
		{"", "***"},
		{"5299822472 ", "***"},
		{"999999999999999999999999999999", "***"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[24];
		assert_string_equal(taxid_mask(text_of(rows[i].text), out), rows[i].mask);
	}
}

static void a_company_is_known_by_its_first_eight_characters(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{"12ABC34501DE35", "12ABC345000188", true}, {"11222333000181", "12ABC345000188", false},
		{"52998224725", "52998224725", true},       {"52998224725", "11144477735", false},
		{"00000000191", "00000000000191", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct taxid a;
		struct taxid b;
		assert_int_equal(taxid_parse(text_of(rows[i].a), &a, NULL), OK);
		assert_int_equal(taxid_parse(text_of(rows[i].b), &b, NULL), OK);
		assert_int_equal(taxid_same_owner(&a, &b), rows[i].same);
		assert_int_equal(taxid_same_owner(&b, &a), rows[i].same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_known_tax_id_is_judged_right),
		cmocka_unit_test(punctuation_goes_and_letters_rise),
		cmocka_unit_test(an_error_says_what_would_be_right),
		cmocka_unit_test(any_bytes_at_all_are_taken_without_harm),
		cmocka_unit_test(a_mask_shows_too_little_to_know),
		cmocka_unit_test(a_company_is_known_by_its_first_eight_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
