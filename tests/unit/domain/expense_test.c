#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/expense.h"

static void how_a_title_ends_says_who_owes(void **state)
{
	static const struct {
		enum event event;
		enum removal_cause cause;
		enum owes owes;
	} rows[] = {
		{EVENT_PAID_AT_NOTARY, CAUSE_COUNT, OWES_DEBTOR},
		{EVENT_PROTEST_DRAWN, CAUSE_COUNT, OWES_DEBTOR},
		{EVENT_CANCELLATION_DONE, CAUSE_PAID, OWES_DEBTOR},
		{EVENT_CANCELLATION_DONE, CAUSE_WRONG_DEBTOR, OWES_CREDITOR},
		{EVENT_CANCELLATION_DONE, CAUSE_CREDITOR_ERROR, OWES_CREDITOR},
		{EVENT_WITHDRAWAL_DONE, CAUSE_PAID, OWES_PRESENTER},
		{EVENT_WITHDRAWAL_DONE, CAUSE_COUNT, OWES_PRESENTER},
		{EVENT_WITHDRAWAL_DONE, CAUSE_CREDITOR_ERROR, OWES_CREDITOR},
		{EVENT_STAY_MADE_FINAL, CAUSE_COUNT, OWES_PRESENTER},
		{EVENT_IRREGULAR, CAUSE_COUNT, OWES_PRESENTER},
		{EVENT_PROTOCOL, CAUSE_COUNT, OWES_NOT_KNOWN},
		{EVENT_COURT_STAY, CAUSE_COUNT, OWES_NOT_KNOWN},
		{EVENT_COUNT, CAUSE_PAID, OWES_NOT_KNOWN},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(expense_owed_by(rows[i].event, rows[i].cause), rows[i].owes);
	assert_null(owes_name(OWES_NOT_KNOWN));
	assert_string_equal(owes_name(OWES_DEBTOR), "debtor");
	assert_string_equal(owes_name(OWES_PRESENTER), "presenter");
	assert_string_equal(owes_name(OWES_CREDITOR), "creditor");
}

/* Fields 35, 40, 42 and 50; of an andamento they are a forecast and no debt. */
static void four_fields_tell_costs(void **state)
{
	static const int fields[EXPENSE_FIELDS] = {35, 40, 42, 50};
	struct told told = {.kind = TOLD_RESULT,
			    .notary_fee_cents = 1,
			    .distribution_cents = 2,
			    .recording_cents = 3,
			    .other_cents = 4};
	struct expense_field out[EXPENSE_FIELDS];
	(void)state;
	expense_fields(&told, out);
	for (int i = 0; i < EXPENSE_FIELDS; i++) {
		assert_int_equal(out[i].field, fields[i]);
		assert_int_equal(out[i].cents, i + 1);
	}
	told.kind = TOLD_STATUS;
	expense_fields(&told, out);
	for (int i = 0; i < EXPENSE_FIELDS; i++)
		assert_int_equal(out[i].cents, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_a_title_ends_says_who_owes),
		cmocka_unit_test(four_fields_tell_costs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
