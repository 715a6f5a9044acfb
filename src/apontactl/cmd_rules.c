#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontactl/codes.h"
#include "apontactl/command.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "wire/json.h"

static int list(int argc, char **argv);
static int show(int argc, char **argv);

const struct command rules_commands[] = {
	{"rules list", "[--rules FOLDER] [--json]", "every check before something leaves: what it does, on what basis",
	 list},
	{"rules show", "CODE [--rules FOLDER] [--json]", "one check, in words; exit 1 when there is none of this name",
	 show},
	{NULL, NULL, NULL, NULL},
};

struct question {
	const char *code; /* NULL for all */
	const char *folder;
	bool json;
};

/* False when the words make no question. */
static bool ask(int argc, char **argv, int words_wanted, struct question *ret_question)
{
	static const struct option options[] = {
		{"rules", required_argument, NULL, 'r'}, {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
	char **from = argv - 1; /* getopt starts at the word before the options */
	struct question question = {.code = NULL};
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found != 'r' && found != 'j')
			return false;
		if (found == 'r')
			question.folder = optarg;
		else
			question.json = true;
	}
	if (argc + 1 - optind != words_wanted)
		return false;
	question.code = words_wanted > 0 ? from[optind] : NULL;
	*ret_question = question;
	return true;
}

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void print_row(const struct rule_row *row)
{
	const char *channel = rule_channel_name(row->channel);
	(void)printf("%s\n  channel: %s\n  level: %s\n  basis: %s\n", row->code,
		     channel[0] != '\0' ? channel : "those without a row of their own", level_name(row->level),
		     row->basis);
	if (row->cra[0] != '\0')
		(void)printf("  CRA: %s\n", row->cra);
	(void)printf("  confirmed: %s\n  text: %s\n", yes_no(row->confirmed), row->text);
}

static void put_row(struct json_out *json, const struct rule_row *row)
{
	json_open_object(json, NULL);
	json_chars(json, "channel", rule_channel_name(row->channel));
	json_chars(json, "level", level_name(row->level));
	json_chars(json, "basis", row->basis);
	json_chars(json, "cra", row->cra);
	json_chars(json, "text", row->text);
	json_bool(json, "confirmed", row->confirmed);
	json_close_object(json);
}

/* One check: what the strictest of its rows says, whether all their bases are confirmed, and the rows. */
static void put_check(struct json_out *json, const struct rule_book *book, const struct rule_row *first)
{
	const char *code = first->code;
	const struct rule_row *strictest = first;
	bool confirmed = true;
	for (int i = 0; i < book->count; i++) {
		const struct rule_row *row = &book->at[i];
		if (strcmp(code, row->code) != 0)
			continue;
		if (row->level > strictest->level)
			strictest = row;
		confirmed = confirmed && row->confirmed;
	}
	json_open_object(json, NULL);
	json_chars(json, "code", code);
	json_chars(json, "level", level_name(strictest->level));
	json_chars(json, "basis", strictest->basis);
	json_chars(json, "text", strictest->text);
	json_bool(json, "confirmed", confirmed);
	json_open_array(json, "channels");
	for (int i = 0; i < book->count; i++)
		if (strcmp(code, book->at[i].code) == 0)
			put_row(json, &book->at[i]);
	json_close_array(json);
	json_close_object(json);
}

static bool is_first_of_its_check(const struct rule_book *book, int at)
{
	for (int i = 0; i < at; i++)
		if (strcmp(book->at[i].code, book->at[at].code) == 0)
			return false;
	return true;
}

/* Every row that the question is about, in the order of the files; as JSON every check once. Returns how many. */
static int tell(const struct rule_book *book, const struct question *question, struct json_out *json, struct buf *out)
{
	int told = 0;
	for (int i = 0; i < book->count; i++) {
		const struct rule_row *row = &book->at[i];
		if (question->code != NULL && strcmp(question->code, row->code) != 0)
			continue;
		told++;
		if (!question->json && question->code != NULL)
			print_row(row);
		else if (!question->json)
			rule_row_text(row, out);
		else if (is_first_of_its_check(book, i))
			put_check(json, book, row);
	}
	return told;
}

static enum rc book_open(struct arena *arena, const char *folder, const struct rule_book **ret_book, struct err *reterr)
{
	if (folder == NULL)
		folder = data_folder(arena, "rules");
	if (folder == NULL)
		return err_set(reterr, ERR_NOT_FOUND,
			       "there are no rules beside the configuration; --rules FOLDER names them");
	return conf_read_rules(arena, folder, ret_book, NULL, NULL, reterr);
}

static int answer(const struct question *question)
{
	struct err err = {0};
	const struct rule_book *book = NULL;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (arena == NULL)
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for the rules");
	if (arena == NULL || book_open(arena, question->folder, &book, &err) != OK)
		return command_fail(&err);

	CLEANUP(buf_done) struct buf out = {0};
	CLEANUP(buf_done) struct buf lines = {0};
	struct json_out json;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	buf_init(&lines, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &out);
	if (question->code == NULL)
		json_open_array(&json, NULL);
	if (tell(book, question, &json, &lines) == 0) {
		(void)fprintf(stderr, "apontactl: there is no check \"%s\"; `apontactl rules list` has them all\n",
			      question->code);
		return EXIT_NO;
	}
	if (question->code == NULL)
		json_close_array(&json);
	const struct buf *told = question->json ? &out : &lines;
	if (buf_failed(&out) || buf_failed(&lines))
		return EXIT_TROUBLE;
	(void)fwrite(buf_view(told).at, 1, told->len, stdout);
	return EXIT_YES;
}

static int list(int argc, char **argv)
{
	struct question question;
	return ask(argc, argv, 0, &question) ? answer(&question) : command_usage(&rules_commands[0]);
}

static int show(int argc, char **argv)
{
	struct question question;
	return ask(argc, argv, 1, &question) ? answer(&question) : command_usage(&rules_commands[1]);
}
