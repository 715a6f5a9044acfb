/* Municipality codes of the IBGE (CodMun): seven digits, the first two tell the state.
 *
 * Pure. The check digit is a hint only: nine official codes do not fit it, and they are listed here.
 * Proof: tests/unit/domain/ibge_test.c */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

/* Seven digits of a known state. `ret_digit_fits` (may be NULL) tells whether the check digit fits or the code is one
 * of the nine official exceptions. ERR_FORMAT, ERR_UNKNOWN (no such state). */
MUST_CHECK enum rc ibge_check(struct text code, bool *ret_digit_fits, struct err *reterr);

const char *ibge_state(struct text code); /* "SP" for 35…; NULL when the first two digits are no state */
bool ibge_is_state(struct text uf);       /* "SP" yes, "XX" no */
