#include "seal/hmac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* RFC 4231, test cases 1 and 2. */
static void hmac_is_that_of_the_rfc(void **state)
{
	static const struct {
		struct text key;
		const char *bytes;
		const char *hex;
	} cases[] = {
		{{"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", 20},
		 "Hi There",
		 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{{"Jefe", 4},
		 "what do ya want for nothing?",
		 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned char digest[DIGEST_BYTES];
		char hex[DIGEST_HEX_BYTES] = "";
		assert_int_equal(hmac_sha256(cases[i].key, text_of(cases[i].bytes), digest), OK);
		for (int j = 0; j < DIGEST_BYTES; j++)
			(void)snprintf(hex + (ptrdiff_t)2 * j, 3, "%02x", digest[j]);
		assert_string_equal(hex, cases[i].hex);
	}
}

/* The example of the Standard Webhooks specification. */
static void a_webhook_is_signed_as_the_specification_has_it(void **state)
{
	struct webhook_key key;
	char signature[WEBHOOK_SIGNATURE_BYTES];
	struct err err;
	(void)state;
	assert_int_equal(webhook_key_read(text_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), &key, &err), OK);
	assert_int_equal(key.len, 24);
	assert_int_equal(webhook_sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
				      text_of("{\"test\": 2432232314}"), signature, &err),
			 OK);
	assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void a_secret_of_another_form_is_refused_and_not_told(void **state)
{
	static const struct {
		const char *secret;
		enum rc rc;
	} rows[] = {
		{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ERR_FORMAT},
		{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", ERR_FORMAT},
		{"whsec_MfKQ9r8G", ERR_RANGE},
		{"", ERR_FORMAT},
		/* 23, 24, 64 and 65 bytes. */
		{"whsec_YSBzZWNyZXQgb2Ygbm8gd29ydGggYXQ=", ERR_RANGE},
		{"whsec_YSBzZWNyZXQgb2Ygbm8gd29ydGggYXQg", OK},
		{"whsec_YSBzZWNyZXQgb2Ygbm8gd29ydGggYXQgYWxsLCBmb3IgdGVzdHMgb2YgaG93IGxvbmcgb25lIG1heSBiZS4uLg==", OK},
		{"whsec_YSBzZWNyZXQgb2Ygbm8gd29ydGggYXQgYWxsLCBmb3IgdGVzdHMgb2YgaG93IGxvbmcgb25lIG1heSBiZS4uLi4=",
		 ERR_RANGE},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct webhook_key key;
		struct err err = {0};
		assert_int_equal(webhook_key_read(text_of(rows[i].secret), &key, &err), rows[i].rc);
		assert_null(strstr(err.words, "MfKQ9"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hmac_is_that_of_the_rfc),
		cmocka_unit_test(a_webhook_is_signed_as_the_specification_has_it),
		cmocka_unit_test(a_secret_of_another_form_is_refused_and_not_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
