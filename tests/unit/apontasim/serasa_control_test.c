/* The control socket of the simulated Serasa, without the socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "apontasim/serasa/control.h"
#include "serasa_fixture.h"

static struct serasa_world world;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	serasa_fixture_world(&world);
	buf_init(&out, 1u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	serasa_done(&world);
	buf_done(&out);
	return 0;
}

static int asked(const char *method, const char *path, const char *body)
{
	buf_clear(&out);
	(void)pthread_mutex_lock(&world.lock);
	int status = control_serasa(&world, method, path, text_of(body), &out);
	(void)pthread_mutex_unlock(&world.lock);
	return status;
}

static void routes_and_bodies(void **state)
{
	static const struct {
		const char *method;
		const char *path;
		const char *body;
		int status;
	} cases[] = {
		{"PUT", "/clock", "2026-03-02T10:00:00-03:00", 200},
		{"PUT", "/clock", "2026-03-02T08:00:00-03:00", 409},
		{"PUT", "/clock", "tomorrow", 400},
		{"GET", "/clock", "", 200},
		{"GET", "/books", "", 200},
		{"GET", "/titles", "", 404},
		{"GET", "/record/FAT1", "", 404},
		{"PUT", "/fault", "include drop_after\n* delay 5 x2", 200},
		{"PUT", "/fault", "include explode", 400},
		{"DELETE", "/fault", "", 200},
		{"PUT", "/fate", "FAT1 reject 296", 200},
		{"PUT", "/fate", "FAT1 reject", 400},
		{"PUT", "/fate", "FAT1 reject 29", 400},
		{"PUT", "/fate", "FAT1 reject_exclusion 022", 200},
		{"PUT", "/fate", "FAT1 silent", 200},
		{"PUT", "/fate", "FAT1 silent 1", 400},
		{"PUT", "/fate", "FAT1 late 30", 200},
		{"PUT", "/fate", "FAT1 late", 400},
		{"PUT", "/fate", "FAT1 letter_returned", 200},
		{"PUT", "/fate", "FAT1 letter_returned 308", 200},
		{"PUT", "/fate", "FAT1 court", 200},
		{"PUT", "/fate", "FAT1 plain", 200},
		{"PUT", "/fate", "FAT1 die", 400},
		{"PUT", "/fate", "FAT1", 400},
		{"PUT", "/fate", "A-CONTRACT-OF-TWENTY-1 court", 400},
		{"PUT", "/hook", "all https://localhost/x\ndebt-ok http://localhost/y", 200},
		{"PUT", "/hook", "debt https://localhost/x", 400},
		{"PUT", "/hook", "all ftp://localhost/x", 400},
		{"PUT", "/hook", "", 400},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		teardown(state);
		setup(state);
		int status = asked(cases[i].method, cases[i].path, cases[i].body);
		if (status != cases[i].status)
			fail_msg("%s %s %s: %d %s", cases[i].method, cases[i].path, cases[i].body, status, out.bytes);
	}
}

static void orders_about_a_contract_add_up(void **state)
{
	(void)state;
	assert_int_equal(asked("PUT", "/fate", "FAT1 late 30\nFAT1 silent\nFAT2 court"), 200);
	assert_true(serasa_fates_find(&world.fates, "FAT1")->silent);
	assert_int_equal(serasa_fates_find(&world.fates, "FAT1")->late_minutes, 30);
	assert_false(serasa_fates_find(&world.fates, "FAT1")->court);
	assert_true(serasa_fates_find(&world.fates, "FAT2")->court);
	assert_int_equal(asked("PUT", "/fate", "FAT1 plain"), 200);
	assert_false(serasa_fates_find(&world.fates, "FAT1")->silent);
	assert_false(serasa_fates_find(&world.fates, "FAT3")->silent);
}

static void violations_are_counted_and_told(void **state)
{
	(void)state;
	for (int i = 0; i < VIOLATIONS_KEPT + 50; i++)
		serasa_books_violation(&world.books, world.now, "number %d \"x\"", i);
	assert_int_equal(asked("GET", "/books", ""), 200);
	assert_non_null(strstr(out.bytes,
			       "\"violations\":1050,\"violation_list\":[\"2026-03-02T09:00:00-03:00 number 0 "
			       "\\\"x\\\"\""));
	assert_null(strstr(out.bytes, "number 1000"));
	assert_non_null(strstr(out.bytes, "\"requests\":{\"include\":0,\"guarantor\":0,\"exclude\":0,\"login\":0}"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(routes_and_bodies),
		TEST(orders_about_a_contract_add_up),
		TEST(violations_are_counted_and_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
