#include "domain/eligibility_book.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/hold.h"
#include "domain/ibge.h"

#define CEP_LEN 8

/* conf refuses a book that lacks a row; should one come to be lacking all the same, nothing leaves. */
static const struct rule_row no_row = {.level = LEVEL_BLOCK, .basis = "the rule book has no row for this check"};

void book_open(struct book *book, const struct rule_book *rules, enum rule_channel channel, struct eligibility *result)
{
	*result = (struct eligibility){.worst = LEVEL_WARN};
	*book = (struct book){.rules = rules, .channel = channel, .result = result};
}

static void PRINTF_LIKE(4, 0)
	add(struct book *book, enum check check, enum level most, const char *format, va_list arguments)
{
	struct eligibility *result = book->result;
	const struct rule_row *row = rule_find(book->rules, check_code(check), book->channel);
	if (row == NULL)
		row = &no_row;
	enum level level = row->level < most ? row->level : most;
	if (level > result->worst)
		result->worst = level;
	if (result->reasons_count == REASONS_MAX) {
		book->left_out++;
		return;
	}
	struct reason *reason = &result->reasons[result->reasons_count++];
	*reason = (struct reason){.code = check_code(check), .level = level, .basis = row->basis, .cra = row->cra};
	(void)vsnprintf(reason->words, sizeof(reason->words), format, arguments);
}

void book_add(struct book *book, enum check check, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(book, check, LEVEL_BLOCK, format, arguments);
	va_end(arguments);
}

static void PRINTF_LIKE(3, 4) add_hold(struct book *book, enum check check, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(book, check, LEVEL_HOLD, format, arguments);
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
	struct text rest = text_of(holds);
	struct text word;
	while (rest.len > 0 && text_next(&rest, ',', &word)) {
		enum hold_kind kind = HOLD_KIND_COUNT;
		struct text name = text_trim(word);
		bool known = hold_kind_by_name(name, &kind) == OK;
		add_hold(book, known ? hold_check(kind) : CHECK_LEGAL_HOLD,
			 "held: %.*s; it goes on when the hold is lifted", name.len < 60 ? (int)name.len : 60, name.at);
	}
}

void book_check_approval(struct book *book, bool lacking, const char *words)
{
	if (lacking)
		book_add(book, CHECK_FOUR_EYES_MISSING, "%s",
			 words != NULL && words[0] != '\0' ? words
							   : "a second person has to agree, and nobody has yet");
}

/* What a state forbids for debts of a kind. */
static const struct state_ban {
	char uf[3];
	enum mark mark;
	const char *words;
} state_bans[] = {
	{"PE", MARK_payroll_deducted,
	 "Pernambuco lets no payroll-loan instalment be listed that the employer deducted"},
};

static const struct state_ban *ban_of(enum mark mark, const char *uf)
{
	for (size_t i = 0; i < ARRAY_LEN(state_bans); i++)
		if (state_bans[i].mark == mark && strcmp(state_bans[i].uf, uf) == 0)
			return &state_bans[i];
	return NULL;
}

void book_check_marks(struct book *book, unsigned marks, const char *uf)
{
	for (enum mark mark = 0; mark < MARK_COUNT; mark++) {
		enum check check = mark_check(mark);
		if ((marks & 1u << mark) == 0 || !check_is_made_for(check, book->channel))
			continue;
		const struct state_ban *ban = check == CHECK_STATE_SPECIAL_BAN ? ban_of(mark, uf) : NULL;
		if (check != CHECK_STATE_SPECIAL_BAN)
			book_add(book, check, "marked %s: %s", mark_word(mark), mark_says(mark));
		else if (ban != NULL)
			book_add(book, check, "marked %s: %s", mark_word(mark), ban->words);
	}
}

void book_check_part_payment(struct book *book, bool pending)
{
	if (pending)
		book_add(book, CHECK_DEBT_PARTLY_PAID,
			 "a part is paid and has not cleared; it goes with what is owed then, once that is certain");
}

void book_check_notice(struct book *book, const char *fault)
{
	if (fault != NULL && fault[0] != '\0')
		book_add(book, CHECK_NOTICE_TEXT_INVALID, "%s", fault);
}

void book_check_signer(struct book *book, const struct signer *signer, const struct taxid *creditor, struct date today)
{
	char day[DATE_TEXT_BYTES];
	char mask[24];
	if (signer == NULL)
		return;
	if (signer->unread != NULL) {
		book_add(book, CHECK_SIGNER_CERT_INVALID, "certificate of %s: %.120s", signer->identity,
			 signer->unread);
		return;
	}
	if (date_compare(today, signer->valid_from) < 0)
		book_add(book, CHECK_SIGNER_CERT_INVALID, "the certificate of %s is valid from %s on only",
			 signer->identity, date_iso(signer->valid_from, day));
	if (date_compare(today, signer->valid_until) > 0)
		book_add(book, CHECK_SIGNER_CERT_INVALID, "the certificate of %s ended on %s; a renewed one is wanted",
			 signer->identity, date_iso(signer->valid_until, day));
	if (!signer->may_sign)
		book_add(book, CHECK_SIGNER_CERT_INVALID, "the key usage of the certificate of %s forbids to sign",
			 signer->identity);
	if (signer->seal_type && book->channel == RULE_PROTEST)
		book_add(book, CHECK_SIGNER_CERT_INVALID,
			 "%s is an electronic seal, which declares no will; a signature certificate is wanted",
			 signer->identity);
	if (signer->has_cnpj && !taxid_same_owner(&signer->cnpj, creditor))
		book_add(book, CHECK_SIGNER_CERT_INVALID,
			 "the certificate of %s is that of %s, not the creditor's; the creditor's is wanted",
			 signer->identity, taxid_mask(text_of(signer->cnpj.digits), mask));
}
