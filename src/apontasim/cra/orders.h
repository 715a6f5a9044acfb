/* What a test has ordered through the control socket: faults of the transport, fates of titles, refusals of comarcas.
 *
 * The operations of faults are Remessa, Confirmacao … The caller holds the lock of the world. Proof:
 * tests/unit/apontasim/control_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apontasim/common/faults.h"
#include "base/err.h"
#include "base/text.h"

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

struct orders {
	struct faults faults;
	struct fate_order *fates;
	int fates_count;
	struct refusal_order *refusals;
	int refusals_count;
};

void orders_done(struct orders *orders);

/* The fate ordered is given back for the notary to plan anew. */
MUST_CHECK enum rc orders_fate(struct orders *orders, struct text line, struct fate_order *ret_fate,
			       struct err *reterr);
MUST_CHECK enum rc orders_refuse(struct orders *orders, struct text line, struct err *reterr);

/* Was `kind` ordered for this número? `ret_code` (may be NULL) gets the code that was ordered with it. */
bool orders_fated(const struct orders *orders, const char *number, enum fate_kind kind, char ret_code[3]);
bool orders_fated_otherwise(const struct orders *orders,
			    const char *number); /* pay, slip, protest, irregular or stay */

/* The code with which the next lote of `ibge` is to be refused, used up by this; false for none. */
bool orders_refusal_take(struct orders *orders, const char *ibge, char ret_code[6]);
