/* CMS signatures (P7S) with OpenSSL: DER, SHA-256, signing time and signing-certificate-v2 among the signed attributes
 * (RFC 5652, RFC 5035), all certificates of the identity included. cms_prove() is in proof.h.
 *
 * Proof: tests/unit/seal/cms_test.c, tests/golden/seal.sh */
#pragma once

#include "seal/key.h"

/* `request->purpose` is one of the two CMS forms. ERR_INTEGRITY: OpenSSL failed. */
MUST_CHECK enum rc cms_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			    struct text *ret_signed, struct err *reterr);
