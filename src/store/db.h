/* PostgreSQL as this house uses it: one connection, statements prepared once, typed values in, text out.
 *
 * libpq ends in this folder. A statement's SQL is a string that lives for the whole program: its address is its
 * identity on the connection. Values travel as text (bytea as binary). Every call may block on the server, up to the
 * statement time-out; connection and serialisation troubles are ERR_TRANSIENT, a broken rule of ours (a constraint)
 * is ERR_INTEGRITY, a schema that does not fit is ERR_CONFIG. Proof: tests/unit/store/db_test.c, tests/journey */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "domain/date.h"

struct db;

MUST_CHECK enum rc db_open(const char *conninfo, const char *who, struct db **ret_db, struct err *reterr);
void db_close(struct db *db);
void db_cleanup(struct db **db); /* for CLEANUP() */
bool db_is_broken(const struct db *db);

enum db_kind { DB_KIND_NULL, DB_KIND_INT, DB_KIND_TEXT, DB_KIND_BYTES };
struct db_value {
	enum db_kind kind;
	int64_t number;
	struct text text;
	char shown[24]; /* room for a number or date as text */
};

struct db_value db_int(int64_t number);
struct db_value db_str(const char *text); /* NULL is SQL null */
struct db_value db_text(struct text text);
struct db_value db_char(char c);
struct db_value db_bool(bool value);
struct db_value db_bytes(struct text bytes);
struct db_value db_date(struct date date); /* DATE_NONE is null */
struct db_value db_null(void);

/* The values of a statement, counted for you: DB_VALUES(db_int(id), db_str(name)); DB_NO_VALUES for none. */
struct db_values {
	const struct db_value *at;
	int count;
};
#define DB_VALUES(...)                                                                                                 \
	((struct db_values){(const struct db_value[]){__VA_ARGS__},                                                    \
			    (int)(sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))})
#define DB_NO_VALUES ((struct db_values){NULL, 0})

/* The rows of an answer, copied into the arena. */
struct db_rows {
	int rows;
	int columns;
	int64_t affected;   /* rows changed by INSERT, UPDATE, DELETE */
	struct text *cells; /* rows × columns; at == NULL is SQL null */
};

bool db_is_null(const struct db_rows *rows, int row, int column);
struct text db_cell(const struct db_rows *rows, int row, int column);     /* "" for null */
const char *db_cell_str(const struct db_rows *rows, int row, int column); /* terminated; "" for null */
int64_t db_cell_int(const struct db_rows *rows, int row, int column);     /* 0 for null */
bool db_cell_bool(const struct db_rows *rows, int row, int column);
struct date db_cell_date(const struct db_rows *rows, int row, int column);  /* DATE_NONE for null */
struct text db_cell_bytes(const struct db_rows *rows, int row, int column); /* a bytea, already bytes again */

MUST_CHECK enum rc db_query(struct db *db, struct arena *arena, const char *sql, struct db_values values,
			    struct db_rows *ret_rows, struct err *reterr);
MUST_CHECK enum rc db_exec(struct db *db, const char *sql, struct db_values values, int64_t *ret_affected,
			   struct err *reterr);                                   /* ret_affected may be NULL */
MUST_CHECK enum rc db_script(struct db *db, const char *sql, struct err *reterr); /* many statements, no values */

MUST_CHECK enum rc db_begin(struct db *db, struct err *reterr);
/* End the transaction: commit when `rc` is OK (and return the commit's result), else roll back and return `rc`, with
 * reterr as it is. ERR_INTEGRITY: `rc` is OK although a statement failed; rolled back. */
MUST_CHECK enum rc db_end(struct db *db, enum rc rc, struct err *reterr);
