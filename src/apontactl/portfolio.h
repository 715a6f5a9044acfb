/* A file of the drop folder as a portfolio: invoices with their co-debtors, payments and holds, without a database.
 *
 * Rows are taken in their order, by the rules of the drop folder as far as a file can tell them: what belongs to an
 * invoice comes behind it, an id stands for one thing. Wrong rows are told and left out. Everything is in the arena:
 * some 1.5 KiB an invoice. Proof: tests/golden/simulate.sh */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/forecast.h"
#include "wire/intake.h"

struct portfolio_payment {
	char id[65];
	struct date on;         /* the day as it was told, in its own zone */
	int64_t cents;          /* 0: it came back */
	struct date cleared_on; /* DATE_NONE while it is not */
};

struct portfolio_invoice {
	int line;
	char creditor[33];
	char id[65];
	struct title title;
	struct payer_facts payer;
	bool has_document;
	unsigned holds; /* bits 1u << enum hold_kind */
	unsigned marks; /* bits 1u << enum mark */
	struct debtor *debtors;
	int debtors_room;
	struct portfolio_payment *payments;
	int payments_count;
	int payments_room;
	struct portfolio_invoice *next; /* of those that share a place in the table */
};

struct portfolio_fault {
	int line;
	struct err err;
	struct portfolio_fault *next;
};

struct portfolio {
	struct portfolio_invoice **invoices; /* in the order of the file */
	int invoices_count;
	int rows;
	int repeated;
	struct portfolio_fault *faults; /* in the order of the file */
	int faults_count;
};

/* ERR_UNKNOWN (the file's name), ERR_FORMAT (no rows can be read at all), ERR_SYSTEM, ERR_NO_MEMORY. */
MUST_CHECK enum rc portfolio_read(struct arena *arena, const char *file, struct portfolio *ret_portfolio,
				  struct err *reterr);

/* "dispute, court_order", in the arena; "" for none. */
const char *portfolio_holds(struct arena *arena, const struct portfolio_invoice *invoice);
