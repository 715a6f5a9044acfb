/* The files of the drop folder: taken once by their bytes, with the rows that were rejected.
 * Proof: tests/unit/store/intake_test.c, tests/journey */
#pragma once

#include "store/db.h"

struct intake_result {
	bool taken_before; /* these bytes were taken already */
	int64_t id;
	int rows_taken;
	int rows_repeated;
	int rows_rejected;
};

/* Take the right to process these bytes, until it is given back or the connection ends; false when another worker is
 * at it. */
MUST_CHECK enum rc intake_claim(struct db *db, struct text sha256, bool *ret_mine, struct err *reterr);
MUST_CHECK enum rc intake_release(struct db *db, struct text sha256, struct err *reterr);

/* ret_result->taken_before tells whether they were done before. */
MUST_CHECK enum rc intake_find(struct db *db, struct text sha256, struct intake_result *ret_result, struct err *reterr);

/* Record the file at the end of its transaction; ret_result->id is filled. */
MUST_CHECK enum rc intake_record(struct db *db, const char *name, struct text sha256, struct intake_result *result,
				 struct err *reterr);

struct rejected_row {
	int line;
	const char *field;
	const char *rule; /* name of the return code */
	const char *words;
	struct text raw; /* the bytes as they came */
};
MUST_CHECK enum rc intake_reject(struct db *db, int64_t file_id, const struct rejected_row *row, struct err *reterr);
MUST_CHECK enum rc intake_rejected(struct db *db, struct arena *arena, int64_t file_id, struct rejected_row **ret_rows,
				   int *ret_count, struct err *reterr);
