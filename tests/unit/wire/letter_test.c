#include "wire/letter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct letter sample(void)
{
	struct letter letter = {
		.creditor_name = "Escola Fictícia Aurora & Cia",
		.creditor_taxid = "11222333000181",
		.debtor_name = "João Inventado",
		.debtor_taxid = "52998224725",
		.title_number = "NF 123",
		.species = "DMI",
		.protocol = "0012345678",
		.notary = "02",
		.place = "São Paulo",
		.amount_cents = 123456,
	};
	assert_int_equal(date_make(2026, 3, 9, &letter.protocol_on), OK);
	assert_int_equal(date_make(2026, 4, 1, &letter.signed_on), OK);
	return letter;
}

/* What the page shows, in one-byte text: the strings of its Tj operators, a blank between. */
static void shown(struct text pdf, char *out, size_t size)
{
	size_t len = 0;
	for (size_t i = 0; i < pdf.len && len + 2 < size; i++) {
		if (pdf.at[i] != '(')
			continue;
		for (i++; i < pdf.len && pdf.at[i] != ')' && len + 2 < size; i++) {
			if (pdf.at[i] != '\\') {
				out[len++] = pdf.at[i];
				continue;
			}
			i++;
			if (pdf.at[i] >= '0' && pdf.at[i] <= '7') {
				out[len++] = (char)((pdf.at[i] - '0') * 64 + (pdf.at[i + 1] - '0') * 8 +
						    (pdf.at[i + 2] - '0'));
				i += 2;
			} else {
				out[len++] = pdf.at[i];
			}
		}
		out[len++] = ' ';
	}
	out[len] = '\0';
}

static void the_letter_says_who_what_and_that_it_is_settled(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct letter letter = sample();
	struct text pdf;
	struct err err = {0};
	if (letter_write(arena, &letter, &pdf, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	assert_true(text_starts(pdf, "%PDF-1."));
	assert_non_null(memmem(pdf.at + pdf.len - 8, 8, "%%EOF", 5));
	assert_non_null(memmem(pdf.at, pdf.len, "/Count 1", 8));
	char words[16384];
	shown(pdf, words, sizeof(words));
	static const char *const parts[] = {
		"CARTA DE ANU\xcaNCIA",
		"Escola Fict\355cia Aurora & Cia",
		"11.222.333/0001-81",
		"Jo\xe3o Inventado",
		"529.982.247-25",
		"NF 123",
		"DMI",
		"R$ 1.234,56",
		"0012345678, de 09/03/2026",
		"integralmente quitada",
		"cancelamento",
		"emolumentos",
		"1\xba de abril de 2026",
		"S\xe3o Paulo",
		"9.492",
		"art. 26, \xa7 1\xba",
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(words, parts[i]) == NULL)
			fail_msg("\"%s\" is not in: %s", parts[i], words);
}

static void the_same_letter_gives_the_same_bytes(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct letter letter = sample();
	struct text first;
	struct text second;
	assert_int_equal(letter_write(arena, &letter, &first, NULL), OK);
	assert_int_equal(letter_write(arena, &letter, &second, NULL), OK);
	assert_true(text_equal(first, second));
	assert_non_null(memmem(first.at, first.len, "(D:20260401000000-03'00')", 25));
	letter.amount_cents++;
	assert_int_equal(letter_write(arena, &letter, &second, NULL), OK);
	assert_false(text_equal(first, second));
}

static void a_part_that_is_missing_is_named(void **state)
{
	(void)state;
	static const struct {
		size_t offset;
		const char *name;
	} parts[] = {
		{offsetof(struct letter, creditor_name), "creditor_name"},
		{offsetof(struct letter, creditor_taxid), "creditor_taxid"},
		{offsetof(struct letter, debtor_name), "debtor_name"},
		{offsetof(struct letter, debtor_taxid), "debtor_taxid"},
		{offsetof(struct letter, title_number), "title_number"},
		{offsetof(struct letter, species), "species"},
		{offsetof(struct letter, protocol), "protocol"},
		{offsetof(struct letter, notary), "notary"},
		{offsetof(struct letter, place), "place"},
	};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	char long_text[256];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	const char *const wrong[] = {NULL, "", long_text};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) * 3; i++) {
		struct letter letter = sample();
		struct text pdf = {NULL, 7};
		struct err err = {0};
		memcpy((unsigned char *)&letter + parts[i / 3].offset, &wrong[i % 3], sizeof(wrong[0]));
		assert_int_equal(letter_write(arena, &letter, &pdf, &err), ERR_RANGE);
		assert_string_equal(err.field, parts[i / 3].name);
		assert_int_equal(pdf.len, 7);
	}
	struct letter letter = sample();
	struct text pdf;
	struct err err = {0};
	letter.amount_cents = 0;
	assert_int_equal(letter_write(arena, &letter, &pdf, &err), ERR_RANGE);
	assert_string_equal(err.field, "amount");
	letter = sample();
	letter.signed_on = DATE_NONE;
	assert_int_equal(letter_write(arena, &letter, &pdf, &err), ERR_RANGE);
	assert_string_equal(err.field, "signed_on");
	letter = sample();
	letter.protocol_on = DATE_NONE;
	assert_int_equal(letter_write(arena, &letter, &pdf, &err), ERR_RANGE);
	assert_string_equal(err.field, "protocol_on");
}

static void long_names_are_broken_over_lines_and_not_cut(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct letter letter = sample();
	char name[161];
	for (size_t i = 0; i < 160; i++)
		name[i] = (char)(i % 20 == 19 ? ' ' : 'A' + i / 20);
	name[160] = '\0';
	name[159] = 'Z';
	char word[161]; /* one word, wider than the page */
	memset(word, 'W', 160);
	word[160] = '\0';
	letter.creditor_name = name;
	letter.debtor_name = word;
	struct text pdf;
	struct err err = {0};
	if (letter_write(arena, &letter, &pdf, &err) != OK)
		fail_msg("%s", err.words);
	char words[16384];
	shown(pdf, words, sizeof(words));
	int count = 0;
	for (const char *c = words; *c != '\0'; c++)
		count += *c == 'W';
	assert_int_equal(count, 160);
	assert_non_null(strstr(words, "HHHHHHHHHHHHHHHHHHHZ"));
}

static void hostile_names_do_no_harm(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	static const char *const names[] = {") Tj ET (", "a\\", "日本語", "a\n\n\nb", "\xff\xfe", "\xe2\x82"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct letter letter = sample();
		struct text pdf;
		letter.debtor_name = names[i];
		assert_int_equal(letter_write(arena, &letter, &pdf, NULL), OK);
		assert_true(text_starts(pdf, "%PDF"));
		assert_null(memmem(pdf.at, pdf.len, "() Tj ET", 8));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_letter_says_who_what_and_that_it_is_settled),
		cmocka_unit_test(the_same_letter_gives_the_same_bytes),
		cmocka_unit_test(a_part_that_is_missing_is_named),
		cmocka_unit_test(long_names_are_broken_over_lines_and_not_cut),
		cmocka_unit_test(hostile_names_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
