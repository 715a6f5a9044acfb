/* A channel: one kind of counterparty behind one table of functions. Wire, link and seal meet here; no SQL, no policy.
 *
 * The order of a delivery is fixed by flow/deliver: compose, seal, store, commit, deliver, interpret, record. The order
 * of a collection by flow/collect: fetch, store, commit, absorb. No function here keeps state between calls but the
 * HTTP client and the session. Proof: tests/unit/channel, tests/journey */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "domain/listing.h"
#include "domain/protest.h"
#include "link/http.h"
#include "seal/seal.h"

/* How doubt is resolved at this counterparty. */
enum channel_doubt {
	CHANNEL_DOUBT_SEND_AGAIN, /* the same bytes again: it says "already have it" */
	CHANNEL_DOUBT_WAIT,       /* nothing is repeated: its own word comes later, or a person asks */
};

/* How things go out. */
enum channel_sending {
	CHANNEL_SENDS_FILES, /* numbered, many instructions each, in windows */
	CHANNEL_SENDS_CALLS, /* one instruction a call, several calls at once */
};

/* What a way to a counterparty can do. An account has one, by channel and profile. */
struct channel_traits {
	enum channel_sending sending;
	enum channel_doubt doubt;
	bool guarantor_apart; /* a guarantor's record is removed by itself; false: it goes with the principal's */
	bool guarantor_waits; /* a guarantor may be included only when the principal's record is there */
	bool one_lane;        /* its numbers have one order: removals and inclusions go in the same file */
	bool told_later;      /* an answer to a sending says "received" only; what became of it comes by collect */
};

/* What lasts from one call to the next, in one process; never stored, never logged. */
struct channel_session {
	char token[4097];
	int64_t token_until; /* seconds since 1970 by apontad.now() */
	bool proven;         /* the counterparty has taken our credentials: many calls may go at once */
};

struct channel_account {
	const struct account_conf *conf;
	const struct creditor_conf *creditor;
	const struct profile *profile;
	const char *password; /* "" for none; never logged */
	struct http_client *http;
	struct channel_session *session;
	int64_t now_s; /* seconds since 1970 by apontad.now(), brought up to date by flow before each use */
};

/* What goes into one message. Exactly one of lotes, requests and listings is filled; of calls it is one listing. */
struct parcel_lote {
	char comarca_ibge[8];
	char comarca_name[61];
	int sequence;
	const struct title *const *titles;
	int titles_count;
};
struct parcel {
	const char *kind;      /* of the message: channel->kind_of() */
	const char *file_name; /* filled by flow from channel->file_name() */
	struct date moved_on;
	int sequence; /* of the day, or the number of the remessa */
	const struct parcel_lote *lotes;
	int lotes_count;
	enum request_kind request_kind;
	const struct request *requests;
	int requests_count;
	const struct listing *listings; /* a principal before its guarantors */
	int listings_count;
};

/* What the counterparty says to one lote, one request or one record. */
enum verdict_class {
	VERDICT_ACCEPTED,    /* taken; what becomes of it is told later */
	VERDICT_DONE,        /* taken, and done: included, removed */
	VERDICT_ALREADY,     /* it has it: 1001, 2116, 2117; 2014, 2016, 2017, 2028 for requests; IE_SPC001.E09 */
	VERDICT_GONE,        /* it does not have it: IE_SPC005.E10, 404; done, and a person should look */
	VERDICT_REFUSED,     /* a code that stands for this lote or title: a person */
	VERDICT_LATER,       /* after the cut-off and the like: the next window */
	VERDICT_CREDENTIALS, /* 0001, 0009, CS_AUT001: stop the account */
};
struct verdict {
	enum verdict_class class;
	char code[24];
	char words[300];
	char remote_id[41];    /* Serasa REST: transactionId */
	char comarca_ibge[8];  /* of a lote */
	char title_number[12]; /* of a request */
	char protocol[11];
};
/* Of a remessa each lote has its comarca_ibge. Of requests a key that is empty stands for all: a verdict with only a
 * comarca_ibge is of each request for that comarca. */
struct verdicts {
	bool whole_file; /* one verdict for the message: items[0] */
	struct verdict *items;
	int count;
};

/* One message on its way. */
struct dispatch {
	const char *kind;
	const char *file_name; /* "" for calls */
	struct text document;
	struct text signature; /* detached; empty for none */
	/* What came of it: */
	enum rc rc;
	struct text answer; /* with rc OK: as it came */
	int status;         /* HTTP; 0 for none */
	int wait_s;         /* told to wait so long; 0 for nothing */
	struct err err;
};

/* What is asked when collecting. */
enum question_kind {
	QUESTION_CONFIRMATIONS,
	QUESTION_RESULTS,
	QUESTION_STATUSES,
	QUESTION_COMARCAS,
	QUESTION_NATURES,      /* SPC: listarNaturezaInclusao */
	QUESTION_MOTIVES,      /* SPC: listarMotivoExclusao */
	QUESTION_DEBTOR_TYPES, /* SPC: listarTipoDevedor */
	QUESTION_HOOK,         /* not asked: the body of a webhook */
	QUESTION_RETURN_FILE,  /* not asked: a file from the return folder */
	QUESTION_COUNT
};
struct question {
	enum question_kind kind;
	struct date on; /* the day of the files, for daily questions */
};

struct comarca {
	char ibge[8];
	char comarca_ibge[8];
	char name[61];
};
struct listed_code {
	char code[24];
	char name[121];
};
struct told_list {
	struct told *told; /* of titles */
	int told_count;
	struct listing_told *listings; /* of records */
	int listings_count;
	struct comarca *comarcas; /* only for QUESTION_COMARCAS */
	int comarcas_count;
	struct listed_code *codes; /* only for the lists of codes */
	int codes_count;
	int unreadable_count; /* records that were reported and left out */
	const char *remarks;  /* what the reader found unusual, one line each; "" for nothing */
};

struct channel {
	const char *name; /* "protest" */

	/* What an account of this profile can do. */
	const struct channel_traits *(*traits)(const struct profile *profile);

	/* The kind of message that an instruction ("include", "withdraw", "remove" ...) of a principal or a guarantor
	 * goes in: "B", "DP", "debt", "incluirSpc" ... */
	const char *(*kind_of)(const struct profile *profile, const char *instruction_kind, bool guarantor);

	/* How a message of this kind is signed, by the profile. `ret_named`: the signature names the file. */
	enum seal_purpose (*seal_of)(const struct profile *profile, const char *kind);

	/* What is asked every day, and once with the first look of a day; both end with QUESTION_COUNT. */
	const enum question_kind *daily;
	const enum question_kind *first_of_day;

	/* The name of a parcel's file: kind, day, and sequence of the day (1 to 9) or number of the remessa. NULL for
	 * calls. */
	enum rc (*file_name)(const struct channel_account *account, const char *kind, struct date on, int sequence,
			     char out[65], struct err *reterr);

	/* Would it fit the wire? ERR_RANGE names the field, as the drop folder calls it where that has it. One of the
	 * two is there, by what the channel takes. */
	enum rc (*fits)(const struct channel_account *account, const struct title *title, struct err *reterr);
	enum rc (*fits_listing)(const struct channel_account *account, const struct listing *listing, struct date today,
				struct err *reterr);

	/* parcel -> the document that is stored, signed and sent. */
	enum rc (*compose)(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			   struct text *ret_document, struct err *reterr);

	/* Send stored documents: calls all at once, files one. dispatch->rc: ERR_TRANSIENT: nothing left; ERR_IN_DOUBT:
	 * it left, and no answer came, or one that does not tell whether it was taken (a SOAP fault of the transport,
	 * HTTP 5xx); ERR_CREDENTIALS: the counterparty refuses user, password or token (nothing was taken; what had not
	 * left by then is ERR_TRANSIENT); ERR_THROTTLED: 429, or 503 that says when to come again; ERR_CONFIG: the
	 * profile has no such operation, an anchor is missing; OK: an answer to interpret (whatever the status). */
	void (*deliver)(struct arena *arena, const struct channel_account *account, struct dispatch *dispatches,
			int count);

	/* The verdicts in an answer. ERR_UNREADABLE. */
	enum rc (*interpret)(struct arena *arena, const struct channel_account *account, const char *kind, int status,
			     struct text answer, struct verdicts *ret_verdicts, struct err *reterr);

	/* Ask; the raw answer comes back. ERR_TRANSIENT (also when a query got no answer), ERR_CREDENTIALS (also when
	 * the answer says so by code), ERR_THROTTLED, ERR_CONFIG, ERR_REFUSED: the profile has no such operation, so
	 * there is nothing to ask. NULL when nothing is ever asked. */
	enum rc (*fetch)(struct arena *arena, const struct channel_account *account, const struct question *question,
			 struct text *ret_answer, struct err *reterr);

	/* Fetched or pushed bytes -> what was told. "Nothing on that date" gives an empty list. ERR_UNREADABLE. */
	enum rc (*absorb)(struct arena *arena, const struct channel_account *account, const struct question *question,
			  struct text answer, struct told_list *ret_told, struct err *reterr);
};

const struct channel *channel_find(const char *name); /* NULL when nobody knows it */
const char *question_name(enum question_kind kind);   /* "confirmations", … */
MUST_CHECK enum rc question_by_name(struct text name, enum question_kind *ret_kind);

/* The operation of a kind ("B", "DP" ...) or of a question's name in profile->operations; the profile gives "" to what
 * its CRA does not have. CRA_OP_COUNT when nobody knows the name. */
enum cra_operation channel_operation(const char *name);
