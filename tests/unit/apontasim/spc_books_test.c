/* The records with their clocks, the orders of a test, and the control socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/spc/control.h"
#include "spc_fixture.h"

static struct spc_world world;
static struct buf answer;

static int setup(void **state)
{
	(void)state;
	spc_fixture_world(&world);
	buf_init(&answer, (size_t)16 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	spc_world_done(&world);
	buf_done(&answer);
	return 0;
}

static int asked(const char *method, const char *path, const char *body)
{
	buf_clear(&answer);
	return spc_control_run(&world, method, path, text_of(body), &answer);
}

static struct spc_record record_of(const char *contract)
{
	struct spc_record record = {
		.member = "4321",
		.document = "11144477735",
		.type = "C",
		.nature = "1",
		.amount = "10.00",
		.accepted_at = world.now,
		.visible_at = world.now + (int64_t)10 * 86400,
		.removed_at = MOMENT_NONE,
	};
	assert_int_equal(date_parse_iso(TEXT_LITERAL("2021-03-15"), &record.due, NULL), OK);
	(void)snprintf(record.contract, sizeof(record.contract), "%s", contract);
	return record;
}

static void a_record_is_hidden_while_its_notice_runs(void **state)
{
	struct spc_record record = record_of("FAT-1");
	(void)state;
	assert_int_equal(spc_record_state(&record, world.now), SPC_STATE_NOTICE);
	assert_int_equal(spc_record_state(&record, record.visible_at - 1), SPC_STATE_NOTICE);
	assert_int_equal(spc_record_state(&record, record.visible_at), SPC_STATE_VISIBLE);
	record.removed_at = world.now;
	assert_int_equal(spc_record_state(&record, record.visible_at), SPC_STATE_REMOVED);
	record.accepted_at = MOMENT_NONE;
	assert_int_equal(spc_record_state(&record, world.now), SPC_STATE_REFUSED);
}

static void a_record_goes_five_years_after_the_due_date(void **state)
{
	struct spc_record record = record_of("FAT-1");
	(void)state;
	spc_fixture_clock(&world, "2026-03-14T23:59:59-03:00");
	assert_true(spc_record_is_live(&record, world.now));
	spc_fixture_clock(&world, "2026-03-15T00:00:00-03:00");
	assert_int_equal(spc_record_state(&record, world.now), SPC_STATE_REMOVED);
}

static void the_key_is_member_document_contract_and_due_date(void **state)
{
	struct spc_record stored = record_of("FAT-1");
	struct spc_record other;
	(void)state;
	spc_books_store(&world.books, &stored, world.now);
	assert_non_null(spc_books_live(&world.books, &stored, world.now));
	other = stored;
	other.due.day++;
	assert_null(spc_books_live(&world.books, &other, world.now));
	other = stored;
	other.member[0] = '9';
	assert_null(spc_books_live(&world.books, &other, world.now));
	other = stored;
	other.document[0] = '9';
	assert_null(spc_books_live(&world.books, &other, world.now));
	other = stored;
	other.contract[0] = 'X';
	assert_null(spc_books_live(&world.books, &other, world.now));
	other = stored;
	other.type[0] = 'A'; /* not part of it */
	assert_non_null(spc_books_live(&world.books, &other, world.now));
}

static void a_second_live_record_is_a_duplicate(void **state)
{
	struct spc_record record = record_of("FAT-1");
	struct spc_record other = record_of("FAT-2");
	(void)state;
	spc_books_store(&world.books, &record, world.now);
	spc_books_store(&world.books, &other, world.now);
	assert_int_equal(world.books.duplicates, 0);
	spc_books_store(&world.books, &record, world.now);
	assert_int_equal(world.books.duplicates, 1);
}

static void a_removed_record_may_come_again(void **state)
{
	struct spc_record record = record_of("FAT-1");
	(void)state;
	spc_books_store(&world.books, &record, world.now);
	spc_books_live(&world.books, &record, world.now)->removed_at = world.now;
	assert_null(spc_books_live(&world.books, &record, world.now));
	spc_books_store(&world.books, &record, world.now);
	assert_int_equal(world.books.duplicates, 0);
	assert_int_equal(world.books.records_count, 2);
}

static void a_refusal_is_kept_once_and_becomes_the_record(void **state)
{
	struct spc_record accepted = record_of("FAT-1");
	struct spc_record refused = accepted;
	(void)state;
	refused.accepted_at = MOMENT_NONE;
	spc_books_store(&world.books, &refused, world.now);
	spc_books_store(&world.books, &refused, world.now);
	assert_int_equal(world.books.records_count, 1);
	assert_null(spc_books_live(&world.books, &accepted, world.now));
	spc_books_store(&world.books, &accepted, world.now);
	assert_int_equal(world.books.records_count, 1);
	assert_non_null(spc_books_live(&world.books, &accepted, world.now));
}

static void routes_and_bodies(void **state)
{
	static const struct {
		const char *method;
		const char *path;
		const char *body;
		int status;
	} cases[] = {
		{"GET", "/books", "", 200},
		{"GET", "/clock", "", 200},
		{"GET", "/records", "", 200},
		{"GET", "/record/A/1", "", 200},
		{"GET", "/record", "", 404},
		{"PUT", "/books", "", 404},
		{"PUT", "/clock", "2026-03-02T09:00:00-03:00", 200},
		{"PUT", "/clock", "2026-03-02T08:59:59-03:00", 409},
		{"PUT", "/clock", "now", 400},
		{"PUT", "/fault", "incluirSpc drop_after x2\n* delay 10", 200},
		{"PUT", "/fault", "incluirSpc", 400},
		{"DELETE", "/fault", "", 200},
		{"PUT", "/fate", "FAT-1 vanish\nFAT-2 reject IE_SPC001.E77 Texto com palavras\nFAT-1 accept", 200},
		{"PUT", "/fate", "FAT-1 reject IE_SPC001.E77", 400},
		{"PUT", "/fate", "FAT-1 vanish now", 400},
		{"PUT", "/fate", "FAT-1", 400},
		{"PUT", "/fate", "", 400},
		{"PUT", "/operator", "unlock", 200},
		{"PUT", "/operator", "lock\nrefuse CS_AUT001.E1.8", 200},
		{"PUT", "/operator", "refuse", 400},
		{"PUT", "/operator", "retire", 400},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		teardown(state);
		setup(state);
		int status = asked(cases[i].method, cases[i].path, cases[i].body);
		if (status != cases[i].status)
			fail_msg("%s %s %s: %d %s", cases[i].method, cases[i].path, cases[i].body, status,
				 answer.bytes);
	}
}

static void the_newest_fate_stands(void **state)
{
	const struct spc_fate_order *order;
	(void)state;
	assert_int_equal(asked("PUT", "/fate", "FAT-1 reject IE_SPC001.E77 Nome  divergente\nFAT-2 accept"), 200);
	order = spc_fates_find(&world.fates, "FAT-1");
	assert_string_equal(order->words, "Nome  divergente");
	assert_true(spc_fate_refuses(order, SPC_INCLUDE));
	assert_false(spc_fate_refuses(order, SPC_REMOVE));
	assert_int_equal(asked("PUT", "/fate", "FAT-1 reject IE_SPC005.E70 Aguarde"), 200);
	order = spc_fates_find(&world.fates, "FAT-1");
	assert_false(spc_fate_refuses(order, SPC_INCLUDE));
	assert_true(spc_fate_refuses(order, SPC_REMOVE));
	assert_int_equal(asked("PUT", "/fate", "FAT-1 reject CN_GER001.E Erro interno"), 200);
	order = spc_fates_find(&world.fates, "FAT-1");
	assert_true(spc_fate_refuses(order, SPC_INCLUDE));
	assert_true(spc_fate_refuses(order, SPC_REMOVE));
	assert_int_equal(asked("PUT", "/fate", "FAT-1 accept"), 200);
	assert_false(spc_fate_refuses(spc_fates_find(&world.fates, "FAT-1"), SPC_INCLUDE));
	assert_int_equal(world.fates.count, 2);
}

static void to_vanish_takes_what_is_live_and_nothing_later(void **state)
{
	struct spc_record record = record_of("FAT-1");
	(void)state;
	spc_books_store(&world.books, &record, world.now);
	assert_int_equal(asked("PUT", "/fate", "FAT-1 vanish"), 200);
	assert_null(spc_books_live(&world.books, &record, world.now));
	assert_null(spc_fates_find(&world.fates, "FAT-1"));
}

static void the_books_are_json(void **state)
{
	struct spc_record record = record_of("A\"/1");
	(void)state;
	spc_books_store(&world.books, &record, world.now);
	spc_books_violation(&world.books, world.now, "a \"quote\"");
	assert_int_equal(asked("GET", "/books", ""), 200);
	assert_string_equal(
		answer.bytes,
		"{\"now\":\"2026-03-02T09:00:00-03:00\",\"duplicates\":0,\"violations\":1,\"violation_list\":["
		"\"2026-03-02T09:00:00-03:00 a \\\"quote\\\"\"],\"repeats\":0,\"unknown_removals\":0,\"bad_logins\":0,"
		"\"blocked_calls\":0,\"records\":{\"live\":1,\"visible\":0,\"notice\":1,\"removed\":0,\"refused\":0},"
		"\"requests\":{\"incluirSpc\":0,\"excluirSpc\":0,\"listarNaturezaInclusao\":0,"
		"\"listarMotivoExclusao\":0,\"listarTipoDevedor\":0}}\n");
	assert_int_equal(asked("GET", "/record/A\"/1", ""), 200);
	assert_non_null(strstr(answer.bytes, "\"document\":\"111******35\",\"state\":\"notice\",\"value\":\"10.00\""));
	assert_non_null(strstr(answer.bytes, "\"visible_since\":\"2026-03-12T09:00:00-03:00\""));
	assert_null(strstr(answer.bytes, "11144477735"));
	assert_int_equal(asked("GET", "/record/FAT-9", ""), 200);
	assert_string_equal(answer.bytes, "[]\n");
}

static void many_violations_are_counted_and_some_kept(void **state)
{
	(void)state;
	for (int i = 0; i < SPC_VIOLATIONS_KEPT + 50; i++)
		spc_books_violation(&world.books, world.now, "number %d", i);
	assert_int_equal(world.books.violations, SPC_VIOLATIONS_KEPT + 50);
	assert_int_equal(asked("GET", "/books", ""), 200);
	assert_null(strstr(answer.bytes, "number 1000"));
	assert_non_null(strstr(answer.bytes, "number 999"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_record_is_hidden_while_its_notice_runs),
		TEST(a_record_goes_five_years_after_the_due_date),
		TEST(the_key_is_member_document_contract_and_due_date),
		TEST(a_second_live_record_is_a_duplicate),
		TEST(a_removed_record_may_come_again),
		TEST(a_refusal_is_kept_once_and_becomes_the_record),
		TEST(routes_and_bodies),
		TEST(the_newest_fate_stands),
		TEST(to_vanish_takes_what_is_live_and_nothing_later),
		TEST(the_books_are_json),
		TEST(many_violations_are_counted_and_some_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
