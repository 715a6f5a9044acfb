/* What becomes of each invoice of a portfolio: when it arrives, when its protest step comes, who pays what and when.
 *
 * Deterministic by seed; days are counted from the portfolio's start. Proof: tests/sim/portfolio.sh */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apontasim/people.h"
#include "base/err.h"
#include "domain/date.h"

/* The protest step of conf/ladders/default.conf. */
#define STEP_DAYS_LATE 30

#define PLAN_PAYMENTS_MAX 2
#define PLAN_DEEDS_MAX    3

/* From here on the demo's creditor wants a second person to agree. */
#define FOUR_EYES_CENTS 4000000

enum plan_kind {
	PLAN_SILENT,
	PLAN_BEFORE_STEP,
	PLAN_BEFORE_PROTOCOL,
	PLAN_TRIDUO,
	PLAN_AFTER_PROTEST,
	PLAN_IN_PARTS,
	PLAN_CLEARED_LATE,
	PLAN_NEVER_DUE,
	PLAN_PAID_AT_NOTARY,
	PLAN_IRREGULAR,
	PLAN_HELD,
	PLAN_APPROVED,
	PLAN_DISPUTED,
	PLAN_AGREED,
	PLAN_KIND_COUNT
};

/* Why an invoice's row cannot be taken; ROW_GOOD for most. */
enum row_fault {
	ROW_GOOD,
	ROW_BAD_TAXID_DIGIT,
	ROW_BAD_MUNICIPIO,
	ROW_BAD_NAME,
	ROW_BAD_DATE,
	ROW_BROKEN_LINE,
	ROW_FAULT_COUNT
};

struct planned_payment {
	int day;
	int minute; /* of the day, local time */
	int cleared_day;
	int64_t paid_cents;
};

/* What is done to it beside payments: by a person with apontactl ("hold", "lift", "approve"), or told by the platform
 * as a cause ("disputed", "wrong_debtor", "agreed", "agreed_and_paid"). */
struct planned_deed {
	int day;
	const char *verb;
	const char *why; /* of what the platform tells; NULL for what a person does */
};

struct planned_invoice {
	unsigned serial; /* from 1 */
	enum plan_kind kind;
	enum row_fault fault;
	int arrives_day;
	struct date issued_on;
	struct date due_on;
	int64_t amount_cents;
	int64_t balance_cents;
	unsigned species; /* index of the writer's table */
	bool has_codebtor;
	struct made_person debtor;
	struct made_person codebtor;
	int payments_count;
	struct planned_payment payments[PLAN_PAYMENTS_MAX];
	int deeds_count;
	struct planned_deed deeds[PLAN_DEEDS_MAX];
};

struct portfolio_frame {
	struct date start;
	int days;
	int invoices;
	int bad_rows;
};

/* "triduo", and the fate that the notary is told for it; NULL for none. */
const char *plan_name(enum plan_kind kind);
const char *plan_fate(enum plan_kind kind);

/* Has it deeds? */
bool plan_is_told(enum plan_kind kind);

/* Plan invoice `serial`; serials above frame->invoices are the bad rows. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc plan_invoice(const struct portfolio_frame *frame, uint64_t *dice, unsigned serial,
				struct planned_invoice *ret_invoice, struct err *reterr);
