#include "seal/jws_method.h"

#include <string.h>

#include <openssl/rsa.h>

#include "seal/base64.h"

/* The first rows stand in the order of enum jws_algorithm. */
static const struct jws_method methods[] = {
	[JWS_PS256] = {"PS256", "RSA", RSA_PKCS1_PSS_PADDING},
	[JWS_RS256] = {"RS256", "RSA", RSA_PKCS1_PADDING},
	[JWS_ALGORITHM_COUNT] = {"ES256", "EC", 0},
};

const struct jws_method *jws_method_of(const struct algorithm *key, enum jws_algorithm rsa)
{
	return &methods[strcmp(key->key_type, "RSA") == 0 ? rsa : JWS_ALGORITHM_COUNT];
}

const struct jws_method *jws_method_named(struct text name)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (text_is(name, methods[i].name))
			return &methods[i];
	return NULL;
}

bool jws_method_prepare(const struct jws_method *method, EVP_PKEY_CTX *context)
{
	if (EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) <= 0)
		return false;
	if (method->rsa_padding == 0)
		return true;
	if (EVP_PKEY_CTX_set_rsa_padding(context, method->rsa_padding) <= 0)
		return false;
	/* RFC 7518 section 3.5: the salt is as long as the digest, and both masks are made with SHA-256. */
	return method->rsa_padding != RSA_PKCS1_PSS_PADDING ||
	       (EVP_PKEY_CTX_set_rsa_pss_saltlen(context, DIGEST_BYTES) > 0 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0);
}

enum rc jws_digest(struct arena *arena, struct text header, struct text payload, unsigned char out[DIGEST_BYTES])
{
	size_t len = header.len + 1 + base64_length(BASE64_URL, payload.len);
	char *input = arena_alloc(arena, len);
	if (input == NULL)
		return ERR_NO_MEMORY;
	memcpy(input, header.at, header.len);
	input[header.len] = '.';
	base64_write(BASE64_URL, payload, input + header.len + 1);
	return digest_sha256((struct text){input, len}, out);
}
