#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"

static char folder[64];
static char token[96];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/apontad-fault-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(token, sizeof(token), "%s/token", folder);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	(void)unlink(token);
	return rmdir(folder);
}

/* Runs a child that passes deliver_sending `passings` times; its exit code is how often it came through. */
static int run_child(const char *spec, int passings)
{
	int status = 0;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (fault_arm(spec, token, NULL) != OK)
			_exit(100);
		fault_point(FAULT_deliver_answered); /* another point: never fires */
		for (int i = 0; i < passings; i++)
			fault_point(FAULT_deliver_sending);
		_exit(passings);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static bool was_killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static bool came_through(int status, int passings)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == passings;
}

static void the_process_dies_at_the_armed_point_once_only(void **state)
{
	(void)state;
	assert_true(was_killed(run_child("deliver_sending", 1)));
	assert_int_equal(access(token, F_OK), 0);
	assert_true(came_through(run_child("deliver_sending", 5), 5));
}

static void the_nth_passing_is_the_last(void **state)
{
	(void)state;
	assert_true(came_through(run_child("deliver_sending:3", 2), 2));
	assert_true(access(token, F_OK) != 0);
	assert_true(was_killed(run_child("deliver_sending:3", 3)));
}

static void a_point_that_is_not_armed_does_nothing(void **state)
{
	(void)state;
	fault_point(FAULT_deliver_sending);
	assert_true(came_through(run_child("watch_rows_stored", 5), 5));
	assert_true(access(token, F_OK) != 0);
}

static void a_wrong_spec_is_refused(void **state)
{
	static const struct {
		const char *spec;
		enum rc rc;
	} rows[] = {
		{"no_such_point", ERR_UNKNOWN},     {"", ERR_UNKNOWN},
		{"deliver_sendin", ERR_UNKNOWN},    {"deliver_sending:", ERR_FORMAT},
		{"deliver_sending:0", ERR_FORMAT},  {"deliver_sending:x", ERR_FORMAT},
		{"deliver_sending:-1", ERR_FORMAT}, {"deliver_sending: 1", ERR_FORMAT},
		{"deliver_sending:1x", ERR_FORMAT}, {"deliver_sending:99999999999999999999", ERR_FORMAT},
	};
	char long_path[8000];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err;
		assert_int_equal(fault_arm(rows[i].spec, token, &err), rows[i].rc);
		assert_true(err.words[0] != '\0');
	}
	memset(long_path, 'a', sizeof(long_path));
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(fault_arm("deliver_sending", long_path, NULL), ERR_RANGE);
	fault_point(FAULT_deliver_sending); /* not armed, so still here */
}

static void every_point_has_a_name(void **state)
{
	(void)state;
	for (enum fault fault = 0; fault < FAULT_COUNT; fault++)
		assert_true(strlen(fault_name(fault)) > 3);
	assert_string_equal(fault_name(FAULT_deliver_sending), "deliver_sending");
	assert_string_equal(fault_name(FAULT_COUNT), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_process_dies_at_the_armed_point_once_only, make_folder,
						drop_folder),
		cmocka_unit_test_setup_teardown(the_nth_passing_is_the_last, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(a_point_that_is_not_armed_does_nothing, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(a_wrong_spec_is_refused, make_folder, drop_folder),
		cmocka_unit_test(every_point_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
