#include "store/clock.h"

#include <stdio.h>

#include "base/limits.h"

enum rc clock_now(struct db *db, struct clock_now *ret_now, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select floor(extract(epoch from n.at))::bigint, n.place::date, "
		"(extract(hour from n.place) * 60 + extract(minute from n.place))::int, "
		"to_char(n.place, 'YYYY-MM-DD\"T\"HH24:MI:SS') || case when n.off < interval '0' then '-' else '+' end "
		"|| "
		"to_char(greatest(n.off, -n.off), 'HH24:MI'), n.sandbox from (select apontad.now() as at, s.sandbox, "
		"apontad.now() at time zone s.timezone as place, "
		"(apontad.now() at time zone s.timezone) - (apontad.now() at time zone 'UTC') as off "
		"from apontad.setting s) n",
		DB_NO_VALUES, &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows != 1)
		return err_set(reterr, ERR_CONFIG,
			       "the database has no apontad.setting row: run \"apontactl migrate\"");
	struct clock_now now = {.seconds = db_cell_int(&rows, 0, 0),
				.today = db_cell_date(&rows, 0, 1),
				.minute = (int)db_cell_int(&rows, 0, 2),
				.sandbox = db_cell_bool(&rows, 0, 4)};
	(void)snprintf(now.text, sizeof(now.text), "%s", db_cell_str(&rows, 0, 3));
	*ret_now = now;
	return OK;
}

/* The input is checked by PostgreSQL itself; what it does not understand is the asker's mistake, not ours. */
static enum rc move(struct db *db, const char *sql, struct text value, const char *form, struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(db, &now, reterr);
	if (rc != OK)
		return rc;
	if (!now.sandbox)
		return err_set(reterr, ERR_REFUSED, "the clock of this database cannot be moved: it is not a sandbox");
	int64_t moved = 0;
	rc = db_exec(db, sql, DB_VALUES(db_text(value)), &moved, reterr);
	if (rc == ERR_INTEGRITY)
		return err_set(reterr, ERR_FORMAT, "\"%.*s\" is not %s", TEXT_ARG(value), form);
	if (rc == OK && moved == 0)
		return err_set(reterr, ERR_REFUSED, "the clock only goes forward; it stands at %s", now.text);
	return rc;
}

enum rc clock_set(struct db *db, struct text instant, struct err *reterr)
{
	/* PostgreSQL knows "tomorrow" and "infinity" as well. */
	struct date day;
	if (date_parse_iso((struct text){instant.at, instant.len < 10 ? instant.len : 10}, &day, NULL) != OK)
		return err_set(reterr, ERR_FORMAT, "\"%.*s\" does not start with a day such as 2026-03-02",
			       TEXT_ARG(instant));
	return move(db,
		    "update apontad.setting set standing_at = t.at from (select case "
		    "when $1::text ~ '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$' and $1::text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' "
		    "then $1::timestamptz else $1::timestamp at time zone (select timezone from apontad.setting) end "
		    "as at) t "
		    "where sandbox and (standing_at <= t.at or not exists (select from apontad.event))",
		    instant, "an instant such as 2026-03-02T09:00:00-03:00", reterr);
}

enum rc clock_advance(struct db *db, struct text duration, struct err *reterr)
{
	return move(db,
		    /* PostgreSQL 17 has an infinite interval; beyond all timestamps is an error in every release. */
		    "update apontad.setting set standing_at = standing_at + least($1::interval, '300000 years') "
		    "where sandbox and $1::interval >= interval '0'",
		    duration, "a duration such as 90m, 36h, 2d or \"1 day 2 hours\"", reterr);
}

enum rc clock_set_timezone(struct db *db, const char *timezone, struct err *reterr)
{
	int64_t set = 0;
	enum rc rc = db_exec(db,
			     "update apontad.setting set timezone = $1 "
			     "where exists (select from pg_timezone_names where name = $1)",
			     DB_VALUES(db_str(timezone)), &set, reterr);
	if (rc == OK && set == 0)
		return err_set(reterr, ERR_CONFIG, "PostgreSQL knows no timezone \"%s\"; \"America/Sao_Paulo\" is one",
			       timezone);
	return rc;
}
