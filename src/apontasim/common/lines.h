/* Bodies of the control socket that are orders, one a line, and how trouble with them is told.
 *
 * Proof: tests/unit/apontasim/control_test.c, serasa_control_test.c */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

/* Write the error and give the HTTP status for it: 409 ERR_REFUSED, 500 ERR_NO_MEMORY, else 400. */
int lines_refused(struct buf *out, enum rc rc, const struct err *err);

/* Hand each line that is not blank to `order`. Lines before a bad one have taken effect; the answer names the bad one.
 * A body without an order is refused. Returns the HTTP status; `out` gets how many there were. */
int lines_each(void *world, struct text body, struct buf *out, enum rc (*order)(void *, struct text, struct err *));
