/* Names of the files of a CRA: prefix, presenter code, DDMM, '.', AA, sequence.
 *
 * Two-letter prefixes are tested before one-letter ones, and the prefix is what the name starts with, never what it
 * contains. Source: layout 4.3 p. 3; CRA21 manual, nomenclature. Proof: tests/unit/wire/cra_filename_test.c */
#pragma once

#include "base/err.h"
#include "domain/date.h"

struct cra_filename {
	char prefix[3];    /* B C R DP CP AD AC M E I OT IT */
	char presenter[8]; /* 3 characters, up to 6 for an agreement that is not a bank */
	struct date on;
	int sequence; /* 1 to 9 */
};

#define CRA_FILENAME_BYTES 24

MUST_CHECK enum rc cra_filename_make(const struct cra_filename *name, char out[CRA_FILENAME_BYTES], struct err *reterr);
MUST_CHECK enum rc cra_filename_parse(struct text text, struct cra_filename *ret_name, struct err *reterr);
