#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/limits.h"
#include "wire/cra_lote.h"
#include "wire/format.h"

static struct arena *arena;

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

static struct text golden(const char *name)
{
	char path[512];
	struct text bytes = {0};
	struct err err = {0};
	const char *top = getenv("srcdir");
	(void)snprintf(path, sizeof(path), "%s/tests/golden/cra_lote/%s", top != NULL ? top : ".", name);
	if (io_read(arena, path, LIMIT_DOCUMENT_BYTES, &bytes, &err) != OK)
		fail_msg("%s: %s", path, err.words);
	return bytes;
}

static struct date on(int year, int month, int day)
{
	struct date date;
	assert_int_equal(date_make(year, month, day, &date), OK);
	return date;
}

static struct taxid taxid(const char *text)
{
	struct taxid id;
	struct err err;
	assert_int_equal(taxid_parse(text_of(text), &id, &err), OK);
	return id;
}

/* ---- what is written ---- */

static const struct address creditor_address = {
	.street = "Rua das Flores, 100", .cep = "01310100", .city = "São Paulo", .uf = "SP"};
static const struct cra_presenter presenter = {
	.code = "BYS",
	.name = "Credora Fictícia S/A",
	.agency = "123456789012",
	.central_agency = "000001",
	.creditor_name = "Credora Fictícia S/A",
	.creditor_taxid = "11222333000181",
	.creditor_address = &creditor_address,
};

#define MANAUS                                                                                                         \
	{                                                                                                              \
		.street = "Avenida dos Testes, 42", .district = "Centro", .cep = "69005040", .city = "Manaus",         \
		.uf = "AM"                                                                                             \
	}

struct portfolio {
	struct debtor debtors[4];
	struct title titles[3];
	const struct title *manaus[2];
	const struct title *sao_paulo[1];
	struct cra_lote lotes[2];
};

static void fill(struct portfolio *p, bool contacts)
{
	*p = (struct portfolio){
		.debtors = {{.name = "Fulano de Tal Exemplo", .taxid = taxid("111.444.777-35"), .address = MANAUS},
			    {.name = "Beltrana de Teste & Filhos Ltda",
			     .taxid = taxid("12.ABC.345/0001-88"),
			     .address = MANAUS},
			    {.name = "Sicrano  Fictício\tAvalista", .taxid = taxid("52998224725"), .address = MANAUS},
			    {.name = "João d'Exemplo",
			     .taxid = taxid("52998224725"),
			     .address = {.street = "Rua Inventada, 7",
					 .district = "Sé",
					 .cep = "01001000",
					 .city = "São Paulo",
					 .uf = "SP"}}},
	};
	if (contacts) {
		(void)snprintf(p->debtors[0].phone, sizeof(p->debtors[0].phone), "92 5555-0100");
		(void)snprintf(p->debtors[0].email, sizeof(p->debtors[0].email), "fulano@example.com");
	}
	const struct title common = {.issued_on = on(2026, 9, 10),
				     .due_on = on(2026, 10, 10),
				     .endorsement = 'M',
				     .acceptance = 'N',
				     .declaration = ' '};
	for (int i = 0; i < 3; i++)
		p->titles[i] = common;
	(void)snprintf(p->titles[0].nosso_numero, 16, "000000000000001");
	(void)snprintf(p->titles[0].number, 12, "1001-a");
	(void)snprintf(p->titles[0].species, 4, "DMI");
	p->titles[0].declaration = 'D';
	p->titles[0].amount_cents = p->titles[0].balance_cents = 63558;
	p->titles[0].debtors = &p->debtors[0];
	p->titles[0].debtors_count = 1;
	(void)snprintf(p->titles[1].nosso_numero, 16, "000000000000002");
	(void)snprintf(p->titles[1].number, 12, "1002");
	(void)snprintf(p->titles[1].species, 4, "NP");
	p->titles[1].due_on = DATE_NONE;
	p->titles[1].amount_cents = 150000;
	p->titles[1].balance_cents = 120005;
	p->titles[1].debtors = &p->debtors[1];
	p->titles[1].debtors_count = 2;
	(void)snprintf(p->titles[2].nosso_numero, 16, "000000000000003");
	(void)snprintf(p->titles[2].number, 12, "1003");
	(void)snprintf(p->titles[2].species, 4, "DSI");
	p->titles[2].amount_cents = p->titles[2].balance_cents = 27400;
	p->titles[2].debtors = &p->debtors[3];
	p->titles[2].debtors_count = 1;
	p->manaus[0] = &p->titles[0];
	p->manaus[1] = &p->titles[1];
	p->sao_paulo[0] = &p->titles[2];
	p->lotes[0] = (struct cra_lote){"1302603", "Manaus", 7, p->manaus, 2};
	p->lotes[1] = (struct cra_lote){"3550308", "São Paulo", 3, p->sao_paulo, 1};
}

static void writes_golden(const struct cra_dialect *dialect, bool contacts, const char *name)
{
	struct portfolio p;
	struct err err = {0};
	struct text bytes;
	fill(&p, contacts);
	if (cra_remessa_write(arena, dialect, &presenter, "BBYS2011.261", on(2026, 11, 20), p.lotes, 2, &bytes, &err) !=
	    OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	struct text expected = golden(name);
	assert_string_equal(bytes.at, expected.at);
	assert_int_equal(bytes.len, expected.len);
}

static void remessa_comarca_padded_cents(void **state)
{
	(void)state;
	const struct cra_dialect dialect = {CRA_SHAPE_COMARCA, CRA_MONEY_CENTS, true, true, false, "\n"};
	writes_golden(&dialect, true, "two_comarcas_one_codebtor.cra-remessa-xml");
}

static void remessa_flat_bare_decimal_counting_records(void **state)
{
	(void)state;
	const struct cra_dialect dialect = {CRA_SHAPE_FLAT, CRA_MONEY_DECIMAL, false, false, true, "\n"};
	writes_golden(&dialect, true, "two_comarcas_one_codebtor_flat.cra-remessa-xml");
}

static void remessa_600_columns(void **state)
{
	(void)state;
	const struct cra_dialect dialect = {CRA_SHAPE_600, CRA_MONEY_CENTS, true, false, false, "\r\n"};
	writes_golden(&dialect, false, "two_comarcas_one_codebtor.cra-remessa-600");
}

static enum rc write_one(const struct cra_presenter *who, struct portfolio *p, struct text *bytes, struct err *err)
{
	const struct cra_dialect dialect = {CRA_SHAPE_COMARCA, CRA_MONEY_CENTS, true, false, false, "\n"};
	return cra_remessa_write(arena, &dialect, who, "", on(2026, 11, 20), p->lotes, 1, bytes, err);
}

static void long_presenter_code_goes_to_the_complement(void **state)
{
	(void)state;
	struct portfolio p;
	struct err err = {0};
	struct text bytes;
	struct cra_presenter who = presenter;
	who.code = "cft123";
	fill(&p, false);
	assert_int_equal(write_one(&who, &p, &bytes, &err), OK);
	assert_non_null(strstr(bytes.at, "h02=\"999\""));
	assert_non_null(strstr(bytes.at, "h16=\"CFT123\""));
	assert_non_null(strstr(bytes.at, "<tr t01=\"1\" t02=\"999\""));
}

static void tenth_debtor_keeps_nine(void **state)
{
	(void)state;
	struct portfolio p;
	struct err err = {0};
	struct text bytes;
	struct debtor many[11];
	struct report report;
	fill(&p, false);
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = p.debtors[i % 4];
	p.titles[1].debtors = many;
	p.titles[1].debtors_count = 11;
	assert_int_equal(write_one(&presenter, &p, &bytes, &err), OK);
	int nines = 0;
	for (const char *at = bytes.at; (at = strstr(at, "t22=\"9\"")) != NULL; at++)
		nines++;
	assert_int_equal(nines, 3);
	report_init(&report, arena);
	assert_int_equal(wire_format_find("cra-remessa-xml")->check(arena, bytes, &report, &err), OK);
	assert_int_equal(report.violations, 0);
}

/* A change to the portfolio that must be refused, and the field that the error names. */
struct refusal {
	const char *name;
	void (*change)(struct portfolio *p);
	const char *where;
	const char *field;
};

static void long_street(struct portfolio *p)
{
	(void)snprintf(p->debtors[2].address.street, 160,
		       "Avenida Professor Doutor Fulano de Tal Exemplo, 12345, apto 99");
}
static void long_name(struct portfolio *p)
{
	memset(p->debtors[0].name, 'X', 160);
}
static void no_emission(struct portfolio *p)
{
	p->titles[0].issued_on = DATE_NONE;
}
static void no_species(struct portfolio *p)
{
	p->titles[0].species[0] = '\0';
}
static void no_nosso_numero(struct portfolio *p)
{
	p->titles[1].nosso_numero[0] = '\0';
}
static void lower_nosso_numero(struct portfolio *p)
{
	(void)snprintf(p->titles[1].nosso_numero, 16, "abc");
}
static void short_cep(struct portfolio *p)
{
	(void)snprintf(p->debtors[0].address.cep, 9, "6900504");
}
static void zero_balance(struct portfolio *p)
{
	p->titles[0].balance_cents = 0;
}
static void negative_amount(struct portfolio *p)
{
	p->titles[0].amount_cents = -1;
}
static void huge_amount(struct portfolio *p)
{
	p->titles[0].amount_cents = INT64_C(100000000000000);
}
static void no_debtor(struct portfolio *p)
{
	p->titles[0].debtors_count = 0;
}
static void email_with_accent(struct portfolio *p)
{
	(void)snprintf(p->debtors[0].email, 121, "joão@example.com");
}

static void what_does_not_fit_is_named_not_cut(void **state)
{
	(void)state;
	static const struct refusal refusals[] = {
		{"long street", long_street, "title 1002, debtor 2", "t27_endereco_devedor"},
		{"long name", long_name, "title 1001-a, debtor 1", "t23_nome_devedor"},
		{"no emission date", no_emission, "title 1001-a, debtor 1", "t14_data_emissao"},
		{"no species", no_species, "title 1001-a, debtor 1", "t12_especie"},
		{"no nosso numero", no_nosso_numero, "title 1002, debtor 1", "t11_nosso_numero"},
		{"lower-case nosso numero", lower_nosso_numero, "title 1002, debtor 1", "t11_nosso_numero"},
		{"short cep", short_cep, "title 1001-a, debtor 1", "t28_cep_devedor"},
		{"zero balance", zero_balance, "title 1001-a, debtor 1", "t18_saldo"},
		{"negative amount", negative_amount, "title 1001-a, debtor 1", "t17_valor"},
		{"amount of 15 digits", huge_amount, "title 1001-a, debtor 1", "t17_valor"},
		{"no debtor", no_debtor, "title 1001-a", "t22_controle_devedor"},
		{"accent in e-mail", email_with_accent, "title 1001-a, debtor 1", "t54_email_devedor"},
	};
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct portfolio p;
		struct err err = {0};
		struct text bytes = {NULL, 0};
		fill(&p, false);
		refusals[i].change(&p);
		print_message("%s\n", refusals[i].name);
		assert_int_equal(write_one(&presenter, &p, &bytes, &err), ERR_RANGE);
		assert_null(bytes.at);
		assert_string_equal(err.where, refusals[i].where);
		assert_string_equal(err.field, refusals[i].field);
		/* The error is optional, and a title alone is judged the same. */
		assert_int_equal(write_one(&presenter, &p, &bytes, NULL), ERR_RANGE);
		const struct title *title = strstr(refusals[i].where, "1002") != NULL ? &p.titles[1] : &p.titles[0];
		assert_int_equal(cra_title_fits(&presenter, title, &err), ERR_RANGE);
		assert_string_equal(err.field, refusals[i].field);
	}
}

static void a_good_title_fits(void **state)
{
	(void)state;
	struct portfolio p;
	struct err err = {0};
	fill(&p, true);
	for (int i = 0; i < 3; i++)
		assert_int_equal(cra_title_fits(&presenter, &p.titles[i], &err), OK);
	struct cra_presenter who = presenter;
	who.code = "B-S";
	assert_int_equal(cra_title_fits(&who, &p.titles[0], &err), ERR_RANGE);
}

/* ---- what is read ---- */

static struct cra_told *records;
static int records_count;
static struct report findings;

static void read_as(enum cra_lote_kind kind, struct text bytes)
{
	struct err err = {0};
	report_init(&findings, arena);
	if (cra_lote_read(arena, kind, bytes, &records, &records_count, &findings, &err) != OK)
		fail_msg("%s: %s", err.where, err.words);
}

static bool found(const char *part)
{
	for (const struct report_item *item = findings.first; item != NULL; item = item->next)
		if (strstr(item->words, part) != NULL)
			return true;
	return false;
}

static void confirmation_tells_protocol_and_refusal_once_a_title(void **state)
{
	(void)state;
	static const char *const names[] = {"refusal_with_codebtor.cra-confirmacao-600",
					    "comments_and_unknown_parts.cra-confirmacao-xml"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		read_as(CRA_CONFIRMACAO, golden(names[i]));
		assert_int_equal(findings.violations, 0);
		assert_int_equal(records_count, 2);
		const struct told *accepted = &records[0].told;
		assert_int_equal(accepted->kind, TOLD_CONFIRMATION);
		assert_string_equal(accepted->nosso_numero, "000000000000001");
		assert_string_equal(accepted->title_number, "1001-A");
		assert_string_equal(accepted->comarca_ibge, "1302603");
		assert_string_equal(accepted->notary, "01");
		assert_string_equal(accepted->protocol, "34110/1284");
		assert_int_equal(date_compare(accepted->protocol_on, on(2026, 11, 23)), 0);
		assert_true(date_is_none(accepted->occurred_on));
		assert_int_equal(accepted->occurrence, ' ');
		assert_int_equal(accepted->irregularities_count, 0);
		assert_int_equal(accepted->amount_cents, 63558);
		assert_int_equal(accepted->recording_cents, 200);
		const struct told *refused = &records[1].told;
		assert_int_equal(records[1].lote, 1);
		assert_int_equal(records[1].record, 2);
		assert_int_equal(refused->occurrence, '5');
		assert_string_equal(refused->protocol, "");
		assert_int_equal(refused->balance_cents, 120005);
		assert_int_equal(refused->irregularities_count, 3);
		assert_string_equal(refused->irregularities[0], "07");
		assert_string_equal(refused->irregularities[1], "06");
		assert_string_equal(refused->irregularities[2], "52");
	}
}

static void result_with_dropped_zeros_is_exact(void **state)
{
	(void)state;
	static const int64_t balances[] = {27400, 13480, 3050, 100000, 1500, 8010, 27400};
	static const char occurrences[] = {'1', '2', '3', 'z', '?', '6', 'A'};
	read_as(CRA_RETORNO, golden("several_occurrences_dropped_zeros.cra-retorno-xml"));
	assert_int_equal(findings.violations, 0);
	assert_int_equal(records_count, 7);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(records[i].told.balance_cents, balances[i]);
		assert_int_equal(records[i].told.occurrence, occurrences[i]);
		assert_int_equal(records[i].lote, i < 6 ? 1 : 2);
	}
	assert_int_equal(records[1].told.notary_fee_cents, 2701);
	assert_int_equal(records[1].told.distribution_cents, 300);
	assert_string_equal(records[5].told.irregularities[0], "98");

	read_as(CRA_RETORNO, golden("several_occurrences.cra-retorno-600"));
	assert_int_equal(records_count, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(records[i].told.balance_cents, balances[i]);
}

static void bare_digits_are_cents_only_when_the_trailer_says_so(void **state)
{
	(void)state;
	read_as(CRA_RETORNO, golden("bare_cents_told_by_the_trailer.cra-retorno-xml"));
	assert_int_equal(findings.violations, 0);
	assert_int_equal(records_count, 2);
	assert_int_equal(records[0].told.balance_cents, 27400);
	assert_int_equal(records[1].told.balance_cents, 12345);
	assert_true(found("read as cents"));
}

/* One retorno of one title with the given balance and trailer. */
static int64_t balance_of(const char *balance, const char *sum)
{
	char xml[1024];
	(void)snprintf(
		xml, sizeof(xml),
		"<retorno><hd h01=\"0\" h02=\"BYS\" h04=\"27112026\" h05=\"SDT\" h06=\"BFO\" h07=\"RTP\" h09=\"1\" "
		"h15=\"1302603\" h17=\"1\"/><tr t01=\"1\" t02=\"BYS\" t11=\"1\" t17=\"%s\" t18=\"%s\" t31=\"1\" "
		"t32=\"8\" t33=\"1\" t34=\"23112026\" t37=\"27112026\" t52=\"2\"/><tl t01=\"9\" t02=\"BYS\" t05=\"1\" "
		"t06=\"%s\" t08=\"3\"/></retorno>",
		balance, balance, sum);
	read_as(CRA_RETORNO, text_of(xml));
	return records_count == 1 ? records[0].told.balance_cents : -1;
}

static void every_form_of_an_amount(void **state)
{
	(void)state;
	static const struct {
		const char *balance;
		const char *sum;
		int64_t cents;
	} forms[] = {
		{"134.8", "134.8", 13480},
		{"274", "274", 27400},
		{"27.01", "27.01", 2701},
		{"0.5", "0.5", 50},
		{"00000000063558", "000000000000063558", 63558},
		{"00000000063558", "635.58", 63558},
		{"63558", "000000000000063558", 63558}, /* the trailer is cents, and adds up as cents */
		{"274", "000000000000027400", 27400},   /* the trailer is cents, and adds up as reais */
		{"274", "1", 27400},                    /* nothing helps: reais */
		{"12345678901234", "12345678901234", INT64_C(12345678901234)}, /* as wide as the field */
		{"0", "0", 0},
		{"", "", 0},
		{"1,50", "1.5", -1},
		{"-3", "3", -1},
		{"1e3", "1000", -1},
		{"1.005", "1", -1},
	};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		print_message("%s, trailer %s\n", forms[i].balance, forms[i].sum);
		assert_int_equal(balance_of(forms[i].balance, forms[i].sum), forms[i].cents);
	}
}

static void status_codes_are_kept_even_when_unknown(void **state)
{
	(void)state;
	static const char *const names[] = {"statuses.cra-andamento-600", "statuses.cra-andamento-xml",
					    "no_json_end_tag_missing.cra-andamento-xml"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		read_as(CRA_ANDAMENTO, golden(names[i]));
		assert_int_equal(records_count, 3);
		assert_int_equal(records[0].told.kind, TOLD_STATUS);
		assert_string_equal(records[0].told.status, "AA");
		assert_string_equal(records[1].told.status, "AG");
		assert_string_equal(records[2].told.status, "ZZ");
		assert_int_equal(found("end tag is missing"), i == 2);
	}
}

static void nothing_there_is_no_record(void **state)
{
	(void)state;
	read_as(CRA_RETORNO, golden("nothing_there.cra-retorno-xml"));
	assert_int_equal(records_count, 0);
	assert_int_equal(findings.violations, 0);
}

static void a_refusal_to_answer_is_told_with_its_code(void **state)
{
	(void)state;
	struct err err = {0};
	report_init(&findings, arena);
	struct text answer =
		TEXT_LITERAL("<relatorio><codigo> 0001</codigo><ocorrencia>FALHA</ocorrencia></relatorio>");
	assert_int_equal(cra_lote_read(arena, CRA_RETORNO, answer, &records, &records_count, &findings, &err),
			 ERR_REJECTED);
	assert_string_equal(err.remote, "0001");
}

static void what_is_no_such_file_is_unreadable(void **state)
{
	(void)state;
	static const char *const texts[] = {"",
					    "  \n",
					    "hello",
					    "<a/>",
					    "<retorno>",
					    "<retorno><hd></retorno>",
					    "<!DOCTYPE retorno><retorno/>",
					    "<remessa/>",
					    "0341\n1341\n"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct err err = {0};
		enum rc rc;
		report_init(&findings, arena);
		print_message("%s\n", texts[i]);
		rc = cra_lote_read(arena, CRA_RETORNO, text_of(texts[i]), &records, &records_count, &findings, &err);
		if (strcmp(texts[i], "<retorno>") == 0 || strcmp(texts[i], "<retorno><hd></retorno>") == 0)
			assert_int_equal(rc, OK); /* a missing end tag is overlooked, and told */
		else
			assert_int_equal(rc, ERR_UNREADABLE);
	}
}

static void a_lote_of_another_kind_gives_nothing(void **state)
{
	(void)state;
	struct text bytes = golden("several_occurrences.cra-retorno-600");
	read_as(CRA_CONFIRMACAO, bytes);
	assert_int_equal(records_count, 0);
	assert_true(found("another kind of file"));
}

static void a_record_without_key_is_left_out_and_told(void **state)
{
	(void)state;
	struct text bytes = golden("several_occurrences_dropped_zeros.cra-retorno-xml");
	char *copy = arena_copy(arena, bytes.at, bytes.len);
	memcpy(strstr(copy, "000000000000002"), "               ", 15);
	read_as(CRA_RETORNO, (struct text){copy, bytes.len});
	assert_int_equal(records_count, 6);
	assert_true(found("is left out"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(remessa_comarca_padded_cents, set_up, tear_down),
		cmocka_unit_test_setup_teardown(remessa_flat_bare_decimal_counting_records, set_up, tear_down),
		cmocka_unit_test_setup_teardown(remessa_600_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_presenter_code_goes_to_the_complement, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tenth_debtor_keeps_nine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_named_not_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_good_title_fits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(confirmation_tells_protocol_and_refusal_once_a_title, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(result_with_dropped_zeros_is_exact, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bare_digits_are_cents_only_when_the_trailer_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_form_of_an_amount, set_up, tear_down),
		cmocka_unit_test_setup_teardown(status_codes_are_kept_even_when_unknown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_there_is_no_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refusal_to_answer_is_told_with_its_code, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_such_file_is_unreadable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lote_of_another_kind_gives_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_record_without_key_is_left_out_and_told, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
