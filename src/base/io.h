/* Files: read one whole under a ceiling, write one so that it is either whole or not there.
 *
 * May block on the disk. Errors carry the path. Proof: tests/unit/base/io_test.c */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* Read a regular file whole (or all of standard input for "-") into the arena. ERR_NOT_FOUND, ERR_SYSTEM, ERR_RANGE
 * above `bytes_max`. */
MUST_CHECK enum rc io_read(struct arena *arena, const char *path, size_t bytes_max, struct text *ret_bytes,
			   struct err *reterr);

/* Write, fsync and rename into place in the same folder; `mode` is exact, whatever the umask. ERR_NOT_FOUND (no such
 * folder), ERR_SYSTEM. */
MUST_CHECK enum rc io_write(const char *path, struct text bytes, unsigned mode, struct err *reterr);

void io_close(int *fd); /* for CLEANUP(); negative is nothing to close */
