#include <stdio.h>
#include <string.h>

#include "apontactl/command.h"
#include "base/io.h"
#include "base/limits.h"
#include "wire/intake.h"

/* As a Markdown table, so that the documentation can take it over. */
static int intake_columns_command(int argc, char **argv)
{
	(void)argv;
	if (argc != 0)
		return command_usage(&intake_commands[0]);
	size_t count;
	const struct intake_column *columns = intake_columns(&count);
	(void)printf("| column | rows | required | form | meaning |\n| --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < count; i++)
		(void)printf("| %s | %s | %s | %s | %s |\n", columns[i].name, columns[i].kinds,
			     columns[i].required ? "yes" : "no", columns[i].form, columns[i].meaning);
	return EXIT_YES;
}

/* Every row that is wrong on standard output, a line each. */
static int check_rows(struct intake_reader *reader)
{
	unsigned long rows = 0;
	unsigned long rejected = 0;
	for (;;) {
		struct intake_row row;
		struct err err;
		bool more = false;
		enum rc rc = intake_next(reader, &row, &more, &err);
		if (!more)
			break;
		rows++;
		if (rc == OK)
			continue;
		char words[1024];
		if (rc_group(rc) != RC_GROUP_INPUT)
			return command_fail(&err);
		(void)printf("%s\n", err_text(&err, words, sizeof(words)));
		rejected++;
	}
	(void)printf("%lu rows, %lu rejected\n", rows, rejected);
	return rejected > 0 ? EXIT_NO : EXIT_YES;
}

static int intake_check_command(int argc, char **argv)
{
	if (argc != 1)
		return command_usage(&intake_commands[1]);
	struct arena *arena CLEANUP(arena_cleanup) = arena_new((size_t)LIMIT_INTAKE_FILE_BYTES + (1u << 20));
	struct err err = {0};
	enum intake_syntax syntax;
	struct text bytes;
	struct intake_reader *reader;
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory");
		return command_fail(&err);
	}
	if (intake_syntax_of(argv[0], &syntax, &err) != OK ||
	    io_read(arena, argv[0], LIMIT_INTAKE_FILE_BYTES, &bytes, &err) != OK)
		return command_fail(&err);
	enum rc rc = intake_open(arena, syntax, bytes, &reader, &err);
	if (rc == OK)
		return check_rows(reader);
	if (rc_group(rc) != RC_GROUP_INPUT)
		return command_fail(&err);
	char words[1024];
	(void)printf("%s\n", err_text(&err, words, sizeof(words)));
	return EXIT_NO;
}

const struct command intake_commands[] = {
	{"intake columns", "", "the columns of the drop folder's files", intake_columns_command},
	{"intake check", "FILE", "read a drop-folder file (.csv, .jsonl, .ndjson) and list the rows that are wrong",
	 intake_check_command},
	{NULL, NULL, NULL, NULL},
};
