/* What will become of a debt: ordered by a test, or drawn from a hash of the seed, its debtor and its contract.
 *
 * An order is a line "CONTRACT WHAT [CODE]"; it may come before the debt does. A contract has one fate, to which orders
 * add; "plain" forgets it. The caller holds the lock of the world. Proof: tests/unit/apontasim/serasa_control_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct serasa_fate {
	char contract[21];
	char reject[4];           /* code with which inclusions are refused */
	char reject_exclusion[4]; /* code with which exclusions are */
	bool silent;              /* 200, booked, never a webhook */
	bool court;               /* Serasa takes the record out by itself */
	char letter[4];           /* code of the letter that came back */
	int late_minutes;         /* more than the usual delay */
};

struct serasa_fates {
	struct serasa_fate *all;
	int count;
};

void serasa_fates_done(struct serasa_fates *fates);
/* ERR_FORMAT tells the words. */
MUST_CHECK enum rc serasa_fates_order(struct serasa_fates *fates, struct text line, struct err *reterr);
const struct serasa_fate *serasa_fates_find(const struct serasa_fates *fates, const char *contract); /* never NULL */

/* 0 to 99, the same for the same debt. */
enum draw { DRAW_REJECT, DRAW_LETTER, DRAW_TWICE };
int serasa_fate_draw(uint64_t seed, const char *debtor, const char *contract, enum draw draw);
