#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/ladder.h"

static const struct ladder ladder = {
	.name = "padrao",
	.steps_count = 3,
	.steps =
		{
			{"large", 5, 100000, INT64_MAX, LADDER_PROTEST},
			{"middle", 15, 10000, 99999, LADDER_PROTEST},
			{"small", 60, 1000, INT64_MAX, LADDER_PROTEST},
		},
};

static struct date day(int after)
{
	struct date due;
	assert_int_equal(date_make(2026, 11, 2, &due), OK);
	return date_plus(due, after);
}

static const char *reached(int days_late, int64_t balance_cents)
{
	const struct ladder_step *step = ladder_reached(&ladder, day(0), day(days_late), balance_cents, 0);
	return step != NULL ? step->name : "";
}

static void the_first_step_that_has_come_and_takes_the_balance_is_reached(void **state)
{
	static const struct {
		int days_late;
		int64_t balance_cents;
		const char *name;
	} rows[] = {
		{4, 100000, ""},       {5, 100000, "large"},    {5, 99999, ""},         {14, 99999, ""},
		{15, 99999, "middle"}, {15, 10000, "middle"},   {15, 9999, ""},         {60, 9999, "small"},
		{60, 999, ""},         {60, 1000, "small"},     {400, 50000, "middle"}, {0, INT64_MAX, ""},
		{-30, INT64_MAX, ""},  {5, INT64_MAX, "large"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(reached(rows[i].days_late, rows[i].balance_cents), rows[i].name);
	assert_null(ladder_reached(&ladder, DATE_NONE, day(90), 100000, 0));
}

static void the_next_look_is_the_next_day_on_which_a_step_comes(void **state)
{
	static const int rows[][2] = {{-10, 5}, {0, 5}, {4, 5}, {5, 15}, {14, 15}, {15, 60}, {59, 60}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(ladder_next_look(&ladder, day(0), day(rows[i][0])).day, day(rows[i][1]).day);
	assert_true(date_is_none(ladder_next_look(&ladder, day(0), day(60))));
	assert_true(date_is_none(ladder_next_look(&ladder, DATE_NONE, day(0))));
}

static void nothing_changes_between_two_looks(void **state)
{
	(void)state;
	for (int64_t balance = 0; balance <= 120000; balance += 500)
		for (int late = -5; late < 70; late++) {
			struct date look = ladder_next_look(&ladder, day(0), day(late));
			const struct ladder_step *now = ladder_reached(&ladder, day(0), day(late), balance, 0);
			for (int later = late; date_is_none(look) ? later < 80 : day(later).day < look.day; later++)
				assert_ptr_equal(ladder_reached(&ladder, day(0), day(later), balance, 0), now);
		}
}

static void a_ladder_out_of_order_is_refused_by_the_name_of_its_step(void **state)
{
	static const struct {
		struct ladder_step second;
		const char *says;
	} rows[] = {
		{{"large", 15, 0, 1, LADDER_PROTEST}, "unique"},
		{{"", 15, 0, 1, LADDER_PROTEST}, "no name"},
		{{"early", 4, 0, 1, LADDER_PROTEST}, "\"early\" (4 days) stands after \"large\" (5 days)"},
		{{"zero", 0, 0, 1, LADDER_PROTEST}, "1 or more"},
		{{"minus", -3, 0, 1, LADDER_PROTEST}, "1 or more"},
		{{"upside", 15, 2, 1, LADDER_PROTEST}, "below"},
		{{"negative", 15, -1, 1, LADDER_PROTEST}, "negative"},
		{{"shadow", 5, 200000, 300000, LADDER_PROTEST}, "never be taken"},
	};
	(void)state;
	assert_int_equal(ladder_check(&ladder, NULL), OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ladder bad = ladder;
		struct err err;
		bad.steps_count = 2;
		bad.steps[1] = rows[i].second;
		assert_int_equal(ladder_check(&bad, &err), ERR_CONFIG);
		assert_non_null(strstr(err.words, rows[i].says));
		assert_non_null(strstr(err.words, rows[i].second.name));
	}
}

static void two_steps_may_share_a_day_for_different_amounts(void **state)
{
	struct ladder shared = ladder;
	(void)state;
	shared.steps_count = 2;
	shared.steps[1] = (struct ladder_step){"rest", 5, 1, 99999, LADDER_PROTEST};
	assert_int_equal(ladder_check(&shared, NULL), OK);
	assert_string_equal(ladder_reached(&shared, day(0), day(5), 5000, 0)->name, "rest");
}

#define TAKEN(action) (1u << (action))

/* Each action once for a debt: what was taken is passed over, and so is a later step with the same action. */
static void what_was_taken_is_passed_over(void **state)
{
	static const struct ladder three = {
		.name = "tres",
		.steps_count = 4,
		.steps =
			{
				{"serasa", 12, 5000, INT64_MAX, LADDER_SERASA},
				{"spc", 12, 5000, INT64_MAX, LADDER_SPC},
				{"protest", 30, 10000, INT64_MAX, LADDER_PROTEST},
				{"spc-small", 60, 1, INT64_MAX, LADDER_SPC},
			},
	};
	static const struct {
		int days_late;
		int64_t balance_cents;
		unsigned taken;
		const char *name;
	} rows[] = {
		{11, 20000, 0, ""},
		{12, 20000, 0, "serasa"},
		{12, 20000, TAKEN(LADDER_SERASA), "spc"},
		{12, 20000, TAKEN(LADDER_SPC), "serasa"},
		{12, 20000, TAKEN(LADDER_SERASA) | TAKEN(LADDER_SPC), ""},
		{30, 20000, TAKEN(LADDER_SERASA) | TAKEN(LADDER_SPC), "protest"},
		{30, 20000, TAKEN(LADDER_PROTEST), "serasa"},
		{60, 100, 0, "spc-small"},
		{60, 100, TAKEN(LADDER_SPC), ""},
		{90, 20000, TAKEN(LADDER_SERASA) | TAKEN(LADDER_SPC) | TAKEN(LADDER_PROTEST), ""},
	};
	(void)state;
	assert_int_equal(ladder_check(&three, NULL), OK); /* two actions may share a day */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct ladder_step *step =
			ladder_reached(&three, day(0), day(rows[i].days_late), rows[i].balance_cents, rows[i].taken);
		assert_string_equal(step != NULL ? step->name : "", rows[i].name);
	}
}

static void a_ladder_has_one_to_thirty_two_steps(void **state)
{
	struct ladder bad = ladder;
	(void)state;
	bad.steps_count = 0;
	assert_int_equal(ladder_check(&bad, NULL), ERR_CONFIG);
	bad.steps_count = LADDER_STEPS_MAX + 1;
	assert_int_equal(ladder_check(&bad, NULL), ERR_CONFIG);
}

static void actions_go_by_their_names(void **state)
{
	enum ladder_action action;
	(void)state;
	static const char *const names[LADDER_ACTION_COUNT] = {"protest", "serasa", "spc"};
	for (enum ladder_action each = 0; each < LADDER_ACTION_COUNT; each++) {
		assert_string_equal(ladder_action_name(each), names[each]);
		assert_int_equal(ladder_action_by_name(text_of(names[each]), &action), OK);
		assert_int_equal(action, each);
	}
	assert_int_equal(ladder_action_by_name(text_of("sue"), &action), ERR_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_step_that_has_come_and_takes_the_balance_is_reached),
		cmocka_unit_test(the_next_look_is_the_next_day_on_which_a_step_comes),
		cmocka_unit_test(nothing_changes_between_two_looks),
		cmocka_unit_test(a_ladder_out_of_order_is_refused_by_the_name_of_its_step),
		cmocka_unit_test(two_steps_may_share_a_day_for_different_amounts),
		cmocka_unit_test(what_was_taken_is_passed_over),
		cmocka_unit_test(a_ladder_has_one_to_thirty_two_steps),
		cmocka_unit_test(actions_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
