/* What a ladder would do with a debt from a day on: which step when, where it goes, and why it does not.
 *
 * Pure: facts in, dates and reasons out, by the same functions that decide when it is earnest: ladder, classes of
 * payer, eligibility, notice terms, calendars. Nothing is asked of anybody meanwhile: what waits for a person stays
 * held, a notice counts as told on the day on which it is made, and what goes is taken by the counterparty on the day
 * on which it may leave. Memory is the caller's arena's. Proof: tests/unit/domain/forecast_test.c,
 * tests/golden/simulate.sh */
#pragma once

#include "base/arena.h"
#include "domain/eligibility.h"
#include "domain/fees.h"
#include "domain/ladder.h"
#include "domain/notice.h"
#include "domain/town_calendar.h"

struct forecast_payment {
	struct date on; /* received, cleared or not */
	int64_t cents;
	struct date cleared_on; /* DATE_NONE while it is not */
};

/* What is known of one debt. */
struct forecast_debt {
	struct title title; /* with its debtors, one or more; its balance as it was when the debt was told */
	struct payer_facts payer;
	bool has_document;
	const char *holds; /* kinds that are open, "" for none */
	unsigned marks;    /* 1 << enum mark */
	const struct forecast_payment *payments;
	int payments_count;
};

/* What a bureau takes, where no account's profile says it: after as many days, before as many months, from an amount.
 */
#define FORECAST_YOUNGEST_DAYS 1
#define FORECAST_OLDEST_MONTHS 59

struct forecast_terms {
	const struct ladder *ladder;
	const struct rule_book *rules;
	const struct notice_terms *notices;
	const struct town_book *towns; /* NULL: no town's calendar is known */
	const struct fee_book *fees;   /* NULL: no table is known */
	struct date from;
};

/* One record: at a bureau one a person, the debtor's first; a title is one with all its debtors. */
struct forecast_record {
	int debtor;       /* index */
	enum event event; /* EVENT_PASSED, EVENT_HELD_BY_RULE, EVENT_REFUSED_BY_RULE */
	struct eligibility why;
	struct date
		visible_on; /* at a bureau, of one that passed: the first day on which others see it; else DATE_NONE */
	const struct notice_term *term; /* the row that makes it; NULL likewise */
};

/* Of a title that passed. */
struct forecast_protest {
	struct date presented_on; /* the first bank day */
	struct date earliest_on;  /* the protest may be drawn then, not before (LP art. 12) */
	struct date last_on;      /* by the calendar of the town; DATE_NONE: not known, and `why_not` says why */
	char why_not[200];
	struct town_day doubt; /* a day left out on the way that an office may count; its date DATE_NONE for none */
	enum fee_mode mode;
	struct date postponed_until;
	int64_t fee_cents; /* -1: not known */
	const struct fee_table *fees;
};

struct forecast_step {
	const struct ladder_step *step;
	struct date on; /* DATE_NONE: it is not taken, and `words` say why */
	char words[160];
	struct forecast_record *records; /* none of a notice */
	int records_count;
	struct forecast_protest protest;
};

struct forecast {
	struct payer payer;
	bool wants_person;
	int64_t owed_cents;     /* on the first day */
	struct date settled_on; /* nothing is owed from then on; DATE_NONE */
	struct forecast_step steps[LADDER_STEPS_MAX];
	int steps_count;
};

/* ERR_NO_MEMORY, ERR_CALENDAR_MISSING (beyond the years for which holidays are known). */
MUST_CHECK enum rc forecast_make(struct arena *arena, const struct forecast_terms *terms,
				 const struct forecast_debt *debt, struct forecast *ret_forecast, struct err *reterr);
