/* Deliver: record, act, record.
 *
 * A file is composed and signed once, stored and committed; only then sent; then its answer is stored. What was sent
 * and not answered is in doubt, and the same bytes under the same name ask again: a CRA says whether it has them
 * (1001, 2116). When that does not tell all, the parts that are open go in a new file: lotes under their old sequences
 * (2117: it has them), requests as they are (2014, 2016, 2017: it has them). A file that never left is dropped when one
 * of its titles may not leave any more, and gives its numbers back. Requests (removals) have their own lane, ahead of
 * presentations. */
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/decide.h"
#include "flow/parcel.h"
#include "flow/verdict.h"
#include "store/event.h"
#include "store/finding.h"

struct delivery {
	struct flow *flow;
	struct arena *arena;
	const struct flow_account *account;
	struct lane lane;
	struct clock_now now;
	bool failed; /* back off */
};

static const char *const request_kinds[] = {"withdraw", "cancel", "authorise_cancel", "authorise_withdraw"};
static const char *const remessa_kinds[] = {"include"};

static const struct cra_window *window_of(const struct delivery *delivery)
{
	const struct profile *profile = delivery->account->at.profile;
	return strcmp(delivery->lane.name, "remessa") == 0 ? &profile->remessa_window : &profile->request_window;
}

/* When may the next file of a kind leave? */
static enum rc chance_of(const struct delivery *delivery, const char *kind, int *ret_sequence,
			 struct cra_chance *ret_chance, struct err *reterr)
{
	int used = 0;
	enum rc rc = message_count_of_day(delivery->flow->db, delivery->arena, delivery->account->id, kind,
					  delivery->now.today, &used, reterr);
	if (rc == OK)
		rc = cra_next_chance(window_of(delivery), delivery->now.today, delivery->now.minute, used, ret_chance,
				     reterr);
	if (rc == OK)
		*ret_sequence = used + 1;
	return rc;
}

static bool sooner(const struct cra_chance *a, const struct cra_chance *b)
{
	int order = date_compare(a->on, b->on);
	return order < 0 || (order == 0 && a->minute < b->minute);
}

/* Store a packed file: numbers, bytes, what it carries. In a transaction, under the lease. */
static enum rc store_packed(const struct delivery *delivery, const struct packed *packed, bool probe, int64_t *ret_id,
			    struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct message_entry entry = {.account_id = delivery->account->id,
				      .kind = packed->kind,
				      .file_name = packed->file_name,
				      .day = packed->day,
				      .sequence = packed->sequence,
				      .document = packed->document,
				      .signature = packed->signature};
	int64_t id = 0;
	enum rc rc = lane_hold(flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = message_prepare(flow->db, delivery->arena, &entry, &id, reterr);
	for (int i = 0; rc == OK && i < packed->letters_count; i++)
		rc = message_add_part(flow->db, id, "letter", packed->letters[i], reterr);
	for (int i = 0; rc == OK && i < packed->lotes_count; i++)
		rc = lote_add(flow->db, id, delivery->account->id, packed->lotes[i].comarca_ibge,
			      packed->lotes[i].sequence, reterr);
	for (int i = 0; rc == OK && i < packed->instructions.count; i++) {
		const struct instruction *instruction = &packed->instructions.at[i];
		struct invoice invoice;
		struct escalation escalation;
		rc = invoice_lock(flow->db, delivery->arena, instruction->invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = escalation_lock(flow->db, delivery->arena, instruction->escalation_id, &escalation,
					     reterr);
		if (rc == OK)
			rc = instruction_set_message(flow->db, instruction->id, id, reterr);
		if (rc == OK)
			rc = message_add_item(flow->db, id, instruction->id, reterr);
		if (rc != OK || probe || escalation.state != STATE_READY)
			continue;
		struct decide decide = {.flow = flow,
					.arena = delivery->arena,
					.invoice = &invoice,
					.escalation = &escalation,
					.message_id = id,
					.detail = packed->file_name};
		rc = decide_event(&decide, EVENT_QUEUED_IN_FILE, reterr);
	}
	if (rc == OK)
		*ret_id = id;
	return rc;
}

static enum rc commit_packed(const struct delivery *delivery, const struct packed *packed, bool probe, int64_t *ret_id,
			     struct err *reterr)
{
	fault_point(FAULT_deliver_signed);
	enum rc rc = db_begin(delivery->flow->db, reterr);
	if (rc == OK)
		rc = db_end(delivery->flow->db, store_packed(delivery, packed, probe, ret_id, reterr), reterr);
	if (rc == OK)
		fault_point(FAULT_deliver_prepared);
	return rc;
}

/* May the file leave? Not when one of its instructions is not wanted any more, nor when its day or window has gone. */
static bool may_leave(const struct delivery *delivery, const struct verdict_work *work, const enum state *states)
{
	const struct cra_window *window = window_of(delivery);
	if (date_compare(work->message->day, delivery->now.today) != 0 || delivery->now.minute < window->from_minute ||
	    delivery->now.minute >= window->to_minute)
		return false;
	for (int i = 0; i < work->instructions.count; i++)
		if (!parcel_is_wanted(work->instructions.at[i].kind, states[i]))
			return false;
	return true;
}

/* The last look before anything leaves (REsp 1.063.474: payment is looked up again), and the note that it does. */
static enum rc start_sending(struct delivery *delivery, struct verdict_work *work, bool *ret_go, struct err *reterr)
{
	struct db *db = delivery->flow->db;
	enum state *states = NULL;
	enum rc rc = lane_hold(db, &delivery->lane, reterr);
	if (rc == OK) /* the day may have ended since the file was built */
		rc = clock_now(db, &delivery->now, reterr);
	if (rc == OK)
		rc = verdict_load(work, reterr);
	if (rc == OK) {
		states = arena_array(delivery->arena, (size_t)work->instructions.count, sizeof(*states));
		rc = states != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory to look at a file again");
	}
	bool first = true;
	for (int i = 0; rc == OK && i < work->instructions.count; i++) {
		struct escalation escalation;
		rc = escalation_lock(db, delivery->arena, work->instructions.at[i].escalation_id, &escalation, reterr);
		if (rc == OK)
			states[i] = escalation.state;
		first = first && strcmp(work->instructions.at[i].state, "prepared") == 0;
	}
	bool go = rc == OK && (!first || may_leave(delivery, work, states));
	if (rc == OK && !go)
		rc = verdict_drop(work, reterr);
	for (int i = 0; go && rc == OK && i < work->instructions.count; i++)
		if (strcmp(work->instructions.at[i].state, "prepared") == 0)
			rc = instruction_set_state(db, work->instructions.at[i].id, "sent", NULL, NULL, reterr);
	if (rc == OK && go)
		rc = message_set_state(db, work->message->id, "sending", NULL, reterr);
	*ret_go = go;
	return rc;
}

/* Nothing left: the file waits as it is for the next try. */
static enum rc not_sent(struct verdict_work *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = message_set_state(db, work->message->id, "prepared", NULL, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++)
		if (strcmp(work->instructions.at[i].state, "sent") == 0)
			rc = instruction_set_state(db, work->instructions.at[i].id, "prepared", NULL, NULL, reterr);
	return rc;
}

/* What came of the exchange, in one transaction: the answer's bytes and what they mean. */
static enum rc record_answer(struct delivery *delivery, struct verdict_work *work, enum rc sent, struct text answer,
			     struct err *cause, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	bool left_before = strcmp(work->message->state, "prepared") != 0;
	struct verdicts verdicts = {.whole_file = true};
	enum rc rc = lane_hold(flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = verdict_load(work, reterr); /* "sent" now; a confirmação may have been faster */
	if (rc == OK && sent == OK)
		rc = message_add_part(flow->db, work->message->id, "answer", answer, reterr);
	if (rc != OK)
		return rc;
	if (sent == OK)
		sent = delivery->account->channel->interpret(delivery->arena, &delivery->account->at,
							     work->message->kind, answer, &verdicts, cause);
	if (sent == OK)
		return verdict_apply(work, &verdicts, reterr);
	delivery->failed = true;
	if (sent == ERR_CREDENTIALS) {
		struct verdict verdict = {.class = VERDICT_CREDENTIALS};
		(void)text_copy(text_of("HTTP"), verdict.code, sizeof(verdict.code));
		(void)text_copy(text_of("user or password refused"), verdict.words, sizeof(verdict.words));
		verdicts = (struct verdicts){.whole_file = true, .items = &verdict, .count = 1};
		return verdict_apply(work, &verdicts, reterr);
	}
	if (sent == ERR_UNREADABLE) {
		rc = finding_open(
			flow->db,
			&(struct finding){
				.kind = "unreadable",
				.message_id = work->message->id,
				.account_id = delivery->account->id,
				.words = "The answer to this file cannot be understood; it is kept as it came."},
			reterr);
		return rc == OK ? verdict_doubt(work, reterr) : rc;
	}
	bool nothing_left = sent == ERR_TRANSIENT || sent == ERR_THROTTLED;
	return nothing_left && !left_before ? not_sent(work, reterr) : verdict_doubt(work, reterr);
}

static void log_delivery(const struct delivery *delivery, const struct message *message, enum rc sent,
			 const struct err *cause)
{
	const struct log_field *fields = LOG_FIELDS({"STAGE", "deliver"}, {"ACCOUNT", delivery->lane.account},
						    {"FILE_NAME", message->file_name}, {"OUTCOME", rc_name(sent)});
	if (sent == OK)
		log_line(LOG_INFO, fields, "answered");
	else
		log_error(cause, LOG_WARNING, fields);
}

static enum rc put_off(struct delivery *delivery, const char *kind, struct err *reterr)
{
	struct cra_chance chance;
	int sequence = 0;
	enum rc rc = chance_of(delivery, kind, &sequence, &chance, reterr);
	if (rc != OK)
		return rc;
	const struct cra_window *window = window_of(delivery);
	if (chance.now) /* the counterparty's window is not ours: try again in the next of ours */
		rc = cra_next_chance(window, delivery->now.today, window->to_minute, 0, &chance, reterr);
	return rc == OK ? lane_not_before(delivery->flow->db, &delivery->lane, chance.on, chance.minute, reterr) : rc;
}

static enum rc ask_apart(struct delivery *delivery, const struct verdict_work *work, struct err *reterr);

static enum rc send_message(struct delivery *delivery, const struct message *message, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct verdict_work work = {.flow = flow,
				    .arena = delivery->arena,
				    .account = delivery->account,
				    .message = message,
				    .today = delivery->now.today};
	bool go = false;
	enum rc rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, start_sending(delivery, &work, &go, reterr), reterr);
	if (rc != OK || !go)
		return rc;
	fault_point(FAULT_deliver_sending);
	struct text document;
	struct text answer = {"", 0};
	struct err cause = {.code = OK};
	rc = message_part(flow->db, delivery->arena, message->id, "document", &document, reterr);
	if (rc != OK)
		return rc;
	enum rc sent = delivery->account->channel->deliver(delivery->arena, &delivery->account->at, message->kind,
							   message->file_name, document, &answer, &cause);
	fault_point(FAULT_deliver_answered);
	struct message counted = *message;
	counted.attempts++;
	work.message = &counted;
	rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, record_answer(delivery, &work, sent, answer, &cause, reterr), reterr);
	log_delivery(delivery, message, cause.code != OK ? cause.code : sent, &cause);
	if (rc != OK)
		return rc;
	fault_point(FAULT_deliver_recorded);
	if (work.later)
		rc = put_off(delivery, message->kind, reterr);
	if (rc == OK && work.apart)
		rc = ask_apart(delivery, &work, reterr);
	delivery->failed = delivery->failed || work.again;
	return rc;
}

/* What of the message no answer has named, and the sequences that its lotes go by. */
static enum rc list_open(const struct delivery *delivery, const struct verdict_work *work,
			 struct instruction_list *ret_open, struct parcel_lote **ret_known, struct err *reterr)
{
	struct parcel_lote *known = arena_array(delivery->arena, (size_t)work->lotes_count + 1, sizeof(*known));
	struct instruction_list open = {.count = 0};
	open.at = arena_array(delivery->arena, (size_t)work->instructions.count, sizeof(*open.at));
	if (known == NULL || open.at == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to ask for the parts of a file");
	for (int i = 0; i < work->lotes_count; i++) {
		(void)text_copy(text_of(work->lotes[i].comarca_ibge), known[i].comarca_ibge,
				sizeof(known[i].comarca_ibge));
		known[i].sequence = work->lotes[i].sequence;
	}
	for (int i = 0; i < work->instructions.count; i++)
		if (strcmp(work->instructions.at[i].state, "accepted") != 0 &&
		    strcmp(work->instructions.at[i].state, "rejected") != 0)
			open.at[open.count++] = work->instructions.at[i];
	*ret_open = open;
	*ret_known = known;
	return OK;
}

static enum rc store_apart(const struct delivery *delivery, const struct verdict_work *work,
			   const struct packed *packed, struct err *reterr)
{
	struct db *db = delivery->flow->db;
	int64_t id = 0;
	enum rc rc = lote_set_state(db, work->message->id, NULL, "moved", NULL, reterr);
	if (rc == OK)
		rc = message_set_state(db, work->message->id, "answered", NULL, reterr);
	return rc == OK ? store_packed(delivery, packed, true, &id, reterr) : rc;
}

/* A file of which the counterparty tells no more: its open parts go in a new one, lotes under the same sequences. What
 * was taken answers that it is there and is not taken again; what was not is taken now. */
static enum rc ask_apart(struct delivery *delivery, const struct verdict_work *work, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct cra_chance chance;
	int sequence = 0;
	enum rc rc = chance_of(delivery, work->message->kind, &sequence, &chance, reterr);
	if (rc != OK)
		return rc;
	if (!chance.now)
		return lane_not_before(flow->db, &delivery->lane, chance.on, chance.minute, reterr);
	struct instruction_list open;
	struct parcel_lote *known = NULL;
	struct packed packed;
	rc = list_open(delivery, work, &open, &known, reterr);
	if (rc == OK)
		rc = parcel_pack(flow, delivery->arena, delivery->account, &open, known, work->lotes_count,
				 &delivery->now, sequence, &packed, reterr);
	if (rc == OK)
		rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, store_apart(delivery, work, &packed, reterr), reterr);
	if (rc == OK)
		fault_point(FAULT_deliver_asked_apart);
	return rc;
}

/* One that cannot be written for this counterparty leaves the others' way and goes to a person. */
static enum rc set_aside(const struct delivery *delivery, const struct instruction *instruction,
			 const struct err *cause, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	bool include = strcmp(instruction->kind, "include") == 0;
	const char *words = arena_printf(delivery->arena, "It cannot be written for this counterparty: %.60s %.300s",
					 cause->field, cause->words);
	struct invoice invoice;
	struct escalation escalation;
	enum rc rc = lane_hold(flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = invoice_lock(flow->db, delivery->arena, instruction->invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock(flow->db, delivery->arena, instruction->escalation_id, &escalation, reterr);
	if (rc == OK)
		rc = instruction_set_state(flow->db, instruction->id, include ? "superseded" : "rejected", NULL, words,
					   reterr);
	if (rc == OK)
		rc = finding_open(flow->db,
				  &(struct finding){.kind = "cannot_be_written",
						    .escalation_id = escalation.id,
						    .account_id = delivery->account->id,
						    .words = words},
				  reterr);
	if (rc != OK || !include || escalation.state != STATE_READY)
		return rc;
	struct decide decide = {.flow = flow,
				.arena = delivery->arena,
				.invoice = &invoice,
				.escalation = &escalation,
				.detail = words};
	return decide_event(&decide, EVENT_REFUSED_BY_RULE, reterr);
}

/* A file could not be packed because of what is in it: find which one by packing each alone. */
static enum rc find_and_set_aside(struct delivery *delivery, const struct instruction_list *waiting, int sequence,
				  struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < waiting->count; i++) {
		struct instruction_list alone = {&waiting->at[i], 1};
		struct packed packed;
		struct err cause;
		rc = parcel_pack(delivery->flow, delivery->arena, delivery->account, &alone, NULL, 0, &delivery->now,
				 sequence, &packed, &cause);
		if (rc_group(rc) == RC_GROUP_INPUT) {
			log_error(&cause, LOG_ERR,
				  LOG_FIELDS({"STAGE", "deliver"}, {"ACCOUNT", delivery->lane.account}));
			rc = db_begin(delivery->flow->db, reterr);
			if (rc == OK)
				rc = db_end(delivery->flow->db, set_aside(delivery, &waiting->at[i], &cause, reterr),
					    reterr);
		} else if (rc != OK && reterr != NULL) {
			*reterr = cause;
		}
	}
	return rc;
}

static enum rc build_file(struct delivery *delivery, const struct instruction_list *waiting, int sequence,
			  bool *ret_built, struct err *reterr)
{
	struct packed packed;
	int64_t id = 0;
	enum rc rc = parcel_pack(delivery->flow, delivery->arena, delivery->account, waiting, NULL, 0, &delivery->now,
				 sequence, &packed, reterr);
	if (rc_group(rc) == RC_GROUP_INPUT)
		return find_and_set_aside(delivery, waiting, sequence, reterr);
	if (rc == OK)
		rc = commit_packed(delivery, &packed, false, &id, reterr);
	*ret_built = rc == OK;
	return rc;
}

/* Build the next file of the first kind that has something waiting and a chance now. */
static enum rc build_next(struct delivery *delivery, bool *ret_built, struct err *reterr)
{
	bool remessa = strcmp(delivery->lane.name, "remessa") == 0;
	const char *const *kinds = remessa ? remessa_kinds : request_kinds;
	size_t count = remessa ? ARRAY_LEN(remessa_kinds) : ARRAY_LEN(request_kinds);
	struct cra_chance next = {.on = DATE_NONE};
	for (size_t i = 0; i < count; i++) {
		struct instruction_list waiting;
		struct cra_chance chance = {.now = false};
		int sequence = 0;
		enum rc rc = instruction_waiting(delivery->flow->db, delivery->arena, delivery->account->id, kinds[i],
						 LIMIT_TITLES_PER_MESSAGE, &waiting, reterr);
		if (rc == OK && waiting.count > 0)
			rc = chance_of(delivery, parcel_kind(kinds[i]), &sequence, &chance, reterr);
		if (rc != OK)
			return rc;
		if (waiting.count == 0)
			continue;
		if (chance.now)
			return build_file(delivery, &waiting, sequence, ret_built, reterr);
		if (date_is_none(next.on) || sooner(&chance, &next))
			next = chance;
	}
	return date_is_none(next.on)
		       ? OK
		       : lane_not_before(delivery->flow->db, &delivery->lane, next.on, next.minute, reterr);
}

/* One file of a claimed lane: what is under way first, else a new one. */
static enum rc run_lane(struct delivery *delivery, struct err *reterr)
{
	struct message message;
	enum rc rc = clock_now(delivery->flow->db, &delivery->now, reterr);
	if (rc == OK)
		rc = message_under_way(delivery->flow->db, delivery->arena, delivery->account->id, delivery->lane.name,
				       &message, reterr);
	if (rc == ERR_NOT_FOUND) {
		bool built = false;
		rc = build_next(delivery, &built, reterr);
		if (rc == OK && built)
			rc = message_under_way(delivery->flow->db, delivery->arena, delivery->account->id,
					       delivery->lane.name, &message, reterr);
		if (rc != OK || !built)
			return rc;
	}
	return rc == OK ? send_message(delivery, &message, reterr) : rc;
}

static enum rc deliver_lane(struct flow *flow, const char *name, int *done, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct delivery delivery = {.flow = flow, .arena = arena};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to deliver");
	enum rc rc = lane_claim(flow->db, arena, name, flow->actor, flow->settings->lease_s, &delivery.lane, reterr);
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	fault_point(FAULT_deliver_claimed);
	(*done)++;
	delivery.account = flow_account_by_id(flow, delivery.lane.account_id);
	bool missing = delivery.account == NULL;
	rc = missing ? flow_account_is_missing(flow, &delivery.lane, reterr) : run_lane(&delivery, reterr);
	delivery.failed = delivery.failed || missing;
	if (rc == ERR_LEASE_LOST || db_is_broken(flow->db))
		return rc;
	enum rc released = lane_release(flow->db, &delivery.lane, rc != OK || delivery.failed, FLOW_BACKOFF_MS,
					rc == OK ? reterr : NULL);
	return rc == OK ? released : rc;
}

enum rc flow_deliver(struct flow *flow, int *done, struct err *reterr)
{
	enum rc rc = deliver_lane(flow, "requests", done, reterr);
	return rc == OK ? deliver_lane(flow, "remessa", done, reterr) : rc;
}
