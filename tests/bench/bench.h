/* What the measuring programs share: a clock, one core, medians, and the line that script/bench reads.
 *
 * A figure is a line "NAME VALUE" on standard output. Rates are doubles; money never comes here. */
#pragma once

#include <stddef.h>

#include "base/attributes.h"
#include "base/err.h"

#define BENCH_REPEATS_MAX 400

double bench_seconds(void); /* of a clock that only goes forward */

/* This process and what it forks stay on the last core, so that figures of one run compare. */
void bench_pin(void);

/* Sorts. `count` is 1 or more. */
double bench_median(double *values, size_t count);

void bench_print(const char *name, double value);

/* End the program with what went wrong. */
NORETURN void bench_fail(const char *what, const struct err *err);

#define BENCH_TRY(call)                                                                                                \
	do {                                                                                                           \
		struct err bench_err = {0};                                                                            \
		struct err *reterr = &bench_err;                                                                       \
		if ((call) != OK)                                                                                      \
			bench_fail(#call, reterr);                                                                     \
	} while (0)
