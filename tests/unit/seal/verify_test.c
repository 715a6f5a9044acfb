#include "seal/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/ess.h>
#include <openssl/pem.h>

#include "seal/cms.h"
#include "seal/handles.h"
#include "seal/proof.h"
#include "seal/xmldsig.h"
#include "tests/unit/seal/fixture.h"

#define DSIG "http://www.w3.org/2000/09/xmldsig#"

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

static const struct text none = {NULL, 0};
static const struct text file = {"0RCRA 1\r\n9RCRA 1\r\n", 18};

static struct text sign(enum seal_purpose purpose, struct text document)
{
	struct seal_request request = {.purpose = purpose,
				       .identity = "exemplo",
				       .file_name = "B3412406.251",
				       .signed_at = FIXTURE_SIGNED_AT,
				       .document = document};
	struct text made = none;
	if (purpose == SEAL_XML_ENVELOPED || purpose == SEAL_XML_DETACHED)
		assert_ok(xmldsig_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
	else
		assert_ok(cms_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
	return made;
}

static void refused(struct text signature, struct text detached, enum rc rc, const char *words)
{
	struct seal_verdict verdict = {.signer = "untouched"};
	struct err err = {0};
	enum rc got = seal_verify(fixture.arena, signature, detached, NULL, &verdict, &err);
	if (got != rc || strstr(err.words, words) == NULL)
		fail_msg("%s: \"%s\", but %s and \"%s\" were expected", rc_name(got), err.words, rc_name(rc), words);
	assert_string_equal(verdict.signer, "untouched");
}

struct change {
	const char *from;
	const char *to;
	enum rc rc;
	const char *words;
};

static void change_and_refuse(struct text signature, struct text detached, const struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		refused(fixture_replace(signature, changes[i].from, changes[i].to), detached, changes[i].rc,
			changes[i].words);
}

static void changed_document_does_not_hold(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{"t01=\"1\"", "t01=\"2\"", ERR_INTEGRITY, "document was changed after it was signed"},
		{"<d>", "<d><x/>", ERR_INTEGRITY, "document was changed"},
		{"<remessa ", "<remessa a=\"1\" ", ERR_INTEGRITY, "document was changed"},
		{"xmlns:p=\"urn:exemplo\"", "xmlns:p=\"urn:exemplu\"", ERR_INTEGRITY, "document was changed"},
		{"xmlns:p=\"urn:exemplo\"", "xmlns:p=\"exemplo\"", ERR_FORMAT, "not an absolute URI"},
		{"?>\n<remessa", "?>\n<!DOCTYPE remessa><remessa", ERR_FORMAT, "has a DOCTYPE"},
	};
	change_and_refuse(sign(SEAL_XML_ENVELOPED, TEXT_LITERAL(FIXTURE_XML)), none, changes, ARRAY_LEN(changes));
}

/* Algorithms and keys are ours to choose; a message that names others is refused, whatever a library would do. */
static void signature_of_another_shape_is_refused(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{"xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512", ERR_INTEGRITY, "the signer's key wants"},
		{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", DSIG "rsa-sha1", ERR_INTEGRITY,
		 "signer's key wants"},
		{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", DSIG "hmac-sha1", ERR_INTEGRITY,
		 "signer's key wants"},
		{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
		 "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", ERR_INTEGRITY, "signer's key wants"},
		{"http://www.w3.org/2001/04/xmlenc#sha256", DSIG "sha1", ERR_INTEGRITY, "DigestMethod is"},
		{"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#md5", ERR_INTEGRITY,
		 "DigestMethod is"},
		{"CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
		 "CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"", ERR_INTEGRITY,
		 "CanonicalizationMethod is"},
		{"CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
		 "CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\"",
		 ERR_INTEGRITY, "CanonicalizationMethod is"},
		{"Transform Algorithm=\"" DSIG "enveloped-signature\"",
		 "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"", ERR_INTEGRITY, "Transform is"},
		{"<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"" DSIG "base64\"/>", ERR_INTEGRITY,
		 "Transform is"},
		{"URI=\"\"", "URI=\"#x\"", ERR_INTEGRITY, "refers to \"#x\""},
		{"URI=\"\"", "URI=\"http://exemplo.invalid/x\"", ERR_INTEGRITY, "refers to"},
		{"URI=\"\"", "URI=\"file:///etc/passwd\"", ERR_INTEGRITY, "refers to"},
		{" URI=\"\"", "", ERR_INTEGRITY, "says not what it refers to"},
		{"</ds:Reference>", "</ds:Reference><ds:Reference URI=\"\"/>", ERR_INTEGRITY,
		 "has Reference where its end"},
		{"</ds:X509Data>", "</ds:X509Data><ds:KeyValue/>", ERR_INTEGRITY, "has KeyValue where X509Data"},
		{"<ds:X509Data>", "<ds:RetrievalMethod URI=\"x\"/><ds:X509Data>", ERR_INTEGRITY, "has RetrievalMethod"},
		{"</ds:KeyInfo>", "</ds:KeyInfo><ds:Object/>", ERR_INTEGRITY, "has Object where its end"},
		{"<ds:X509Certificate>", "<ds:X509Certificate>AAAA", ERR_INTEGRITY, "certificate that cannot be read"},
	};
	change_and_refuse(sign(SEAL_XML_ENVELOPED, TEXT_LITERAL(FIXTURE_XML)), none, changes, ARRAY_LEN(changes));
}

/* Signature wrapping: what is verified and what is read must be the same, so there is one place for one signature. */
static void wrapped_or_repeated_signature_is_refused(void **state)
{
	(void)state;
	struct text made = sign(SEAL_XML_ENVELOPED, TEXT_LITERAL("<a><b/></a>"));
	static const struct change changes[] = {
		{"<a>", "<x><a>", ERR_FORMAT, "not well-formed"},
		{"</a>", "<b/></a>", ERR_INTEGRITY, "not the last child"},
		{"</a>", "<ds:Signature xmlns:ds=\"" DSIG "\"/></a>", ERR_INTEGRITY, "carries 2 signatures"},
		{"<b/>", "<b><ds:Signature xmlns:ds=\"" DSIG "\"/></b>", ERR_INTEGRITY, "carries 2 signatures"},
	};
	change_and_refuse(made, none, changes, ARRAY_LEN(changes));
	refused(fixture_replace(fixture_replace(made, "<a>", "<x><a>"), "</a>", "</a></x>"), none, ERR_INTEGRITY,
		"not the last child of the root");
}

static void detached_signature_holds_for_its_bytes_only(void **state)
{
	(void)state;
	struct text made = sign(SEAL_XML_DETACHED, file);
	refused(made, TEXT_LITERAL("0RCRA 2\r\n9RCRA 1\r\n"), ERR_INTEGRITY, "file was changed after it was signed");
	refused(made, (struct text){file.at, file.len - 1}, ERR_INTEGRITY, "file was changed");
	refused(made, none, ERR_NOT_FOUND, "\"B3412406.251\" is needed too");
	refused(fixture_replace(made, "B3412406", "B3412407"), file, ERR_INTEGRITY, "not made by the key");
	refused(fixture_replace(made, "URI=\"B3412406.251\"", "URI=\"\""), none, ERR_INTEGRITY, "");
	refused(sign(SEAL_XML_ENVELOPED, TEXT_LITERAL("<a/>")), file, ERR_FORMAT, "is not detached");
}

static void certificate_of_somebody_else_does_not_fit(void **state)
{
	(void)state;
	struct seal_request request = {.purpose = SEAL_XML_ENVELOPED, .document = TEXT_LITERAL("<a/>")};
	struct key mixed = ec;
	struct text made = none;
	mixed.certificate = rsa.certificate;
	assert_ok(xmldsig_sign(fixture.arena, &mixed, &request, &made, &fixture_err));
	refused(made, none, ERR_INTEGRITY, "the signer's key wants");
	struct seal_identity server = fixture.rsa;
	fixture_path("server.pem", server.certificate_file, sizeof(server.certificate_file));
	fixture_path("server.key", server.key_file, sizeof(server.key_file));
	struct key other = {0};
	assert_ok(key_load(&server, &other, &fixture_err));
	mixed = rsa;
	mixed.certificate = other.certificate;
	assert_ok(xmldsig_sign(fixture.arena, &mixed, &request, &made, &fixture_err));
	refused(made, none, ERR_INTEGRITY, "not made by the key of its certificate");
	key_done(&other);
}

/* The keeper expects itself: a good signature of somebody else is not its work. */
static void signature_of_another_than_the_expected_signer_is_refused(void **state)
{
	(void)state;
	const struct proof_signer expected[] = {{rsa.certificate, rsa.algorithm, rsa.xmlsec_public, {NULL, 0}, NULL},
						{ec.certificate, ec.algorithm, ec.xmlsec_public, {NULL, 0}, NULL}};
	struct text made = sign(SEAL_XML_ENVELOPED, TEXT_LITERAL("<a/>"));
	struct proof proof = {0};
	struct err err = {0};
	assert_ok(xmldsig_prove(fixture.arena, made, none, &expected[0], &proof, &fixture_err));
	proof_done(&proof);
	assert_int_equal(xmldsig_prove(fixture.arena, made, none, &expected[1], &proof, &err), ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "another certificate than the expected one"));
}

static void signer_is_found_among_a_chain_in_any_order(void **state)
{
	(void)state;
	BIO *ca_file = BIO_new_file(fixture.ca, "r");
	X509 *ca = PEM_read_bio_X509(ca_file, NULL, NULL, NULL);
	BIO_free(ca_file);
	struct key swapped = rsa;
	swapped.certificate = ca;
	swapped.chain = sk_X509_new_null();
	assert_true(sk_X509_push(swapped.chain, rsa.certificate) > 0);
	struct seal_request request = {.purpose = SEAL_XML_ENVELOPED, .document = TEXT_LITERAL("<a/>")};
	struct text made = none;
	struct seal_verdict verdict = {0};
	assert_ok(xmldsig_sign(fixture.arena, &swapped, &request, &made, &fixture_err));
	assert_ok(seal_verify(fixture.arena, made, none, fixture.ca, &verdict, &fixture_err));
	assert_non_null(strstr(verdict.signer, "EMPRESA FICTICIA"));
	sk_X509_free(swapped.chain);
	X509_free(ca);
}

static void every_flipped_byte_of_a_cms_signature_is_refused_or_changes_nothing(void **state)
{
	(void)state;
	struct text made = sign(SEAL_CMS_ATTACHED, file);
	char *bytes = arena_copy(fixture.arena, made.at, made.len);
	assert_non_null(bytes);
	for (size_t i = 0; i < made.len; i++) {
		struct seal_verdict verdict = {0};
		struct arena *scratch = arena_new((size_t)1 << 20);
		bytes[i] = (char)(bytes[i] ^ 0x04);
		enum rc rc = seal_verify(scratch, (struct text){bytes, made.len}, none, fixture.ca, &verdict, NULL);
		/* Some bytes carry no meaning of their own; what verifies must still be these bytes. */
		if (rc == OK)
			assert_true(text_equal(verdict.content, file));
		bytes[i] = (char)(bytes[i] ^ 0x04);
		scratch = arena_free(scratch);
	}
}

static void cms_signature_holds_for_its_bytes_only(void **state)
{
	(void)state;
	struct text detached = sign(SEAL_CMS_DETACHED, file);
	struct text attached = sign(SEAL_CMS_ATTACHED, file);
	refused(detached, TEXT_LITERAL("other bytes"), ERR_INTEGRITY, "does not hold");
	refused(detached, none, ERR_NOT_FOUND, "signed file is needed too");
	refused(attached, TEXT_LITERAL("other bytes"), ERR_INTEGRITY, "holds other bytes");
	refused(fixture_replace(attached, "0RCRA 1", "0RCRA 2"), none, ERR_INTEGRITY, "does not hold");
	refused((struct text){attached.at, attached.len - 1}, none, ERR_FORMAT, "not a CMS signature");
	char *longer = arena_printf(fixture.arena, "%*s", (int)attached.len + 1, "");
	memcpy(longer, attached.at, attached.len);
	refused((struct text){longer, attached.len + 1}, none, ERR_FORMAT, "bytes stand behind the end");
}

static struct text cms_with(const EVP_MD *digest, unsigned flags, int signers)
{
	BIO *content = BIO_new_mem_buf(file.at, (int)file.len);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_BINARY | CMS_PARTIAL);
	for (int i = 0; i < signers; i++) /* a certificate goes in once */
		assert_non_null(CMS_add1_signer(cms, rsa.certificate, rsa.secret, digest,
						flags | CMS_PARTIAL | (i > 0 ? CMS_NOCERTS : 0)));
	assert_int_equal(CMS_final(cms, content, NULL, CMS_BINARY), 1);
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der);
	assert_true(len > 0);
	struct text made = {arena_copy(fixture.arena, der, (size_t)len), (size_t)len};
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(content);
	return made;
}

static void cms_signature_of_another_kind_is_refused(void **state)
{
	(void)state;
	struct seal_verdict verdict = {0};
	assert_ok(seal_verify(fixture.arena, cms_with(EVP_sha256(), 0, 1), none, fixture.ca, &verdict, &fixture_err));
	refused(cms_with(EVP_sha1(), 0, 1), none, ERR_INTEGRITY, "digest is not SHA-256");
	refused(cms_with(EVP_sha512(), 0, 1), none, ERR_INTEGRITY, "digest is not SHA-256");
	refused(cms_with(EVP_sha256(), 0, 2), none, ERR_INTEGRITY, "carries 2 signatures");
	refused(cms_with(EVP_sha256(), CMS_NOATTR, 1), none, ERR_INTEGRITY, "no signed attributes");
	refused(cms_with(EVP_sha256(), CMS_NOCERTS, 1), none, ERR_INTEGRITY, "does not hold");
}

/* RFC 5035: a certificate put in the place of the one that the signer named, though of the same key. */
static void cms_signature_that_names_another_certificate_is_refused(void **state)
{
	(void)state;
	BIO *content = BIO_new_mem_buf(file.at, (int)file.len);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_BINARY | CMS_PARTIAL);
	CMS_SignerInfo *info = CMS_add1_signer(cms, rsa.certificate, rsa.secret, EVP_sha256(), CMS_PARTIAL);
	ESS_SIGNING_CERT_V2 *other = OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), ec.certificate, NULL, 1);
	unsigned char *der = NULL;
	int len = i2d_ESS_SIGNING_CERT_V2(other, &der);
	assert_int_equal(
		CMS_signed_add1_attr_by_NID(info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, der, len), 1);
	assert_int_equal(CMS_final(cms, content, NULL, CMS_BINARY), 1);
	unsigned char *bytes = NULL;
	int bytes_len = i2d_CMS_ContentInfo(cms, &bytes);
	assert_true(bytes_len > 0);
	refused((struct text){(const char *)bytes, (size_t)bytes_len}, none, ERR_INTEGRITY,
		"named another certificate");
	OPENSSL_free(bytes);
	OPENSSL_free(der);
	ESS_SIGNING_CERT_V2_free(other);
	CMS_ContentInfo_free(cms);
	BIO_free(content);
}

static void cms_signature_in_pem_is_read(void **state)
{
	(void)state;
	struct text made = sign(SEAL_CMS_ATTACHED, file);
	const unsigned char *at = (const unsigned char *)made.at;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)made.len);
	BIO *out = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_CMS_stream(out, cms, NULL, 0), 1);
	char *bytes = NULL;
	long len = BIO_get_mem_data(out, &bytes);
	struct seal_verdict verdict = {0};
	assert_ok(seal_verify(fixture.arena, (struct text){bytes, (size_t)len}, none, NULL, &verdict, &fixture_err));
	assert_true(text_equal(verdict.content, file));
	BIO_free(out);
	CMS_ContentInfo_free(cms);
}

static void chain_must_lead_to_an_anchor_of_ours(void **state)
{
	(void)state;
	static const enum seal_purpose forms[] = {SEAL_XML_ENVELOPED, SEAL_CMS_ATTACHED};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		struct text made = sign(forms[i], TEXT_LITERAL("<a/>"));
		struct seal_verdict verdict = {0};
		struct err err = {0};
		assert_int_equal(seal_verify(fixture.arena, made, none, fixture.ec.certificate_file, &verdict, &err),
				 ERR_INTEGRITY);
		assert_non_null(strstr(err.words, "does not lead to a trusted one"));
		assert_ok(seal_verify(fixture.arena, made, none, fixture.rsa.certificate_file, &verdict, &fixture_err));
		assert_int_equal(seal_verify(fixture.arena, made, none, fixture.rsa.key_file, &verdict, &err),
				 ERR_CONFIG);
		assert_int_equal(seal_verify(fixture.arena, made, none, "/nonexistent/ca", &verdict, &err), ERR_CONFIG);
	}
}

/* A CMS signature is judged by the certificate's terms on the day it states, not on the day somebody looks. */
static void chain_is_judged_as_of_the_signing_time(void **state)
{
	(void)state;
	struct seal_request request = {.purpose = SEAL_CMS_ATTACHED, .signed_at = 1546300800, .document = file};
	struct text made = none;
	struct seal_verdict verdict = {0};
	struct err err = {0};
	assert_ok(cms_sign(fixture.arena, &rsa, &request, &made, &fixture_err));
	assert_int_equal(seal_verify(fixture.arena, made, none, fixture.ca, &verdict, &err), ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "not yet valid"));
}

static void bytes_that_are_no_signature_are_a_format_error(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"", "x", "0", "\x30\x80", "<a/>", "-----BEGIN CMS-----\n", "<", "\xef\xbb\xbf<a/>"};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(text_of(cases[i]), none, ERR_FORMAT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(changed_document_does_not_hold, fixture_reset),
		cmocka_unit_test_setup(signature_of_another_shape_is_refused, fixture_reset),
		cmocka_unit_test_setup(wrapped_or_repeated_signature_is_refused, fixture_reset),
		cmocka_unit_test_setup(detached_signature_holds_for_its_bytes_only, fixture_reset),
		cmocka_unit_test_setup(certificate_of_somebody_else_does_not_fit, fixture_reset),
		cmocka_unit_test_setup(signature_of_another_than_the_expected_signer_is_refused, fixture_reset),
		cmocka_unit_test_setup(signer_is_found_among_a_chain_in_any_order, fixture_reset),
		cmocka_unit_test_setup(every_flipped_byte_of_a_cms_signature_is_refused_or_changes_nothing,
				       fixture_reset),
		cmocka_unit_test_setup(cms_signature_holds_for_its_bytes_only, fixture_reset),
		cmocka_unit_test_setup(cms_signature_of_another_kind_is_refused, fixture_reset),
		cmocka_unit_test_setup(cms_signature_that_names_another_certificate_is_refused, fixture_reset),
		cmocka_unit_test_setup(cms_signature_in_pem_is_read, fixture_reset),
		cmocka_unit_test_setup(chain_must_lead_to_an_anchor_of_ours, fixture_reset),
		cmocka_unit_test_setup(chain_is_judged_as_of_the_signing_time, fixture_reset),
		cmocka_unit_test_setup(bytes_that_are_no_signature_are_a_format_error, fixture_reset),
	};
	return cmocka_run_group_tests(tests, load_keys, free_keys);
}
