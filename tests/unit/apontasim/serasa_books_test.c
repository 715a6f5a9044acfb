/* The life of records in the base: accepted, refused, twice, visible, taken out, by whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "serasa_fixture.h"

static struct serasa_world world;
static struct codes codes;
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

static void books_say(const char *what)
{
	buf_clear(&out);
	serasa_books_summary(&world.books, world.now, &out);
	if (strstr(out.bytes, what) == NULL)
		fail_msg("no %s in %s", what, out.bytes);
}

static void record_says(const char *contract, const char *what)
{
	buf_clear(&out);
	assert_true(serasa_books_record(&world.books, contract, world.now, &out));
	if (strstr(out.bytes, what) == NULL)
		fail_msg("no %s in %s", what, out.bytes);
}

static void a_second_inclusion_of_a_live_debt_is_a_duplicate(void **state)
{
	struct debt debt = serasa_fixture_debt("FAT1");
	(void)state;
	assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "");
	assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "059");
	books_say("\"duplicates\":1");
	books_say("\"live\":1,\"visible\":0,\"notice\":1,\"removed\":0,\"refused\":0");
	base_exclude(&world, base_find(&world, &debt, CHANNEL_REST), 1, &codes);
	assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "");
	books_say("\"duplicates\":1");
	books_say("\"live\":1,\"visible\":0,\"notice\":1,\"removed\":1,\"refused\":0");
	record_says("FAT1", "\"inclusions\":2");
}

static void a_refused_inclusion_leaves_room_for_the_next(void **state)
{
	struct debt debt = serasa_fixture_debt("FAT1");
	(void)state;
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT1 reject 296"), NULL), OK);
	assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "296");
	record_says("FAT1", "\"state\":\"refused\"");
	record_says("FAT1", "\"codes\":[\"296\"]");
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT1 plain"), NULL), OK);
	assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "");
	books_say("\"duplicates\":0");
	record_says("FAT1", "\"state\":\"notice\"");
}

static void a_guarantor_needs_its_principal_and_goes_with_it(void **state)
{
	struct debt principal = serasa_fixture_debt("FAT1");
	struct debt guarantor = serasa_fixture_guarantor("FAT1");
	(void)state;
	assert_string_equal(serasa_fixture_include(&world, &guarantor, &codes), "298");
	assert_string_equal(serasa_fixture_include(&world, &principal, &codes), "");
	assert_string_equal(serasa_fixture_include(&world, &guarantor, &codes), "");
	assert_string_equal(serasa_fixture_include(&world, &guarantor, &codes), "059");
	record_says("FAT1", "\"guarantors\":[{\"document\":\"52998224725\"");
	base_exclude(&world, base_find(&world, &principal, CHANNEL_REST), 2, &codes);
	books_say("\"guarantors\":{\"live\":0,\"removed\":1,\"refused\":1}");
	assert_int_equal(base_find(&world, &guarantor, CHANNEL_REST), -1);
}

static void one_guarantor_can_be_taken_out_alone(void **state)
{
	struct debt principal = serasa_fixture_debt("FAT1");
	struct debt guarantor = serasa_fixture_guarantor("FAT1");
	struct debt asked = serasa_fixture_debt("FAT1");
	(void)state;
	(void)serasa_fixture_include(&world, &principal, &codes);
	(void)serasa_fixture_include(&world, &guarantor, &codes);
	memcpy(asked.debtor, FIXTURE_GUARANTOR, sizeof(FIXTURE_GUARANTOR)); /* as a DELETE names him */
	codes.count = 0;
	base_exclude(&world, base_find(&world, &asked, CHANNEL_REST), 18, &codes);
	assert_int_equal(codes.count, 0);
	books_say("\"records\":{\"live\":1,");
	books_say("\"guarantors\":{\"live\":0,\"removed\":1");
}

static void what_is_not_there_cannot_be_taken_out(void **state)
{
	struct debt debt = serasa_fixture_debt("FAT1");
	(void)state;
	codes.count = 0;
	base_exclude(&world, base_find(&world, &debt, CHANNEL_REST), 1, &codes);
	assert_string_equal(codes.code[0], "022");
	(void)serasa_fixture_include(&world, &debt, &codes);
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT1 reject_exclusion 106"), NULL), OK);
	codes.count = 0;
	base_exclude(&world, base_find(&world, &debt, CHANNEL_REST), 1, &codes);
	assert_string_equal(codes.code[0], "106");
	books_say("\"live\":1,");
}

static void the_notice_runs_by_the_state(void **state)
{
	static const struct {
		const char *uf;
		const char *hidden; /* the last day */
		const char *shown;
	} cases[] = {
		{"SP", "2026-03-21T23:59:59-03:00", "2026-03-22T00:00:00-03:00"},
		{"PE", "2026-03-21T12:00:00-03:00", "2026-03-22T12:00:00-03:00"},
		{"PI", "2026-03-16T12:00:00-03:00", "2026-03-17T12:00:00-03:00"},
		{"AM", "2026-03-16T12:00:00-03:00", "2026-03-17T12:00:00-03:00"},
		{"MT", "2026-03-11T12:00:00-03:00", "2026-03-12T12:00:00-03:00"},
		{"RJ", "2026-03-11T12:00:00-03:00", "2026-03-12T12:00:00-03:00"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct debt debt = serasa_fixture_debt("FAT1");
		teardown(state);
		setup(state);
		memcpy(debt.state, cases[i].uf, 3);
		assert_string_equal(serasa_fixture_include(&world, &debt, &codes), "");
		serasa_fixture_clock(&world, cases[i].hidden);
		books_say("\"live\":1,\"visible\":0,\"notice\":1");
		serasa_fixture_clock(&world, cases[i].shown);
		books_say("\"live\":1,\"visible\":1,\"notice\":0");
		record_says("FAT1", "\"state\":\"visible\"");
	}
}

static void serasa_takes_out_by_itself(void **state)
{
	struct debt ordered = serasa_fixture_debt("FAT1");
	struct debt old = serasa_fixture_debt("FAT2");
	(void)state;
	assert_int_equal(date_make(2021, 3, 5, &old.due), OK);
	assert_string_equal(serasa_fixture_include(&world, &ordered, &codes), "");
	assert_string_equal(serasa_fixture_include(&world, &old, &codes), "");
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT1 court"), NULL), OK);
	serasa_fixture_clock(&world, "2026-03-04T23:00:00-03:00");
	record_says("FAT1", "\"removed_by\":\"court\",\"motive\":\"96\"");
	record_says("FAT2", "\"state\":\"notice\"");
	serasa_fixture_clock(&world, "2026-03-05T00:00:00-03:00");
	record_says("FAT2", "\"removed_by\":\"time\",\"motive\":\"97\"");
}

static void the_seed_refuses_the_same_debts_always(void **state)
{
	int refused = 0;
	(void)state;
	world.settings.reject_percent = 30;
	for (int i = 0; i < 200; i++) {
		char contract[16];
		(void)snprintf(contract, sizeof(contract), "C%d", i);
		struct debt debt = serasa_fixture_debt(contract);
		bool first = serasa_fixture_include(&world, &debt, &codes)[0] != '\0';
		if (first)
			assert_string_not_equal(serasa_fixture_include(&world, &debt, &codes), "");
		refused += first;
	}
	assert_in_range(refused, 35, 85);
}

static void every_record_has_a_key_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		char contract[16];
		(void)snprintf(contract, sizeof(contract), "C%d", i);
		struct debt debt = serasa_fixture_debt(contract);
		(void)serasa_fixture_include(&world, &debt, &codes);
		assert_int_equal(strlen(world.books.all[i].cadus), 10);
		assert_int_equal(serasa_books_cadus(&world.books, world.books.all[i].cadus), i);
	}
	assert_int_equal(serasa_books_cadus(&world.books, "X"), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_second_inclusion_of_a_live_debt_is_a_duplicate),
		TEST(a_refused_inclusion_leaves_room_for_the_next),
		TEST(a_guarantor_needs_its_principal_and_goes_with_it),
		TEST(one_guarantor_can_be_taken_out_alone),
		TEST(what_is_not_there_cannot_be_taken_out),
		TEST(the_notice_runs_by_the_state),
		TEST(serasa_takes_out_by_itself),
		TEST(the_seed_refuses_the_same_debts_always),
		TEST(every_record_has_a_key_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
