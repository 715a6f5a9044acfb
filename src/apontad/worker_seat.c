#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "apontad/sandbox.h"
#include "apontad/seat.h"
#include "apontad/terms.h"
#include "base/log.h"
#include "flow/flow.h"

/* What a worker knows between two rounds. */
struct bench {
	struct flow *flow;
	int stop_fd;
	int poll_ms;
	int retry_ms;            /* 0 when the last round went well */
	char trouble[1024];      /* what was logged last; "" when all is well */
	struct timespec said_at; /* the last sign of life */
};

static void say_alive(struct bench *bench)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	long long since_ms = (long long)(now.tv_sec - bench->said_at.tv_sec) * 1000 +
			     (now.tv_nsec - bench->said_at.tv_nsec) / 1000000;
	if (since_ms < terms.beat_ms)
		return;
	bench->said_at = now;
	seat_say(SEAT_SAYS_ALIVE);
}

/* Wait for SIGTERM, at most so long. */
static bool stop_asked(const struct bench *bench, int wait_ms)
{
	struct pollfd poll_stop = {.fd = bench->stop_fd, .events = POLLIN};
	return poll(&poll_stop, 1, wait_ms) > 0;
}

/* A trouble is told when it comes, when it changes and when it is over, not in every round. */
static void note_trouble(struct bench *bench, enum rc rc, struct err *err)
{
	if (err->words[0] == '\0')
		(void)err_set(err, rc, "a round failed: %s", rc_name(rc));
	char words[sizeof(bench->trouble)];
	(void)err_text(err, words, sizeof(words));
	if (strcmp(words, bench->trouble) != 0)
		log_error(err, LOG_WARNING, NULL);
	(void)snprintf(bench->trouble, sizeof(bench->trouble), "%s", words);
	bench->retry_ms = bench->retry_ms == 0 ? terms.round_retry_first_ms : bench->retry_ms * 2;
	if (bench->retry_ms > terms.round_retry_max_ms)
		bench->retry_ms = terms.round_retry_max_ms;
}

static void note_success(struct bench *bench)
{
	if (bench->trouble[0] != '\0')
		log_line(LOG_NOTICE, NULL, "going on after: %s", bench->trouble);
	bench->trouble[0] = '\0';
	bench->retry_ms = 0;
}

static enum rc work(struct bench *bench, struct err *reterr)
{
	int wait_ms = 0;
	while (!stop_asked(bench, wait_ms)) {
		int done = 0;
		say_alive(bench);
		*reterr = (struct err){0};
		enum rc rc = flow_round(bench->flow, &done, reterr);
		if (rc_group(rc) == RC_GROUP_STOP_NODE)
			return rc;
		if (rc != OK)
			note_trouble(bench, rc, reterr);
		else
			note_success(bench);
		wait_ms = rc != OK ? bench->retry_ms : done > 0 ? 0 : bench->poll_ms;
	}
	return OK;
}

int worker_seat(const struct settings *settings, const struct seat_order *order)
{
	struct err err = {0};
	struct bench bench = {.stop_fd = -1, .poll_ms = settings->poll_ms};
	enum rc rc = seat_stop_fd(&bench.stop_fd, &err);
	if (rc == OK)
		rc = flow_new(settings, order->slot, SEAT_FD_SOCKETS, &bench.flow, &err);
	if (rc == OK) {
		rc = sandbox_enter(SANDBOX_WORKER, &err);
		if (rc == OK) {
			seat_say(SEAT_SAYS_UP);
			rc = work(&bench, &err);
		}
		flow_free(bench.flow);
	}
	if (rc != OK)
		log_error(&err, LOG_CRIT, NULL);
	return seat_exit_of(rc);
}

/* Would a worker come up with these settings? What its files lack is a fault of the configuration. */
static enum rc try_worker(const struct settings *settings, struct err *reterr)
{
	struct flow *flow = NULL;
	enum rc rc = flow_new(settings, 1, -1, &flow, reterr);
	flow_free(flow);
	return rc_group(rc) == RC_GROUP_INPUT ? ERR_CONFIG : rc;
}

int prepare_seat(const struct settings *settings)
{
	struct err err = {0};
	bool sandbox = false;
	enum rc rc = try_worker(settings, &err);
	if (rc == OK)
		rc = sandbox_enter(SANDBOX_WORKER, &err);
	if (rc == OK)
		rc = flow_prepare(settings, &sandbox, &err);
	if (rc != OK)
		log_error(&err, LOG_ERR, NULL);
	else if (sandbox)
		seat_say(SEAT_SAYS_SANDBOX);
	return seat_exit_of(rc);
}
