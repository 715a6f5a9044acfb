/* What comes back in CONVEM04, record by record, from the golden returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/limits.h"
#include "wire/convem_read.h"

#define LINE      602 /* with its line end */
#define BYTES_MAX 32768

static struct arena *arena;
static struct report report;

static struct text golden(const char *name)
{
	struct text bytes;
	struct err err;
	if (io_read(arena, arena_printf(arena, "%s/serasa/%s", GOLDEN_DIR, name), BYTES_MAX, &bytes, &err) != OK)
		fail_msg("%s", err.words);
	return bytes;
}

static struct convem_return read_bytes(struct text bytes)
{
	struct convem_return told;
	struct err err = {0};
	report_init(&report, arena);
	if (convem_read(arena, bytes, &told, &report, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	return told;
}

static void each_record_has_its_keys_and_codes(void **state)
{
	(void)state;
	struct convem_return told = read_bytes(golden("codes_in_every_place.convem04-return"));
	assert_int_equal(told.parts_count, 1);
	assert_int_equal(told.unreadable_count, 0);
	assert_int_equal(report.violations + report.notes, 0);
	const struct convem_answers *part = &told.parts[0];
	assert_int_equal(part->way, 'R');
	assert_int_equal(part->number, 42);
	assert_string_equal(part->root, "11222333");
	assert_string_equal(part->area, "");
	assert_true(part->has_trailer);
	assert_int_equal(part->count, 6);
	assert_int_equal(part->items[1].line, 3);
	assert_int_equal(part->items[1].sequence, 3);
	assert_int_equal(part->items[1].operation, 'I');
	assert_string_equal(part->items[1].principal, "11122233396");
	assert_string_equal(part->items[1].guarantor, "22233344405");
	assert_string_equal(part->items[1].contract, "TITULO-1/2026");
	assert_int_equal(part->items[1].codes.len, 60);
	assert_true(text_starts(part->items[1].codes, "031040 "));
	assert_string_equal(part->items[2].principal, "44555666000181");
	assert_string_equal(part->items[2].guarantor, "");
	assert_int_equal(part->items[4].operation, 'E');
}

static void header_and_trailer_have_codes_of_their_own(void **state)
{
	(void)state;
	struct convem_return told = read_bytes(golden("whole_file_refused.convem04-return"));
	assert_true(text_starts(told.parts[0].header_codes, "019 "));
	assert_true(text_starts(told.parts[0].trailer_codes, "391 "));
}

/* The sequence of such a record is Serasa's own. */
static void what_begins_at_serasa_has_no_sequence_of_ours(void **state)
{
	(void)state;
	struct convem_return told = read_bytes(golden("letters_returned_and_time_run_out.convem04-return"));
	assert_int_equal(told.parts[0].way, 'I');
	assert_int_equal(told.parts[0].count, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(told.parts[0].items[i].sequence, 0);
	assert_int_equal(told.parts[0].items[0].operation, 'C');
}

static void a_cut_line_is_counted_and_told(void **state)
{
	(void)state;
	struct convem_return told = read_bytes(golden("cut_in_the_middle.convem04-return"));
	assert_int_equal(told.parts[0].count, 1);
	assert_int_equal(told.unreadable_count, 2);
	assert_int_equal(report.violations, 2);
	assert_string_equal(report.first->place, "line 3");
	assert_false(told.parts[0].has_trailer);
}

/* Codes that are not there are not "no codes". */
static void a_header_that_ends_before_its_codes_is_told(void **state)
{
	(void)state;
	struct text whole = golden("codes_in_every_place.convem04-return");
	const char *cut = arena_printf(arena, "%.300s\r\n%s", whole.at, whole.at + LINE);
	struct convem_return told = read_bytes(text_of(cut));
	assert_int_equal(told.parts[0].number, 42);
	assert_int_equal(told.parts[0].count, 6);
	assert_int_equal(told.unreadable_count, 1);
	assert_string_equal(report.first->place, "line 1");
}

static void a_remessa_of_ours_is_no_return(void **state)
{
	(void)state;
	struct convem_return told = {.parts_count = -1};
	struct err err = {0};
	report_init(&report, arena);
	assert_int_equal(
		convem_read(arena, golden("principal_guarantor_cheque_creditor.convem04"), &told, &report, &err),
		ERR_UNREADABLE);
	assert_string_equal(err.field, "codigo_envio");
	assert_int_equal(told.parts_count, -1);
	assert_int_equal(convem_read(arena, golden("codes_come_back.convem01"), &told, &report, &err), ERR_UNREADABLE);
	assert_string_equal(err.field, "identificacao_arquivo");
}

static void of_two_files_in_one_the_foreign_is_left_out(void **state)
{
	(void)state;
	struct text ours = golden("principal_guarantor_cheque_creditor.convem04");
	struct text back = golden("whole_file_refused.convem04-return");
	const char *both = arena_printf(arena, "stray\r\n%s%s", ours.at, back.at);
	struct convem_return told = read_bytes(text_of(both));
	assert_int_equal(told.parts_count, 1);
	assert_int_equal(told.parts[0].way, 'R');
	assert_int_equal(told.parts[0].count, 1);
	assert_int_equal(told.parts[0].items[0].sequence, 2);
	assert_int_equal(told.unreadable_count, 1 + 8); /* the stray line; header and seven records */
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_record_has_its_keys_and_codes),
		TEST(header_and_trailer_have_codes_of_their_own),
		TEST(what_begins_at_serasa_has_no_sequence_of_ours),
		TEST(a_cut_line_is_counted_and_told),
		TEST(a_header_that_ends_before_its_codes_is_told),
		TEST(a_remessa_of_ours_is_no_return),
		TEST(of_two_files_in_one_the_foreign_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
