/* The virtual time of the counterparty: seconds of Brasília time (UTC-3, all year) since 1970-01-01 00:00.
 *
 * Pure. There is no wall clock here: time is what the control socket says. Proof:
 * tests/unit/apontasim/primitives_test.c */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "domain/date.h"

#define MOMENT_NONE       INT64_MIN
#define MOMENT_TEXT_BYTES 32

#define MINUTES(hour, minute) ((hour)*60 + (minute))

int64_t moment_of(struct date date, int minute);
struct date moment_date(int64_t at);
int moment_minute(int64_t at); /* local minute of the day */

/* "2026-03-02T09:00:00-03:00"; "Z" and other offsets are taken and turned into Brasília time. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc moment_parse(struct text text, int64_t *ret_at, struct err *reterr);

const char *moment_iso(int64_t at, char out[MOMENT_TEXT_BYTES]);    /* with -03:00; "" for MOMENT_NONE */
const char *moment_digits(int64_t at, char out[MOMENT_TEXT_BYTES]); /* AAAAMMDDHHMMSS */
