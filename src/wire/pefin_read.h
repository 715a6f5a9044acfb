/* What Serasa's REST interface says: to a login, to a request, and by webhook what became of it.
 *
 * Read leniently: of a webhook only what ties it to a record and how it ended has to be there, whatever else is odd is
 * a note. Everything is in the arena. Does not block. Source: PEFIN V8 document of 2026, with its contradictions.
 * Proof: tests/unit/wire/pefin_read_test.c */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "domain/taxid.h"

struct pefin_login {
	const char *token;  /* printable ASCII without blanks */
	int64_t expires_at; /* seconds since 1970; 0 when it does not say, or says what nobody understands */
};

/* The answer to a login. ERR_FORMAT: no JSON, or no token in it; nothing of the answer is in the words. */
MUST_CHECK enum rc pefin_read_login(struct arena *arena, struct text answer, struct pefin_login *ret_login,
				    struct err *reterr);

struct pefin_answer {
	char transaction_id[41]; /* "" when it has none */
	char code[4];            /* the mainframe's, "059"; "" for none */
	const char *message;     /* as it came; "" for none */
};

/* The answer to a request. The form of a refusal is not published: a message is looked for where such answers have
 * one, and its code in it. ERR_FORMAT: no JSON object. */
MUST_CHECK enum rc pefin_read_answer(struct arena *arena, struct text answer, struct pefin_answer *ret_answer,
				     struct err *reterr);

struct pefin_event {
	bool exclusion;
	bool failed;
	bool unclear; /* it does not tell which of the two it is, or has an error that says nothing */
	bool has_creditor;
	const char *uuid;     /* what ties it to a request; these are "" when they are not there */
	const char *contract; /* with the tax id of the debtor, the other tie */
	char debtor_taxid[15];
	struct taxid creditor; /* when has_creditor */
	const char *cadus_key;
	const char *motive; /* of an exclusion */
	char code[4];       /* of a failure: the mainframe's; "" for none */
	const char *message;
	const char *remarks; /* what is unusual, one line each */
};

/* The body of a webhook. ERR_FORMAT: no JSON object, or nothing in it that ties it to a record. */
MUST_CHECK enum rc pefin_read_event(struct arena *arena, struct text body, struct pefin_event *ret_event,
				    struct err *reterr);
