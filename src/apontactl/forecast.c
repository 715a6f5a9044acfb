#include "apontactl/forecast.h"

#include "conf/conf.h"
#include "domain/deadline.h"

const struct town_book *forecast_book(struct arena *arena, const struct settings *settings)
{
	struct town_book *book = NULL;
	if (settings == NULL || conf_read_calendars(arena, settings->calendars_folder, &book, NULL, NULL, NULL) != OK)
		return NULL;
	return book;
}

struct date forecast_triduo(struct arena *arena, const struct town_book *book, const char *ibge,
			    struct date protocol_on, const char **ret_why)
{
	struct date on = DATE_NONE;
	struct err err;
	*ret_why = NULL;
	if (date_is_none(protocol_on) || ibge[0] == '\0')
		return DATE_NONE;
	if (book == NULL)
		*ret_why = "there are no calendars of towns to read";
	else if (town_add(book, ibge, protocol_on, deadline_row(DEADLINE_TRIDUO)->days, &on, NULL, &err) != OK)
		*ret_why = arena_printf(arena, "%s", err.words);
	return *ret_why == NULL ? on : DATE_NONE;
}
