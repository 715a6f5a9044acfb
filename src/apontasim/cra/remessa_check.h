/* A remessa against every rule of the layout, of the CRA's register and of its own books.
 *
 * Refusals of the file go to remessa->verdict, those of a comarca to its lote. The books are looked at, never changed,
 * except that an ordered refusal is used up. Source: codes 9.1 of the CRA21 manual as collected in its message pages.
 * Proof: tests/unit/apontasim/remessa_test.c */
#pragma once

#include "apontasim/cra/filename.h"
#include "apontasim/cra/reading.h"
#include "apontasim/cra/world.h"

void remessa_check(struct world *world, const char *name_text, const struct filename *name, struct remessa *remessa);

/* Put the lotes that are good into the books and before the notaries. Returns how many were taken. */
int remessa_take(struct world *world, struct arena *arena, const struct filename *name, const struct remessa *remessa);

/* Was this very lote, under this very sequence, taken before? */
bool lote_is_repeated(const struct world *world, const struct filename *name, const struct remessa_lote *lote);
