#include "store/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "store/clock.h"
#include "store/lane.h"
#include "store/message.h"
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
	static const char last[] = "select max(name collate \"C\") from public.apontad_migration";
	char words[96];
	(void)snprintf(words, sizeof(words), "no migration %s", store_text(store, last));
	MUST(store, db_script(store->db,
			      "create temp table taken as select max(name collate \"C\") as name from "
			      "public.apontad_migration; delete from public.apontad_migration where name in "
			      "(select name from taken)",
			      &store->err));
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
	assert_non_null(strstr(store->err.words, words));
	MUST(store, db_script(store->db,
			      "insert into public.apontad_migration (name) select name from taken "
			      "union all select '9999_later'",
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

/* A database as the release before the bureaus left it: the migrations up to 0005, and protests at every stage. */
#define OLD_MIGRATIONS 5

static void make_old_schema(struct store *store)
{
	int known = 0;
	MUST(store, db_script(store->db,
			      "create table public.apontad_migration (name text primary key, "
			      "applied_at timestamptz not null default pg_catalog.now())",
			      &store->err));
	for (const struct schema_file *file = schema_files; known < OLD_MIGRATIONS; file++) {
		if (!isdigit((unsigned char)file->name[0]))
			continue;
		MUST(store, db_script(store->db, file->sql, &store->err));
		MUST(store, db_exec(store->db, "insert into public.apontad_migration (name) values ($1)",
				    DB_VALUES(db_str(file->name)), NULL, &store->err));
		known++;
	}
	MUST(store,
	     db_script(store->db, "insert into apontad.setting (sandbox, standing_at) values (true, '" FIXTURE_NOW "')",
		       &store->err));
	for (enum state state = 0; state < STATE_COUNT; state++)
		MUST(store, db_exec(store->db, "insert into apontad.lifecycle_state values ($1, $2, '')",
				    DB_VALUES(db_str(state_name(state)), db_str(phase_name(state_phase(state)))), NULL,
				    &store->err));
	size_t count = 0;
	const struct transition *rows = lifecycle_rows(&count);
	for (size_t i = 0; i < count; i++)
		if (rows[i].machine == MACHINE_PROTEST)
			MUST(store, db_exec(store->db, "insert into apontad.lifecycle values ($1, $2, $3, $4, $5)",
					    DB_VALUES(db_str(state_name(rows[i].from)),
						      db_str(event_name(rows[i].event)), db_str(state_name(rows[i].to)),
						      db_str(effect_name(rows[i].effect)), db_str(rows[i].rule)),
					    NULL, &store->err));
}

/* Invoice 1 is protested, with a cancellation under way; invoice 2 waits for its remessa. */
static const char old_data[] =
	"insert into apontad.creditor (code, name, taxid) values ('acme', 'Acme Ficticia Ltda', '11222333000181');"
	"insert into apontad.account (creditor_id, code, channel) values (1, 'acme-cra', 'protest');"
	"insert into apontad.lane (account_id, name, lease_no) values (1, 'requests', 7), (1, 'remessa', 9), "
	"(1, 'collect', 3);"
	"insert into apontad.person (creditor_id, taxid) values (1, '99000001000199');"
	"insert into apontad.invoice (creditor_id, external_id, ladder, number, species, issued_on, due_on, "
	"amount_cents, "
	"balance_cents, endorsement, acceptance, declaration, recorded_at) select 1, 'F-' || n, 'standard', n, 'DMI', "
	"'2026-01-05', '2026-02-04', 150000, 150000, 'M', 'N', ' ', apontad.now() from generate_series(1, 2) n;"
	"insert into apontad.invoice_party select n, 1, 1, 'Devedora Ficticia Ltda', 'Rua Inventada, 1', 'Centro', "
	"'01310100', 'Sao Paulo', 'SP', '3550308', '', '' from generate_series(1, 2) n;"
	"begin;"
	"insert into apontad.escalation (invoice_id, person_id, account_id, channel, step, state, event_seq, "
	"comarca_ibge, "
	"opened_at) values (1, 1, 1, 'protest', 'protest', 'CANCEL_REQUESTED', 4, '3550308', apontad.now()), "
	"(2, 1, 1, 'protest', 'protest', 'READY', 2, '3550308', apontad.now());"
	"insert into apontad.event (at, actor, what, escalation_id, escalation_seq, from_state, to_state, invoice_id) "
	"values (apontad.now(), 'worker', 'OPENED', 1, 0, null, 'DRAFT', 1), "
	"(apontad.now(), 'worker', 'PROTOCOL', 1, 1, 'SENT', 'PROTOCOLLED', 1), "
	"(apontad.now(), 'worker', 'NOTICE_DONE', 1, 2, 'PROTOCOLLED', 'NOTIFIED', 1), "
	"(apontad.now(), 'worker', 'PROTEST_DRAWN', 1, 3, 'NOTIFIED', 'PROTESTED', 1), "
	"(apontad.now(), 'worker', 'ERROR_FOUND', 1, 4, 'PROTESTED', 'CANCEL_REQUESTED', 1), "
	"(apontad.now(), 'worker', 'REQUEST_ACCEPTED', 1, null, null, null, 1), "
	"(apontad.now(), 'worker', 'PAYMENT_RECORDED', null, null, null, null, 1), "
	"(apontad.now(), 'worker', 'OPENED', 2, 0, null, 'DRAFT', 2), "
	"(apontad.now(), 'worker', 'ASSESSED', 2, 1, 'DRAFT', 'CHECKING', 2), "
	"(apontad.now(), 'worker', 'PASSED', 2, 2, 'CHECKING', 'READY', 2);"
	"commit;"
	"insert into apontad.decision (escalation_id, decided_at, outcome, rule_book, reasons, facts) "
	"select n, apontad.now(), 'PASSED', '1', '[]', '{}' from generate_series(1, 2) n;"
	"insert into apontad.message (account_id, direction, kind, file_name, day, sequence, state, sha256, "
	"created_at) "
	"values (1, 'out', 'B', 'B3412403.261', '2026-03-02', 1, 'answered', sha256('b'), apontad.now()), "
	"(1, 'out', 'CP', 'CP3412403.261', '2026-03-02', 1, 'in_doubt', sha256('c'), apontad.now()), "
	"(1, 'in', 'confirmations', null, '2026-03-02', null, 'absorbed', sha256('d'), apontad.now());"
	"insert into apontad.message_part (message_id, part, stored_at, sha256, bytes) "
	"values (1, 'document', apontad.now(), sha256('b'), 'b');"
	"insert into apontad.instruction (escalation_id, account_id, kind, turn, state, decision_id, nosso_numero, "
	"amount_cents, comarca_ibge, message_id, asked_at, outcome) values "
	"(1, 1, 'include', 1, 'accepted', 1, '000000000000001', 150000, '3550308', 1, apontad.now(), 'protested'), "
	"(1, 1, 'cancel', 1, 'in_doubt', null, null, 150000, '3550308', 2, apontad.now(), null), "
	"(2, 1, 'include', 1, 'prepared', 2, '000000000000003', 150000, '3550308', null, apontad.now(), null);"
	"insert into apontad.message_item values (1, 1), (2, 2);"
	"insert into apontad.lote values (1, 1, '3550308', 1, 'accepted', '0000');"
	"insert into apontad.told (message_id, account_id, instruction_id, kind, nosso_numero, protocol, occurrence, "
	"status, irregularities, balance_cents, notary_fee_cents, distribution_cents, recording_cents, other_cents, "
	"told_at) values (3, 1, 1, 'confirmation', '000000000000001', '123', '', '', '', 0, 0, 0, 0, 0, apontad.now());"
	"insert into apontad.removal (escalation_id, cause, arisen_at) values (1, 'error', apontad.now());"
	"insert into apontad.deadline (escalation_id, removal_id, name, rule, due_on, opened_at) "
	"values (1, 1, 'removal', 'LP art. 26', '2026-03-09', apontad.now());";

static void make_old_database(struct store *store)
{
	make_old_schema(store);
	MUST(store, db_script(store->db, old_data, &store->err));
	int known = 0;
	for (const struct schema_file *file = schema_files; file->name != NULL; file++)
		known += isdigit((unsigned char)file->name[0]) != 0;
	assert_int_equal(schema_check(store->db, &store->err), ERR_CONFIG);
	migrate(store, false);
	assert_int_equal(applied, known - OLD_MIGRATIONS);
	MUST(store, schema_check(store->db, &store->err));
}

static void a_database_of_protests_gets_the_bureaus(void **state)
{
	static const struct {
		const char *sql;
		const char *expected;
	} cases[] = {
		{"select string_agg(distinct machine, ' ') from apontad.escalation", "protest"},
		{"select string_agg(coalesce(machine, '-'), ' ' order by id) from apontad.event",
		 "protest protest protest protest protest protest - protest protest protest"},
		{"select string_agg(kind || ' ' || lane, ', ' order by id) from apontad.instruction",
		 "include remessa, cancel requests, include remessa"},
		{"select string_agg(kind || ' ' || coalesce(lane, '-'), ', ' order by id) from apontad.message",
		 "B remessa, CP requests, confirmations -"},
		{"select string_agg(concat_ws(' ', lease_no, width_milli, failures_milli), ', ' order by lease_no) "
		 "from apontad.lane",
		 "3 2000 0, 7 2000 0, 9 2000 0"},
		{"select concat_ws(' ', due_on, warn_on is null, warned_at is null) from apontad.deadline",
		 "2026-03-09 t t"},
		{"select count(*) from apontad.invoice_party where born_on is null", "2"},
		{"select count(*) from apontad.message_item where record is null", "2"},
		{"select standing_at = '" FIXTURE_NOW "' from apontad.setting", "t"},
		{"select count(*) from pg_constraint where connamespace = 'apontad'::regnamespace and not convalidated",
		 "0"},
	};
	struct store *store = *state;
	make_old_database(store);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(store_text(store, cases[i].sql), cases[i].expected);
	size_t count = 0;
	(void)lifecycle_rows(&count);
	assert_int_equal(store_number(store, "select count(*) from apontad.lifecycle"), count);
}

static void what_was_under_way_goes_on_after_the_migration(void **state)
{
	struct store *store = *state;
	struct message *messages = NULL;
	struct instruction found;
	struct lane lane;
	struct escalation escalation;
	int count = 0;
	make_old_database(store);
	MUST(store, message_under_way(store->db, store->arena, 1, "requests", 9, &messages, &count, &store->err));
	assert_int_equal(count, 1);
	assert_string_equal(messages[0].file_name, "CP3412403.261");
	MUST(store, lane_claim(store->db, store->arena, "remessa", "node/1", 60, &lane, &store->err));
	assert_int_equal(lane.lease_no, 10);
	MUST(store, lane_claim(store->db, store->arena, "requests", "node/1", 60, &lane, &store->err));
	MUST(store, instruction_by_nosso_numero(store->db, store->arena, 1, "000000000000001", &found, &store->err));
	assert_string_equal(found.taxid, "99000001000199");
	assert_false(found.guarantor);
	MUST(store, escalation_lock(store->db, store->arena, 1, &escalation, &store->err));
	assert_int_equal(escalation.machine, MACHINE_PROTEST);
	store_step(store, &escalation, EVENT_CANCELLATION_DONE);
	MUST(store, escalation_lock(store->db, store->arena, 2, &escalation, &store->err));
	store_step(store, &escalation, EVENT_QUEUED_IN_FILE);
	/* The same creditor may now be at a bureau, with the same debt. */
	store->creditor_id = 1;
	struct escalation listing =
		store_listing(store, 2, store_bureau(store, "serasa"), STEPS(EVENT_ASSESSED, EVENT_PASSED));
	(void)store_include_record(store, listing.id, "F-2");
	(void)store_remove_record(store, listing.id);
}

static void the_new_rules_hold_for_old_rows(void **state)
{
	static const char *const cases[] = {
		"update apontad.message set lane = null where direction = 'out'",
		"update apontad.message set lane = 'requests' where direction = 'in'",
		"update apontad.message set file_name = null where kind = 'B'",
		"update apontad.message set sequence = 10 where kind = 'B'",
		"update apontad.instruction set lane = null",
		"update apontad.instruction set lane = 'collect'",
		"update apontad.instruction set nosso_numero = null where kind = 'include'",
		"update apontad.instruction set nosso_numero = '1' where kind = 'cancel'",
		"update apontad.instruction set kind = 'remove' where kind = 'cancel'",
		"update apontad.instruction set outcome = 'lost' where kind = 'include'",
		"update apontad.event set machine = null where from_state is not null",
		"update apontad.event set machine = 'listing' where from_state is not null",
		"update apontad.event set machine = 'protest' where escalation_id is null",
		"update apontad.lifecycle set machine = null",
		"update apontad.lifecycle set machine = 'other' where from_state = 'PROTESTED'",
		"delete from apontad.lifecycle where machine = 'protest'",
		"update apontad.account set channel = 'telepathy'",
		"update apontad.lane set width_milli = 999",
	};
	struct store *store = *state;
	make_old_database(store);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = db_script(store->db, cases[i], &store->err);
		if (rc != ERR_INTEGRITY)
			print_error("%s\n", cases[i]);
		assert_int_equal(rc, ERR_INTEGRITY);
	}
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
		BARE_TEST(a_database_of_protests_gets_the_bureaus),
		BARE_TEST(what_was_under_way_goes_on_after_the_migration),
		BARE_TEST(the_new_rules_hold_for_old_rows),
		STORE_TEST(the_daemon_may_ask_which_schema_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
