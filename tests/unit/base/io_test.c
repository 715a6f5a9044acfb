#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

/* A folder of its own for each test; emptied afterwards. */
static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/apontad-io-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int count_files(bool remove_them)
{
	DIR *dir = opendir(folder);
	int count = 0;
	assert_non_null(dir);
	for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		if (remove_them)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	(void)closedir(dir);
	return count;
}

static int drop_folder(void **state)
{
	(void)state;
	(void)count_files(true);
	return rmdir(folder);
}

static const char *path_of(const char *name)
{
	static char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void what_was_written_reads_back(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 20);
	static const struct text rows[] = {{"", 0}, {"a", 1}, {"a\0b\n", 4}};
	struct stat status;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text back = {NULL, 77};
		assert_int_equal(io_write(path_of("a"), rows[i], 0600, NULL), OK);
		assert_int_equal(io_read(arena, path_of("a"), 100, &back, NULL), OK);
		assert_true(text_equal(rows[i], back));
		assert_int_equal(back.at[back.len], '\0');
	}
	assert_int_equal(stat(path_of("a"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(count_files(false), 1);
}

static void a_file_is_read_up_to_its_ceiling_and_no_further(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1u << 20);
	struct text back = {NULL, 77};
	struct err err;
	char bytes[70000];
	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(io_write(path_of("a"), (struct text){bytes, sizeof(bytes)}, 0600, NULL), OK);
	assert_int_equal(io_read(arena, path_of("a"), sizeof(bytes) - 1, &back, &err), ERR_RANGE);
	assert_string_equal(err.where, path_of("a"));
	assert_non_null(strstr(err.words, "69999"));
	assert_int_equal(back.len, 77);
	assert_int_equal(io_read(arena, path_of("a"), sizeof(bytes), &back, &err), OK);
	assert_int_equal(back.len, sizeof(bytes));
}

static void a_file_larger_than_the_arena_is_an_error(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(16);
	struct text back = {NULL, 77};
	(void)state;
	assert_int_equal(io_write(path_of("a"), text_of("seventeen bytes !"), 0600, NULL), OK);
	assert_int_equal(io_read(arena, path_of("a"), 1000, &back, NULL), ERR_NO_MEMORY);
	assert_int_equal(back.len, 77);
}

static void what_is_not_there_and_what_is_no_file_are_told_apart(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1000);
	struct text back = {NULL, 77};
	struct err err;
	(void)state;
	assert_int_equal(io_read(arena, path_of("nothing"), 10, &back, &err), ERR_NOT_FOUND);
	assert_string_equal(err.where, path_of("nothing"));
	assert_int_equal(io_read(arena, folder, 10, &back, &err), ERR_SYSTEM);
	assert_int_equal(io_write(path_of("no/such/folder"), text_of("a"), 0600, &err), ERR_NOT_FOUND);
	assert_int_equal(back.len, 77);
}

static void a_write_that_fails_leaves_the_old_file_and_no_rest(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1000);
	struct text back;
	(void)state;
	assert_int_equal(io_write(path_of("a"), text_of("old"), 0600, NULL), OK);
	assert_int_equal(mkdir(path_of("taken"), 0700), 0);
	assert_int_equal(io_write(path_of("taken"), text_of("new"), 0600, NULL),
			 ERR_SYSTEM); /* a folder is in the way */
	assert_int_equal(rmdir(path_of("taken")), 0);
	assert_int_equal(count_files(false), 1);
	assert_int_equal(io_read(arena, path_of("a"), 10, &back, NULL), OK);
	assert_true(text_is(back, "old"));
}

static void a_reader_sees_the_old_file_or_the_new_one(void **state)
{
	struct stat before;
	struct stat after;
	(void)state;
	assert_int_equal(io_write(path_of("a"), text_of("old"), 0600, NULL), OK);
	CLEANUP(io_close) int fd = open(path_of("a"), O_RDONLY | O_CLOEXEC);
	char bytes[8] = "";
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &before), 0);
	assert_int_equal(io_write(path_of("a"), text_of("newer"), 0600, NULL), OK);
	assert_int_equal(stat(path_of("a"), &after), 0);
	assert_true(before.st_ino != after.st_ino);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 3);
	assert_memory_equal(bytes, "old", 3);
}

static void a_dash_is_standard_input(void **state)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(1000);
	struct text back = {NULL, 0};
	int ends[2];
	(void)state;
	int kept = dup(STDIN_FILENO);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	enum rc rc = io_read(arena, "-", 100, &back, NULL);
	(void)close(ends[0]);
	if (kept >= 0) {
		(void)dup2(kept, STDIN_FILENO);
		(void)close(kept);
	}
	assert_int_equal(rc, OK);
	assert_true(text_is(back, "piped"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_reads_back, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(a_file_is_read_up_to_its_ceiling_and_no_further, make_folder,
						drop_folder),
		cmocka_unit_test_setup_teardown(a_file_larger_than_the_arena_is_an_error, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(what_is_not_there_and_what_is_no_file_are_told_apart, make_folder,
						drop_folder),
		cmocka_unit_test_setup_teardown(a_write_that_fails_leaves_the_old_file_and_no_rest, make_folder,
						drop_folder),
		cmocka_unit_test_setup_teardown(a_reader_sees_the_old_file_or_the_new_one, make_folder, drop_folder),
		cmocka_unit_test(a_dash_is_standard_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
