/* Removals, from the cause to the proof, and the deadlines that watch them.
 * Proof: tests/unit/store/removal_test.c, tests/journey */
#pragma once

#include "store/db.h"

/* Opens a removal unless one is open; *ret_id is the open one. */
MUST_CHECK enum rc removal_open(struct db *db, struct arena *arena, int64_t escalation_id, const char *cause,
				int64_t *ret_id, struct err *reterr);

struct removal_row {
	int64_t id; /* 0: none is open */
	char cause[24];
	struct date arisen_on; /* local day */
};
MUST_CHECK enum rc removal_find_open(struct db *db, struct arena *arena, int64_t escalation_id,
				     struct removal_row *ret_removal, struct err *reterr);

/* The cause of its last removal, open or not; "" when it never had one. */
MUST_CHECK enum rc removal_last_cause(struct db *db, struct arena *arena, int64_t escalation_id, const char **ret_cause,
				      struct err *reterr);

/* The open removal of the escalation, if any: the counterparty took the request; it is done; nothing was left to
 * remove. "Done" meets the deadline, "asked" does where it `suffices` (protest), "moot" drops it. */
MUST_CHECK enum rc removal_asked(struct db *db, int64_t escalation_id, bool suffices, struct err *reterr);
MUST_CHECK enum rc removal_done(struct db *db, int64_t escalation_id, struct err *reterr);
MUST_CHECK enum rc removal_moot(struct db *db, int64_t escalation_id, struct err *reterr);

/* Starts a clock; a running one of that name for this escalation is dropped first. removal_id may be 0, warn_on
 * DATE_NONE. */
MUST_CHECK enum rc deadline_open(struct db *db, int64_t escalation_id, int64_t removal_id, const char *name,
				 const char *rule, struct date due_on, struct date warn_on, struct err *reterr);
MUST_CHECK enum rc deadline_met(struct db *db, int64_t escalation_id, const char *name, struct err *reterr);
MUST_CHECK enum rc deadline_drop(struct db *db, int64_t escalation_id, const char *name, struct err *reterr);

/* Those whose day has gone: marked missed, and told to a person. Returns how many. */
MUST_CHECK enum rc deadline_miss_due(struct db *db, int *ret_missed, struct err *reterr);
/* Those near their end, once each: told to a person. Returns how many. */
MUST_CHECK enum rc deadline_warn_due(struct db *db, int *ret_warned, struct err *reterr);
