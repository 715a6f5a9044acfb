/* The day on which a notary's three days are likely to end: by the calendar of the notary's town.
 *
 * A forecast only: what binds us is the earliest day, and the day that the notary tells wins (LP art. 12).
 * Proof: tests/journey/explain_tells_why_and_when.sh */
#pragma once

#include "base/arena.h"
#include "domain/town_calendar.h"

struct settings; /* conf/conf.h */

/* The holidays of towns that the configuration names; NULL where there are none that can be read: then nothing is
 * forecast. `settings` may be NULL. */
const struct town_book *forecast_book(struct arena *arena, const struct settings *settings);

/* The third day after `protocol_on` in the town. DATE_NONE: nobody knows it, and *ret_why says why (in the arena; NULL
 * when no title is at a notary). */
struct date forecast_triduo(struct arena *arena, const struct town_book *book, const char *ibge,
			    struct date protocol_on, const char **ret_why);
