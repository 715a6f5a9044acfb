/* What a test says to the bureau, and asks of it, over a unix socket.
 *
 * PUT and GET /clock, GET /books, GET /records, GET /record/CONTRACT, PUT and DELETE /fault, PUT /fate, PUT /operator.
 * Bodies are plain lines. The caller holds the lock. Proof: tests/unit/apontasim/spc_books_test.c */
#pragma once

#include "apontasim/spc/world.h"

/* Returns the HTTP status; `out` gets the body. */
int spc_control_run(struct spc_world *world, const char *method, const char *path, struct text body, struct buf *out);
