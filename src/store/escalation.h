/* Escalations: one invoice × one person × one channel, and the only function that moves them.
 *
 * Rows are locked for the transaction by whoever means to move them.
 * Proof: tests/unit/store/escalation_test.c, tests/journey */
#pragma once

#include "domain/lifecycle.h"
#include "store/db.h"

struct escalation {
	int64_t id;
	int64_t invoice_id;
	int64_t person_id;
	int64_t account_id;
	enum machine machine;
	char channel[17];
	enum state state;
	int event_seq;
	char comarca_ibge[8];
	char notary[3];
	char protocol[11];
	struct date protocol_on;
	char remote_key[17];    /* Serasa: cadusKey; "" for none */
	struct date visible_on; /* DATE_NONE before the bureau has included it */
	enum event timer_event; /* EVENT_COUNT for none */
	bool timer_due;         /* its time has come */
};

/* A new one in DRAFT, with its first event. ERR_DUPLICATE: this debt, person and channel have one. */
MUST_CHECK enum rc escalation_open(struct db *db, struct arena *arena, int64_t invoice_id, int64_t person_id,
				   int64_t account_id, const char *channel, const char *step, const char *actor,
				   struct escalation *ret_escalation, struct err *reterr);

MUST_CHECK enum rc escalation_lock(struct db *db, struct arena *arena, int64_t id, struct escalation *ret_escalation,
				   struct err *reterr); /* ERR_NOT_FOUND */

struct escalation_list {
	struct escalation *at;
	int count;
};
/* Those of an invoice that have not ended, locked. */
MUST_CHECK enum rc escalation_lock_live(struct db *db, struct arena *arena, int64_t invoice_id,
					struct escalation_list *ret_list, struct err *reterr);
/* All of an invoice, ended or not, locked. */
MUST_CHECK enum rc escalation_lock_all(struct db *db, struct arena *arena, int64_t invoice_id,
				       struct escalation_list *ret_list, struct err *reterr);
/* All of an invoice at one channel, ended or not, locked: the principal's and its guarantors'. */
MUST_CHECK enum rc escalation_lock_of_channel(struct db *db, struct arena *arena, int64_t invoice_id,
					      const char *channel, struct escalation_list *ret_list,
					      struct err *reterr);
/* Which steps of a ladder were taken for an invoice, and on which local day first. */
struct taken_step {
	const char *channel;
	const char *step;
	struct date on;
};
MUST_CHECK enum rc escalation_steps(struct db *db, struct arena *arena, int64_t invoice_id,
				    struct taken_step **ret_steps, int *ret_count, struct err *reterr);
/* Their ids, with their invoices locked, skipping what another worker holds: those that wait for eligibility, and those
 * whose timer has run out. Lock each escalation before looking at it. */
struct escalation_ids {
	struct {
		int64_t invoice_id;
		int64_t id;
	} * at;
	int count;
};
MUST_CHECK enum rc escalation_checking(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
				       struct err *reterr);
MUST_CHECK enum rc escalation_due(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
				  struct err *reterr);
/* Those before a protest whose dispute nobody has decided in its time, or by the earliest day of the protest. */
MUST_CHECK enum rc escalation_undecided(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
					struct err *reterr);

/* One step of the lifecycle, with its event; *escalation is brought up to date. Ids of 0 are left out.
 * ERR_INTEGRITY: the row is not where *escalation says. */
struct step_origin {
	const char *actor;
	int64_t instruction_id;
	int64_t message_id;
	const char *detail;
};
MUST_CHECK enum rc escalation_move(struct db *db, struct escalation *escalation, const struct transition *row,
				   const struct step_origin *origin, struct err *reterr);

/* What the notary gave. */
MUST_CHECK enum rc escalation_set_protocol(struct db *db, struct escalation *escalation, const char *notary,
					   const char *protocol, struct date protocol_on, struct err *reterr);
MUST_CHECK enum rc escalation_set_comarca(struct db *db, struct escalation *escalation, const char *comarca_ibge,
					  struct err *reterr);

/* Who advances the notary's fees, as of its presentation: "postponed", "deposit". */
MUST_CHECK enum rc escalation_set_fee_mode(struct db *db, const struct escalation *escalation, const char *fee_mode,
					   struct err *reterr);

/* The tax id of its person. */
MUST_CHECK enum rc escalation_taxid(struct db *db, struct arena *arena, const struct escalation *escalation,
				    const char **ret_taxid, struct err *reterr);
/* Has another debt of the same person a live record at the same account under this contract? */
MUST_CHECK enum rc escalation_same_contract(struct db *db, struct arena *arena, const struct escalation *escalation,
					    const char *contract, bool *ret_same, struct err *reterr);

/* Titles of the same number, species and due date of the same debtor and creditor: is another one presented and not
 * settled, and does an earlier protest, also of this one, stand? */
MUST_CHECK enum rc escalation_same_title(struct db *db, struct arena *arena, const struct escalation *escalation,
					 bool *ret_live, bool *ret_protested, struct err *reterr);

/* Included today, and shown to others from a day on; what the bureau calls the record ("": nothing any more). */
MUST_CHECK enum rc escalation_set_listed(struct db *db, struct escalation *escalation, struct date visible_on,
					 struct err *reterr);
MUST_CHECK enum rc escalation_set_remote_key(struct db *db, struct escalation *escalation, const char *remote_key,
					     struct err *reterr);

/* Let `event` come at the start of the local day `on`, or `minutes` from now; replaces a timer that is set. */
MUST_CHECK enum rc escalation_timer_on(struct db *db, int64_t id, enum event event, struct date on, struct err *reterr);
MUST_CHECK enum rc escalation_timer_in(struct db *db, int64_t id, enum event event, int minutes, struct err *reterr);
MUST_CHECK enum rc escalation_timer_off(struct db *db, int64_t id, struct err *reterr);

/* A decision about it; reasons and facts are JSON texts. */
MUST_CHECK enum rc decision_record(struct db *db, struct arena *arena, int64_t escalation_id, const char *outcome,
				   const char *rule_book, struct text reasons, struct text facts, int64_t *ret_id,
				   struct err *reterr);
/* The last one; *ret_reasons is "" when there is none. */
MUST_CHECK enum rc decision_last(struct db *db, struct arena *arena, int64_t escalation_id, int64_t *ret_id,
				 const char **ret_reasons, struct err *reterr);
