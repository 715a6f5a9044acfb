/* How a debtor pays, as far as the platform tells it: one of a few plain classes, with the words that explain it.
 *
 * Pure. No score: counts against thresholds that stand in the ladder's file, in one fixed order, and the words name the
 * values that decided. What was not told supports nothing. The order: bad faith, good payer, unresponsive, habitual
 * late payer; told, and none of these, is ordinary. Policy, not law. Proof: tests/unit/domain/payer_test.c */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

#define PAYER_NOT_TOLD  (-1)
#define PAYER_COUNT_MAX 1000000 /* of whatever is counted; more is a mistake */
#define PAYER_WORDS     240

/* Counts of the debtor's history with the creditor, at the time of the invoice; PAYER_NOT_TOLD for what was left out.
 */
struct payer_facts {
	int paid_on_time;       /* invoices */
	int paid_late;          /* invoices, this one not among them */
	int average_delay_days; /* of those that were paid late */
	int broken_promises;
	int contacts_made;
	int contacts_answered;
};

#define PAYER_FACTS_NONE                                                                                               \
	((struct payer_facts){PAYER_NOT_TOLD, PAYER_NOT_TOLD, PAYER_NOT_TOLD, PAYER_NOT_TOLD, PAYER_NOT_TOLD,          \
			      PAYER_NOT_TOLD})

enum payer_class {
	PAYER_UNKNOWN, /* nothing was told */
	PAYER_ORDINARY,
	PAYER_GOOD, /* always paid on time, and this is a first delay */
	PAYER_HABITUAL_LATE,
	PAYER_UNRESPONSIVE,
	PAYER_BAD_FAITH,
	PAYER_CLASS_COUNT
};

/* Thresholds: the group `profiles` of a ladder's file. */
struct payer_terms {
	int good_paid_on_time;         /* as many or more on time */
	int good_paid_late;            /* and at most as many late */
	int habitual_paid_late;        /* as many or more late */
	int habitual_late_percent;     /* and at least this part of all that were paid */
	int habitual_delay_days;       /* and on average at least as late, where that was told */
	int unresponsive_contacts;     /* as many contacts or more */
	int unresponsive_answered;     /* and at most as many answered */
	int bad_faith_broken_promises; /* as many or more */
	bool good_payer_to_person;     /* nothing of a good payer leaves before a person agrees */
};

struct payer {
	enum payer_class class;
	char words[PAYER_WORDS]; /* why, with the values used; for a person */
};

void payer_classify(const struct payer_terms *terms, const struct payer_facts *facts, struct payer *ret_payer);

/* Does a person have to agree before anything of this debtor's leaves? */
bool payer_wants_person(const struct payer_terms *terms, enum payer_class class);

bool payer_is_told(const struct payer_facts *facts); /* anything at all */

const char *payer_class_name(enum payer_class class);  /* "good_payer", as ladders and JSON have it */
const char *payer_class_words(enum payer_class class); /* "good payer with a first delay" */
MUST_CHECK enum rc payer_class_by_name(struct text name, enum payer_class *ret_class);

/* The facts by name, for tables, JSON and the intake; `i` from 0 to PAYER_FACTS_COUNT - 1. */
#define PAYER_FACTS_COUNT 6
const char *payer_fact_name(int i);
int payer_fact(const struct payer_facts *facts, int i);
void payer_fact_set(struct payer_facts *facts, int i, int value);
