#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/err.h"

static void a_failure_is_one_line(void **state)
{
	struct err err;
	(void)state;
	memset(&err, 'x', sizeof(err));
	assert_int_equal(err_set(&err, ERR_RANGE, "%d is too large; at most %d", 9, 5), ERR_RANGE);
	assert_int_equal(err.code, ERR_RANGE);
	assert_string_equal(err.words, "9 is too large; at most 5");
	assert_string_equal(err.where, "");
	assert_string_equal(err.field, "");
	assert_string_equal(err.remote, "");
}

static void nobody_need_ask_for_the_words(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_RANGE, "unheard %d", 1), ERR_RANGE);
	assert_int_equal(err_set_at(NULL, ERR_RANGE, "here", "field", "unheard %d", 1), ERR_RANGE);
	err_at(NULL, "here", "field");
}

static void place_and_field_are_added_each_alone(void **state)
{
	struct err err;
	(void)state;
	(void)err_set(&err, ERR_FORMAT, "wrong");
	err_at(&err, NULL, "due_on");
	assert_int_equal(err.code, ERR_FORMAT);
	assert_string_equal(err.field, "due_on");
	assert_string_equal(err.where, "");
	err_at(&err, "line 3", NULL);
	assert_int_equal(err.code, ERR_FORMAT);
	assert_string_equal(err.field, "due_on");
	assert_string_equal(err.where, "line 3");
}

static void a_failure_with_its_place_is_one_line(void **state)
{
	struct err err;
	(void)state;
	memset(&err, 'x', sizeof(err));
	assert_int_equal(err_set_at(&err, ERR_RANGE, "line 3", "due_on", "day %d", 32), ERR_RANGE);
	assert_int_equal(err.code, ERR_RANGE);
	assert_string_equal(err.where, "line 3");
	assert_string_equal(err.field, "due_on");
	assert_string_equal(err.words, "day 32");
	assert_string_equal(err.remote, "");
	assert_int_equal(err_set_at(&err, ERR_FORMAT, NULL, NULL, "wrong"), ERR_FORMAT);
	assert_string_equal(err.where, "");
	assert_string_equal(err.field, "");
}

static void an_error_may_be_told_in_other_words_of_itself(void **state)
{
	struct err err;
	(void)state;
	(void)err_set(&err, ERR_FORMAT, "no digits");
	(void)err_set(&err, ERR_CONFIG, "the step is wrong: %s", err.words);
	assert_string_equal(err.words, "the step is wrong: no digits");
}

static void the_text_leaves_empty_parts_out(void **state)
{
	struct err err;
	char out[256];
	(void)state;
	(void)err_set(&err, ERR_FORMAT, "wrong");
	assert_string_equal(err_text(&err, out, sizeof(out)), "wrong");
	err_at(&err, NULL, "due_on");
	assert_string_equal(err_text(&err, out, sizeof(out)), "due_on: wrong");
	err_at(&err, "line 3", NULL);
	memcpy(err.remote, "2101", 5);
	assert_string_equal(err_text(&err, out, sizeof(out)), "line 3: due_on: wrong (their code 2101)");
}

static void what_is_too_long_is_cut_and_terminated(void **state)
{
	struct err err;
	char long_text[2000];
	char out[10];
	(void)state;
	memset(long_text, 'a', sizeof(long_text));
	long_text[sizeof(long_text) - 1] = '\0';
	(void)err_set(&err, ERR_FORMAT, "%s", long_text);
	err_at(&err, long_text, long_text);
	assert_int_equal(strlen(err.words), sizeof(err.words) - 1);
	assert_int_equal(strlen(err.where), sizeof(err.where) - 1);
	assert_int_equal(strlen(err.field), sizeof(err.field) - 1);
	assert_int_equal(strlen(err_text(&err, out, sizeof(out))), sizeof(out) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_is_one_line),
		cmocka_unit_test(nobody_need_ask_for_the_words),
		cmocka_unit_test(place_and_field_are_added_each_alone),
		cmocka_unit_test(a_failure_with_its_place_is_one_line),
		cmocka_unit_test(an_error_may_be_told_in_other_words_of_itself),
		cmocka_unit_test(the_text_leaves_empty_parts_out),
		cmocka_unit_test(what_is_too_long_is_cut_and_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
