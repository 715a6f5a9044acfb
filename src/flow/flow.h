/* The stages as a worker runs them: watch, collect, clocks, assess, deliver, reconcile, one round after another.
 *
 * A round does what is due at apontad.now() and returns; the worker's loop decides how long to sleep. Each stage works
 * in units that end in one transaction; what a dead worker had claimed comes back when its lease has run out. Losing
 * the database is ERR_TRANSIENT: the next round connects again. This folder logs; nothing below it does.
 * Proof: tests/journey */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "conf/conf.h"

struct flow;

/* `slot` is the worker's number from 1, `keeper_fd` its socket to the keeper. Does not connect yet. */
MUST_CHECK enum rc flow_new(const struct settings *settings, int slot, int keeper_fd, struct flow **ret_flow,
			    struct err *reterr);
void flow_free(struct flow *flow);

/* One round of all stages. `*ret_done` is the number of units of work done; 0 means that nothing was due. */
MUST_CHECK enum rc flow_round(struct flow *flow, int *ret_done, struct err *reterr);

/* Before the workers start: is the database there, of this version, and does it know the creditors and accounts of
 * the configuration? Writes what is new or changed. `*ret_sandbox` (may be NULL): its clock can be moved. */
MUST_CHECK enum rc flow_prepare(const struct settings *settings, bool *ret_sandbox, struct err *reterr);
