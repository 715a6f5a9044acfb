#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/notice.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	if (text[0] != '\0')
		assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void add(struct notice_terms *terms, const char *bureau, const char *uf, int days, const char *from,
		const char *until)
{
	struct notice_term *term = &terms->at[terms->count++];
	*term = (struct notice_term){.days = days, .from = iso(from), .until = iso(until)};
	(void)text_copy(text_of(bureau), term->bureau, sizeof(term->bureau));
	(void)text_copy(text_of(uf), term->uf, sizeof(term->uf));
	(void)text_copy(text_of("a law"), term->basis, sizeof(term->basis));
}

static void init(struct notice_terms *terms)
{
	terms->count = 0;
	add(terms, "serasa", "", 10, "2010-01-01", "");
	add(terms, "spc", "", 12, "2012-01-01", "2030-12-31");
	add(terms, "", "SP", 20, "2018-01-16", "");
	add(terms, "", "MS", 10, "2010-01-01", "");
	add(terms, "spc", "PI", 15, "2016-01-01", "");
	add(terms, "", "MT", 45, "2020-04-01", "2020-09-30");
	add(terms, "", "MT", 10, "2020-10-01", "");
	add(terms, "", "AC", 5, "2010-01-01", "");
}

static void the_longest_term_that_holds_counts(void **state)
{
	static const struct {
		const char *bureau;
		const char *uf;
		const char *on;
		const char *visible_on;
	} rows[] = {
		/* The bureau's own, where the state has none. */
		{"serasa", "RJ", "2026-11-19", "2026-11-30"},
		{"spc", "RJ", "2026-11-19", "2026-12-02"},
		{"serasa", "", "2026-11-19", "2026-11-30"},
		/* The state's, where it is longer; the bureau's, where that is. */
		{"serasa", "SP", "2026-11-19", "2026-12-10"},
		{"spc", "SP", "2026-11-19", "2026-12-10"},
		{"spc", "MS", "2026-11-19", "2026-12-02"},
		{"serasa", "AC", "2026-11-19", "2026-11-30"},
		/* One bureau's term in one state is not the other's. */
		{"spc", "PI", "2026-11-19", "2026-12-05"},
		{"serasa", "PI", "2026-11-19", "2026-11-30"},
		/* Rows hold from their first to their last day. */
		{"serasa", "SP", "2018-01-15", "2018-01-26"},
		{"serasa", "SP", "2018-01-16", "2018-02-06"},
		{"serasa", "MT", "2020-03-31", "2020-04-11"},
		{"serasa", "MT", "2020-04-01", "2020-05-17"},
		{"serasa", "MT", "2020-09-30", "2020-11-15"},
		{"serasa", "MT", "2020-10-01", "2020-10-12"},
		{"serasa", "MT", "2026-11-19", "2026-11-30"},
	};
	struct notice_terms terms;
	(void)state;
	init(&terms);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date visible_on = DATE_NONE;
		const struct notice_term *term = NULL;
		char day[DATE_TEXT_BYTES];
		assert_int_equal(notice_visible_on(&terms, rows[i].bureau, rows[i].uf, iso(rows[i].on), &visible_on,
						   &term, NULL),
				 OK);
		if (visible_on.day != iso(rows[i].visible_on).day)
			fail_msg("%s in %s on %s: %s, not %s", rows[i].bureau, rows[i].uf, rows[i].on,
				 date_iso(visible_on, day), rows[i].visible_on);
		assert_int_equal(date_days_between(iso(rows[i].on), visible_on), term->days + 1);
	}
}

static void the_row_that_decides_is_told(void **state)
{
	struct notice_terms terms;
	struct date on;
	const struct notice_term *term = NULL;
	(void)state;
	init(&terms);
	assert_int_equal(notice_visible_on(&terms, "serasa", "SP", iso("2026-11-19"), &on, &term, NULL), OK);
	assert_string_equal(term->uf, "SP");
	assert_string_equal(term->bureau, "");
	/* Of two equal ones the first: the same words every time. */
	assert_int_equal(notice_visible_on(&terms, "serasa", "MS", iso("2026-11-19"), &on, &term, NULL), OK);
	assert_ptr_equal(term, &terms.at[0]);
	assert_int_equal(notice_visible_on(&terms, "serasa", "MS", iso("2026-11-19"), &on, NULL, NULL), OK);
}

static void a_bureau_without_a_term_of_its_own_is_refused(void **state)
{
	static const struct {
		const char *bureau;
		const char *uf;
		const char *on;
	} rows[] = {
		{"boa-vista", "SP", "2026-11-19"}, /* the state's law alone says nothing of this bureau */
		{"", "SP", "2026-11-19"},          {"spc", "RJ", "2011-12-31"}, /* before its first row */
		{"spc", "RJ", "2031-01-01"},                                    /* after its last */
		{"spc", "PI", "2031-01-01"},                                    /* a row for one state does not do */
		{"serasa", "RJ", "2009-12-31"},
	};
	struct notice_terms terms;
	(void)state;
	init(&terms);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date on = {77};
		const struct notice_term *term = &terms.at[3];
		struct err err;
		assert_int_equal(
			notice_visible_on(&terms, rows[i].bureau, rows[i].uf, iso(rows[i].on), &on, &term, &err),
			ERR_NOT_FOUND);
		assert_int_equal(on.day, 77);
		assert_ptr_equal(term, &terms.at[3]);
		assert_non_null(strstr(err.words, rows[i].bureau));
		assert_non_null(strstr(err.words, rows[i].on));
	}
	terms.count = 0;
	struct date on;
	assert_int_equal(notice_visible_on(&terms, "serasa", "SP", iso("2026-11-19"), &on, NULL, NULL), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_term_that_holds_counts),
		cmocka_unit_test(the_row_that_decides_is_told),
		cmocka_unit_test(a_bureau_without_a_term_of_its_own_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
