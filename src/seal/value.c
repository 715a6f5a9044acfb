#include "seal/value.h"

#include <openssl/ecdsa.h>

#include "seal/handles.h"
#include "seal/library.h"

static enum rc failed(struct err *reterr)
{
	return err_set(reterr, ERR_INTEGRITY, "the signature could not be made: %s", library_reason());
}

/* OpenSSL gives a pair of numbers in DER; a signature's value has them one behind the other. */
static bool flatten(const unsigned char *der, size_t len, unsigned char out[JWS_EC_BYTES])
{
	CLEANUP(ecdsa_cleanup) ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	return pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, JWS_EC_BYTES / 2) == JWS_EC_BYTES / 2 &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + JWS_EC_BYTES / 2, JWS_EC_BYTES / 2) == JWS_EC_BYTES / 2;
}

enum rc value_make(struct arena *arena, const struct key *key, enum jws_algorithm algorithm,
		   const unsigned char digest[DIGEST_BYTES], struct text *ret_value, struct err *reterr)
{
	size_t len = (size_t)EVP_PKEY_get_size(key->secret);
	unsigned char *value = arena_alloc(arena, len);
	if (value == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a signature");
	if (EVP_PKEY_sign(key->signers[algorithm], value, &len, digest, DIGEST_BYTES) <= 0)
		return failed(reterr);
	if (jws_method_of(key->algorithm, algorithm)->rsa_padding == 0) {
		unsigned char *flat = arena_alloc(arena, JWS_EC_BYTES);
		if (flat == NULL || !flatten(value, len, flat))
			return failed(reterr);
		value = flat;
		len = JWS_EC_BYTES;
	}
	*ret_value = (struct text){(const char *)value, len};
	return OK;
}
