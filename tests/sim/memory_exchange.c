/* Exchanges in memory: messages with their bytes and numbers, lotes, what was told, lists of counterparties. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "store/expense.h"
#include "store/told.h"

static bool is(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

struct message_row *message_row(struct db *db, int64_t id)
{
	assert(id >= 1 && id <= db->is.messages);
	return &db->messages[id - 1];
}

static bool is_over(const struct message_row *row)
{
	return row->out
		       ? is(row->is.state, "answered") || is(row->is.state, "superseded") || is(row->is.state, "silent")
		       : !is(row->is.state, "stored");
}

static bool same_name(const struct message_row *row, int64_t account_id, const char *kind)
{
	return row->out && row->is.account_id == account_id && is(row->is.kind, kind) &&
	       !is(row->is.state, "superseded");
}

enum rc message_count_of_day(struct db *db, struct arena *arena, int64_t account_id, const char *kind, struct date day,
			     int *ret_count, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_count = 0;
	for (int i = 0; i < db->is.messages; i++)
		if (same_name(&db->messages[i], account_id, kind) && db->messages[i].is.day.day == day.day &&
		    db->messages[i].is.sequence > *ret_count)
			*ret_count = db->messages[i].is.sequence;
	return OK;
}

enum rc message_next_number(struct db *db, struct arena *arena, int64_t account_id, const char *kind, int *ret_number,
			    struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_number = 1;
	for (int i = 0; i < db->is.messages; i++)
		if (same_name(&db->messages[i], account_id, kind) && db->messages[i].is.sequence >= *ret_number)
			*ret_number = db->messages[i].is.sequence + 1;
	return OK;
}

static enum rc new_message(struct db *db, const struct message_entry *entry, bool out, int64_t *ret_id,
			   struct err *reterr)
{
	for (int i = 0; out && entry->sequence > 0 && i < db->is.messages; i++) {
		const struct message_row *other = &db->messages[i];
		if (same_name(other, entry->account_id, entry->kind) && other->is.sequence == entry->sequence &&
		    (other->is.day.day == entry->day.day || is(entry->kind, "convem04")))
			return memory_broken(db, "store: a second message %s %d of one day", entry->kind,
					     entry->sequence);
	}
	struct message_row *row = NEW_ROW(db, messages, MESSAGES_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct message_row){.is = {.id = db->is.messages,
					   .account_id = entry->account_id,
					   .day = entry->day,
					   .sequence = entry->sequence},
				    .out = out,
				    .hash = hash_bytes(1, entry->document.at, entry->document.len)};
	(void)text_copy(text_of(entry->kind), row->is.kind, sizeof(row->is.kind));
	(void)text_copy(text_of(out ? "prepared" : "stored"), row->is.state, sizeof(row->is.state));
	(void)text_copy(text_of(out ? entry->lane : ""), row->lane, sizeof(row->lane));
	(void)text_copy(text_of(entry->file_name != NULL ? entry->file_name : ""), row->is.file_name,
			sizeof(row->is.file_name));
	*ret_id = row->is.id;
	return message_add_part(db, *ret_id, "document", entry->document, reterr);
}

enum rc message_prepare(struct db *db, struct arena *arena, const struct message_entry *entry, int64_t *ret_id,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	return new_message(db, entry, true, ret_id, reterr);
}

enum rc message_store(struct db *db, struct arena *arena, const struct message_entry *entry, int64_t *ret_id,
		      bool *ret_fresh, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	uint64_t hash = hash_bytes(1, entry->document.at, entry->document.len);
	*ret_fresh = false;
	for (int i = 0; i < db->is.messages; i++) {
		const struct message_row *row = &db->messages[i];
		*ret_id = i + 1;
		if (!row->out && row->hash == hash && row->is.account_id == entry->account_id &&
		    row->is.day.day == entry->day.day && is(row->is.kind, entry->kind))
			return OK;
	}
	*ret_fresh = true;
	return new_message(db, entry, false, ret_id, reterr);
}

enum rc message_add_part(struct db *db, int64_t message_id, const char *part, struct text bytes, struct err *reterr)
{
	alive(db, reterr);
	struct message_row *message = message_row(db, message_id);
	struct part_row *row = NEW_ROW(db, parts, PARTS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct part_row){.bytes = heap_bytes(db, bytes), .next = message->first_part};
	(void)text_copy(text_of(part), row->name, sizeof(row->name));
	keep(db, message, sizeof(*message));
	message->first_part = db->is.parts;
	return OK;
}

enum rc message_part(struct db *db, struct arena *arena, int64_t message_id, const char *part, struct text *ret_bytes,
		     struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	for (int at = message_row(db, message_id)->first_part; at > 0; at = db->parts[at - 1].next)
		if (is(db->parts[at - 1].name, part)) {
			*ret_bytes = db->parts[at - 1].bytes;
			return OK;
		}
	return err_set(reterr, ERR_NOT_FOUND, "message %lld has no %s", (long long)message_id, part);
}

enum rc message_add_item(struct db *db, int64_t message_id, int64_t instruction_id, int record, struct err *reterr)
{
	alive(db, reterr);
	struct item_row *row = NEW_ROW(db, items, ITEMS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct item_row){message_id, instruction_id, record};
	return OK;
}

bool message_is_under_way(const struct db *db, const struct message_row *row, int64_t account_id, const char *lane)
{
	return row->out && row->is.account_id == account_id && is(row->lane, lane) && row->retry_at <= db->machine_s &&
	       (is(row->is.state, "prepared") || is(row->is.state, "sending") || is(row->is.state, "in_doubt"));
}

enum rc message_under_way(struct db *db, struct arena *arena, int64_t account_id, const char *lane, int limit,
			  struct message **ret_messages, int *ret_count, struct err *reterr)
{
	alive(db, reterr);
	struct message *messages = arena_array(arena, (size_t)limit + 1, sizeof(*messages));
	int count = 0;
	if (messages == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for messages");
	for (int i = db->is.quiet; i < db->is.messages && count < limit; i++)
		if (message_is_under_way(db, &db->messages[i], account_id, lane))
			messages[count++] = db->messages[i].is;
	*ret_messages = messages;
	*ret_count = count;
	return OK;
}

enum rc message_retry(struct db *db, const struct message *message, int first_ms, int most_ms, struct err *reterr)
{
	alive(db, reterr);
	struct message_row *row = message_row(db, message->id);
	int64_t wait_ms = (int64_t)first_ms << (message->attempts < 20 ? message->attempts : 20);
	keep(db, row, sizeof(*row));
	row->retry_at = db->machine_s + (wait_ms < most_ms ? wait_ms : most_ms) / 1000;
	return OK;
}

enum rc message_set_status(struct db *db, int64_t id, int status, struct err *reterr)
{
	(void)id;
	(void)status;
	alive(db, reterr);
	return OK;
}

enum rc message_to_absorb(struct db *db, struct arena *arena, int64_t account_id, struct message *ret_message,
			  struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	for (int i = db->is.quiet; i < db->is.messages; i++)
		if (db->messages[i].is.account_id == account_id && is(db->messages[i].is.state, "stored")) {
			*ret_message = db->messages[i].is;
			return OK;
		}
	return ERR_NOT_FOUND;
}

enum rc message_set_state(struct db *db, int64_t id, const char *state, const char *code, struct err *reterr)
{
	static const char *const out[] = {"prepared", "sending", "in_doubt", "silent", "answered", "superseded"};
	static const char *const in[] = {"stored", "absorbed", "unreadable"};
	(void)code;
	alive(db, reterr);
	struct message_row *row = message_row(db, id);
	bool known = false;
	for (size_t i = 0; i < (row->out ? ARRAY_LEN(out) : ARRAY_LEN(in)); i++)
		known = known || is(row->out ? out[i] : in[i], state);
	if (!known)
		return memory_broken(db, "store: no message is \"%s\"", state);
	keep(db, row, sizeof(*row));
	(void)text_copy(text_of(state), row->is.state, sizeof(row->is.state));
	row->is.attempts += is(state, "sending");
	if (is(state, "sending") && db->sending != NULL)
		db->sending(id);
	while (db->is.quiet < db->is.messages && is_over(&db->messages[db->is.quiet]))
		db->is.quiet++;
	if (row->out)
		mix(db, "message %lld %s %s is %s", (long long)id, row->is.kind, row->is.file_name, state);
	return OK;
}

enum rc lote_next_sequence(struct db *db, struct arena *arena, int64_t account_id, const char *comarca_ibge,
			   int *ret_sequence, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_sequence = 1;
	for (int i = 0; i < db->is.lotes; i++) {
		const struct lote_full *row = &db->lotes[i];
		if (row->account_id == account_id && is(row->is.comarca_ibge, comarca_ibge) &&
		    !is(row->is.state, "dropped") && !is(row->is.state, "moved") && row->is.sequence >= *ret_sequence)
			*ret_sequence = row->is.sequence + 1;
	}
	return OK;
}

enum rc lote_add(struct db *db, int64_t message_id, int64_t account_id, const char *comarca_ibge, int sequence,
		 struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.lotes; i++) {
		const struct lote_full *row = &db->lotes[i];
		if (row->account_id == account_id && is(row->is.comarca_ibge, comarca_ibge) &&
		    row->is.sequence == sequence && !is(row->is.state, "moved") && !is(row->is.state, "dropped"))
			return memory_broken(db, "store: lote %s %d a second time", comarca_ibge, sequence);
	}
	struct lote_full *row = NEW_ROW(db, lotes, LOTES_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct lote_full){.message_id = message_id, .account_id = account_id, .is = {.sequence = sequence}};
	(void)text_copy(text_of(comarca_ibge), row->is.comarca_ibge, sizeof(row->is.comarca_ibge));
	(void)snprintf(row->is.state, sizeof(row->is.state), "open");
	return OK;
}

enum rc lote_list(struct db *db, struct arena *arena, int64_t message_id, struct lote_row **ret_lotes, int *ret_count,
		  struct err *reterr)
{
	alive(db, reterr);
	struct lote_row *lotes = arena_array(arena, LOTES_MAX, sizeof(*lotes));
	int count = 0;
	if (lotes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for lotes");
	for (int i = 0; i < db->is.lotes; i++)
		if (db->lotes[i].message_id == message_id)
			lotes[count++] = db->lotes[i].is;
	*ret_lotes = lotes;
	*ret_count = count;
	return OK;
}

enum rc lote_set_state(struct db *db, int64_t message_id, const char *comarca_ibge, const char *state, const char *code,
		       struct err *reterr)
{
	(void)code;
	alive(db, reterr);
	for (int i = 0; i < db->is.lotes; i++) {
		struct lote_full *row = &db->lotes[i];
		if (row->message_id != message_id || !is(row->is.state, "open") ||
		    (comarca_ibge != NULL && !is(row->is.comarca_ibge, comarca_ibge)))
			continue;
		keep(db, row, sizeof(*row));
		(void)text_copy(text_of(state), row->is.state, sizeof(row->is.state));
	}
	return OK;
}

enum rc comarca_find(struct db *db, struct arena *arena, int64_t account_id, const char *ibge,
		     struct comarca_row *ret_comarca, bool *ret_loaded, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	bool loaded = false;
	for (int i = 0; i < db->is.comarcas; i++) {
		loaded = loaded || db->comarcas[i].account_id == account_id;
		if (db->comarcas[i].account_id != account_id || !is(db->comarcas[i].ibge, ibge))
			continue;
		*ret_comarca = db->comarcas[i].is;
		if (ret_loaded != NULL)
			*ret_loaded = true;
		return OK;
	}
	if (ret_loaded != NULL)
		*ret_loaded = loaded;
	return ERR_NOT_FOUND;
}

enum rc comarca_put(struct db *db, int64_t account_id, const char *ibge, const char *comarca_ibge, const char *name,
		    struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.comarcas; i++)
		if (db->comarcas[i].account_id == account_id && is(db->comarcas[i].ibge, ibge))
			return OK;
	if (db->is.comarcas == COMARCAS_MAX)
		return memory_broken(db, "limits: too many comarcas");
	int at = db->is.comarcas++;
	db->comarcas[at].account_id = account_id;
	(void)text_copy(text_of(ibge), db->comarcas[at].ibge, sizeof(db->comarcas[at].ibge));
	(void)text_copy(text_of(comarca_ibge), db->comarcas[at].is.comarca_ibge,
			sizeof(db->comarcas[at].is.comarca_ibge));
	(void)text_copy(text_of(name), db->comarcas[at].is.name, sizeof(db->comarcas[at].is.name));
	return OK;
}

static enum rc tell_once(struct db *db, uint64_t key, bool *ret_fresh)
{
	*ret_fresh = false;
	for (int i = 0; i < db->is.told; i++)
		if (db->told[i] == key)
			return OK;
	uint64_t *row = NEW_ROW(db, told, TOLD_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = key;
	*ret_fresh = true;
	return OK;
}

/* The columns of the index told_once. */
enum rc told_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
		    const struct told *told, bool *ret_fresh, struct err *reterr)
{
	char key[256];
	(void)message_id;
	(void)instruction_id;
	alive(db, reterr);
	int len =
		snprintf(key, sizeof(key), "%lld %d %s %s %c %s %d %s %d", (long long)account_id, (int)told->kind,
			 told->nosso_numero, told->protocol, told->occurrence, told->status, told->irregularities_count,
			 told->irregularities_count > 0 ? told->irregularities[0] : "", told->occurred_on.day);
	return tell_once(db, hash_bytes(3, key, (size_t)len), ret_fresh);
}

/* Costs move nothing, and no promise rests on them. */
enum rc expense_record(struct db *db, const struct expense_entry *entry, struct err *reterr)
{
	alive(db, reterr);
	return entry->instruction_id != 0 ? OK : memory_broken(db, "store: costs of no presentation");
}

enum rc expense_owed(struct db *db, int64_t instruction_id, enum owes owes, struct err *reterr)
{
	alive(db, reterr);
	return instruction_id != 0 && owes != OWES_NOT_KNOWN ? OK : memory_broken(db, "store: costs owed by nobody");
}

/* The columns of the index bureau_told_once. */
enum rc told_listing_record(struct db *db, int64_t message_id, int64_t account_id, int64_t instruction_id,
			    const struct listing_told *told, bool *ret_fresh, struct err *reterr)
{
	char key[512];
	bool named = told->remote_id[0] != '\0' || told->number != 0;
	(void)instruction_id;
	alive(db, reterr);
	int len = snprintf(key, sizeof(key), "%lld %d %s %d %d %s %s %s %d %s %lld %s", (long long)account_id,
			   (int)told->word, told->remote_id, told->number, told->record, told->contract,
			   told->principal_taxid, told->guarantor_taxid, told->removal, told->codes,
			   named ? 0LL : (long long)message_id, named ? "" : told->words);
	return tell_once(db, hash_bytes(4, key, (size_t)len), ret_fresh);
}

enum rc bureau_codes_put(struct db *db, int64_t account_id, const char *list, const struct bureau_code *codes,
			 int count, struct err *reterr)
{
	(void)account_id;
	(void)list;
	(void)codes;
	alive(db, reterr);
	db->is.codes = count;
	return OK;
}

enum rc bureau_code_find(struct db *db, struct arena *arena, int64_t account_id, const char *list, const char *code,
			 bool *ret_found, bool *ret_loaded, struct err *reterr)
{
	(void)arena;
	(void)account_id;
	(void)list;
	(void)code;
	alive(db, reterr);
	*ret_loaded = *ret_found = db->is.codes > 0;
	return OK;
}
