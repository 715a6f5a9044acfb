/* The agenda of the notaries: acts by time, ties in the order in which they were planned. */
#pragma once

#include "apontasim/cra/world.h"

void agenda_add(struct world *world, const struct agenda_item *item);

/* Take the first act that is due by `to`; false when there is none. */
bool agenda_take(struct world *world, int64_t to, struct agenda_item *ret_item);
