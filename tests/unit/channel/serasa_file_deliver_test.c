/* A remessa in the send folder: whole, once, and nothing lost where the folder fails. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "serasa_file_fixture.h"

#define NAME "PEFIN_20260310_000042.txt"

static struct serasa_file file;

static int set_up(void **state)
{
	(void)state;
	char folder[] = "/tmp/serasa_file_deliver.XXXXXX";
	serasa_file_init(&file);
	assert_non_null(mkdtemp(folder));
	(void)snprintf(file.conf.bureau.send_folder, sizeof(file.conf.bureau.send_folder), "%s", folder);
	return 0;
}

static const char *path(const char *name)
{
	return arena_printf(file.arena, "%s/%s", file.conf.bureau.send_folder, name);
}

static void empty_folder(const char *folder)
{
	DIR *listing = opendir(folder);
	struct dirent *entry;
	while (listing != NULL && (entry = readdir(listing)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlink(arena_printf(file.arena, "%s/%s", folder, entry->d_name));
	if (listing != NULL)
		(void)closedir(listing);
	(void)rmdir(folder);
}

static int tear_down(void **state)
{
	(void)state;
	(void)chmod(file.conf.bureau.send_folder, 0700);
	empty_folder(path(".sent"));
	empty_folder(file.conf.bureau.send_folder);
	serasa_file_done(&file);
	return 0;
}

static struct dispatch delivered(const char *bytes)
{
	struct dispatch dispatch = {.kind = SERASA_FILE, .file_name = NAME, .document = text_of(bytes), .status = 7};
	serasa_file_deliver(file.arena, &file.account, &dispatch, 1);
	return dispatch;
}

static void write_file(const char *name, const char *bytes)
{
	assert_int_equal(io_write(path(name), text_of(bytes), 0600, NULL), OK);
}

static bool is_there(const char *name)
{
	return access(path(name), F_OK) == 0;
}

static void assert_holds(const char *name, const char *bytes)
{
	struct text there;
	assert_int_equal(io_read(file.arena, path(name), 4096, &there, NULL), OK);
	assert_true(text_is(there, bytes));
}

static int visible_files(void)
{
	int count = 0;
	DIR *listing = opendir(file.conf.bureau.send_folder);
	struct dirent *entry;
	assert_non_null(listing);
	while ((entry = readdir(listing)) != NULL)
		count += entry->d_name[0] != '.' ? 1 : 0;
	(void)closedir(listing);
	return count;
}

static void a_file_is_put_there_with_a_proof_beside_it(void **state)
{
	(void)state;
	struct stat status;
	struct dispatch dispatch = delivered("bytes");
	assert_int_equal(dispatch.rc, OK);
	assert_true(text_is(dispatch.answer, "taken by the folder"));
	assert_int_equal(dispatch.status, 0);
	assert_holds(NAME, "bytes");
	assert_holds(".sent/" NAME, "bytes");
	assert_false(is_there(".sent/" NAME ".new"));
	assert_int_equal(visible_files(), 1);
	assert_int_equal(stat(path(NAME), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_int_equal(status.st_nlink, 2);
}

static void what_the_transport_took_is_not_put_there_again(void **state)
{
	(void)state;
	assert_int_equal(delivered("bytes").rc, OK);
	assert_int_equal(unlink(path(NAME)), 0);
	struct dispatch dispatch = delivered("bytes");
	assert_int_equal(dispatch.rc, OK);
	assert_true(text_is(dispatch.answer, "taken by the folder"));
	assert_int_equal(visible_files(), 0);
}

static void a_name_is_used_once(void **state)
{
	(void)state;
	assert_int_equal(delivered("bytes").rc, OK);
	struct dispatch dispatch = delivered("other bytes");
	assert_int_equal(dispatch.rc, ERR_INTEGRITY);
	assert_non_null(strstr(dispatch.err.where, NAME));
	assert_holds(NAME, "bytes");
	assert_int_equal(dispatch.answer.len, 0);
}

static void a_foreign_file_of_the_name_is_not_replaced(void **state)
{
	(void)state;
	write_file(NAME, "somebody else's");
	assert_int_equal(delivered("bytes").rc, ERR_INTEGRITY);
	assert_holds(NAME, "somebody else's");
}

/* Proofs were cleared away, or the file was put there by hand. */
static void the_same_bytes_that_are_there_already_are_delivered(void **state)
{
	(void)state;
	write_file(NAME, "bytes");
	assert_int_equal(delivered("bytes").rc, OK);
	assert_int_equal(visible_files(), 1);
	assert_false(is_there(".sent/" NAME ".new"));
	assert_true(is_there(".sent/" NAME));
}

/* Killed while it was written: what is half is nobody's. */
static void half_a_file_is_written_anew(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path(".sent"), 0700), 0);
	write_file(".sent/" NAME ".new", "byt");
	assert_int_equal(delivered("bytes").rc, OK);
	assert_holds(NAME, "bytes");
	assert_holds(".sent/" NAME, "bytes");
}

/* Killed after the proof and before the file was put there. */
static void a_proof_with_its_new_file_was_not_handed_over_yet(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path(".sent"), 0700), 0);
	write_file(".sent/" NAME ".new", "bytes");
	assert_int_equal(link(path(".sent/" NAME ".new"), path(".sent/" NAME)), 0);
	assert_int_equal(delivered("bytes").rc, OK);
	assert_holds(NAME, "bytes");
	assert_false(is_there(".sent/" NAME ".new"));
	assert_int_equal(visible_files(), 1);
}

/* Killed between link and unlink, on a file system that cannot do both at once. */
static void a_file_that_is_there_under_both_names_was_handed_over(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path(".sent"), 0700), 0);
	write_file(".sent/" NAME ".new", "bytes");
	assert_int_equal(link(path(".sent/" NAME ".new"), path(".sent/" NAME)), 0);
	assert_int_equal(link(path(".sent/" NAME ".new"), path(NAME)), 0);
	assert_int_equal(delivered("bytes").rc, OK);
	assert_false(is_there(".sent/" NAME ".new"));
	assert_int_equal(visible_files(), 1);
}

static void a_missing_folder_is_a_passing_trouble(void **state)
{
	(void)state;
	(void)snprintf(file.conf.bureau.send_folder, sizeof(file.conf.bureau.send_folder), "/nonexistent/serasa");
	struct dispatch dispatch = delivered("bytes");
	assert_int_equal(dispatch.rc, ERR_TRANSIENT);
	assert_string_equal(dispatch.err.where, "/nonexistent/serasa");
	assert_non_null(strstr(dispatch.err.words, "nothing was handed over"));
}

static void a_folder_that_is_a_file_is_a_passing_trouble(void **state)
{
	(void)state;
	write_file("plain", "x");
	size_t len = strlen(file.conf.bureau.send_folder);
	(void)snprintf(file.conf.bureau.send_folder + len, sizeof(file.conf.bureau.send_folder) - len, "/plain");
	assert_int_equal(delivered("bytes").rc, ERR_TRANSIENT);
	file.conf.bureau.send_folder[len] = '\0';
}

/* The limit on a file's size stands for a disk that is full. */
static void a_full_folder_keeps_nothing_of_the_file(void **state)
{
	(void)state;
	struct rlimit before;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	const struct rlimit full = {.rlim_cur = 3, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	struct dispatch dispatch = delivered("bytes");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, handler);
	assert_int_equal(dispatch.rc, ERR_TRANSIENT);
	assert_non_null(strstr(dispatch.err.words, "nothing was handed over"));
	assert_int_equal(visible_files(), 0);
	assert_false(is_there(".sent/" NAME));
	assert_false(is_there(".sent/" NAME ".new"));
	assert_int_equal(delivered("bytes").rc, OK);
	assert_holds(NAME, "bytes");
}

static void a_proof_folder_that_is_none_gets_nothing(void **state)
{
	(void)state;
	assert_int_equal(symlink("/tmp", path(".sent")), 0);
	assert_int_equal(delivered("bytes").rc, ERR_TRANSIENT);
	assert_int_equal(visible_files(), 0);
	assert_int_equal(unlink(path(".sent")), 0);
	write_file(".sent", "a file");
	assert_int_equal(delivered("bytes").rc, ERR_TRANSIENT);
	assert_int_equal(visible_files(), 0);
	assert_int_equal(unlink(path(".sent")), 0);
}

static void a_name_stays_in_the_folder(void **state)
{
	(void)state;
	static const char *const names[] = {"", ".hidden", "../up", "a/b"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct dispatch dispatch = {.kind = SERASA_FILE, .file_name = names[i], .document = text_of("bytes")};
		serasa_file_deliver(file.arena, &file.account, &dispatch, 1);
		assert_int_equal(dispatch.rc, ERR_INTEGRITY);
	}
	assert_int_equal(visible_files(), 0);
}

static void taken_by_the_folder_is_accepted_and_no_more(void **state)
{
	(void)state;
	struct verdicts verdicts;
	assert_int_equal(serasa_file_interpret(file.arena, &file.account, SERASA_FILE, 0, delivered("bytes").answer,
					       &verdicts, NULL),
			 OK);
	assert_true(verdicts.whole_file);
	assert_int_equal(verdicts.count, 1);
	assert_int_equal(verdicts.items[0].class, VERDICT_ACCEPTED);
	assert_string_equal(verdicts.items[0].words, "taken by the folder");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_put_there_with_a_proof_beside_it),
		TEST(what_the_transport_took_is_not_put_there_again),
		TEST(a_name_is_used_once),
		TEST(a_foreign_file_of_the_name_is_not_replaced),
		TEST(the_same_bytes_that_are_there_already_are_delivered),
		TEST(half_a_file_is_written_anew),
		TEST(a_proof_with_its_new_file_was_not_handed_over_yet),
		TEST(a_file_that_is_there_under_both_names_was_handed_over),
		TEST(a_missing_folder_is_a_passing_trouble),
		TEST(a_folder_that_is_a_file_is_a_passing_trouble),
		TEST(a_full_folder_keeps_nothing_of_the_file),
		TEST(a_proof_folder_that_is_none_gets_nothing),
		TEST(a_name_stays_in_the_folder),
		TEST(taken_by_the_folder_is_accepted_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
