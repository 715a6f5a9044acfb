/* The drop folder as a list of files that wait to be taken. Proof: tests/journey */
#pragma once

#include "base/err.h"

struct dirent;

/* The regular files that are whole (not starting with a dot, not ending in .part or .tmp), by name. Free each and the
 * list with inbox_free. ERR_SYSTEM. */
MUST_CHECK enum rc inbox_list(const char *folder, struct dirent ***ret_entries, int *ret_count, struct err *reterr);
void inbox_free(struct dirent **entries, int count);
