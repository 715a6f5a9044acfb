/* The clocks that start and end with the steps of an escalation. Private to flow/.
 *
 * Everything happens in the transaction of the step. Proof: tests/journey/silence_is_an_alarm.sh,
 * stay_revoked_opens_one_business_day.sh */
#pragma once

#include "domain/deadline.h"
#include "flow/decide.h"

/* A clock of no removal starts today. */
MUST_CHECK enum rc deadline_start(const struct decide *decide, enum deadline deadline, struct err *reterr);
MUST_CHECK enum rc deadline_start_of(struct flow *flow, int64_t escalation_id, enum deadline deadline,
				     struct err *reterr);

/* What the event of a TIMER's row brings when its days are over, counted from today. */
MUST_CHECK enum rc deadline_timer(const struct decide *decide, enum deadline deadline, struct err *reterr);

/* After a step from `from`: the clock of that state has ended, and the one of the new state runs. */
MUST_CHECK enum rc deadline_follow(const struct decide *decide, enum state from, enum event event, struct err *reterr);
