/* A seed becomes a story; a story becomes words. */
#include <stdio.h>
#include <string.h>

#include "domain/hold.h"
#include "sim.h"

struct dice {
	uint64_t at;
};

static unsigned roll(struct dice *dice, unsigned below)
{
	dice->at += 0x9e3779b97f4a7c15u;
	uint64_t mixed = dice->at;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((mixed ^ (mixed >> 31)) % below);
}

static int between(struct dice *dice, int least, int most)
{
	return least + (int)roll(dice, (unsigned)(most - least + 1));
}

/* Most are over in some months; some live to the end of the five years. */
static int length(struct dice *dice)
{
	unsigned kind = roll(dice, 40);
	return kind == 0 ? between(dice, 1700, 2200) : kind < 8 ? between(dice, 150, 500) : between(dice, 30, 120);
}

static void make_debt(struct dice *dice, struct debt *debt)
{
	*debt = (struct debt){
		.persons = roll(dice, 3) == 0 ? between(dice, 2, PARTIES_MAX) : 1,
		.amount_cents = roll(dice, 12) == 0 ? between(dice, 1, 4000) : between(dice, 20000, 900000),
		.due_day = roll(dice, 3) == 0 ? between(dice, -400, 30) : between(dice, -30, 20),
		.place = between(dice, 0, 3),
		.has_document = roll(dice, 15) != 0,
	};
}

static struct deed *new_deed(struct story *story, enum deed_kind kind, int minute)
{
	if (story->deeds_count == DEEDS_MAX || minute > story->days * MINUTES_A_DAY)
		return NULL;
	struct deed *deed = &story->deeds[story->deeds_count++];
	*deed = (struct deed){.kind = kind, .minute = minute, .inside = FAULT_COUNT};
	return deed;
}

static enum sim_channel pick_channel(struct dice *dice, const struct story *story)
{
	enum sim_channel channel = (enum sim_channel)roll(dice, SIM_CHANNELS);
	while (!story->has[channel])
		channel = (channel + 1) % SIM_CHANNELS;
	return channel;
}

/* A moment while a worker is in the middle of something. */
static enum fault pick_inside(struct dice *dice)
{
	static const enum fault points[] = {FAULT_deliver_claimed, FAULT_deliver_signed,   FAULT_deliver_prepared,
					    FAULT_deliver_sending, FAULT_deliver_answered, FAULT_deliver_recorded,
					    FAULT_collect_stored,  FAULT_collect_fetched,  FAULT_assess_decided};
	return roll(dice, 3) == 0 ? points[roll(dice, ARRAY_LEN(points))] : FAULT_COUNT;
}

static void make_payment(struct dice *dice, struct story *story, int minute)
{
	struct deed *pay = new_deed(story, DEED_PAY, minute);
	if (pay == NULL)
		return;
	int number = story->deeds_count - 1;
	pay->debt = between(dice, 0, story->debts_count - 1);
	pay->inside = pick_inside(dice);
	int64_t amount = story->debts[pay->debt].amount_cents;
	unsigned part = roll(dice, 4);
	pay->amount_cents = part == 0 && amount > 4 ? amount / between(dice, 2, 4)
			    : part == 1             ? amount + between(dice, 0, 100)
						    : amount;
	pay->arg = roll(dice, 3) != 0;
	int debt = pay->debt;
	bool cleared = pay->arg != 0;
	int next = minute + between(dice, 1, 20) * MINUTES_A_DAY + between(dice, 0, 600);
	struct deed *then = NULL;
	if (!cleared && roll(dice, 4) != 0)
		then = new_deed(story, DEED_CLEAR, next);
	if (then != NULL) {
		then->debt = debt;
		then->arg = number;
	}
	if (roll(dice, cleared ? 8 : 4) == 0)
		then = new_deed(story, DEED_REVERSE, next + between(dice, 1, 30) * MINUTES_A_DAY);
	else
		then = NULL;
	if (then != NULL) {
		then->debt = debt;
		then->arg = number;
	}
}

static void make_order(struct dice *dice, struct story *story, int minute)
{
	static const enum removal_cause causes[] = {CAUSE_AGREED,       CAUSE_AGREED_AND_PAID, CAUSE_AGREEMENT_BROKEN,
						    CAUSE_DISPUTED,     CAUSE_COURT_STAY,      CAUSE_STAY_REVOKED,
						    CAUSE_WRONG_DEBTOR, CAUSE_CREDITOR_ERROR,  CAUSE_PLAN_APPROVED,
						    CAUSE_DEATH,        CAUSE_OVERINDEBTED};
	struct deed *order = new_deed(story, DEED_CAUSE, minute);
	if (order == NULL)
		return;
	order->debt = between(dice, 0, story->debts_count - 1);
	order->arg = causes[roll(dice, ARRAY_LEN(causes))];
	order->channel = pick_channel(dice, story);
	order->person = roll(dice, 5) == 0; /* at that channel only */
	order->inside = pick_inside(dice);
	/* What was agreed or ordered is often followed by its end. */
	enum removal_cause then = order->arg == CAUSE_AGREED
					  ? roll(dice, 2) == 0 ? CAUSE_AGREED_AND_PAID : CAUSE_AGREEMENT_BROKEN
				  : order->arg == CAUSE_AGREED_AND_PAID ? CAUSE_AGREEMENT_BROKEN
				  : order->arg == CAUSE_COURT_STAY      ? CAUSE_STAY_REVOKED
									: CAUSE_COUNT;
	int debt = order->debt;
	struct deed *next = then != CAUSE_COUNT && roll(dice, 2) == 0
				    ? new_deed(story, DEED_CAUSE, minute + between(dice, 1, 60) * MINUTES_A_DAY)
				    : NULL;
	if (next != NULL) {
		next->debt = debt;
		next->arg = then;
	}
}

static void make_hold(struct dice *dice, struct story *story, int minute)
{
	struct deed *hold = new_deed(story, DEED_HOLD, minute);
	if (hold == NULL)
		return;
	hold->debt = between(dice, 0, story->debts_count - 1);
	hold->arg = between(dice, 0, HOLD_KIND_COUNT - 1);
	hold->amount_cents = roll(dice, 2) == 0 ? between(dice, 1, 30) : 0;
	hold->inside = pick_inside(dice);
	int debt = hold->debt;
	bool ends = hold->amount_cents > 0;
	struct deed *lift = roll(dice, ends ? 4 : 2) == 0
				    ? new_deed(story, DEED_LIFT, minute + between(dice, 1, 40) * MINUTES_A_DAY)
				    : NULL;
	if (lift != NULL)
		lift->debt = debt;
}

static void make_fault(struct dice *dice, struct story *story, int minute)
{
	enum sim_channel channel = pick_channel(dice, story);
	struct deed *fault = new_deed(story, DEED_FAULT, minute);
	if (fault == NULL)
		return;
	fault->channel = channel;
	fault->arg = between(dice, SIM_FAULT_LOST_BEFORE, SIM_FAULT_COUNT - 1);
	fault->amount_cents = roll(dice, 3) == 0 ? between(dice, 2, 12) : 1;
	if (fault->arg != SIM_FAULT_CREDENTIALS)
		return;
	fault->amount_cents = 1;
	struct deed *start = new_deed(story, DEED_START, minute + between(dice, 1, 8) * MINUTES_A_DAY);
	if (start != NULL)
		start->channel = channel;
}

static void make_deed(struct dice *dice, struct story *story)
{
	int minute = between(dice, 0, story->days * MINUTES_A_DAY);
	unsigned kind = roll(dice, 100);
	struct deed *deed = NULL;
	if (kind < 22) {
		make_payment(dice, story, minute);
	} else if (kind < 38) {
		make_order(dice, story, minute);
	} else if (kind < 48) {
		make_hold(dice, story, minute);
	} else if (kind < 64) {
		make_fault(dice, story, minute);
	} else if (kind < 72) {
		deed = new_deed(story, DEED_CORRECT, minute);
	} else if (kind < 75) {
		deed = new_deed(story, DEED_TAKE_BACK, minute);
	} else if (kind < 83) {
		deed = new_deed(story, DEED_NOTARY, minute);
	} else if (kind < 86) {
		deed = new_deed(story, DEED_GONE, minute);
	} else if (kind < 97) {
		deed = new_deed(story, DEED_CRASH, minute);
	} else {
		deed = new_deed(story, DEED_OUTAGE, minute);
	}
	if (deed == NULL)
		return;
	deed->debt = between(dice, 0, story->debts_count - 1);
	deed->person = between(dice, 0, story->debts[deed->debt].persons - 1);
	deed->channel = pick_channel(dice, story);
	deed->arg = deed->kind == DEED_NOTARY   ? between(dice, 0, NOTARY_DEED_COUNT - 1)
		    : deed->kind == DEED_CRASH  ? between(dice, 1, roll(dice, 2) == 0 ? 40 : 400)
		    : deed->kind == DEED_OUTAGE ? between(dice, 1, 12)
						: between(dice, 0, 3);
	bool done_by_hand = deed->kind == DEED_CORRECT || deed->kind == DEED_TAKE_BACK;
	deed->inside = done_by_hand ? pick_inside(dice) : FAULT_COUNT;
}

/* Some creditors want a second person to agree, and have one who does so now and then. */
static void make_policy(struct dice *dice, struct story *story)
{
	story->four_eyes = (struct approval_policy){.amount_cents = INT64_MAX};
	if (roll(dice, 5) != 0)
		return;
	unsigned why = 1 + roll(dice, 7);
	if ((why & 1) != 0)
		story->four_eyes.amount_cents = between(dice, 1000, 500000);
	if ((why & 2) != 0)
		story->four_eyes.batch = between(dice, 1, 2);
	story->four_eyes.first = (why & 4) != 0;
	for (int i = 0; i < story->debts_count; i++) {
		int times = between(dice, 0, 3);
		for (int j = 0; j < times; j++) {
			int minute = between(dice, 0, story->days * MINUTES_A_DAY);
			bool agrees = roll(dice, 5) != 0;
			struct deed *deed = new_deed(story, agrees ? DEED_APPROVE : DEED_REFUSE, minute);
			if (deed != NULL)
				deed->debt = i;
		}
	}
}

void story_make(uint64_t seed, struct story *ret_story)
{
	struct dice dice = {seed};
	struct story *story = ret_story;
	*story = (struct story){.seed = seed, .days = length(&dice)};
	unsigned channels = 1 + roll(&dice, 7);
	for (int i = 0; i < SIM_CHANNELS; i++)
		story->has[i] = (channels >> i & 1) != 0;
	story->by_file = roll(&dice, 4) == 0;
	story->debts_count = roll(&dice, 4) == 0 ? between(&dice, 2, DEBTS_MAX) : between(&dice, 1, 2);
	for (int i = 0; i < story->debts_count; i++)
		make_debt(&dice, &story->debts[i]);
	make_policy(&dice, story);
	int deeds = between(&dice, 1, 6 + 3 * story->debts_count);
	for (int i = 0; i < deeds; i++)
		make_deed(&dice, story);
}

static const char *const channel_names[] = {"protest", "serasa", "spc"};

bool deed_counts(const struct story *story, int at)
{
	const struct deed *deed = &story->deeds[at];
	return !deed->dropped && (deed->kind >= DEED_OF_NO_DEBT || !story->debts[deed->debt].dropped);
}

const char *deed_words(const struct story *story, int at, char out[160])
{
	static const char *const notary[] = {"a judge stays the title at the notary", "the judge revokes the stay",
					     "the stay is made final", "the debtor pays at the notary",
					     "the judge has the protest cancelled"};
	static const char *const faults[] = {"",
					     "no connection",
					     "lost on its way",
					     "taken, and the answer lost",
					     "taken, and the answer unreadable",
					     "told to wait",
					     "too late for the window",
					     "credentials refused"};
	const struct deed *deed = &story->deeds[at];
	const char *channel = channel_names[deed->channel];
	char inside[64] = "";
	char what[96] = "";
	if (deed->inside != FAULT_COUNT)
		(void)snprintf(inside, sizeof(inside), " (inside step %d of a worker)", (int)deed->inside);
	switch (deed->kind) {
	case DEED_PAY:
		(void)snprintf(what, sizeof(what), "debtor: pays %lld cents%s", (long long)deed->amount_cents,
			       deed->arg != 0 ? "" : ", not cleared");
		break;
	case DEED_CLEAR: (void)snprintf(what, sizeof(what), "bank: payment of deed %d clears", deed->arg); break;
	case DEED_REVERSE: (void)snprintf(what, sizeof(what), "bank: payment of deed %d comes back", deed->arg); break;
	case DEED_CAUSE:
		(void)snprintf(what, sizeof(what), "platform: tells \"%s\"%s%s",
			       removal_cause_name((enum removal_cause)deed->arg), deed->person > 0 ? " for " : "",
			       deed->person > 0 ? channel : "");
		break;
	case DEED_HOLD:
		(void)snprintf(what, sizeof(what), "maria: places a hold \"%s\" for %lld days (0: for ever)",
			       hold_kind_name((enum hold_kind)deed->arg), (long long)deed->amount_cents);
		break;
	case DEED_LIFT: (void)snprintf(what, sizeof(what), "jose: lifts every hold"); break;
	case DEED_APPROVE: (void)snprintf(what, sizeof(what), "jose: agrees to what waits"); break;
	case DEED_REFUSE: (void)snprintf(what, sizeof(what), "jose: does not agree to what waits"); break;
	case DEED_CORRECT:
		(void)snprintf(what, sizeof(what), "ana: corrects person %d at %s", deed->person + 1, channel);
		break;
	case DEED_TAKE_BACK:
		(void)snprintf(what, sizeof(what), "ana: takes it back %s%s", deed->arg > 1 ? "everywhere" : "at ",
			       deed->arg > 1 ? "" : channel);
		break;
	case DEED_NOTARY: (void)snprintf(what, sizeof(what), "%s", notary[deed->arg]); break;
	case DEED_GONE: (void)snprintf(what, sizeof(what), "%s: takes the record out by itself", channel); break;
	case DEED_FAULT:
		(void)snprintf(out, 160, "line: the next %lld exchanges with %s: %s", (long long)deed->amount_cents,
			       channel, faults[deed->arg]);
		return out;
	case DEED_CRASH:
		(void)snprintf(out, 160, "machine: the worker dies at statement %d%s", deed->arg,
			       deed->arg % 3 == 0 ? " (if that is a commit, it is done)" : "");
		return out;
	case DEED_OUTAGE: (void)snprintf(out, 160, "machine: no worker runs for %d days", deed->arg); return out;
	case DEED_START: (void)snprintf(out, 160, "jose: starts account %s again", channel); return out;
	case DEED_KIND_COUNT: break;
	}
	(void)snprintf(out, 160, "debt %d: %s%s", deed->debt + 1, what, inside);
	return out;
}

void story_print(const struct story *story)
{
	char words[160];
	(void)printf("seed %llu: %d days; accounts:%s%s%s%s%s%s\n", (unsigned long long)story->seed, story->days,
		     story->has[SIM_PROTEST] ? " protest" : "", story->has[SIM_SERASA] ? " serasa" : "",
		     story->has[SIM_SERASA] && story->by_file ? " (by file)" : "", story->has[SIM_SPC] ? " spc" : "",
		     story->tame == TAME_ALL ? "; every counterparty tame" : "",
		     story->four_eyes.amount_cents != INT64_MAX || story->four_eyes.batch > 0 || story->four_eyes.first
			     ? "; four eyes"
			     : "");
	for (int i = 0; i < story->debts_count; i++)
		if (!story->debts[i].dropped)
			(void)printf("  debt %d: %lld cents of %d person(s), due on day %d%s\n", i + 1,
				     (long long)story->debts[i].amount_cents, story->debts[i].persons,
				     story->debts[i].due_day,
				     story->debts[i].has_document ? "" : ", without a document");
	for (int i = 0; i < story->deeds_count; i++)
		if (deed_counts(story, i))
			(void)printf("  deed %d, day %d %02d:%02d: %s\n", i, story->deeds[i].minute / MINUTES_A_DAY,
				     story->deeds[i].minute % MINUTES_A_DAY / 60, story->deeds[i].minute % 60,
				     deed_words(story, i, words));
}
