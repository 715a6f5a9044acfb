/* Cases in memory: escalations and their only way to move, decisions, events, findings. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

struct escalation_row *escalation_row(struct db *db, int64_t id)
{
	assert(id >= 1 && id <= db->is.escalations);
	return &db->escalations[id - 1];
}

static void read_escalation(const struct db *db, const struct escalation_row *row, struct escalation *out)
{
	*out = row->is;
	out->timer_due = row->due_at <= db->now_s;
}

enum rc escalation_open(struct db *db, struct arena *arena, int64_t invoice_id, int64_t person_id, int64_t account_id,
			const char *channel, const char *step, const char *actor, struct escalation *ret_escalation,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	for (int i = 0; i < db->is.escalations; i++) {
		const struct escalation *other = &db->escalations[i].is;
		if (other->invoice_id == invoice_id && other->person_id == person_id &&
		    strcmp(other->channel, channel) == 0)
			return memory_broken(db, "store: a second escalation of one debt, person and channel (%s)",
					     channel);
	}
	struct escalation_row *row = NEW_ROW(db, escalations, ESCALATIONS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct escalation_row){.is = {.id = db->is.escalations,
					      .invoice_id = invoice_id,
					      .person_id = person_id,
					      .account_id = account_id,
					      .machine = machine_of_channel(channel),
					      .state = STATE_DRAFT,
					      .protocol_on = DATE_NONE,
					      .visible_on = DATE_NONE,
					      .timer_event = EVENT_COUNT},
				       .due_at = NEVER,
				       .opened_on = day_of(db->now_s)};
	(void)text_copy(text_of(channel), row->is.channel, sizeof(row->is.channel));
	(void)text_copy(text_of(step), row->step, sizeof(row->step));
	mix(db, "#%lld %s of invoice %lld and person %lld is opened by %s", (long long)row->is.id, channel,
	    (long long)invoice_id, (long long)person_id, actor);
	read_escalation(db, row, ret_escalation);
	return OK;
}

enum rc escalation_lock(struct db *db, struct arena *arena, int64_t id, struct escalation *ret_escalation,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	read_escalation(db, escalation_row(db, id), ret_escalation);
	return OK;
}

static enum rc list(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel, bool live,
		    struct escalation_list *ret_list, struct err *reterr)
{
	alive(db, reterr);
	struct escalation_list found = {.at = arena_array(arena, (size_t)db->is.escalations + 1, sizeof(*found.at))};
	if (found.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for escalations");
	for (int i = 0; i < db->is.escalations; i++) {
		const struct escalation_row *row = &db->escalations[i];
		if (row->is.invoice_id == invoice_id && (channel == NULL || strcmp(row->is.channel, channel) == 0) &&
		    (!live || state_phase(row->is.state) != PHASE_ended))
			read_escalation(db, row, &found.at[found.count++]);
	}
	*ret_list = found;
	return OK;
}

enum rc escalation_lock_live(struct db *db, struct arena *arena, int64_t invoice_id, struct escalation_list *ret_list,
			     struct err *reterr)
{
	return list(db, arena, invoice_id, NULL, true, ret_list, reterr);
}

enum rc escalation_lock_all(struct db *db, struct arena *arena, int64_t invoice_id, struct escalation_list *ret_list,
			    struct err *reterr)
{
	return list(db, arena, invoice_id, NULL, false, ret_list, reterr);
}

enum rc escalation_lock_of_channel(struct db *db, struct arena *arena, int64_t invoice_id, const char *channel,
				   struct escalation_list *ret_list, struct err *reterr)
{
	return list(db, arena, invoice_id, channel, false, ret_list, reterr);
}

enum rc escalation_steps(struct db *db, struct arena *arena, int64_t invoice_id, struct taken_step **ret_steps,
			 int *ret_count, struct err *reterr)
{
	alive(db, reterr);
	struct taken_step *steps = arena_array(arena, ESCALATIONS_MAX, sizeof(*steps));
	int count = 0;
	if (steps == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for steps");
	for (int i = 0; i < db->is.escalations; i++) {
		const struct escalation_row *row = &db->escalations[i];
		bool known = row->is.invoice_id != invoice_id;
		for (int j = 0; j < count; j++)
			known = known || (strcmp(steps[j].channel, row->is.channel) == 0 &&
					  strcmp(steps[j].step, row->step) == 0);
		if (!known)
			steps[count++] = (struct taken_step){row->is.channel, row->step, row->opened_on};
	}
	*ret_steps = steps;
	*ret_count = count;
	return OK;
}

static bool waits_for_checks(const struct db *db, const struct escalation_row *row)
{
	(void)db;
	return row->is.state == STATE_CHECKING;
}

static bool timer_is_due(const struct db *db, const struct escalation_row *row)
{
	return row->due_at <= db->now_s;
}

static enum rc ids(struct db *db, struct arena *arena, bool (*meant)(const struct db *, const struct escalation_row *),
		   int limit, struct escalation_ids *ret_ids, struct err *reterr)
{
	alive(db, reterr);
	struct escalation_ids found = {.count = 0};
	found.at = arena_array(arena, (size_t)db->is.escalations + 1, sizeof(*found.at));
	if (found.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for escalations");
	for (int i = 0; i < db->is.escalations && found.count < limit; i++) {
		const struct escalation_row *row = &db->escalations[i];
		if (!meant(db, row))
			continue;
		found.at[found.count].invoice_id = row->is.invoice_id;
		found.at[found.count++].id = row->is.id;
	}
	*ret_ids = found;
	return OK;
}

enum rc escalation_checking(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
			    struct err *reterr)
{
	return ids(db, arena, waits_for_checks, limit, ret_ids, reterr);
}

enum rc escalation_due(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
		       struct err *reterr)
{
	return ids(db, arena, timer_is_due, limit, ret_ids, reterr);
}

static bool is_undecided(const struct db *db, const struct escalation_row *row)
{
	bool near = false;
	bool open = false;
	bool late = false;
	struct date today = day_of(db->now_s);
	enum state state = row->is.state;
	if (state != STATE_PROTOCOLLED && state != STATE_NOTIFYING && state != STATE_NOTIFIED &&
	    state != STATE_PAY_PENDING)
		return false;
	for (int i = 0; i < db->is.deadlines; i++) {
		const struct deadline_full *deadline = &db->deadlines[i];
		bool gone = date_compare(deadline->is.days.due_on, today) < 0;
		bool here = date_compare(deadline->is.days.due_on, today) == 0;
		if (deadline->is.escalation_id != row->is.id || deadline->met || deadline->dropped || deadline->done)
			continue;
		open = open || deadline->is.deadline == DEADLINE_DISPUTE;
		late = late || (deadline->is.deadline == DEADLINE_DISPUTE && gone);
		near = near || (deadline->is.deadline == DEADLINE_TRIDUO && (gone || here));
	}
	return open && (late || near);
}

enum rc escalation_undecided(struct db *db, struct arena *arena, int limit, struct escalation_ids *ret_ids,
			     struct err *reterr)
{
	return ids(db, arena, is_undecided, limit, ret_ids, reterr);
}

/* The foreign key of event: only a row of the lifecycle, of the machine of its channel, from where the case is. */
enum rc escalation_move(struct db *db, struct escalation *escalation, const struct transition *row,
			const struct step_origin *origin, struct err *reterr)
{
	alive(db, reterr);
	struct escalation_row *own = escalation_row(db, escalation->id);
	const struct transition *known = NULL;
	if (row->machine != own->is.machine || row->from != own->is.state ||
	    lifecycle_step(own->is.machine, own->is.state, row->event, &known, NULL) != OK || known->to != row->to)
		return memory_broken(db, "chain: %s is no step from %s (case %lld)", event_name(row->event),
				     state_name(own->is.state), (long long)escalation->id);
	if (own->is.state != escalation->state || own->is.event_seq != escalation->event_seq)
		return memory_broken(db, "chain: case %lld is moved from where it is not any more",
				     (long long)escalation->id);
	keep(db, own, sizeof(*own));
	own->is.state = row->to;
	own->is.event_seq++;
	mix(db, "#%lld %s: %s -> %s by %s%s%s", (long long)own->is.id, event_name(row->event), state_name(row->from),
	    state_name(row->to), origin->actor, origin->detail != NULL ? ", " : "",
	    origin->detail != NULL ? origin->detail : "");
	escalation->state = row->to;
	escalation->event_seq++;
	return OK;
}

enum rc escalation_set_protocol(struct db *db, struct escalation *escalation, const char *notary, const char *protocol,
				struct date protocol_on, struct err *reterr)
{
	alive(db, reterr);
	struct escalation *own = &escalation_row(db, escalation->id)->is;
	keep(db, own, sizeof(*own));
	(void)text_copy(text_of(notary), own->notary, sizeof(own->notary));
	(void)text_copy(text_of(protocol), own->protocol, sizeof(own->protocol));
	own->protocol_on = escalation->protocol_on = protocol_on;
	memcpy(escalation->notary, own->notary, sizeof(own->notary));
	memcpy(escalation->protocol, own->protocol, sizeof(own->protocol));
	return OK;
}

/* No promise rests on it. */
enum rc escalation_set_fee_mode(struct db *db, const struct escalation *escalation, const char *fee_mode,
				struct err *reterr)
{
	(void)escalation;
	alive(db, reterr);
	return fee_mode[0] != '\0' ? OK : memory_broken(db, "store: no mode of fees");
}

enum rc escalation_set_comarca(struct db *db, struct escalation *escalation, const char *comarca_ibge,
			       struct err *reterr)
{
	alive(db, reterr);
	struct escalation *own = &escalation_row(db, escalation->id)->is;
	if (strlen(comarca_ibge) != 7)
		return memory_broken(db, "store: \"%s\" is no comarca", comarca_ibge);
	keep(db, own, sizeof(*own));
	(void)text_copy(text_of(comarca_ibge), own->comarca_ibge, sizeof(own->comarca_ibge));
	memcpy(escalation->comarca_ibge, own->comarca_ibge, sizeof(own->comarca_ibge));
	return OK;
}

enum rc escalation_taxid(struct db *db, struct arena *arena, const struct escalation *escalation,
			 const char **ret_taxid, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_taxid = db->persons[escalation->person_id - 1];
	return OK;
}

enum rc escalation_same_contract(struct db *db, struct arena *arena, const struct escalation *escalation,
				 const char *contract, bool *ret_same, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_same = false;
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		const struct escalation_row *other = escalation_row(db, row->is.escalation_id);
		*ret_same = *ret_same ||
			    (row->account_id == escalation->account_id && strcmp(row->is.contract, contract) == 0 &&
			     other->is.person_id == escalation->person_id && other->is.id != escalation->id &&
			     strcmp(row->is.kind, "include") == 0 && row->outcome[0] == '\0' &&
			     strcmp(row->is.state, "superseded") != 0 && strcmp(row->is.state, "rejected") != 0);
	}
	return OK;
}

enum rc escalation_same_title(struct db *db, struct arena *arena, const struct escalation *escalation, bool *ret_live,
			      bool *ret_protested, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	const struct invoice *own = &invoice_row(db, escalation->invoice_id)->is;
	*ret_live = *ret_protested = false;
	for (int i = 0; i < db->is.instructions; i++) {
		const struct instruction_row *row = &db->instructions[i];
		const struct escalation *other = &escalation_row(db, row->is.escalation_id)->is;
		const struct invoice *invoice = &invoice_row(db, other->invoice_id)->is;
		if (strcmp(row->is.kind, "include") != 0 || other->machine != MACHINE_PROTEST ||
		    other->person_id != escalation->person_id || strcmp(invoice->number, own->number) != 0 ||
		    strcmp(invoice->species, own->species) != 0 || invoice->due_on.day != own->due_on.day)
			continue;
		*ret_live = *ret_live || (row->outcome[0] == '\0' && strcmp(row->is.state, "superseded") != 0 &&
					  strcmp(row->is.state, "rejected") != 0 && other->id != escalation->id);
		*ret_protested = *ret_protested || (strcmp(row->outcome, "protested") == 0 && !row->cancelled);
	}
	return OK;
}

/* When things were recorded is for people. */
enum rc origin_read(struct db *db, struct arena *arena, int64_t invoice_id, int64_t account_id,
		    struct origin *ret_origin, struct err *reterr)
{
	(void)arena;
	(void)invoice_id;
	(void)account_id;
	alive(db, reterr);
	*ret_origin = (struct origin){.invoice_at = "2026-01-05T03:00:00Z"};
	return OK;
}

enum rc escalation_set_listed(struct db *db, struct escalation *escalation, struct date visible_on, struct err *reterr)
{
	alive(db, reterr);
	struct escalation *own = &escalation_row(db, escalation->id)->is;
	keep(db, own, sizeof(*own));
	own->visible_on = escalation->visible_on = visible_on;
	return OK;
}

enum rc escalation_set_remote_key(struct db *db, struct escalation *escalation, const char *remote_key,
				  struct err *reterr)
{
	alive(db, reterr);
	struct escalation *own = &escalation_row(db, escalation->id)->is;
	keep(db, own, sizeof(*own));
	(void)text_copy(text_of(remote_key), own->remote_key, sizeof(own->remote_key));
	memcpy(escalation->remote_key, own->remote_key, sizeof(own->remote_key));
	return OK;
}

static enum rc set_timer(struct db *db, int64_t id, enum event event, int64_t due_at, struct err *reterr)
{
	alive(db, reterr);
	struct escalation_row *own = escalation_row(db, id);
	keep(db, own, sizeof(*own));
	own->is.timer_event = event;
	own->due_at = due_at;
	return OK;
}

enum rc escalation_timer_on(struct db *db, int64_t id, enum event event, struct date on, struct err *reterr)
{
	return set_timer(db, id, event, local_s(on, 0), reterr);
}

enum rc escalation_timer_in(struct db *db, int64_t id, enum event event, int minutes, struct err *reterr)
{
	return set_timer(db, id, event, db->now_s + (int64_t)minutes * 60, reterr);
}

enum rc escalation_timer_off(struct db *db, int64_t id, struct err *reterr)
{
	return set_timer(db, id, EVENT_COUNT, NEVER, reterr);
}

enum rc decision_record(struct db *db, struct arena *arena, int64_t escalation_id, const char *outcome,
			const char *rule_book, struct text reasons, struct text facts, int64_t *ret_id,
			struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	if (rule_book[0] == '\0' || facts.len == 0)
		return memory_broken(db, "store: a decision without its rule book or its facts");
	struct decision_row *row = NEW_ROW(db, decisions, DECISIONS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct decision_row){.escalation_id = escalation_id, .at = db->now_s};
	(void)text_copy(text_of(outcome), row->outcome, sizeof(row->outcome));
	if (reasons.len == 0)
		return memory_broken(db, "store: a decision without its reasons");
	*ret_id = db->is.decisions;
	return OK;
}

enum rc event_tell(struct db *db, const struct happening *happening, struct err *reterr)
{
	alive(db, reterr);
	mix(db, "%s%s%s by %s%s%s", happening->what, happening->escalation_id != 0 ? " of case #" : "",
	    happening->escalation_id != 0 ? (char[]){(char)('0' + happening->escalation_id % 10), '\0'} : "",
	    happening->actor, happening->detail != NULL ? ", " : "",
	    happening->detail != NULL ? happening->detail : "");
	return OK;
}

enum rc finding_open(struct db *db, const struct finding *finding, struct err *reterr)
{
	alive(db, reterr);
	for (int i = 0; i < db->is.findings; i++) {
		const struct finding_row *row = &db->findings[i];
		if (!row->closed && row->escalation_id == finding->escalation_id &&
		    row->message_id == finding->message_id && row->account_id == finding->account_id &&
		    strcmp(row->kind, finding->kind) == 0 && strcmp(row->words, finding->words) == 0)
			return OK;
	}
	struct finding_row *row = NEW_ROW(db, findings, FINDINGS_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct finding_row){.escalation_id = finding->escalation_id,
				    .message_id = finding->message_id,
				    .account_id = finding->account_id,
				    .words = heap_str(db, finding->words)};
	(void)text_copy(text_of(finding->kind), row->kind, sizeof(row->kind));
	mix(db, "%s%lld finding %s: %s", finding->escalation_id != 0 ? "#" : "account ",
	    (long long)(finding->escalation_id != 0 ? finding->escalation_id : finding->account_id), finding->kind,
	    finding->words);
	return OK;
}

enum rc finding_close_of(struct db *db, int64_t escalation_id, const char *by, struct err *reterr)
{
	(void)by;
	alive(db, reterr);
	for (int i = 0; i < db->is.findings; i++) {
		struct finding_row *row = &db->findings[i];
		if (row->escalation_id != escalation_id || row->closed)
			continue;
		keep(db, row, sizeof(*row));
		row->closed = true;
	}
	return OK;
}
