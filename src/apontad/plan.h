/* A plan: a configuration that was read and found good, ready to be handed to the children.
 *
 * Proof: tests/unit/apontad/supervisor_test.c */
#pragma once

#include "base/err.h"

struct plan {
	int workers;
	int log_priority;
	int keeper_fd; /* handovers; -1 when there is no plan */
	int worker_fd;
};

#define PLAN_NONE ((struct plan){.keeper_fd = -1, .worker_fd = -1})

/* Read FILE. Every error is logged; `reterr` has the first. ERR_CONFIG and what conf_read() and handover_make() give.
 */
MUST_CHECK enum rc plan_read(const char *config, struct plan *ret_plan, struct err *reterr);

void plan_drop(struct plan *plan); /* -> PLAN_NONE */
