#include "store/removal.h"

#include "store/deadline.h"

enum rc removal_open(struct db *db, struct arena *arena, int64_t escalation_id, const char *cause, int64_t *ret_id,
		     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"insert into apontad.removal as r (escalation_id, cause, arisen_at) values ($1, $2, apontad.now()) "
		"on conflict (escalation_id) where done_at is null and moot_at is null "
		"do update set cause = case when excluded.cause = 'paid' then 'paid' else r.cause end returning id",
		DB_VALUES(db_int(escalation_id), db_str(cause)), &rows, reterr);
	if (rc == OK)
		*ret_id = db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc removal_find_open(struct db *db, struct arena *arena, int64_t escalation_id, struct removal_row *ret_removal,
			  struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select id, cause, apontad.local_day(arisen_at) from apontad.removal "
			      "where escalation_id = $1 and done_at is null and moot_at is null",
			      DB_VALUES(db_int(escalation_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	*ret_removal = (struct removal_row){.arisen_on = DATE_NONE};
	if (rows.rows == 1) {
		ret_removal->id = db_cell_int(&rows, 0, 0);
		(void)text_copy(db_cell(&rows, 0, 1), ret_removal->cause, sizeof(ret_removal->cause));
		ret_removal->arisen_on = db_cell_date(&rows, 0, 2);
	}
	return OK;
}

#define OPEN_REMOVAL "where escalation_id = $1 and done_at is null and moot_at is null"

enum rc removal_last_cause(struct db *db, struct arena *arena, int64_t escalation_id, const char **ret_cause,
			   struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select cause from apontad.removal where escalation_id = $1 order by id desc limit 1",
			      DB_VALUES(db_int(escalation_id)), &rows, reterr);
	if (rc == OK)
		*ret_cause = rows.rows == 1 ? db_cell_str(&rows, 0, 0) : "";
	return rc;
}

enum rc removal_asked(struct db *db, int64_t escalation_id, bool suffices, struct err *reterr)
{
	enum rc rc =
		db_exec(db, "update apontad.removal set asked_at = coalesce(asked_at, apontad.now()) " OPEN_REMOVAL,
			DB_VALUES(db_int(escalation_id)), NULL, reterr);
	return rc == OK && suffices ? deadline_met_removal(db, escalation_id, reterr) : rc;
}

enum rc removal_done(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = db_exec(db,
			     "update apontad.removal set done_at = apontad.now(), "
			     "asked_at = coalesce(asked_at, apontad.now()) " OPEN_REMOVAL,
			     DB_VALUES(db_int(escalation_id)), NULL, reterr);
	return rc == OK ? deadline_met_removal(db, escalation_id, reterr) : rc;
}

enum rc removal_moot(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = db_exec(db, "update apontad.removal set moot_at = apontad.now() " OPEN_REMOVAL,
			     DB_VALUES(db_int(escalation_id)), NULL, reterr);
	return rc == OK ? deadline_drop_removal(db, escalation_id, reterr) : rc;
}
