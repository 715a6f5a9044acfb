/* The words of the protest as the house speaks them between its layers: titles, requests, and what comes back.
 *
 * Data only, and the pure rules that read it: which lifecycle event an occurrence or status code stands for, and
 * which clocks run. All money is cents; strings are terminated and hold the plain text, before any transliteration.
 * Sources: Layout Único 4.3 (fields), annexes 1, 2 and 4; andamento layout of 07/12/2022.
 * Proof: tests/unit/domain/protest_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/date.h"
#include "domain/lifecycle.h"
#include "domain/person.h"

/* One title as it is presented: everything a remessa needs to know of it. */
struct title {
	int64_t instruction_id;
	char nosso_numero[16]; /* the key of the title in every answer; never used twice */
	char number[12];
	char species[4];
	struct date issued_on;
	struct date due_on; /* DATE_NONE is "at sight" */
	int64_t amount_cents;
	int64_t balance_cents;        /* what is protested */
	char endorsement;             /* 'M', 'T' or ' ' */
	char acceptance;              /* 'A' or 'N' */
	char declaration;             /* annex 3, or ' ' */
	char comarca_ibge[8];         /* where it is sent, after the Homologadas map */
	const struct debtor *debtors; /* the principal first */
	int debtors_count;
};

/* What is asked of the notary for a title it already has. */
enum request_kind {
	REQUEST_WITHDRAW,           /* DP, desistência */
	REQUEST_CANCEL,             /* CP, cancelamento */
	REQUEST_AUTHORISE_WITHDRAW, /* AD, autorização de desistência */
	REQUEST_AUTHORISE_CANCEL,   /* AC, autorização de cancelamento */
};

struct request {
	int64_t instruction_id;
	char comarca_ibge[8];
	char notary[3]; /* código do cartório */
	char protocol[11];
	struct date protocol_on;
	char title_number[12];
	char debtor_name[161];
	int64_t amount_cents;
	struct text letter; /* AC and AD: the signed letter (CMS, DER); empty otherwise */
};

/* What the counterparty told about one title. */
enum told_kind {
	TOLD_CONFIRMATION, /* confirmação: protocol, or refusal with an occurrence */
	TOLD_RESULT,       /* retorno: an occurrence */
	TOLD_STATUS,       /* andamento: a status code */
};

struct told {
	enum told_kind kind;
	char nosso_numero[16];
	char title_number[12];
	char comarca_ibge[8];
	char notary[3];
	char protocol[11];
	struct date protocol_on;
	struct date occurred_on;
	char occurrence; /* annex 2, ' ' for none; kept even when nobody knows it */
	char status[3];  /* andamento, "" for none */
	char irregularities[5][3];
	int irregularities_count;
	int64_t amount_cents;       /* field 17 */
	int64_t balance_cents;      /* field 18 */
	int64_t notary_fee_cents;   /* 35 */
	int64_t distribution_cents; /* 40 */
	int64_t recording_cents;    /* 42 */
	int64_t other_cents;        /* 50 */
};

/* The lifecycle event that `told` stands for. `ret_event` is EVENT_COUNT when it changes nothing (status AI, a second
 * copy). ERR_UNKNOWN: a code nobody knows; it goes to a person and the escalation stays where it is. */
MUST_CHECK enum rc protest_event(const struct told *told, enum event *ret_event, struct err *reterr);

const char *occurrence_meaning(char occurrence);    /* Portuguese; NULL when unknown */
const char *status_meaning(struct text status);     /* likewise */
const char *irregularity_meaning(struct text code); /* likewise */
const char *species_meaning(struct text species);   /* likewise */
bool species_is_indication(struct text species);    /* DMI, DRI, CBI: the totals of header field 11 */
bool declaration_is_known(char declaration);
const char *request_prefix(enum request_kind kind); /* "DP", "CP", "AD", "AC" */
const char *request_name(enum request_kind kind);   /* "withdraw", "cancel", "authorise_withdraw", "authorise_cancel" */

/* The tríduo: business days from the protocol to the protest (LP art. 12). */
#define TRIDUO_DAYS 3

/* Earliest day on which the protest may be drawn: three STRICT business days from the protocol (LP art. 12).
 * ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc protest_earliest(struct date protocol_on, struct date *ret_on, struct err *reterr);
