/* Deadlines that run on escalations: by which rule, until when, told when they come near, and what became of them.
 *
 * One of each name runs at a time for one escalation. Those of a removal end with it (store/removal.h). An alarm is a
 * finding, one a step; it is closed when its deadline is met, dropped or missed, or when the next step comes.
 * Proof: tests/unit/store/deadline_test.c, tests/journey */
#pragma once

#include "domain/deadline.h"
#include "store/db.h"

struct deadline_entry {
	int64_t escalation_id;
	int64_t removal_id; /* 0 for none */
	enum deadline deadline;
	struct deadline_days days;
};

/* Starts a clock; a running one of that name for this escalation is dropped. */
MUST_CHECK enum rc deadline_open(struct db *db, const struct deadline_entry *entry, struct err *reterr);

/* Done, or of no matter any more; nothing happens when none runs. What was missed stays so, and is done late. */
MUST_CHECK enum rc deadline_met(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr);
MUST_CHECK enum rc deadline_drop(struct db *db, int64_t escalation_id, enum deadline deadline, struct err *reterr);
/* Those of its removal, whatever they are called; a dispute wants no decision either, once it is dropped for another.
 */
MUST_CHECK enum rc deadline_met_removal(struct db *db, int64_t escalation_id, struct err *reterr);
MUST_CHECK enum rc deadline_drop_removal(struct db *db, int64_t escalation_id, struct err *reterr);

/* The day that the counterparty named for the one that runs. ERR_NOT_FOUND: none does. */
MUST_CHECK enum rc deadline_told(struct db *db, int64_t escalation_id, enum deadline deadline, struct date on,
				 struct err *reterr);

/* Those whose day has gone: marked missed, and told to a person. Returns how many. */
MUST_CHECK enum rc deadline_miss_due(struct db *db, int *ret_missed, struct err *reterr);
/* Those that have come to an alarm, once a step: told to a person. Returns how many. */
MUST_CHECK enum rc deadline_warn_due(struct db *db, int *ret_warned, struct err *reterr);
