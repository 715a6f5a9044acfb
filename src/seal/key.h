/* A signing identity in the keeper's memory: the key, its certificate and chain, loaded once.
 *
 * Errors are ERR_CONFIG and name the identity and the file. May block on the disk. Proof: tests/unit/seal/key_test.c */
#pragma once

#include <openssl/x509.h>
#include <xmlsec/keys.h>

#include "base/buf.h"
#include "seal/algorithm.h"
#include "seal/seal.h"

struct key {
	char name[49];
	unsigned purposes;
	const struct algorithm *algorithm;
	EVP_PKEY *secret;
	X509 *certificate;
	STACK_OF(X509) *chain;                       /* what stands behind the certificate in its file; never NULL */
	struct buf jws_headers[JWS_ALGORITHM_COUNT]; /* of its JWS, in base64url */
	/* Ready for any number of digests: to make them ready costs a twentieth of a signature. */
	EVP_PKEY_CTX *signers[JWS_ALGORITHM_COUNT];
	EVP_PKEY_CTX *verifiers[JWS_ALGORITHM_COUNT]; /* of the certificate */
	xmlSecKeyPtr xmlsec;                          /* duplicated for each signature, which takes a reference only */
	xmlSecKeyPtr xmlsec_public;                   /* of the certificate, for the look at the own work */
};

MUST_CHECK enum rc key_load(const struct seal_identity *identity, struct key *ret_key, struct err *reterr);
void key_done(struct key *key); /* wipes; takes a zeroed struct */

/* May it sign in this form, with a certificate that is valid at that time? ERR_REFUSED says why not. */
MUST_CHECK enum rc key_allows(const struct key *key, enum seal_purpose purpose, int64_t signed_at, struct err *reterr);
