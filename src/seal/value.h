/* The value of a signature over a SHA-256 digest, as XMLDSig and JWS both write it: RSA's octets as they are, ECDSA's
 * two numbers one behind the other (RFC 7518 section 3.4, RFC 6931 section 2.3.6) where OpenSSL has them in DER.
 *
 * Proof: tests/unit/seal/jws_test.c, tests/unit/seal/xmldsig_test.c */
#pragma once

#include "base/arena.h"
#include "seal/jws_method.h"
#include "seal/key.h"

/* RSA-SHA256 of XMLDSig is RS256, its ECDSA-SHA256 is ES256. ERR_INTEGRITY: OpenSSL failed. */
MUST_CHECK enum rc value_make(struct arena *arena, const struct key *key, enum jws_algorithm algorithm,
			      const unsigned char digest[DIGEST_BYTES], struct text *ret_value, struct err *reterr);
