/* The removal matrix, cell by cell: each is a test of its own, written a second time from the law's table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/remedy.h"

/* before, sent, in the three days, protested, notice pending, shown */
static const struct {
	const char *cause;
	const char *remedies[SITUATION_COUNT];
} wanted[] = {
	{"paid", {"close", "recall", "withdraw", "consent", "remove", "remove"}},
	{"paid_uncleared", {"hold", "recall", "withdraw", "wait", "wait", "wait"}},
	{"paid_at_notary", {"close", "recall", "notary", "person", "remove", "remove"}},
	{"partly_paid", {"renew", "renew", "renew", "keep", "renew", "renew"}},
	{"agreed_and_paid", {"close", "recall", "withdraw", "consent", "remove", "remove"}},
	{"agreed", {"hold", "person", "person", "keep", "person", "keep"}},
	{"agreement_broken", {"reassess", "impossible", "impossible", "keep", "keep", "keep"}},
	{"reversed", {"reassess", "keep", "keep", "person", "keep", "keep"}},
	{"disputed", {"hold", "recall", "person", "person", "remove", "person"}},
	{"court_stay", {"hold", "person", "stay", "stay", "remove", "remove"}},
	{"stay_revoked", {"reassess", "keep", "person", "person", "keep", "keep"}},
	{"wrong_debtor", {"close", "recall", "withdraw", "ask_cancel", "remove", "remove"}},
	{"creditor_error", {"close", "recall", "withdraw", "ask_cancel", "remove", "remove"}},
	{"five_years", {"close", "recall", "withdraw", "person", "remove", "remove"}},
	{"plan_approved", {"close", "recall", "withdraw", "person", "remove", "remove"}},
	{"death", {"close", "recall", "withdraw", "person", "remove", "remove"}},
	{"overindebted", {"hold", "person", "person", "person", "person", "person"}},
};

/* Where an escalation stands after a remedy; "" for where it stood. */
static const struct {
	const char *remedy;
	const char *states;
} ends[] = {
	{"close", " CLOSED RECALLED "},
	{"hold", " HELD RETURNED REJECTED "},
	{"recall", " RECALL_ARMED "},
	{"withdraw", " WITHDRAW_SENT STAYED STAY_REVOKED "},
	{"consent", " CANCEL_AUTHORISED EFFECTS_SUSPENDED "},
	{"ask_cancel", " CANCEL_REQUESTED EFFECTS_SUSPENDED "},
	{"remove", " REMOVE_SENT "},
	{"renew",
	 " DRAFT CHECKING RECALL_ARMED WITHDRAW_SENT UPDATE_SENT PAY_PENDING STAYED STAY_REVOKED RETURNED REJECTED "},
	{"reassess", " CHECKING "},
	{"stay", " STAYED EFFECTS_SUSPENDED "},
};

struct cell {
	enum removal_cause cause;
	enum situation situation;
	const char *remedy;
};

static const char *states_after(const char *remedy)
{
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (strcmp(ends[i].remedy, remedy) == 0)
			return ends[i].states;
	return NULL;
}

/* Is the state met in this situation by an escalation of the machine? */
static bool is_met(enum machine machine, enum state state, enum situation situation)
{
	const struct transition *row = NULL;
	if (situation_of(state) != situation)
		return false;
	for (enum event event = 0; event < EVENT_COUNT; event++)
		if (lifecycle_step(machine, state, event, &row, NULL) == OK)
			return true;
	return false;
}

static void a_cell(void **state)
{
	const struct cell *cell = *state;
	const struct remedy_cell *found = remedy_of(cell->cause, cell->situation);
	assert_string_equal(remedy_name(found->remedy), cell->remedy);
	assert_int_equal(found->cause, cell->cause);
	assert_int_equal(found->situation, cell->situation);
	if (strcmp(cell->remedy, "impossible") != 0)
		assert_true(strlen(found->basis) > 3);
	const char *after = states_after(cell->remedy);
	int stepped = 0;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++)
		for (enum state from = 0; from < STATE_COUNT; from++) {
			const struct transition *row = NULL;
			if (!is_met(machine, from, cell->situation))
				continue;
			enum event event = remedy_event(found->remedy, from);
			if (after == NULL) {
				assert_int_equal(event, EVENT_COUNT);
				continue;
			}
			if (lifecycle_step(machine, from, event, &row, NULL) != OK)
				continue;
			char name[40];
			(void)snprintf(name, sizeof(name), " %s ", state_name(row->to));
			if (strstr(after, name) == NULL)
				fail_msg("%s in %s: from %s to %s", cell->remedy, situation_name(cell->situation),
					 state_name(from), state_name(row->to));
			stepped++;
		}
	assert_true(after == NULL || stepped > 0);
}

/* What is being taken back already: a judge's order stops it at a notary, and is asked for again nowhere else. */
static void a_judge_stops_what_is_being_taken_back(void **state)
{
	(void)state;
	assert_int_equal(remedy_event_under_way(CAUSE_COURT_STAY, MACHINE_PROTEST), EVENT_COURT_STAY);
	assert_int_equal(remedy_event_under_way(CAUSE_COURT_STAY, MACHINE_LISTING), EVENT_CAUSE_AROSE);
	assert_int_equal(remedy_event_under_way(CAUSE_STAY_REVOKED, MACHINE_PROTEST), EVENT_COUNT);
}

/* Removal is never left to chance: whoever is paid, wrong or out of time has a way out of every state at a
 * counterparty. */
static void every_state_takes_the_event_of_a_payment(void **state)
{
	(void)state;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++)
		for (enum state from = 0; from < STATE_COUNT; from++)
			for (enum situation at = SITUATION_BEFORE; at < SITUATION_COUNT; at++) {
				const struct transition *row = NULL;
				if (!is_met(machine, from, at))
					continue;
				enum event event = remedy_event(remedy_of(CAUSE_PAID, at)->remedy, from);
				assert_int_equal(lifecycle_step(machine, from, event, &row, NULL), OK);
				event = remedy_event(remedy_of(CAUSE_CREDITOR_ERROR, at)->remedy, from);
				assert_int_equal(lifecycle_step(machine, from, event, &row, NULL), OK);
			}
}

/* A payment that comes back raises what is owed: what waits to leave was decided for less. */
static void what_is_ready_is_checked_anew(void **state)
{
	static const enum removal_cause causes[] = {CAUSE_REVERSED, CAUSE_AGREEMENT_BROKEN, CAUSE_STAY_REVOKED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(causes); i++)
		for (enum machine machine = 0; machine < MACHINE_COUNT; machine++) {
			const struct transition *row = NULL;
			enum event event = remedy_event(remedy_of(causes[i], SITUATION_BEFORE)->remedy, STATE_READY);
			assert_int_equal(lifecycle_step(machine, STATE_READY, event, &row, NULL), OK);
			assert_int_equal(row->to, STATE_CHECKING);
			assert_int_equal(row->effect, EFFECT_DROP_INCLUDE);
		}
}

static void a_cause_has_one_name(void **state)
{
	(void)state;
	for (enum removal_cause cause = 0; cause < CAUSE_COUNT; cause++) {
		enum removal_cause found = CAUSE_COUNT;
		assert_int_equal(removal_cause_by_name(text_of(removal_cause_name(cause)), &found), OK);
		assert_int_equal(found, cause);
	}
}

int main(void)
{
	static struct cell cells[CAUSE_OF_THE_MATRIX * SITUATION_COUNT];
	static char names[CAUSE_OF_THE_MATRIX * SITUATION_COUNT][80];
	static struct CMUnitTest tests[CAUSE_OF_THE_MATRIX * SITUATION_COUNT];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(every_state_takes_the_event_of_a_payment),
		cmocka_unit_test(what_is_ready_is_checked_anew),
		cmocka_unit_test(a_judge_stops_what_is_being_taken_back),
		cmocka_unit_test(a_cause_has_one_name),
	};
	size_t count = 0;
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		for (enum situation at = 0; at < SITUATION_COUNT; at++) {
			cells[count] = (struct cell){.situation = at, .remedy = wanted[i].remedies[at]};
			if (removal_cause_by_name(text_of(wanted[i].cause), &cells[count].cause) != OK)
				return 1;
			(void)snprintf(names[count], sizeof(names[count]), "%s_when_%s_asks_for_%s", wanted[i].cause,
				       situation_name(at), wanted[i].remedies[at]);
			tests[count] = (struct CMUnitTest){
				.name = names[count], .test_func = a_cell, .initial_state = &cells[count]};
			count++;
		}
	int failed = cmocka_run_group_tests_name("removal matrix", tests, NULL, NULL);
	(void)printf("removal matrix: %zu of %d cells\n", count - (size_t)failed,
		     (int)CAUSE_OF_THE_MATRIX * (int)SITUATION_COUNT);
	return failed + cmocka_run_group_tests(others, NULL, NULL);
}
