#include "apontactl/session.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "wire/json.h"

#define SETTLE_TIMEOUT_S 60

static const struct option options[] = {
	{"config", required_argument, NULL, 'c'},   {"database", required_argument, NULL, 'd'},
	{"creditor", required_argument, NULL, 'r'}, {"by", required_argument, NULL, 'b'},
	{"owner", required_argument, NULL, 'w'},    {"to", required_argument, NULL, 'o'},
	{"timeout", required_argument, NULL, 't'},  {"sandbox", no_argument, NULL, 's'},
	{"standing", required_argument, NULL, 'S'}, {"channel", required_argument, NULL, 'C'},
	{"json", no_argument, NULL, 'j'},           {NULL, 0, NULL, 0},
};

static enum rc read_seconds(const char *value, int *ret_seconds, struct err *reterr)
{
	struct text text = text_of(value);
	if (text.len > 6 || !text_is_digits(text))
		return err_set(reterr, ERR_FORMAT, "--timeout: \"%s\" is not a number of seconds", value);
	*ret_seconds = (int)strtol(value, NULL, 10);
	return OK;
}

static enum rc read_options(struct session *session, int argc, char **argv, struct err *reterr)
{
	/* getopt starts at the word before the options, which is the last word of the command. */
	char **from = argv - 1;
	enum rc rc = OK;
	int found;
	opterr = 0;
	while (rc == OK && (found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		switch (found) {
		case 'c': session->config = optarg; break;
		case 'd': session->database = optarg; break;
		case 'r': session->creditor = optarg; break;
		case 'b': session->by = optarg; break;
		case 'w': session->owner = optarg; break;
		case 'o': session->to = optarg; break;
		case 't': rc = read_seconds(optarg, &session->timeout_s, reterr); break;
		case 'S': session->standing = optarg; break;
		case 'C': session->channel = optarg; break;
		case 's': session->sandbox = true; break;
		case 'j': session->json = true; break;
		case ':': return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		default: return err_set(reterr, ERR_UNKNOWN, "there is no option %s here", from[optind - 1]);
		}
	}
	session->words = from + optind;
	session->words_count = argc + 1 - optind;
	return rc;
}

enum rc session_start(struct session *session, int argc, char **argv, struct err *reterr)
{
	*session = (struct session){.timeout_s = SETTLE_TIMEOUT_S, .config = getenv("APONTAD_CONFIG")};
	enum rc rc = read_options(session, argc, argv, reterr);
	if (rc != OK)
		return rc;
	session->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (session->arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	const char *conninfo = session->database;
	if (conninfo == NULL) {
		struct settings *settings = NULL;
		const char *file = session->config != NULL ? session->config : SYSCONFDIR "/apontad/apontad.conf";
		rc = conf_read(session->arena, file, &settings, NULL, NULL, reterr);
		if (rc != OK)
			return rc;
		conninfo = settings->database;
		session->settings = settings;
		session->inbox = settings->inbox;
	}
	return db_open(conninfo, "apontactl", &session->db, reterr);
}

void session_done(struct session *session)
{
	db_close(session->db);
	arena_free(session->arena);
}

/* Characters, not bytes: UTF-8 continuation bytes take no column. */
static size_t width_of(struct text text)
{
	size_t width = 0;
	for (size_t i = 0; i < text.len; i++)
		width += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	return width;
}

static void print_cell(struct text text, size_t width, bool last)
{
	(void)printf("%.*s", TEXT_ARG(text));
	if (!last)
		(void)printf("%*s", (int)(width - width_of(text)) + 2, "");
}

static void print_text(const struct table *table)
{
	enum { COLUMNS_MAX = 16 };
	size_t widths[COLUMNS_MAX] = {0};
	int columns = table->columns < COLUMNS_MAX ? table->columns : COLUMNS_MAX;
	if (table->rows.rows == 0) {
		(void)puts("none");
		return;
	}
	for (int column = 0; column < columns; column++) {
		widths[column] = strlen(table->headings[column]);
		for (int row = 0; row < table->rows.rows; row++) {
			size_t width = width_of(db_cell(&table->rows, row, column));
			widths[column] = width > widths[column] ? width : widths[column];
		}
	}
	for (int row = -1; row < table->rows.rows; row++) {
		for (int column = 0; column < columns; column++)
			print_cell(row < 0 ? text_of(table->headings[column]) : db_cell(&table->rows, row, column),
				   widths[column], column == columns - 1);
		(void)putchar('\n');
	}
}

static void print_json(const struct table *table)
{
	CLEANUP(buf_done) struct buf buf;
	struct json_out json;
	buf_init(&buf, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &buf);
	json_open_array(&json, NULL);
	for (int row = 0; row < table->rows.rows; row++) {
		json_open_object(&json, NULL);
		for (int column = 0; column < table->columns; column++)
			json_text(&json, table->headings[column], db_cell(&table->rows, row, column));
		json_close_object(&json);
	}
	json_close_array(&json);
	(void)printf("%.*s\n", TEXT_ARG(buf_view(&buf)));
}

void session_print(const struct session *session, const struct table *table)
{
	if (session->json)
		print_json(table);
	else
		print_text(table);
}
