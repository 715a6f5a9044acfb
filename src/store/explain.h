/* The story of one invoice in plain structs: who owes, what was decided, sent, promised and found, for each escalation.
 *
 * Read only, in one snapshot, and bounded: of each list the newest EXPLAIN_ROWS_MAX rows, the oldest of them first.
 * People leave this module as initials and masked tax ids only. Strings are in the arena; "" is null. Instants are
 * local business time, "2026-03-02T09:00". Proof: tests/unit/store/explain_test.c,
 * tests/journey/explain_tells_why_and_when.sh */
#pragma once

#include "domain/lifecycle.h"
#include "domain/payer.h"
#include "store/db.h"
#include "store/notice.h"

#define EXPLAIN_ROWS_MAX 1000

struct story_debt {
	int64_t invoice_id;
	const char *creditor;
	const char *external_id;
	const char *number;
	const char *species;
	const char *ladder;
	struct date issued_on;
	struct date due_on;
	int64_t amount_cents;
	int64_t balance_cents;  /* owed when it was recorded */
	int64_t received_cents; /* paid since, cleared or not */
	int64_t cleared_cents;
	int64_t outstanding_cents;
	const char *recorded_at;
	const char *settled_at;   /* nothing is owed any more */
	struct date look_on;      /* the day of the ladder's next look; DATE_NONE: it takes no step any more */
	struct payer_facts payer; /* what was told last of how the debtor pays */
};

struct story_person {
	int64_t id;
	bool is_debtor; /* false: a guarantor */
	const char *initials;
	const char *taxid_masked;
	const char *uf;
};

struct story_escalation {
	int64_t id;
	const struct story_person *person;
	const char *channel;
	enum machine machine;
	const char *account;
	const char *account_stopped_why;
	const char *step;
	const char *opened_at;
	struct date opened_on;
	enum state state;
	const char *last_at; /* the step of the lifecycle that led there, with its rule */
	const char *last_event;
	const char *last_rule;
	const char *last_detail;
	const char *comarca_ibge;
	const char *fee_mode; /* "postponed", "deposit"; "" before it passed */
	const char *protocol;
	struct date protocol_on;
	struct date listed_on;
	struct date visible_on;
	enum event timer_event; /* EVENT_COUNT: no clock of ours runs */
	const char *timer_at;
	struct date timer_on;
};

struct story_decision {
	int64_t id;
	int64_t escalation_id;
	const char *decided_at;
	const char *outcome;
	const char *rule_book;
	const char *payer_class; /* "" for one that is older than the classes */
	const char *payer_words;
};

struct story_reason {
	int64_t decision_id;
	const char *code;
	const char *level;
	const char *basis;
	const char *words;
};

struct story_instruction {
	int64_t id;
	int64_t escalation_id;
	const char *kind;
	int64_t turn;
	const char *state;
	int64_t amount_cents;
	const char *nosso_numero;
	const char *contract;
	const char *cause;
	const char *asked_at;
	const char *sent_at;
	const char *answered_at;
	const char *answer_code;
	const char *answer_words;
	const char *outcome;
	const char *file_name;
};

struct story_deadline {
	int64_t escalation_id;
	const char *name;
	const char *rule;
	struct date due_on;
	struct date warn_on;  /* the next alarm */
	struct date told_on;  /* by the counterparty, and it wins; DATE_NONE for none */
	const char *kind;     /* "duty", "forecast" */
	const char *standing; /* "due", "at_risk", "late", "met", "missed", "dropped" */
	const char *at;       /* when it was met, missed or dropped */
	const char *todo;     /* what is asked of a person now */
};

struct story_removal {
	int64_t escalation_id;
	const char *cause;
	const char *arisen_at;
	const char *asked_at;
	const char *done_at;
	const char *moot_at;
	const char *proof_event; /* what proved it, and the message that brought it */
	int64_t proof_message;   /* 0 for none */
	const char *proof_sha256;
};

struct story_expense {
	int64_t escalation_id;
	const char *kind; /* "notary", "distribution", "recording", "other" */
	int64_t field;    /* of the retorno or confirmação */
	int64_t cents;
	struct date told_on;
	int64_t message_id;
	const char *owed_by; /* "debtor", "presenter", "creditor"; "" while nobody knows */
};

struct story_finding {
	int64_t id;
	int64_t escalation_id;
	const char *found_at;
	const char *kind;
	const char *words;
};

#define STORY_LIST(type)                                                                                               \
	struct {                                                                                                       \
		struct type *at;                                                                                       \
		int count;                                                                                             \
	}

struct story {
	const char *asked_at; /* the business time of this story */
	struct date today;
	struct story_debt debt;
	STORY_LIST(story_person) persons; /* the debtor first */
	STORY_LIST(story_escalation) escalations;
	STORY_LIST(story_decision) decisions;
	STORY_LIST(story_reason) reasons;
	STORY_LIST(story_instruction) instructions;
	STORY_LIST(story_deadline) deadlines;
	STORY_LIST(story_removal) removals;
	STORY_LIST(story_expense) expenses;
	STORY_LIST(story_finding) findings; /* open ones */
	struct notice_rows notices;
	bool cut; /* a list was longer than its bound */
};

/* `creditor` may be NULL where one creditor only has the invoice. ERR_NOT_FOUND; ERR_DUPLICATE: several have it. */
MUST_CHECK enum rc explain_read(struct db *db, struct arena *arena, const char *creditor, const char *external_id,
				struct story *ret_story, struct err *reterr);
