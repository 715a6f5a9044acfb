/* Differences: what must not be so while everything is at rest, as the view apontad.difference tells it, and the nights
 * on which somebody looked.
 *
 * A row of the view is wrong by itself: no counterparty has to be asked to know that. Some are mended by a removal
 * cause without asking anybody; the rest is a person's. Proof: tests/unit/store/difference_test.c,
 * tests/journey/the_night_finds_what_differs.sh */
#pragma once

#include "store/db.h"

/* A night that finds more tells a person of these, and the next night of others. */
#define DIFFERENCES_MAX 1000

struct difference {
	const char *kind;
	int64_t escalation_id;
	int64_t invoice_id;
	const char *cause; /* the removal cause that mends it; "" for none */
	const char *words;
};

struct difference_list {
	struct difference *at;
	int count;
};

MUST_CHECK enum rc difference_find(struct db *db, struct arena *arena, struct difference_list *ret_list,
				   struct err *reterr);

/* Is it still so? Ask with the invoice locked. */
MUST_CHECK enum rc difference_stands(struct db *db, struct arena *arena, const struct difference *difference,
				     bool *ret_stands, struct err *reterr);

/* A record that is at a bureau and not shown yet, with what its day was computed from. */
struct running_notice {
	int64_t escalation_id;
	const char *bureau;
	const char *uf; /* of the person */
	struct date listed_on;
	struct date visible_on;
};

struct running_notice_list {
	struct running_notice *at;
	int count;
};

MUST_CHECK enum rc difference_running_notices(struct db *db, struct arena *arena, struct running_notice_list *ret_list,
					      struct err *reterr);

/* Has nobody looked today? */
MUST_CHECK enum rc reconciliation_is_due(struct db *db, struct arena *arena, bool *ret_due, struct err *reterr);

/* Somebody has, and found this; the first of a day counts. */
MUST_CHECK enum rc reconciliation_record(struct db *db, int differences, int mended, struct err *reterr);
