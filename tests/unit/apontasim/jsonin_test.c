/* The JSON that a counterparty takes, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "apontasim/common/jsonin.h"

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

static void values_are_read(void **state)
{
	struct json_value *value = NULL;
	(void)state;
	assert_int_equal(
		json_in(arena,
			text_of(" {\"a\": -1.50e2, \"b\":\"\\u00e9\\ud83d\\ude00\\n\xc3\xa9\",\"c\":[true,false,"
				"null,{}] } "),
			&value, NULL),
		OK);
	assert_int_equal(value->kind, JSON_IS_OBJECT);
	assert_string_equal(json_member(value, "a")->text, "-1.50e2");
	assert_string_equal(json_member(value, "b")->text, "\xc3\xa9\xf0\x9f\x98\x80\n\xc3\xa9");
	assert_int_equal(json_member(value, "b")->characters, 4);
	const struct json_value *list = json_member(value, "c")->children;
	assert_int_equal(list->kind, JSON_IS_TRUE);
	assert_int_equal(list->next->kind, JSON_IS_FALSE);
	assert_int_equal(list->next->next->kind, JSON_IS_NULL);
	assert_int_equal(list->next->next->next->kind, JSON_IS_OBJECT);
	assert_null(json_member(value, "d"));
}

static void what_is_no_json_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		" ",
		"{",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{\"a\":1} x",
		"[1 2]",
		"[1,]",
		"01",
		"1.",
		"-",
		".5",
		"1e",
		"nul",
		"\"a",
		"\"\\x\"",
		"\"\\u12\"",
		"\"\\ud800\"",
		"\"\\ud800\\u0041\"",
		"\"\\udc00\"",
		"\"\\u0000\"",
		"\"a\nb\"",
		"\"\xc3\"",
		"\"\xc0\xaf\"",
		"\"\xed\xa0\x80\"",
		"\"\xf5\x80\x80\x80\"",
		"{a:1}",
		"'a'",
		"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
		"\"\\",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json_value *value = NULL;
		if (json_in(arena, text_of(cases[i]), &value, NULL) != ERR_FORMAT || value != NULL)
			fail_msg("%s was taken", cases[i]);
	}
}

static void a_name_that_stands_twice_is_named(void **state)
{
	struct json_value *value = NULL;
	struct err err = {0};
	(void)state;
	assert_int_equal(json_in(arena, text_of("{\"value\":1,\"b\":{\"value\":2},\"value\":3}"), &value, &err),
			 ERR_FORMAT);
	assert_string_equal(err.field, "value");
	assert_int_equal(json_in(arena, text_of("{\"value\":1,\"b\":{\"value\":2}}"), &value, &err), OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_are_read),
		TEST(what_is_no_json_is_refused),
		TEST(a_name_that_stands_twice_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
