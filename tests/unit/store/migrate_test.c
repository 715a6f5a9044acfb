#include "store/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <string.h>

#include "store/clock.h"
#include "unit/store/fixture.h"

static int applied;

static void count_applied(const char *name)
{
	assert_true(isdigit((unsigned char)name[0]));
	applied++;
}

static void migrate(struct store *store, bool sandbox)
{
	applied = 0;
	MUST(store, schema_migrate(store->db, sandbox, count_applied, &store->err));
}

static void each_migration_is_applied_once(void **state)
{
	struct store *store = *state;
	int known = 0;
	for (const struct schema_file *file = schema_files; file->name != NULL; file++)
		known += isdigit((unsigned char)file->name[0]) != 0;
	migrate(store, false);
	assert_int_equal(applied, known);
	migrate(store, false);
	assert_int_equal(applied, 0);
	MUST(store, schema_check(store->db, &store->err));
}

static void only_a_new_database_becomes_a_sandbox(void **state)
{
	struct store *store = *state;
	struct clock_now now;
	migrate(store, false);
	migrate(store, true);
	MUST(store, clock_now(store->db, &now, &store->err));
	assert_false(now.sandbox);
}

static void a_sandbox_stays_one(void **state)
{
	struct store *store = *state;
	struct clock_now now;
	struct clock_now later;
	migrate(store, true);
	MUST(store, clock_now(store->db, &now, &store->err));
	assert_true(now.sandbox);
	migrate(store, false);
	MUST(store, clock_now(store->db, &later, &store->err));
	assert_true(later.sandbox);
	assert_int_equal(later.seconds, now.seconds);
}

static void a_database_without_a_schema_is_told_apart(void **state)
{
	struct store *store = *state;
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
	assert_non_null(strstr(store->err.words, "apontactl migrate"));
}

static void an_older_and_a_newer_database_are_refused(void **state)
{
	struct store *store = *state;
	MUST(store, db_script(store->db, "delete from public.apontad_migration where name like '0006%'", &store->err));
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
	assert_non_null(strstr(store->err.words, "no migration 0006_bureaus"));
	MUST(store,
	     db_script(store->db, "insert into public.apontad_migration (name) values ('0006_bureaus'), ('9999_later')",
		       &store->err));
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
	assert_non_null(strstr(store->err.words, "9999_later, which this program has not"));
}

/* As many migrations as we know, and yet others. */
static void a_database_of_another_line_is_refused(void **state)
{
	struct store *store = *state;
	MUST(store,
	     db_script(store->db, "update public.apontad_migration set name = '0006_others' where name like '0006%'",
		       &store->err));
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
	struct store *store = *state;
	MUST(store, db_script(store->db, "create schema apontad; create table apontad.lane ()", &store->err));
	applied = 0;
	assert_int_not_equal(schema_migrate(store->db, false, count_applied, &store->err), OK);
	assert_string_equal(store->err.where, "0001_ground");
	assert_int_equal(store_number(store, "select count(*) from pg_class c join pg_namespace n on n.oid = "
					     "c.relnamespace where n.nspname = 'apontad' and c.relkind = 'r'"),
			 1);
	assert_string_equal(store_text(store, "select to_regclass('public.apontad_migration') is null"), "t");
}

static void the_lifecycle_in_sql_is_that_of_the_program(void **state)
{
	struct store *store = *state;
	size_t count = 0;
	(void)lifecycle_rows(&count);
	MUST(store, db_script(store->db,
			      "update apontad.lifecycle set to_state = 'CLOSED' where from_state = 'DRAFT'; "
			      "delete from apontad.lifecycle where from_state = 'SENT'; "
			      "insert into apontad.lifecycle values ('DRAFT', 'NO_SUCH_EVENT', 'DRAFT', 'NOTHING', '', "
			      "'protest')",
			      &store->err));
	migrate(store, true);
	assert_int_equal(store_number(store, "select count(*) from apontad.lifecycle"), count);
	assert_int_equal(store_number(store, "select count(*) from apontad.lifecycle where from_state = 'DRAFT' "
					     "and event = 'ASSESSED' and to_state = 'CHECKING'"),
			 MACHINE_COUNT);
	assert_int_equal(store_number(store, "select count(*) from apontad.lifecycle_state"), STATE_COUNT);
}

static void a_row_that_an_event_rests_on_cannot_go(void **state)
{
	struct store *store = *state;
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"), NO_STEPS);
	MUST(store,
	     db_script(store->db,
		       "insert into apontad.lifecycle values ('DRAFT', 'OLD', 'CHECKING', 'NOTHING', '', 'protest')",
		       &store->err));
	MUST(store, db_exec(store->db,
			    "insert into apontad.event (at, actor, what, escalation_id, machine, escalation_seq, "
			    "from_state, to_state) values (apontad.now(), 'test', 'OLD', $1, 'protest', 99, 'DRAFT', "
			    "'CHECKING')",
			    DB_VALUES(db_int(escalation.id)), NULL, &store->err));
	assert_int_equal(schema_migrate(store->db, true, count_applied, &store->err), ERR_INTEGRITY);
	assert_int_equal(store_number(store, "select count(*) from apontad.lifecycle where event = 'OLD'"), 1);
}

static void the_daemon_may_ask_which_schema_there_is(void **state)
{
	struct store *store = *state;
	struct db *daemon = store_connect(store, "apontad_daemon");
	MUST(store, schema_check(daemon, &store->err));
	db_close(daemon);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BARE_TEST(each_migration_is_applied_once),
		BARE_TEST(only_a_new_database_becomes_a_sandbox),
		BARE_TEST(a_sandbox_stays_one),
		BARE_TEST(a_database_without_a_schema_is_told_apart),
		STORE_TEST(an_older_and_a_newer_database_are_refused),
		STORE_TEST(a_database_of_another_line_is_refused),
		BARE_TEST(a_migration_that_fails_leaves_nothing),
		STORE_TEST(the_lifecycle_in_sql_is_that_of_the_program),
		STORE_TEST(a_row_that_an_event_rests_on_cannot_go),
		STORE_TEST(the_daemon_may_ask_which_schema_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
