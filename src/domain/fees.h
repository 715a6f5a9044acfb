/* Notary's fees: what a protest costs by the tables of the states, and who has to pay when.
 *
 * Pure. The tables are data (conf/fees), dated and by state (LP art. 37): none comes with the program, and where none
 * is, nobody knows. Who pays is known without a table: within a year after the due date fees are postponed, so that the
 * debtor pays them at payment or cancellation, and the presenter on a withdrawal and a stay that became final; later
 * the notary may ask for a deposit from whoever is no bank or regulated body (Provimento CNJ 86/2019). Proof:
 * tests/unit/domain/fees_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/date.h"

#define FEE_BANDS_MAX  64
#define FEE_TABLES_MAX 64
/* Provimento CNJ 86/2019. */
#define FEES_POSTPONED_MONTHS 12

/* Of what is protested: up to `amount_cents_max` it costs `fee_cents`. */
struct fee_band {
	int64_t amount_cents_max; /* inclusive; INT64_MAX for no end */
	int64_t fee_cents;
};

struct fee_table {
	char name[49];
	char uf[3];
	struct date from;
	struct date until; /* last day; DATE_NONE while it holds */
	char basis[97];
	struct fee_band bands[FEE_BANDS_MAX]; /* rising */
	int bands_count;
};

struct fee_book {
	const struct fee_table *at[FEE_TABLES_MAX];
	int count;
};

/* What a protest of this amount costs on that day, and the table that says so. ERR_NOT_FOUND: no table does. */
MUST_CHECK enum rc fee_find(const struct fee_book *book, const char *uf, struct date on, int64_t amount_cents,
			    int64_t *ret_cents, const struct fee_table **ret_table, struct err *reterr);

enum fee_mode { FEE_POSTPONED, FEE_DEPOSIT };

/* By the age of the debt on the day of the presentation. A debt at sight is as young as its presentation. `regulated`:
 * the creditor is a bank or another supervised body. */
enum fee_mode fee_mode(struct date due_on, struct date presented_on, bool regulated);
const char *fee_mode_name(enum fee_mode mode);  /* "postponed", "deposit" */
const char *fee_mode_words(enum fee_mode mode); /* who pays */

/* The last day on which fees are postponed; DATE_NONE for a debt at sight. */
struct date fees_postponed_until(struct date due_on);
