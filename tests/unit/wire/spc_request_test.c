/* incluirSpc and excluirSpc, rule by rule: each row spoils one place of a good request and expects one finding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/codes.h"
#include "wire/format.h"

#define ENVELOPE(operation, part, inside)                                                                              \
	"<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                           \
	"xmlns:w=\"http://webservice.spc.insumo.spcjava.spcbrasil.org/\"><e:Body><w:" operation "><" part ">" inside   \
	"</" part "></w:" operation "></e:Body></e:Envelope>"

static const char person[] = ENVELOPE(
	"incluirSpc", "insumoSpc",
	"<tipo-pessoa>F</tipo-pessoa><dados-pessoa-fisica><cpf numero=\"52998224725\"/><nome>ANA INVENTADA</nome>"
	"<data-nascimento>1980-05-17T00:00:00</data-nascimento><email>ana@inventada.example</email>"
	"<telefone numero-ddd=\"11\" numero=\"30000001\"/></dados-pessoa-fisica>"
	"<data-compra>2026-01-05T00:00:00</data-compra><data-vencimento>2026-02-05T00:00:00</data-vencimento>"
	"<codigo-tipo-devedor>C</codigo-tipo-devedor><numero-contrato>FAT-1</numero-contrato>"
	"<valor-debito>10.00</valor-debito><natureza-inclusao><id>1</id></natureza-inclusao><endereco-pessoa>"
	"<cep>01310100</cep><logradouro>RUA X</logradouro><bairro>CENTRO</bairro><numero>1</numero>"
	"<cidade nome=\"SAO PAULO\"><estado sigla-uf=\"SP\"/></cidade></endereco-pessoa>");

static const char company[] = ENVELOPE(
	"incluirSpc", "insumoSpc",
	"<tipo-pessoa>J</tipo-pessoa><dados-pessoa-juridica><cnpj numero=\"11222333000181\"/><razao-social>PADARIA "
	"FICTICIA</razao-social><nome-comercial>PADARIA</nome-comercial></dados-pessoa-juridica>"
	"<data-compra>2026-01-05T00:00:00</data-compra><data-vencimento>2026-02-05T00:00:00</data-vencimento>"
	"<codigo-tipo-devedor>C</codigo-tipo-devedor><numero-contrato>FAT-1</numero-contrato>"
	"<valor-debito>10.00</valor-debito><natureza-inclusao><id>1</id></natureza-inclusao><endereco-pessoa>"
	"<cep>01310100</cep><logradouro>RUA X</logradouro><bairro>CENTRO</bairro><numero>1</numero></endereco-pessoa>");

static const char removal[] =
	ENVELOPE("excluirSpc", "excluir",
		 "<tipo-pessoa>F</tipo-pessoa><dados-pessoa-fisica><cpf numero=\"52998224725\"/></dados-pessoa-fisica>"
		 "<data-vencimento>2026-02-05T00:00:00</data-vencimento><numero-contrato>FAT-1</numero-contrato>"
		 "<motivo-exclusao><id>1</id></motivo-exclusao>");

static const struct code_table natures = {
	.bureau = "spc", .name = "natures", .entries = {{.code = "1", .kind = CODE_NATURE}}, .entries_count = 1};
static const struct code_table motives = {
	.bureau = "spc", .name = "motives", .entries = {{.code = "1", .kind = CODE_BY_CREDITOR}}, .entries_count = 1};
static const struct code_table debtor_types = {
	.bureau = "spc",
	.name = "debtor-types",
	.entries = {{.code = "C", .kind = CODE_TYPE}, {.code = "F", .kind = CODE_UNMARKED, .meaning = "fiador"}},
	.entries_count = 2};
static const struct code_table of_serasa = {.bureau = "serasa",
					    .name = "motives",
					    .entries = {{.code = "01", .kind = CODE_BY_CREDITOR},
							{.code = "02", .kind = CODE_BY_CREDITOR},
							{.code = "97", .kind = CODE_BY_BUREAU}},
					    .entries_count = 3};
static const struct code_book book = {.tables = {&natures, &motives, &debtor_types, &of_serasa}, .tables_count = 4};

static struct date day(const char *iso)
{
	struct date date = DATE_NONE;
	if (iso != NULL)
		assert_int_equal(date_parse_iso(text_of(iso), &date, NULL), OK);
	return date;
}

/* `from` once in `bytes` becomes `to`. */
static struct text spoilt(struct arena *arena, const char *bytes, const char *from, const char *to)
{
	const char *at = strstr(bytes, from);
	if (at == NULL)
		fail_msg("no \"%s\" to spoil", from);
	return text_of(arena_printf(arena, "%.*s%s%s", (int)(at - bytes), bytes, to, at + strlen(from)));
}

static void check(struct arena *arena, const char *format, struct text bytes, const char *on,
		  const struct code_book *codes, struct report *report)
{
	struct err err = {0};
	report_init(report, arena);
	report->on = day(on);
	report->codes = codes;
	if (wire_format_find(format)->check(arena, bytes, report, &err) != OK)
		fail_msg("%s", err.words);
}

struct row {
	const char *from;
	const char *to;
	enum finding_level level;
	const char *field;
	const char *words; /* part of them; NULL: nothing is found */
};

static void expect(const char *format, const char *good, const char *on, const struct row *rows, size_t count)
{
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct report report;
		check(arena, format, spoilt(arena, good, row->from, row->to), on, &book, &report);
		int found = report.violations + report.notes;
		if (row->words == NULL) {
			if (found != 0)
				fail_msg("%s: %s: %s", row->to, report.first->field, report.first->words);
			continue;
		}
		if (found != 1)
			fail_msg("%s: %d findings, one is right; the last: %s", row->to, found,
				 found > 0 ? report.last->words : "none");
		if (report.first->level != row->level || strcmp(report.first->field, row->field) != 0 ||
		    strstr(report.first->words, row->words) == NULL)
			fail_msg("%s: found \"%s: %s\"", row->to, report.first->field, report.first->words);
	}
}

#define EXPECT(format, good, on, rows) expect(format, good, on, rows, sizeof(rows) / sizeof((rows)[0]))

#define V FINDING_VIOLATION
#define N FINDING_NOTE

static void good_requests_are_good(void **state)
{
	(void)state;
	static const struct {
		const char *format;
		const char *bytes;
	} good[] = {{"spc-incluir", person}, {"spc-incluir", company}, {"spc-excluir", removal}};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct report report;
		check(arena, good[i].format, text_of(good[i].bytes), "2026-03-10", &book, &report);
		assert_int_equal(report.violations + report.notes, 0);
		check(arena, good[i].format, text_of(good[i].bytes), NULL, NULL, &report);
		assert_int_equal(report.violations + report.notes, 0);
	}
}

static void each_value_has_its_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"52998224725", "52998224726", V, "dados-pessoa-fisica/cpf/@numero", "check digits are 25"},
		{"52998224725", "529982247-25", V, "dados-pessoa-fisica/cpf/@numero", "12 characters"},
		{"52998224725", "", V, "dados-pessoa-fisica/cpf/@numero", "is blank"},
		{"52998224725", "11111111111", V, "dados-pessoa-fisica/cpf/@numero", "equal"},
		{">ANA INVENTADA<", ">0<", V, "dados-pessoa-fisica/nome", "no letter"},
		{">ANA INVENTADA<", ">ANA\nINVENTADA<", V, "dados-pessoa-fisica/nome", "character 4"},
		{">ANA INVENTADA<", ">ÂNA INVENTADA AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA<", N, "", NULL},
		{">ANA INVENTADA<", ">ÂNA INVENTADA AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA<", V, "dados-pessoa-fisica/nome",
		 "46 characters"},
		{"1980-05-17T00:00:00", "1980-05-17", V, "dados-pessoa-fisica/data-nascimento", "no day"},
		{"1980-05-17T00:00:00", "1980-05-137T12:00:00", V, "dados-pessoa-fisica/data-nascimento", "no day"},
		{"1980-05-17T00:00:00", "1980-05-17T24:00:00", V, "dados-pessoa-fisica/data-nascimento", "no day"},
		{"1980-05-17T00:00:00", "1980-05-17T00:00:00.000-03:00", N, "dados-pessoa-fisica/data-nascimento",
		 "zone"},
		{"1980-05-17T00:00:00", "1980-05-17T00:00:00Z", N, "dados-pessoa-fisica/data-nascimento", "zone"},
		{"1980-05-17T00:00:00", "1900-01-01T00:00:00", N, "dados-pessoa-fisica/data-nascimento", "filler"},
		{"ana@inventada.example", "ana", V, "dados-pessoa-fisica/email", "no address"},
		{"ana@inventada.example", "ana@", V, "dados-pessoa-fisica/email", "no address"},
		{"ana@inventada.example", "a@b@c", V, "dados-pessoa-fisica/email", "no address"},
		{"ana@inventada.example", "", N, "dados-pessoa-fisica/email", "leave it out"},
		{"ddd=\"11\"", "ddd=\"10\"", V, "dados-pessoa-fisica/telefone/@numero-ddd", "area code"},
		{"ddd=\"11\"", "ddd=\"011\"", V, "dados-pessoa-fisica/telefone/@numero-ddd", "area code"},
		{"30000001", "990000001", N, "", NULL},
		{"30000001", "3000001", V, "dados-pessoa-fisica/telefone/@numero", "8 or 9"},
		{"30000001", "00000000", V, "dados-pessoa-fisica/telefone/@numero", "8 or 9"},
		{" numero=\"30000001\"", "", V, "dados-pessoa-fisica/telefone/@numero", "is missing"},
		{">FAT-1<", "> FAT-1<", V, "numero-contrato", "blanks around"},
		{">FAT-1<", ">123456789012345678901234567890<", N, "", NULL},
		{">FAT-1<", ">1234567890123456789012345678901<", V, "numero-contrato", "31 characters"},
		{">10.00<", ">10,00<", V, "valor-debito", "no value"},
		{">10.00<", ">10.0<", V, "valor-debito", "no value"},
		{">10.00<", ">10<", V, "valor-debito", "no value"},
		{">10.00<", ">-10.00<", V, "valor-debito", "no value"},
		{">10.00<", ">0.00<", V, "valor-debito", "is zero"},
		{">10.00<", ">0.01<", N, "", NULL},
		{">10.00<", ">99999999999.99<", N, "", NULL},
		{">10.00<", ">100000000000.00<", V, "valor-debito", "14 digits"},
		{"01310100", "01310-100", V, "endereco-pessoa/cep", "no CEP"},
		{"01310100", "00000000", V, "endereco-pessoa/cep", "no CEP"},
		{">RUA X<", ">0<", V, "endereco-pessoa/logradouro", "no letter"},
		{"nome=\"SAO PAULO\"", "nome=\"VILA BELA DA SANTISSIMA TRINDA\"", N, "", NULL},
		{"nome=\"SAO PAULO\"", "nome=\"VILA BELA DA SANTISSIMA TRINDAD\"", V, "endereco-pessoa/cidade/@nome",
		 "31 characters"},
		{"uf=\"SP\"", "uf=\"XX\"", V, "endereco-pessoa/cidade/estado/@sigla-uf", "no state"},
		{"<cpf ", "<cpf regiao-origem=\"7\" ", N, "dados-pessoa-fisica/cpf/@regiao-origem", "two ways"},
		{"<cpf ", "<cpf regiao-origem=\"SP\" ", N, "dados-pessoa-fisica/cpf/@regiao-origem", "two ways"},
		{"<cpf ", "<cpf regiao-origem=\"77\" ", V, "dados-pessoa-fisica/cpf/@regiao-origem", "ninth digit"},
		{"</insumoSpc>", "<notificar-via-email>s</notificar-via-email></insumoSpc>", V, "notificar-via-email",
		 "S or N"},
		{"</insumoSpc>", "<conta-contrato/></insumoSpc>", N, "", NULL},
		{"</insumoSpc>", "<conta-contrato>1</conta-contrato></insumoSpc>", N, "conta-contrato",
		 "not published"},
		{">F<", ">f<", V, "tipo-pessoa", "F (natural person)"},
	};
	static const struct row of_company[] = {
		{"11222333000181", "11222333000182", V, "dados-pessoa-juridica/cnpj/@numero", "check digits are 81"},
		{"11222333000181", "12ABC34501DE35", N, "dados-pessoa-juridica/cnpj/@numero", "alphanumeric"},
		{"11222333000181", "12abc34501de35", V, "dados-pessoa-juridica/cnpj/@numero", "capitals"},
		{"11222333000181", "529.982.247-25", V, "dados-pessoa-juridica/cnpj/@numero", "without a mask"},
		{">J<", ">K<", V, "tipo-pessoa", "J (company)"},
		{"<nome-comercial>PADARIA</nome-comercial>", "", V, "dados-pessoa-juridica/nome-comercial",
		 "is missing"},
	};
	EXPECT("spc-incluir", person, "2026-03-10", rows);
	EXPECT("spc-incluir", company, "2026-03-10", of_company);
}

static void the_order_of_elements_is_a_rule(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"<cep>01310100</cep><logradouro>RUA X</logradouro>",
		 "<logradouro>RUA X</logradouro><cep>01310100</cep>", V, "endereco-pessoa/cep",
		 "stands after <logradouro>"},
		{"<numero-contrato>FAT-1</numero-contrato><valor-debito>10.00</valor-debito>",
		 "<valor-debito>10.00</valor-debito><numero-contrato>FAT-1</numero-contrato>", V, "numero-contrato",
		 "stands after <valor-debito>"},
		{"</id>", "</id><id>1</id>", V, "natureza-inclusao/id", "second time"},
		{"<valor-debito>", "<!-- any --> <valor-debito>", N, "", NULL},
		{"<valor-debito>", "any<valor-debito>", V, "", "text between"},
		{"<valor-debito>", "<desconto>1</desconto><valor-debito>", N, "", "<desconto>"},
		{"<id>1</id>", "<id><b>1</b></id>", V, "natureza-inclusao/id", "holds elements"},
	};
	EXPECT("spc-incluir", person, NULL, rows);
}

static void what_is_required_is_missed(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"<tipo-pessoa>F</tipo-pessoa>", "", V, "tipo-pessoa", "is missing"},
		{"<data-compra>2026-01-05T00:00:00</data-compra>", "", V, "data-compra", "is missing"},
		{"<codigo-tipo-devedor>C</codigo-tipo-devedor>", "", V, "codigo-tipo-devedor", "is missing"},
		{"<natureza-inclusao><id>1</id></natureza-inclusao>", "", V, "natureza-inclusao", "is missing"},
		{"<bairro>CENTRO</bairro>", "", V, "endereco-pessoa/bairro", "is missing"},
		{"<numero>1</numero>", "", V, "endereco-pessoa/numero", "is missing"},
		{"<telefone numero-ddd=\"11\" numero=\"30000001\"/>", "", N, "", NULL},
		{"<data-nascimento>1980-05-17T00:00:00</data-nascimento>", "", N, "", NULL},
		{"<data-nascimento>1980-05-17T00:00:00</data-nascimento>", "<data-nascimento/>", V,
		 "dados-pessoa-fisica/data-nascimento", "leave it out"},
		{"<cidade nome=\"SAO PAULO\"><estado sigla-uf=\"SP\"/></cidade>", "", N, "", NULL},
	};
	static const struct row of_removal[] = {
		{"<numero-contrato>FAT-1</numero-contrato>", "", V, "numero-contrato", "is missing"},
		{"<data-vencimento>2026-02-05T00:00:00</data-vencimento>", "", V, "data-vencimento", "is missing"},
		{"<motivo-exclusao><id>1</id></motivo-exclusao>", "", V, "motivo-exclusao", "is missing"},
		{"<cpf numero=\"52998224725\"/>", "", V, "dados-pessoa-fisica/cpf", "is missing"},
		{"<data-vencimento>", "<data-compra>2026-01-05T00:00:00</data-compra><data-vencimento>", N, "", NULL},
	};
	EXPECT("spc-incluir", person, NULL, rows);
	EXPECT("spc-excluir", removal, NULL, of_removal);
}

static void the_person_is_of_its_type(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"<data-compra>",
		 "<dados-pessoa-juridica><cnpj numero=\"\"/><razao-social/></dados-pessoa-juridica><data-compra>", N,
		 "dados-pessoa-juridica", "does not go with tipo-pessoa F"},
		{"<data-compra>", "<dados-pessoa-juridica><cnpj numero=\"1\"/></dados-pessoa-juridica><data-compra>", V,
		 "dados-pessoa-juridica", "does not go with tipo-pessoa F"},
		{"</insumoSpc>",
		 "<devedor-comprador><documento>52998224725</documento></devedor-comprador></insumoSpc>", N,
		 "devedor-comprador", "guarantor"},
	};
	EXPECT("spc-incluir", person, NULL, rows);
}

static void codes_come_from_the_tables(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"<id>1</id>", "<id>01</id>", N, "", NULL},
		{"<id>1</id>", "<id>75</id>", N, "natureza-inclusao/id", "spc-natures has no \"75\""},
		{"<id>1</id>", "<id>97</id>", N, "natureza-inclusao/id", "spc-natures has no \"97\""},
		{"<id>1</id>", "<id>1000000000</id>", V, "natureza-inclusao/id", "no number"},
		{">C<", ">F<", N, "codigo-tipo-devedor", "fiador"},
		{">C<", ">Z<", N, "codigo-tipo-devedor", "spc-debtor-types has no"},
		{">C<", ">c<", V, "codigo-tipo-devedor", "capital"},
	};
	static const struct row of_removal[] = {
		{"<id>1</id>", "<id>001</id>", N, "", NULL},
		{"<id>1</id>", "<id>97</id>", V, "motivo-exclusao/id", "of serasa"},
		{"<id>1</id>", "<id>2</id>", V, "motivo-exclusao/id", "of serasa"},
		{"<id>1</id>", "<id>777</id>", N, "motivo-exclusao/id", "spc-motives has no \"777\""},
	};
	EXPECT("spc-incluir", person, NULL, rows);
	EXPECT("spc-excluir", removal, NULL, of_removal);
}

static void without_tables_codes_are_held_against_nothing(void **state)
{
	(void)state;
	static const struct code_book empty = {.tables_count = 0};
	static const struct code_book *const books[] = {NULL, &empty};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (size_t i = 0; i < 2; i++) {
		struct report report;
		check(arena, "spc-excluir", spoilt(arena, removal, "<id>1<", "<id>97<"), NULL, books[i], &report);
		assert_int_equal(report.violations + report.notes, 0);
	}
}

static void days_are_held_against_the_day_that_is_given(void **state)
{
	(void)state;
	static const struct {
		const char *due;
		const char *on;
		int violations;
		int notes;
		const char *words;
	} cases[] = {
		{"2026-02-05", NULL, 0, 0, NULL},
		{"2126-02-05", NULL, 0, 0, NULL},
		{"2026-02-05", "2026-02-04", 1, 0, "to come"},
		{"2026-02-05", "2026-02-05", 0, 1, "this very day"},
		{"2026-02-05", "2026-02-06", 0, 0, NULL},
		{"2026-02-05", "2031-02-04", 0, 0, NULL},
		{"2026-02-05", "2031-02-05", 1, 0, "five years"},
		{"2024-02-29", "2029-02-28", 1, 0, "five years"},
	};
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct report report;
		struct text bytes = spoilt(arena, company, "2026-02-05", cases[i].due);
		bytes = spoilt(arena, bytes.at, "2026-01-05", "2024-01-05");
		check(arena, "spc-incluir", bytes, cases[i].on, &book, &report);
		if (report.violations != cases[i].violations || report.notes != cases[i].notes)
			fail_msg("due %s on %s", cases[i].due, cases[i].on);
		if (cases[i].words != NULL)
			assert_non_null(strstr(report.first->words, cases[i].words));
		/* What was listed is removed whatever the day. */
		bytes = spoilt(arena, removal, "2026-02-05", cases[i].due);
		check(arena, "spc-excluir", bytes, cases[i].on, &book, &report);
		assert_int_equal(report.violations + report.notes, 0);
	}
}

static void a_purchase_is_not_after_the_due_date(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"2026-01-05", "2026-02-05", N, "", NULL},
		{"2026-01-05", "2026-02-06", V, "data-compra", "after data-vencimento 2026-02-05"},
	};
	EXPECT("spc-incluir", person, NULL, rows);
}

static void a_minor_is_not_listed(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"1980-05-17", "2008-01-05", N, "", NULL}, /* 18 on the day of the purchase */
		{"1980-05-17", "2008-01-06", V, "dados-pessoa-fisica/data-nascimento", "under 18 on 2026-01-05"},
		{"1980-05-17", "2026-01-06", V, "dados-pessoa-fisica/data-nascimento", "is after 2026-01-05"},
	};
	EXPECT("spc-incluir", person, "2026-03-10", rows);

	/* Without the day of the purchase, the day that is given tells. */
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	struct report report;
	struct text bytes = spoilt(arena, person, "<data-compra>2026-01-05T00:00:00</data-compra>", "");
	bytes = spoilt(arena, bytes.at, "1980-05-17", "2008-03-11");
	check(arena, "spc-incluir", bytes, "2026-03-10", &book, &report);
	assert_int_equal(report.violations, 2);
	check(arena, "spc-incluir", bytes, NULL, &book, &report);
	assert_int_equal(report.violations, 1);
}

static void notice_by_email_wants_an_address(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"</insumoSpc>", "<notificar-via-email>S</notificar-via-email></insumoSpc>", N, "", NULL},
	};
	static const struct row of_company[] = {
		{"</insumoSpc>", "<notificar-via-email>N</notificar-via-email></insumoSpc>", N, "", NULL},
		{"</insumoSpc>", "<notificar-via-email>S</notificar-via-email></insumoSpc>", V, "notificar-via-email",
		 "dados-pessoa-juridica/email is missing"},
	};
	EXPECT("spc-incluir", person, NULL, rows);
	EXPECT("spc-incluir", company, NULL, of_company);
}

static void a_company_without_its_block_is_missed(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	struct report report;
	check(arena, "spc-excluir", spoilt(arena, removal, ">F<", ">J<"), NULL, &book, &report);
	assert_int_equal(report.violations, 2);
	assert_string_equal(report.first->field, "dados-pessoa-fisica");
	assert_string_equal(report.last->field, "dados-pessoa-juridica");
}

static void one_call_carries_one_debt(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"</w:incluirSpc>", "<insumoSpc/></w:incluirSpc>", V, "incluirSpc", "one debt of one person"},
		{"</w:incluirSpc>", "</w:incluirSpc><w:incluirSpc/>", V, "Body", "more than one element"},
		{"<e:Body>", "<e:Header/><e:Body>", N, "", NULL},
		{"<e:Body>", "<e:Header><a/></e:Header><e:Body>", N, "Header", "HTTP Basic"},
		{"http://schemas", "https://schemas", V, "Envelope", "SOAP 1.1"},
		{"spc.insumo", "spc.consulta", V, "incluirSpc", "namespace of the service"},
		{"<insumoSpc>", "<insumoSpc xmlns:x=\"urn:x\">", N, "", NULL},
		{"<tipo-pessoa>", "<tipo-pessoa xmlns=\"urn:x\">", V, "tipo-pessoa", "in a namespace"},
		{"<tipo-pessoa>", "<tipo-pessoa id=\"1\">", N, "tipo-pessoa", "attribute id"},
	};
	EXPECT("spc-incluir", person, NULL, rows);
}

static void another_document_is_not_shown(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(4 << 20);
	struct text json = {NULL, 0};
	struct err err = {0};
	assert_int_equal(wire_format_find("spc-incluir")->decode(arena, text_of(removal), &json, &err), ERR_FORMAT);
	assert_non_null(strstr(err.words, "<excluirSpc>"));
	assert_int_equal(wire_format_find("spc-excluir")->decode(arena, text_of("<excluir/>"), &json, &err),
			 ERR_FORMAT);
	assert_int_equal(wire_format_find("spc-excluir")->decode(arena, text_of("CS_AUT001.E1.7"), &json, &err),
			 ERR_FORMAT);
	assert_null(json.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_requests_are_good),
		cmocka_unit_test(each_value_has_its_form),
		cmocka_unit_test(the_order_of_elements_is_a_rule),
		cmocka_unit_test(what_is_required_is_missed),
		cmocka_unit_test(the_person_is_of_its_type),
		cmocka_unit_test(codes_come_from_the_tables),
		cmocka_unit_test(without_tables_codes_are_held_against_nothing),
		cmocka_unit_test(days_are_held_against_the_day_that_is_given),
		cmocka_unit_test(a_purchase_is_not_after_the_due_date),
		cmocka_unit_test(a_minor_is_not_listed),
		cmocka_unit_test(notice_by_email_wants_an_address),
		cmocka_unit_test(a_company_without_its_block_is_missed),
		cmocka_unit_test(one_call_carries_one_debt),
		cmocka_unit_test(another_document_is_not_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
