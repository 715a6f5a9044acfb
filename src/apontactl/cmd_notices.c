#include <stdio.h>

#include "apontactl/explain.h"
#include "apontactl/session.h"
#include "base/limits.h"
#include "wire/json.h"

#define SHOWN_MAX 1000

static int notices_command(int argc, char **argv);

const struct command notices_commands[] = {
	{"notices", "[INVOICE] [--creditor CODE] [--json] [--config FILE]",
	 "What debtors were told, when and by what way, with the proof of sending and delivery.", notices_command},
	{NULL, NULL, NULL, NULL},
};

/* "" is null. */
static void put(struct json_out *json, const char *key, const char *value)
{
	json_chars(json, key, value[0] != '\0' ? value : NULL);
}

void notices_json(struct json_out *json, const char *key, const struct notice_rows *notices)
{
	json_open_array(json, key);
	for (int i = 0; i < notices->count; i++) {
		const struct notice_row *notice = &notices->at[i];
		json_open_object(json, NULL);
		put(json, "notice", notice->public_id);
		put(json, "creditor", notice->creditor);
		put(json, "invoice", notice->invoice);
		put(json, "taxid_masked", notice->taxid_masked);
		put(json, "step", notice->step);
		put(json, "kind", notice->kind);
		put(json, "template", notice->template);
		put(json, "template_sha256", notice->template_sha256);
		put(json, "channel", notice->channel);
		put(json, "address_masked", notice->address_masked);
		put(json, "state", notice->state);
		put(json, "not_before", notice->not_before);
		put(json, "prepared_at", notice->prepared_at);
		put(json, "sent_at", notice->sent_at);
		put(json, "in_doubt_at", notice->in_doubt_at);
		put(json, "delivered_at", notice->delivered_at);
		put(json, "failed_at", notice->failed_at);
		put(json, "dropped_at", notice->dropped_at);
		put(json, "words", notice->words);
		put(json, "message_sha256", notice->message_sha256);
		json_int(json, "tries", notice->tries);
		json_int(json, "repeats", notice->repeats);
		json_close_object(json);
	}
	json_close_array(json);
}

static const char *last_of(const struct notice_row *notice)
{
	const char *const times[] = {notice->dropped_at,  notice->failed_at, notice->delivered_at,
				     notice->in_doubt_at, notice->sent_at,   notice->not_before};
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if (times[i][0] != '\0')
			return times[i];
	return notice->prepared_at;
}

static enum rc print_table(struct session *session, const struct notice_rows *notices, struct err *reterr)
{
	static const char *const headings[] = {"notice", "creditor", "invoice", "debtor", "step",
					       "way",    "address",  "state",   "at",     "words"};
	struct table table = {.columns = ARRAY_LEN(headings), .headings = headings};
	struct text *cells =
		arena_array(session->arena, (size_t)notices->count * ARRAY_LEN(headings) + 1, sizeof(*cells));
	if (cells == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d notices", notices->count);
	for (int i = 0; i < notices->count; i++) {
		const struct notice_row *notice = &notices->at[i];
		const char *const values[] = {notice->public_id,      notice->creditor, notice->invoice,
					      notice->taxid_masked,   notice->step,     notice->channel,
					      notice->address_masked, notice->state,    last_of(notice),
					      notice->words};
		for (size_t j = 0; j < ARRAY_LEN(headings); j++)
			cells[(size_t)i * ARRAY_LEN(headings) + j] = text_of(values[j]);
	}
	table.rows = (struct db_rows){.rows = notices->count, .columns = ARRAY_LEN(headings), .cells = cells};
	session_print(session, &table);
	return OK;
}

static enum rc print_json(const struct notice_rows *notices, struct err *reterr)
{
	CLEANUP(buf_done) struct buf out = {0};
	struct json_out json;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	json_begin(&json, &out);
	notices_json(&json, NULL, notices);
	if (buf_failed(&out))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d notices", notices->count);
	(void)printf("%.*s\n", TEXT_ARG(buf_view(&out)));
	return OK;
}

static int notices_command(int argc, char **argv)
{
	struct session session;
	struct notice_rows notices;
	struct err err;
	enum rc rc = session_start(&session, argc, argv, &err);
	if (rc == OK && session.words_count > 1)
		rc = err_set(&err, ERR_FORMAT, "one invoice at most is wanted");
	if (rc == OK)
		rc = notice_list(session.db, session.arena, session.creditor,
				 session.words_count == 1 ? session.words[0] : NULL, SHOWN_MAX, &notices, &err);
	if (rc == OK)
		rc = session.json ? print_json(&notices, &err) : print_table(&session, &notices, &err);
	session_done(&session);
	return rc == OK ? EXIT_YES : command_fail(&err);
}
