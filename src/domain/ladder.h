/* A ladder: the ordered steps of a creditor's policy, and which of them an invoice has reached.
 *
 * Pure; conf/ reads the files into this form. Steps are ordered by days late. Proof: tests/unit/domain/ladder_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/date.h"

#define LADDER_STEPS_MAX 32

enum ladder_action { LADDER_PROTEST, LADDER_SERASA, LADDER_SPC, LADDER_ACTION_COUNT };

struct ladder_step {
	char name[48];
	int days_late;            /* calendar days after the due date; 1 or more */
	int64_t amount_cents_min; /* balance at the step; inclusive */
	int64_t amount_cents_max; /* inclusive; INT64_MAX for no end */
	enum ladder_action action;
};

struct ladder {
	char name[48];
	int steps_count;
	struct ladder_step steps[LADDER_STEPS_MAX];
};

/* Order rising, ranges sane, names unique. ERR_CONFIG names the step and the rule. */
MUST_CHECK enum rc ladder_check(const struct ladder *ladder, struct err *reterr);

/* The first step whose day has come on `today`, whose range takes `balance_cents` and whose action is not in `taken`
 * (bit 1u << action: each is taken once for a debt); NULL when there is none. */
const struct ladder_step *ladder_reached(const struct ladder *ladder, struct date due_on, struct date today,
					 int64_t balance_cents, unsigned taken);

/* The next day after `today` on which ladder_reached() may say something else; DATE_NONE when never. */
struct date ladder_next_look(const struct ladder *ladder, struct date due_on, struct date today);

const char *ladder_action_name(enum ladder_action action); /* the channel: "protest", "serasa", "spc" */
MUST_CHECK enum rc ladder_action_by_name(struct text name, enum ladder_action *ret_action);
