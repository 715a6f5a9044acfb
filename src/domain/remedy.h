/* The removal matrix: what each cause asks for, by where the escalation stands.
 *
 * Pure. Every pair of cause and situation is a row of remedy.def and nowhere else, with the law that it rests on; a
 * pair without a row does not compile. A remedy is carried out by one event of the lifecycle, or by none when a person
 * has to decide or there is nothing to do. Removal never waits for a person, a quota or a window that can be avoided:
 * where the law leaves a choice, the safer side for the debtor is taken, and the basis says "policy". Sources:
 * Lei 9.492/1997, CDC arts. 43 and 104-A, Súmulas 323, 359 and 548/STJ, Tema 725/STJ, REsp 1.063.474. Proof:
 * tests/unit/domain/remedy_test.c, a test a cell */
#pragma once

#include "domain/lifecycle.h"
#include "domain/removal.h"

/* Where an escalation stands, as far as causes tell it apart. */
enum situation {
	SITUATION_BEFORE, /* nothing has left */
	SITUATION_SENT,   /* the counterparty has it, and has given no number or word */
	SITUATION_TRIDUO, /* at the notary, before the protest */
	SITUATION_PROTESTED,
	SITUATION_NOTICE, /* in a bureau's base, not shown yet */
	SITUATION_SHOWN,
	SITUATION_COUNT /* none of these: it has ended, or is being taken back */
};

enum remedy {
	REMEDY_CLOSE,      /* nothing leaves */
	REMEDY_HOLD,       /* nothing leaves until somebody says otherwise */
	REMEDY_RECALL,     /* taken back as soon as the counterparty says that it is there */
	REMEDY_WITHDRAW,   /* desistência */
	REMEDY_CONSENT,    /* anuência: the debtor may have the protest cancelled */
	REMEDY_ASK_CANCEL, /* the creditor asks the notary to cancel, and pays */
	REMEDY_REMOVE,     /* exclusion from the bureau */
	REMEDY_RENEW,      /* taken back where it is, and presented or listed anew with what is owed now */
	REMEDY_REASSESS,   /* checked anew */
	REMEDY_STAY,       /* a judge's order: no command at all */
	REMEDY_NOTARY,     /* the notary's own word moves it */
	REMEDY_WAIT,       /* for the clearing */
	REMEDY_KEEP,       /* it stays as it is */
	REMEDY_PERSON,     /* a legal decision */
	REMEDY_IMPOSSIBLE, /* cannot be met */
	REMEDY_COUNT
};

struct remedy_cell {
	enum removal_cause cause;
	enum situation situation;
	enum remedy remedy;
	const char *basis;
};

const struct remedy_cell *remedy_of(enum removal_cause cause, enum situation situation); /* never NULL */

enum situation situation_of(enum state state);

/* The event that carries the remedy out from `state`; EVENT_COUNT for none. */
enum event remedy_event(enum remedy remedy, enum state state);
bool remedy_wants_person(enum remedy remedy);
/* What the cause means for one that is being taken back already; EVENT_COUNT for nothing. */
enum event remedy_event_under_way(enum removal_cause cause, enum machine machine);

const char *situation_name(enum situation situation);
const char *remedy_name(enum remedy remedy);
