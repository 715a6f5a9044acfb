/* Does a signature hold, and whose is it? For `apontactl seal verify` and for the keeper's look at its own work.
 *
 * XML: exactly one Signature, one Reference, same-document or (detached) the named file; listed algorithms only; the
 * certificate is the one in KeyInfo checked against `trusted` (PEM file of anchors), or only told when it is NULL.
 * CMS: attached or detached. Proof: tests/unit/seal/verify_test.c */
#pragma once

#include "seal/seal.h"

struct seal_verdict {
	enum seal_purpose form;
	const char *signer;     /* subject of the certificate */
	const char *issuer;
	const char *serial;     /* hex */
	const char *algorithm;
	bool chain_checked;     /* an anchor was given and the chain leads to it */
	struct text content;    /* what was signed: the verified bytes, and only these may be read */
};

/* `detached` is the signed file for detached forms (empty text otherwise). ERR_INTEGRITY: the signature does not hold;
 * the words say what. ERR_FORMAT: no signature of these forms. */
MUST_CHECK enum rc seal_verify(struct arena *arena, struct text signature, struct text detached,
			       const char *trusted_file, struct seal_verdict *ret_verdict, struct err *reterr);
