#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/ladder.h"

#define STEP(step_name, days, from, to, what)                                                                          \
	{                                                                                                              \
		.name = (step_name), .days_late = (days), .amount_cents_min = (from), .amount_cents_max = (to),        \
		.action = (what)                                                                                       \
	}
#define NO_END INT64_MAX

static const struct ladder ladder = {
	.name = "padrao",
	.steps_count = 3,
	.steps =
		{
			STEP("large", 5, 100000, NO_END, LADDER_PROTEST),
			STEP("middle", 15, 10000, 99999, LADDER_PROTEST),
			STEP("small", 60, 1000, NO_END, LADDER_PROTEST),
		},
};

static struct date day(int after)
{
	struct date due;
	assert_int_equal(date_make(2026, 11, 2, &due), OK);
	return date_plus(due, after);
}

static struct ladder_facts facts(int days_late, int64_t balance_cents)
{
	return ladder_facts_new(day(0), day(days_late), balance_cents);
}

static const char *name_of(const struct ladder_step *step)
{
	return step != NULL ? step->name : "";
}

static const char *reached(int days_late, int64_t balance_cents)
{
	struct ladder_facts now = facts(days_late, balance_cents);
	return name_of(ladder_reached(&ladder, &now));
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
	struct ladder_facts at_sight = ladder_facts_new(DATE_NONE, day(90), 100000);
	assert_null(ladder_reached(&ladder, &at_sight));
}

static void the_next_look_is_the_next_day_on_which_a_step_comes(void **state)
{
	static const int rows[][2] = {{-10, 5}, {0, 5}, {4, 5}, {5, 15}, {14, 15}, {15, 60}, {59, 60}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ladder_facts now = facts(rows[i][0], 1);
		assert_int_equal(ladder_next_look(&ladder, &now).day, day(rows[i][1]).day);
	}
	struct ladder_facts last = facts(60, 1);
	struct ladder_facts at_sight = ladder_facts_new(DATE_NONE, day(0), 1);
	assert_true(date_is_none(ladder_next_look(&ladder, &last)));
	assert_true(date_is_none(ladder_next_look(&ladder, &at_sight)));
}

/* Every step of three ladders, taken when it comes or left out, at every day: what is reached changes at a look only.
 */
static void nothing_changes_between_two_looks(const struct ladder *any, struct ladder_facts now, int late)
{
	struct date look = ladder_next_look(any, &now);
	const struct ladder_step *step = ladder_reached(any, &now);
	for (int later = late; date_is_none(look) ? later < 120 : day(later).day < look.day; later++) {
		struct ladder_facts then = now;
		then.today = day(later);
		assert_ptr_equal(ladder_reached(any, &then), step);
	}
}

static void a_ladder_out_of_order_is_refused_by_the_name_of_its_step(void **state)
{
	static const struct {
		struct ladder_step second;
		const char *says;
	} rows[] = {
		{STEP("large", 15, 0, 1, LADDER_PROTEST), "unique"},
		{STEP("", 15, 0, 1, LADDER_PROTEST), "no name"},
		{STEP("early", 4, 0, 1, LADDER_PROTEST), "\"early\" (4 days) stands after \"large\" (5 days)"},
		{STEP("zero", 0, 0, 1, LADDER_PROTEST), "1 or more"},
		{STEP("minus", -3, 0, 1, LADDER_PROTEST), "1 or more"},
		{STEP("upside", 15, 2, 1, LADDER_PROTEST), "below"},
		{STEP("negative", 15, -1, 1, LADDER_PROTEST), "negative"},
		{STEP("shadow", 5, 200000, 300000, LADDER_PROTEST), "never be taken"},
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
	shared.steps[1] = (struct ladder_step)STEP("rest", 5, 1, 99999, LADDER_PROTEST);
	struct ladder_facts now = facts(5, 5000);
	assert_int_equal(ladder_check(&shared, NULL), OK);
	assert_string_equal(name_of(ladder_reached(&shared, &now)), "rest");
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
				STEP("serasa", 12, 5000, NO_END, LADDER_SERASA),
				STEP("spc", 12, 5000, NO_END, LADDER_SPC),
				STEP("protest", 30, 10000, NO_END, LADDER_PROTEST),
				STEP("spc-small", 60, 1, NO_END, LADDER_SPC),
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
		struct ladder_facts now = facts(rows[i].days_late, rows[i].balance_cents);
		now.channels_taken = rows[i].taken;
		assert_string_equal(name_of(ladder_reached(&three, &now)), rows[i].name);
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

/* --- order, waiting, and who is taken ------------------------------------------------------------------------------
 */

enum { NOTICE, FAST, BUREAU, PROTEST };

static struct ladder by_profile(void)
{
	struct ladder made = {.name = "by-profile", .steps_count = 4};
	made.steps[NOTICE] = (struct ladder_step)STEP("aviso", 5, 1, NO_END, LADDER_NOTICE);
	made.steps[FAST] = (struct ladder_step)STEP("fast", 5, 1, NO_END, LADDER_PROTEST);
	made.steps[BUREAU] = (struct ladder_step)STEP("bureau", 12, 1, NO_END, LADDER_SERASA);
	made.steps[PROTEST] = (struct ladder_step)STEP("slow", 30, 1, NO_END, LADDER_PROTEST);
	(void)strcpy(made.steps[NOTICE].template, "aviso");
	(void)strcpy(made.steps[FAST].species[0], "DMI");
	made.steps[FAST].species_count = 1;
	made.steps[FAST].profiles = 1u << PAYER_BAD_FAITH;
	(void)strcpy(made.steps[BUREAU].after, "aviso");
	made.steps[BUREAU].wait_days = 10;
	(void)strcpy(made.steps[BUREAU].states[0], "SP");
	(void)strcpy(made.steps[BUREAU].states[1], "RJ");
	made.steps[BUREAU].states_count = 2;
	(void)strcpy(made.steps[PROTEST].after, "bureau");
	return made;
}

static struct ladder_facts debt_of(int days_late, enum payer_class payer, const char *species, const char *uf)
{
	struct ladder_facts now = facts(days_late, 5000);
	now.payer = payer;
	now.species = species;
	now.uf = uf;
	return now;
}

static void a_step_takes_its_species_states_and_profiles_only(void **state)
{
	static const struct {
		enum payer_class payer;
		const char *species;
		const char *uf;
		const char *fast;
		const char *bureau;
	} rows[] = {
		{PAYER_BAD_FAITH, "DMI", "SP", "fast", "bureau"}, {PAYER_BAD_FAITH, "DSI", "SP", "", "bureau"},
		{PAYER_ORDINARY, "DMI", "RJ", "", "bureau"},      {PAYER_UNKNOWN, "DMI", "SP", "", "bureau"},
		{PAYER_BAD_FAITH, "DMI", "MG", "fast", ""},       {PAYER_GOOD, "DMI", "", "", ""},
	};
	struct ladder made = by_profile();
	(void)state;
	assert_int_equal(ladder_check(&made, NULL), OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ladder_facts now = debt_of(5, rows[i].payer, rows[i].species, rows[i].uf);
		ladder_take(&made, &now, NOTICE, day(5));
		assert_string_equal(name_of(ladder_reached(&made, &now)), rows[i].fast);
		now.channels_taken = 1u << LADDER_PROTEST;
		now.today = day(90);
		assert_string_equal(name_of(ladder_reached(&made, &now)), rows[i].bureau);
	}
}

/* Told on the 5th, ten days: the 15th is the debtor's still, the step comes on the 16th. Nothing waits shorter than its
 * own day, and 0 is the day of the step before. */
static void a_step_waits_until_the_days_after_another_have_run(void **state)
{
	static const struct {
		int told;
		int wait_days;
		int comes;
	} rows[] = {{5, 10, 16}, {20, 10, 31}, {5, 1, 12}, {5, 6, 12}, {5, 7, 13}, {14, 0, 14}, {5, 0, 12}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ladder made = by_profile();
		made.steps[BUREAU].wait_days = rows[i].wait_days;
		struct ladder_facts now = debt_of(rows[i].comes - 1, PAYER_ORDINARY, "DMI", "SP");
		ladder_take(&made, &now, NOTICE, day(rows[i].told));
		if (rows[i].told < rows[i].comes)
			assert_null(ladder_reached(&made, &now));
		assert_int_equal(ladder_next_look(&made, &now).day, day(rows[i].comes).day);
		now.today = day(rows[i].comes);
		assert_string_equal(name_of(ladder_reached(&made, &now)), "bureau");
	}
}

static void a_step_does_not_come_while_the_one_before_it_is_not_taken(void **state)
{
	struct ladder made = by_profile();
	struct ladder_facts now = debt_of(300, PAYER_ORDINARY, "DMI", "SP");
	(void)state;
	assert_string_equal(name_of(ladder_reached(&made, &now)), "aviso");
	assert_true(date_is_none(ladder_next_look(&made, &now)));
	ladder_take(&made, &now, NOTICE, DATE_NONE); /* made, and not told */
	assert_null(ladder_reached(&made, &now));
	assert_true(date_is_none(ladder_next_look(&made, &now)));
	assert_int_equal(ladder_why_not(&made, &now, BUREAU), LADDER_TAKES);
	ladder_take(&made, &now, NOTICE, day(300));
	assert_int_equal(ladder_next_look(&made, &now).day, day(311).day);
}

static void a_notice_is_taken_once_for_each_step(void **state)
{
	struct ladder made = by_profile();
	(void)state;
	made.steps[BUREAU].action = LADDER_NOTICE;
	(void)strcpy(made.steps[BUREAU].template, "lembrete");
	assert_int_equal(ladder_check(&made, NULL), OK);
	struct ladder_facts now = debt_of(40, PAYER_ORDINARY, "DMI", "SP");
	ladder_take(&made, &now, NOTICE, day(5));
	assert_string_equal(name_of(ladder_reached(&made, &now)), "bureau");
	ladder_take(&made, &now, BUREAU, day(40));
	assert_string_equal(name_of(ladder_reached(&made, &now)), "slow");
}

static void a_walk_takes_each_step_on_its_day(void **state)
{
	struct ladder made = by_profile();
	struct date on[LADDER_STEPS_MAX];
	struct ladder_facts now = debt_of(-10, PAYER_ORDINARY, "DMI", "SP");
	(void)state;
	ladder_walk(&made, &now, on);
	assert_int_equal(on[NOTICE].day, day(5).day);
	assert_true(date_is_none(on[FAST]));
	assert_int_equal(on[BUREAU].day, day(16).day);
	assert_int_equal(on[PROTEST].day, day(30).day);
	now = debt_of(-10, PAYER_BAD_FAITH, "DMI", "MG");
	ladder_walk(&made, &now, on);
	assert_int_equal(on[FAST].day, day(5).day);
	assert_true(date_is_none(on[BUREAU]));
	assert_true(date_is_none(on[PROTEST]));
	assert_int_equal(ladder_why_not(&made, &now, BUREAU), LADDER_OTHER_STATES);
	assert_int_equal(ladder_why_not(&made, &now, PROTEST), LADDER_AFTER_NEVER);
	now = debt_of(40, PAYER_ORDINARY, "DSI", "RJ");
	now.under_way[NOTICE] = true;
	ladder_walk(&made, &now, on);
	assert_true(date_is_none(on[NOTICE]));
	assert_int_equal(on[BUREAU].day, day(51).day);
}

static void nothing_changes_between_looks_of_a_ladder_with_order_and_waiting(void **state)
{
	static const char *const states[] = {"SP", "MG"};
	struct ladder made = by_profile();
	(void)state;
	for (int64_t balance = 0; balance <= 120000; balance += 500)
		for (int late = -5; late < 70; late++)
			nothing_changes_between_two_looks(&ladder, facts(late, balance), late);
	for (enum payer_class payer = 0; payer < PAYER_CLASS_COUNT; payer++)
		for (int told = 0; told < 40; told++)
			for (int late = told; late < 90; late++) {
				struct ladder_facts now = debt_of(late, payer, "DMI", states[told % 2]);
				ladder_take(&made, &now, NOTICE, day(told));
				nothing_changes_between_two_looks(&made, now, late);
				ladder_take(&made, &now, BUREAU, day(late));
				nothing_changes_between_two_looks(&made, now, late);
			}
}

/* --- ladders that nobody can mean ----------------------------------------------------------------------------------
 */

typedef void change(struct ladder *made);

static void no_template(struct ladder *made)
{
	made->steps[NOTICE].template[0] = '\0';
}
static void odd_template(struct ladder *made)
{
	(void)strcpy(made->steps[FAST].template, "aviso");
}
static void unknown_after(struct ladder *made)
{
	(void)strcpy(made->steps[BUREAU].after, "avisso");
}
static void after_itself(struct ladder *made)
{
	(void)strcpy(made->steps[BUREAU].after, "bureau");
}
static void later_after(struct ladder *made)
{
	made->steps[PROTEST].after[0] = '\0';
	(void)strcpy(made->steps[BUREAU].after, "slow");
}
static void circle(struct ladder *made)
{
	(void)strcpy(made->steps[BUREAU].after, "slow");
}
static void wait_alone(struct ladder *made)
{
	made->steps[BUREAU].after[0] = '\0';
}
static void wait_long(struct ladder *made)
{
	made->steps[BUREAU].wait_days = LADDER_WAIT_DAYS_MAX + 1;
}
static void no_such_species(struct ladder *made)
{
	(void)strcpy(made->steps[FAST].species[0], "XYZ");
}
static void same_channel_after(struct ladder *made)
{
	(void)strcpy(made->steps[PROTEST].after, "fast");
}
static void states_apart(struct ladder *made)
{
	(void)strcpy(made->steps[PROTEST].states[0], "MG");
	made->steps[PROTEST].states_count = 1;
}
/* Each two of the three have a state in common, and all of them none. */
static void states_apart_of_three(struct ladder *made)
{
	(void)strcpy(made->steps[NOTICE].states[0], "MG");
	(void)strcpy(made->steps[NOTICE].states[1], "SP");
	made->steps[NOTICE].states_count = 2;
	(void)strcpy(made->steps[PROTEST].states[0], "RJ");
	(void)strcpy(made->steps[PROTEST].states[1], "MG");
	made->steps[PROTEST].states_count = 2;
}
static void profiles_apart(struct ladder *made)
{
	made->steps[NOTICE].profiles = 1u << PAYER_GOOD;
	made->steps[PROTEST].profiles = 1u << PAYER_ORDINARY | 1u << PAYER_UNKNOWN;
}
static void amounts_apart(struct ladder *made)
{
	made->steps[NOTICE].amount_cents_max = 999;
	made->steps[PROTEST].amount_cents_min = 1000;
}
static void covered(struct ladder *made)
{
	made->steps[FAST].profiles = 0;
	made->steps[FAST].species_count = 0;
}
static void everybody_unresponsive(struct ladder *made)
{
	made->payers.unresponsive_contacts = made->payers.unresponsive_answered = 3;
}

static void each_ladder_that_nobody_can_mean_is_refused_by_its_step(void **state)
{
	static const struct {
		change *change;
		int place;
		const char *setting;
		const char *says;
	} rows[] = {
		{no_template, NOTICE, "template", "step \"aviso\" is a notice and has no `template`"},
		{odd_template, FAST, "template", "step \"fast\" has a `template` and is no notice"},
		{unknown_after, BUREAU, "after", "step \"bureau\" stands after \"avisso\", and there is no such step"},
		{after_itself, BUREAU, "after", "in a circle"},
		{later_after, BUREAU, "after", "comes later in the ladder"},
		{circle, BUREAU, "after", "step \"bureau\" waits for \"slow\" in a circle"},
		{wait_alone, BUREAU, "wait_days", "does not say after which step"},
		{wait_long, BUREAU, "wait_days", "right are 0 to 365"},
		{no_such_species, FAST, "species", "no species of annex 1"},
		{same_channel_after, PROTEST, "after", "which takes protest, and a debt is taken there once"},
		{states_apart, PROTEST, "states", "can never be reached"},
		{states_apart_of_three, PROTEST, "states", "can never be reached"},
		{profiles_apart, PROTEST, "profiles", "can never be reached"},
		{amounts_apart, PROTEST, "amount_min", "begins above the amount where \"aviso\""},
		{covered, PROTEST, "name", "\"fast\" takes protest before it from every such debt"},
		{everybody_unresponsive, -1, "profiles", "3 of 3 contacts"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ladder made = by_profile();
		struct ladder_fault faults[8];
		rows[i].change(&made);
		assert_true(ladder_faults(&made, faults, ARRAY_LEN(faults)) > 0);
		assert_int_equal(faults[0].place, rows[i].place);
		assert_string_equal(faults[0].setting, rows[i].setting);
		if (strstr(faults[0].words, rows[i].says) == NULL)
			fail_msg("row %zu: %s", i, faults[0].words);
	}
}

static void all_that_is_wrong_is_told(void **state)
{
	struct ladder made = by_profile();
	struct ladder_fault faults[8];
	(void)state;
	no_template(&made);
	unknown_after(&made);
	no_such_species(&made);
	assert_int_equal(ladder_faults(&made, faults, ARRAY_LEN(faults)), 3);
	assert_int_equal(ladder_faults(&made, faults, 2), 2);
}

static void actions_go_by_their_names(void **state)
{
	enum ladder_action action;
	(void)state;
	static const char *const names[LADDER_ACTION_COUNT] = {"protest", "serasa", "spc", "notice"};
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
		cmocka_unit_test(a_ladder_out_of_order_is_refused_by_the_name_of_its_step),
		cmocka_unit_test(two_steps_may_share_a_day_for_different_amounts),
		cmocka_unit_test(what_was_taken_is_passed_over),
		cmocka_unit_test(a_ladder_has_one_to_thirty_two_steps),
		cmocka_unit_test(a_step_takes_its_species_states_and_profiles_only),
		cmocka_unit_test(a_step_waits_until_the_days_after_another_have_run),
		cmocka_unit_test(a_step_does_not_come_while_the_one_before_it_is_not_taken),
		cmocka_unit_test(a_notice_is_taken_once_for_each_step),
		cmocka_unit_test(a_walk_takes_each_step_on_its_day),
		cmocka_unit_test(nothing_changes_between_looks_of_a_ladder_with_order_and_waiting),
		cmocka_unit_test(each_ladder_that_nobody_can_mean_is_refused_by_its_step),
		cmocka_unit_test(all_that_is_wrong_is_told),
		cmocka_unit_test(actions_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
