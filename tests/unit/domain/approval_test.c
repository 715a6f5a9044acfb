#include "domain/approval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NEVER INT64_MAX

static void the_policy_says_when_a_second_person_is_wanted(void **state)
{
	static const struct {
		struct approval_policy policy;
		struct approval_facts facts;
		const char *why;
	} rows[] = {
		/* Nobody asked for it. */
		{{NEVER, 0, false}, {100000000, 1000, false, false, false}, ""},
		{{NEVER, 0, false}, {100000000, 1000, true, true, false}, ""},
		/* This much or more. */
		{{5000000, 0, false}, {4999999, 0, false, false, false}, ""},
		{{5000000, 0, false}, {5000000, 0, false, false, false}, "amount"},
		{{1, 0, false}, {1, 0, false, false, false}, "amount"},
		/* What comes behind so many, and what was kept back by it yesterday. */
		{{NEVER, 3, false}, {100, 2, false, false, false}, ""},
		{{NEVER, 3, false}, {100, 3, false, false, false}, "batch"},
		{{NEVER, 3, false}, {100, 0, true, false, false}, "batch"},
		/* The first. */
		{{NEVER, 0, true}, {100, 0, false, false, false}, "first"},
		{{NEVER, 0, true}, {100, 0, false, true, false}, ""},
		{{100, 1, true}, {100, 1, false, false, false}, "amount, batch, first"},
		/* The ladder sends good payers to a person. */
		{{NEVER, 0, false}, {1, 0, false, false, true}, "good_payer"},
		{{100, 1, true}, {100, 1, false, false, true}, "amount, batch, first, good_payer"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char names[APPROVAL_WHY_BYTES];
		unsigned why = approval_why(&rows[i].policy, &rows[i].facts);
		unsigned parsed = 0;
		if (strcmp(approval_why_names(why, names), rows[i].why) != 0)
			fail_msg("row %zu: %s, not %s", i, names, rows[i].why);
		if (why != 0) {
			assert_int_equal(approval_why_parse(text_of(names), &parsed), OK);
			assert_int_equal(parsed, why);
		}
	}
	unsigned why = 0;
	assert_int_equal(approval_why_parse(text_of("amount, whim"), &why), ERR_UNKNOWN);
	assert_int_equal(approval_why_parse(text_of(""), &why), ERR_UNKNOWN);
}

static void the_words_say_which_policy(void **state)
{
	static const struct approval_policy policy = {5000000, 100, true};
	static const struct approval_facts facts = {6000000, 100, false, false, false};
	char words[APPROVAL_WORDS_BYTES];
	(void)state;
	assert_string_equal(approval_words(0, &policy, &facts, words), "");
	assert_string_equal(approval_words(approval_why(&policy, &facts), &policy, &facts, words),
			    "R$ 60.000,00 is R$ 50.000,00 or more; 100 of the account passed in a day; none of the "
			    "account was approved and taken yet");
	assert_string_equal(approval_words(APPROVAL_GOOD_PAYER, &policy, &facts, words),
			    "a good payer with a first delay");
}

static void one_person_under_two_spellings_is_one(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{"Maria Exemplo", "Maria Exemplo", true},
		{"Maria Exemplo", "  maria   EXEMPLO ", true},
		{"JOSÉ DA CONCEIÇÃO", "José da Conceição", true},
		{"Maria Exemplo", "Maria Exemplar", false},
		{"Maria", "Maria Exemplo", false},
		{"Maria Exemplo", "Ana Exemplo", false},
		{"", "", true},
		{"", "Ana", false},
		{"\xc3", "\xc3", true},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (approval_same_person(text_of(rows[i].a), text_of(rows[i].b)) != rows[i].same ||
		    approval_same_person(text_of(rows[i].b), text_of(rows[i].a)) != rows[i].same)
			fail_msg("\"%s\" and \"%s\"", rows[i].a, rows[i].b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_policy_says_when_a_second_person_is_wanted),
		cmocka_unit_test(the_words_say_which_policy),
		cmocka_unit_test(one_person_under_two_spellings_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
