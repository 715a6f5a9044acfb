/* A ladder: the ordered steps of a creditor's policy, and which of them an invoice has reached.
 *
 * Pure; conf/ reads the files into this form. Steps are ordered by days late. A channel is taken once for a debt, by
 * whichever of its steps comes first; a notice once for each step. A step that stands `after` another waits until that
 * one was taken and its days have run: the day itself is not counted and the last day is still the debtor's, as of
 * every notice term (CDC art. 43 par. 2; domain/notice.h). Proof: tests/unit/domain/ladder_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/date.h"
#include "domain/payer.h"

#define LADDER_STEPS_MAX     32
#define LADDER_SPECIES_MAX   16
#define LADDER_STATES_MAX    27
#define LADDER_WAIT_DAYS_MAX 365
#define LADDER_NAME_BYTES    48

/* How a notice goes: by e-mail where there is an address, else by the platform; or always by the platform. */
enum ladder_way { LADDER_BY_MAIL, LADDER_BY_PLATFORM };

/* The channels first: each is an escalation, and its name is the channel's. */
enum ladder_action { LADDER_PROTEST, LADDER_SERASA, LADDER_SPC, LADDER_NOTICE, LADDER_ACTION_COUNT };

struct ladder_step {
	char name[LADDER_NAME_BYTES];
	int days_late;            /* calendar days after the due date; 1 or more */
	int64_t amount_cents_min; /* balance at the step; inclusive */
	int64_t amount_cents_max; /* inclusive; INT64_MAX for no end */
	enum ladder_action action;
	char species[LADDER_SPECIES_MAX][4]; /* of the title; none: every one */
	int species_count;
	char states[LADDER_STATES_MAX][3]; /* of the debtor; none: every one */
	int states_count;
	unsigned profiles;                /* bits 1u << enum payer_class; 0: every one */
	char after[LADDER_NAME_BYTES];    /* the name of an earlier step; "" for none */
	int wait_days;                    /* calendar days since that step; 0: as soon as it was taken */
	char template[LADDER_NAME_BYTES]; /* of a notice */
	enum ladder_way by;               /* likewise */
};

struct ladder {
	char name[LADDER_NAME_BYTES];
	int steps_count;
	struct ladder_step steps[LADDER_STEPS_MAX];
	struct payer_terms payers; /* who counts as which class */
};

/* What the ladder looks at. */
struct ladder_facts {
	struct date due_on; /* DATE_NONE: no step comes */
	struct date today;
	int64_t balance_cents;
	const char *species;
	const char *uf; /* of the debtor */
	enum payer_class payer;
	/* By step. DATE_NONE: not taken. Of a notice the day on which the debtor was told, from which its days count;
	 * DATE_NONE while it is under way. */
	struct date taken_on[LADDER_STEPS_MAX];
	bool under_way[LADDER_STEPS_MAX]; /* a notice that was made and has not reached the debtor: it is not made again
					   */
	unsigned channels_taken;          /* bits 1u << enum ladder_action, by whatever step, of this ladder or not */
};

/* Order rising, ranges sane, names unique, and every step can be reached. ERR_CONFIG names the step and the rule of
 * what is wrong first. */
MUST_CHECK enum rc ladder_check(const struct ladder *ladder, struct err *reterr);

/* All that is wrong, up to `max`; how many. */
struct ladder_fault {
	int place;           /* of the step; -1: of the whole ladder */
	const char *setting; /* of the step, or of the ladder */
	char words[320];
};
int ladder_faults(const struct ladder *ladder, struct ladder_fault *faults, int max);

/* Facts of a debt that has taken no step. */
struct ladder_facts ladder_facts_new(struct date due_on, struct date today, int64_t balance_cents);

/* Step `place` was taken on that day (of a notice DATE_NONE: it is under way). */
void ladder_take(const struct ladder *ladder, struct ladder_facts *facts, int place, struct date on);

/* The first step whose day has come, that takes this debt, and that was not taken; NULL when there is none. */
const struct ladder_step *ladder_reached(const struct ladder *ladder, const struct ladder_facts *facts);

/* The next day after facts->today on which ladder_reached() may say something else while nothing but the balance
 * changes; DATE_NONE when never. A notice that is under way changes it on the day on which it is told. */
struct date ladder_next_look(const struct ladder *ladder, const struct ladder_facts *facts);

/* On from facts->today while nothing else happens: the day on which each step that was not taken would be; DATE_NONE:
 * never. A notice counts as told on the day on which it is made; one that is under way as told today. */
void ladder_walk(const struct ladder *ladder, const struct ladder_facts *facts, struct date ret_on[LADDER_STEPS_MAX]);

/* Why a step does not take this debt, however long it waits. */
enum ladder_why_not {
	LADDER_TAKES, /* it does, or will */
	LADDER_NO_DUE_DATE,
	LADDER_OTHER_SPECIES,
	LADDER_OTHER_STATES,
	LADDER_OTHER_PROFILES,
	LADDER_WAS_TAKEN, /* it, or its channel */
	LADDER_OUTSIDE_AMOUNTS,
	LADDER_AFTER_NEVER, /* the step before it does not take this debt */
};
enum ladder_why_not ladder_why_not(const struct ladder *ladder, const struct ladder_facts *facts, int place);

/* The earliest day of a step as far as it is known: the day of the ladder, or the end of the days that it waits, when
 * that is later; DATE_NONE while the step before it was not taken. */
struct date ladder_day_of(const struct ladder *ladder, const struct ladder_facts *facts, int place);

int ladder_place(const struct ladder *ladder, const char *step_name); /* -1 when there is none of this name */

bool ladder_is_channel(enum ladder_action action);
const char *ladder_action_name(enum ladder_action action); /* the channel: "protest", "serasa", "spc"; "notice" */
MUST_CHECK enum rc ladder_action_by_name(struct text name, enum ladder_action *ret_action);
