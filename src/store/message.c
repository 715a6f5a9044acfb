#include "store/message.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

static void message_from(const struct db_rows *rows, int row, struct message *out)
{
	*out = (struct message){
		.id = db_cell_int(rows, row, 0),
		.account_id = db_cell_int(rows, row, 1),
		.day = db_cell_date(rows, row, 5),
		.sequence = (int)db_cell_int(rows, row, 6),
		.attempts = (int)db_cell_int(rows, row, 7),
	};
	(void)text_copy(db_cell(rows, row, 2), out->kind, sizeof(out->kind));
	(void)text_copy(db_cell(rows, row, 3), out->file_name, sizeof(out->file_name));
	(void)text_copy(db_cell(rows, row, 4), out->state, sizeof(out->state));
}

#define MESSAGE_COLUMNS                                                                                                \
	"id, account_id, kind, coalesce(file_name, ''), state, day, coalesce(sequence, 0), attempts "                  \
	"from apontad.message "

static enum rc one_message(struct db *db, struct arena *arena, const char *sql, struct db_values values,
			   struct message *ret_message, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, sql, values, &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return ERR_NOT_FOUND;
	message_from(&rows, 0, ret_message);
	return OK;
}

enum rc message_count_of_day(struct db *db, struct arena *arena, int64_t account_id, const char *kind, struct date day,
			     int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select coalesce(max(sequence), 0) from apontad.message where account_id = $1 and kind = $2 "
			 "and day = $3 and direction = 'out' and state <> 'superseded'",
			 DB_VALUES(db_int(account_id), db_str(kind), db_date(day)), &rows, reterr);
	if (rc == OK)
		*ret_count = (int)db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc message_prepare(struct db *db, struct arena *arena, const struct message_entry *entry, int64_t *ret_id,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "insert into apontad.message (account_id, direction, kind, file_name, day, sequence, state, "
			 "sha256, created_at, lane) values ($1, 'out', $2, $3, $4, $5, 'prepared', sha256($6::bytea), "
			 "apontad.now(), $7) returning id",
			 DB_VALUES(db_int(entry->account_id), db_str(entry->kind), db_str(entry->file_name),
				   db_date(entry->day), entry->sequence == 0 ? db_null() : db_int(entry->sequence),
				   db_bytes(entry->document), db_str(entry->lane)),
			 &rows, reterr);
	if (rc != OK)
		return rc;
	int64_t id = db_cell_int(&rows, 0, 0);
	rc = message_add_part(db, id, "document", entry->document, reterr);
	if (rc == OK && entry->signature.len > 0)
		rc = message_add_part(db, id, "signature", entry->signature, reterr);
	if (rc == OK)
		*ret_id = id;
	return rc;
}

enum rc message_store(struct db *db, struct arena *arena, const struct message_entry *entry, int64_t *ret_id,
		      bool *ret_fresh, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "insert into apontad.message (account_id, direction, kind, day, state, sha256, created_at) "
			 "values ($1, 'in', $2, $3, 'stored', sha256($4::bytea), apontad.now()) "
			 "on conflict (account_id, kind, day, sha256) where direction = 'in' do nothing returning id",
			 DB_VALUES(db_int(entry->account_id), db_str(entry->kind), db_date(entry->day),
				   db_bytes(entry->document)),
			 &rows, reterr);
	bool fresh = rc == OK && rows.rows == 1;
	if (rc == OK && !fresh)
		rc = db_query(db, arena,
			      "select id from apontad.message where account_id = $1 and kind = $2 and day = $3 "
			      "and sha256 = sha256($4::bytea) and direction = 'in'",
			      DB_VALUES(db_int(entry->account_id), db_str(entry->kind), db_date(entry->day),
					db_bytes(entry->document)),
			      &rows, reterr);
	if (rc != OK)
		return rc;
	assert(rows.rows == 1); /* messages are never deleted */
	int64_t id = db_cell_int(&rows, 0, 0);
	if (fresh)
		rc = message_add_part(db, id, "document", entry->document, reterr);
	if (rc == OK) {
		*ret_id = id;
		*ret_fresh = fresh;
	}
	return rc;
}

enum rc message_add_part(struct db *db, int64_t message_id, const char *part, struct text bytes, struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.message_part (message_id, part, stored_at, sha256, bytes) "
		       "values ($1, $2, apontad.now(), sha256($3::bytea), $3)",
		       DB_VALUES(db_int(message_id), db_str(part), db_bytes(bytes)), NULL, reterr);
}

enum rc message_add_letter(struct db *db, int64_t message_id, int64_t instruction_id, struct text bytes,
			   struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.message_part (message_id, part, stored_at, sha256, bytes, instruction_id) "
		       "values ($1, 'letter', apontad.now(), sha256($2::bytea), $2, $3)",
		       DB_VALUES(db_int(message_id), db_bytes(bytes), db_int(instruction_id)), NULL, reterr);
}

enum rc message_letter(struct db *db, struct arena *arena, int64_t instruction_id, struct text *ret_bytes,
		       struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select bytes, sha256(bytes) = sha256 from apontad.message_part "
			      "where instruction_id = $1 and part = 'letter' order by id desc limit 1",
			      DB_VALUES(db_int(instruction_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no letter goes with this request");
	if (!db_cell_bool(&rows, 0, 1))
		return err_set(reterr, ERR_INTEGRITY, "the letter of a request is not what was stored");
	*ret_bytes = db_cell_bytes(&rows, 0, 0);
	return OK;
}

enum rc message_part(struct db *db, struct arena *arena, int64_t message_id, const char *part, struct text *ret_bytes,
		     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select bytes, sha256(bytes) = sha256 from apontad.message_part where message_id = $1 and part = $2 "
		"order by id desc limit 1",
		DB_VALUES(db_int(message_id), db_str(part)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "message %" PRId64 " has no %s", message_id, part);
	if (!db_cell_bool(&rows, 0, 1))
		return err_set(reterr, ERR_INTEGRITY, "the stored %s of message %" PRId64 " is not what was stored",
			       part, message_id);
	*ret_bytes = db_cell_bytes(&rows, 0, 0);
	return OK;
}

enum rc message_parts(struct db *db, struct arena *arena, int64_t message_id, const char **ret_name,
		      struct message_part_row **ret_parts, int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "select coalesce(m.file_name, m.kind || '-' || m.day || '-' || m.id), p.part, p.bytes, "
			 "sha256(p.bytes) = p.sha256 "
			 "from apontad.message m join apontad.message_part p on p.message_id = m.id where m.id = $1 "
			 "order by p.id",
			 DB_VALUES(db_int(message_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no message %" PRId64, message_id);
	struct message_part_row *parts = arena_array(arena, (size_t)rows.rows, sizeof(*parts));
	if (parts == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d parts", rows.rows);
	for (int row = 0; row < rows.rows; row++) {
		parts[row] = (struct message_part_row){db_cell_str(&rows, row, 1), db_cell_bytes(&rows, row, 2)};
		if (!db_cell_bool(&rows, row, 3))
			return err_set(reterr, ERR_INTEGRITY,
				       "the stored %s of message %" PRId64 " is not what was stored", parts[row].part,
				       message_id);
	}
	*ret_name = db_cell_str(&rows, 0, 0);
	*ret_parts = parts;
	*ret_count = rows.rows;
	return OK;
}

enum rc message_add_item(struct db *db, int64_t message_id, int64_t instruction_id, int record, struct err *reterr)
{
	return db_exec(db, "insert into apontad.message_item (message_id, instruction_id, record) values ($1, $2, $3)",
		       DB_VALUES(db_int(message_id), db_int(instruction_id), record == 0 ? db_null() : db_int(record)),
		       NULL, reterr);
}

enum rc message_under_way(struct db *db, struct arena *arena, int64_t account_id, const char *lane, int limit,
			  struct message **ret_messages, int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " MESSAGE_COLUMNS "where account_id = $1 and lane = $2 "
			      "and state in ('prepared', 'sending', 'in_doubt') "
			      "and (retry_at is null or retry_at <= clock_timestamp()) order by id limit $3",
			      DB_VALUES(db_int(account_id), db_str(lane), db_int(limit)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct message *messages = arena_array(arena, (size_t)rows.rows, sizeof(*messages));
	if (messages == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d messages", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		message_from(&rows, row, &messages[row]);
	*ret_messages = messages;
	*ret_count = rows.rows;
	return OK;
}

enum rc message_next_number(struct db *db, struct arena *arena, int64_t account_id, const char *kind, int *ret_number,
			    struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select coalesce(max(sequence), 0) + 1 from apontad.message where account_id = $1 "
			      "and kind = $2 and direction = 'out' and state <> 'superseded'",
			      DB_VALUES(db_int(account_id), db_str(kind)), &rows, reterr);
	if (rc == OK)
		*ret_number = (int)db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc message_to_absorb(struct db *db, struct arena *arena, int64_t account_id, struct message *ret_message,
			  struct err *reterr)
{
	return one_message(db, arena,
			   "select " MESSAGE_COLUMNS "where account_id = $1 and state = 'stored' order by id limit 1",
			   DB_VALUES(db_int(account_id)), ret_message, reterr);
}

enum rc message_set_state(struct db *db, int64_t id, const char *state, const char *code, struct err *reterr)
{
	return db_exec(
		db,
		"update apontad.message set state = $2, answer_code = coalesce($3, answer_code), "
		"attempts = attempts + case when $2 = 'sending' then 1 else 0 end, "
		"sending_at = case when $2 = 'sending' then coalesce(sending_at, apontad.now()) else sending_at end, "
		"answered_at = case when $2 = 'answered' then apontad.now() else answered_at end where id = $1",
		DB_VALUES(db_int(id), db_str(state), db_str(code)), NULL, reterr);
}

enum rc message_retry(struct db *db, const struct message *message, int first_ms, int most_ms, struct err *reterr)
{
	int doublings = message->attempts < 20 ? message->attempts : 20;
	int64_t wait_ms = (int64_t)first_ms << doublings;
	return db_exec(db,
		       "update apontad.message set retry_at = clock_timestamp() + make_interval(secs => $2::bigint / "
		       "1000.0) where id = $1",
		       DB_VALUES(db_int(message->id), db_int(wait_ms < most_ms ? wait_ms : most_ms)), NULL, reterr);
}

enum rc message_set_status(struct db *db, int64_t id, int status, struct err *reterr)
{
	return db_exec(db, "update apontad.message set answer_status = $2 where id = $1",
		       DB_VALUES(db_int(id), db_int(status)), NULL, reterr);
}

enum rc lote_next_sequence(struct db *db, struct arena *arena, int64_t account_id, const char *comarca_ibge,
			   int *ret_sequence, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select coalesce(max(sequence), 0) + 1 from apontad.lote where account_id = $1 "
			      "and comarca_ibge = $2 and state not in ('dropped', 'moved')",
			      DB_VALUES(db_int(account_id), db_str(comarca_ibge)), &rows, reterr);
	if (rc == OK)
		*ret_sequence = (int)db_cell_int(&rows, 0, 0);
	return rc;
}

enum rc lote_add(struct db *db, int64_t message_id, int64_t account_id, const char *comarca_ibge, int sequence,
		 struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.lote (message_id, account_id, comarca_ibge, sequence, state) "
		       "values ($1, $2, $3, $4, 'open')",
		       DB_VALUES(db_int(message_id), db_int(account_id), db_str(comarca_ibge), db_int(sequence)), NULL,
		       reterr);
}

enum rc lote_list(struct db *db, struct arena *arena, int64_t message_id, struct lote_row **ret_lotes, int *ret_count,
		  struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select comarca_ibge, sequence, state from apontad.lote where message_id = $1 "
			      "order by comarca_ibge",
			      DB_VALUES(db_int(message_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct lote_row *lotes = arena_array(arena, (size_t)rows.rows, sizeof(*lotes));
	if (lotes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d lotes", rows.rows);
	for (int row = 0; row < rows.rows; row++) {
		(void)text_copy(db_cell(&rows, row, 0), lotes[row].comarca_ibge, sizeof(lotes[row].comarca_ibge));
		lotes[row].sequence = (int)db_cell_int(&rows, row, 1);
		(void)text_copy(db_cell(&rows, row, 2), lotes[row].state, sizeof(lotes[row].state));
	}
	*ret_lotes = lotes;
	*ret_count = rows.rows;
	return OK;
}

enum rc lote_set_state(struct db *db, int64_t message_id, const char *comarca_ibge, const char *state, const char *code,
		       struct err *reterr)
{
	return db_exec(db,
		       "update apontad.lote set state = $3, answer_code = coalesce($4, answer_code) "
		       "where message_id = $1 and comarca_ibge = coalesce($2, comarca_ibge) and state = 'open'",
		       DB_VALUES(db_int(message_id), db_str(comarca_ibge), db_str(state), db_str(code)), NULL, reterr);
}

enum rc comarca_find(struct db *db, struct arena *arena, int64_t account_id, const char *ibge,
		     struct comarca_row *ret_comarca, bool *ret_loaded, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select c.comarca_ibge, coalesce((select n.name from apontad.comarca n "
			      "where n.account_id = c.account_id and n.ibge = c.comarca_ibge), c.name) "
			      "from apontad.comarca c where c.account_id = $1 and c.ibge = $2",
			      DB_VALUES(db_int(account_id), db_str(ibge)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 1) {
		(void)text_copy(db_cell(&rows, 0, 0), ret_comarca->comarca_ibge, sizeof(ret_comarca->comarca_ibge));
		(void)text_copy(db_cell(&rows, 0, 1), ret_comarca->name, sizeof(ret_comarca->name));
		if (ret_loaded != NULL)
			*ret_loaded = true;
		return OK;
	}
	rc = db_query(db, arena, "select exists (select from apontad.comarca where account_id = $1)",
		      DB_VALUES(db_int(account_id)), &rows, reterr);
	if (rc == OK && ret_loaded != NULL)
		*ret_loaded = db_cell_bool(&rows, 0, 0);
	return rc == OK ? ERR_NOT_FOUND : rc;
}

enum rc comarca_put(struct db *db, int64_t account_id, const char *ibge, const char *comarca_ibge, const char *name,
		    struct err *reterr)
{
	return db_exec(db,
		       "insert into apontad.comarca (account_id, ibge, comarca_ibge, name) values ($1, $2, $3, $4) "
		       "on conflict (account_id, ibge) do update set comarca_ibge = excluded.comarca_ibge, "
		       "name = excluded.name, loaded_at = apontad.now()",
		       DB_VALUES(db_int(account_id), db_str(ibge), db_str(comarca_ibge), db_str(name)), NULL, reterr);
}
