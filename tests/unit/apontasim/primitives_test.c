/* The small parts: time, file names, tax ids, base64 and DER, the lookup, XML and SOAP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/common/base64.h"
#include "apontasim/common/document.h"
#include "apontasim/common/lookup.h"
#include "apontasim/common/moment.h"
#include "apontasim/common/xmlin.h"
#include "apontasim/cra/filename.h"
#include "apontasim/cra/soap.h"

static void moments_are_brasilia_time(void **state)
{
	static const struct {
		const char *given;
		const char *read; /* NULL: refused */
	} cases[] = {
		{"2026-03-02T09:00:00-03:00", "2026-03-02T09:00:00-03:00"},
		{"2026-03-02T12:00:00Z", "2026-03-02T09:00:00-03:00"},
		{"2026-03-02T01:00:00+01:00", "2026-03-01T21:00:00-03:00"},
		{" 2026-03-02 09:00:59-03:00\n", "2026-03-02T09:00:59-03:00"},
		{"2026-03-02", NULL},
		{"2026-02-30T09:00:00-03:00", NULL},
		{"2026-03-02T24:00:00-03:00", NULL},
		{"2026-03-02T09:00:00", NULL},
		{"2026-03-02T09:00:00-3", NULL},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t at = 0;
		char iso[MOMENT_TEXT_BYTES];
		enum rc rc = moment_parse(text_of(cases[i].given), &at, NULL);
		assert_int_equal(rc == OK, cases[i].read != NULL);
		if (cases[i].read != NULL)
			assert_string_equal(moment_iso(at, iso), cases[i].read);
	}
}

static void a_moment_splits_into_date_and_minute(void **state)
{
	int64_t at = 0;
	char digits[MOMENT_TEXT_BYTES];
	(void)state;
	assert_int_equal(moment_parse(TEXT_LITERAL("1969-12-31T23:59:30-03:00"), &at, NULL), OK);
	assert_int_equal(moment_date(at).day, -1);
	assert_int_equal(moment_minute(at), 23 * 60 + 59);
	assert_string_equal(moment_digits(at, digits), "19691231235930");
}

static void file_names_are_read_by_the_prefix_that_is_wanted(void **state)
{
	static const struct {
		const char *name;
		const char *prefix;
		const char *presenter; /* NULL: refused */
	} cases[] = {
		{"B3412401.141", "B", "341"},       {"CP3412401.141", "CP", "341"},  {"CPAB2401.141", "C", "PAB"},
		{"CBYS2401.149", "C", "BYS"},       {"CP3412401.141", "C", "P341"}, /* a longer code: nobody has it */
		{"BABC1232401.141", "B", "ABC123"}, {"BABC12342401.141", "B", NULL}, {"B3412401.140", "B", NULL},
		{"B3413001.141", "B", "341"},       {"B3413002.141", "B", NULL},     {"b3412401.141", "B", NULL},
		{"Bbys2401.141", "B", NULL},        {"B3412401141", "B", NULL},      {"B3412401.141.xml", "B", NULL},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct filename name = {0};
		assert_int_equal(filename_read(cases[i].name, cases[i].prefix, &name), cases[i].presenter != NULL);
		if (cases[i].presenter != NULL)
			assert_string_equal(name.presenter, cases[i].presenter);
	}
}

static void documents_have_their_digits(void **state)
{
	(void)state;
	assert_true(document_is_cpf("11144477735"));
	assert_true(document_is_cpf("52998224725"));
	assert_false(document_is_cpf("11144477736"));
	assert_false(document_is_cpf("11111111111"));
	assert_false(document_is_cpf("1114447773"));
	assert_true(document_is_cnpj("11222333000181"));
	assert_true(document_is_cnpj("12ABC34501DE35"));
	assert_false(document_is_cnpj("12ABC34501DE36"));
	assert_false(document_is_cnpj("11222333000182"));
	assert_false(document_is_cnpj("00000000000000"));
	assert_false(document_is_cnpj("112223330001A1"));
}

static void base64_is_exact(void **state)
{
	static const struct {
		const char *text;
		const char *bytes; /* NULL: refused */
	} cases[] = {
		{"UEs=", "PK"}, {"U E\ns=", "PK"}, {"UEsD", "PK\x03"}, {"UEs", NULL},  {"UE=s", NULL},
		{"UEt=", NULL}, {"", NULL},        {"====", NULL},     {"U*s=", NULL},
	};
	struct arena *arena = arena_new(1 << 20);
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text bytes;
		assert_int_equal(base64_decode(arena, cases[i].text, &bytes), cases[i].bytes != NULL);
		if (cases[i].bytes != NULL)
			assert_true(text_is(bytes, cases[i].bytes));
	}
	arena_free(arena);
}

static void der_lengths_are_minimal_and_whole(void **state)
{
	static const char good[] = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x00";
	static const char padded[] = "\x30\x81\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x00";
	(void)state;
	assert_true(der_is_signed_data((struct text){good, sizeof(good) - 1}));
	assert_false(der_is_signed_data((struct text){good, sizeof(good) - 2}));
	assert_false(der_is_signed_data((struct text){good, sizeof(good)}));
	assert_false(der_is_signed_data((struct text){padded, sizeof(padded) - 1}));
	assert_false(der_is_signed_data((struct text){good, 0}));
}

static void a_lookup_keeps_all_values_of_a_key(void **state)
{
	struct lookup lookup = {0};
	char key[16];
	(void)state;
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i % 1000);
		assert_true(lookup_add(&lookup, key, i));
	}
	int cursor = -1;
	for (int expected = 4007; expected >= 7; expected -= 1000)
		assert_int_equal(lookup_next(&lookup, "k7", &cursor), expected);
	assert_int_equal(lookup_next(&lookup, "k7", &cursor), -1);
	assert_int_equal(lookup_find(&lookup, "k1000"), -1);
	lookup_done(&lookup);
}

#define ENVELOPE(body)                                                                                                 \
	"<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:u=\"urn:x\">"  \
	"<e:Body>" body "</e:Body></e:Envelope>"

static void an_envelope_has_one_operation_of_plain_strings(void **state)
{
	static const struct {
		const char *envelope;
		bool good;
	} cases[] = {
		{ENVELOPE("<u:Retorno><userArq>R</userArq></u:Retorno>"), true},
		{ENVELOPE("<u:Retorno/>"), true},
		{ENVELOPE(""), false},
		{ENVELOPE("<u:A/><u:B/>"), false},
		{ENVELOPE("<u:A><a><b/></a></u:A>"), false},
		{ENVELOPE("<u:A><a/><a/><a/><a/><a/><a/><a/><a/><a/></u:A>"), false},
		{"<Envelope><Body><A/></Body></Envelope>", false},
		{"", false},
		{"no XML", false},
		{"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new(1 << 20);
		struct call call;
		assert_int_equal(soap_in(arena, text_of(cases[i].envelope), &call, NULL) == OK, cases[i].good);
		arena_free(arena);
	}
}

static void cdata_and_entities_are_one_text(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct call call;
	(void)state;
	assert_int_equal(soap_in(arena, text_of(ENVELOPE("<u:A><d>&lt;a&gt;<![CDATA[<b>]]]]><![CDATA[>]]></d></u:A>")),
				 &call, NULL),
			 OK);
	assert_string_equal(call.arguments[0].value, "<a><b>]]>");
	arena_free(arena);
}

static void answers_are_latin1_when_the_service_is(void **state)
{
	struct buf out;
	struct call call = {.operation = "Retorno", .namespace_uri = "urn:\"x\"&y"};
	(void)state;
	buf_init(&out, 1 << 20);
	soap_out(&out, &call, TEXT_LITERAL("N\xc3\x83O"), true);
	assert_non_null(strstr(out.bytes, "encoding=\"ISO-8859-1\""));
	assert_non_null(strstr(out.bytes, "<![CDATA[N\xc3O]]>"));
	assert_non_null(strstr(out.bytes, "xmlns:ns1=\"urn:&quot;x&quot;&amp;y\""));
	buf_clear(&out);
	soap_out(&out, &call, TEXT_LITERAL("N\xc3\x83O"), false);
	assert_non_null(strstr(out.bytes, "N\xc3\x83O"));
	buf_clear(&out);
	soap_fault(&out, "what is \xc3\xa9 <x>?", true);
	assert_non_null(strstr(out.bytes, "<faultstring>what is ?? &lt;x&gt;?</faultstring>"));
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_brasilia_time),
		cmocka_unit_test(a_moment_splits_into_date_and_minute),
		cmocka_unit_test(file_names_are_read_by_the_prefix_that_is_wanted),
		cmocka_unit_test(documents_have_their_digits),
		cmocka_unit_test(base64_is_exact),
		cmocka_unit_test(der_lengths_are_minimal_and_whole),
		cmocka_unit_test(a_lookup_keeps_all_values_of_a_key),
		cmocka_unit_test(an_envelope_has_one_operation_of_plain_strings),
		cmocka_unit_test(cdata_and_entities_are_one_text),
		cmocka_unit_test(answers_are_latin1_when_the_service_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
