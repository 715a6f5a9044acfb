/* What people and scripts ask the database: totals, the promise check, a story, findings, status. Read only.
 * Proof: tests/unit/store/report_test.c, tests/journey, script/demo */
#pragma once

#include "store/db.h"
#include "store/expense.h"

/* Inclusions at one bureau, each counted once: sent = refused + removed + visible + in_doubt + open. `accepted` were
 * taken into its base; of those that are open the notice runs, the bureau has not answered yet, or a removal is under
 * way. */
struct bureau_totals {
	int64_t sent;
	int64_t accepted;
	int64_t refused;
	int64_t in_doubt;
	int64_t visible; /* shown to others now, as far as we can compute */
	int64_t removed;
	int64_t open;
};

struct totals {
	int64_t invoices;
	int64_t rejected_rows;
	/* Presentations of titles, each counted once: sent = refused + paid_at_notary + withdrawn + protested +
	 * in_doubt + open; confirmed had a protocol number, cancelled is a part of protested. */
	int64_t sent;
	int64_t confirmed;
	int64_t refused;
	int64_t paid_at_notary;
	int64_t protested;
	int64_t withdrawn;
	int64_t cancelled;
	int64_t in_doubt;
	int64_t open;
	struct bureau_totals serasa;
	struct bureau_totals spc;
	/* Removals whose request the counterparty took, was done, or missed its day. */
	int64_t removals_asked;
	int64_t removals_done;
	int64_t removals_late;
	int64_t deadlines_kept;
	int64_t deadlines_missed;
	int64_t findings;
	struct expense_totals expenses;
};
MUST_CHECK enum rc report_totals(struct db *db, struct arena *arena, struct totals *ret_totals, struct err *reterr);

/* Deadlines by the view apontad.deadlines, the nearest end first. `standings` is a list as "{due,at_risk,late}";
 * `channel` may be NULL. */
struct deadline_line {
	const char *name;
	const char *kind; /* "duty", "forecast" */
	const char *rule;
	const char *creditor;
	const char *invoice;
	const char *channel;
	const char *state;
	const char *standing; /* "due", "at_risk", "late", "met", "missed", "dropped" */
	struct date due_on;
	struct date told_on; /* by the counterparty, and it wins; DATE_NONE for none */
	struct date warn_on; /* the next alarm */
	int64_t days_left;   /* negative when it is over */
	int64_t alarms_told;
	int64_t alarms;
	const char *todo;
	struct date protocol_on; /* of a title, and its comarca: for a forecast */
	const char *comarca_ibge;
};
struct deadline_lines {
	struct deadline_line *at;
	int count;
};
MUST_CHECK enum rc report_deadlines(struct db *db, struct arena *arena, const char *standings, const char *channel,
				    struct deadline_lines *ret_lines, struct err *reterr);

/* Rows of text, for tables on a screen. */
struct table {
	int columns;
	const char *const *headings;
	struct db_rows rows;
};

/* Every promise that is broken now: an invoice and words for each. Empty is good. */
MUST_CHECK enum rc report_promises(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
/* One invoice's events, in order; creditor may be NULL when the id is unique. ERR_NOT_FOUND. */
MUST_CHECK enum rc report_history(struct db *db, struct arena *arena, const char *creditor, const char *invoice,
				  struct table *ret_table, struct err *reterr);
/* Those of one owner (apontad.finding_owner), or with NULL of all. */
MUST_CHECK enum rc report_findings(struct db *db, struct arena *arena, const char *owner, struct table *ret_table,
				   struct err *reterr);
/* The last nights of reconciliation, the newest first. */
MUST_CHECK enum rc report_reconciliations(struct db *db, struct arena *arena, struct table *ret_table,
					  struct err *reterr);
MUST_CHECK enum rc report_rejected(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
MUST_CHECK enum rc report_states(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
MUST_CHECK enum rc report_accounts(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
MUST_CHECK enum rc report_workers(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
MUST_CHECK enum rc report_messages(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);
