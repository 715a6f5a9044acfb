/* What is asked, in memory: instructions, with the indexes that keep a debt from being presented twice. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

struct instruction_row *instruction_row(struct db *db, int64_t id)
{
	assert(id >= 1 && id <= db->is.instructions);
	return &db->instructions[id - 1];
}

static bool is(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

struct instruction_row *living_include(struct db *db, int64_t escalation_id)
{
	for (int i = db->is.instructions; i-- > 0;) {
		struct instruction_row *row = &db->instructions[i];
		if (row->is.escalation_id == escalation_id && is(row->is.kind, "include") &&
		    !is(row->is.state, "superseded"))
			return row;
	}
	return NULL;
}

/* Index instruction_one_include, and the checks of a row. */
static enum rc check(struct db *db, const struct instruction_row *row)
{
	int living = 0;
	bool include = is(row->is.kind, "include");
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *other = &db->instructions[i];
		living += other->is.escalation_id == row->is.escalation_id && is(other->is.kind, "include") &&
			  !is(other->is.state, "superseded") && !is(other->is.state, "rejected") &&
			  other->outcome[0] == '\0';
	}
	if (living > 1)
		return memory_broken(db, "store: two living includes of case %lld", (long long)row->is.escalation_id);
	if (include && row->decision_id == 0)
		return memory_broken(db, "store: an include without the decision by which it may leave");
	if ((row->is.nosso_numero[0] != '\0') != (include && row->is.contract[0] == '\0'))
		return memory_broken(db, "store: nosso numero and contract do not fit the kind %s", row->is.kind);
	if (is(row->is.kind, "remove") && (row->is.contract[0] == '\0' || row->is.cause[0] == '\0'))
		return memory_broken(db, "store: a removal without its contract or its cause (case %lld)",
				     (long long)row->is.escalation_id);
	if (!include && row->outcome[0] != '\0')
		return memory_broken(db, "store: an outcome of what is no include");
	return OK;
}

enum rc instruction_ask(struct db *db, struct arena *arena, const struct instruction_entry *entry, int64_t *ret_id,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct escalation_row *escalation = escalation_row(db, entry->escalation_id);
	const struct instruction_row *living = living_include(db, entry->escalation_id);
	struct instruction_row *row = NEW_ROW(db, instructions, INSTRUCTIONS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct instruction_row){.is = {.id = db->is.instructions,
					       .escalation_id = entry->escalation_id,
					       .invoice_id = escalation->is.invoice_id,
					       .amount_cents = entry->amount_cents},
					.account_id = escalation->is.account_id,
					.turn = 1,
					.decision_id = entry->decision_id,
					.asked_at = db->now_s};
	const struct invoice_row *invoice = invoice_row(db, row->is.invoice_id);
	row->is.guarantor = invoice->persons[0] != escalation->is.person_id;
	(void)text_copy(text_of(entry->kind), row->is.kind, sizeof(row->is.kind));
	(void)snprintf(row->is.state, sizeof(row->is.state), "prepared");
	(void)text_copy(text_of(db->persons[escalation->is.person_id - 1]), row->is.taxid, sizeof(row->is.taxid));
	(void)text_copy(text_of(entry->comarca_ibge), row->is.comarca_ibge, sizeof(row->is.comarca_ibge));
	(void)text_copy(text_of(entry->lane), row->lane, sizeof(row->lane));
	if (entry->cause != NULL)
		(void)text_copy(text_of(entry->cause), row->is.cause, sizeof(row->is.cause));
	if (is(entry->kind, "include") && entry->contract == NULL)
		(void)snprintf(row->is.nosso_numero, sizeof(row->is.nosso_numero), "%015lld", (long long)row->is.id);
	else if (is(entry->kind, "remove") && living != NULL)
		memcpy(row->is.contract, living->is.contract, sizeof(row->is.contract));
	else if (entry->contract != NULL)
		(void)text_copy(text_of(entry->contract), row->is.contract, sizeof(row->is.contract));
	for (int i = 0; i < db->is.instructions - 1; i++)
		row->turn += db->instructions[i].is.escalation_id == entry->escalation_id &&
			     is(db->instructions[i].is.kind, entry->kind);
	*ret_id = row->is.id;
	return check(db, row);
}

enum rc instruction_supersede(struct db *db, int64_t escalation_id, const char *kind, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.instructions; i++) {
		struct instruction_row *row = &db->instructions[i];
		bool meant = kind == NULL ? !is(row->is.kind, "include") : is(row->is.kind, kind);
		if (row->is.escalation_id != escalation_id || !is(row->is.state, "prepared") ||
		    row->is.message_id != 0 || !meant)
			continue;
		keep(db, row, sizeof(*row));
		(void)snprintf(row->is.state, sizeof(row->is.state), "superseded");
	}
	return OK;
}

static enum rc found(const struct instruction_row *row, struct instruction *ret_instruction, struct err *reterr)
{
	if (row == NULL)
		return err_set(reterr, ERR_NOT_FOUND, "nothing was sent that goes by that name");
	*ret_instruction = row->is;
	return OK;
}

enum rc instruction_by_nosso_numero(struct db *db, struct arena *arena, int64_t account_id, const char *nosso_numero,
				    struct instruction *ret_instruction, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct instruction_row *meant = NULL;
	for (int i = 0; i < db->is.instructions; i++)
		if (db->instructions[i].account_id == account_id &&
		    is(db->instructions[i].is.nosso_numero, nosso_numero))
			meant = &db->instructions[i];
	return found(meant, ret_instruction, reterr);
}

enum rc instruction_by_remote_id(struct db *db, struct arena *arena, int64_t account_id, const char *remote_id,
				 struct instruction *ret_instruction, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct instruction_row *meant = NULL;
	for (int i = 0; i < db->is.instructions; i++)
		if (db->instructions[i].account_id == account_id && is(db->instructions[i].is.remote_id, remote_id))
			meant = &db->instructions[i];
	return found(meant, ret_instruction, reterr);
}

static bool of_number(struct db *db, const struct item_row *item, int64_t account_id, int number)
{
	const struct message_row *message = message_row(db, item->message_id);
	return message->out && message->is.account_id == account_id && message->is.sequence == number &&
	       !is(message->is.state, "superseded");
}

enum rc instruction_by_record(struct db *db, struct arena *arena, int64_t account_id, int number, int record,
			      struct instruction *ret_instruction, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct instruction_row *meant = NULL;
	for (int i = 0; i < db->is.items; i++)
		if (db->items[i].record == record && of_number(db, &db->items[i], account_id, number))
			meant = instruction_row(db, db->items[i].instruction_id);
	return found(meant, ret_instruction, reterr);
}

enum rc instruction_of_number(struct db *db, struct arena *arena, int64_t account_id, int number,
			      struct instruction_list *ret_list, struct err *reterr)
{
	alive(db, reterr);
	struct instruction_list all = {.at = arena_array(arena, (size_t)db->is.items + 1, sizeof(*all.at))};
	if (all.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for instructions");
	for (int i = 0; i < db->is.items; i++)
		if (of_number(db, &db->items[i], account_id, number))
			all.at[all.count++] = instruction_row(db, db->items[i].instruction_id)->is;
	*ret_list = all;
	return OK;
}

enum rc instruction_by_contract(struct db *db, struct arena *arena, int64_t account_id, const char *contract,
				const char *taxid, const char *kind, struct instruction *ret_instruction,
				struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct instruction_row *meant = NULL;
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		if (row->account_id == account_id && is(row->is.contract, contract) && is(row->is.taxid, taxid) &&
		    is(row->is.kind, kind) && row->ever_sent && !is(row->is.state, "prepared") &&
		    !is(row->is.state, "superseded"))
			meant = row;
	}
	return found(meant, ret_instruction, reterr);
}

/* Titles by comarca, records by invoice with the principal first. */
static bool before(const struct db *db, const struct instruction_row *a, const struct instruction_row *b)
{
	int order = strcmp(a->is.comarca_ibge, b->is.comarca_ibge);
	bool records = a->is.contract[0] != '\0' && b->is.contract[0] != '\0';
	if (order == 0 && records)
		order = (int)(a->is.invoice_id - b->is.invoice_id);
	if (order == 0)
		order = (int)a->is.guarantor - (int)b->is.guarantor;
	(void)db;
	return order != 0 ? order < 0 : a->is.id < b->is.id;
}

static enum rc sorted(struct db *db, struct arena *arena,
		      bool (*meant)(const struct instruction_row *, int64_t id, const char *kind), int64_t id,
		      const char *kind, int limit, struct instruction_list *ret_list, struct err *reterr)
{
	const struct instruction_row *order[INSTRUCTIONS_MAX];
	int count = 0;
	for (int i = 0; i < db->is.instructions; i++) {
		if (!meant(&db->instructions[i], id, kind))
			continue;
		int at = count++;
		for (; at > 0 && before(db, &db->instructions[i], order[at - 1]); at--)
			order[at] = order[at - 1];
		order[at] = &db->instructions[i];
	}
	struct instruction_list all = {.count = count < limit ? count : limit};
	all.at = arena_array(arena, (size_t)all.count + 1, sizeof(*all.at));
	if (all.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for instructions");
	for (int i = 0; i < all.count; i++)
		all.at[i] = order[i]->is;
	*ret_list = all;
	return OK;
}

static bool waits(const struct instruction_row *row, int64_t account_id, const char *kind)
{
	return row->account_id == account_id && is(row->is.kind, kind) && is(row->is.state, "prepared") &&
	       row->is.message_id == 0;
}

static bool is_in_message(const struct instruction_row *row, int64_t message_id, const char *kind)
{
	(void)kind;
	return row->is.message_id == message_id;
}

enum rc instruction_waiting(struct db *db, struct arena *arena, int64_t account_id, const char *kind, int limit,
			    struct instruction_list *ret_list, struct err *reterr)
{
	alive(db, reterr);
	return sorted(db, arena, waits, account_id, kind, limit, ret_list, reterr);
}

enum rc instruction_of_message(struct db *db, struct arena *arena, int64_t message_id,
			       struct instruction_list *ret_list, struct err *reterr)
{
	alive(db, reterr);
	return sorted(db, arena, is_in_message, message_id, NULL, INSTRUCTIONS_MAX, ret_list, reterr);
}

enum rc instruction_set_message(struct db *db, int64_t id, int64_t message_id, struct err *reterr)
{
	alive(db, reterr);
	struct instruction_row *row = instruction_row(db, id);
	if (is(row->is.state, "superseded"))
		return err_set(reterr, ERR_TRANSIENT, "superseded while its message was built");
	if (!is(row->is.state, "prepared") && !is(row->is.state, "in_doubt"))
		return err_set(reterr, ERR_INTEGRITY, "instruction %lld has left already", (long long)id);
	keep(db, row, sizeof(*row));
	row->is.message_id = message_id;
	return OK;
}

enum rc instruction_set_state(struct db *db, int64_t id, const char *state, const char *code, const char *words,
			      struct err *reterr)
{
	(void)code;
	(void)words;
	alive(db, reterr);
	static const char *const states[] = {"prepared", "sent", "in_doubt", "accepted", "rejected", "superseded"};
	bool known = false;
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		known = known || is(states[i], state);
	if (!known)
		return memory_broken(db, "store: no instruction is \"%s\"", state);
	struct instruction_row *row = instruction_row(db, id);
	keep(db, row, sizeof(*row));
	(void)text_copy(text_of(state), row->is.state, sizeof(row->is.state));
	row->ever_sent = row->ever_sent || is(state, "sent");
	mix(db, "#%lld instruction %lld %s is %s%s%s", (long long)row->is.escalation_id, (long long)id, row->is.kind,
	    state, code != NULL && code[0] != '\0' ? ", code " : "", code != NULL ? code : "");
	return check(db, row);
}

/* A living include that is under way counts as taken by what is told of it. */
static void taken(struct instruction_row *row)
{
	if (is(row->is.state, "sent") || is(row->is.state, "in_doubt"))
		(void)snprintf(row->is.state, sizeof(row->is.state), "accepted");
}

enum rc instruction_confirmed(struct db *db, int64_t escalation_id, struct err *reterr)
{
	alive(db, reterr);
	struct instruction_row *row = living_include(db, escalation_id);
	if (row == NULL)
		return OK;
	keep(db, row, sizeof(*row));
	row->confirmed = true;
	taken(row);
	return check(db, row);
}

enum rc instruction_outcome(struct db *db, int64_t escalation_id, const char *outcome, struct err *reterr)
{
	static const char *const outcomes[] = {"refused", "paid_at_notary", "withdrawn", "protested", "removed"};
	alive(db, reterr);
	struct instruction_row *row = living_include(db, escalation_id);
	bool known = false;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
		known = known || is(outcomes[i], outcome);
	if (!known)
		return memory_broken(db, "store: no outcome is \"%s\"", outcome);
	if (row == NULL)
		return OK;
	keep(db, row, sizeof(*row));
	(void)text_copy(text_of(outcome), row->outcome, sizeof(row->outcome));
	taken(row);
	return check(db, row);
}

enum rc instruction_visible(struct db *db, int64_t escalation_id, struct err *reterr)
{
	(void)escalation_id;
	alive(db, reterr);
	return OK;
}

enum rc instruction_silent(struct db *db, int64_t escalation_id, struct err *reterr)
{
	alive(db, reterr);
	for (int i = db->is.instructions; i-- > 0;) {
		struct instruction_row *row = &db->instructions[i];
		if (row->is.escalation_id != escalation_id ||
		    (!is(row->is.state, "sent") && !is(row->is.state, "in_doubt")))
			continue;
		keep(db, row, sizeof(*row));
		(void)snprintf(row->is.state, sizeof(row->is.state), "in_doubt");
		return check(db, row);
	}
	return OK;
}

enum rc instruction_set_remote_id(struct db *db, int64_t id, const char *remote_id, struct err *reterr)
{
	alive(db, reterr);
	struct instruction_row *row = instruction_row(db, id);
	for (int i = 0; i < db->is.instructions; i++)
		if (i + 1 != id && db->instructions[i].account_id == row->account_id &&
		    is(db->instructions[i].is.remote_id, remote_id))
			return memory_broken(db, "store: two instructions go by \"%s\"", remote_id);
	keep(db, row, sizeof(*row));
	(void)text_copy(text_of(remote_id), row->is.remote_id, sizeof(row->is.remote_id));
	return OK;
}

enum rc instruction_cancelled(struct db *db, int64_t escalation_id, struct err *reterr)
{
	alive(db, reterr);
	struct instruction_row *row = living_include(db, escalation_id);
	if (row == NULL)
		return OK;
	keep(db, row, sizeof(*row));
	row->cancelled = true;
	return OK;
}
