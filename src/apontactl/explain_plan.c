#include <string.h>

#include "apontactl/explain.h"
#include "domain/deadline.h"
#include "domain/listing.h"
#include "domain/money.h"

static const char *const standing_names[] = {
	[STANDING_TAKEN] = "taken", [STANDING_PLANNED] = "planned", [STANDING_NOT_TAKEN] = "not_taken"};

static const char *const mover_names[] = {[MOVER_CLOCK] = "clock",
					  [MOVER_US] = "apontad",
					  [MOVER_COUNTERPARTY] = "counterparty",
					  [MOVER_PERSON] = "person",
					  [MOVER_NOBODY] = "nobody"};

static const char *const seen_names[] = {
	[SEEN_LATER] = "later", [SEEN_NOW] = "now",   [SEEN_UNLESS] = "unless_removed",
	[SEEN_NEVER] = "never", [SEEN_ONCE] = "once", [SEEN_UNKNOWN] = "unknown",
};

/* What moves an escalation when no clock of ours runs. */
static const struct {
	enum mover mover;
	const char *words;
} waits[STATE_COUNT] = {
	[STATE_DRAFT] = {MOVER_US, "It is checked and decided at once."},
	[STATE_CHECKING] = {MOVER_US, "It is checked and decided at once."},
	[STATE_HELD] = {MOVER_PERSON, "Nothing leaves until a person or a fact answers the reasons above."},
	[STATE_REFUSED] = {MOVER_PERSON, "Nothing leaves: a rule forbids it until a person corrects what it found."},
	[STATE_READY] = {MOVER_US, "It leaves with the next message of its account."},
	[STATE_QUEUED] = {MOVER_US, "Its message is stored and is sent next."},
	[STATE_RECALLED] = {MOVER_NOBODY, "Nothing more: it was taken back before anything left."},
	[STATE_SENT] = {MOVER_COUNTERPARTY, "It waits for the counterparty's word."},
	[STATE_NEGOTIATING] = {MOVER_PERSON, "A person tells how the negotiation at the notaries' centre ends."},
	[STATE_RECALL_ARMED] = {MOVER_COUNTERPARTY,
				"It is taken back as soon as the counterparty says that it is there."},
	[STATE_PROTOCOLLED] = {MOVER_COUNTERPARTY, "It waits for the notary to notify the debtor."},
	[STATE_NOTIFYING] = {MOVER_COUNTERPARTY, "It waits for the notary to notify the debtor."},
	[STATE_NOTIFIED] = {MOVER_COUNTERPARTY,
			    "The debtor may pay at the notary; without payment the protest is drawn."},
	[STATE_PAY_PENDING] = {MOVER_COUNTERPARTY, "It waits for the notary's word that the payment cleared."},
	[STATE_PAID_NOTARY] = {MOVER_COUNTERPARTY, "It waits for the notary's money."},
	[STATE_WITHDRAW_SENT] = {MOVER_COUNTERPARTY, "It waits for the notary's word that it is withdrawn."},
	[STATE_WITHDRAWN] = {MOVER_PERSON,
			     "It was withdrawn and something is owed: a person presents it again or closes it."},
	[STATE_RETURNED] = {MOVER_PERSON, "Nothing happens by itself: a person corrects what the notary found."},
	[STATE_STAYED] = {MOVER_COUNTERPARTY, "Only the judge's word moves it: no command may leave."},
	[STATE_STAY_REVOKED] = {MOVER_COUNTERPARTY,
				"The protest is drawn by the next business day; legal chooses before it."},
	[STATE_STAY_FINAL] = {MOVER_COUNTERPARTY, "Only the judge's word moves it: no command may leave."},
	[STATE_PROTESTED] =
		{MOVER_NOBODY,
		 "Nothing happens by itself: the protest stands until it is cancelled; payment lets us ask."},
	[STATE_NEGOTIATING_AFTER] = {MOVER_PERSON,
				     "A person tells how the negotiation ends; a first instalment releases it."},
	[STATE_EFFECTS_SUSPENDED] = {MOVER_COUNTERPARTY, "Only the judge's word moves it: no command may leave."},
	[STATE_CANCEL_AUTHORISED] = {MOVER_COUNTERPARTY,
				     "It waits for the debtor to have the protest cancelled, who pays the fees."},
	[STATE_CANCEL_REQUESTED] = {MOVER_COUNTERPARTY,
				    "It waits for the notary's word that the protest is cancelled."},
	[STATE_CANCEL_REFUSED] = {MOVER_PERSON, "Nothing happens by itself: a person asks the notary."},
	[STATE_CANCELLED] = {MOVER_NOBODY, "Nothing more: the protest is cancelled."},
	[STATE_REJECTED] = {MOVER_PERSON, "Nothing happens by itself: a person corrects what the bureau refused."},
	[STATE_NOTICE_PENDING] = {MOVER_COUNTERPARTY, "The bureau notifies the debtor."},
	[STATE_NOTICE_FAILED] = {MOVER_PERSON, "A person corrects the address, or takes the record back."},
	[STATE_ACTIVE] = {MOVER_NOBODY, "The record is shown until it is paid, taken back or five years old."},
	[STATE_UPDATE_SENT] = {MOVER_COUNTERPARTY,
			       "It waits for the bureau's word, and is listed anew with a new notice."},
	[STATE_REMOVE_SENT] = {MOVER_COUNTERPARTY, "It waits for the bureau's word that the record is gone."},
	[STATE_REMOVE_FAILED] = {MOVER_PERSON, "A person asks the bureau, at once: the days of the removal run on."},
	[STATE_REMOVED] = {MOVER_NOBODY, "Nothing more: the record is gone."},
	[STATE_CLOSED] = {MOVER_NOBODY, "Nothing more will happen: it is closed."},
	[STATE_CLOSED_PAID] = {MOVER_NOBODY, "Nothing more will happen: it was paid through the notary."},
};

/* The events that a clock of ours brings. */
static const char *clock_words(enum event event)
{
	switch (event) {
	case EVENT_ASSESSED: return "it is checked again";
	case EVENT_ANSWER_OVERDUE: return "the time for an answer is over";
	case EVENT_NOTICE_OVER: return "the notice term is over";
	case EVENT_EXPIRY_DUE: return "the five years are nearly over";
	case EVENT_MONEY_DUE: return "the notary's money is due";
	case EVENT_CLOSE_DUE: return "it has been in sight long enough";
	default: return event_name(event);
	}
}

const char *standing_name(enum standing standing)
{
	return standing_names[standing];
}

const char *mover_name(enum mover mover)
{
	return mover_names[mover];
}

const char *seen_name(enum seen seen)
{
	return seen_names[seen];
}

/* --- the ladder ----------------------------------------------------------------------------------------------------
 */

static bool has_account(const struct settings *settings, const char *creditor, const char *channel)
{
	for (int i = 0; i < settings->accounts_count; i++)
		if (strcmp(settings->accounts[i].creditor_code, creditor) == 0 &&
		    strcmp(settings->accounts[i].channel, channel) == 0)
			return true;
	return false;
}

/* The escalation that took a channel; NULL while it is not taken. */
static const struct story_escalation *taken_with(const struct story *story, enum ladder_action action)
{
	for (int i = 0; i < story->escalations.count; i++)
		if (strcmp(story->escalations.at[i].channel, ladder_action_name(action)) == 0)
			return &story->escalations.at[i];
	return NULL;
}

/* What the ladder looks at from the day of its next look on. */
/* "2026-03-02T09:00" -> its day; DATE_NONE for "". */
static struct date day_of_instant(const char *instant)
{
	struct date on = DATE_NONE;
	(void)(date_parse_iso((struct text){instant, strlen(instant) < 10 ? 0 : 10}, &on, NULL) == OK);
	return on;
}

/* Notices count from the day on which the last person was told, as far as is known; until then they are under way. */
static void take_notices(const struct story *story, const struct ladder *ladder, struct ladder_facts *facts)
{
	for (int place = 0; place < ladder->steps_count; place++) {
		bool prepared = false;
		bool everybody = true;
		struct date told_on = DATE_NONE;
		for (int i = 0; i < story->notices.count; i++) {
			const struct notice_row *notice = &story->notices.at[i];
			if (ladder->steps[place].action != LADDER_NOTICE ||
			    strcmp(notice->step, ladder->steps[place].name) != 0)
				continue;
			bool told = strcmp(notice->state, "sent") == 0 || strcmp(notice->state, "delivered") == 0;
			struct date on = day_of_instant(notice->delivered_at[0] != '\0' ? notice->delivered_at
											: notice->sent_at);
			prepared = true;
			everybody = everybody && told;
			if (date_is_none(told_on) || date_compare(on, told_on) > 0)
				told_on = on;
		}
		if (prepared)
			ladder_take(ladder, facts, place, everybody ? told_on : DATE_NONE);
	}
}

static struct ladder_facts facts_of(const struct story *story, const struct ladder *ladder, enum payer_class payer)
{
	const struct story_debt *debt = &story->debt;
	struct date from = !date_is_none(debt->look_on) && date_compare(debt->look_on, story->today) > 0 ? debt->look_on
													 : story->today;
	struct ladder_facts facts = ladder_facts_new(debt->due_on, from, debt->outstanding_cents);
	facts.species = debt->species;
	facts.uf = story->persons.count > 0 ? story->persons.at[0].uf : "";
	facts.payer = payer;
	for (int i = 0; i < story->escalations.count; i++) {
		const struct story_escalation *escalation = &story->escalations.at[i];
		enum ladder_action action;
		int place = ladder_place(ladder, escalation->step);
		if (ladder_action_by_name(text_of(escalation->channel), &action) != OK)
			continue;
		facts.channels_taken |= 1u << action;
		if (place >= 0 && ladder->steps[place].action == action)
			ladder_take(ladder, &facts, place, escalation->opened_on);
	}
	take_notices(story, ladder, &facts);
	return facts;
}

/* The ladder of a debt, and where it leads. */
struct way {
	const struct ladder *ladder;
	struct ladder_facts facts;
	struct date on[LADDER_STEPS_MAX]; /* DATE_NONE for a step that is not taken from now on */
};

static const char *why_the_ladder_does_not(struct arena *arena, const struct story *story, const struct way *way,
					   int place)
{
	const struct ladder_step *step = &way->ladder->steps[place];
	char owed[MONEY_TEXT_BYTES];
	switch (ladder_why_not(way->ladder, &way->facts, place)) {
	case LADDER_OUTSIDE_AMOUNTS:
		return arena_printf(arena, "%s is owed, which is outside its amounts",
				    money_words(story->debt.outstanding_cents, owed));
	case LADDER_OTHER_SPECIES: return arena_printf(arena, "it does not take species %s", story->debt.species);
	case LADDER_OTHER_STATES: return arena_printf(arena, "it does not take debtors in %s", way->facts.uf);
	case LADDER_OTHER_PROFILES:
		return arena_printf(arena, "it does not take payers of the class %s",
				    payer_class_name(way->facts.payer));
	case LADDER_AFTER_NEVER:
		return arena_printf(arena, "step \"%s\", which comes before it, is not taken", step->after);
	default: return NULL;
	}
}

/* The step that takes the channel of step `place` on the way; NULL when none does, or the step itself does. */
static const struct ladder_step *other_of(const struct way *way, int place)
{
	for (int i = 0; i < way->ladder->steps_count; i++)
		if (i != place && way->ladder->steps[i].action == way->ladder->steps[place].action &&
		    !date_is_none(way->on[i]))
			return &way->ladder->steps[i];
	return NULL;
}

/* Why a step is not taken, as far as the debt stands now; NULL when it will be. */
static const char *why_not(struct arena *arena, const struct story *story, const struct settings *settings,
			   const struct way *way, int place)
{
	const struct story_debt *debt = &story->debt;
	const struct ladder_step *step = &way->ladder->steps[place];
	const struct ladder_step *first = other_of(way, place);
	const char *channel = ladder_action_name(step->action);
	if (debt->outstanding_cents == 0)
		return "nothing is owed any more";
	if (date_is_none(debt->look_on))
		return "the ladder takes no step of this debt any more";
	const char *words = why_the_ladder_does_not(arena, story, way, place);
	if (words != NULL)
		return words;
	if (date_is_none(way->on[place]) && ladder_is_channel(step->action) && first != NULL)
		return arena_printf(arena, "step \"%s\" takes %s first, and a debt is taken there once", first->name,
				    channel);
	if (ladder_is_channel(step->action) && !has_account(settings, debt->creditor, channel))
		return arena_printf(arena, "the configuration has no account of %s for %s", debt->creditor, channel);
	return date_is_none(way->on[place]) ? "the steps before it do not lead there" : NULL;
}

static struct plan_step plan_step(struct arena *arena, const struct story *story, const struct settings *settings,
				  const struct way *way, int place)
{
	const struct ladder_step *step = &way->ladder->steps[place];
	const struct story_escalation *taken = taken_with(story, step->action);
	struct plan_step plan = {.step = step, .on = date_plus(story->debt.due_on, step->days_late)};
	if (taken != NULL && strcmp(taken->step, step->name) == 0) {
		plan.standing = STANDING_TAKEN;
		plan.on = taken->opened_on;
		plan.words = "taken";
		return plan;
	}
	plan.standing = STANDING_NOT_TAKEN;
	plan.words = taken != NULL ? why_the_ladder_does_not(arena, story, way, place)
				   : why_not(arena, story, settings, way, place);
	if (plan.words == NULL && taken != NULL)
		plan.words = arena_printf(arena, "step \"%s\" has taken %s, and a debt is taken there once",
					  taken->step, taken->channel);
	if (plan.words == NULL && !arena_failed(arena)) {
		plan.standing = STANDING_PLANNED;
		plan.words = "if as much is still owed then";
		plan.on = way->on[place];
	}
	return plan;
}

static void plan_ladder(struct arena *arena, const struct story *story, const struct settings *settings,
			struct plan *plan)
{
	struct way way = {.ladder = settings != NULL ? conf_ladder(settings, story->debt.ladder) : NULL};
	plan->ladder_known = way.ladder != NULL;
	plan->payer = (struct payer){.class = PAYER_UNKNOWN, .words = "nobody says who counts as what"};
	if (way.ladder == NULL)
		return;
	payer_classify(&way.ladder->payers, &story->debt.payer, &plan->payer);
	way.facts = facts_of(story, way.ladder, plan->payer.class);
	ladder_walk(way.ladder, &way.facts, way.on);
	for (int i = 0; i < way.ladder->steps_count; i++)
		plan->steps[plan->steps_count++] = plan_step(arena, story, settings, &way, i);
}

/* --- the escalations -----------------------------------------------------------------------------------------------
 */

static bool before_the_protest(enum state state)
{
	return state == STATE_PROTOCOLLED || state == STATE_NOTIFYING || state == STATE_NOTIFIED ||
	       state == STATE_PAY_PENDING;
}

/* The local day of the last removal that is done; DATE_NONE for none. */
static struct date removed_on(const struct story *story, int64_t escalation_id)
{
	struct date on = DATE_NONE;
	for (int i = 0; i < story->removals.count; i++) {
		const struct story_removal *removal = &story->removals.at[i];
		struct text at = text_of(removal->done_at);
		if (removal->escalation_id == escalation_id && at.len > 10 &&
		    date_parse_iso((struct text){at.at, 10}, &on, NULL) != OK)
			on = DATE_NONE;
	}
	return on;
}

/* The day of the term alone does not tell: many a record is taken back before it comes. */
static enum seen seen_of(const struct story *story, const struct story_escalation *escalation)
{
	struct date gone_on = removed_on(story, escalation->id);
	bool before = date_compare(story->today, escalation->visible_on) < 0;
	switch (escalation->state) {
	case STATE_NOTICE_PENDING: return SEEN_LATER;
	case STATE_ACTIVE: return SEEN_NOW;
	case STATE_UPDATE_SENT:
	case STATE_REMOVE_SENT:
	case STATE_REMOVE_FAILED: return before ? SEEN_UNLESS : SEEN_NOW;
	default: break;
	}
	if (date_is_none(gone_on) || date_compare(gone_on, escalation->listed_on) < 0)
		return SEEN_UNKNOWN;
	return date_compare(gone_on, escalation->visible_on) < 0 ? SEEN_NEVER : SEEN_ONCE;
}

/* The day that the notary told for the three days that run; DATE_NONE for none. */
static struct date told_on(const struct story *story, int64_t escalation_id)
{
	const char *name = deadline_row(DEADLINE_TRIDUO)->name;
	struct date on = DATE_NONE;
	for (int i = 0; i < story->deadlines.count; i++)
		if (story->deadlines.at[i].escalation_id == escalation_id &&
		    strcmp(story->deadlines.at[i].name, name) == 0)
			on = story->deadlines.at[i].told_on;
	return on;
}

static void plan_protest(struct arena *arena, const struct story *story, const struct story_escalation *escalation,
			 const struct town_book *towns, struct plan_next *next)
{
	if (!before_the_protest(escalation->state) || date_is_none(escalation->protocol_on))
		return;
	if (protest_earliest(escalation->protocol_on, &next->protest_from, NULL) != OK)
		next->protest_from = DATE_NONE;
	next->protest_forecast =
		forecast_triduo(arena, towns, escalation->comarca_ibge, escalation->protocol_on, &next->forecast_why);
	next->protest_told = told_on(story, escalation->id);
}

static struct plan_next plan_next(struct arena *arena, const struct story *story,
				  const struct story_escalation *escalation, const struct settings *settings,
				  const struct town_book *towns)
{
	struct plan_next next = {.mover = waits[escalation->state].mover,
				 .words = waits[escalation->state].words,
				 .protest_from = DATE_NONE,
				 .protest_forecast = DATE_NONE,
				 .protest_told = DATE_NONE,
				 .seen = seen_of(story, escalation)};
	struct date visible_on;
	if (escalation->timer_event != EVENT_COUNT) {
		next.mover = MOVER_CLOCK;
		next.clock_words = clock_words(escalation->timer_event);
		if (lifecycle_step(escalation->machine, escalation->state, escalation->timer_event, &next.row, NULL) !=
		    OK)
			next.row = NULL;
	}
	plan_protest(arena, story, escalation, towns, &next);
	/* The term of the day on which it was listed, if the rules still say the same. */
	if (settings != NULL && !date_is_none(escalation->listed_on) &&
	    (notice_visible_on(&settings->notice_terms, escalation->channel, escalation->person->uf,
			       escalation->listed_on, &visible_on, &next.term, NULL) != OK ||
	     date_compare(visible_on, escalation->visible_on) != 0))
		next.term = NULL;
	return next;
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static bool has_mover(const struct story *story, const struct plan *plan, enum mover mover)
{
	for (int i = 0; i < story->escalations.count; i++)
		if (plan->next[i].mover == mover)
			return true;
	return false;
}

static bool has_planned(const struct plan *plan)
{
	for (int i = 0; i < plan->steps_count; i++)
		if (plan->steps[i].standing == STANDING_PLANNED)
			return true;
	return false;
}

static const char *nothing_why(const struct story *story, const struct plan *plan)
{
	if (has_planned(plan) || has_mover(story, plan, MOVER_CLOCK) || has_mover(story, plan, MOVER_US) ||
	    has_mover(story, plan, MOVER_COUNTERPARTY))
		return NULL;
	if (has_mover(story, plan, MOVER_PERSON))
		return "a person has to act first, and no step of the ladder is left to take";
	if (story->debt.outstanding_cents == 0)
		return "nothing is owed any more, and no escalation is open that a clock or a counterparty moves";
	if (!plan->ladder_known)
		return "the ladder of this debt is not in the configuration, and no escalation waits for anything";
	return "no step of the ladder is left to take, and no escalation waits for anything";
}

enum rc explain_plan(struct arena *arena, const struct story *story, const struct settings *settings,
		     const struct town_book *towns, struct plan *ret_plan, struct err *reterr)
{
	struct plan plan = {.nothing_why = NULL};
	plan.next = arena_array(arena, (size_t)story->escalations.count + 1, sizeof(*plan.next));
	if (plan.next == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what comes next");
	plan.five_years_on = listing_ends_on(story->debt.due_on);
	plan_ladder(arena, story, settings, &plan);
	for (int i = 0; i < story->escalations.count; i++)
		plan.next[i] = plan_next(arena, story, &story->escalations.at[i], settings, towns);
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what comes next");
	plan.nothing_why = nothing_why(story, &plan);
	*ret_plan = plan;
	return OK;
}
