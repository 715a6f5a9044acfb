/* What a test says to the counterparty, and asks of it, over a unix socket.
 *
 * PUT /clock, GET /books, GET /titles, PUT and DELETE /fault, PUT /fate, PUT /refuse. Bodies are plain lines. Knows
 * nothing of sockets. The caller holds the lock. Proof: tests/unit/apontasim/control_test.c */
#pragma once

#include "apontasim/cra/world.h"

/* Returns the HTTP status; `out` gets the body. */
int control_run(struct world *world, const char *method, const char *path, struct text body, struct buf *out);
