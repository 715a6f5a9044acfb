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
	int door_fd;
	char listen[65]; /* where the door listens; "" for no door */
	int listen_fd;   /* -1 when there is no door. It is kept here so that a door that is restarted refuses nobody */
};

#define PLAN_NONE ((struct plan){.keeper_fd = -1, .worker_fd = -1, .door_fd = -1, .listen_fd = -1})

/* Read FILE, and listen where it says; a socket that `before` has is taken over. Every error is logged; `reterr` has
 * the first. ERR_CONFIG and what conf_read(), handover_make() and door_listen() give. */
MUST_CHECK enum rc plan_read(const char *config, const struct plan *before, struct plan *ret_plan, struct err *reterr);

void plan_drop(struct plan *plan); /* -> PLAN_NONE */
