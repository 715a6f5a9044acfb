/* The file channel: takes CONVEM04 files from one folder, books what they hold, and puts returns into another.
 *
 * All of it happens when the clock moves. A file is taken once: it is moved to taken/ in its folder. Its return is
 * written at the first move of the clock that is the usual delay later, under a name that ends in .tmp until it is
 * whole. Names that start with a dot, or end in .part or .tmp, are not files yet. Faults of the operation `file`:
 * drop_before, error_500 (it vanishes), drop_after (booked, no return), cut_answer, garbage (of the return); a delay
 * counts in minutes. Proof: tests/unit/apontasim/serasa_folder_test.c */
#pragma once

#include <stdint.h>

#include "apontasim/common/faults.h"
#include "base/err.h"

struct folder_answer {
	int64_t due;
	char *name;
	char *bytes;
	size_t len;
};

struct folder_sender {
	char root[9];
	char department[5];
	int remessa; /* the last that was taken */
};

struct folder {
	struct folder_answer *answers;
	int answers_count;
	struct folder_sender *senders;
	int senders_count;
	int movements; /* that Serasa started by itself */
};

void folder_done(struct folder *folder);

struct serasa_world;
/* ERR_SYSTEM, ERR_NO_MEMORY. Does nothing without folders. */
MUST_CHECK enum rc folder_run(struct serasa_world *world, struct err *reterr);
