/* The books of the bureau: records of debts and of their guarantors, and what a client did that it must never do.
 *
 * In memory; the caller holds the lock of the world. A record is never taken out: a debt that is included again after
 * its removal is a new record. A refused inclusion is a record too, except a second one of a live debt (059), which is
 * a duplicate. What a test asserts at the end: duplicates and violations stay at zero.
 * Proof: tests/unit/apontasim/serasa_books_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apontasim/common/lookup.h"
#include "apontasim/common/moment.h"
#include "base/buf.h"
#include "base/err.h"

#define VIOLATIONS_KEPT 1000 /* their texts; the count goes on */
#define CODES_MAX       20   /* of a record, as many as the return file has room for */

/* Codes in the order in which they were found; the first one is what a webhook tells. */
struct codes {
	char code[CODES_MAX][4];
	int count;
};

void codes_add(struct codes *codes, const char *code); /* once each; those beyond the room are dropped, as on paper */
bool codes_have(const struct codes *codes, const char *code);

/* A debt, or a guarantor of one, as a request or a line of a file has it. "" and 0 where it says nothing. */
struct debt {
	char creditor[15];
	char debtor[16]; /* of the principal: 11 or 14 characters */
	char contract[21];
	char category[3];
	char area[5];
	char guarantor[16]; /* "" for the principal itself */
	char name[71];
	char address[71];
	char district[21];
	char city[26];
	char state[3];
	char zip[9];
	char person; /* 'F', 'J' of the file; 0 when the document says it */
	char guarantor_person;
	struct date due;
	struct date term; /* end of the contract; DATE_NONE */
	struct date born;
	int64_t value_cents;
};

enum record_state { RECORD_ACCEPTED, RECORD_REMOVED, RECORD_REFUSED };
enum channel { CHANNEL_REST, CHANNEL_FILE };

struct record {
	struct debt debt;
	enum record_state state;
	enum channel channel;
	char cadus[11];
	int64_t accepted_at;
	struct date visible_on; /* the first day on which third parties see it */
	int64_t removed_at;
	char motive[3];      /* of the creditor, or the code of Serasa's own removal */
	const char *removed; /* "creditor", "court", "time", "principal"; NULL while it stands */
	struct codes codes;
	int principal; /* of a guarantor: its record; -1 */
	bool letter_told;
	bool removal_told; /* in a file, of a removal that Serasa made by itself */
};

enum operation { OPERATION_LOGIN, OPERATION_INCLUDE, OPERATION_GUARANTOR, OPERATION_EXCLUDE, OPERATIONS };

struct violation {
	int64_t at;
	char what[200];
};

struct serasa_books {
	struct record *all;
	int count;
	struct lookup by_debt;     /* creditor|debtor|contract -> principals */
	struct lookup by_contract; /* contract -> principals */
	struct lookup by_cadus;
	struct lookup by_guarantor; /* creditor|guarantor|contract */
	int duplicates;
	int violations;
	struct violation *violation_list;
	int requests[OPERATIONS];
	int files_taken;
	bool out_of_memory;
};

void serasa_books_done(struct serasa_books *books);
void serasa_books_violation(struct serasa_books *books, int64_t at, const char *format, ...) PRINTF_LIKE(3, 4);

/* The index of the new record, or -1 (no memory). The key of the CADUS is drawn from `seed`. */
int serasa_books_add(struct serasa_books *books, const struct record *form, uint64_t seed);

/* The record that stands now; -1: none. */
int serasa_books_principal(const struct serasa_books *books, const struct debt *debt);
int serasa_books_guarantor(const struct serasa_books *books, const struct debt *debt);
int serasa_books_cadus(const struct serasa_books *books, const char *cadus);

/* Take a record out of the base; a principal takes its guarantors with it. */
void serasa_books_remove(struct serasa_books *books, int record, int64_t at, const char *by, const char *motive);

/* How many days third parties do not see it, by the debtor's state: the bureau's own table. */
int serasa_notice_days(const char *state);

void serasa_books_summary(const struct serasa_books *books, int64_t now, struct buf *out);
/* The newest record of the contract with its guarantors. False: never heard of. */
bool serasa_books_record(const struct serasa_books *books, const char *contract, int64_t now, struct buf *out);
