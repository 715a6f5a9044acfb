#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "apontactl/codes.h"
#include "apontactl/command.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "wire/json.h"

static int codes(int argc, char **argv);

const struct command codes_commands[] = {
	{"codes", "BUREAU [CODE] [--codes FOLDER] [--json]",
	 "what a code of a bureau means and what to do about it; without CODE, every code; exit 1 when nobody knows it",
	 codes},
	{NULL, NULL, NULL, NULL},
};

struct question {
	const char *bureau;
	const char *code; /* NULL for all */
	const char *folder;
	bool json;
};

/* False when the words make no question. */
static bool ask(int argc, char **argv, struct question *ret_question)
{
	static const struct option options[] = {
		{"codes", required_argument, NULL, 'c'}, {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
	char **from = argv - 1; /* getopt starts at the word before the options */
	struct question question = {.bureau = NULL};
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found != 'c' && found != 'j')
			return false;
		if (found == 'c')
			question.folder = optarg;
		else
			question.json = true;
	}
	int words = argc + 1 - optind;
	if (words < 1 || words > 2)
		return false;
	question.bureau = from[optind];
	question.code = words == 2 ? from[optind + 1] : NULL;
	*ret_question = question;
	return true;
}

static void print_entry(const struct code_table *table, const struct code_entry *entry)
{
	(void)printf("%s %s\n  table: %s\n  kind: %s\n  meaning: %s\n", table->bureau, entry->code, table->name,
		     code_kind_name(entry->kind), entry->meaning);
	if (entry->field[0] != '\0')
		(void)printf("  field: %s\n", entry->field);
	(void)printf("  to do: %s\n", entry->todo);
}

static void print_line(const struct code_table *table, const struct code_entry *entry)
{
	(void)printf("%s\t%s\t%s\t%s\t%s\t%s\n", table->name, entry->code, code_kind_name(entry->kind), entry->meaning,
		     entry->field, entry->todo);
}

static void put_entry(struct json_out *json, const struct code_table *table, const struct code_entry *entry)
{
	json_open_object(json, NULL);
	json_chars(json, "bureau", table->bureau);
	json_chars(json, "table", table->name);
	json_chars(json, "code", entry->code);
	json_chars(json, "kind", code_kind_name(entry->kind));
	json_chars(json, "meaning", entry->meaning);
	json_chars(json, "field", entry->field[0] != '\0' ? entry->field : NULL);
	json_chars(json, "todo", entry->todo);
	json_close_object(json);
}

/* Every entry that the question is about, in the order of the files. Returns how many. */
static int tell(const struct code_book *book, const struct question *question, struct json_out *json)
{
	int told = 0;
	for (int t = 0; t < book->tables_count; t++) {
		const struct code_table *table = book->tables[t];
		if (strcmp(table->bureau, question->bureau) != 0)
			continue;
		for (int i = 0; i < table->entries_count; i++) {
			const struct code_entry *entry = &table->entries[i];
			if (question->code != NULL && strcmp(question->code, entry->code) != 0)
				continue;
			told++;
			if (question->json)
				put_entry(json, table, entry);
			else if (question->code != NULL)
				print_entry(table, entry);
			else
				print_line(table, entry);
		}
	}
	return told;
}

static int tell_unknown(const struct code_book *book, const struct question *question)
{
	bool known = false;
	for (int t = 0; t < book->tables_count; t++)
		known = known || strcmp(book->tables[t]->bureau, question->bureau) == 0;
	if (!known)
		(void)fprintf(stderr, "apontactl: there are no codes of \"%s\"", question->bureau);
	else
		(void)fprintf(stderr,
			      "apontactl: no table of %s has the code \"%s\"; keep the answer and ask %s what it means",
			      question->bureau, question->code, question->bureau);
	for (int t = 0; !known && t < book->tables_count; t++)
		(void)fprintf(stderr, "%s %s-%s", t == 0 ? "; there are" : ",", book->tables[t]->bureau,
			      book->tables[t]->name);
	(void)fputc('\n', stderr);
	return EXIT_NO;
}

static int codes(int argc, char **argv)
{
	struct question question;
	struct err err = {0};
	struct code_book *book = NULL;
	if (!ask(argc, argv, &question))
		return command_usage(&codes_commands[0]);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(CONF_ARENA_BYTES);
	if (arena == NULL)
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for the code tables");
	if (arena == NULL || codes_open(arena, question.folder, &book, &err) != OK)
		return command_fail(&err);

	CLEANUP(buf_done) struct buf out;
	struct json_out json;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &out);
	json_open_array(&json, NULL);
	if (tell(book, &question, &json) == 0)
		return tell_unknown(book, &question);
	json_close_array(&json);
	if (question.json && !buf_failed(&out))
		(void)fwrite(buf_view(&out).at, 1, out.len, stdout);
	return buf_failed(&out) ? EXIT_TROUBLE : EXIT_YES;
}
