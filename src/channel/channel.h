/* A channel: one kind of counterparty behind one table of functions. Wire, link and seal meet here; no SQL, no policy.
 *
 * The order of a delivery is fixed by flow/deliver: compose, seal, store, commit, deliver, interpret, record. The order
 * of a collection by flow/collect: fetch, store, commit, absorb. No function here keeps state between calls but the
 * HTTP client. Proof: tests/unit/channel, tests/journey */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "domain/protest.h"
#include "link/http.h"

/* How doubt is resolved at this counterparty. */
enum channel_doubt {
	CHANNEL_DOUBT_SEND_AGAIN, /* the same bytes under the same name: it says "already have it" */
	CHANNEL_DOUBT_QUERY,
	CHANNEL_DOUBT_PERSON,
};

struct channel_account {
	const struct account_conf *conf;
	const struct creditor_conf *creditor;
	const struct profile *profile;
	const char *password; /* "" for none; never logged */
	struct http_client *http;
};

/* What goes into one file. Exactly one of lotes and requests is filled. */
struct parcel_lote {
	char comarca_ibge[8];
	char comarca_name[61];
	int sequence;
	const struct title *const *titles;
	int titles_count;
};
struct parcel {
	const char *kind;      /* "B", "DP", "CP", "AD", "AC" */
	const char *file_name; /* filled by flow from channel->file_name() */
	struct date moved_on;
	const struct parcel_lote *lotes;
	int lotes_count;
	enum request_kind request_kind;
	const struct request *requests;
	int requests_count;
};

/* What the counterparty says to one lote or one request. */
enum verdict_class {
	VERDICT_ACCEPTED,    /* 0000 */
	VERDICT_ALREADY,     /* 1001, 2116, 2117: it has it; 2014, 2016, 2017, 2028 for requests */
	VERDICT_REFUSED,     /* a code that stands for this lote or title: a person */
	VERDICT_LATER,       /* after the cut-off and the like: the next window */
	VERDICT_CREDENTIALS, /* 0001, 0009: stop the account */
};
struct verdict {
	enum verdict_class class;
	char code[16];
	char words[300];
	char comarca_ibge[8];  /* of a lote */
	char title_number[12]; /* of a request */
	char protocol[11];
};
/* Of a remessa each lote has its comarca_ibge. Of requests a key that is empty stands for all: a verdict with only a
 * comarca_ibge is of each request for that comarca. */
struct verdicts {
	bool whole_file; /* one verdict for the file: items[0] */
	struct verdict *items;
	int count;
};

/* What is asked when collecting. */
enum question_kind { QUESTION_CONFIRMATIONS, QUESTION_RESULTS, QUESTION_STATUSES, QUESTION_COMARCAS, QUESTION_COUNT };
struct question {
	enum question_kind kind;
	struct date on; /* the day of the files; not for QUESTION_COMARCAS */
};

struct comarca {
	char ibge[8];
	char comarca_ibge[8];
	char name[61];
};
struct told_list {
	struct told *told;
	int told_count;
	struct comarca *comarcas; /* only for QUESTION_COMARCAS */
	int comarcas_count;
	int unreadable_count; /* records that were reported and left out */
	const char *remarks;  /* what the reader found unusual, one line each; "" for nothing */
};

struct channel {
	const char *name; /* "protest" */
	enum channel_doubt doubt;

	/* The name of a parcel's file: kind, day, sequence of the day (1 to 9). */
	enum rc (*file_name)(const struct channel_account *account, const char *kind, struct date on, int sequence,
			     char out[32], struct err *reterr);

	/* Would this title fit the wire? ERR_RANGE names the field, as the drop folder calls it where that has it. */
	enum rc (*fits)(const struct channel_account *account, const struct title *title, struct err *reterr);

	/* parcel -> the document that is stored, signed and sent. */
	enum rc (*compose)(struct arena *arena, const struct channel_account *account, const struct parcel *parcel,
			   struct text *ret_document, struct err *reterr);

	/* Send a stored document (only kind, file_name and document are used). ERR_TRANSIENT: nothing left;
	 * ERR_IN_DOUBT: it left, and no answer came, or one that does not tell whether it was taken (a SOAP fault, HTTP
	 * 5xx); ERR_CREDENTIALS: HTTP 401/403; ERR_THROTTLED: 429, or 503 that says when to come again; ERR_CONFIG: the
	 * profile has no such operation, an anchor is missing; OK: an answer to interpret (whatever the status, the
	 * bytes are returned as they came). */
	enum rc (*deliver)(struct arena *arena, const struct channel_account *account, const char *kind,
			   const char *file_name, struct text document, struct text *ret_answer, struct err *reterr);

	/* The verdicts in an answer to an upload. ERR_UNREADABLE. */
	enum rc (*interpret)(struct arena *arena, const struct channel_account *account, const char *kind,
			     struct text answer, struct verdicts *ret_verdicts, struct err *reterr);

	/* Ask; the raw answer comes back. ERR_TRANSIENT (also when a query got no answer), ERR_CREDENTIALS (also when
	 * the answer says so by code), ERR_THROTTLED, ERR_CONFIG, ERR_REFUSED: the profile has no such operation, so
	 * there is nothing to ask. */
	enum rc (*fetch)(struct arena *arena, const struct channel_account *account, const struct question *question,
			 struct text *ret_answer, struct err *reterr);

	/* Fetched bytes -> what was told. "Nothing on that date" gives an empty list. ERR_UNREADABLE. */
	enum rc (*absorb)(struct arena *arena, const struct channel_account *account, const struct question *question,
			  struct text answer, struct told_list *ret_told, struct err *reterr);
};

const struct channel *channel_find(const char *name); /* NULL when nobody knows it */
const char *question_name(enum question_kind kind);   /* "confirmations", … */

/* The operation of a kind ("B", "DP" ...) or of a question's name in profile->operations; the profile gives "" to what
 * its CRA does not have. CRA_OP_COUNT when nobody knows the name. */
enum cra_operation channel_operation(const char *name);
