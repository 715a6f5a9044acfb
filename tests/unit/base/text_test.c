#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/attributes.h"
#include "base/text.h"

static void slices_are_equal_by_their_bytes(void **state)
{
	(void)state;
	assert_true(text_equal((struct text){"abcd", 3}, text_of("abc")));
	assert_false(text_equal(text_of("abc"), text_of("abd")));
	assert_false(text_equal(text_of("abc"), text_of("abcd")));
	assert_true(text_equal((struct text){NULL, 0}, text_of("")));
	assert_true(text_equal(text_of(NULL), text_of("")));
	assert_true(text_is(TEXT_LITERAL("a\0b"), "a") == false);
	assert_true(text_starts(text_of("abc"), "ab"));
	assert_true(text_starts(text_of("abc"), ""));
	assert_false(text_starts(text_of("a"), "ab"));
}

static void blanks_go_at_both_ends_only(void **state)
{
	static const char *const rows[][2] = {{" a b ", "a b"}, {"\t\r\n x", "x"}, {"", ""},
					      {"   ", ""},      {"x", "x"},        {"\va", "\va"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(text_is(text_trim(text_of(rows[i][0])), rows[i][1]));
	assert_true(text_is(text_trim_right(text_of("ab000"), '0'), "ab"));
	assert_true(text_is(text_trim_right(text_of("000"), '0'), ""));
	assert_true(text_is(text_trim_right(text_of(" ab "), ' '), " ab"));
}

static void digits_are_one_or_more_of_the_ten(void **state)
{
	(void)state;
	assert_true(text_is_digits(text_of("0123456789")));
	assert_false(text_is_digits(text_of("")));
	assert_false(text_is_digits(text_of("12a")));
	assert_false(text_is_digits(text_of("-1")));
	assert_false(text_is_digits(text_of("\xd9\xa1")));
	assert_true(text_all(text_of("000"), '0'));
	assert_true(text_all(text_of(""), '0'));
	assert_false(text_all(text_of("001"), '0'));
}

static void an_empty_last_piece_counts(void **state)
{
	static const struct {
		const char *text;
		int count;
		const char *pieces[4];
	} rows[] = {
		{"a,b", 2, {"a", "b"}}, {"a,", 2, {"a", ""}}, {",", 2, {"", ""}},
		{"", 1, {""}},          {"abc", 1, {"abc"}},  {",a,", 3, {"", "a", ""}},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text rest = text_of(rows[i].text);
		struct text piece;
		int count = 0;
		while (text_next(&rest, ',', &piece)) {
			assert_true(count < rows[i].count);
			assert_true(text_is(piece, rows[i].pieces[count++]));
		}
		assert_int_equal(count, rows[i].count);
		assert_null(rest.at);
	}
}

static void a_copy_fits_with_its_terminator_or_is_empty(void **state)
{
	char out[4] = "zzz";
	(void)state;
	assert_true(text_copy(text_of("abc"), out, sizeof(out)));
	assert_string_equal(out, "abc");
	assert_false(text_copy(text_of("abcd"), out, sizeof(out)));
	assert_string_equal(out, "");
	assert_true(text_copy((struct text){NULL, 0}, out, sizeof(out)));
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_are_equal_by_their_bytes),
		cmocka_unit_test(blanks_go_at_both_ends_only),
		cmocka_unit_test(digits_are_one_or_more_of_the_ten),
		cmocka_unit_test(an_empty_last_piece_counts),
		cmocka_unit_test(a_copy_fits_with_its_terminator_or_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
