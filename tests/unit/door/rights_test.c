/* What the door's role may not do, whatever a program that connects as it asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/hook.h"
#include "unit/door/house.h"

#define NO_PRIVILEGE "42501"

static void is_refused(struct db *db, const char *sql)
{
	struct err err = {.code = OK};
	if (db_script(db, sql, &err) == OK)
		print_error("allowed: %s\n", sql);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.remote, NO_PRIVILEGE);
}

static void the_door_can_read_nothing_and_change_nothing(void **state)
{
	static const char *const cases[] = {
		"select bytes from apontad.message_part",
		"select id from apontad.message",
		"select id from apontad.invoice",
		"select id from apontad.person",
		"select code from apontad.account",
		"select id from apontad.escalation",
		"select * from apontad.setting",
		"select * from apontad.event",
		"select apontad.today()", /* reads apontad.setting with the caller's rights */
		"select * from public.apontad_migration",
		"select last_value from apontad.work_done",
		"select setval('apontad.work_done', 0)",
		"insert into apontad.message (account_id, direction, kind, day, state, sha256, created_at) "
		"values (1, 'in', 'confirmations', '2026-03-02', 'stored', sha256(''), pg_catalog.now())",
		"insert into apontad.message_part (message_id, part, stored_at, sha256, bytes) "
		"values (1, 'document', pg_catalog.now(), sha256(''), '')",
		"update apontad.message set state = 'absorbed'",
		"delete from apontad.message_part",
		"update apontad.setting set timezone = 'UTC'",
		"create table apontad.mine ()",
		"alter function apontad.hook_store security invoker",
		"set session_replication_role = replica",
	};
	struct house *house = *state;
	struct db *door = house_connect(house, "apontad_door");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		is_refused(door, cases[i]);
	db_close(door);
}

static void the_door_adds_hooks_of_serasa_once_and_says_that_there_is_work(void **state)
{
	struct house *house = *state;
	struct db *door = house_connect(house, "apontad_door");
	struct err err = {0};
	bool fresh = false;
	assert_int_equal(hook_store(door, house->arena, "cra", text_of("{}"), &fresh, &err), ERR_NOT_FOUND);
	assert_int_equal(hook_store(door, house->arena, "nobody", text_of("{}"), &fresh, &err), ERR_NOT_FOUND);
	assert_int_equal(house_hooks(house), 0);
	int64_t work = house_number(house, "select last_value from apontad.work_done");
	assert_int_equal(hook_store(door, house->arena, "open", text_of("{}"), &fresh, &err), OK);
	assert_true(fresh);
	assert_int_equal(hook_store(door, house->arena, "open", text_of("{}"), &fresh, &err), OK);
	assert_false(fresh);
	assert_int_equal(house_hooks(house), 1);
	assert_true(house_number(house, "select last_value from apontad.work_done") > work);
	db_close(door);
}

static void nobody_else_adds_them_this_way(void **state)
{
	static const char *const others[] = {"apontad_daemon", "apontad_reader"};
	struct house *house = *state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct db *other = house_connect(house, others[i]);
		is_refused(other, "select apontad.hook_store('open', 'x')");
		db_close(other);
	}
}

static void a_database_is_local_when_only_a_unix_socket_leads_to_it(void **state)
{
	static const struct {
		const char *conninfo;
		bool local;
	} cases[] = {
		{"dbname=apontad", true},
		{"host=/run/postgresql dbname=apontad user=apontad_door", true},
		{"host=@abstract", true},
		{"host=/run/a,/run/b", true},
		{"postgresql://%2Frun%2Fpostgresql/apontad", true},
		{"host=/run/a,db.example", false},
		{"host=localhost", false},
		{"host=/run/a hostaddr=192.0.2.1", false},
		{"hostaddr=192.0.2.1", false},
		{"service=apontad", false},
		{"postgresql://db.example/apontad", false},
		{"no conninfo", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (hook_database_is_local(cases[i].conninfo) != cases[i].local)
			print_error("%s\n", cases[i].conninfo);
		assert_int_equal(hook_database_is_local(cases[i].conninfo), cases[i].local);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOUSE_TEST(the_door_can_read_nothing_and_change_nothing),
		HOUSE_TEST(the_door_adds_hooks_of_serasa_once_and_says_that_there_is_work),
		HOUSE_TEST(nobody_else_adds_them_this_way),
		cmocka_unit_test(a_database_is_local_when_only_a_unix_socket_leads_to_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
