#include "wire/translit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct sample {
	const char *utf8;
	const char *ascii;
};

static void check(const struct sample *samples, size_t count)
{
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(translit_ascii(arena, text_of(samples[i].utf8)), samples[i].ascii);
	arena_free(arena);
}

static void accents_come_off_and_letters_are_raised(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"áàâãäåÁÀÂÃÄÅ", "AAAAAAAAAAAA"},
		{"éèêëÉÈÊË", "EEEEEEEE"},
		{"íìîïÍÌÎÏ", "IIIIIIII"},
		{"óòôõöøÓÒÔÕÖØ", "OOOOOOOOOOOO"},
		{"úùûüÚÙÛÜ", "UUUUUUUU"},
		{"çÇñÑýÿÝ", "CCNNYYY"},
		{"æÆœŒßðÐþÞ", "AEAEOEOESSDDTHTH"},
		{"São João d'Aliança & Filhos Ltda.", "SAO JOAO D'ALIANCA & FILHOS LTDA."},
		{"Škoda Łódź İstanbul ŸŽ", "SKODA LODZ ISTANBUL YZ"},
		{"ẽ Ỹ ș Ț", "E Y S T"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void decomposed_text_gives_the_same_as_composed(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"Sa\xcc\x83o Joa\xcc\x83o", "SAO JOAO"},
		{"Conceic\xcc\xa7"
		 "a\xcc\x83o",
		 "CONCEICAO"},
		{"A\xcc\x81"
		 "gua",
		 "AGUA"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void typographic_signs_become_plain_ones(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"1º andar 2ª via 3° lote", "1O ANDAR 2A VIA 3O LOTE"},
		{"art. 26 § 1º", "ART. 26 PAR. 1O"},
		{"a – b — c − d", "A - B - C - D"},
		{"“x” ‘y’ «z» „w‚", "\"X\" 'Y' \"Z\" \"W'"},
		{"etc… 5€ 3× ½ nº №", "ETC... 5EUR 3X 1/2 NO NO"},
		{"Loja®™©", "LOJA(R)TM(C)"},
		{"A&B <C> \"D\" 'E'", "A&B <C> \"D\" 'E'"},
		{"ＡＢｃ１", "ABC1"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void blanks_are_single_and_never_at_the_ends(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"  a \t\r\n b  ", "A B"},
		{"a\xc2\xa0\xe2\x80\x83"
		 "b",
		 "A B"},
		{"a\xe2\x80\x8b\xc2\xad"
		 "b",
		 "AB"},
		{"\xef\xbb\xbfX", "X"},
		{"", ""},
		{" \n ", ""},
		{" \xe2\x80\x8b x", "X"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void what_has_no_plain_form_is_a_question_mark(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"日本", "??"},
		{"😀x", "?X"},
		{"a\x01\x7f"
		 "b",
		 "A??B"},
		{"Ω", "?"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void bytes_that_are_not_utf8_are_read_as_windows_1252(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"S\xe3o Jo\xe3o", "SAO JOAO"},
		{"\x93x\x94 \x96 \x80", "\"X\" - EUR"},
		{"\xc3", "A"},             /* cut off */
		{"\xc0\xaf", "A-"},        /* overlong: À and ¯ */
		{"\xed\xa0\x80", "I EUR"}, /* a surrogate: í, no-break space, € */
		{"\x81", "?"},
	};
	check(samples, ARRAY_LEN(samples));
}

static void the_result_is_printable_ascii_whatever_comes_in(void **state)
{
	(void)state;
	struct arena *arena = arena_new(8 << 20);
	uint32_t seed = 4711;
	for (int round = 0; round < 20000; round++) {
		char bytes[24];
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 24);
		}
		const char *out = translit_ascii(arena, (struct text){bytes, sizeof(bytes)});
		assert_non_null(out);
		for (; *out != '\0'; out++)
			assert_true(*out >= ' ' && *out <= '~' && !(*out >= 'a' && *out <= 'z'));
		arena_reset(arena);
	}
	arena_free(arena);
}

static void utf8_is_told_from_what_only_looks_like_it(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		bool good;
	} samples[] = {
		{"", true},
		{"abc", true},
		{"ação", true},
		{"\xf4\x8f\xbf\xbf", true},
		{"\xf4\x90\x80\x80", false},
		{"\xe3o", false},
		{"\xc1\x81", false},
		{"\xe0\x80\x80", false},
		{"\xed\xbf\xbf", false},
		{"\xff", false},
		{"a\x80", false},
		{"\xe2\x82", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_int_equal(translit_is_utf8(text_of(samples[i].bytes)), samples[i].good);
	assert_int_equal(translit_count(text_of("ação€😀")), 6);
}

static void a_full_arena_gives_null(void **state)
{
	(void)state;
	struct arena *arena = arena_new(8);
	assert_null(translit_ascii(arena, text_of("a long enough text")));
	assert_true(arena_failed(arena));
	arena_free(arena);
}

static void what_does_not_fit_leaves_nothing_and_tells_its_length(void **state)
{
	(void)state;
	char out[5] = "????";
	assert_int_equal(translit_into(text_of("ção"), out, sizeof(out)), 3);
	assert_string_equal(out, "CAO");
	assert_int_equal(translit_into(text_of("ab cd"), out, sizeof(out)), 5);
	assert_string_equal(out, "");
	assert_int_equal(translit_into(text_of("ab c"), out, sizeof(out)), 4);
	assert_string_equal(out, "AB C");
	assert_int_equal(translit_into(text_of("§§"), NULL, 0), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_come_off_and_letters_are_raised),
		cmocka_unit_test(decomposed_text_gives_the_same_as_composed),
		cmocka_unit_test(typographic_signs_become_plain_ones),
		cmocka_unit_test(blanks_are_single_and_never_at_the_ends),
		cmocka_unit_test(what_has_no_plain_form_is_a_question_mark),
		cmocka_unit_test(bytes_that_are_not_utf8_are_read_as_windows_1252),
		cmocka_unit_test(the_result_is_printable_ascii_whatever_comes_in),
		cmocka_unit_test(utf8_is_told_from_what_only_looks_like_it),
		cmocka_unit_test(a_full_arena_gives_null),
		cmocka_unit_test(what_does_not_fit_leaves_nothing_and_tells_its_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
