/* Instructions: one thing asked of a channel for an escalation, with its own state and its own identity for ever.
 *
 * prepared → sent → accepted | rejected | in_doubt; superseded when it will never leave.
 * Proof: tests/unit/store/instruction_test.c, tests/journey */
#pragma once

#include "store/db.h"

struct instruction {
	int64_t id;
	int64_t escalation_id;
	int64_t invoice_id;
	char kind[20]; /* include, withdraw, cancel, authorise_withdraw, authorise_cancel */
	char state[12];
	char nosso_numero[16]; /* "" unless include */
	char comarca_ibge[8];
	int64_t amount_cents;
	int64_t message_id; /* 0 for none */
};

/* Ask. An include needs the decision by which it may leave, and gets its nosso número. `ret_id` is the new one.
 * ERR_NOT_FOUND: no such escalation; ERR_DUPLICATE: it has a living include. */
MUST_CHECK enum rc instruction_ask(struct db *db, struct arena *arena, int64_t escalation_id, const char *kind,
				   int64_t decision_id, int64_t amount_cents, const char *comarca_ibge, int64_t *ret_id,
				   struct err *reterr);

/* Those of this escalation that have not left and are in no file that might leave are superseded: `kind` or, for
 * NULL, all but includes. */
MUST_CHECK enum rc instruction_supersede(struct db *db, int64_t escalation_id, const char *kind, struct err *reterr);

/* The one that a counterparty means; ERR_NOT_FOUND. */
MUST_CHECK enum rc instruction_by_nosso_numero(struct db *db, struct arena *arena, int64_t account_id,
					       const char *nosso_numero, struct instruction *ret_instruction,
					       struct err *reterr);

struct instruction_list {
	struct instruction *at;
	int count;
};
/* Prepared, in no file, oldest first: includes by comarca, or requests of one kind. */
MUST_CHECK enum rc instruction_waiting(struct db *db, struct arena *arena, int64_t account_id, const char *kind,
				       int limit, struct instruction_list *ret_list, struct err *reterr);
MUST_CHECK enum rc instruction_of_message(struct db *db, struct arena *arena, int64_t message_id,
					  struct instruction_list *ret_list, struct err *reterr);

/* Put into a file, or (message 0) take out of it; only while it is prepared or in doubt. ERR_INTEGRITY
 * otherwise. */
MUST_CHECK enum rc instruction_set_message(struct db *db, int64_t id, int64_t message_id, struct err *reterr);

/* Move on: "sent", "in_doubt", "accepted", "rejected", "superseded", or back to "prepared" when nothing left; code and
 * words may be NULL. */
MUST_CHECK enum rc instruction_set_state(struct db *db, int64_t id, const char *state, const char *code,
					 const char *words, struct err *reterr);

/* What became of a presented title. `outcome` as in the table, NULL to leave it. */
MUST_CHECK enum rc instruction_confirmed(struct db *db, int64_t escalation_id, struct err *reterr);
MUST_CHECK enum rc instruction_outcome(struct db *db, int64_t escalation_id, const char *outcome, struct err *reterr);
MUST_CHECK enum rc instruction_cancelled(struct db *db, int64_t escalation_id, struct err *reterr);
