#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apontad/options.h"

#define LINE(...) ((const char *const[]){__VA_ARGS__, NULL})

static enum rc parse(const char *const *line, struct options *options, struct err *err)
{
	static char words[5][64];
	char *argv[6] = {words[0]};
	int argc = 1;
	(void)text_copy(text_of("apontad"), words[0], sizeof(words[0]));
	for (; line[argc - 1] != NULL && argc < 5; argc++) {
		(void)text_copy(text_of(line[argc - 1]), words[argc], sizeof(words[argc]));
		argv[argc] = words[argc];
	}
	return options_parse(argc, argv, options, err);
}

static void modes_are_told_by_their_option(void **state)
{
	(void)state;
	static const struct {
		const char *option;
		enum mode mode;
	} rows[] = {
		{"--check", MODE_CHECK},
		{"--settings", MODE_SETTINGS},
		{"--version", MODE_VERSION},
		{"--help", MODE_HELP},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct options options;
		assert_int_equal(parse(LINE(rows[i].option), &options, NULL), OK);
		assert_int_equal(options.mode, rows[i].mode);
		assert_non_null(strstr(options.config, "/apontad/apontad.conf"));
	}
}

static void configuration_file_is_taken(void **state)
{
	(void)state;
	struct options options;
	assert_int_equal(parse(LINE("--config", "/x/y.conf"), &options, NULL), OK);
	assert_int_equal(options.mode, MODE_RUN);
	assert_string_equal(options.config, "/x/y.conf");
	assert_int_equal(parse(LINE("--config=z.conf", "--check"), &options, NULL), OK);
	assert_int_equal(options.mode, MODE_CHECK);
	assert_string_equal(options.config, "z.conf");
}

static void seats_are_taken_with_their_numbers(void **state)
{
	(void)state;
	struct options options;
	assert_int_equal(parse(LINE("--seat=worker", "--slot=7", "--faults"), &options, NULL), OK);
	assert_int_equal(options.mode, MODE_SEAT);
	assert_int_equal(options.order.seat, SEAT_WORKER);
	assert_int_equal(options.order.slot, 7);
	assert_true(options.order.faults);
	assert_int_equal(parse(LINE("--seat=keeper", "--clients=32"), &options, NULL), OK);
	assert_int_equal(options.order.clients, 32);
	assert_false(options.order.faults);
	assert_int_equal(parse(LINE("--seat=door"), &options, NULL), OK);
	assert_int_equal(options.order.seat, SEAT_DOOR);
}

static void wrong_lines_are_refused_and_change_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *words[3];
		const char *told;
	} rows[] = {
		{{"--chekc"}, "--chekc"},
		{{"-x"}, "-x"},
		{{"--config"}, "wants a value"},
		{{"--check=yes"}, "--check=yes"},
		{{"file.conf"}, "not an option"},
		{{"--check", "--version"}, "only one"},
		{{"--seat=thief"}, "no such seat"},
		{{"--seat=worker"}, "--slot"},
		{{"--seat=keeper"}, "--clients"},
		{{"--seat=worker", "--slot=0"}, "1 to 32"},
		{{"--seat=worker", "--slot=33"}, "1 to 32"},
		{{"--seat=worker", "--slot=1x"}, "1 to 32"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct options options = {.config = "untouched"};
		struct err err = {0};
		assert_int_not_equal(parse(rows[i].words, &options, &err), OK);
		assert_non_null(strstr(err.words, rows[i].told));
		assert_string_equal(options.config, "untouched");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_are_told_by_their_option),
		cmocka_unit_test(configuration_file_is_taken),
		cmocka_unit_test(seats_are_taken_with_their_numbers),
		cmocka_unit_test(wrong_lines_are_refused_and_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
