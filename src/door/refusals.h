/* Refusals in the log: the first of a minute each with a line, the others as a number, so that a flood of calls is not
 * a flood of lines. No clock of its own: monotonic time is given. Proof: tests/unit/door/refusals_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct refusals {
	int64_t window_ms; /* when the window began; 0 for none yet */
	int logged;
	int64_t passed_over;
};

/* May this one have a line? Tells the number of the window before, when there was more than its lines. */
bool refusals_take(struct refusals *refusals, int64_t now_ms);

/* Tell the number once its window is over, although nothing more comes. */
void refusals_tend(struct refusals *refusals, int64_t now_ms);
