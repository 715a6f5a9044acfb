/* An upload from its name to its answer: name, window, count of the day, content, books.
 *
 * A name is used up when the file passed its checks and something of it was taken; a file refused whole may be sent
 * again under its name. The very same bytes under a used name are answered with 1001 and are no violation: that is how
 * a client resolves its doubt. Proof: tests/unit/apontasim/dispatch_test.c */
#pragma once

#include "apontasim/cra/world.h"
#include "base/arena.h"

enum upload_kind { UPLOAD_B, UPLOAD_DP, UPLOAD_CP, UPLOAD_AD, UPLOAD_AC };

void upload_run(struct world *world, struct arena *arena, enum upload_kind upload, const char *prefix, const char *kind,
		const char *name_text, struct text bytes, struct buf *out);

/* Remember an upload whose sender got no answer. */
void upload_seen(struct world *world, const char *name_text, struct text bytes);
