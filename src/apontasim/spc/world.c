#include "apontasim/spc/world.h"

void spc_settings_defaults(struct spc_settings *settings)
{
	*settings = (struct spc_settings){
		.seed = 1,
		.notice_days = 10,
		.attempts_max = 5,
		.list_body = SPC_BODY_ANY,
	};
}

enum rc spc_world_init(struct spc_world *world, const struct spc_settings *settings, struct err *reterr)
{
	*world = (struct spc_world){.settings = *settings, .now = MOMENT_NONE};
	if (pthread_mutex_init(&world->lock, NULL) != 0)
		return err_set(reterr, ERR_SYSTEM, "no lock could be made");
	return OK;
}

void spc_world_done(struct spc_world *world)
{
	spc_books_done(&world->books);
	spc_fates_done(&world->fates);
	faults_done(&world->faults);
	(void)pthread_mutex_destroy(&world->lock);
	*world = (struct spc_world){0};
}

enum rc spc_world_clock(struct spc_world *world, int64_t to, struct err *reterr)
{
	if (to < world->now)
		return err_set(reterr, ERR_REFUSED, "the clock does not go back");
	world->now = to;
	return OK;
}
