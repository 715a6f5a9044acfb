/* Notices to debtors: what is to be told, what left, what was answered, and the receipts.
 *
 * prepared → sending → sent → delivered | failed; sending → in_doubt → sending (as often as policy says); prepared →
 * dropped. Whoever sends one holds it alone by a lock of its connection, which ends with the connection. Bytes are only
 * ever added. Times are business time. Proof: tests/unit/store/notice_test.c, tests/journey */
#pragma once

#include "store/db.h"

struct notice {
	int64_t id;
	int64_t invoice_id;
	int64_t person_id;
	int64_t escalation_id; /* of an anuência; 0 for a step of the ladder */
	int64_t occasion;      /* the instruction that an anuência goes with; 0 likewise */
	char public_id[41];
	char step[49];
	char kind[24];
	char template[49];
	char channel[12]; /* "" before the first try */
	char state[12];
	bool by_platform;
	int tries;   /* of which nobody took one */
	int repeats; /* after doubt */
};

struct notice_entry {
	int64_t invoice_id;
	int64_t person_id;
	int64_t escalation_id;
	int64_t occasion;
	const char *step;
	const char *kind;
	const char *template;
	bool by_platform;
	int days; /* from today; 0: now */
};

/* *ret_fresh false: this person has it, or had it, for this step and occasion. */
MUST_CHECK enum rc notice_prepare(struct db *db, struct arena *arena, const struct notice_entry *entry, bool *ret_fresh,
				  struct err *reterr);
/* Has everybody who answers for the debt one for this step of the ladder? */
MUST_CHECK enum rc notice_is_prepared(struct db *db, struct arena *arena, int64_t invoice_id, const char *step,
				      bool *ret_is, struct err *reterr);

/* One whose time has come and that nobody else holds: held by this connection until notice_release(). ERR_NOT_FOUND. */
MUST_CHECK enum rc notice_claim(struct db *db, struct arena *arena, int64_t *ret_id, int64_t *ret_invoice_id,
				struct err *reterr);
MUST_CHECK enum rc notice_release(struct db *db, int64_t id, struct err *reterr);

/* Inside a transaction, with the invoice locked. ERR_NOT_FOUND. */
MUST_CHECK enum rc notice_lock(struct db *db, struct arena *arena, int64_t id, struct notice *ret_notice,
			       struct err *reterr);

/* Not before that local minute of that day; not before so many minutes from now. */
MUST_CHECK enum rc notice_wait_until(struct db *db, int64_t id, struct date on, int minute, struct err *reterr);
MUST_CHECK enum rc notice_wait(struct db *db, int64_t id, int minutes, struct err *reterr);

/* What is about to leave, stored with it: the state is "sending". `bytes` NULL: those of before, once more. */
struct notice_message {
	const char *channel; /* "email" or "platform" */
	const char *address_masked;
	const char *address_sha256;  /* hex */
	const char *template_sha256; /* hex */
	struct text bytes;
};
MUST_CHECK enum rc notice_start(struct db *db, const struct notice *notice, const struct notice_message *message,
				struct err *reterr);
MUST_CHECK enum rc notice_repeat(struct db *db, const struct notice *notice, struct err *reterr);
/* "prepared" (nobody took it), "sent", "in_doubt", "failed", "dropped". */
MUST_CHECK enum rc notice_move(struct db *db, int64_t id, const char *state, const char *words, struct err *reterr);
MUST_CHECK enum rc notice_add_part(struct db *db, int64_t id, const char *part, struct text bytes, struct err *reterr);
/* The newest; ERR_NOT_FOUND; ERR_INTEGRITY. */
MUST_CHECK enum rc notice_part(struct db *db, struct arena *arena, int64_t id, const char *part, struct text *ret_bytes,
			       struct err *reterr);
/* Never again by itself. */
MUST_CHECK enum rc notice_rest(struct db *db, int64_t id, struct err *reterr);
/* Those of an invoice that have not left: of its steps, which ask for money (escalation_id 0), or of an anuência. */
MUST_CHECK enum rc notice_drop_unsent(struct db *db, int64_t invoice_id, int64_t escalation_id, const char *words,
				      int *ret_dropped, struct err *reterr);

/* A receipt for the notice of this public id and invoice, locked. `at` is ISO 8601; "" for now. A delivery counts from
 * the sending at the earliest. *ret_repeated: the same receipt came before. ERR_NOT_FOUND; ERR_REFUSED: it has not
 * left; ERR_RANGE: `at` is still to come. */
MUST_CHECK enum rc notice_receipt(struct db *db, struct arena *arena, int64_t invoice_id, const char *public_id,
				  bool delivered, const char *at, const char *words, struct notice *ret_notice,
				  bool *ret_repeated, struct err *reterr);

/* From which local day the window of a step counts: the last person's. DATE_NONE: somebody has not been told. */
enum notice_proof { NOTICE_PROOF_BEST, NOTICE_PROOF_DELIVERED, NOTICE_PROOF_SENT };
MUST_CHECK enum rc notice_told_on(struct db *db, struct arena *arena, int64_t invoice_id, const char *step,
				  enum notice_proof proof, struct date *ret_on, struct err *reterr);

/* For people: the newest, or those of one invoice. */
struct notice_row {
	const char *public_id;
	const char *creditor;
	const char *invoice;
	const char *taxid_masked;
	const char *step;
	const char *kind;
	const char *template;
	const char *template_sha256;
	const char *channel;
	const char *address_masked;
	const char *state;
	const char *not_before; /* local, "2026-03-02T09:00"; "" for none, here and below */
	const char *prepared_at;
	const char *sent_at;
	const char *in_doubt_at;
	const char *delivered_at;
	const char *failed_at;
	const char *dropped_at;
	const char *words;
	const char *message_sha256;
	int tries;
	int repeats;
};
struct notice_rows {
	struct notice_row *at;
	int count;
};
/* `creditor` and `invoice` may be NULL: all. At most `limit`, the oldest of them first. */
MUST_CHECK enum rc notice_list(struct db *db, struct arena *arena, const char *creditor, const char *invoice, int limit,
			       struct notice_rows *ret_rows, struct err *reterr);
