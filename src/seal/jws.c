#include "seal/jws.h"

#include <string.h>

#include <openssl/ecdsa.h>

#include "base/limits.h"
#include "seal/base64.h"
#include "seal/handles.h"
#include "seal/library.h"

static enum rc failed(struct err *reterr)
{
	return err_set(reterr, ERR_INTEGRITY, "the JWS could not be made: %s", library_reason());
}

/* OpenSSL gives a pair of numbers in DER; a JWS takes them one behind the other (RFC 7518 section 3.4). */
static bool flatten(const unsigned char *der, size_t len, unsigned char out[JWS_EC_BYTES])
{
	CLEANUP(ecdsa_cleanup) ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	return pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, JWS_EC_BYTES / 2) == JWS_EC_BYTES / 2 &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + JWS_EC_BYTES / 2, JWS_EC_BYTES / 2) == JWS_EC_BYTES / 2;
}

static enum rc sign_digest(struct arena *arena, const struct key *key, const struct jws_method *method,
			   const unsigned char digest[DIGEST_BYTES], struct text *ret_value, struct err *reterr)
{
	CLEANUP(pkey_context_cleanup) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->secret, NULL);
	size_t len = (size_t)EVP_PKEY_get_size(key->secret);
	unsigned char *value = arena_alloc(arena, len);
	if (context == NULL || value == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a JWS");
	if (EVP_PKEY_sign_init(context) <= 0 || !jws_method_prepare(method, context) ||
	    EVP_PKEY_sign(context, value, &len, digest, DIGEST_BYTES) <= 0)
		return failed(reterr);
	if (method->rsa_padding == 0) {
		unsigned char *flat = arena_alloc(arena, JWS_EC_BYTES);
		if (flat == NULL || !flatten(value, len, flat))
			return failed(reterr);
		value = flat;
		len = JWS_EC_BYTES;
	}
	*ret_value = (struct text){(const char *)value, len};
	return OK;
}

static enum rc join(struct arena *arena, struct text header, struct text value, struct text *ret_signed,
		    struct err *reterr)
{
	size_t value_len = base64_length(BASE64_URL, value.len);
	size_t len = header.len + 2 + value_len;
	char *out = arena_alloc(arena, len + 1);
	if (out == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a JWS");
	memcpy(out, header.at, header.len);
	memcpy(out + header.len, "..", 2);
	base64_write(BASE64_URL, value, out + header.len + 2);
	*ret_signed = (struct text){out, len};
	return OK;
}

enum rc jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
		 struct text *ret_signed, struct err *reterr)
{
	if ((unsigned)request->jws_algorithm >= JWS_ALGORITHM_COUNT)
		return err_set(reterr, ERR_REFUSED, "there is no JWS algorithm %d", (int)request->jws_algorithm);
	if (request->document.len == 0 || request->document.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "a document of %zu bytes cannot be signed", request->document.len);
	library_forget_errors();
	const struct jws_method *method = jws_method_of(key->algorithm, request->jws_algorithm);
	struct text header = buf_view(&key->jws_headers[request->jws_algorithm]);
	struct text value = {NULL, 0};
	unsigned char digest[DIGEST_BYTES];
	if (jws_digest(arena, header, request->document, digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a JWS");
	enum rc rc = sign_digest(arena, key, method, digest, &value, reterr);
	return rc == OK ? join(arena, header, value, ret_signed, reterr) : rc;
}
