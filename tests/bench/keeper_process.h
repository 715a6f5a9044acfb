/* A keeper in a process of its own, for the measuring programs: the first identity of a configuration. */
#pragma once

#include <sys/types.h>

#include "seal/seal.h"

struct keeper_process {
	int fd; /* the client's end */
	pid_t pid;
};

void keeper_process_start(struct keeper_process *keeper, const struct seal_identity *identity);
void keeper_process_stop(struct keeper_process *keeper);
