/* What the roles of a database may not do, whatever the program asks of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "store/message.h"
#include "store/told.h"
#include "unit/store/fixture.h"

#define NO_PRIVILEGE "42501"

static const char *const evidence[] = {"event", "decision",    "message_part", "message_item",
				       "told",  "bureau_told", "intake_file",  "rejected_row"};

static void is_refused(struct db *db, const char *sql)
{
	struct err err = {.code = OK};
	enum rc rc = db_script(db, sql, &err);
	if (rc == OK)
		print_error("allowed: %s\n", sql);
	assert_int_equal(rc, ERR_CONFIG);
	assert_string_equal(err.remote, NO_PRIVILEGE);
}

static void the_daemon_cannot_rewrite_evidence(void **state)
{
	static const char *const columns[] = {"detail", "outcome", "bytes", "instruction_id",
					      "status", "words",   "name",  "words"};
	struct store *store = *state;
	struct db *daemon = store_connect(store, "apontad_daemon");
	char sql[128];
	for (size_t i = 0; i < ARRAY_LEN(evidence); i++) {
		(void)snprintf(sql, sizeof(sql), "update apontad.%s set %s = %s", evidence[i], columns[i], columns[i]);
		is_refused(daemon, sql);
		(void)snprintf(sql, sizeof(sql), "delete from apontad.%s", evidence[i]);
		is_refused(daemon, sql);
		(void)snprintf(sql, sizeof(sql), "truncate apontad.%s cascade", evidence[i]);
		is_refused(daemon, sql);
	}
	db_close(daemon);
}

static void the_daemon_cannot_change_the_law_or_the_schema(void **state)
{
	static const char *const cases[] = {
		"update apontad.lifecycle set to_state = 'CLOSED'",
		"insert into apontad.lifecycle_state values ('NEW', 'ours', '')",
		"delete from apontad.escalation",
		"delete from apontad.instruction",
		"delete from apontad.message",
		"delete from public.apontad_migration",
		"insert into apontad.setting (one, sandbox) values (true, false)",
		"drop table apontad.event",
		"create table apontad.mine ()",
		"alter table apontad.event disable trigger all",
		"set session_replication_role = replica",
	};
	struct store *store = *state;
	struct db *daemon = store_connect(store, "apontad_daemon");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		is_refused(daemon, cases[i]);
	db_close(daemon);
}

static void a_reader_only_reads(void **state)
{
	struct store *store = *state;
	struct db *reader = store_connect(store, "apontad_reader");
	MUST(store, db_script(reader, "select * from apontad.event, apontad.message_part", &store->err));
	is_refused(reader, "insert into apontad.worker (node, slot, pid, beat_at) values ('n', 1, 1, now())");
	is_refused(reader, "update apontad.creditor set name = ''");
	is_refused(reader, "delete from apontad.comarca");
	is_refused(reader, "update apontad.setting set timezone = 'UTC'");
	is_refused(reader, "select nextval('apontad.work_done')");
	db_close(reader);
}

static void the_daemon_may_do_its_work(void **state)
{
	struct store *store = *state;
	struct db *owner = store->db;
	store->db = store_connect(store, "apontad_daemon");
	struct escalation escalation = store_escalation(store, store_invoice(store, "F-1"),
							STEPS(EVENT_ASSESSED, EVENT_PASSED, EVENT_QUEUED_IN_FILE));
	int64_t include = store_include(store, escalation.id);
	struct message_entry entry = {.account_id = store->account_id,
				      .kind = "B",
				      .lane = "remessa",
				      .file_name = "B3412403.261",
				      .day = day_of("2026-03-02"),
				      .sequence = 1,
				      .document = text_of("<remessa/>")};
	int64_t message = 0;
	MUST(store, message_prepare(store->db, store->arena, &entry, &message, &store->err));
	MUST(store, message_add_item(store->db, message, include, 0, &store->err));
	bool fresh = false;
	MUST(store, told_record(store->db, message, store->account_id, include,
				&(struct told){.kind = TOLD_CONFIRMATION, .occurrence = ' '}, &fresh, &store->err));
	MUST(store, told_listing_record(store->db, message, store->account_id, include,
					&(struct listing_told){.word = LISTING_LISTED}, &fresh, &store->err));
	struct bureau_code code = {"31", "Duplicata"};
	MUST(store, bureau_codes_put(store->db, store->account_id, "natures", &code, 1, &store->err));
	MUST(store, bureau_codes_put(store->db, store->account_id, "natures", &code, 1, &store->err));
	db_close(store->db);
	store->db = owner;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(the_daemon_cannot_rewrite_evidence),
		STORE_TEST(the_daemon_cannot_change_the_law_or_the_schema),
		STORE_TEST(a_reader_only_reads),
		STORE_TEST(the_daemon_may_do_its_work),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
