/* Invoices, their parties and payments. Proof: tests/unit/store/invoice_test.c, tests/journey */
#pragma once

#include "domain/mark.h"
#include "domain/payer.h"
#include "domain/protest.h"
#include "store/db.h"

struct invoice {
	int64_t id;
	int64_t creditor_id;
	int64_t person_id; /* of the debtor, party 1 */
	char creditor[33];
	char external_id[65];
	char ladder[49];
	char number[12];
	char species[4];
	struct date issued_on;
	struct date due_on;
	int64_t amount_cents;
	int64_t balance_cents;  /* owed when it was recorded */
	int64_t received_cents; /* paid since, cleared or not */
	int64_t cleared_cents;
	char endorsement;
	char acceptance;
	char declaration;
	bool has_document;
	bool settled;
	struct date look_on;
	char requested_by[65];    /* who asked for it to be taken further; "" when nobody said */
	char uf[3];               /* of the debtor */
	struct payer_facts payer; /* what was told last of how the debtor pays */
	unsigned marks;           /* 1 << enum mark */
	char recorded_at[33];     /* ISO 8601 */
};

/* What is still owed, counting every payment that came: 0 or more. */
int64_t invoice_outstanding(const struct invoice *invoice);

enum invoice_added { INVOICE_NEW, INVOICE_REPEATED, INVOICE_DIFFERENT };

struct invoice_entry {
	int64_t creditor_id;
	const char *external_id;
	const char *ladder;
	const char *number;
	const char *species;
	struct date issued_on;
	struct date due_on;
	int64_t amount_cents;
	int64_t balance_cents;
	char endorsement;
	char acceptance;
	char declaration;
	const char *document_sha256; /* hex, "" for none */
	struct date look_on;
	const char *requested_by;        /* "" or NULL when nobody said */
	const struct payer_facts *payer; /* NULL: nothing was told */
	unsigned marks;
};

/* Adds an invoice with its debtor. The same id again with the same data is REPEATED, with other data of the invoice or
 * its debtor DIFFERENT; then nothing is changed. Ladder, look_on and who asked are no part of the comparison. Nor is
 * what is told of how the debtor pays: when a REPEATED one tells something else, that counts from now on, for what its
 * ladder still looks at. */
MUST_CHECK enum rc invoice_add(struct db *db, const struct invoice_entry *entry, const struct debtor *debtor,
			       int64_t *ret_id, enum invoice_added *ret_added, struct err *reterr);

/* Adds a co-debtor. ERR_NOT_FOUND: no such invoice; ERR_REFUSED: a step of its ladder has been taken already;
 * ERR_RANGE: too many. */
MUST_CHECK enum rc invoice_add_codebtor(struct db *db, int64_t creditor_id, const char *external_id,
					const struct debtor *debtor, enum invoice_added *ret_added, struct err *reterr);

/* Its id; `creditor` may be NULL where one creditor only has it. ERR_NOT_FOUND; ERR_DUPLICATE: several have it. */
MUST_CHECK enum rc invoice_find(struct db *db, struct arena *arena, const char *creditor, const char *external_id,
				int64_t *ret_id, struct err *reterr);

/* One invoice, its row locked until the transaction ends. ERR_NOT_FOUND. */
MUST_CHECK enum rc invoice_lock(struct db *db, struct arena *arena, int64_t id, struct invoice *ret_invoice,
				struct err *reterr);
MUST_CHECK enum rc invoice_lock_by_name(struct db *db, struct arena *arena, int64_t creditor_id,
					const char *external_id, struct invoice *ret_invoice, struct err *reterr);

/* Invoices whose ladder must be looked at today, locked, skipping those that another worker holds. */
MUST_CHECK enum rc invoice_due(struct db *db, struct arena *arena, int limit, struct invoice **ret_invoices,
			       int *ret_count, struct err *reterr);

/* The debtors of an invoice, the principal first. */
MUST_CHECK enum rc invoice_debtors(struct db *db, struct arena *arena, int64_t invoice_id, struct debtor **ret_debtors,
				   int *ret_count, struct err *reterr);

/* Their ids as persons, in the same order. */
MUST_CHECK enum rc invoice_persons(struct db *db, struct arena *arena, int64_t invoice_id, int64_t **ret_persons,
				   int *ret_count, struct err *reterr);

/* What a person is called, where it lives and how it is reached, for this invoice; the tax id stays. ERR_NOT_FOUND. */
MUST_CHECK enum rc invoice_correct_party(struct db *db, int64_t invoice_id, int64_t person_id,
					 const struct debtor *debtor, struct err *reterr);

/* When to look again; DATE_NONE for never. */
MUST_CHECK enum rc invoice_look_on(struct db *db, int64_t id, struct date on, struct err *reterr);
MUST_CHECK enum rc invoice_set_marks(struct db *db, int64_t id, unsigned marks, struct err *reterr);
/* Who asks from now on. */
MUST_CHECK enum rc invoice_set_asker(struct db *db, int64_t id, const char *by, struct err *reterr);
MUST_CHECK enum rc invoice_settle(struct db *db, int64_t id, struct err *reterr);

enum payment_added { PAYMENT_NEW, PAYMENT_CLEARED, PAYMENT_REPEATED, PAYMENT_DIFFERENT };

/* Records a payment of a locked invoice and brings its sums up to date (also in *invoice). The same id again is
 * CLEARED when it now has a clearing time and had none, REPEATED when nothing is new, DIFFERENT when the amount or the
 * invoice is another one; then nothing is changed. Instants are ISO 8601; a clearing before the payment counts from the
 * payment. */
MUST_CHECK enum rc payment_add(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
			       int64_t amount_cents, const char *received_at, const char *cleared_at,
			       enum payment_added *ret_added, struct err *reterr);

/* A payment of a locked invoice has come back: it counts no more, the sums are brought up to date (also in *invoice),
 * and what is owed again is looked at today. ERR_NOT_FOUND: the invoice has no such payment. *ret_repeated: it was told
 * before, and nothing is changed. */
MUST_CHECK enum rc payment_reverse(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
				   bool *ret_repeated, struct err *reterr);
