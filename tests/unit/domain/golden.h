/* Reading the tab-separated data of tests/golden, one row at a time. Lines that begin with '#' are remarks.
 *
 * The text lives in the arena. A row with another number of fields than asked for fails the test. */
#pragma once

#include "base/arena.h"
#include "base/text.h"

struct golden {
	struct text rest;
	int line;
};

void golden_open(struct arena *arena, const char *name, struct golden *ret_golden);

/* The next row; false at the end. */
bool golden_row(struct golden *golden, struct text *fields, int fields_count);
