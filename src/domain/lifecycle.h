/* The lifecycle of an escalation as one table: machine, state and event give the next state, the effect and the rule.
 *
 * Pure. There are two machines: of a protest, and of a listing at a bureau, which is one for all bureaus. Their rows
 * are in lifecycle_protest.def and lifecycle_listing.def and nowhere else: this code, the SQL constraint and the
 * diagram come from them. A pair without a row is refused and changes nothing. Proof:
 * tests/unit/domain/lifecycle_test.c walks every state and event. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

enum machine { MACHINE_PROTEST, MACHINE_LISTING, MACHINE_COUNT };

enum state {
#define STATE(name, phase, meaning) STATE_##name,
#include "domain/lifecycle_state.def"
#undef STATE
	STATE_COUNT
};

enum phase { PHASE_ours, PHASE_sent, PHASE_ended };

enum event {
	EVENT_ASSESSED,              /* a ladder step was reached */
	EVENT_PASSED,                /* every check passed */
	EVENT_HELD_BY_RULE,          /* a check asks for a person */
	EVENT_REFUSED_BY_RULE,       /* a check forbids it */
	EVENT_QUEUED_IN_FILE,        /* its bytes are in a stored file */
	EVENT_FILE_DROPPED,          /* that file will never be sent */
	EVENT_ACCEPTED,              /* the counterparty took it */
	EVENT_LEFT_IN_DOUBT,         /* it left, no answer came, and asking again is no way out */
	EVENT_REFUSED_BY_CRA,        /* the CRA refused it */
	EVENT_PROTOCOL,              /* confirmação: number and date */
	EVENT_IRREGULAR,             /* 5, 6, Z */
	EVENT_NOTICE_STARTED,        /* AA to AF */
	EVENT_NOTICE_DONE,           /* AG */
	EVENT_PAYMENT_PENDING,       /* AH, AK, 7 */
	EVENT_PAID_AT_NOTARY,        /* 1 */
	EVENT_MONEY_DUE,             /* the business day after */
	EVENT_PROTEST_DRAWN,         /* 2, B, C */
	EVENT_WITHDRAWAL_DONE,       /* 3, D, F */
	EVENT_COURT_STAY,            /* 4 */
	EVENT_STAY_MADE_FINAL,       /* G */
	EVENT_STAY_REVOKED,          /* the judge took the order back */
	EVENT_NEGOTIATION_STARTED,   /* before the protest (LP art. 11-A) or after it (art. 26-A) */
	EVENT_NEGOTIATION_CONVERTED, /* it failed, and the protest goes on */
	EVENT_NEGOTIATION_ENDED,     /* returned or withdrawn; after the protest: it stands */
	EVENT_CANCELLATION_DONE,     /* A, E, J */
	EVENT_CANCELLATION_REFUSED,  /* X */
	EVENT_COMMAND_REFUSED,       /* the counterparty refused what was asked of a record that it has */
	EVENT_LISTED,                /* the bureau has included it and notifies the debtor */
	EVENT_REFUSED_BY_BUREAU,     /* the bureau refused the inclusion */
	EVENT_ANSWER_OVERDUE,        /* the profile's time for an answer is over */
	EVENT_NOTICE_RETURNED,       /* the bureau's notice did not reach the debtor */
	EVENT_NOTICE_OVER,           /* the notice term is over */
	EVENT_REMOVAL_DONE,          /* the bureau has taken it back */
	EVENT_REMOVED_BY_BUREAU,     /* it did so by itself */
	EVENT_EXPIRY_DUE,            /* the five years are nearly over */
	EVENT_CAUSE_AROSE,           /* a removal cause: paid to the creditor and the like */
	EVENT_ERROR_FOUND,           /* the creditor was wrong */
	EVENT_BALANCE_CHANGED,       /* a partial payment */
	EVENT_HOLD_PLACED,           /* nothing may leave until it is lifted */
	EVENT_HOLD_LIFTED,
	EVENT_DEBTOR_CORRECTED,
	EVENT_CORRECTED,    /* a person corrected what was refused */
	EVENT_REOPENED,     /* a payment was reversed */
	EVENT_REPRESENTED,  /* withdrawn, with a balance left */
	EVENT_NOTHING_LEFT, /* withdrawn, with nothing left */
	EVENT_CLOSE_DUE,
	EVENT_COUNT
};

enum effect {
	EFFECT_NOTHING,
	EFFECT_ASK_INCLUDE,    /* an instruction to present the title, or to include the record */
	EFFECT_DROP_INCLUDE,   /* that instruction is superseded */
	EFFECT_ASK_WITHDRAW,   /* desistência (DP) */
	EFFECT_ASK_CANCEL,     /* cancelamento (CP) */
	EFFECT_ASK_AUTHORISE,  /* autorização de cancelamento (AC) */
	EFFECT_ASK_REMOVE,     /* exclusion from the bureau's base */
	EFFECT_ASK_UPDATE,     /* the same, to be included anew */
	EFFECT_CLOCK_PROTOCOL, /* two business days to a protocol number */
	EFFECT_CLOCK_TRIDUO,   /* three business days from the protocol */
	EFFECT_CLOCK_MONEY,    /* the next business day */
	EFFECT_CLOCK_CLOSE,    /* five business days */
	EFFECT_CLOCK_ANSWER,   /* the profile's time for an answer */
	EFFECT_CLOCK_NOTICE,   /* the notice term of bureau and state */
	EFFECT_CLOCK_EXPIRY,   /* before five years from the due date */
	EFFECT_TELL_PERSON,    /* a finding for a person */
	EFFECT_COUNT
};

struct transition {
	enum machine machine;
	enum state from;
	enum event event;
	enum state to;
	enum effect effect;
	const char *rule;
};

/* The row for (from, event). ERR_REFUSED: no such row; the words name both and what `from` does take. */
MUST_CHECK enum rc lifecycle_step(enum machine machine, enum state from, enum event event,
				  const struct transition **ret_row, struct err *reterr);

const struct transition *lifecycle_rows(size_t *ret_count);

const char *machine_name(enum machine machine); /* "protest", "listing" */
enum machine machine_of_channel(const char *channel);
const char *state_name(enum state state); /* "PROTOCOLLED" */
const char *state_meaning(enum state state);
enum phase state_phase(enum state state);
const char *phase_name(enum phase phase);
const char *event_name(enum event event);
const char *effect_name(enum effect effect);
MUST_CHECK enum rc state_by_name(struct text name, enum state *ret_state);
MUST_CHECK enum rc event_by_name(struct text name, enum event *ret_event);
