/* Does a signer's certificate lead to one of our anchors? The one place where trust is decided, for XML and CMS.
 *
 * Anchors come from a file of ours, never from the message; an intermediate or the signer itself may be an anchor.
 * The terms of the certificates are looked at as of the signing time where the signature states one. An XML
 * signature states none: its chain is checked without terms, and the verdict tells them. Revocation is not looked at.
 * Proof: tests/unit/seal/verify_test.c */
#pragma once

#include "seal/proof.h"

/* ERR_CONFIG: the file of anchors cannot be read. ERR_INTEGRITY: no chain, and why. */
MUST_CHECK enum rc chain_check(const struct proof *proof, const char *trusted_file, struct err *reterr);
