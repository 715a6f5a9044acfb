/* Money: int64 cents of BRL, read and written exactly. No floating point comes near it.
 *
 * Pure. Proof: tests/unit/domain/money_test.c */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

#define MONEY_TEXT_BYTES 32

/* "1234.56", "1234.5", "1234" or "-12.30": decimal point, at most two decimals (more only when they are zeros), no
 * sign but a leading minus, no thousands mark. What a CRA sends back as "134.8" is 134.80. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc money_parse(struct text decimal, int64_t *ret_cents, struct err *reterr);

/* Digits that are cents already: "00000000063558" is 635.58. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc money_parse_cents(struct text digits, int64_t *ret_cents, struct err *reterr);

/* "1234.56", two decimals always. Returns `out`. */
const char *money_text(int64_t cents, char out[MONEY_TEXT_BYTES]);

/* "R$ 1.234,56", for people. Returns `out`. */
const char *money_words(int64_t cents, char out[MONEY_TEXT_BYTES]);

/* Sum without overflow. ERR_RANGE. */
MUST_CHECK enum rc money_add(int64_t a_cents, int64_t b_cents, int64_t *ret_cents);
