#include "channel/spc/form.h"

#include <stdio.h>
#include <string.h>

#include "channel/spc/spc.h"
#include "domain/ibge.h"
#include "domain/money.h"
#include "wire/translit.h"

#define AMOUNT_CENTS_END INT64_C(10000000000000) /* 13 digits: D2.08 */
#define ADULT_MONTHS     (18 * 12)
#define FILLER_YEAR      1900 /* what programs send that know no date of birth */

static enum rc refuse(struct err *reterr, const char *field, const char *words)
{
	return err_set_at(reterr, ERR_RANGE, NULL, field, "%s", words);
}

/* ---- Texts ------------------------------------------------------------------------------------------------------- */

static bool has_letter(const char *value)
{
	return strpbrk(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

static size_t count_of(struct text text, char c)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == c ? 1 : 0;
	return count;
}

/* What people write where they know nothing. */
static bool is_filler(const char *value)
{
	static const char *const fillers[] = {
		"NAO INFORMADO",  "NAO INFORMADA", "NAO CONSTA", "NADA CONSTA", "DESCONHECIDO", "DESCONHECIDA",
		"SEM INFORMACAO", "SEM ENDERECO",  "SEM BAIRRO", "SEM NOME",    "N/A",          "N/I",
		"NULL",           "TESTE",
	};
	if (value[strspn(value, (const char[]){value[0], '\0'})] == '\0') /* one character over and over */
		return true;
	for (size_t i = 0; i < ARRAY_LEN(fillers); i++)
		if (strcmp(fillers[i], value) == 0)
			return true;
	return false;
}

/* `from` in upper case without accents; the same length counts on the wire. */
static enum rc take_text(struct text from, char *out, size_t size, const char *field, const char *what,
			 struct err *reterr)
{
	size_t len = translit_into(from, out, size);
	if (len >= size)
		return err_set_at(
			reterr, ERR_RANGE, NULL, field,
			"%s has %zu characters; SPC is known to take %zu, so it must be shortened by a person", what,
			len, size - 1);
	if (count_of(text_of(out), '?') > count_of(from, '?'))
		return err_set_at(reterr, ERR_RANGE, NULL, field,
				  "%s has a character that has no plain form; right is one in Latin letters", what);
	return OK;
}

static enum rc take_words(struct text from, char *out, size_t size, const char *field, const char *what,
			  struct err *reterr)
{
	enum rc rc = take_text(from, out, size, field, what, reterr);
	if (rc == OK && out[0] == '\0')
		return err_set_at(reterr, ERR_RANGE, NULL, field, "%s is missing; SPC wants it", what);
	if (rc == OK && (!has_letter(out) || is_filler(out)))
		return err_set_at(reterr, ERR_RANGE, NULL, field,
				  "%s says nothing: it is a filler; the notice would reach nobody", what);
	return rc;
}

/* ---- The debt ---------------------------------------------------------------------------------------------------- */

static enum rc check_key(const struct listing *listing, struct err *reterr)
{
	struct text contract = text_of(listing->contract);
	if (contract.len == 0 || text_trim(contract).len != contract.len || text_all(contract, '0'))
		return refuse(reterr, "contract",
			      "it is part of the record's key; right is a text without blanks around "
			      "it that is not all zeros");
	for (size_t i = 0; i < contract.len; i++)
		if (contract.at[i] < ' ' || contract.at[i] > '~')
			return refuse(reterr, "contract", "it is part of the record's key; right is printable ASCII");
	if (date_is_none(listing->due_on))
		return refuse(reterr, "due_on", "the due date is part of the record's key, and there is none");
	return OK;
}

static enum rc check_days(const struct bureau_profile *bureau, const struct listing *listing, struct date today,
			  struct err *reterr)
{
	if (date_is_none(listing->issued_on))
		return refuse(reterr, "issued_on", "SPC wants the day of the purchase, and there is none");
	if (date_compare(listing->issued_on, listing->due_on) > 0)
		return refuse(reterr, "issued_on", "the day of the purchase is after the due date");
	if (date_is_none(today))
		return OK;
	int late = date_days_between(listing->due_on, today);
	if (late < 1)
		return refuse(reterr, "due_on", "the debt is not overdue");
	if (late < bureau->youngest_days)
		return err_set_at(reterr, ERR_RANGE, NULL, "due_on", "%d days overdue; the profile wants %d", late,
				  bureau->youngest_days);
	if (date_compare(date_plus_months(listing->due_on, bureau->oldest_months), today) <= 0)
		return err_set_at(
			reterr, ERR_RANGE, NULL, "due_on",
			"overdue for %d months or more; a record ends five years after the due date (CDC art. "
			"43 par. 1)",
			bureau->oldest_months);
	return OK;
}

static enum rc check_amount(const struct bureau_profile *bureau, int64_t cents, struct err *reterr)
{
	char least[MONEY_TEXT_BYTES];
	if (cents <= 0 || cents < bureau->amount_cents_min)
		return err_set_at(reterr, ERR_RANGE, NULL, "amount", "too small; the profile wants %s or more",
				  money_words(bureau->amount_cents_min, least));
	if (cents >= AMOUNT_CENTS_END)
		return refuse(reterr, "amount", "more than 13 digits; SPC is known to take 99999999999.99");
	return OK;
}

/* ---- The person -------------------------------------------------------------------------------------------------- */

static enum rc check_birth(const struct listing *listing, const struct debtor *who, struct err *reterr)
{
	int year;
	int month;
	int day;
	if (who->taxid.kind != TAXID_CPF || date_is_none(who->born_on))
		return OK;
	date_split(who->born_on, &year, &month, &day);
	if (year <= FILLER_YEAR)
		return refuse(reterr, "born_on", "the year is a filler; right is the day of birth, or nothing");
	if (date_compare(date_plus_months(who->born_on, ADULT_MONTHS), listing->issued_on) > 0)
		return refuse(reterr, "born_on", "under 18 on the day of the purchase; a minor is not listed");
	return OK;
}

static bool is_email(const char *email)
{
	const char *sign = strchr(email, '@');
	for (const char *c = email; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || *c == ',' || *c == ';')
			return false;
	return sign != NULL && sign != email && strchr(sign + 1, '@') == NULL && strchr(sign + 1, '.') != NULL &&
	       strlen(email) <= SPC_EMAIL_MAX;
}

/* A phone may be missing, so one that nobody could call is left out: "(11) 3000-0001", "+55 11 93000-0001". */
static void take_phone(const char *told, struct spc_form *form)
{
	char digits[14] = "";
	size_t count = 0;
	for (const char *c = told; *c != '\0'; c++) {
		bool digit = *c >= '0' && *c <= '9';
		if (digit ? count == sizeof(digits) - 1 : strchr(" ()-+.", *c) == NULL)
			return;
		if (digit)
			digits[count++] = *c;
	}
	const char *national = digits;
	if (count >= 12 && strncmp(national, "55", 2) == 0)
		national += 2;
	else if (count >= 11 && national[0] == '0')
		national += 1;
	size_t len = strlen(national);
	if ((len != 10 && len != 11) || strcspn(national, "0") < 3 || is_filler(national + 2))
		return;
	(void)snprintf(form->area_code, sizeof(form->area_code), "%.2s", national);
	(void)snprintf(form->phone, sizeof(form->phone), "%.9s", national + 2);
}

static enum rc take_person(const struct channel_account *account, const struct listing *listing, struct spc_form *form,
			   struct err *reterr)
{
	const struct debtor *who = form->who;
	enum rc rc = take_words(text_of(who->name), form->name, sizeof(form->name), "name", "the name", reterr);
	if (rc == OK)
		rc = check_birth(listing, who, reterr);
	if (rc == OK && account->profile->bureau.notifies_by_email && !is_email(who->email))
		rc = refuse(reterr, "email", "the profile has the debtor notified by e-mail; right is one address");
	if (rc == OK)
		take_phone(who->phone, form);
	return rc;
}

/* ---- The address ------------------------------------------------------------------------------------------------- */

static enum rc take_street(const struct address *address, struct spc_form *form, struct err *reterr)
{
	struct spc_house house;
	enum rc rc = spc_house_split(text_of(address->street), &house, reterr);
	if (rc == OK)
		rc = take_words(house.street, form->street, sizeof(form->street), "street",
				"the street before its number", reterr);
	if (rc == OK)
		rc = take_text(house.complement, form->complement, sizeof(form->complement), "street",
			       "the complement behind the number", reterr);
	if (rc == OK && strlen(house.number) > SPC_NUMBER_MAX)
		rc = err_set_at(reterr, ERR_RANGE, NULL, "street",
				"the house number has %zu characters; SPC is known to take %d", strlen(house.number),
				SPC_NUMBER_MAX);
	if (rc == OK)
		(void)translit_into(text_of(house.number), form->number, sizeof(form->number));
	return rc;
}

static enum rc take_address(const struct address *address, struct spc_form *form, struct err *reterr)
{
	enum rc rc = take_street(address, form, reterr);
	struct text cep = text_of(address->cep);
	if (rc == OK)
		rc = take_words(text_of(address->district), form->district, sizeof(form->district), "district",
				"the district", reterr);
	if (rc == OK && (cep.len != 8 || !text_is_digits(cep) || is_filler(address->cep) || text_starts(cep, "00")))
		rc = refuse(reterr, "cep", "no CEP; right are its 8 digits");
	if (rc == OK)
		rc = take_words(text_of(address->city), form->city, sizeof(form->city), "city", "the city", reterr);
	if (rc == OK && !ibge_is_state(text_of(address->uf)))
		rc = refuse(reterr, "uf", "no state; right are its two letters");
	return rc;
}

static enum rc check_taxid(const struct debtor *who, struct err *reterr)
{
	size_t len = who->taxid.kind == TAXID_CPF ? 11 : 14;
	return strlen(who->taxid.digits) == len
		       ? OK
		       : refuse(reterr, "taxid", "no tax id; right is a CPF of 11 or a CNPJ of 14 characters");
}

static enum rc fill_inclusion(const struct channel_account *account, const struct listing *listing, struct date today,
			      struct spc_form *form, struct err *reterr)
{
	const struct bureau_profile *bureau = &account->profile->bureau;
	enum rc rc = check_days(bureau, listing, today, reterr);
	if (rc == OK)
		rc = check_amount(bureau, listing->amount_cents, reterr);
	if (rc == OK && form->who != listing->principal &&
	    strcmp(form->who->taxid.digits, listing->principal->taxid.digits) == 0)
		rc = refuse(reterr, "taxid", "the guarantor is the debtor; nobody stands surety for himself");
	if (rc == OK)
		rc = take_person(account, listing, form, reterr);
	if (rc == OK)
		rc = take_address(&form->who->address, form, reterr);
	return rc;
}

/* The name of a company stands in a removal when it can; the record is found without it all the same. */
static enum rc fill_removal(const struct listing *listing, struct spc_form *form, struct err *reterr)
{
	struct text name = text_of(form->who->name);
	if (!text_is_digits(text_of(listing->motive)))
		return refuse(reterr, "motive", "a removal has a motive; right is an id of the entity's list");
	if (form->who->taxid.kind != TAXID_CNPJ ||
	    take_words(name, form->name, sizeof(form->name), "name", "the name", NULL) != OK)
		form->name[0] = '\0';
	return OK;
}

enum rc spc_form_fill(const struct channel_account *account, const struct listing *listing, struct date today,
		      struct spc_form *ret_form, struct err *reterr)
{
	struct spc_form form = {.who = listing->guarantor != NULL ? listing->guarantor : listing->principal};
	enum rc rc = check_key(listing, reterr);
	if (rc == OK)
		rc = check_taxid(form.who, reterr);
	if (rc == OK)
		rc = listing->removal ? fill_removal(listing, &form, reterr)
				      : fill_inclusion(account, listing, today, &form, reterr);
	if (rc == OK)
		*ret_form = form;
	return rc;
}

enum rc spc_fits(const struct channel_account *account, const struct listing *listing, struct date today,
		 struct err *reterr)
{
	struct spc_form form;
	return spc_form_fill(account, listing, today, &form, reterr);
}
