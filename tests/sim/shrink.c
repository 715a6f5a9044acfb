/* The shortest story that breaks the same promise: deeds are taken out in halves, quarters and one by one (ddmin), then
 * debts and persons, then the will of the counterparties, then days. */
#include <string.h>

#include "sim.h"

#define TRIES_MAX 4000

static int tries;
static char wanted[24];

/* The promise before the colon is what must break again. */
static void remember(const char *broken)
{
	size_t len = strcspn(broken, ":");
	len = len < sizeof(wanted) - 1 ? len : sizeof(wanted) - 1;
	memcpy(wanted, broken, len);
	wanted[len] = '\0';
}

static bool still_breaks(const struct story *story)
{
	if (tries++ > TRIES_MAX)
		return false;
	return !sim_run(story, false) && strncmp(sim.db.broken, wanted, strlen(wanted)) == 0;
}

static bool without_deeds(struct story *story, int from, int count)
{
	struct story next = *story;
	bool changes = false;
	for (int i = from; i < from + count && i < story->deeds_count; i++) {
		changes = changes || !next.deeds[i].dropped;
		next.deeds[i].dropped = true;
	}
	if (!changes || !still_breaks(&next))
		return false;
	*story = next;
	return true;
}

static bool fewer_deeds(struct story *story)
{
	bool shorter = false;
	for (int part = story->deeds_count; part >= 1; part /= 2)
		for (int from = 0; from < story->deeds_count; from += part)
			shorter = without_deeds(story, from, part) || shorter;
	return shorter;
}

static bool try_story(struct story *story, const struct story *next)
{
	if (!still_breaks(next))
		return false;
	*story = *next;
	return true;
}

static bool smaller_portfolio(struct story *story)
{
	bool shorter = false;
	for (int i = 0; i < story->debts_count; i++) {
		struct story next = *story;
		next.debts[i].dropped = true;
		if (!story->debts[i].dropped)
			shorter = try_story(story, &next) || shorter;
		next = *story;
		next.debts[i].persons--;
		if (!story->debts[i].dropped && story->debts[i].persons > 1)
			shorter = try_story(story, &next) || shorter;
	}
	struct story alone = *story;
	alone.four_eyes = (struct approval_policy){.amount_cents = INT64_MAX};
	if (memcmp(&alone.four_eyes, &story->four_eyes, sizeof(alone.four_eyes)) != 0)
		shorter = try_story(story, &alone) || shorter;
	for (int i = 0; i < SIM_CHANNELS; i++) {
		struct story next = *story;
		next.has[i] = false;
		if (story->has[i])
			shorter = try_story(story, &next) || shorter;
	}
	return shorter;
}

static bool tamer(struct story *story)
{
	bool shorter = false;
	for (unsigned bit = 1; bit <= TAME_ALL; bit <<= 1) {
		struct story next = *story;
		next.tame |= bit;
		if ((story->tame & bit) == 0)
			shorter = try_story(story, &next) || shorter;
	}
	for (int i = 0; i < story->deeds_count; i++) {
		struct story next = *story;
		next.deeds[i].inside = FAULT_COUNT;
		if (deed_counts(story, i) && story->deeds[i].inside != FAULT_COUNT)
			shorter = try_story(story, &next) || shorter;
	}
	return shorter;
}

static bool fewer_days(struct story *story)
{
	bool shorter = false;
	for (int cut = story->days / 2; cut >= 1; cut /= 2) {
		struct story next = *story;
		next.days -= cut;
		if (next.days >= 1)
			shorter = try_story(story, &next) || shorter;
	}
	return shorter;
}

void shrink(struct story *story)
{
	tries = 0;
	remember(sim.db.broken);
	bool shorter = true;
	while (shorter && tries <= TRIES_MAX) {
		shorter = fewer_deeds(story);
		shorter = smaller_portfolio(story) || shorter;
		shorter = tamer(story) || shorter;
		shorter = fewer_days(story) || shorter;
	}
}
