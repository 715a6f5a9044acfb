/* The simulated Serasa as the shared server sees it: login, inclusion, guarantor, exclusion, each from its address.
 *
 * 200 with a transactionId says "received"; what came of it is told by a webhook. What a conforming client never does
 * is answered with 400 and an errorMessage that names the field, and stands in the books as a violation. Source: PEFIN
 * V8 document, login and operations; the 404 and the errorMessage of a creditor without agreement are of
 * implementations. Proof: tests/unit/apontasim/serasa_rest_test.c */
#pragma once

#include "apontasim/common/server.h"
#include "apontasim/serasa/world.h"

/* Fill `trade`; the world must outlive it. Returns `trade`. */
const struct trade *front_serasa(struct serasa_world *world, struct trade *trade);
