/* The course of a title by dates, in the calendar of the banks; and what commands do to it, in time and too late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define NAME "BBYS0203.261"

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

static void ordered(const char *line)
{
	struct fate_order fate;
	assert_int_equal(orders_fate(&world.orders, text_of(line), &fate, NULL), OK);
	notary_plan_anew(&world, fate.number);
}

static void presented(void)
{
	struct sheet sheet;
	char code[8];
	sheet_init(&sheet);
	fixture_remessa(&world, NAME, &sheet, &answer);
	assert_string_equal(fixture_code(&answer, code), "0000");
}

/* When did it happen? "" when it did not. */
static const char *happened(const char *what)
{
	static char at[MOMENT_TEXT_BYTES];
	const struct title *title = &world.books.titles[0];
	for (int i = 0; i < title->history_count; i++)
		if (strncmp(title->history[i].what, what, strlen(what)) == 0) {
			(void)moment_iso(title->history[i].at, at);
			at[16] = '\0';
			return at;
		}
	return "";
}

static void asked(enum upload_kind kind, const char *name, const char *expected)
{
	static const char *const roots[] = {"", "desistencia", "cancelamento", "autoriza_desistencia",
					    "autoriza_cancelamento"};
	const struct title *title = &world.books.titles[0];
	char bytes[1024];
	char date[DATE_TEXT_BYTES];
	char code[8];
	(void)snprintf(bytes, sizeof(bytes),
		       "<%s><comarca><CodMun>3550308</CodMun><cartorio><numero_cartorio>%s</numero_cartorio><titulo>"
		       "<numero_protocolo>%s</numero_protocolo><data_protocolo>%s</data_protocolo>"
		       "<numero_titulo>FAT1</numero_titulo><nome_devedor>DEVEDOR DE MENTIRA</nome_devedor>"
		       "<valor_titulo>100.00</valor_titulo></titulo></cartorio></comarca></%s>",
		       roots[kind], title->notary, title->protocol, date_ddmmyyyy(title->protocol_on, date),
		       roots[kind]);
	fixture_upload(&world, kind, name, bytes, &answer);
	if (strcmp(fixture_code(&answer, code), expected) != 0)
		fail_msg("expected %s, answer %s", expected, answer.bytes);
}

static void the_protest_is_drawn_on_the_third_business_day(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("confirmed"), "2026-03-03T06:00");
	assert_string_equal(happened("andamento AA"), "2026-03-03T12:00");
	assert_string_equal(happened("protested"), "2026-03-06T17:00");
	assert_string_equal(happened("retorno 2"), "2026-03-09T06:00"); /* over the weekend */
	assert_string_equal(happened("retorno 1"), "");
	assert_int_equal(world.books.titles[0].state, TITLE_PROTESTED);
	assert_int_equal(strlen(world.books.titles[0].protocol), 10);
}

static void days_without_bank_service_do_not_count(void **state)
{
	struct sheet sheet;
	char code[8];
	(void)state;
	fixture_clock(&world, "2026-03-31T09:00:00-03:00");
	sheet_init(&sheet);
	sheet.header[4] = sheet.trailer[4] = "31032026";
	fixture_remessa(&world, "BBYS3103.261", &sheet, &answer);
	assert_string_equal(fixture_code(&answer, code), "0000");
	fixture_clock(&world, "2026-04-30T12:00:00-03:00");
	assert_string_equal(happened("confirmed"), "2026-04-01T06:00");
	/* 2 April, then Good Friday and the weekend, 6 and 7 April. */
	assert_string_equal(happened("protested"), "2026-04-07T17:00");
}

static void the_debtor_pays_within_the_term(void **state)
{
	(void)state;
	ordered("FAT1 pay");
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	const char *paid = happened("paid");
	assert_true(strcmp(paid, "2026-03-04T11:00") >= 0 && strcmp(paid, "2026-03-06T11:00") <= 0);
	assert_string_not_equal(happened("retorno 1"), "");
	assert_string_equal(happened("protested"), "");
}

static void a_slip_is_pending_before_it_is_paid(void **state)
{
	(void)state;
	ordered("FAT1 slip");
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_not_equal(happened("andamento AK"), "");
	assert_string_not_equal(happened("paid"), "");
	assert_string_equal(happened("protested"), "");
}

static void an_irregular_title_has_no_protocol(void **state)
{
	(void)state;
	ordered("FAT1 irregular 22");
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("irregular: 22"), "2026-03-03T06:00");
	assert_string_equal(world.books.titles[0].protocol, "");
	assert_int_equal(world.books.handed[HANDED_RETORNO].count, 0);
}

static void a_title_not_due_yet_is_returned(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	sheet.row[0][15] = "05062026";
	fixture_remessa(&world, NAME, &sheet, &answer);
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("irregular: 01"), "2026-03-03T06:00");
}

static void a_late_title_is_protocolled_a_day_later(void **state)
{
	(void)state;
	ordered("FAT1 late");
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("confirmed"), "2026-03-04T06:00");
	assert_string_equal(happened("protested"), "2026-03-09T17:00");
}

static void a_withdrawal_in_time_is_answered_the_next_day(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-06T15:59:00-03:00");
	asked(UPLOAD_DP, "DPBYS0603.261", "0000");
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("withdrawn"), "2026-03-06T15:59");
	assert_string_equal(happened("retorno 3"), "2026-03-09T06:00");
	assert_string_equal(happened("protested"), "");
	assert_int_equal(world.books.violations, 0);
}

static void a_withdrawal_after_its_window_is_refused(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-06T16:00:00-03:00");
	asked(UPLOAD_DP, "DPBYS0603.261", "2141");
	assert_int_equal(world.books.violations, 1);
}

static void a_withdrawal_that_crosses_the_retorno_is_no_violation(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-09T09:00:00-03:00");
	asked(UPLOAD_DP, "DPBYS0903.261", "2028");
	assert_int_equal(world.books.violations, 0);
}

static void a_notary_may_ignore_a_withdrawal(void **state)
{
	(void)state;
	ordered("FAT1 withdraw_ignored");
	presented();
	fixture_clock(&world, "2026-03-04T09:00:00-03:00");
	asked(UPLOAD_DP, "DPBYS0403.261", "0000");
	asked(UPLOAD_DP, "DPBYS0403.262", "2014");
	assert_int_equal(world.books.violations, 1);
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("retorno 2"), "2026-03-09T06:00");
}

static void an_authorised_withdrawal_waits_for_the_debtor(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-04T09:00:00-03:00");
	asked(UPLOAD_AD, "ADBYS0403.261", "0000");
	assert_int_equal(world.books.titles[0].state, TITLE_CONFIRMED);
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("withdrawn"), "2026-03-05T11:00");
	assert_string_equal(happened("retorno 3"), "2026-03-06T06:00");
}

static void a_stayed_title_takes_no_commands(void **state)
{
	(void)state;
	ordered("FAT1 stay");
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_not_equal(happened("retorno 4"), "");
	assert_string_equal(happened("protested"), "");
	asked(UPLOAD_CP, "CPBYS3103.261", "2013");
	assert_int_equal(world.books.violations, 1);
	asked(UPLOAD_DP, "DPBYS3103.261", "2028"); /* not told yet: it crosses */
	assert_int_equal(world.books.violations, 1);
	world.books.titles[0].told_at = world.now - 1;
	asked(UPLOAD_DP, "DPBYS3103.262", "2028");
	assert_int_equal(world.books.violations, 2);
}

static void a_cancelamento_asked_is_answered_the_next_day(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-04T09:00:00-03:00");
	asked(UPLOAD_CP, "CPBYS0403.261", "2013");
	fixture_clock(&world, "2026-03-10T09:00:00-03:00");
	asked(UPLOAD_CP, "CPBYS1003.261", "0000");
	asked(UPLOAD_CP, "CPBYS1003.262", "2016");
	asked(UPLOAD_AC, "ACBYS1003.261", "2016");
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("retorno A"), "2026-03-11T06:00");
	assert_int_equal(world.books.titles[0].state, TITLE_CANCELLED);
	asked(UPLOAD_CP, "CPBYS3103.261", "2016");
}

static void a_cancelamento_may_fail_once(void **state)
{
	(void)state;
	world.settings.cancel_fails_percent = 100;
	presented();
	fixture_clock(&world, "2026-03-10T09:00:00-03:00");
	asked(UPLOAD_CP, "CPBYS1003.261", "0000");
	fixture_clock(&world, "2026-03-11T09:00:00-03:00");
	assert_string_equal(happened("retorno X"), "2026-03-11T06:00");
	assert_int_equal(world.books.titles[0].state, TITLE_PROTESTED);
	asked(UPLOAD_CP, "CPBYS1103.261", "0000");
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	assert_string_equal(happened("retorno A"), "2026-03-12T06:00");
}

static void an_authorised_cancelamento_waits_for_the_debtor(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-10T09:00:00-03:00");
	asked(UPLOAD_AC, "ACBYS1003.261", "0000");
	asked(UPLOAD_AC, "ACBYS1003.262", "2017");
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	const char *cancelled = happened("cancelled");
	assert_true(strcmp(cancelled, "2026-03-11T11:00") >= 0 && strcmp(cancelled, "2026-03-20T11:00") <= 0);
	assert_string_not_equal(happened("retorno E"), ""); /* endosso mandato */
}

static void a_debtor_may_never_come(void **state)
{
	(void)state;
	world.settings.debtor_cancels_percent = 0;
	presented();
	fixture_clock(&world, "2026-03-10T09:00:00-03:00");
	asked(UPLOAD_AC, "ACBYS1003.261", "0000");
	fixture_clock(&world, "2026-06-30T12:00:00-03:00");
	assert_int_equal(world.books.titles[0].state, TITLE_PROTESTED);
}

static void small_steps_and_one_leap_tell_the_same_story(void **state)
{
	struct buf leap;
	struct buf steps;
	char iso[64];
	world.settings.pays_percent = 50;
	buf_init(&leap, 1 << 20);
	buf_init(&steps, 1 << 20);
	presented();
	fixture_clock(&world, "2026-03-31T12:00:00-03:00");
	books_titles(&world.books, &leap);
	teardown(state);
	setup(state);
	world.settings.pays_percent = 50;
	presented();
	for (int day = 3; day <= 31; day++) {
		(void)snprintf(iso, sizeof(iso), "2026-03-%02dT12:00:00-03:00", day);
		fixture_clock(&world, iso);
	}
	books_titles(&world.books, &steps);
	assert_string_equal(leap.bytes, steps.bytes);
	buf_done(&leap);
	buf_done(&steps);
}

static void the_clock_never_goes_back(void **state)
{
	(void)state;
	assert_int_equal(notary_clock(&world, world.now - 1, NULL), ERR_REFUSED);
}

static void a_fate_can_change_while_the_term_runs(void **state)
{
	(void)state;
	presented();
	fixture_clock(&world, "2026-03-06T12:00:00-03:00"); /* the last day, past the hour of payments */
	ordered("FAT1 pay");
	fixture_clock(&world, "2026-03-06T16:00:00-03:00");
	assert_string_equal(happened("paid"), "2026-03-06T12:00");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_protest_is_drawn_on_the_third_business_day),
		TEST(days_without_bank_service_do_not_count),
		TEST(the_debtor_pays_within_the_term),
		TEST(a_slip_is_pending_before_it_is_paid),
		TEST(an_irregular_title_has_no_protocol),
		TEST(a_title_not_due_yet_is_returned),
		TEST(a_late_title_is_protocolled_a_day_later),
		TEST(a_withdrawal_in_time_is_answered_the_next_day),
		TEST(a_withdrawal_after_its_window_is_refused),
		TEST(a_withdrawal_that_crosses_the_retorno_is_no_violation),
		TEST(a_notary_may_ignore_a_withdrawal),
		TEST(an_authorised_withdrawal_waits_for_the_debtor),
		TEST(a_stayed_title_takes_no_commands),
		TEST(a_cancelamento_asked_is_answered_the_next_day),
		TEST(a_cancelamento_may_fail_once),
		TEST(an_authorised_cancelamento_waits_for_the_debtor),
		TEST(a_debtor_may_never_come),
		TEST(small_steps_and_one_leap_tell_the_same_story),
		TEST(the_clock_never_goes_back),
		TEST(a_fate_can_change_while_the_term_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
