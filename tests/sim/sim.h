/* A history: a creditor, its debts, what befalls them, and counterparties with a will of their own.
 *
 * A seed makes a story: a portfolio and a list of deeds (payments, orders, faults), each with its minute. sim_run()
 * lives it through with the real flow on the store in memory, jumping from one due instant to the next, and checks the
 * house's promises after every step. Nothing is drawn while it runs: what a counterparty does follows from the seed and
 * from the name of the thing (which debt, which person, which turn), so that a deed can be taken out of a story and the
 * rest stays as it was. That is how shrink.c finds the shortest one that still breaks the promise.
 *
 * The counterparties (notary.c, bureau.c) are strict and know only the papers they get: they share no code with
 * src/wire or src/apontasim. There is one history at a time, in `sim`. */
#pragma once

#include "base/fault.h"
#include "channel/channel.h"
#include "flow/context.h"
#include "memory.h"

enum sim_channel { SIM_PROTEST, SIM_SERASA, SIM_SPC, SIM_CHANNELS };

#define DEBTS_MAX     INVOICES_MAX
#define DEEDS_MAX     64
#define TITLES_MAX    128
#define RECORDS_MAX   256
#define WORDS_MAX     1024
#define NAMES_MAX     512
#define LINES_MAX     64
#define SETTLE_DAYS   60
#define MINUTES_A_DAY 1440
#define HOUR_S        3600
#define DAY_S         86400

struct debt {
	bool dropped; /* by the shrinker */
	int persons;
	int64_t amount_cents;
	int due_day; /* days after the start; may be negative */
	int place;
	bool has_document;
};

enum deed_kind {
	DEED_PAY,                     /* amount_cents; arg: cleared at once */
	DEED_CLEAR,                   /* arg: which deed paid */
	DEED_REVERSE,                 /* likewise */
	DEED_CAUSE,                   /* arg: the removal cause that a person or the platform tells */
	DEED_HOLD,                    /* arg: the kind; amount_cents: its last day, days from then, 0 for none */
	DEED_LIFT,                    /* every hold of the debt */
	DEED_APPROVE,                 /* jose agrees to what waits */
	DEED_REFUSE,                  /* or does not */
	DEED_CORRECT,                 /* by hand, at a channel */
	DEED_TAKE_BACK,               /* withdrawn by the creditor */
	DEED_NOTARY,                  /* arg: enum notary_deed, what befalls the title there */
	DEED_GONE,                    /* the bureau takes a record out by itself */
	DEED_OF_NO_DEBT,              /* those from here on */
	DEED_FAULT = DEED_OF_NO_DEBT, /* arg: enum sim_fault; amount_cents: of how many exchanges */
	DEED_CRASH,                   /* arg: after how many statements */
	DEED_OUTAGE,                  /* arg: days in which no worker runs */
	DEED_START,                   /* a person starts an account again */
	DEED_KIND_COUNT
};

enum notary_deed { NOTARY_STAYS, NOTARY_REVOKES, NOTARY_FINAL, NOTARY_IS_PAID, NOTARY_CANCELS, NOTARY_DEED_COUNT };

enum sim_fault {
	SIM_FAULT_NONE,
	SIM_FAULT_LOST_BEFORE, /* nothing left */
	SIM_FAULT_LOST_ON_WAY, /* it left, and never came there */
	SIM_FAULT_LOST_ANSWER, /* it was taken, and nobody heard of it */
	SIM_FAULT_UNREADABLE,  /* likewise, with an answer that cannot be understood */
	SIM_FAULT_THROTTLED,
	SIM_FAULT_LATER, /* the CRA closed its window early */
	SIM_FAULT_CREDENTIALS,
	SIM_FAULT_COUNT
};

struct deed {
	enum deed_kind kind;
	int minute; /* from the start */
	int debt;
	int person;
	enum sim_channel channel;
	int arg;
	int64_t amount_cents;
	enum fault inside; /* it happens when a worker passes this point; FAULT_COUNT: between two rounds */
	bool dropped;      /* by the shrinker */
};

/* What the counterparties do of their own will; the shrinker tames one class after the other. */
enum tame {
	TAME_REFUSALS = 1,
	TAME_DELAYS = 2,
	TAME_SILENCE = 4,
	TAME_NOTARY = 8, /* paid at the notary, races with the protest */
	TAME_TWICE = 16, /* things told twice */
	TAME_ALL = 31
};

struct story {
	uint64_t seed;
	int days;
	bool has[SIM_CHANNELS];
	bool by_file; /* Serasa takes remessas instead of calls */
	unsigned tame;
	struct approval_policy four_eyes;
	int debts_count;
	struct debt debts[DEBTS_MAX];
	int deeds_count;
	struct deed deeds[DEEDS_MAX];
};

/* What goes to a counterparty: fixed lines instead of XML, JSON and columns. */
struct paper_line {
	char kind[20]; /* of the instruction */
	int64_t instruction_id;
	char nosso_numero[16];
	char comarca[8];
	int lote;
	char contract[CONTRACT_MAX + 1];
	char taxid[15];
	bool guarantor;
	char number[12]; /* of a title */
	char protocol[11];
	int64_t amount_cents;
	struct date due_on;
	int record;
};
struct paper {
	char kind[16];
	char name[65];
	struct date day;
	int number;
	int count;
	struct paper_line lines[LINES_MAX];
};

enum title_state {
	TITLE_RECEIVED,
	TITLE_PROTOCOLLED,
	TITLE_NOTIFIED,
	TITLE_PAYING,
	TITLE_STAYED,
	TITLE_PROTESTED,
	TITLE_SUSPENDED,
	TITLE_GONE, /* from here on it is no burden to the debtor */
	TITLE_PAID = TITLE_GONE,
	TITLE_WITHDRAWN,
	TITLE_RETURNED,
	TITLE_FINAL,
	TITLE_CANCELLED,
};

struct title_there {
	char nosso_numero[16];
	char number[12];
	char comarca[8];
	char protocol[11];
	struct date protocol_on;
	enum title_state state;
	bool withdrawing;
	bool cancelling;
	bool authorised;
	int64_t next_at; /* when the notary does the next thing; NEVER for nothing */
	int64_t live_since;
	int debt;
	int turn;
};

enum record_state { RECORD_RECEIVED, RECORD_THERE, RECORD_GONE, RECORD_REFUSED };

struct record_there {
	enum sim_channel bureau;
	char contract[CONTRACT_MAX + 1];
	char taxid[15];
	bool guarantor;
	enum record_state state;
	char asked_as[41]; /* the transaction of the include, or of the removal */
	char removal_as[41];
	int number; /* of the remessa and its record, by file */
	int record;
	int removal_number;
	int removal_record;
	bool removing;
	bool silent;
	int64_t next_at;
	int64_t letter_at; /* the notice comes back; NEVER */
	int64_t due_on;
	int debt;
	int turn;
};

struct word_row {
	enum sim_channel from;
	int64_t visible_at;
	bool pushed;
	int times; /* it is pushed */
	union {
		struct told title;
		struct listing_told record;
	} is;
};

struct sim {
	struct db db;
	struct story story;
	struct settings settings;
	struct flow flow;
	struct flow hand; /* the same, in the name of a person */
	struct flow_account accounts[SIM_CHANNELS];
	struct channel_session sessions[SIM_CHANNELS];

	/* The counterparties. */
	struct title_there titles[TITLES_MAX];
	int titles_count;
	struct record_there records[RECORDS_MAX];
	int records_count;
	struct word_row words[WORDS_MAX];
	int words_count;
	uint64_t names[NAMES_MAX]; /* files and lotes that are known there */
	int names_count;
	int serial;

	/* The driver. */
	int64_t start_s;
	int64_t end_s;
	int64_t down_until;
	bool done[DEEDS_MAX];
	bool armed[DEEDS_MAX]; /* waits for its fault point */
	bool inside;           /* a deed is being done at a fault point */
	enum sim_fault fault[SIM_CHANNELS];
	int faults_left[SIM_CHANNELS];
	int64_t lazy_at;
	bool settling;
	int exchanges;
	int steps;
	/* What is true of the money, told by nobody but the story. */
	int64_t received_cents[DEBTS_MAX];
	int64_t cleared_cents[DEBTS_MAX];
	int64_t paid_s[DEBTS_MAX];  /* since when everything has cleared; NEVER */
	int64_t final_s[DEBTS_MAX]; /* since when it must be gone for good; NEVER */
};

extern struct sim sim;

/* story.c */
void story_make(uint64_t seed, struct story *ret_story);
bool deed_counts(const struct story *story, int deed); /* nobody has dropped it */
const char *deed_words(const struct story *story, int deed, char out[160]);
void story_print(const struct story *story);

/* run.c: lives `story`. True when every promise held; else sim.db.broken says which did not. `tells`: every event. */
bool sim_run(const struct story *story, bool tells);
/* Once a process: the shipped rule book. */
bool sim_load(const char *rules_folder);
int64_t sim_now(void);
int debt_of_number(const char *number); /* -1 for none */
const char *debt_number(int debt, char out[12]);

/* deeds.c: ERR_TRANSIENT when the worker or the connection died over it: it is tried again. */
MUST_CHECK enum rc deed_do(int deed);
/* A worker passes a fault point: what waits for it happens. */
void deeds_passing(enum fault fault);

/* seat.c: what the flow finds around it. */
void seat_take(void);

/* notary.c, bureau.c */
extern const struct channel sim_notary;
extern const struct channel sim_serasa;
extern const struct channel sim_spc;
void notary_live(void);
void notary_deed(int debt, enum notary_deed deed);
void bureau_live(void);
void bureau_take_out(int debt, int person, enum sim_channel bureau);
int64_t parties_next(void); /* the next instant at which one of them does or says something */
/* A number below `below` that follows from the seed and the words. */
unsigned whim(unsigned below, const char *format, ...) PRINTF_LIKE(2, 3);
bool tame(enum tame what);
/* Has the counterparty had something of this name? With `keeps` it has from now on. */
bool name_is_known(bool keeps, const char *format, ...) PRINTF_LIKE(2, 3);
struct word_row *new_word(enum sim_channel from, int64_t visible_at);
MUST_CHECK enum rc words_push(void);
/* What becomes of this exchange; takes one off. */
enum sim_fault fault_now(enum sim_channel channel);
/* For both: papers and answers as bytes. */
MUST_CHECK enum rc paper_write(struct arena *arena, const struct parcel *parcel, struct text *ret_document,
			       struct err *reterr);
const struct paper *paper_read(struct text document);
MUST_CHECK enum rc answer_read(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			       struct text answer, struct verdicts *ret_verdicts, struct err *reterr);
/* False: the fault keeps the paper from being looked at. */
bool answer_begin(struct dispatch *dispatch, enum sim_fault fault);
void answer_end(struct arena *arena, struct dispatch *dispatch, enum sim_fault fault, bool whole,
		const struct verdict *items, int count);

/* promises.c: after each step, when the workers rest, and at the very end. */
void promises_sending(int64_t message_id); /* what is about to leave */
void promises_step(void);
void promises_rest(void);
void promises_end(void);

/* shrink.c */
void shrink(struct story *story);
