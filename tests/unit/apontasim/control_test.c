/* What a test may order and ask: clock, faults, fates, refusals, books; and the map of comarcas from a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/cra/control.h"
#include "fixture.h"

static struct world world;
static struct buf answer;

static int setup(void **state)
{
	(void)state;
	fixture_world(&world, DIALECT_CRA21);
	buf_init(&answer, (size_t)16 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_done(&world);
	buf_done(&answer);
	return 0;
}

static int asked(const char *method, const char *path, const char *body)
{
	buf_clear(&answer);
	return control_run(&world, method, path, text_of(body), &answer);
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
		{"GET", "/titles", "", 200},
		{"GET", "/clock", "", 200},
		{"POST", "/books", "", 404},
		{"GET", "/", "", 404},
		{"PUT", "/clock", "2026-03-02T09:00:00-03:00", 200}, /* the same instant */
		{"PUT", "/clock", "2026-03-02T08:59:59-03:00", 409},
		{"PUT", "/clock", "tomorrow", 400},
		{"PUT", "/fault", "Remessa drop_before", 200},
		{"PUT", "/fault", "* delay 800 x3\nDesistencia error_500", 200},
		{"PUT", "/fault", "Remessa", 400},
		{"PUT", "/fault", "Remessa explode", 400},
		{"PUT", "/fault", "* delay", 400},
		{"PUT", "/fault", "* delay 800 3", 400},
		{"PUT", "/fault", "* drop_after x", 400},
		{"PUT", "/fault", "* drop_after x2 more", 400},
		{"PUT", "/fault", "", 400},
		{"DELETE", "/fault", "", 200},
		{"PUT", "/fate", "FAT1 pay", 200},
		{"PUT", "/fate", "FAT1 irregular 22", 200},
		{"PUT", "/fate", "FAT1 irregular", 400},
		{"PUT", "/fate", "FAT1 pay 22", 400},
		{"PUT", "/fate", "FAT1 die", 400},
		{"PUT", "/fate", "FAT1", 400},
		{"PUT", "/refuse", "3550308 2106", 200},
		{"PUT", "/refuse", "355030 2106", 400},
		{"PUT", "/refuse", "3550308", 400},
		{"PUT", "/refuse", "3550308 no", 400},
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

static void faults_are_used_up_in_order(void **state)
{
	int delay_ms = 0;
	(void)state;
	assert_int_equal(asked("PUT", "/fault", "Remessa drop_before\n* delay 30 x2\nRemessa drop_after\n* cut_answer"),
			 200);
	assert_int_equal(faults_take(&world.orders.faults, "Remessa", &delay_ms), FAULT_KIND_DROP_BEFORE);
	assert_int_equal(delay_ms, 30);
	assert_int_equal(faults_take(&world.orders.faults, "Retorno", &delay_ms), FAULT_KIND_CUT_ANSWER);
	assert_int_equal(delay_ms, 30);
	assert_int_equal(faults_take(&world.orders.faults, "Retorno", &delay_ms), FAULT_KIND_NONE);
	assert_int_equal(delay_ms, 0);
	assert_int_equal(faults_take(&world.orders.faults, "Remessa", &delay_ms), FAULT_KIND_DROP_AFTER);
	assert_int_equal(faults_take(&world.orders.faults, "Remessa", &delay_ms), FAULT_KIND_NONE);
}

static void the_newest_fate_wins(void **state)
{
	char code[3] = "";
	(void)state;
	assert_int_equal(asked("PUT", "/fate", "FAT1 pay\nFAT1 late\nFAT1 irregular 22"), 200);
	assert_false(orders_fated(&world.orders, "FAT1", FATE_PAY, NULL));
	assert_true(orders_fated(&world.orders, "FAT1", FATE_IRREGULAR, code));
	assert_string_equal(code, "22");
	assert_true(orders_fated(&world.orders, "FAT1", FATE_LATE, NULL)); /* stands beside it */
	assert_false(orders_fated(&world.orders, "FAT2", FATE_LATE, NULL));
}

static void the_books_are_json(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	sheet.row[0][13] = "A\\B";
	fixture_remessa(&world, "BBYS0203.261", &sheet, &answer);
	fixture_remessa(&world, "B\"\x01\xc3\xa9", &sheet, &answer);
	assert_int_equal(asked("GET", "/titles", ""), 200);
	assert_non_null(strstr(answer.bytes, "\"number\":\"A\\\\B\""));
	assert_int_equal(asked("GET", "/books", ""), 200);
	assert_non_null(strstr(answer.bytes, "\"accepted\":1,\"confirmed\":0,"));
	assert_non_null(strstr(
		answer.bytes, "\"violations\":1,\"violation_list\":[\"2026-03-02T09:00:00-03:00 B\\\"\\u0001??: 0002"));
}

static void many_violations_are_counted_and_some_kept(void **state)
{
	(void)state;
	for (int i = 0; i < VIOLATIONS_KEPT + 50; i++)
		books_violation(&world.books, world.now, "number %d", i);
	assert_int_equal(world.books.violations, VIOLATIONS_KEPT + 50);
	assert_int_equal(asked("GET", "/books", ""), 200);
	assert_null(strstr(answer.bytes, "number 1000"));
	assert_non_null(strstr(answer.bytes, "number 999"));
}

static void a_map_is_read_from_a_file(void **state)
{
	static const struct {
		const char *lines;
		enum rc rc;
	} cases[] = {
		{"# mine\n3550308 3550308 SP 2 active SAO PAULO\n\n3515707 3550308 SP 0 closed FERRAZ\n", OK},
		{"3550308 3550308 SP 2 active", ERR_FORMAT},
		{"355030 3550308 SP 2 active SAO PAULO", ERR_FORMAT},
		{"3550308 3550308 SP two active SAO PAULO", ERR_FORMAT},
		{"3550308 3550308 SP 21 active SAO PAULO", ERR_FORMAT},
		{"3550308 3550308 SP 2 open SAO PAULO", ERR_FORMAT},
		{"3515707 3539806 SP 1 active FERRAZ", ERR_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		int before = world.comarcas.count;
		assert_int_equal(comarcas_read(&world.comarcas, text_of(cases[i].lines), &err), cases[i].rc);
		assert_int_equal(world.comarcas.count, cases[i].rc == OK ? 2 : before);
	}
	assert_int_equal(comarcas_find(&world.comarcas, "3515707")->state, COMARCA_CLOSED);
	assert_null(comarcas_find(&world.comarcas, "3304557"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(routes_and_bodies),
		TEST(faults_are_used_up_in_order),
		TEST(the_newest_fate_wins),
		TEST(the_books_are_json),
		TEST(many_violations_are_counted_and_some_kept),
		TEST(a_map_is_read_from_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
