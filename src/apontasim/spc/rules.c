#include "apontasim/spc/rules.h"

#include <string.h>

#include "apontasim/common/document.h"

#define YEAR_MIN        1901 /* 1900 is what a program sends that knows no date */
#define YEAR_MAX        2199
#define AMOUNT_DIGITS   13
#define CEP_DIGITS      8
#define EMAIL_SIZE_MAX  100
#define DATE_TIME_BYTES 19

static bool is_letter(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

static bool has_letter(const char *value)
{
	for (; *value != '\0'; value++)
		if (is_letter((unsigned char)*value))
			return true;
	return false;
}

static size_t characters(const char *value)
{
	size_t count = 0;
	for (; *value != '\0'; value++)
		count += ((unsigned char)*value & 0xc0) != 0x80;
	return count;
}

static bool all_same(const char *value)
{
	return value[strspn(value, (const char[]){value[0], '\0'})] == '\0';
}

static bool digits_between(const char *value, size_t least, size_t most)
{
	size_t len = strlen(value);
	return len >= least && len <= most && strspn(value, "0123456789") == len;
}

static bool is_one_of(const char *value, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], value) == 0)
			return true;
	return false;
}

static const char *words_breach(const char *value)
{
	static const char *const fillers[] = {
		"NAO INFORMADO", "NÃO INFORMADO", "NAO INFORMADA", "NÃO INFORMADA",  "NAO CONSTA",
		"NADA CONSTA",   "DESCONHECIDO",  "DESCONHECIDA",  "SEM INFORMACAO", "SEM ENDERECO",
		"N/A",           "N/I",           "NULL",          "TESTE",
	};
	if (!has_letter(value) || all_same(value) || is_one_of(value, fillers, ARRAY_LEN(fillers)))
		return "is a filler; it must say something";
	return NULL;
}

static const char *house_breach(const char *value)
{
	return strspn(value, "0-. ") == strlen(value) ? "is a filler; a house without a number is S/N" : NULL;
}

static const char *person_breach(const char *value)
{
	return strcmp(value, "F") == 0 || strcmp(value, "J") == 0 ? NULL : "must be F or J";
}

static const char *cpf_breach(const char *value)
{
	return document_is_cpf(value) ? NULL : "must be a CPF of 11 digits without a mask";
}

static const char *cnpj_breach(const char *value)
{
	return document_is_cnpj(value) ? NULL : "must be a CNPJ of 14 characters without a mask";
}

static const char *document_breach(const char *value)
{
	return document_is_cpf(value) || document_is_cnpj(value) ? NULL : "must be a CPF or CNPJ without a mask";
}

static const char *state_breach(const char *value)
{
	static const char *const states[] = {"AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO",
					     "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR",
					     "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"};
	return is_one_of(value, states, ARRAY_LEN(states)) ? NULL : "must be the two letters of a state";
}

static const char *region_breach(const char *value)
{
	return digits_between(value, 1, 1) || state_breach(value) == NULL ? NULL : "must be a digit or a state";
}

static const char *letter_breach(const char *value)
{
	return value[0] >= 'A' && value[0] <= 'Z' && value[1] == '\0' ? NULL : "must be one capital letter";
}

bool spc_rule_date(const char *value, struct date *ret_date)
{
	struct text text = text_of(value);
	if (text.len != DATE_TIME_BYTES || strcmp(value + 10, "T00:00:00") != 0)
		return false;
	text.len = 10;
	return date_parse_iso(text, ret_date, NULL) == OK;
}

static const char *date_breach(const char *value)
{
	struct date date;
	int year;
	int month;
	int day;
	if (!spc_rule_date(value, &date))
		return "must be a day as yyyy-MM-ddT00:00:00";
	date_split(date, &year, &month, &day);
	return year < YEAR_MIN || year > YEAR_MAX ? "is a filler; no such date is true" : NULL;
}

static const char *email_breach(const char *value)
{
	const char *at = strchr(value, '@');
	bool good = at != NULL && at != value && strchr(at + 1, '@') == NULL && strchr(at + 1, '.') != NULL &&
		    at[1] != '.' && value[strlen(value) - 1] != '.' && strpbrk(value, " ,;") == NULL &&
		    strlen(value) <= EMAIL_SIZE_MAX;
	return good ? NULL : "must be one e-mail address of at most 100 characters";
}

static const char *area_code_breach(const char *value)
{
	return digits_between(value, 2, 2) && strchr(value, '0') == NULL ? NULL : "must be a Brazilian area code";
}

static const char *phone_breach(const char *value)
{
	if (!digits_between(value, 8, 9))
		return "must be 8 or 9 digits";
	return value[0] == '0' || all_same(value) ? "is a filler; leave the telephone out" : NULL;
}

static const char *member_breach(const char *value)
{
	return digits_between(value, 1, 8) ? NULL : "must be at most 8 digits";
}

static const char *contract_breach(const char *value)
{
	for (const char *at = value; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			return "must be printable ASCII";
	return value[strspn(value, "0")] == '\0' ? "is a filler; the contract is part of the key" : NULL;
}

/* "1433.98": thirteen digits in all, as the batch layout has them. */
static const char *amount_breach(const char *value)
{
	size_t whole = strspn(value, "0123456789");
	bool shaped = whole >= 1 && whole <= AMOUNT_DIGITS - 2 && value[whole] == '.' &&
		      digits_between(value + whole + 1, 2, 2);
	if (!shaped || (value[0] == '0' && whole > 1))
		return "must have a dot, two places, at most 13 digits and no leading zeros";
	return strspn(value, "0.") == strlen(value) ? "must be more than zero" : NULL;
}

static const char *id_breach(const char *value)
{
	return digits_between(value, 1, 5) && value[0] != '0' ? NULL : "must be an integer";
}

static const char *cep_breach(const char *value)
{
	if (!digits_between(value, CEP_DIGITS, CEP_DIGITS))
		return "must be 8 digits without a mask";
	return all_same(value) || strncmp(value, "00", 2) == 0 ? "is a filler; the notice goes there" : NULL;
}

static const char *yes_no_breach(const char *value)
{
	return strcmp(value, "S") == 0 || strcmp(value, "N") == 0 ? NULL : "must be S or N";
}

const char *spc_rule_breach(enum spc_rule rule, int size_max, const char *value)
{
	static const char *(*const breach[SPC_RULES])(const char *) = {
		[SPC_RULE_WORDS] = words_breach,
		[SPC_RULE_HOUSE] = house_breach,
		[SPC_RULE_PERSON] = person_breach,
		[SPC_RULE_CPF] = cpf_breach,
		[SPC_RULE_CNPJ] = cnpj_breach,
		[SPC_RULE_DOCUMENT] = document_breach,
		[SPC_RULE_REGION] = region_breach,
		[SPC_RULE_STATE] = state_breach,
		[SPC_RULE_LETTER] = letter_breach,
		[SPC_RULE_DATE] = date_breach,
		[SPC_RULE_EMAIL] = email_breach,
		[SPC_RULE_AREA_CODE] = area_code_breach,
		[SPC_RULE_PHONE] = phone_breach,
		[SPC_RULE_MEMBER] = member_breach,
		[SPC_RULE_CONTRACT] = contract_breach,
		[SPC_RULE_AMOUNT] = amount_breach,
		[SPC_RULE_ID] = id_breach,
		[SPC_RULE_CEP] = cep_breach,
		[SPC_RULE_YES_NO] = yes_no_breach,
	};
	struct text text = text_of(value);
	if (rule == SPC_RULE_ANY)
		return NULL;
	if (rule == SPC_RULE_BLOCK)
		return text_trim(text).len > 0 ? "must hold no text" : NULL;
	if (text.len == 0)
		return "is empty; leave out what there is nothing to say of";
	if (text_trim(text).len != text.len)
		return "must have no blanks around it";
	if (size_max > 0 && characters(value) > (size_t)size_max)
		return "is too long";
	return breach[rule] != NULL ? breach[rule](value) : NULL;
}
