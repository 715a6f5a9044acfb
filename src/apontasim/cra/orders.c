#include "apontasim/cra/orders.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 5

static const struct {
	const char *word;
	enum fault_kind kind;
} fault_words[] = {
	{"drop_before", FAULT_KIND_DROP_BEFORE}, {"drop_after", FAULT_KIND_DROP_AFTER},
	{"cut_answer", FAULT_KIND_CUT_ANSWER},   {"garbage", FAULT_KIND_GARBAGE},
	{"error_500", FAULT_KIND_ERROR_500},     {"delay", FAULT_KIND_DELAY},
};

static const struct {
	const char *word;
	enum fate_kind kind;
} fate_words[] = {
	{"pay", FATE_PAY},   {"slip", FATE_SLIP}, {"protest", FATE_PROTEST},
	{"stay", FATE_STAY}, {"late", FATE_LATE}, {"withdraw_ignored", FATE_WITHDRAW_IGNORED},
};

void orders_done(struct orders *orders)
{
	free(orders->faults);
	free(orders->fates);
	free(orders->refusals);
	*orders = (struct orders){0};
}

static int words_of(struct text line, struct text out[WORDS_MAX])
{
	int count = 0;
	struct text word;
	line = text_trim(line);
	while (count < WORDS_MAX && line.len > 0 && text_next(&line, ' ', &word)) {
		if (word.len > 0)
			out[count++] = word;
		line = text_trim(line);
	}
	return line.len > 0 ? WORDS_MAX + 1 : count;
}

static bool number_of(struct text digits, int *ret_number)
{
	if (!text_is_digits(digits) || digits.len > 7)
		return false;
	*ret_number = 0;
	for (size_t i = 0; i < digits.len; i++)
		*ret_number = *ret_number * 10 + (digits.at[i] - '0');
	return true;
}

static void *one_more(void *all, int count, size_t each, struct err *reterr)
{
	void *grown = count < ORDERS_MAX ? realloc(all, ((size_t)count + 1) * each) : NULL;
	if (grown == NULL)
		err_set(reterr, ERR_NO_MEMORY, "no room for more than %d orders of a kind", ORDERS_MAX);
	return grown;
}

enum rc orders_fault(struct orders *orders, struct text line, struct err *reterr)
{
	struct text words[WORDS_MAX];
	int count = words_of(line, words);
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
	struct fault_order *all = one_more(orders->faults, orders->faults_count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	orders->faults = all;
	all[orders->faults_count++] = order;
	return OK;
}

void orders_faults_clear(struct orders *orders)
{
	orders->faults_count = 0;
}

enum rc orders_fate(struct orders *orders, struct text line, struct fate_order *ret_fate, struct err *reterr)
{
	struct text words[WORDS_MAX];
	int count = words_of(line, words);
	struct fate_order order = {0};
	bool good = count >= 2 && count <= 3 && text_copy(words[0], order.number, sizeof(order.number));
	if (good && text_is(words[1], "irregular"))
		order.kind = count == 3 && words[2].len == 2 && text_copy(words[2], order.code, sizeof(order.code))
				     ? FATE_IRREGULAR
				     : FATE_NONE;
	if (good && text_is(words[1], "result"))
		order.kind = count == 3 && words[2].len == 1 && text_copy(words[2], order.code, sizeof(order.code))
				     ? FATE_RESULT
				     : FATE_NONE;
	for (size_t i = 0; good && count == 2 && i < ARRAY_LEN(fate_words); i++)
		if (text_is(words[1], fate_words[i].word))
			order.kind = fate_words[i].kind;
	if (!good || order.kind == FATE_NONE)
		return err_set(
			reterr, ERR_FORMAT,
			"a fate is \"NUMBER pay|slip|protest|irregular NN|stay|withdraw_ignored|late|result X\"");
	struct fate_order *all = one_more(orders->fates, orders->fates_count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	orders->fates = all;
	all[orders->fates_count++] = order;
	*ret_fate = order;
	return OK;
}

enum rc orders_refuse(struct orders *orders, struct text line, struct err *reterr)
{
	struct text words[WORDS_MAX];
	struct refusal_order order = {0};
	if (words_of(line, words) != 2 || words[0].len != 7 || !text_copy(words[0], order.ibge, sizeof(order.ibge)) ||
	    words[1].len < 4 || !text_is_digits(words[1]) || !text_copy(words[1], order.code, sizeof(order.code)))
		return err_set(reterr, ERR_FORMAT, "a refusal is \"IBGE CODE\", such as \"3550308 2106\"");
	struct refusal_order *all = one_more(orders->refusals, orders->refusals_count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	orders->refusals = all;
	all[orders->refusals_count++] = order;
	return OK;
}

static void fault_remove(struct orders *orders, int at)
{
	orders->faults_count--;
	memmove(&orders->faults[at], &orders->faults[at + 1],
		(size_t)(orders->faults_count - at) * sizeof(*orders->faults));
}

enum fault_kind orders_fault_take(struct orders *orders, const char *operation, int *ret_delay_ms)
{
	enum fault_kind taken = FAULT_KIND_NONE;
	*ret_delay_ms = 0;
	for (int i = 0; i < orders->faults_count; i++) {
		struct fault_order *order = &orders->faults[i];
		bool delay = order->kind == FAULT_KIND_DELAY;
		if ((strcmp(order->operation, "*") != 0 && strcmp(order->operation, operation) != 0) ||
		    (!delay && taken != FAULT_KIND_NONE))
			continue;
		if (delay)
			*ret_delay_ms += order->argument;
		else
			taken = order->kind;
		if (--order->left == 0)
			fault_remove(orders, i--);
	}
	return taken;
}

/* The newest order about the course of a title wins over older ones; the others stand beside it. */
static bool steers_course(enum fate_kind kind)
{
	return kind != FATE_LATE && kind != FATE_WITHDRAW_IGNORED && kind != FATE_RESULT;
}

bool orders_fated(const struct orders *orders, const char *number, enum fate_kind kind, char ret_code[3])
{
	for (int i = orders->fates_count - 1; i >= 0; i--) {
		const struct fate_order *order = &orders->fates[i];
		if (strcmp(order->number, number) != 0 || steers_course(order->kind) != steers_course(kind))
			continue;
		if (order->kind == kind) {
			if (ret_code != NULL)
				memcpy(ret_code, order->code, sizeof(order->code));
			return true;
		}
		if (steers_course(kind))
			return false;
	}
	return false;
}

bool orders_fated_otherwise(const struct orders *orders, const char *number)
{
	for (int i = 0; i < orders->fates_count; i++)
		if (strcmp(orders->fates[i].number, number) == 0 && steers_course(orders->fates[i].kind))
			return true;
	return false;
}

bool orders_refusal_take(struct orders *orders, const char *ibge, char ret_code[6])
{
	for (int i = 0; i < orders->refusals_count; i++) {
		if (strcmp(orders->refusals[i].ibge, ibge) != 0)
			continue;
		memcpy(ret_code, orders->refusals[i].code, sizeof(orders->refusals[i].code));
		orders->refusals_count--;
		memmove(&orders->refusals[i], &orders->refusals[i + 1],
			(size_t)(orders->refusals_count - i) * sizeof(*orders->refusals));
		return true;
	}
	return false;
}
