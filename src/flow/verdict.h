/* Verdicts: what a counterparty's answer to a file does to the file, its lotes, its instructions and escalations.
 *
 * All in the caller's transaction, under the lane's lease. Private to flow/. */
#pragma once

#include "domain/lifecycle.h"
#include "flow/context.h"
#include "store/instruction.h"
#include "store/message.h"

struct verdict_work {
	struct flow *flow;
	struct arena *arena;
	const struct flow_account *account;
	const struct message *message;
	struct date today;
	struct instruction_list instructions;
	struct lote_row *lotes;
	int lotes_count;
	bool later; /* set when the file has to wait for the next window */
	bool again; /* set when something of it is still in doubt */
	bool apart; /* set when the file as a whole tells no more, and its parts have to be asked in a new one */
};

/* The instructions and lotes of the message, for the other two. */
MUST_CHECK enum rc verdict_load(struct verdict_work *work, struct err *reterr);

/* Apply an interpreted answer. */
MUST_CHECK enum rc verdict_apply(struct verdict_work *work, const struct verdicts *verdicts, struct err *reterr);

/* The file will never be sent: its numbers are free again, its instructions wait for the next. */
MUST_CHECK enum rc verdict_drop(struct verdict_work *work, struct err *reterr);

/* An inclusion in doubt at a bureau whose debt needs no listing any more: it is not asked for again but removed. */
MUST_CHECK enum rc verdict_recall(struct verdict_work *work, struct err *reterr);

/* For verdict*.c: the answer for records at a bureau; doubt of them where nothing is repeated; an event for the
 * escalation of an instruction, if its state takes it; may the counterparty have got it before? */
MUST_CHECK enum rc verdict_apply_records(struct verdict_work *work, const struct verdicts *verdicts,
					 struct err *reterr);
MUST_CHECK enum rc verdict_leave_records(struct verdict_work *work, struct err *reterr);
MUST_CHECK enum rc verdict_tell(const struct verdict_work *work, const struct instruction *instruction,
				enum event event, const char *detail, struct err *reterr);
bool verdict_tried_before(const struct verdict_work *work, const struct instruction *instruction);

/* It left, and no answer came. */
MUST_CHECK enum rc verdict_doubt(struct verdict_work *work, struct err *reterr);
