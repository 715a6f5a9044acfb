#include "store/deadline.h"

#include <string.h>

#include "store/event.h"

#define RUNNING "met_at is null and missed_at is null and dropped_at is null"
/* Missed, and neither done nor dropped since. */
#define OPEN "met_at is null and dropped_at is null and done_at is null"

/* The alarms of what has ended wait for nobody any more. `ended` is a list of ids. */
#define CLOSE_ALARMS                                                                                                   \
	"update apontad.finding f set closed_at = apontad.now(), closed_by = 'apontad' from ended "                    \
	"where f.deadline_id = ended.id and f.kind = 'deadline_near' and f.closed_at is null"

#define ARRAY_BYTES ((DATE_TEXT_BYTES + 1) * DEADLINE_ALARMS_MAX + 2)

/* "{2026-03-02,2026-03-03}" */
static const char *alarms_text(const struct deadline_days *days, char out[ARRAY_BYTES])
{
	char *at = out;
	*at++ = '{';
	for (int i = 0; i < days->alarms_count; i++) {
		if (i > 0)
			*at++ = ',';
		(void)date_iso(days->alarms[i], at);
		at += strlen(at);
	}
	*at++ = '}';
	*at = '\0';
	return out;
}

enum rc deadline_open(struct db *db, const struct deadline_entry *entry, struct err *reterr)
{
	char alarms[ARRAY_BYTES];
	const struct deadline_row *row = deadline_row(entry->deadline);
	struct date warn_on = entry->days.alarms_count > 0 ? entry->days.alarms[0] : DATE_NONE;
	enum rc rc = deadline_drop(db, entry->escalation_id, entry->deadline, reterr);
	if (rc != OK)
		return rc;
	return db_exec(db,
		       "insert into apontad.deadline (escalation_id, removal_id, name, rule, due_on, alarms, warn_on, "
		       "opened_at) values ($1, $2, $3, $4, $5, $6::date[], $7, apontad.now())",
		       DB_VALUES(db_int(entry->escalation_id), db_id(entry->removal_id), db_str(row->name),
				 db_str(row->rule), db_date(entry->days.due_on),
				 db_str(alarms_text(&entry->days, alarms)), db_date(warn_on)),
		       NULL, reterr);
}

enum rc deadline_met(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr)
{
	return db_exec(db,
		       "with ended as (update apontad.deadline set "
		       "met_at = case when missed_at is null then apontad.now() end, "
		       "done_at = case when missed_at is not null then apontad.now() end "
		       "where escalation_id = $1 and name = $2 and " OPEN " returning id) " CLOSE_ALARMS,
		       DB_VALUES(db_int(escalation_id), db_str(deadline_row(deadline)->name)), NULL, reterr);
}

enum rc deadline_drop(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr)
{
	return db_exec(db,
		       "with ended as (update apontad.deadline set "
		       "dropped_at = case when missed_at is null then apontad.now() end, "
		       "done_at = case when missed_at is not null then apontad.now() end "
		       "where escalation_id = $1 and name = $2 and " OPEN " returning id) " CLOSE_ALARMS,
		       DB_VALUES(db_int(escalation_id), db_str(deadline_row(deadline)->name)), NULL, reterr);
}

enum rc deadline_met_removal(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(db,
		       "with ended as (update apontad.deadline set "
		       "met_at = case when missed_at is null then apontad.now() end, "
		       "done_at = case when missed_at is not null then apontad.now() end "
		       "where escalation_id = $1 and removal_id is not null and " OPEN " returning id) " CLOSE_ALARMS,
		       DB_VALUES(db_int(escalation_id)), NULL, reterr);
}

enum rc deadline_drop_removal(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(db,
		       "with ended as (update apontad.deadline set "
		       "dropped_at = case when missed_at is null then apontad.now() end, "
		       "done_at = case when missed_at is not null then apontad.now() end "
		       "where escalation_id = $1 and (removal_id is not null or name = 'dispute') and " OPEN
		       " returning id) " CLOSE_ALARMS,
		       DB_VALUES(db_int(escalation_id)), NULL, reterr);
}

enum rc deadline_told(struct db *db, int64_t escalation_id, enum deadline deadline, struct date on, struct err *reterr)
{
	int64_t told = 0;
	enum rc rc = db_exec(
		db, "update apontad.deadline set told_on = $3 where escalation_id = $1 and name = $2 and " RUNNING,
		DB_VALUES(db_int(escalation_id), db_str(deadline_row(deadline)->name), db_date(on)), &told, reterr);
	if (rc == OK && told == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no clock %s runs here", deadline_row(deadline)->name);
	return rc;
}

enum rc deadline_miss_due(struct db *db, int *ret_missed, struct err *reterr)
{
	int64_t missed = 0;
	enum rc rc = db_exec(
		db,
		"with ended as (update apontad.deadline set missed_at = apontad.now(), warn_on = null where id in "
		"(select d.id from apontad.deadline d join apontad.deadline_rule r on r.name = d.name "
		"where r.kind = 'duty' and d.due_on < apontad.today() and d.met_at is null and d.missed_at is null "
		"and d.dropped_at is null for update of d skip locked) "
		"returning id, escalation_id, name, rule, due_on), closed as (" CLOSE_ALARMS ") "
		"insert into apontad.finding (found_at, kind, escalation_id, deadline_id, words) "
		"select apontad.now(), 'deadline_missed', e.escalation_id, e.id, 'The ' || e.name || ' deadline of ' "
		"|| e.due_on || ' (' || e.rule || ') went by: ' || r.missed || '.' "
		"from ended e join apontad.deadline_rule r on r.name = e.name",
		DB_NO_VALUES, &missed, reterr);
	if (rc == OK)
		*ret_missed = (int)missed;
	return rc;
}

/* After an outage the last of several steps is told, and the others are not made up for. */
enum rc deadline_warn_due(struct db *db, int *ret_warned, struct err *reterr)
{
	int64_t warned = 0;
	enum rc rc = db_exec(
		db,
		"with near as (select id, (select count(*) from unnest(alarms) on_day where on_day <= "
		"apontad.today())::integer as step from apontad.deadline where warn_on <= apontad.today() and due_on "
		">= apontad.today() and " RUNNING
		" for update skip locked), ended as (update apontad.deadline d set warned_at = apontad.now(), "
		"alarms_told = near.step, warn_on = d.alarms[near.step + 1] from near where d.id = near.id "
		"returning d.id, d.escalation_id, d.name, d.rule, d.due_on, d.alarms_told, cardinality(d.alarms) as "
		"steps), closed as (" CLOSE_ALARMS ") "
		"insert into apontad.finding (found_at, kind, escalation_id, deadline_id, words) "
		"select apontad.now(), 'deadline_near', e.escalation_id, e.id, 'The ' || e.name || ' deadline ends on "
		"' || e.due_on || ' (' || e.rule || ') and is not met yet, alarm ' || e.alarms_told || ' of ' || "
		"e.steps || ': ' || r.todo || '.' from ended e join apontad.deadline_rule r on r.name = e.name",
		DB_NO_VALUES, &warned, reterr);
	if (rc == OK)
		*ret_warned = (int)warned;
	return rc;
}
