#include "domain/codes.h"

#include <stddef.h>
#include <string.h>

const char *code_kind_name(enum code_kind kind)
{
	static const char *const names[] = {
		[CODE_REJECTION] = "rejection", [CODE_INFORMATION] = "information",
		[CODE_UNMARKED] = "unmarked",   [CODE_OLD] = "old",
		[CODE_NATURE] = "nature",       [CODE_BY_CREDITOR] = "creditor",
		[CODE_BY_BUREAU] = "bureau",    [CODE_BY_REST] = "rest",
		[CODE_TYPE] = "type",
	};
	return names[kind];
}

const struct code_table *code_table_find(const struct code_book *book, const char *bureau, const char *name)
{
	for (int i = 0; i < book->tables_count; i++)
		if (strcmp(book->tables[i]->bureau, bureau) == 0 && strcmp(book->tables[i]->name, name) == 0)
			return book->tables[i];
	return NULL;
}

const struct code_entry *code_find(const struct code_table *table, struct text code)
{
	for (int i = 0; table != NULL && i < table->entries_count; i++)
		if (text_is(code, table->entries[i].code))
			return &table->entries[i];
	return NULL;
}

const char *code_other_bureau(const struct code_book *book, const char *bureau, const char *name, struct text code)
{
	for (int i = 0; i < book->tables_count; i++) {
		const struct code_table *table = book->tables[i];
		if (strcmp(table->bureau, bureau) != 0 && strcmp(table->name, name) == 0 &&
		    code_find(table, code) != NULL)
			return table->bureau;
	}
	return NULL;
}
