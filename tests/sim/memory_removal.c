/* Removals and deadlines in memory. */
#include <stdio.h>
#include <string.h>

#include "memory.h"

struct removal_row_full *open_removal(struct db *db, int64_t escalation_id)
{
	for (int i = db->is.removals; i-- > 0;) {
		struct removal_row_full *row = &db->removals[i];
		if (row->escalation_id == escalation_id && !row->done && !row->moot)
			return row;
	}
	return NULL;
}

enum rc removal_open(struct db *db, struct arena *arena, int64_t escalation_id, const char *cause, int64_t *ret_id,
		     struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	struct removal_row_full *row = open_removal(db, escalation_id);
	if (row != NULL) {
		keep(db, row, sizeof(*row));
	} else {
		row = NEW_ROW(db, removals, REMOVALS_MAX);
		if (row == NULL)
			return ERR_INTEGRITY;
		*row = (struct removal_row_full){.escalation_id = escalation_id, .arisen_at = db->now_s};
		(void)text_copy(text_of(cause), row->cause, sizeof(row->cause));
	}
	if (strcmp(cause, "paid") == 0)
		(void)snprintf(row->cause, sizeof(row->cause), "paid");
	*ret_id = row - db->removals + 1;
	return OK;
}

enum rc removal_find_open(struct db *db, struct arena *arena, int64_t escalation_id, struct removal_row *ret_removal,
			  struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct removal_row_full *row = open_removal(db, escalation_id);
	*ret_removal = (struct removal_row){.arisen_on = DATE_NONE};
	if (row == NULL)
		return OK;
	ret_removal->id = row - db->removals + 1;
	ret_removal->arisen_on = day_of(row->arisen_at);
	(void)text_copy(text_of(row->cause), ret_removal->cause, sizeof(ret_removal->cause));
	return OK;
}

enum rc removal_last_cause(struct db *db, struct arena *arena, int64_t escalation_id, const char **ret_cause,
			   struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_cause = "";
	for (int i = 0; i < db->is.removals; i++)
		if (db->removals[i].escalation_id == escalation_id)
			*ret_cause = db->removals[i].cause;
	return OK;
}

static enum rc end_removal(struct db *db, int64_t escalation_id, bool done, bool moot, struct err *reterr)
{
	alive(db, reterr);
	struct removal_row_full *row = open_removal(db, escalation_id);
	if (row == NULL)
		return OK;
	keep(db, row, sizeof(*row));
	row->asked = row->asked || !moot;
	row->done = done;
	row->moot = moot;
	return OK;
}

enum rc removal_asked(struct db *db, int64_t escalation_id, bool suffices, struct err *reterr)
{
	enum rc rc = end_removal(db, escalation_id, false, false, reterr);
	return rc == OK && suffices ? deadline_met_removal(db, escalation_id, reterr) : rc;
}

enum rc removal_done(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = end_removal(db, escalation_id, true, false, reterr);
	return rc == OK ? deadline_met_removal(db, escalation_id, reterr) : rc;
}

enum rc removal_moot(struct db *db, int64_t escalation_id, struct err *reterr)
{
	enum rc rc = end_removal(db, escalation_id, false, true, reterr);
	return rc == OK ? deadline_drop_removal(db, escalation_id, reterr) : rc;
}

bool deadline_runs(const struct deadline_full *row)
{
	return !row->met && !row->missed && !row->dropped;
}

/* The alarms of what has ended wait for nobody any more. */
static void close_alarms(struct db *db, const struct deadline_full *row)
{
	int64_t id = row - db->deadlines + 1;
	for (int i = 0; i < db->is.findings; i++) {
		struct finding_row *finding = &db->findings[i];
		if (finding->deadline_id != id || finding->closed || strcmp(finding->kind, "deadline_near") != 0)
			continue;
		keep(db, finding, sizeof(*finding));
		finding->closed = true;
	}
}

/* Those of one name, or (DEADLINE_COUNT) those of a removal. What was missed stays so, and is done late. */
static enum rc end_deadlines(struct db *db, int64_t escalation_id, enum deadline deadline, bool met, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.deadlines; i++) {
		struct deadline_full *row = &db->deadlines[i];
		bool of_removal = row->is.removal_id != 0 || (!met && row->is.deadline == DEADLINE_DISPUTE);
		bool meant = deadline == DEADLINE_COUNT ? of_removal : row->is.deadline == deadline;
		if (row->is.escalation_id != escalation_id || !meant || row->met || row->dropped || row->done)
			continue;
		keep(db, row, sizeof(*row));
		row->done = row->missed;
		row->met = met && !row->missed;
		row->dropped = !met && !row->missed;
		close_alarms(db, row);
	}
	return OK;
}

enum rc deadline_open(struct db *db, const struct deadline_entry *entry, struct err *reterr)
{
	enum rc rc = deadline_drop(db, entry->escalation_id, entry->deadline, reterr);
	if (rc != OK)
		return rc;
	if (date_is_none(entry->days.due_on))
		return memory_broken(db, "store: a deadline without its day");
	struct deadline_full *row = NEW_ROW(db, deadlines, DEADLINES_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct deadline_full){.is = *entry,
				      .warn_on = entry->days.alarms_count > 0 ? entry->days.alarms[0] : DATE_NONE};
	return OK;
}

enum rc deadline_met(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr)
{
	return end_deadlines(db, escalation_id, deadline, true, reterr);
}

enum rc deadline_drop(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr)
{
	return end_deadlines(db, escalation_id, deadline, false, reterr);
}

enum rc deadline_met_removal(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return end_deadlines(db, escalation_id, DEADLINE_COUNT, true, reterr);
}

enum rc deadline_drop_removal(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return end_deadlines(db, escalation_id, DEADLINE_COUNT, false, reterr);
}

enum rc deadline_told(struct db *db, int64_t escalation_id, enum deadline deadline, struct date on, struct err *reterr)
{
	(void)on;
	alive(db, reterr);
	for (int i = 0; i < db->is.deadlines; i++)
		if (db->deadlines[i].is.escalation_id == escalation_id && db->deadlines[i].is.deadline == deadline &&
		    deadline_runs(&db->deadlines[i]))
			return OK;
	return err_set(reterr, ERR_NOT_FOUND, "no such clock runs here");
}

static enum rc tell_deadline(struct db *db, const struct deadline_full *row, const char *kind, struct err *reterr)
{
	char on[DATE_TEXT_BYTES];
	char words[96];
	int before = db->is.findings;
	(void)snprintf(words, sizeof(words), "The %s deadline of %s", deadline_row(row->is.deadline)->name,
		       date_iso(row->is.days.due_on, on));
	enum rc rc = finding_open(
		db, &(struct finding){.kind = kind, .escalation_id = row->is.escalation_id, .words = words}, reterr);
	if (rc == OK && db->is.findings > before)
		db->findings[before].deadline_id = row - db->deadlines + 1;
	return rc;
}

enum rc deadline_miss_due(struct db *db, int *ret_missed, struct err *reterr)
{
	alive(db, reterr);
	struct date today = day_of(db->now_s);
	enum rc rc = OK;
	*ret_missed = 0;
	for (int i = 0; rc == OK && i < db->is.deadlines; i++) {
		struct deadline_full *row = &db->deadlines[i];
		if (!deadline_runs(row) || deadline_row(row->is.deadline)->kind != DEADLINE_KIND_DUTY ||
		    date_compare(row->is.days.due_on, today) >= 0)
			continue;
		keep(db, row, sizeof(*row));
		row->missed = true;
		row->warn_on = DATE_NONE;
		close_alarms(db, row);
		(*ret_missed)++;
		rc = tell_deadline(db, row, "deadline_missed", reterr);
	}
	return rc;
}

enum rc deadline_warn_due(struct db *db, int *ret_warned, struct err *reterr)
{
	alive(db, reterr);
	struct date today = day_of(db->now_s);
	enum rc rc = OK;
	*ret_warned = 0;
	for (int i = 0; rc == OK && i < db->is.deadlines; i++) {
		struct deadline_full *row = &db->deadlines[i];
		const struct deadline_days *days = &row->is.days;
		if (!deadline_runs(row) || date_is_none(row->warn_on) || date_compare(row->warn_on, today) > 0 ||
		    date_compare(days->due_on, today) < 0)
			continue;
		keep(db, row, sizeof(*row));
		row->warn_on = DATE_NONE;
		for (int j = days->alarms_count; j-- > 0;)
			if (date_compare(days->alarms[j], today) > 0)
				row->warn_on = days->alarms[j];
		close_alarms(db, row);
		(*ret_warned)++;
		rc = tell_deadline(db, row, "deadline_near", reterr);
	}
	return rc;
}
