#include "base/buf.h"
#include "domain/deadline.h"
#include "store/schema.h"

/* "{1,2,3}" */
static void put_alarms(const struct deadline_row *row, struct buf *out)
{
	buf_putc(out, '{');
	for (int i = 0; i < row->alarms.count; i++)
		buf_printf(out, "%s%d", i > 0 ? "," : "", row->alarms.at[i]);
	buf_putc(out, '}');
}

static enum rc sync_row(struct db *db, const struct deadline_row *row, struct err *reterr)
{
	CLEANUP(buf_done) struct buf alarms;
	buf_init(&alarms, 256);
	put_alarms(row, &alarms);
	if (buf_failed(&alarms))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a clock");
	return db_exec(db,
		       "insert into apontad.deadline_rule (name, kind, counted, days, alarms, starts, rule, todo, "
		       "missed) values ($1, $2, $3, $4, $5::integer[], $6, $7, $8, $9) on conflict (name) do update "
		       "set kind = excluded.kind, counted = excluded.counted, days = excluded.days, "
		       "alarms = excluded.alarms, starts = excluded.starts, rule = excluded.rule, "
		       "todo = excluded.todo, missed = excluded.missed",
		       DB_VALUES(db_str(row->name), db_str(deadline_kind_name(row->kind)),
				 db_str(deadline_count_name(row->count)), db_int(row->days), db_text(buf_view(&alarms)),
				 db_str(row->starts), db_str(row->rule), db_str(row->todo), db_str(row->missed)),
		       NULL, reterr);
}

/* Rows that are no longer in the table go, unless a deadline was kept by them. */
enum rc deadline_sync(struct db *db, struct err *reterr)
{
	CLEANUP(buf_done) struct buf names;
	enum rc rc = OK;
	buf_init(&names, 4096);
	for (enum deadline deadline = 0; rc == OK && deadline < DEADLINE_COUNT; deadline++) {
		buf_printf(&names, "%s%s", deadline > 0 ? "," : "{", deadline_row(deadline)->name);
		rc = sync_row(db, deadline_row(deadline), reterr);
	}
	buf_putc(&names, '}');
	if (rc == OK && buf_failed(&names))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the clocks");
	return rc == OK ? db_exec(db,
				  "delete from apontad.deadline_rule r where r.name <> all ($1::text[]) and not exists "
				  "(select from apontad.deadline d where d.name = r.name)",
				  DB_VALUES(db_text(buf_view(&names))), NULL, reterr)
			: rc;
}
