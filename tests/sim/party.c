/* What the counterparties share: their will, the papers they get, the faults on the way, and how their words come back.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim.h"

unsigned whim(unsigned below, const char *format, ...)
{
	char key[160];
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(key, sizeof(key), format, arguments);
	va_end(arguments);
	uint64_t mixed = hash_bytes(sim.story.seed ^ 0x9e3779b97f4a7c15u, key, (size_t)len);
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((mixed ^ (mixed >> 31)) % below);
}

bool tame(enum tame what)
{
	return sim.settling || (sim.story.tame & what) != 0;
}

bool name_is_known(bool keeps, const char *format, ...)
{
	char name[100];
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(name, sizeof(name), format, arguments);
	va_end(arguments);
	uint64_t hash = hash_bytes(7, name, (size_t)len);
	for (int i = 0; i < sim.names_count; i++)
		if (sim.names[i] == hash)
			return true;
	if (keeps && sim.names_count == NAMES_MAX)
		(void)memory_broken(&sim.db, "limits: too many files");
	else if (keeps)
		sim.names[sim.names_count++] = hash;
	return false;
}

struct word_row *new_word(enum sim_channel from, int64_t visible_at)
{
	if (sim.words_count == WORDS_MAX) {
		(void)memory_broken(&sim.db, "limits: too many words");
		sim.words_count--;
	}
	struct word_row *row = &sim.words[sim.words_count++];
	memset(row, 0, sizeof(*row)); /* its bytes are the message */
	row->from = from;
	row->visible_at = visible_at;
	row->times = 1;
	return row;
}

static enum rc push(const struct word_row *row)
{
	bool by_file = sim.story.by_file && row->from == SIM_SERASA;
	enum rc rc = db_begin(&sim.db, NULL);
	if (rc != OK)
		return rc;
	/* The second time it has other bytes, and says the same. */
	for (int time = 0; rc == OK && time < row->times; time++) {
		struct listing_told told[2] = {row->is.record, row->is.record};
		struct message_entry entry = {.account_id = sim.accounts[row->from].id,
					      .kind = question_name(by_file ? QUESTION_RETURN_FILE : QUESTION_HOOK),
					      .day = day_of(sim_now()),
					      .document = {(const char *)told, sizeof(told[0]) * (size_t)(time + 1)}};
		int64_t id = 0;
		bool fresh = false;
		rc = message_store(&sim.db, NULL, &entry, &id, &fresh, NULL);
	}
	return db_end(&sim.db, rc, NULL);
}

/* As the door does with a webhook, and the transport with a return file: what is not taken comes again. */
enum rc words_push(void)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < sim.words_count; i++) {
		struct word_row *row = &sim.words[i];
		if (row->pushed || row->from == SIM_PROTEST || row->visible_at > sim_now())
			continue;
		rc = push(row);
		row->pushed = rc == OK;
	}
	return rc;
}

static void sooner(int64_t *next, int64_t at)
{
	if (at < *next)
		*next = at;
}

int64_t parties_next(void)
{
	int64_t next = NEVER;
	for (int i = 0; i < sim.titles_count; i++)
		sooner(&next, sim.titles[i].next_at);
	for (int i = 0; i < sim.records_count; i++) {
		sooner(&next, sim.records[i].next_at);
		sooner(&next, sim.records[i].letter_at);
	}
	for (int i = 0; i < sim.words_count; i++)
		if (!sim.words[i].pushed && sim.words[i].from != SIM_PROTEST)
			sooner(&next, sim.words[i].visible_at);
	return next;
}

enum sim_fault fault_now(enum sim_channel channel)
{
	if (sim.settling || sim.faults_left[channel] == 0)
		return SIM_FAULT_NONE;
	sim.faults_left[channel]--;
	return sim.fault[channel];
}

/* --- papers and answers ---------------------------------------------------------------------------------------------
 */

static struct paper_line *new_line(struct paper *paper)
{
	return paper->count < LINES_MAX ? &paper->lines[paper->count++] : NULL;
}

static void write_title(struct paper *paper, const struct parcel_lote *lote, const struct title *title)
{
	struct paper_line *line = new_line(paper);
	if (line == NULL)
		return;
	line->instruction_id = title->instruction_id;
	line->lote = lote->sequence;
	line->amount_cents = title->balance_cents;
	line->due_on = title->due_on;
	(void)snprintf(line->kind, sizeof(line->kind), "include");
	memcpy(line->nosso_numero, title->nosso_numero, sizeof(line->nosso_numero));
	memcpy(line->comarca, lote->comarca_ibge, sizeof(line->comarca));
	memcpy(line->number, title->number, sizeof(line->number));
}

static void write_request(struct paper *paper, enum request_kind kind, const struct request *request)
{
	struct paper_line *line = new_line(paper);
	if (line == NULL)
		return;
	line->instruction_id = request->instruction_id;
	line->amount_cents = request->amount_cents;
	(void)text_copy(text_of(request_name(kind)), line->kind, sizeof(line->kind));
	memcpy(line->comarca, request->comarca_ibge, sizeof(line->comarca));
	memcpy(line->number, request->title_number, sizeof(line->number));
	memcpy(line->protocol, request->protocol, sizeof(line->protocol));
}

static void write_listing(struct paper *paper, const struct listing *listing, int record)
{
	const struct debtor *own = listing->guarantor != NULL ? listing->guarantor : listing->principal;
	struct paper_line *line = new_line(paper);
	if (line == NULL)
		return;
	line->instruction_id = listing->instruction_id;
	line->amount_cents = listing->amount_cents;
	line->due_on = listing->due_on;
	line->guarantor = listing->guarantor != NULL;
	line->record = record;
	(void)snprintf(line->kind, sizeof(line->kind), listing->removal ? "remove" : "include");
	memcpy(line->contract, listing->contract, sizeof(line->contract));
	memcpy(line->taxid, own->taxid.digits, sizeof(line->taxid));
}

enum rc paper_write(struct arena *arena, const struct parcel *parcel, struct text *ret_document, struct err *reterr)
{
	struct paper *paper = arena_alloc(arena, sizeof(*paper));
	if (paper == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a paper");
	paper->day = parcel->moved_on;
	paper->number = parcel->sequence;
	(void)text_copy(text_of(parcel->kind), paper->kind, sizeof(paper->kind));
	(void)text_copy(text_of(parcel->file_name != NULL ? parcel->file_name : ""), paper->name, sizeof(paper->name));
	for (int i = 0; i < parcel->lotes_count; i++)
		for (int j = 0; j < parcel->lotes[i].titles_count; j++)
			write_title(paper, &parcel->lotes[i], parcel->lotes[i].titles[j]);
	for (int i = 0; i < parcel->requests_count; i++)
		write_request(paper, parcel->request_kind, &parcel->requests[i]);
	for (int i = 0; i < parcel->listings_count; i++)
		write_listing(paper, &parcel->listings[i], i + 2);
	size_t bytes = offsetof(struct paper, lines) + (size_t)paper->count * sizeof(paper->lines[0]);
	*ret_document = (struct text){(const char *)paper, bytes};
	return OK;
}

const struct paper *paper_read(struct text document)
{
	return (const struct paper *)(const void *)document.at;
}

struct answer {
	bool whole;
	int count;
	struct verdict items[];
};

enum rc answer_read(struct arena *arena, const struct channel_account *account, const char *kind, int status,
		    struct text answer, struct verdicts *ret_verdicts, struct err *reterr)
{
	(void)account;
	(void)kind;
	(void)status;
	if (answer.len < sizeof(struct answer))
		return err_set(reterr, ERR_UNREADABLE, "not an answer");
	const struct answer *read = arena_copy(arena, answer.at, answer.len);
	if (read == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an answer");
	*ret_verdicts = (struct verdicts){
		.whole_file = read->whole, .items = (struct verdict *)(uintptr_t)read->items, .count = read->count};
	return OK;
}

bool answer_begin(struct dispatch *dispatch, enum sim_fault fault)
{
	sim.exchanges++;
	if (sim.db.dead) {
		dispatch->rc = ERR_TRANSIENT; /* whoever would send it has died */
		return false;
	}
	mix(&sim.db, "%s %s leaves%s", dispatch->kind, dispatch->file_name,
	    fault == SIM_FAULT_NONE          ? ""
	    : fault == SIM_FAULT_LOST_BEFORE ? ": no connection"
	    : fault == SIM_FAULT_LOST_ON_WAY ? ": it never comes there"
	    : fault == SIM_FAULT_LOST_ANSWER ? ": its answer is lost"
	    : fault == SIM_FAULT_UNREADABLE  ? ": its answer cannot be read"
	    : fault == SIM_FAULT_THROTTLED   ? ": told to wait"
	    : fault == SIM_FAULT_LATER       ? ": too late"
					     : ": credentials refused");
	dispatch->status = 200;
	switch (fault) {
	case SIM_FAULT_LOST_BEFORE: dispatch->rc = err_set(&dispatch->err, ERR_TRANSIENT, "no connection"); break;
	case SIM_FAULT_LOST_ON_WAY: dispatch->rc = err_set(&dispatch->err, ERR_IN_DOUBT, "no answer"); break;
	case SIM_FAULT_CREDENTIALS: dispatch->rc = err_set(&dispatch->err, ERR_CREDENTIALS, "refused"); break;
	case SIM_FAULT_THROTTLED:
		dispatch->rc = err_set(&dispatch->err, ERR_THROTTLED, "told to wait");
		dispatch->wait_s = 30;
		break;
	default: return true;
	}
	return false;
}

void answer_end(struct arena *arena, struct dispatch *dispatch, enum sim_fault fault, bool whole,
		const struct verdict *items, int count)
{
	size_t bytes = sizeof(struct answer) + (size_t)count * sizeof(items[0]);
	struct answer *answer = arena_alloc(arena, bytes);
	if (answer == NULL || fault == SIM_FAULT_LOST_ANSWER) {
		dispatch->rc = err_set(&dispatch->err, ERR_IN_DOUBT, "no answer");
		return;
	}
	answer->whole = whole;
	answer->count = count;
	memcpy(answer->items, items, (size_t)count * sizeof(items[0]));
	dispatch->rc = OK;
	dispatch->answer = (struct text){(const char *)answer, bytes};
	if (fault == SIM_FAULT_UNREADABLE)
		dispatch->answer = TEXT_LITERAL("?");
}
