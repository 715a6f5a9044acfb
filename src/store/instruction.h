/* Instructions: one thing asked of a channel for an escalation, with its own state and its own identity for ever.
 *
 * prepared → sent → accepted | rejected | in_doubt; superseded when it will never leave.
 * Proof: tests/unit/store/instruction_test.c, tests/journey */
#pragma once

#include "domain/listing.h"
#include "store/db.h"

struct instruction {
	int64_t id;
	int64_t escalation_id;
	int64_t invoice_id;
	char kind[20]; /* include, withdraw, cancel, authorise_withdraw, authorise_cancel, remove */
	char state[12];
	char nosso_numero[16]; /* "" unless include of a title */
	char comarca_ibge[8];
	char contract[CONTRACT_MAX + 1]; /* at a bureau; "" otherwise */
	char cause[24];                  /* of a removal from a bureau */
	char remote_id[41];              /* what the bureau called the request; "" for nothing */
	char taxid[15];                  /* of the person whose record it is */
	bool guarantor;                  /* who is not the principal debtor */
	int64_t amount_cents;
	int64_t message_id; /* 0 for none */
};

/* Ask. An include needs the decision by which it may leave; of a title it gets its nosso número, of a record it has
 * its contract. A removal goes by the contract of the include. `ret_id` is the new one. ERR_NOT_FOUND: no such
 * escalation; ERR_DUPLICATE: it has a living include. */
struct instruction_entry {
	int64_t escalation_id;
	const char *kind;
	const char *lane;    /* "remessa" or "requests" */
	int64_t decision_id; /* 0 for none */
	int64_t amount_cents;
	const char *comarca_ibge; /* "" for none */
	const char *contract;     /* of an include at a bureau; NULL otherwise */
	const char *cause;        /* of a removal from a bureau; NULL otherwise */
};
MUST_CHECK enum rc instruction_ask(struct db *db, struct arena *arena, const struct instruction_entry *entry,
				   int64_t *ret_id, struct err *reterr);

/* Those of this escalation that have not left and are in no file that might leave are superseded: `kind` or, for
 * NULL, all but includes. */
MUST_CHECK enum rc instruction_supersede(struct db *db, int64_t escalation_id, const char *kind, struct err *reterr);

/* The one that a counterparty means; ERR_NOT_FOUND. */
MUST_CHECK enum rc instruction_by_nosso_numero(struct db *db, struct arena *arena, int64_t account_id,
					       const char *nosso_numero, struct instruction *ret_instruction,
					       struct err *reterr);

/* The one that a bureau means: by its transactionId; by the number of a remessa and the record in it; by contract and
 * person, the last that left, of the kind "include" or "remove". ERR_NOT_FOUND. */
MUST_CHECK enum rc instruction_by_remote_id(struct db *db, struct arena *arena, int64_t account_id,
					    const char *remote_id, struct instruction *ret_instruction,
					    struct err *reterr);
MUST_CHECK enum rc instruction_by_record(struct db *db, struct arena *arena, int64_t account_id, int number, int record,
					 struct instruction *ret_instruction, struct err *reterr);
MUST_CHECK enum rc instruction_by_contract(struct db *db, struct arena *arena, int64_t account_id, const char *contract,
					   const char *taxid, const char *kind, struct instruction *ret_instruction,
					   struct err *reterr);

struct instruction_list {
	struct instruction *at;
	int count;
};
/* Those of a remessa, by its number. */
MUST_CHECK enum rc instruction_of_number(struct db *db, struct arena *arena, int64_t account_id, int number,
					 struct instruction_list *ret_list, struct err *reterr);
/* Prepared, in no message, of one kind: titles by comarca, records by invoice with the principal first. */
MUST_CHECK enum rc instruction_waiting(struct db *db, struct arena *arena, int64_t account_id, const char *kind,
				       int limit, struct instruction_list *ret_list, struct err *reterr);
MUST_CHECK enum rc instruction_of_message(struct db *db, struct arena *arena, int64_t message_id,
					  struct instruction_list *ret_list, struct err *reterr);

/* Put into a file, or (message 0) take out of it; only while it is prepared or in doubt. ERR_TRANSIENT: it was
 * superseded meanwhile, and its message is to be built anew; ERR_INTEGRITY: it has left. */
MUST_CHECK enum rc instruction_set_message(struct db *db, int64_t id, int64_t message_id, struct err *reterr);

/* Move on: "sent", "in_doubt", "accepted", "rejected", "superseded", or back to "prepared" when nothing left; code and
 * words may be NULL. */
MUST_CHECK enum rc instruction_set_state(struct db *db, int64_t id, const char *state, const char *code,
					 const char *words, struct err *reterr);

/* What became of a presented title. `outcome` as in the table, NULL to leave it. */
MUST_CHECK enum rc instruction_confirmed(struct db *db, int64_t escalation_id, struct err *reterr);
MUST_CHECK enum rc instruction_outcome(struct db *db, int64_t escalation_id, const char *outcome, struct err *reterr);
MUST_CHECK enum rc instruction_visible(struct db *db, int64_t escalation_id, struct err *reterr);
/* The last answer of the bureau is overdue: what was sent is in doubt. */
MUST_CHECK enum rc instruction_silent(struct db *db, int64_t escalation_id, struct err *reterr);
MUST_CHECK enum rc instruction_set_remote_id(struct db *db, int64_t id, const char *remote_id, struct err *reterr);
MUST_CHECK enum rc instruction_cancelled(struct db *db, int64_t escalation_id, struct err *reterr);
