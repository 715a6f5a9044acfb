/* A request file (DP, CP, AD, AC) against its form, the register and the books: a verdict for each title.
 *
 * Source: codes 9.2 of the CRA21 manual; 2124 to 2135 for the record form. Proof: tests/unit/apontasim/pedido_test.c */
#pragma once

#include "apontasim/cra/filename.h"
#include "apontasim/cra/reading.h"
#include "apontasim/cra/world.h"

/* `ret_found[i]` is the index of the title that pedido->titles[i] means, or -1. */
void pedido_check(struct world *world, struct arena *arena, const char *name_text, const struct filename *name,
		  struct pedido *pedido, int *ret_found);

/* Hand the good ones to the notaries. Returns how many were taken. */
int pedido_take(struct world *world, const struct pedido *pedido, const int *found);

/* A refusal that a conforming client can meet without a fault of its own. */
bool pedido_refusal_is_innocent(const struct world *world, const struct pedido_title *asked, int found);
