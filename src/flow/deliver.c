/* Deliver: record, act, record.
 *
 * A message is composed and signed once, stored and committed; only then sent; then its answer is stored. What was sent
 * and not answered is in doubt, and how that is resolved depends on the counterparty: files.c and calls.c. A message
 * that never left is dropped when something in it may not leave any more, and gives its numbers back. Requests
 * (removals) have their own lane, ahead of presentations, and a worker of their own. */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/decide.h"
#include "flow/delivery.h"
#include "store/creditor.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/hold.h"

/* The header of a file in columns is its record 1. */
#define FIRST_RECORD 2

enum rc delivery_store(const struct delivery *delivery, const struct packed *packed, bool probe, int64_t *ret_id,
		       struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct message_entry entry = {.account_id = delivery->account->id,
				      .kind = packed->kind,
				      .lane = delivery->lane.name,
				      .file_name = packed->file_name[0] != '\0' ? packed->file_name : NULL,
				      .day = packed->day,
				      .sequence = packed->sequence,
				      .document = packed->document,
				      .signature = packed->signature};
	int64_t id = 0;
	enum rc rc = lane_hold(flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = message_prepare(flow->db, delivery->arena, &entry, &id, reterr);
	for (int i = 0; rc == OK && i < packed->letters_count; i++)
		rc = message_add_letter(flow->db, id, packed->instructions.at[i].id, packed->letters[i], reterr);
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
			rc = message_add_item(flow->db, id, instruction->id,
					      delivery->traits->one_lane ? i + FIRST_RECORD : 0, reterr);
		if (rc != OK || probe || escalation.state != STATE_READY)
			continue;
		struct decide decide = {.flow = flow,
					.arena = delivery->arena,
					.invoice = &invoice,
					.escalation = &escalation,
					.message_id = id,
					.detail = packed->file_name[0] != '\0' ? packed->file_name : packed->kind};
		rc = decide_event(&decide, EVENT_QUEUED_IN_FILE, reterr);
	}
	if (rc == OK)
		*ret_id = id;
	return rc;
}

/* Is everything that it asks still wanted? */
static bool is_wanted(const struct verdict_work *work, const enum state *states)
{
	for (int i = 0; i < work->instructions.count; i++)
		if (!parcel_is_wanted(work->instructions.at[i].kind, states[i]))
			return false;
	return true;
}

/* An inclusion in doubt whose debt has been paid meanwhile is not asked for again: it is taken back instead. */
static bool is_recalled(const struct verdict_work *work, const enum state *states)
{
	return work->instructions.count == 1 && states[0] == STATE_RECALL_ARMED &&
	       work->instructions.at[0].contract[0] != '\0';
}

enum rc delivery_start(struct delivery *delivery, struct verdict_work *work,
		       bool (*in_time)(const struct delivery *delivery, const struct verdict_work *work), bool *ret_go,
		       struct err *reterr)
{
	struct db *db = delivery->flow->db;
	enum state *states = NULL;
	enum rc rc = lane_hold(db, &delivery->lane, reterr);
	if (rc == OK) /* the day may have ended since it was built */
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
	bool recalled = rc == OK && !first && is_recalled(work, states);
	bool held = false;
	if (rc == OK && first)
		rc = hold_in_message(db, delivery->arena, work->message->id, &held, reterr);
	bool go = rc == OK && !recalled && (!first || (!held && is_wanted(work, states) && in_time(delivery, work)));
	if (rc == OK && recalled)
		rc = verdict_recall(work, reterr);
	else if (rc == OK && !go)
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

enum rc delivery_record(struct delivery *delivery, struct verdict_work *work, struct dispatch *dispatch,
			struct err *reterr)
{
	enum rc sent = dispatch->rc;
	struct flow *flow = delivery->flow;
	bool left_before = strcmp(work->message->state, "prepared") != 0;
	struct verdicts verdicts = {.whole_file = true};
	enum rc rc = lane_hold(flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = verdict_load(work, reterr); /* "sent" now; a confirmação may have been faster */
	if (rc == OK && sent == OK)
		rc = message_add_part(flow->db, work->message->id, "answer", dispatch->answer, reterr);
	if (rc == OK && dispatch->status != 0)
		rc = message_set_status(flow->db, work->message->id, dispatch->status, reterr);
	if (rc != OK)
		return rc;
	if (sent == OK)
		sent = dispatch->rc = delivery->account->channel->interpret(
			delivery->arena, &delivery->account->at, work->message->kind, dispatch->status,
			dispatch->answer, &verdicts, &dispatch->err);
	if (sent == OK)
		return verdict_apply(work, &verdicts, reterr);
	delivery->failed = true;
	if (sent == ERR_CREDENTIALS) {
		struct verdict verdict = {.class = VERDICT_CREDENTIALS};
		const struct err *cause = &dispatch->err;
		bool told = cause->code != OK && cause->words[0] != '\0';
		(void)snprintf(verdict.code, sizeof(verdict.code), "%.23s", told ? cause->remote : "");
		(void)snprintf(verdict.words, sizeof(verdict.words), "%.299s",
			       told ? cause->words : "user or password refused");
		verdicts = (struct verdicts){.whole_file = true, .items = &verdict, .count = 1};
		return verdict_apply(work, &verdicts, reterr);
	}
	if (sent == ERR_UNREADABLE) {
		rc = finding_open(flow->db,
				  &(struct finding){.kind = "unreadable",
						    .message_id = work->message->id,
						    .account_id = delivery->account->id,
						    .words = "An answer cannot be understood; it is kept as it came."},
				  reterr);
		return rc == OK ? verdict_doubt(work, reterr) : rc;
	}
	bool nothing_left = sent == ERR_TRANSIENT || sent == ERR_THROTTLED;
	return nothing_left && !left_before ? not_sent(work, reterr) : verdict_doubt(work, reterr);
}

void delivery_log(const struct delivery *delivery, const struct message *message, const struct dispatch *dispatch)
{
	const struct log_field *fields =
		LOG_FIELDS({"STAGE", "deliver"}, {"ACCOUNT", delivery->lane.account}, {"FILE_NAME", message->file_name},
			   {"KIND", message->kind}, {"OUTCOME", rc_name(dispatch->rc)});
	if (dispatch->rc == OK)
		log_line(LOG_INFO, fields, "answered");
	else
		log_error(&dispatch->err, LOG_WARNING, fields);
}

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

enum rc delivery_set_aside(const struct delivery *delivery, const struct instruction *instruction,
			   const struct err *cause, struct err *reterr)
{
	log_error(cause, LOG_ERR, LOG_FIELDS({"STAGE", "deliver"}, {"ACCOUNT", delivery->lane.account}));
	enum rc rc = db_begin(delivery->flow->db, reterr);
	return rc == OK ? db_end(delivery->flow->db, set_aside(delivery, instruction, cause, reterr), reterr) : rc;
}

/* Many workers and lanes may have something for one account; with a password that may be wrong only one of them goes.
 */
static enum rc run_calls(struct delivery *delivery, struct err *reterr)
{
	const struct flow_account *account = delivery->account;
	bool alone = false;
	if (account->at.session->proven)
		return calls_run(delivery, reterr);
	enum rc rc = account_try_alone(delivery->flow->db, delivery->arena, account->id, &alone, reterr);
	if (rc == OK && !alone)
		delivery->wait_s = ACCOUNT_TRY_S;
	if (rc != OK || !alone)
		return rc;
	rc = calls_run(delivery, reterr);
	enum rc done = account_try_done(delivery->flow->db, account->id, rc == OK ? reterr : NULL);
	return rc == OK ? done : rc;
}

static enum rc run_lane(struct delivery *delivery, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	enum rc rc = clock_now(flow->db, &delivery->now, reterr);
	if (rc != OK)
		return rc;
	struct flow_account *account = flow_account_mutable(flow, delivery->account->id);
	account->at.now_s = delivery->now.seconds;
	return delivery->traits->sending == CHANNEL_SENDS_FILES ? files_run(delivery, reterr)
								: run_calls(delivery, reterr);
}

static enum rc deliver_lane(struct flow *flow, const char *name, bool abandoned, int *done, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct delivery delivery = {.flow = flow, .arena = arena};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to deliver");
	int lease_s = flow->settings->lease_s;
	enum rc rc = abandoned
			     ? lane_claim_abandoned(flow->db, arena, name, flow->actor, lease_s, &delivery.lane, reterr)
			     : lane_claim(flow->db, arena, name, flow->actor, lease_s, &delivery.lane, reterr);
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	fault_point(FAULT_deliver_claimed);
	(*done)++;
	delivery.account = flow_account_by_id(flow, delivery.lane.account_id);
	bool missing = delivery.account == NULL;
	delivery.traits = flow_traits(flow, delivery.lane.account_id);
	rc = missing ? flow_account_is_missing(flow, &delivery.lane, reterr) : run_lane(&delivery, reterr);
	delivery.failed = delivery.failed || missing;
	if (rc == ERR_LEASE_LOST || db_is_broken(flow->db))
		return rc;
	enum rc released = rc == OK && delivery.wait_s > 0
				   ? lane_retry_in(flow->db, &delivery.lane, delivery.wait_s, reterr)
				   : lane_release(flow->db, &delivery.lane, rc != OK || delivery.failed,
						  FLOW_BACKOFF_MS, rc == OK ? reterr : NULL);
	return rc == OK ? released : rc;
}

enum rc flow_deliver(struct flow *flow, int *done, struct err *reterr)
{
	/* A counterparty that is slow to take presentations must not keep every worker from removals: the first worker
	 * takes over presentations only where another one was lost over them. */
	bool reserved = flow->worker.slot == 1 && flow->settings->workers > 1;
	enum rc rc = deliver_lane(flow, "requests", false, done, reterr);
	return rc == OK ? deliver_lane(flow, "remessa", reserved, done, reterr) : rc;
}
