/* Every rule of a remessa: one field bent, one code; and what is refused whole or by comarca. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define NAME "BBYS0203.261"

static struct world world;
static struct buf answer;

static int setup(void **state)
{
	(void)state;
	fixture_world(&world, DIALECT_CRA21);
	buf_init(&answer, (size_t)16 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_done(&world);
	buf_done(&answer);
	return 0;
}

static void code_is(const char *expected)
{
	char code[8];
	if (strcmp(fixture_code(&answer, code), expected) != 0)
		fail_msg("expected %s, answer %s", expected, answer.bytes);
}

enum part { HEADER, ROW, TRAILER };

struct bent {
	const char *rule;
	enum part part;
	int field;
	const char *value;
	const char *code;
	int violations;
};

static const struct bent bends[] = {
	{"a right remessa is taken", ROW, 11, "NN1", "0000", 0},
	{"header 01 is zero", HEADER, 1, "1", "1101", 1},
	{"header 02 is the presenter of the name", HEADER, 2, "G48", "1102", 1},
	{"header 16 is blank for a short code", HEADER, 16, "BYS", "1102", 1},
	{"header 03 is there", HEADER, 3, "", "2137", 1},
	{"the date of the header is that of the name", HEADER, 4, "03032026", "2137", 1},
	{"header 05 is BFO", HEADER, 5, "SDT", "1105", 1},
	{"header 06 is SDT", HEADER, 6, "BFO", "1106", 1},
	{"header 07 is TPR", HEADER, 7, "CRT", "1107", 1},
	{"header 08 is not zero", HEADER, 8, "000000", "2137", 1},
	{"header 09 counts the records", HEADER, 9, "0002", "1109", 1},
	{"header 10 counts the titles", HEADER, 10, "0002", "2108", 1},
	{"header 11 counts the indications", HEADER, 11, "0000", "2109", 1},
	{"header 12 counts the originals", HEADER, 12, "0001", "2110", 1},
	{"header 14 is not criticised", HEADER, 14, "999", "0000", 0},
	{"header 15 is a known município", HEADER, 15, "3500000", "2103", 0},
	{"header 15 is the comarca of the município", HEADER, 15, "3515707", "2181", 0},
	{"header 15 has seven digits", HEADER, 15, "353550", "2137", 1},
	{"header 17 is one", HEADER, 17, "0002", "1117", 1},
	{"a missing header field", HEADER, 13, NULL, "2137", 1},
	{"field 01 is one", ROW, 1, "2", "1201", 1},
	{"field 02 is that of the header", ROW, 2, "G48", "1202", 1},
	{"field 03 has ten characters", ROW, 3, "77", "2137", 1},
	{"field 04 is there", ROW, 4, "", "2137", 1},
	{"field 04 fits 45", ROW, 4, "EMPRESA FICTICIA DE NOME MUITO COMPRIDO DEMAIS", "2137", 1},
	{"field 04 is upper case", ROW, 4, "Empresa", "2137", 1},
	{"field 06 is a tax id", ROW, 6, "11222333000180", "2137", 1},
	{"field 06 takes an alphanumeric CNPJ", ROW, 6, "12ABC34501DE35", "0000", 0},
	{"field 08 is a CEP", ROW, 8, "00000000", "2137", 1},
	{"field 10 is a state", ROW, 10, "XX", "2137", 1},
	{"nosso número is not blank", ROW, 11, "  ", "1211", 1},
	{"espécie is not blank", ROW, 12, "", "1212", 1},
	{"espécie is known", ROW, 12, "ZZZ", "1212", 1},
	{"número is not blank", ROW, 13, "", "2137", 1},
	{"número fits eleven", ROW, 13, "FAT123456789", "2137", 1},
	{"emission is a date", ROW, 14, "31022026", "2137", 1},
	{"emission is not zeros", ROW, 14, "00000000", "2137", 1},
	{"due at sight is taken", ROW, 15, "99999999", "0000", 0},
	{"due days after sight is taken", ROW, 15, "99990030", "0000", 0},
	{"due is a date", ROW, 15, "00000000", "2137", 1},
	{"currency is real", ROW, 16, "002", "2137", 1},
	{"value is numeric", ROW, 17, "100,00", "1217", 1},
	{"value is not ambiguous", ROW, 17, "10000", "1217", 1},
	{"value is not zero", ROW, 17, "00000000000000", "1217", 1},
	{"decimal value is taken", ROW, 17, "100.00", "0000", 0},
	{"balance is numeric", ROW, 18, "x", "1218", 1},
	{"praça is there", ROW, 19, "", "2137", 1},
	{"endosso is M or T", ROW, 20, "X", "2137", 1},
	{"aceite is N or A", ROW, 21, "", "2137", 1},
	{"control is a number", ROW, 22, "A", "2111", 1},
	{"control begins at one", ROW, 22, "2", "2107", 1},
	{"debtor has a name", ROW, 23, "", "2112", 1},
	{"debtor has a document", ROW, 25, "", "2113", 1},
	{"a document of zeros needs another", ROW, 25, "00000000000000", "2305", 1},
	{"document has right digits", ROW, 25, "00011144477736", "2305", 1},
	{"document has the kind of field 24", ROW, 24, "001", "2305", 1},
	{"document is zero filled", ROW, 25, "11144477735", "2305", 1},
	{"debtor has an address", ROW, 27, "", "2137", 1},
	{"debtor has a CEP", ROW, 28, "4538133", "2137", 1},
	{"notary is zeros", ROW, 31, "01", "2137", 1},
	{"protocol is blank", ROW, 32, "123", "2137", 1},
	{"occurrence is blank", ROW, 33, "1", "2137", 1},
	{"custas are zeros", ROW, 35, "0000000001", "2137", 1},
	{"declaration is known", ROW, 36, "Q", "2137", 1},
	{"irregularity is blank, not zeros", ROW, 38, "00", "1238", 1},
	{"bankruptcy is F or blank", ROW, 48, "X", "2137", 1},
	{"image is a zip in base64", ROW, 51, "UEsDBBQAAAA=", "0000", 0},
	{"image is not something else", ROW, 51, "JVBERi0=", "2137", 1},
	{"sequence goes on from two", ROW, 52, "0003", "1252", 1},
	{"linha digitável has its digits", ROW, 55, "123", "1309", 1},
	{"a character outside ASCII", ROW, 23, "JOS\xc3\x89 DE MENTIRA", "2101", 1},
	{"trailer 01 is nine", TRAILER, 1, "8", "1301", 1},
	{"trailer 02 is that of the header", TRAILER, 2, "G48", "1302", 1},
	{"trailer 04 is that of the header", TRAILER, 4, "03032026", "2137", 1},
	{"trailer 05 is the sum of the header", TRAILER, 5, "00001", "1305", 1},
	{"trailer 06 sums field 18", TRAILER, 6, "000000000000010001", "1306", 1},
	{"trailer 08 is the last record", TRAILER, 8, "0004", "1308", 1},
};

static void each_bent_field_has_its_code(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(bends); i++) {
		struct sheet sheet;
		teardown(state);
		setup(state);
		sheet_init(&sheet);
		const char **fields = bends[i].part == HEADER ? sheet.header
				      : bends[i].part == ROW  ? sheet.row[0]
							      : sheet.trailer;
		fields[bends[i].field] = bends[i].value;
		if (bends[i].part == HEADER && (bends[i].field == 11 || bends[i].field == 12))
			sheet.trailer[5] = bends[i].field == 11 ? "00002" : "00004";
		if (bends[i].part == HEADER && (bends[i].field == 9 || bends[i].field == 10))
			sheet.trailer[5] = "00004";
		fixture_remessa(&world, NAME, &sheet, &answer);
		char code[8];
		if (strcmp(fixture_code(&answer, code), bends[i].code) != 0)
			fail_msg("%s: expected %s, answer %s", bends[i].rule, bends[i].code, answer.bytes);
		if (world.books.violations != bends[i].violations)
			fail_msg("%s: %d violations", bends[i].rule, world.books.violations);
		assert_int_equal(world.books.titles_count, strcmp(bends[i].code, "0000") == 0);
	}
}

static void six_hundred_columns_are_read_like_xml(void **state)
{
	struct sheet sheet;
	struct buf bytes;
	(void)state;
	sheet_init(&sheet);
	buf_init(&bytes, 1 << 20);
	sheet_600(&sheet, &bytes);
	assert_int_equal(bytes.len, 3 * 602);
	fixture_upload(&world, UPLOAD_B, NAME, bytes.bytes, &answer);
	code_is("0000");
	assert_string_equal(world.books.titles[0].number, "FAT1");
	assert_int_equal(world.books.titles[0].balance_cents, 10000);
	bytes.bytes[700] = '\0';
	fixture_upload(&world, UPLOAD_B, "BBYS0203.262", bytes.bytes, &answer);
	code_is("2231");
	buf_clear(&bytes);
	sheet.row[0][51] = "                    "; /* one column too many */
	sheet.header[8] = "000002";
	sheet_600(&sheet, &bytes);
	fixture_upload(&world, UPLOAD_B, "BBYS0203.262", bytes.bytes, &answer);
	code_is("2102");
	fixture_upload(&world, UPLOAD_B, "BBYS0203.262", "5 WHAT", &answer);
	code_is("2182");
	buf_done(&bytes);
}

static void structure_has_its_codes(void **state)
{
	static const struct {
		const char *bytes;
		const char *code;
	} cases[] = {
		{"<remessa>", "10000"},
		{"<!DOCTYPE x><remessa/>", "10000"},
		{"<confirmacao/>", "0004"},
		{"<remessa><x/></remessa>", "0004"},
		{"<remessa><comarca/></remessa>", "0004"},
		{"<remessa><hd h99=\"1\"/></remessa>", "0004"},
		{"<remessa/>", "1101"},
		{"<remessa><tr/></remessa>", "1101"},
		{"<remessa><hd/><tl/></remessa>", "2229"},
		{"<remessa><hd/><tr/></remessa>", "2231"},
		{"<remessa><hd/><tr/><hd/></remessa>", "2231"},
		{"<remessa><nome_arquivo>BBYS0203.269</nome_arquivo><hd/><tr/><tl/></remessa>", "0002"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fixture_upload(&world, UPLOAD_B, NAME, cases[i].bytes, &answer);
		code_is(cases[i].code);
		assert_null(strstr(answer.bytes, "<comarca"));
	}
}

/* Two lotes in one file: the good one is taken, the other may come again under its sequence and another name. */
static void one_comarca_is_refused_and_the_other_taken(void **state)
{
	struct sheet sheet;
	struct buf bytes;
	struct err err;
	(void)state;
	assert_int_equal(orders_refuse(&world.orders, TEXT_LITERAL("3550308 2106"), &err), OK);
	sheet_init(&sheet);
	buf_init(&bytes, 1 << 20);
	buf_puts(&bytes, "<remessa>");
	sheet_xml(&sheet, &bytes);
	sheet.header[15] = "3304557";
	sheet.row[0][11] = "NN2";
	sheet.row[0][13] = "FAT2";
	sheet_xml(&sheet, &bytes);
	buf_puts(&bytes, "</remessa>");
	fixture_upload(&world, UPLOAD_B, NAME, bytes.bytes, &answer);
	code_is("2106");
	assert_non_null(strstr(answer.bytes, "<codigo>0000</codigo><ocorrencia>REGISTROS OK</ocorrencia>"));
	assert_int_equal(world.books.titles_count, 1);
	assert_int_equal(world.books.violations, 0);
	sheet_init(&sheet);
	fixture_remessa(&world, "BBYS0203.262", &sheet, &answer);
	code_is("0000");
	assert_int_equal(world.books.titles_count, 2);
	buf_done(&bytes);
}

static void a_used_name_with_the_same_bytes_is_no_violation(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	fixture_remessa(&world, NAME, &sheet, &answer);
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("1001");
	assert_int_equal(world.books.violations, 0);
	assert_int_equal(world.books.titles_count, 1);
	sheet.row[0][11] = "NN9";
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("1001");
	assert_int_equal(world.books.violations, 1);
}

static void a_file_refused_whole_keeps_its_name_free(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	sheet.row[0][18] = "x";
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("1218");
	sheet_init(&sheet);
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("0000");
}

static void a_sequence_rises_by_comarca(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	sheet.header[8] = "000007";
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("0000");
	/* The same titles, their old sequence, a new name: doubt resolved another way. */
	fixture_remessa(&world, "BBYS0203.262", &sheet, &answer);
	code_is("2117");
	assert_non_null(strstr(answer.bytes, "7"));
	assert_int_equal(world.books.violations, 0);
	sheet.row[0][11] = "NN2";
	sheet.row[0][13] = "FAT2";
	fixture_remessa(&world, "BBYS0203.263", &sheet, &answer);
	code_is("2117");
	assert_int_equal(world.books.violations, 1);
	sheet.header[15] = "3304557";
	sheet.header[8] = "000001";
	fixture_remessa(&world, "BBYS0203.264", &sheet, &answer);
	code_is("0000");
}

static void duplicates_are_counted(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	fixture_remessa(&world, NAME, &sheet, &answer);
	sheet.header[8] = "000002";
	sheet.row[0][11] = "NN2"; /* the same debt under another key */
	fixture_remessa(&world, "BBYS0203.262", &sheet, &answer);
	code_is("0000");
	assert_int_equal(world.books.duplicates, 1);
	sheet.header[8] = "000003";
	sheet.row[0][11] = "NN2"; /* another debt under a used key */
	sheet.row[0][13] = "FAT3";
	fixture_remessa(&world, "BBYS0203.263", &sheet, &answer);
	assert_int_equal(world.books.duplicates, 2);
	assert_int_equal(world.books.violations, 0);
}

static void names_and_windows(void **state)
{
	static const struct {
		const char *clock;
		const char *name;
		const char *code;
		int violations;
	} cases[] = {
		{"2026-03-02T09:00:01-03:00", "BYS0203.261", "0002", 1},
		{"2026-03-02T09:00:02-03:00", "BBYS0203.260", "0002", 2},
		{"2026-03-02T09:00:03-03:00", "BBYS3102.261", "0002", 3},
		{"2026-03-02T09:00:04-03:00", "BXYZ0203.261", "0002", 4},
		{"2026-03-02T09:00:05-03:00", "BBYS0303.261", "0002", 5},
		{"2026-03-02T09:00:06-03:00", "BBYS2702.261", "2160", 5}, /* the way to ask about an old file */
		{"2026-03-02T17:00:00-03:00", "BBYS0203.261", "2139", 6},
		{"2026-03-03T07:59:59-03:00", "BBYS0303.261", "2139", 7},
		{"2026-03-07T10:00:00-03:00", "BBYS0703.261", "2139", 8}, /* Saturday */
		{"2026-04-03T10:00:00-03:00", "BBYS0304.261", "2139", 9}, /* Good Friday */
	};
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fixture_clock(&world, cases[i].clock);
		fixture_remessa(&world, cases[i].name, &sheet, &answer);
		code_is(cases[i].code);
		assert_int_equal(world.books.violations, cases[i].violations);
	}
	assert_int_equal(world.books.titles_count, 0);
}

/* A file that was lost on its way may come again after its hour: the client could not know. */
static void a_lost_file_that_comes_late_is_no_violation(void **state)
{
	struct sheet sheet;
	struct buf bytes;
	(void)state;
	sheet_init(&sheet);
	buf_init(&bytes, 1 << 20);
	buf_puts(&bytes, "<remessa>");
	sheet_xml(&sheet, &bytes);
	buf_puts(&bytes, "</remessa>");
	upload_seen(&world, NAME, buf_view(&bytes));
	fixture_clock(&world, "2026-03-02T18:00:00-03:00");
	fixture_upload(&world, UPLOAD_B, NAME, bytes.bytes, &answer);
	code_is("2139");
	assert_int_equal(world.books.violations, 0);
	buf_done(&bytes);
}

static void debtors_run_one_two_three_and_stay_at_nine(void **state)
{
	static const char *const control[SHEET_ROWS] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "9", "9", "9"};
	static char sequence[SHEET_ROWS][8];
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	sheet.rows = SHEET_ROWS;
	for (int i = 0; i < SHEET_ROWS; i++) {
		(void)snprintf(sequence[i], sizeof(sequence[i]), "%04d", i + 2);
		sheet.row[i][22] = control[i];
		sheet.row[i][52] = sequence[i];
	}
	sheet.header[9] = "0012";
	sheet.trailer[5] = "00014";
	sheet.trailer[6] = "000000000000120000";
	sheet.trailer[8] = "0014";
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("0000");
	assert_int_equal(world.books.titles_count, 1);
	assert_int_equal(world.books.titles[0].debtors_count, SHEET_ROWS);
	sheet.row[3][22] = "5";
	fixture_remessa(&world, "BBYS0203.262", &sheet, &answer);
	code_is("2107");
	sheet.row[3][22] = "4";
	sheet.row[3][13] = "FAT9";
	fixture_remessa(&world, "BBYS0203.262", &sheet, &answer);
	code_is("2107");
}

static void limits_of_the_cra(void **state)
{
	struct sheet sheet;
	(void)state;
	sheet_init(&sheet);
	world.settings.balance_max_cents = 9999;
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("1253");
	world.settings.balance_max_cents = 0;
	world.settings.forbidden[0] = "11144477735";
	world.settings.forbidden_count = 1;
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("2212");
	world.settings.forbidden_count = 0;
	world.comarcas.all[22].state = COMARCA_CLOSED;
	assert_string_equal(world.comarcas.all[22].ibge, "3550308");
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("2105");
	world.comarcas.all[22].state = COMARCA_INACTIVE;
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("2106");
	world.comarcas.all[22].notaries = 0;
	fixture_remessa(&world, NAME, &sheet, &answer);
	code_is("2104");
	assert_int_equal(world.books.violations, 0);
}

static void nine_files_a_day(void **state)
{
	struct sheet sheet;
	char name[16];
	char sequence[8];
	(void)state;
	sheet_init(&sheet);
	for (int i = 1; i <= 9; i++) {
		static char numbers[10][8];
		(void)snprintf(name, sizeof(name), "BBYS0203.26%d", i);
		(void)snprintf(sequence, sizeof(sequence), "%06d", i);
		(void)snprintf(numbers[i], sizeof(numbers[i]), "N%d", i);
		sheet.header[8] = sequence;
		sheet.row[0][11] = numbers[i];
		sheet.row[0][13] = numbers[i];
		fixture_remessa(&world, name, &sheet, &answer);
		code_is("0000");
	}
	fixture_remessa(&world, "BBYS0203.260", &sheet, &answer);
	code_is("0002");
	assert_int_equal(world.books.violations, 1);
}

/* Any byte may be anything: there is always an answer with a code. */
static void mangled_bytes_get_an_answer(void **state)
{
	struct sheet sheet;
	struct buf forms[2];
	sheet_init(&sheet);
	for (int form = 0; form < 2; form++)
		buf_init(&forms[form], 1 << 20);
	buf_puts(&forms[0], "<remessa>");
	sheet_xml(&sheet, &forms[0]);
	buf_puts(&forms[0], "</remessa>");
	sheet_600(&sheet, &forms[1]);
	for (uint64_t i = 0; i < 4000; i++) {
		struct buf *form = &forms[i % 2];
		size_t at = hash_mix(i + 1) % form->len;
		char kept = form->bytes[at];
		char code[8];
		form->bytes[at] = (char)(1 + hash_mix(i + 77) % 255);
		fixture_upload(&world, UPLOAD_B, NAME, form->bytes, &answer);
		assert_string_not_equal(fixture_code(&answer, code), "");
		form->bytes[at] = kept;
		if (world.books.titles_count > 0) {
			teardown(state);
			setup(state);
		}
	}
	buf_done(&forms[0]);
	buf_done(&forms[1]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_bent_field_has_its_code),
		TEST(six_hundred_columns_are_read_like_xml),
		TEST(structure_has_its_codes),
		TEST(one_comarca_is_refused_and_the_other_taken),
		TEST(a_used_name_with_the_same_bytes_is_no_violation),
		TEST(a_file_refused_whole_keeps_its_name_free),
		TEST(a_sequence_rises_by_comarca),
		TEST(duplicates_are_counted),
		TEST(names_and_windows),
		TEST(a_lost_file_that_comes_late_is_no_violation),
		TEST(debtors_run_one_two_three_and_stay_at_nine),
		TEST(limits_of_the_cra),
		TEST(nine_files_a_day),
		TEST(mangled_bytes_get_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
