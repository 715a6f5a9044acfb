#include "domain/ibge.h"

#include <string.h>

static const struct state_code {
	char digits[3];
	char uf[3];
} states[] = {
	{"11", "RO"}, {"12", "AC"}, {"13", "AM"}, {"14", "RR"}, {"15", "PA"}, {"16", "AP"}, {"17", "TO"},
	{"21", "MA"}, {"22", "PI"}, {"23", "CE"}, {"24", "RN"}, {"25", "PB"}, {"26", "PE"}, {"27", "AL"},
	{"28", "SE"}, {"29", "BA"}, {"31", "MG"}, {"32", "ES"}, {"33", "RJ"}, {"35", "SP"}, {"41", "PR"},
	{"42", "SC"}, {"43", "RS"}, {"50", "MS"}, {"51", "MT"}, {"52", "GO"}, {"53", "DF"},
};

/* Official codes whose last digit does not follow from the others. */
static const char exceptions[][8] = {
	"2201919", /* Bom Princípio do Piauí */
	"2201988", /* Brejo do Piauí */
	"2202251", /* Canavieira */
	"2611533", /* Quixaba */
	"3117836", /* Cônego Marinho */
	"3152131", /* Ponto Chique */
	"4305871", /* Coronel Barros */
	"5203939", /* Buriti de Goiás */
	"5203962", /* Buritinópolis */
};

#define CODE_LEN 7

/* Digits times 1, 2, 1, 2 …, the digits of each product summed, up to the next ten. */
static char check_digit(struct text code)
{
	int sum = 0;
	for (size_t i = 0; i < CODE_LEN - 1; i++) {
		int product = (code.at[i] - '0') * (i % 2 == 0 ? 1 : 2);
		sum += product / 10 + product % 10;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static bool is_exception(struct text code)
{
	for (size_t i = 0; i < ARRAY_LEN(exceptions); i++)
		if (text_is(code, exceptions[i]))
			return true;
	return false;
}

const char *ibge_state(struct text code)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_starts(code, states[i].digits))
			return states[i].uf;
	return NULL;
}

bool ibge_is_state(struct text uf)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_is(uf, states[i].uf))
			return true;
	return false;
}

enum rc ibge_check(struct text code, bool *ret_digit_fits, struct err *reterr)
{
	if (code.len != CODE_LEN || !text_is_digits(code))
		return err_set(reterr, ERR_FORMAT,
			       "not a municipality code of the IBGE: seven digits are wanted, as in 3550308");
	if (ibge_state(code) == NULL)
		return err_set(reterr, ERR_UNKNOWN, "no state has the IBGE code %.2s, with which %.7s begins", code.at,
			       code.at);
	if (ret_digit_fits != NULL)
		*ret_digit_fits = code.at[CODE_LEN - 1] == check_digit(code) || is_exception(code);
	return OK;
}
