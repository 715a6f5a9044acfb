/* Approvals: what a second person has to agree to, asked, given, refused, or dropped because it does not count any
 * more.
 *
 * One is open for an invoice at a channel at a time. What was given stands for the amount that was asked for until it
 * is dropped. The caller holds the invoice's lock. Proof: tests/unit/store/approval_test.c,
 * tests/journey/four_eyes_keep_a_large_debt_back.sh */
#pragma once

#include "domain/approval.h"
#include "store/db.h"
#include "store/report.h"

struct approval_row {
	int64_t id; /* 0: there is none */
	int64_t invoice_id;
	char channel[17];
	unsigned why; /* enum approval_why */
	int64_t amount_cents;
	char asked_by[65];
	char asked_at[33]; /* ISO 8601 */
};

/* The one that is open, and the largest amount of those that were given and count; 0 for none. */
MUST_CHECK enum rc approval_find(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel,
				 struct approval_row *ret_open, int64_t *ret_given_cents, struct err *reterr);
/* By its number; *ret_row without an id when it is not open any more. */
MUST_CHECK enum rc approval_reread(struct db *db, struct arena *arena, int64_t id, struct approval_row *ret_row,
				   struct err *reterr);

/* Asks, in place of one that is open. */
MUST_CHECK enum rc approval_ask(struct db *db, const struct approval_row *row, struct err *reterr);
/* The same, but for other reasons. */
MUST_CHECK enum rc approval_set_why(struct db *db, int64_t id, unsigned why, struct err *reterr);
/* ERR_INTEGRITY: who asked may not. */
MUST_CHECK enum rc approval_give(struct db *db, int64_t id, const char *by, struct err *reterr);
MUST_CHECK enum rc approval_refuse(struct db *db, int64_t id, const char *by, const char *why, struct err *reterr);
/* What is open at the channel, because nobody is asked any more. */
MUST_CHECK enum rc approval_drop(struct db *db, int64_t invoice_id, const char *channel, struct err *reterr);
/* Everything of the invoice, given or open: it was for other data. */
MUST_CHECK enum rc approval_drop_all(struct db *db, int64_t invoice_id, struct err *reterr);

/* Inclusions of the account that have passed today. Until the transaction ends nobody else is told a number. */
MUST_CHECK enum rc approval_passed_today(struct db *db, struct arena *arena, int64_t account_id, int *ret_count,
					 struct err *reterr);
/* Was one of the account approved and taken by the counterparty? */
MUST_CHECK enum rc approval_first_taken(struct db *db, struct arena *arena, int64_t account_id, bool *ret_taken,
					struct err *reterr);

/* What waits: open, and an escalation of it held. NULL for each that does not matter. */
struct approval_filter {
	const char *creditor;
	const char *invoice;
	const char *channel;
	const char *account;
};
struct approval_ids {
	struct {
		int64_t id;
		int64_t invoice_id;
	} * at;
	int count;
};
MUST_CHECK enum rc approval_waiting(struct db *db, struct arena *arena, const struct approval_filter *filter,
				    struct approval_ids *ret_ids, struct err *reterr);
/* creditor, invoice, channel, account, why, amount, asked by, since; and behind them the amount in cents. */
#define APPROVAL_LIST_CENTS 8
MUST_CHECK enum rc approval_list(struct db *db, struct arena *arena, const struct approval_filter *filter,
				 struct table *ret_table, struct err *reterr);
