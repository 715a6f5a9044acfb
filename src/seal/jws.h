/* Detached JSON Web Signatures over the exact bytes of a document, with OpenSSL: RFC 7515, compact serialisation with
 * the payload left out (appendix F), "HEADER..SIGNATURE". jws_prove() is in proof.h.
 *
 * The protected header holds alg, x5t#S256 and x5c, and no typ: section 4.1.9 leaves it out where the kind of object
 * is known, as it is here. The signature covers the header and the base64url of the document (not RFC 7797).
 * Proof: tests/unit/seal/jws_test.c, tests/golden/seal.sh */
#pragma once

#include <openssl/evp.h>

#include "seal/jws_method.h"
#include "seal/key.h"

/* ERR_INTEGRITY: OpenSSL failed. */
MUST_CHECK enum rc jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			    struct text *ret_signed, struct err *reterr);
