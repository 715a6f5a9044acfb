/* The store in memory: what PostgreSQL holds for one creditor, behind the very functions of src/store.
 *
 * The histories run the decision code itself, not a model of it: everything in src/flow from assess to deliver and
 * collect is linked as it is, and reaches its data through the headers of src/store. memory_*.c implement those
 * functions over arrays, with the constraints of schemas/sql as rules whose breach fails the history. Nothing had to be
 * moved for that, and what is tested is what runs; moving the decisions into domain/ would have meant to write them a
 * second time first. Who adds a function to a header of src/store that flow uses gets a link error here, and adds it to
 * the file of its aggregate below (memory_case.c, memory_debt.c and so on): a few lines that say what
 * the SQL says.
 *
 * An id is the row's place plus one. A statement in a transaction keeps the old bytes of what it changes, and a
 * rollback puts them back. `db->dead_in` makes the connection go away at a statement: until memory_connect() every
 * statement is ERR_TRANSIENT, so that the code that held it can do nothing more. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "store/approval.h"
#include "store/creditor.h"
#include "store/deadline.h"
#include "store/escalation.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/hold.h"
#include "store/instruction.h"
#include "store/invoice.h"
#include "store/lane.h"
#include "store/message.h"
#include "store/origin.h"
#include "store/removal.h"

#define PARTIES_MAX      3
#define INVOICES_MAX     6
#define PERSONS_MAX      24
#define ACCOUNTS_MAX     3
#define ESCALATIONS_MAX  64
#define PAYMENTS_MAX     64
#define AGREEMENTS_MAX   64
#define HOLDS_MAX        256
#define DECISIONS_MAX    4096
#define INSTRUCTIONS_MAX 512
#define REMOVALS_MAX     512
#define DEADLINES_MAX    1024
#define FINDINGS_MAX     2048
#define MESSAGES_MAX     2048
#define PARTS_MAX        4096
#define ITEMS_MAX        2048
#define LOTES_MAX        512
#define TOLD_MAX         2048
#define COMARCAS_MAX     16
#define APPROVALS_MAX    256
#define NOTICES_MAX      256
#define LANES_MAX        (ACCOUNTS_MAX * 3)
#define HEAP_BYTES       (4u << 20)
#define UNDO_BYTES       (1u << 20)

#define NEVER INT64_MAX /* seconds */

struct invoice_row {
	struct invoice is;
	struct debtor parties[PARTIES_MAX];
	int64_t persons[PARTIES_MAX];
	int parties_count;
};

struct payment_row {
	int64_t invoice_id;
	char external_id[24];
	int64_t amount_cents;
	bool cleared;
	bool reversed;
};

struct agreement_row {
	int64_t invoice_id;
	char external_id[24];
	bool first_cleared;
	bool broken;
};

struct hold_row {
	int64_t invoice_id;
	char kind[24];
	const char *why;
	const char *by;
	struct date until;
	bool lifted;
};

struct escalation_row {
	struct escalation is; /* timer_due is worked out when it is read */
	int64_t due_at;       /* NEVER for none */
	char step[48];
	struct date opened_on;
};

struct decision_row {
	int64_t escalation_id;
	int64_t at;
	char outcome[24];
};

struct instruction_row {
	struct instruction is;
	int64_t account_id;
	int turn;
	char lane[12];
	int64_t decision_id;
	char outcome[16];
	int64_t asked_at;
	bool ever_sent;
	bool confirmed;
	bool cancelled;
};

struct removal_row_full {
	int64_t escalation_id;
	char cause[24];
	int64_t arisen_at;
	bool asked;
	bool done;
	bool moot;
};

struct deadline_full {
	struct deadline_entry is;
	struct date warn_on; /* DATE_NONE: no alarm is left */
	bool met;
	bool missed;
	bool dropped;
	bool done; /* late */
};

struct finding_row {
	char kind[32];
	int64_t escalation_id;
	int64_t message_id;
	int64_t account_id;
	int64_t deadline_id; /* 0 for none */
	const char *words;
	bool closed;
};

struct message_row {
	struct message is;
	bool out;
	char lane[12];
	uint64_t hash;
	int64_t retry_at;
	int first_part;
};

struct part_row {
	char name[12];
	struct text bytes;
	int next;
};

struct item_row {
	int64_t message_id;
	int64_t instruction_id;
	int record;
};

struct lote_full {
	int64_t message_id;
	int64_t account_id;
	struct lote_row is;
};

struct approval_full {
	struct approval_row is;
	bool given;
	bool refused;
	bool dropped;
	int64_t given_at;
};

struct notice_full {
	int64_t invoice_id;
	int64_t person_id;
	int64_t escalation_id;
	int64_t occasion;
	char step[49];
	struct date on;
	bool dropped;
};

struct account_row {
	bool stopped;
	char code[33];
	char channel[17];
};

struct lane_row {
	int64_t account_id;
	char name[12];
	int64_t not_before;
	int seen; /* instructions that were there when it was told to wait */
	int64_t retry_at;
	int failures;
	int64_t lease_no;
	bool leased;
	struct date polled_to;
	struct pace pace;
};

/* Everything that a rollback brings back by itself. */
struct counts {
	int invoices, persons, accounts, escalations, payments, agreements, holds, decisions, instructions, removals;
	int deadlines, findings, messages, parts, items, lotes, told, comarcas, lanes, codes, approvals, notices;
	int quiet; /* messages up to this one have come to their end */
	size_t heap_used;
	uint64_t hash;
};

struct db {
	struct counts is;
	struct counts before; /* of the transaction */
	bool in_transaction;
	bool dead;
	bool commit_dies;  /* the answer to a commit is lost although it was done */
	int64_t dead_in;   /* statements until the connection goes; 0: it stays */
	int64_t now_s;     /* apontad.now() */
	int64_t machine_s; /* clock_timestamp(): of leases and back-off */
	int64_t statements;
	bool tells;                          /* every event as a line on standard output */
	void (*sending)(int64_t message_id); /* looks at what is about to leave, inside its transaction */
	struct date started_on;
	char broken[512]; /* the first rule that was broken; "" for none */

	struct invoice_row invoices[INVOICES_MAX];
	char persons[PERSONS_MAX][15];
	struct account_row accounts[ACCOUNTS_MAX];
	struct escalation_row escalations[ESCALATIONS_MAX];
	struct payment_row payments[PAYMENTS_MAX];
	struct agreement_row agreements[AGREEMENTS_MAX];
	struct hold_row holds[HOLDS_MAX];
	struct decision_row decisions[DECISIONS_MAX];
	struct instruction_row instructions[INSTRUCTIONS_MAX];
	struct removal_row_full removals[REMOVALS_MAX];
	struct deadline_full deadlines[DEADLINES_MAX];
	struct finding_row findings[FINDINGS_MAX];
	struct message_row messages[MESSAGES_MAX];
	struct part_row parts[PARTS_MAX];
	struct item_row items[ITEMS_MAX];
	struct lote_full lotes[LOTES_MAX];
	uint64_t told[TOLD_MAX];
	struct {
		int64_t account_id;
		struct comarca_row is;
		char ibge[8];
	} comarcas[COMARCAS_MAX];
	struct lane_row lanes[LANES_MAX];
	struct approval_full approvals[APPROVALS_MAX];
	struct notice_full notices[NOTICES_MAX];

	char heap[HEAP_BYTES];
	char undo[UNDO_BYTES];
	size_t undo_used;
};

/* A new, empty store whose clock stands at the start of `on`. */
void memory_open(struct db *db, struct date on);
/* A worker that died is gone with its transaction and its leases; the next one connects. */
void memory_connect(struct db *db);

/* What the platform and the configuration bring. */
int64_t memory_account(struct db *db, const char *code, const char *channel);
int64_t memory_person(struct db *db, const char *taxid);

/* A rule of the store or of the house does not hold: the first one is kept, and fails the history. */
enum rc memory_broken(struct db *db, const char *format, ...) PRINTF_LIKE(2, 3);

/* For memory_*.c: begin each statement with alive(); keep() a row before changing it. */
bool memory_alive(struct db *db, struct err *reterr);
#define alive(db, reterr)                                                                                              \
	do {                                                                                                           \
		if (!memory_alive((db), (reterr)))                                                                     \
			return ERR_TRANSIENT;                                                                          \
	} while (0)
void keep(struct db *db, void *at, size_t bytes);
/* A new row of a table, or NULL when there are too many. */
#define NEW_ROW(db, table, max)                                                                                        \
	((db)->is.table < (max) ? &(db)->table[(db)->is.table++]                                                       \
				: (memory_broken((db), "limits: more than %d " #table, (max)), NULL))
const char *heap_str(struct db *db, const char *words);
struct text heap_bytes(struct db *db, struct text bytes);
uint64_t hash_bytes(uint64_t hash, const void *at, size_t len);
void mix(struct db *db, const char *format, ...) PRINTF_LIKE(2, 3); /* into the trace */

struct date day_of(int64_t seconds);
int minute_of(int64_t seconds);
int64_t local_s(struct date on, int minute);

struct escalation_row *escalation_row(struct db *db, int64_t id);
struct invoice_row *invoice_row(struct db *db, int64_t id);
struct instruction_row *instruction_row(struct db *db, int64_t id);
struct message_row *message_row(struct db *db, int64_t id);
/* The include that is the presentation of the escalation now; NULL for none. */
struct instruction_row *living_include(struct db *db, int64_t escalation_id);
struct removal_row_full *open_removal(struct db *db, int64_t escalation_id);
bool invoice_is_held(const struct db *db, int64_t invoice_id);
/* May it be sent now? */
bool message_is_under_way(const struct db *db, const struct message_row *row, int64_t account_id, const char *lane);
bool deadline_runs(const struct deadline_full *row);
