/* Whether a bare amount ("274") is reais or cents.
 *
 * A decimal point says reais. Digits as many as the field is wide, or starting with a zero, are cents, as the layout
 * has them. What is left is digits fewer than the width: CRA21 drops trailing zeros in what it gives back, so that
 * R$ 274,00 is "274", and a file of such values looks like one of cents whose zero fill was lost. The trailer decides:
 * bare values are cents only when the lote has no decimal point, the trailer's sum is zero filled (so it is cents for
 * certain), and the balances add up to it as cents and not as reais. Otherwise they are reais. */

#include <string.h>

#include "domain/money.h"
#include "wire/cra_lote_layout.h"

static bool has_point(struct text value)
{
	return value.len > 0 && memchr(value.at, '.', value.len) != NULL;
}

/* Cents beyond doubt: zero filled, or as wide as the field. */
static bool is_filled(struct text value, const struct field *field)
{
	return text_is_digits(value) && (value.at[0] == '0' || value.len >= (size_t)field->length);
}

bool lote_is_bare(const struct record *record, int number)
{
	struct text value = record_trimmed(record, number);
	return text_is_digits(value) && !is_filled(value, layout_field(record->layout, number));
}

enum rc lote_cents(const struct record *record, int number, enum lote_money money, int64_t *ret_cents,
		   struct err *reterr)
{
	struct text value = record_trimmed(record, number);
	if (value.len == 0) {
		*ret_cents = 0;
		return OK;
	}
	bool cents = !has_point(value) && (money == LOTE_MONEY_CENTS || !lote_is_bare(record, number));
	if (cents)
		return money_parse_cents(value, ret_cents, reterr);
	return money_parse(value, ret_cents, reterr);
}

/* The sum of both readings of the balances so far; -1 once one cannot be had. */
struct sums {
	int64_t as_reais;
	int64_t as_cents;
	bool has_point;
	bool has_bare;
};

static void add(int64_t *sum, const struct record *record, enum lote_money money)
{
	int64_t cents = 0;
	struct err err;
	if (*sum < 0)
		return;
	if (lote_cents(record, T_BALANCE, money, &cents, &err) != OK || money_add(*sum, cents, sum) != OK)
		*sum = -1;
}

static void take_transaction(struct sums *sums, const struct record *record)
{
	static const int numbers[] = {T_AMOUNT, T_BALANCE, T_NOTARY_FEE, T_DISTRIBUTION, T_RECORDING, T_OTHER};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		sums->has_point = sums->has_point || has_point(record_get(record, numbers[i]));
		sums->has_bare = sums->has_bare || lote_is_bare(record, numbers[i]);
	}
	add(&sums->as_reais, record, LOTE_MONEY_DECIMAL);
	add(&sums->as_cents, record, LOTE_MONEY_CENTS);
}

enum rc lote_money_of(const struct lote_walk *walk, enum lote_money *ret_money, struct err *reterr)
{
	struct lote_walk ahead = *walk;
	struct record record;
	struct sums sums = {0};
	struct err err;
	int unknown = 0;
	enum lote_event event = LOTE_END;
	enum lote_money money = walk->columns ? LOTE_MONEY_CENTS : LOTE_MONEY_DECIMAL;
	while (!walk->columns) {
		enum rc rc = lote_walk_next(&ahead, &event, &record, &unknown, reterr);
		if (rc != OK)
			return rc;
		if (event == LOTE_END || event == LOTE_HEADER)
			break;
		if (event == LOTE_TRANSACTION)
			take_transaction(&sums, &record);
		if (event != LOTE_TRAILER)
			continue;
		int64_t told = 0;
		struct text sum = record_trimmed(&record, L_VALUE_SUM);
		if (!sums.has_point && sums.has_bare && is_filled(sum, layout_field(&lote_trailer, L_VALUE_SUM)) &&
		    lote_cents(&record, L_VALUE_SUM, LOTE_MONEY_CENTS, &told, &err) == OK && told == sums.as_cents &&
		    told != sums.as_reais)
			money = LOTE_MONEY_CENTS;
		break;
	}
	*ret_money = money;
	return OK;
}
