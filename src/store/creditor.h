/* Creditors and their accounts; the configuration is their source, the rows are what the others refer to.
 * Proof: tests/unit/store/record_test.c, tests/journey */
#pragma once

#include "store/db.h"

/* Each returns the id of the row, new or brought up to date. */
MUST_CHECK enum rc creditor_sync(struct db *db, const char *code, const char *name, const char *taxid, int64_t *ret_id,
				 struct err *reterr);
MUST_CHECK enum rc account_sync(struct db *db, int64_t creditor_id, const char *code, const char *channel,
				int64_t *ret_id, struct err *reterr);

/* ERR_NOT_FOUND. */
MUST_CHECK enum rc account_find(struct db *db, const char *code, int64_t *ret_id, struct err *reterr);
MUST_CHECK enum rc creditor_find(struct db *db, const char *code, int64_t *ret_id, struct err *reterr);

/* Stops an account: nothing leaves it and nothing is asked until a person starts it again. A second stop keeps the
 * first reason. */
MUST_CHECK enum rc account_stop(struct db *db, int64_t account_id, const char *why, struct err *reterr);
/* ERR_NOT_FOUND: no such account, or it is not stopped. */
MUST_CHECK enum rc account_start(struct db *db, const char *code, struct err *reterr);
