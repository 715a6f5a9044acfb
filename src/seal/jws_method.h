/* The algorithms of a JWS (RFC 7518 section 3.1): one row each. "none" and those with a shared secret are not here, so
 * nothing can ask for them.
 *
 * Proof: tests/unit/seal/jws_test.c */
#pragma once

#include <openssl/evp.h>

#include "base/text.h"
#include "seal/algorithm.h"
#include "seal/digest.h"
#include "seal/seal.h"

struct jws_method {
	const char *name;     /* "PS256", the value of alg */
	const char *key_type; /* OpenSSL's name of the key's type */
	int rsa_padding;      /* 0 for other keys */
};

#define JWS_EC_BYTES 64 /* R and S of P-256, 32 bytes each: section 3.4 */

/* The row for a key: what is asked for an RSA key, ES256 for one on P-256. */
const struct jws_method *jws_method_of(const struct algorithm *key, enum jws_algorithm rsa);

/* The row that a header names; NULL when there is none. */
const struct jws_method *jws_method_named(struct text name);

/* Take padding and salt of this row for a context that was made ready to sign or to verify. */
bool jws_method_prepare(const struct jws_method *method, EVP_PKEY_CTX *context);

/* The SHA-256 of "HEADER.PAYLOAD", where `header` is base64url already and `payload` is not. */
MUST_CHECK enum rc jws_digest(struct arena *arena, struct text header, struct text payload,
			      unsigned char out[DIGEST_BYTES]);
