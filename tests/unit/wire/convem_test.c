/* The files of Serasa in columns: each rule at its column, the day of the file instead of a clock, every byte back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "domain/codes.h"
#include "wire/format.h"

#define LINE      602 /* with its line end */
#define BYTES_MAX 32768
#define ROUNDS    300

static const struct code_table return_codes = {
	.bureau = "serasa",
	.name = "return-codes",
	.entries = {{.code = "059", .meaning = "INCLUSAO PARA REGISTRO JA EXISTENTE", .todo = "Conferir."},
		    {.code = "301", .kind = CODE_INFORMATION, .meaning = "MUDOU-SE", .todo = "Conferir."}},
	.entries_count = 2,
};
static const struct code_table natures = {
	.bureau = "serasa",
	.name = "natures",
	.entries = {{.code = "DP"}, {.code = "DC"}, {.code = "NF"}, {.code = "AL"}, {.code = "FI"}},
	.entries_count = 5,
};
static const struct code_table motives = {
	.bureau = "serasa",
	.name = "motives",
	.entries = {{.code = "01", .kind = CODE_BY_CREDITOR},
		    {.code = "02", .kind = CODE_BY_CREDITOR},
		    {.code = "18", .kind = CODE_BY_CREDITOR},
		    {.code = "40", .kind = CODE_BY_REST},
		    {.code = "97", .kind = CODE_BY_BUREAU}},
	.entries_count = 5,
};
static const struct code_table natures_elsewhere = {
	.bureau = "spc", .name = "natures", .entries = {{.code = "ZZ"}}, .entries_count = 1};
static const struct code_book book = {.tables = {&return_codes, &natures, &motives, &natures_elsewhere},
				      .tables_count = 4};

static struct arena *arena;

static struct text golden(const char *name)
{
	struct text bytes;
	struct err err;
	if (io_read(arena, arena_printf(arena, "%s/serasa/%s", GOLDEN_DIR, name), BYTES_MAX, &bytes, &err) != OK)
		fail_msg("%s", err.words);
	return bytes;
}

static struct report checked(const char *format, struct text bytes, const struct code_book *codes)
{
	struct report report;
	struct err err = {0};
	report_init(&report, arena);
	report.codes = codes;
	assert_int_equal(wire_format_find(format)->check(arena, bytes, &report, &err), OK);
	return report;
}

#define GOOD "principal_guarantor_cheque_creditor.convem04"

/* The good file with `text` at a column of a line, both from 1. */
static struct text with(int line, int column, const char *text)
{
	struct text good = golden(GOOD);
	char *bytes = arena_copy(arena, good.at, good.len);
	memcpy(bytes + (size_t)(line - 1) * LINE + (size_t)column - 1, text, strlen(text));
	return (struct text){bytes, good.len};
}

static void assert_found(const struct report *report, enum finding_level level, const char *place, const char *field,
			 const char *rule)
{
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		if (item->level == level && strcmp(item->place, place) == 0 && strcmp(item->rule, rule) == 0 &&
		    strstr(item->field, field) != NULL)
			return;
	for (const struct report_item *item = report->first; item != NULL; item = item->next)
		print_message("%s: %s: %s (%s)\n", item->place, item->field, item->words, item->rule);
	fail_msg("nothing at %s, %s by rule %s", place, field, rule);
}

static void a_good_file_has_no_findings(void **state)
{
	(void)state;
	struct report report = checked("convem04", golden(GOOD), &book);
	assert_int_equal(report.violations + report.notes, 0);
	report = checked("convem01", golden("principal_and_guarantor.convem01"), &book);
	assert_int_equal(report.violations + report.notes, 0);
}

static void each_rule_is_told_at_its_line_and_field(void **state)
{
	(void)state;
	static const struct {
		int line, column;
		const char *text;
		const char *field;
		const char *rule;
	} cases[] = {
		{1, 2, "112223330", "cnpj_conveniada", "024"},
		{1, 11, "20260931", "data_movimento", "013"},
		{1, 105, "SERASA-CONVEM01", "identificacao_arquivo", "018"},
		{1, 120, "000000", "numero_remessa", "020"},
		{1, 126, "R", "codigo_envio", "021"},
		{2, 2, "C", "operacao", "008"},
		{2, 3, "000182", "filial_digitos", "026"},
		{2, 9, "20260311", "data_ocorrencia", "016"},
		{2, 9, "20260310", "data_ocorrencia", "156"},
		{2, 9, "20210310", "data_ocorrencia", "017"},
		{2, 17, "20260109", "data_termino_contrato", "165"},
		{2, 25, "ZZ ", "natureza", "035"},
		{2, 25, " DP", "natureza", "035"},
		{2, 32, "X", "tipo_pessoa_principal", "009"},
		{2, 33, "1", "tipo_documento_principal", "103"},
		{2, 34, "1", "documento_principal", "029"},
		{2, 48, "X", "documento_principal", "028"},
		{2, 67, "  ", "uf_rg_principal", "167"},
		{2, 176, "20080311", "data_nascimento", "121"},
		{2, 414, "ZZ", "uf", "111"},
		{2, 416, "00000000", "cep", "112"},
		{2, 424, "000000000000000", "valor", "168"},
		{2, 424, "0000000000150,7", "valor", "057"},
		{2, 439, "a", "contrato", "085"},
		{2, 502, "20260311", "data_compromisso", "356"},
		{2, 531, "B", "tipo_comunicado", "703"},
		{3, 85, "0", "documento_coobrigado", "031"},
		{3, 531, "B", "tipo_comunicado", "704"},
		{5, 443, "0000", "agencia", "044"},
		{5, 447, "000000", "cheque", "065"},
		{5, 453, "11", "alinea", "072"},
		{5, 455, "000000000", "conta", "064"},
		{6, 464, "F", "tipo_documento_credor", "172"},
		{7, 49, "97", "motivo_baixa", "799"},
		{7, 594, "0000008", "sequencia", "004"},
		{9, 594, "0000010", "sequencia", "033"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char place[16];
		(void)snprintf(place, sizeof(place), "line %d", cases[i].line);
		struct report report = checked("convem04", with(cases[i].line, cases[i].column, cases[i].text), &book);
		assert_found(&report, FINDING_VIOLATION, place, cases[i].field, cases[i].rule);
	}
}

static void the_day_is_the_files_own(void **state)
{
	(void)state;
	struct text bytes = with(2, 176, "20080311");
	struct report report = checked("convem04", bytes, &book);
	assert_int_equal(report.violations, 1);
	memcpy((char *)(uintptr_t)bytes.at + 10, "20260311", 8);
	report = checked("convem04", bytes, &book);
	assert_int_equal(report.violations, 0);
}

static void a_code_of_another_bureau_is_called_so(void **state)
{
	(void)state;
	struct report report = checked("convem04", with(2, 25, "ZZ "), &book);
	assert_non_null(strstr(report.first->words, "spc"));
	report = checked("convem04", with(7, 49, "40"), &book);
	assert_found(&report, FINDING_NOTE, "line 7", "motivo_baixa", "CONVEM04 detail");
	assert_int_equal(report.violations, 0);
}

static void without_tables_no_code_is_judged(void **state)
{
	(void)state;
	struct report report = checked("convem04", with(2, 25, "ZZ "), NULL);
	assert_int_equal(report.violations + report.notes, 0);
	report = checked("convem04-return", golden("twenty_codes.convem04-return"), NULL);
	assert_int_equal(report.violations + report.notes, 0);
}

static void twenty_codes_are_told_one_by_one(void **state)
{
	(void)state;
	struct report report = checked("convem04-return", golden("twenty_codes.convem04-return"), &book);
	assert_int_equal(report.violations, 0);
	assert_int_equal(report.notes, 20);
	assert_non_null(strstr(report.first->words, "nobody knows the code 011"));
}

static void a_file_cut_in_the_middle_keeps_its_whole_records(void **state)
{
	(void)state;
	struct report report = checked("convem04-return", golden("cut_in_the_middle.convem04-return"), &book);
	assert_found(&report, FINDING_VIOLATION, "line 3", "", "");
	assert_found(&report, FINDING_VIOLATION, "file", "", "005");
	assert_found(&report, FINDING_NOTE, "line 2", "codigos_erro", "CONVEM04 detail");
}

static void a_value_that_does_not_fit_is_an_error_with_its_field(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum rc rc;
		const char *field;
	} cases[] = {
		{"{\"records\": [{\"record\": \"detail\", \"d30_cep\": \"123456789\"}]}", ERR_RANGE, "d30_cep"},
		{"{\"records\": [{\"record\": \"detail\", \"d30_xxx\": \"1\"}]}", ERR_UNKNOWN, "d30_xxx"},
		{"{\"records\": [{\"record\": \"none\"}]}", ERR_FORMAT, "record"},
		{"{\"records\": 1}", ERR_FORMAT, "records"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text bytes = {NULL, 0};
		struct err err = {0};
		assert_int_equal(wire_format_find("convem04")->encode(arena, text_of(cases[i].json), &bytes, &err),
				 cases[i].rc);
		assert_string_equal(err.field, cases[i].field);
		assert_null(bytes.at);
	}
}

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* A byte changed, a piece left out, a piece doubled, or the end cut off; one to six times. */
static size_t spoil(char *bytes, size_t len)
{
	static const char marks[] = "0123459IECRXFJ \r\n,-\xc3\xff";
	for (uint32_t n = 1 + draw(6); n > 0 && len > 0; n--) {
		size_t at = draw((uint32_t)len);
		size_t piece = 1 + draw(700);
		if (piece > len - at)
			piece = len - at;
		switch (draw(8)) {
		case 0:
			memmove(bytes + at, bytes + at + piece, len - at - piece);
			len -= piece;
			break;
		case 1:
			if (len + piece > BYTES_MAX)
				break;
			memmove(bytes + at + piece, bytes + at, len - at);
			len += piece;
			break;
		case 2: len = draw(8) == 0 ? at : len; break;
		default: bytes[at] = marks[draw(sizeof(marks) - 1)]; break;
		}
	}
	return len;
}

static void try_spoilt(const struct wire_format *format, struct text bytes, uint32_t round)
{
	struct report report;
	struct text json = {NULL, 0};
	struct text back = {NULL, 0};
	struct err err = {0};
	report_init(&report, arena);
	report.codes = &book;
	assert_int_equal(format->check(arena, bytes, &report, &err), OK);
	if (format->decode(arena, bytes, &json, &err) != OK) {
		assert_null(json.at);
		assert_true(err.words[0] != '\0');
		return;
	}
	assert_int_equal(format->encode(arena, json, &back, &err), OK);
	if (!text_equal(back, bytes))
		fail_msg("round %u of %s does not come back", round, format->name);
}

static void spoilt_bytes_come_back_as_they_are(void **state)
{
	(void)state;
	static const char *const files[] = {GOOD,
					    "letter_with_boleto.convem04",
					    "guarantor_before_its_principal.convem04",
					    "codes_in_every_place.convem04-return",
					    "letters_returned_and_time_run_out.convem04-return",
					    "principal_and_guarantor.convem01"};
	static char room[BYTES_MAX + 700];
	for (size_t f = 0; f < ARRAY_LEN(files); f++) {
		const struct wire_format *format = wire_format_find(strchr(files[f], '.') + 1);
		seed = 4711 + (uint32_t)f;
		for (uint32_t round = 0; round < ROUNDS; round++) {
			struct text good = golden(files[f]);
			memcpy(room, good.at, good.len);
			size_t len = round == 0 ? good.len : spoil(room, good.len);
			char *exact = malloc(len > 0 ? len : 1); /* a sanitizer sees one byte too far */
			assert_non_null(exact);
			memcpy(exact, room, len);
			try_spoilt(format, (struct text){exact, len}, round);
			free(exact);
			arena_reset(arena);
		}
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	return arena != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_has_no_findings),
		cmocka_unit_test(each_rule_is_told_at_its_line_and_field),
		cmocka_unit_test(the_day_is_the_files_own),
		cmocka_unit_test(a_code_of_another_bureau_is_called_so),
		cmocka_unit_test(without_tables_no_code_is_judged),
		cmocka_unit_test(twenty_codes_are_told_one_by_one),
		cmocka_unit_test(a_file_cut_in_the_middle_keeps_its_whole_records),
		cmocka_unit_test(a_value_that_does_not_fit_is_an_error_with_its_field),
		cmocka_unit_test(spoilt_bytes_come_back_as_they_are),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
