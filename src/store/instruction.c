#include "store/instruction.h"

#include <inttypes.h>
#include <string.h>

#include "store/event.h"

#define INSTRUCTION_COLUMNS                                                                                            \
	"n.id, n.escalation_id, e.invoice_id, n.kind, n.state, coalesce(n.nosso_numero, ''), "                         \
	"coalesce(n.comarca_ibge, ''), n.amount_cents, coalesce(n.message_id, 0), coalesce(n.contract, ''), "          \
	"coalesce(n.cause, ''), o.taxid, y.seq > 1, coalesce(n.remote_id, '') "                                        \
	"from apontad.instruction n join apontad.escalation e on e.id = n.escalation_id "                              \
	"join apontad.person o on o.id = e.person_id "                                                                 \
	"join apontad.invoice_party y on y.invoice_id = e.invoice_id and y.person_id = e.person_id "

/* The include that is the presentation of this escalation now: the last one that was not superseded. */
#define LIVING_INCLUDE                                                                                                 \
	"id = (select max(id) from apontad.instruction where escalation_id = $1 and kind = 'include' "                 \
	"and state <> 'superseded')"

static void instruction_from(const struct db_rows *rows, int row, struct instruction *out)
{
	*out = (struct instruction){
		.id = db_cell_int(rows, row, 0),
		.escalation_id = db_cell_int(rows, row, 1),
		.invoice_id = db_cell_int(rows, row, 2),
		.amount_cents = db_cell_int(rows, row, 7),
		.message_id = db_cell_int(rows, row, 8),
		.guarantor = db_cell_bool(rows, row, 12),
	};
	(void)text_copy(db_cell(rows, row, 3), out->kind, sizeof(out->kind));
	(void)text_copy(db_cell(rows, row, 4), out->state, sizeof(out->state));
	(void)text_copy(db_cell(rows, row, 5), out->nosso_numero, sizeof(out->nosso_numero));
	(void)text_copy(db_cell(rows, row, 6), out->comarca_ibge, sizeof(out->comarca_ibge));
	(void)text_copy(db_cell(rows, row, 9), out->contract, sizeof(out->contract));
	(void)text_copy(db_cell(rows, row, 10), out->cause, sizeof(out->cause));
	(void)text_copy(db_cell(rows, row, 11), out->taxid, sizeof(out->taxid));
	(void)text_copy(db_cell(rows, row, 13), out->remote_id, sizeof(out->remote_id));
}

static enum rc list_query(struct db *db, struct arena *arena, const char *sql, struct db_values values,
			  struct instruction_list *ret_list, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, sql, values, &rows, reterr);
	if (rc != OK)
		return rc;
	struct instruction *at = arena_array(arena, (size_t)rows.rows, sizeof(*at));
	if (at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d instructions", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		instruction_from(&rows, row, &at[row]);
	*ret_list = (struct instruction_list){at, rows.rows};
	return OK;
}

enum rc instruction_ask(struct db *db, struct arena *arena, const struct instruction_entry *entry, int64_t *ret_id,
			struct err *reterr)
{
	struct db_rows rows;
	/* The nosso número is the instruction's own id: never used twice, and short enough for 15 columns. */
	enum rc rc = db_query(
		db, arena,
		"with next as (select nextval(pg_get_serial_sequence('apontad.instruction', 'id')) as id) "
		"insert into apontad.instruction (id, escalation_id, account_id, kind, turn, state, decision_id, "
		"nosso_numero, amount_cents, comarca_ibge, contract, cause, lane, asked_at) overriding system value "
		"select next.id, e.id, e.account_id, $2, "
		"(select count(*) + 1 from apontad.instruction o where o.escalation_id = e.id and o.kind = $2), "
		"'prepared', $3, case when $2 = 'include' and $6::text is null then lpad(next.id::text, 15, '0') end, "
		"$4, nullif($5, ''), case when $2 = 'remove' then (select contract from apontad.instruction "
		"where " LIVING_INCLUDE ") else $6 end, $7, $8, apontad.now() "
		"from next, apontad.escalation e where e.id = $1 returning id",
		DB_VALUES(db_int(entry->escalation_id), db_str(entry->kind), db_id(entry->decision_id),
			  db_int(entry->amount_cents), db_str(entry->comarca_ibge), db_str(entry->contract),
			  db_str(entry->cause), db_str(entry->lane)),
		&rows, reterr);
	if (rc == OK && rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no escalation %" PRId64, entry->escalation_id);
	if (rc == OK)
		*ret_id = db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc instruction_supersede(struct db *db, int64_t escalation_id, const char *kind, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.instruction set state = 'superseded' where escalation_id = $1 "
		       "and state = 'prepared' and message_id is null "
		       "and case when $2::text is null then kind <> 'include' else kind = $2 end",
		       DB_VALUES(db_int(escalation_id), db_str(kind)), NULL, reterr);
}

static enum rc one_of(struct db *db, struct arena *arena, const char *sql, struct db_values values,
		      const struct err *missing, struct instruction *ret_instruction, struct err *reterr)
{
	struct instruction_list list;
	enum rc rc = list_query(db, arena, sql, values, &list, reterr);
	if (rc == OK && list.count == 0) {
		if (reterr != NULL)
			*reterr = *missing;
		return ERR_NOT_FOUND;
	}
	if (rc == OK)
		*ret_instruction = list.at[0];
	return rc;
}

enum rc instruction_by_nosso_numero(struct db *db, struct arena *arena, int64_t account_id, const char *nosso_numero,
				    struct instruction *ret_instruction, struct err *reterr)
{
	struct err missing;
	(void)err_set(&missing, ERR_NOT_FOUND, "no title was presented with nosso número \"%s\"", nosso_numero);
	return one_of(db, arena, "select " INSTRUCTION_COLUMNS "where n.account_id = $1 and n.nosso_numero = $2",
		      DB_VALUES(db_int(account_id), db_str(nosso_numero)), &missing, ret_instruction, reterr);
}

enum rc instruction_by_remote_id(struct db *db, struct arena *arena, int64_t account_id, const char *remote_id,
				 struct instruction *ret_instruction, struct err *reterr)
{
	struct err missing;
	(void)err_set(&missing, ERR_NOT_FOUND, "nothing was sent that goes by \"%s\"", remote_id);
	return one_of(db, arena, "select " INSTRUCTION_COLUMNS "where n.account_id = $1 and n.remote_id = $2",
		      DB_VALUES(db_int(account_id), db_str(remote_id)), &missing, ret_instruction, reterr);
}

enum rc instruction_by_record(struct db *db, struct arena *arena, int64_t account_id, int number, int record,
			      struct instruction *ret_instruction, struct err *reterr)
{
	struct err missing;
	(void)err_set(&missing, ERR_NOT_FOUND, "remessa %d has no record %d", number, record);
	return one_of(db, arena,
		      "select " INSTRUCTION_COLUMNS "join apontad.message_item t on t.instruction_id = n.id "
		      "join apontad.message m on m.id = t.message_id where m.account_id = $1 and m.sequence = $2 "
		      "and m.direction = 'out' and m.state <> 'superseded' and t.record = $3",
		      DB_VALUES(db_int(account_id), db_int(number), db_int(record)), &missing, ret_instruction, reterr);
}

enum rc instruction_by_contract(struct db *db, struct arena *arena, int64_t account_id, const char *contract,
				const char *taxid, const char *kind, struct instruction *ret_instruction,
				struct err *reterr)
{
	struct err missing;
	(void)err_set(&missing, ERR_NOT_FOUND, "nothing was sent for contract \"%s\" and this person", contract);
	return one_of(db, arena,
		      "select " INSTRUCTION_COLUMNS "where n.account_id = $1 and n.contract = $2 and o.taxid = $3 "
		      "and n.kind = $4 and n.sent_at is not null and n.state not in ('prepared', 'superseded') "
		      "order by n.id desc limit 1",
		      DB_VALUES(db_int(account_id), db_str(contract), db_str(taxid), db_str(kind)), &missing,
		      ret_instruction, reterr);
}

enum rc instruction_of_number(struct db *db, struct arena *arena, int64_t account_id, int number,
			      struct instruction_list *ret_list, struct err *reterr)
{
	return list_query(db, arena,
			  "select " INSTRUCTION_COLUMNS "join apontad.message_item t on t.instruction_id = n.id "
			  "join apontad.message m on m.id = t.message_id where m.account_id = $1 and m.sequence = $2 "
			  "and m.direction = 'out' and m.state <> 'superseded' order by t.record",
			  DB_VALUES(db_int(account_id), db_int(number)), ret_list, reterr);
}

enum rc instruction_waiting(struct db *db, struct arena *arena, int64_t account_id, const char *kind, int limit,
			    struct instruction_list *ret_list, struct err *reterr)
{
	return list_query(db, arena,
			  "select " INSTRUCTION_COLUMNS
			  "where n.account_id = $1 and n.kind = $2 and n.state = 'prepared' "
			  "and n.message_id is null order by n.comarca_ibge, "
			  "case when n.contract is not null then e.invoice_id end, y.seq, n.id limit $3",
			  DB_VALUES(db_int(account_id), db_str(kind), db_int(limit)), ret_list, reterr);
}

enum rc instruction_of_message(struct db *db, struct arena *arena, int64_t message_id,
			       struct instruction_list *ret_list, struct err *reterr)
{
	return list_query(db, arena,
			  "select " INSTRUCTION_COLUMNS "where n.message_id = $1 order by n.comarca_ibge, "
			  "case when n.contract is not null then e.invoice_id end, y.seq, n.id",
			  DB_VALUES(db_int(message_id)), ret_list, reterr);
}

/* A payment or a hold may come while its message is being built. */
static enum rc why_not_set(struct db *db, int64_t id, struct err *reterr)
{
	int64_t superseded = 0;
	enum rc rc = db_exec(db, "update apontad.instruction set state = state where id = $1 and state = 'superseded'",
			     DB_VALUES(db_int(id)), &superseded, reterr);
	if (rc != OK)
		return rc;
	return superseded == 1 ? err_set(reterr, ERR_TRANSIENT,
					 "instruction %" PRId64 " was superseded while its message was built", id)
			       : err_set(reterr, ERR_INTEGRITY, "instruction %" PRId64 " has left already", id);
}

enum rc instruction_set_message(struct db *db, int64_t id, int64_t message_id, struct err *reterr)
{
	int64_t set = 0;
	enum rc rc = db_exec(
		db,
		"update apontad.instruction set message_id = $2 where id = $1 and state in ('prepared', 'in_doubt')",
		DB_VALUES(db_int(id), db_id(message_id)), &set, reterr);
	if (rc == OK && set != 1)
		return why_not_set(db, id, reterr);
	return rc;
}

enum rc instruction_set_state(struct db *db, int64_t id, const char *state, const char *code, const char *words,
			      struct err *reterr)
{
	return db_exec(
		db,
		"update apontad.instruction set state = $2, "
		"sent_at = case when $2 = 'sent' then coalesce(sent_at, apontad.now()) else sent_at end, "
		"answered_at = case when $2 in ('accepted', 'rejected') then apontad.now() else answered_at end, "
		"answer_code = coalesce($3, answer_code), answer_words = coalesce($4, answer_words) where id = $1",
		DB_VALUES(db_int(id), db_str(state), db_str(code), db_str(words)), NULL, reterr);
}

enum rc instruction_confirmed(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(
		db,
		"update apontad.instruction set confirmed_at = coalesce(confirmed_at, apontad.now()), "
		"state = case when state in ('sent', 'in_doubt') then 'accepted' else state end where " LIVING_INCLUDE,
		DB_VALUES(db_int(escalation_id)), NULL, reterr);
}

enum rc instruction_outcome(struct db *db, int64_t escalation_id, const char *outcome, struct err *reterr)
{
	return db_exec(
		db,
		"update apontad.instruction set outcome = $2, "
		"state = case when state in ('sent', 'in_doubt') then 'accepted' else state end where " LIVING_INCLUDE,
		DB_VALUES(db_int(escalation_id), db_str(outcome)), NULL, reterr);
}

enum rc instruction_visible(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(db, "update apontad.instruction set visible_at = apontad.now() where " LIVING_INCLUDE,
		       DB_VALUES(db_int(escalation_id)), NULL, reterr);
}

enum rc instruction_silent(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.instruction set state = 'in_doubt' where id = (select max(id) from "
		       "apontad.instruction where escalation_id = $1 and state in ('sent', 'in_doubt'))",
		       DB_VALUES(db_int(escalation_id)), NULL, reterr);
}

enum rc instruction_set_remote_id(struct db *db, int64_t id, const char *remote_id, struct err *reterr)
{
	return db_exec(db, "update apontad.instruction set remote_id = $2 where id = $1",
		       DB_VALUES(db_int(id), db_str(remote_id)), NULL, reterr);
}

enum rc instruction_cancelled(struct db *db, int64_t escalation_id, struct err *reterr)
{
	return db_exec(db, "update apontad.instruction set cancelled_at = apontad.now() where " LIVING_INCLUDE,
		       DB_VALUES(db_int(escalation_id)), NULL, reterr);
}
