#include "store/hold.h"

#include <inttypes.h>

enum rc hold_place(struct db *db, struct arena *arena, const struct hold_entry *entry, int64_t *ret_id, bool *ret_fresh,
		   struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "with same as (select id from apontad.hold where invoice_id = $1 and kind = $2 "
			 "and why = $3 and placed_by = $4 and until is not distinct from $5::date "
			 "and lifted_at is null order by id limit 1), "
			 "placed as (insert into apontad.hold (invoice_id, kind, why, placed_by, until, placed_at) "
			 "select $1, $2, $3, $4, $5::date, apontad.now() where not exists (select from same) "
			 "returning id) select id, true from placed union all select id, false from same",
			 DB_VALUES(db_int(entry->invoice_id), db_str(entry->kind), db_str(entry->why),
				   db_str(entry->by), db_date(entry->until)),
			 &rows, reterr);
	if (rc != OK)
		return rc;
	*ret_id = db_cell_int(&rows, 0, 0);
	*ret_fresh = db_cell_bool(&rows, 0, 1);
	return OK;
}

static enum rc not_open(int64_t id, struct err *reterr)
{
	return err_set(reterr, ERR_NOT_FOUND,
		       "no hold %" PRId64 " is open; \"apontactl hold list\" tells those that are", id);
}

enum rc hold_invoice(struct db *db, struct arena *arena, int64_t id, int64_t *ret_invoice_id, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select invoice_id from apontad.hold where id = $1 and lifted_at is null",
			      DB_VALUES(db_int(id)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return not_open(id, reterr);
	*ret_invoice_id = db_cell_int(&rows, 0, 0);
	return OK;
}

enum rc hold_lift(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	int64_t lifted = 0;
	enum rc rc = db_exec(db,
			     "update apontad.hold set lifted_by = $2, lifted_at = apontad.now() "
			     "where id = $1 and lifted_at is null",
			     DB_VALUES(db_int(id), db_str(by)), &lifted, reterr);
	return rc == OK && lifted == 0 ? not_open(id, reterr) : rc;
}

enum rc hold_lift_kind(struct db *db, int64_t invoice_id, const char *kind, const char *by, int *ret_lifted,
		       struct err *reterr)
{
	int64_t lifted = 0;
	enum rc rc = db_exec(db,
			     "update apontad.hold set lifted_by = $3, lifted_at = apontad.now() "
			     "where invoice_id = $1 and kind = $2 and lifted_at is null",
			     DB_VALUES(db_int(invoice_id), db_str(kind), db_str(by)), &lifted, reterr);
	if (rc == OK)
		*ret_lifted = (int)lifted;
	return rc;
}

enum rc hold_kinds(struct db *db, struct arena *arena, int64_t invoice_id, const char **ret_kinds, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select coalesce(string_agg(distinct kind, ', '), '') from apontad.hold "
			      "where invoice_id = $1 and lifted_at is null",
			      DB_VALUES(db_int(invoice_id)), &rows, reterr);
	if (rc == OK)
		*ret_kinds = db_cell_str(&rows, 0, 0);
	return rc;
}

enum rc hold_in_message(struct db *db, struct arena *arena, int64_t message_id, bool *ret_held, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select exists (select from apontad.message_item m "
			      "join apontad.instruction n on n.id = m.instruction_id and n.kind = 'include' "
			      "join apontad.escalation e on e.id = n.escalation_id "
			      "join apontad.hold h on h.invoice_id = e.invoice_id and h.lifted_at is null "
			      "where m.message_id = $1)",
			      DB_VALUES(db_int(message_id)), &rows, reterr);
	if (rc == OK)
		*ret_held = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc hold_due(struct db *db, struct arena *arena, int64_t *ret_id, int64_t *ret_invoice_id, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select h.id, i.id from apontad.hold h join apontad.invoice i on i.id = h.invoice_id "
			      "where h.lifted_at is null and h.until < apontad.today() order by h.until, h.id limit 1 "
			      "for update of i skip locked",
			      DB_NO_VALUES, &rows, reterr);
	if (rc != OK)
		return rc;
	*ret_id = rows.rows == 0 ? 0 : db_cell_int(&rows, 0, 0);
	*ret_invoice_id = rows.rows == 0 ? 0 : db_cell_int(&rows, 0, 1);
	return OK;
}

enum rc hold_list(struct db *db, struct arena *arena, const char *creditor, const char *invoice,
		  struct table *ret_table, struct err *reterr)
{
	static const char *const headings[] = {"hold", "invoice", "kind", "placed", "by", "until", "lifted", "why"};
	struct table table = {ARRAY_LEN(headings), headings, {0}};
	enum rc rc =
		db_query(db, arena,
			 "select h.id, i.external_id, h.kind, "
			 "to_char(h.placed_at at time zone s.timezone, 'YYYY-MM-DD HH24:MI'), h.placed_by, h.until, "
			 "case when h.lifted_at is not null then "
			 "to_char(h.lifted_at at time zone s.timezone, 'YYYY-MM-DD HH24:MI') || ' by ' || h.lifted_by "
			 "end, h.why "
			 "from apontad.hold h join apontad.invoice i on i.id = h.invoice_id "
			 "join apontad.creditor c on c.id = i.creditor_id cross join apontad.setting s "
			 "where i.external_id = coalesce($1, i.external_id) and c.code = coalesce($2, c.code) "
			 "and ($1 is not null or h.lifted_at is null) order by h.id",
			 DB_VALUES(db_str(invoice), db_str(creditor)), &table.rows, reterr);
	if (rc == OK)
		*ret_table = table;
	return rc;
}
