#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "apontad/handover.h"
#include "apontad/identities.h"
#include "apontad/sandbox.h"
#include "apontad/seat.h"
#include "base/limits.h"
#include "base/log.h"
#include "config.h"
#include "door/door.h"
#include "seal/keeper.h"

/* No core file and no debugger: the keys are in this memory. The leak checker of the sanitizers is such a debugger. */
static enum rc hide_memory(struct err *reterr)
{
	const struct rlimit none = {0, 0};
	int result = setrlimit(RLIMIT_CORE, &none);
#ifndef WITH_SANITIZERS
	if (result == 0)
		result = prctl(PR_SET_DUMPABLE, 0);
#endif
	return result == 0 ? OK : err_set(reterr, ERR_SYSTEM, "cannot refuse core files: %s", strerror(errno));
}

static void tell(const struct err *err, void *context)
{
	(void)context;
	log_error(err, LOG_ERR, NULL);
}

static enum rc check_door_files(struct err *reterr)
{
	const struct settings *settings = NULL;
	enum rc rc = handover_take(SEAT_FD_SOCKETS, &settings, reterr);
	return rc == OK ? door_check(settings, reterr) : rc;
}

int check_seat(const struct settings *settings)
{
	struct err err = {0};
	enum rc rc = hide_memory(&err);
	if (rc != OK)
		tell(&err, NULL);
	else
		rc = identities_check(settings, tell, NULL, &err);
	struct err door_err = {0};
	enum rc door_rc = check_door_files(&door_err);
	if (door_rc != OK)
		tell(&door_err, NULL);
	return seat_exit_of(rc != OK ? rc : door_rc);
}

static enum rc serve(struct keeper *keeper, const struct seat_order *order, struct err *reterr)
{
	int sockets[LIMIT_WORKERS];
	int stop_fd;
	for (int i = 0; i < order->clients; i++)
		sockets[i] = SEAT_FD_SOCKETS + i;
	enum rc rc = seat_stop_fd(&stop_fd, reterr);
	if (rc == OK)
		rc = sandbox_enter(order->faults ? SANDBOX_KEEPER_FAULTS : SANDBOX_KEEPER, reterr);
	if (rc != OK)
		return rc;
	seat_say(SEAT_SAYS_UP);
	return keeper_serve(keeper, sockets, order->clients, stop_fd, reterr);
}

int keeper_seat(const struct settings *settings, const struct seat_order *order)
{
	struct err err = {0};
	struct seal_identity identities[CONF_IDENTITIES_MAX];
	struct keeper *keeper = NULL;
	enum rc rc = hide_memory(&err);
	if (rc == OK)
		rc = identities_take(settings, identities, &err);
	if (rc == OK)
		rc = keeper_new(identities, settings->identities_count, &keeper, &err);
	if (rc == OK) {
		rc = serve(keeper, order, &err);
		keeper_free(keeper);
	}
	if (rc != OK)
		log_error(&err, LOG_ERR, NULL);
	return seat_exit_of(rc);
}
