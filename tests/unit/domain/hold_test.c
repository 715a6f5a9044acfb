#include "domain/hold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/remedy.h"

static void every_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum hold_kind kind = 0; kind < HOLD_KIND_COUNT; kind++) {
		enum hold_kind found = HOLD_KIND_COUNT;
		assert_int_equal(hold_kind_by_name(text_of(hold_kind_name(kind)), &found), OK);
		assert_int_equal(found, kind);
	}
	enum hold_kind found = HOLD_LEGAL;
	assert_int_equal(hold_kind_by_name(text_of("none"), &found), ERR_UNKNOWN);
	assert_int_equal(found, HOLD_LEGAL);
}

/* Where the matrix says hold, something must stand that can be seen and lifted. */
static void what_the_matrix_holds_has_a_hold(void **state)
{
	(void)state;
	for (enum removal_cause cause = 0; cause < CAUSE_OF_THE_MATRIX; cause++) {
		bool held = remedy_of(cause, SITUATION_BEFORE)->remedy == REMEDY_HOLD;
		if (held && removal_cause_is_told(cause))
			assert_int_not_equal(hold_placed_by(cause), HOLD_KIND_COUNT);
		/* What is checked anew is not held by the same word. */
		if (remedy_of(cause, SITUATION_BEFORE)->remedy == REMEDY_REASSESS)
			assert_int_equal(hold_placed_by(cause), HOLD_KIND_COUNT);
	}
	assert_int_equal(hold_ended_by(CAUSE_STAY_REVOKED), hold_placed_by(CAUSE_COURT_STAY));
	assert_int_equal(hold_ended_by(CAUSE_AGREEMENT_BROKEN), hold_placed_by(CAUSE_AGREED));
}

static void payments_and_clocks_are_not_told_as_events(void **state)
{
	static const enum removal_cause not_told[] = {CAUSE_PAID,        CAUSE_PAID_UNCLEARED, CAUSE_PAID_AT_NOTARY,
						      CAUSE_PARTLY_PAID, CAUSE_FIVE_YEARS,     CAUSE_CORRECTED};
	(void)state;
	int told = 0;
	for (enum removal_cause cause = 0; cause < CAUSE_COUNT; cause++)
		told += removal_cause_is_told(cause);
	assert_int_equal(told, 12);
	for (size_t i = 0; i < ARRAY_LEN(not_told); i++)
		assert_false(removal_cause_is_told(not_told[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_a_name_of_its_own),
		cmocka_unit_test(what_the_matrix_holds_has_a_hold),
		cmocka_unit_test(payments_and_clocks_are_not_told_as_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
