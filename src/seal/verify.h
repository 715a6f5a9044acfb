/* Does a signature hold, and whose is it? For `apontactl seal verify` and for the keeper's look at its own work.
 *
 * XML: exactly one Signature, one Reference, same-document or (detached) the named file; listed algorithms only; the
 * certificate is the one in KeyInfo checked against `trusted` (PEM file of anchors), or only told when it is NULL.
 * CMS: attached or detached, DER or PEM. JWS: compact and detached, certificates in x5c; who wants one algorithm
 * compares the verdict's. A chain is checked as of the signing time that a CMS signature states; an XML signature or a
 * JWS states none, so the terms of its certificate are told and not judged. Revocation is not looked at.
 * Proof: tests/unit/seal/verify_test.c */
#pragma once

#include <stdbool.h>

#include "seal/seal.h"

struct seal_verdict {
	enum seal_purpose form;
	const char *signer; /* subject of the certificate */
	const char *issuer;
	const char *serial;     /* hex */
	const char *algorithm;  /* "RSA-SHA256", "ECDSA-SHA256"; of a JWS "PS256", "RS256", "ES256" */
	const char *valid_from; /* the certificate's terms, "2020-01-01T00:00:00Z" */
	const char *valid_until;
	const char *signed_at; /* as the signer states; NULL when the form has none */
	bool chain_checked;    /* an anchor was given and the chain leads to it */
	struct text content;   /* what was signed: the verified bytes, and only these may be read */
};

/* `detached` is the signed file for detached forms (empty text otherwise). ERR_INTEGRITY: the signature does not hold;
 * the words say what. ERR_FORMAT: no signature of these forms. ERR_NOT_FOUND: detached, and `detached` is
 * empty. ERR_CONFIG: `trusted_file` cannot be read. */
MUST_CHECK enum rc seal_verify(struct arena *arena, struct text signature, struct text detached,
			       const char *trusted_file, struct seal_verdict *ret_verdict, struct err *reterr);

/* The file name that a detached XML signature refers to, NULL for every other form. ERR_FORMAT, ERR_INTEGRITY: an XML
 * document without a signature of our shape. */
MUST_CHECK enum rc seal_verify_reference(struct arena *arena, struct text signature, const char **ret_file_name,
					 struct err *reterr);
