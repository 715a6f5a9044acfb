#include "apontad/sandbox.h"

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seal/verify.h"
#include "tests/unit/seal/fixture.h"
#include "tests/unit/seal/keeper_child.h"

#define TOKEN "/tmp/seal_sandbox_test.token"

static int refused(int result)
{
	return result == -1 && errno == EPERM ? 0 : 1;
}

static int missing(int result)
{
	return result == -1 && errno == ENOENT ? 0 : 1;
}

static int try_open_missing(void)
{
	return missing(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int try_create_missing(void)
{
	return missing(open(TOKEN, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

static int try_stat_missing(void)
{
	struct stat status;
	return missing(stat("/etc/passwd", &status));
}

static int try_open(void)
{
	return refused(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int try_create(void)
{
	return refused(open(TOKEN, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

static int try_create_over(void)
{
	return refused(open(TOKEN, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
}

static int try_stat(void)
{
	struct stat status;
	return refused(stat("/etc/passwd", &status));
}

static int try_stdin(void)
{
	struct stat status;
	return fstat(STDIN_FILENO, &status) == 0 ? 0 : 1;
}

static int try_socket(void)
{
	return refused(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : 1;
}

static int try_network_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : 1;
}

static int try_raw_socket(void)
{
	return refused(socket(AF_PACKET, SOCK_RAW, 0));
}

static int try_bind(void)
{
	const struct sockaddr address = {.sa_family = AF_INET};
	return refused(bind(STDIN_FILENO, &address, sizeof(address)));
}

static int try_connect(void)
{
	const struct sockaddr address = {.sa_family = AF_INET};
	return refused(connect(STDIN_FILENO, &address, sizeof(address)));
}

static int try_execve(void)
{
	char name[] = "false"; /* if it runs, the attempt fails */
	char *const argv[] = {name, NULL};
	return refused(execve("/bin/false", argv, NULL));
}

static int try_fork(void)
{
	return refused(fork());
}

static int try_executable_memory(void)
{
	return refused(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1
														 : 0);
}

static int try_listen(void)
{
	return refused(listen(STDIN_FILENO, 1));
}

static int try_ptrace(void)
{
	return refused((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int try_setuid(void)
{
	return refused(setuid(getuid()));
}

static int try_open_and_socket(void)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	int sock = socket(AF_INET, SOCK_STREAM, 0);
	return fd >= 0 && sock >= 0 ? 0 : 1;
}

/* The wait status of a child that enters the sandbox and tries. */
static int status_of(enum sandbox_profile profile, int (*attempt)(void))
{
	int status = -1;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct err err = {0};
		_exit(sandbox_enter(profile, &err) == OK ? attempt() : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void sandbox_answers_each_attempt_as_its_profile_says(void **state)
{
	(void)state;
#ifdef WITH_SANITIZERS
	skip(); /* their runtimes need what the sandbox refuses */
#endif
	enum { GOES_ON = 0, KILLED = 1 };
	static const struct {
		const char *name;
		enum sandbox_profile profile;
		int (*attempt)(void);
		int outcome;
	} cases[] = {
		{"door open", SANDBOX_DOOR, try_open_missing, GOES_ON},
		{"door create", SANDBOX_DOOR, try_create_missing, GOES_ON},
		{"door stat", SANDBOX_DOOR, try_stat_missing, GOES_ON},
		{"door fstat", SANDBOX_DOOR, try_stdin, GOES_ON},
		{"door network socket", SANDBOX_DOOR, try_socket, GOES_ON},
		{"door local socket", SANDBOX_DOOR, try_local_socket, GOES_ON},
		{"door network socket for its database", SANDBOX_DOOR_TCP, try_network_socket, GOES_ON},
		{"door raw socket", SANDBOX_DOOR_TCP, try_raw_socket, GOES_ON},
		{"door open, database by network", SANDBOX_DOOR_TCP, try_open_missing, GOES_ON},
		{"door listen", SANDBOX_DOOR_TCP, try_listen, GOES_ON},
		{"door bind", SANDBOX_DOOR_TCP, try_bind, GOES_ON},
		{"door executable memory", SANDBOX_DOOR, try_executable_memory, GOES_ON},
		{"door setuid", SANDBOX_DOOR, try_setuid, GOES_ON},
		{"door execve", SANDBOX_DOOR, try_execve, KILLED},
		{"door ptrace", SANDBOX_DOOR, try_ptrace, KILLED},
		{"keeper open", SANDBOX_KEEPER, try_open, GOES_ON},
		{"keeper create", SANDBOX_KEEPER, try_create, GOES_ON},
		{"keeper stat", SANDBOX_KEEPER, try_stat, GOES_ON},
		{"keeper fstat", SANDBOX_KEEPER, try_stdin, GOES_ON},
		{"keeper socket", SANDBOX_KEEPER, try_socket, GOES_ON},
		{"keeper connect", SANDBOX_KEEPER, try_connect, KILLED},
		{"keeper execve", SANDBOX_KEEPER, try_execve, KILLED},
		{"keeper fork", SANDBOX_KEEPER, try_fork, KILLED},
		{"keeper executable memory", SANDBOX_KEEPER, try_executable_memory, KILLED},
		{"keeper ptrace", SANDBOX_KEEPER, try_ptrace, KILLED},
		{"faults open", SANDBOX_KEEPER_FAULTS, try_open, GOES_ON},
		{"faults create over", SANDBOX_KEEPER_FAULTS, try_create_over, GOES_ON},
		{"faults execve", SANDBOX_KEEPER_FAULTS, try_execve, KILLED},
		{"worker execve", SANDBOX_WORKER, try_execve, GOES_ON},
		{"worker listen", SANDBOX_WORKER, try_listen, GOES_ON},
		{"worker ptrace", SANDBOX_WORKER, try_ptrace, GOES_ON},
		{"worker setuid", SANDBOX_WORKER, try_setuid, GOES_ON},
		{"worker file and socket", SANDBOX_WORKER, try_open_and_socket, GOES_ON},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int status = status_of(cases[i].profile, cases[i].attempt);
		bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
		bool went_on = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (cases[i].outcome == KILLED ? !killed : !went_on)
			fail_msg("%s: wait status %d", cases[i].name, status);
	}
}

static void keeper_with_fault_points_may_make_their_token(void **state)
{
	(void)state;
	(void)unlink(TOKEN);
	int status = status_of(SANDBOX_KEEPER_FAULTS, try_create);
	int there = unlink(TOKEN);
	assert_true(WIFEXITED(status));
	assert_int_equal(there, 0);
}

static enum rc enter(struct err *reterr)
{
	return sandbox_enter(SANDBOX_KEEPER, reterr);
}

/* Everything that signing, refusing and logging needs is inside the list: a keeper lives its whole life in it. */
static void keeper_signs_and_refuses_inside_its_sandbox(void **state)
{
	(void)state;
	static const char *const identities[] = {"exemplo", "exemplo-ec", "ninguem"};
	struct keeper_child child;
	keeper_child_start(&child, enter);
	for (int i = 0; i < 3 * SEAL_PURPOSE_COUNT; i++) {
		struct seal_request request = {.purpose = (enum seal_purpose)(i % SEAL_PURPOSE_COUNT),
					       .identity = identities[i / SEAL_PURPOSE_COUNT],
					       .file_name = "B3412406.251",
					       .signed_at = FIXTURE_SIGNED_AT,
					       .document = TEXT_LITERAL(FIXTURE_LATIN)};
		struct text made = {NULL, 0};
		enum rc rc = keeper_sign(child.clients[i % 2], &request, 20000, fixture.arena, &made, &fixture_err);
		bool allowed =
			i < SEAL_PURPOSE_COUNT || (i < 2 * SEAL_PURPOSE_COUNT && request.purpose <= SEAL_XML_DETACHED);
		assert_int_equal(rc, allowed ? OK : ERR_REFUSED);
	}
	/* A converter that would have to be loaded makes an error of the document at most, not the end of the keeper.
	 */
	struct seal_request odd = {
		.purpose = SEAL_XML_ENVELOPED,
		.identity = "exemplo",
		.signed_at = FIXTURE_SIGNED_AT,
		.document = TEXT_LITERAL("<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?><a/>"),
	};
	struct text made = {NULL, 0};
	assert_int_equal(keeper_sign(child.clients[0], &odd, 20000, fixture.arena, &made, &fixture_err), ERR_FORMAT);
	char *large = arena_alloc(fixture.arena, (size_t)8 << 20);
	assert_non_null(large);
	struct seal_request long_one = {.purpose = SEAL_CMS_ATTACHED,
					.identity = "exemplo",
					.signed_at = FIXTURE_SIGNED_AT,
					.document = {large, (size_t)8 << 20}};
	assert_ok(keeper_sign(child.clients[0], &long_one, 20000, fixture.arena, &made, &fixture_err));
	assert_int_equal(keeper_child_stop(&child), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sandbox_answers_each_attempt_as_its_profile_says, fixture_reset),
		cmocka_unit_test_setup(keeper_with_fault_points_may_make_their_token, fixture_reset),
		cmocka_unit_test_setup(keeper_signs_and_refuses_inside_its_sandbox, fixture_reset),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
