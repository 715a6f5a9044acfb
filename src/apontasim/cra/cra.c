/* apontasim cra: reads the command line, starts the listeners, waits for the end. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontasim/common/program.h"
#include "apontasim/common/words.h"
#include "apontasim/cra/front.h"
#include "apontasim/cra/notary.h"
#include "apontasim/programs.h"
#include "base/io.h"
#include "base/limits.h"

enum option_code {
	OPTION_LISTEN = 1,
	OPTION_PORT_FILE,
	OPTION_CERT,
	OPTION_KEY,
	OPTION_CONTROL,
	OPTION_USER,
	OPTION_PASSWORD_FILE,
	OPTION_PRESENTER,
	OPTION_DIALECT,
	OPTION_SEED,
	OPTION_COMARCAS,
	OPTION_CLOCK,
	OPTION_WINDOW,
	OPTION_WITHDRAWAL_WINDOW,
	OPTION_RELEASES,
	OPTION_BALANCE_MAX,
	OPTION_FORBID,
	OPTION_REQUIRE_LETTER,
	OPTION_IRREGULAR,
	OPTION_PAYS,
	OPTION_DEBTOR_CANCELS,
	OPTION_LATE,
	OPTION_STAY,
	OPTION_SLIP,
	OPTION_EDITAL,
	OPTION_CANCEL_FAILS,
	OPTION_HELP,
};

static const struct option options[] = {
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"port-file", required_argument, NULL, OPTION_PORT_FILE},
	{"cert", required_argument, NULL, OPTION_CERT},
	{"key", required_argument, NULL, OPTION_KEY},
	{"control", required_argument, NULL, OPTION_CONTROL},
	{"user", required_argument, NULL, OPTION_USER},
	{"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
	{"presenter", required_argument, NULL, OPTION_PRESENTER},
	{"dialect", required_argument, NULL, OPTION_DIALECT},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"comarcas", required_argument, NULL, OPTION_COMARCAS},
	{"clock", required_argument, NULL, OPTION_CLOCK},
	{"window", required_argument, NULL, OPTION_WINDOW},
	{"withdrawal-window", required_argument, NULL, OPTION_WITHDRAWAL_WINDOW},
	{"releases", required_argument, NULL, OPTION_RELEASES},
	{"balance-max", required_argument, NULL, OPTION_BALANCE_MAX},
	{"forbid", required_argument, NULL, OPTION_FORBID},
	{"require-letter", no_argument, NULL, OPTION_REQUIRE_LETTER},
	{"irregular", required_argument, NULL, OPTION_IRREGULAR},
	{"pays-at-notary", required_argument, NULL, OPTION_PAYS},
	{"debtor-cancels", required_argument, NULL, OPTION_DEBTOR_CANCELS},
	{"late", required_argument, NULL, OPTION_LATE},
	{"stay", required_argument, NULL, OPTION_STAY},
	{"slip", required_argument, NULL, OPTION_SLIP},
	{"edital", required_argument, NULL, OPTION_EDITAL},
	{"cancel-fails", required_argument, NULL, OPTION_CANCEL_FAILS},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0},
};

struct command_line {
	struct settings settings;
	struct server_settings server;
	const char *port_file;
	const char *cert_path;
	const char *key_path;
	const char *password_path;
	const char *comarcas_path;
	int64_t clock;
};

static void usage(FILE *out)
{
	(void)fputs("usage: apontasim cra --listen ADDRESS:PORT --cert PEM --key PEM --control SOCKET --user NAME\n"
		    "           --password-file FILE --presenter CODE=NAME [--presenter …] [--port-file FILE]\n"
		    "           [--dialect cra21|nacional|tocantins] [--seed N] [--comarcas FILE] [--clock TIME]\n"
		    "           [--window HH:MM-HH:MM] [--withdrawal-window HH:MM-HH:MM] [--releases HH:MM,HH:MM]\n"
		    "           [--balance-max CENTS] [--forbid DOCUMENT] [--require-letter]\n"
		    "           [--irregular PERCENT] [--pays-at-notary PERCENT] [--debtor-cancels PERCENT]\n"
		    "           [--late PERCENT] [--stay PERCENT] [--slip PERCENT] [--edital PERCENT]\n"
		    "           [--cancel-fails PERCENT]\n",
		    out);
}

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

static bool window_read(const char *text, struct window *ret_window)
{
	struct window window;
	struct text given = text_of(text);
	if (given.len != 11 || given.at[5] != '-' || !minute_read((struct text){given.at, 5}, &window.from_minute) ||
	    !minute_read((struct text){given.at + 6, 5}, &window.to_minute) || window.from_minute >= window.to_minute)
		return false;
	*ret_window = window;
	return true;
}

static bool releases_read(const char *text, struct settings *settings)
{
	struct text rest = text_of(text);
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

static bool presenter_read(const char *text, struct settings *settings)
{
	struct presenter *presenter = &settings->presenters[settings->presenters_count];
	const char *equals = strchr(text, '=');
	if (settings->presenters_count == PRESENTERS_MAX || equals == NULL || equals - text < 3 || equals - text > 6 ||
	    equals[1] == '\0' ||
	    !text_copy((struct text){text, (size_t)(equals - text)}, presenter->code, sizeof(presenter->code)))
		return false;
	presenter->name = equals + 1;
	settings->presenters_count++;
	return true;
}

static bool dialect_read(const char *text, enum dialect *ret_dialect)
{
	static const char *const names[] = {"cra21", "nacional", "tocantins"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], text) == 0) {
			*ret_dialect = (enum dialect)i;
			return true;
		}
	return false;
}

static bool forbid_read(const char *text, struct settings *settings)
{
	if (settings->forbidden_count == FORBIDDEN_MAX || strlen(text) < 11 || strlen(text) > 14)
		return false;
	settings->forbidden[settings->forbidden_count++] = text;
	return true;
}

static bool option_take(struct command_line *line, int option, const char *value)
{
	struct settings *settings = &line->settings;
	uint64_t number = 0;
	bool good = true;
	switch ((enum option_code)option) {
	case OPTION_LISTEN: return program_listen(value, &line->server);
	case OPTION_PORT_FILE: line->port_file = value; return true;
	case OPTION_CERT: line->cert_path = value; return true;
	case OPTION_KEY: line->key_path = value; return true;
	case OPTION_CONTROL: line->server.control_path = value; return true;
	case OPTION_USER: settings->user = value; return true;
	case OPTION_PASSWORD_FILE: line->password_path = value; return true;
	case OPTION_PRESENTER: return presenter_read(value, settings);
	case OPTION_DIALECT: return dialect_read(value, &settings->dialect);
	case OPTION_SEED: return words_number(text_of(value), UINT64_MAX, &settings->seed);
	case OPTION_COMARCAS: line->comarcas_path = value; return true;
	case OPTION_CLOCK: return moment_parse(text_of(value), &line->clock, NULL) == OK;
	case OPTION_WINDOW: return window_read(value, &settings->uploads);
	case OPTION_WITHDRAWAL_WINDOW: return window_read(value, &settings->withdrawals);
	case OPTION_RELEASES: return releases_read(value, settings);
	case OPTION_BALANCE_MAX:
		good = words_number(text_of(value), INT64_MAX, &number);
		settings->balance_max_cents = (int64_t)number;
		return good;
	case OPTION_FORBID: return forbid_read(value, settings);
	case OPTION_REQUIRE_LETTER: settings->letter_required = true; return true;
	case OPTION_IRREGULAR: return words_percent(text_of(value), &settings->irregular_percent);
	case OPTION_PAYS: return words_percent(text_of(value), &settings->pays_percent);
	case OPTION_DEBTOR_CANCELS: return words_percent(text_of(value), &settings->debtor_cancels_percent);
	case OPTION_LATE: return words_percent(text_of(value), &settings->late_percent);
	case OPTION_STAY: return words_percent(text_of(value), &settings->stay_percent);
	case OPTION_SLIP: return words_percent(text_of(value), &settings->slip_percent);
	case OPTION_EDITAL: return words_percent(text_of(value), &settings->edital_percent);
	case OPTION_CANCEL_FAILS: return words_percent(text_of(value), &settings->cancel_fails_percent);
	case OPTION_HELP: return false;
	}
	return false;
}

static bool command_line_read(int argc, char **argv, struct command_line *line)
{
	int index = 0;
	int option;
	while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (option == '?' || option == OPTION_HELP)
			return false;
		if (!option_take(line, option, optarg)) {
			(void)fprintf(stderr, "apontasim cra: --%s does not take \"%s\"\n", options[index].name,
				      optarg);
			return false;
		}
	}
	if (optind < argc) {
		(void)fprintf(stderr, "apontasim cra: what is \"%s\"?\n", argv[optind]);
		return false;
	}
	const char *missing = line->server.address[0] == '\0'        ? "listen"
			      : line->cert_path == NULL              ? "cert"
			      : line->key_path == NULL               ? "key"
			      : line->server.control_path == NULL    ? "control"
			      : line->settings.user == NULL          ? "user"
			      : line->password_path == NULL          ? "password-file"
			      : line->settings.presenters_count == 0 ? "presenter"
								     : NULL;
	if (missing != NULL)
		(void)fprintf(stderr, "apontasim cra: --%s is missing\n", missing);
	return missing == NULL;
}

static enum rc files_read(struct arena *arena, struct command_line *line, struct err *reterr)
{
	enum rc rc = program_pem(arena, line->cert_path, &line->server.certificate, reterr);
	if (rc == OK)
		rc = program_pem(arena, line->key_path, &line->server.key, reterr);
	if (rc == OK)
		rc = program_secret(arena, line->password_path, &line->settings.password, reterr);
	return rc;
}

static enum rc world_prepare(struct arena *arena, const struct command_line *line, struct world *world,
			     struct err *reterr)
{
	struct text lines;
	enum rc rc = OK;
	if (line->comarcas_path != NULL)
		rc = io_read(arena, line->comarcas_path, LIMIT_CONFIG_BYTES, &lines, reterr);
	if (rc == OK && line->comarcas_path != NULL)
		rc = comarcas_read(&world->comarcas, lines, reterr);
	if (rc == OK && line->clock != MOMENT_NONE)
		rc = notary_clock(world, line->clock, reterr);
	return rc;
}

int cra_main(int argc, char **argv)
{
	struct command_line line = {.clock = MOMENT_NONE};
	struct err err = {0};
	struct world world;
	struct trade trade;
	sigset_t ends;
	char words[1024];
	settings_defaults(&line.settings);
	if (!command_line_read(argc, argv, &line)) {
		usage(stderr);
		return EXIT_TROUBLE;
	}
	program_signals(&ends);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * LIMIT_CONFIG_BYTES);
	enum rc rc = arena == NULL ? err_set(&err, ERR_NO_MEMORY, "no memory") : files_read(arena, &line, &err);
	if (rc == OK)
		rc = world_init(&world, &line.settings, &err);
	if (rc == OK) {
		rc = world_prepare(arena, &line, &world, &err);
		if (rc == OK)
			rc = program_serve(front_trade(&world, &trade), &line.server, line.port_file, &ends, &err);
		world_done(&world);
	}
	if (rc != OK)
		(void)fprintf(stderr, "apontasim cra: %s\n", err_text(&err, words, sizeof(words)));
	return rc == OK ? 0 : EXIT_TROUBLE;
}
