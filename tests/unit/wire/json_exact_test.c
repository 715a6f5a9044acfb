/* JSON as it is written: what is taken and refused, every digit kept, and jansson's judgement of the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "wire/json_exact.h"
#include "wire/json_read.h"

#define ROUNDS 4000

static struct arena *arena;

static const struct exact *parsed(const char *text)
{
	const struct exact *root = NULL;
	struct err err = {0};
	if (exact_parse(arena, text_of(text), &root, &err) != OK)
		fail_msg("%s: %s: %s", text, err.where, err.words);
	return root;
}

static void numbers_keep_their_digits(void **state)
{
	(void)state;
	static const char *const numbers[] = {"0",   "-0",     "10.50", "150.7000", "123456789012345678901234567890.10",
					      "1e3", "1E+400", "0.10",  "-7.0e-2"};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		const struct exact *value = parsed(numbers[i]);
		assert_int_equal(value->kind, EXACT_NUMBER);
		assert_true(text_is(value->text, numbers[i]));
	}
}

static void escapes_become_utf8(void **state)
{
	(void)state;
	const struct exact *value =
		parsed("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e3\\u20AC\\ud83d\\ude00\\u0000\xc3\xa9\"");
	static const char right[] = "a\"\\/\b\f\n\r\t\xc3\xa3\xe2\x82\xac\xf0\x9f\x98\x80\0\xc3\xa9";
	assert_int_equal(value->text.len, sizeof(right) - 1);
	assert_memory_equal(value->text.at, right, sizeof(right) - 1);
}

static void what_is_no_json_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum rc rc;
	} bad[] = {
		{"", ERR_FORMAT},
		{"{", ERR_FORMAT},
		{"[1,]", ERR_FORMAT},
		{"{\"a\":1,\"a\":2}", ERR_FORMAT},
		{"{\"a\":1,\"\\u0061\":2}", ERR_FORMAT},
		{"{} x", ERR_FORMAT},
		{"\"\xff\"", ERR_FORMAT},
		{"NaN", ERR_FORMAT},
		{"'a'", ERR_FORMAT},
		{"01", ERR_FORMAT},
		{"1.", ERR_FORMAT},
		{".5", ERR_FORMAT},
		{"+1", ERR_FORMAT},
		{"1e", ERR_FORMAT},
		{"\"\\ud83d\"", ERR_FORMAT},
		{"\"\\ude00\"", ERR_FORMAT},
		{"\"\\x\"", ERR_FORMAT},
		{"\"\\u12\"", ERR_FORMAT},
		{"\"a\nb\"", ERR_FORMAT},
		{"{\"\\u0000\":1}", ERR_FORMAT},
		{"{1:2}", ERR_FORMAT},
		{"\xef\xbb\xbf{}", ERR_FORMAT},
		{"\"\\\"", ERR_FORMAT},
		{"nul", ERR_FORMAT},
		{"{\"a\" 1}", ERR_FORMAT},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct exact *root = NULL;
		struct err err = {0};
		print_message("%s\n", bad[i].text);
		assert_int_equal(exact_parse(arena, text_of(bad[i].text), &root, &err), bad[i].rc);
		assert_null(root);
		assert_true(err.words[0] != '\0');
	}
	const struct exact *root = NULL;
	struct err err = {0};
	assert_int_equal(exact_parse(arena, text_of("{\n\"a\": 1,\n\"a\": 2}"), &root, &err), ERR_FORMAT);
	assert_string_equal(err.where, "line 3");
}

static void depth_and_members_are_capped(void **state)
{
	(void)state;
	char deep[2 * (JSON_DEPTH_MAX + 1) + 1] = "";
	const struct exact *root = NULL;
	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	deep[JSON_DEPTH_MAX] = '[';
	assert_int_equal(exact_parse(arena, (struct text){deep + 1, 2 * JSON_DEPTH_MAX}, &root, NULL), OK);
	root = NULL;
	deep[JSON_DEPTH_MAX + 1] = '1';
	assert_int_equal(exact_parse(arena, text_of(deep), &root, NULL), ERR_RANGE);
	assert_null(root);
	CLEANUP(buf_done) struct buf wide;
	buf_init(&wide, 1 << 20);
	for (int i = 0; i <= EXACT_MEMBERS_MAX; i++)
		buf_printf(&wide, "%c\"%d\":0", i == 0 ? '{' : ',', i);
	buf_putc(&wide, '}');
	assert_int_equal(exact_parse(arena, buf_view(&wide), &root, NULL), ERR_RANGE);
}

static void members_have_no_order_and_items_have(void **state)
{
	(void)state;
	assert_true(exact_equal(parsed("{\"a\":1,\"b\":[1,2]}"), parsed("{\"b\":[1,2],\"a\":1}")));
	assert_false(exact_equal(parsed("[1,2]"), parsed("[2,1]")));
	assert_false(exact_equal(parsed("1.0"), parsed("1.00")));
	assert_false(exact_equal(parsed("{\"a\":1}"), parsed("{\"b\":1}")));
	assert_false(exact_equal(parsed("null"), parsed("false")));
	assert_null(exact_member(parsed("[]"), "a"));
}

static uint32_t seed = 4711;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* jansson makes doubles of numbers, and those have an end. */
static bool is_number_range(const json_error_t *error)
{
	return strstr(error->text, "overflow") != NULL || strstr(error->text, "too big") != NULL ||
	       strstr(error->text, "too large") != NULL;
}

/* Both readers take it or neither does; what is taken is written so that jansson reads the same value. */
static void compare_readers(const char *bytes, size_t len)
{
	const struct exact *root = NULL;
	struct err err = {0};
	json_error_t error;
	enum rc rc = exact_parse(arena, (struct text){bytes, len}, &root, &err);
	json_t *theirs = json_loadb(bytes, len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (theirs == NULL) {
		if (rc == OK && !is_number_range(&error))
			fail_msg("jansson refuses it (%s), we do not: %.*s", error.text, (int)len, bytes);
		return;
	}
	if (rc != OK)
		fail_msg("we refuse it (%s), jansson does not: %.*s", err.words, (int)len, bytes);
	CLEANUP(buf_done) struct buf out;
	struct json_out json;
	buf_init(&out, 1 << 20);
	json_begin(&json, &out);
	exact_put(&json, NULL, root);
	json_t *back =
		json_loadb(out.bytes, out.len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	assert_non_null(back);
	assert_true(json_equal(back, theirs));
	json_decref(back);
	json_decref(theirs);
}

static void jansson_judges_alike(void **state)
{
	(void)state;
	static const char good[] = "{\"value\": 150.70, \"a\\u00e9\": [true, false, null, -1.5e+3, {}], \"debtor\": "
				   "{\"name\": \"S\xc3\xa3o \\\"X\\\" \\ud83d\\ude00\", \"n\": 0}}";
	static const char marks[] = "{}[]\",:\\u0123456789eE+-.tfn \n\xc3\xff\x01";
	for (int round = 0; round < ROUNDS; round++) {
		size_t len = sizeof(good) - 1;
		char *bytes = malloc(len);
		assert_non_null(bytes);
		memcpy(bytes, good, len);
		for (uint32_t n = draw(4); n > 0 && len > 1; n--) {
			size_t at = draw((uint32_t)len);
			if (draw(3) == 0) {
				memmove(bytes + at, bytes + at + 1, len - at - 1);
				len--;
			} else {
				bytes[at] = marks[draw(sizeof(marks) - 1)];
			}
		}
		char *exact = malloc(len); /* a sanitizer sees one byte too far */
		assert_non_null(exact);
		memcpy(exact, bytes, len);
		compare_readers(exact, len);
		free(exact);
		free(bytes);
		arena_reset(arena);
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	return arena != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_keep_their_digits),
		cmocka_unit_test(escapes_become_utf8),
		cmocka_unit_test(what_is_no_json_is_refused_with_its_line),
		cmocka_unit_test(depth_and_members_are_capped),
		cmocka_unit_test(members_have_no_order_and_items_have),
		cmocka_unit_test(jansson_judges_alike),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
