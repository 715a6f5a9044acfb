#include "apontasim/cra/world.h"

#include <stdlib.h>
#include <string.h>

#include "domain/calendar.h"

void settings_defaults(struct settings *settings)
{
	*settings = (struct settings){
		.seed = 1,
		.irregular_percent = 5,
		.pays_percent = 15,
		.debtor_cancels_percent = 60,
		.late_percent = 3,
		.stay_percent = 1,
		.slip_percent = 40,
		.edital_percent = 10,
		.cancel_fails_percent = 2,
		.uploads = {MINUTES(8, 0), MINUTES(17, 0)},
		.withdrawals = {MINUTES(8, 0), MINUTES(16, 0)},
		.releases = {MINUTES(8, 0), MINUTES(14, 0)},
		.releases_count = 2,
	};
}

enum rc world_init(struct world *world, const struct settings *settings, struct err *reterr)
{
	*world = (struct world){.settings = *settings, .now = MOMENT_NONE};
	if (pthread_mutex_init(&world->lock, NULL) != 0)
		return err_set(reterr, ERR_SYSTEM, "no lock could be made");
	enum rc rc = comarcas_init(&world->comarcas, reterr);
	if (rc != OK)
		(void)pthread_mutex_destroy(&world->lock);
	return rc;
}

void world_done(struct world *world)
{
	comarcas_done(&world->comarcas);
	books_done(&world->books);
	orders_done(&world->orders);
	free(world->agenda.heap);
	(void)pthread_mutex_destroy(&world->lock);
	*world = (struct world){0};
}

const struct presenter *world_presenter(const struct world *world, const char *code)
{
	for (int i = 0; i < world->settings.presenters_count; i++)
		if (strcmp(world->settings.presenters[i].code, code) == 0)
			return &world->settings.presenters[i];
	return NULL;
}

bool world_window_open(const struct world *world, const struct window *window)
{
	bool business_day = false;
	int minute = moment_minute(world->now);
	if (calendar_is_business_day(CALENDAR_BANK, moment_date(world->now), &business_day, NULL) != OK)
		return false;
	return business_day && minute >= window->from_minute && minute < window->to_minute;
}

bool world_released(const struct world *world, int64_t at)
{
	struct date today = moment_date(world->now);
	int compared = date_compare(moment_date(at), today);
	if (compared != 0)
		return compared < 0;
	for (int i = 0; i < world->settings.releases_count; i++) {
		int64_t release = moment_of(today, world->settings.releases[i]);
		if (release <= world->now && at <= release)
			return true;
	}
	return false;
}
