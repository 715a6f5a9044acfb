/* What one value must look like, and the fillers that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "apontasim/spc/rules.h"
#include "base/attributes.h"

struct value {
	enum spc_rule rule;
	int size_max;
	const char *value;
};

static void good_values_pass(void **state)
{
	static const struct value cases[] = {
		{SPC_RULE_BLOCK, 0, " \n\t"},
		{SPC_RULE_ANY, 0, ""},
		{SPC_RULE_TEXT, 5, "a b"},
		{SPC_RULE_TEXT, 3, "\xc3\xa7\xc3\xa3o"}, /* characters, not bytes */
		{SPC_RULE_WORDS, 45, "RUA 5"},
		{SPC_RULE_HOUSE, 5, "S/N"},
		{SPC_RULE_HOUSE, 5, "10"},
		{SPC_RULE_PERSON, 0, "F"},
		{SPC_RULE_CPF, 0, "11144477735"},
		{SPC_RULE_CNPJ, 0, "11222333000181"},
		{SPC_RULE_CNPJ, 0, "12ABC34501DE35"},
		{SPC_RULE_DOCUMENT, 0, "11222333000181"},
		{SPC_RULE_REGION, 0, "8"},
		{SPC_RULE_REGION, 0, "SP"},
		{SPC_RULE_STATE, 0, "TO"},
		{SPC_RULE_LETTER, 0, "C"},
		{SPC_RULE_DATE, 0, "2024-02-29T00:00:00"},
		{SPC_RULE_EMAIL, 0, "a.b@c.invalid"},
		{SPC_RULE_AREA_CODE, 0, "11"},
		{SPC_RULE_PHONE, 0, "31234567"},
		{SPC_RULE_MEMBER, 0, "00004321"},
		{SPC_RULE_CONTRACT, 30, "FAT-0001/1 A"},
		{SPC_RULE_AMOUNT, 0, "0.01"},
		{SPC_RULE_AMOUNT, 0, "99999999999.99"},
		{SPC_RULE_ID, 0, "104"},
		{SPC_RULE_CEP, 0, "01310100"},
		{SPC_RULE_YES_NO, 0, "N"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *wrong = spc_rule_breach(cases[i].rule, cases[i].size_max, cases[i].value);
		if (wrong != NULL)
			fail_msg("\"%s\" %s", cases[i].value, wrong);
	}
}

static void bad_values_and_fillers_do_not(void **state)
{
	static const struct value cases[] = {
		{SPC_RULE_BLOCK, 0, "text"},
		{SPC_RULE_TEXT, 0, ""},
		{SPC_RULE_TEXT, 0, " a"},
		{SPC_RULE_TEXT, 3, "abcd"},
		{SPC_RULE_WORDS, 45, "0"},
		{SPC_RULE_WORDS, 45, "XXXX"},
		{SPC_RULE_WORDS, 45, "123"},
		{SPC_RULE_WORDS, 45, "NAO INFORMADO"},
		{SPC_RULE_HOUSE, 5, "0"},
		{SPC_RULE_HOUSE, 5, "000"},
		{SPC_RULE_PERSON, 0, "f"},
		{SPC_RULE_CPF, 0, "111.444.777-35"},
		{SPC_RULE_CPF, 0, "11144477734"},
		{SPC_RULE_CPF, 0, "00000000000"},
		{SPC_RULE_CNPJ, 0, "11144477735"},
		{SPC_RULE_DOCUMENT, 0, "123"},
		{SPC_RULE_REGION, 0, "18"},
		{SPC_RULE_STATE, 0, "XX"},
		{SPC_RULE_LETTER, 0, "CC"},
		{SPC_RULE_DATE, 0, "2026-02-30T00:00:00"},
		{SPC_RULE_DATE, 0, "2026-02-05"},
		{SPC_RULE_DATE, 0, "2026-02-05T12:00:00"}, /* midnight by a clock of twelve hours */
		{SPC_RULE_DATE, 0, "2026-02-05T00:00:00-03:00"},
		{SPC_RULE_DATE, 0, "1900-01-01T00:00:00"},
		{SPC_RULE_DATE, 0, "3800-02-01T00:00:00"}, /* what a constructor makes of 1900 */
		{SPC_RULE_EMAIL, 0, "nobody"},
		{SPC_RULE_EMAIL, 0, "a@b"},
		{SPC_RULE_EMAIL, 0, "a@b.c,d@e.f"},
		{SPC_RULE_AREA_CODE, 0, "00"},
		{SPC_RULE_AREA_CODE, 0, "011"},
		{SPC_RULE_PHONE, 0, "0"},
		{SPC_RULE_PHONE, 0, "999999999"},
		{SPC_RULE_MEMBER, 0, "123456789"},
		{SPC_RULE_CONTRACT, 30, "0000"},
		{SPC_RULE_CONTRACT, 30, "N\xc3\xba"},
		{SPC_RULE_AMOUNT, 0, "1433,98"},
		{SPC_RULE_AMOUNT, 0, "1433.9"},
		{SPC_RULE_AMOUNT, 0, "1433"},
		{SPC_RULE_AMOUNT, 0, "01.00"},
		{SPC_RULE_AMOUNT, 0, "0.00"},
		{SPC_RULE_AMOUNT, 0, "-1.00"},
		{SPC_RULE_AMOUNT, 0, "100000000000.00"},
		{SPC_RULE_ID, 0, "01"},
		{SPC_RULE_ID, 0, "x"},
		{SPC_RULE_CEP, 0, "01310-100"},
		{SPC_RULE_CEP, 0, "00000000"},
		{SPC_RULE_CEP, 0, "-1174000"},
		{SPC_RULE_YES_NO, 0, "true"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (spc_rule_breach(cases[i].rule, cases[i].size_max, cases[i].value) == NULL)
			fail_msg("\"%s\" is taken", cases[i].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_values_pass),
		cmocka_unit_test(bad_values_and_fillers_do_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
