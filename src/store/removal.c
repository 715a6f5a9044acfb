#include "store/removal.h"

#include "store/event.h"

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
	return rc == OK && suffices ? deadline_met(db, escalation_id, "removal", reterr) : rc;
}

enum rc removal_done(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = db_exec(db,
			     "update apontad.removal set done_at = apontad.now(), "
			     "asked_at = coalesce(asked_at, apontad.now()) " OPEN_REMOVAL,
			     DB_VALUES(db_int(escalation_id)), NULL, reterr);
	return rc == OK ? deadline_met(db, escalation_id, "removal", reterr) : rc;
}

enum rc removal_moot(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = db_exec(db, "update apontad.removal set moot_at = apontad.now() " OPEN_REMOVAL,
			     DB_VALUES(db_int(escalation_id)), NULL, reterr);
	return rc == OK ? deadline_drop(db, escalation_id, "removal", reterr) : rc;
}

#define RUNNING "met_at is null and missed_at is null and dropped_at is null"

enum rc deadline_open(struct db *db, int64_t escalation_id, int64_t removal_id, const char *name, const char *rule,
		      struct date due_on, struct date warn_on, struct err *reterr)
{
	enum rc rc = deadline_drop(db, escalation_id, name, reterr);
	if (rc != OK)
		return rc;
	return db_exec(
		db,
		"insert into apontad.deadline (escalation_id, removal_id, name, rule, due_on, warn_on, opened_at) "
		"values ($1, $2, $3, $4, $5, $6, apontad.now())",
		DB_VALUES(db_int(escalation_id), db_id(removal_id), db_str(name), db_str(rule), db_date(due_on),
			  db_date(warn_on)),
		NULL, reterr);
}

enum rc deadline_met(struct db *db, int64_t escalation_id, const char *name, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.deadline set met_at = apontad.now() "
		       "where escalation_id = $1 and name = $2 and " RUNNING,
		       DB_VALUES(db_int(escalation_id), db_str(name)), NULL, reterr);
}

enum rc deadline_drop(struct db *db, int64_t escalation_id, const char *name, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.deadline set dropped_at = apontad.now() "
		       "where escalation_id = $1 and name = $2 and " RUNNING,
		       DB_VALUES(db_int(escalation_id), db_str(name)), NULL, reterr);
}

enum rc deadline_miss_due(struct db *db, int *ret_missed, struct err *reterr)
{
	int64_t missed = 0;
	enum rc rc = db_exec(
		db,
		"with missed as (update apontad.deadline set missed_at = apontad.now() where id in (select id from "
		"apontad.deadline where due_on < apontad.today() and " RUNNING " for update skip locked) "
		"returning escalation_id, name, rule, due_on) "
		"insert into apontad.finding (found_at, kind, escalation_id, words) "
		"select apontad.now(), 'deadline_missed', escalation_id, 'The ' || name || ' deadline of ' || due_on "
		"|| ' (' || "
		"rule || ') went by: look at it and speak to the counterparty.' from missed",
		DB_NO_VALUES, &missed, reterr);
	if (rc == OK)
		*ret_missed = (int)missed;
	return rc;
}

enum rc deadline_warn_due(struct db *db, int *ret_warned, struct err *reterr)
{
	int64_t warned = 0;
	enum rc rc = db_exec(
		db,
		"with warned as (update apontad.deadline set warned_at = apontad.now() where id in (select id from "
		"apontad.deadline where warn_on <= apontad.today() and warned_at is null and " RUNNING
		" for update skip locked) returning escalation_id, name, rule, due_on) "
		"insert into apontad.finding (found_at, kind, escalation_id, words) "
		"select apontad.now(), 'deadline_near', escalation_id, 'The ' || name || ' deadline ends on ' || "
		"due_on "
		"|| ' (' || rule || ') and is not met yet: look at it now.' from warned",
		DB_NO_VALUES, &warned, reterr);
	if (rc == OK)
		*ret_warned = (int)warned;
	return rc;
}
