/* The bureau as the shared server sees it: a table of functions over its world.
 *
 * Proof: tests/unit/apontasim/spc_smoke.sh */
#pragma once

#include "apontasim/common/server.h"
#include "apontasim/spc/world.h"

const struct trade *spc_trade(struct spc_world *world, struct trade *trade);
