/* A keeper in a child process, as the supervisor would run it, for tests. */
#pragma once

#include <sys/types.h>

#include "seal/keeper.h"

#define KEEPER_CLIENTS 2

struct keeper_child {
	pid_t pid;
	int clients[KEEPER_CLIENTS]; /* the clients' ends */
	int served[KEEPER_CLIENTS];  /* the keeper's ends, kept open here too */
	int stop;                    /* write one byte to end the keeper */
};

/* Start a keeper of the fixture's two identities; the second may sign XML only. `before_serve` (may be NULL) runs in
 * the child after the keys are loaded. */
void keeper_child_start(struct keeper_child *child, enum rc (*before_serve)(struct err *reterr));
/* The same over the sockets of one that has died. */
void keeper_child_restart(struct keeper_child *child, enum rc (*before_serve)(struct err *reterr));
/* End it; returns the wait status. */
int keeper_child_stop(struct keeper_child *child);
