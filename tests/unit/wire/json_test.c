#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/json.h"
#include "wire/json_read.h"

static void the_writer_makes_what_the_reader_reads(void **state)
{
	(void)state;
	CLEANUP(buf_done) struct buf out;
	CLEANUP(json_cleanup) json_t *root = NULL;
	struct json_out json;
	struct err err = {0};
	struct text text;
	buf_init(&out, 10000);
	json_begin(&json, &out);
	json_open_object(&json, NULL);
	json_text(&json, "a\"b", (struct text){"x\0y\n\t\\\x7f\xc3\xa3", 9});
	json_latin1(&json, "latin", TEXT_LITERAL("\xe3"));
	json_text(&json, "broken",
		  TEXT_LITERAL("a\xff"
			       "b\xc3"));
	json_chars(&json, "none", NULL);
	json_int(&json, "int", INT64_MIN);
	json_bool(&json, "yes", true);
	json_open_array(&json, "empty");
	json_close_array(&json);
	json_open_array(&json, "list");
	json_int(&json, NULL, 1);
	json_chars(&json, NULL, "two");
	json_close_array(&json);
	json_close_object(&json);
	assert_false(buf_failed(&out));
	assert_int_equal(json_parse(buf_view(&out), &root, &err), OK);
	assert_true(json_member_text(root, "a\"b", &text));
	assert_int_equal(text.len, 9);
	assert_memory_equal(text.at, "x\0y\n\t\\\x7f\xc3\xa3", 9);
	assert_true(json_member_text(root, "latin", &text));
	assert_string_equal(text.at, "\xc3\xa3");
	assert_true(json_member_text(root, "broken", &text));
	assert_string_equal(text.at, "a\xef\xbf\xbd"
				     "b\xef\xbf\xbd");
	assert_true(json_is_null(json_object_get(root, "none")));
	assert_true(json_integer_value(json_object_get(root, "int")) == INT64_MIN);
	assert_int_equal(json_array_size(json_object_get(root, "list")), 2);
	assert_false(json_member_text(root, "int", &text));
	assert_false(json_member_text(root, "missing", &text));
}

static void the_reader_is_strict(void **state)
{
	(void)state;
	static const char *const bad[] = {"",    "{",  "[1,]", "{\"a\":1,\"a\":2}", "{} x", "{\"a\":\"\xff\"}",
					  "NaN", "'a'"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		json_t *root = NULL;
		struct err err = {0};
		print_message("%s\n", bad[i]);
		assert_int_equal(json_parse(text_of(bad[i]), &root, &err), ERR_FORMAT);
		assert_null(root);
		assert_non_null(strstr(err.where, "line 1"));
	}
}

static void depth_is_capped_and_strings_do_not_count(void **state)
{
	(void)state;
	char deep[2 * (JSON_DEPTH_MAX + 1) + 1] = "";
	json_t *root = NULL;
	struct err err = {0};
	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	assert_int_equal(json_parse(text_of(deep), &root, &err), ERR_RANGE);
	assert_int_equal(json_parse((struct text){deep + 1, 2 * JSON_DEPTH_MAX}, &root, &err), OK);
	json_cleanup(&root);
	char quoted[300] = "[\"\\\"";
	memset(quoted + 4, '[', 200);
	(void)snprintf(quoted + 204, 4, "\"]");
	assert_int_equal(json_parse(text_of(quoted), &root, &err), OK);
	json_cleanup(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_writer_makes_what_the_reader_reads),
		cmocka_unit_test(the_reader_is_strict),
		cmocka_unit_test(depth_is_capped_and_strings_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
