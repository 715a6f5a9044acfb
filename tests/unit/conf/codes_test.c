/* The code tables: those that come with the program are complete, and each kind of error names its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "conf/conf.h"

static char folder[] = "/tmp/codes_test.XXXXXX";
static struct arena *arena;

static const struct code_entry *entry(const struct code_book *book, const char *table, const char *code)
{
	return code_find(code_table_find(book, "serasa", table), text_of(code));
}

static void the_tables_that_come_with_the_program_are_whole(void **state)
{
	(void)state;
	static const struct {
		const char *table;
		int count;
	} tables[] = {{"return-codes", 237}, {"natures", 59}, {"motives", 51}};
	struct code_book *book = NULL;
	struct err err = {0};
	if (conf_read_codes(arena, TOP_SRCDIR "/conf/codes", &book, NULL, NULL, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		const struct code_table *table = code_table_find(book, "serasa", tables[i].table);
		assert_non_null(table);
		assert_int_equal(table->entries_count, tables[i].count);
		for (int e = 1; e < table->entries_count; e++)
			assert_true(strcmp(table->entries[e - 1].code, table->entries[e].code) < 0);
	}
	assert_int_equal(entry(book, "return-codes", "059")->kind, CODE_REJECTION);
	assert_int_equal(entry(book, "return-codes", "301")->kind, CODE_INFORMATION);
	assert_int_equal(entry(book, "return-codes", "035")->kind, CODE_UNMARKED);
	assert_int_equal(entry(book, "return-codes", "188")->kind, CODE_OLD);
	assert_int_equal(entry(book, "motives", "01")->kind, CODE_BY_CREDITOR);
	assert_int_equal(entry(book, "motives", "97")->kind, CODE_BY_BUREAU);
	assert_int_equal(entry(book, "motives", "40")->kind, CODE_BY_REST);
	assert_string_equal(entry(book, "natures", "DP")->meaning, "DUPLICATA");
}

#define GOOD "{ code = \"001\"; kind = \"rejection\"; meaning = \"M\"; todo = \"T\"; }"

static void each_error_names_file_line_and_what_would_be_right(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		const char *text;
		const char *field;
		const char *words;
	} cases[] = {
		{"x-y.conf", "bureau = \"x\";\ntable = \"y\";\ncodes = (" GOOD ",\n" GOOD ");\n", "codes[1].code",
		 "already"},
		{"x-z.conf", "bureau = \"x\";\ntable = \"y\";\ncodes = (" GOOD ");\n", "", "both must agree"},
		{"x-y.conf", "bureau = \"x\";\ntable = \"y\";\ncodes = ();\n", "codes", "right are 1 to"},
		{"x-y.conf", "bureau = \"x\";\ncodes = (" GOOD ");\n", "table", "missing"},
		{"x-y.conf",
		 "bureau = \"x\";\ntable = \"y\";\ncodes = ({ code = \"1\"; kind = \"odd\"; meaning = \"M\"; todo = "
		 "\"T\"; });\n",
		 "codes[0].kind", "known are"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct code_book *book = NULL;
		struct err err = {0};
		const char *path = arena_printf(arena, "%s/%s", folder, cases[i].file);
		assert_int_equal(io_write(path, text_of(cases[i].text), 0600, NULL), OK);
		print_message("%s", cases[i].text);
		assert_int_equal(conf_read_codes(arena, folder, &book, NULL, NULL, &err), ERR_CONFIG);
		assert_null(book);
		assert_non_null(strstr(err.where, cases[i].file));
		assert_string_equal(err.field, cases[i].field);
		assert_non_null(strstr(err.words, cases[i].words));
		assert_int_equal(unlink(path), 0);
	}
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	(void)state;
	struct code_book *book = NULL;
	struct err err = {0};
	assert_int_equal(conf_read_codes(arena, "/no/such/folder", &book, NULL, NULL, &err), ERR_CONFIG);
	assert_null(book);
	assert_non_null(strstr(err.words, "/no/such/folder"));
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(CONF_ARENA_BYTES);
	return arena != NULL && mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_that_come_with_the_program_are_whole),
		cmocka_unit_test(each_error_names_file_line_and_what_would_be_right),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
