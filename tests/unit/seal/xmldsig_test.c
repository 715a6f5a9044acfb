#include "seal/xmldsig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <xmlsec/io.h>

#include "seal/library.h"
#include "seal/verify.h"
#include "tests/unit/seal/fixture.h"

static struct key rsa;
static struct key ec;

static int load_keys(void **state)
{
	return fixture_setup(state) == 0 && key_load(&fixture.rsa, &rsa, &fixture_err) == OK &&
			       key_load(&fixture.ec, &ec, &fixture_err) == OK
		       ? 0
		       : -1;
}

static int free_keys(void **state)
{
	key_done(&rsa);
	key_done(&ec);
	return fixture_teardown(state);
}

static struct seal_request request_of(enum seal_purpose purpose, struct text document)
{
	return (struct seal_request){.purpose = purpose,
				     .identity = "exemplo",
				     .file_name = purpose == SEAL_XML_DETACHED ? "B3412406.251" : NULL,
				     .signed_at = FIXTURE_SIGNED_AT,
				     .document = document};
}

static bool holds(struct text bytes, const char *piece)
{
	return memmem(bytes.at, bytes.len, piece, strlen(piece)) != NULL;
}

static void enveloped_signature_stands_last_in_the_root_and_verifies(void **state)
{
	(void)state;
	const struct {
		const struct key *key;
		const char *algorithm;
	} cases[] = {{&rsa, "RSA-SHA256"}, {&ec, "ECDSA-SHA256"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seal_request request = request_of(SEAL_XML_ENVELOPED, TEXT_LITERAL(FIXTURE_XML));
		struct text made = {NULL, 0};
		struct seal_verdict verdict = {0};
		assert_ok(xmldsig_sign(fixture.arena, cases[i].key, &request, &made, &fixture_err));
		assert_true(holds(made, "</ds:Signature></remessa>"));
		assert_false(holds(made, "KeyValue"));
		assert_ok(seal_verify(fixture.arena, made, (struct text){NULL, 0}, fixture.ca, &verdict, &fixture_err));
		assert_int_equal(verdict.form, SEAL_XML_ENVELOPED);
		assert_string_equal(verdict.algorithm, cases[i].algorithm);
		assert_true(verdict.chain_checked);
		assert_non_null(strstr(verdict.signer, "CN = EMPRESA FICTICIA EXEMPLO LTDA:11222333000181"));
		assert_null(verdict.signed_at);
	}
}

/* What was verified is the canonical form of the document without the signature, and only that may be read. */
static void enveloped_signature_gives_back_the_verified_bytes(void **state)
{
	(void)state;
	struct seal_request request = request_of(SEAL_XML_ENVELOPED, TEXT_LITERAL("<a><!-- c --><b z='1' y='2'/></a>"));
	struct text made = {NULL, 0};
	struct seal_verdict verdict = {0};
	assert_ok(xmldsig_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
	assert_ok(seal_verify(fixture.arena, made, (struct text){NULL, 0}, NULL, &verdict, &fixture_err));
	assert_true(text_is(verdict.content, "<a><b y=\"2\" z=\"1\"></b></a>"));
	assert_false(verdict.chain_checked);
}

static void document_keeps_its_encoding(void **state)
{
	(void)state;
	struct seal_request request = request_of(SEAL_XML_ENVELOPED, TEXT_LITERAL(FIXTURE_LATIN));
	struct text made = {NULL, 0};
	struct seal_verdict verdict = {0};
	assert_ok(xmldsig_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
	assert_true(holds(made, "encoding=\"ISO-8859-1\""));
	assert_true(holds(made, "S\xe3o Jo\xe3o"));
	assert_ok(seal_verify(fixture.arena, made, (struct text){NULL, 0}, NULL, &verdict, &fixture_err));
	assert_true(text_is(verdict.content, "<remessa><d>S\xc3\xa3o Jo\xc3\xa3o</d></remessa>"));
}

static void detached_signature_names_the_file_and_covers_its_exact_bytes(void **state)
{
	(void)state;
	const struct text documents[] = {TEXT_LITERAL(FIXTURE_LATIN), TEXT_LITERAL("0\r\n\0\xff not XML at all")};
	for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
		struct seal_request request = request_of(SEAL_XML_DETACHED, documents[i]);
		struct text made = {NULL, 0};
		struct seal_verdict verdict = {0};
		const char *name = NULL;
		assert_ok(xmldsig_sign(fixture.arena, &ec, &request, &made, &fixture_err));
		assert_true(holds(made, "URI=\"B3412406.251\""));
		assert_ok(seal_verify(fixture.arena, made, documents[i], fixture.ca, &verdict, &fixture_err));
		assert_int_equal(verdict.form, SEAL_XML_DETACHED);
		assert_true(text_equal(verdict.content, documents[i]));
		assert_ok(seal_verify_reference(fixture.arena, made, &name, &fixture_err));
		assert_string_equal(name, "B3412406.251");
	}
}

static void document_that_cannot_be_signed_safely_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *document;
		enum rc rc;
		const char *words;
	} cases[] = {
		{"<a", ERR_FORMAT, "not well-formed XML in line 1"},
		{"<a></b>", ERR_FORMAT, "not well-formed"},
		{"<a/><b/>", ERR_FORMAT, "not well-formed"},
		{"<!DOCTYPE a><a/>", ERR_FORMAT, "has a DOCTYPE"},
		{"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", ERR_FORMAT, "has a DOCTYPE"},
		{"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", ERR_FORMAT, "has a DOCTYPE"},
		{"<a>&x;</a>", ERR_FORMAT, "not well-formed"},
		{"<a xmlns=\"relativo\"/>", ERR_FORMAT, "not an absolute URI"},
		{"<a>\n<b xmlns:p=\"../relativo\"/></a>", ERR_FORMAT, "line 2: the namespace"},
		{"<a><s:Signature xmlns:s=\"http://www.w3.org/2000/09/xmldsig#\"/></a>", ERR_REFUSED,
		 "carries a signature already"},
		{"", ERR_RANGE, "0 bytes"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seal_request request = request_of(SEAL_XML_ENVELOPED, text_of(cases[i].document));
		struct text made = {"untouched", 9};
		struct err err = {0};
		assert_int_equal(xmldsig_sign(fixture.arena, &rsa, &request, &made, &err), cases[i].rc);
		if (strstr(err.words, cases[i].words) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.words, cases[i].words);
		assert_true(text_is(made, "untouched"));
	}
}

static void empty_namespace_is_not_a_relative_one(void **state)
{
	(void)state;
	struct seal_request request =
		request_of(SEAL_XML_ENVELOPED, TEXT_LITERAL("<a xmlns=\"urn:exemplo\"><b xmlns=\"\"/></a>"));
	struct text made = {NULL, 0};
	assert_ok(xmldsig_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
}

static void file_name_of_a_detached_signature_is_a_plain_one(void **state)
{
	(void)state;
	static const char *const names[] = {"",   "../x", "a/b", "/etc/passwd", "http://x", "file:x", "#id",
					    ".x", "-x",   "a b", "a%2e",        "a\nb",     "ã"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct seal_request request = request_of(SEAL_XML_DETACHED, TEXT_LITERAL("x"));
		struct text made = {NULL, 0};
		request.file_name = names[i];
		assert_int_equal(xmldsig_sign(fixture.arena, &rsa, &request, &made, NULL), ERR_FORMAT);
	}
}

/* Whatever a Reference may say, xmlsec can read the one lent name and nothing else. */
static void xmlsec_opens_nothing_but_what_is_lent(void **state)
{
	(void)state;
	static const struct {
		const char *uri;
		bool opens;
	} cases[] = {
		{"lent.txt", true}, {fixture.ca, false}, {"file:///etc/passwd", false}, {"http://127.0.0.1/", false}};
	library_lend("lent.txt", TEXT_LITERAL("x"));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		xmlSecTransformPtr input = xmlSecTransformCreate(xmlSecTransformInputURIId);
		assert_non_null(input);
		assert_int_equal(xmlSecTransformInputURIOpen(input, (const xmlChar *)cases[i].uri) >= 0,
				 cases[i].opens);
		xmlSecTransformDestroy(input);
	}
	library_lend(NULL, (struct text){NULL, 0});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(enveloped_signature_stands_last_in_the_root_and_verifies, fixture_reset),
		cmocka_unit_test_setup(enveloped_signature_gives_back_the_verified_bytes, fixture_reset),
		cmocka_unit_test_setup(document_keeps_its_encoding, fixture_reset),
		cmocka_unit_test_setup(detached_signature_names_the_file_and_covers_its_exact_bytes, fixture_reset),
		cmocka_unit_test_setup(document_that_cannot_be_signed_safely_is_refused, fixture_reset),
		cmocka_unit_test_setup(empty_namespace_is_not_a_relative_one, fixture_reset),
		cmocka_unit_test_setup(file_name_of_a_detached_signature_is_a_plain_one, fixture_reset),
		cmocka_unit_test_setup(xmlsec_opens_nothing_but_what_is_lent, fixture_reset),
	};
	return cmocka_run_group_tests(tests, load_keys, free_keys);
}
