/* Workers as the database sees them, and the question whether all of them have nothing left to do.
 * Proof: tests/unit/store/worker_test.c */
#pragma once

#include "store/db.h"

struct worker_id {
	char node[65];
	int slot;
};

/* A round: how much work was ever done when it began, and at what apontad.now(). */
struct worker_round {
	int64_t work;
	char at[40];
};

/* A round begins: the worker is not idle from here on. */
MUST_CHECK enum rc worker_begin(struct db *db, const struct worker_id *worker, struct worker_round *ret_round,
				struct err *reterr);

/* A round ends. With `did_work` the count of work goes up; otherwise the worker says that it found nothing due, seen
 * from the beginning of the round: what changed since, it may have passed by. */
MUST_CHECK enum rc worker_end(struct db *db, const struct worker_id *worker, bool did_work,
			      const struct worker_round *round, struct err *reterr);

/* Somebody else than a worker has made work, and committed it: no worker is idle until it has looked again. */
MUST_CHECK enum rc worker_nudge(struct db *db, struct err *reterr);

/* Has every living worker found nothing due at apontad.now() since the last work was done, and does no lane wait for a
 * lease or a back-off to run out? `ret_words` tells what is missing. */
MUST_CHECK enum rc worker_settled(struct db *db, struct arena *arena, bool *ret_settled, const char **ret_words,
				  struct err *reterr);
