/* Names of the files of a CRA: prefix, presenter code, DDMM, '.', AA, sequence.
 *
 * The prefix is what the name starts with, never what it contains. A presenter code has 3 to 6 letters and digits, so
 * a name may read in two ways ("CP12345…": C of P12345, or CP of 12345); the length of the name tells:
 *   1. the reading whose code has 3 or 6 characters, the two lengths that are given out, is right;
 *   2. where neither has (codes of 4 or 5), the two-letter prefix is right.
 * Both readings cannot have 3 or 6 at once, as they differ by one. cra_filename_make() refuses a name that would be
 * read back as another. Source: layout 4.3 p. 3; CRA21 manual, nomenclature. Proof:
 * tests/unit/wire/cra_filename_test.c */
#pragma once

#include "base/err.h"
#include "base/text.h"
#include "domain/date.h"

struct cra_filename {
	char prefix[3];    /* B C R DP CP AD AC M E I OT IT */
	char presenter[8]; /* 3 characters, up to 6 for an agreement that is not a bank; upper case */
	struct date on;    /* years 2000 to 2099 */
	int sequence;      /* 1 to 9 */
};

#define CRA_FILENAME_BYTES 24

/* ERR_RANGE: a part outside what a name can say. ERR_REFUSED: would be read back as another name. */
MUST_CHECK enum rc cra_filename_make(const struct cra_filename *name, char out[CRA_FILENAME_BYTES], struct err *reterr);

/* The whole of `text`; the caller trims the blanks that CRAs put around it. ERR_FORMAT, ERR_RANGE (no such day, or
 * sequence 0), ERR_UNKNOWN (prefix). */
MUST_CHECK enum rc cra_filename_parse(struct text text, struct cra_filename *ret_name, struct err *reterr);
