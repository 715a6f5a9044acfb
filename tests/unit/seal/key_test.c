#include "seal/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/io.h"
#include "tests/unit/seal/fixture.h"

static void key_of_rsa_and_p256_is_loaded(void **state)
{
	(void)state;
	const struct {
		const struct seal_identity *identity;
		const char *algorithm;
	} cases[] = {{&fixture.rsa, "RSA-SHA256"}, {&fixture.ec, "ECDSA-SHA256"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key key = {0};
		assert_ok(key_load(cases[i].identity, &key, &fixture_err));
		assert_string_equal(key.algorithm->name, cases[i].algorithm);
		assert_string_equal(key.name, cases[i].identity->name);
		assert_int_equal(sk_X509_num(key.chain), 0);
		key_done(&key);
	}
}

static void refused(const struct seal_identity *identity, const char *words)
{
	struct key key = {.purposes = 77};
	struct err err = {0};
	assert_int_equal(key_load(identity, &key, &err), ERR_CONFIG);
	assert_int_equal(err.code, ERR_CONFIG);
	if (strstr(err.words, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.words, words);
	assert_string_equal(err.field, identity->name);
	assert_int_equal(key.purposes, 77);
}

static void key_that_does_not_fit_its_certificate_is_refused(void **state)
{
	(void)state;
	struct seal_identity mixed = fixture.rsa;
	fixture_path("server.key", mixed.key_file, sizeof(mixed.key_file));
	refused(&mixed, "does not fit the private key");
}

static void key_file_must_be_there_plain_and_private(void **state)
{
	(void)state;
	struct seal_identity identity = fixture.rsa;
	(void)snprintf(identity.key_file, sizeof(identity.key_file), "/nonexistent/key");
	refused(&identity, "cannot open");

	struct text key = {NULL, 0};
	assert_ok(io_read(fixture.arena, fixture.rsa.key_file, 65536, &key, &fixture_err));
	fixture_write("open.key", key, 0644, identity.key_file, sizeof(identity.key_file));
	refused(&identity, "may be used by everybody");
	fixture_write("certificate.key", text_of("-----BEGIN NOTHING-----\n-----END NOTHING-----\n"), 0600,
		      identity.key_file, sizeof(identity.key_file));
	refused(&identity, "holds no private key");
	fixture_write("empty.key", text_of(""), 0600, identity.key_file, sizeof(identity.key_file));
	refused(&identity, "is empty or too large");
	fixture_write("group.key", key, 0640, identity.key_file, sizeof(identity.key_file));
	struct key loaded = {0};
	assert_ok(key_load(&identity, &loaded, &fixture_err)); /* an access list shows as the group's bits */
	key_done(&loaded);
}

static void write_key(EVP_PKEY *key, const EVP_CIPHER *cipher, const char *name, struct seal_identity *identity)
{
	char password[] = "senha";
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	assert_non_null(key);
	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(out, key, cipher, cipher != NULL ? password : NULL,
						       cipher != NULL ? 5 : 0, NULL, NULL),
			 1);
	long len = BIO_get_mem_data(out, &bytes);
	fixture_write(name, (struct text){bytes, (size_t)len}, 0600, identity->key_file, sizeof(identity->key_file));
	BIO_free(out);
	EVP_PKEY_free(key);
}

static void key_that_is_weak_or_encrypted_is_refused(void **state)
{
	(void)state;
	struct seal_identity identity = fixture.rsa;
	write_key(EVP_RSA_gen(1024), NULL, "small.key", &identity);
	refused(&identity, "1024 bits");
	write_key(EVP_EC_gen("P-384"), NULL, "p384.key", &identity);
	refused(&identity, "only P-256");
	write_key(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), NULL, "ed.key", &identity);
	refused(&identity, "type ED25519");
	write_key(EVP_EC_gen("P-256"), EVP_aes_128_cbc(), "encrypted.key", &identity);
	refused(&identity, "is encrypted");
}

/* A certificate of the identity's own key that is for key transport only. */
static void write_certificate_that_may_not_sign(struct seal_identity *identity)
{
	struct key key = {0};
	assert_ok(key_load(&fixture.rsa, &key, &fixture_err));
	X509 *certificate = X509_dup(key.certificate);
	X509_EXTENSION *usage = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, "critical, keyEncipherment");
	int at = X509_get_ext_by_NID(certificate, NID_key_usage, -1);
	X509_EXTENSION_free(X509_delete_ext(certificate, at));
	assert_int_equal(X509_add_ext(certificate, usage, -1), 1);
	assert_true(X509_sign(certificate, key.secret, EVP_sha256()) > 0);
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	assert_int_equal(PEM_write_bio_X509(out, certificate), 1);
	long len = BIO_get_mem_data(out, &bytes);
	fixture_write("transport.pem", (struct text){bytes, (size_t)len}, 0644, identity->certificate_file,
		      sizeof(identity->certificate_file));
	BIO_free(out);
	X509_EXTENSION_free(usage);
	X509_free(certificate);
	key_done(&key);
}

static void certificate_must_be_there_and_may_sign(void **state)
{
	(void)state;
	struct seal_identity identity = fixture.rsa;
	(void)snprintf(identity.certificate_file, sizeof(identity.certificate_file), "/nonexistent/certificate");
	refused(&identity, "cannot be opened");
	fixture_path("signer.key", identity.certificate_file, sizeof(identity.certificate_file));
	refused(&identity, "holds no certificate");
	write_certificate_that_may_not_sign(&identity);
	refused(&identity, "may not sign");
}

static void chain_behind_the_certificate_is_kept(void **state)
{
	(void)state;
	struct text signer = {NULL, 0};
	struct text ca = {NULL, 0};
	assert_ok(io_read(fixture.arena, fixture.rsa.certificate_file, 65536, &signer, &fixture_err));
	assert_ok(io_read(fixture.arena, fixture.ca, 65536, &ca, &fixture_err));
	char *both = arena_printf(fixture.arena, "%.*s%.*s", TEXT_ARG(signer), TEXT_ARG(ca));
	struct seal_identity identity = fixture.rsa;
	fixture_write("chain.pem", text_of(both), 0644, identity.certificate_file, sizeof(identity.certificate_file));
	struct key key = {0};
	assert_ok(key_load(&identity, &key, &fixture_err));
	assert_int_equal(sk_X509_num(key.chain), 1);
	key_done(&key);
}

static void key_signs_only_its_purposes_inside_its_terms(void **state)
{
	(void)state;
	const struct {
		enum seal_purpose purpose;
		int64_t signed_at;
		enum rc rc;
		const char *words;
	} cases[] = {
		{SEAL_CMS_ATTACHED, FIXTURE_SIGNED_AT, OK, ""},
		{SEAL_CMS_DETACHED, FIXTURE_SIGNED_AT, ERR_REFUSED, "may not sign as cms-detached"},
		{SEAL_CMS_ATTACHED, 1577836800, OK, ""}, /* 2020-01-01 00:00:00, its first second */
		{SEAL_CMS_ATTACHED, 1577836799, ERR_REFUSED, "valid only from 2020-01-01"},
		{SEAL_CMS_ATTACHED, 2524607998, OK, ""},
		{SEAL_CMS_ATTACHED, 2524608000, ERR_REFUSED, "expired on 2049-12-31"},
	};
	struct seal_identity identity = fixture.rsa;
	identity.purposes = 1u << SEAL_CMS_ATTACHED;
	struct key key = {0};
	assert_ok(key_load(&identity, &key, &fixture_err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		assert_int_equal(key_allows(&key, cases[i].purpose, cases[i].signed_at, &err), cases[i].rc);
		assert_non_null(strstr(err.words, cases[i].words));
	}
	key_done(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(key_of_rsa_and_p256_is_loaded, fixture_reset),
		cmocka_unit_test_setup(key_that_does_not_fit_its_certificate_is_refused, fixture_reset),
		cmocka_unit_test_setup(key_file_must_be_there_plain_and_private, fixture_reset),
		cmocka_unit_test_setup(key_that_is_weak_or_encrypted_is_refused, fixture_reset),
		cmocka_unit_test_setup(certificate_must_be_there_and_may_sign, fixture_reset),
		cmocka_unit_test_setup(chain_behind_the_certificate_is_kept, fixture_reset),
		cmocka_unit_test_setup(key_signs_only_its_purposes_inside_its_terms, fixture_reset),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
