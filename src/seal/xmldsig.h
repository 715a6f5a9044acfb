/* XML signatures: enveloped as the last child of the root, with xmlsec, or detached over the bytes of a file
 * (xmldsig_detached.h).
 *
 * xmlsec is given our tree and our key, never bytes, files or names to look up. Of another library's document this
 * module knows nothing. xmldsig_prove() is in proof.h. Proof: tests/unit/seal/xmldsig_test.c, tests/golden/seal.sh */
#pragma once

#include "seal/key.h"

/* `request->purpose` is one of the two XML forms. ERR_FORMAT: not XML that can be signed; ERR_REFUSED: it carries a
 * signature already; ERR_INTEGRITY: the library failed. */
MUST_CHECK enum rc xmldsig_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
				struct text *ret_signed, struct err *reterr);
