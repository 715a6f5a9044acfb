/* Holds of invoices: placed, listed, lifted by a person or when their last day is over.
 *
 * Several may be open at once; the same words of the same person are one. The caller holds the invoice's lock.
 * Proof: tests/unit/store/hold_test.c, tests/journey/hold_keeps_a_debt_from_leaving.sh */
#pragma once

#include "store/db.h"
#include "store/report.h"

struct hold_entry {
	int64_t invoice_id;
	const char *kind; /* of domain/hold.h */
	const char *why;  /* tax ids masked */
	const char *by;
	struct date until; /* the last day; DATE_NONE: until it is lifted */
};

/* *ret_fresh false: the very same one is open already, and *ret_id is it. */
MUST_CHECK enum rc hold_place(struct db *db, struct arena *arena, const struct hold_entry *entry, int64_t *ret_id,
			      bool *ret_fresh, struct err *reterr);

/* Whose it is. ERR_NOT_FOUND: no hold of this number is open. */
MUST_CHECK enum rc hold_invoice(struct db *db, struct arena *arena, int64_t id, int64_t *ret_invoice_id,
				struct err *reterr);
/* ERR_NOT_FOUND likewise. */
MUST_CHECK enum rc hold_lift(struct db *db, int64_t id, const char *by, struct err *reterr);
/* All open ones of a kind; returns how many. */
MUST_CHECK enum rc hold_lift_kind(struct db *db, int64_t invoice_id, const char *kind, const char *by, int *ret_lifted,
				  struct err *reterr);

/* The kinds that are open, each once, as "court_order, dispute"; "" for none. */
MUST_CHECK enum rc hold_kinds(struct db *db, struct arena *arena, int64_t invoice_id, const char **ret_kinds,
			      struct err *reterr);
/* Does a message carry an inclusion of an invoice that is held? */
MUST_CHECK enum rc hold_in_message(struct db *db, struct arena *arena, int64_t message_id, bool *ret_held,
				   struct err *reterr);

/* One whose last day is over, its invoice locked, skipping what another worker holds; *ret_id 0 for none. */
MUST_CHECK enum rc hold_due(struct db *db, struct arena *arena, int64_t *ret_id, int64_t *ret_invoice_id,
			    struct err *reterr);

/* Those of one invoice with what became of them, or (NULL) all that are open. */
MUST_CHECK enum rc hold_list(struct db *db, struct arena *arena, const char *creditor, const char *invoice,
			     struct table *ret_table, struct err *reterr);
