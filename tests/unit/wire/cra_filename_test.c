#include "wire/cra_filename.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct sample {
	const char *text;
	const char *prefix;
	const char *presenter;
	const char *on;
	int sequence;
};

static void check_read(const struct sample *sample)
{
	struct cra_filename name;
	struct err err = {0};
	char on[DATE_TEXT_BYTES];
	assert_int_equal(cra_filename_parse(text_of(sample->text), &name, &err), OK);
	assert_string_equal(name.prefix, sample->prefix);
	assert_string_equal(name.presenter, sample->presenter);
	assert_string_equal(date_iso(name.on, on), sample->on);
	assert_int_equal(name.sequence, sample->sequence);
	char made[CRA_FILENAME_BYTES];
	assert_int_equal(cra_filename_make(&name, made, &err), OK);
	assert_string_equal(made, sample->text);
}

static void every_type_is_read_and_made(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"B3412401.141", "B", "341", "2014-01-24", 1},       {"C3412401.149", "C", "341", "2014-01-24", 9},
		{"R0002512.241", "R", "000", "2024-12-25", 1},       {"DP3412401.141", "DP", "341", "2014-01-24", 1},
		{"CP90L2902.243", "CP", "90L", "2024-02-29", 3},     {"AC3412401.141", "AC", "341", "2014-01-24", 1},
		{"AD3412401.141", "AD", "341", "2014-01-24", 1},     {"I0001407.221", "I", "000", "2022-07-14", 1},
		{"E0001407.221", "E", "000", "2022-07-14", 1},       {"M0002308.231", "M", "000", "2023-08-23", 1},
		{"OT0000404.221", "OT", "000", "2022-04-04", 1},     {"IT0000404.221", "IT", "000", "2022-04-04", 1},
		{"BABC1230101.991", "B", "ABC123", "2099-01-01", 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check_read(&samples[i]);
}

static void two_letter_types_go_first_and_the_length_tells_the_rest(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{"CP210310.261", "C", "P21", "2026-10-03", 1}, /* a code of two would be too short for CP */
		{"RP210310.261", "R", "P21", "2026-10-03", 1},
		{"CPP210310.261", "CP", "P21", "2026-10-03", 1},
		{"CP1230310.261", "CP", "123", "2026-10-03", 1},     /* not C of P123 */
		{"CP123450310.261", "C", "P12345", "2026-10-03", 1}, /* 6 is given out, 5 is not */
		{"CP1234560310.261", "CP", "123456", "2026-10-03", 1},
		{"CP12340310.261", "CP", "1234", "2026-10-03", 1}, /* neither is given out */
		{"IT120310.261", "I", "T12", "2026-10-03", 1},
		{"BDPX0310.261", "B", "DPX", "2026-10-03", 1}, /* a type inside the code is only code */
		{"DPACP0310.261", "DP", "ACP", "2026-10-03", 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check_read(&samples[i]);
}

static void a_name_that_is_none_is_told_why(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum rc rc;
	} samples[] = {
		{"", ERR_FORMAT},
		{"B", ERR_FORMAT},
		{"2401.141", ERR_FORMAT},
		{"B342401.141", ERR_FORMAT},      /* code of two */
		{"B12345672401.141", ERR_FORMAT}, /* code of seven */
		{"DP12345672401.141", ERR_FORMAT},
		{"Z3412401.141", ERR_UNKNOWN},
		{"A3412401.141", ERR_UNKNOWN},
		{"XACZ992401.141", ERR_UNKNOWN},
		{"b3412401.141", ERR_UNKNOWN},
		{"B34l2401.141", ERR_FORMAT},
		{"B34-2401.141", ERR_FORMAT},
		{"B3412401-141", ERR_FORMAT},
		{"B341240A.141", ERR_FORMAT},
		{"B3412401.14X", ERR_FORMAT},
		{"B3413002.141", ERR_RANGE}, /* 30 February */
		{"B3412902.231", ERR_RANGE}, /* 29 February of a common year */
		{"B3410001.141", ERR_RANGE},
		{"B3410113.141", ERR_RANGE},
		{"B3412401.140", ERR_RANGE},
		{" B3412401.141", ERR_UNKNOWN},
		{"B3412401.141 ", ERR_FORMAT},
		{"B3412401.141.xml", ERR_FORMAT},
	};
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct cra_filename name = {.sequence = 77};
		struct err err = {0};
		assert_int_equal(cra_filename_parse(text_of(samples[i].text), &name, &err), samples[i].rc);
		assert_int_equal(err.code, samples[i].rc);
		assert_string_equal(err.field, "file name");
		assert_int_not_equal(err.words[0], '\0');
		assert_int_equal(name.sequence, 77);
	}
}

static void a_name_that_would_be_read_as_another_is_not_made(void **state)
{
	(void)state;
	static const struct {
		const char *prefix;
		const char *presenter;
		int sequence;
		enum rc rc;
	} samples[] = {
		{"C", "P123", 1, ERR_REFUSED},
		{"C", "P1234", 1, ERR_REFUSED},
		{"CP", "12345", 1, ERR_REFUSED},
		{"I", "T123", 1, ERR_REFUSED},
		{"C", "P12", 1, OK},
		{"C", "P12345", 1, OK},
		{"R", "P123", 1, OK},
		{"X", "341", 1, ERR_RANGE},
		{"", "341", 1, ERR_RANGE},
		{"B", "34", 1, ERR_RANGE},
		{"B", "3a1", 1, ERR_RANGE},
		{"B", "341", 0, ERR_RANGE},
		{"B", "341", 10, ERR_RANGE},
	};
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct cra_filename name = {.sequence = samples[i].sequence};
		struct err err = {0};
		char out[CRA_FILENAME_BYTES] = "untouched";
		(void)snprintf(name.prefix, sizeof(name.prefix), "%s", samples[i].prefix);
		(void)snprintf(name.presenter, sizeof(name.presenter), "%s", samples[i].presenter);
		assert_int_equal(date_make(2026, 3, 9, &name.on), OK);
		assert_int_equal(cra_filename_make(&name, out, &err), samples[i].rc);
		assert_int_equal(strcmp(out, "untouched") == 0, samples[i].rc != OK);
	}
}

static void a_date_that_two_digits_cannot_tell_is_refused(void **state)
{
	(void)state;
	struct cra_filename name = {.prefix = "B", .presenter = "341", .on = DATE_NONE, .sequence = 1};
	char out[CRA_FILENAME_BYTES];
	assert_int_equal(cra_filename_make(&name, out, NULL), ERR_RANGE);
	assert_int_equal(date_make(1999, 12, 31, &name.on), OK);
	assert_int_equal(cra_filename_make(&name, out, NULL), ERR_RANGE);
	assert_int_equal(date_make(2100, 1, 1, &name.on), OK);
	assert_int_equal(cra_filename_make(&name, out, NULL), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read_and_made),
		cmocka_unit_test(two_letter_types_go_first_and_the_length_tells_the_rest),
		cmocka_unit_test(a_name_that_is_none_is_told_why),
		cmocka_unit_test(a_name_that_would_be_read_as_another_is_not_made),
		cmocka_unit_test(a_date_that_two_digits_cannot_tell_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
