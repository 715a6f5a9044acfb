#include "apontasim/spc/books.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontasim/spc/rules.h"

#define KEY_BYTES 96

const char *spc_operation_name(enum spc_operation operation)
{
	static const char *const names[SPC_OPERATIONS] = {"incluirSpc", "excluirSpc", "listarNaturezaInclusao",
							  "listarMotivoExclusao", "listarTipoDevedor"};
	return names[operation];
}

const char *spc_state_name(enum spc_state state)
{
	static const char *const names[SPC_STATES] = {"refused", "notice", "visible", "removed"};
	return names[state];
}

void spc_books_done(struct spc_books *books)
{
	free(books->records);
	free(books->violation_list);
	lookup_done(&books->by_key);
	lookup_done(&books->by_contract);
	*books = (struct spc_books){0};
}

/* Room for one more element, growing by doubling at powers of two. NULL (and the old block kept) without memory. */
static void *with_room(void *all, int count, size_t each)
{
	if (count != 0 && (count < 8 || (count & (count - 1)) != 0))
		return all;
	return realloc(all, (size_t)(count < 8 ? 8 : count * 2) * each);
}

static const char *key_of(const struct spc_record *record, char out[KEY_BYTES])
{
	(void)snprintf(out, KEY_BYTES, "%s|%s|%s|%d", record->member, record->document, record->contract,
		       record->due.day);
	return out;
}

enum spc_state spc_record_state(const struct spc_record *record, int64_t now)
{
	if (record->accepted_at == MOMENT_NONE)
		return SPC_STATE_REFUSED;
	if (record->removed_at != MOMENT_NONE ||
	    date_compare(moment_date(now), date_plus_months(record->due, SPC_STAY_MONTHS)) >= 0)
		return SPC_STATE_REMOVED;
	return now < record->visible_at ? SPC_STATE_NOTICE : SPC_STATE_VISIBLE;
}

bool spc_record_is_live(const struct spc_record *record, int64_t now)
{
	enum spc_state state = spc_record_state(record, now);
	return state == SPC_STATE_NOTICE || state == SPC_STATE_VISIBLE;
}

struct spc_record *spc_books_live(struct spc_books *books, const struct spc_record *key, int64_t now)
{
	char text[KEY_BYTES];
	int cursor = -1;
	int at;
	(void)key_of(key, text);
	while ((at = lookup_next(&books->by_key, text, &cursor)) >= 0)
		if (spc_record_is_live(&books->records[at], now))
			return &books->records[at];
	return NULL;
}

static struct spc_record *refusal_find(struct spc_books *books, const char *key)
{
	int cursor = -1;
	int at;
	while ((at = lookup_next(&books->by_key, key, &cursor)) >= 0)
		if (books->records[at].accepted_at == MOMENT_NONE)
			return &books->records[at];
	return NULL;
}

/* Counted by what stands in the books, not by what the service believes of them. */
static void duplicates_count(struct spc_books *books, const char *key, int64_t now)
{
	int cursor = -1;
	int live = 0;
	int at;
	while ((at = lookup_next(&books->by_key, key, &cursor)) >= 0)
		live += spc_record_is_live(&books->records[at], now);
	books->duplicates += live > 1;
}

void spc_books_store(struct spc_books *books, const struct spc_record *record, int64_t now)
{
	char key[KEY_BYTES];
	struct spc_record *refusal = refusal_find(books, key_of(record, key));
	if (refusal != NULL) {
		*refusal = *record;
	} else {
		struct spc_record *records = with_room(books->records, books->records_count, sizeof(*records));
		if (records == NULL || !lookup_add(&books->by_key, key, books->records_count) ||
		    !lookup_add(&books->by_contract, record->contract, books->records_count)) {
			books->records = records != NULL ? records : books->records;
			books->out_of_memory = true;
			return;
		}
		books->records = records;
		records[books->records_count++] = *record;
	}
	duplicates_count(books, key, now);
}

int spc_books_vanish(struct spc_books *books, const char *contract, int64_t now)
{
	int cursor = -1;
	int count = 0;
	int at;
	while ((at = lookup_next(&books->by_contract, contract, &cursor)) >= 0) {
		struct spc_record *record = &books->records[at];
		if (!spc_record_is_live(record, now))
			continue;
		record->removed_at = now;
		(void)snprintf(record->words, sizeof(record->words), "by the bureau");
		count++;
	}
	return count;
}

void spc_books_violation(struct spc_books *books, int64_t at, const char *format, ...)
{
	int count = books->violations++;
	if (count >= SPC_VIOLATIONS_KEPT)
		return;
	struct spc_violation *list = with_room(books->violation_list, count, sizeof(*list));
	if (list == NULL) {
		books->out_of_memory = true;
		books->violations = count;
		return;
	}
	va_list arguments;
	books->violation_list = list;
	list[count].at = at;
	va_start(arguments, format);
	(void)vsnprintf(list[count].what, sizeof(list[count].what), format, arguments);
	va_end(arguments);
}
