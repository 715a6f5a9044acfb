/* What a ladder would do: by the shipped rules, as when it is earnest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/forecast.h"
#include "shipped_rules.h"

static struct debtor debtors[2];
static struct ladder ladder;
static struct notice_terms notices;
static struct forecast_terms terms;
static struct forecast_debt debt;
static struct arena *arena;

static struct date day_of(const char *text)
{
	struct date day;
	assert_int_equal(date_parse_iso(text_of(text), &day, NULL), OK);
	return day;
}

static struct debtor debtor_of(const char *cpf)
{
	struct debtor debtor = {.name = "Fulano Fictício",
				.address = {.street = "Rua Inventada, 1",
					    .district = "Centro",
					    .cep = "01310100",
					    .city = "São Paulo",
					    .uf = "SP",
					    .ibge = "3550308"},
				.born_on = DATE_NONE};
	assert_int_equal(taxid_parse(text_of(cpf), &debtor.taxid, NULL), OK);
	return debtor;
}

enum { AVISO, SERASA, PROTEST };

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)16 << 20);
	debtors[0] = debtor_of("57068385427");
	debtors[1] = debtor_of("39192115616");
	ladder = (struct ladder){
		.name = "teste",
		.steps_count = 3,
		.steps =
			{{.name = "aviso", .days_late = 3, .action = LADDER_NOTICE, .template = "aviso"},
			 {.name = "serasa", .days_late = 5, .action = LADDER_SERASA, .after = "aviso", .wait_days = 10},
			 {.name = "protest", .days_late = 30, .action = LADDER_PROTEST, .after = "aviso"}},
		.payers = {.good_paid_on_time = 3,
			   .habitual_paid_late = 3,
			   .habitual_late_percent = 50,
			   .unresponsive_contacts = 3,
			   .bad_faith_broken_promises = 2,
			   .good_payer_to_person = true},
	};
	for (int i = 0; i < ladder.steps_count; i++) {
		ladder.steps[i].amount_cents_min = 1;
		ladder.steps[i].amount_cents_max = INT64_MAX;
	}
	assert_int_equal(ladder_check(&ladder, NULL), OK);
	notices = (struct notice_terms){
		.count = 2,
		.at = {{.bureau = "serasa", .days = 10, .from = day_of("2020-01-01"), .until = DATE_NONE},
		       {.uf = "SP", .days = 20, .from = day_of("2020-01-01"), .until = DATE_NONE, .basis = "Lei SP"}}};
	terms = (struct forecast_terms){
		.ladder = &ladder, .rules = shipped_rules(), .notices = &notices, .from = day_of("2026-03-01")};
	debt = (struct forecast_debt){
		.title = {.number = "1001",
			  .species = "DMI",
			  .issued_on = day_of("2026-01-05"),
			  .due_on = day_of("2026-03-02"),
			  .amount_cents = 150000,
			  .balance_cents = 150000,
			  .endorsement = 'M',
			  .acceptance = 'N',
			  .declaration = 'D',
			  .debtors = debtors,
			  .debtors_count = 2},
		.payer = PAYER_FACTS_NONE,
		.has_document = true,
		.holds = "",
	};
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static struct forecast make(void)
{
	struct forecast forecast;
	struct err err = {0};
	if (forecast_make(arena, &terms, &debt, &forecast, &err) != OK)
		fail_msg("%s", err.words);
	return forecast;
}

static void assert_day(struct date is, const char *right)
{
	char text[DATE_TEXT_BYTES];
	assert_string_equal(date_iso(is, text), right);
}

/* Notice on the 5th; ten days end on the 15th; what the bureau takes on the 16th is shown after twenty more. */
static void each_step_comes_on_its_day_and_is_shown_after_the_term(void **state)
{
	struct forecast forecast = make();
	const struct forecast_step *listed = &forecast.steps[SERASA];
	(void)state;
	assert_day(forecast.steps[AVISO].on, "2026-03-05");
	assert_int_equal(forecast.steps[AVISO].records_count, 0);
	assert_day(listed->on, "2026-03-16");
	assert_int_equal(listed->records_count, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(listed->records[i].event, EVENT_PASSED);
		assert_day(listed->records[i].visible_on, "2026-04-06");
		assert_int_equal(listed->records[i].term->days, 20);
	}
	assert_day(forecast.steps[PROTEST].on, "2026-04-01");
	assert_int_equal(forecast.steps[PROTEST].records_count, 1);
}

/* presented Wed 1 Apr 2026, not before Mon 6 Apr; Good Friday is no bank day, so the town says Tue 7. */
static void the_three_days_have_an_earliest_and_a_forecast_end(void **state)
{
	static const struct town_file file = {.covered = {{.ibge = "3550308", .from_year = 2026, .until_year = 2027}},
					      .covered_count = 1};
	static const struct town_book towns = {.files = {&file}, .files_count = 1};
	(void)state;
	struct forecast without = make();
	assert_day(without.steps[PROTEST].protest.earliest_on, "2026-04-06");
	assert_true(date_is_none(without.steps[PROTEST].protest.last_on));
	assert_non_null(strstr(without.steps[PROTEST].protest.why_not, "no town"));
	terms.towns = &towns;
	struct forecast forecast = make();
	const struct forecast_protest *protest = &forecast.steps[PROTEST].protest;
	assert_day(protest->presented_on, "2026-04-01");
	assert_day(protest->earliest_on, "2026-04-06");
	assert_day(protest->last_on, "2026-04-07");
	(void)memcpy(debtors[0].address.ibge, "3509502", 8);
	forecast = make();
	assert_true(date_is_none(forecast.steps[PROTEST].protest.last_on));
	assert_non_null(strstr(forecast.steps[PROTEST].protest.why_not, "3509502"));
}

/* Good Friday: what may leave then is presented on the next bank day. */
static void what_comes_on_a_day_without_banks_is_presented_on_the_next(void **state)
{
	(void)state;
	ladder.steps[PROTEST].days_late = 32;
	struct forecast forecast = make();
	assert_day(forecast.steps[PROTEST].on, "2026-04-03");
	assert_day(forecast.steps[PROTEST].protest.presented_on, "2026-04-06");
}

static bool has_reason(const struct forecast_record *record, const char *code)
{
	for (int i = 0; i < record->why.reasons_count; i++)
		if (strcmp(record->why.reasons[i].code, code) == 0)
			return true;
	return false;
}

static void a_payment_counts_from_its_day(void **state)
{
	struct forecast_payment payments[] = {{day_of("2026-03-10"), 50000, day_of("2026-03-17")},
					      {day_of("2026-03-20"), 100000, day_of("2026-03-20")}};
	(void)state;
	debt.payments = payments;
	debt.payments_count = 2;
	struct forecast forecast = make();
	assert_int_equal(forecast.owed_cents, 150000);
	assert_day(forecast.steps[SERASA].on, "2026-03-16");
	assert_true(has_reason(&forecast.steps[SERASA].records[0], "DEBT_PARTLY_PAID")); /* it clears a day later */
	assert_true(date_is_none(forecast.steps[PROTEST].on));
	assert_day(forecast.settled_on, "2026-04-01");
	assert_string_equal(forecast.steps[PROTEST].words, "nothing is owed from 2026-04-01 on");
	payments[1].cents = 99999;
	forecast = make();
	assert_day(forecast.steps[PROTEST].on, "2026-04-01");
	assert_false(has_reason(&forecast.steps[PROTEST].records[0], "DEBT_PARTLY_PAID"));
	terms.from = day_of("2026-03-12");
	assert_int_equal(make().owed_cents, 100000);
}

static void what_may_not_leave_is_told_with_every_reason(void **state)
{
	(void)state;
	debt.has_document = false;
	debt.holds = "dispute";
	struct forecast forecast = make();
	const struct forecast_record *title = &forecast.steps[PROTEST].records[0];
	const struct forecast_record *listed = forecast.steps[SERASA].records;
	assert_int_equal(title->event, EVENT_REFUSED_BY_RULE);
	assert_true(has_reason(title, "DEBT_NO_DOCUMENT") && has_reason(title, "DEBT_DISPUTED"));
	assert_true(date_is_none(listed[0].visible_on));
	assert_null(listed[0].term);
	assert_true(has_reason(&listed[1], "PRINCIPAL_NOT_LISTED"));
}

static void a_good_payer_waits_for_a_person_and_bad_faith_does_not(void **state)
{
	(void)state;
	debt.payer.paid_on_time = 9;
	debt.payer.paid_late = 0;
	struct forecast forecast = make();
	assert_int_equal(forecast.payer.class, PAYER_GOOD);
	assert_true(forecast.wants_person);
	assert_int_equal(forecast.steps[PROTEST].records[0].event, EVENT_HELD_BY_RULE);
	assert_true(has_reason(&forecast.steps[PROTEST].records[0], "FOUR_EYES_MISSING"));
	debt.payer.broken_promises = 2;
	ladder.steps[PROTEST].profiles = 1u << PAYER_BAD_FAITH;
	forecast = make();
	assert_int_equal(forecast.payer.class, PAYER_BAD_FAITH);
	assert_int_equal(forecast.steps[PROTEST].records[0].event, EVENT_PASSED);
	debt.payer = PAYER_FACTS_NONE;
	forecast = make();
	assert_string_equal(forecast.steps[PROTEST].words, "it does not take payers of the class unknown");
}

static void fees_are_told_where_a_table_is(void **state)
{
	static struct fee_table table = {
		.uf = "SP", .bands = {{100000, 3000}, {150000, 4500}, {INT64_MAX, 9900}}, .bands_count = 3};
	static const struct fee_book fees = {.at = {&table}, .count = 1};
	(void)state;
	table.from = day_of("2026-01-01");
	table.until = DATE_NONE;
	assert_int_equal(make().steps[PROTEST].protest.fee_cents, -1);
	terms.fees = &fees;
	assert_int_equal(make().steps[PROTEST].protest.fee_cents, 4500);
	assert_int_equal(make().steps[PROTEST].protest.mode, FEE_POSTPONED);
	assert_day(make().steps[PROTEST].protest.postponed_until, "2027-03-02");
	terms.from = day_of("2027-04-01");
	assert_int_equal(make().steps[PROTEST].protest.mode, FEE_DEPOSIT);
	table.until = day_of("2026-12-31");
	assert_int_equal(make().steps[PROTEST].protest.fee_cents, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_step_comes_on_its_day_and_is_shown_after_the_term),
		TEST(the_three_days_have_an_earliest_and_a_forecast_end),
		TEST(what_comes_on_a_day_without_banks_is_presented_on_the_next),
		TEST(a_payment_counts_from_its_day),
		TEST(what_may_not_leave_is_told_with_every_reason),
		TEST(a_good_payer_waits_for_a_person_and_bad_faith_does_not),
		TEST(fees_are_told_where_a_table_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
