/* What `apontactl explain` says of a story: what comes next, in words for a person, and as JSON for a program.
 *
 * Pure: a story and a configuration in, text out. The future is said as of now: it holds while nobody pays, corrects or
 * changes the configuration. Proof: tests/journey/explain_tells_why_and_when.sh */
#pragma once

#include "apontactl/forecast.h"
#include "base/buf.h"
#include "conf/conf.h"
#include "store/explain.h"

enum standing { STANDING_TAKEN, STANDING_PLANNED, STANDING_NOT_TAKEN };

/* A step of the ladder for this debt. */
struct plan_step {
	const struct ladder_step *step;
	struct date on; /* when it was or will be taken; of one that is not, the day of the ladder */
	enum standing standing;
	const char *words; /* why */
};

/* Whether others than the bureau and the debtor see a record, as far as the notice term tells. */
enum seen {
	SEEN_LATER,  /* from a day on, which has not come */
	SEEN_NOW,    /* since that day */
	SEEN_UNLESS, /* from that day on, unless what is under way takes it back before */
	SEEN_NEVER,  /* it was taken back before that day */
	SEEN_ONCE,   /* from that day on until it was taken back */
	SEEN_UNKNOWN /* none of these follows from what is stored */
};

/* Who moves an escalation next. */
enum mover { MOVER_CLOCK, MOVER_US, MOVER_COUNTERPARTY, MOVER_PERSON, MOVER_NOBODY };

struct plan_next {
	enum mover mover;
	const char *words;            /* of the state: what it waits for */
	const char *clock_words;      /* what the clock's event means; NULL without a clock */
	const struct transition *row; /* what the clock does; NULL without one */
	struct date protest_from;     /* the earliest day of the protest, where one is near; else DATE_NONE */
	struct date protest_forecast; /* by the calendar of the notary's town; DATE_NONE: not known, and why */
	const char *forecast_why;
	struct date protest_told; /* by the notary, and it wins; DATE_NONE for none */
	enum seen seen;
	const struct notice_term *term; /* the row that makes the notice term; NULL when it is not known */
};

struct plan {
	bool ladder_known;
	struct plan_step steps[LADDER_STEPS_MAX];
	int steps_count;
	struct plan_next *next; /* one for each escalation, in their order */
	struct date five_years_on;
	struct payer payer;      /* by the thresholds of the ladder, as of now; unknown without one */
	const char *nothing_why; /* nothing will happen by itself, and why; NULL when something will */
};

#define FIVE_YEARS_RULE "CDC art. 43 par. 1; Súmula 323/STJ"
#define PROTEST_RULE    "LP art. 12"

/* `settings` and `towns` (apontactl/forecast.h) may be NULL. ERR_NO_MEMORY. */
MUST_CHECK enum rc explain_plan(struct arena *arena, const struct story *story, const struct settings *settings,
				const struct town_book *towns, struct plan *ret_plan, struct err *reterr);

const char *standing_name(enum standing standing); /* "taken", "planned", "not_taken" */
const char *mover_name(enum mover mover);          /* "clock", "apontad", "counterparty", "person", "nobody" */
const char *seen_name(enum seen seen);

void explain_words(const struct story *story, const struct plan *plan, struct buf *out);
void explain_json(const struct story *story, const struct plan *plan, struct buf *out);

/* An array of notices, one object each; for `notices` too (cmd_notices.c). */
struct json_out;
void notices_json(struct json_out *json, const char *key, const struct notice_rows *notices);
