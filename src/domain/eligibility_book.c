#include "domain/eligibility_book.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"

#define CEP_LEN 8

/* conf refuses a book that lacks a row; should one come to be lacking all the same, nothing leaves. */
static const struct rule_row no_row = {.level = LEVEL_BLOCK, .basis = "the rule book has no row for this check"};

void book_open(struct book *book, const struct rule_book *rules, enum rule_channel channel, struct eligibility *result)
{
	*result = (struct eligibility){.worst = LEVEL_WARN};
	*book = (struct book){.rules = rules, .channel = channel, .result = result};
}

void book_add(struct book *book, enum check check, const char *format, ...)
{
	struct eligibility *result = book->result;
	const struct rule_row *row = rule_find(book->rules, check_code(check), book->channel);
	if (row == NULL)
		row = &no_row;
	if (row->level > result->worst)
		result->worst = row->level;
	if (result->reasons_count == REASONS_MAX) {
		book->left_out++;
		return;
	}
	struct reason *reason = &result->reasons[result->reasons_count++];
	*reason = (struct reason){.code = check_code(check), .level = row->level, .basis = row->basis, .cra = row->cra};
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(reason->words, sizeof(reason->words), format, arguments);
	va_end(arguments);
}

/* Nothing goes in silence. */
void book_close(struct book *book)
{
	struct reason *last = &book->result->reasons[REASONS_MAX - 1];
	if (book->left_out > 0)
		(void)snprintf(last->words, sizeof(last->words),
			       "this and %d more reasons; the list holds %d, see the others first", book->left_out,
			       REASONS_MAX);
}

void book_check_taxid(struct book *book, const struct taxid *taxid, const char *who)
{
	struct taxid parsed;
	struct err err;
	struct text digits = text_of(taxid->digits);
	enum check check = taxid->kind == TAXID_CPF ? CHECK_DOC_CPF_INVALID : CHECK_DOC_CNPJ_INVALID;
	if (taxid_parse(digits, &parsed, &err) != OK)
		book_add(book, check, "%s: %.150s", who, err.words);
	else if (parsed.kind != taxid->kind)
		book_add(book, check, "%s: said to be a %s and is a %s", who, taxid_kind_name(taxid->kind, digits),
			 taxid_kind_name(parsed.kind, digits));
}

static bool same_place(const struct address *a, const struct address *b)
{
	return a->street[0] != '\0' && strcmp(a->street, b->street) == 0 && strcmp(a->cep, b->cep) == 0;
}

static void check_municipality(struct book *book, const struct address *address, const char *who)
{
	struct text code = text_of(address->ibge);
	struct err err;
	if (ibge_check(code, NULL, &err) != OK)
		book_add(book, CHECK_CONTACT_ADDRESS_BAD, "%s: %.150s", who, err.words);
	else if (address->uf[0] != '\0' && strcmp(ibge_state(code), address->uf) != 0)
		book_add(book, CHECK_CONTACT_ADDRESS_BAD,
			 "%s: municipality %s lies in %s, the address says %s; the two must agree", who, address->ibge,
			 ibge_state(code), address->uf);
}

void book_check_address(struct book *book, const struct address *address, const struct address *creditor_address,
			const char *who)
{
	const struct {
		const char *name;
		const char *value;
	} wanted[] = {
		{"street", address->street}, {"CEP", address->cep}, {"city", address->city}, {"state", address->uf}};
	struct text cep = text_of(address->cep);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (text_trim(text_of(wanted[i].value)).len == 0)
			book_add(book, CHECK_CONTACT_ADDRESS_BAD,
				 "%s: the address has no %s; street, CEP, city and state are wanted", who,
				 wanted[i].name);
	if (cep.len > 0 && (cep.len != CEP_LEN || !text_is_digits(cep) || text_all(cep, '0')))
		book_add(book, CHECK_CONTACT_ADDRESS_BAD, "%s: CEP \"%s\" is not eight digits, as in 01310100", who,
			 address->cep);
	if (address->uf[0] != '\0' && !ibge_is_state(text_of(address->uf)))
		book_add(book, CHECK_CONTACT_ADDRESS_BAD, "%s: \"%s\" is no state of Brazil", who, address->uf);
	check_municipality(book, address, who);
	if (same_place(address, creditor_address))
		book_add(book, CHECK_CONTACT_ADDRESS_BAD,
			 "%s: the address is the creditor's own; the debtor's is wanted", who);
}

void book_check_holds(struct book *book, const char *holds)
{
	if (holds != NULL && holds[0] != '\0')
		book_add(book, CHECK_LEGAL_HOLD, "held: %.120s; it goes on when the hold is lifted", holds);
}

void book_check_approval(struct book *book, bool lacking, const char *words)
{
	if (lacking)
		book_add(book, CHECK_FOUR_EYES_MISSING, "%s",
			 words != NULL && words[0] != '\0' ? words
							   : "a second person has to agree, and nobody has yet");
}
