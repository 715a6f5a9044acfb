/* apontasim spc: reads the command line, starts the listeners, waits for the end. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/common/program.h"
#include "apontasim/common/words.h"
#include "apontasim/programs.h"
#include "apontasim/spc/front.h"
#include "base/limits.h"

#define OPERATOR_BYTES_MAX 15
#define MEMBER_DIGITS_MAX  8
#define NOTICE_DAYS_MAX    365
#define COUNT_MAX          10000

enum option_code {
	OPTION_LISTEN = 1,
	OPTION_PORT_FILE,
	OPTION_CERT,
	OPTION_KEY,
	OPTION_CONTROL,
	OPTION_OPERATOR,
	OPTION_PASSWORD_FILE,
	OPTION_SEED,
	OPTION_CLOCK,
	OPTION_MEMBER,
	OPTION_NOTICE_DAYS,
	OPTION_MAX_ATTEMPTS,
	OPTION_REJECT,
	OPTION_MAX_CONNECTIONS,
	OPTION_LIST_BODY,
	OPTION_HELP,
};

static const struct option options[] = {
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"port-file", required_argument, NULL, OPTION_PORT_FILE},
	{"cert", required_argument, NULL, OPTION_CERT},
	{"key", required_argument, NULL, OPTION_KEY},
	{"control", required_argument, NULL, OPTION_CONTROL},
	{"operator", required_argument, NULL, OPTION_OPERATOR},
	{"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"clock", required_argument, NULL, OPTION_CLOCK},
	{"member", required_argument, NULL, OPTION_MEMBER},
	{"notice-days", required_argument, NULL, OPTION_NOTICE_DAYS},
	{"max-attempts", required_argument, NULL, OPTION_MAX_ATTEMPTS},
	{"reject", required_argument, NULL, OPTION_REJECT},
	{"max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS},
	{"list-body", required_argument, NULL, OPTION_LIST_BODY},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0},
};

struct command_line {
	struct spc_settings settings;
	struct server_settings server;
	const char *port_file;
	const char *cert_path;
	const char *key_path;
	const char *password_path;
	int64_t clock;
};

static void usage(FILE *out)
{
	(void)fputs("usage: apontasim spc --listen ADDRESS:PORT --cert PEM --key PEM --control SOCKET --operator CODE\n"
		    "           --password-file FILE [--port-file FILE] [--seed N] [--clock TIME] [--member CODE]\n"
		    "           [--notice-days DAYS] [--max-attempts N] [--reject PERCENT] [--max-connections N]\n"
		    "           [--list-body empty|wrapped|any]\n",
		    out);
}

static bool count_read(const char *text, uint64_t least, uint64_t most, int *ret_count)
{
	uint64_t number;
	if (!words_number(text_of(text), most, &number) || number < least)
		return false;
	*ret_count = (int)number;
	return true;
}

static bool list_body_read(const char *text, enum spc_list_body *ret_body)
{
	static const char *const names[] = {
		[SPC_BODY_ANY] = "any", [SPC_BODY_EMPTY] = "empty", [SPC_BODY_WRAPPED] = "wrapped"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], text) == 0) {
			*ret_body = (enum spc_list_body)i;
			return true;
		}
	return false;
}

static bool option_take(struct command_line *line, int option, const char *value)
{
	struct spc_settings *settings = &line->settings;
	int count = 0;
	switch ((enum option_code)option) {
	case OPTION_LISTEN: return program_listen(value, &line->server);
	case OPTION_PORT_FILE: line->port_file = value; return true;
	case OPTION_CERT: line->cert_path = value; return true;
	case OPTION_KEY: line->key_path = value; return true;
	case OPTION_CONTROL: line->server.control_path = value; return true;
	case OPTION_OPERATOR:
		settings->operator_code = value;
		return value[0] != '\0' && strlen(value) <= OPERATOR_BYTES_MAX;
	case OPTION_PASSWORD_FILE: line->password_path = value; return true;
	case OPTION_SEED: return words_number(text_of(value), UINT64_MAX, &settings->seed);
	case OPTION_CLOCK: return moment_parse(text_of(value), &line->clock, NULL) == OK;
	case OPTION_MEMBER:
		settings->member = value;
		return text_is_digits(text_of(value)) && strlen(value) <= MEMBER_DIGITS_MAX;
	case OPTION_NOTICE_DAYS: return count_read(value, 0, NOTICE_DAYS_MAX, &settings->notice_days);
	case OPTION_MAX_ATTEMPTS: return count_read(value, 1, COUNT_MAX, &settings->attempts_max);
	case OPTION_REJECT: return words_percent(text_of(value), &settings->reject_percent);
	case OPTION_MAX_CONNECTIONS:
		if (!count_read(value, 0, COUNT_MAX, &count))
			return false;
		line->server.at_once_max = (unsigned)count;
		return true;
	case OPTION_LIST_BODY: return list_body_read(value, &settings->list_body);
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
			(void)fprintf(stderr, "apontasim spc: --%s does not take \"%s\"\n", options[index].name,
				      optarg);
			return false;
		}
	}
	if (optind < argc) {
		(void)fprintf(stderr, "apontasim spc: what is \"%s\"?\n", argv[optind]);
		return false;
	}
	const char *missing = line->server.address[0] == '\0'        ? "listen"
			      : line->cert_path == NULL              ? "cert"
			      : line->key_path == NULL               ? "key"
			      : line->server.control_path == NULL    ? "control"
			      : line->settings.operator_code == NULL ? "operator"
			      : line->password_path == NULL          ? "password-file"
								     : NULL;
	if (missing != NULL)
		(void)fprintf(stderr, "apontasim spc: --%s is missing\n", missing);
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

int spc_main(int argc, char **argv)
{
	struct command_line line = {.clock = MOMENT_NONE};
	struct err err = {0};
	struct spc_world world;
	struct trade trade;
	sigset_t ends;
	char words[1024];
	spc_settings_defaults(&line.settings);
	if (!command_line_read(argc, argv, &line)) {
		usage(stderr);
		return EXIT_TROUBLE;
	}
	program_signals(&ends);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * LIMIT_CONFIG_BYTES);
	enum rc rc = arena == NULL ? err_set(&err, ERR_NO_MEMORY, "no memory") : files_read(arena, &line, &err);
	if (rc == OK)
		rc = spc_world_init(&world, &line.settings, &err);
	if (rc == OK) {
		world.now = line.clock;
		rc = program_serve(spc_trade(&world, &trade), &line.server, line.port_file, &ends, &err);
		spc_world_done(&world);
	}
	if (rc != OK)
		(void)fprintf(stderr, "apontasim spc: %s\n", err_text(&err, words, sizeof(words)));
	return rc == OK ? 0 : EXIT_TROUBLE;
}
