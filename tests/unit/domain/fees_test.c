#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/fees.h"

static struct date day_of(const char *text)
{
	struct date day;
	assert_int_equal(date_parse_iso(text_of(text), &day, NULL), OK);
	return day;
}

static void the_first_band_of_the_table_of_the_day_counts(void **state)
{
	static const struct {
		const char *uf;
		const char *on;
		int64_t amount_cents;
		int64_t fee_cents; /* -1: nobody knows */
	} rows[] = {
		{"RJ", "2026-01-01", 1, 100},     {"RJ", "2026-12-31", 5000, 100}, {"RJ", "2026-06-01", 5001, 200},
		{"RJ", "2026-06-01", 10001, -1},  {"RJ", "2025-12-31", 1, -1},     {"RJ", "2027-01-01", 1, 300},
		{"RJ", "2040-01-01", 99999, 300}, {"SP", "2026-06-01", 1, -1},     {"", "2026-06-01", 1, -1},
	};
	struct fee_table first = {.uf = "RJ",
				  .from = day_of("2026-01-01"),
				  .until = day_of("2026-12-31"),
				  .bands = {{5000, 100}, {10000, 200}},
				  .bands_count = 2};
	struct fee_table second = {.uf = "RJ",
				   .from = day_of("2027-01-01"),
				   .until = DATE_NONE,
				   .bands = {{INT64_MAX, 300}},
				   .bands_count = 1};
	const struct fee_book book = {.at = {&first, &second}, .count = 2};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t cents = -1;
		const struct fee_table *table = NULL;
		struct err err;
		enum rc rc =
			fee_find(&book, rows[i].uf, day_of(rows[i].on), rows[i].amount_cents, &cents, &table, &err);
		assert_int_equal(rc, rows[i].fee_cents >= 0 ? OK : ERR_NOT_FOUND);
		assert_int_equal(cents, rows[i].fee_cents);
	}
}

/* Provimento CNJ 86/2019: at most a year old on the day of the presentation. */
static void fees_are_postponed_for_a_year(void **state)
{
	static const struct {
		const char *due_on;
		const char *presented_on;
		enum fee_mode mode;
	} rows[] = {
		{"2026-03-02", "2026-04-01", FEE_POSTPONED}, {"2026-03-02", "2027-03-02", FEE_POSTPONED},
		{"2026-03-02", "2027-03-03", FEE_DEPOSIT},   {"2024-02-29", "2025-02-28", FEE_POSTPONED},
		{"2024-02-29", "2025-03-01", FEE_DEPOSIT},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(fee_mode(day_of(rows[i].due_on), day_of(rows[i].presented_on), false), rows[i].mode);
	/* A supervised body advances nothing, however old the debt is. */
	assert_int_equal(fee_mode(day_of("2026-03-02"), day_of("2030-01-01"), true), FEE_POSTPONED);
	assert_int_equal(fee_mode(DATE_NONE, day_of("2026-03-02"), false), FEE_POSTPONED);
	assert_string_equal(fee_mode_name(FEE_DEPOSIT), "deposit");
	assert_non_null(strstr(fee_mode_words(FEE_POSTPONED), "the debtor pays"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_band_of_the_table_of_the_day_counts),
		cmocka_unit_test(fees_are_postponed_for_a_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
