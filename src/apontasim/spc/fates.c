#include "apontasim/spc/fates.h"

#include <stdlib.h>
#include <string.h>

#include "apontasim/common/faults.h"

void spc_fates_done(struct spc_fates *fates)
{
	free(fates->all);
	*fates = (struct spc_fates){0};
}

/* The next word of a line; the rest keeps its blanks. */
static struct text word_take(struct text *rest)
{
	struct text word = {0};
	*rest = text_trim(*rest);
	(void)text_next(rest, ' ', &word);
	return word;
}

static bool order_read(struct text line, struct spc_fate_order *ret_order)
{
	static const struct {
		const char *word;
		enum spc_fate fate;
	} words[] = {{"accept", SPC_FATE_ACCEPT}, {"reject", SPC_FATE_REJECT}, {"vanish", SPC_FATE_VANISH}};
	struct spc_fate_order order = {0};
	struct text contract = word_take(&line);
	struct text what = word_take(&line);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_is(what, words[i].word))
			order.fate = words[i].fate;
	if (order.fate == SPC_FATE_NONE || contract.len == 0 ||
	    !text_copy(contract, order.contract, sizeof(order.contract)))
		return false;
	if (order.fate == SPC_FATE_REJECT) {
		struct text code = word_take(&line);
		if (code.len == 0 || !text_copy(code, order.code, sizeof(order.code)))
			return false;
		line = text_trim(line);
		if (line.len == 0 || !text_copy(line, order.words, sizeof(order.words)))
			return false;
	} else if (text_trim(line).len > 0) {
		return false;
	}
	*ret_order = order;
	return true;
}

enum rc spc_fates_order(struct spc_fates *fates, struct text line, struct spc_fate_order *ret_order, struct err *reterr)
{
	struct spc_fate_order order;
	if (!order_read(line, &order))
		return err_set(reterr, ERR_FORMAT, "a fate is \"CONTRACT reject CODE TEXT|vanish|accept\"");
	spc_fates_forget(fates, order.contract);
	struct spc_fate_order *all = orders_grow(fates->all, fates->count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	fates->all = all;
	all[fates->count++] = order;
	if (ret_order != NULL)
		*ret_order = order;
	return OK;
}

const struct spc_fate_order *spc_fates_find(const struct spc_fates *fates, const char *contract)
{
	for (int i = 0; i < fates->count; i++)
		if (strcmp(fates->all[i].contract, contract) == 0)
			return &fates->all[i];
	return NULL;
}

void spc_fates_forget(struct spc_fates *fates, const char *contract)
{
	const struct spc_fate_order *order = spc_fates_find(fates, contract);
	if (order == NULL)
		return;
	int at = (int)(order - fates->all);
	fates->count--;
	memmove(&fates->all[at], &fates->all[at + 1], (size_t)(fates->count - at) * sizeof(*fates->all));
}

bool spc_fate_refuses(const struct spc_fate_order *order, enum spc_operation operation)
{
	if (order == NULL || order->fate != SPC_FATE_REJECT)
		return false;
	bool of_inclusion = text_starts(text_of(order->code), "IE_SPC001");
	bool of_removal = text_starts(text_of(order->code), "IE_SPC005");
	return of_inclusion == of_removal || of_inclusion == (operation == SPC_INCLUDE);
}

int spc_fate_draw(uint64_t seed, const struct spc_record *record, const char *draw)
{
	uint64_t hash = hash_bytes(HASH_START, &seed, sizeof(seed));
	hash = hash_text(hash, record->contract);
	hash = hash_text(hash, record->document);
	hash = hash_text(hash, draw);
	return (int)(hash_mix(hash) % 100);
}
