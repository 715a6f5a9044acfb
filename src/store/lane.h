/* Lanes: the right to talk to one counterparty about one thing, held by one worker at a time under a lease number.
 *
 * A claim is one statement that raises the number; lane_hold() at the start of every later transaction fails with
 * ERR_LEASE_LOST when another worker has taken over, so a worker that lost its lease can change nothing. A lease ends
 * with its time or with the database connection of its holder, so that a dead worker's lane is free at once. Leases
 * and back-off run on the machine's clock, windows on apontad.now(). Proof: tests/unit/store/lane_test.c */
#pragma once

#include "domain/pace.h"
#include "store/db.h"

struct lane {
	int64_t account_id;
	char account[33];
	char name[12]; /* requests, remessa, collect */
	int64_t lease_no;
	int lease_s;
	int failures;
	struct date polled_to; /* collect; DATE_NONE at first */
	struct pace pace;      /* of calls */
};

/* Claim one lane of that name that has something to do now. ERR_NOT_FOUND: none. */
MUST_CHECK enum rc lane_claim(struct db *db, struct arena *arena, const char *name, const char *holder, int lease_s,
			      struct lane *ret_lane, struct err *reterr);

/* The same, of those only that somebody held and has not given back: the lease ran out, or its holder is gone. */
MUST_CHECK enum rc lane_claim_abandoned(struct db *db, struct arena *arena, const char *name, const char *holder,
					int lease_s, struct lane *ret_lane, struct err *reterr);

/* Inside a transaction: lock the lane, make sure that it is still ours, and start its lease anew. ERR_LEASE_LOST. */
MUST_CHECK enum rc lane_hold(struct db *db, const struct lane *lane, struct err *reterr);

/* Give it back. Done: failures are forgotten. Failed: back-off 2^failures × `backoff_ms`, at most five minutes. */
MUST_CHECK enum rc lane_release(struct db *db, const struct lane *lane, bool failed, int backoff_ms,
				struct err *reterr);

/* Give it back for so many seconds, as the counterparty told. */
MUST_CHECK enum rc lane_retry_in(struct db *db, const struct lane *lane, int wait_s, struct err *reterr);
/* What was learned of the counterparty's pace; while the lane is held. */
MUST_CHECK enum rc lane_set_pace(struct db *db, const struct lane *lane, struct err *reterr);

/* Not before that local minute of that day, unless something new is asked first. */
MUST_CHECK enum rc lane_not_before(struct db *db, const struct lane *lane, struct date on, int minute,
				   struct err *reterr);
MUST_CHECK enum rc lane_polled(struct db *db, const struct lane *lane, struct date polled_to, struct err *reterr);
