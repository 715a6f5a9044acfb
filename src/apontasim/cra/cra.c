/* apontasim cra: its own options, and its world. */
#include <string.h>

#include "apontasim/common/program.h"
#include "apontasim/common/words.h"
#include "apontasim/cra/front.h"
#include "apontasim/cra/notary.h"
#include "apontasim/programs.h"
#include "base/io.h"
#include "base/limits.h"

struct command_line {
	struct settings settings;
	const char *comarcas_path;
};

/* "08:30" */
static bool minute_read(struct text text, int *ret_minute)
{
	if (text.len != 5 || text.at[2] != ':' || !text_is_digits((struct text){text.at, 2}) ||
	    !text_is_digits((struct text){text.at + 3, 2}))
		return false;
	int hour = (text.at[0] - '0') * 10 + text.at[1] - '0';
	int minute = (text.at[3] - '0') * 10 + text.at[4] - '0';
	if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
		return false;
	*ret_minute = hour * 60 + minute;
	return true;
}

static bool window_read(const char *value, struct window *ret_window)
{
	struct window window;
	struct text given = text_of(value);
	if (given.len != 11 || given.at[5] != '-' || !minute_read((struct text){given.at, 5}, &window.from_minute) ||
	    !minute_read((struct text){given.at + 6, 5}, &window.to_minute) || window.from_minute >= window.to_minute)
		return false;
	*ret_window = window;
	return true;
}

static bool uploads_take(const char *value, void *into)
{
	struct command_line *line = into;
	return window_read(value, &line->settings.uploads);
}

static bool withdrawals_take(const char *value, void *into)
{
	struct command_line *line = into;
	return window_read(value, &line->settings.withdrawals);
}

static bool releases_take(const char *value, void *into)
{
	struct settings *settings = &((struct command_line *)into)->settings;
	struct text rest = text_of(value);
	struct text piece;
	settings->releases_count = 0;
	while (text_next(&rest, ',', &piece)) {
		int at = settings->releases_count;
		if (at == RELEASES_MAX || !minute_read(piece, &settings->releases[at]) ||
		    (at > 0 && settings->releases[at] <= settings->releases[at - 1]))
			return false;
		settings->releases_count++;
	}
	return settings->releases_count > 0;
}

static bool presenter_take(const char *value, void *into)
{
	struct settings *settings = &((struct command_line *)into)->settings;
	struct presenter *presenter = &settings->presenters[settings->presenters_count];
	const char *equals = strchr(value, '=');
	if (settings->presenters_count == PRESENTERS_MAX || equals == NULL || equals - value < 3 ||
	    equals - value > 6 || equals[1] == '\0' ||
	    !text_copy((struct text){value, (size_t)(equals - value)}, presenter->code, sizeof(presenter->code)))
		return false;
	presenter->name = equals + 1;
	settings->presenters_count++;
	return true;
}

static bool forbid_take(const char *value, void *into)
{
	struct settings *settings = &((struct command_line *)into)->settings;
	if (settings->forbidden_count == FORBIDDEN_MAX || strlen(value) < 11 || strlen(value) > 14)
		return false;
	settings->forbidden[settings->forbidden_count++] = value;
	return true;
}

static bool balance_take(const char *value, void *into)
{
	struct settings *settings = &((struct command_line *)into)->settings;
	uint64_t number = 0;
	if (!words_number(text_of(value), INT64_MAX, &number))
		return false;
	settings->balance_max_cents = (int64_t)number;
	return true;
}

static const char *const dialects[] = {"cra21", "nacional", "tocantins", NULL}; /* by enum dialect */

#define AT(member) offsetof(struct command_line, member)

static const struct program_option options[] = {
	{"user", "NAME", PROGRAM_TEXT, .required = true, .offset = AT(settings.user)},
	{"password-file", "FILE", PROGRAM_SECRET, .required = true, .offset = AT(settings.password)},
	{"presenter", "CODE=NAME", PROGRAM_OWN, .required = true, .take = presenter_take},
	{"dialect", "cra21|nacional|tocantins", PROGRAM_WORD, .offset = AT(settings.dialect), .words = dialects},
	{"comarcas", "FILE", PROGRAM_TEXT, .offset = AT(comarcas_path)},
	{"window", "HH:MM-HH:MM", PROGRAM_OWN, .take = uploads_take},
	{"withdrawal-window", "HH:MM-HH:MM", PROGRAM_OWN, .take = withdrawals_take},
	{"releases", "HH:MM,HH:MM", PROGRAM_OWN, .take = releases_take},
	{"balance-max", "CENTS", PROGRAM_OWN, .take = balance_take},
	{"forbid", "DOCUMENT", PROGRAM_OWN, .take = forbid_take},
	{"require-letter", NULL, PROGRAM_FLAG, .offset = AT(settings.letter_required)},
	{"irregular", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.irregular_percent)},
	{"pays-at-notary", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.pays_percent)},
	{"debtor-cancels", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.debtor_cancels_percent)},
	{"late", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.late_percent)},
	{"stay", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.stay_percent)},
	{"slip", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.slip_percent)},
	{"edital", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.edital_percent)},
	{"cancel-fails", "PERCENT", PROGRAM_PERCENT, .offset = AT(settings.cancel_fails_percent)},
	{.name = NULL},
};

static enum rc world_prepare(const char *comarcas_path, const struct program_line *line, struct world *world,
			     struct err *reterr)
{
	struct text lines;
	enum rc rc = OK;
	if (comarcas_path != NULL)
		rc = io_read(line->arena, comarcas_path, LIMIT_CONFIG_BYTES, &lines, reterr);
	if (rc == OK && comarcas_path != NULL)
		rc = comarcas_read(&world->comarcas, lines, reterr);
	if (rc == OK && line->clock != MOMENT_NONE)
		rc = notary_clock(world, line->clock, reterr);
	return rc;
}

static enum rc run(void *settings, struct program_line *line, struct err *reterr)
{
	struct command_line *own = settings;
	struct world world;
	struct trade trade;
	own->settings.seed = line->seed;
	enum rc rc = world_init(&world, &own->settings, reterr);
	if (rc != OK)
		return rc;
	rc = world_prepare(own->comarcas_path, line, &world, reterr);
	if (rc == OK)
		rc = program_serve(front_trade(&world, &trade), line, reterr);
	world_done(&world);
	return rc;
}

int cra_main(int argc, char **argv)
{
	struct command_line line = {0};
	settings_defaults(&line.settings);
	return program_main(&(struct program){.name = "cra", .options = options, .settings = &line, .run = run}, argc,
			    argv);
}
