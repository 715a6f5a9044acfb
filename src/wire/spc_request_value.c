#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "domain/taxid.h"
#include "wire/spc_codes.h"
#include "wire/spc_request.h"
#include "wire/translit.h"

#define VIOLATION(checker, ...) SPC_FIND(checker, FINDING_VIOLATION, (checker)->request->operation, __VA_ARGS__)
#define NOTE(checker, ...)      SPC_FIND(checker, FINDING_NOTE, (checker)->request->operation, __VA_ARGS__)

typedef void value_check(struct spc_checker *checker, const struct spc_part *part, struct text value);

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static void check_text(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ') {
			VIOLATION(checker, "character %zu is a tab or a line end; right is one line of text",
				  translit_count((struct text){value.at, i}) + 1);
			break;
		}
	if (part->length > 0 && translit_count(value) > (size_t)part->length)
		SPC_FIND(checker, FINDING_VIOLATION, part->limit,
			 "has %zu characters; at most %d are known to be taken", translit_count(value), part->length);
}

/* "0" for a street gets past a check, and then the notice goes nowhere. */
static void check_words(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	bool has_letter = false;
	for (size_t i = 0; i < value.len && !has_letter; i++) {
		unsigned char c = (unsigned char)value.at[i];
		has_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
	}
	if (!has_letter)
		VIOLATION(checker, "is no name: it has no letter; a filler makes the notice void");
	check_text(checker, part, value);
}

static void check_person_type(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (!text_is(value, "F") && !text_is(value, "J"))
		VIOLATION(checker, "right is F (natural person) or J (company)");
}

static void check_taxid_of(struct spc_checker *checker, struct text value, enum taxid_kind kind)
{
	static const struct {
		const char *name;
		size_t length;
	} kinds[] = {[TAXID_CPF] = {"CPF", 11}, [TAXID_CNPJ] = {"CNPJ", 14}};
	struct taxid taxid;
	struct err err = {0};
	if (value.len != kinds[kind].length)
		VIOLATION(checker, "has %zu characters; right are the %zu of a %s, without a mask", value.len,
			  kinds[kind].length, kinds[kind].name);
	else if (taxid_parse(value, &taxid, &err) != OK)
		VIOLATION(checker, "is no %s: %s", kinds[kind].name, err.words);
	else if (!text_is(value, taxid.digits))
		VIOLATION(checker, "is no %s as it must stand: capitals and digits, without a mask", kinds[kind].name);
	else if (!text_is_digits(value))
		NOTE(checker, "is an alphanumeric CNPJ; whether SPC takes it is not published");
}

static void check_cpf(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	check_taxid_of(checker, value, TAXID_CPF);
}

static void check_cnpj(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	check_taxid_of(checker, value, TAXID_CNPJ);
}

static void check_taxid(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	check_taxid_of(checker, value, value.len == 11 ? TAXID_CPF : TAXID_CNPJ);
}

static void check_uf(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (!ibge_is_state(value))
		VIOLATION(checker, "is no state; right are its two capital letters");
}

static void check_region(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if ((value.len == 1 && text_is_digits(value)) || ibge_is_state(value))
		NOTE(checker, "is read in two ways, the ninth digit of the CPF or a state; leaving it out is safe");
	else
		VIOLATION(checker, "right is the ninth digit of the CPF or a state, or nothing");
}

static void check_date(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	struct date day;
	bool plain = false;
	(void)part;
	if (spc_parse_day(value, &day, &plain) != OK)
		VIOLATION(checker, "is no day; right is one like 2026-03-10T00:00:00");
	else if (!plain)
		NOTE(checker, "has a time or a zone, which may move the day; every client sends T00:00:00");
}

static void check_email(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	const char *at = memchr(value.at, '@', value.len);
	check_text(checker, part, value);
	if (at == NULL || at == value.at || at == value.at + value.len - 1 ||
	    memchr(at + 1, '@', (size_t)(value.at + value.len - at - 1)) != NULL ||
	    memchr(value.at, ' ', value.len) != NULL)
		VIOLATION(checker, "is no address of electronic mail");
}

static void check_area_code(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (value.len != 2 || !text_is_digits(value) || value.at[0] == '0' || value.at[1] == '0')
		VIOLATION(checker, "is no area code; right are its two digits, or no <telefone> when it is not known");
}

static void check_phone(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (value.len < 8 || value.len > 9 || !text_is_digits(value) || text_all(value, '0'))
		VIOLATION(checker, "is no phone; right are 8 or 9 digits, or no <telefone> when it is not known");
}

static void check_letter(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (value.len != 1 || !is_upper(value.at[0]))
		VIOLATION(checker, "right is one capital letter");
}

static void check_debtor_type(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	check_letter(checker, part, value);
	if (value.len == 1 && is_upper(value.at[0]))
		spc_check_code(checker->report, checker->place, checker->path, SPC_CODE_DEBTOR_TYPE, value);
}

static void check_money(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	int64_t cents = 0;
	if (value.len < 4 || value.at[value.len - 3] != '.' || value.at[0] == '-' ||
	    money_parse(value, &cents, NULL) != OK)
		VIOLATION(checker, "is no value; right is one like 1433.98: reais, a point and two places");
	else if (cents == 0)
		VIOLATION(checker, "is zero; right is the principal of the debt");
	else if (value.len - 1 > (size_t)part->length)
		SPC_FIND(checker, FINDING_VIOLATION, part->limit, "has %zu digits; at most %d are known to be taken",
			 value.len - 1, part->length);
}

static bool check_number(struct spc_checker *checker, struct text value)
{
	bool good = text_is_digits(value) && value.len <= 9;
	if (!good)
		VIOLATION(checker, "is no number; right is an id of SPC's list");
	return good;
}

static void check_nature(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (check_number(checker, value))
		spc_check_code(checker->report, checker->place, checker->path, SPC_CODE_NATURE, value);
}

static void check_motive(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (check_number(checker, value))
		spc_check_code(checker->report, checker->place, checker->path, SPC_CODE_MOTIVE, value);
}

static void check_cep(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (value.len != 8 || !text_is_digits(value) || text_all(value, '0'))
		VIOLATION(checker, "is no CEP; right are its 8 digits, without a mask");
}

static void check_yes_no(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	if (!text_is(value, "S") && !text_is(value, "N"))
		VIOLATION(checker, "right is S or N");
}

static void check_unknown(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	(void)part;
	(void)value;
	NOTE(checker, "what belongs here is not published; the client that sends it sends it empty");
}

void spc_check_value(struct spc_checker *checker, const struct spc_part *part, struct text value)
{
	static value_check *const checks[] = {
		[SPC_TEXT] = check_text,
		[SPC_WORDS] = check_words,
		[SPC_CONTRACT] = check_text,
		[SPC_PERSON_TYPE] = check_person_type,
		[SPC_CPF] = check_cpf,
		[SPC_CNPJ] = check_cnpj,
		[SPC_TAXID] = check_taxid,
		[SPC_REGION] = check_region,
		[SPC_UF] = check_uf,
		[SPC_DATE] = check_date,
		[SPC_EMAIL] = check_email,
		[SPC_AREA_CODE] = check_area_code,
		[SPC_PHONE] = check_phone,
		[SPC_LETTER] = check_letter,
		[SPC_DEBTOR_TYPE] = check_debtor_type,
		[SPC_MONEY] = check_money,
		[SPC_NATURE] = check_nature,
		[SPC_MOTIVE] = check_motive,
		[SPC_CEP] = check_cep,
		[SPC_YES_NO] = check_yes_no,
		[SPC_UNKNOWN] = check_unknown,
	};
	checks[part->type](checker, part, value);
}
