/* The notaries: what they do with the titles they are handed, day by day, in virtual time.
 *
 * The calendar is the banks' (Lei 9.492/1997 art. 12). A remessa of day D is protocolled on the next business day P;
 * the protest is drawn at 17:00 of L, the third business day after P, unless the debtor pays, the presenter withdraws
 * or a court stays it before; every answer is handed in at 06:00 of the next business day.
 *
 * The caller holds the lock of the world. Nothing here looks at the order in which titles came.
 * Proof: tests/unit/apontasim/notary_test.c */
#pragma once

#include "apontasim/cra/world.h"

/* A title the CRA has just taken. */
void notary_take(struct world *world, int title);

/* Commands that the CRA has accepted; the checks were made. */
void notary_withdraw(struct world *world, int title);
void notary_authorise_withdraw(struct world *world, int title);
void notary_cancel(struct world *world, int title);
void notary_authorise_cancel(struct world *world, int title);

/* A test has ordered another fate for titles of this número. */
void notary_plan_anew(struct world *world, const char *number);

/* Move the clock; all acts due up to and including `to` happen in order. ERR_REFUSED: before the present.
 * ERR_CALENDAR_MISSING: no bank holidays are known for that year. */
MUST_CHECK enum rc notary_clock(struct world *world, int64_t to, struct err *reterr);
