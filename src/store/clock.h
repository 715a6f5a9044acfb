/* apontad.now() from C, and the sandbox clock that can be moved. Proof: tests/unit/store/clock_test.c */
#pragma once

#include "store/db.h"

struct clock_now {
	int64_t seconds;   /* since 1970, UTC */
	struct date today; /* local day */
	int minute;        /* local minute of the day */
	char text[40];     /* "2026-03-02T09:00:00-03:00" */
	bool sandbox;
};

MUST_CHECK enum rc clock_now(struct db *db, struct clock_now *ret_now, struct err *reterr);

/* "2026-03-02T09:00:00-03:00", or without a zone in the configured one. ERR_REFUSED: not a sandbox, or backwards
 * after something has happened; ERR_FORMAT. */
MUST_CHECK enum rc clock_set(struct db *db, struct text instant, struct err *reterr);

/* A PostgreSQL interval such as "90 minutes", "2 days", or "1d", "36h", "15m". Errors as clock_set. */
MUST_CHECK enum rc clock_advance(struct db *db, struct text duration, struct err *reterr);

/* The timezone of legal days, as configured. ERR_CONFIG: PostgreSQL does not know it. */
MUST_CHECK enum rc clock_set_timezone(struct db *db, const char *timezone, struct err *reterr);
