/* What the commands that need a database share: their options, the connection, tables on the screen. */
#pragma once

#include "apontactl/command.h"
#include "store/db.h"
#include "store/report.h"

struct settings; /* conf/conf.h */

struct session {
	struct arena *arena;
	struct db *db;
	/* Options as they were written; NULL or false for one that was not. */
	const char *config;              /* --config FILE, else APONTAD_CONFIG, else the installed one */
	const char *database;            /* --database CONNINFO: instead of the configuration's */
	const struct settings *settings; /* NULL without a configuration */
	const char *inbox;               /* the configuration's drop folder; NULL without a configuration */
	const char *creditor;
	const char *by;
	const char *owner;
	const char *to;
	const char *standing;
	const char *channel;
	int timeout_s;
	bool sandbox;
	bool json;
	char **words; /* what stood beside the options */
	int words_count;
};

/* Read the options and connect. ERR_CONFIG, ERR_FORMAT, ERR_UNKNOWN, ERR_TRANSIENT. Call session_done in any case. */
MUST_CHECK enum rc session_start(struct session *session, int argc, char **argv, struct err *reterr);
void session_done(struct session *session);

/* Columns aligned by blanks, headings first; "none" for no rows. With --json an array of one object a row, its values
 * as text under the headings. */
void session_print(const struct session *session, const struct table *table);
