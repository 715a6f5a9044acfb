/* One child of the supervisor: started, watched, asked to end, killed when it does not, and started again.
 *
 * No clock of its own: every function is given the monotonic time. Proof: tests/unit/apontad/supervisor_test.c */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "apontad/seat.h"

enum child_state {
	CHILD_DOWN,     /* no process; starts at start_at_ms when it is wanted */
	CHILD_STARTING, /* has not said yet that it is up */
	CHILD_UP,
	CHILD_ENDING, /* was asked to end, or killed */
};

struct child {
	enum seat seat;
	int slot;      /* a worker's number from 1 */
	char name[16]; /* "worker.1" */
	enum child_state state;
	pid_t pid;
	int status_fd;     /* -1 when there is no process */
	bool says_sandbox; /* prepare: the last run said that the clock can be moved */
	bool killed;       /* SIGKILL is on its way */
	int failures;      /* deaths in a row; decides how long the next start waits */
	int64_t started_ms;
	int64_t spoke_ms;    /* the last word on the status pipe */
	int64_t deadline_ms; /* ENDING: when SIGKILL follows, or (killed) when it counts as stuck */
	int64_t start_at_ms; /* DOWN */
};

/* What a child is given. The descriptors stay the caller's. */
struct child_gear {
	int settings_fd;
	const int *sockets;
	int sockets_count;
	bool faults; /* see struct seat_order */
};

void child_init(struct child *child, enum seat seat, int slot);

/* DOWN -> STARTING. Logs and counts as a death when the system refuses. */
void child_start(struct child *child, const struct child_gear *gear, int64_t now_ms);

/* Hear what stands in the status pipe. */
void child_listen(struct child *child, int64_t now_ms);

/* STARTING, UP -> ENDING by SIGTERM; nothing in the other states. */
void child_end(struct child *child, int64_t now_ms);

/* Kill what is overdue: not up, silent, or not ended in time. */
void child_check(struct child *child, int64_t now_ms);

/* waitpid() told of its end: -> DOWN. `hurried` keeps the pause before the next start short. Logs the death, unless the
 * child ended well when it was asked to. Returns its exit code, or SEAT_EXIT_FAILED when a signal ended it. */
enum seat_exit child_buried(struct child *child, int wait_status, bool hurried, int64_t now_ms);

/* When child_check() or the next start wants to be called; INT64_MAX for never. */
int64_t child_deadline(const struct child *child);

/* Killed, and still there: the kernel holds it. */
bool child_is_stuck(const struct child *child, int64_t now_ms);
