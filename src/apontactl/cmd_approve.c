#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontactl/session.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "domain/money.h"
#include "flow/approval.h"
#include "wire/json.h"

static int list_command(int argc, char **argv);
static int approve_command(int argc, char **argv);
static int refuse_command(int argc, char **argv);

const struct command approve_commands[] = {
	{"approvals", "[INVOICE] [--creditor CODE] [--json] [--config FILE]",
	 "What waits for a second person: why, the amount, who asked, since when.", list_command},
	{"approve", "INVOICE | --account CODE --by NAME [--creditor CODE] [--channel C] [--config FILE]",
	 "A second person agrees: what waited is checked anew at once, and goes.", approve_command},
	{"refuse", "INVOICE --by NAME --why TEXT [--creditor CODE] [--channel C] [--config FILE]",
	 "Nothing of the debt leaves until the hold of the kind approval that this places is lifted.", refuse_command},
	{NULL, NULL, NULL, NULL},
};

static void row_json(struct json_out *json, const struct table *table, int row)
{
	enum { T_AT = 10 };
	static const char *const keys[] = {"creditor", "invoice", "channel", "account"};
	struct text why = db_cell(&table->rows, row, 4);
	struct text word;
	char since[32];
	json_open_object(json, NULL);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		json_text(json, keys[i], db_cell(&table->rows, row, (int)i));
	json_open_array(json, "why");
	while (text_next(&why, ',', &word))
		json_text(json, NULL, text_trim(word));
	json_close_array(json);
	json_int(json, "amount_cents", db_cell_int(&table->rows, row, APPROVAL_LIST_CENTS));
	json_text(json, "asked_by", db_cell(&table->rows, row, 6));
	if (text_copy(db_cell(&table->rows, row, 7), since, sizeof(since)) && since[0] != '\0')
		since[T_AT] = 'T';
	json_chars(json, "since", since);
	json_close_object(json);
}

static enum rc print_json(const struct table *table, struct err *reterr)
{
	struct json_out json;
	CLEANUP(buf_done) struct buf buf;
	buf_init(&buf, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &buf);
	json_open_array(&json, NULL);
	for (int row = 0; row < table->rows.rows; row++)
		row_json(&json, table, row);
	json_close_array(&json);
	if (buf_failed(&buf))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what waits");
	(void)printf("%.*s\n", TEXT_ARG(buf_view(&buf)));
	return OK;
}

static int list_command(int argc, char **argv)
{
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.words_count > 1)
		rc = err_set(&err, ERR_FORMAT, "one invoice at most is wanted");
	struct approval_filter filter = {.creditor = session.creditor};
	if (rc == OK && session.words_count == 1)
		filter.invoice = session.words[0];
	if (rc == OK)
		rc = approval_list(session.db, session.arena, &filter, &table, &err);
	if (rc == OK && session.json)
		rc = print_json(&table, &err);
	else if (rc == OK)
		session_print(&session, &table);
	session_done(&session);
	return rc == OK ? EXIT_YES : command_fail(&err);
}

/* `own`: the options of this command beside those of both. */
static enum rc read_order(struct approval_order *order, const char **config, int argc, char **argv, const char *own,
			  struct err *reterr)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'f'},
		{"by", required_argument, NULL, 'b'},
		{"creditor", required_argument, NULL, 'r'},
		{"channel", required_argument, NULL, 'c'},
		{"account", required_argument, NULL, 'a'},
		{"why", required_argument, NULL, 'w'},
		{NULL, 0, NULL, 0},
	};
	char **from = argv - 1; /* getopt starts at the word before the options */
	int found;
	opterr = 0;
	while ((found = getopt_long(argc + 1, from, ":", options, NULL)) != -1) {
		if (found == ':')
			return err_set(reterr, ERR_FORMAT, "option %s wants a value", from[optind - 1]);
		if (found == '?' || (strchr("fbrc", found) == NULL && strchr(own, found) == NULL))
			return err_set(reterr, ERR_UNKNOWN, "there is no such option here: %s", from[optind - 1]);
		switch (found) {
		case 'f': *config = optarg; break;
		case 'b': order->by = optarg; break;
		case 'r': order->filter.creditor = optarg; break;
		case 'c': order->filter.channel = optarg; break;
		case 'a': order->filter.account = optarg; break;
		default: order->why = optarg; break;
		}
	}
	int words = argc + 1 - optind;
	if (words != (order->filter.account == NULL ? 1 : 0))
		return err_set(reterr, ERR_FORMAT, "one invoice is wanted%s",
			       strchr(own, 'a') != NULL ? ", or --account CODE for all that wait there" : "");
	order->filter.invoice = words == 1 ? from[optind] : NULL;
	if (order->by == NULL || text_trim(text_of(order->by)).len == 0)
		return err_set(reterr, ERR_FORMAT, "--by NAME is wanted: who has it done");
	if (strchr(own, 'w') != NULL && (order->why == NULL || text_trim(text_of(order->why)).len == 0))
		return err_set(reterr, ERR_FORMAT, "--why TEXT is wanted: for those who read the history later");
	return OK;
}

typedef enum rc (*say_fn)(const struct settings *settings, struct arena *arena, const struct approval_order *order,
			  struct approval_said_list *ret_list, struct err *reterr);

/* Exit status: what does not wait, or may not be approved by this person, is 1, what was written wrongly 2. */
static int say(int argc, char **argv, const char *own, say_fn carry_out, const char *what)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	const char *config = getenv("APONTAD_CONFIG");
	struct approval_order order = {.by = NULL};
	struct approval_said_list list = {.count = 0};
	struct settings *settings = NULL;
	struct err err = {0};
	char amount[MONEY_TEXT_BYTES];
	enum rc rc = arena != NULL ? OK : err_set(&err, ERR_NO_MEMORY, "no memory");
	if (rc == OK)
		rc = read_order(&order, &config, argc, argv, own, &err);
	if (rc == OK)
		rc = conf_read(arena, config != NULL ? config : SYSCONFDIR "/apontad/apontad.conf", &settings, NULL,
			       NULL, &err);
	if (rc != OK)
		return command_fail(&err);
	rc = carry_out(settings, arena, &order, &list, &err);
	for (int i = 0; i < list.count; i++)
		(void)printf("%s\t%s\t%s\t%s\n", list.at[i].invoice, list.at[i].channel,
			     money_text(list.at[i].amount_cents, amount),
			     list.at[i].own ? "asked by the same person: somebody else has to agree" : what);
	if (rc == OK)
		return list.own_count == 0 ? EXIT_YES : EXIT_NO;
	(void)command_fail(&err);
	return rc_group(rc) == RC_GROUP_INPUT ? EXIT_NO : EXIT_TROUBLE;
}

static int approve_command(int argc, char **argv)
{
	return say(argc, argv, "a", flow_approve, "approved");
}

static int refuse_command(int argc, char **argv)
{
	return say(argc, argv, "w", flow_refuse, "refused");
}
