/* Collect: asks what the notaries said, keeps the bytes, then turns each thing told into an event, once.
 *
 * Every day is asked for until the day after it, because a notary may add to a day until it ends; asking again brings
 * the same again, and what was told before changes nothing. What cannot be read is kept raw and put before a person,
 * and its day is asked for until it can be read. */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/collection.h"
#include "flow/decide.h"
#include "store/creditor.h"
#include "store/event.h"
#include "store/expense.h"
#include "store/finding.h"
#include "store/instruction.h"
#include "store/lane.h"
#include "store/message.h"
#include "store/removal.h"
#include "store/told.h"

#define DAYS_BACK_MAX      31 /* after a longer silence a person has to look */
#define TOLD_A_TRANSACTION 50
#define STORED_A_CLAIM     200
#define LOOK_MINUTES       15 /* between two looks into a return folder */
#define FIRST_LOOK_MINUTE  360
#define MINUTES_A_DAY      1440

enum rc collection_tell_person(const struct collection *collection, const char *kind, int64_t message_id,
			       int64_t escalation_id, const char *words, struct err *reterr)
{
	return finding_open(collection->flow->db,
			    &(struct finding){.kind = kind,
					      .message_id = message_id,
					      .escalation_id = escalation_id,
					      .account_id = collection->account->id,
					      .words = words},
			    reterr);
}

static const char *event_detail(struct arena *arena, const struct told *told)
{
	char on[DATE_TEXT_BYTES];
	const char *meaning = told->kind == TOLD_STATUS ? status_meaning(text_of(told->status))
							: occurrence_meaning(told->occurrence);
	if (told->irregularities_count > 0)
		meaning = irregularity_meaning(text_of(told->irregularities[0]));
	return arena_printf(arena, "%s%s%s%s%s", meaning != NULL ? meaning : "",
			    told->protocol[0] != '\0' ? " protocolo " : "", told->protocol,
			    date_is_none(told->occurred_on) ? "" : ", ",
			    date_is_none(told->occurred_on) ? "" : date_words(told->occurred_on, on));
}

/* The event that a told thing stands for reaches the escalation, if its state takes it. */
static enum rc apply_event(const struct collection *collection, struct arena *arena, int64_t message_id,
			   const struct invoice *invoice, struct escalation *escalation, const struct told *told,
			   enum event event, struct err *reterr)
{
	const struct transition *row = NULL;
	struct err refused;
	enum rc rc = OK;
	if (event == EVENT_PROTOCOL)
		rc = escalation_set_protocol(collection->flow->db, escalation, told->notary, told->protocol,
					     told->protocol_on, reterr);
	if (rc != OK)
		return rc;
	if (lifecycle_step(escalation->machine, escalation->state, event, &row, &refused) != OK)
		/* A status only informs; a result that does not fit is a contradiction. */
		return told->kind == TOLD_STATUS ? OK
						 : collection_tell_person(collection, "contradiction", message_id,
									  escalation->id, refused.words, reterr);
	struct decide decide = {.flow = collection->flow,
				.arena = arena,
				.invoice = invoice,
				.escalation = escalation,
				.message_id = message_id,
				.detail = event_detail(arena, told),
				.told_on = &told->occurred_on};
	return decide_event(&decide, event, reterr);
}

/* What it cost; and who owes it, once the title has ended. */
static enum rc keep_expenses(const struct collection *collection, struct arena *arena, int64_t message_id,
			     const struct instruction *instruction, const struct told *told, enum event event,
			     struct err *reterr)
{
	struct db *db = collection->flow->db;
	enum removal_cause cause = CAUSE_COUNT;
	const char *last = "";
	enum rc rc = expense_record(db,
				    &(struct expense_entry){.escalation_id = instruction->escalation_id,
							    .instruction_id = instruction->id,
							    .message_id = message_id,
							    .told = told},
				    reterr);
	if (rc != OK || expense_owed_by(event, cause) == OWES_NOT_KNOWN)
		return rc;
	rc = removal_last_cause(db, arena, instruction->escalation_id, &last, reterr);
	if (rc == OK && removal_cause_by_name(text_of(last), &cause) != OK)
		cause = CAUSE_COUNT;
	return rc == OK ? expense_owed(db, instruction->id, expense_owed_by(event, cause), reterr) : rc;
}

static enum rc absorb_one(const struct collection *collection, struct arena *arena, int64_t message_id,
			  const struct told *told, struct err *reterr)
{
	struct db *db = collection->flow->db;
	struct instruction instruction = {.id = 0};
	struct invoice invoice;
	struct escalation escalation;
	bool fresh = false;
	enum rc found = instruction_by_nosso_numero(db, arena, collection->account->id, told->nosso_numero,
						    &instruction, reterr);
	if (found != OK && found != ERR_NOT_FOUND)
		return found;
	enum rc rc = OK;
	if (found == OK)
		rc = invoice_lock(db, arena, instruction.invoice_id, &invoice, reterr);
	if (rc == OK && found == OK)
		rc = escalation_lock(db, arena, instruction.escalation_id, &escalation, reterr);
	if (rc == OK)
		rc = told_record(db, message_id, collection->account->id, instruction.id, told, &fresh, reterr);
	if (rc != OK || !fresh)
		return rc;
	if (found == ERR_NOT_FOUND)
		return collection_tell_person(
			collection, "unknown_title", message_id, 0,
			arena_printf(arena, "Something was told of nosso número %s, which was never presented here.",
				     told->nosso_numero),
			reterr);
	enum event event = EVENT_COUNT;
	struct err unknown;
	if (protest_event(told, &event, &unknown) != OK)
		return collection_tell_person(collection, "unknown_code", message_id, escalation.id, unknown.words,
					      reterr);
	rc = keep_expenses(collection, arena, message_id, &instruction, told, event, reterr);
	if (rc != OK || event == EVENT_COUNT)
		return rc;
	return apply_event(collection, arena, message_id, &invoice, &escalation, told, event, reterr);
}

static enum rc absorb_some(const struct collection *collection, int64_t message_id, const struct told *told, int count,
			   struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to absorb");
	enum rc rc = lane_hold(collection->flow->db, &collection->lane, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = absorb_one(collection, arena, message_id, &told[i], reterr);
	return rc;
}

static enum rc absorb_records(const struct collection *collection, int64_t message_id, const struct listing_told *told,
			      int count, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to absorb");
	enum rc rc = lane_hold(collection->flow->db, &collection->lane, reterr);
	for (int i = 0; rc == OK && i < count; i++)
		rc = collect_record(collection, arena, message_id, &told[i], reterr);
	return rc;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Everything that was told, in transactions of a bounded size. */
static enum rc absorb_told(const struct collection *collection, int64_t message_id, const struct told_list *told,
			   struct err *reterr)
{
	struct db *db = collection->flow->db;
	int count = told->told_count + told->listings_count;
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < count; i += TOLD_A_TRANSACTION) {
		int some = smaller(count - i, TOLD_A_TRANSACTION);
		rc = db_begin(db, reterr);
		if (rc == OK)
			rc = db_end(db,
				    told->told_count > 0
					    ? absorb_some(collection, message_id, &told->told[i], some, reterr)
					    : absorb_records(collection, message_id, &told->listings[i], some, reterr),
				    reterr);
		if (rc == OK)
			fault_point(FAULT_collect_absorbed);
	}
	return rc;
}

/* Lists that take the place of the ones before. */
static enum rc put_lists(const struct collection *collection, enum question_kind kind, const struct told_list *told,
			 struct err *reterr)
{
	enum rc rc = lane_hold(collection->flow->db, &collection->lane, reterr);
	for (int i = 0; rc == OK && i < told->comarcas_count; i++)
		rc = comarca_put(collection->flow->db, collection->account->id, told->comarcas[i].ibge,
				 told->comarcas[i].comarca_ibge, told->comarcas[i].name, reterr);
	return rc == OK && told->codes_count > 0 ? collect_codes(collection, kind, told, reterr) : rc;
}

static enum rc finish_message(const struct collection *collection, int64_t message_id, const char *state,
			      const char *words, struct err *reterr)
{
	struct db *db = collection->flow->db;
	enum rc rc = lane_hold(db, &collection->lane, reterr);
	if (rc == OK && words[0] != '\0')
		rc = collection_tell_person(collection, "unreadable", message_id, 0, words, reterr);
	return rc == OK ? message_set_state(db, message_id, state, NULL, reterr) : rc;
}

static enum rc in_transaction_finish(const struct collection *collection, int64_t message_id, const char *state,
				     const char *words, struct err *reterr)
{
	enum rc rc = db_begin(collection->flow->db, reterr);
	if (rc == OK)
		rc = db_end(collection->flow->db, finish_message(collection, message_id, state, words, reterr), reterr);
	return rc;
}

/* Turn stored bytes into events. What was absorbed before a crash is known by `told` and skipped. */
static enum rc absorb_message(const struct collection *collection, int64_t message_id, const struct question *question,
			      struct text bytes, struct err *reterr)
{
	struct db *db = collection->flow->db;
	struct told_list told = {.told_count = 0};
	struct err unreadable;
	enum rc rc = collection->account->channel->absorb(collection->arena, &collection->account->at, question, bytes,
							  &told, &unreadable);
	if (rc != OK) {
		log_error(&unreadable, LOG_WARNING,
			  LOG_FIELDS({"STAGE", "collect"}, {"ACCOUNT", collection->lane.account},
				     {"KIND", question_name(question->kind)}));
		return in_transaction_finish(collection, message_id, "unreadable",
					     "An answer cannot be understood; it is kept as it came.", reterr);
	}
	rc = absorb_told(collection, message_id, &told, reterr);
	if (rc == OK && (told.comarcas_count > 0 || told.codes_count > 0)) {
		rc = db_begin(db, reterr);
		if (rc == OK)
			rc = db_end(db, put_lists(collection, question->kind, &told, reterr), reterr);
	}
	const char *words =
		told.unreadable_count > 0
			? arena_printf(collection->arena, "%d records of an answer cannot be understood: %.300s",
				       told.unreadable_count, told.remarks)
			: "";
	return rc == OK ? in_transaction_finish(collection, message_id, "absorbed", words, reterr) : rc;
}

static enum rc store_answer(const struct collection *collection, const struct question *question, struct text answer,
			    int64_t *ret_id, bool *ret_fresh, struct err *reterr)
{
	struct message_entry entry = {.account_id = collection->account->id,
				      .kind = question_name(question->kind),
				      .day = question->on,
				      .document = answer};
	enum rc rc = lane_hold(collection->flow->db, &collection->lane, reterr);
	return rc == OK ? message_store(collection->flow->db, collection->arena, &entry, ret_id, ret_fresh, reterr)
			: rc;
}

/* An answer that cannot be read leaves its day open, also when the same bytes came before. */
static void note_unread(struct collection *collection, const struct question *question, struct text answer)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct told_list told;
	const struct flow_account *account = collection->account;
	if (arena == NULL || account->channel->absorb(arena, &account->at, question, answer, &told, NULL) == OK)
		return;
	/* The list of comarcas is asked for with the first look of a day. */
	struct date on = question->kind == QUESTION_COMARCAS ? date_plus(question->on, -1) : question->on;
	if (date_is_none(collection->unread_on) || date_compare(on, collection->unread_on) < 0)
		collection->unread_on = on;
}

static enum rc ask(struct collection *collection, const struct question *question, struct err *reterr)
{
	struct text answer;
	int64_t id = 0;
	bool fresh = false;
	enum rc rc = collection->account->channel->fetch(collection->arena, &collection->account->at, question, &answer,
							 reterr);
	if (rc == ERR_REFUSED)
		return OK; /* this counterparty has no such question */
	if (rc != OK)
		return rc;
	fault_point(FAULT_collect_fetched);
	rc = db_begin(collection->flow->db, reterr);
	if (rc == OK)
		rc = db_end(collection->flow->db, store_answer(collection, question, answer, &id, &fresh, reterr),
			    reterr);
	if (rc != OK)
		return rc;
	note_unread(collection, question, answer);
	if (!fresh)
		return OK;
	fault_point(FAULT_collect_stored);
	return absorb_message(collection, id, question, answer, reterr);
}

/* One that was stored before: by a worker that did not live to absorb it, by the door, from a folder. */
static enum rc absorb_stored(const struct collection *collection, bool *ret_more, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(4 * LIMIT_UNIT_OF_WORK_BYTES);
	struct collection one = *collection;
	struct message message;
	struct text bytes;
	struct question question;
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to absorb a message");
	one.arena = arena;
	enum rc rc = message_to_absorb(one.flow->db, arena, one.account->id, &message, reterr);
	*ret_more = rc == OK;
	if (rc == ERR_NOT_FOUND)
		return OK;
	if (rc == OK && question_by_name(text_of(message.kind), &question.kind) != OK)
		rc = err_set(reterr, ERR_INTEGRITY, "message %lld is of unknown kind \"%s\"", (long long)message.id,
			     message.kind);
	question.on = message.day;
	if (rc == OK)
		rc = message_part(one.flow->db, arena, message.id, "document", &bytes, reterr);
	return rc == OK ? absorb_message(&one, message.id, &question, bytes, reterr) : rc;
}

static enum rc absorb_all_stored(const struct collection *collection, struct err *reterr)
{
	bool more = true;
	enum rc rc = OK;
	for (int i = 0; rc == OK && more && i < STORED_A_CLAIM; i++)
		rc = absorb_stored(collection, &more, reterr);
	return rc;
}

/* Everything that is worth asking now. Confirmations come before results: a day may hold both of one title. */
static enum rc ask_all(struct collection *collection, struct err *reterr)
{
	const enum question_kind *daily = collection->account->channel->daily;
	const enum question_kind *first = collection->account->channel->first_of_day;
	struct date today = collection->now.today;
	struct date from = date_is_none(collection->lane.polled_to) ? today : date_plus(collection->lane.polled_to, 1);
	bool first_of_day = date_is_none(collection->lane.polled_to) || date_days_between(from, today) > 0;
	enum rc rc = OK;
	for (size_t i = 0; rc == OK && first_of_day && first[i] != QUESTION_COUNT; i++)
		rc = ask(collection, &(struct question){first[i], today}, reterr);
	if (rc == OK && daily[0] != QUESTION_COUNT && date_days_between(from, today) > DAYS_BACK_MAX) {
		rc = collection_tell_person(
			collection, "silence", 0, 0,
			"Answers were not fetched for more than a month; the older days have to be asked for by hand.",
			reterr);
		from = date_plus(today, -DAYS_BACK_MAX);
	}
	for (struct date day = from; rc == OK && date_compare(day, today) <= 0; day = date_plus(day, 1))
		for (size_t i = 0; rc == OK && daily[i] != QUESTION_COUNT; i++)
			rc = ask(collection, &(struct question){daily[i], day}, reterr);
	return rc;
}

/* The next time at which answers become visible. */
static enum rc plan_next(const struct collection *collection, struct err *reterr)
{
	const struct profile *profile = collection->account->at.profile;
	bool folder = collection->account->at.conf->bureau.return_folder[0] != '\0';
	int soon = collection->now.minute + LOOK_MINUTES;
	struct date on = date_plus(collection->now.today, 1);
	int minute = profile->release_minutes_count > 0 ? profile->release_minutes[0] : FIRST_LOOK_MINUTE;
	if (folder) {
		on = soon < MINUTES_A_DAY ? collection->now.today : on;
		minute = soon % MINUTES_A_DAY;
	}
	for (int i = profile->release_minutes_count - 1; i >= 0; i--)
		if (profile->release_minutes[i] > collection->now.minute) {
			on = collection->now.today;
			minute = profile->release_minutes[i];
		}
	struct date polled_to = date_plus(collection->now.today, -1);
	if (!date_is_none(collection->unread_on) && date_compare(collection->unread_on, polled_to) <= 0)
		polled_to = date_plus(collection->unread_on, -1);
	enum rc rc = lane_polled(collection->flow->db, &collection->lane, polled_to, reterr);
	return rc == OK ? lane_not_before(collection->flow->db, &collection->lane, on, minute, reterr) : rc;
}

/* Nothing is tried a second time with what was refused. */
static enum rc stop_account(const struct collection *collection, const struct err *cause, struct err *reterr)
{
	char code[32] = "";
	if (cause->remote[0] != '\0')
		(void)snprintf(code, sizeof(code), "code %.24s: ", cause->remote);
	const char *words = cause->words[0] != '\0' ? cause->words : "user or password refused";
	const char *why = arena_printf(collection->arena, "%s%.300s", code, words);
	log_error(cause, LOG_WARNING, LOG_FIELDS({"STAGE", "collect"}, {"ACCOUNT", collection->lane.account}));
	if (why == NULL)
		why = "user or password refused";
	enum rc rc = account_stop(collection->flow->db, collection->account->id, why, reterr);
	return rc == OK ? collection_tell_person(collection, "account_stopped", 0, 0, why, reterr) : rc;
}

static enum rc ask_or_stop(struct collection *collection, bool *ret_asked, struct err *reterr)
{
	struct err cause = {0};
	enum rc rc = ask_all(collection, &cause);
	*ret_asked = rc == OK;
	if (rc == ERR_CREDENTIALS)
		return stop_account(collection, &cause, reterr);
	if (rc != OK && reterr != NULL)
		*reterr = cause;
	return rc;
}

/* Who may have a wrong password asks when nobody else tries it, or a little later. */
static enum rc ask_in_turn(struct collection *collection, bool *ret_asked, struct err *reterr)
{
	const struct flow_account *account = collection->account;
	struct db *db = collection->flow->db;
	bool calls = account->channel->traits(account->at.profile)->sending == CHANNEL_SENDS_CALLS;
	bool alone = false;
	if (!calls || account->channel->fetch == NULL || account->at.session->proven)
		return ask_or_stop(collection, ret_asked, reterr);
	enum rc rc = account_try_alone(db, collection->arena, account->id, &alone, reterr);
	*ret_asked = false;
	if (rc == OK && !alone)
		collection->wait_s = ACCOUNT_TRY_S;
	if (rc != OK || !alone)
		return rc;
	rc = ask_or_stop(collection, ret_asked, reterr);
	enum rc done = account_try_done(db, account->id, rc == OK ? reterr : NULL);
	return rc == OK ? done : rc;
}

static enum rc run_lane(struct collection *collection, struct err *reterr)
{
	bool asked = false;
	enum rc rc = clock_now(collection->flow->db, &collection->now, reterr);
	if (rc == OK) {
		flow_account_mutable(collection->flow, collection->account->id)->at.now_s = collection->now.seconds;
		rc = collect_folder(collection, reterr);
	}
	if (rc == OK)
		rc = absorb_all_stored(collection, reterr);
	if (rc == OK)
		rc = ask_in_turn(collection, &asked, reterr);
	return rc == OK && asked ? plan_next(collection, reterr) : rc;
}

enum rc flow_collect(struct flow *flow, int *done, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	struct collection collection = {.flow = flow, .arena = arena, .unread_on = DATE_NONE};
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to collect");
	enum rc rc =
		lane_claim(flow->db, arena, "collect", flow->actor, flow->settings->lease_s, &collection.lane, reterr);
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	fault_point(FAULT_collect_claimed);
	(*done)++;
	collection.account = flow_account_by_id(flow, collection.lane.account_id);
	bool missing = collection.account == NULL;
	rc = missing ? flow_account_is_missing(flow, &collection.lane, reterr) : run_lane(&collection, reterr);
	if (rc == ERR_LEASE_LOST || db_is_broken(flow->db))
		return rc;
	enum rc released = rc == OK && collection.wait_s > 0
				   ? lane_retry_in(flow->db, &collection.lane, collection.wait_s, reterr)
				   : lane_release(flow->db, &collection.lane, rc != OK || missing, FLOW_BACKOFF_MS,
						  rc == OK ? reterr : NULL);
	return rc == OK ? released : rc;
}
