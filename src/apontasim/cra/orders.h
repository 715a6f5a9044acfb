/* What a test has ordered through the control socket: faults of the transport, fates of titles, refusals of comarcas.
 *
 * A fault is a line "OPERATION KIND [ARGUMENT] [xN]"; OPERATION is Remessa, Confirmacao … or "*". Orders are used up in
 * the order in which they came. The caller holds the lock of the world. Proof: tests/unit/apontasim/control_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum fault_kind {
	FAULT_KIND_NONE,
	FAULT_KIND_DROP_BEFORE, /* connection reset, nothing processed */
	FAULT_KIND_DROP_AFTER,  /* processed and booked, connection reset without an answer */
	FAULT_KIND_CUT_ANSWER,  /* half of the answer, then closed */
	FAULT_KIND_GARBAGE,     /* processed, and a page in place of the answer */
	FAULT_KIND_ERROR_500,   /* not processed */
	FAULT_KIND_DELAY,       /* argument: milliseconds before it is processed */
};

struct fault_order {
	char operation[32];
	enum fault_kind kind;
	int argument;
	int left;
};

enum fate_kind {
	FATE_NONE,
	FATE_PAY,
	FATE_SLIP,
	FATE_PROTEST,
	FATE_IRREGULAR,
	FATE_STAY,
	FATE_WITHDRAW_IGNORED,
	FATE_LATE,
	FATE_RESULT,
};

struct fate_order {
	char number[12];
	enum fate_kind kind;
	char code[3]; /* irregular: its code; result: the letter that the retorno has in place of 2 */
};

struct refusal_order {
	char ibge[8];
	char code[6];
};

#define ORDERS_MAX 4096

struct orders {
	struct fault_order *faults;
	int faults_count;
	struct fate_order *fates;
	int fates_count;
	struct refusal_order *refusals;
	int refusals_count;
};

void orders_done(struct orders *orders);

MUST_CHECK enum rc orders_fault(struct orders *orders, struct text line, struct err *reterr);
void orders_faults_clear(struct orders *orders);

/* The fate ordered is given back for the notary to plan anew. */
MUST_CHECK enum rc orders_fate(struct orders *orders, struct text line, struct fate_order *ret_fate,
			       struct err *reterr);
MUST_CHECK enum rc orders_refuse(struct orders *orders, struct text line, struct err *reterr);

/* The first fault for `operation` that is not a delay, used up by this; delays are summed into `ret_delay_ms`. */
enum fault_kind orders_fault_take(struct orders *orders, const char *operation, int *ret_delay_ms);

/* Was `kind` ordered for this número? `ret_code` (may be NULL) gets the code that was ordered with it. */
bool orders_fated(const struct orders *orders, const char *number, enum fate_kind kind, char ret_code[3]);
bool orders_fated_otherwise(const struct orders *orders,
			    const char *number); /* pay, slip, protest, irregular or stay */

/* The code with which the next lote of `ibge` is to be refused, used up by this; false for none. */
bool orders_refusal_take(struct orders *orders, const char *ibge, char ret_code[6]);
