/* Events: what happened, stored in the transaction of what it tells.
 * Proof: tests/unit/store/record_test.c, tests/journey */
#pragma once

#include "store/db.h"

/* A happening beside the lifecycle. Ids that are 0 are left out. */
struct happening {
	const char *actor; /* "worker.1", "apontactl" */
	const char *what;  /* "PAYMENT_RECORDED" */
	int64_t escalation_id;
	int64_t invoice_id;
	int64_t instruction_id;
	int64_t message_id;
	const char *detail; /* words; tax ids masked; NULL for none */
};

MUST_CHECK enum rc event_tell(struct db *db, const struct happening *happening, struct err *reterr);

struct db_value db_id(int64_t id); /* 0 is null */
