#include "domain/money.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CENTS_MAX ((uint64_t)INT64_MAX)

/* Reads digits on behind `value`; false when it would pass INT64_MAX. */
static bool append_digits(uint64_t *value, struct text digits)
{
	for (size_t i = 0; i < digits.len; i++) {
		uint64_t unit = (uint64_t)(digits.at[i] - '0');
		if (*value > (CENTS_MAX - unit) / 10)
			return false;
		*value = *value * 10 + unit;
	}
	return true;
}

static enum rc too_large(struct err *reterr)
{
	return err_set(reterr, ERR_RANGE, "the amount is larger than 92233720368547758.07, the most that is taken");
}

enum rc money_parse(struct text decimal, int64_t *ret_cents, struct err *reterr)
{
	static const char *const wanted = "digits, a decimal point and two decimals are wanted, as in 1234.56";
	bool negative = text_starts(decimal, "-");
	struct text rest = negative ? (struct text){decimal.at + 1, decimal.len - 1} : decimal;
	struct text whole = {NULL, 0};
	struct text fraction = {NULL, 0};
	bool has_point = rest.len > 0 && memchr(rest.at, '.', rest.len) != NULL;
	if (!text_next(&rest, '.', &whole) || !text_is_digits(whole))
		return err_set(reterr, ERR_FORMAT, "not an amount: %s", wanted);
	if (has_point) {
		fraction = rest;
		if (!text_is_digits(fraction))
			return err_set(reterr, ERR_FORMAT, "not an amount: %s", wanted);
	}
	struct text cents = {fraction.at, fraction.len < 2 ? fraction.len : 2};
	if (fraction.len > 2 && !text_all((struct text){fraction.at + 2, fraction.len - 2}, '0'))
		return err_set(reterr, ERR_FORMAT, "an amount with parts of a cent: %s", wanted);
	uint64_t value = 0;
	if (!append_digits(&value, whole) || !append_digits(&value, cents) ||
	    !append_digits(&value, (struct text){"00", 2 - cents.len}))
		return too_large(reterr);
	*ret_cents = negative ? -(int64_t)value : (int64_t)value;
	return OK;
}

enum rc money_parse_cents(struct text digits, int64_t *ret_cents, struct err *reterr)
{
	uint64_t value = 0;
	if (!text_is_digits(digits))
		return err_set(reterr, ERR_FORMAT,
			       "not an amount in cents: digits alone are wanted, as in 00000000063558");
	if (!append_digits(&value, digits))
		return too_large(reterr);
	*ret_cents = (int64_t)value;
	return OK;
}

static uint64_t magnitude(int64_t cents)
{
	return cents < 0 ? (uint64_t)0 - (uint64_t)cents : (uint64_t)cents;
}

const char *money_text(int64_t cents, char out[MONEY_TEXT_BYTES])
{
	uint64_t value = magnitude(cents);
	(void)snprintf(out, MONEY_TEXT_BYTES, "%s%llu.%02u", cents < 0 ? "-" : "", (unsigned long long)(value / 100),
		       (unsigned)(value % 100));
	return out;
}

const char *money_words(int64_t cents, char out[MONEY_TEXT_BYTES])
{
	/* From the right: two decimals, then points between groups of three. */
	uint64_t value = magnitude(cents);
	char reversed[MONEY_TEXT_BYTES];
	int len = 0;
	for (int digit = 0; digit < 3 || value > 0; digit++) {
		if (digit == 2)
			reversed[len++] = ',';
		else if (digit > 2 && (digit - 2) % 3 == 0)
			reversed[len++] = '.';
		reversed[len++] = (char)('0' + value % 10);
		value /= 10;
	}
	int at = snprintf(out, MONEY_TEXT_BYTES, "%sR$ ", cents < 0 ? "-" : "");
	while (len > 0)
		out[at++] = reversed[--len];
	out[at] = '\0';
	return out;
}

enum rc money_add(int64_t a_cents, int64_t b_cents, int64_t *ret_cents)
{
	int64_t sum;
	if (__builtin_add_overflow(a_cents, b_cents, &sum))
		return ERR_RANGE;
	*ret_cents = sum;
	return OK;
}
