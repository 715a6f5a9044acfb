/* Faults of the transport that a test has ordered: which operation is to suffer what, and how often.
 *
 * An order is a line "OPERATION KIND [ARGUMENT] [xN]"; OPERATION is a name that the simulator gives its operations, or
 * "*". Orders are used up in the order in which they came. The caller holds the lock of its world; the server
 * (server.h) takes and carries out the orders. Proof: tests/unit/apontasim/control_test.c */
#pragma once

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

#define ORDERS_MAX 4096 /* of a kind */

struct fault_order {
	char operation[32];
	enum fault_kind kind;
	int argument;
	int left;
};

struct faults {
	struct fault_order *all;
	int count;
};

void faults_done(struct faults *faults);
MUST_CHECK enum rc faults_order(struct faults *faults, struct text line, struct err *reterr);
void faults_clear(struct faults *faults);

/* The first fault for `operation` that is not a delay, used up by this; delays are summed into `ret_delay_ms`. */
enum fault_kind faults_take(struct faults *faults, const char *operation, int *ret_delay_ms);

/* Room for one more order behind `count` of them: the grown array, or NULL with `reterr` set. For orders of any kind.
 */
void *orders_grow(void *all, int count, size_t each, struct err *reterr);
