#include "store/difference.h"

enum rc difference_find(struct db *db, struct arena *arena, struct difference_list *ret_list, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select d.kind, d.escalation_id, e.invoice_id, d.cause, d.words from apontad.difference d "
			 "join apontad.escalation e on e.id = d.escalation_id "
			 /* What a person has been told already makes room for what nobody knows. */
			 "order by exists (select from apontad.finding f where f.escalation_id = e.id and "
			 "f.kind = d.kind and f.closed_at is null), d.cause is null, d.escalation_id, d.kind "
			 "limit $1",
			 DB_VALUES(db_int(DIFFERENCES_MAX)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct difference *at = arena_array(arena, (size_t)rows.rows + 1, sizeof(*at));
	if (at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d differences", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		at[row] = (struct difference){.kind = db_cell_str(&rows, row, 0),
					      .escalation_id = db_cell_int(&rows, row, 1),
					      .invoice_id = db_cell_int(&rows, row, 2),
					      .cause = db_cell_str(&rows, row, 3),
					      .words = db_cell_str(&rows, row, 4)};
	*ret_list = (struct difference_list){at, rows.rows};
	return OK;
}

enum rc difference_stands(struct db *db, struct arena *arena, const struct difference *difference, bool *ret_stands,
			  struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select exists (select from apontad.difference where kind = $1 and escalation_id = $2)",
			      DB_VALUES(db_str(difference->kind), db_int(difference->escalation_id)), &rows, reterr);
	if (rc == OK)
		*ret_stands = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc difference_running_notices(struct db *db, struct arena *arena, struct running_notice_list *ret_list,
				   struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select e.id, e.channel, p.uf, e.listed_on, e.visible_on from apontad.escalation e "
			 "join apontad.invoice_party p on p.invoice_id = e.invoice_id and p.person_id = e.person_id "
			 "where e.state = 'NOTICE_PENDING' and e.listed_on is not null order by e.visible_on, e.id "
			 "limit $1",
			 DB_VALUES(db_int(DIFFERENCES_MAX)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct running_notice *at = arena_array(arena, (size_t)rows.rows + 1, sizeof(*at));
	if (at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d notices", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		at[row] = (struct running_notice){.escalation_id = db_cell_int(&rows, row, 0),
						  .bureau = db_cell_str(&rows, row, 1),
						  .uf = db_cell_str(&rows, row, 2),
						  .listed_on = db_cell_date(&rows, row, 3),
						  .visible_on = db_cell_date(&rows, row, 4)};
	*ret_list = (struct running_notice_list){at, rows.rows};
	return OK;
}

enum rc reconciliation_is_due(struct db *db, struct arena *arena, bool *ret_due, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select not exists (select from apontad.reconciliation where day = apontad.today())",
			      DB_NO_VALUES, &rows, reterr);
	if (rc == OK)
		*ret_due = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc reconciliation_record(struct db *db, int differences, int mended, struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.reconciliation (day, at, looked_at, differences, mended) "
		       "select apontad.today(), apontad.now(), (select count(*) from apontad.escalation e "
		       "join apontad.lifecycle_state s on s.name = e.state where s.phase <> 'ended'), $1, $2 "
		       "on conflict (day) do nothing",
		       DB_VALUES(db_int(differences), db_int(mended)), NULL, reterr);
}
