#include "store/creditor.h"

#include "base/limits.h"

static enum rc one_id(struct db *db, const char *sql, struct db_values values, int64_t *ret_id, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(db, arena, sql, values, &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return ERR_NOT_FOUND;
	*ret_id = db_cell_int(&rows, 0, 0);
	return OK;
}

enum rc creditor_sync(struct db *db, const char *code, const char *name, const char *taxid, int64_t *ret_id,
		      struct err *reterr)
{
	return one_id(db,
		      "insert into apontad.creditor (code, name, taxid) values ($1, $2, $3) "
		      "on conflict (code) do update set name = excluded.name, taxid = excluded.taxid returning id",
		      DB_VALUES(db_str(code), db_str(name), db_str(taxid)), ret_id, reterr);
}

enum rc account_sync(struct db *db, int64_t creditor_id, const char *code, const char *channel, int64_t *ret_id,
		     struct err *reterr)
{
	int64_t id = 0;
	enum rc rc = one_id(
		db,
		"insert into apontad.account (creditor_id, code, channel) values ($1, $2, $3) "
		"on conflict (code) do update set creditor_id = excluded.creditor_id, channel = excluded.channel "
		"returning id",
		DB_VALUES(db_int(creditor_id), db_str(code), db_str(channel)), &id, reterr);
	if (rc == OK)
		rc = db_exec(
			db,
			"insert into apontad.lane (account_id, name) "
			"select $1::bigint, unnest(array['requests', 'remessa', 'collect']) on conflict do nothing",
			DB_VALUES(db_int(id)), NULL, reterr);
	if (rc == OK)
		*ret_id = id;
	return rc;
}

enum rc account_find(struct db *db, const char *code, int64_t *ret_id, struct err *reterr)
{
	enum rc rc =
		one_id(db, "select id from apontad.account where code = $1", DB_VALUES(db_str(code)), ret_id, reterr);
	if (rc == ERR_NOT_FOUND)
		return err_set(reterr, ERR_NOT_FOUND, "account \"%s\" is not in the database", code);
	return rc;
}

enum rc creditor_find(struct db *db, const char *code, int64_t *ret_id, struct err *reterr)
{
	enum rc rc =
		one_id(db, "select id from apontad.creditor where code = $1", DB_VALUES(db_str(code)), ret_id, reterr);
	if (rc == ERR_NOT_FOUND)
		return err_set(reterr, ERR_NOT_FOUND, "no creditor \"%s\" in the configuration", code);
	return rc;
}

enum rc account_stop(struct db *db, int64_t account_id, const char *why, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.account set stopped_at = apontad.now(), stopped_why = $2 "
		       "where id = $1 and stopped_at is null",
		       DB_VALUES(db_int(account_id), db_str(why)), NULL, reterr);
}

enum rc account_start(struct db *db, const char *code, struct err *reterr)
{
	int64_t started = 0;
	enum rc rc = db_exec(db,
			     "update apontad.account set stopped_at = null, stopped_why = null "
			     "where code = $1 and stopped_at is not null",
			     DB_VALUES(db_str(code)), &started, reterr);
	if (rc == OK && started == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no account \"%s\" is stopped", code);
	return rc;
}

#define TRY_LOCK "(hashtext('apontad.account'), $1::int)"

enum rc account_try_done(struct db *db, int64_t account_id, struct err *reterr)
{
	return db_exec(db, "select pg_advisory_unlock" TRY_LOCK, DB_VALUES(db_int(account_id)), NULL, reterr);
}

enum rc account_try_alone(struct db *db, struct arena *arena, int64_t account_id, bool *ret_alone, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select pg_try_advisory_lock" TRY_LOCK, DB_VALUES(db_int(account_id)), &rows,
			      reterr);
	if (rc != OK)
		return rc;
	*ret_alone = db_cell_bool(&rows, 0, 0);
	if (!*ret_alone)
		return OK;
	/* A statement of its own: the one before saw the account as it was when its turn had not come. */
	rc = db_query(db, arena, "select stopped_at is null from apontad.account where id = $1",
		      DB_VALUES(db_int(account_id)), &rows, reterr);
	if (rc == OK)
		*ret_alone = rows.rows > 0 && db_cell_bool(&rows, 0, 0);
	if (rc == OK && *ret_alone)
		return OK;
	enum rc done = account_try_done(db, account_id, rc == OK ? reterr : NULL);
	return rc == OK ? done : rc;
}
