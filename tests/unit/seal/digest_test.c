#include "seal/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* FIPS 180-4, examples of the NIST. */
static void digest_is_sha256(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *hex;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char hex[DIGEST_HEX_BYTES];
		assert_int_equal(digest_sha256_hex(text_of(cases[i].bytes), hex), OK);
		assert_string_equal(hex, cases[i].hex);
	}
}

static void digest_takes_the_empty_slice(void **state)
{
	(void)state;
	char hex[DIGEST_HEX_BYTES];
	assert_int_equal(digest_sha256_hex((struct text){NULL, 0}, hex), OK);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest_is_sha256),
		cmocka_unit_test(digest_takes_the_empty_slice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
