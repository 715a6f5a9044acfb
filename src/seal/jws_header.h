/* The protected header of a JWS: written for a certificate, and read back strictly.
 *
 * Read is one flat JSON object with alg, x5t#S256, x5c and perhaps typ, each once, their strings without escapes but
 * "\/". Any other member is refused, so crit and b64, which change how the rest is read, and jwk, jku or x5u, which
 * name other keys, have no effect at all. Proof: tests/unit/seal/jws_test.c */
#pragma once

#include <openssl/x509.h>

#include "base/buf.h"
#include "seal/jws_method.h"

#define JWS_HEADER_BYTES_MAX ((size_t)128 << 10) /* of the JSON */
#define JWS_CERTIFICATES_MAX 9                   /* the signer's, and a chain as key.c takes it */

struct jws_header {
	struct text alg;
	struct text thumbprint; /* x5t#S256, in base64url */
	int certificate_count;
	struct text certificates[JWS_CERTIFICATES_MAX]; /* x5c, in base64, the signer's first */
};

/* base64url(SHA-256 of the certificate's DER), 43 characters and a terminator. */
MUST_CHECK enum rc jws_thumbprint(const X509 *certificate, char out[44]);

/* In base64url, appended to `out`: it is the same for every signature of a key, so it is made once. */
MUST_CHECK enum rc jws_header_write(const struct jws_method *method, const X509 *certificate,
				    const STACK_OF(X509) *chain, struct buf *out, struct err *reterr);

/* `header` in base64url. ERR_FORMAT names the member and what would be right. */
MUST_CHECK enum rc jws_header_read(struct arena *arena, struct text header, struct jws_header *ret_header,
				   struct err *reterr);
