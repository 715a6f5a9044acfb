#include <stdio.h>

#include "apontactl/explain.h"
#include "apontactl/session.h"
#include "base/limits.h"

static enum rc tell(struct session *session, struct err *reterr)
{
	CLEANUP(buf_done) struct buf out;
	CLEANUP(arena_cleanup) struct arena *calendars = arena_new(2 * CONF_ARENA_BYTES);
	struct story story;
	struct plan plan;
	if (calendars == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the calendars");
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	if (session->words_count != 1)
		return err_set(reterr, ERR_FORMAT, "one invoice is wanted");
	enum rc rc = explain_read(session->db, session->arena, session->creditor, session->words[0], &story, reterr);
	if (rc == OK)
		rc = explain_plan(session->arena, &story, session->settings,
				  forecast_book(calendars, session->settings), &plan, reterr);
	if (rc != OK)
		return rc;
	if (session->json)
		explain_json(&story, &plan, &out);
	else
		explain_words(&story, &plan, &out);
	if (buf_failed(&out))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the words about invoice %s", session->words[0]);
	(void)printf("%.*s%s", TEXT_ARG(buf_view(&out)), session->json ? "\n" : "");
	return OK;
}

static int explain_command(int argc, char **argv)
{
	struct session session;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK)
		rc = tell(&session, &err);
	session_done(&session);
	if (rc == OK)
		return EXIT_YES;
	(void)command_fail(&err);
	return rc == ERR_NOT_FOUND ? EXIT_NO : EXIT_TROUBLE;
}

const struct command explain_commands[] = {
	{"explain", "INVOICE [--creditor CODE] [--json] [--config FILE]",
	 "What happened to an invoice and why, where it stands, and what will happen when.", explain_command},
	{NULL, NULL, NULL, NULL},
};
