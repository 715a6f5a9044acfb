/* Verdicts about records at a bureau: one a message of one call, one for all records of a file. */
#include <string.h>

#include "flow/verdict.h"
#include "store/event.h"
#include "store/finding.h"
#include "store/removal.h"

static bool is_include(const struct instruction *instruction)
{
	return strcmp(instruction->kind, "include") == 0;
}

/* Taken; what becomes of it is told later, so the instruction stays "sent". */
static enum rc receive(const struct verdict_work *work, const struct instruction *instruction,
		       const struct verdict *verdict, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = instruction_set_state(db, instruction->id, "sent", verdict->code, verdict->words, reterr);
	if (rc == OK && verdict->remote_id[0] != '\0')
		rc = instruction_set_remote_id(db, instruction->id, verdict->remote_id, reterr);
	if (rc != OK)
		return rc;
	if (is_include(instruction))
		return verdict_tell(work, instruction, EVENT_ACCEPTED, NULL, reterr);
	rc = removal_asked(db, instruction->escalation_id, false, reterr);
	if (rc == OK)
		rc = event_tell(db,
				&(struct happening){.actor = work->flow->actor,
						    .what = "REQUEST_ACCEPTED",
						    .escalation_id = instruction->escalation_id,
						    .invoice_id = instruction->invoice_id,
						    .instruction_id = instruction->id,
						    .message_id = work->message->id,
						    .detail = verdict->words},
				reterr);
	return rc;
}

static enum rc done(const struct verdict_work *work, const struct instruction *instruction,
		    const struct verdict *verdict, struct err *reterr)
{
	enum rc rc = instruction_set_state(work->flow->db, instruction->id, "accepted", verdict->code, verdict->words,
					   reterr);
	if (rc == OK && verdict->class == VERDICT_GONE)
		rc = finding_open(work->flow->db,
				  &(struct finding){.kind = "not_there",
						    .escalation_id = instruction->escalation_id,
						    .message_id = work->message->id,
						    .words = verdict->words},
				  reterr);
	return rc == OK ? verdict_tell(work, instruction, is_include(instruction) ? EVENT_LISTED : EVENT_REMOVAL_DONE,
				       verdict->words, reterr)
			: rc;
}

static enum rc refuse(const struct verdict_work *work, const struct instruction *instruction,
		      const struct verdict *verdict, struct err *reterr)
{
	const char *detail = arena_printf(work->arena, "code %s, %s", verdict->code, verdict->words);
	enum rc rc = instruction_set_state(work->flow->db, instruction->id, "rejected", verdict->code, verdict->words,
					   reterr);
	return rc == OK ? verdict_tell(work, instruction,
				       is_include(instruction) ? EVENT_REFUSED_BY_BUREAU : EVENT_COMMAND_REFUSED,
				       detail, reterr)
			: rc;
}

static enum rc apply_record(const struct verdict_work *work, const struct instruction *instruction,
			    const struct verdict *verdict, struct err *reterr)
{
	switch (verdict->class) {
	case VERDICT_ACCEPTED: return receive(work, instruction, verdict, reterr);
	case VERDICT_DONE: return done(work, instruction, verdict, reterr);
	case VERDICT_ALREADY:
		/* "It is there": ours, when we may have sent it before; else somebody else's, and not ours to count on.
		 */
		return verdict_tried_before(work, instruction) ? done(work, instruction, verdict, reterr)
							       : refuse(work, instruction, verdict, reterr);
	case VERDICT_GONE:
		return is_include(instruction) ? refuse(work, instruction, verdict, reterr)
					       : done(work, instruction, verdict, reterr);
	case VERDICT_REFUSED:
	case VERDICT_LATER:
	case VERDICT_CREDENTIALS: break;
	}
	return refuse(work, instruction, verdict, reterr);
}

enum rc verdict_apply_records(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr)
{
	const struct verdict *verdict = &verdicts->items[0];
	enum rc rc = message_set_state(work->flow->db, work->message->id, "answered", verdict->code, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++) {
		const struct instruction *instruction = &work->instructions.at[i];
		bool settled =
			strcmp(instruction->state, "accepted") == 0 || strcmp(instruction->state, "rejected") == 0;
		if (!settled) /* a webhook or a return may have been faster */
			rc = apply_record(work, instruction, verdict, reterr);
	}
	return rc;
}

enum rc verdict_leave_records(struct verdict_work *work, struct err *reterr)
{
	struct db *db = work->flow->db;
	enum rc rc = message_set_state(db, work->message->id, "silent", NULL, reterr);
	for (int i = 0; rc == OK && i < work->instructions.count; i++) {
		const struct instruction *instruction = &work->instructions.at[i];
		if (strcmp(instruction->state, "sent") != 0)
			continue;
		rc = instruction_set_state(db, instruction->id, "in_doubt", NULL, NULL, reterr);
		if (rc == OK && is_include(instruction))
			rc = verdict_tell(work, instruction, EVENT_LEFT_IN_DOUBT,
					  "it left, and no answer came: nothing is repeated", reterr);
	}
	return rc;
}

enum rc verdict_recall(struct verdict_work *work, struct err *reterr)
{
	enum rc rc = message_set_state(work->flow->db, work->message->id, "silent", NULL, reterr);
	return rc == OK ? verdict_tell(work, &work->instructions.at[0], EVENT_ANSWER_OVERDUE,
				       "it may be there, and the debt needs no listing any more", reterr)
			: rc;
}
