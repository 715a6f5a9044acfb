/* Files through folders: taken once, answered later, groups as one debt, faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "serasa_fixture.h"

static struct serasa_world world;
static struct arena *arena;
static struct buf out;
static char top[64];
static char in_path[80];
static char out_path[80];

static int setup(void **state)
{
	(void)state;
	(void)snprintf(top, sizeof(top), "serasa_folder_test.XXXXXX");
	if (mkdtemp(top) == NULL)
		return 1;
	(void)snprintf(in_path, sizeof(in_path), "%s/in", top);
	(void)snprintf(out_path, sizeof(out_path), "%s/out", top);
	serasa_fixture_world(&world);
	world.settings.folder_in = in_path;
	world.settings.folder_out = out_path;
	arena = arena_new(1u << 24);
	buf_init(&out, 1u << 20);
	return arena == NULL || mkdir(in_path, 0755) != 0 || mkdir(out_path, 0755) != 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	serasa_done(&world);
	arena = arena_free(arena);
	buf_done(&out);
	return nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put_in(const char *name, const struct sheet600 *sheet)
{
	char path[160];
	buf_clear(&out);
	sheet600_write(sheet, &out);
	(void)snprintf(path, sizeof(path), "%s/%s", in_path, name);
	assert_int_equal(io_write(path, buf_view(&out), 0644, NULL), OK);
}

/* The file of that name in the folder of returns; "" when there is none. */
static const char *found(const char *name)
{
	char path[160];
	struct text bytes;
	(void)snprintf(path, sizeof(path), "%s/%s", out_path, name);
	return io_read(arena, path, 1u << 20, &bytes, NULL) == OK ? arena_text(arena, bytes) : "";
}

/* The codes of a line of a return, blanks cut. */
static const char *codes_of(const char *returned, int line)
{
	assert_true(strlen(returned) >= (size_t)line * 602);
	return arena_text(arena, text_trim((struct text){returned + (size_t)(line - 1) * 602 + 533, 60}));
}

static void books_say(const char *what)
{
	buf_clear(&out);
	serasa_books_summary(&world.books, world.now, &out);
	if (strstr(out.bytes, what) == NULL)
		fail_msg("no %s in %s", what, out.bytes);
}

static void one_debt(struct sheet600 *sheet, int remessa, const char *contract)
{
	sheet600_init(sheet, remessa);
	(void)sheet600_principal(sheet, 'I', contract);
	sheet600_end(sheet);
}

static void a_file_is_taken_once_and_answered_later(void **state)
{
	struct sheet600 sheet;
	char path[160];
	(void)state;
	one_debt(&sheet, 1, "FAT1");
	put_in("A.TXT", &sheet);
	put_in(".HIDDEN", &sheet);
	put_in("B.TXT.part", &sheet);
	put_in("C.TXT.tmp", &sheet);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	assert_int_equal(world.books.files_taken, 1);
	(void)snprintf(path, sizeof(path), "%s/taken/A.TXT", in_path);
	assert_int_equal(access(path, F_OK), 0);
	assert_string_equal(found("RET_A.TXT"), "");
	serasa_fixture_clock(&world, "2026-03-02T09:14:59-03:00");
	assert_string_equal(found("RET_A.TXT"), "");
	serasa_fixture_clock(&world, "2026-03-02T09:15:00-03:00");
	assert_string_equal(codes_of(found("RET_A.TXT"), 2), "");
	books_say("\"records\":{\"live\":1,\"visible\":0,\"notice\":1");
	books_say("\"violations\":0");
}

static void a_remessa_that_came_before_is_refused_whole(void **state)
{
	struct sheet600 sheet;
	(void)state;
	one_debt(&sheet, 5, "FAT1");
	put_in("A.TXT", &sheet);
	one_debt(&sheet, 5, "FAT2");
	put_in("B.TXT", &sheet);
	one_debt(&sheet, 7, "FAT3");
	put_in("C.TXT", &sheet);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
	assert_string_equal(codes_of(found("RET_B.TXT"), 1), "019");
	assert_string_equal(codes_of(found("RET_B.TXT"), 3), "019");
	assert_string_equal(codes_of(found("RET_C.TXT"), 2), "");
	books_say("\"records\":{\"live\":2,");
	books_say("\"violations\":0");
}

static void one_bad_member_refuses_the_debt(void **state)
{
	struct sheet600 sheet;
	(void)state;
	sheet600_init(&sheet, 1);
	(void)sheet600_principal(&sheet, 'I', "FAT1");
	sheet600_put(sheet600_guarantor(&sheet, 'I', "FAT1"), 81, "12345"); /* wrong digits */
	(void)sheet600_principal(&sheet, 'I', "FAT2");
	(void)sheet600_guarantor(&sheet, 'I', "FAT2");
	(void)sheet600_guarantor(&sheet, 'I', "FAT3"); /* no principal */
	sheet600_end(&sheet);
	put_in("A.TXT", &sheet);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
	const char *returned = found("RET_A.TXT");
	assert_string_equal(codes_of(returned, 2), "040");
	assert_string_equal(codes_of(returned, 3), "031");
	assert_string_equal(codes_of(returned, 4), "");
	assert_string_equal(codes_of(returned, 5), "");
	assert_string_equal(codes_of(returned, 6), "298");
	books_say("\"records\":{\"live\":1,\"visible\":0,\"notice\":1,\"removed\":0,\"refused\":1},\"guarantors\":{"
		  "\"live\":1,\"removed\":0,\"refused\":2}");
}

static void exclusions_name_what_was_included(void **state)
{
	struct sheet600 sheet;
	(void)state;
	sheet600_init(&sheet, 1);
	(void)sheet600_principal(&sheet, 'I', "FAT1");
	(void)sheet600_guarantor(&sheet, 'I', "FAT1");
	(void)sheet600_principal(&sheet, 'I', "FAT2");
	(void)sheet600_principal(&sheet, 'I', "FAT2"); /* twice in one file */
	sheet600_end(&sheet);
	put_in("A.TXT", &sheet);
	sheet600_init(&sheet, 2);
	(void)sheet600_guarantor(&sheet, 'E', "FAT1");
	sheet600_put(sheet600_principal(&sheet, 'E', "FAT2"), 49, "97"); /* a motive of Serasa */
	sheet600_put(sheet600_principal(&sheet, 'E', "FAT2"), 9, "20260106");
	sheet600_put(sheet600_principal(&sheet, 'E', "FAT2"), 3, "      2026010520260105");
	(void)sheet600_principal(&sheet, 'E', "FAT3");
	sheet600_end(&sheet);
	put_in("B.TXT", &sheet);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
	assert_string_equal(codes_of(found("RET_A.TXT"), 5), "059");
	const char *returned = found("RET_B.TXT");
	assert_string_equal(codes_of(returned, 2), "");
	assert_string_equal(codes_of(returned, 3), "799");
	assert_string_equal(codes_of(returned, 4), "022");
	assert_string_equal(codes_of(returned, 5), "");
	assert_string_equal(codes_of(returned, 6), "022");
	books_say("\"duplicates\":1,\"violations\":1");
	books_say("\"records\":{\"live\":1,\"visible\":0,\"notice\":1,\"removed\":1,\"refused\":0},\"guarantors\":{"
		  "\"live\":0,\"removed\":1");
}

static void a_stranger_is_not_served(void **state)
{
	struct sheet600 sheet;
	(void)state;
	one_debt(&sheet, 1, "FAT1");
	sheet600_put(sheet.lines[0], 2, "099888777");
	put_in("A.TXT", &sheet);
	one_debt(&sheet, 1, "FAT1");
	sheet600_put(sheet.lines[1], 3, "000262"); /* another branch */
	put_in("B.TXT", &sheet);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
	assert_string_equal(codes_of(found("RET_A.TXT"), 1), "025");
	assert_string_equal(codes_of(found("RET_B.TXT"), 2), "089");
	books_say("\"records\":{\"live\":0,");
}

static void ordered_faults_befall_files(void **state)
{
	static const struct {
		const char *order;
		int live;
		size_t answer; /* bytes of the return */
	} cases[] = {
		{"file drop_before", 0, 0},
		{"file drop_after", 1, 0},
		{"file cut_answer", 1, 3 * 602 / 2},
		{"file garbage", 1, 40},
		{"file delay 120", 1, 0}, /* not yet */
		{"include drop_before", 1, 3 * 602},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sheet600 sheet;
		char live[32];
		teardown(state);
		setup(state);
		assert_int_equal(faults_order(&world.faults, text_of(cases[i].order), NULL), OK);
		one_debt(&sheet, 1, "FAT1");
		put_in("A.TXT", &sheet);
		serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
		serasa_fixture_clock(&world, "2026-03-02T10:00:00-03:00");
		(void)snprintf(live, sizeof(live), "\"records\":{\"live\":%d,", cases[i].live);
		books_say(live);
		if (strlen(found("RET_A.TXT")) != cases[i].answer)
			fail_msg("%s: the return has %zu bytes", cases[i].order, strlen(found("RET_A.TXT")));
	}
}

/* All movements that Serasa started, one behind the other. */
static const char *movements(void)
{
	struct dirent **entries = NULL;
	const char *all = "";
	int count = scandir(out_path, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		if (strncmp(entries[i]->d_name, "INF_", 4) == 0)
			all = arena_printf(arena, "%s%s", all, found(entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return all;
}

static void letters_and_removals_come_as_movements_once(void **state)
{
	struct sheet600 sheet;
	(void)state;
	sheet600_init(&sheet, 1);
	(void)sheet600_principal(&sheet, 'I', "FAT1");
	(void)sheet600_principal(&sheet, 'I', "FAT2");
	sheet600_put(sheet600_principal(&sheet, 'I', "FAT3"), 9, "2021030520210305");
	sheet600_end(&sheet);
	put_in("A.TXT", &sheet);
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT1 letter_returned 308"), NULL), OK);
	serasa_fixture_clock(&world, "2026-03-02T09:05:00-03:00");
	assert_int_equal(serasa_fates_order(&world.fates, TEXT_LITERAL("FAT2 court"), NULL), OK);
	serasa_fixture_clock(&world, "2026-03-06T09:05:00-03:00");
	serasa_fixture_clock(&world, "2026-03-07T09:05:00-03:00");
	const char *all = movements();
	assert_int_equal(strlen(all), (3 + 4) * 602);
	assert_string_equal(codes_of(all, 2), "308");
	assert_string_equal(codes_of(all, 5), "291");
	assert_string_equal(codes_of(all, 6), "290");
	assert_memory_equal(all + 602, "1C", 2);
	books_say("\"records\":{\"live\":1,\"visible\":0,\"notice\":1,\"removed\":2");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_taken_once_and_answered_later),
		TEST(a_remessa_that_came_before_is_refused_whole),
		TEST(one_bad_member_refuses_the_debt),
		TEST(exclusions_name_what_was_included),
		TEST(a_stranger_is_not_served),
		TEST(ordered_faults_befall_files),
		TEST(letters_and_removals_come_as_movements_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
