/* The door's connection to the database: opened when it is wanted, given up when it fails, left alone for a while then.
 *
 * A trouble is logged when it comes, when it changes and when it is over. Proof: tests/unit/door/door_test.c */
#pragma once

#include <stdint.h>

#include "store/db.h"

struct books {
	const char *conninfo;
	struct db *db; /* NULL while there is none */
	int64_t retry_at_ms;
	int pause_ms;
	char trouble[1024]; /* what was logged last; "" when all is well */
};

void books_init(struct books *books, const char *conninfo);
void books_done(struct books *books);

/* Open the connection when there is none. ERR_TRANSIENT: it cannot be had, or was tried a moment ago. */
MUST_CHECK enum rc books_open(struct books *books, int64_t now_ms, struct err *reterr);

/* What hook_store() does; any error means that nothing can be said to be stored, and the sender must come again. */
MUST_CHECK enum rc books_store(struct books *books, const char *account_code, struct text bytes, int64_t now_ms,
			       bool *ret_fresh, struct err *reterr);
