#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/ibge.h"

static void official_codes_fit_or_are_among_the_nine(void **state)
{
	static const char *const rows[] = {"3550308", "3304557", "3106200", "5300108", "1100015", "4106902",
					   "5101837", "2201919", "2201988", "2202251", "2611533", "3117836",
					   "3152131", "4305871", "5203939", "5203962"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool fits = false;
		assert_int_equal(ibge_check(text_of(rows[i]), &fits, NULL), OK);
		assert_true(fits);
	}
}

static void a_wrong_check_digit_is_a_hint_only(void **state)
{
	bool fits = true;
	(void)state;
	assert_int_equal(ibge_check(text_of("3550309"), &fits, NULL), OK);
	assert_false(fits);
	assert_int_equal(ibge_check(text_of("2201911"), &fits, NULL),
			 OK); /* what the arithmetic says for an exception */
	assert_true(fits);
	assert_int_equal(ibge_check(text_of("3550309"), NULL, NULL), OK);
}

static void what_is_no_code_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum rc rc;
	} rows[] = {{"", ERR_FORMAT},        {"355030", ERR_FORMAT},   {"35503088", ERR_FORMAT},
		    {"355030A", ERR_FORMAT}, {"3911111", ERR_UNKNOWN}, {"0000000", ERR_UNKNOWN},
		    {"9999999", ERR_UNKNOWN}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool fits = true;
		struct err err;
		assert_int_equal(ibge_check(text_of(rows[i].text), &fits, &err), rows[i].rc);
		assert_true(fits);
	}
	struct err err;
	assert_int_equal(ibge_check((struct text){"3911111xyz", 7}, NULL, &err), ERR_UNKNOWN);
	assert_non_null(strstr(err.words, "39"));
	assert_null(strstr(err.words, "xyz"));
}

static void twenty_seven_states_have_a_code_each(void **state)
{
	static const char *const ufs =
		"AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO";
	struct text rest = text_of(ufs);
	struct text uf;
	int found = 0;
	(void)state;
	while (text_next(&rest, ' ', &uf))
		assert_true(ibge_is_state(uf));
	for (int code = 0; code < 100; code++) {
		const char digits[3] = {(char)('0' + code / 10), (char)('0' + code % 10), '\0'};
		const char *name = ibge_state(text_of(digits));
		found += name != NULL;
		assert_true(name == NULL || (strlen(name) == 2 && strstr(ufs, name) != NULL));
	}
	assert_int_equal(found, 27);
	assert_string_equal(ibge_state(text_of("3550308")), "SP");
	assert_null(ibge_state(text_of("")));
	assert_null(ibge_state(text_of("3")));
	assert_false(ibge_is_state(text_of("XX")));
	assert_false(ibge_is_state(text_of("sp")));
	assert_false(ibge_is_state(text_of("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(official_codes_fit_or_are_among_the_nine),
		cmocka_unit_test(a_wrong_check_digit_is_a_hint_only),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(twenty_seven_states_have_a_code_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
