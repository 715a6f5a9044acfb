#include <stdio.h>

#include "apontactl/order.h"
#include "apontactl/session.h"
#include "base/limits.h"
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

typedef enum rc (*say_fn)(const struct settings *settings, struct arena *arena, const struct approval_order *order,
			  struct approval_said_list *ret_list, struct err *reterr);

struct saying {
	struct approval_order order;
	say_fn say;
	const char *what;
	bool own; /* something was asked by the same person */
};

static enum rc understand(const struct order *order, void *what, struct err *reterr)
{
	struct saying *saying = what;
	bool all = saying->say == flow_approve;
	if (order->words_count != (order->account == NULL ? 1 : 0))
		return err_set(reterr, ERR_FORMAT, "one invoice is wanted%s",
			       all ? ", or --account CODE for all that wait there" : "");
	saying->order = (struct approval_order){.filter = {.invoice = order->words_count == 1 ? order->words[0] : NULL,
							   .creditor = order->creditor,
							   .channel = order->channel,
							   .account = order->account},
						.by = order->by,
						.why = order->why};
	return OK;
}

static enum rc carry_out(const struct order *order, void *what, struct err *reterr)
{
	struct saying *saying = what;
	struct approval_said_list list = {.count = 0};
	char amount[MONEY_TEXT_BYTES];
	enum rc rc = saying->say(order->settings, order->arena, &saying->order, &list, reterr);
	for (int i = 0; i < list.count; i++)
		(void)printf("%s\t%s\t%s\t%s\n", list.at[i].invoice, list.at[i].channel,
			     money_text(list.at[i].amount_cents, amount),
			     list.at[i].own ? "asked by the same person: somebody else has to agree" : saying->what);
	saying->own = list.own_count > 0;
	return rc;
}

/* What may not be approved by this person is no error of the others, and exit status 1. */
static int say(int argc, char **argv, const char *takes, say_fn fn, const char *what)
{
	struct saying saying = {.say = fn, .what = what};
	int status = order_run(argc, argv, takes, understand, carry_out, &saying);
	return status == EXIT_YES && saying.own ? EXIT_NO : status;
}

static int approve_command(int argc, char **argv)
{
	return say(argc, argv, ORDER_CREDITOR ORDER_CHANNEL ORDER_ACCOUNT, flow_approve, "approved");
}

static int refuse_command(int argc, char **argv)
{
	return say(argc, argv, ORDER_WHY ORDER_CREDITOR ORDER_CHANNEL, flow_refuse, "refused");
}
