#include "apontasim/serasa/books.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void codes_add(struct codes *codes, const char *code)
{
	if (codes->count == CODES_MAX || codes_have(codes, code))
		return;
	(void)text_copy(text_of(code), codes->code[codes->count++], sizeof(codes->code[0]));
}

bool codes_have(const struct codes *codes, const char *code)
{
	for (int i = 0; i < codes->count; i++)
		if (strcmp(codes->code[i], code) == 0)
			return true;
	return false;
}

void serasa_books_done(struct serasa_books *books)
{
	free(books->all);
	free(books->violation_list);
	lookup_done(&books->by_debt);
	lookup_done(&books->by_contract);
	lookup_done(&books->by_cadus);
	lookup_done(&books->by_guarantor);
	*books = (struct serasa_books){0};
}

void serasa_books_violation(struct serasa_books *books, int64_t at, const char *format, ...)
{
	if (books->violation_list == NULL)
		books->violation_list = calloc(VIOLATIONS_KEPT, sizeof(*books->violation_list));
	if (books->violation_list == NULL) {
		books->out_of_memory = true;
		return;
	}
	if (books->violations < VIOLATIONS_KEPT) {
		struct violation *violation = &books->violation_list[books->violations];
		va_list arguments;
		violation->at = at;
		va_start(arguments, format);
		(void)vsnprintf(violation->what, sizeof(violation->what), format, arguments);
		va_end(arguments);
	}
	books->violations++;
}

static const char *key_of(const struct debt *debt, const char *document, char key[64])
{
	(void)snprintf(key, 64, "%s|%s|%s", debt->creditor, document, debt->contract);
	return key;
}

/* "008080948A": nine digits and a letter, as the document's example has it. Another one when it is in use already. */
static void cadus_draw(const struct serasa_books *books, uint64_t seed, char out[11])
{
	uint64_t hash = hash_mix(seed ^ ((uint64_t)books->count + 1) * UINT64_C(0x9e3779b97f4a7c15));
	do {
		hash = hash_mix(hash + 1);
		(void)snprintf(out, 11, "%09u%c", (unsigned)(hash % 1000000000u), (char)('A' + hash / 7 % 26));
	} while (lookup_find(&books->by_cadus, out) >= 0);
}

int serasa_books_add(struct serasa_books *books, const struct record *form, uint64_t seed)
{
	char key[64];
	struct record *grown = realloc(books->all, ((size_t)books->count + 1) * sizeof(*grown));
	if (grown == NULL) {
		books->out_of_memory = true;
		return -1;
	}
	books->all = grown;
	int at = books->count;
	struct record *record = &books->all[at];
	*record = *form;
	if (record->state == RECORD_ACCEPTED)
		cadus_draw(books, seed, record->cadus);
	books->count++;
	bool good;
	if (record->debt.guarantor[0] != '\0')
		good = lookup_add(&books->by_guarantor, key_of(&record->debt, record->debt.guarantor, key), at);
	else
		good = lookup_add(&books->by_debt, key_of(&record->debt, record->debt.debtor, key), at) &&
		       lookup_add(&books->by_contract, record->debt.contract, at);
	if (record->cadus[0] != '\0')
		good = lookup_add(&books->by_cadus, record->cadus, at) && good;
	if (!good)
		books->out_of_memory = true;
	return at;
}

/* Of all that lie under a key, the one that stands. */
static int standing(const struct serasa_books *books, const struct lookup *lookup, const char *key)
{
	int cursor = -1;
	int at;
	while ((at = lookup_next(lookup, key, &cursor)) >= 0)
		if (books->all[at].state == RECORD_ACCEPTED)
			return at;
	return -1;
}

int serasa_books_principal(const struct serasa_books *books, const struct debt *debt)
{
	char key[64];
	return standing(books, &books->by_debt, key_of(debt, debt->debtor, key));
}

int serasa_books_guarantor(const struct serasa_books *books, const struct debt *debt)
{
	char key[64];
	return standing(books, &books->by_guarantor, key_of(debt, debt->guarantor, key));
}

int serasa_books_cadus(const struct serasa_books *books, const char *cadus)
{
	return standing(books, &books->by_cadus, cadus);
}

void serasa_books_remove(struct serasa_books *books, int record, int64_t at, const char *by, const char *motive)
{
	struct record *gone = &books->all[record];
	gone->state = RECORD_REMOVED;
	gone->removed_at = at;
	gone->removed = by;
	(void)snprintf(gone->motive, sizeof(gone->motive), "%.2s", motive);
	if (gone->debt.guarantor[0] != '\0')
		return;
	for (int i = record + 1; i < books->count; i++)
		if (books->all[i].principal == record && books->all[i].state == RECORD_ACCEPTED)
			serasa_books_remove(books, i, at, "principal", motive);
}

int serasa_notice_days(const char *state)
{
	static const struct {
		const char *state;
		int days;
	} terms[] = {{"SP", 20}, {"PE", 20}, {"PI", 15}, {"AM", 15}, {"MT", 10}};
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (strcmp(terms[i].state, state) == 0)
			return terms[i].days;
	return 10;
}
