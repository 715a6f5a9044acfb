/* Files: numbered, with many instructions each, in windows.
 *
 * The same bytes under the same name ask again for what is in doubt: a CRA says whether it has them (1001, 2116). When
 * that does not tell all, the parts that are open go in a new file: lotes under their old sequences (2117: it has
 * them), requests as they are (2014, 2016, 2017: it has them). A bureau's remessas have one order, as their numbers
 * never restart: removals and inclusions go in the same file, removals first. */
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/delivery.h"

static const char *const request_kinds[] = {"withdraw", "cancel", "authorise_cancel", "authorise_withdraw"};
static const char *const remessa_kinds[] = {"include"};

/* `kind` is an instruction's, or a message's ("B"). */
static const struct cra_window *window_of(const struct delivery *delivery, const char *kind)
{
	const struct profile *profile = delivery->account->at.profile;
	bool presents = strcmp(kind, "include") == 0 || strcmp(kind, "B") == 0;
	return presents ? &profile->remessa_window : &profile->request_window;
}

/* A folder takes files on any day; only the window counts. */
static void chance_of_folder(const struct delivery *delivery, const struct cra_window *window,
			     struct cra_chance *ret_chance)
{
	int minute = delivery->now.minute;
	bool early = minute < window->from_minute;
	*ret_chance = (struct cra_chance){.now = !early && minute < window->to_minute,
					  .on = date_plus(delivery->now.today, early ? 0 : 1),
					  .minute = window->from_minute};
}

/* When may the next file of a kind leave? */
static enum rc chance_of(const struct delivery *delivery, const char *kind, int *ret_sequence,
			 struct cra_chance *ret_chance, struct err *reterr)
{
	int used = 0;
	if (delivery->traits->one_lane) {
		chance_of_folder(delivery, window_of(delivery, kind), ret_chance);
		return message_next_number(delivery->flow->db, delivery->arena, delivery->account->id,
					   parcel_kind(delivery->account, kind, false), ret_sequence, reterr);
	}
	kind = parcel_kind(delivery->account, kind, false);
	enum rc rc = message_count_of_day(delivery->flow->db, delivery->arena, delivery->account->id, kind,
					  delivery->now.today, &used, reterr);
	if (rc == OK)
		rc = cra_next_chance(window_of(delivery, kind), delivery->now.today, delivery->now.minute, used,
				     ret_chance, reterr);
	if (rc == OK)
		*ret_sequence = used + 1;
	return rc;
}

static bool sooner(const struct cra_chance *a, const struct cra_chance *b)
{
	int order = date_compare(a->on, b->on);
	return order < 0 || (order == 0 && a->minute < b->minute);
}

static enum rc commit_packed(const struct delivery *delivery, const struct packed *packed, bool probe, int64_t *ret_id,
			     struct err *reterr)
{
	fault_point(FAULT_deliver_signed);
	enum rc rc = db_begin(delivery->flow->db, reterr);
	if (rc == OK)
		rc = db_end(delivery->flow->db, delivery_store(delivery, packed, probe, ret_id, reterr), reterr);
	if (rc == OK)
		fault_point(FAULT_deliver_prepared);
	return rc;
}

/* May a file that has not left yet leave now? Not when its day or its window has gone. */
static bool in_time(const struct delivery *delivery, const struct verdict_work *work)
{
	const struct cra_window *window = window_of(delivery, work->instructions.at[0].kind);
	return date_compare(work->message->day, delivery->now.today) == 0 &&
	       delivery->now.minute >= window->from_minute && delivery->now.minute < window->to_minute;
}

/* The counterparty says "later" to a message that carries instructions of this kind. */
static enum rc put_off(struct delivery *delivery, const char *kind, struct err *reterr)
{
	struct cra_chance chance;
	int sequence = 0;
	enum rc rc = chance_of(delivery, kind, &sequence, &chance, reterr);
	if (rc != OK)
		return rc;
	const struct cra_window *window = window_of(delivery, kind);
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
		rc = db_end(flow->db, delivery_start(delivery, &work, in_time, &go, reterr), reterr);
	if (rc != OK || !go)
		return rc;
	fault_point(FAULT_deliver_sending);
	struct dispatch dispatch = {.kind = message->kind, .file_name = message->file_name};
	rc = message_part(flow->db, delivery->arena, message->id, "document", &dispatch.document, reterr);
	if (rc != OK)
		return rc;
	delivery->account->channel->deliver(delivery->arena, &delivery->account->at, &dispatch, 1);
	fault_point(FAULT_deliver_answered);
	struct message counted = *message;
	counted.attempts++;
	work.message = &counted;
	rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, delivery_record(delivery, &work, &dispatch, reterr), reterr);
	delivery_log(delivery, message, &dispatch);
	if (rc != OK)
		return rc;
	fault_point(FAULT_deliver_recorded);
	if (work.later)
		rc = put_off(delivery, work.instructions.at[0].kind, reterr);
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
	return rc == OK ? delivery_store(delivery, packed, true, &id, reterr) : rc;
}

/* A file of which the counterparty tells no more: its open parts go in a new one, lotes under the same sequences. What
 * was taken answers that it is there and is not taken again; what was not is taken now. */
static enum rc ask_apart(struct delivery *delivery, const struct verdict_work *work, struct err *reterr)
{
	struct flow *flow = delivery->flow;
	struct cra_chance chance;
	int sequence = 0;
	enum rc rc = chance_of(delivery, work->instructions.at[0].kind, &sequence, &chance, reterr);
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
			rc = delivery_set_aside(delivery, &waiting->at[i], &cause, reterr);
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

/* A bureau's remessa: every removal that waits, then as many inclusions as have room, if their window is open. */
static enum rc build_remessa(struct delivery *delivery, bool *ret_built, struct err *reterr)
{
	static const char *const kinds[] = {"remove", "include"};
	struct instruction_list all = {.count = 0};
	struct cra_chance next = {.on = DATE_NONE};
	int sequence = 0;
	all.at = arena_array(delivery->arena, LIMIT_TITLES_PER_MESSAGE, sizeof(*all.at));
	enum rc rc = all.at != NULL ? OK : err_set(reterr, ERR_NO_MEMORY, "no memory for a remessa");
	for (size_t i = 0; rc == OK && i < ARRAY_LEN(kinds); i++) {
		struct instruction_list waiting;
		struct cra_chance chance;
		rc = instruction_waiting(delivery->flow->db, delivery->arena, delivery->account->id, kinds[i],
					 LIMIT_TITLES_PER_MESSAGE - all.count, &waiting, reterr);
		if (rc == OK)
			rc = chance_of(delivery, kinds[i], &sequence, &chance, reterr);
		if (rc != OK || waiting.count == 0)
			continue;
		for (int j = 0; chance.now && j < waiting.count; j++)
			all.at[all.count++] = waiting.at[j];
		if (!chance.now && (date_is_none(next.on) || sooner(&chance, &next)))
			next = chance;
	}
	if (rc == OK && all.count > 0)
		return build_file(delivery, &all, sequence, ret_built, reterr);
	return rc != OK || date_is_none(next.on)
		       ? rc
		       : lane_not_before(delivery->flow->db, &delivery->lane, next.on, next.minute, reterr);
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
			rc = chance_of(delivery, kinds[i], &sequence, &chance, reterr);
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

/* One file: what is under way first, else a new one. */
enum rc files_run(struct delivery *delivery, struct err *reterr)
{
	struct message *messages = NULL;
	int count = 0;
	enum rc rc = message_under_way(delivery->flow->db, delivery->arena, delivery->account->id, delivery->lane.name,
				       1, &messages, &count, reterr);
	if (rc == OK && count == 0) {
		bool built = false;
		rc = delivery->traits->one_lane ? build_remessa(delivery, &built, reterr)
						: build_next(delivery, &built, reterr);
		if (rc == OK && built)
			rc = message_under_way(delivery->flow->db, delivery->arena, delivery->account->id,
					       delivery->lane.name, 1, &messages, &count, reterr);
	}
	return rc == OK && count > 0 ? send_message(delivery, &messages[0], reterr) : rc;
}
