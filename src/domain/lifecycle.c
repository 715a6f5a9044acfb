#include "domain/lifecycle.h"

#include <stdio.h>
#include <string.h>

/* Every list below comes from the .def files; ROW means something else in each. */

static const struct state_row {
	const char *name;
	const char *meaning;
	enum phase phase;
} states[STATE_COUNT] = {
#define STATE(name, phase, meaning) [STATE_##name] = {#name, meaning, PHASE_##phase},
#include "domain/lifecycle_state.def"
#undef STATE
};

static const struct transition rows[] = {
#define ROW(from, event, to, effect, rule)                                                                             \
	{MACHINE_PROTEST, STATE_##from, EVENT_##event, STATE_##to, EFFECT_##effect, rule},
#include "domain/lifecycle_protest.def"
#undef ROW
#define ROW(from, event, to, effect, rule)                                                                             \
	{MACHINE_LISTING, STATE_##from, EVENT_##event, STATE_##to, EFFECT_##effect, rule},
#include "domain/lifecycle_listing.def"
#undef ROW
};

/* A name a row, so that two rows for one state and event do not compile. */
enum row_number {
#define ROW(from, event, to, effect, rule) ROW_PROTEST_##from##_##event,
#include "domain/lifecycle_protest.def"
#undef ROW
#define ROW(from, event, to, effect, rule) ROW_LISTING_##from##_##event,
#include "domain/lifecycle_listing.def"
#undef ROW
	ROW_COUNT
};

/* The number of a row, plus one; zero is no row. */
static const unsigned short index_of[MACHINE_COUNT][STATE_COUNT][EVENT_COUNT] = {
	[MACHINE_PROTEST] =
		{
#define ROW(from, event, to, effect, rule) [STATE_##from][EVENT_##event] = ROW_PROTEST_##from##_##event + 1,
#include "domain/lifecycle_protest.def"
#undef ROW
		},
	[MACHINE_LISTING] =
		{
#define ROW(from, event, to, effect, rule) [STATE_##from][EVENT_##event] = ROW_LISTING_##from##_##event + 1,
#include "domain/lifecycle_listing.def"
#undef ROW
		},
};

_Static_assert(ROW_COUNT == ARRAY_LEN(rows), "each row has its number");

static const char *const machine_names[MACHINE_COUNT] = {[MACHINE_PROTEST] = "protest", [MACHINE_LISTING] = "listing"};

static const char *const phase_names[] = {[PHASE_ours] = "ours", [PHASE_sent] = "sent", [PHASE_ended] = "ended"};

#define NAMED(event) [EVENT_##event] = #event
static const char *const event_names[EVENT_COUNT] = {
	NAMED(ASSESSED),
	NAMED(PASSED),
	NAMED(HELD_BY_RULE),
	NAMED(REFUSED_BY_RULE),
	NAMED(QUEUED_IN_FILE),
	NAMED(FILE_DROPPED),
	NAMED(ACCEPTED),
	NAMED(LEFT_IN_DOUBT),
	NAMED(REFUSED_BY_CRA),
	NAMED(PROTOCOL),
	NAMED(IRREGULAR),
	NAMED(NOTICE_STARTED),
	NAMED(NOTICE_DONE),
	NAMED(PAYMENT_PENDING),
	NAMED(PAID_AT_NOTARY),
	NAMED(MONEY_DUE),
	NAMED(PROTEST_DRAWN),
	NAMED(WITHDRAWAL_DONE),
	NAMED(COURT_STAY),
	NAMED(STAY_MADE_FINAL),
	NAMED(STAY_REVOKED),
	NAMED(NEGOTIATION_STARTED),
	NAMED(NEGOTIATION_CONVERTED),
	NAMED(NEGOTIATION_ENDED),
	NAMED(CANCELLATION_DONE),
	NAMED(CANCELLATION_REFUSED),
	NAMED(COMMAND_REFUSED),
	NAMED(LISTED),
	NAMED(REFUSED_BY_BUREAU),
	NAMED(ANSWER_OVERDUE),
	NAMED(NOTICE_RETURNED),
	NAMED(NOTICE_OVER),
	NAMED(REMOVAL_DONE),
	NAMED(REMOVED_BY_BUREAU),
	NAMED(EXPIRY_DUE),
	NAMED(CAUSE_AROSE),
	NAMED(ERROR_FOUND),
	NAMED(BALANCE_CHANGED),
	NAMED(HOLD_PLACED),
	NAMED(HOLD_LIFTED),
	NAMED(DEBTOR_CORRECTED),
	NAMED(CORRECTED),
	NAMED(REOPENED),
	NAMED(REPRESENTED),
	NAMED(NOTHING_LEFT),
	NAMED(CLOSE_DUE),
};
#undef NAMED

#define NAMED(effect) [EFFECT_##effect] = #effect
static const char *const effect_names[EFFECT_COUNT] = {
	NAMED(NOTHING),        NAMED(ASK_INCLUDE),   NAMED(DROP_INCLUDE), NAMED(ASK_WITHDRAW),
	NAMED(ASK_CANCEL),     NAMED(ASK_AUTHORISE), NAMED(ASK_REMOVE),   NAMED(ASK_UPDATE),
	NAMED(CLOCK_PROTOCOL), NAMED(CLOCK_TRIDUO),  NAMED(CLOCK_MONEY),  NAMED(CLOCK_CLOSE),
	NAMED(CLOCK_ANSWER),   NAMED(CLOCK_NOTICE),  NAMED(CLOCK_EXPIRY), NAMED(TELL_PERSON),
};
#undef NAMED

/* "MONEY_DUE, CAUSE_AROSE" into `out`; cut short when it does not fit. */
static void list_events(enum machine machine, enum state from, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(rows) && len < size; i++)
		if (rows[i].machine == machine && rows[i].from == from) {
			int more = snprintf(out + len, size - len, "%s%s", len > 0 ? ", " : "",
					    event_names[rows[i].event]);
			len += more > 0 ? (size_t)more : 0;
		}
}

enum rc lifecycle_step(enum machine machine, enum state from, enum event event, const struct transition **ret_row,
		       struct err *reterr)
{
	bool known = (unsigned)machine < MACHINE_COUNT && (unsigned)from < STATE_COUNT && (unsigned)event < EVENT_COUNT;
	if (known && index_of[machine][from][event] != 0) {
		*ret_row = &rows[index_of[machine][from][event] - 1];
		return OK;
	}
	if (!known)
		return err_set(reterr, ERR_REFUSED, "no such state or event: %u, %u", (unsigned)from, (unsigned)event);
	char taken[400];
	list_events(machine, from, taken, sizeof(taken));
	return err_set(reterr, ERR_REFUSED, "%s does not take %s; it takes %s", states[from].name, event_names[event],
		       taken[0] != '\0' ? taken : "nothing");
}

const struct transition *lifecycle_rows(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(rows);
	return rows;
}

const char *machine_name(enum machine machine)
{
	return machine_names[machine];
}

enum machine machine_of_channel(const char *channel)
{
	return strcmp(channel, "protest") == 0 ? MACHINE_PROTEST : MACHINE_LISTING;
}

const char *state_name(enum state state)
{
	return states[state].name;
}

const char *state_meaning(enum state state)
{
	return states[state].meaning;
}

enum phase state_phase(enum state state)
{
	return states[state].phase;
}

const char *phase_name(enum phase phase)
{
	return phase_names[phase];
}

const char *event_name(enum event event)
{
	return event_names[event];
}

const char *effect_name(enum effect effect)
{
	return effect_names[effect];
}

enum rc state_by_name(struct text name, enum state *ret_state)
{
	for (size_t i = 0; i < STATE_COUNT; i++)
		if (text_is(name, states[i].name)) {
			*ret_state = (enum state)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

enum rc event_by_name(struct text name, enum event *ret_event)
{
	for (size_t i = 0; i < EVENT_COUNT; i++)
		if (text_is(name, event_names[i])) {
			*ret_event = (enum event)i;
			return OK;
		}
	return ERR_UNKNOWN;
}
