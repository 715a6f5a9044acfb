#include "store/db.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define STATEMENTS_MAX 256
#define VALUES_MAX     40
#define BYTEA_OID      17

struct db {
	PGconn *connection;
	const char *prepared[STATEMENTS_MAX];
	int prepared_count;
};

/* SQLSTATE by class or whole code, the first that fits. Source: PostgreSQL 15, appendix A. */
static const struct {
	const char *prefix;
	enum rc code;
} sqlstates[] = {
	{"08", ERR_TRANSIENT},    /* connection */
	{"25006", ERR_TRANSIENT}, /* read only: this server is the standby now */
	{"25P03", ERR_TRANSIENT}, /* a transaction that lay idle too long */
	{"40", ERR_TRANSIENT},    /* serialisation, deadlock */
	{"53", ERR_TRANSIENT},    /* resources */
	{"55P03", ERR_TRANSIENT}, /* lock time-out */
	{"57", ERR_TRANSIENT},    /* shut down, statement time-out */
	{"23505", ERR_DUPLICATE}, {"23", ERR_INTEGRITY}, {"22", ERR_INTEGRITY}, {"28", ERR_CONFIG}, /* authorisation */
	{"3D", ERR_CONFIG}, /* no such database */
	{"42", ERR_CONFIG}, /* no such table or column: another version of the schema */
};

static enum rc rc_of_state(const char *state)
{
	if (state == NULL)
		return ERR_TRANSIENT; /* libpq itself: the connection went away */
	for (size_t i = 0; i < ARRAY_LEN(sqlstates); i++)
		if (strncmp(state, sqlstates[i].prefix, strlen(sqlstates[i].prefix)) == 0)
			return sqlstates[i].code;
	return ERR_INTEGRITY;
}

static enum rc fail(const struct db *db, const PGresult *result, const char *sql, struct err *reterr)
{
	const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *words = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	enum rc code = rc_of_state(state);
	(void)err_set_at(reterr, code, "database", NULL, "%s [%.60s…]",
			 words != NULL ? words : PQerrorMessage(db->connection), sql);
	if (reterr != NULL && state != NULL)
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", state);
	return code;
}

enum rc db_open(const char *conninfo, const char *who, struct db **ret_db, struct err *reterr)
{
	struct db *db = calloc(1, sizeof(*db));
	if (db == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a database connection");
	/* Later keywords win; the first holds the operator's own string. */
	const char *const names[] = {"dbname", "fallback_application_name", "client_encoding", "options", NULL};
	const char *const values[] = {conninfo, who, "UTF8",
				      "-c statement_timeout=120s -c lock_timeout=20s "
				      "-c idle_in_transaction_session_timeout=120s -c search_path=pg_catalog "
				      "-c datestyle=ISO -c timezone=UTC -c client_min_messages=warning",
				      NULL};
	db->connection = PQconnectdbParams(names, values, 1);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		enum rc code = err_set_at(reterr, ERR_TRANSIENT, "database", NULL, "cannot connect: %s",
					  PQerrorMessage(db->connection));
		db_close(db);
		return code;
	}
	*ret_db = db;
	return OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->connection);
	free(db);
}

void db_cleanup(struct db **db)
{
	db_close(*db);
	*db = NULL;
}

bool db_is_broken(const struct db *db)
{
	return PQstatus(db->connection) != CONNECTION_OK;
}

struct db_value db_null(void)
{
	return (struct db_value){.kind = DB_KIND_NULL};
}

struct db_value db_int(int64_t number)
{
	struct db_value value = {.kind = DB_KIND_INT, .number = number};
	(void)snprintf(value.shown, sizeof(value.shown), "%" PRId64, number);
	return value;
}

struct db_value db_text(struct text text)
{
	return (struct db_value){.kind = DB_KIND_TEXT, .text = text};
}

struct db_value db_str(const char *text)
{
	return text == NULL ? db_null() : db_text(text_of(text));
}

struct db_value db_char(char c)
{
	struct db_value value = {.kind = DB_KIND_INT};
	value.shown[0] = c;
	return value;
}

struct db_value db_bool(bool value)
{
	return db_char(value ? 't' : 'f');
}

struct db_value db_bytes(struct text bytes)
{
	return (struct db_value){.kind = DB_KIND_BYTES, .text = bytes};
}

struct db_value db_date(struct date date)
{
	if (date_is_none(date))
		return db_null();
	struct db_value value = {.kind = DB_KIND_INT};
	(void)date_iso(date, value.shown);
	return value;
}

/* The name of a prepared statement is its place in the list; a list that is full means a programming error. */
static enum rc prepare(struct db *db, const char *sql, const struct db_values *values, char name[16],
		       struct err *reterr)
{
	int at = 0;
	while (at < db->prepared_count && db->prepared[at] != sql)
		at++;
	(void)snprintf(name, 16, "s%d", at);
	if (at < db->prepared_count)
		return OK;
	if (at == STATEMENTS_MAX)
		return err_set(reterr, ERR_INTEGRITY, "more than %d different statements", STATEMENTS_MAX);
	Oid types[VALUES_MAX] = {0};
	for (int i = 0; i < values->count; i++)
		types[i] = values->at[i].kind == DB_KIND_BYTES ? BYTEA_OID : 0;
	PGresult *result = PQprepare(db->connection, name, sql, values->count, types);
	enum rc rc = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : fail(db, result, sql, reterr);
	PQclear(result);
	if (rc == OK)
		db->prepared[db->prepared_count++] = sql;
	return rc;
}

/* How many bytes a UTF-8 character at `at` takes; 0 when it is none. Overlong forms and surrogates are none. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char mask, lead;
		size_t length;
		unsigned long least;
	} forms[] = {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};
	for (size_t f = 0; f < ARRAY_LEN(forms); f++) {
		if ((at[0] & forms[f].mask) != forms[f].lead || forms[f].length > left)
			continue;
		unsigned long point = (unsigned long)(at[0] & ~forms[f].mask & 0xff);
		for (size_t i = 1; i < forms[f].length; i++) {
			if ((at[i] & 0xc0) != 0x80)
				return 0;
			point = point << 6 | (at[i] & 0x3f);
		}
		bool sound = point >= forms[f].least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
		return sound ? forms[f].length : 0;
	}
	return 0;
}

/* Text as PostgreSQL takes it: what foreign bytes are not UTF-8 is read as ISO-8859-1, a NUL becomes a blank. */
static const char *value_text(struct arena *scratch, struct text text)
{
	char *out = arena_alloc(scratch, text.len * 2 + 1);
	if (out == NULL)
		return NULL;
	const unsigned char *at = (const unsigned char *)text.at;
	char *to = out;
	for (size_t i = 0; i < text.len;) {
		size_t length = utf8_length(at + i, text.len - i);
		if (length == 0) {
			*to++ = (char)(0xc0 | at[i] >> 6);
			*to++ = (char)(0x80 | (at[i] & 0x3f));
			i++;
		} else if (at[i] == '\0') {
			*to++ = ' ';
			i++;
		} else {
			memcpy(to, at + i, length);
			to += length;
			i += length;
		}
	}
	*to = '\0';
	return out;
}

/* libpq wants terminated text; slices are copied into `scratch`. */
static enum rc run(struct db *db, struct arena *scratch, const char *sql, struct db_values values,
		   PGresult **ret_result, struct err *reterr)
{
	const char *at[VALUES_MAX];
	int lengths[VALUES_MAX];
	int formats[VALUES_MAX];
	if (values.count > VALUES_MAX)
		return err_set(reterr, ERR_INTEGRITY, "more than %d values in a statement", VALUES_MAX);
	for (int i = 0; i < values.count; i++) {
		const struct db_value *value = &values.at[i];
		formats[i] = value->kind == DB_KIND_BYTES;
		lengths[i] = (int)value->text.len;
		at[i] = value->kind == DB_KIND_NULL    ? NULL
			: value->kind == DB_KIND_INT   ? value->shown
			: value->kind == DB_KIND_BYTES ? (value->text.len > 0 ? value->text.at : "")
						       : value_text(scratch, value->text);
	}
	if (arena_failed(scratch))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the values of a statement");
	char name[16];
	enum rc rc = prepare(db, sql, &values, name, reterr);
	if (rc != OK)
		return rc;
	PGresult *result = PQexecPrepared(db->connection, name, values.count, at, lengths, formats, 0);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		rc = fail(db, result, sql, reterr);
		PQclear(result);
		return rc;
	}
	*ret_result = result;
	return OK;
}

static struct text cell_copy(struct arena *arena, const PGresult *result, int row, int column)
{
	if (PQgetisnull(result, row, column))
		return (struct text){NULL, 0};
	struct text cell = {PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
	if (PQftype(result, column) != BYTEA_OID)
		return (struct text){arena_text(arena, cell), cell.len};
	size_t len = 0;
	unsigned char *bytes = PQunescapeBytea((const unsigned char *)cell.at, &len);
	struct text copy = {bytes != NULL ? arena_copy(arena, bytes, len) : NULL, len};
	PQfreemem(bytes);
	return copy;
}

enum rc db_query(struct db *db, struct arena *arena, const char *sql, struct db_values values, struct db_rows *ret_rows,
		 struct err *reterr)
{
	PGresult *result = NULL;
	enum rc rc = run(db, arena, sql, values, &result, reterr);
	if (rc != OK)
		return rc;
	struct db_rows rows = {.rows = PQntuples(result), .columns = PQnfields(result)};
	const char *affected = PQcmdTuples(result);
	rows.affected = affected[0] != '\0' ? strtoll(affected, NULL, 10) : 0;
	rows.cells = arena_array(arena, (size_t)rows.rows * (size_t)rows.columns, sizeof(*rows.cells));
	for (int row = 0; row < rows.rows && !arena_failed(arena); row++)
		for (int column = 0; column < rows.columns; column++)
			rows.cells[row * rows.columns + column] = cell_copy(arena, result, row, column);
	PQclear(result);
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "an answer of the database is larger than a unit of work may be");
	*ret_rows = rows;
	return OK;
}

enum rc db_exec(struct db *db, const char *sql, struct db_values values, int64_t *ret_affected, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *scratch = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	if (scratch == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a statement");
	PGresult *result = NULL;
	enum rc rc = run(db, scratch, sql, values, &result, reterr);
	if (rc != OK)
		return rc;
	const char *affected = PQcmdTuples(result);
	if (ret_affected != NULL)
		*ret_affected = affected[0] != '\0' ? strtoll(affected, NULL, 10) : 0;
	PQclear(result);
	return OK;
}

enum rc db_script(struct db *db, const char *sql, struct err *reterr)
{
	PGresult *result = PQexec(db->connection, sql);
	ExecStatusType status = PQresultStatus(result);
	enum rc rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : fail(db, result, sql, reterr);
	PQclear(result);
	return rc;
}

enum rc db_begin(struct db *db, struct err *reterr)
{
	return db_script(db, "begin", reterr);
}

enum rc db_end(struct db *db, enum rc rc, struct err *reterr)
{
	/* PostgreSQL answers the commit of a failed transaction with a rollback, and calls that a success. */
	if (rc == OK && PQtransactionStatus(db->connection) == PQTRANS_INERROR)
		rc = err_set_at(reterr, ERR_INTEGRITY, "database", NULL,
				"a statement of this transaction failed, and the failure was passed over");
	if (rc == OK)
		rc = db_script(db, "commit", reterr);
	if (rc == OK)
		return OK;
	if (PQtransactionStatus(db->connection) != PQTRANS_IDLE && !db_is_broken(db))
		PQclear(PQexec(db->connection, "rollback")); /* the cause is already told */
	return rc;
}

static const struct text *cell(const struct db_rows *rows, int row, int column)
{
	return &rows->cells[row * rows->columns + column];
}

bool db_is_null(const struct db_rows *rows, int row, int column)
{
	return cell(rows, row, column)->at == NULL;
}

struct text db_cell(const struct db_rows *rows, int row, int column)
{
	const struct text *found = cell(rows, row, column);
	return found->at == NULL ? text_of("") : *found;
}

const char *db_cell_str(const struct db_rows *rows, int row, int column)
{
	return db_cell(rows, row, column).at;
}

int64_t db_cell_int(const struct db_rows *rows, int row, int column)
{
	return strtoll(db_cell_str(rows, row, column), NULL, 10);
}

bool db_cell_bool(const struct db_rows *rows, int row, int column)
{
	return text_is(db_cell(rows, row, column), "t");
}

struct date db_cell_date(const struct db_rows *rows, int row, int column)
{
	struct date date = DATE_NONE;
	return date_parse_iso(db_cell(rows, row, column), &date, NULL) == OK ? date : DATE_NONE;
}

struct text db_cell_bytes(const struct db_rows *rows, int row, int column)
{
	return db_cell(rows, row, column);
}
