#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/session.h"
#include "base/io.h"
#include "store/message.h"

/* A part's file: the document under its own name, so that a detached signature finds it. */
static bool part_path(const char *folder, const char *name, const struct message_part_row *row, int number, char *out,
		      size_t size)
{
	const char *part = row->part;
	int len;
	if (strcmp(part, "document") == 0)
		len = snprintf(out, size, "%s/%s", folder, name);
	else if (strcmp(part, "signature") == 0)
		len = snprintf(out, size, "%s/%s.sig.%s", folder, name, text_starts(row->bytes, "<") ? "xml" : "jws");
	else if (strcmp(part, "letter") == 0)
		len = snprintf(out, size, "%s/%s.letter-%d.p7s", folder, name, number);
	else
		len = snprintf(out, size, "%s/%s.answer-%d", folder, name, number);
	return len > 0 && (size_t)len < size;
}

static enum rc export_parts(struct session *session, struct err *reterr)
{
	if (session->words_count != 1 || !text_is_digits(text_of(session->words[0])) || session->to == NULL)
		return err_set(reterr, ERR_FORMAT, "the number of a message and --to FOLDER are wanted");
	const char *name = NULL;
	struct message_part_row *parts = NULL;
	int count = 0;
	int answers = 0;
	int letters = 0;
	int64_t id = strtoll(session->words[0], NULL, 10);
	enum rc rc = message_parts(session->db, session->arena, id, &name, &parts, &count, reterr);
	for (int i = 0; rc == OK && i < count; i++) {
		char path[PATH_MAX];
		bool letter = strcmp(parts[i].part, "letter") == 0;
		answers += strcmp(parts[i].part, "answer") == 0;
		letters += letter;
		if (!part_path(session->to, name, &parts[i], letter ? letters : answers, path, sizeof(path)))
			return err_set(reterr, ERR_RANGE, "the path of %s is too long", name);
		rc = io_write(path, parts[i].bytes, 0640, reterr);
		if (rc == ERR_NOT_FOUND)
			rc = ERR_SYSTEM; /* the folder; the message is there */
		if (rc == OK)
			(void)puts(path);
	}
	return rc;
}

static int export_command(int argc, char **argv)
{
	struct session session;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK)
		rc = export_parts(&session, &err);
	session_done(&session);
	if (rc == OK)
		return EXIT_YES;
	(void)command_fail(&err);
	return rc == ERR_NOT_FOUND ? EXIT_NO : EXIT_TROUBLE;
}

const struct command message_commands[] = {
	{"message export", "NUMBER --to FOLDER [--config FILE]",
	 "Write the stored bytes of a message: the document, its signature, its letters and its answers.",
	 export_command},
	{NULL, NULL, NULL, NULL},
};
