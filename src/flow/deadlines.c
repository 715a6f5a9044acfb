#include "flow/deadlines.h"

#include "store/deadline.h"

static enum rc days_from_now(struct flow *flow, enum deadline deadline, struct deadline_days *ret_days,
			     struct err *reterr)
{
	struct clock_now now;
	enum rc rc = clock_now(flow->db, &now, reterr);
	return rc == OK ? deadline_days(deadline, now.today, ret_days, reterr) : rc;
}

enum rc deadline_start_of(struct flow *flow, int64_t escalation_id, enum deadline deadline, struct err *reterr)
{
	struct deadline_entry entry = {.escalation_id = escalation_id, .deadline = deadline};
	enum rc rc = days_from_now(flow, deadline, &entry.days, reterr);
	return rc == OK ? deadline_open(flow->db, &entry, reterr) : rc;
}

enum rc deadline_start(const struct decide *decide, enum deadline deadline, struct err *reterr)
{
	return deadline_start_of(decide->flow, decide->escalation->id, deadline, reterr);
}

enum rc deadline_timer(const struct decide *decide, enum deadline deadline, struct err *reterr)
{
	struct deadline_days days;
	enum rc rc = days_from_now(decide->flow, deadline, &days, reterr);
	return rc == OK ? escalation_timer_on(decide->flow->db, decide->escalation->id, deadline_row(deadline)->then,
					      days.due_on, reterr)
			: rc;
}

/* The three days of the notary: from the protocol to whatever ends them. A judge's order stops them. */
static enum rc follow_triduo(const struct decide *decide, enum event event, struct err *reterr)
{
	struct db *db = decide->flow->db;
	const struct escalation *escalation = decide->escalation;
	struct deadline_entry entry = {.escalation_id = escalation->id, .deadline = DEADLINE_TRIDUO};
	enum rc rc = OK;
	switch (event) {
	case EVENT_PROTOCOL:
		if (date_is_none(escalation->protocol_on))
			return OK;
		rc = deadline_days(DEADLINE_TRIDUO, escalation->protocol_on, &entry.days, reterr);
		return rc == OK ? deadline_open(db, &entry, reterr) : rc;
	case EVENT_PROTEST_DRAWN:
	case EVENT_PAID_AT_NOTARY:
	case EVENT_WITHDRAWAL_DONE:
		if (decide->told_on != NULL && !date_is_none(*decide->told_on))
			rc = deadline_told(db, escalation->id, DEADLINE_TRIDUO, *decide->told_on, NULL);
		/* Whether it ran or not, it does no more. */
		return rc == OK || rc == ERR_NOT_FOUND ? deadline_met(db, escalation->id, DEADLINE_TRIDUO, reterr) : rc;
	case EVENT_IRREGULAR:
	case EVENT_COURT_STAY:
	case EVENT_STAY_MADE_FINAL: return deadline_drop(db, escalation->id, DEADLINE_TRIDUO, reterr);
	default: return OK;
	}
}

/* That its own time is over ends a clock without what it waited for. */
static enum rc end_of_state(const struct decide *decide, enum deadline deadline, enum event event, struct err *reterr)
{
	bool by_itself = event == deadline_row(deadline)->then || event == EVENT_COURT_STAY;
	return by_itself ? deadline_drop(decide->flow->db, decide->escalation->id, deadline, reterr)
			 : deadline_met(decide->flow->db, decide->escalation->id, deadline, reterr);
}

static enum rc start_of_state(const struct decide *decide, enum deadline deadline, struct err *reterr)
{
	struct deadline_entry entry = {.escalation_id = decide->escalation->id, .deadline = deadline};
	enum event then = deadline_row(deadline)->then;
	enum rc rc = days_from_now(decide->flow, deadline, &entry.days, reterr);
	if (rc == OK)
		rc = deadline_open(decide->flow->db, &entry, reterr);
	if (rc == OK && then != EVENT_COUNT)
		rc = escalation_timer_on(decide->flow->db, decide->escalation->id, then,
					 date_plus(entry.days.due_on, 1), reterr);
	return rc;
}

enum rc deadline_follow(const struct decide *decide, enum state from, enum event event, struct err *reterr)
{
	enum state to = decide->escalation->state;
	enum rc rc = decide->escalation->machine == MACHINE_PROTEST ? follow_triduo(decide, event, reterr) : OK;
	if (rc != OK || from == to)
		return rc;
	enum deadline ended = deadline_of_state(from);
	enum deadline started = deadline_of_state(to);
	if (from == STATE_CANCEL_REQUESTED)
		rc = deadline_met(decide->flow->db, decide->escalation->id, DEADLINE_CANCEL_ANSWER, reterr);
	if (rc == OK && ended != DEADLINE_COUNT)
		rc = end_of_state(decide, ended, event, reterr);
	if (rc == OK && started != DEADLINE_COUNT)
		rc = start_of_state(decide, started, reterr);
	return rc;
}
