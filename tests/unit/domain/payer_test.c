#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/payer.h"

static const struct payer_terms terms = {
	.good_paid_on_time = 3,
	.good_paid_late = 0,
	.habitual_paid_late = 3,
	.habitual_late_percent = 50,
	.habitual_delay_days = 5,
	.unresponsive_contacts = 3,
	.unresponsive_answered = 0,
	.bad_faith_broken_promises = 2,
	.good_payer_to_person = true,
};

#define X PAYER_NOT_TOLD

/* The values of each class at its threshold, one beside it, and with something left out. */
static void each_class_begins_at_its_threshold(void **state)
{
	static const struct {
		struct payer_facts facts; /* on time, late, delay, promises, contacts, answered */
		enum payer_class class;
		const char *says;
	} rows[] = {
		{{X, X, X, X, X, X}, PAYER_UNKNOWN, "nothing was told"},
		{{0, 0, 0, 0, 0, 0}, PAYER_ORDINARY, "no class fits what was told: paid_on_time 0, paid_late 0,"},
		{{3, 0, X, X, X, X}, PAYER_GOOD, "3 paid on time and 0 late"},
		{{3, 0, X, 0, 9, 0}, PAYER_GOOD, "3 paid on time and 0 late"},
		{{2, 0, X, X, X, X}, PAYER_ORDINARY, "paid_on_time 2, paid_late 0"},
		{{3, 1, X, X, X, X}, PAYER_ORDINARY, "paid_late 1"},
		{{3, X, X, X, X, X}, PAYER_ORDINARY, "paid_on_time 3"},
		{{3, 0, X, 1, X, X}, PAYER_ORDINARY, "broken_promises 1"},
		{{X, X, X, X, 3, 0}, PAYER_UNRESPONSIVE, "0 of 3 contacts were answered"},
		{{X, X, X, X, 2, 0}, PAYER_ORDINARY, "contacts_made 2"},
		{{X, X, X, X, 3, 1}, PAYER_ORDINARY, "contacts_answered 1"},
		{{X, X, X, X, 3, X}, PAYER_ORDINARY, "contacts_made 3"},
		{{3, 3, 5, X, X, X}, PAYER_HABITUAL_LATE, "3 of 6 that were paid came late, by 5 days on average"},
		{{3, 3, X, X, X, X}, PAYER_HABITUAL_LATE, "3 of 6 that were paid came late;"},
		{{X, 3, X, X, X, X}, PAYER_HABITUAL_LATE, "3 of 3"},
		{{4, 3, 5, X, X, X}, PAYER_ORDINARY, "paid_late 3"},
		{{3, 3, 4, X, X, X}, PAYER_ORDINARY, "average_delay_days 4"},
		{{0, 2, 90, X, X, X}, PAYER_ORDINARY, "paid_late 2"},
		{{0, 9, 90, X, 3, 0}, PAYER_UNRESPONSIVE, "0 of 3"},
		{{0, 9, 90, 2, 3, 0}, PAYER_BAD_FAITH, "2 promises to pay were broken; 2 or more are bad faith"},
		{{9, 0, 0, 2, 3, 3}, PAYER_BAD_FAITH, "2 promises"},
		{{X, X, X, 1, X, X}, PAYER_ORDINARY, "broken_promises 1"},
		{{PAYER_COUNT_MAX, PAYER_COUNT_MAX, PAYER_COUNT_MAX, 0, PAYER_COUNT_MAX, PAYER_COUNT_MAX},
		 PAYER_HABITUAL_LATE,
		 "1000000 of 2000000"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct payer payer;
		payer_classify(&terms, &rows[i].facts, &payer);
		if (payer.class != rows[i].class || strstr(payer.words, rows[i].says) == NULL)
			fail_msg("row %zu is %s: %s", i, payer_class_name(payer.class), payer.words);
	}
}

static void the_thresholds_are_those_of_the_ladder(void **state)
{
	struct payer_terms strict = terms;
	struct payer payer;
	static const struct payer_facts once = {X, X, X, 1, X, X};
	(void)state;
	strict.bad_faith_broken_promises = 1;
	payer_classify(&strict, &once, &payer);
	assert_int_equal(payer.class, PAYER_BAD_FAITH);
}

static void only_a_good_payer_goes_to_a_person_and_only_where_policy_says_so(void **state)
{
	struct payer_terms without = terms;
	(void)state;
	without.good_payer_to_person = false;
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++) {
		assert_int_equal(payer_wants_person(&terms, class), class == PAYER_GOOD);
		assert_false(payer_wants_person(&without, class));
	}
}

static void classes_and_facts_go_by_their_names(void **state)
{
	static const char *const names[PAYER_CLASS_COUNT] = {"unknown",       "ordinary",     "good_payer",
							     "habitual_late", "unresponsive", "bad_faith"};
	static const char *const facts[PAYER_FACTS_COUNT] = {"paid_on_time",    "paid_late",     "average_delay_days",
							     "broken_promises", "contacts_made", "contacts_answered"};
	struct payer_facts told = PAYER_FACTS_NONE;
	enum payer_class found;
	(void)state;
	for (enum payer_class class = 0; class < PAYER_CLASS_COUNT; class ++) {
		assert_string_equal(payer_class_name(class), names[class]);
		assert_int_equal(payer_class_by_name(text_of(names[class]), &found), OK);
		assert_int_equal(found, class);
		assert_true(payer_class_words(class)[0] != '\0');
	}
	assert_int_equal(payer_class_by_name(text_of("rich"), &found), ERR_UNKNOWN);
	for (int i = 0; i < PAYER_FACTS_COUNT; i++) {
		assert_string_equal(payer_fact_name(i), facts[i]);
		assert_int_equal(payer_fact(&told, i), PAYER_NOT_TOLD);
		payer_fact_set(&told, i, i);
	}
	assert_int_equal(told.paid_on_time, 0);
	assert_int_equal(told.average_delay_days, 2);
	assert_int_equal(told.contacts_answered, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_class_begins_at_its_threshold),
		cmocka_unit_test(the_thresholds_are_those_of_the_ladder),
		cmocka_unit_test(only_a_good_payer_goes_to_a_person_and_only_where_policy_says_so),
		cmocka_unit_test(classes_and_facts_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
