#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/xml.h"

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

static enum rc parse(const char *text)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	struct err err = {0};
	enum rc rc = xml_parse(text_of(text), &doc, &err);
	assert_int_equal(rc == OK, doc != NULL);
	assert_int_equal(rc, err.code);
	return rc;
}

static void only_well_formed_documents_are_taken(void **state)
{
	(void)state;
	static const char *const bad[] = {"",
					  " ",
					  "x",
					  "<a>",
					  "<a></b>",
					  "<a/><b/>",
					  "<a b/>",
					  "<a b=\"1\" b=\"2\"/>",
					  "<a>&b;</a>",
					  "<a>\x01</a>",
					  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe3</a>",
					  " <?xml version=\"1.0\"?><a/>"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		print_message("%s\n", bad[i]);
		assert_int_equal(parse(bad[i]), ERR_FORMAT);
	}
	assert_int_equal(parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe3</a>"), OK);
	assert_int_equal(xml_parse(TEXT_LITERAL("<a>"), &(xmlDocPtr){NULL}, NULL), ERR_FORMAT);
}

static void a_doctype_is_refused_before_its_entities_grow(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"<!DOCTYPE a><a/>",
		"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
		"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
		"<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><a d=\"&c;&c;&c;\"/>",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		xmlDocPtr doc = NULL;
		struct err err = {0};
		assert_int_equal(xml_parse(text_of(bad[i]), &doc, &err), ERR_FORMAT);
		assert_non_null(strstr(err.words, "DOCTYPE"));
		assert_int_equal(xml_parse_lenient(text_of(bad[i]), &doc, NULL, &err), ERR_FORMAT);
		assert_null(doc);
	}
}

static void an_error_names_the_line(void **state)
{
	(void)state;
	xmlDocPtr doc = NULL;
	struct err err = {0};
	assert_int_equal(xml_parse(TEXT_LITERAL("<a>\n<b>\n</a>"), &doc, &err), ERR_FORMAT);
	assert_string_equal(err.where, "line 3");
}

static void lenient_reading_tells_what_it_overlooked(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *content;
		unsigned variants;
	} cases[] = {
		{"<a>b</a>", "b", 0},
		{"\r\n <?xml version=\"1.0\"?><a>b</a>", "b", XML_VARIANT_BLANKS},
		{"<!--?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?--><a>\xc3\xa3</a>", "\xc3\xa3",
		 XML_VARIANT_ENCODING},
		{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xc3\xa3</a>", "\xc3\xa3", XML_VARIANT_ENCODING},
		{"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe3</a>", "\xc3\xa3", XML_VARIANT_ENCODING},
		{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe3</a>", "\xc3\xa3", 0},
		{"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xc3\xa3</a>", "\xc3\xa3", 0},
		{"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>b</a>", "b", 0},
		{"<a><c>b</a>", "b", XML_VARIANT_UNCLOSED},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
		struct err err = {0};
		unsigned variants = 99;
		print_message("%s\n", cases[i].text);
		assert_int_equal(xml_parse_lenient(text_of(cases[i].text), &doc, &variants, &err), OK);
		assert_string_equal(xml_content(arena, xml_root(doc)), cases[i].content);
		assert_int_equal(variants, cases[i].variants);
	}
	xmlDocPtr none = NULL;
	struct err err;
	assert_int_equal(xml_parse_lenient(TEXT_LITERAL("<a b=1>"), &none, NULL, &err), ERR_FORMAT);
}

static void values_survive_escaping(void **state)
{
	(void)state;
	const char *value = "A&B <c> \"d\" 'e'\t\n\r f\xc3\xa3";
	CLEANUP(buf_done) struct buf out;
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	struct err err;
	buf_init(&out, 1000);
	buf_puts(&out, "<a b=\"");
	xml_escape(&out, text_of(value));
	xml_escape(&out, TEXT_LITERAL("\x01\x02"));
	buf_puts(&out, "\">");
	xml_escape(&out, text_of(value));
	buf_puts(&out, "</a>");
	assert_int_equal(xml_parse(buf_view(&out), &doc, &err), OK);
	assert_string_equal(xml_attribute(arena, xml_root(doc), "b"), value);
	assert_string_equal(xml_content(arena, xml_root(doc)), value);
	assert_null(xml_attribute(arena, xml_root(doc), "c"));
	assert_null(xml_content(arena, xml_child(xml_root(doc), "c")));
}

static void recoding_keeps_every_character(void **state)
{
	(void)state;
	struct text utf8 = TEXT_LITERAL("<?xml version=\"1.0\" encoding=\"X\"?><a>\xc3\xa3\xe2\x82\xac</a>");
	struct text out;
	struct err err = {0};
	assert_int_equal(xml_recode(arena, utf8, "ISO-8859-1", &out, &err), OK);
	assert_non_null(strstr(out.at, "<a>\xe3&#8364;</a>"));
	assert_int_equal(xml_recode(arena, utf8, "US-ASCII", &out, &err), OK);
	assert_non_null(strstr(out.at, "<a>&#227;&#8364;</a>"));
	assert_int_equal(xml_recode(arena, utf8, "UTF-8", &out, &err), OK);
	assert_true(text_equal(out, utf8));
	assert_int_equal(xml_recode(arena, utf8, "no-such-encoding", &out, &err), ERR_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_documents_are_taken),
		cmocka_unit_test(a_doctype_is_refused_before_its_entities_grow),
		cmocka_unit_test(an_error_names_the_line),
		cmocka_unit_test(lenient_reading_tells_what_it_overlooked),
		cmocka_unit_test(values_survive_escaping),
		cmocka_unit_test(recoding_keeps_every_character),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
