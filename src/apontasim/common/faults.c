#include "apontasim/common/faults.h"

#include <stdlib.h>
#include <string.h>

#include "apontasim/common/words.h"

#define ARGUMENT_MAX 9999999

static const struct {
	const char *word;
	enum fault_kind kind;
} fault_words[] = {
	{"drop_before", FAULT_KIND_DROP_BEFORE}, {"drop_after", FAULT_KIND_DROP_AFTER},
	{"cut_answer", FAULT_KIND_CUT_ANSWER},   {"garbage", FAULT_KIND_GARBAGE},
	{"error_500", FAULT_KIND_ERROR_500},     {"delay", FAULT_KIND_DELAY},
};

void faults_done(struct faults *faults)
{
	free(faults->all);
	*faults = (struct faults){0};
}

void *orders_grow(void *all, int count, size_t each, struct err *reterr)
{
	void *grown = count < ORDERS_MAX ? realloc(all, ((size_t)count + 1) * each) : NULL;
	if (grown == NULL)
		err_set(reterr, ERR_NO_MEMORY, "no room for more than %d orders of a kind", ORDERS_MAX);
	return grown;
}

static bool number_of(struct text digits, int *ret_number)
{
	uint64_t number;
	if (!words_number(digits, ARGUMENT_MAX, &number))
		return false;
	*ret_number = (int)number;
	return true;
}

enum rc faults_order(struct faults *faults, struct text line, struct err *reterr)
{
	struct text words[WORDS_MAX];
	int count = words_split(line, words);
	struct fault_order order = {.left = 1};
	bool good = count >= 2 && count <= WORDS_MAX && text_copy(words[0], order.operation, sizeof(order.operation));
	for (size_t i = 0; good && i < ARRAY_LEN(fault_words); i++)
		if (text_is(words[1], fault_words[i].word))
			order.kind = fault_words[i].kind;
	int next = 2;
	if (good && order.kind == FAULT_KIND_DELAY)
		good = next < count && number_of(words[next++], &order.argument);
	if (good && next < count)
		good = words[next].at[0] == 'x' &&
		       number_of((struct text){words[next].at + 1, words[next].len - 1}, &order.left) &&
		       ++next == count;
	if (!good || order.kind == FAULT_KIND_NONE)
		return err_set(
			reterr, ERR_FORMAT,
			"a fault is \"OPERATION drop_before|drop_after|cut_answer|garbage|error_500|delay MS [xN]\"");
	struct fault_order *all = orders_grow(faults->all, faults->count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	faults->all = all;
	all[faults->count++] = order;
	return OK;
}

void faults_clear(struct faults *faults)
{
	faults->count = 0;
}

static void fault_remove(struct faults *faults, int at)
{
	faults->count--;
	memmove(&faults->all[at], &faults->all[at + 1], (size_t)(faults->count - at) * sizeof(*faults->all));
}

enum fault_kind faults_take(struct faults *faults, const char *operation, int *ret_delay_ms)
{
	enum fault_kind taken = FAULT_KIND_NONE;
	*ret_delay_ms = 0;
	for (int i = 0; i < faults->count; i++) {
		struct fault_order *order = &faults->all[i];
		bool delay = order->kind == FAULT_KIND_DELAY;
		if ((strcmp(order->operation, "*") != 0 && strcmp(order->operation, operation) != 0) ||
		    (!delay && taken != FAULT_KIND_NONE))
			continue;
		if (delay)
			*ret_delay_ms += order->argument;
		else
			taken = order->kind;
		if (--order->left == 0)
			fault_remove(faults, i--);
	}
	return taken;
}
