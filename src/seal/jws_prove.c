#include "seal/proof.h"

#include <string.h>

#include <openssl/ecdsa.h>

#include "seal/base64.h"
#include "seal/handles.h"
#include "seal/jws_header.h"
#include "seal/jws_method.h"
#include "seal/library.h"

static enum rc refuse(struct err *reterr, const char *why)
{
	return err_set(reterr, ERR_INTEGRITY, "%s", why);
}

struct parts {
	struct text header; /* in base64url, as it was signed */
	struct text value;
};

static enum rc split(struct text jws, struct parts *ret_parts, struct err *reterr)
{
	struct text piece[3] = {{NULL, 0}};
	struct text rest = text_trim(jws);
	int count = 0;
	while (count < 3 && text_next(&rest, '.', &piece[count]))
		count++;
	if (count != 3 || rest.at != NULL || piece[0].len == 0)
		return err_set(reterr, ERR_FORMAT, "not a compact JWS: three parts with two dots between them");
	if (piece[1].len != 0)
		return err_set(reterr, ERR_FORMAT,
			       "the JWS carries its content in the middle; only detached ones, \"HEADER..SIGNATURE\", "
			       "are taken");
	*ret_parts = (struct parts){piece[0], piece[2]};
	return OK;
}

static enum rc read_certificate(struct arena *arena, struct text base64, X509 **ret_certificate, struct err *reterr)
{
	struct text der = {NULL, 0};
	CLEANUP(x509_cleanup) X509 *certificate = NULL;
	if (base64_read(BASE64_STANDARD, arena, base64, &der)) {
		const unsigned char *at = (const unsigned char *)der.at;
		certificate = d2i_X509(NULL, &at, (long)der.len);
		if (certificate != NULL && at != (const unsigned char *)der.at + der.len)
			x509_cleanup(&certificate);
	}
	if (certificate == NULL)
		return refuse(reterr, "the JWS brings a certificate that cannot be read");
	*ret_certificate = certificate;
	certificate = NULL;
	return OK;
}

/* RFC 7515 section 4.1.6: the signer's certificate comes first. */
static enum rc read_anybody(struct arena *arena, const struct jws_header *header, struct proof *proof,
			    struct err *reterr)
{
	proof->others = sk_X509_new_null();
	if (proof->others == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for certificates");
	for (int i = 0; i < header->certificate_count; i++) {
		CLEANUP(x509_cleanup) X509 *certificate = NULL;
		enum rc rc = read_certificate(arena, header->certificates[i], &certificate, reterr);
		if (rc != OK)
			return rc;
		if (i > 0 && sk_X509_push(proof->others, certificate) <= 0)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for certificates");
		if (i == 0)
			proof->signer = certificate;
		certificate = NULL;
	}
	EVP_PKEY *key = X509_get0_pubkey(proof->signer);
	if (key == NULL || algorithm_of_key(key, &proof->algorithm, reterr) != OK)
		return refuse(reterr, "the signer's key is neither RSA of 2048 bits or more nor EC P-256");
	return OK;
}

static enum rc read_expected(struct arena *arena, const struct jws_header *header, const struct proof_signer *expected,
			     struct proof *proof, struct err *reterr)
{
	struct text brought = {NULL, 0};
	unsigned char *der = NULL;
	int len = i2d_X509(expected->certificate, &der);
	bool same = len > 0 && base64_read(BASE64_STANDARD, arena, header->certificates[0], &brought) &&
		    text_equal(brought, (struct text){(const char *)der, (size_t)len});
	OPENSSL_free(der);
	if (!same || X509_up_ref(expected->certificate) != 1)
		return refuse(reterr, "the JWS brings another certificate than the expected one");
	proof->signer = expected->certificate;
	proof->algorithm = expected->algorithm;
	return OK;
}

/* One of ours, one that this key can have made, and the one that was asked for where something was. */
static enum rc check_method(const struct jws_header *header, const struct jws_method *wanted, struct proof *proof,
			    const struct jws_method **ret_method, struct err *reterr)
{
	const struct jws_method *method = jws_method_named(header->alg);
	int shown = (int)(header->alg.len < 60 ? header->alg.len : 60);
	if (method == NULL)
		return err_set(reterr, ERR_INTEGRITY,
			       "the JWS's algorithm is \"%.*s\"; PS256, RS256 and ES256 are taken", shown,
			       header->alg.at);
	if (strcmp(method->key_type, proof->algorithm->key_type) != 0)
		return err_set(reterr, ERR_INTEGRITY, "the JWS's algorithm is %s; the signer's key is of type %s",
			       method->name, proof->algorithm->key_type);
	if (wanted != NULL && wanted != method)
		return err_set(reterr, ERR_INTEGRITY, "the JWS's algorithm is %s; %s was wanted", method->name,
			       wanted->name);
	proof->jws_algorithm = method->name;
	*ret_method = method;
	return OK;
}

static enum rc check_thumbprint(const struct jws_header *header, const X509 *signer, struct err *reterr)
{
	char thumbprint[44];
	if (jws_thumbprint(signer, thumbprint) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to verify a JWS");
	return text_is(header->thumbprint, thumbprint)
		       ? OK
		       : refuse(reterr, "the x5t#S256 of the JWS is not that of the first certificate in its x5c");
}

/* R and S, 32 bytes each, as OpenSSL takes them. */
static bool unflatten(struct text value, unsigned char **ret_der, size_t *ret_len)
{
	if (value.len != JWS_EC_BYTES)
		return false;
	const unsigned char *at = (const unsigned char *)value.at;
	CLEANUP(ecdsa_cleanup) ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(at, JWS_EC_BYTES / 2, NULL);
	BIGNUM *s = BN_bin2bn(at + JWS_EC_BYTES / 2, JWS_EC_BYTES / 2, NULL);
	if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return false;
	}
	int len = i2d_ECDSA_SIG(pair, ret_der);
	*ret_len = len > 0 ? (size_t)len : 0;
	return len > 0;
}

/* `ready` was made so for this method and key, or is NULL. */
static enum rc verify_value(struct arena *arena, const struct jws_method *method, const struct parts *parts,
			    const struct proof *proof, EVP_PKEY_CTX *ready, struct err *reterr)
{
	unsigned char digest[DIGEST_BYTES];
	struct text value = {NULL, 0};
	EVP_PKEY *key = X509_get0_pubkey(proof->signer);
	if (!base64_read(BASE64_URL, arena, parts->value, &value))
		return err_set(reterr, ERR_FORMAT, "the signature of the JWS is not base64url");
	if (jws_digest(arena, parts->header, proof->content, digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to verify a JWS");
	CLEANUP(pkey_context_cleanup) EVP_PKEY_CTX *made = ready == NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
	if (ready == NULL && (made == NULL || EVP_PKEY_verify_init(made) <= 0 || !jws_method_prepare(method, made)))
		return err_set(reterr, ERR_NO_MEMORY, "cannot verify a JWS: %s", library_reason());
	EVP_PKEY_CTX *context = ready != NULL ? ready : made;
	bool holds = false;
	if (method->rsa_padding != 0) {
		holds = value.len == (size_t)EVP_PKEY_get_size(key) &&
			EVP_PKEY_verify(context, (const unsigned char *)value.at, value.len, digest, sizeof(digest)) ==
				1;
	} else {
		unsigned char *der = NULL;
		size_t len = 0;
		holds = unflatten(value, &der, &len) && EVP_PKEY_verify(context, der, len, digest, sizeof(digest)) == 1;
		OPENSSL_free(der);
	}
	return holds ? OK
		     : refuse(reterr, "the JWS does not hold: the file or its header was changed after it was signed, "
				      "or another key has signed");
}

static enum rc prove(struct arena *arena, const struct parts *parts, const struct proof_signer *expected,
		     const struct jws_method *wanted, struct proof *proof, struct err *reterr)
{
	struct jws_header header;
	const struct jws_method *method = NULL;
	if (expected != NULL && wanted != NULL && expected->jws_header.len > 0 &&
	    text_equal(parts->header, expected->jws_header)) {
		/* Byte by byte the one that was made for this certificate and algorithm: nothing in it is left to read.
		 */
		if (X509_up_ref(expected->certificate) != 1)
			return err_set(reterr, ERR_NO_MEMORY, "no memory to verify a JWS");
		proof->signer = expected->certificate;
		proof->algorithm = expected->algorithm;
		proof->jws_algorithm = wanted->name;
		return verify_value(arena, wanted, parts, proof, expected->jws_verifier, reterr);
	}
	enum rc rc = jws_header_read(arena, parts->header, &header, reterr);
	if (rc == OK)
		rc = expected != NULL ? read_expected(arena, &header, expected, proof, reterr)
				      : read_anybody(arena, &header, proof, reterr);
	if (rc == OK)
		rc = check_method(&header, wanted, proof, &method, reterr);
	if (rc == OK)
		rc = check_thumbprint(&header, proof->signer, reterr);
	return rc == OK ? verify_value(arena, method, parts, proof, NULL, reterr) : rc;
}

enum rc jws_prove(struct arena *arena, struct text signature, struct text detached, const struct proof_signer *expected,
		  const struct jws_method *wanted, struct proof *ret_proof, struct err *reterr)
{
	struct parts parts;
	enum rc rc = library_start(reterr);
	if (rc == OK)
		rc = split(signature, &parts, reterr);
	if (rc == OK && detached.len == 0)
		rc = err_set(reterr, ERR_NOT_FOUND, "the JWS is detached: the signed file is needed too");
	if (rc != OK)
		return rc;
	library_forget_errors();
	CLEANUP(proof_done) struct proof proof = {.form = SEAL_JWS_DETACHED, .content = detached};
	rc = prove(arena, &parts, expected, wanted, &proof, reterr);
	if (rc == OK) {
		*ret_proof = proof;
		proof = (struct proof){0};
	}
	return rc;
}
