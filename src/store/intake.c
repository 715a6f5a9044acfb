#include "store/intake.h"

#include "base/limits.h"

enum rc intake_claim(struct db *db, struct text sha256, bool *ret_mine, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select pg_try_advisory_lock(hashtextextended(encode($1, 'hex'), 0))",
			      DB_VALUES(db_bytes(sha256)), &rows, reterr);
	if (rc == OK)
		*ret_mine = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc intake_release(struct db *db, struct text sha256, struct err *reterr)
{
	return db_exec(db, "select pg_advisory_unlock(hashtextextended(encode($1, 'hex'), 0))",
		       DB_VALUES(db_bytes(sha256)), NULL, reterr);
}

enum rc intake_find(struct db *db, struct text sha256, struct intake_result *ret_result, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select id, rows_taken, rows_repeated, rows_rejected from apontad.intake_file where sha256 = $1",
		DB_VALUES(db_bytes(sha256)), &rows, reterr);
	if (rc != OK)
		return rc;
	*ret_result = (struct intake_result){.taken_before = rows.rows == 1};
	if (rows.rows == 1) {
		ret_result->id = db_cell_int(&rows, 0, 0);
		ret_result->rows_taken = (int)db_cell_int(&rows, 0, 1);
		ret_result->rows_repeated = (int)db_cell_int(&rows, 0, 2);
		ret_result->rows_rejected = (int)db_cell_int(&rows, 0, 3);
	}
	return OK;
}

enum rc intake_record(struct db *db, const char *name, struct text sha256, struct intake_result *result,
		      struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "insert into apontad.intake_file (name, sha256, taken_at, rows_taken, rows_repeated, "
			      "rows_rejected) values ($1, $2, apontad.now(), $3, $4, $5) returning id",
			      DB_VALUES(db_str(name), db_bytes(sha256), db_int(result->rows_taken),
					db_int(result->rows_repeated), db_int(result->rows_rejected)),
			      &rows, reterr);
	if (rc == OK)
		result->id = db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc intake_reject(struct db *db, int64_t file_id, const struct rejected_row *row, struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.rejected_row (intake_file_id, line, field, rule, words, raw) "
		       "values ($1, $2, $3, $4, $5, $6)",
		       DB_VALUES(db_int(file_id), db_int(row->line), db_str(row->field), db_str(row->rule),
				 db_str(row->words), db_bytes(row->raw)),
		       NULL, reterr);
}

enum rc intake_rejected(struct db *db, struct arena *arena, int64_t file_id, struct rejected_row **ret_rows,
			int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select line, field, rule, words, raw from apontad.rejected_row where intake_file_id = $1 "
			 "order by line",
			 DB_VALUES(db_int(file_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct rejected_row *rejected = arena_array(arena, (size_t)rows.rows, sizeof(*rejected));
	if (rejected == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d rejected rows", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		rejected[row] = (struct rejected_row){(int)db_cell_int(&rows, row, 0), db_cell_str(&rows, row, 1),
						      db_cell_str(&rows, row, 2), db_cell_str(&rows, row, 3),
						      db_cell_bytes(&rows, row, 4)};
	*ret_rows = rejected;
	*ret_count = rows.rows;
	return OK;
}
