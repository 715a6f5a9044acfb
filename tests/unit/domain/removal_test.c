#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/removal.h"

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	if (text[0] != '\0')
		assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static void a_removal_has_its_last_day(void **state)
{
	static const struct {
		enum state state;
		enum removal_cause cause;
		const char *arisen_on;
		const char *protocol_on;
		const char *due_on;
		enum deadline deadline;
	} rows[] = {
		/* By the earliest protest, three STRICT days from the protocol. */
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-11-16", "2026-11-16", "2026-11-19", DEADLINE_WITHDRAWAL},
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-02-13", "2026-02-13", "2026-02-18", DEADLINE_WITHDRAWAL},
		/* The earliest day is Carnival, on which no CRA has a window: the one before it. */
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-02-11", "2026-02-11", "2026-02-13", DEADLINE_WITHDRAWAL},
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-02-12", "2026-02-12", "2026-02-13", DEADLINE_WITHDRAWAL},
		/* The cause came late: never before the next BANK day. */
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-11-19", "2026-11-16", "2026-11-23", DEADLINE_WITHDRAWAL},
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-02-13", "2026-02-10", "2026-02-18", DEADLINE_WITHDRAWAL},
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-02-13", "2026-02-11", "2026-02-18", DEADLINE_WITHDRAWAL},
		{STATE_WITHDRAW_SENT, CAUSE_PAID, "2026-11-18", "", "2026-11-19", DEADLINE_WITHDRAWAL},
		{STATE_RECALL_ARMED, CAUSE_PAID, "2026-11-18", "", "", DEADLINE_COUNT},
		{STATE_CANCEL_AUTHORISED, CAUSE_PAID, "2026-11-18", "2026-11-02", "2026-11-19", DEADLINE_CANCELLATION},
		{STATE_CANCEL_AUTHORISED, CAUSE_PAID, "2026-11-19", "2026-11-02", "2026-11-23", DEADLINE_CANCELLATION},
		{STATE_CANCEL_REQUESTED, CAUSE_WRONG_DEBTOR, "2026-02-13", "2026-02-02", "2026-02-16",
		 DEADLINE_CANCELLATION},
		{STATE_CANCEL_REFUSED, CAUSE_PAID, "2026-02-13", "2026-02-02", "2026-02-16", DEADLINE_CANCELLATION},
		/* Five STRICT business days after the money was there; the holiday of 20 November counts for none. */
		{STATE_REMOVE_SENT, CAUSE_PAID, "2026-11-09", "", "2026-11-16", DEADLINE_REMOVAL},
		{STATE_REMOVE_SENT, CAUSE_PAID, "2026-11-18", "", "2026-11-26", DEADLINE_REMOVAL},
		{STATE_REMOVE_SENT, CAUSE_AGREED_AND_PAID, "2026-11-14", "", "2026-11-23", DEADLINE_REMOVAL},
		{STATE_UPDATE_SENT, CAUSE_PARTLY_PAID, "2026-11-09", "", "2026-11-16", DEADLINE_REMOVAL},
		{STATE_REMOVE_FAILED, CAUSE_PAID, "2026-11-09", "", "2026-11-16", DEADLINE_REMOVAL},
		/* Carnival is no legal holiday, so no reason to be late. */
		{STATE_REMOVE_SENT, CAUSE_PAID, "2026-02-13", "", "2026-02-20", DEADLINE_REMOVAL},
		/* What is wrong goes by the rule for wrong data. */
		{STATE_REMOVE_SENT, CAUSE_WRONG_DEBTOR, "2026-11-09", "", "2026-11-16", DEADLINE_CORRECTION},
		{STATE_REMOVE_SENT, CAUSE_CREDITOR_ERROR, "2026-11-09", "", "2026-11-16", DEADLINE_CORRECTION},
		{STATE_REMOVE_SENT, CAUSE_DISPUTED, "2026-11-09", "", "2026-11-16", DEADLINE_CORRECTION},
		{STATE_UPDATE_SENT, CAUSE_CORRECTED, "2026-11-09", "", "2026-11-16", DEADLINE_CORRECTION},
		{STATE_REMOVED, CAUSE_PAID, "2026-11-09", "", "", DEADLINE_COUNT},
		{STATE_ACTIVE, CAUSE_PAID, "2026-11-09", "", "", DEADLINE_COUNT},
		{STATE_CLOSED, CAUSE_PAID, "2026-02-13", "2026-02-02", "", DEADLINE_COUNT},
		{STATE_STAYED, CAUSE_PAID, "2026-02-13", "2026-02-02", "", DEADLINE_COUNT},
		{STATE_STAY_REVOKED, CAUSE_PAID, "2026-02-13", "2026-02-02", "", DEADLINE_COUNT},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct deadline_days days = {.due_on = {77}};
		enum deadline deadline = DEADLINE_MONEY;
		char on[DATE_TEXT_BYTES];
		assert_int_equal(removal_due(rows[i].state, rows[i].cause, iso(rows[i].arisen_on),
					     iso(rows[i].protocol_on), &deadline, &days, NULL),
				 OK);
		assert_string_equal(date_iso(days.due_on, on), rows[i].due_on);
		assert_int_equal(deadline, rows[i].deadline);
	}
}

static void without_a_calendar_there_is_no_day(void **state)
{
	static const enum state states[] = {STATE_WITHDRAW_SENT, STATE_CANCEL_AUTHORISED, STATE_CANCEL_REQUESTED,
					    STATE_REMOVE_SENT,   STATE_UPDATE_SENT,       STATE_REMOVE_FAILED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct deadline_days days = {.due_on = {77}};
		enum deadline deadline = DEADLINE_MONEY;
		struct err err;
		assert_int_equal(removal_due(states[i], CAUSE_PAID, iso("2049-12-31"), iso("2049-12-30"), &deadline,
					     &days, &err),
				 ERR_CALENDAR_MISSING);
		assert_int_equal(days.due_on.day, 77);
		assert_int_equal(deadline, DEADLINE_MONEY);
	}
}

static void causes_go_by_their_names(void **state)
{
	static const char *const names[CAUSE_COUNT] = {
		[CAUSE_PAID] = "paid",
		[CAUSE_PAID_UNCLEARED] = "paid_uncleared",
		[CAUSE_PAID_AT_NOTARY] = "paid_at_notary",
		[CAUSE_PARTLY_PAID] = "partly_paid",
		[CAUSE_AGREED_AND_PAID] = "agreed_and_paid",
		[CAUSE_AGREED] = "agreed",
		[CAUSE_AGREEMENT_BROKEN] = "agreement_broken",
		[CAUSE_REVERSED] = "reversed",
		[CAUSE_DISPUTED] = "disputed",
		[CAUSE_COURT_STAY] = "court_stay",
		[CAUSE_STAY_REVOKED] = "stay_revoked",
		[CAUSE_WRONG_DEBTOR] = "wrong_debtor",
		[CAUSE_CREDITOR_ERROR] = "creditor_error",
		[CAUSE_FIVE_YEARS] = "five_years",
		[CAUSE_PLAN_APPROVED] = "plan_approved",
		[CAUSE_DEATH] = "death",
		[CAUSE_OVERINDEBTED] = "overindebted",
		[CAUSE_CORRECTED] = "corrected",
	};
	enum removal_cause cause = CAUSE_PAID;
	(void)state;
	for (enum removal_cause each = 0; each < CAUSE_COUNT; each++) {
		assert_string_equal(removal_cause_name(each), names[each]);
		assert_int_equal(removal_cause_by_name(text_of(names[each]), &cause), OK);
		assert_int_equal(cause, each);
	}
	cause = CAUSE_PARTLY_PAID;
	assert_int_equal(removal_cause_by_name(text_of("forgiven"), &cause), ERR_UNKNOWN);
	assert_int_equal(cause, CAUSE_PARTLY_PAID);
}

static void what_is_owed_still_is_presented_anew(void **state)
{
	static const bool anew[CAUSE_COUNT] = {[CAUSE_PARTLY_PAID] = true, [CAUSE_CORRECTED] = true};
	(void)state;
	for (enum removal_cause cause = 0; cause < CAUSE_COUNT; cause++)
		assert_int_equal(removal_is_update(cause), anew[cause]);
}

static void nothing_comes_back_that_was_taken_back_for_good(void **state)
{
	(void)state;
	static const bool final[CAUSE_COUNT] = {
		[CAUSE_CREDITOR_ERROR] = true, [CAUSE_WRONG_DEBTOR] = true, [CAUSE_FIVE_YEARS] = true,
		[CAUSE_PLAN_APPROVED] = true,  [CAUSE_DEATH] = true,
	};
	for (enum removal_cause cause = 0; cause < CAUSE_COUNT; cause++) {
		assert_int_equal(removal_is_final(cause), final[cause]);
		assert_false(removal_is_final(cause) && removal_is_update(cause));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_removal_has_its_last_day),
		cmocka_unit_test(without_a_calendar_there_is_no_day),
		cmocka_unit_test(causes_go_by_their_names),
		cmocka_unit_test(what_is_owed_still_is_presented_anew),
		cmocka_unit_test(nothing_comes_back_that_was_taken_back_for_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
