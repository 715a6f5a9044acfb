#include <stdio.h>
#include <string.h>

#include "apontactl/codes.h"
#include "apontactl/command.h"
#include "base/arena.h"
#include "base/io.h"
#include "base/limits.h"
#include "domain/date.h"
#include "wire/format.h"

/* JSON is larger than the file it tells of. */
#define JSON_BYTES (4u * LIMIT_DOCUMENT_BYTES)
/* One file, its JSON and what stands between; a command-line tool may take more than a worker. */
#define ARENA_BYTES (1u << 30)

static const struct command *command_of(const char *words)
{
	const struct command *command = wire_commands;
	while (command->words != NULL && strcmp(command->words, words) != 0)
		command++;
	return command;
}

/* "--format F", "--format=F", one file and, for check, "--codes FOLDER" and "--on DATE", in any order. */
struct question {
	const struct wire_format *format;
	const char *file;
	const char *codes; /* NULL: where they usually are */
	const char *on;    /* NULL: dates are held against no day */
};

/* "--name VALUE" or "--name=VALUE" at argv[*i]; false when it is something else or was there before. */
static bool take_value(int argc, char **argv, int *i, const char *name, const char **value)
{
	size_t len = strlen(name);
	if (*value != NULL || strncmp(argv[*i], name, len) != 0)
		return false;
	if (argv[*i][len] == '=')
		*value = argv[*i] + len + 1;
	else if (argv[*i][len] == '\0' && *i + 1 < argc)
		*value = argv[++*i];
	return *value != NULL;
}

static bool ask(int argc, char **argv, const char *words, bool wants_file, struct question *ret_question)
{
	const char *name = NULL;
	const char *file = NULL;
	const char *codes = NULL;
	const char *on = NULL;
	bool is_check = strcmp(words, "wire check") == 0;
	bool only_files = false;
	for (int i = 0; i < argc; i++) {
		bool is_option = !only_files && argv[i][0] == '-' && argv[i][1] != '\0';
		if (is_option && strcmp(argv[i], "--") == 0) {
			only_files = true;
		} else if (is_option && (take_value(argc, argv, &i, "--format", &name) ||
					 (is_check && (take_value(argc, argv, &i, "--codes", &codes) ||
						       take_value(argc, argv, &i, "--on", &on))))) {
			continue;
		} else if (!is_option && file == NULL) {
			file = argv[i];
		} else {
			(void)command_usage(command_of(words));
			return false;
		}
	}
	if (name == NULL || (wants_file && file == NULL)) {
		(void)command_usage(command_of(words));
		return false;
	}
	const struct wire_format *format = wire_format_find(name);
	if (format == NULL) {
		(void)fprintf(stderr,
			      "apontactl: nobody knows the format \"%s\"; `apontactl wire formats` lists them\n", name);
		return false;
	}
	*ret_question = (struct question){format, file != NULL ? file : "-", codes, on};
	return true;
}

static const char *file_shown(const char *file)
{
	return strcmp(file, "-") == 0 ? "stdin" : file;
}

static int fail_at(struct err *err, const char *file)
{
	char where[sizeof(err->where) + 8];
	(void)snprintf(where, sizeof(where), "%s%s%s", file_shown(file), err->where[0] != '\0' ? ", " : "", err->where);
	err_at(err, where, NULL);
	return command_fail(err);
}

static int formats(int argc, char **argv)
{
	(void)argv;
	if (argc > 0)
		return command_usage(command_of("wire formats"));
	size_t count = 0;
	const struct wire_format *format = wire_formats(&count);
	for (size_t i = 0; i < count; i++)
		(void)printf("%s\t%s\n", format[i].name, format[i].summary);
	return EXIT_YES;
}

static int convert(const struct question *question, bool decode, size_t bytes_max)
{
	struct err err = {0};
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_BYTES);
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for the file");
		return command_fail(&err);
	}
	struct text in;
	struct text out;
	enum rc rc = io_read(arena, question->file, bytes_max, &in, &err);
	if (rc != OK)
		return command_fail(&err);
	rc = decode ? question->format->decode(arena, in, &out, &err) : question->format->encode(arena, in, &out, &err);
	if (rc != OK)
		return fail_at(&err, question->file);
	if (fwrite(out.at, 1, out.len, stdout) != out.len) {
		(void)err_set(&err, ERR_SYSTEM, "standard output takes no more");
		return command_fail(&err);
	}
	return EXIT_YES;
}

static int decode(int argc, char **argv)
{
	struct question question;
	if (!ask(argc, argv, "wire decode", true, &question))
		return EXIT_TROUBLE;
	return convert(&question, true, LIMIT_DOCUMENT_BYTES);
}

static int encode(int argc, char **argv)
{
	struct question question;
	if (!ask(argc, argv, "wire encode", false, &question))
		return EXIT_TROUBLE;
	return convert(&question, false, JSON_BYTES);
}

static void print_report(const struct report *report, const char *file)
{
	for (const struct report_item *item = report->first; item != NULL; item = item->next) {
		(void)printf("%s: %s: ", file_shown(file), item->place);
		if (item->field[0] != '\0')
			(void)printf("%s: ", item->field);
		(void)printf("%s: %s", item->level == FINDING_VIOLATION ? "violation" : "note", item->words);
		if (item->rule[0] != '\0')
			(void)printf(" (rule %s)", item->rule);
		(void)putchar('\n');
	}
	int told = report->violations + report->notes - REPORT_ITEMS_MAX;
	if (told > 0)
		(void)printf("%s: file: note: %d more findings are not shown\n", file_shown(file), told);
}

static int check(int argc, char **argv)
{
	struct question question;
	struct err err = {0};
	if (!ask(argc, argv, "wire check", true, &question))
		return EXIT_TROUBLE;
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_BYTES);
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory for the file");
		return command_fail(&err);
	}
	struct text bytes;
	struct report report;
	enum rc rc = io_read(arena, question.file, LIMIT_DOCUMENT_BYTES, &bytes, &err);
	if (rc != OK)
		return command_fail(&err);
	report_init(&report, arena);
	struct code_book *book = NULL;
	if (question.format->wants_codes && codes_open(arena, question.codes, &book, &err) != OK)
		return command_fail(&err);
	report.codes = book;
	if (question.on != NULL && date_parse_iso(text_of(question.on), &report.on, &err) != OK) {
		err_at(&err, NULL, "--on");
		return command_fail(&err);
	}
	rc = question.format->check(arena, bytes, &report, &err);
	if (rc != OK)
		return fail_at(&err, question.file);
	print_report(&report, question.file);
	return report.violations > 0 ? EXIT_NO : EXIT_YES;
}

static int layout(int argc, char **argv)
{
	struct question question;
	if (!ask(argc, argv, "wire layout", false, &question))
		return EXIT_TROUBLE;
	if (question.format->layout == NULL) {
		(void)fprintf(stderr, "apontactl: %s has no table of fields\n", question.format->name);
		return EXIT_TROUBLE;
	}
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	question.format->layout(&out);
	(void)fwrite(buf_view(&out).at, 1, out.len, stdout);
	return buf_failed(&out) ? EXIT_TROUBLE : EXIT_YES;
}

const struct command wire_commands[] = {
	{"wire formats", "", "the file formats that the house reads and writes", formats},
	{"wire decode", "--format F FILE", "a file as JSON that keeps everything it says", decode},
	{"wire encode", "--format F [FILE]", "the file back from its JSON", encode},
	{"wire check", "--format F [--codes FOLDER] [--on YYYY-MM-DD] FILE",
	 "every violation and note of a file; exit 1 when there is a violation", check},
	{"wire layout", "--format F", "the records of a format: number, name, columns, type and use of each field",
	 layout},
	{NULL, NULL, NULL, NULL},
};
