/* The codes of the mainframe for a debt by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/serasa/check.h"
#include "serasa_fixture.h"

enum bend {
	DEBTOR,
	GUARANTOR,
	CREDITOR,
	NAME,
	CATEGORY,
	CONTRACT,
	ADDRESS,
	DISTRICT,
	CITY,
	STATE,
	ZIP,
	DUE,
	TERM,
	BORN,
	VALUE
};

static void bend(struct debt *debt, enum bend what, const char *to)
{
	char *const texts[] = {
		[DEBTOR] = debt->debtor,     [GUARANTOR] = debt->guarantor,
		[CREDITOR] = debt->creditor, [NAME] = debt->name,
		[CATEGORY] = debt->category, [CONTRACT] = debt->contract,
		[ADDRESS] = debt->address,   [DISTRICT] = debt->district,
		[CITY] = debt->city,         [STATE] = debt->state,
		[ZIP] = debt->zip,
	};
	struct date *const dates[] = {&debt->due, &debt->term, &debt->born};
	if (what < DUE)
		memcpy(texts[what], to, strlen(to) + 1);
	else if (what < VALUE)
		assert_int_equal(date_parse_iso(text_of(to), dates[what - DUE], NULL), OK);
	else
		assert_int_equal(sscanf(to, "%ld", &debt->value_cents), 1);
}

static void each_rule_has_its_code(void **state)
{
	static const struct {
		enum bend what;
		const char *to;
		const char *code; /* "" for none */
	} cases[] = {
		{DEBTOR, "11144477735", ""},
		{DEBTOR, "11144477736", "029"},
		{DEBTOR, "11111111111", "029"},
		{GUARANTOR, "52998224725", ""},
		{GUARANTOR, "52998224726", "031"},
		{GUARANTOR, FIXTURE_CREDITOR, "286"},
		{DEBTOR, FIXTURE_CREDITOR, "286"},
		{NAME, "", "012"},
		{NAME, "123", "011"},
		{CATEGORY, "XX", "035"},
		{CATEGORY, "P ", "035"},
		{CATEGORY, "C1", ""},
		{CONTRACT, "", "102"},
		{CONTRACT, "FAT#1", "085"},
		{CONTRACT, "fat1", "085"},
		{CONTRACT, "FAT 1/A-2.3", ""},
		{ADDRESS, "", "109"},
		{DISTRICT, "", "109"},
		{CITY, "", "491"},
		{STATE, "XX", "111"},
		{STATE, "", "111"},
		{ZIP, "00000000", "112"},
		{ZIP, "00999999", "119"},
		{ZIP, "11111111", "119"},
		{DUE, "2026-03-03", "016"},
		{DUE, "2026-03-02", "156"},
		{DUE, "2026-03-01", ""},
		{DUE, "2021-03-03", ""},
		{DUE, "2021-03-02", "017"},
		{TERM, "2026-01-04", "165"},
		{TERM, "2026-01-05", ""},
		{BORN, "2008-03-02", ""},
		{BORN, "2008-03-03", "121"},
		{VALUE, "0", "219"},
		{VALUE, "1000000000", "381"},
	};
	struct date today;
	(void)state;
	assert_int_equal(date_make(2026, 3, 2, &today), OK);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct debt debt = serasa_fixture_debt("FAT1");
		struct codes codes = {0};
		bend(&debt, cases[i].what, cases[i].to);
		check_debt(&debt, today, &codes);
		if (codes.count > 1 || strcmp(codes.count > 0 ? codes.code[0] : "", cases[i].code) != 0)
			fail_msg("case %zu (%s): %d codes, first %s", i, cases[i].to, codes.count, codes.code[0]);
	}
}

static void motives_of_a_creditor(void **state)
{
	(void)state;
	assert_true(check_motive(1, CHANNEL_FILE));
	assert_true(check_motive(25, CHANNEL_FILE));
	assert_false(check_motive(26, CHANNEL_REST));
	assert_false(check_motive(0, CHANNEL_REST));
	assert_false(check_motive(-1, CHANNEL_FILE));
	assert_true(check_motive(45, CHANNEL_REST));
	assert_false(check_motive(45, CHANNEL_FILE));
	assert_false(check_motive(97, CHANNEL_REST));
}

static void codes_are_kept_once_and_twenty_fit(void **state)
{
	struct codes codes = {0};
	char code[4];
	(void)state;
	for (int i = 0; i < 30; i++) {
		(void)snprintf(code, sizeof(code), "%03d", i % 25);
		codes_add(&codes, code);
	}
	assert_int_equal(codes.count, CODES_MAX);
	assert_string_equal(codes.code[0], "000");
	assert_false(codes_have(&codes, "021"));
	assert_string_equal(serasa_code_text("059"), "INCLUSAO PARA REGISTRO JA EXISTENTE");
	assert_string_equal(serasa_code_text("998"), "MENSAGEM NAO INFORMADA PELO GERENCIADOR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_has_its_code),
		cmocka_unit_test(motives_of_a_creditor),
		cmocka_unit_test(codes_are_kept_once_and_twenty_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
