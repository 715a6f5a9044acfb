/* File names of the CRA: prefix, presenter code of 3 to 6 characters, DDMM, '.', AA, sequence 1 to 9.
 *
 * The caller says which prefix it wants, so that C and CP cannot be mistaken for each other.
 * Source: layout 4.3 p. 3; CRA21 manual. Proof: tests/unit/apontasim/primitives_test.c */
#pragma once

#include <stdbool.h>

#include "domain/date.h"

struct filename {
	char presenter[8];
	struct date on;
	int sequence;
};

bool filename_read(const char *name, const char *prefix, struct filename *ret_name);
