#include "wire/cra_pedido.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "wire/format.h"

static const struct cra_presenter presenter = {
	.code = "9ZZ",
	.name = "Cobrança Fictícia S/A",
	.agency = "000112345678",
	.central_agency = "",
	.creditor_name = "Escola Aurora",
	.creditor_taxid = "11222333000181",
};

static struct date day(int year, int month, int number)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_make(year, month, number, &date), OK);
	return date;
}

static struct request request(const char *comarca, const char *notary, const char *protocol, const char *number,
			      const char *debtor, int64_t cents)
{
	struct request made = {.protocol_on = day(2026, 3, 9), .amount_cents = cents};
	(void)snprintf(made.comarca_ibge, sizeof(made.comarca_ibge), "%s", comarca);
	(void)snprintf(made.notary, sizeof(made.notary), "%s", notary);
	(void)snprintf(made.protocol, sizeof(made.protocol), "%s", protocol);
	(void)snprintf(made.title_number, sizeof(made.title_number), "%s", number);
	(void)snprintf(made.debtor_name, sizeof(made.debtor_name), "%s", debtor);
	return made;
}

/* Two comarcas, the first of them with two notaries and named again at the end. */
static int fill(struct request out[5])
{
	out[0] = request("3550308", "01", "1234", "NF 1", "João Inventado", 26882);
	out[1] = request("3304557", "02", "0000000077", "NF 2", "Ação & Reação Ltda", 134265);
	out[2] = request("3550308", "10", "34110/1284", "NF 3", "Maria Imaginária", 100);
	out[3] = request("3550308", "1", "1235", "NF 4", "José d'Água", 999999999);
	out[4] = request("3304557", "2", "78", "NF-5", "Sem Nome", 5);
	return 5;
}

static const struct cra_pedido_dialect form_a = {.form = CRA_PEDIDO_FORM_A, .money = CRA_MONEY_DECIMAL};
static const struct cra_pedido_dialect form_b = {
	.form = CRA_PEDIDO_FORM_B, .names_file = true, .roots = {"sustacao", "sustacao", NULL, NULL}};
static const struct cra_pedido_dialect columns = {.form = CRA_PEDIDO_127};

static struct text write_good(struct arena *arena, const struct cra_pedido_dialect *dialect, enum request_kind kind,
			      const struct request *requests, int count)
{
	struct text bytes = {NULL, 0};
	struct err err = {0};
	if (cra_pedido_write(arena, dialect, &presenter, kind, "DP9ZZ1003.261", day(2026, 3, 10), requests, count,
			     &bytes, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	return bytes;
}

static struct text golden(struct arena *arena, const char *name)
{
	struct text bytes = {NULL, 0};
	struct err err = {0};
	const char *path = arena_printf(arena, "%s/cra_pedido/%s", GOLDEN_DIR, name);
	if (io_read(arena, path, 1 << 20, &bytes, &err) != OK)
		fail_msg("%s: %s", path, err.words);
	return bytes;
}

static const struct {
	const struct cra_pedido_dialect *dialect;
	enum request_kind kind;
	const char *file;
	const char *format;
} goldens[] = {
	{&form_a, REQUEST_WITHDRAW, "dp-form-a.xml", "cra-desistencia-xml"},
	{&form_b, REQUEST_WITHDRAW, "dp-form-b.xml", "cra-desistencia-xml"},
	{&columns, REQUEST_WITHDRAW, "dp.127", "cra-desistencia-127"},
	{&form_a, REQUEST_CANCEL, "cp-form-a.xml", "cra-cancelamento-xml"},
	{&columns, REQUEST_CANCEL, "cp.127", "cra-cancelamento-127"},
	{&form_a, REQUEST_AUTHORISE_CANCEL, "ac-form-a.xml", "cra-autorizacao-xml"},
	{&form_a, REQUEST_AUTHORISE_WITHDRAW, "ad-form-a.xml", "cra-autorizacao-xml"},
};

static struct text make_golden(struct arena *arena, size_t i)
{
	struct request requests[5];
	int count = fill(requests);
	if (goldens[i].kind == REQUEST_AUTHORISE_CANCEL)
		requests[0].letter = TEXT_LITERAL("%PDF-1.3 letter");
	return write_good(arena, goldens[i].dialect, goldens[i].kind, requests, count);
}

static void each_form_has_exactly_these_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
		struct text made = make_golden(arena, i);
		if (!text_equal(made, golden(arena, goldens[i].file)))
			fail_msg("%s differs:\n%.*s", goldens[i].file, TEXT_ARG(made));
	}
}

static void check(const char *format, struct arena *arena, struct text bytes, struct report *report)
{
	struct err err = {0};
	report_init(report, arena);
	assert_non_null(wire_format_find(format));
	if (wire_format_find(format)->check(arena, bytes, report, &err) != OK)
		fail_msg("%s: %s", format, err.words);
}

static void what_we_write_passes_our_own_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
		struct report report;
		check(goldens[i].format, arena, golden(arena, goldens[i].file), &report);
		if (report.violations > 0)
			fail_msg("%s: %s: %s: %s", goldens[i].file, report.first->place, report.first->field,
				 report.first->words);
	}
}

static void decode_and_encode_give_the_same_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(8 << 20);
		const struct wire_format *format = wire_format_find(goldens[i].format);
		struct text file = golden(arena, goldens[i].file);
		struct text json;
		struct text back;
		struct err err = {0};
		assert_int_equal(format->decode(arena, file, &json, &err), OK);
		if (format->encode(arena, json, &back, &err) != OK)
			fail_msg("%s: %s: %s", goldens[i].file, err.field, err.words);
		if (strstr(goldens[i].file, ".127") != NULL)
			assert_true(text_equal(back, file));
		struct text again;
		assert_int_equal(format->decode(arena, back, &again, &err), OK);
		assert_true(text_equal(json, again));
	}
}

static void odd_lines_of_127_columns_come_back_as_they_were(void **state)
{
	(void)state;
	static const char *const files[] = {
		"x", "\n", "\r\n", "a\nb\r\nc", "0\r", "\r", "9\n\n9", "\xe7\xe3o\xff\n", "1 \t\n",
	};
	const struct wire_format *format = wire_format_find("cra-desistencia-127");
	for (size_t i = 0; i < ARRAY_LEN(files) * 2; i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(8 << 20);
		const char *good = golden(arena, "dp.127").at;
		const char *bytes = i % 2 == 0 ? files[i / 2] : arena_printf(arena, "%.129s%s", good, files[i / 2]);
		struct text json;
		struct text back;
		assert_int_equal(format->decode(arena, text_of(bytes), &json, NULL), OK);
		assert_int_equal(format->encode(arena, json, &back, NULL), OK);
		assert_true(text_is(back, bytes));
	}
}

static void a_value_that_does_not_fit_names_request_and_field(void **state)
{
	(void)state;
	static const struct {
		size_t offset;
		const char *value;
		const char *field_a; /* NULL: fits there */
		const char *field_127;
	} wrong[] = {
		{offsetof(struct request, comarca_ibge), "355030", "CodMun", "CodMun"},
		{offsetof(struct request, comarca_ibge), "35503O8", "CodMun", "CodMun"},
		{offsetof(struct request, notary), "", "numero_cartorio", "numero_cartorio"},
		{offsetof(struct request, notary), "A1", "numero_cartorio", "numero_cartorio"},
		{offsetof(struct request, protocol), "", "numero_protocolo", "t02_numero_protocolo"},
		{offsetof(struct request, title_number), "", "numero_titulo", "t04_numero_titulo"},
		{offsetof(struct request, debtor_name), "", "nome_devedor", "t05_nome_devedor"},
		{offsetof(struct request, debtor_name), "1234567890123456789012345678901234567890123456",
		 "nome_devedor", "t05_nome_devedor"},
		{offsetof(struct request, debtor_name), "12345678901234567890123456789012345678901234ß", "nome_devedor",
		 "t05_nome_devedor"}, /* 45 letters, 46 after transliteration */
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong) * 2; i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct request requests[5];
		int count = fill(requests);
		struct text bytes = {NULL, 7};
		struct err err = {0};
		const char *value = wrong[i / 2].value;
		memcpy((unsigned char *)&requests[2] + wrong[i / 2].offset, value, strlen(value) + 1);
		assert_int_equal(cra_pedido_write(arena, i % 2 == 0 ? &form_a : &columns, &presenter, REQUEST_WITHDRAW,
						  "DP9ZZ1003.261", day(2026, 3, 10), requests, count, &bytes, &err),
				 ERR_RANGE);
		assert_string_equal(err.field, i % 2 == 0 ? wrong[i / 2].field_a : wrong[i / 2].field_127);
		assert_true(strncmp(err.where, "request 3 ", 10) == 0);
		assert_int_equal(bytes.len, 7);
	}
}

static void dates_and_values_must_be_there(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct request one = request("3550308", "01", "1", "NF 1", "Fulano", 1);
	struct text bytes;
	struct err err = {0};
	one.amount_cents = 0;
	assert_int_equal(cra_pedido_write(arena, &form_a, &presenter, REQUEST_CANCEL, "", day(2026, 3, 10), &one, 1,
					  &bytes, &err),
			 ERR_RANGE);
	assert_string_equal(err.field, "valor_titulo");
	one.amount_cents = 1;
	one.protocol_on = DATE_NONE;
	assert_int_equal(cra_pedido_write(arena, &columns, &presenter, REQUEST_CANCEL, "", day(2026, 3, 10), &one, 1,
					  &bytes, &err),
			 ERR_RANGE);
	assert_string_equal(err.field, "data_protocolo");
	assert_int_equal(cra_pedido_write(arena, &form_a, &presenter, REQUEST_CANCEL, "", day(2026, 3, 10), &one, 0,
					  &bytes, &err),
			 ERR_RANGE);
}

static void a_letter_goes_with_an_authorisation_in_form_a_only(void **state)
{
	(void)state;
	static const struct {
		const struct cra_pedido_dialect *dialect;
		enum request_kind kind;
		enum rc rc;
	} cases[] = {
		{&form_a, REQUEST_AUTHORISE_CANCEL, OK},          {&form_a, REQUEST_AUTHORISE_WITHDRAW, OK},
		{&form_a, REQUEST_CANCEL, ERR_REFUSED},           {&form_a, REQUEST_WITHDRAW, ERR_REFUSED},
		{&form_b, REQUEST_AUTHORISE_CANCEL, ERR_REFUSED}, {&columns, REQUEST_AUTHORISE_CANCEL, ERR_REFUSED},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct request one = request("3550308", "01", "1", "NF 1", "Fulano", 1);
		struct text bytes;
		one.letter = TEXT_LITERAL("%PDF");
		assert_int_equal(cra_pedido_write(arena, cases[i].dialect, &presenter, cases[i].kind, "AC9ZZ1003.261",
						  day(2026, 3, 10), &one, 1, &bytes, NULL),
				 cases[i].rc);
	}
}

/* `file` with the first `from` replaced; the same length in columns. */
static struct text changed(struct arena *arena, struct text file, const char *from, const char *to)
{
	const char *at = strstr(file.at, from);
	if (at == NULL)
		fail_msg("\"%s\" is not there", from);
	const char *made = arena_printf(arena, "%.*s%s%s", (int)(at - file.at), file.at, to, at + strlen(from));
	return text_of(made);
}

/* One defect a row: which rule must name it. */
static void every_rule_of_a_file_is_checked(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		const char *format;
		const char *from;
		const char *to;
		const char *rule;
	} defects[] = {
		{"dp-form-a.xml", "cra-desistencia-xml", "<CodMun>3550308</CodMun>", "", "2019"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">3550308<", ">355030<", "2001"},
		{"dp-form-a.xml", "cra-desistencia-xml", "<numero_cartorio>01</numero_cartorio>", "", "2020"},
		{"dp-form-a.xml", "cra-desistencia-xml", "<numero_cartorio>01<", "<numero_cartorio>A1<", "2002"},
		{"dp-form-a.xml", "cra-desistencia-xml", "<numero_cartorio>",
		 "<numero_cartorio>01</numero_cartorio><numero_cartorio>", "2027"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">1234<", "> <", "2004"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">1234<", ">12345678901<", "2006"},
		{"dp-form-a.xml", "cra-desistencia-xml", "09032026", "31022026", "2007"},
		{"dp-form-a.xml", "cra-desistencia-xml", "09032026", "00000000", "2007"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">NF 1<", "><", "2008"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">NF 1<", ">NF 123456789<", "2008"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">JOAO INVENTADO<", "><", "2009"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">JOAO INVENTADO<", ">JO&#195;O<", "2101"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">268.82<", ">268,82<", "2010"},
		{"dp-form-a.xml", "cra-desistencia-xml", ">268.82<", ">0<", "2010"},
		{"dp-form-a.xml", "cra-desistencia-xml", "<?xml", "<xml", "10000"},
		{"ac-form-a.xml", "cra-autorizacao-xml", "<imagem>", "<imagem>!", "2018"},
		{"ac-form-a.xml", "cra-desistencia-xml", "", NULL, "2024"},
		{"dp-form-a.xml", "cra-cancelamento-xml", "", NULL, "2023"},
		{"dp-form-a.xml", "cra-autorizacao-xml", "", NULL, "2025"},
		{"dp-form-b.xml", "cra-desistencia-xml", "DP9ZZ1003", "CP9ZZ1003", "0002"},
		{"dp-form-b.xml", "cra-desistencia-xml", "t07=\"S\"", "t07=\"C\"", "2125"},
		{"dp.127", "cra-desistencia-127", "\n101000023550308", "\n10100023550308", "2102"},
		{"dp.127", "cra-desistencia-127", "202600005", "202600006", "2129"},
		{"dp.127", "cra-desistencia-127", "0000500005", "0000500006", "2129"},
		{"dp.127", "cra-desistencia-127", "101000023550308", "101000033550308", "2127"},
		{"dp.127", "cra-desistencia-127", "101000023550308", "101000020000000", "note 2131"},
		{"dp.127", "cra-desistencia-127", "101000023550308", "10100002355030X", "2131"},
		{"dp.127", "cra-desistencia-127", "80100004", "80100003", "2127"},
		{"dp.127", "cra-desistencia-127", "80100004", "80200004", "2132"},
		{"dp.127", "cra-desistencia-127", "0000001234", "          ", "2134"},
		{"dp.127", "cra-desistencia-127", "09032026NF 1", "31022026NF 1", "2135"},
		{"dp.127", "cra-desistencia-127", "09032026NF 1", "00000000NF 1", "2135"},
		{"dp.127", "cra-desistencia-127", "00000000026882S", "00000000026882C", "2125"},
		{"dp.127", "cra-desistencia-127", "00000000026882S", "00000000026883S", "2128"},
		{"dp.127", "cra-desistencia-127", "0001000001000161251", "0001000001000161252", "2128"},
		{"dp.127", "cra-desistencia-127", "0001000001000161251", "0001100001000161251", "2128"},
		{"cp.127", "cra-cancelamento-127", "00000000026882C", "00000000026882S", "note 2133"},
		{"cp.127", "cra-cancelamento-127", "00000000026882C", "00000000026882X", "2133"},
	};
	for (size_t i = 0; i < ARRAY_LEN(defects); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
		struct text file = golden(arena, defects[i].file);
		struct report report;
		const char *rule = defects[i].rule;
		enum finding_level level = strncmp(rule, "note ", 5) == 0 ? FINDING_NOTE : FINDING_VIOLATION;
		rule += level == FINDING_NOTE ? 5 : 0;
		if (defects[i].to != NULL)
			file = changed(arena, file, defects[i].from, defects[i].to);
		check(defects[i].format, arena, file, &report);
		bool found = false;
		for (const struct report_item *item = report.first; item != NULL; item = item->next)
			found = found || (item->level == level && strcmp(item->rule, rule) == 0);
		if (!found)
			fail_msg("defect %zu (%s to %s): no %s", i, defects[i].from, defects[i].to, defects[i].rule);
		assert_int_equal(report.violations > 0, level == FINDING_VIOLATION);
	}
}

static void records_out_of_order_are_told_and_do_no_harm(void **state)
{
	(void)state;
	static const char *const files[] = {
		"",
		"<sustacao/>",
		"<desistencia><comarca/></desistencia>",
		"<desistencia><comarca><CodMun>3550308</CodMun><cartorio/></comarca></desistencia>",
		"<sustacao><tlb/></sustacao>",
		"<sustacao><tr/><tlc/></sustacao>",
		"<sustacao><hdb/><hdc/><hdc/><tlb/><tlb/><hdb/></sustacao>",
		"<sustacao><hdb h01=\"0\"/><tr/></sustacao>",
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
		struct report report;
		check("cra-desistencia-xml", arena, text_of(files[i]), &report);
		assert_true(report.violations > 0);
		check("cra-desistencia-127", arena, text_of(files[i]), &report);
		assert_true(report.violations > 0);
	}
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		/* Make one golden file anew: its bytes are to be read by a person before they are kept. */
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
		for (size_t i = 0; i < ARRAY_LEN(goldens); i++)
			if (strcmp(goldens[i].file, argv[2]) == 0) {
				struct text made = make_golden(arena, i);
				(void)fwrite(made.at, 1, made.len, stdout);
				return 0;
			}
		return 2;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_has_exactly_these_bytes),
		cmocka_unit_test(what_we_write_passes_our_own_check),
		cmocka_unit_test(decode_and_encode_give_the_same_file),
		cmocka_unit_test(odd_lines_of_127_columns_come_back_as_they_were),
		cmocka_unit_test(a_value_that_does_not_fit_names_request_and_field),
		cmocka_unit_test(dates_and_values_must_be_there),
		cmocka_unit_test(a_letter_goes_with_an_authorisation_in_form_a_only),
		cmocka_unit_test(every_rule_of_a_file_is_checked),
		cmocka_unit_test(records_out_of_order_are_told_and_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
