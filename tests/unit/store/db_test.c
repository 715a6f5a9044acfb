#include "store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "unit/store/fixture.h"

static void every_state_of_sql_has_its_code(void **state)
{
	static const struct {
		const char *sql;
		const char *sqlstate;
		enum rc code;
	} cases[] = {
		{"insert into apontad.person (creditor_id, taxid) values (1, 'no tax id')", "23514", ERR_INTEGRITY},
		{"insert into apontad.person (creditor_id, taxid) values (9, '11222333000181')", "23503",
		 ERR_INTEGRITY},
		{"insert into apontad.creditor (code, name, taxid) values ('acme', '', '11222333000181')", "23505",
		 ERR_DUPLICATE},
		{"select 'x'::int", "22P02", ERR_INTEGRITY},
		{"select 1 / 0", "22012", ERR_INTEGRITY},
		{"select * from apontad.no_such_table", "42P01", ERR_CONFIG},
		{"select no_such_column from apontad.creditor", "42703", ERR_CONFIG},
		{"set local statement_timeout = 10; select pg_sleep(5)", "57014", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate '40001'; end $$", "40001", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate '53100'; end $$", "53100", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate '55P03'; end $$", "55P03", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate '55000'; end $$", "55000", ERR_INTEGRITY},
		{"do $$ begin raise sqlstate '25P03'; end $$", "25P03", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate '25006'; end $$", "25006", ERR_TRANSIENT},
		{"do $$ begin raise sqlstate 'XX001'; end $$", "XX001", ERR_INTEGRITY},
	};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = db_script(store->db, cases[i].sql, &store->err);
		if (rc != cases[i].code)
			print_error("%s\n", cases[i].sql);
		assert_int_equal(rc, cases[i].code);
		assert_int_equal(store->err.code, cases[i].code);
		assert_string_equal(store->err.remote, cases[i].sqlstate);
		assert_string_equal(store->err.where, "database");
		assert_non_null(strchr(store->err.words, '['));
	}
}

static void a_prepared_statement_fails_like_a_script(void **state)
{
	struct store *store = *state;
	struct db_rows rows;
	assert_int_equal(db_query(store->db, store->arena, "select * from apontad.no_such_table", DB_NO_VALUES, &rows,
				  &store->err),
			 ERR_CONFIG);
	assert_int_equal(db_exec(store->db,
				 "insert into apontad.creditor (code, name, taxid) values ($1, '', '11222333000181')",
				 DB_VALUES(db_str("acme")), NULL, NULL),
			 ERR_DUPLICATE);
	/* What could not be prepared is not taken for prepared. */
	MUST(store, db_script(store->db, "create table apontad.no_such_table ()", &store->err));
	MUST(store, db_query(store->db, store->arena, "select * from apontad.no_such_table", DB_NO_VALUES, &rows,
			     &store->err));
}

static void a_lost_connection_is_transient_and_stays_broken(void **state)
{
	struct store *store = *state;
	struct db *other = store_connect(store, "postgres");
	int64_t pid = store_number(store, "select pg_backend_pid()");
	assert_false(db_is_broken(store->db));
	MUST(store, db_begin(store->db, &store->err));
	MUST(store,
	     db_exec(other, "select pg_terminate_backend($1::int, 10000)", DB_VALUES(db_int(pid)), NULL, &store->err));
	enum rc rc = db_exec(store->db, "select 1", DB_NO_VALUES, NULL, &store->err);
	assert_int_equal(rc, ERR_TRANSIENT);
	assert_true(db_is_broken(store->db));
	assert_int_equal(db_end(store->db, rc, &store->err), ERR_TRANSIENT);
	assert_int_equal(db_begin(store->db, &store->err), ERR_TRANSIENT);
	assert_int_equal(db_exec(store->db, "select 2", DB_NO_VALUES, NULL, &store->err), ERR_TRANSIENT);
	db_close(other);
}

static void a_connection_lost_at_the_commit_is_no_commit(void **state)
{
	struct store *store = *state;
	struct db *other = store_connect(store, "postgres");
	int64_t pid = store_number(store, "select pg_backend_pid()");
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, db_script(store->db, "update apontad.creditor set name = 'Outra'", &store->err));
	MUST(store,
	     db_exec(other, "select pg_terminate_backend($1::int, 10000)", DB_VALUES(db_int(pid)), NULL, &store->err));
	assert_int_equal(db_end(store->db, OK, &store->err), ERR_TRANSIENT);
	db_close(store->db);
	store->db = other;
	assert_string_equal(store_text(store, "select name from apontad.creditor"), "Acme Ficticia Ltda");
}

static void a_server_that_is_not_there_is_transient(void **state)
{
	struct store *store = *state;
	struct db *db = NULL;
	assert_int_equal(db_open("host=/nowhere dbname=x user=y", "test", &db, &store->err), ERR_TRANSIENT);
	assert_null(db);
	assert_string_equal(store->err.where, "database");
	assert_int_equal(db_open("this is no conninfo", "test", &db, NULL), ERR_TRANSIENT);
}

/* What is not UTF-8 is read as ISO-8859-1, byte by byte, so that evidence of bad bytes can be stored as text. */
static void foreign_bytes_become_text(void **state)
{
	static const struct {
		struct text bytes;
		const char *stored;
	} cases[] = {
		{TEXT_LITERAL(""), ""},
		{TEXT_LITERAL("a\0b"), "a b"},
		{TEXT_LITERAL("\0"), " "},
		{TEXT_LITERAL("S\xc3\xa3o"), "S\xc3\xa3o"},
		{TEXT_LITERAL("S\xe3o"), "S\xc3\xa3o"},
		{TEXT_LITERAL("\xe2\x82\xac"), "\xe2\x82\xac"},
		{TEXT_LITERAL("\xf0\x9f\x92\xb0"), "\xf0\x9f\x92\xb0"},
		{TEXT_LITERAL("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf"},
		{TEXT_LITERAL("\xff\xfe"), "\xc3\xbf\xc3\xbe"},
		/* cut in the middle; overlong; a surrogate; beyond the last character; a lone continuation */
		{TEXT_LITERAL("x\xe2\x82"), "x\xc3\xa2\xc2\x82"},
		{TEXT_LITERAL("\xc0\xaf"), "\xc3\x80\xc2\xaf"},
		{TEXT_LITERAL("\xe0\x80\x80"), "\xc3\xa0\xc2\x80\xc2\x80"},
		{TEXT_LITERAL("\xed\xa0\x80"), "\xc3\xad\xc2\xa0\xc2\x80"},
		{TEXT_LITERAL("\xf4\x90\x80\x80"), "\xc3\xb4\xc2\x90\xc2\x80\xc2\x80"},
		{TEXT_LITERAL("\x80"), "\xc2\x80"},
	};
	struct store *store = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct db_rows rows;
		MUST(store, db_query(store->db, store->arena, "select $1::text", DB_VALUES(db_text(cases[i].bytes)),
				     &rows, &store->err));
		assert_string_equal(db_cell_str(&rows, 0, 0), cases[i].stored);
	}
}

static void bytes_come_back_as_they_went(void **state)
{
	struct store *store = *state;
	struct db_rows rows;
	char every[1024];
	for (size_t i = 0; i < sizeof(every); i++)
		every[i] = (char)i;
	struct text bytes = {every, sizeof(every)};
	MUST(store, db_query(store->db, store->arena, "select $1::bytea, $2::bytea, octet_length($1::bytea)",
			     DB_VALUES(db_bytes(bytes), db_bytes((struct text){NULL, 0})), &rows, &store->err));
	assert_true(text_equal(db_cell_bytes(&rows, 0, 0), bytes));
	assert_int_equal(db_cell_bytes(&rows, 0, 1).len, 0);
	assert_false(db_is_null(&rows, 0, 1));
	assert_int_equal(db_cell_int(&rows, 0, 2), sizeof(every));
}

static void null_is_told_from_nothing(void **state)
{
	struct store *store = *state;
	struct db_rows rows;
	MUST(store, db_query(store->db, store->arena, "select $1::text, $2::text, $3::date, $4::bigint",
			     DB_VALUES(db_str(NULL), db_str(""), db_date(DATE_NONE), db_null()), &rows, &store->err));
	assert_true(db_is_null(&rows, 0, 0));
	assert_string_equal(db_cell_str(&rows, 0, 0), "");
	assert_false(db_is_null(&rows, 0, 1));
	assert_true(date_is_none(db_cell_date(&rows, 0, 2)));
	assert_int_equal(db_cell_int(&rows, 0, 3), 0);
}

static void values_keep_their_worth(void **state)
{
	struct store *store = *state;
	struct db_rows rows;
	struct date day = day_of("2028-02-29");
	MUST(store, db_query(store->db, store->arena,
			     "select $1::bigint, $2::bigint, $3::date, $4::boolean, $5::boolean, $6::\"char\"",
			     DB_VALUES(db_int(INT64_MIN), db_int(INT64_MAX), db_date(day), db_bool(true),
				       db_bool(false), db_char('T')),
			     &rows, &store->err));
	assert_true(db_cell_int(&rows, 0, 0) == INT64_MIN);
	assert_true(db_cell_int(&rows, 0, 1) == INT64_MAX);
	struct date back = db_cell_date(&rows, 0, 2);
	assert_int_equal(date_compare(back, day), 0);
	assert_true(db_cell_bool(&rows, 0, 3));
	assert_false(db_cell_bool(&rows, 0, 4));
	assert_string_equal(db_cell_str(&rows, 0, 5), "T");
}

static void a_statement_is_prepared_once_and_takes_new_values(void **state)
{
	struct store *store = *state;
	static const char sql[] = "select $1::text";
	for (int i = 0; i < 3; i++) {
		struct db_rows rows;
		char value[8];
		(void)snprintf(value, sizeof(value), "v%d", i);
		MUST(store, db_query(store->db, store->arena, sql, DB_VALUES(db_str(value)), &rows, &store->err));
		assert_string_equal(db_cell_str(&rows, 0, 0), value);
	}
	assert_int_equal(store_number(store, "select count(*) from pg_prepared_statements "
					     "where statement = 'select $1::text'"),
			 1);
}

static void statements_without_end_are_our_own_mistake(void **state)
{
	static char sql[300][20];
	struct store *store = *state;
	enum rc rc = OK;
	size_t i = 0;
	for (; rc == OK && i < ARRAY_LEN(sql); i++) {
		(void)snprintf(sql[i], sizeof(sql[i]), "select %zu", i);
		rc = db_exec(store->db, sql[i], DB_NO_VALUES, NULL, &store->err);
	}
	assert_int_equal(rc, ERR_INTEGRITY);
	assert_in_range(i, 200, 257);
	/* What is prepared goes on. */
	MUST(store, db_exec(store->db, sql[0], DB_NO_VALUES, NULL, &store->err));
}

static void an_answer_larger_than_the_arena_is_refused(void **state)
{
	struct store *store = *state;
	struct arena *small = arena_new(64UL * 1024);
	struct db_rows rows;
	assert_int_equal(db_query(store->db, small, "select repeat('x', 1000000)", DB_NO_VALUES, &rows, &store->err),
			 ERR_NO_MEMORY);
	arena_free(small);
	assert_int_equal(store_number(store, "select 7"), 7);
}

static void the_rows_changed_are_counted(void **state)
{
	struct store *store = *state;
	int64_t affected = -1;
	MUST(store, db_exec(store->db, "update apontad.lane set failures = 0", DB_NO_VALUES, &affected, &store->err));
	assert_int_equal(affected, 3);
	MUST(store, db_exec(store->db, "update apontad.lane set failures = 0 where name = $1",
			    DB_VALUES(db_str("none")), &affected, &store->err));
	assert_int_equal(affected, 0);
}

static void a_failure_rolls_back_and_keeps_its_words(void **state)
{
	struct store *store = *state;
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, db_script(store->db, "update apontad.creditor set name = 'Outra'", &store->err));
	(void)err_set(&store->err, ERR_RANGE, "the cause");
	assert_int_equal(db_end(store->db, ERR_RANGE, &store->err), ERR_RANGE);
	assert_string_equal(store->err.words, "the cause");
	assert_string_equal(store_text(store, "select name from apontad.creditor"), "Acme Ficticia Ltda");
}

static void what_was_done_is_committed(void **state)
{
	struct store *store = *state;
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, db_script(store->db, "update apontad.creditor set name = 'Outra'", &store->err));
	MUST(store, db_end(store->db, OK, &store->err));
	struct db *mine = store->db;
	store->db = store_connect(store, "postgres");
	assert_string_equal(store_text(store, "select name from apontad.creditor"), "Outra");
	db_close(mine);
}

/* PostgreSQL answers a commit of a failed transaction with a rollback, and calls it a success. */
static void a_failure_that_was_passed_over_is_not_committed_in_silence(void **state)
{
	struct store *store = *state;
	MUST(store, db_begin(store->db, &store->err));
	MUST(store, db_script(store->db, "update apontad.creditor set name = 'Outra'", &store->err));
	assert_int_equal(db_script(store->db, "select 1 / 0", NULL), ERR_INTEGRITY);
	assert_int_equal(db_end(store->db, OK, &store->err), ERR_INTEGRITY);
	assert_int_equal(store->err.code, ERR_INTEGRITY);
	assert_string_equal(store_text(store, "select name from apontad.creditor"), "Acme Ficticia Ltda");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(every_state_of_sql_has_its_code),
		STORE_TEST(a_prepared_statement_fails_like_a_script),
		STORE_TEST(a_lost_connection_is_transient_and_stays_broken),
		STORE_TEST(a_connection_lost_at_the_commit_is_no_commit),
		STORE_TEST(a_server_that_is_not_there_is_transient),
		STORE_TEST(foreign_bytes_become_text),
		STORE_TEST(bytes_come_back_as_they_went),
		STORE_TEST(null_is_told_from_nothing),
		STORE_TEST(values_keep_their_worth),
		STORE_TEST(a_statement_is_prepared_once_and_takes_new_values),
		STORE_TEST(statements_without_end_are_our_own_mistake),
		STORE_TEST(an_answer_larger_than_the_arena_is_refused),
		STORE_TEST(the_rows_changed_are_counted),
		STORE_TEST(a_failure_rolls_back_and_keeps_its_words),
		STORE_TEST(what_was_done_is_committed),
		STORE_TEST(a_failure_that_was_passed_over_is_not_committed_in_silence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
