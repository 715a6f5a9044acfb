/* What a test says to the simulated Serasa, and asks of it, over a unix socket.
 *
 * PUT and GET /clock, PUT and DELETE /fault, PUT /fate, PUT /hook, GET /books, GET /record/CONTRACT. Bodies are plain
 * lines. Knows nothing of sockets. The caller holds the lock. Proof: tests/unit/apontasim/serasa_control_test.c */
#pragma once

#include "base/buf.h"
#include "base/text.h"

/* `world` is a struct serasa_world. Returns the HTTP status; `out` gets the body. */
int control_serasa(void *world, const char *method, const char *path, struct text body, struct buf *out);
