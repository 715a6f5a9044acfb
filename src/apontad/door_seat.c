#include "apontad/sandbox.h"
#include "apontad/seat.h"
#include "base/log.h"
#include "door/door.h"
#include "seal/secret.h"
#include "store/hook.h"

static void say_alive(void)
{
	seat_say(SEAT_SAYS_ALIVE);
}

static enum rc serve(struct door *door, const struct settings *settings, struct err *reterr)
{
	int stop_fd = -1;
	bool local = hook_database_is_local(settings->door.database);
	enum rc rc = seat_stop_fd(&stop_fd, reterr);
	if (rc == OK)
		rc = sandbox_enter(local ? SANDBOX_DOOR : SANDBOX_DOOR_TCP, reterr);
	if (rc != OK)
		return rc;
	seat_say(SEAT_SAYS_UP);
	return door_serve(door, stop_fd, say_alive, reterr);
}

int door_seat(const struct settings *settings)
{
	struct err err = {0};
	struct door *door = NULL;
	secret_process_lock();
	enum rc rc = door_new(settings, SEAT_FD_SOCKETS, &door, &err);
	if (rc == OK) {
		rc = serve(door, settings, &err);
		door_free(door);
	}
	if (rc != OK)
		log_error(&err, rc_group(rc) == RC_GROUP_AGAIN ? LOG_NOTICE : LOG_CRIT, NULL);
	return seat_exit_of(rc);
}
