#include "apontad/supervisor.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apontad/child.h"
#include "apontad/plan.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/service.h"

/* Where a child stands in the table of children; worker N stands at N. */
enum { KEEPER = 0, DOOR = LIMIT_WORKERS + 1, TASK = LIMIT_WORKERS + 2, CHILDREN = LIMIT_WORKERS + 3 };

enum supervisor_phase {
	PHASE_CHECK,         /* the task child loads the identities and the door's files of `next` */
	PHASE_PREPARE,       /* the task child prepares the database for `next` */
	PHASE_RUN,           /* everybody is wanted */
	PHASE_DRAIN_WORKERS, /* the workers end, and need the keeper for it */
	PHASE_DRAIN_KEEPER,  /* and the door, which has no reason to be away for longer than it must */
	PHASE_END,
};

struct supervisor {
	const char *config;
	int signal_fd;
	enum supervisor_phase phase;
	struct child children[CHILDREN];
	int keeper_ends[LIMIT_WORKERS]; /* of the socket pairs; both ends stay open here */
	int worker_ends[LIMIT_WORKERS];
	int pairs;
	struct plan plan; /* in force; none before the first start */
	struct plan next; /* being checked */
	bool sandbox;
	bool faults_armed;
	bool announced; /* READY was said for `plan` */
	bool stopping;
	bool reload_wanted;
	int exit_code;
	int64_t alive_at_ms; /* the watchdog's next sign of life */
};

static int64_t monotonic_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool serving(const struct supervisor *sup)
{
	return sup->plan.keeper_fd >= 0;
}

/* The one rule of who should be there. */
static bool wanted(const struct supervisor *sup, int index)
{
	if (index == TASK)
		return sup->phase <= PHASE_PREPARE;
	if (!serving(sup) || (index == DOOR ? sup->plan.listen_fd < 0 : index > sup->plan.workers))
		return false;
	return sup->phase <= (index == KEEPER || index == DOOR ? PHASE_DRAIN_WORKERS : PHASE_RUN);
}

static bool faults_wanted(const struct supervisor *sup)
{
	return sup->sandbox && getenv("APONTAD_FAULT") != NULL;
}

static const char *stop_reason(int exit_code)
{
	switch (exit_code) {
	case SEAT_EXIT_OK: return "as asked";
	case SEAT_EXIT_CONFIG: return "the configuration is wrong";
	case SEAT_EXIT_INTEGRITY: return "a check of integrity failed; a person must look before the next start";
	default: return "see the line before";
	}
}

static void stop(struct supervisor *sup, int exit_code)
{
	if (sup->exit_code == SEAT_EXIT_OK)
		sup->exit_code = exit_code;
	if (sup->stopping)
		return;
	log_line(exit_code == SEAT_EXIT_OK ? LOG_INFO : LOG_CRIT, NULL, "stopping: %s", stop_reason(exit_code));
	service_stopping();
	sup->stopping = true;
	sup->phase = PHASE_DRAIN_WORKERS;
}

static void start_child(struct supervisor *sup, int index, int64_t now_ms)
{
	struct child *child = &sup->children[index];
	struct child_gear gear = {.faults = faults_wanted(sup)};
	switch (child->seat) {
	case SEAT_CHECK:
		gear.settings_fd = sup->next.keeper_fd;
		gear.sockets = &sup->next.door_fd;
		gear.sockets_count = 1;
		break;
	case SEAT_PREPARE: gear.settings_fd = sup->next.worker_fd; break;
	case SEAT_KEEPER:
		gear.settings_fd = sup->plan.keeper_fd;
		gear.sockets = sup->keeper_ends;
		gear.sockets_count = sup->plan.workers;
		break;
	case SEAT_DOOR:
		gear.settings_fd = sup->plan.door_fd;
		gear.sockets = &sup->plan.listen_fd;
		gear.sockets_count = 1;
		gear.faults = false; /* it can leave no token behind */
		break;
	default:
		gear.settings_fd = sup->plan.worker_fd;
		gear.sockets = &sup->worker_ends[index - 1];
		gear.sockets_count = 1;
		break;
	}
	if (child->failures > 0)
		fault_point(FAULT_supervisor_restarting);
	child_start(child, &gear, now_ms);
}

/* A socket pair lives as long as the supervisor: what a dead keeper was asked, or a dead worker answered, is settled by
 * the numbers in the messages. */
static bool make_pairs(struct supervisor *sup, int count)
{
	for (; sup->pairs < count; sup->pairs++) {
		int ends[2];
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
			log_line(LOG_CRIT, NULL, "cannot make a socket pair: %s", strerror(errno));
			return false;
		}
		sup->keeper_ends[sup->pairs] = ends[0];
		sup->worker_ends[sup->pairs] = ends[1];
	}
	return true;
}

/* Fault points are for sandbox databases; anywhere else the wish is told and taken out of the children's sight. */
static bool settle_faults(struct supervisor *sup)
{
	const char *spec = getenv("APONTAD_FAULT");
	const char *token = getenv("APONTAD_FAULT_TOKEN");
	if (spec == NULL || sup->faults_armed) /* a reload does not count from the beginning again */
		return true;
	struct err err = {0};
	sup->faults_armed = sup->sandbox && token != NULL && fault_arm(spec, token, &err) == OK;
	if (sup->faults_armed)
		return true;
	if (sup->sandbox) {
		log_line(LOG_CRIT, NULL, "APONTAD_FAULT: %s",
			 token == NULL ? "APONTAD_FAULT_TOKEN is not set" : err.words);
		return false;
	}
	log_line(LOG_WARNING, NULL, "APONTAD_FAULT is ignored: the database is not a sandbox");
	(void)unsetenv("APONTAD_FAULT");
	(void)unsetenv("APONTAD_FAULT_TOKEN");
	return true;
}

static void init_children(struct child *children)
{
	for (int i = 0; i < TASK; i++)
		child_init(&children[i], i == KEEPER ? SEAT_KEEPER : i == DOOR ? SEAT_DOOR : SEAT_WORKER, i);
	child_init(&children[TASK], SEAT_CHECK, 0);
}

/* Nobody runs: the next plan comes into force. */
static void adopt(struct supervisor *sup)
{
	plan_drop(&sup->plan);
	sup->plan = sup->next;
	sup->next = PLAN_NONE;
	sup->announced = false;
	sup->phase = PHASE_RUN;
	log_init("apontad", sup->plan.log_priority);
	init_children(sup->children);
	if (!settle_faults(sup))
		stop(sup, SEAT_EXIT_USAGE);
	else if (!make_pairs(sup, sup->plan.workers))
		stop(sup, SEAT_EXIT_FAILED);
}

static void begin(struct supervisor *sup, enum supervisor_phase phase)
{
	child_init(&sup->children[TASK], phase == PHASE_CHECK ? SEAT_CHECK : SEAT_PREPARE, 0);
	sup->phase = phase;
}

static void keep_old(struct supervisor *sup)
{
	log_line(LOG_ERR, NULL, "the configuration was not taken over; the one before stays in force");
	plan_drop(&sup->next);
	sup->phase = PHASE_RUN;
	service_ready("the new configuration was refused; the one before stays in force");
}

static void reload(struct supervisor *sup)
{
	sup->reload_wanted = false;
	log_line(LOG_INFO, NULL, "reading %s again", sup->config);
	service_reloading();
	struct err err = {0};
	if (plan_read(sup->config, &sup->plan, &sup->next, &err) == OK)
		begin(sup, PHASE_CHECK);
	else
		keep_old(sup);
}

static void task_done(struct supervisor *sup, enum seat_exit code, int64_t now_ms)
{
	if (sup->stopping)
		return;
	if (code == SEAT_EXIT_OK && sup->phase == PHASE_CHECK) {
		begin(sup, PHASE_PREPARE);
	} else if (code == SEAT_EXIT_OK) {
		sup->sandbox = sup->children[TASK].says_sandbox;
		sup->phase = PHASE_DRAIN_WORKERS; /* at the first start there is nobody to drain */
	} else if (code == SEAT_EXIT_INTEGRITY || (code == SEAT_EXIT_CONFIG && !serving(sup))) {
		stop(sup, code);
	} else if (serving(sup)) {
		keep_old(sup);
	} else {
		service_status("waiting: the database is not ready");
		log_line(LOG_INFO, NULL, "%s is tried again in %d ms", sup->children[TASK].name,
			 (int)(sup->children[TASK].start_at_ms - now_ms));
	}
}

static void child_done(struct supervisor *sup, int index, int wait_status, int64_t now_ms)
{
	struct child *child = &sup->children[index];
	enum seat_exit code = child_buried(child, wait_status, faults_wanted(sup), now_ms);
	if (index == TASK) {
		task_done(sup, code, now_ms);
	} else if (code == SEAT_EXIT_CONFIG || code == SEAT_EXIT_INTEGRITY) {
		stop(sup, code);
	} else if (wanted(sup, index)) {
		log_line(LOG_INFO, LOG_FIELDS({"CHILD", child->name}), "%s starts again in %d ms", child->name,
			 (int)(child->start_at_ms - now_ms));
	}
}

static void bury(struct supervisor *sup, int64_t now_ms)
{
	int wait_status;
	pid_t pid;
	while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0)
		for (int i = 0; i < CHILDREN; i++)
			if (sup->children[i].pid == pid)
				child_done(sup, i, wait_status, now_ms);
}

static void take_signals(struct supervisor *sup, int64_t now_ms)
{
	struct signalfd_siginfo info;
	while (read(sup->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTERM:
		case SIGINT: stop(sup, SEAT_EXIT_OK); break;
		case SIGHUP: sup->reload_wanted = true; break;
		default: break; /* SIGCHLD: below */
		}
	}
	bury(sup, now_ms);
}

static bool workers_down(const struct supervisor *sup)
{
	for (int i = KEEPER + 1; i < CHILDREN; i++)
		if (i != DOOR && sup->children[i].state != CHILD_DOWN)
			return false;
	return true;
}

static bool all_up(const struct supervisor *sup)
{
	for (int i = 0; i < CHILDREN; i++)
		if (wanted(sup, i) && sup->children[i].state != CHILD_UP)
			return false;
	return true;
}

static void announce(struct supervisor *sup)
{
	sup->announced = true;
	const char *door = sup->plan.listen_fd >= 0 ? ", and the door" : "";
	log_line(LOG_INFO, NULL, "ready: the keeper and %d worker%s are up%s", sup->plan.workers,
		 sup->plan.workers == 1 ? "" : "s", door);
	service_ready("the keeper and the workers are up");
	fault_point(FAULT_supervisor_started);
}

static void advance(struct supervisor *sup)
{
	if (sup->phase == PHASE_DRAIN_WORKERS && workers_down(sup))
		sup->phase = PHASE_DRAIN_KEEPER;
	if (sup->phase == PHASE_DRAIN_KEEPER && sup->children[KEEPER].state == CHILD_DOWN &&
	    sup->children[DOOR].state == CHILD_DOWN) {
		if (sup->stopping)
			sup->phase = PHASE_END;
		else
			adopt(sup);
	}
	if (sup->phase == PHASE_RUN && !sup->announced && all_up(sup))
		announce(sup);
	if (sup->phase == PHASE_RUN && sup->reload_wanted)
		reload(sup);
}

static void tend_children(struct supervisor *sup, int64_t now_ms)
{
	for (int i = 0; i < CHILDREN; i++) {
		struct child *child = &sup->children[i];
		if (!wanted(sup, i))
			child_end(child, now_ms);
		else if (child->state == CHILD_DOWN && child->start_at_ms <= now_ms)
			start_child(sup, i, now_ms);
		child_check(child, now_ms);
	}
}

/* The watchdog hears nothing more when a child cannot even be killed: then systemd must clear the unit away. */
static void sign_of_life(struct supervisor *sup, int64_t now_ms)
{
	int64_t period_ms = (int64_t)(service_watchdog_us() / 1000);
	if (period_ms == 0) {
		sup->alive_at_ms = INT64_MAX;
		return;
	}
	if (now_ms < sup->alive_at_ms)
		return;
	sup->alive_at_ms = now_ms + period_ms;
	for (int i = 0; i < CHILDREN; i++)
		if (child_is_stuck(&sup->children[i], now_ms))
			return;
	service_alive();
}

static int wait_ms(const struct supervisor *sup, int64_t now_ms)
{
	int64_t until_ms = sup->alive_at_ms;
	for (int i = 0; i < CHILDREN; i++) {
		bool waits = sup->children[i].state != CHILD_DOWN || wanted(sup, i);
		int64_t deadline_ms = waits ? child_deadline(&sup->children[i]) : INT64_MAX;
		if (deadline_ms < until_ms)
			until_ms = deadline_ms;
	}
	int64_t rest_ms = until_ms - now_ms;
	return until_ms == INT64_MAX ? -1 : rest_ms < 0 ? 0 : rest_ms > INT_MAX ? INT_MAX : (int)rest_ms;
}

static void turn(struct supervisor *sup)
{
	struct pollfd polls[1 + CHILDREN];
	polls[0] = (struct pollfd){.fd = sup->signal_fd, .events = POLLIN};
	for (int i = 0; i < CHILDREN; i++)
		polls[1 + i] = (struct pollfd){.fd = sup->children[i].status_fd, .events = POLLIN};
	int64_t now_ms = monotonic_ms();
	(void)poll(polls, ARRAY_LEN(polls), wait_ms(sup, now_ms));
	now_ms = monotonic_ms();
	for (int i = 0; i < CHILDREN; i++)
		if (polls[1 + i].revents != 0)
			child_listen(&sup->children[i], now_ms);
	take_signals(sup, now_ms);
	advance(sup);
	tend_children(sup, now_ms);
	sign_of_life(sup, now_ms);
}

static enum rc take_over_process(int *ret_signal_fd, struct err *reterr)
{
	sigset_t ours;
	(void)sigemptyset(&ours);
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)sigaddset(&ours, signals[i]);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL); /* ignored by a careless parent, the ends of children would be lost */
	int fd = -1;
	if (sigprocmask(SIG_SETMASK, &ours, NULL) != 0 || (fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return err_set(reterr, ERR_SYSTEM, "cannot take signals: %s", strerror(errno));
	*ret_signal_fd = fd;
	return OK;
}

int supervisor_run(const char *config)
{
	struct supervisor sup = {.config = config, .plan = PLAN_NONE, .next = PLAN_NONE};
	init_children(sup.children);
	struct err err = {0};
	enum rc rc = take_over_process(&sup.signal_fd, &err);
	if (rc != OK) {
		log_error(&err, LOG_CRIT, NULL);
		return SEAT_EXIT_FAILED;
	}
	rc = plan_read(config, &sup.plan, &sup.next, &err);
	if (rc != OK)
		return rc_group(rc) == RC_GROUP_ABORT ? SEAT_EXIT_FAILED : SEAT_EXIT_CONFIG;
	log_init("apontad", sup.next.log_priority);
	begin(&sup, PHASE_CHECK);
	while (sup.phase != PHASE_END)
		turn(&sup);
	plan_drop(&sup.plan);
	plan_drop(&sup.next);
	log_line(LOG_INFO, NULL, "stopped");
	return sup.exit_code;
}
