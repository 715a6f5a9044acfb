#include "seal/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/seal/fixture.h"

static void terms_use_and_number_are_read(void **state)
{
	static const struct {
		const char *oid;
		const char *found;
	} rows[] = {{"2.16.76.1.3.3", "11222333000181"}, {"2.16.76.1.3.4", ""}, {"", ""}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct seal_certificate certificate;
		char day[DATE_TEXT_BYTES];
		assert_ok(seal_certificate_read(fixture.rsa.certificate_file, rows[i].oid, &certificate, &fixture_err));
		assert_string_equal(certificate.other_name, rows[i].found);
		assert_string_equal(date_iso(certificate.valid_from, day), "2020-01-01");
		assert_string_equal(date_iso(certificate.valid_until, day), "2049-12-31");
		assert_true(certificate.may_sign);
	}
}

static void a_certificate_of_another_use_may_not_sign(void **state)
{
	struct seal_certificate certificate;
	(void)state;
	assert_ok(seal_certificate_read(fixture.ca, "", &certificate, &fixture_err));
	assert_false(certificate.may_sign);
}

static void what_cannot_be_read_is_an_error_of_its_file(void **state)
{
	struct seal_certificate certificate = {.other_name = "as it was"};
	char path[256];
	(void)state;
	assert_int_equal(seal_certificate_read("/nowhere/x.pem", "", &certificate, &fixture_err), ERR_CONFIG);
	assert_string_equal(fixture_err.where, "/nowhere/x.pem");
	fixture_write("no.pem", text_of("nothing of the kind\n"), 0644, path, sizeof(path));
	assert_int_equal(seal_certificate_read(path, "", &certificate, &fixture_err), ERR_CONFIG);
	assert_non_null(strstr(fixture_err.words, "no certificate"));
	assert_string_equal(certificate.other_name, "as it was");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(terms_use_and_number_are_read, fixture_reset),
		cmocka_unit_test_setup(a_certificate_of_another_use_may_not_sign, fixture_reset),
		cmocka_unit_test_setup(what_cannot_be_read_is_an_error_of_its_file, fixture_reset),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
