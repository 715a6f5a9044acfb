/* The batch file of SPC, rule by rule: each row writes over some columns of a good file and expects one finding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/codes.h"
#include "wire/format.h"

#define WIDTH 340
#define LINES 6
#define V     FINDING_VIOLATION
#define N     FINDING_NOTE

static const struct code_table motives = {
	.bureau = "spc", .name = "motives", .entries = {{.code = "1", .kind = CODE_BY_CREDITOR}}, .entries_count = 1};
static const struct code_table natures = {
	.bureau = "spc", .name = "natures", .entries = {{.code = "1", .kind = CODE_NATURE}}, .entries_count = 1};
static const struct code_table of_serasa = {
	.bureau = "serasa", .name = "motives", .entries = {{.code = "97", .kind = CODE_BY_BUREAU}}, .entries_count = 1};
static const struct code_book book = {.tables = {&motives, &natures, &of_serasa}, .tables_count = 3};

struct file {
	char line[LINES][WIDTH + 1];
};

static void put(struct file *file, int line, int column, const char *text)
{
	assert_true(line >= 1 && line <= LINES && column >= 1 && column - 1 + strlen(text) <= WIDTH);
	memcpy(file->line[line - 1] + column - 1, text, strlen(text));
}

struct piece {
	int column;
	const char *text;
};

static void fill(struct file *file, int line, const struct piece *pieces)
{
	memset(file->line[line - 1], ' ', WIDTH);
	file->line[line - 1][WIDTH] = '\n';
	for (; pieces->text != NULL; pieces++)
		put(file, line, pieces->column, pieces->text);
}

/* Header, an inclusion of a person, a removal of a company, trailer. */
static void make(struct file *file, const char *kind)
{
	static const struct piece consumer[] = {
		{1, "01"},       {11, "ANA INVENTADA"}, {56, "2000052998224725"}, {92, "17051980"}, {145, "RUA X"},
		{230, "CENTRO"}, {255, "01310100"},     {263, "SAO PAULO"},       {293, "SP"},      {335, "000002"},
		{0, NULL},
	};
	static const struct piece debt[] = {
		{1, "02"},     {3, "2000052998224725"}, {19, "IC"}, {21, "0502202605012026"}, {37, "0000000143398"},
		{50, "FAT-1"}, {80, "00000123"},        {88, "01"}, {335, "000003"},          {0, NULL},
	};
	static const struct piece company[] = {
		{1, "01"},       {11, "PADARIA FICTICIA"}, {56, "1011222333000181"}, {92, "00000000"}, {145, "RUA X"},
		{230, "CENTRO"}, {255, "01310100"},        {263, "SAO PAULO"},       {293, "SP"},      {335, "000004"},
		{0, NULL},
	};
	static const struct piece removal[] = {
		{1, "02"},     {3, "1011222333000181"}, {19, "EC"},    {21, "0502202605022026"}, {37, "0000000000001"},
		{50, "FAT-2"}, {80, "00000123"},        {88, "01001"}, {335, "000005"},          {0, NULL},
	};
	static const struct piece trailer[] = {{1, "99000006"}, {335, "000006"}, {0, NULL}};
	const struct piece header[] = {
		{1, "00"},        {3, kind},        {10, "1003202600000007"}, {26, "SP001"}, {31, "00000123"},
		{39, "10032026"}, {318, "SPC  07"}, {335, "000001"},          {0, NULL},
	};
	fill(file, 1, header);
	fill(file, 2, consumer);
	fill(file, 3, debt);
	fill(file, 4, company);
	fill(file, 5, removal);
	fill(file, 6, trailer);
	for (int line = 1; strcmp(kind, "RETORNO") == 0 && line <= LINES; line++)
		put(file, line, 325, "0000000000");
}

static struct text bytes_of(const struct file *file)
{
	return (struct text){file->line[0], sizeof(file->line)};
}

static void check(struct arena *arena, struct text bytes, const char *on, struct report *report)
{
	struct err err = {0};
	report_init(report, arena);
	report->codes = &book;
	if (on != NULL)
		assert_int_equal(date_parse_iso(text_of(on), &report->on, NULL), OK);
	if (wire_format_find("spc-batch")->check(arena, bytes, report, &err) != OK)
		fail_msg("%s", err.words);
}

struct row {
	int line;
	int column;
	const char *text;
	enum finding_level level;
	const char *field;
	const char *words; /* part of them; NULL: nothing is found */
};

static void expect(const char *kind, const char *on, const struct row *rows, size_t count)
{
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct report report;
		struct file file;
		make(&file, kind);
		put(&file, row->line, row->column, row->text);
		check(arena, bytes_of(&file), on, &report);
		int found = report.violations + report.notes;
		if (found != (row->words != NULL))
			fail_msg("%d:%d %s: %d findings; the last: %s", row->line, row->column, row->text, found,
				 found > 0 ? report.last->words : "none");
		if (row->words != NULL &&
		    (report.first->level != row->level || strcmp(report.first->field, row->field) != 0 ||
		     strstr(report.first->words, row->words) == NULL))
			fail_msg("%s: found \"%s: %s\"", row->text, report.first->field, report.first->words);
	}
}

#define EXPECT(kind, on, rows) expect(kind, on, rows, sizeof(rows) / sizeof((rows)[0]))

static void good_files_are_good(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	static const char *const kinds[] = {"REMESSA", "RETORNO"};
	for (size_t i = 0; i < 2; i++) {
		struct report report;
		struct file file;
		make(&file, kinds[i]);
		check(arena, bytes_of(&file), "2026-03-10", &report);
		assert_int_equal(report.violations + report.notes, 0);
	}
}

static void each_field_has_its_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{1, 3, "REMETER", V, "h02_operacao", "\"REMESSA\" is right"},
		{1, 10, "30022026", V, "h03_data_movimento", "not a day"},
		{1, 18, "        ", V, "h04_sequencial_arquivo", "is missing"},
		{1, 26, "     ", V, "h05_codigo_entidade", "is missing"},
		{1, 39, "32132026", V, "h07_data_arquivo", "no day"},
		{1, 47, "X", V, "h08_reservado", "blanks"},
		{1, 318, "SPX", V, "h09_sigla", "\"SPC\" is right"},
		{1, 323, "08", V, "h10_versao", "\"07\" is right"},
		{1, 325, "01", V, "h11_codigos_retorno", "blanks"},
		{2, 11, "             ", V, "c03_nome", "is missing"},
		{2, 14, "\xc3", V, "c03_nome", "column 14"},
		{2, 92, "00000000", N, "", NULL},
		{2, 92, "17131980", V, "c07_data_nascimento", "not a day"},
		{2, 145, "     ", N, "c09_logradouro", "the notice"},
		{2, 255, "00000000", N, "c13_cep", "the notice"},
		{2, 255, "0131010X", V, "c13_cep", "not a number"},
		{2, 293, "XX", V, "c15_uf", "no state"},
		{3, 19, "A", V, "d04_operacao", "I (include) or E (remove)"},
		{3, 37, "0000000000000", V, "d08_valor", "is zero"},
		{3, 37, "0000001433.98", V, "d08_valor", "not numeric"},
		{3, 50, "     ", V, "d09_contrato", "is missing"},
		{3, 88, "75", N, "d11_natureza", "spc-natures has no"},
		{3, 90, "001", V, "d12_motivo_exclusao", "no removal"},
		{3, 90, "000", N, "", NULL},
		{5, 90, "000", V, "d12_motivo_exclusao", "tells its motive"},
		{5, 90, "097", V, "d12_motivo_exclusao", "of serasa"},
		{5, 90, "777", N, "d12_motivo_exclusao", "spc-motives has no"},
	};
	EXPECT("REMESSA", NULL, rows);
}

static void numbers_and_counts_fit(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{4, 335, "000005", V, "c20_sequencial_registro", "4 is right"},
		{6, 3, "000004", V, "t02_quantidade_registros", "6 is right"},
		{3, 4, "000011122233396", V, "d03_documento", "consumer record before it"},
	};
	EXPECT("REMESSA", NULL, rows);
}

static void days_are_held_against_the_day_that_is_given(void **state)
{
	(void)state;
	static const struct row before[] = {{6, 9, " ", V, "d06_data_vencimento", "to come"}};
	static const struct row same[] = {{6, 9, " ", N, "d06_data_vencimento", "this very day"}};
	static const struct row late[] = {{6, 9, " ", V, "d06_data_vencimento", "five years"}};
	static const struct row good[] = {{6, 9, " ", N, "", NULL}};
	EXPECT("REMESSA", "2026-02-04", before); /* of the removal nothing is said */
	EXPECT("REMESSA", "2026-02-05", same);
	EXPECT("REMESSA", "2026-02-06", good);
	EXPECT("REMESSA", "2031-02-05", late);
}

static void a_minor_is_not_listed_but_removed(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{2, 92, "05012008", N, "", NULL},
		{2, 92, "06012008", V, "c07_data_nascimento", "under 18 on 2026-01-05"},
		{4, 92, "06012020", N, "", NULL}, /* a company, and a removal */
	};
	EXPECT("REMESSA", NULL, rows);
}

static void a_return_tells_what_was_refused(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{1, 325, "0300000000", N, "h11_codigos_retorno", "whole file was refused with 0300000000"},
		{2, 325, "12        ", N, "c19_codigos_retorno", "refused with 12"},
		{3, 325, "123       ", V, "d14_codigos_retorno", "two digits"},
		{3, 325, "AB        ", V, "d14_codigos_retorno", "two digits"},
		{3, 325, "          ", V, "d14_codigos_retorno", "is missing"},
	};
	EXPECT("RETORNO", NULL, rows);
}

/* The three days of the older writers, in one form through the file. */
static void days_come_in_two_forms_but_not_mixed(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	struct report report;
	struct file file;
	make(&file, "REMESSA");
	put(&file, 1, 39, "20260310");
	put(&file, 3, 21, "2026020520120105"); /* 20/12/0105 is no day of ours */
	check(arena, bytes_of(&file), NULL, &report);
	assert_int_equal(report.violations, 1);
	assert_non_null(strstr(report.last->words, "2 days are DDMMAAAA and 3 are AAAAMMDD"));
	put(&file, 5, 21, "2026020520260205");
	check(arena, bytes_of(&file), NULL, &report);
	assert_int_equal(report.violations, 0);
	assert_int_equal(report.notes, 1);
	assert_non_null(strstr(report.last->words, "older writers"));
}

static void records_stand_in_pairs_between_header_and_trailer(void **state)
{
	(void)state;
	static const struct {
		int lines[LINES + 1]; /* of the good file, and 0 */
		const char *words;
	} cases[] = {
		{{2, 3, 6}, "the header (00) must be the first"},
		{{1, 2, 3}, "there is no trailer"},
		{{1, 6}, "there is no debt"},
		{{1, 2, 4, 5, 6}, "has no debt"},
		{{1, 2, 3, 3, 6}, "a debt without its consumer"},
		{{1, 2, 3, 6, 6}, "behind the trailer"},
		{{1, 1, 2, 3, 6}, "a second header"},
		{{1, 2, 3, 4, 6}, "has no debt"},
	};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(8 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct file file;
		struct report report;
		char bytes[(LINES + 1) * (WIDTH + 1)];
		size_t len = 0;
		bool found = false;
		make(&file, "REMESSA");
		for (const int *line = cases[i].lines; *line != 0; line++, len += WIDTH + 1)
			memcpy(bytes + len, file.line[*line - 1], WIDTH + 1);
		check(arena, (struct text){bytes, len}, NULL, &report);
		for (const struct report_item *item = report.first; item != NULL; item = item->next)
			found = found || (item->level == V && strstr(item->words, cases[i].words) != NULL);
		if (!found)
			fail_msg("case %zu: nobody said \"%s\"", i, cases[i].words);
	}
}

static void odd_lines_are_told_and_kept(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	const struct wire_format *format = wire_format_find("spc-batch");
	struct file file;
	struct report report;
	struct text json;
	struct text back;
	struct err err = {0};
	make(&file, "REMESSA");
	put(&file, 3, 1, "55");
	put(&file, 2, 12, "\xc1");
	struct text bytes = bytes_of(&file);
	bytes.len -= 5; /* the end of the trailer is cut off */
	check(arena, bytes, NULL, &report);
	assert_true(report.violations >= 3);
	assert_int_equal(format->decode(arena, bytes, &json, &err), OK);
	assert_int_equal(format->encode(arena, json, &back, &err), OK);
	assert_true(text_equal(back, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_files_are_good),
		cmocka_unit_test(each_field_has_its_form),
		cmocka_unit_test(numbers_and_counts_fit),
		cmocka_unit_test(days_are_held_against_the_day_that_is_given),
		cmocka_unit_test(a_minor_is_not_listed_but_removed),
		cmocka_unit_test(a_return_tells_what_was_refused),
		cmocka_unit_test(days_come_in_two_forms_but_not_mixed),
		cmocka_unit_test(records_stand_in_pairs_between_header_and_trailer),
		cmocka_unit_test(odd_lines_are_told_and_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
