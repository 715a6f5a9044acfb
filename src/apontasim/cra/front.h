/* The CRA as the shared server sees it: every POST is a SOAP call, whatever its path.
 *
 * Proof: tests/unit/apontasim/cra_smoke.sh */
#pragma once

#include "apontasim/common/server.h"
#include "apontasim/cra/world.h"

/* Fill `trade`; the world must outlive it. Returns `trade`. */
const struct trade *front_trade(struct world *world, struct trade *trade);
