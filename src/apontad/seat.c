#include "apontad/seat.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "apontad/handover.h"
#include "base/fault.h"
#include "base/log.h"

const char *seat_name(enum seat seat)
{
	static const char *const names[] = {
		[SEAT_NONE] = "apontad",  [SEAT_CHECK] = "check",   [SEAT_PREPARE] = "prepare",
		[SEAT_KEEPER] = "keeper", [SEAT_WORKER] = "worker", [SEAT_DOOR] = "door",
	};
	return names[seat];
}

enum seat_exit seat_exit_of(enum rc rc)
{
	switch (rc) {
	case ERR_INTEGRITY: return SEAT_EXIT_INTEGRITY;
	case ERR_CONFIG: return SEAT_EXIT_CONFIG;
	default: break;
	}
	switch (rc_group(rc)) {
	case RC_GROUP_OK: return SEAT_EXIT_OK;
	case RC_GROUP_AGAIN: return SEAT_EXIT_AGAIN;
	default: return SEAT_EXIT_FAILED;
	}
}

void seat_say(enum seat_word word)
{
	char byte = (char)word;
	ssize_t written = write(SEAT_FD_STATUS, &byte, 1);
	(void)written; /* a full pipe has signs of life enough; without a supervisor we are dead already */
}

enum rc seat_stop_fd(int *ret_fd, struct err *reterr)
{
	sigset_t wanted;
	(void)sigemptyset(&wanted);
	(void)sigaddset(&wanted, SIGTERM);
	int fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return err_set(reterr, ERR_SYSTEM, "cannot make a signal descriptor: %s", strerror(errno));
	*ret_fd = fd;
	return OK;
}

static enum rc arm_fault(struct err *reterr)
{
	const char *spec = getenv("APONTAD_FAULT");
	const char *token = getenv("APONTAD_FAULT_TOKEN");
	return spec == NULL || token == NULL ? OK : fault_arm(spec, token, reterr);
}

/* A seat that ends by itself may simply be killed; the others look for SIGTERM between two pieces of work. */
static void let_sigterm_end(void)
{
	sigset_t freed;
	(void)sigemptyset(&freed);
	(void)sigaddset(&freed, SIGTERM);
	(void)sigprocmask(SIG_UNBLOCK, &freed, NULL);
}

static int sit_down(const struct settings *settings, const struct seat_order *order)
{
	switch (order->seat) {
	case SEAT_CHECK: return check_seat(settings);
	case SEAT_PREPARE: return prepare_seat(settings);
	case SEAT_KEEPER: return keeper_seat(settings, order);
	case SEAT_WORKER: return worker_seat(settings, order);
	case SEAT_DOOR: return door_seat(settings);
	case SEAT_NONE: break;
	}
	return SEAT_EXIT_USAGE;
}

int seat_run(const struct seat_order *order)
{
	char name[16];
	const char *kind = seat_name(order->seat);
	(void)(order->seat == SEAT_WORKER ? snprintf(name, sizeof(name), "%s.%d", kind, order->slot)
					  : snprintf(name, sizeof(name), "%s", kind));
	log_init(name, LOG_INFO);
	if (order->seat == SEAT_CHECK || order->seat == SEAT_PREPARE)
		let_sigterm_end();
	(void)prctl(PR_SET_NAME, name); /* exec of /proc/self/exe left it as "exe" */
	struct err err = {0};
	const struct settings *settings = NULL;
	enum rc rc = handover_take(SEAT_FD_SETTINGS, &settings, &err);
	if (rc == OK) {
		log_init(name, settings->log_priority);
		rc = order->faults ? arm_fault(&err) : OK;
	}
	if (rc != OK) {
		log_error(&err, LOG_ERR, NULL);
		return seat_exit_of(rc);
	}
	return sit_down(settings, order);
}
