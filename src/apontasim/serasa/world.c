#include "apontasim/serasa/world.h"

#include <string.h>

#include "apontasim/serasa/base.h"

void serasa_defaults(struct serasa_settings *settings)
{
	*settings = (struct serasa_settings){
		.seed = 1,
		.token_life_minutes = 60,
		.hook = {.delay_minutes = 10},
	};
}

enum rc serasa_init(struct serasa_world *world, const struct serasa_settings *settings, struct err *reterr)
{
	*world = (struct serasa_world){.settings = *settings, .now = MOMENT_NONE, .hooks = {.send = hook_send}};
	if (pthread_mutex_init(&world->lock, NULL) != 0)
		return err_set(reterr, ERR_SYSTEM, "no lock could be made");
	return OK;
}

void serasa_done(struct serasa_world *world)
{
	faults_done(&world->faults);
	serasa_fates_done(&world->fates);
	serasa_books_done(&world->books);
	hooks_done(&world->hooks);
	folder_done(&world->folder);
	(void)pthread_mutex_destroy(&world->lock);
	*world = (struct serasa_world){0};
}

bool serasa_creditor(const struct serasa_world *world, const char *cnpj)
{
	for (int i = 0; i < world->settings.creditors_count; i++)
		if (strcmp(world->settings.creditors[i], cnpj) == 0)
			return true;
	return false;
}

enum rc serasa_clock(struct serasa_world *world, int64_t to, struct err *reterr)
{
	if (world->clock_moves)
		return err_set(reterr, ERR_REFUSED, "the clock is being moved");
	if (world->now != MOMENT_NONE && to < world->now)
		return err_set(reterr, ERR_REFUSED, "the clock never goes back");
	world->clock_moves = true;
	world->now = to;
	base_own_removals(world);
	enum rc rc = folder_run(world, reterr);
	if (rc == OK)
		hooks_run(world);
	world->clock_moves = false;
	return rc;
}
