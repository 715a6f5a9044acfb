#include "domain/payer.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static const char *const class_names[PAYER_CLASS_COUNT] = {
	[PAYER_UNKNOWN] = "unknown",           [PAYER_ORDINARY] = "ordinary",
	[PAYER_GOOD] = "good_payer",           [PAYER_HABITUAL_LATE] = "habitual_late",
	[PAYER_UNRESPONSIVE] = "unresponsive", [PAYER_BAD_FAITH] = "bad_faith",
};

static const char *const class_words[PAYER_CLASS_COUNT] = {
	[PAYER_UNKNOWN] = "unknown payer",
	[PAYER_ORDINARY] = "ordinary payer",
	[PAYER_GOOD] = "good payer with a first delay",
	[PAYER_HABITUAL_LATE] = "habitual late payer",
	[PAYER_UNRESPONSIVE] = "unresponsive",
	[PAYER_BAD_FAITH] = "bad faith",
};

static const struct {
	const char *name;
	size_t offset;
} facts_table[PAYER_FACTS_COUNT] = {
	{"paid_on_time", offsetof(struct payer_facts, paid_on_time)},
	{"paid_late", offsetof(struct payer_facts, paid_late)},
	{"average_delay_days", offsetof(struct payer_facts, average_delay_days)},
	{"broken_promises", offsetof(struct payer_facts, broken_promises)},
	{"contacts_made", offsetof(struct payer_facts, contacts_made)},
	{"contacts_answered", offsetof(struct payer_facts, contacts_answered)},
};

const char *payer_fact_name(int i)
{
	return facts_table[i].name;
}

int payer_fact(const struct payer_facts *facts, int i)
{
	return *(const int *)((const char *)facts + facts_table[i].offset);
}

void payer_fact_set(struct payer_facts *facts, int i, int value)
{
	*(int *)((char *)facts + facts_table[i].offset) = value;
}

bool payer_is_told(const struct payer_facts *facts)
{
	for (int i = 0; i < PAYER_FACTS_COUNT; i++)
		if (payer_fact(facts, i) != PAYER_NOT_TOLD)
			return true;
	return false;
}

static bool at_least(int told, int least)
{
	return told != PAYER_NOT_TOLD && told >= least;
}

static bool at_most(int told, int most)
{
	return told != PAYER_NOT_TOLD && told <= most;
}

/* Each writes its words when the class fits. */
static bool is_bad_faith(const struct payer_terms *terms, const struct payer_facts *facts, char *words)
{
	if (!at_least(facts->broken_promises, terms->bad_faith_broken_promises))
		return false;
	(void)snprintf(words, PAYER_WORDS, "%d promises to pay were broken; %d or more are bad faith",
		       facts->broken_promises, terms->bad_faith_broken_promises);
	return true;
}

static bool is_good(const struct payer_terms *terms, const struct payer_facts *facts, char *words)
{
	if (!at_least(facts->paid_on_time, terms->good_paid_on_time) ||
	    !at_most(facts->paid_late, terms->good_paid_late) || facts->broken_promises > 0)
		return false;
	(void)snprintf(words, PAYER_WORDS,
		       "%d paid on time and %d late, no broken promise; a good payer has %d or more on time and at "
		       "most %d late",
		       facts->paid_on_time, facts->paid_late, terms->good_paid_on_time, terms->good_paid_late);
	return true;
}

static bool is_unresponsive(const struct payer_terms *terms, const struct payer_facts *facts, char *words)
{
	if (!at_least(facts->contacts_made, terms->unresponsive_contacts) ||
	    !at_most(facts->contacts_answered, terms->unresponsive_answered))
		return false;
	(void)snprintf(words, PAYER_WORDS, "%d of %d contacts were answered; at most %d of %d or more is unresponsive",
		       facts->contacts_answered, facts->contacts_made, terms->unresponsive_answered,
		       terms->unresponsive_contacts);
	return true;
}

static bool is_habitual_late(const struct payer_terms *terms, const struct payer_facts *facts, char *words)
{
	int on_time = facts->paid_on_time != PAYER_NOT_TOLD ? facts->paid_on_time : 0;
	int delay = facts->average_delay_days;
	if (!at_least(facts->paid_late, terms->habitual_paid_late) || facts->paid_late == 0 ||
	    (int64_t)facts->paid_late * 100 < ((int64_t)facts->paid_late + on_time) * terms->habitual_late_percent ||
	    (delay != PAYER_NOT_TOLD && delay < terms->habitual_delay_days))
		return false;
	int len = snprintf(words, PAYER_WORDS, "%d of %d that were paid came late", facts->paid_late,
			   facts->paid_late + on_time);
	if (delay != PAYER_NOT_TOLD)
		len += snprintf(words + len, (size_t)(PAYER_WORDS - len), ", by %d days on average", delay);
	(void)snprintf(words + len, (size_t)(PAYER_WORDS - len),
		       "; %d or more, %d %% or more and %d days or more are a habit", terms->habitual_paid_late,
		       terms->habitual_late_percent, terms->habitual_delay_days);
	return true;
}

/* What was told, for those to whom no class fits. */
static void told_words(const struct payer_facts *facts, char *words)
{
	int len = snprintf(words, PAYER_WORDS, "no class fits what was told:");
	for (int i = 0; i < PAYER_FACTS_COUNT && len < PAYER_WORDS; i++)
		if (payer_fact(facts, i) != PAYER_NOT_TOLD)
			len += snprintf(words + len, (size_t)(PAYER_WORDS - len), " %s %d,", payer_fact_name(i),
					payer_fact(facts, i));
	if (len > 0 && len < PAYER_WORDS)
		words[len - 1] = '\0'; /* the last comma */
}

void payer_classify(const struct payer_terms *terms, const struct payer_facts *facts, struct payer *ret_payer)
{
	static const struct {
		enum payer_class class;
		bool (*fits)(const struct payer_terms *, const struct payer_facts *, char *);
	} order[] = {
		{PAYER_BAD_FAITH, is_bad_faith},
		{PAYER_GOOD, is_good},
		{PAYER_UNRESPONSIVE, is_unresponsive},
		{PAYER_HABITUAL_LATE, is_habitual_late},
	};
	*ret_payer = (struct payer){.class = PAYER_UNKNOWN};
	if (!payer_is_told(facts)) {
		(void)snprintf(ret_payer->words, PAYER_WORDS, "nothing was told of how this debtor pays");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (order[i].fits(terms, facts, ret_payer->words)) {
			ret_payer->class = order[i].class;
			return;
		}
	ret_payer->class = PAYER_ORDINARY;
	told_words(facts, ret_payer->words);
}

bool payer_wants_person(const struct payer_terms *terms, enum payer_class class)
{
	return class == PAYER_GOOD && terms->good_payer_to_person;
}

const char *payer_class_name(enum payer_class class)
{
	return class_names[class];
}

const char *payer_class_words(enum payer_class class)
{
	return class_words[class];
}

enum rc payer_class_by_name(struct text name, enum payer_class *ret_class)
{
	for (size_t i = 0; i < ARRAY_LEN(class_names); i++)
		if (text_is(name, class_names[i])) {
			*ret_class = (enum payer_class)i;
			return OK;
		}
	return ERR_UNKNOWN;
}
