/* Workers as the database sees them, and the question whether all of them have nothing left to do.
 * Proof: tests/unit/store/worker_test.c */
#pragma once

#include "store/db.h"

struct worker_id {
	char node[65];
	int slot;
};

/* How much work was ever done; read before a round, compared after it. */
MUST_CHECK enum rc worker_work(struct db *db, int64_t *ret_work, struct err *reterr);

/* A sign of life. With `did_work` the count of work goes up; otherwise the worker says that at business time `at_s`
 * and work count `work` it found nothing due. */
MUST_CHECK enum rc worker_beat(struct db *db, const struct worker_id *worker, bool did_work, int64_t work,
			       struct err *reterr);

/* Has every living worker found nothing due at apontad.now() since the last work was done, and does no lane wait for a
 * lease or a back-off to run out? `ret_words` tells what is missing. */
MUST_CHECK enum rc worker_settled(struct db *db, struct arena *arena, bool *ret_settled, const char **ret_words,
				  struct err *reterr);
