#include "wire/soap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/xml.h"

#define ENVELOPE(prefix, body)                                                                                         \
	"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"                                                              \
	"<" prefix ":Envelope xmlns:" prefix "=\"http://schemas.xmlsoap.org/soap/envelope/\"><" prefix ":Body>" body   \
	"</" prefix ":Body></" prefix ":Envelope>"

static void the_envelope_has_exactly_the_shape_of_cra21(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct soap_argument arguments[] = {
		{"userArq", TEXT_LITERAL("B9990103.261")},
		{"userDados", TEXT_LITERAL("<remessa a=\"1\">A&amp;B</remessa>")},
	};
	struct text envelope;
	assert_int_equal(
		soap_write(arena, "urn:cragb.cra.test", "Remessa", "ISO-8859-1", true, arguments, 2, &envelope, NULL),
		OK);
	assert_string_equal(
		envelope.at,
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
		"<soapenv:Envelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
		"xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:urn=\"urn:cragb.cra.test\">\n"
		"<soapenv:Header/>\n"
		"<soapenv:Body>\n"
		"<urn:Remessa soapenv:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">\n"
		"<userArq xsi:type=\"xsd:string\">B9990103.261</userArq>\n"
		"<userDados xsi:type=\"xsd:string\"><![CDATA[<remessa a=\"1\">A&amp;B</remessa>]]></userDados>\n"
		"</urn:Remessa>\n"
		"</soapenv:Body>\n"
		"</soapenv:Envelope>\n");
	assert_int_equal(envelope.len, strlen(envelope.at));
}

static void a_value_survives_both_ways_of_writing(void **state)
{
	(void)state;
	static const char *const values[] = {
		"",         "plain",           "<a>x</a>",
		"]]>",      "<a>]]></a>]]>]]", "a & b < c > d ' e \" f",
		"&amp;lt;", "<![CDATA[x]]>",   "two\nlines\tand a tab",
	};
	for (size_t i = 0; i < ARRAY_LEN(values) * 2; i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct soap_argument argument = {"return", text_of(values[i / 2])};
		struct text envelope;
		struct text value;
		assert_int_equal(soap_write(arena, "urn:x&y", "R", "UTF-8", i % 2 == 0, &argument, 1, &envelope, NULL),
				 OK);
		assert_int_equal(soap_read(arena, envelope, &value, NULL), OK);
		assert_true(text_is(value, values[i / 2]));
	}
}

static void an_argument_that_is_not_ascii_is_refused_by_name(void **state)
{
	(void)state;
	static const char *const values[] = {"São", "a\x01", "a\x7f", "\xff"};
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		const struct soap_argument arguments[] = {{"userArq", TEXT_LITERAL("x")},
							  {"userDados", text_of(values[i])}};
		struct text envelope = {NULL, 7};
		struct err err = {0};
		assert_int_equal(soap_write(arena, "urn:x", "R", "UTF-8", true, arguments, 2, &envelope, &err),
				 ERR_RANGE);
		assert_string_equal(err.field, "userDados");
		assert_int_equal(envelope.len, 7);
	}
}

static void the_answer_is_found_whatever_the_prefixes(void **state)
{
	(void)state;
	static const struct {
		const char *envelope;
		const char *value;
	} answers[] = {
		{ENVELOPE("SOAP-ENV",
			  "<ns1:RemessaResponse xmlns:ns1=\"urn:x\"><return>ok</return></ns1:RemessaResponse>"),
		 "ok"},
		{ENVELOPE("s", "<R><x><return>ok</return></x><other>no</other></R>"), "ok"},
		{ENVELOPE("s", "<n:R xmlns:n=\"u\"><n:return>ok</n:return></n:R>"), "ok"},
		{ENVELOPE("s", "<R><RemessaResult>only leaf</RemessaResult></R>"), "only leaf"},
		{ENVELOPE("s", "<R><return><![CDATA[<?xml version=\"1.0\"?><a>&amp;</a>]]></return></R>"),
		 "<?xml version=\"1.0\"?><a>&amp;</a>"},
		{ENVELOPE("s", "<R><return>&lt;a&gt;x&lt;/a&gt;</return></R>"), "<a>x</a>"},
		{ENVELOPE("s", "<R><return><a b=\"1\">x</a></return></R>"), "<a b=\"1\">x</a>"},
		{ENVELOPE("s", "<R><return/></R>"), ""},
		{"\r\n " ENVELOPE("s", "<R><return>late</return></R>"), "late"},
		{ENVELOPE("s", "<R><return>\xe7\xe3o</return></R>"), "ção"},
	};
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct text value;
		struct err err = {0};
		if (soap_read(arena, text_of(answers[i].envelope), &value, &err) != OK)
			fail_msg("answer %zu: %s", i, err.words);
		assert_string_equal(value.at, answers[i].value);
		assert_int_equal(value.len, strlen(answers[i].value));
	}
}

static void a_fault_is_a_rejection_with_its_code_and_words(void **state)
{
	(void)state;
	static const struct {
		const char *envelope;
		const char *code;
		const char *words;
	} faults[] = {
		{ENVELOPE("e", "<e:Fault><faultcode>e:Client</faultcode><faultstring> no such file </faultstring>"
			       "<detail><x>line 3</x></detail></e:Fault>"),
		 "e:Client", "SOAP fault: no such file; line 3"},
		{ENVELOPE("e", "<Fault><faultcode>Server</faultcode></Fault>"), "Server", "SOAP fault: no words"},
		{"<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><e:Fault><e:Code>"
		 "<e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>bad</e:Text></e:Reason></e:Fault></e:Body>"
		 "</e:Envelope>",
		 "e:Sender", "SOAP fault: bad"},
		{ENVELOPE("e", "<Fault><faultcode>12345678901234567890123456789012345</faultcode></Fault>"),
		 "1234567890123456789012345678901", "SOAP fault: no words"},
	};
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct text value = {NULL, 7};
		struct err err = {0};
		assert_int_equal(soap_read(arena, text_of(faults[i].envelope), &value, &err), ERR_REJECTED);
		assert_int_equal(soap_read(arena, text_of(faults[i].envelope), &value, NULL), ERR_REJECTED);
		assert_int_equal(err.code, ERR_REJECTED);
		assert_string_equal(err.remote, faults[i].code);
		assert_string_equal(err.words, faults[i].words);
		assert_int_equal(value.len, 7);
	}
}

static void what_is_no_whole_answer_is_unreadable(void **state)
{
	(void)state;
	static const char *const answers[] = {
		"",
		"502 Bad Gateway",
		"<html><body><p>login</p></body></html>",
		"<s:Envelope xmlns:s=\"u\"><s:Header/></s:Envelope>",
		"<s:Envelope xmlns:s=\"u\"><s:Body/></s:Envelope>",
		ENVELOPE("s", "<R><a>1</a><b>2</b></R>"),
		ENVELOPE("s", "<R><return>1</return><return>2</return></R>"),
		"<s:Envelope xmlns:s=\"u\"><s:Body><R><return>cut o",
		"<!DOCTYPE a [<!ENTITY b \"c\">]><s:Envelope xmlns:s=\"u\"><s:Body><R/></s:Body></s:Envelope>",
	};
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct text value = {NULL, 7};
		struct err err = {0};
		assert_int_equal(soap_read(arena, text_of(answers[i]), &value, &err), ERR_UNREADABLE);
		assert_int_equal(err.code, ERR_UNREADABLE);
		assert_true(err.words[0] != '\0');
		assert_int_equal(value.len, 7);
	}
}

/* The inner document says ISO-8859-1, and travelled as a string: its bytes are UTF-8 now. */
static void an_inner_declaration_of_another_encoding_is_overlooked(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct text inner;
	assert_int_equal(
		soap_read(arena,
			  text_of("<s:Envelope xmlns:s=\"u\"><s:Body><R><return><![CDATA[<?xml version=\"1.0\" "
				  "encoding=\"ISO-8859-1\"?><a>N\xc3\x83O</a>]]></return></R></s:Body></s:Envelope>"),
			  &inner, NULL),
		OK);
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	assert_int_equal(xml_parse_lenient(inner, &doc, NULL, NULL), OK);
	assert_string_equal(xml_content(arena, xml_root(doc)), "NÃO");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_envelope_has_exactly_the_shape_of_cra21),
		cmocka_unit_test(a_value_survives_both_ways_of_writing),
		cmocka_unit_test(an_argument_that_is_not_ascii_is_refused_by_name),
		cmocka_unit_test(the_answer_is_found_whatever_the_prefixes),
		cmocka_unit_test(a_fault_is_a_rejection_with_its_code_and_words),
		cmocka_unit_test(what_is_no_whole_answer_is_unreadable),
		cmocka_unit_test(an_inner_declaration_of_another_encoding_is_overlooked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
