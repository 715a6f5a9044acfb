#include "tests/bench/keeper_process.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seal/keeper.h"
#include "tests/bench/bench.h"

static void keep(const struct seal_identity *identity, int client)
{
	struct keeper *keeper = NULL;
	BENCH_TRY(keeper_new(identity, 1, &keeper, reterr));
	BENCH_TRY(keeper_serve(keeper, &client, 1, -1, reterr));
	keeper_free(keeper);
}

void keeper_process_start(struct keeper_process *keeper, const struct seal_identity *identity)
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0 || (keeper->pid = fork()) < 0) {
		perror("bench: no keeper");
		exit(1);
	}
	if (keeper->pid == 0) {
		(void)close(fds[0]);
		keep(identity, fds[1]);
		_exit(0);
	}
	(void)close(fds[1]);
	keeper->fd = fds[0];
}

void keeper_process_stop(struct keeper_process *keeper)
{
	(void)close(keeper->fd); /* its last client gone, the keeper ends */
	(void)waitpid(keeper->pid, NULL, 0);
}
