/* What a signature proves, found by the code of its form: shared by the verifier and by the keeper's self-check. */
#pragma once

#include <openssl/x509.h>
#include <xmlsec/keys.h>

#include "base/arena.h"
#include "seal/algorithm.h"
#include "seal/seal.h"

struct proof {
	enum seal_purpose form;
	const struct algorithm *algorithm;
	const char *jws_algorithm; /* "PS256", …; NULL for the other forms, whose algorithm follows from the key */
	X509 *signer;              /* under whose key the signature holds */
	STACK_OF(X509) *others;    /* what else came with it; trusted by nobody yet; may be NULL */
	bool has_time;
	int64_t signed_at;   /* as the signer says */
	struct text content; /* the bytes that were verified */
};

/* xmlsec's form of a certificate's public key; NULL when it does not take it. The caller destroys it. */
xmlSecKeyPtr proof_public_key(const X509 *certificate);

void proof_done(struct proof *proof); /* for CLEANUP(); takes a zeroed struct */

/* The signer that somebody expects, ready for use: reading a certificate costs five times as much as a verification. */
struct proof_signer {
	X509 *certificate;
	const struct algorithm *algorithm;
	xmlSecKeyPtr xmlsec_public; /* of the certificate */
	struct text jws_header;     /* of its JWS by the wanted algorithm, in base64url; empty when it is not at hand */
	EVP_PKEY_CTX *jws_verifier; /* that goes with the header */
};

/* The mathematical half of a verification: does it hold under the certificate that it brings? Trust is chain.h.
 * `detached` is empty when it was not given. ERR_INTEGRITY: it does not hold. ERR_FORMAT: not of this form.
 * ERR_NOT_FOUND: a detached signature without the signed bytes. `expected` may be NULL for anybody; otherwise the
 * signature must bring the very bytes of its certificate. */
MUST_CHECK enum rc xmldsig_prove(struct arena *arena, struct text signature, struct text detached,
				 const struct proof_signer *expected, struct proof *ret_proof, struct err *reterr);
MUST_CHECK enum rc cms_prove(struct arena *arena, struct text signature, struct text detached, struct proof *ret_proof,
			     struct err *reterr);

/* The same for a JWS, which is always detached; `wanted` is the algorithm it must have, NULL for any of ours that the
 * signer's key can have made. */
struct jws_method;
MUST_CHECK enum rc jws_prove(struct arena *arena, struct text signature, struct text detached,
			     const struct proof_signer *expected, const struct jws_method *wanted,
			     struct proof *ret_proof, struct err *reterr);

/* The name in the Reference of a detached XML signature, NULL for an enveloped one. Errors as xmldsig_prove(). */
MUST_CHECK enum rc xmldsig_reference(struct arena *arena, struct text signature, const char **ret_file_name,
				     struct err *reterr);
