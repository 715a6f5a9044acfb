#include "apontasim/cra/orders.h"

#include <stdlib.h>
#include <string.h>

#include "apontasim/common/words.h"

static const struct {
	const char *word;
	enum fate_kind kind;
} fate_words[] = {
	{"pay", FATE_PAY},   {"slip", FATE_SLIP}, {"protest", FATE_PROTEST},
	{"stay", FATE_STAY}, {"late", FATE_LATE}, {"withdraw_ignored", FATE_WITHDRAW_IGNORED},
};

void orders_done(struct orders *orders)
{
	faults_done(&orders->faults);
	free(orders->fates);
	free(orders->refusals);
	*orders = (struct orders){0};
}

enum rc orders_fate(struct orders *orders, struct text line, struct fate_order *ret_fate, struct err *reterr)
{
	struct text words[WORDS_MAX];
	int count = words_split(line, words);
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
	struct fate_order *all = orders_grow(orders->fates, orders->fates_count, sizeof(*all), reterr);
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
	if (words_split(line, words) != 2 || words[0].len != 7 ||
	    !text_copy(words[0], order.ibge, sizeof(order.ibge)) || words[1].len < 4 || !text_is_digits(words[1]) ||
	    !text_copy(words[1], order.code, sizeof(order.code)))
		return err_set(reterr, ERR_FORMAT, "a refusal is \"IBGE CODE\", such as \"3550308 2106\"");
	struct refusal_order *all = orders_grow(orders->refusals, orders->refusals_count, sizeof(*all), reterr);
	if (all == NULL)
		return ERR_NO_MEMORY;
	orders->refusals = all;
	all[orders->refusals_count++] = order;
	return OK;
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
