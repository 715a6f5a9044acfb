/* Pace: how many calls to one counterparty may be under way at once, learned from how it answers.
 *
 * Pure; after the queue manager of Postfix: up by 1/N for a success and down by 1/N for a refusal at a width of N, so
 * that a whole round of N moves it by one. A round of failures (as many as the width) in a row is a dead end point: the
 * caller pauses and then probes with one. Widths are in thousandths. Proof: tests/unit/domain/pace_test.c */
#pragma once

#include <stdbool.h>

#define PACE_FIRST 2000 /* thousandths */

struct pace {
	int width_milli;    /* 1000 or more */
	int failures_milli; /* of a round, in a row; 1000 is a whole one */
};

enum pace_word {
	PACE_ANSWERED,  /* whatever it said of the record */
	PACE_THROTTLED, /* it asked for less */
	PACE_FAILED,    /* no connection, no answer */
};

/* How many calls may be under way: 1 to `most`. */
int pace_width(const struct pace *pace, int most);

void pace_learn(struct pace *pace, enum pace_word word, int most);

/* A round of failures has passed: pause. What follows is a probe with one call. */
bool pace_is_dead(const struct pace *pace);
void pace_probe(struct pace *pace);
