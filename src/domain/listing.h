/* The words of a listing at a bureau as the house speaks them between its layers: records, and what comes back.
 *
 * Data only, and the pure rules that read it: which lifecycle event a word of the bureau stands for, and which clocks
 * run. All money is cents; strings are terminated and hold the plain text, before any transliteration. One record is
 * one debt of one person: the principal debtor, or a guarantor of the same debt. Sources: Código de Defesa do
 * Consumidor (CDC) art. 43; Súmulas 323, 359 and 548/STJ; layout CONVEM04; interface PEFIN V8; service spcWebService.
 * Proof: tests/unit/domain/listing_test.c */
#pragma once

#include "base/err.h"
#include "domain/lifecycle.h"
#include "domain/person.h"

#define CONTRACT_MAX 16 /* characters: CONVEM04 439-454 is the shortest of the three */

/* One record, as it is asked to be included or removed. */
struct listing {
	int64_t instruction_id;
	bool removal;
	char contract[CONTRACT_MAX + 1]; /* the same text in and out: part of the bureau's key */
	struct date issued_on;           /* data da compra, data do compromisso */
	struct date due_on;              /* data da ocorrência: part of the key, never moved */
	int64_t amount_cents;
	char motive[5];      /* of a removal: the bureau's code for the cause, from the profile */
	char remote_key[17]; /* what the bureau called the record (Serasa: cadusKey); "" for nothing */
	const struct debtor *principal;
	const struct debtor *guarantor; /* NULL: the record is the principal's */
};

/* What a bureau told about one record. */
enum listing_word {
	LISTING_LISTED,          /* included; the debtor is being notified */
	LISTING_NOT_LISTED,      /* the inclusion is refused */
	LISTING_REMOVED,         /* the removal is done */
	LISTING_NOT_REMOVED,     /* the removal is refused */
	LISTING_GONE,            /* the bureau removed it by itself: codes 290 to 292 */
	LISTING_NOTICE_RETURNED, /* the letter came back: codes 301 to 315 */
	LISTING_NOTED,           /* worth keeping, changes nothing */
	LISTING_UNKNOWN,         /* a code nobody knows: a person */
	LISTING_WORD_COUNT
};

struct listing_told {
	enum listing_word word;
	bool flagged; /* a person should look at it all the same: "not there" in answer to a removal */
	/* Which record it is about; the first of these that is there decides. */
	char remote_id[41]; /* Serasa REST: transactionId, uuid */
	int number;         /* file: remessa, 0 for none */
	int record;         /* file: sequence of the record in that remessa, 0 for none */
	char contract[31];  /* with both tax ids (the guarantor's "" for the principal's record) */
	char principal_taxid[15];
	char guarantor_taxid[15];
	bool removal;        /* it speaks of a removal */
	char remote_key[17]; /* cadusKey; "" for nothing */
	char codes[64];      /* "059 040"; "" for none */
	char words[300];     /* what the codes mean, for a person; no tax id in it */
};

const char *listing_word_name(enum listing_word word); /* "listed", "not_listed", ... */
MUST_CHECK enum rc listing_word_by_name(struct text name, enum listing_word *ret_word);

/* The lifecycle event that `word` stands for; EVENT_COUNT when it changes nothing. */
enum event listing_event(enum listing_word word);

/* The day before the one on which the record would have to be gone by itself: five years after `due_on` (CDC art. 43
 * par. 1; Súmula 323/STJ), and a day (policy). */
struct date listing_ends_on(struct date due_on);
