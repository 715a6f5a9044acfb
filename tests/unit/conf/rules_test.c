#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "fixture.h"

#define MAIN   "apontad.conf"
#define CHECKS "rules/checks.conf"
#define MINOR  "code = \"DEBTOR_MINOR\"; channel = \"bureau\"; level = \"block\"; cra = \"\"; confirmed = false;"
#define FOUR   "{ code = \"FOUR_EYES_MISSING\"; channel = \"\";"

static void the_checks_are_read_with_their_rows(void **state)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	if (conf_read_copy(&settings, &errors) != OK)
		fail_msg("%s: %s", errors.items[0].where, errors.items[0].words);
	const struct rule_book *book = &settings->rule_book;
	const struct rule_row *paid = rule_find(book, "DEBT_PAID", RULE_PROTEST);
	assert_int_equal(paid->level, LEVEL_BLOCK);
	assert_string_equal(paid->basis, "REsp 1.063.474");
	assert_string_equal(paid->cra, "60");
	assert_true(paid->confirmed);
	assert_non_null(strstr(paid->text, "pagamento"));
	assert_false(rule_find(book, "DEBTOR_MINOR", RULE_BUREAU)->confirmed);
	assert_int_equal(rule_find(book, "CONTACT_ADDRESS_BAD", RULE_PROTEST)->level, LEVEL_BLOCK);
	assert_int_equal(rule_find(book, "CONTACT_ADDRESS_BAD", RULE_BUREAU)->level, LEVEL_HOLD);
	assert_int_equal(rule_find(book, "FEES_DEPOSIT_REQUIRED", RULE_PROTEST)->level, LEVEL_WARN);
	assert_int_equal(rule_find(book, "LEGAL_HOLD", RULE_BUREAU)->level, LEVEL_HOLD);
}

static void each_error_names_file_line_and_what_would_be_right(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *field;
		const char *words;
	} rows[] = {
		{"code = \"DEBTOR_MINOR\"", "code = \"DEBTOR_MINI\"", "checks[6].code",
		 "there is no check `DEBTOR_MINI`"},
		{"code = \"DEBTOR_MINOR\"; channel = \"bureau\"", "code = \"DEBTOR_MINOR\"; channel = \"protest\"",
		 "checks[6].code", "no check `DEBTOR_MINOR` for protest"},
		{"code = \"DOC_CPF_INVALID\"; channel = \"bureau\"",
		 "code = \"DOC_CPF_INVALID\"; channel = \"protest\"", "checks[1].code",
		 "`DOC_CPF_INVALID` for \"protest\" stands already"},
		{"code = \"DEBTOR_MINOR\"; channel = \"bureau\"", "code = \"DEBTOR_MINOR\"; channel = \"spc\"",
		 "checks[6].channel", "known are: protest, bureau, "},
		{MINOR, "code = \"DEBTOR_MINOR\"; level = \"refuse\"; confirmed = false;", "checks[6].level",
		 "known are: block, hold, warn"},
		{MINOR, "code = \"DEBTOR_MINOR\"; level = \"block\";", "checks[6].confirmed", "is missing"},
		{"confirmed = false;", "confirmed = \"no\";", "checks[6].confirmed", "true or false"},
		{"text = \"Devedor e credor", "texts = \"Devedor e credor", "checks[4].texts", "did you mean `text`"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		arena_reset(conf_arena);
		conf_expect_wrong(CHECKS, rows[i].from, rows[i].to, conf_where(CHECKS, rows[i].from, 0), rows[i].field,
				  rows[i].words);
	}
}

/* A node that does not know what a check does must not start. */
static void a_check_without_a_row_is_refused(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *words[2];
	} rows[] = {
		{FOUR,
		 "{ code = \"FOUR_EYES_MISSING\"; channel = \"bureau\";",
		 {"rule FOUR_EYES_MISSING has no row for protest", NULL}},
		{"code = \"DEBT_PAID\"; channel = \"protest\";",
		 "code = \"LEGAL_HOLD\"; channel = \"protest\";",
		 {"rule DEBT_PAID has no row for protest", NULL}},
		{FOUR,
		 "{ code = \"LEGAL_HOLD\"; channel = \"bureau\";",
		 {"rule FOUR_EYES_MISSING has no row for protest", "rule FOUR_EYES_MISSING has no row for bureau"}},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings *settings = NULL;
		struct errors errors = {0};
		arena_reset(conf_arena);
		conf_put_all();
		conf_put(CHECKS, rows[i].from, rows[i].to);
		assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
		assert_null(settings);
		int wanted = rows[i].words[1] != NULL ? 2 : 1;
		assert_int_equal(errors.count, wanted);
		for (int j = 0; j < wanted; j++) {
			assert_string_equal(errors.items[j].field, "rules");
			assert_non_null(strstr(errors.items[j].words, rows[i].words[j]));
		}
	}
}

static void without_any_checks_one_error_says_so(void **state)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	conf_put_text(CHECKS, text_of("notice_terms = ();\n"));
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_int_equal(errors.count, 1);
	assert_string_equal(errors.items[0].field, "rules");
	assert_non_null(strstr(errors.items[0].words, "has `checks`"));
	assert_non_null(strstr(errors.items[0].words, "checks.conf"));
}

/* What a broken file would have said is not told as lacking. */
static void a_broken_file_is_told_once(void **state)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	conf_put(CHECKS, "checks = (", "checks = [");
	assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
	assert_int_equal(errors.count, 1);
}

static void a_folder_is_read_by_itself(void **state)
{
	const struct rule_book *book = NULL;
	struct err err;
	(void)state;
	assert_int_equal(conf_read_rules(conf_arena, conf_path("rules"), &book, NULL, NULL, &err), OK);
	assert_non_null(rule_find(book, "DEBT_PAID", RULE_BUREAU));
	conf_put(CHECKS, FOUR, "{ code = \"FOUR_EYES_MISSING\"; channel = \"bureau\";");
	book = NULL;
	assert_int_equal(conf_read_rules(conf_arena, conf_path("rules"), &book, NULL, NULL, &err), ERR_CONFIG);
	assert_non_null(strstr(err.words, "rule FOUR_EYES_MISSING has no row for protest"));
	assert_int_equal(conf_read_rules(conf_arena, conf_path("laws"), &book, NULL, NULL, &err), ERR_CONFIG);
	assert_null(book);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, conf_before, conf_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_checks_are_read_with_their_rows), TEST(each_error_names_file_line_and_what_would_be_right),
		TEST(a_check_without_a_row_is_refused),    TEST(without_any_checks_one_error_says_so),
		TEST(a_broken_file_is_told_once),          TEST(a_folder_is_read_by_itself),
	};
	return cmocka_run_group_tests(tests, conf_make_folders, conf_drop_folders);
}
