/* The books of the bureau: records with their clocks, what was refused, and what a client must never do.
 *
 * A record's key is member, document, contract and due date. Nothing is ever taken off the books. States follow from
 * the virtual time: there is nothing to run when the clock moves. The caller holds the lock of the world. Proof:
 * tests/unit/apontasim/spc_books_test.c */
#pragma once

#include "apontasim/common/lookup.h"
#include "apontasim/common/moment.h"
#include "base/buf.h"

#define SPC_VIOLATIONS_KEPT 1000 /* their texts; the count goes on */

enum spc_operation {
	SPC_INCLUDE,
	SPC_REMOVE,
	SPC_LIST_OF_NATURES,
	SPC_LIST_OF_MOTIVES,
	SPC_LIST_OF_TYPES,
	SPC_OPERATIONS
};

enum spc_state {
	SPC_STATE_REFUSED, /* for cause, by an answer that said so */
	SPC_STATE_NOTICE,  /* accepted, hidden while the notice runs */
	SPC_STATE_VISIBLE,
	SPC_STATE_REMOVED, /* by the creditor, by the bureau, or after five years */
	SPC_STATES
};

struct spc_record {
	char member[16];
	char document[16];
	char contract[32];
	struct date due;
	char type[4];
	char nature[8];
	char amount[20];
	int64_t accepted_at; /* MOMENT_NONE: refused */
	int64_t visible_at;
	int64_t removed_at; /* MOMENT_NONE: not yet */
	char words[160];    /* why it was refused, or who removed it and why */
};

struct spc_violation {
	int64_t at;
	char what[240];
};

struct spc_books {
	struct spc_record *records;
	int records_count;
	struct lookup by_key;
	struct lookup by_contract;
	int requests[SPC_OPERATIONS];
	int duplicates;       /* second live records that were stored */
	int repeats;          /* E09 given */
	int unknown_removals; /* E10 given */
	int bad_logins;
	int blocked_calls; /* made while the operator was blocked */
	int violations;
	struct spc_violation *violation_list;
	bool out_of_memory;
};

const char *spc_operation_name(enum spc_operation operation);
const char *spc_state_name(enum spc_state state);

void spc_books_done(struct spc_books *books);

enum spc_state spc_record_state(const struct spc_record *record, int64_t now);
bool spc_record_is_live(const struct spc_record *record, int64_t now);

/* The live record with the key of `key`, NULL for none. */
struct spc_record *spc_books_live(struct spc_books *books, const struct spc_record *key, int64_t now);

/* Store a record, whose times are set; the entry of an earlier refusal with the same key becomes it. Refusals
 * (accepted_at is MOMENT_NONE) are kept once a key. */
void spc_books_store(struct spc_books *books, const struct spc_record *record, int64_t now);

/* The bureau takes the live records of a contract off. Returns how many there were. */
int spc_books_vanish(struct spc_books *books, const char *contract, int64_t now);

void spc_books_violation(struct spc_books *books, int64_t at, const char *format, ...) PRINTF_LIKE(3, 4);

void spc_books_summary(const struct spc_books *books, int64_t now, struct buf *out); /* GET /books */
/* GET /record/CONTRACT: a JSON array; NULL for all records. */
void spc_books_records(const struct spc_books *books, const char *contract, int64_t now, struct buf *out);
