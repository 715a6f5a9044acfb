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

#define ACCOUNT_TRY_S 1 /* until whose turn it was not looks again */

/* A counterparty locks who tries a wrong password too often, so where ours has not been taken yet one worker tries it
 * at a time. False: another one is at it, or the account is stopped by now. True: account_try_done() afterwards; the
 * turn ends with the connection too. */
MUST_CHECK enum rc account_try_alone(struct db *db, struct arena *arena, int64_t account_id, bool *ret_alone,
				     struct err *reterr);
MUST_CHECK enum rc account_try_done(struct db *db, int64_t account_id, struct err *reterr);
