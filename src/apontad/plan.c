#include "apontad/plan.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "apontad/handover.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "door/door.h"

static void tell(const struct err *err, void *context)
{
	bool *told = context;
	*told = true;
	log_error(err, LOG_ERR, NULL);
}

static enum rc take_socket(struct plan *plan, const struct plan *before, struct err *reterr)
{
	if (plan->listen[0] == '\0')
		return OK;
	if (before->listen_fd < 0 || strcmp(plan->listen, before->listen) != 0) {
		enum rc rc = door_listen(plan->listen, &plan->listen_fd, reterr);
		if (rc != OK && reterr != NULL)
			log_error(reterr, LOG_ERR, NULL);
		return rc;
	}
	plan->listen_fd = fcntl(before->listen_fd, F_DUPFD_CLOEXEC, 0);
	return plan->listen_fd >= 0
		       ? OK
		       : err_set(reterr, ERR_SYSTEM, "cannot keep the listening socket: %s", strerror(errno));
}

enum rc plan_read(const char *config, const struct plan *before, struct plan *ret_plan, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to read the configuration");
	struct settings *settings;
	bool told = false;
	enum rc rc = conf_read(arena, config, &settings, tell, &told, reterr);
	if (rc != OK && !told && reterr != NULL)
		log_error(reterr, LOG_ERR, NULL);
	if (rc != OK)
		return rc;
	assert(settings->workers >= 1 && settings->workers <= LIMIT_WORKERS);
	struct plan plan = PLAN_NONE;
	plan.workers = settings->workers;
	plan.log_priority = settings->log_priority;
	(void)text_copy(text_of(settings->door.listen), plan.listen, sizeof(plan.listen));
	rc = handover_make(settings, HANDOVER_KEEPER, &plan.keeper_fd, reterr);
	if (rc == OK)
		rc = handover_make(settings, HANDOVER_WORKER, &plan.worker_fd, reterr);
	if (rc == OK)
		rc = handover_make(settings, HANDOVER_DOOR, &plan.door_fd, reterr);
	if (rc == OK)
		rc = take_socket(&plan, before, reterr);
	if (rc != OK) {
		plan_drop(&plan);
		return rc;
	}
	*ret_plan = plan;
	return OK;
}

void plan_drop(struct plan *plan)
{
	io_close(&plan->keeper_fd);
	io_close(&plan->worker_fd);
	io_close(&plan->door_fd);
	io_close(&plan->listen_fd);
	*plan = PLAN_NONE;
}
