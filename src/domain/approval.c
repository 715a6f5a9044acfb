#include "domain/approval.h"

#include <stdio.h>
#include <string.h>

#include "domain/money.h"

static const struct {
	enum approval_why why;
	const char *name;
} names[APPROVAL_WHY_COUNT] = {{APPROVAL_AMOUNT, "amount"},
			       {APPROVAL_BATCH, "batch"},
			       {APPROVAL_FIRST, "first"},
			       {APPROVAL_GOOD_PAYER, "good_payer"}};

unsigned approval_why(const struct approval_policy *policy, const struct approval_facts *facts)
{
	unsigned why = 0;
	if (policy->amount_cents != INT64_MAX && facts->amount_cents >= policy->amount_cents)
		why |= APPROVAL_AMOUNT;
	if (policy->batch > 0 && (facts->batch_waits || facts->passed_today >= policy->batch))
		why |= APPROVAL_BATCH;
	if (policy->first && !facts->first_taken)
		why |= APPROVAL_FIRST;
	if (facts->good_payer)
		why |= APPROVAL_GOOD_PAYER;
	return why;
}

const char *approval_why_names(unsigned why, char out[APPROVAL_WHY_BYTES])
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if ((why & names[i].why) != 0)
			len += (size_t)snprintf(out + len, APPROVAL_WHY_BYTES - len, "%s%s", len > 0 ? ", " : "",
						names[i].name);
	return out;
}

enum rc approval_why_parse(struct text list, unsigned *ret_why)
{
	struct text word;
	unsigned why = 0;
	while (text_next(&list, ',', &word)) {
		unsigned before = why;
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (text_is(text_trim(word), names[i].name))
				why |= names[i].why;
		if (why == before)
			return ERR_UNKNOWN;
	}
	*ret_why = why;
	return OK;
}

/* Behind what stands there already, "; " between; what does not fit is left out. */
static void add(char out[APPROVAL_WORDS_BYTES], const char *words)
{
	size_t len = strlen(out);
	(void)snprintf(out + len, APPROVAL_WORDS_BYTES - len, "%s%s", len > 0 ? "; " : "", words);
}

const char *approval_words(unsigned why, const struct approval_policy *policy, const struct approval_facts *facts,
			   char out[APPROVAL_WORDS_BYTES])
{
	char owed[MONEY_TEXT_BYTES];
	char least[MONEY_TEXT_BYTES];
	char words[APPROVAL_WORDS_BYTES];
	out[0] = '\0';
	if ((why & APPROVAL_AMOUNT) != 0) {
		(void)snprintf(words, sizeof(words), "%s is %s or more", money_words(facts->amount_cents, owed),
			       money_words(policy->amount_cents, least));
		add(out, words);
	}
	if ((why & APPROVAL_BATCH) != 0) {
		(void)snprintf(words, sizeof(words), "%d of the account passed in a day", policy->batch);
		add(out, words);
	}
	if ((why & APPROVAL_FIRST) != 0)
		add(out, "none of the account was approved and taken yet");
	if ((why & APPROVAL_GOOD_PAYER) != 0)
		add(out, "a good payer with a first delay");
	return out;
}

/* The next letter of a name, small, one blank for many; U+00C0 to U+00DE (but for the times sign) are the capitals of
 * Portuguese and lie 32 before their small ones. 0 at the end. */
static unsigned next_letter(struct text *rest)
{
	if (rest->len == 0)
		return 0;
	unsigned char c = (unsigned char)rest->at[0];
	size_t taken = 1;
	unsigned letter = c;
	if (c == ' ' || c == '\t') {
		while (taken < rest->len && (rest->at[taken] == ' ' || rest->at[taken] == '\t'))
			taken++;
		letter = ' ';
	} else if (c >= 'A' && c <= 'Z') {
		letter = c - 'A' + 'a';
	} else if (c == 0xc3 && rest->len > 1) {
		unsigned char low = (unsigned char)rest->at[1];
		taken = 2;
		letter = 0x100u + low + (low >= 0x80 && low <= 0x9e && low != 0x97 ? 0x20 : 0);
	}
	rest->at += taken;
	rest->len -= taken;
	return letter;
}

bool approval_same_person(struct text a, struct text b)
{
	a = text_trim(a);
	b = text_trim(b);
	for (;;) {
		unsigned of_a = next_letter(&a);
		unsigned of_b = next_letter(&b);
		if (of_a != of_b)
			return false;
		if (of_a == 0)
			return true;
	}
}
