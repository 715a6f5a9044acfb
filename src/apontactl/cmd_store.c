#include <stdio.h>
#include <string.h>
#include <time.h>

#include "apontactl/session.h"
#include "base/limits.h"
#include "flow/inbox.h"
#include "store/clock.h"
#include "store/creditor.h"
#include "store/finding.h"
#include "store/schema.h"
#include "store/worker.h"

#define SETTLE_LOOK_NS 5000000L

/* A command with a connection: what it does once the options are read. */
typedef enum rc (*action_fn)(struct session *session, struct err *reterr);

static int with_session(int argc, char **argv, int words_wanted, action_fn action)
{
	struct session session;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.words_count != words_wanted)
		rc = err_set(&err, ERR_FORMAT, "%d words are wanted beside the options, %d were given", words_wanted,
			     session.words_count);
	bool understood = rc == OK;
	if (understood)
		rc = action(&session, &err);
	session_done(&session);
	if (rc == OK)
		return EXIT_YES;
	(void)command_fail(&err);
	return understood && rc_group(rc) == RC_GROUP_INPUT ? EXIT_NO : EXIT_TROUBLE;
}

static void told_migration(const char *name)
{
	(void)printf("applied %s\n", name);
}

static enum rc migrate(struct session *session, struct err *reterr)
{
	enum rc rc = schema_migrate(session->db, session->sandbox, told_migration, reterr);
	if (rc == OK)
		(void)puts("the schema is up to date");
	return rc;
}

static enum rc clock_show(struct session *session, struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(session->db, &now, reterr);
	if (rc == OK)
		(void)printf("%s%s\n", now.text, now.sandbox ? " (sandbox, stands still)" : "");
	return rc;
}

static enum rc clock_set_action(struct session *session, struct err *reterr)
{
	return clock_set(session->db, text_of(session->words[0]), reterr);
}

static enum rc clock_advance_action(struct session *session, struct err *reterr)
{
	return clock_advance(session->db, text_of(session->words[0]), reterr);
}

/* Does the drop folder hold a file that no worker has taken yet? */
static enum rc look_into_inbox(const struct session *session, bool *ret_waiting, struct err *reterr)
{
	struct dirent **entries = NULL;
	int count = 0;
	*ret_waiting = false;
	if (session->inbox == NULL || session->inbox[0] == '\0')
		return OK;
	enum rc rc = inbox_list(session->inbox, &entries, &count, reterr);
	*ret_waiting = count > 0;
	inbox_free(entries, count);
	return rc;
}

/* Looks again and again until all workers have found nothing due; on the machine's clock, as it waits for machines. */
static enum rc settle(struct session *session, struct err *reterr)
{
	struct timespec start;
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		CLEANUP(arena_cleanup) struct arena *look = arena_new(LIMIT_CONFIG_BYTES);
		bool settled = false;
		const char *words = "";
		if (look == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory");
		bool waiting = false;
		enum rc rc = look_into_inbox(session, &waiting, reterr);
		if (rc == OK)
			rc = worker_settled(session->db, look, &settled, &words, reterr);
		if (rc != OK || (settled && !waiting))
			return rc;
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - start.tv_sec >= session->timeout_s)
			return err_set(reterr, ERR_TRANSIENT, "not settled after %d seconds: %s%s", session->timeout_s,
				       words, waiting ? ", files in the drop folder" : "");
		(void)nanosleep(&(struct timespec){.tv_nsec = SETTLE_LOOK_NS}, NULL);
	}
}

static enum rc start_account(struct session *session, struct err *reterr)
{
	return account_start(session->db, session->words[0], reterr);
}

static enum rc close_finding(struct session *session, struct err *reterr)
{
	if (session->by == NULL)
		return err_set(reterr, ERR_FORMAT, "--by NAME is wanted: who settled it");
	int64_t id = 0;
	struct text number = text_of(session->words[0]);
	for (size_t i = 0; text_is_digits(number) && number.len < 18 && i < number.len; i++)
		id = id * 10 + (number.at[i] - '0');
	return finding_close(session->db, id, session->by, reterr);
}

static int migrate_command(int argc, char **argv)
{
	return with_session(argc, argv, 0, migrate);
}

static int clock_show_command(int argc, char **argv)
{
	return with_session(argc, argv, 0, clock_show);
}

static int clock_set_command(int argc, char **argv)
{
	return with_session(argc, argv, 1, clock_set_action);
}

static int clock_advance_command(int argc, char **argv)
{
	return with_session(argc, argv, 1, clock_advance_action);
}

static int settle_command(int argc, char **argv)
{
	return with_session(argc, argv, 0, settle);
}

static int account_start_command(int argc, char **argv)
{
	return with_session(argc, argv, 1, start_account);
}

static int finding_close_command(int argc, char **argv)
{
	return with_session(argc, argv, 1, close_finding);
}

const struct command store_commands[] = {
	{"migrate", "[--sandbox] [--config FILE | --database CONNINFO]",
	 "Bring the database to this program's schema; --sandbox gives a new one a clock that can be moved.",
	 migrate_command},
	{"clock show", "[--config FILE]", "The time by which everything is decided.", clock_show_command},
	{"clock set", "INSTANT [--config FILE]", "Move a sandbox's clock forward to an instant.", clock_set_command},
	{"clock advance", "DURATION [--config FILE]", "Move a sandbox's clock forward by 90m, 36h, 2d …",
	 clock_advance_command},
	{"settle", "[--timeout SECONDS] [--config FILE]", "Wait until no stage has anything due.", settle_command},
	{"account start", "CODE [--config FILE]", "Let an account that was stopped work again.", account_start_command},
	{"finding close", "NUMBER --by NAME [--config FILE]", "A person has settled a finding.", finding_close_command},
	{NULL, NULL, NULL, NULL},
};
