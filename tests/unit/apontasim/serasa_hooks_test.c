/* Webhooks: their order, what happens to one that nobody takes, and their bodies with the oddities of the document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "serasa_fixture.h"

static struct serasa_world world;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	serasa_fixture_world(&world);
	buf_init(&out, 1u << 16);
	return hooks_order(&world.hooks, TEXT_LITERAL("all http://localhost/all"), NULL) != OK;
}

static int teardown(void **state)
{
	(void)state;
	serasa_done(&world);
	buf_done(&out);
	return 0;
}

static void add(int minutes, enum hook_event event, const char *body, bool twice)
{
	hooks_add(&world.hooks, world.now + minutes * 60, event, body, twice);
}

static void they_go_out_in_the_order_of_their_time(void **state)
{
	(void)state;
	assert_int_equal(hooks_order(&world.hooks, TEXT_LITERAL("exclusion-ok http://localhost/out"), NULL), OK);
	add(20, HOOK_DEBT_OK, "c", false);
	add(10, HOOK_DEBT_OK, "a", false);
	add(10, HOOK_EXCLUSION_OK, "b", false);
	add(90, HOOK_DEBT_OK, "d", false);
	serasa_fixture_clock(&world, "2026-03-02T09:09:59-03:00");
	assert_int_equal(serasa_sent_count, 0);
	serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
	assert_int_equal(serasa_sent_count, 3);
	assert_string_equal(serasa_sent[0].body, "a");
	assert_string_equal(serasa_sent[1].body, "b");
	assert_string_equal(serasa_sent[1].url, "http://localhost/out");
	assert_string_equal(serasa_sent[2].body, "c");
	assert_int_equal(world.hooks.count, 1);
}

static void what_is_refused_is_tried_at_the_next_move(void **state)
{
	(void)state;
	add(0, HOOK_DEBT_OK, "a", false);
	add(0, HOOK_DEBT_OK, "b", false);
	serasa_sender_says = HOOK_REFUSED;
	serasa_fixture_clock(&world, "2026-03-02T09:01:00-03:00");
	assert_int_equal(serasa_sent_count, 2); /* each once */
	serasa_sender_says = HOOK_UNREACHED;
	serasa_fixture_clock(&world, "2026-03-02T09:02:00-03:00");
	assert_int_equal(serasa_sent_count, 3); /* the second would not get through either */
	serasa_sender_says = HOOK_TAKEN;
	serasa_fixture_clock(&world, "2026-03-02T09:02:00-03:00");
	assert_int_equal(serasa_sent_count, 5);
	assert_string_equal(serasa_sent[3].body, "a");
	assert_string_equal(serasa_sent[4].body, "b");
	assert_int_equal(world.hooks.count, 0);
	assert_int_equal(world.hooks.sent, 2);
	assert_int_equal(world.hooks.failed, 3);
}

static void one_without_an_address_waits_and_holds_up_nobody(void **state)
{
	(void)state;
	teardown(state);
	serasa_fixture_world(&world);
	buf_init(&out, 1u << 16);
	assert_int_equal(hooks_order(&world.hooks, TEXT_LITERAL("debt-error http://localhost/e"), NULL), OK);
	add(0, HOOK_DEBT_OK, "a", false);
	add(0, HOOK_DEBT_ERROR, "b", false);
	serasa_fixture_clock(&world, "2026-03-02T09:01:00-03:00");
	assert_int_equal(serasa_sent_count, 1);
	assert_string_equal(serasa_sent[0].body, "b");
	assert_int_equal(world.hooks.count, 1);
}

static void some_are_sent_twice(void **state)
{
	(void)state;
	add(0, HOOK_DEBT_OK, "a", true);
	serasa_fixture_clock(&world, "2026-03-02T09:01:00-03:00");
	assert_int_equal(serasa_sent_count, 2);
	assert_string_equal(serasa_sent[0].body, serasa_sent[1].body);
	assert_int_equal(world.hooks.count, 0);
}

/* A receiver that talks back before it answers: it asks for the lock, and a test of its own tries to move the clock. */
static enum rc clock_meanwhile;

static enum hook_result talk_back(void **sender, const struct hook_settings *settings, const char *url,
				  const char *body)
{
	(void)sender;
	(void)settings;
	(void)url;
	(void)body;
	assert_int_equal(pthread_mutex_trylock(&world.lock), 0);
	clock_meanwhile = serasa_clock(&world, world.now + 60, NULL);
	add(0, HOOK_DEBT_OK, "another", false);
	world.hooks.send = serasa_note;
	(void)pthread_mutex_unlock(&world.lock);
	return HOOK_TAKEN;
}

static void the_world_goes_on_while_one_is_on_its_way(void **state)
{
	(void)state;
	world.hooks.send = talk_back;
	add(0, HOOK_DEBT_OK, "a", false);
	serasa_fixture_clock(&world, "2026-03-02T09:01:00-03:00");
	assert_int_equal(clock_meanwhile, ERR_REFUSED);
	assert_int_equal(serasa_sent_count, 1); /* what came meanwhile and is due goes out too */
	assert_string_equal(serasa_sent[0].body, "another");
	serasa_fixture_clock(&world, "2026-03-02T09:02:00-03:00");
	assert_int_equal(world.hooks.count, 0);
}

static void the_body_of_an_inclusion(void **state)
{
	struct debt debt = serasa_fixture_debt("FAT1/00");
	struct codes codes = {0};
	(void)state;
	debt.value_cents = 100005;
	hook_inclusion(&out, "u-1", &debt, "008080948A", &codes);
	assert_string_equal(out.bytes, "{\"uuid\":\"u-1\",\"debtorDocument\":\"11144477735\",\"creditorDocument\":"
				       "\"11222333000181\",\"requester\":null,\"contract\":\"FAT1/00\",\"debtValue\":"
				       "1000.05,\"debtDate\":\"2026-01-05\",\"cadusKey\":\"008080948A\",\"cadusSerie\":"
				       "\"1\",\"debtType\":\"PEFIN\",\"creditorArea\":\"0001\",\"categoryId\":\"DP\","
				       "\"error\":null}");
	buf_clear(&out);
	codes_add(&codes, "059");
	codes_add(&codes, "491");
	hook_inclusion(&out, "u-1", &debt, "", &codes);
	assert_non_null(strstr(out.bytes, "\"error\":{\"message\":\"INCLUSAO PARA REGISTRO JA EXISTENTE\","
					  "\"statusCode\":59}}")); /* a number here */
}

static void the_body_of_an_exclusion(void **state)
{
	struct debt debt = serasa_fixture_debt("FAT1/00");
	struct codes codes = {0};
	(void)state;
	hook_exclusion(&out, "u-2", &debt, "008080948A", 1, &codes);
	assert_string_equal(out.bytes, "{\"uuid\":\"u-2\",\"requester\":null,\"creditor\":{\"documentNumber\":"
				       "\"11222333000181\",\"documentType\":\"CNPJ\"},\"debtor\":{\"documentNumber\":"
				       "\"11144477735\",\"documentType\":\"CPF\"},\"cadusKey\":\"008080948A\","
				       "\"cadusSerie\":\"1\",\"contractNumber\":\"FAT1/00\",\"creditorArea\":\"0001\","
				       "\"categoryId\":\"DP\",\"writeOff\":{\"reason\":\"01\"},\"error\":null}");
	buf_clear(&out);
	codes_add(&codes, "022");
	hook_exclusion(&out, "u-2", &debt, "008080948A", 1, &codes);
	assert_non_null(strstr(out.bytes, "\"error\":{\"statusCode\":\"022\",\"message\":\"EXCLUSAO PARA REGISTRO "
					  "INEXISTENTE\"}}")); /* and a text here */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(they_go_out_in_the_order_of_their_time),
		TEST(what_is_refused_is_tried_at_the_next_move),
		TEST(one_without_an_address_waits_and_holds_up_nobody),
		TEST(some_are_sent_twice),
		TEST(the_world_goes_on_while_one_is_on_its_way),
		TEST(the_body_of_an_inclusion),
		TEST(the_body_of_an_exclusion),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
