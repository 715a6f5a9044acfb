#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/assess.h"
#include "flow/decide.h"
#include "flow/hold.h"
#include "store/deadline.h"

#define BATCH 100

/* For a person, who has to ask. */
static const char *silence_words(enum state state)
{
	switch (state) {
	case STATE_SENT:
		return "No answer tells whether it is in the bureau's base, and nothing is repeated: ask the bureau.";
	case STATE_RECALL_ARMED: return "No answer tells whether it is in the bureau's base: it is taken back.";
	case STATE_REMOVE_SENT:
	case STATE_UPDATE_SENT:
		return "No answer tells whether the removal is done, and nothing is repeated: ask the bureau.";
	default: return NULL;
	}
}

static enum rc fire(struct flow *flow, struct arena *arena, int64_t invoice_id, int64_t id, int *fired,
		    struct err *reterr)
{
	struct invoice invoice;
	struct escalation escalation;
	enum rc rc = invoice_lock(flow->db, arena, invoice_id, &invoice, reterr);
	if (rc == OK)
		rc = escalation_lock(flow->db, arena, id, &escalation, reterr);
	if (rc != OK || !escalation.timer_due)
		return rc;
	(*fired)++;
	if (escalation.timer_event == EVENT_ASSESSED && escalation.state == STATE_HELD)
		return assess_held(flow, arena, &invoice, &escalation, reterr);
	struct decide decide = {
		.flow = flow,
		.arena = arena,
		.invoice = &invoice,
		.escalation = &escalation,
		.detail = escalation.timer_event == EVENT_ANSWER_OVERDUE ? silence_words(escalation.state) : NULL,
		.cause = escalation.timer_event == EVENT_EXPIRY_DUE ? CAUSE_FIVE_YEARS : CAUSE_PAID};
	return decide_event(&decide, escalation.timer_event, reterr);
}

/* A dispute before the protest that nobody has decided is decided for the debtor: the protest cannot be undrawn. */
static enum rc withdraw_undecided(struct flow *flow, struct arena *arena, int *fired, struct err *reterr)
{
	struct escalation_ids ids;
	enum rc rc = escalation_undecided(flow->db, arena, BATCH, &ids, reterr);
	for (int i = 0; rc == OK && i < ids.count; i++) {
		struct invoice invoice;
		struct escalation escalation;
		struct decide decide = {.flow = flow,
					.arena = arena,
					.invoice = &invoice,
					.escalation = &escalation,
					.cause = CAUSE_DISPUTED,
					.detail = "nobody has decided the dispute in time"};
		rc = invoice_lock(flow->db, arena, ids.at[i].invoice_id, &invoice, reterr);
		if (rc == OK)
			rc = escalation_lock(flow->db, arena, ids.at[i].id, &escalation, reterr);
		if (rc == OK)
			rc = deadline_drop(flow->db, escalation.id, DEADLINE_DISPUTE, reterr);
		if (rc == OK)
			rc = decide_event(&decide, EVENT_CAUSE_AROSE, reterr);
		(*fired)++;
	}
	return rc;
}

static enum rc fire_due(struct flow *flow, struct arena *arena, int *ret_count, struct err *reterr)
{
	struct escalation_ids due;
	int fired = 0;
	enum rc rc = escalation_due(flow->db, arena, BATCH, &due, reterr);
	for (int i = 0; rc == OK && i < due.count; i++)
		rc = fire(flow, arena, due.at[i].invoice_id, due.at[i].id, &fired, reterr);
	if (rc == OK)
		rc = hold_lift_due(flow, arena, BATCH, &fired, reterr);
	if (rc == OK)
		rc = withdraw_undecided(flow, arena, &fired, reterr);
	int missed = 0;
	int warned = 0;
	if (rc == OK)
		rc = deadline_warn_due(flow->db, &warned, reterr);
	if (rc == OK)
		rc = deadline_miss_due(flow->db, &missed, reterr);
	if (rc == OK && warned > 0)
		log_line(LOG_ALERT, LOG_FIELDS({"STAGE", "clocks"}),
			 "%d deadlines end soon and are not met; see \"apontactl findings\"", warned);
	if (rc == OK && missed > 0)
		log_line(LOG_ALERT, LOG_FIELDS({"STAGE", "clocks"}), "%d deadlines went by; see \"apontactl findings\"",
			 missed);
	*ret_count = fired + missed + warned;
	return rc;
}

enum rc flow_clocks(struct flow *flow, int *done, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	int count = 0;
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the clocks");
	enum rc rc = db_begin(flow->db, reterr);
	if (rc == OK)
		rc = db_end(flow->db, fire_due(flow, arena, &count, reterr), reterr);
	if (rc == OK && count > 0)
		fault_point(FAULT_clocks_fired);
	*done += rc == OK ? count : 0;
	return rc;
}
