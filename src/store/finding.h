/* Findings: what only a person can settle. Proof: tests/unit/store/record_test.c, tests/journey */
#pragma once

#include "store/db.h"

struct finding {
	const char *kind; /* "refused", "unreadable", "unknown_code", "deadline_missed", "account_stopped", … */
	int64_t escalation_id;
	int64_t message_id;
	int64_t account_id;
	const char *words; /* what was found and what to do about it; tax ids masked */
};

/* Opens a finding, unless the same one (kind, subject and words) is open already. */
MUST_CHECK enum rc finding_open(struct db *db, const struct finding *finding, struct err *reterr);

/* The same, unless it was ever told, open or closed. */
MUST_CHECK enum rc finding_open_once(struct db *db, const struct finding *finding, struct err *reterr);

/* All that are open about an escalation, if any. */
MUST_CHECK enum rc finding_close_of(struct db *db, int64_t escalation_id, const char *by, struct err *reterr);

/* ERR_NOT_FOUND when no such finding is open. */
MUST_CHECK enum rc finding_close(struct db *db, int64_t id, const char *by, struct err *reterr);
