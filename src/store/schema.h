/* The schema that this program was built for, and how a database gets it.
 *
 * The SQL files are carried inside the program. migrate applies those that a database has not seen, in order, and
 * writes the rows of lifecycle and deadlines, the roles and the grants anew: all in one transaction under one lock, so
 * that a failure leaves the database as it was. Proof: tests/unit/store/migrate_test.c */
#pragma once

#include "store/db.h"

struct schema_file {
	const char *name; /* "0001_ground" */
	const char *sql;
};

extern const struct schema_file schema_files[]; /* ends with a row of NULLs */

/* `sandbox` counts only when the database is new: a clock that can be moved. `told` hears what was applied. */
MUST_CHECK enum rc schema_migrate(struct db *db, bool sandbox, void (*told)(const char *name), struct err *reterr);

/* ERR_CONFIG when the database has not exactly this program's migrations; the words say which to run. */
MUST_CHECK enum rc schema_check(struct db *db, struct err *reterr);

/* Writes the rows of domain/lifecycle into SQL, inside the caller's transaction. ERR_INTEGRITY when a row that events
 * of this database rest on is gone from the table. */
MUST_CHECK enum rc lifecycle_sync(struct db *db, struct err *reterr);
/* The same for the rows of domain/deadline; one by which a deadline was kept stays. */
MUST_CHECK enum rc deadline_sync(struct db *db, struct err *reterr);
