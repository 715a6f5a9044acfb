/* What notaries handed in on a day, as the presenter fetches it: confirmação, retorno, andamento.
 *
 * CRA21: grouped in <comarca CodMun>, the money of a retorno decimal with trailing zeros dropped; the other dialects:
 * flat, cents. A confirmação repeats the remessa, money as it came. Source: CRA21 manual, download-e-consulta; layout
 * 4.3 pp. 10-20; andamento layout. Proof: tests/unit/apontasim/dispatch_test.c */
#pragma once

#include "apontasim/cra/filename.h"
#include "apontasim/cra/world.h"
#include "base/arena.h"

/* Everything of that kind and day that has been released to the presenter by now; false (and nothing written) when
 * there is none. */
bool download_write(struct world *world, struct arena *arena, enum handed_kind kind, const char *name_text,
		    const struct filename *name, struct buf *out);

/* The presenter has got the retorno of that day: what it tells is known from now on. */
void download_told(struct world *world, const struct filename *name);
