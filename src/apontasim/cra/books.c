#include "apontasim/cra/books.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_BYTES 128

/* Room for one more element, growing by doubling at powers of two. NULL (and the old block kept) without memory. */
static void *with_room(void *all, int count, size_t each)
{
	if (count != 0 && (count < 8 || (count & (count - 1)) != 0))
		return all;
	return realloc(all, (size_t)(count < 8 ? 8 : count * 2) * each);
}

void books_done(struct books *books)
{
	for (int i = 0; i < books->titles_count; i++) {
		for (int d = 0; d < books->titles[i].debtors_count; d++)
			free(books->titles[i].debtors[d].owned);
		free(books->titles[i].debtors);
		free(books->titles[i].history);
	}
	for (int i = 0; i < books->lotes_count; i++)
		free(books->lotes[i].owned);
	for (int kind = 0; kind < HANDED_KINDS; kind++)
		free(books->handed[kind].all);
	free(books->titles);
	free(books->lotes);
	free(books->files);
	free(books->violation_list);
	lookup_done(&books->by_debt);
	lookup_done(&books->by_nosso);
	lookup_done(&books->by_protocol);
	lookup_done(&books->by_number);
	lookup_done(&books->files_by_name);
	lookup_done(&books->seen);
	lookup_done(&books->sequences);
	lookup_done(&books->sequence_digests);
	lookup_done(&books->counters);
	*books = (struct books){0};
}

/* Copy `count` texts into one block, trimmed of blanks on the right; NULL becomes "". */
static char *texts_copy(const char *const *from, const char **to, int count)
{
	size_t total = 0;
	for (int i = 0; i < count; i++)
		total += from[i] != NULL ? strlen(from[i]) + 1 : 1;
	char *owned = malloc(total);
	char *at = owned;
	for (int i = 0; owned != NULL && i < count; i++) {
		struct text text = text_trim_right(text_of(from[i]), ' ');
		if (text.len > 0)
			memcpy(at, text.at, text.len);
		at[text.len] = '\0';
		to[i] = at;
		at += text.len + 1;
	}
	return owned;
}

int books_lote(struct books *books, const char *const header[18], const char *const trailer[9])
{
	const char *fields[18 + 9];
	const char *copies[18 + 9];
	memcpy(fields, header, 18 * sizeof(*header));
	memcpy(fields + 18, trailer, 9 * sizeof(*trailer));
	struct lote_taken *lotes = with_room(books->lotes, books->lotes_count, sizeof(*lotes));
	if (lotes == NULL)
		return -1;
	books->lotes = lotes;
	struct lote_taken *lote = &lotes[books->lotes_count];
	lote->owned = texts_copy(fields, copies, 18 + 9);
	if (lote->owned == NULL)
		return -1;
	memcpy(lote->header, copies, sizeof(lote->header));
	memcpy(lote->trailer, copies + 18, sizeof(lote->trailer));
	return books->lotes_count++;
}

/* The same debt while it is live, or the same nosso número at any time: promise 2 of the client is broken. */
static void duplicates_count(struct books *books, int index, int64_t now)
{
	struct title *title = &books->titles[index];
	char key[KEY_BYTES];
	bool twice = false;
	for (int d = 0; d < title->debtors_count; d++) {
		int cursor = -1;
		int other;
		(void)snprintf(key, sizeof(key), "%s|%s|%s", title->presenter, title->debtors[d].field[25],
			       title->number);
		while ((other = lookup_next(&books->by_debt, key, &cursor)) >= 0)
			twice |= other != index && title_is_live(&books->titles[other]);
		books->out_of_memory |= !lookup_add(&books->by_debt, key, index);
	}
	(void)snprintf(key, sizeof(key), "%s|%s", title->presenter, title->nosso_numero);
	twice |= lookup_find(&books->by_nosso, key) >= 0;
	books->out_of_memory |= !lookup_add(&books->by_nosso, key, index);
	if (!twice)
		return;
	books->duplicates++;
	books_note(books, index, now, "a duplicate: the debt was accepted before");
}

int books_title(struct books *books, int64_t now, const struct title *form, const char *const *const *records)
{
	struct title *titles = with_room(books->titles, books->titles_count, sizeof(*titles));
	if (titles == NULL)
		return -1;
	books->titles = titles;
	int index = books->titles_count;
	struct title *title = &titles[index];
	*title = *form;
	title->history = NULL;
	title->history_count = 0;
	title->debtors = calloc((size_t)form->debtors_count, sizeof(*title->debtors));
	if (title->debtors == NULL)
		return -1;
	for (int d = 0; d < form->debtors_count; d++) {
		title->debtors[d].owned = texts_copy(records[d], title->debtors[d].field, TR_FIELDS);
		if (title->debtors[d].owned == NULL)
			return -1;
	}
	title->number = title->debtors[0].field[13];
	title->document = title->debtors[0].field[25];
	title->nosso_numero = title->debtors[0].field[11];
	title->state = TITLE_SENT;
	title->result_at = MOMENT_NONE;
	title->told_at = MOMENT_NONE;
	title->cancelled_at = MOMENT_NONE;
	books->titles_count++;
	books->out_of_memory |= !lookup_add(&books->by_number, title->number, index);
	duplicates_count(books, index, now);
	return index;
}

static void PRINTF_LIKE(3, 0) event_line(struct event_line *line, int64_t at, const char *format, va_list arguments)
{
	line->at = at;
	(void)vsnprintf(line->what, sizeof(line->what), format, arguments);
}

void books_note(struct books *books, int title, int64_t at, const char *format, ...)
{
	struct title *noted = &books->titles[title];
	struct event_line *history = with_room(noted->history, noted->history_count, sizeof(*history));
	if (history == NULL) {
		books->out_of_memory = true;
		return;
	}
	noted->history = history;
	va_list arguments;
	va_start(arguments, format);
	event_line(&history[noted->history_count++], at, format, arguments);
	va_end(arguments);
}

void books_state(struct books *books, int title, int64_t at, enum title_state state, const char *why)
{
	books->titles[title].state = state;
	books_note(books, title, at, "%s: %s", title_state_name(state), why);
}

void books_violation(struct books *books, int64_t at, const char *format, ...)
{
	books->violations++;
	if (books->violations > VIOLATIONS_KEPT)
		return;
	struct event_line *list = with_room(books->violation_list, books->violations - 1, sizeof(*list));
	if (list == NULL) {
		books->out_of_memory = true;
		books->violations--;
		return;
	}
	books->violation_list = list;
	va_list arguments;
	va_start(arguments, format);
	event_line(&list[books->violations - 1], at, format, arguments);
	va_end(arguments);
}

void books_hand_in(struct books *books, enum handed_kind kind, const struct handed *handed)
{
	struct handed_list *list = &books->handed[kind];
	struct handed *all = with_room(list->all, list->count, sizeof(*all));
	if (all == NULL) {
		books->out_of_memory = true;
		return;
	}
	list->all = all;
	all[list->count++] = *handed;
}

int books_counter(const struct books *books, const char *key)
{
	int at = -1;
	return lookup_next(&books->counters, key, &at) < 0 ? 0 : books->counters.entries[at].value;
}

int books_count_up(struct books *books, const char *key)
{
	int at = -1;
	if (lookup_next(&books->counters, key, &at) >= 0)
		return ++books->counters.entries[at].value;
	books->out_of_memory |= !lookup_add(&books->counters, key, 1);
	return 1;
}

void books_file_taken(struct books *books, const char *name, uint64_t hash)
{
	struct file_taken *files = with_room(books->files, books->files_count, sizeof(*files));
	if (files == NULL || !lookup_add(&books->files_by_name, name, books->files_count)) {
		books->files = files != NULL ? files : books->files;
		books->out_of_memory = true;
		return;
	}
	books->files = files;
	struct file_taken *file = &files[books->files_count++];
	(void)snprintf(file->name, sizeof(file->name), "%s", name);
	file->hash = hash;
}

const struct file_taken *books_file_find(const struct books *books, const char *name)
{
	int at = lookup_find(&books->files_by_name, name);
	return at < 0 ? NULL : &books->files[at];
}

int books_handed_from(const struct books *books, enum handed_kind kind, struct date on)
{
	const struct handed_list *list = &books->handed[kind];
	int64_t from = moment_of(on, 0);
	int low = 0;
	int high = list->count;
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (list->all[middle].at < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool title_is_live(const struct title *title)
{
	return title->state < TITLE_IRREGULAR;
}

const char *title_state_name(enum title_state state)
{
	static const char *const names[TITLE_STATES] = {"sent",      "confirmed", "stayed",    "protested",
							"irregular", "paid",      "withdrawn", "cancelled"};
	return names[state];
}
