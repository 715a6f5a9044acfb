#include "apontad/plan.h"

#include <assert.h>

#include "apontad/handover.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"

static void tell(const struct err *err, void *context)
{
	bool *told = context;
	*told = true;
	log_error(err, LOG_ERR, NULL);
}

enum rc plan_read(const char *config, struct plan *ret_plan, struct err *reterr)
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
	rc = handover_make(settings, HANDOVER_KEEPER, &plan.keeper_fd, reterr);
	if (rc == OK)
		rc = handover_make(settings, HANDOVER_WORKER, &plan.worker_fd, reterr);
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
	*plan = PLAN_NONE;
}
