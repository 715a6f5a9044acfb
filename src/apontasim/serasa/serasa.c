/* apontasim serasa: reads the command line, starts the listeners, waits for the end. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/common/document.h"
#include "apontasim/common/program.h"
#include "apontasim/common/words.h"
#include "apontasim/programs.h"
#include "apontasim/serasa/front.h"
#include "base/limits.h"

#define MINUTES_MAX (366 * 24 * 60)

enum option_code {
	OPTION_LISTEN = 1,
	OPTION_PORT_FILE,
	OPTION_CERT,
	OPTION_KEY,
	OPTION_CONTROL,
	OPTION_CLIENT_ID,
	OPTION_CLIENT_SECRET_FILE,
	OPTION_CREDITOR,
	OPTION_SEED,
	OPTION_CLOCK,
	OPTION_TOKEN_LIFE,
	OPTION_REJECT,
	OPTION_LETTER_RETURNED,
	OPTION_MAX_CONNECTIONS,
	OPTION_HOOK_AUTH,
	OPTION_HOOK_USER,
	OPTION_HOOK_SECRET_FILE,
	OPTION_HOOK_CA,
	OPTION_HOOK_DELAY,
	OPTION_HOOK_TWICE,
	OPTION_FOLDER_IN,
	OPTION_FOLDER_OUT,
	OPTION_HELP,
};

static const struct option options[] = {
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"port-file", required_argument, NULL, OPTION_PORT_FILE},
	{"cert", required_argument, NULL, OPTION_CERT},
	{"key", required_argument, NULL, OPTION_KEY},
	{"control", required_argument, NULL, OPTION_CONTROL},
	{"client-id", required_argument, NULL, OPTION_CLIENT_ID},
	{"client-secret-file", required_argument, NULL, OPTION_CLIENT_SECRET_FILE},
	{"creditor", required_argument, NULL, OPTION_CREDITOR},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"clock", required_argument, NULL, OPTION_CLOCK},
	{"token-life", required_argument, NULL, OPTION_TOKEN_LIFE},
	{"reject", required_argument, NULL, OPTION_REJECT},
	{"letter-returned", required_argument, NULL, OPTION_LETTER_RETURNED},
	{"max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS},
	{"hook-auth", required_argument, NULL, OPTION_HOOK_AUTH},
	{"hook-user", required_argument, NULL, OPTION_HOOK_USER},
	{"hook-secret-file", required_argument, NULL, OPTION_HOOK_SECRET_FILE},
	{"hook-ca", required_argument, NULL, OPTION_HOOK_CA},
	{"hook-delay", required_argument, NULL, OPTION_HOOK_DELAY},
	{"hook-twice", required_argument, NULL, OPTION_HOOK_TWICE},
	{"folder-in", required_argument, NULL, OPTION_FOLDER_IN},
	{"folder-out", required_argument, NULL, OPTION_FOLDER_OUT},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0},
};

struct command_line {
	struct serasa_settings settings;
	struct server_settings server;
	const char *port_file;
	const char *cert_path;
	const char *key_path;
	const char *secret_path;
	const char *hook_secret_path;
	int64_t clock;
};

static void usage(FILE *out)
{
	(void)fputs("usage: apontasim serasa --listen ADDRESS:PORT --cert PEM --key PEM --control SOCKET\n"
		    "           --client-id ID --client-secret-file FILE --creditor CNPJ [--creditor …]\n"
		    "           [--port-file FILE] [--seed N] [--clock TIME] [--token-life MINUTES]\n"
		    "           [--max-connections N] [--reject PERCENT] [--letter-returned PERCENT]\n"
		    "           [--hook-auth none|basic|bearer] [--hook-user USER] [--hook-secret-file FILE]\n"
		    "           [--hook-ca PEM] [--hook-delay MINUTES] [--hook-twice PERCENT]\n"
		    "           [--folder-in DIR] [--folder-out DIR]\n",
		    out);
}

static bool count_read(const char *value, uint64_t max, int *ret_count)
{
	uint64_t number;
	if (!words_number(text_of(value), max, &number))
		return false;
	*ret_count = (int)number;
	return true;
}

static bool creditor_read(const char *value, struct serasa_settings *settings)
{
	if (settings->creditors_count == CREDITORS_MAX || !document_is_cnpj(value))
		return false;
	settings->creditors[settings->creditors_count++] = value;
	return true;
}

static bool auth_read(const char *value, enum hook_auth *ret_auth)
{
	static const char *const names[] = {"none", "basic", "bearer"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], value) == 0) {
			*ret_auth = (enum hook_auth)i;
			return true;
		}
	return false;
}

static bool option_take(struct command_line *line, int option, const char *value)
{
	struct serasa_settings *settings = &line->settings;
	struct hook_settings *hook = &settings->hook;
	int count = 0;
	switch ((enum option_code)option) {
	case OPTION_LISTEN: return program_listen(value, &line->server);
	case OPTION_PORT_FILE: line->port_file = value; return true;
	case OPTION_CERT: line->cert_path = value; return true;
	case OPTION_KEY: line->key_path = value; return true;
	case OPTION_CONTROL: line->server.control_path = value; return true;
	case OPTION_CLIENT_ID: settings->client_id = value; return true;
	case OPTION_CLIENT_SECRET_FILE: line->secret_path = value; return true;
	case OPTION_CREDITOR: return creditor_read(value, settings);
	case OPTION_SEED: return words_number(text_of(value), UINT64_MAX, &settings->seed);
	case OPTION_CLOCK: return moment_parse(text_of(value), &line->clock, NULL) == OK;
	case OPTION_TOKEN_LIFE: return count_read(value, MINUTES_MAX, &settings->token_life_minutes);
	case OPTION_REJECT: return words_percent(text_of(value), &settings->reject_percent);
	case OPTION_LETTER_RETURNED: return words_percent(text_of(value), &settings->letter_returned_percent);
	case OPTION_MAX_CONNECTIONS:
		if (!count_read(value, 100000, &count))
			return false;
		line->server.at_once_max = (unsigned)count;
		return true;
	case OPTION_HOOK_AUTH: return auth_read(value, &hook->auth);
	case OPTION_HOOK_USER: hook->user = value; return true;
	case OPTION_HOOK_SECRET_FILE: line->hook_secret_path = value; return true;
	case OPTION_HOOK_CA: hook->ca_path = value; return true;
	case OPTION_HOOK_DELAY: return count_read(value, MINUTES_MAX, &hook->delay_minutes);
	case OPTION_HOOK_TWICE: return words_percent(text_of(value), &hook->twice_percent);
	case OPTION_FOLDER_IN: settings->folder_in = value; return true;
	case OPTION_FOLDER_OUT: settings->folder_out = value; return true;
	case OPTION_HELP: return false;
	}
	return false;
}

static const char *missing_option(const struct command_line *line)
{
	const struct serasa_settings *settings = &line->settings;
	const struct {
		bool is_missing;
		const char *name;
	} needed[] = {
		{line->server.address[0] == '\0', "listen"},
		{line->cert_path == NULL, "cert"},
		{line->key_path == NULL, "key"},
		{line->server.control_path == NULL, "control"},
		{settings->client_id == NULL, "client-id"},
		{line->secret_path == NULL, "client-secret-file"},
		{settings->creditors_count == 0, "creditor"},
		{settings->hook.auth == HOOK_AUTH_BASIC && settings->hook.user == NULL, "hook-user"},
		{settings->hook.auth != HOOK_AUTH_NONE && line->hook_secret_path == NULL, "hook-secret-file"},
	};
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (needed[i].is_missing)
			return needed[i].name;
	return NULL;
}

static bool command_line_read(int argc, char **argv, struct command_line *line)
{
	int index = 0;
	int option;
	while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (option == '?' || option == OPTION_HELP)
			return false;
		if (!option_take(line, option, optarg)) {
			(void)fprintf(stderr, "apontasim serasa: --%s does not take \"%s\"\n", options[index].name,
				      optarg);
			return false;
		}
	}
	if (optind < argc) {
		(void)fprintf(stderr, "apontasim serasa: what is \"%s\"?\n", argv[optind]);
		return false;
	}
	const char *missing = missing_option(line);
	if (missing != NULL)
		(void)fprintf(stderr, "apontasim serasa: --%s is missing\n", missing);
	return missing == NULL;
}

static enum rc files_read(struct arena *arena, struct command_line *line, struct err *reterr)
{
	enum rc rc = program_pem(arena, line->cert_path, &line->server.certificate, reterr);
	if (rc == OK)
		rc = program_pem(arena, line->key_path, &line->server.key, reterr);
	if (rc == OK)
		rc = program_secret(arena, line->secret_path, &line->settings.client_secret, reterr);
	if (rc == OK && line->hook_secret_path != NULL)
		rc = program_secret(arena, line->hook_secret_path, &line->settings.hook.secret, reterr);
	return rc;
}

int serasa_main(int argc, char **argv)
{
	struct command_line line = {.clock = MOMENT_NONE};
	struct err err = {0};
	struct serasa_world world;
	struct trade trade;
	sigset_t ends;
	char words[1024];
	serasa_defaults(&line.settings);
	if (!command_line_read(argc, argv, &line)) {
		usage(stderr);
		return EXIT_TROUBLE;
	}
	program_signals(&ends);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * LIMIT_CONFIG_BYTES);
	enum rc rc = arena == NULL ? err_set(&err, ERR_NO_MEMORY, "no memory") : files_read(arena, &line, &err);
	if (rc == OK)
		rc = serasa_init(&world, &line.settings, &err);
	if (rc == OK) {
		world.now = line.clock;
		rc = program_serve(front_serasa(&world, &trade), &line.server, line.port_file, &ends, &err);
		serasa_done(&world);
	}
	if (rc != OK)
		(void)fprintf(stderr, "apontasim serasa: %s\n", err_text(&err, words, sizeof(words)));
	return rc == OK ? 0 : EXIT_TROUBLE;
}
