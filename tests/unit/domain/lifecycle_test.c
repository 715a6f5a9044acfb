#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/lifecycle.h"

static const struct transition *row_of(enum state from, enum event event)
{
	const struct transition *row = NULL;
	return lifecycle_step(from, event, &row, NULL) == OK ? row : NULL;
}

/* Marks what can be reached from `from` without passing through `barred` (STATE_COUNT for no bar). */
static void walk(enum state from, enum state barred, bool reached[STATE_COUNT])
{
	if (reached[from] || from == barred)
		return;
	reached[from] = true;
	for (enum event event = 0; event < EVENT_COUNT; event++) {
		const struct transition *row = row_of(from, event);
		if (row != NULL)
			walk(row->to, barred, reached);
	}
}

static void each_state_and_event_is_listed_or_refused(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	size_t taken = 0;
	(void)state;
	for (enum state from = 0; from < STATE_COUNT; from++)
		for (enum event event = 0; event < EVENT_COUNT; event++) {
			const struct transition *listed = NULL;
			for (size_t i = 0; i < count; i++)
				if (rows[i].from == from && rows[i].event == event) {
					assert_null(listed); /* two rows for one pair */
					listed = &rows[i];
				}
			const struct transition *row = &rows[count];
			struct err err;
			enum rc rc = lifecycle_step(from, event, &row, &err);
			assert_int_equal(rc, listed != NULL ? OK : ERR_REFUSED);
			if (listed != NULL) {
				assert_ptr_equal(row, listed);
				taken++;
			} else {
				assert_ptr_equal(row, &rows[count]);
				assert_non_null(strstr(err.words, state_name(from)));
				assert_non_null(strstr(err.words, event_name(event)));
			}
		}
	assert_int_equal(taken, count);
}

static void a_refusal_says_what_the_state_takes(void **state)
{
	const struct transition *row;
	struct err err;
	(void)state;
	assert_int_equal(lifecycle_step(STATE_CLOSED_PAID, EVENT_PASSED, &row, &err), ERR_REFUSED);
	assert_string_equal(err.words, "CLOSED_PAID does not take PASSED; it takes nothing");
	assert_int_equal(lifecycle_step(STATE_RECALLED, EVENT_PASSED, &row, &err), ERR_REFUSED);
	assert_string_equal(err.words, "RECALLED does not take PASSED; it takes REOPENED, REPRESENTED");
	assert_int_equal(lifecycle_step(STATE_COUNT, EVENT_PASSED, &row, &err), ERR_REFUSED);
	assert_int_equal(lifecycle_step(STATE_DRAFT, EVENT_COUNT, &row, &err), ERR_REFUSED);
}

static void every_state_is_reached_from_the_first(void **state)
{
	bool reached[STATE_COUNT] = {false};
	(void)state;
	walk(STATE_DRAFT, STATE_COUNT, reached);
	for (enum state at = 0; at < STATE_COUNT; at++)
		if (!reached[at])
			fail_msg("%s cannot be reached", state_name(at));
}

static void every_state_has_a_way_to_an_end(void **state)
{
	(void)state;
	for (enum state from = 0; from < STATE_COUNT; from++) {
		bool reached[STATE_COUNT] = {false};
		bool ends = false;
		walk(from, STATE_COUNT, reached);
		for (enum state at = 0; at < STATE_COUNT; at++)
			ends = ends || (reached[at] && state_phase(at) == PHASE_ended);
		if (!ends)
			fail_msg("%s has no way to an end", state_name(from));
	}
}

static void every_event_and_effect_is_used(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	bool events[EVENT_COUNT] = {false};
	bool effects[EFFECT_COUNT] = {false};
	(void)state;
	for (size_t i = 0; i < count; i++) {
		events[rows[i].event] = true;
		effects[rows[i].effect] = true;
		assert_true(strncmp(rows[i].rule, "LP ", 3) == 0 || strncmp(rows[i].rule, "policy", 6) == 0 ||
			    strncmp(rows[i].rule, "REsp ", 5) == 0 || strncmp(rows[i].rule, "CRA ", 4) == 0 ||
			    strncmp(rows[i].rule, "Layout ", 7) == 0);
	}
	for (enum event event = 0; event < EVENT_COUNT; event++)
		if (!events[event])
			fail_msg("no row takes %s", event_name(event));
	for (enum effect effect = 0; effect < EFFECT_COUNT; effect++)
		assert_true(effects[effect]);
}

static void what_was_paid_is_never_sent(void **state)
{
	static const enum state paid[] = {STATE_PAID_NOTARY, STATE_CLOSED_PAID};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paid); i++) {
		bool reached[STATE_COUNT] = {false};
		walk(paid[i], STATE_COUNT, reached);
		assert_false(reached[STATE_READY] || reached[STATE_QUEUED] || reached[STATE_SENT]);
	}
}

static void a_payment_sends_nothing_but_removals(void **state)
{
	(void)state;
	for (enum state from = 0; from < STATE_COUNT; from++) {
		const struct transition *row = row_of(from, EVENT_CAUSE_AROSE);
		if (row == NULL)
			continue;
		assert_int_not_equal(row->effect, EFFECT_ASK_INCLUDE);
		assert_true(row->to != STATE_READY && row->to != STATE_QUEUED && row->to != STATE_CHECKING);
		if (state_phase(from) == PHASE_ours && row->to != STATE_RECALL_ARMED)
			assert_int_equal(state_phase(row->to), PHASE_ended);
	}
}

static void a_live_title_takes_a_payment_an_error_and_a_part_payment(void **state)
{
	static const enum event events[] = {EVENT_CAUSE_AROSE, EVENT_ERROR_FOUND, EVENT_BALANCE_CHANGED};
	(void)state;
	for (enum state from = 0; from < STATE_COUNT; from++)
		for (size_t i = 0; i < ARRAY_LEN(events) && state_phase(from) != PHASE_ended; i++)
			if (row_of(from, events[i]) == NULL)
				fail_msg("%s does not take %s", state_name(from), event_name(events[i]));
}

static bool asks(enum effect effect)
{
	return effect == EFFECT_ASK_INCLUDE || effect == EFFECT_ASK_WITHDRAW || effect == EFFECT_ASK_CANCEL ||
	       effect == EFFECT_ASK_AUTHORISE;
}

/* What only the notary or the judge can have said. */
static bool is_told(enum event event)
{
	return event == EVENT_STAY_MADE_FINAL || event == EVENT_PROTEST_DRAWN || event == EVENT_PAID_AT_NOTARY ||
	       event == EVENT_WITHDRAWAL_DONE || event == EVENT_IRREGULAR || event == EVENT_CANCELLATION_DONE;
}

static void nothing_leaves_a_judges_stay_by_command(void **state)
{
	static const enum state frozen[] = {STATE_STAYED, STATE_EFFECTS_SUSPENDED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(frozen); i++)
		for (enum event event = 0; event < EVENT_COUNT; event++) {
			const struct transition *row = row_of(frozen[i], event);
			if (row == NULL)
				continue;
			assert_false(asks(row->effect));
			if (row->to != frozen[i])
				assert_true(is_told(event));
		}
}

static void every_title_at_the_notary_takes_a_court_order(void **state)
{
	static const enum state beyond[] = {STATE_PAID_NOTARY, STATE_WITHDRAWN, STATE_RETURNED, STATE_STAY_FINAL,
					    STATE_CANCELLED};
	(void)state;
	for (enum state from = 0; from < STATE_COUNT; from++) {
		bool past = false;
		for (size_t i = 0; i < ARRAY_LEN(beyond); i++)
			past = past || from == beyond[i];
		if (state_phase(from) == PHASE_sent && !past && row_of(from, EVENT_COURT_STAY) == NULL)
			fail_msg("%s does not take COURT_STAY", state_name(from));
	}
}

static void what_is_protested_closes_only_after_its_cancellation(void **state)
{
	static const enum state protested[] = {STATE_PROTESTED, STATE_EFFECTS_SUSPENDED, STATE_CANCEL_AUTHORISED,
					       STATE_CANCEL_REQUESTED, STATE_CANCEL_REFUSED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(protested); i++) {
		bool reached[STATE_COUNT] = {false};
		walk(protested[i], STATE_CANCELLED, reached);
		for (enum state at = 0; at < STATE_COUNT; at++)
			assert_false(reached[at] && state_phase(at) == PHASE_ended);
	}
}

static void a_title_leaves_only_through_the_checks(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].effect == EFFECT_ASK_INCLUDE)
			assert_true(rows[i].from == STATE_CHECKING && rows[i].event == EVENT_PASSED);
		if (rows[i].to == STATE_QUEUED && rows[i].from != STATE_QUEUED)
			assert_int_equal(rows[i].from, STATE_READY);
	}
}

static void what_the_notary_tells_early_is_not_lost(void **state)
{
	static const enum event events[] = {EVENT_PROTOCOL,       EVENT_IRREGULAR,       EVENT_NOTICE_STARTED,
					    EVENT_NOTICE_DONE,    EVENT_PAYMENT_PENDING, EVENT_PAID_AT_NOTARY,
					    EVENT_PROTEST_DRAWN,  EVENT_WITHDRAWAL_DONE, EVENT_COURT_STAY,
					    EVENT_STAY_MADE_FINAL};
	static const enum state early[] = {STATE_SENT, STATE_RECALL_ARMED};
	(void)state;
	for (size_t s = 0; s < ARRAY_LEN(early); s++)
		for (size_t i = 0; i < ARRAY_LEN(events); i++)
			if (row_of(early[s], events[i]) == NULL)
				fail_msg("%s does not take %s", state_name(early[s]), event_name(events[i]));
}

static void names_read_back(void **state)
{
	(void)state;
	for (enum state at = 0; at < STATE_COUNT; at++) {
		enum state back = STATE_COUNT;
		assert_int_equal(state_by_name(text_of(state_name(at)), &back), OK);
		assert_int_equal(back, at);
		assert_true(state_meaning(at)[0] != '\0');
		assert_non_null(phase_name(state_phase(at)));
	}
	for (enum event event = 0; event < EVENT_COUNT; event++) {
		enum event back = EVENT_COUNT;
		assert_non_null(event_name(event));
		assert_int_equal(event_by_name(text_of(event_name(event)), &back), OK);
		assert_int_equal(back, event);
	}
	for (enum effect effect = 0; effect < EFFECT_COUNT; effect++)
		assert_non_null(effect_name(effect));
	enum state at = STATE_SENT;
	enum event event = EVENT_PASSED;
	assert_int_equal(state_by_name(text_of("sent"), &at), ERR_UNKNOWN);
	assert_int_equal(event_by_name(text_of(""), &event), ERR_UNKNOWN);
	assert_int_equal(at, STATE_SENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_and_event_is_listed_or_refused),
		cmocka_unit_test(a_refusal_says_what_the_state_takes),
		cmocka_unit_test(every_state_is_reached_from_the_first),
		cmocka_unit_test(every_state_has_a_way_to_an_end),
		cmocka_unit_test(every_event_and_effect_is_used),
		cmocka_unit_test(what_was_paid_is_never_sent),
		cmocka_unit_test(a_payment_sends_nothing_but_removals),
		cmocka_unit_test(a_live_title_takes_a_payment_an_error_and_a_part_payment),
		cmocka_unit_test(nothing_leaves_a_judges_stay_by_command),
		cmocka_unit_test(every_title_at_the_notary_takes_a_court_order),
		cmocka_unit_test(what_is_protested_closes_only_after_its_cancellation),
		cmocka_unit_test(a_title_leaves_only_through_the_checks),
		cmocka_unit_test(what_the_notary_tells_early_is_not_lost),
		cmocka_unit_test(names_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
