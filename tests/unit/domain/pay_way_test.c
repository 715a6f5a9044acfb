#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "domain/pay_way.h"

/* The code of the manual of the BR Code, and typed lines whose check digits were worked out by hand. */
#define PIX                                                                                                            \
	"00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de "      \
	"Tal6008BRASILIA62070503***63041D3D"
#define BOLETO     "00190500954014481606906809350314337370000000100"
#define COLLECTION "846100000005246100291102005460339004695895061080"

static void a_right_code_is_taken_and_one_wrong_letter_is_not(void **state)
{
	char out[PAY_PIX_BYTES];
	char wrong[] = PIX;
	struct err err;
	(void)state;
	assert_int_equal(pay_pix_read(text_of(PIX), out, sizeof(out), &err), OK);
	assert_string_equal(out, PIX);
	wrong[60] = 'Z';
	(void)strcpy(out, "as it was");
	assert_int_equal(pay_pix_read(text_of(wrong), out, sizeof(out), &err), ERR_CHECK_DIGIT);
	assert_string_equal(out, "as it was");
	assert_int_equal(pay_pix_read(text_of("fulano@exemplo.invalid"), out, sizeof(out), &err), ERR_FORMAT);
	assert_int_equal(pay_pix_read(text_of(PIX), out, 20, &err), ERR_RANGE);
}

static void a_boleto_is_taken_with_its_dots_and_blanks(void **state)
{
	static const struct {
		const char *text;
		enum rc rc;
	} rows[] = {
		{BOLETO, OK},
		{"00190.50095 40144.816069 06809.350314 3 37370000000100", OK},
		{COLLECTION, OK},
		{"858000012320450032800020011234500021678900000036", OK}, /* by modulo 11: remainders 1, 0, 10 and 5 */
		{"858000012321450032800020011234500021678900000036", ERR_CHECK_DIGIT},
		{"00190500954014481606906809350314337370000000", ERR_FORMAT},      /* too short */
		{"0019050095401448160690680935031433737000000010000", ERR_FORMAT}, /* too long */
		{"00190500964014481606906809350314337370000000100", ERR_CHECK_DIGIT},
		{"846100000006246100291102005460339004695895061080", ERR_CHECK_DIGIT},
		{"746100000005246100291102005460339004695895061080", ERR_FORMAT}, /* 48 digits begin with 8 */
		{"0019050095401448160690680935031433737000000010O", ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[PAY_BOLETO_BYTES] = "";
		struct err err;
		assert_int_equal(pay_boleto_read(text_of(rows[i].text), out, sizeof(out), &err), rows[i].rc);
		if (i == 1)
			assert_string_equal(out, BOLETO);
	}
	char words[PAY_BOLETO_WORDS_BYTES];
	assert_string_equal(pay_boleto_words(BOLETO, words), "00190.50095 40144.816069 06809.350314 3 37370000000100");
	assert_string_equal(pay_boleto_words(COLLECTION, words), "846100000005 246100291102 005460339004 695895061080");
}

static void a_link_leads_where_it_says(void **state)
{
	static const struct {
		const char *text;
		enum rc rc;
	} rows[] = {
		{"https://pagar.exemplo.invalid/FAT-1?c=9", OK},      {"http://pagar.exemplo.invalid/", ERR_FORMAT},
		{"https://banco.invalid@outro.invalid/", ERR_FORMAT}, {"https://pagar.exemplo.invalid/a b", ERR_FORMAT},
		{"https://pagar.exemplo.invalid/\"><b>", ERR_FORMAT}, {"https:///", ERR_FORMAT},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[PAY_LINK_BYTES] = "";
		struct err err;
		assert_int_equal(pay_link_read(text_of(rows[i].text), out, sizeof(out), &err), rows[i].rc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_code_is_taken_and_one_wrong_letter_is_not),
		cmocka_unit_test(a_boleto_is_taken_with_its_dots_and_blanks),
		cmocka_unit_test(a_link_leads_where_it_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
