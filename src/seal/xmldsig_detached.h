/* A detached XML signature: a ds:Signature document over the exact bytes of a file, written as text.
 *
 * There is no XML to be made canonical but our own SignedInfo, and that is written in its canonical form to begin
 * with. That it is what it claims to be is proven by xmlsec before it leaves (signing.h), so two programs agree on
 * every one. Proof: tests/unit/seal/xmldsig_test.c, tests/golden/seal.sh */
#pragma once

#include "seal/key.h"

/* `request->file_name` becomes the Reference. ERR_FORMAT: no name that a Reference can carry. */
MUST_CHECK enum rc xmldsig_sign_detached(struct arena *arena, const struct key *key, const struct seal_request *request,
					 struct text *ret_signed, struct err *reterr);
