/* One signature by one key: made in the form that is asked, and proven before anybody sees it.
 *
 * What the keeper does for each request, without its socket. Proof: tests/unit/seal/keeper_test.c,
 * tests/unit/seal/keeper_selfcheck_test.c */
#pragma once

#include "seal/key.h"

/* ERR_REFUSED: no such purpose, or the key may not; ERR_INTEGRITY: it does not verify under the key's certificate. */
MUST_CHECK enum rc signing_make(struct arena *arena, const struct key *key, const struct seal_request *request,
				struct text *ret_signed, struct err *reterr);
