#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/attributes.h"
#include "domain/pace.h"

#define MOST 8

static struct pace pace_at(int width)
{
	return (struct pace){.width_milli = width * 1000};
}

static void learn(struct pace *pace, enum pace_word word, int times)
{
	for (int i = 0; i < times; i++)
		pace_learn(pace, word, MOST);
}

static void a_round_of_answers_widens_by_one(void **state)
{
	(void)state;
	for (int width = 1; width < MOST; width++) {
		struct pace pace = pace_at(width);
		learn(&pace, PACE_ANSWERED, width + 1); /* one more than N, as the share shrinks on the way */
		assert_int_equal(pace_width(&pace, MOST), width + 1);
		pace = pace_at(width);
		learn(&pace, PACE_ANSWERED, width > 1 ? width - 1 : 0);
		assert_int_equal(pace_width(&pace, MOST), width);
	}
}

static void a_round_of_refusals_narrows_by_one(void **state)
{
	static const enum pace_word words[] = {PACE_THROTTLED, PACE_FAILED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (int width = 2; width <= MOST; width++) {
			struct pace pace = pace_at(width);
			learn(&pace, words[i], width);
			assert_true(pace.width_milli <= (width - 1) * 1000 + 10);
			assert_true(pace.width_milli > (width - 2) * 1000);
			pace = pace_at(width);
			learn(&pace, words[i], 1);
			assert_true(abs(width * 1000 - 1000 / width - pace.width_milli) <= 1);
		}
}

static void the_width_stays_within_one_and_the_most(void **state)
{
	struct pace pace = {.width_milli = PACE_FIRST};
	(void)state;
	learn(&pace, PACE_ANSWERED, 1000);
	assert_int_equal(pace.width_milli, MOST * 1000);
	assert_int_equal(pace_width(&pace, MOST), MOST);
	assert_int_equal(pace_width(&pace, 3), 3); /* the profile was changed */
	learn(&pace, PACE_THROTTLED, 1000);
	assert_int_equal(pace.width_milli, 1000);
	learn(&pace, PACE_FAILED, 1000);
	assert_int_equal(pace_width(&pace, MOST), 1);
	pace = (struct pace){.width_milli = 0}; /* nothing was stored yet */
	assert_int_equal(pace_width(&pace, MOST), 1);
	pace_learn(&pace, PACE_ANSWERED, 1);
	assert_int_equal(pace_width(&pace, 1), 1);
}

/* As many failures in a row as there may be calls at the time: the width shrinks with each. */
static void a_round_of_failures_is_dead(void **state)
{
	static const struct {
		int width;
		int failures;
	} rows[] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {8, 8}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pace pace = pace_at(rows[i].width);
		int count = 0;
		while (!pace_is_dead(&pace) && count < 100) {
			learn(&pace, PACE_FAILED, 1);
			count++;
		}
		assert_true(count <= rows[i].failures);
		assert_true(count * 2 >= rows[i].failures);
	}
}

static void an_answer_between_failures_is_life(void **state)
{
	static const enum pace_word alive[] = {PACE_ANSWERED, PACE_THROTTLED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(alive); i++) {
		struct pace pace = pace_at(4);
		for (int round = 0; round < 50 && pace_width(&pace, MOST) > 1; round++) {
			learn(&pace, PACE_FAILED, 1);
			assert_false(pace_is_dead(&pace));
			learn(&pace, alive[i], 1);
			assert_int_equal(pace.failures_milli, 0);
		}
	}
}

static void a_probe_is_one_call_and_its_failure_is_dead_again(void **state)
{
	struct pace pace = pace_at(MOST);
	(void)state;
	learn(&pace, PACE_FAILED, MOST);
	assert_true(pace_is_dead(&pace));
	pace_probe(&pace);
	assert_false(pace_is_dead(&pace));
	assert_int_equal(pace_width(&pace, MOST), 1);
	learn(&pace, PACE_FAILED, 1);
	assert_true(pace_is_dead(&pace));
	pace_probe(&pace);
	learn(&pace, PACE_ANSWERED, 1);
	assert_false(pace_is_dead(&pace));
	assert_int_equal(pace_width(&pace, MOST), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_round_of_answers_widens_by_one),
		cmocka_unit_test(a_round_of_refusals_narrows_by_one),
		cmocka_unit_test(the_width_stays_within_one_and_the_most),
		cmocka_unit_test(a_round_of_failures_is_dead),
		cmocka_unit_test(an_answer_between_failures_is_life),
		cmocka_unit_test(a_probe_is_one_call_and_its_failure_is_dead_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
