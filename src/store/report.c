#include "store/report.h"

static enum rc bureau_totals(struct db *db, struct arena *arena, const char *channel, struct bureau_totals *ret_totals,
			     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select count(*), count(n.confirmed_at), count(*) filter (where n.outcome = 'refused'), "
			 "count(*) filter (where n.outcome is null and n.state = 'in_doubt'), "
			 "count(*) filter (where n.outcome is null and n.state <> 'in_doubt' and e.state = 'ACTIVE'), "
			 "count(*) filter (where n.outcome = 'removed'), "
			 "count(*) filter (where n.outcome is null and n.state <> 'in_doubt' and e.state <> 'ACTIVE') "
			 "from apontad.instruction n join apontad.escalation e on e.id = n.escalation_id "
			 "where e.channel = $1 and n.kind = 'include' and n.state in ('sent', 'in_doubt', 'accepted', "
			 "'rejected')",
			 DB_VALUES(db_str(channel)), &rows, reterr);
	if (rc == OK)
		*ret_totals = (struct bureau_totals){
			.sent = db_cell_int(&rows, 0, 0),
			.accepted = db_cell_int(&rows, 0, 1),
			.refused = db_cell_int(&rows, 0, 2),
			.in_doubt = db_cell_int(&rows, 0, 3),
			.visible = db_cell_int(&rows, 0, 4),
			.removed = db_cell_int(&rows, 0, 5),
			.open = db_cell_int(&rows, 0, 6),
		};
	return rc;
}

enum rc report_totals(struct db *db, struct arena *arena, struct totals *ret_totals, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"with presented as (select * from apontad.instruction where kind = 'include' and contract is "
		"null and state in ('sent', 'in_doubt', 'accepted', 'rejected')) select "
		"(select count(*) from apontad.invoice), (select coalesce(sum(rows_rejected), 0) from "
		"apontad.intake_file), "
		"(select count(*) from presented), "
		"(select count(*) from presented where confirmed_at is not null), "
		"(select count(*) from presented where outcome = 'refused'), "
		"(select count(*) from presented where outcome = 'paid_at_notary'), "
		"(select count(*) from presented where outcome = 'protested'), "
		"(select count(*) from presented where outcome = 'withdrawn'), "
		"(select count(*) from presented where cancelled_at is not null), "
		"(select count(*) from presented where outcome is null and state = 'in_doubt'), "
		"(select count(*) from presented where outcome is null and state <> 'in_doubt'), "
		"(select count(*) from apontad.removal where asked_at is not null), "
		"(select count(*) from apontad.removal where asked_at is not null and done_at is not null), "
		"(select count(*) from apontad.deadline where removal_id is not null and missed_at is not null), "
		"(select count(*) from apontad.deadline where met_at is not null), "
		"(select count(*) from apontad.deadline where missed_at is not null), "
		"(select count(*) from apontad.finding where closed_at is null)",
		DB_NO_VALUES, &rows, reterr);
	if (rc != OK)
		return rc;
	int64_t *const fields[] = {
		&ret_totals->invoices,         &ret_totals->rejected_rows, &ret_totals->sent,
		&ret_totals->confirmed,        &ret_totals->refused,       &ret_totals->paid_at_notary,
		&ret_totals->protested,        &ret_totals->withdrawn,     &ret_totals->cancelled,
		&ret_totals->in_doubt,         &ret_totals->open,          &ret_totals->removals_asked,
		&ret_totals->removals_done,    &ret_totals->removals_late, &ret_totals->deadlines_kept,
		&ret_totals->deadlines_missed, &ret_totals->findings,
	};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		*fields[i] = db_cell_int(&rows, 0, (int)i);
	rc = bureau_totals(db, arena, "serasa", &ret_totals->serasa, reterr);
	if (rc == OK)
		rc = bureau_totals(db, arena, "spc", &ret_totals->spc, reterr);
	return rc == OK ? expense_totals(db, arena, &ret_totals->expenses, reterr) : rc;
}

static enum rc table_of(struct db *db, struct arena *arena, const char *const *headings, int columns, const char *sql,
			struct db_values values, struct table *ret_table, struct err *reterr)
{
	*ret_table = (struct table){.columns = columns, .headings = headings};
	return db_query(db, arena, sql, values, &ret_table->rows, reterr);
}

#define TABLE(headings, sql, values) table_of(db, arena, headings, ARRAY_LEN(headings), sql, values, ret_table, reterr)

enum rc report_promises(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"creditor", "invoice", "channel", "state", "broken"};
	return TABLE(
		headings,
		"select c.code, i.external_id, e.channel, e.state, d.words from apontad.difference d "
		"join apontad.escalation e on e.id = d.escalation_id join apontad.invoice i on i.id = e.invoice_id "
		"join apontad.creditor c on c.id = i.creditor_id where d.promise order by 1, 2, 3, 5",
		DB_NO_VALUES);
}

enum rc report_history(struct db *db, struct arena *arena, const char *creditor, const char *invoice,
		       struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"at", "channel", "what", "state", "rule", "detail", "by"};
	enum rc rc =
		TABLE(headings,
		      "select to_char(v.at at time zone (select timezone from apontad.setting), 'YYYY-MM-DD "
		      "HH24:MI'), coalesce(e.channel, ''), v.what, coalesce(v.to_state, ''), coalesce(v.rule, ''), "
		      "v.detail, v.actor from apontad.event v left join apontad.escalation e on e.id = "
		      "v.escalation_id where v.invoice_id = (select i.id from apontad.invoice i join "
		      "apontad.creditor c on c.id = i.creditor_id where i.external_id = $1 and c.code = "
		      "coalesce($2, c.code) limit 1) order by v.id",
		      DB_VALUES(db_str(invoice), db_str(creditor)));
	if (rc == OK && ret_table->rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "nothing is known of an invoice \"%s\"", invoice);
	return rc;
}

enum rc report_findings(struct db *db, struct arena *arena, const char *owner, struct table *ret_table,
			struct err *reterr)
{
	static const char *const headings[] = {"number",  "found",   "kind", "owner",
					       "invoice", "channel", "file", "words"};
	return TABLE(
		headings,
		"select f.id, to_char(f.found_at at time zone (select timezone from apontad.setting), "
		"'YYYY-MM-DD HH24:MI'), f.kind, f.owner, coalesce(i.external_id, ''), coalesce(e.channel, ''), "
		"coalesce(m.file_name, m.kind, ''), "
		"f.words "
		"from apontad.finding f left join apontad.escalation e on e.id = f.escalation_id "
		"left join apontad.invoice i on i.id = e.invoice_id left join apontad.message m on m.id = f.message_id "
		"where f.closed_at is null and f.owner = coalesce($1, f.owner) order by f.id",
		DB_VALUES(db_str(owner)));
}

enum rc report_reconciliations(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"day", "at", "looked_at", "differences", "mended"};
	return TABLE(
		headings,
		"select day, to_char(at at time zone (select timezone from apontad.setting), 'YYYY-MM-DD HH24:MI'), "
		"looked_at, differences, mended from apontad.reconciliation order by day desc limit 60",
		DB_NO_VALUES);
}

enum rc report_rejected(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"file", "line", "field", "rule", "words"};
	return TABLE(headings,
		     "select f.name, r.line, r.field, r.rule, r.words from apontad.rejected_row r "
		     "join apontad.intake_file f on f.id = r.intake_file_id order by f.id, r.line",
		     DB_NO_VALUES);
}

enum rc report_deadlines(struct db *db, struct arena *arena, const char *standings, const char *channel,
			 struct deadline_lines *ret_lines, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select d.name, d.kind, d.rule, d.creditor, d.invoice, d.channel, d.state, d.standing, d.due_on, "
		"d.told_on, d.warn_on, d.days_left, d.alarms_told, d.alarms, d.todo, e.protocol_on, e.comarca_ibge "
		"from apontad.deadlines d join apontad.escalation e on e.id = d.escalation_id "
		"where d.standing = any ($1::text[]) and d.channel = coalesce($2, d.channel) "
		"order by d.ends_on, d.id",
		DB_VALUES(db_str(standings), db_str(channel)), &rows, reterr);
	struct deadline_line *at = rc == OK ? arena_array(arena, (size_t)rows.rows + 1, sizeof(*at)) : NULL;
	if (rc == OK && at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d deadlines", rows.rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		at[row] = (struct deadline_line){.name = db_cell_str(&rows, row, 0),
						 .kind = db_cell_str(&rows, row, 1),
						 .rule = db_cell_str(&rows, row, 2),
						 .creditor = db_cell_str(&rows, row, 3),
						 .invoice = db_cell_str(&rows, row, 4),
						 .channel = db_cell_str(&rows, row, 5),
						 .state = db_cell_str(&rows, row, 6),
						 .standing = db_cell_str(&rows, row, 7),
						 .due_on = db_cell_date(&rows, row, 8),
						 .told_on = db_cell_date(&rows, row, 9),
						 .warn_on = db_cell_date(&rows, row, 10),
						 .days_left = db_cell_int(&rows, row, 11),
						 .alarms_told = db_cell_int(&rows, row, 12),
						 .alarms = db_cell_int(&rows, row, 13),
						 .todo = db_cell_str(&rows, row, 14),
						 .protocol_on = db_cell_date(&rows, row, 15),
						 .comarca_ibge = db_cell_str(&rows, row, 16)};
	if (rc == OK)
		*ret_lines = (struct deadline_lines){at, rows.rows};
	return rc;
}

enum rc report_states(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"channel", "state", "escalations", "meaning"};
	return TABLE(headings,
		     "select e.channel, s.name, count(e.id), s.meaning from apontad.lifecycle_state s "
		     "join apontad.escalation e on e.state = s.name group by 1, 2, 4 order by 1, 3 desc, 2",
		     DB_NO_VALUES);
}

enum rc report_accounts(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"account",          "standing", "remessa waiting",
					       "requests waiting", "in doubt", "at once"};
	return TABLE(
		headings,
		"select a.code, coalesce('stopped: ' || a.stopped_why, 'working'), "
		"(select count(*) from apontad.instruction n where n.account_id = a.id and n.kind = 'include' "
		"and n.state = 'prepared'), (select count(*) from apontad.instruction n where n.account_id = a.id "
		"and n.kind <> 'include' and n.state = 'prepared'), (select count(*) from apontad.instruction n "
		"where n.account_id = a.id and n.state = 'in_doubt'), "
		"(select coalesce(string_agg(l.width_milli / 1000 || ' ' || l.name, ', ' order by l.name), '') from "
		"apontad.lane l where l.account_id = a.id and a.channel <> 'protest' and l.name <> 'collect') "
		"from apontad.account a order by a.code",
		DB_NO_VALUES);
}

enum rc report_workers(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"node", "slot", "pid", "last sign of life"};
	return TABLE(headings,
		     "select node, slot, pid, round(extract(epoch from clock_timestamp() - beat_at)) || ' s ago' "
		     "from apontad.worker order by node, slot",
		     DB_NO_VALUES);
}

enum rc report_messages(struct db *db, struct arena *arena, struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"message", "account", "direction", "kind",
					       "file",    "day",     "state",     "answer"};
	return TABLE(headings,
		     "select m.id, a.code, m.direction, m.kind, coalesce(m.file_name, ''), m.day, m.state, "
		     "coalesce(m.answer_code, '') from apontad.message m join apontad.account a on a.id = m.account_id "
		     "order by m.id",
		     DB_NO_VALUES);
}
