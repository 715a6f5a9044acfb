/* The first refusals of a window have lines, the others are a number in the next one. */
#include "door/refusals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "door/terms.h"

static int lines_of(struct refusals *refusals, int calls, int64_t now_ms)
{
	int lines = 0;
	for (int i = 0; i < calls; i++)
		lines += refusals_take(refusals, now_ms);
	return lines;
}

static void a_window_has_so_many_lines_and_the_next_has_them_again(void **state)
{
	struct refusals refusals = {0};
	int64_t start_ms = 1000;
	int64_t next_ms = start_ms + door_terms.refusals_window_ms;
	(void)state;
	assert_int_equal(lines_of(&refusals, 1000, start_ms), door_terms.refusals_logged);
	assert_int_equal(lines_of(&refusals, 1000, next_ms - 1), 0);
	assert_int_equal(refusals.passed_over, 2000 - door_terms.refusals_logged);
	assert_int_equal(lines_of(&refusals, 1000, next_ms), door_terms.refusals_logged);
}

static void a_window_that_is_over_is_told_and_forgotten(void **state)
{
	struct refusals refusals = {0};
	(void)state;
	(void)lines_of(&refusals, 10, 5);
	refusals_tend(&refusals, 5 + door_terms.refusals_window_ms - 1);
	assert_int_equal(refusals.passed_over, 10 - door_terms.refusals_logged);
	refusals_tend(&refusals, 5 + door_terms.refusals_window_ms);
	assert_int_equal(refusals.passed_over, 0);
	assert_int_equal(refusals.window_ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_has_so_many_lines_and_the_next_has_them_again),
		cmocka_unit_test(a_window_that_is_over_is_told_and_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
