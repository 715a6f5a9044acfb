/* Four eyes: when a creditor's policy wants a second person before something leaves, why, and who may be that person.
 *
 * Pure. Removals never ask. What was agreed to is the amount that was asked for: when more is owed, it is asked anew.
 * Proof: tests/unit/domain/approval_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

/* Of one creditor (group `four_eyes` of the configuration). */
struct approval_policy {
	int64_t amount_cents; /* this much or more; INT64_MAX: never */
	int batch;            /* so many inclusions of an account passed on one day: those behind them; 0: never */
	bool first;           /* until one of the account was approved and taken */
};

/* Why a second person has to agree; several at once. */
enum approval_why {
	APPROVAL_AMOUNT = 1 << 0,
	APPROVAL_BATCH = 1 << 1,
	APPROVAL_FIRST = 1 << 2,
	APPROVAL_GOOD_PAYER = 1 << 3, /* policy of the ladder: group `profiles` */
	APPROVAL_WHY_COUNT = 4,
};

struct approval_facts {
	int64_t amount_cents; /* what is owed, and would be sent */
	int passed_today;     /* inclusions of the account that have passed today; looked at with `batch` only */
	bool batch_waits;     /* it was kept back by `batch` before: another day does not let it go */
	bool first_taken;     /* one of the account was approved and taken; looked at with `first` only */
	bool good_payer;      /* a good payer with a first delay, and its ladder sends those to a person first */
};

/* 0: nobody else is asked. */
unsigned approval_why(const struct approval_policy *policy, const struct approval_facts *facts);

/* "amount, first"; "" for 0. Returns `out`. */
#define APPROVAL_WHY_BYTES 48
const char *approval_why_names(unsigned why, char out[APPROVAL_WHY_BYTES]);
/* ERR_UNKNOWN: not such a list. */
MUST_CHECK enum rc approval_why_parse(struct text names, unsigned *ret_why);

/* The policy for a person: "R$ 60.000,00 is R$ 50.000,00 or more; 100 have passed today". Returns `out`. */
#define APPROVAL_WORDS_BYTES 200
const char *approval_words(unsigned why, const struct approval_policy *policy, const struct approval_facts *facts,
			   char out[APPROVAL_WORDS_BYTES]);

/* Do two names mean one person: apart from blanks, and from capitals in Portuguese letters? */
bool approval_same_person(struct text a, struct text b);
