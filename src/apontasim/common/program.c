#include "apontasim/common/program.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/common/moment.h"
#include "apontasim/common/words.h"
#include "base/io.h"
#include "base/limits.h"

#define OPTIONS_MAX 64
#define HELP_COLUMN 100

/* "127.0.0.1:0" */
static bool listen_take(const char *value, void *settings)
{
	struct program_line *line = settings;
	const char *colon = strrchr(value, ':');
	uint64_t port;
	if (colon == NULL || colon == value || !words_number(text_of(colon + 1), 65535, &port) ||
	    !text_copy((struct text){value, (size_t)(colon - value)}, line->server.address,
		       sizeof(line->server.address)))
		return false;
	line->server.port = (unsigned)port;
	return true;
}

static bool clock_take(const char *value, void *settings)
{
	struct program_line *line = settings;
	return moment_parse(text_of(value), &line->clock, NULL) == OK;
}

static bool connections_take(const char *value, void *settings)
{
	struct program_line *line = settings;
	uint64_t number;
	if (!words_number(text_of(value), 100000, &number))
		return false;
	line->server.at_once_max = (unsigned)number;
	return true;
}

#define AT(member) offsetof(struct program_line, member)

static const struct program_option common[] = {
	{"listen", "ADDRESS:PORT", PROGRAM_OWN, .required = true, .take = listen_take},
	{"cert", "PEM", PROGRAM_PEM, .required = true, .offset = AT(server.certificate)},
	{"key", "PEM", PROGRAM_PEM, .required = true, .offset = AT(server.key)},
	{"control", "SOCKET", PROGRAM_TEXT, .required = true, .offset = AT(server.control_path)},
	{"port-file", "FILE", PROGRAM_TEXT, .offset = AT(port_file)},
	{"seed", "N", PROGRAM_NUMBER, .offset = AT(seed)},
	{"clock", "TIME", PROGRAM_OWN, .take = clock_take},
	{"max-connections", "N", PROGRAM_OWN, .take = connections_take},
	{.name = NULL},
};

/* Both tables as one: which row, and into what it goes. */
struct reader {
	const struct program *program;
	struct program_line *line;
	const struct program_option *rows[OPTIONS_MAX];
	void *into[OPTIONS_MAX];
	bool given[OPTIONS_MAX];
	int count;
};

static void rows_add(struct reader *reader, const struct program_option *rows, void *into)
{
	for (; rows->name != NULL && reader->count < OPTIONS_MAX; rows++) {
		reader->rows[reader->count] = rows;
		reader->into[reader->count++] = into;
	}
}

static void usage(const struct reader *reader)
{
	int column = fprintf(stderr, "usage: apontasim %s", reader->program->name);
	for (int i = 0; i < reader->count; i++) {
		const struct program_option *row = reader->rows[i];
		char shown[128];
		(void)snprintf(shown, sizeof(shown), " %s--%s%s%s%s", row->required ? "" : "[", row->name,
			       row->shape != NULL ? " " : "", row->shape != NULL ? row->shape : "",
			       row->required ? "" : "]");
		if (column + (int)strlen(shown) > HELP_COLUMN)
			column = fprintf(stderr, "\n          ") - 1;
		column += fprintf(stderr, "%s", shown);
	}
	(void)fputc('\n', stderr);
}

static enum rc file_take(struct arena *arena, const char *path, bool whole, const char **ret_text, struct err *reterr)
{
	struct text bytes;
	enum rc rc = io_read(arena, path, LIMIT_CONFIG_BYTES, &bytes, reterr);
	if (rc != OK)
		return rc;
	*ret_text = arena_text(arena, whole ? bytes : text_trim(bytes));
	return *ret_text != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for %s", path);
}

static bool word_take(const char *value, const char *const *words, int *ret_word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0) {
			*ret_word = i;
			return true;
		}
	return false;
}

static bool count_take(const char *value, int least, int most, int *ret_count)
{
	uint64_t number;
	if (!words_number(text_of(value), (uint64_t)most, &number) || number < (uint64_t)least)
		return false;
	*ret_count = (int)number;
	return true;
}

/* ERR_FORMAT: it does not take this value. */
static enum rc value_take(const struct reader *reader, int at, const char *value, struct err *reterr)
{
	const struct program_option *row = reader->rows[at];
	void *settings = reader->into[at];
	void *into = (char *)settings + row->offset;
	bool good = true;
	switch (row->value) {
	case PROGRAM_TEXT: *(const char **)into = value; break;
	case PROGRAM_SECRET:
	case PROGRAM_PEM:
		return file_take(reader->line->arena, value, row->value == PROGRAM_PEM, (const char **)into, reterr);
	case PROGRAM_NUMBER: good = words_number(text_of(value), UINT64_MAX, (uint64_t *)into); break;
	case PROGRAM_COUNT: good = count_take(value, row->least, row->most, (int *)into); break;
	case PROGRAM_PERCENT: good = words_percent(text_of(value), (int *)into); break;
	case PROGRAM_WORD: good = word_take(value, row->words, (int *)into); break;
	case PROGRAM_FLAG: *(bool *)into = true; break;
	case PROGRAM_OWN: good = row->take(value, settings); break;
	}
	return good ? OK : err_set(reterr, ERR_FORMAT, "--%s does not take \"%s\"", row->name, value);
}

static enum rc options_read(struct reader *reader, int argc, char **argv, bool *ret_help, struct err *reterr)
{
	struct option options[OPTIONS_MAX + 2] = {{0}};
	int found;
	enum rc rc = OK;
	for (int i = 0; i < reader->count; i++)
		options[i] = (struct option){reader->rows[i]->name,
					     reader->rows[i]->value == PROGRAM_FLAG ? no_argument : required_argument,
					     NULL, i + 1};
	options[reader->count] = (struct option){"help", no_argument, NULL, OPTIONS_MAX + 1};
	opterr = 0;
	while (rc == OK && (found = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		*ret_help = found == OPTIONS_MAX + 1;
		if (*ret_help)
			return OK;
		if (found == ':')
			return err_set(reterr, ERR_FORMAT, "%s wants a value", argv[optind - 1]);
		if (found == '?')
			return err_set(reterr, ERR_UNKNOWN, "there is no option %s", argv[optind - 1]);
		reader->given[found - 1] = true;
		rc = value_take(reader, found - 1, optarg, reterr);
	}
	if (rc == OK && optind < argc)
		rc = err_set(reterr, ERR_UNKNOWN, "what is \"%s\"?", argv[optind]);
	return rc;
}

static enum rc nothing_is_missing(const struct reader *reader, struct err *reterr)
{
	const struct program *program = reader->program;
	const char *missing = NULL;
	for (int i = reader->count - 1; i >= 0; i--)
		if (reader->rows[i]->required && !reader->given[i])
			missing = reader->rows[i]->name;
	if (missing == NULL && program->missing != NULL)
		missing = program->missing(program->settings);
	return missing == NULL ? OK : err_set(reterr, ERR_FORMAT, "--%s is missing", missing);
}

/* For all threads to come. */
static void signals_block(sigset_t *ret_ends)
{
	(void)sigemptyset(ret_ends);
	(void)sigaddset(ret_ends, SIGTERM);
	(void)sigaddset(ret_ends, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, ret_ends, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

int program_main(const struct program *program, int argc, char **argv)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * LIMIT_CONFIG_BYTES);
	struct program_line line = {.seed = 1, .clock = MOMENT_NONE, .arena = arena};
	struct reader reader = {.program = program, .line = &line};
	struct err err = {0};
	char words[1024];
	bool help = false;
	rows_add(&reader, common, &line);
	rows_add(&reader, program->options, program->settings);
	enum rc rc = arena != NULL ? OK : err_set(&err, ERR_NO_MEMORY, "no memory");
	if (rc == OK)
		rc = options_read(&reader, argc, argv, &help, &err);
	if (rc == OK && !help)
		rc = nothing_is_missing(&reader, &err);
	bool run = rc == OK && !help;
	if (run) {
		signals_block(&line.ends);
		rc = program->run(program->settings, &line, &err);
	}
	if (rc != OK)
		(void)fprintf(stderr, "apontasim %s: %s\n", program->name, err_text(&err, words, sizeof(words)));
	if (!run)
		usage(&reader);
	return rc == OK && !help ? 0 : EXIT_TROUBLE;
}

enum rc program_serve(const struct trade *trade, const struct program_line *line, struct err *reterr)
{
	struct server *server = NULL;
	unsigned port = 0;
	int signal_number = 0;
	enum rc rc = server_start(trade, &line->server, &server, &port, reterr);
	if (rc == OK && line->port_file != NULL) {
		char digits[16];
		(void)snprintf(digits, sizeof(digits), "%u\n", port);
		rc = io_write(line->port_file, text_of(digits), 0644, reterr);
	}
	if (rc == OK)
		(void)sigwait(&line->ends, &signal_number);
	server_stop(server);
	return rc;
}
