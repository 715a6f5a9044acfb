#include "flow/verdict.h"

#include <stdio.h>
#include <string.h>

#include "flow/deadlines.h"
#include "flow/decide.h"
#include "flow/notify.h"
#include "flow/parcel.h"
#include "store/creditor.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/removal.h"

/* So many tries without an answer are told to nobody. */
#define DOUBT_TRIES_SILENT 5

enum rc verdict_load(struct verdict_work *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = instruction_of_message(db, work->arena, work->message->id, &work->instructions, reterr);
	if (rc == OK)
		rc = lote_list(db, work->arena, work->message->id, &work->lotes, &work->lotes_count, reterr);
	return rc;
}

/* May the counterparty have got this before? Only then is "already have it" about us. The message is as it was found: a
 * try of which nothing left has put it back to "prepared". */
bool verdict_tried_before(const struct verdict_work *work, const struct instruction *instruction)
{
	return strcmp(work->message->state, "prepared") != 0 || strcmp(instruction->state, "in_doubt") == 0;
}

static bool any_tried_before(const struct verdict_work *work)
{
	for (int i = 0; i < work->instructions.count; i++)
		if (verdict_tried_before(work, &work->instructions.at[i]))
			return true;
	return false;
}

/* Answered already, by an earlier answer or by a confirmação. */
static bool is_settled(const struct instruction *instruction)
{
	return strcmp(instruction->state, "accepted") == 0 || strcmp(instruction->state, "rejected") == 0;
}

/* Does the message carry records of a bureau? */
static bool is_of_bureau(const struct verdict_work *work)
{
	return work->instructions.count > 0 && work->instructions.at[0].contract[0] != '\0';
}

static bool is_include(const struct instruction *instruction)
{
	return strcmp(instruction->kind, "include") == 0;
}

/* An event for the escalation of an instruction, if its state takes it: a confirmação may have been faster. */
enum rc verdict_tell(const struct verdict_work *work, const struct instruction *instruction, enum event event,
		     const char *detail, struct err *reterr)
{
	struct flow *flow = work->flow;
	struct invoice invoice;
	struct escalation escalation;
	const struct transition *row = NULL;
	enum rc rc = invoice_lock(flow->db, work->arena, instruction->invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock(flow->db, work->arena, instruction->escalation_id, &escalation, reterr);
	if (rc != OK || lifecycle_step(escalation.machine, escalation.state, event, &row, NULL) != OK)
		return rc;
	struct decide decide = {.flow = flow,
				.arena = work->arena,
				.invoice = &invoice,
				.escalation = &escalation,
				.message_id = work->message->id,
				.detail = detail};
	return decide_event(&decide, event, reterr);
}

static enum rc accept(const struct verdict_work *work, const struct instruction *instruction,
		      const struct verdict *verdict, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = instruction_set_state(db, instruction->id, "accepted", verdict->code, verdict->words, reterr);
	if (rc != OK)
		return rc;
	if (is_include(instruction))
		return verdict_tell(work, instruction, EVENT_ACCEPTED, NULL, reterr);
	/* The creditor's part is done when the notary holds an authorisation; a request waits for its answer. */
	rc = removal_asked(db, instruction->escalation_id, true, reterr);
	if (rc == OK && strcmp(instruction->kind, request_name(REQUEST_CANCEL)) == 0)
		rc = deadline_start_of(work->flow, instruction->escalation_id, DEADLINE_CANCEL_ANSWER, reterr);
	if (rc == OK && strncmp(instruction->kind, "authorise", strlen("authorise")) == 0)
		rc = removal_done(db, instruction->escalation_id, reterr);
	if (rc == OK)
		rc = event_tell(db,
				&(struct happening){.actor = work->flow->actor,
						    .what = "REQUEST_ACCEPTED",
						    .escalation_id = instruction->escalation_id,
						    .invoice_id = instruction->invoice_id,
						    .instruction_id = instruction->id,
						    .message_id = work->message->id,
						    .detail = work->message->file_name},
				reterr);
	return rc == OK && strcmp(instruction->kind, "authorise_cancel") == 0
		       ? notify_release(work->flow, work->arena, instruction, reterr)
		       : rc;
}

static enum rc refuse(const struct verdict_work *work, const struct instruction *instruction,
		      const struct verdict *verdict, struct err *reterr)
{
	struct db *db = work->flow->db;
	const char *detail =
		arena_printf(work->arena, "%s: code %s, %s", work->message->file_name, verdict->code, verdict->words);
	enum rc rc = instruction_set_state(db, instruction->id, "rejected", verdict->code, verdict->words, reterr);
	if (rc != OK)
		return rc;
	return verdict_tell(work, instruction, is_include(instruction) ? EVENT_REFUSED_BY_CRA : EVENT_COMMAND_REFUSED,
			    detail, reterr);
}

/* The verdict for one instruction: the file's own, its comarca's, or its title's. NULL: the answer says nothing. */
static const struct verdict *find_verdict(const struct verdicts *verdicts, const struct instruction *instruction,
					  const char *title_number)
{
	if (verdicts->whole_file)
		return verdicts->count > 0 ? &verdicts->items[0] : NULL;
	for (int i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		bool same = is_include(instruction) ? strcmp(verdict->comarca_ibge, instruction->comarca_ibge) == 0
						    : strcmp(verdict->title_number, title_number) == 0;
		if (same)
			return verdict;
	}
	return NULL;
}

/* What the whole of an answer comes to, before it is applied to anything. */
static enum rc stop_account(const struct verdict_work *work, const struct verdict *verdict, struct err *reterr)
{
	const char *why = arena_printf(work->arena, "%s%s%s%s", verdict->code[0] != '\0' ? "code " : "", verdict->code,
				       verdict->code[0] != '\0' ? ": " : "", verdict->words);
	enum rc rc = account_stop(work->flow->db, work->account->id, why, reterr);
	if (rc == OK)
		rc = finding_open(work->flow->db,
				  &(struct finding){.kind = "account_stopped",
						    .account_id = work->account->id,
						    .message_id = work->message->id,
						    .words = why},
				  reterr);
	return rc;
}

static enum rc apply_one(struct verdict_work *work, const struct instruction *instruction,
			 const struct verdict *verdict, struct err *reterr)
{
	if (verdict == NULL) {
		work->again = true;
		return instruction_set_state(work->flow->db, instruction->id, "in_doubt", NULL, NULL, reterr);
	}
	switch (verdict->class) {
	case VERDICT_ACCEPTED: return accept(work, instruction, verdict, reterr);
	case VERDICT_ALREADY:
		/* A request that is there already does what we want, whoever asked. A lote that is there although it
		 * never left has a number that somebody else has used: its titles are not there. */
		return is_include(instruction) && !verdict_tried_before(work, instruction)
			       ? refuse(work, instruction, verdict, reterr)
			       : accept(work, instruction, verdict, reterr);
	case VERDICT_DONE:
	case VERDICT_GONE: return accept(work, instruction, verdict, reterr);
	case VERDICT_REFUSED: return refuse(work, instruction, verdict, reterr);
	case VERDICT_LATER:
	case VERDICT_CREDENTIALS: break;
	}
	/* One lote or title has to wait: it leaves this file and goes with the next. */
	enum rc rc = instruction_set_state(work->flow->db, instruction->id, "prepared", verdict->code, verdict->words,
					   reterr);
	if (rc == OK)
		rc = instruction_set_message(work->flow->db, instruction->id, 0, reterr);
	if (rc == OK && is_include(instruction))
		rc = verdict_tell(work, instruction, EVENT_FILE_DROPPED, verdict->words, reterr);
	return rc;
}

static enum rc apply_lotes(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr)
{
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < work->lotes_count; i++) {
		struct instruction like = {.kind = "include"};
		(void)snprintf(like.comarca_ibge, sizeof(like.comarca_ibge), "%s", work->lotes[i].comarca_ibge);
		const struct verdict *verdict = find_verdict(verdicts, &like, "");
		if (verdict == NULL)
			continue;
		bool taken = verdict->class == VERDICT_ACCEPTED || verdict->class == VERDICT_ALREADY;
		bool waits = verdict->class == VERDICT_LATER || verdict->class == VERDICT_CREDENTIALS;
		rc = lote_set_state(work->flow->db, work->message->id, like.comarca_ibge,
				    taken   ? "accepted"
				    : waits ? "dropped"
					    : "refused",
				    verdict->code, reterr);
	}
	return rc;
}

static enum rc apply_each(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr)
{
	enum rc rc = apply_lotes(work, verdicts, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++) {
		const struct instruction *instruction = &work->instructions.at[i];
		struct invoice invoice = {.number = ""};
		if (is_settled(instruction))
			continue;
		if (!is_include(instruction))
			rc = invoice_lock(work->flow->db, work->arena, instruction->invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = apply_one(work, instruction, find_verdict(verdicts, instruction, invoice.number), reterr);
	}
	const char *code = verdicts->whole_file && verdicts->count > 0 ? verdicts->items[0].code : NULL;
	if (rc == OK)
		rc = message_set_state(work->flow->db, work->message->id, work->again ? "in_doubt" : "answered", code,
				       reterr);
	return rc;
}

/* The first instruction of a lote that is settled as `state`; NULL for none. */
static const struct instruction *find_in_lote(const struct verdict_work *work, const char *comarca_ibge,
					      const char *state)
{
	for (int i = 0; i < work->instructions.count; i++) {
		const struct instruction *instruction = &work->instructions.at[i];
		if (strcmp(instruction->comarca_ibge, comarca_ibge) == 0 && strcmp(instruction->state, state) == 0)
			return instruction;
	}
	return NULL;
}

/* A comarca takes a lote or refuses it: when the notary has told of one of its titles, it has all of them. */
static enum rc accept_proved(struct verdict_work *work, struct err *reterr)
{
	const struct verdict proof = {.class = VERDICT_ALREADY, .words = "the notary told of a title of the same lote"};
	enum rc rc = OK;
	for (int i = 0; rc == OK && i < work->lotes_count; i++) {
		const char *comarca = work->lotes[i].comarca_ibge;
		if (strcmp(work->lotes[i].state, "open") != 0 || find_in_lote(work, comarca, "accepted") == NULL)
			continue;
		rc = lote_set_state(work->flow->db, work->message->id, comarca, "accepted", NULL, reterr);
		for (int j = 0; rc == OK && j < work->instructions.count; j++) {
			const struct instruction *instruction = &work->instructions.at[j];
			if (strcmp(instruction->comarca_ibge, comarca) == 0 && !is_settled(instruction))
				rc = accept(work, instruction, &proof, reterr);
		}
	}
	return rc == OK ? verdict_load(work, reterr) : rc;
}

/* The file as a whole will tell no more: what is still open has to be asked for in a new one. */
static enum rc ask_apart(struct verdict_work *work, const struct verdict *whole, struct err *reterr)
{
	enum rc rc = accept_proved(work, reterr);
	if (rc != OK)
		return rc;
	for (int i = 0; i < work->instructions.count; i++)
		work->apart = work->apart || !is_settled(&work->instructions.at[i]);
	return work->apart ? verdict_doubt(work, reterr)
			   : message_set_state(work->flow->db, work->message->id, "answered", whole->code, reterr);
}

static enum rc come_later(struct verdict_work *work, const struct verdict *whole, struct err *reterr)
{
	if (!any_tried_before(work)) {
		work->later = true;
		return verdict_drop(work, reterr);
	}
	/* After a try that got no answer, "too late now" does not tell what became of that try. The same name asks
	 * again on its own day only: on a later one it is refused for its date, and never gets another answer. */
	if (date_compare(work->message->day, work->today) != 0)
		return ask_apart(work, whole, reterr);
	work->later = true;
	return verdict_doubt(work, reterr);
}

/* The file is there, says the counterparty. */
static enum rc have_already(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr)
{
	bool ours = any_tried_before(work);
	bool remessa = work->lotes_count > 0;
	/* But which of its comarcas were taken? Each is asked by its own sequence. */
	if (remessa && (!ours || work->lotes_count > 1))
		return ask_apart(work, &verdicts->items[0], reterr);
	if (ours)
		return apply_each(work, verdicts, reterr);
	/* Requests under a name that somebody else has used: the name is spent, and they go with the next file. */
	struct verdict spent = verdicts->items[0];
	spent.class = VERDICT_LATER;
	return apply_each(work, &(struct verdicts){.whole_file = true, .items = &spent, .count = 1}, reterr);
}

enum rc verdict_apply(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr)
{
	const struct verdict *whole = verdicts->whole_file && verdicts->count > 0 ? &verdicts->items[0] : NULL;
	if (whole == NULL)
		return apply_each(work, verdicts, reterr);
	switch (whole->class) {
	case VERDICT_LATER: return come_later(work, whole, reterr);
	case VERDICT_CREDENTIALS: {
		enum rc rc = stop_account(work, whole, reterr);
		if (rc == OK)
			rc = any_tried_before(work) ? verdict_doubt(work, reterr) : verdict_drop(work, reterr);
		return rc;
	}
	case VERDICT_ALREADY:
		if (!is_of_bureau(work))
			return have_already(work, verdicts, reterr);
		break;
	case VERDICT_ACCEPTED:
	case VERDICT_DONE:
	case VERDICT_GONE:
	case VERDICT_REFUSED: break;
	}
	return is_of_bureau(work) ? verdict_apply_records(work, verdicts, reterr) : apply_each(work, verdicts, reterr);
}

enum rc verdict_drop(struct verdict_work *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = message_set_state(db, work->message->id, "superseded", NULL, reterr);
	if (rc == OK)
		rc = lote_set_state(db, work->message->id, NULL, "dropped", NULL, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++) {
		const struct instruction *instruction = &work->instructions.at[i];
		rc = instruction_set_state(db, instruction->id, "prepared", NULL, NULL, reterr);
		if (rc == OK)
			rc = instruction_set_message(db, instruction->id, 0, reterr);
		if (rc == OK && is_include(instruction))
			rc = verdict_tell(work, instruction, EVENT_FILE_DROPPED, work->message->file_name, reterr);
		if (rc == OK && !is_include(instruction)) {
			/* A request whose escalation has moved on meanwhile does not wait for another file. */
			struct escalation escalation;
			rc = escalation_lock(db, work->arena, instruction->escalation_id, &escalation, reterr);
			if (rc == OK && !parcel_is_wanted(instruction->kind, escalation.state))
				rc = instruction_supersede(db, escalation.id, NULL, reterr);
		}
	}
	return rc;
}

enum rc verdict_doubt(struct verdict_work *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	const struct channel_traits *traits = flow_traits(work->flow, work->account->id);
	if (is_of_bureau(work) && traits->doubt == CHANNEL_DOUBT_WAIT)
		return verdict_leave_records(work, reterr);
	work->again = true;
	enum rc rc = message_set_state(db, work->message->id, "in_doubt", NULL, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++)
		if (strcmp(work->instructions.at[i].state, "sent") == 0)
			rc = instruction_set_state(db, work->instructions.at[i].id, "in_doubt", NULL, NULL, reterr);
	/* The tries go on, ever more slowly; a person should know. */
	if (rc == OK && work->message->attempts >= DOUBT_TRIES_SILENT)
		rc = finding_open(db,
				  &(struct finding){.kind = "in_doubt",
						    .message_id = work->message->id,
						    .account_id = work->account->id,
						    .words = "No answer tells whether the counterparty has this file: "
							     "ask it, and look at the connection."},
				  reterr);
	return rc;
}
