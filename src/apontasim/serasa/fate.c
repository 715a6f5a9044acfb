#include "apontasim/serasa/fate.h"

#include <stdlib.h>
#include <string.h>

#include "apontasim/common/faults.h"
#include "apontasim/common/lookup.h"
#include "apontasim/common/words.h"

#define LATE_MINUTES_MAX (60 * 24 * 60)

void serasa_fates_done(struct serasa_fates *fates)
{
	free(fates->all);
	*fates = (struct serasa_fates){0};
}

static struct serasa_fate *fate_at(struct serasa_fates *fates, const char *contract)
{
	for (int i = 0; i < fates->count; i++)
		if (strcmp(fates->all[i].contract, contract) == 0)
			return &fates->all[i];
	return NULL;
}

const struct serasa_fate *serasa_fates_find(const struct serasa_fates *fates, const char *contract)
{
	static const struct serasa_fate plain;
	for (int i = 0; i < fates->count; i++)
		if (strcmp(fates->all[i].contract, contract) == 0)
			return &fates->all[i];
	return &plain;
}

static bool code_read(const struct text *word, bool there, const char *otherwise, char out[4])
{
	if (!there) {
		if (otherwise != NULL)
			memcpy(out, otherwise, 4);
		return otherwise != NULL;
	}
	return word->len == 3 && text_is_digits(*word) && text_copy(*word, out, 4);
}

static bool fate_read(struct serasa_fate *fate, const struct text *words, int count)
{
	bool more = count == 3;
	uint64_t minutes;
	if (text_is(words[1], "reject"))
		return code_read(&words[2], more, NULL, fate->reject);
	if (text_is(words[1], "reject_exclusion"))
		return code_read(&words[2], more, NULL, fate->reject_exclusion);
	if (text_is(words[1], "letter_returned"))
		return code_read(&words[2], more, "301", fate->letter);
	if (text_is(words[1], "late")) {
		if (!more || !words_number(words[2], LATE_MINUTES_MAX, &minutes))
			return false;
		fate->late_minutes = (int)minutes;
		return true;
	}
	if (more)
		return false;
	if (text_is(words[1], "plain")) {
		struct serasa_fate plain = {0};
		memcpy(plain.contract, fate->contract, sizeof(plain.contract));
		*fate = plain;
		return true;
	}
	bool silent = text_is(words[1], "silent");
	bool court = text_is(words[1], "court");
	fate->silent |= silent;
	fate->court |= court;
	return silent || court;
}

enum rc serasa_fates_order(struct serasa_fates *fates, struct text line, struct err *reterr)
{
	struct text words[WORDS_MAX];
	int count = words_split(line, words);
	struct serasa_fate fate = {0};
	struct serasa_fate *known = NULL;
	bool good = (count == 2 || count == 3) && text_copy(words[0], fate.contract, sizeof(fate.contract));
	if (good)
		known = fate_at(fates, fate.contract);
	if (known != NULL)
		fate = *known;
	if (!good || !fate_read(&fate, words, count))
		return err_set(reterr, ERR_FORMAT,
			       "a fate is \"CONTRACT reject CODE|reject_exclusion CODE|silent|late MINUTES|"
			       "letter_returned [CODE]|court|plain\"; a CODE has three digits");
	if (known == NULL) {
		struct serasa_fate *all = orders_grow(fates->all, fates->count, sizeof(*all), reterr);
		if (all == NULL)
			return ERR_NO_MEMORY;
		fates->all = all;
		known = &all[fates->count++];
	}
	*known = fate;
	return OK;
}

int serasa_fate_draw(uint64_t seed, const char *debtor, const char *contract, enum draw draw)
{
	uint64_t hash = hash_bytes(HASH_START, &seed, sizeof(seed));
	hash = hash_text(hash_text(hash, debtor), contract);
	return (int)(hash_mix(hash + (uint64_t)draw) % 100);
}
