/* Removals, from the cause to the proof; their deadlines (store/deadline.h) end with them.
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
