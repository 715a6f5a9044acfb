#include "tests/unit/seal/keeper_child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/seal/fixture.h"

static NORETURN void run(const struct keeper_child *child, int stop_fd, enum rc (*before_serve)(struct err *reterr))
{
	struct seal_identity identities[] = {fixture.rsa, fixture.ec};
	struct keeper *keeper = NULL;
	struct err err = {0};
	identities[1].purposes = (1u << SEAL_XML_ENVELOPED) | (1u << SEAL_XML_DETACHED);
	for (int i = 0; i < KEEPER_CLIENTS; i++)
		(void)close(child->clients[i]);
	enum rc rc = keeper_new(identities, ARRAY_LEN(identities), &keeper, &err);
	if (rc == OK && before_serve != NULL)
		rc = before_serve(&err);
	if (rc == OK)
		rc = keeper_serve(keeper, child->served, KEEPER_CLIENTS, stop_fd, &err);
	if (rc != OK)
		(void)dprintf(STDERR_FILENO, "keeper: %s\n", err.words);
	keeper_free(keeper);
	_exit(rc == OK ? 0 : 1);
}

void keeper_child_restart(struct keeper_child *child, enum rc (*before_serve)(struct err *reterr))
{
	int stop[2];
	assert_int_equal(pipe(stop), 0);
	child->stop = stop[1];
	child->pid = fork();
	assert_true(child->pid >= 0);
	if (child->pid == 0) {
		(void)close(stop[1]);
		run(child, stop[0], before_serve);
	}
	assert_int_equal(close(stop[0]), 0);
}

void keeper_child_start(struct keeper_child *child, enum rc (*before_serve)(struct err *reterr))
{
	for (int i = 0; i < KEEPER_CLIENTS; i++) {
		int fds[2];
		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
		child->clients[i] = fds[0];
		child->served[i] = fds[1];
	}
	keeper_child_restart(child, before_serve);
}

int keeper_child_stop(struct keeper_child *child)
{
	int status = -1;
	(void)!write(child->stop, "x", 1);
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	(void)close(child->stop);
	for (int i = 0; i < KEEPER_CLIENTS; i++) {
		if (child->clients[i] >= 0)
			(void)close(child->clients[i]);
		(void)close(child->served[i]);
	}
	return status;
}
