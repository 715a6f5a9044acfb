/* The books of the counterparty: titles with their histories, file names used up, sequences, what notaries handed in,
 * and what a client did that it must never do.
 *
 * In memory; the caller holds the lock of the world. A title is never removed. What is asked of the books here is what
 * a test asserts at the end: duplicates and violations stay at zero. Proof: tests/unit/apontasim/remessa_test.c,
 * control_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apontasim/common/lookup.h"
#include "apontasim/common/moment.h"
#include "base/buf.h"
#include "base/err.h"

#define TR_FIELDS       57   /* t01 to t56, by number */
#define VIOLATIONS_KEPT 1000 /* their texts; the count goes on */

enum title_state {
	TITLE_SENT,      /* taken by the CRA, no protocol yet */
	TITLE_CONFIRMED, /* protocolled, term running */
	TITLE_STAYED,
	TITLE_PROTESTED,
	TITLE_IRREGULAR, /* from here on it has ended */
	TITLE_PAID,
	TITLE_WITHDRAWN,
	TITLE_CANCELLED,
	TITLE_STATES
};

/* Which commands are open for a title. */
enum command { COMMAND_NONE, COMMAND_WITHDRAW, COMMAND_AUTHORISE_WITHDRAW, COMMAND_CANCEL, COMMAND_AUTHORISE_CANCEL };

struct event_line {
	int64_t at;
	char what[200];
};

/* One record of the lote: the debtor of field 22, with every field as it came. */
struct debtor_record {
	const char *field[TR_FIELDS]; /* in `owned`; "" when blank or absent */
	char *owned;
};

struct title {
	char presenter[8];
	char comarca[8];
	const char *number;   /* t13 of the first debtor, trimmed */
	const char *document; /* t25 */
	const char *nosso_numero;
	int64_t amount_cents;
	int64_t balance_cents;
	struct debtor_record *debtors;
	int debtors_count;
	int lote; /* index into lotes */

	enum title_state state;
	char notary[3];
	char protocol[11];
	struct date protocol_on;
	struct date last_day;  /* of the three days */
	enum command withdraw; /* taken and not refused: NONE, WITHDRAW or AUTHORISE_WITHDRAW */
	enum command cancel;   /* likewise */
	bool withdraw_ignored; /* a notary that protests although it was told not to */
	int64_t result_at;     /* when the retorno that ends the three days was handed in; MOMENT_NONE before */
	int64_t told_at;       /* when the presenter first fetched it */
	int64_t cancelled_at;  /* when the retorno A or E was handed in */
	bool cancel_failed;    /* answered with X once; the next one works */
	bool slip_pending;
	int plan; /* events of older plans are void */

	struct event_line *history;
	int history_count;
};

/* The header of a lote as it came, for the confirmação. */
struct lote_taken {
	const char *header[18];
	const char *trailer[9];
	char *owned;
};

enum handed_kind { HANDED_CONFIRMACAO, HANDED_RETORNO, HANDED_ANDAMENTO, HANDED_KINDS };

/* One record that a notary handed in. */
struct handed {
	int64_t at;
	int title;
	char occurrence; /* ' ' for none */
	char code[3];    /* irregularity or status */
	struct date occurred_on;
	int64_t fee_cents;   /* field 35 */
	int64_t other_cents; /* field 50 */
	int sequence;        /* h08 of a retorno */
};

struct handed_list {
	struct handed *all;
	int count;
};

struct file_taken {
	char name[24];
	uint64_t hash;
};

struct books {
	struct title *titles;
	int titles_count;
	struct lote_taken *lotes;
	int lotes_count;
	struct file_taken *files;
	int files_count;
	struct handed_list handed[HANDED_KINDS];

	struct lookup by_debt;     /* presenter|document|number */
	struct lookup by_nosso;    /* presenter|nosso número */
	struct lookup by_protocol; /* comarca|notary|protocol */
	struct lookup by_number;   /* número do título */
	struct lookup files_by_name;
	struct lookup seen;             /* name|hash of every upload that reached us, processed or not */
	struct lookup sequences;        /* presenter|comarca -> last h08 */
	struct lookup sequence_digests; /* presenter|comarca|h08|digest of its titles */
	struct lookup counters;         /* protocols by notary, retornos by comarca, files by day */

	int duplicates;
	int confirmed;
	int violations;
	struct event_line *violation_list;
	bool out_of_memory;
};

void books_done(struct books *books);

/* A field of a record must outlive the upload: these copy. Return the index of the new entry, or -1 (no memory). */
int books_lote(struct books *books, const char *const header[18], const char *const trailer[9]);
int books_title(struct books *books, int64_t now, const struct title *form, const char *const *const *records);

void books_note(struct books *books, int title, int64_t at, const char *format, ...) PRINTF_LIKE(4, 5);
void books_state(struct books *books, int title, int64_t at, enum title_state state, const char *why);
void books_violation(struct books *books, int64_t at, const char *format, ...) PRINTF_LIKE(3, 4);
void books_hand_in(struct books *books, enum handed_kind kind, const struct handed *handed);

/* Count up the counter `key`, from 1. */
int books_count_up(struct books *books, const char *key);
int books_counter(const struct books *books, const char *key);

/* An upload that was taken uses its name up. */
void books_file_taken(struct books *books, const char *name, uint64_t hash);
const struct file_taken *books_file_find(const struct books *books, const char *name);

/* The first record of `kind` handed in on `on` or later. */
int books_handed_from(const struct books *books, enum handed_kind kind, struct date on);

bool title_is_live(const struct title *title);
const char *title_state_name(enum title_state state);

void books_summary(const struct books *books, int64_t now, struct buf *out); /* GET /books */
void books_titles(const struct books *books, struct buf *out);               /* GET /titles, JSON lines */
