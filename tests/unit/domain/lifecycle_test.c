#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/lifecycle.h"

static const struct transition *row_of(enum machine machine, enum state from, enum event event)
{
	const struct transition *row = NULL;
	return lifecycle_step(machine, from, event, &row, NULL) == OK ? row : NULL;
}

/* STATE_COUNT: there is no such row. */
static enum state leads_to(enum machine machine, enum state from, enum event event)
{
	const struct transition *row = row_of(machine, from, event);
	return row != NULL ? row->to : STATE_COUNT;
}

/* The row, which must be there. */
static struct transition step_of(enum state from, enum event event)
{
	const struct transition *row = NULL;
	if (lifecycle_step(MACHINE_LISTING, from, event, &row, NULL) != OK)
		fail_msg("%s does not take %s", state_name(from), event_name(event));
	return row != NULL ? *row : (struct transition){.to = STATE_COUNT};
}

/* Marks what can be reached from `from` without passing through `barred` (STATE_COUNT for no bar). */
static void walk(enum machine machine, enum state from, enum state barred, bool reached[STATE_COUNT])
{
	if (reached[from] || from == barred)
		return;
	reached[from] = true;
	for (enum event event = 0; event < EVENT_COUNT; event++) {
		const struct transition *row = row_of(machine, from, event);
		if (row != NULL)
			walk(machine, row->to, barred, reached);
	}
}

/* The states that a machine knows: those that its first one leads to. */
static void walk_all(enum machine machine, bool reached[STATE_COUNT])
{
	for (enum state at = 0; at < STATE_COUNT; at++)
		reached[at] = false;
	walk(machine, STATE_DRAFT, STATE_COUNT, reached);
}

static void each_state_and_event_is_listed_or_refused(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	size_t taken = 0;
	(void)state;
	for (unsigned pair = 0; pair < MACHINE_COUNT * STATE_COUNT * EVENT_COUNT; pair++) {
		enum machine machine = pair / (STATE_COUNT * EVENT_COUNT);
		enum state from = pair / EVENT_COUNT % STATE_COUNT;
		enum event event = pair % EVENT_COUNT;
		const struct transition *listed = NULL;
		for (size_t i = 0; i < count; i++)
			if (rows[i].machine == machine && rows[i].from == from && rows[i].event == event) {
				assert_null(listed); /* two rows for one pair */
				listed = &rows[i];
			}
		const struct transition *row = &rows[count];
		struct err err;
		enum rc rc = lifecycle_step(machine, from, event, &row, &err);
		assert_int_equal(rc, listed != NULL ? OK : ERR_REFUSED);
		assert_ptr_equal(row, listed != NULL ? listed : &rows[count]);
		taken += listed != NULL;
		if (listed == NULL) {
			assert_non_null(strstr(err.words, state_name(from)));
			assert_non_null(strstr(err.words, event_name(event)));
		}
	}
	assert_int_equal(taken, count);
}

static void a_refusal_says_what_the_state_takes(void **state)
{
	static const struct {
		enum machine machine;
		enum state from;
		const char *words;
	} rows[] = {
		{MACHINE_PROTEST, STATE_CLOSED_PAID, "CLOSED_PAID does not take PASSED; it takes nothing"},
		{MACHINE_PROTEST, STATE_RECALLED, "RECALLED does not take PASSED; it takes REOPENED, REPRESENTED"},
		{MACHINE_PROTEST, STATE_CLOSED, "CLOSED does not take PASSED; it takes REOPENED"},
		{MACHINE_LISTING, STATE_CLOSED,
		 "CLOSED does not take PASSED; it takes REOPENED, NOTICE_RETURNED, LISTED"},
		{MACHINE_LISTING, STATE_PROTESTED, "PROTESTED does not take PASSED; it takes nothing"},
	};
	const struct transition *row;
	struct err err;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(lifecycle_step(rows[i].machine, rows[i].from, EVENT_PASSED, &row, &err), ERR_REFUSED);
		assert_string_equal(err.words, rows[i].words);
	}
	assert_int_equal(lifecycle_step(MACHINE_COUNT, STATE_DRAFT, EVENT_ASSESSED, &row, &err), ERR_REFUSED);
	assert_int_equal(lifecycle_step(MACHINE_PROTEST, STATE_COUNT, EVENT_PASSED, &row, &err), ERR_REFUSED);
	assert_int_equal(lifecycle_step(MACHINE_LISTING, STATE_DRAFT, EVENT_COUNT, &row, &err), ERR_REFUSED);
}

static void every_state_is_reached_from_the_first(void **state)
{
	bool reached[MACHINE_COUNT][STATE_COUNT];
	(void)state;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++)
		walk_all(machine, reached[machine]);
	for (enum state at = 0; at < STATE_COUNT; at++)
		if (!reached[MACHINE_PROTEST][at] && !reached[MACHINE_LISTING][at])
			fail_msg("%s cannot be reached", state_name(at));
	assert_false(reached[MACHINE_LISTING][STATE_PROTESTED]);
	assert_false(reached[MACHINE_PROTEST][STATE_ACTIVE]);
}

static void no_row_begins_where_its_machine_never_comes(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	bool reached[MACHINE_COUNT][STATE_COUNT];
	(void)state;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++)
		walk_all(machine, reached[machine]);
	for (size_t i = 0; i < count; i++)
		if (!reached[rows[i].machine][rows[i].from])
			fail_msg("%s: %s has rows and cannot be reached", machine_name(rows[i].machine),
				 state_name(rows[i].from));
}

static void every_state_has_a_way_to_an_end(void **state)
{
	(void)state;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++) {
		bool own[STATE_COUNT];
		walk_all(machine, own);
		for (enum state from = 0; from < STATE_COUNT; from++) {
			bool reached[STATE_COUNT] = {false};
			bool ends = !own[from];
			walk(machine, from, STATE_COUNT, reached);
			for (enum state at = 0; at < STATE_COUNT; at++)
				ends = ends || (reached[at] && state_phase(at) == PHASE_ended);
			if (!ends)
				fail_msg("%s: %s has no way to an end", machine_name(machine), state_name(from));
		}
	}
}

static void every_event_and_effect_is_used_and_every_row_has_a_source(void **state)
{
	static const char *const sources[MACHINE_COUNT][6] = {
		[MACHINE_PROTEST] = {"LP ", "policy", "REsp ", "CRA ", "Layout "},
		[MACHINE_LISTING] = {"CDC ", "policy", "Súmula ", "PEFIN ", "codes ", "the bureau's "},
	};
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	bool events[EVENT_COUNT] = {false};
	bool effects[EFFECT_COUNT] = {false};
	(void)state;
	for (size_t i = 0; i < count; i++) {
		const char *const *source = sources[rows[i].machine];
		bool sourced = false;
		events[rows[i].event] = true;
		effects[rows[i].effect] = true;
		for (size_t j = 0; j < ARRAY_LEN(sources[0]) && source[j] != NULL; j++)
			sourced = sourced || strncmp(rows[i].rule, source[j], strlen(source[j])) == 0;
		if (!sourced)
			fail_msg("%s on %s: \"%s\" is no source", state_name(rows[i].from), event_name(rows[i].event),
				 rows[i].rule);
	}
	for (enum event event = 0; event < EVENT_COUNT; event++)
		if (!events[event])
			fail_msg("no row takes %s", event_name(event));
	for (enum effect effect = 0; effect < EFFECT_COUNT; effect++)
		if (!effects[effect])
			fail_msg("no row has %s", effect_name(effect));
}

static void what_was_paid_is_never_sent(void **state)
{
	static const enum state paid[] = {STATE_PAID_NOTARY, STATE_CLOSED_PAID};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paid); i++) {
		bool reached[STATE_COUNT] = {false};
		walk(MACHINE_PROTEST, paid[i], STATE_COUNT, reached);
		assert_false(reached[STATE_READY] || reached[STATE_QUEUED] || reached[STATE_SENT]);
	}
}

static void a_payment_sends_nothing_but_removals(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct transition *row = &rows[i];
		if (row->event != EVENT_CAUSE_AROSE)
			continue;
		assert_int_not_equal(row->effect, EFFECT_ASK_INCLUDE);
		assert_int_not_equal(row->effect, EFFECT_ASK_UPDATE);
		assert_true(row->to != STATE_READY && row->to != STATE_QUEUED && row->to != STATE_CHECKING);
		if (state_phase(row->from) == PHASE_ours && row->to != STATE_RECALL_ARMED)
			assert_int_equal(state_phase(row->to), PHASE_ended);
	}
}

static void what_is_live_takes_a_payment_an_error_and_a_part_payment(void **state)
{
	static const enum event events[] = {EVENT_CAUSE_AROSE, EVENT_ERROR_FOUND, EVENT_BALANCE_CHANGED};
	(void)state;
	for (enum machine machine = 0; machine < MACHINE_COUNT; machine++) {
		bool own[STATE_COUNT];
		walk_all(machine, own);
		for (enum state from = 0; from < STATE_COUNT; from++)
			for (size_t i = 0; i < ARRAY_LEN(events) && own[from] && state_phase(from) != PHASE_ended; i++)
				if (row_of(machine, from, events[i]) == NULL)
					fail_msg("%s: %s does not take %s", machine_name(machine), state_name(from),
						 event_name(events[i]));
	}
}

static bool asks(enum effect effect)
{
	return effect == EFFECT_ASK_INCLUDE || effect == EFFECT_ASK_WITHDRAW || effect == EFFECT_ASK_CANCEL ||
	       effect == EFFECT_ASK_AUTHORISE || effect == EFFECT_ASK_REMOVE || effect == EFFECT_ASK_UPDATE;
}

/* What a machine asks for is of its own counterparty. */
static void a_machine_asks_its_own_counterparty(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		bool of_bureau = rows[i].effect == EFFECT_ASK_REMOVE || rows[i].effect == EFFECT_ASK_UPDATE;
		if (asks(rows[i].effect) && rows[i].effect != EFFECT_ASK_INCLUDE)
			assert_int_equal(of_bureau, rows[i].machine == MACHINE_LISTING);
	}
	assert_int_equal(machine_of_channel("protest"), MACHINE_PROTEST);
	assert_int_equal(machine_of_channel("serasa"), MACHINE_LISTING);
	assert_int_equal(machine_of_channel("spc"), MACHINE_LISTING);
}

/* What only the notary or the judge can have said. */
static bool is_told(enum event event)
{
	return event == EVENT_STAY_MADE_FINAL || event == EVENT_PROTEST_DRAWN || event == EVENT_PAID_AT_NOTARY ||
	       event == EVENT_WITHDRAWAL_DONE || event == EVENT_IRREGULAR || event == EVENT_CANCELLATION_DONE ||
	       event == EVENT_COURT_STAY || event == EVENT_STAY_REVOKED;
}

static void nothing_leaves_a_judges_stay_by_command(void **state)
{
	static const enum state frozen[] = {STATE_STAYED, STATE_STAY_REVOKED, STATE_EFFECTS_SUSPENDED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(frozen); i++)
		for (enum event event = 0; event < EVENT_COUNT; event++) {
			const struct transition *row = row_of(MACHINE_PROTEST, frozen[i], event);
			if (row == NULL)
				continue;
			assert_false(asks(row->effect));
			if (row->to != frozen[i])
				assert_true(is_told(event));
		}
}

/* A revocation opens the last day before the protest: what comes next is the notary's (LP art. 17 par. 2). */
static void a_revoked_stay_leads_to_the_protest_or_a_payment_with_leave(void **state)
{
	static const enum state next[] = {STATE_PROTESTED, STATE_PAID_NOTARY, STATE_WITHDRAWN,
					  STATE_STAYED,    STATE_STAY_FINAL,  STATE_RETURNED};
	(void)state;
	assert_int_equal(leads_to(MACHINE_PROTEST, STATE_STAYED, EVENT_STAY_REVOKED), STATE_STAY_REVOKED);
	for (enum event event = 0; event < EVENT_COUNT; event++) {
		const struct transition *row = row_of(MACHINE_PROTEST, STATE_STAY_REVOKED, event);
		bool known = row == NULL || row->to == STATE_STAY_REVOKED;
		for (size_t i = 0; !known && i < ARRAY_LEN(next); i++)
			known = row->to == next[i];
		assert_true(known);
	}
}

/* Before the protest no protest comes of it but by the notary's own word; after it the protest stands. */
static void a_negotiation_goes_on_only_when_somebody_tells(void **state)
{
	static const struct {
		enum state from;
		enum event event;
		enum state to;
	} rows[] = {
		{STATE_SENT, EVENT_NEGOTIATION_STARTED, STATE_NEGOTIATING},
		{STATE_NEGOTIATING, EVENT_NEGOTIATION_CONVERTED, STATE_SENT},
		{STATE_NEGOTIATING, EVENT_PROTOCOL, STATE_PROTOCOLLED},
		{STATE_NEGOTIATING, EVENT_NEGOTIATION_ENDED, STATE_RETURNED},
		{STATE_NEGOTIATING, EVENT_PAID_AT_NOTARY, STATE_PAID_NOTARY},
		{STATE_NEGOTIATING, EVENT_WITHDRAWAL_DONE, STATE_WITHDRAWN},
		{STATE_NEGOTIATING, EVENT_CAUSE_AROSE, STATE_RECALL_ARMED},
		{STATE_RECALL_ARMED, EVENT_NEGOTIATION_ENDED, STATE_CLOSED},
		{STATE_PROTESTED, EVENT_NEGOTIATION_STARTED, STATE_NEGOTIATING_AFTER},
		{STATE_NEGOTIATING_AFTER, EVENT_NEGOTIATION_ENDED, STATE_PROTESTED},
		{STATE_NEGOTIATING_AFTER, EVENT_CAUSE_AROSE, STATE_CANCEL_AUTHORISED},
		{STATE_NEGOTIATING_AFTER, EVENT_COURT_STAY, STATE_EFFECTS_SUSPENDED},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(leads_to(MACHINE_PROTEST, rows[i].from, rows[i].event), rows[i].to);
	}
	/* Nobody negotiates what is nowhere, and nobody twice. */
	static const enum state not_from[] = {STATE_READY,
					      STATE_QUEUED,
					      STATE_NOTIFIED,
					      STATE_NEGOTIATING,
					      STATE_NEGOTIATING_AFTER,
					      STATE_CANCEL_AUTHORISED};
	for (size_t i = 0; i < ARRAY_LEN(not_from); i++)
		assert_null(row_of(MACHINE_PROTEST, not_from[i], EVENT_NEGOTIATION_STARTED));
}

static void every_title_at_the_notary_takes_a_court_order(void **state)
{
	static const enum state beyond[] = {STATE_PAID_NOTARY, STATE_WITHDRAWN, STATE_RETURNED, STATE_STAY_FINAL,
					    STATE_CANCELLED};
	bool own[STATE_COUNT];
	(void)state;
	walk_all(MACHINE_PROTEST, own);
	for (enum state from = 0; from < STATE_COUNT; from++) {
		bool past = !own[from];
		for (size_t i = 0; i < ARRAY_LEN(beyond); i++)
			past = past || from == beyond[i];
		if (state_phase(from) == PHASE_sent && !past && row_of(MACHINE_PROTEST, from, EVENT_COURT_STAY) == NULL)
			fail_msg("%s does not take COURT_STAY", state_name(from));
	}
}

/* From each of `from` no end is reached but through `through`. */
static void expect_end_only_through(enum machine machine, const enum state *from, size_t count, enum state through)
{
	for (size_t i = 0; i < count; i++) {
		bool reached[STATE_COUNT] = {false};
		walk(machine, from[i], through, reached);
		for (enum state at = 0; at < STATE_COUNT; at++)
			if (reached[at] && state_phase(at) == PHASE_ended)
				fail_msg("%s comes to %s without %s", state_name(from[i]), state_name(at),
					 state_name(through));
	}
}

static void what_is_protested_closes_only_after_its_cancellation(void **state)
{
	static const enum state protested[] = {STATE_PROTESTED,         STATE_NEGOTIATING_AFTER,
					       STATE_EFFECTS_SUSPENDED, STATE_CANCEL_AUTHORISED,
					       STATE_CANCEL_REQUESTED,  STATE_CANCEL_REFUSED};
	(void)state;
	expect_end_only_through(MACHINE_PROTEST, protested, ARRAY_LEN(protested), STATE_CANCELLED);
}

static const enum state under_removal[] = {STATE_UPDATE_SENT, STATE_REMOVE_SENT, STATE_REMOVE_FAILED};
static const enum state in_the_base[] = {STATE_NOTICE_PENDING, STATE_NOTICE_FAILED, STATE_ACTIVE};

static void what_is_in_the_base_ends_only_when_it_is_removed(void **state)
{
	(void)state;
	expect_end_only_through(MACHINE_LISTING, in_the_base, ARRAY_LEN(in_the_base), STATE_REMOVED);
	expect_end_only_through(MACHINE_LISTING, under_removal, ARRAY_LEN(under_removal), STATE_REMOVED);
}

/* Where a cause of removal leads: out before anything left, to a removal, or to one that waits for the inclusion. */
static void a_cause_leads_to_the_removal_from_every_live_record(void **state)
{
	static const enum event causes[] = {EVENT_CAUSE_AROSE, EVENT_ERROR_FOUND};
	bool own[STATE_COUNT];
	(void)state;
	walk_all(MACHINE_LISTING, own);
	for (unsigned pair = 0; pair < STATE_COUNT * ARRAY_LEN(causes); pair++) {
		enum state from = pair % STATE_COUNT;
		if (!own[from] || state_phase(from) == PHASE_ended)
			continue;
		struct transition row = step_of(from, causes[pair / STATE_COUNT]);
		bool left = state_phase(from) == PHASE_sent || from == STATE_QUEUED;
		bool taken_back = row.to == STATE_RECALL_ARMED || row.to == STATE_REMOVE_SENT ||
				  row.to == STATE_REMOVE_FAILED || row.to == STATE_REMOVED;
		if (left && !taken_back && from != STATE_REJECTED)
			fail_msg("%s goes on to %s", state_name(from), state_name(row.to));
		if (!left || from == STATE_REJECTED)
			assert_int_equal(state_phase(row.to), PHASE_ended);
	}
	for (size_t i = 0; i < ARRAY_LEN(in_the_base); i++)
		for (size_t j = 0; j < ARRAY_LEN(causes); j++) {
			assert_int_equal(step_of(in_the_base[i], causes[j]).to, STATE_REMOVE_SENT);
			assert_int_equal(step_of(in_the_base[i], causes[j]).effect, EFFECT_ASK_REMOVE);
		}
}

static void what_waits_for_its_inclusion_is_removed_when_it_comes_or_stays_out(void **state)
{
	static const enum event events[] = {EVENT_LISTED, EVENT_ANSWER_OVERDUE};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		struct transition row = step_of(STATE_RECALL_ARMED, events[i]);
		assert_int_equal(row.to, STATE_REMOVE_SENT);
		assert_int_equal(row.effect, EFFECT_ASK_REMOVE);
	}
}

static void silence_after_a_removal_is_for_a_person(void **state)
{
	static const enum state asked[] = {STATE_UPDATE_SENT, STATE_REMOVE_SENT};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		struct transition row = step_of(asked[i], EVENT_ANSWER_OVERDUE);
		assert_int_equal(row.to, STATE_REMOVE_FAILED);
		assert_int_equal(row.effect, EFFECT_TELL_PERSON);
		assert_int_equal(step_of(asked[i], EVENT_COMMAND_REFUSED).to, STATE_REMOVE_FAILED);
	}
	assert_int_equal(step_of(STATE_REMOVE_FAILED, EVENT_CORRECTED).effect, EFFECT_ASK_REMOVE);
}

/* What was taken back, or is being, comes up again only after new checks, and so with a new notice. */
static void nothing_is_shown_again_without_new_checks(void **state)
{
	static const enum state gone[] = {STATE_RECALL_ARMED, STATE_UPDATE_SENT, STATE_REMOVE_SENT, STATE_REMOVE_FAILED,
					  STATE_REMOVED,      STATE_RECALLED,    STATE_CLOSED,      STATE_REFUSED};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(gone); i++) {
		bool reached[STATE_COUNT] = {false};
		walk(MACHINE_LISTING, gone[i], STATE_CHECKING, reached);
		for (size_t j = 0; j < ARRAY_LEN(in_the_base); j++)
			if (reached[in_the_base[j]])
				fail_msg("%s comes back to %s", state_name(gone[i]), state_name(in_the_base[j]));
		assert_false(reached[STATE_READY] || reached[STATE_QUEUED] || reached[STATE_SENT]);
	}
}

/* CDC art. 43 par. 2; a record that is shown has an end in sight. */
static void a_record_is_shown_only_after_the_notice_term(void **state)
{
	size_t count;
	const struct transition *rows = lifecycle_rows(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].to == STATE_ACTIVE && rows[i].from != STATE_ACTIVE) {
			assert_int_equal(rows[i].from, STATE_NOTICE_PENDING);
			assert_int_equal(rows[i].event, EVENT_NOTICE_OVER);
			assert_int_equal(rows[i].effect, EFFECT_CLOCK_EXPIRY);
		}
		if (rows[i].to == STATE_NOTICE_PENDING && rows[i].from != STATE_NOTICE_PENDING)
			assert_int_equal(rows[i].effect, EFFECT_CLOCK_NOTICE);
	}
	assert_int_equal(step_of(STATE_ACTIVE, EVENT_EXPIRY_DUE).effect, EFFECT_ASK_REMOVE);
	assert_int_equal(step_of(STATE_NOTICE_FAILED, EVENT_EXPIRY_DUE).effect, EFFECT_ASK_REMOVE);
}

static void what_left_is_never_taken_for_lost(void **state)
{
	(void)state;
	/* No answer in time changes nothing but a person's day. */
	struct transition row = step_of(STATE_SENT, EVENT_ANSWER_OVERDUE);
	assert_int_equal(row.to, STATE_SENT);
	assert_int_equal(row.effect, EFFECT_TELL_PERSON);
	/* A late inclusion is taken back, whatever was thought of it. */
	static const enum state over[] = {STATE_REMOVED, STATE_CLOSED, STATE_RECALL_ARMED};
	for (size_t i = 0; i < ARRAY_LEN(over); i++)
		assert_int_equal(step_of(over[i], EVENT_LISTED).effect, EFFECT_ASK_REMOVE);
}

static void nothing_leaves_but_through_the_checks(void **state)
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
			if (row_of(MACHINE_PROTEST, early[s], events[i]) == NULL)
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
	assert_string_equal(machine_name(MACHINE_PROTEST), "protest");
	assert_string_equal(machine_name(MACHINE_LISTING), "listing");
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
		cmocka_unit_test(no_row_begins_where_its_machine_never_comes),
		cmocka_unit_test(every_state_has_a_way_to_an_end),
		cmocka_unit_test(every_event_and_effect_is_used_and_every_row_has_a_source),
		cmocka_unit_test(what_was_paid_is_never_sent),
		cmocka_unit_test(a_payment_sends_nothing_but_removals),
		cmocka_unit_test(what_is_live_takes_a_payment_an_error_and_a_part_payment),
		cmocka_unit_test(a_machine_asks_its_own_counterparty),
		cmocka_unit_test(nothing_leaves_a_judges_stay_by_command),
		cmocka_unit_test(a_revoked_stay_leads_to_the_protest_or_a_payment_with_leave),
		cmocka_unit_test(a_negotiation_goes_on_only_when_somebody_tells),
		cmocka_unit_test(every_title_at_the_notary_takes_a_court_order),
		cmocka_unit_test(what_is_protested_closes_only_after_its_cancellation),
		cmocka_unit_test(what_is_in_the_base_ends_only_when_it_is_removed),
		cmocka_unit_test(a_cause_leads_to_the_removal_from_every_live_record),
		cmocka_unit_test(what_waits_for_its_inclusion_is_removed_when_it_comes_or_stays_out),
		cmocka_unit_test(silence_after_a_removal_is_for_a_person),
		cmocka_unit_test(nothing_is_shown_again_without_new_checks),
		cmocka_unit_test(a_record_is_shown_only_after_the_notice_term),
		cmocka_unit_test(what_left_is_never_taken_for_lost),
		cmocka_unit_test(nothing_leaves_but_through_the_checks),
		cmocka_unit_test(what_the_notary_tells_early_is_not_lost),
		cmocka_unit_test(names_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
