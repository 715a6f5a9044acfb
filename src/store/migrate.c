#include <ctype.h>
#include <stdio.h>

#include "base/limits.h"
#include "store/schema.h"

/* Numbered files are migrations; the others (roles, grants) are run every time. */
static bool is_migration(const struct schema_file *file)
{
	return isdigit((unsigned char)file->name[0]);
}

static enum rc apply_once(struct db *db, const struct schema_file *file, bool *ret_applied, struct err *reterr)
{
	int64_t fresh = 0;
	enum rc rc = db_exec(db, "insert into public.apontad_migration (name) values ($1) on conflict do nothing",
			     DB_VALUES(db_str(file->name)), &fresh, reterr);
	if (rc == OK && fresh == 1)
		rc = db_script(db, file->sql, reterr);
	if (rc == OK)
		*ret_applied = fresh == 1;
	else
		err_at(reterr, file->name, NULL);
	return rc;
}

static enum rc apply_all(struct db *db, bool sandbox, void (*told)(const char *name), struct err *reterr)
{
	enum rc rc = db_script(db, "select pg_advisory_xact_lock(hashtext('apontad migrate'))", reterr);
	if (rc == OK)
		rc = db_script(db,
			       "create table if not exists public.apontad_migration ("
			       "name text primary key, applied_at timestamptz not null default pg_catalog.now())",
			       reterr);
	for (const struct schema_file *file = schema_files; rc == OK && file->name != NULL; file++) {
		bool applied = false;
		rc = is_migration(file) ? apply_once(db, file, &applied, reterr) : OK;
		if (applied)
			told(file->name);
	}
	if (rc == OK)
		rc = db_exec(
			db,
			"insert into apontad.setting (sandbox, standing_at) "
			"values ($1::boolean, case when $1::boolean then date_trunc('minute', pg_catalog.now()) end) "
			"on conflict do nothing",
			DB_VALUES(db_bool(sandbox)), NULL, reterr);
	if (rc == OK)
		rc = lifecycle_sync(db, reterr);
	if (rc == OK)
		rc = deadline_sync(db, reterr);
	for (const struct schema_file *file = schema_files; rc == OK && file->name != NULL; file++)
		rc = is_migration(file) ? OK : db_script(db, file->sql, reterr);
	return rc;
}

enum rc schema_migrate(struct db *db, bool sandbox, void (*told)(const char *name), struct err *reterr)
{
	enum rc rc = db_begin(db, reterr);
	if (rc != OK)
		return rc;
	return db_end(db, apply_all(db, sandbox, told, reterr), reterr);
}

/* The next migration of ours from `file` on; the row of NULLs at the end. */
static const struct schema_file *next_migration(const struct schema_file *file)
{
	while (file->name != NULL && !is_migration(file))
		file++;
	return file;
}

static enum rc check_names(const struct db_rows *names, struct err *reterr)
{
	const struct schema_file *file = next_migration(schema_files);
	int row = 0;
	while (file->name != NULL && row < names->rows && text_is(db_cell(names, row, 0), file->name)) {
		file = next_migration(file + 1);
		row++;
	}
	if (file->name == NULL && row == names->rows)
		return OK;
	if (row == names->rows)
		return err_set(reterr, ERR_CONFIG,
			       "the database has no migration %s: run \"apontactl migrate\" of this program",
			       file->name);
	return err_set(reterr, ERR_CONFIG,
		       "the database has migration %s, which this program has not: it wants the program that made it",
		       db_cell_str(names, row, 0));
}

enum rc schema_check(struct db *db, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena, "select to_regclass('apontad.setting') is not null", DB_NO_VALUES, &rows, reterr);
	if (rc != OK)
		return rc;
	if (!db_cell_bool(&rows, 0, 0))
		return err_set(reterr, ERR_CONFIG,
			       "the database has no apontad schema: run \"apontactl migrate\" first");
	rc = db_query(db, arena, "select name from public.apontad_migration order by name collate \"C\"", DB_NO_VALUES,
		      &rows, reterr);
	return rc == OK ? check_names(&rows, reterr) : rc;
}
