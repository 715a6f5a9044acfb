/* Calls: one instruction each, as many at once as the counterparty takes.
 *
 * A round takes what is under way and what waits, up to the width that was learned: all are signed, stored and
 * committed together, sent together, and recorded together. Doubt is resolved as the counterparty allows: the same
 * bytes again, or nothing but its own later word. */
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/delivery.h"

/* The first wait of one message that is asked again; it doubles up to five minutes. */
#define AGAIN_MS     500
#define AGAIN_MAX_MS 300000

struct call {
	struct message message;
	struct verdict_work work;
	bool goes;
};

struct round {
	struct delivery *delivery;
	struct call *calls;
	int count;
	int room;
};

static bool any_time(const struct delivery *delivery, const struct verdict_work *work)
{
	(void)delivery;
	(void)work;
	return true;
}

static enum rc take_under_way(struct round *round, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	struct message *messages = NULL;
	int count = 0;
	enum rc rc = message_under_way(delivery->flow->db, delivery->arena, delivery->account->id, delivery->lane.name,
				       round->room, &messages, &count, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		round->calls[round->count++].message = messages[i];
	return rc;
}

/* Pack what waits, each by itself: one that cannot be written goes to a person and holds back nobody. */
static enum rc pack_waiting(struct round *round, struct packed *packed, int *ret_count, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	const char *kind = strcmp(delivery->lane.name, "remessa") == 0 ? "include" : "remove";
	struct instruction_list waiting;
	int count = 0;
	enum rc rc = instruction_waiting(delivery->flow->db, delivery->arena, delivery->account->id, kind,
					 round->room - round->count, &waiting, reterr);
	for (int i = 0; rc == OK && i < waiting.count; i++) {
		struct instruction_list alone = {&waiting.at[i], 1};
		struct err cause;
		rc = parcel_pack(delivery->flow, delivery->arena, delivery->account, &alone, NULL, 0, &delivery->now, 0,
				 &packed[count], &cause);
		if (rc == OK)
			count++;
		else if (rc_group(rc) == RC_GROUP_INPUT)
			rc = delivery_set_aside(delivery, &waiting.at[i], &cause, reterr);
		else if (reterr != NULL)
			*reterr = cause;
	}
	*ret_count = count;
	return rc;
}

static enum rc store_packed(const struct delivery *delivery, const struct packed *packed, int count, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < count; i++) {
		int64_t id = 0;
		rc = delivery_store(delivery, &packed[i], false, &id, reterr);
	}
	return rc;
}

/* New messages for what waits, committed before any of them leaves. */
static enum rc build_calls(struct round *round, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	int count = 0;
	if (round->count == round->room)
		return OK;
	struct packed *packed = arena_array(delivery->arena, (size_t)round->room, sizeof(*packed));
	if (packed == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d calls", round->room);
	enum rc rc = pack_waiting(round, packed, &count, reterr);
	if (rc != OK || count == 0)
		return rc;
	fault_point(FAULT_deliver_signed);
	rc = db_begin(delivery->flow->db, reterr);
	if (rc == OK)
		rc = db_end(delivery->flow->db, store_packed(delivery, packed, count, reterr), reterr);
	if (rc != OK)
		return rc;
	fault_point(FAULT_deliver_prepared);
	round->count = 0;
	return take_under_way(round, reterr);
}

/* A call that left and whose worker died is in doubt. Where nothing is repeated, it stays so until told. */
static enum rc leave_alone(const struct delivery *delivery, struct call *call, struct err *reterr)
{
	enum rc rc = lane_hold(delivery->flow->db, &delivery->lane, reterr);
	if (rc == OK)
		rc = verdict_load(&call->work, reterr);
	return rc == OK ? verdict_doubt(&call->work, reterr) : rc;
}

static enum rc start_all(struct round *round, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < round->count; i++) {
		struct call *call = &round->calls[i];
		call->work = (struct verdict_work){.flow = delivery->flow,
						   .arena = delivery->arena,
						   .account = delivery->account,
						   .message = &call->message,
						   .today = delivery->now.today};
		bool left = strcmp(call->message.state, "prepared") != 0;
		if (left && delivery->traits->doubt == CHANNEL_DOUBT_WAIT)
			rc = leave_alone(delivery, call, reterr);
		else
			rc = delivery_start(delivery, &call->work, any_time, &call->goes, reterr);
	}
	return rc;
}

static enum rc record_all(struct round *round, struct dispatch *dispatches, struct err *reterr)
{
	enum rc rc = OK;
	int sent = 0;
	for (int i = 0; rc == OK && i < round->count; i++) {
		struct call *call = &round->calls[i];
		if (!call->goes)
			continue;
		call->message.attempts++;
		rc = delivery_record(round->delivery, &call->work, &dispatches[sent++], reterr);
		if (rc == OK && call->work.again)
			rc = message_retry(round->delivery->flow->db, &call->message, AGAIN_MS, AGAIN_MAX_MS, reterr);
	}
	return rc;
}

/* What the answers say about how much the counterparty takes. */
static enum rc learn(struct round *round, const struct dispatch *dispatches, int count, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	int most = delivery->account->at.profile->bureau.calls_max;
	int answered = 0;
	for (int i = 0; i < count; i++) {
		const struct dispatch *dispatch = &dispatches[i];
		bool failed = dispatch->rc == ERR_TRANSIENT || dispatch->rc == ERR_IN_DOUBT;
		pace_learn(&delivery->lane.pace,
			   failed                          ? PACE_FAILED
			   : dispatch->rc == ERR_THROTTLED ? PACE_THROTTLED
							   : PACE_ANSWERED,
			   most);
		answered += !failed;
		if (dispatch->wait_s > delivery->wait_s)
			delivery->wait_s = dispatch->wait_s;
	}
	/* The lane as a whole backs off when nobody answers; one message that is asked again waits by itself. */
	delivery->failed = count > 0 && answered == 0;
	if (pace_is_dead(&delivery->lane.pace)) {
		pace_probe(&delivery->lane.pace);
		log_line(LOG_WARNING, LOG_FIELDS({"STAGE", "deliver"}, {"ACCOUNT", delivery->lane.account}),
			 "nobody answers at this end point: it is left alone for a while, then asked with one call");
	}
	return lane_set_pace(delivery->flow->db, &delivery->lane, reterr);
}

static enum rc send_all(struct round *round, struct dispatch *dispatches, int *ret_count, struct err *reterr)
{
	struct delivery *delivery = round->delivery;
	int count = 0;
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < round->count; i++) {
		const struct message *message = &round->calls[i].message;
		if (!round->calls[i].goes)
			continue;
		dispatches[count] = (struct dispatch){.kind = message->kind, .file_name = message->file_name};
		rc = message_part(delivery->flow->db, delivery->arena, message->id, "document",
				  &dispatches[count].document, reterr);
		if (rc == OK && delivery->account->at.profile->bureau.signature_header[0] != '\0')
			rc = message_part(delivery->flow->db, delivery->arena, message->id, "signature",
					  &dispatches[count].signature, reterr);
		count++;
	}
	if (rc == OK && count > 0)
		delivery->account->channel->deliver(delivery->arena, &delivery->account->at, dispatches, count);
	*ret_count = count;
	return rc;
}

enum rc calls_run(struct delivery *delivery, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct round round = {
		.delivery = delivery,
		.room = pace_width(&delivery->lane.pace, delivery->account->at.profile->bureau.calls_max)};
	round.calls = arena_array(delivery->arena, (size_t)round.room, sizeof(*round.calls));
	struct dispatch *dispatches = arena_array(delivery->arena, (size_t)round.room, sizeof(*dispatches));
	if (round.calls == NULL || dispatches == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d calls", round.room);
	int count = 0;
	enum rc rc = take_under_way(&round, reterr);
	if (rc == OK)
		rc = build_calls(&round, reterr);
	if (rc != OK || round.count == 0)
		return rc;
	rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, start_all(&round, reterr), reterr);
	if (rc != OK)
		return rc;
	fault_point(FAULT_deliver_sending);
	rc = send_all(&round, dispatches, &count, reterr);
	if (rc != OK || count == 0)
		return rc;
	fault_point(FAULT_deliver_answered);
	rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, record_all(&round, dispatches, reterr), reterr);
	int logged = 0;
	for (int i = 0; i < round.count; i++)
		if (round.calls[i].goes)
			delivery_log(delivery, &round.calls[i].message, &dispatches[logged++]);
	if (rc != OK)
		return rc;
	fault_point(FAULT_deliver_recorded);
	return learn(&round, dispatches, count, reterr);
}
