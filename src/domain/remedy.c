#include "domain/remedy.h"

static const struct remedy_cell cells[CAUSE_OF_THE_MATRIX][SITUATION_COUNT] = {
#define CELL(cause, situation, remedy, basis)                                                                          \
	[CAUSE_##cause][SITUATION_##situation] = {CAUSE_##cause, SITUATION_##situation, REMEDY_##remedy, basis},
#include "domain/remedy.def"
#undef CELL
};

/* A name a cell: two rows for one pair do not compile, and their count says that none is missing. */
enum cell_number {
#define CELL(cause, situation, remedy, basis) CELL_##cause##_##situation,
#include "domain/remedy.def"
#undef CELL
	CELL_COUNT
};
_Static_assert((int)CELL_COUNT == (int)CAUSE_OF_THE_MATRIX * (int)SITUATION_COUNT, "every pair has its row");

static const char *const situation_names[SITUATION_COUNT + 1] = {
	[SITUATION_BEFORE] = "before",       [SITUATION_SENT] = "sent",     [SITUATION_TRIDUO] = "triduo",
	[SITUATION_PROTESTED] = "protested", [SITUATION_NOTICE] = "notice", [SITUATION_SHOWN] = "shown",
	[SITUATION_COUNT] = "none",
};

static const struct {
	const char *name;
	enum event event;
} remedies[REMEDY_COUNT] = {
	[REMEDY_CLOSE] = {"close", EVENT_CAUSE_AROSE},
	[REMEDY_HOLD] = {"hold", EVENT_HOLD_PLACED},
	[REMEDY_RECALL] = {"recall", EVENT_CAUSE_AROSE},
	[REMEDY_WITHDRAW] = {"withdraw", EVENT_CAUSE_AROSE},
	[REMEDY_CONSENT] = {"consent", EVENT_CAUSE_AROSE},
	[REMEDY_ASK_CANCEL] = {"ask_cancel", EVENT_ERROR_FOUND},
	[REMEDY_REMOVE] = {"remove", EVENT_CAUSE_AROSE},
	[REMEDY_RENEW] = {"renew", EVENT_BALANCE_CHANGED},
	[REMEDY_REASSESS] = {"reassess", EVENT_REOPENED},
	[REMEDY_STAY] = {"stay", EVENT_COURT_STAY},
	[REMEDY_NOTARY] = {"notary", EVENT_COUNT},
	[REMEDY_WAIT] = {"wait", EVENT_COUNT},
	[REMEDY_KEEP] = {"keep", EVENT_COUNT},
	[REMEDY_PERSON] = {"person", EVENT_COUNT},
	[REMEDY_IMPOSSIBLE] = {"impossible", EVENT_COUNT},
};

const struct remedy_cell *remedy_of(enum removal_cause cause, enum situation situation)
{
	return &cells[cause][situation];
}

enum situation situation_of(enum state state)
{
	switch (state) {
	case STATE_DRAFT:
	case STATE_CHECKING:
	case STATE_HELD:
	case STATE_READY: return SITUATION_BEFORE;
	case STATE_QUEUED:
	case STATE_NEGOTIATING:
	case STATE_SENT: return SITUATION_SENT;
	case STATE_PROTOCOLLED:
	case STATE_NOTIFYING:
	case STATE_NOTIFIED:
	case STATE_PAY_PENDING:
	case STATE_STAYED:
	case STATE_STAY_REVOKED: return SITUATION_TRIDUO;
	case STATE_PROTESTED:
	case STATE_NEGOTIATING_AFTER:
	case STATE_EFFECTS_SUSPENDED: return SITUATION_PROTESTED;
	case STATE_NOTICE_PENDING:
	case STATE_NOTICE_FAILED: return SITUATION_NOTICE;
	case STATE_ACTIVE: return SITUATION_SHOWN;
	/* Refused by the counterparty: nothing is there. */
	case STATE_RETURNED:
	case STATE_REJECTED: return SITUATION_BEFORE;
	default: break;
	}
	return SITUATION_COUNT;
}

enum event remedy_event(enum remedy remedy, enum state state)
{
	if (remedy == REMEDY_REASSESS && state == STATE_HELD)
		return EVENT_HOLD_LIFTED;
	/* What waits to leave was decided for what was owed before. */
	if (remedy == REMEDY_REASSESS && state == STATE_READY)
		return EVENT_BALANCE_CHANGED;
	return remedies[remedy].event;
}

bool remedy_wants_person(enum remedy remedy)
{
	return remedy == REMEDY_PERSON;
}

enum event remedy_event_under_way(enum removal_cause cause, enum machine machine)
{
	enum situation like = machine == MACHINE_PROTEST ? SITUATION_TRIDUO : SITUATION_SHOWN;
	enum event event = remedies[remedy_of(cause, like)->remedy].event;
	bool takes_back = event == EVENT_CAUSE_AROSE || event == EVENT_BALANCE_CHANGED || event == EVENT_ERROR_FOUND;
	/* A judge's order stops what is prepared, too (LP art. 17 par. 1). */
	return takes_back || event == EVENT_COURT_STAY ? event : EVENT_COUNT;
}

const char *situation_name(enum situation situation)
{
	return situation_names[situation];
}

const char *remedy_name(enum remedy remedy)
{
	return remedies[remedy].name;
}
