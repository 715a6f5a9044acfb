#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "apontactl/codes.h"
#include "apontactl/session.h"
#include "base/limits.h"
#include "domain/money.h"
#include "wire/json.h"

typedef enum rc (*table_fn)(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr);

static int fail_and_done(struct session *session, const struct err *err, enum rc rc)
{
	session_done(session);
	(void)command_fail(err);
	return rc == ERR_NOT_FOUND ? EXIT_NO : EXIT_TROUBLE;
}

/* Print one table; `bad_rows`: any row is bad news. */
static int show(int argc, char **argv, table_fn report, bool bad_rows)
{
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK)
		rc = report(session.db, session.arena, &table, &err);
	if (rc != OK)
		return fail_and_done(&session, &err, rc);
	session_print(&session, &table);
	int result = bad_rows && table.rows.rows > 0 ? EXIT_NO : EXIT_YES;
	session_done(&session);
	return result;
}

static void bureau_json(struct json_out *json, const char *name, const struct bureau_totals *totals)
{
	json_open_object(json, name);
	json_int(json, "sent", totals->sent);
	json_int(json, "accepted", totals->accepted);
	json_int(json, "refused", totals->refused);
	json_int(json, "in_doubt", totals->in_doubt);
	json_int(json, "visible", totals->visible);
	json_int(json, "removed", totals->removed);
	json_int(json, "open", totals->open);
	json_close_object(json);
}

static void totals_json(const struct totals *totals)
{
	struct buf buf;
	struct json_out json;
	buf_init(&buf, LIMIT_CONFIG_BYTES);
	json_begin(&json, &buf);
	json_open_object(&json, NULL);
	json_int(&json, "invoices", totals->invoices);
	json_int(&json, "rejected_rows", totals->rejected_rows);
	json_open_object(&json, "protest");
	json_int(&json, "sent", totals->sent);
	json_int(&json, "confirmed", totals->confirmed);
	json_int(&json, "refused", totals->refused);
	json_int(&json, "paid_at_notary", totals->paid_at_notary);
	json_int(&json, "protested", totals->protested);
	json_int(&json, "withdrawn", totals->withdrawn);
	json_int(&json, "cancelled", totals->cancelled);
	json_int(&json, "in_doubt", totals->in_doubt);
	json_int(&json, "open", totals->open);
	json_close_object(&json);
	bureau_json(&json, "serasa", &totals->serasa);
	bureau_json(&json, "spc", &totals->spc);
	json_open_object(&json, "removals");
	json_int(&json, "asked", totals->removals_asked);
	json_int(&json, "done", totals->removals_done);
	json_int(&json, "late", totals->removals_late);
	json_close_object(&json);
	json_open_object(&json, "deadlines");
	json_int(&json, "kept", totals->deadlines_kept);
	json_int(&json, "missed", totals->deadlines_missed);
	json_close_object(&json);
	json_int(&json, "findings", totals->findings);
	json_open_object(&json, "expenses");
	json_int(&json, "debtor_cents", totals->expenses.debtor_cents);
	json_int(&json, "presenter_cents", totals->expenses.presenter_cents);
	json_int(&json, "creditor_cents", totals->expenses.creditor_cents);
	json_int(&json, "open_cents", totals->expenses.open_cents);
	json_close_object(&json);
	json_close_object(&json);
	(void)printf("%.*s\n", TEXT_ARG(buf_view(&buf)));
	buf_done(&buf);
}

struct total_line {
	const char *name;
	int64_t count;
};

static void print_lines(const struct total_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)printf("%-32s %8" PRId64 "\n", lines[i].name, lines[i].count);
}

static void print_money(const char *name, int64_t cents)
{
	char money[MONEY_TEXT_BYTES];
	(void)printf("%-32s %8s\n", name, money_text(cents, money));
}

static void bureau_text(const char *name, const struct bureau_totals *totals)
{
	const struct total_line lines[] = {
		{name, totals->sent},
		{"  taken into its base", totals->accepted},
		{"  refused", totals->refused},
		{"  shown to others", totals->visible},
		{"  taken back", totals->removed},
		{"  in doubt", totals->in_doubt},
		{"  still open", totals->open},
	};
	if (totals->sent > 0)
		print_lines(lines, ARRAY_LEN(lines));
}

static void totals_text(const struct totals *totals)
{
	const struct total_line protest[] = {
		{"invoices", totals->invoices},
		{"rejected rows", totals->rejected_rows},
		{"titles sent", totals->sent},
		{"  confirmed (protocol number)", totals->confirmed},
		{"  refused", totals->refused},
		{"  paid at the notary", totals->paid_at_notary},
		{"  withdrawn", totals->withdrawn},
		{"  protested", totals->protested},
		{"    of these cancelled", totals->cancelled},
		{"  in doubt", totals->in_doubt},
		{"  still open", totals->open},
	};
	const struct total_line rest[] = {
		{"removals asked", totals->removals_asked},
		{"  done", totals->removals_done},
		{"  late", totals->removals_late},
		{"deadlines kept", totals->deadlines_kept},
		{"deadlines missed", totals->deadlines_missed},
		{"open findings", totals->findings},
	};
	print_lines(protest, ARRAY_LEN(protest));
	bureau_text("listings sent to Serasa", &totals->serasa);
	bureau_text("listings sent to SPC", &totals->spc);
	print_lines(rest, ARRAY_LEN(rest));
	print_money("fees told: the debtor owes", totals->expenses.debtor_cents);
	print_money("  the presenter owes", totals->expenses.presenter_cents);
	print_money("  the creditor owes", totals->expenses.creditor_cents);
	print_money("  not known yet", totals->expenses.open_cents);
}

static int totals_command(int argc, char **argv)
{
	struct session session;
	struct totals totals;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK)
		rc = report_totals(session.db, session.arena, &totals, &err);
	if (rc != OK)
		return fail_and_done(&session, &err, rc);
	if (session.json)
		totals_json(&totals);
	else
		totals_text(&totals);
	session_done(&session);
	return EXIT_YES;
}

static int history_command(int argc, char **argv)
{
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.words_count != 1)
		rc = err_set(&err, ERR_FORMAT, "one invoice is wanted");
	if (rc == OK)
		rc = report_history(session.db, session.arena, session.creditor, session.words[0], &table, &err);
	if (rc != OK)
		return fail_and_done(&session, &err, rc);
	session_print(&session, &table);
	session_done(&session);
	return EXIT_YES;
}

static int status_command(int argc, char **argv)
{
	static const struct {
		const char *title;
		table_fn report;
	} parts[] = {{"workers", report_workers}, {"accounts", report_accounts}, {"escalations", report_states}};
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(parts); i++) {
		rc = parts[i].report(session.db, session.arena, &table, &err);
		if (rc == OK) {
			(void)printf("%s%s\n", i > 0 ? "\n" : "", parts[i].title);
			session_print(&session, &table);
		}
	}
	if (rc != OK)
		return fail_and_done(&session, &err, rc);
	session_done(&session);
	return EXIT_YES;
}

static int check_command(int argc, char **argv)
{
	return show(argc, argv, report_promises, true);
}

/* What the bureaus' codes mean is told now and not with the finding: their tables may have been mended since. */
static enum rc advise(struct session *session, struct table *table, struct err *reterr)
{
	enum { CHANNEL = 5, WORDS = 7 };
	struct code_book *book = NULL;
	const char *folder = session->config != NULL ? codes_beside(session->arena, session->config) : NULL;
	struct err err;
	if (codes_open(session->arena, folder, &book, &err) != OK) {
		(void)command_fail(&err); /* the findings are told all the same */
		return OK;
	}
	for (int row = 0; row < table->rows.rows; row++) {
		CLEANUP(buf_done) struct buf words;
		struct text *cell = &table->rows.cells[row * table->rows.columns + WORDS];
		buf_init(&words, LIMIT_CONFIG_BYTES);
		buf_text(&words, *cell);
		codes_advise(book, db_cell_str(&table->rows, row, CHANNEL), *cell, &words);
		const char *longer = arena_text(session->arena, buf_view(&words));
		if (buf_failed(&words) || longer == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for findings");
		*cell = text_of(longer);
	}
	return OK;
}

static bool is_owner(const char *word)
{
	static const char *const owners[] = {"operations", "creditor", "legal", "compliance"};
	for (size_t i = 0; i < ARRAY_LEN(owners); i++)
		if (strcmp(word, owners[i]) == 0)
			return true;
	return false;
}

static int findings_command(int argc, char **argv)
{
	struct session session;
	struct table table;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.owner != NULL && !is_owner(session.owner))
		rc = err_set(&err, ERR_UNKNOWN, "--owner: right are operations, creditor, legal and compliance");
	if (rc == OK)
		rc = report_findings(session.db, session.arena, session.owner, &table, &err);
	if (rc == OK)
		rc = advise(&session, &table, &err);
	if (rc != OK)
		return fail_and_done(&session, &err, rc);
	session_print(&session, &table);
	session_done(&session);
	return EXIT_YES;
}

static int reconciliation_command(int argc, char **argv)
{
	return show(argc, argv, report_reconciliations, false);
}

static int rejected_command(int argc, char **argv)
{
	return show(argc, argv, report_rejected, false);
}

static int messages_command(int argc, char **argv)
{
	return show(argc, argv, report_messages, false);
}

const struct command report_commands[] = {
	{"totals", "[--json] [--config FILE]", "What was sent and what became of it.", totals_command},
	{"check", "[--json] [--config FILE]", "Every promise that is broken now; exit 1 when there is one.",
	 check_command},
	{"history", "INVOICE [--creditor CODE] [--json] [--config FILE]", "What happened to an invoice, in order.",
	 history_command},
	{"findings", "[--owner operations|creditor|legal|compliance] [--json] [--config FILE]",
	 "What waits for a person.", findings_command},
	{"reconciliation", "[--json] [--config FILE]", "What the last nights found.", reconciliation_command},
	{"rejected", "[--json] [--config FILE]", "Rows of the drop folder that were not taken, and why.",
	 rejected_command},
	{"messages", "[--json] [--config FILE]", "Every file that went out or came in.", messages_command},
	{"status", "[--config FILE]", "Workers, accounts and where the escalations stand.", status_command},
	{NULL, NULL, NULL, NULL},
};
