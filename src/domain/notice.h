/* Notice terms: how many days a debtor is told beforehand, by bureau and state, at a date.
 *
 * Pure. The rows are data (conf/rules/notice-terms.conf), dated, because state law has changed them more than once. The
 * longer of the bureau's own term and the state's counts. A state without a row has none of its own. Calendar days: the
 * day of the bureau's word does not count, the last day is still the debtor's, and the record may be shown on the next.
 * Sources: CDC art. 43 par. 2; Súmula 359/STJ; Lei SP 16.624/2017 and what the rows name.
 * Proof: tests/unit/domain/notice_test.c */
#pragma once

#include "base/err.h"
#include "domain/date.h"

#define NOTICE_TERMS_MAX 128

struct notice_term {
	char bureau[17]; /* "serasa", "spc"; "" for every bureau */
	char uf[3];      /* "" for every state */
	int days;
	struct date from;  /* first day on which it holds */
	struct date until; /* last day; DATE_NONE while it holds */
	char basis[97];
};

struct notice_terms {
	struct notice_term at[NOTICE_TERMS_MAX];
	int count;
};

/* The first day on which a record that the bureau took on `on` may be shown, and the row that decides. ERR_NOT_FOUND:
 * no row for the bureau itself holds on that day: nobody knows its term. */
MUST_CHECK enum rc notice_visible_on(const struct notice_terms *terms, const char *bureau, const char *uf,
				     struct date on, struct date *ret_visible_on, const struct notice_term **ret_term,
				     struct err *reterr);
