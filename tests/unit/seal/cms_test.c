#include "seal/cms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/cms.h>

#include "seal/verify.h"
#include "tests/unit/seal/fixture.h"

static const struct text letter = {"%PDF-1.7\r\n\0anu\xeancia", 20};
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

static struct text sign(const struct key *key, enum seal_purpose purpose)
{
	struct seal_request request = {
		.purpose = purpose, .identity = "exemplo", .signed_at = FIXTURE_SIGNED_AT, .document = letter};
	struct text made = {NULL, 0};
	assert_ok(cms_sign(fixture.arena, key, &request, &made, &fixture_err));
	return made;
}

static void attached_and_detached_signatures_verify(void **state)
{
	(void)state;
	static const enum seal_purpose forms[] = {SEAL_CMS_ATTACHED, SEAL_CMS_DETACHED};
	const struct key *const keys[] = {&rsa, &ec};
	for (size_t i = 0; i < 4; i++) {
		struct text made = sign(keys[i / 2], forms[i % 2]);
		struct text content = forms[i % 2] == SEAL_CMS_DETACHED ? letter : (struct text){NULL, 0};
		struct seal_verdict verdict = {0};
		assert_ok(seal_verify(fixture.arena, made, content, fixture.ca, &verdict, &fixture_err));
		assert_int_equal(verdict.form, forms[i % 2]);
		assert_true(text_equal(verdict.content, letter));
		assert_true(verdict.chain_checked);
		assert_string_equal(verdict.algorithm, keys[i / 2]->algorithm->name);
		assert_int_equal((unsigned char)made.at[0], 0x30);
	}
}

/* The clock of a signature is the request's, never the machine's. */
static void signing_time_is_that_of_the_request(void **state)
{
	(void)state;
	struct seal_verdict verdict = {0};
	assert_ok(seal_verify(fixture.arena, sign(&rsa, SEAL_CMS_ATTACHED), (struct text){NULL, 0}, NULL, &verdict,
			      &fixture_err));
	assert_string_equal(verdict.signed_at, "2026-01-02T15:00:00Z");
}

static void signed_attributes_hold_time_digest_and_certificate(void **state)
{
	(void)state;
	struct text made = sign(&ec, SEAL_CMS_DETACHED);
	const unsigned char *at = (const unsigned char *)made.at;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)made.len);
	assert_non_null(cms);
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
	static const int wanted[] = {NID_pkcs9_contentType, NID_pkcs9_messageDigest, NID_pkcs9_signingTime,
				     NID_id_smime_aa_signingCertificateV2};
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		assert_true(CMS_signed_get_attr_by_NID(info, wanted[i], -1) >= 0);
	assert_int_equal(CMS_signed_get_attr_count(info), ARRAY_LEN(wanted));
	CMS_ContentInfo_free(cms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(attached_and_detached_signatures_verify, fixture_reset),
		cmocka_unit_test_setup(signing_time_is_that_of_the_request, fixture_reset),
		cmocka_unit_test_setup(signed_attributes_hold_time_digest_and_certificate, fixture_reset),
	};
	return cmocka_run_group_tests(tests, load_keys, free_keys);
}
