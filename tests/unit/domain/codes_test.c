/* Looking codes up: under the bureau that was asked for, and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/codes.h"

static const struct code_table natures_of_a = {
	.bureau = "a", .name = "natures", .entries = {{.code = "DP"}, {.code = "DC"}}, .entries_count = 2};
static const struct code_table natures_of_b = {
	.bureau = "b", .name = "natures", .entries = {{.code = "XX"}}, .entries_count = 1};
static const struct code_table motives_of_b = {
	.bureau = "b", .name = "motives", .entries = {{.code = "01"}}, .entries_count = 1};
static const struct code_book book = {.tables = {&natures_of_a, &natures_of_b, &motives_of_b}, .tables_count = 3};

static void a_table_is_found_by_bureau_and_name(void **state)
{
	(void)state;
	assert_ptr_equal(code_table_find(&book, "b", "natures"), &natures_of_b);
	assert_ptr_equal(code_table_find(&book, "b", "motives"), &motives_of_b);
	assert_null(code_table_find(&book, "a", "motives"));
}

static void a_code_is_found_whole_or_not_at_all(void **state)
{
	(void)state;
	assert_ptr_equal(code_find(&natures_of_a, TEXT_LITERAL("DC")), &natures_of_a.entries[1]);
	assert_null(code_find(&natures_of_a, TEXT_LITERAL("D")));
	assert_null(code_find(&natures_of_a, TEXT_LITERAL("DCX")));
	assert_null(code_find(NULL, TEXT_LITERAL("DC")));
}

static void a_code_of_another_bureau_is_told_as_such(void **state)
{
	(void)state;
	assert_string_equal(code_other_bureau(&book, "a", "natures", TEXT_LITERAL("XX")), "b");
	assert_null(code_other_bureau(&book, "b", "natures", TEXT_LITERAL("XX")));
	assert_null(code_other_bureau(&book, "a", "natures", TEXT_LITERAL("01")));
}

static void every_kind_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(code_kind_name(CODE_REJECTION), "rejection");
	assert_string_equal(code_kind_name(CODE_BY_REST), "rest");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_found_by_bureau_and_name),
		cmocka_unit_test(a_code_is_found_whole_or_not_at_all),
		cmocka_unit_test(a_code_of_another_bureau_is_told_as_such),
		cmocka_unit_test(every_kind_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
