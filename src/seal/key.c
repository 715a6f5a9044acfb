#include "seal/key.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <xmlsec/openssl/evp.h>

#include "seal/handles.h"
#include "seal/jws_header.h"
#include "seal/library.h"
#include "seal/proof.h"
#include "seal/secret.h"

#define CHAIN_MAX 8

static enum rc refuse_file(struct err *reterr, const char *path, const char *why)
{
	return err_set_at(reterr, ERR_CONFIG, path, NULL, "%s", why);
}

/* The first block that can be a key; an EC file may open with its parameters. */
static enum rc decode_secret(BIO *pem, const char *path, EVP_PKEY **ret_key, struct err *reterr)
{
	for (;;) {
		char *label = NULL;
		char *header = NULL;
		unsigned char *der = NULL;
		long len = 0;
		if (PEM_read_bio_ex(pem, &label, &header, &der, &len, PEM_FLAG_SECURE) != 1)
			return refuse_file(reterr, path, "holds no private key in PEM");
		bool encrypted = strcmp(label, "ENCRYPTED PRIVATE KEY") == 0 || strstr(header, "ENCRYPTED") != NULL;
		bool is_key = strstr(label, "PRIVATE KEY") != NULL;
		const unsigned char *at = der;
		EVP_PKEY *key = is_key && !encrypted ? d2i_AutoPrivateKey(NULL, &at, len) : NULL;
		OPENSSL_secure_free(label);
		OPENSSL_secure_free(header);
		OPENSSL_secure_clear_free(der, (size_t)len);
		if (encrypted)
			return refuse_file(reterr, path, "is encrypted; a key is kept plain, as a systemd credential");
		if (!is_key)
			continue;
		if (key == NULL)
			return refuse_file(reterr, path, "holds a private key that cannot be read");
		*ret_key = key;
		return OK;
	}
}

static enum rc load_secret(const char *path, struct key *key, struct err *reterr)
{
	CLEANUP(secret_cleanup) struct secret file = {0};
	enum rc rc = secret_read(path, &file, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(bio_cleanup) BIO *pem = BIO_new_mem_buf(file.bytes, (int)file.len);
	if (pem == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a key");
	rc = decode_secret(pem, path, &key->secret, reterr);
	if (rc == OK && algorithm_of_key(key->secret, &key->algorithm, reterr) != OK) {
		if (reterr != NULL)
			reterr->code = ERR_CONFIG;
		err_at(reterr, path, NULL);
		rc = ERR_CONFIG;
	}
	return rc;
}

static enum rc load_certificates(const char *path, struct key *key, struct err *reterr)
{
	CLEANUP(bio_cleanup) BIO *file = BIO_new_file(path, "r");
	if (file == NULL)
		return refuse_file(reterr, path, "cannot be opened");
	key->certificate = PEM_read_bio_X509(file, NULL, NULL, NULL);
	if (key->certificate == NULL)
		return refuse_file(reterr, path, "holds no certificate in PEM");
	key->chain = sk_X509_new_null();
	if (key->chain == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a chain of certificates");
	for (;;) {
		CLEANUP(x509_cleanup) X509 *next = PEM_read_bio_X509(file, NULL, NULL, NULL);
		if (next == NULL)
			return OK;
		if (sk_X509_num(key->chain) >= CHAIN_MAX)
			return refuse_file(reterr, path,
					   "holds more certificates than a chain has; the signer comes first");
		if (sk_X509_push(key->chain, next) <= 0)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a chain of certificates");
		next = NULL;
	}
}

static enum rc check_certificate(const struct seal_identity *identity, const struct key *key, struct err *reterr)
{
	if (X509_check_private_key(key->certificate, key->secret) != 1)
		return refuse_file(reterr, identity->certificate_file, "does not fit the private key");
	const uint32_t may_sign = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
	if ((X509_get_key_usage(key->certificate) & may_sign) == 0)
		return refuse_file(reterr, identity->certificate_file,
				   "may not sign: its key usage has neither digitalSignature nor nonRepudiation");
	return OK;
}

static enum rc make_xmlsec_key(struct key *key, struct err *reterr)
{
	library_forget_errors();
	EVP_PKEY *shared = xmlSecOpenSSLEvpKeyDup(key->secret);
	xmlSecKeyDataPtr data = shared != NULL ? xmlSecOpenSSLEvpKeyAdopt(shared) : NULL;
	if (data == NULL) {
		EVP_PKEY_free(shared);
		return err_set(reterr, ERR_CONFIG, "xmlsec does not take the key: %s", library_reason());
	}
	CLEANUP(xmlsec_key_cleanup) xmlSecKeyPtr xmlsec = xmlSecKeyCreate();
	if (xmlsec == NULL || xmlSecKeySetValue(xmlsec, data) < 0) {
		xmlSecKeyDataDestroy(data);
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a key");
	}
	key->xmlsec_public = proof_public_key(key->certificate);
	if (key->xmlsec_public == NULL)
		return err_set(reterr, ERR_CONFIG, "xmlsec does not take the certificate's key: %s", library_reason());
	key->xmlsec = xmlsec;
	xmlsec = NULL;
	return OK;
}

static enum rc make_contexts(struct key *key, struct err *reterr)
{
	EVP_PKEY *public = X509_get0_pubkey(key->certificate);
	for (int i = 0; i < JWS_ALGORITHM_COUNT; i++) {
		const struct jws_method *method = jws_method_of(key->algorithm, (enum jws_algorithm)i);
		key->signers[i] = EVP_PKEY_CTX_new(key->secret, NULL);
		key->verifiers[i] = EVP_PKEY_CTX_new(public, NULL);
		if (key->signers[i] == NULL || EVP_PKEY_sign_init(key->signers[i]) <= 0 ||
		    !jws_method_prepare(method, key->signers[i]) || key->verifiers[i] == NULL ||
		    EVP_PKEY_verify_init(key->verifiers[i]) <= 0 || !jws_method_prepare(method, key->verifiers[i]))
			return err_set(reterr, ERR_CONFIG, "OpenSSL does not sign with the key: %s", library_reason());
	}
	return OK;
}

static enum rc make_jws_headers(struct key *key, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < JWS_ALGORITHM_COUNT; i++) {
		buf_init(&key->jws_headers[i], 2 * JWS_HEADER_BYTES_MAX);
		rc = jws_header_write(jws_method_of(key->algorithm, (enum jws_algorithm)i), key->certificate,
				      key->chain, &key->jws_headers[i], reterr);
	}
	return rc;
}

enum rc key_load(const struct seal_identity *identity, struct key *ret_key, struct err *reterr)
{
	struct key key = {.purposes = identity->purposes};
	(void)snprintf(key.name, sizeof(key.name), "%s", identity->name);
	enum rc rc = library_start(reterr);
	if (rc == OK)
		rc = load_secret(identity->key_file, &key, reterr);
	if (rc == OK)
		rc = load_certificates(identity->certificate_file, &key, reterr);
	if (rc == OK)
		rc = check_certificate(identity, &key, reterr);
	if (rc == OK)
		rc = make_xmlsec_key(&key, reterr);
	if (rc == OK)
		rc = make_jws_headers(&key, reterr);
	if (rc == OK)
		rc = make_contexts(&key, reterr);
	if (rc != OK) {
		err_at(reterr, NULL, identity->name);
		key_done(&key);
		return rc;
	}
	*ret_key = key;
	return OK;
}

void key_done(struct key *key)
{
	if (key->xmlsec != NULL)
		xmlSecKeyDestroy(key->xmlsec);
	if (key->xmlsec_public != NULL)
		xmlSecKeyDestroy(key->xmlsec_public);
	EVP_PKEY_free(key->secret); /* private numbers are wiped by OpenSSL as they go */
	X509_free(key->certificate);
	sk_X509_pop_free(key->chain, X509_free);
	for (int i = 0; i < JWS_ALGORITHM_COUNT; i++) {
		buf_done(&key->jws_headers[i]);
		EVP_PKEY_CTX_free(key->signers[i]);
		EVP_PKEY_CTX_free(key->verifiers[i]);
	}
	*key = (struct key){0};
}

static const char *day_of(const ASN1_TIME *time, char out[16])
{
	struct tm tm;
	if (ASN1_TIME_to_tm(time, &tm) != 1 || strftime(out, 16, "%Y-%m-%d", &tm) == 0)
		(void)snprintf(out, 16, "?");
	return out;
}

enum rc key_allows(const struct key *key, enum seal_purpose purpose, int64_t signed_at, struct err *reterr)
{
	char day[16];
	if ((key->purposes & (1u << purpose)) == 0)
		return err_set(reterr, ERR_REFUSED,
			       "the identity \"%s\" may not sign as %s; its purposes are configured", key->name,
			       seal_purpose_name(purpose));
	time_t at = (time_t)signed_at;
	const ASN1_TIME *from = X509_get0_notBefore(key->certificate);
	const ASN1_TIME *until = X509_get0_notAfter(key->certificate);
	if (X509_cmp_time(from, &at) >= 0)
		return err_set(reterr, ERR_REFUSED, "the certificate of \"%s\" is valid only from %s on", key->name,
			       day_of(from, day));
	if (X509_cmp_time(until, &at) <= 0)
		return err_set(reterr, ERR_REFUSED, "the certificate of \"%s\" expired on %s: install the new one",
			       key->name, day_of(until, day));
	return OK;
}
