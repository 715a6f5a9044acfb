#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/listing.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void words_go_by_their_names(void **state)
{
	enum listing_word word = LISTING_GONE;
	(void)state;
	for (enum listing_word each = 0; each < LISTING_WORD_COUNT; each++) {
		enum listing_word back = LISTING_WORD_COUNT;
		assert_int_equal(listing_word_by_name(text_of(listing_word_name(each)), &back), OK);
		assert_int_equal(back, each);
	}
	assert_int_equal(listing_word_by_name(text_of("vanished"), &word), ERR_UNKNOWN);
	assert_int_equal(listing_word_by_name(text_of(""), &word), ERR_UNKNOWN);
	assert_int_equal(word, LISTING_GONE);
}

static void a_word_stands_for_an_event_that_listings_take(void **state)
{
	static const struct {
		enum listing_word word;
		enum event event;
	} rows[] = {
		{LISTING_LISTED, EVENT_LISTED},
		{LISTING_NOT_LISTED, EVENT_REFUSED_BY_BUREAU},
		{LISTING_REMOVED, EVENT_REMOVAL_DONE},
		{LISTING_NOT_REMOVED, EVENT_COMMAND_REFUSED},
		{LISTING_GONE, EVENT_REMOVED_BY_BUREAU},
		{LISTING_NOTICE_RETURNED, EVENT_NOTICE_RETURNED},
		/* Nothing is made of what nobody understands. */
		{LISTING_NOTED, EVENT_COUNT},
		{LISTING_UNKNOWN, EVENT_COUNT},
	};
	(void)state;
	assert_int_equal(ARRAY_LEN(rows), LISTING_WORD_COUNT);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool taken = rows[i].event == EVENT_COUNT;
		assert_int_equal(listing_event(rows[i].word), rows[i].event);
		for (enum state from = 0; from < STATE_COUNT && !taken; from++) {
			const struct transition *row;
			taken = lifecycle_step(MACHINE_LISTING, from, rows[i].event, &row, NULL) == OK;
		}
		assert_true(taken);
	}
}

static void a_record_ends_the_day_before_five_years_are_over(void **state)
{
	static const struct {
		const char *due_on;
		const char *ends_on;
	} rows[] = {
		{"2021-11-20", "2026-11-19"},
		{"2024-02-29", "2029-02-27"}, /* no such day in 2029: the last of February, and a day */
		{"2023-03-01", "2028-02-29"},
		{"2022-01-01", "2026-12-31"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(listing_ends_on(iso(rows[i].due_on)).day, iso(rows[i].ends_on).day);
	assert_true(date_is_none(listing_ends_on(DATE_NONE)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_go_by_their_names),
		cmocka_unit_test(a_word_stands_for_an_event_that_listings_take),
		cmocka_unit_test(a_record_ends_the_day_before_five_years_are_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
