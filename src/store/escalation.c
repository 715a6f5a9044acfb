#include "store/escalation.h"

#include <inttypes.h>

#include "base/limits.h"
#include "store/event.h"

#define ESCALATION_COLUMNS                                                                                             \
	"e.id, e.invoice_id, e.person_id, e.account_id, e.state, e.event_seq, coalesce(e.comarca_ibge, ''), "          \
	"coalesce(e.notary, ''), coalesce(e.protocol, ''), e.protocol_on, coalesce(e.timer_event, ''), "               \
	"coalesce(e.due_at <= apontad.now(), false), e.channel, coalesce(e.remote_key, ''), e.visible_on"

static enum rc escalation_from(const struct db_rows *rows, int row, struct escalation *out, struct err *reterr)
{
	struct escalation found = {
		.id = db_cell_int(rows, row, 0),
		.invoice_id = db_cell_int(rows, row, 1),
		.person_id = db_cell_int(rows, row, 2),
		.account_id = db_cell_int(rows, row, 3),
		.event_seq = (int)db_cell_int(rows, row, 5),
		.protocol_on = db_cell_date(rows, row, 9),
		.timer_event = EVENT_COUNT,
		.timer_due = db_cell_bool(rows, row, 11),
		.visible_on = db_cell_date(rows, row, 14),
	};
	if (!text_is(db_cell(rows, row, 10), "") && event_by_name(db_cell(rows, row, 10), &found.timer_event) != OK)
		return err_set(reterr, ERR_INTEGRITY, "escalation %" PRId64 " waits for an unknown event \"%s\"",
			       found.id, db_cell_str(rows, row, 10));
	if (state_by_name(db_cell(rows, row, 4), &found.state) != OK ||
	    !text_copy(db_cell(rows, row, 6), found.comarca_ibge, sizeof(found.comarca_ibge)) ||
	    !text_copy(db_cell(rows, row, 7), found.notary, sizeof(found.notary)) ||
	    !text_copy(db_cell(rows, row, 8), found.protocol, sizeof(found.protocol)) ||
	    !text_copy(db_cell(rows, row, 12), found.channel, sizeof(found.channel)) ||
	    !text_copy(db_cell(rows, row, 13), found.remote_key, sizeof(found.remote_key)))
		return err_set(reterr, ERR_INTEGRITY, "escalation %" PRId64 " holds what this program does not know",
			       found.id);
	found.machine = machine_of_channel(found.channel);
	*out = found;
	return OK;
}

static enum rc list_from(struct arena *arena, const struct db_rows *rows, struct escalation_list *ret_list,
			 struct err *reterr)
{
	struct escalation *at = arena_array(arena, (size_t)rows->rows, sizeof(*at));
	if (at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d escalations", rows->rows);
	for (int row = 0; row < rows->rows; row++) {
		enum rc rc = escalation_from(rows, row, &at[row], reterr);
		if (rc != OK)
			return rc;
	}
	*ret_list = (struct escalation_list){at, rows->rows};
	return OK;
}

enum rc escalation_open(struct db *db, struct arena *arena, int64_t invoice_id, int64_t person_id, int64_t account_id,
			const char *channel, const char *step, const char *actor, struct escalation *ret_escalation,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"insert into apontad.escalation as e "
		"(invoice_id, person_id, account_id, channel, step, state, event_seq, opened_at) "
		"values ($1, $2, $3, $4, $5, 'DRAFT', 0, apontad.now()) returning " ESCALATION_COLUMNS,
		DB_VALUES(db_int(invoice_id), db_int(person_id), db_int(account_id), db_str(channel), db_str(step)),
		&rows, reterr);
	if (rc != OK)
		return rc;
	struct escalation opened;
	rc = escalation_from(&rows, 0, &opened, reterr);
	if (rc == OK)
		rc = db_exec(
			db,
			"insert into apontad.event (at, actor, what, escalation_id, machine, escalation_seq, to_state, "
			"invoice_id, detail) values (apontad.now(), $1, 'OPENED', $2, $5, 0, 'DRAFT', $3, $4)",
			DB_VALUES(db_str(actor), db_int(opened.id), db_int(invoice_id), db_str(step),
				  db_str(machine_name(opened.machine))),
			NULL, reterr);
	if (rc == OK)
		*ret_escalation = opened;
	return rc;
}

enum rc escalation_lock(struct db *db, struct arena *arena, int64_t id, struct escalation *ret_escalation,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " ESCALATION_COLUMNS " from apontad.escalation e where e.id = $1 for update",
			      DB_VALUES(db_int(id)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no escalation %" PRId64, id);
	return escalation_from(&rows, 0, ret_escalation, reterr);
}

enum rc escalation_lock_live(struct db *db, struct arena *arena, int64_t invoice_id, struct escalation_list *ret_list,
			     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " ESCALATION_COLUMNS " from apontad.escalation e "
			      "join apontad.lifecycle_state s on s.name = e.state "
			      "where e.invoice_id = $1 and s.phase <> 'ended' order by e.id for update of e",
			      DB_VALUES(db_int(invoice_id)), &rows, reterr);
	return rc == OK ? list_from(arena, &rows, ret_list, reterr) : rc;
}

enum rc escalation_lock_all(struct db *db, struct arena *arena, int64_t invoice_id, struct escalation_list *ret_list,
			    struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " ESCALATION_COLUMNS " from apontad.escalation e where e.invoice_id = $1 "
			      "order by e.id for update",
			      DB_VALUES(db_int(invoice_id)), &rows, reterr);
	return rc == OK ? list_from(arena, &rows, ret_list, reterr) : rc;
}

enum rc escalation_lock_of_channel(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel,
				   struct escalation_list *ret_list, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " ESCALATION_COLUMNS " from apontad.escalation e "
			      "where e.invoice_id = $1 and e.channel = $2 order by e.id for update",
			      DB_VALUES(db_int(invoice_id), db_str(channel)), &rows, reterr);
	return rc == OK ? list_from(arena, &rows, ret_list, reterr) : rc;
}

enum rc escalation_steps(struct db *db, struct arena *arena, int64_t invoice_id, struct taken_step **ret_steps,
			 int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select channel, step, apontad.local_day(min(opened_at)) from apontad.escalation "
			      "where invoice_id = $1 group by 1, 2 order by min(id)",
			      DB_VALUES(db_int(invoice_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct taken_step *steps = arena_array(arena, (size_t)rows.rows + 1, sizeof(*steps));
	if (steps == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d steps", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		steps[row] = (struct taken_step){db_cell_str(&rows, row, 0), db_cell_str(&rows, row, 1),
						 db_cell_date(&rows, row, 2)};
	*ret_steps = steps;
	*ret_count = rows.rows;
	return OK;
}

static enum rc ids_query(struct db *db, struct arena *arena, const char *sql, int limit, struct escalation_ids *ret_ids,
			 struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, sql, DB_VALUES(db_int(limit)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct escalation_ids ids = {.count = rows.rows};
	ids.at = arena_array(arena, (size_t)rows.rows, sizeof(*ids.at));
	if (ids.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d escalations", rows.rows);
	for (int row = 0; row < rows.rows; row++) {
		ids.at[row].invoice_id = db_cell_int(&rows, row, 0);
		ids.at[row].id = db_cell_int(&rows, row, 1);
	}
	*ret_ids = ids;
	return OK;
}

enum rc escalation_checking(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
			    struct err *reterr)
{
	return ids_query(db, arena,
			 "select i.id, e.id from apontad.escalation e join apontad.invoice i on i.id = e.invoice_id "
			 "where e.state = 'CHECKING' order by e.id limit $1 for update of i skip locked",
			 limit, ret_ids, reterr);
}

enum rc escalation_due(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
		       struct err *reterr)
{
	return ids_query(db, arena,
			 "select i.id, e.id from apontad.escalation e join apontad.invoice i on i.id = e.invoice_id "
			 "where e.due_at <= apontad.now() order by e.due_at limit $1 for update of i skip locked",
			 limit, ret_ids, reterr);
}

enum rc escalation_undecided(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
			     struct err *reterr)
{
	return ids_query(db, arena,
			 "select i.id, e.id from apontad.deadline d join apontad.escalation e on e.id = "
			 "d.escalation_id join apontad.invoice i on i.id = e.invoice_id "
			 "where d.name = 'dispute' and d.met_at is null and d.dropped_at is null and d.done_at is null "
			 "and e.state in ('PROTOCOLLED', 'NOTIFYING', 'NOTIFIED', 'PAY_PENDING') "
			 "and (d.due_on < apontad.today() or exists (select from apontad.deadline t "
			 "where t.escalation_id = e.id and t.name = 'triduo' and t.due_on <= apontad.today() "
			 "and t.met_at is null and t.dropped_at is null)) "
			 "order by e.id limit $1 for update of i skip locked",
			 limit, ret_ids, reterr);
}

enum rc escalation_move(struct db *db, struct escalation *escalation, const struct transition *row,
			const struct step_origin *origin, struct err *reterr)
{
	int64_t moved = 0;
	enum rc rc = db_exec(
		db,
		"with moved as (update apontad.escalation set state = $5, event_seq = event_seq + 1 "
		"where id = $2 and state = $3 and event_seq = $8 returning id, invoice_id, event_seq) "
		"insert into apontad.event (at, actor, what, escalation_id, machine, escalation_seq, "
		"from_state, to_state, effect, rule, invoice_id, instruction_id, message_id, detail) "
		"select apontad.now(), $1, $4, id, $12, event_seq, $3, $5, $6, $7, invoice_id, $9, $10, "
		"coalesce($11, '') from moved",
		DB_VALUES(db_str(origin->actor), db_int(escalation->id), db_str(state_name(escalation->state)),
			  db_str(event_name(row->event)), db_str(state_name(row->to)), db_str(effect_name(row->effect)),
			  db_str(row->rule), db_int(escalation->event_seq), db_id(origin->instruction_id),
			  db_id(origin->message_id), db_str(origin->detail), db_str(machine_name(row->machine))),
		&moved, reterr);
	if (rc != OK)
		return rc;
	if (moved != 1)
		return err_set(reterr, ERR_INTEGRITY, "escalation %" PRId64 " is not in %s at step %d any more",
			       escalation->id, state_name(escalation->state), escalation->event_seq);
	escalation->state = row->to;
	escalation->event_seq++;
	return OK;
}

enum rc escalation_set_protocol(struct db *db, struct escalation *escalation, const char *notary, const char *protocol,
				struct date protocol_on, struct err *reterr)
{
	enum rc rc =
		db_exec(db, "update apontad.escalation set notary = $2, protocol = $3, protocol_on = $4 where id = $1",
			DB_VALUES(db_int(escalation->id), db_str(notary), db_str(protocol), db_date(protocol_on)), NULL,
			reterr);
	if (rc != OK)
		return rc;
	(void)text_copy(text_of(notary), escalation->notary, sizeof(escalation->notary));
	(void)text_copy(text_of(protocol), escalation->protocol, sizeof(escalation->protocol));
	escalation->protocol_on = protocol_on;
	return OK;
}

enum rc escalation_set_comarca(struct db *db, struct escalation *escalation, const char *comarca_ibge,
			       struct err *reterr)
{
	enum rc rc = db_exec(db, "update apontad.escalation set comarca_ibge = $2 where id = $1",
			     DB_VALUES(db_int(escalation->id), db_str(comarca_ibge)), NULL, reterr);
	if (rc == OK)
		(void)text_copy(text_of(comarca_ibge), escalation->comarca_ibge, sizeof(escalation->comarca_ibge));
	return rc;
}

enum rc escalation_set_fee_mode(struct db *db, const struct escalation *escalation, const char *fee_mode,
				struct err *reterr)
{
	return db_exec(db, "update apontad.escalation set fee_mode = $2 where id = $1",
		       DB_VALUES(db_int(escalation->id), db_str(fee_mode)), NULL, reterr);
}

enum rc escalation_taxid(struct db *db, struct arena *arena, const struct escalation *escalation,
			 const char **ret_taxid, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, "select taxid from apontad.person where id = $1",
			      DB_VALUES(db_int(escalation->person_id)), &rows, reterr);
	if (rc == OK)
		*ret_taxid = db_cell_str(&rows, 0, 0);
	return rc;
}

enum rc escalation_same_contract(struct db *db, struct arena *arena, const struct escalation *escalation,
				 const char *contract, bool *ret_same, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select exists (select from apontad.instruction n join apontad.escalation e "
			      "on e.id = n.escalation_id where n.account_id = $1 and n.contract = $2 "
			      "and e.person_id = $3 and e.id <> $4 and n.kind = 'include' and n.outcome is null "
			      "and n.state not in ('superseded', 'rejected'))",
			      DB_VALUES(db_int(escalation->account_id), db_str(contract), db_int(escalation->person_id),
					db_int(escalation->id)),
			      &rows, reterr);
	if (rc == OK)
		*ret_same = db_cell_bool(&rows, 0, 0);
	return rc;
}

enum rc escalation_same_title(struct db *db, struct arena *arena, const struct escalation *escalation, bool *ret_live,
			      bool *ret_protested, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select coalesce(bool_or(n.outcome is null and n.state not in ('superseded', 'rejected') "
		"and e.id <> $1), false), coalesce(bool_or(n.outcome = 'protested' and n.cancelled_at is null), false) "
		"from apontad.invoice own join apontad.invoice i on i.creditor_id = own.creditor_id "
		"and i.number = own.number and i.species = own.species and i.due_on = own.due_on "
		"join apontad.escalation e on e.invoice_id = i.id and e.person_id = $3 and e.channel = 'protest' "
		"join apontad.instruction n on n.escalation_id = e.id and n.kind = 'include' where own.id = $2",
		DB_VALUES(db_int(escalation->id), db_int(escalation->invoice_id), db_int(escalation->person_id)), &rows,
		reterr);
	if (rc != OK)
		return rc;
	*ret_live = db_cell_bool(&rows, 0, 0);
	*ret_protested = db_cell_bool(&rows, 0, 1);
	return OK;
}

enum rc escalation_set_remote_key(struct db *db, struct escalation *escalation, const char *remote_key,
				  struct err *reterr)
{
	enum rc rc = db_exec(db, "update apontad.escalation set remote_key = nullif($2, '') where id = $1",
			     DB_VALUES(db_int(escalation->id), db_str(remote_key)), NULL, reterr);
	if (rc == OK)
		(void)text_copy(text_of(remote_key), escalation->remote_key, sizeof(escalation->remote_key));
	return rc;
}

enum rc escalation_set_listed(struct db *db, struct escalation *escalation, struct date visible_on, struct err *reterr)
{
	enum rc rc =
		db_exec(db, "update apontad.escalation set listed_on = apontad.today(), visible_on = $2 where id = $1",
			DB_VALUES(db_int(escalation->id), db_date(visible_on)), NULL, reterr);
	if (rc == OK)
		escalation->visible_on = visible_on;
	return rc;
}

enum rc escalation_timer_on(struct db *db, int64_t id, enum event event, struct date on, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.escalation set timer_event = $2, due_at = apontad.at_local($3, 0) where id = $1",
		       DB_VALUES(db_int(id), db_str(event_name(event)), db_date(on)), NULL, reterr);
}

enum rc escalation_timer_in(struct db *db, int64_t id, enum event event, int minutes, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.escalation set timer_event = $2, "
		       "due_at = apontad.now() + make_interval(mins => $3) where id = $1",
		       DB_VALUES(db_int(id), db_str(event_name(event)), db_int(minutes)), NULL, reterr);
}

enum rc escalation_timer_off(struct db *db, int64_t id, struct err *reterr)
{
	return db_exec(db, "update apontad.escalation set timer_event = null, due_at = null where id = $1",
		       DB_VALUES(db_int(id)), NULL, reterr);
}

enum rc decision_record(struct db *db, struct arena *arena, int64_t escalation_id, const char *outcome,
			const char *rule_book, struct text reasons, struct text facts, int64_t *ret_id,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"insert into apontad.decision (escalation_id, decided_at, outcome, rule_book, reasons, facts) "
		"values ($1, apontad.now(), $2, $3, $4::jsonb, $5::jsonb) returning id",
		DB_VALUES(db_int(escalation_id), db_str(outcome), db_str(rule_book), db_text(reasons), db_text(facts)),
		&rows, reterr);
	if (rc == OK)
		*ret_id = db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc decision_last(struct db *db, struct arena *arena, int64_t escalation_id, int64_t *ret_id,
		      const char **ret_reasons, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select id, outcome || reasons::text from apontad.decision where escalation_id = $1 "
			      "order by id desc limit 1",
			      DB_VALUES(db_int(escalation_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	*ret_id = rows.rows == 1 ? db_cell_int(&rows, 0, 0) : 0;
	*ret_reasons = rows.rows == 1 ? db_cell_str(&rows, 0, 1) : "";
	return OK;
}
