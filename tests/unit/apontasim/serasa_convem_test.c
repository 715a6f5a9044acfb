/* CONVEM04 to the letter: one column bent at a time, and the code that it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "serasa_fixture.h"

static struct arena *arena;
static struct buf out;
static struct convem file;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1u << 22);
	buf_init(&out, 1u << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena = arena_free(arena);
	buf_done(&out);
	return 0;
}

static void read_sheet(const struct sheet600 *sheet)
{
	buf_clear(&out);
	sheet600_write(sheet, &out);
	assert_int_equal(convem_read(arena, buf_view(&out), &file, NULL), OK);
}

static void a_right_file_is_read(void **state)
{
	struct sheet600 sheet;
	char date[DATE_TEXT_BYTES];
	(void)state;
	sheet600_init(&sheet, 27);
	(void)sheet600_principal(&sheet, 'I', "FAT1/00");
	(void)sheet600_guarantor(&sheet, 'I', "FAT1/00");
	(void)sheet600_principal(&sheet, 'E', "FAT2");
	sheet600_end(&sheet);
	read_sheet(&sheet);
	assert_int_equal(file.codes.count, 0);
	assert_int_equal(file.count, 5);
	assert_int_equal(file.remessa, 27);
	assert_string_equal(file.root, "11222333");
	for (int i = 0; i < file.count; i++)
		if (file.lines[i].codes.count > 0 || file.lines[i].violation != NULL)
			fail_msg("line %d: %s %s", i + 1, file.lines[i].codes.code[0], file.lines[i].violation);
	const struct debt *debt = &file.lines[1].debt;
	assert_string_equal(debt->creditor, FIXTURE_CREDITOR);
	assert_string_equal(debt->debtor, FIXTURE_DEBTOR);
	assert_string_equal(debt->guarantor, "");
	assert_string_equal(debt->contract, "FAT1/00");
	assert_string_equal(debt->category, "DP");
	assert_string_equal(debt->city, "SAO PAULO");
	assert_string_equal(date_iso(debt->due, date), "2026-01-05");
	assert_int_equal(debt->value_cents, 15050);
	assert_string_equal(file.lines[2].debt.guarantor, FIXTURE_GUARANTOR);
	assert_string_equal(file.lines[2].debt.debtor, FIXTURE_DEBTOR);
	assert_int_equal(file.lines[3].operation, 'E');
	assert_int_equal(file.lines[3].motive, 1);
}

static void each_column_has_its_code(void **state)
{
	static const struct {
		int line; /* 0 header, 1 principal, 2 guarantor, 3 trailer */
		int from;
		const char *text;
		const char *code; /* of the file for header and trailer, else of the line */
	} cases[] = {
		{0, 1, "1", "002"},
		{0, 2, "1", "024"},
		{0, 11, "20261302", "013"},
		{0, 105, "SERASA-CONVEM01", "018"},
		{0, 120, "000000", "020"},
		{0, 120, "00002 ", "020"},
		{0, 126, "R", "021"},
		{0, 131, "X", "391"},
		{0, 534, "059", "391"},
		{0, 594, "0000002", "002"},
		{1, 1, "2", "F003"},
		{1, 594, "0000004", "F004"},
		{1, 594, "000000A", "F034"},
		{3, 594, "0000005", "033"},
		{3, 1, "1", "005"},
		{3, 2, "X", "391"},
		{1, 1, "9", "F081"},
		{1, 2, "A", "008"},
		{1, 9, "20260230", "014"},
		{1, 9, "00000000", "014"},
		{1, 25, " DP", "035"},
		{1, 32, "X", "009"},
		{1, 33, "1", "103"},
		{1, 34, "              A", "028"},
		{1, 106, "Devedor", "011"},
		{1, 106, "DEVEDOR \xc3", "011"},
		{1, 106, " DEVEDOR", "011"},
		{1, 416, "0131010 ", "119"},
		{1, 424, "       15050,00", "057"},
		{1, 439, " FAT1  ", "085"},
		{1, 439, "       ", "102"},
		{1, 531, "B", "707"},
		{2, 531, "B", "704"},
		{1, 525, "S", "739"},
		{1, 526, "X", "600"},
		{1, 25, "DC ", "036"},
		{2, 69, "X", "010"},
		{2, 71, "      529982247", "030"},
		{1, 49, "01", ""}, /* noted as a violation only */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sheet600 sheet;
		bool of_file = cases[i].line == 0 || cases[i].line == 3 || cases[i].code[0] == 'F';
		const char *code = cases[i].code[0] == 'F' ? cases[i].code + 1 : cases[i].code;
		sheet600_init(&sheet, 1);
		(void)sheet600_principal(&sheet, 'I', "FAT1/00");
		(void)sheet600_guarantor(&sheet, 'I', "FAT1/00");
		sheet600_end(&sheet);
		sheet600_put(sheet.lines[cases[i].line], cases[i].from, cases[i].text);
		read_sheet(&sheet);
		const struct codes *codes = of_file ? &file.codes : &file.lines[cases[i].line].codes;
		if (code[0] != '\0' ? !codes_have(codes, code) : codes->count > 0)
			fail_msg("line %d column %d %s: %d codes, first %s", cases[i].line, cases[i].from,
				 cases[i].text, codes->count, codes->code[0]);
	}
	assert_non_null(file.lines[1].violation);
}

static void lines_have_600_columns_and_crlf(void **state)
{
	struct sheet600 sheet;
	(void)state;
	sheet600_init(&sheet, 1);
	(void)sheet600_principal(&sheet, 'I', "FAT1/00");
	sheet600_end(&sheet);
	read_sheet(&sheet);
	assert_int_equal(file.codes.count, 0);
	out.bytes[600] = ' '; /* CR lost */
	assert_int_equal(convem_read(arena, buf_view(&out), &file, NULL), OK);
	assert_true(codes_have(&file.codes, "391"));
	assert_int_equal(convem_read(arena, (struct text){out.bytes, 3}, &file, NULL), OK);
	assert_true(codes_have(&file.codes, "391"));
	assert_int_equal(convem_read(arena, (struct text){out.bytes, 0}, &file, NULL), OK);
	assert_true(codes_have(&file.codes, "002"));
	sheet600_init(&sheet, 1);
	sheet600_end(&sheet);
	read_sheet(&sheet);
	assert_true(codes_have(&file.codes, "001"));
}

static void a_return_has_the_codes_and_zeros_for_blank_numbers(void **state)
{
	struct sheet600 sheet;
	(void)state;
	sheet600_init(&sheet, 1);
	(void)sheet600_principal(&sheet, 'I', "FAT1/00");
	sheet600_end(&sheet);
	read_sheet(&sheet);
	codes_add(&file.lines[1].codes, "059");
	codes_add(&file.lines[1].codes, "491");
	buf_clear(&out);
	convem_write_return(&file, &out);
	assert_int_equal(out.len, 3 * 602);
	assert_int_equal(out.bytes[125], 'R');
	assert_memory_equal(out.bytes + 602 + 533, "059491 ", 7);
	assert_memory_equal(out.bytes + 602 + 488, "000000000000000000000000000000000000 ", 37);
	assert_memory_equal(out.bytes + 602 + 600, "\r\n", 2);
	codes_add(&file.codes, "019");
	buf_clear(&out);
	convem_write_return(&file, &out);
	assert_memory_equal(out.bytes + 533, "019 ", 4);
	assert_memory_equal(out.bytes + 602 + 533, "   ", 3);
	assert_memory_equal(out.bytes + 1204 + 533, "019 ", 4);
}

static void a_movement_of_serasa_is_a_file_of_its_own(void **state)
{
	struct debt debt = serasa_fixture_guarantor("FAT1/00");
	struct convem_news news = {&debt, "301"};
	struct date on;
	(void)state;
	assert_int_equal(date_make(2026, 3, 2, &on), OK);
	convem_write_news(&out, "11222333", on, 3, &news, 1);
	assert_int_equal(out.len, 3 * 602);
	assert_memory_equal(out.bytes, "001122233320260302", 18);
	assert_memory_equal(out.bytes + 104, "SERASA-CONVEM04000003I", 22);
	assert_memory_equal(out.bytes + 602, "1C0001812026010520260105DP ", 27);
	assert_memory_equal(out.bytes + 602 + 31, "F2000011144477735", 17);
	assert_memory_equal(out.bytes + 602 + 68, "F2000052998224725", 17);
	assert_memory_equal(out.bytes + 602 + 533, "301 ", 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_right_file_is_read),
		TEST(each_column_has_its_code),
		TEST(lines_have_600_columns_and_crlf),
		TEST(a_return_has_the_codes_and_zeros_for_blank_numbers),
		TEST(a_movement_of_serasa_is_a_file_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
