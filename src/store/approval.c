#include "store/approval.h"

#include <inttypes.h>

#define COLUMNS                                                                                                        \
	"a.id, a.invoice_id, a.channel, a.why, a.amount_cents, a.asked_by, "                                           \
	"to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
#define OPEN "a.approved_at is null and a.refused_at is null and a.dropped_at is null"

static enum rc row_from(const struct db_rows *rows, int row, struct approval_row *out, struct err *reterr)
{
	struct approval_row found = {.id = db_cell_int(rows, row, 0),
				     .invoice_id = db_cell_int(rows, row, 1),
				     .amount_cents = db_cell_int(rows, row, 4)};
	if (!text_copy(db_cell(rows, row, 2), found.channel, sizeof(found.channel)) ||
	    approval_why_parse(db_cell(rows, row, 3), &found.why) != OK ||
	    !text_copy(db_cell(rows, row, 5), found.asked_by, sizeof(found.asked_by)) ||
	    !text_copy(db_cell(rows, row, 6), found.asked_at, sizeof(found.asked_at)))
		return err_set(reterr, ERR_INTEGRITY, "approval %" PRId64 " holds what this program does not know",
			       found.id);
	*out = found;
	return OK;
}

enum rc approval_find(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel,
		      struct approval_row *ret_open, int64_t *ret_given_cents, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " COLUMNS
			      ", a.approved_at is not null from apontad.approval a where a.invoice_id = $1 "
			      "and a.channel = $2 and a.refused_at is null and a.dropped_at is null",
			      DB_VALUES(db_int(invoice_id), db_str(channel)), &rows, reterr);
	*ret_open = (struct approval_row){.id = 0};
	*ret_given_cents = 0;
	for (int row = 0; rc == OK && row < rows.rows; row++)
		if (!db_cell_bool(&rows, row, 7))
			rc = row_from(&rows, row, ret_open, reterr);
		else if (db_cell_int(&rows, row, 4) > *ret_given_cents)
			*ret_given_cents = db_cell_int(&rows, row, 4);
	return rc;
}

enum rc approval_reread(struct db *db, struct arena *arena, int64_t id, struct approval_row *ret_row,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena, "select " COLUMNS "from apontad.approval a where a.id = $1 and " OPEN " for update",
			 DB_VALUES(db_int(id)), &rows, reterr);
	*ret_row = (struct approval_row){.id = 0};
	return rc == OK && rows.rows > 0 ? row_from(&rows, 0, ret_row, reterr) : rc;
}

enum rc approval_ask(struct db *db, const struct approval_row *row, struct err *reterr)
{
	char names[APPROVAL_WHY_BYTES];
	enum rc rc = approval_drop(db, row->invoice_id, row->channel, reterr);
	return rc == OK ? db_exec(db,
				  "insert into apontad.approval (invoice_id, channel, why, amount_cents, asked_by, "
				  "asked_at) values ($1, $2, $3, $4, $5, apontad.now())",
				  DB_VALUES(db_int(row->invoice_id), db_str(row->channel),
					    db_str(approval_why_names(row->why, names)), db_int(row->amount_cents),
					    db_str(row->asked_by)),
				  NULL, reterr)
			: rc;
}

enum rc approval_set_why(struct db *db, int64_t id, unsigned why, struct err *reterr)
{
	char names[APPROVAL_WHY_BYTES];
	return db_exec(db, "update apontad.approval set why = $2 where id = $1",
		       DB_VALUES(db_int(id), db_str(approval_why_names(why, names))), NULL, reterr);
}

enum rc approval_give(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	return db_exec(db, "update apontad.approval set approved_by = $2, approved_at = apontad.now() where id = $1",
		       DB_VALUES(db_int(id), db_str(by)), NULL, reterr);
}

enum rc approval_refuse(struct db *db, int64_t id, const char *by, const char *why, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.approval set refused_by = $2, refused_at = apontad.now(), refused_why = $3 "
		       "where id = $1",
		       DB_VALUES(db_int(id), db_str(by), db_str(why)), NULL, reterr);
}

enum rc approval_drop(struct db *db, int64_t invoice_id, const char *channel, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.approval a set dropped_at = apontad.now() where a.invoice_id = $1 "
		       "and a.channel = $2 and " OPEN,
		       DB_VALUES(db_int(invoice_id), db_str(channel)), NULL, reterr);
}

enum rc approval_drop_all(struct db *db, int64_t invoice_id, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.approval set dropped_at = apontad.now() where invoice_id = $1 "
		       "and refused_at is null and dropped_at is null",
		       DB_VALUES(db_int(invoice_id)), NULL, reterr);
}

enum rc approval_passed_today(struct db *db, struct arena *arena, int64_t account_id, int *ret_count,
			      struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select pg_advisory_xact_lock(hashtext('apontad.approval'))", DB_NO_VALUES,
			      &rows, reterr);
	/* A statement of its own: it sees what whoever had the lock has committed. */
	if (rc == OK)
		rc = db_query(db, arena,
			      "select count(*) from apontad.instruction where account_id = $1 and kind = 'include' "
			      "and state <> 'superseded' and asked_at >= apontad.at_local(apontad.today(), 0)",
			      DB_VALUES(db_int(account_id)), &rows, reterr);
	if (rc == OK)
		*ret_count = (int)db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc approval_first_taken(struct db *db, struct arena *arena, int64_t account_id, bool *ret_taken,
			     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select exists (select from apontad.approval a join apontad.escalation e "
			 "on e.invoice_id = a.invoice_id and e.channel = a.channel and e.account_id = $1 "
			 "join apontad.instruction n on n.escalation_id = e.id and n.kind = 'include' "
			 "and n.state = 'accepted' where a.approved_at is not null and n.asked_at >= a.approved_at)",
			 DB_VALUES(db_int(account_id)), &rows, reterr);
	if (rc == OK)
		*ret_taken = db_cell_bool(&rows, 0, 0);
	return rc;
}

/* An ask that no held escalation stands behind waits for nobody. */
#define WAITING                                                                                                        \
	"from apontad.approval a join apontad.invoice i on i.id = a.invoice_id "                                       \
	"join apontad.creditor c on c.id = i.creditor_id "                                                             \
	"join lateral (select e.account_id from apontad.escalation e where e.invoice_id = a.invoice_id "               \
	"and e.channel = a.channel and e.state = 'HELD' order by e.id limit 1) e on true "                             \
	"join apontad.account k on k.id = e.account_id "                                                               \
	"where " OPEN " and c.code = coalesce($1, c.code) and i.external_id = coalesce($2, i.external_id) "            \
	"and a.channel = coalesce($3, a.channel) and k.code = coalesce($4, k.code) "

static struct db_values values_of(const struct approval_filter *filter, struct db_value values[4])
{
	values[0] = db_str(filter->creditor);
	values[1] = db_str(filter->invoice);
	values[2] = db_str(filter->channel);
	values[3] = db_str(filter->account);
	return (struct db_values){values, 4};
}

enum rc approval_waiting(struct db *db, struct arena *arena, const struct approval_filter *filter,
			 struct approval_ids *ret_ids, struct err *reterr)
{
	struct db_rows rows;
	struct db_value values[4];
	enum rc rc = db_query(db, arena, "select a.id, a.invoice_id " WAITING "order by a.id",
			      values_of(filter, values), &rows, reterr);
	if (rc != OK)
		return rc;
	struct approval_ids ids = {.count = rows.rows};
	ids.at = arena_array(arena, (size_t)rows.rows + 1, sizeof(*ids.at));
	if (ids.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d approvals", rows.rows);
	for (int row = 0; row < rows.rows; row++) {
		ids.at[row].id = db_cell_int(&rows, row, 0);
		ids.at[row].invoice_id = db_cell_int(&rows, row, 1);
	}
	*ret_ids = ids;
	return OK;
}

enum rc approval_list(struct db *db, struct arena *arena, const struct approval_filter *filter, struct table *ret_table,
		      struct err *reterr)
{
	static const char *const headings[] = {"creditor", "invoice", "channel",  "account",
					       "why",      "amount",  "asked by", "since"};
	struct table table = {ARRAY_LEN(headings), headings, {0}};
	struct db_value values[4];
	enum rc rc = db_query(db, arena,
			      "select c.code, i.external_id, a.channel, k.code, a.why, "
			      "(a.amount_cents / 100)::text || '.' || lpad((a.amount_cents % 100)::text, 2, '0'), "
			      "a.asked_by, to_char(a.asked_at at time zone (select timezone from apontad.setting), "
			      "'YYYY-MM-DD HH24:MI'), a.amount_cents " WAITING "order by a.asked_at, a.id",
			      values_of(filter, values), &table.rows, reterr);
	if (rc == OK)
		*ret_table = table;
	return rc;
}
