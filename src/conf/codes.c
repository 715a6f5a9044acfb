/* conf/codes/BUREAU-TABLE.conf: what the codes of counterparties mean. */
#include <stdio.h>

#include "conf/conf.h"
#include "conf/schema.h"

static const struct word word_code_kind[] = {{"rejection", CODE_REJECTION}, {"information", CODE_INFORMATION},
					     {"unmarked", CODE_UNMARKED},   {"old", CODE_OLD},
					     {"nature", CODE_NATURE},       {"creditor", CODE_BY_CREDITOR},
					     {"bureau", CODE_BY_BUREAU},    {"rest", CODE_BY_REST},
					     {"type", CODE_TYPE},           {NULL, 0}};

static const struct setting code_settings[] = {
	{"code", SETTING_TEXT, AT(code_entry, code), LENGTH(1, 23), .form = FORM_CODE,
	 .help = "as it stands in the file"},
	{"kind", SETTING_WORD, AT(code_entry, kind), .words = word_code_kind, .help = "what the source says of it"},
	{"meaning", SETTING_TEXT, AT(code_entry, meaning), LENGTH(1, 120), .help = "the counterparty's words"},
	{"field", SETTING_TEXT, AT(code_entry, field), LENGTH(0, 96), .fallback = "", .help = "the field to look at"},
	{"todo", SETTING_TEXT, AT(code_entry, todo), LENGTH(1, 240), .help = "what a person does about it"},
	END,
};
static const struct schema schema_code = {.name = "codes", .settings = code_settings};

static const struct setting table_settings[] = {
	{"bureau", SETTING_TEXT, AT(code_table, bureau), LENGTH(1, 16), .form = FORM_CODE,
	 .help = "whose codes these are; the file is called BUREAU-TABLE.conf"},
	{"table", SETTING_TEXT, AT(code_table, name), LENGTH(1, 24), .form = FORM_CODE, .help = "what they stand for"},
	{"codes", SETTING_LIST, ITEMS(code_table, entries, entries_count), LENGTH(1, CODES_PER_TABLE_MAX),
	 .schema = &schema_code, .help = "one group a code"},
	END,
};
const struct schema schema_codes = {.name = "codes/BUREAU-TABLE.conf", .settings = table_settings};

static void check_codes(struct reader *reader, const struct code_table *table)
{
	check_unique(reader, "codes", "code", table->entries[0].code, sizeof(table->entries[0]), table->entries_count);
}

static void read_codes(struct run *run, const char *file)
{
	struct reader reader;
	struct code_book *book = run->book;
	reader_open(&reader, run, file, ".");
	struct code_table *table = arena_alloc(run->arena, sizeof(*table));
	if (book->tables_count == CODE_TABLES_MAX)
		reader_complain(&reader, NULL, NULL, "is one table too many; right are at most %d", CODE_TABLES_MAX);
	else if (table != NULL && reader_parse(&reader)) {
		reader_group(&reader, &schema_codes, config_root_setting(&reader.config), table);
		if (reader.errors == 0) {
			char name[sizeof(table->bureau) + sizeof(table->name)];
			(void)snprintf(name, sizeof(name), "%s-%s", table->bureau, table->name);
			check_name(&reader, name);
			check_codes(&reader, table);
		}
		book->tables[book->tables_count++] = table;
	}
	reader_done(&reader);
}

enum rc conf_read_codes(struct arena *arena, const char *folder, struct code_book **ret_book,
			void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	run.book = arena_alloc(arena, sizeof(*run.book));
	if (run.book == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read the codes");
	struct reader reader;
	reader_open(&reader, &run, folder, ".");
	reader_folder(&run, &reader, "codes", folder, read_codes);
	reader_done(&reader);
	enum rc rc = run_result(&run, folder, reterr);
	if (rc == OK)
		*ret_book = run.book;
	return rc;
}
