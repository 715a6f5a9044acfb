#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/report.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

static void findings_keep_their_order_and_parts(void **state)
{
	(void)state;
	struct report report;
	report_init(&report, arena);
	report_add(&report, FINDING_NOTE, "line 1", NULL, NULL, "first %d", 1);
	report_add(&report, FINDING_VIOLATION, "line 2", "t17_valor", "1217", "second");
	assert_int_equal(report.notes, 1);
	assert_int_equal(report.violations, 1);
	assert_string_equal(report.first->words, "first 1");
	assert_string_equal(report.first->field, "");
	assert_string_equal(report.first->rule, "");
	assert_string_equal(report.first->next->place, "line 2");
	assert_string_equal(report.first->next->field, "t17_valor");
	assert_string_equal(report.first->next->rule, "1217");
	assert_null(report.first->next->next);
}

static void what_is_not_kept_is_counted(void **state)
{
	(void)state;
	struct report report;
	int kept = 0;
	report_init(&report, arena);
	for (int i = 0; i < REPORT_ITEMS_MAX + 5; i++)
		report_add(&report, FINDING_VIOLATION, "line", "", "", "wrong");
	for (const struct report_item *item = report.first; item != NULL; item = item->next)
		kept++;
	assert_int_equal(kept, REPORT_ITEMS_MAX);
	assert_int_equal(report.violations, REPORT_ITEMS_MAX + 5);

	struct arena *small = arena_new(64);
	report_init(&report, small);
	for (int i = 0; i < 10; i++)
		report_add(&report, FINDING_VIOLATION, "line", "", "", "wrong");
	assert_int_equal(report.violations, 10);
	(void)arena_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_keep_their_order_and_parts),
		cmocka_unit_test(what_is_not_kept_is_counted),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
