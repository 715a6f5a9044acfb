#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/xml_tree.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static const struct field titulo_fields[] = {
	{1, "codigo", 1, 3, FIELD_TEXT, {OPT, OPT, OPT, OPT}},
	{2, "valor", 4, 5, FIELD_CENTS, {OPT, OPT, OPT, OPT}},
};
static const struct layout titulo = {
	.name = "titulo", .element = "tr", .letter = 't', .width = 8, .source = "test", LAYOUT_FIELDS(titulo_fields)};
static const struct layout *const layouts[] = {&titulo, NULL};
static const char *const roots[] = {"a", "n:a", NULL};
static const struct tree_format format = {"test", roots, layouts};

static void every_document_comes_back(void **state)
{
	(void)state;
	/* What comes back is what xmllint would call the same: only quotes, empty elements and CDATA may differ. */
	static const struct {
		const char *in;
		const char *out; /* NULL: the same */
	} cases[] = {
		{"<a/>\n", NULL},
		{"<a></a>\n", "<a/>\n"},
		{"<a>text</a>\n", NULL},
		{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xc3\xa3</a>\n", NULL},
		{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"yes\"?>\n<a>\xe3</a>\n", NULL},
		{"<a><b>1</b><b>2</b><c>3</c><b>4</b></a>\n", NULL},
		{"<a>\n  <b x=\"1\">\n    <c/>\n  </b>\n</a>\n", NULL},
		{"<a><b x=\"1\">text</b></a>\n", NULL},
		{"<a>one<b/>two<!-- three --><b/><?four five?></a>\n", NULL},
		{"<a><!-- only --></a>\n", NULL},
		{"<!-- before --><a/><!-- after -->\n", NULL},
		{"<a><![CDATA[<&>]]></a>\n", "<a>&lt;&amp;&gt;</a>\n"},
		{"<a b=\"&lt;&amp;&quot;&#10;&#9;\"/>\n", NULL},
		{"<n:a xmlns:n=\"urn:n\" xmlns=\"urn:d\" n:b=\"1\"><n:c/></n:a>\n", NULL},
		{"<a><tr t01=\"X\" t02=\"12\" t99=\"new\"/>\n<tr t01=\"Y\"/></a>\n", NULL},
		{"<a>  </a>\n", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text json;
		struct text back;
		struct err err = {0};
		if (tree_decode(&format, arena, text_of(cases[i].in), &json, &err) != OK)
			fail_msg("%s: %s", cases[i].in, err.words);
		if (tree_encode(&format, arena, json, &back, &err) != OK)
			fail_msg("%s: %s\n%s", cases[i].in, err.words, json.at);
		assert_string_equal(back.at, cases[i].out != NULL ? cases[i].out : cases[i].in);
	}
}

static void keys_carry_number_and_name(void **state)
{
	(void)state;
	struct text json;
	struct err err;
	assert_int_equal(tree_decode(&format, arena, TEXT_LITERAL("<a><tr t02=\"12\"/></a>"), &json, &err), OK);
	assert_non_null(strstr(json.at, "\"t02_valor\": \"12\""));
	assert_null(strstr(json.at, "layout"));
}

static void what_cannot_be_told_is_refused(void **state)
{
	(void)state;
	struct text out = {NULL, 0};
	struct err err;
	assert_int_equal(tree_decode(&format, arena, TEXT_LITERAL("<b/>"), &out, &err), ERR_FORMAT);
	char deep[1000] = "<a>";
	for (int i = 0; i < 60; i++)
		(void)snprintf(deep + strlen(deep), sizeof(deep) - strlen(deep), "<a>");
	for (int i = 0; i < 61; i++)
		(void)snprintf(deep + strlen(deep), sizeof(deep) - strlen(deep), "</a>");
	assert_int_equal(tree_decode(&format, arena, text_of(deep), &out, &err), ERR_RANGE);
	static const char *const bad[] = {"{}",
					  "[]",
					  "{\"root\":\"a\"}",
					  "{\"root\":\"a b\",\"content\":\"\"}",
					  "{\"root\":\"a\",\"content\":1}",
					  "{\"root\":\"a\",\"content\":{\"@b\":1}}",
					  "{\"root\":\"a\",\"content\":\"\",\"layout\":[\"<!-- x\"]}",
					  "{\"root\":\"a\",\"content\":\"\",\"layout\":[\"\",\"\",\"<!--lost-->\"]}",
					  "{\"root\":\"a\",\"content\":\"\",\"layout\":1}"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		print_message("%s\n", bad[i]);
		assert_int_equal(tree_encode(&format, arena, text_of(bad[i]), &out, &err), ERR_FORMAT);
		assert_int_equal(tree_encode(&format, arena, text_of(bad[i]), &out, NULL), ERR_FORMAT);
	}
	assert_null(out.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_document_comes_back),
		cmocka_unit_test(keys_carry_number_and_name),
		cmocka_unit_test(what_cannot_be_told_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
