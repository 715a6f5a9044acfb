#include "apontad/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apontad/terms.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"

/* Above every number that a child finds something at, so that moving one descriptor cannot close another. */
#define FD_ABOVE_ALL (SEAT_FD_SOCKETS + LIMIT_WORKERS)

void child_init(struct child *child, enum seat seat, int slot)
{
	*child = (struct child){.seat = seat, .slot = slot, .status_fd = -1};
	const char *kind = seat_name(seat);
	if (seat == SEAT_WORKER)
		(void)snprintf(child->name, sizeof(child->name), "%s.%d", kind, slot);
	else
		(void)snprintf(child->name, sizeof(child->name), "%s", kind);
}

/* In the new process: put the descriptors where the seat looks for them; whatever else is open ends at exec. */
static bool place_fds(int status_fd, const struct child_gear *gear)
{
	int from[2 + LIMIT_WORKERS] = {status_fd, gear->settings_fd};
	int count = 2 + gear->sockets_count;
	for (int i = 0; i < gear->sockets_count; i++)
		from[2 + i] = gear->sockets[i];
	for (int i = 0; i < count; i++) {
		from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, FD_ABOVE_ALL);
		if (from[i] < 0)
			return false;
	}
	for (int i = 0; i < count; i++)
		if (dup2(from[i], SEAT_FD_STATUS + i) < 0)
			return false;
	return close_range((unsigned)(SEAT_FD_STATUS + count), UINT_MAX, CLOSE_RANGE_CLOEXEC) == 0;
}

/* In the new process, until exec. The mask of blocked signals is inherited on purpose: no moment in which SIGTERM
 * would kill a child that wants to end in order. */
NORETURN static void become(const struct child *child, pid_t parent, int status_fd, const struct child_gear *gear)
{
	char seat[32];
	char slot[32];
	char clients[32];
	(void)snprintf(seat, sizeof(seat), "--seat=%s", seat_name(child->seat));
	(void)snprintf(slot, sizeof(slot), "--slot=%d", child->slot);
	(void)snprintf(clients, sizeof(clients), "--clients=%d", gear->sockets_count);
	char program[] = "apontad";
	char faults[] = "--faults";
	char *argv[6] = {program, seat};
	int argc = 2;
	if (child->seat == SEAT_WORKER)
		argv[argc++] = slot;
	if (child->seat == SEAT_KEEPER)
		argv[argc++] = clients;
	if (gear->faults)
		argv[argc++] = faults;
	/* Only the supervisor talks to systemd. */
	static const char *const private_names[] = {"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_FDS"};
	for (size_t i = 0; i < ARRAY_LEN(private_names); i++)
		(void)unsetenv(private_names[i]);
	/* After prctl, the parent may have died before: then nobody would kill us. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || !place_fds(status_fd, gear))
		_exit(SEAT_EXIT_FAILED);
	(void)execv("/proc/self/exe", argv);
	_exit(SEAT_EXIT_FAILED);
}

static void wait_to_restart(struct child *child, bool hurried, int64_t now_ms)
{
	int64_t pause_ms = terms.restart_first_ms;
	for (int i = 1; i < child->failures && pause_ms < terms.restart_max_ms && !hurried; i++)
		pause_ms *= 2;
	if (pause_ms > terms.restart_max_ms)
		pause_ms = terms.restart_max_ms;
	child->start_at_ms = now_ms + pause_ms;
}

void child_start(struct child *child, const struct child_gear *gear, int64_t now_ms)
{
	CLEANUP(io_close) int writing = -1;
	int ends[2];
	pid_t parent = getpid();
	pid_t pid = -1;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
		writing = ends[1];
		pid = fork();
		if (pid == 0)
			become(child, parent, writing, gear);
		if (pid < 0)
			(void)close(ends[0]);
	}
	if (pid < 0) {
		log_line(LOG_ERR, NULL, "cannot start %s: %s", child->name, strerror(errno));
		child->failures++;
		wait_to_restart(child, false, now_ms);
		return;
	}
	child->pid = pid;
	child->status_fd = ends[0];
	child->state = CHILD_STARTING;
	child->killed = false;
	child->says_sandbox = false;
	child->started_ms = now_ms;
	child->spoke_ms = now_ms;
	log_line(LOG_DEBUG, NULL, "%s starts as process %d", child->name, (int)pid);
}

void child_listen(struct child *child, int64_t now_ms)
{
	char words[64];
	ssize_t got;
	while (child->status_fd >= 0 && (got = read(child->status_fd, words, sizeof(words))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return; /* nothing more to hear for now */
		child->spoke_ms = now_ms;
		if (memchr(words, SEAT_SAYS_SANDBOX, (size_t)got) != NULL)
			child->says_sandbox = true;
		if (memchr(words, SEAT_SAYS_UP, (size_t)got) != NULL && child->state == CHILD_STARTING)
			child->state = CHILD_UP;
	}
	io_close(&child->status_fd); /* it closed its end: its death follows */
}

static void kill_now(struct child *child, int64_t now_ms)
{
	(void)kill(child->pid, SIGKILL);
	child->state = CHILD_ENDING;
	child->killed = true;
	child->deadline_ms = now_ms + terms.stuck_ms;
}

void child_end(struct child *child, int64_t now_ms)
{
	if (child->state != CHILD_STARTING && child->state != CHILD_UP)
		return;
	(void)kill(child->pid, SIGTERM);
	child->state = CHILD_ENDING;
	child->deadline_ms = now_ms + terms.stop_ms;
}

/* Only the seats that go on for ever are watched: preparing may take what a database takes. */
static bool has_start_limit(const struct child *child)
{
	return child->seat == SEAT_KEEPER || child->seat == SEAT_WORKER || child->seat == SEAT_DOOR;
}

/* Who works alone and waits for a database says so every so often. */
static bool gives_signs_of_life(const struct child *child)
{
	return child->seat == SEAT_WORKER || child->seat == SEAT_DOOR;
}

int64_t child_deadline(const struct child *child)
{
	switch (child->state) {
	case CHILD_DOWN: return child->start_at_ms;
	case CHILD_STARTING: return has_start_limit(child) ? child->started_ms + terms.start_ms : INT64_MAX;
	case CHILD_UP: return gives_signs_of_life(child) ? child->spoke_ms + terms.silent_ms : INT64_MAX;
	case CHILD_ENDING: return child->killed ? INT64_MAX : child->deadline_ms;
	}
	return INT64_MAX;
}

void child_check(struct child *child, int64_t now_ms)
{
	if (child->state == CHILD_DOWN || child_deadline(child) > now_ms)
		return;
	static const char *const faults[] = {[CHILD_STARTING] = "did not come up",
					     [CHILD_UP] = "gave no sign of life",
					     [CHILD_ENDING] = "did not end"};
	int64_t since_ms = child->state == CHILD_ENDING ? child->deadline_ms - terms.stop_ms : child->spoke_ms;
	log_line(LOG_ERR, LOG_FIELDS({"CHILD", child->name}), "%s %s within %d s: killed", child->name,
		 faults[child->state], (int)((now_ms - since_ms) / 1000));
	kill_now(child, now_ms);
}

bool child_is_stuck(const struct child *child, int64_t now_ms)
{
	return child->state == CHILD_ENDING && child->killed && now_ms >= child->deadline_ms;
}

enum seat_exit child_buried(struct child *child, int wait_status, bool hurried, int64_t now_ms)
{
	bool was_asked = child->state == CHILD_ENDING && !child->killed;
	int64_t lived_ms = now_ms - child->started_ms;
	child_listen(child, now_ms); /* its last words */
	io_close(&child->status_fd);
	child->state = CHILD_DOWN;
	child->killed = false;
	child->pid = 0;
	enum seat_exit code = WIFEXITED(wait_status) ? (enum seat_exit)WEXITSTATUS(wait_status) : SEAT_EXIT_FAILED;
	bool short_lived = child->seat == SEAT_CHECK || child->seat == SEAT_PREPARE;
	if (code == SEAT_EXIT_OK && (was_asked || short_lived)) {
		child->failures = 0;
		child->start_at_ms = now_ms;
		return code;
	}
	child->failures = lived_ms >= terms.healthy_ms ? 1 : child->failures + 1;
	wait_to_restart(child, hurried, now_ms);
	char how[64];
	if (WIFSIGNALED(wait_status))
		(void)snprintf(how, sizeof(how), "killed by signal %d (%s)", WTERMSIG(wait_status),
			       strsignal(WTERMSIG(wait_status)));
	else
		(void)snprintf(how, sizeof(how), "exit code %d", (int)code);
	log_line(LOG_WARNING, LOG_FIELDS({"CHILD", child->name}), "%s died after %lld.%03lld s: %s", child->name,
		 (long long)lived_ms / 1000, (long long)lived_ms % 1000, how);
	return code;
}
