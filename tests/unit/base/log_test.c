#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* Standard error goes into this file while a test runs. */
static int kept_stderr = -1;
static FILE *caught;

static int catch_stderr(void **state)
{
	(void)state;
	(void)unsetenv("JOURNAL_STREAM");
	caught = tmpfile();
	kept_stderr = dup(STDERR_FILENO);
	return caught == NULL || kept_stderr < 0 || dup2(fileno(caught), STDERR_FILENO) < 0;
}

static int release_stderr(void **state)
{
	(void)state;
	int failed = dup2(kept_stderr, STDERR_FILENO) < 0;
	(void)close(kept_stderr);
	(void)fclose(caught);
	return failed;
}

/* What was logged since the last call. */
static const char *logged(char *out, size_t size)
{
	off_t end = lseek(fileno(caught), 0, SEEK_END);
	ssize_t len = pread(fileno(caught), out, size - 1, 0);
	assert_true(end < (off_t)size && len == end);
	out[len] = '\0';
	assert_int_equal(ftruncate(fileno(caught), 0), 0);
	assert_int_equal(lseek(fileno(caught), 0, SEEK_SET), 0);
	return out;
}

static void one_outcome_is_one_line(void **state)
{
	char out[4096];
	(void)state;
	log_init("worker.1", LOG_INFO);
	log_line(LOG_INFO, NULL, "%d rows stored", 3);
	assert_string_equal(logged(out, sizeof(out)), "worker.1: info: 3 rows stored\n");
	log_line(LOG_ERR, LOG_FIELDS({"STAGE", "watch"}, {"FILE_NAME", NULL}, {"ACCOUNT", "a1"}), "failed");
	assert_string_equal(logged(out, sizeof(out)), "worker.1: error: failed STAGE=watch ACCOUNT=a1\n");
}

static void every_priority_has_its_word(void **state)
{
	static const char *const words[] = {"emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"};
	char out[4096];
	char wanted[64];
	(void)state;
	log_init("door", LOG_DEBUG);
	for (int priority = LOG_EMERG; priority <= LOG_DEBUG; priority++) {
		log_line(priority, NULL, "x");
		(void)snprintf(wanted, sizeof(wanted), "door: %s: x\n", words[priority]);
		assert_string_equal(logged(out, sizeof(out)), wanted);
	}
}

static void what_is_below_the_priority_is_dropped(void **state)
{
	char out[4096];
	(void)state;
	log_init("worker.1", LOG_WARNING);
	log_line(LOG_INFO, NULL, "quiet");
	log_line(LOG_WARNING, NULL, "loud");
	assert_string_equal(logged(out, sizeof(out)), "worker.1: warning: loud\n");
}

static void words_from_outside_forge_no_line(void **state)
{
	char out[4096];
	(void)state;
	log_init("worker.1", LOG_INFO);
	log_line(LOG_INFO, LOG_FIELDS({"NAME", "a\nworker.1: info: forged"}), "x\ny\tz\x1b[31m\x7f");
	assert_string_equal(logged(out, sizeof(out)), "worker.1: info: x y z [31m  NAME=a worker.1: info: forged\n");
}

static void a_line_that_is_too_long_is_cut_and_ended(void **state)
{
	char long_text[5000];
	char out[8192];
	(void)state;
	memset(long_text, 'a', sizeof(long_text));
	long_text[sizeof(long_text) - 1] = '\0';
	log_init("worker.1", LOG_INFO);
	log_line(LOG_INFO, LOG_FIELDS({"A", long_text}, {"B", long_text}), "%s", long_text);
	const char *line = logged(out, sizeof(out));
	assert_true(strlen(line) < 2100);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void an_error_is_logged_with_its_place(void **state)
{
	struct err err;
	char out[4096];
	(void)state;
	log_init("worker.1", LOG_INFO);
	(void)err_set_at(&err, ERR_FORMAT, "inbox/a.csv:3", "due_on", "wrong");
	log_error(&err, LOG_WARNING, LOG_FIELDS({"STAGE", "watch"}));
	assert_string_equal(logged(out, sizeof(out)), "worker.1: warning: inbox/a.csv:3: due_on: wrong STAGE=watch\n");
}

static void a_journal_of_somebody_else_is_not_ours(void **state)
{
	char out[4096];
	(void)state;
	(void)setenv("JOURNAL_STREAM", "1:1", 1);
	log_init("worker.1", LOG_INFO);
	log_line(LOG_INFO, NULL, "here");
	assert_string_equal(logged(out, sizeof(out)), "worker.1: info: here\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_outcome_is_one_line, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(every_priority_has_its_word, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(what_is_below_the_priority_is_dropped, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(words_from_outside_forge_no_line, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(a_line_that_is_too_long_is_cut_and_ended, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(an_error_is_logged_with_its_place, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(a_journal_of_somebody_else_is_not_ours, catch_stderr, release_stderr),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
