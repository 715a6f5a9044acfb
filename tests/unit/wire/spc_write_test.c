/* What is written for SPC stands in the order of the tables, and our own checker takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wire/spc_format.h"
#include "wire/spc_write.h"

static struct arena *arena;

static const struct taxid person = {.kind = TAXID_CPF, .digits = "52998224725"};
static const struct taxid company = {.kind = TAXID_CNPJ, .digits = "11222333000181"};

static struct date day(int year, int month, int number)
{
	struct date date;
	assert_int_equal(date_make(year, month, number, &date), OK);
	return date;
}

static struct spc_inclusion whole(void)
{
	return (struct spc_inclusion){
		.person = {.taxid = &person,
			   .name = "ANA INVENTADA",
			   .born_on = day(1980, 5, 17),
			   .email = "ana@inventada.example",
			   .area_code = "11",
			   .phone = "930000001"},
		.place = {.cep = "01310100",
			  .street = "RUA DAS FLORES",
			  .district = "CENTRO",
			  .number = "100",
			  .complement = "APTO 2",
			  .city = "SAO PAULO",
			  .uf = "SP"},
		.member = "12345",
		.bought_on = day(2026, 1, 5),
		.due_on = day(2026, 2, 5),
		.debtor_type = "C",
		.contract = "FAT-1",
		.amount_cents = 143398,
		.nature = "104",
		.by_email = true,
	};
}

/* Without line ends, so that what is expected can be read. */
static const char *written(const struct spc_inclusion *inclusion)
{
	struct text document;
	struct err err = {0};
	if (spc_inclusion_write(arena, inclusion, &document, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	char *flat = arena_text(arena, document);
	size_t len = 0;
	for (const char *c = flat; *c != '\0'; c++)
		if (*c != '\n')
			flat[len++] = *c;
	flat[len] = '\0';
	return flat;
}

#define HEAD                                                                                                           \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope "                                                 \
	"xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "                                                 \
	"xmlns:web=\"http://webservice.spc.insumo.spcjava.spcbrasil.org/\"><soapenv:Header/><soapenv:Body>"
#define TAIL "</soapenv:Body></soapenv:Envelope>"

static void an_inclusion_has_all_elements_in_their_order(void **state)
{
	(void)state;
	struct spc_inclusion inclusion = whole();
	assert_string_equal(
		written(&inclusion), HEAD
		"<web:incluirSpc><insumoSpc><tipo-pessoa>F</tipo-pessoa><dados-pessoa-fisica><cpf "
		"numero=\"52998224725\"/>"
		"<nome>ANA INVENTADA</nome><data-nascimento>1980-05-17T00:00:00</data-nascimento>"
		"<email>ana@inventada.example</email><telefone numero-ddd=\"11\" numero=\"930000001\"/>"
		"</dados-pessoa-fisica><codigo-associado>12345</codigo-associado>"
		"<data-compra>2026-01-05T00:00:00</data-compra><data-vencimento>2026-02-05T00:00:00</data-vencimento>"
		"<codigo-tipo-devedor>C</codigo-tipo-devedor><numero-contrato>FAT-1</numero-contrato>"
		"<valor-debito>1433.98</valor-debito><natureza-inclusao><id>104</id></natureza-inclusao>"
		"<endereco-pessoa><cep>01310100</cep><logradouro>RUA DAS FLORES</logradouro><bairro>CENTRO</bairro>"
		"<numero>100</numero><complemento>APTO 2</complemento>"
		"<cidade nome=\"SAO PAULO\"><estado sigla-uf=\"SP\"/></cidade></endereco-pessoa>"
		"<notificar-via-email>S</notificar-via-email></insumoSpc></web:incluirSpc>" TAIL);
}

static void what_nobody_knows_is_left_out_with_its_block(void **state)
{
	(void)state;
	struct spc_inclusion inclusion = whole();
	inclusion.person.born_on = DATE_NONE;
	inclusion.person.email = "";
	inclusion.person.area_code = "";
	inclusion.person.phone = NULL;
	inclusion.place.complement = "";
	inclusion.place.city = NULL;
	inclusion.place.uf = NULL;
	inclusion.member = NULL;
	inclusion.by_email = false;
	static const char *const absent[] = {"data-nascimento", "email",  "telefone",        "complemento",
					     "cidade",          "estado", "codigo-associado"};
	const char *is = written(&inclusion);
	for (size_t i = 0; i < ARRAY_LEN(absent); i++)
		if (strstr(is, absent[i]) != NULL)
			fail_msg("<%s> is there: %s", absent[i], is);
}

static void a_company_has_its_own_block_and_both_names(void **state)
{
	(void)state;
	struct spc_inclusion inclusion = whole();
	inclusion.person.taxid = &company;
	inclusion.person.name = "PADARIA A&B <FICTICIA>";
	const char *is = written(&inclusion);
	assert_non_null(strstr(is,
			       "<tipo-pessoa>J</tipo-pessoa><dados-pessoa-juridica><cnpj numero=\"11222333000181\"/>"
			       "<razao-social>PADARIA A&amp;B &lt;FICTICIA&gt;</razao-social>"
			       "<nome-comercial>PADARIA A&amp;B &lt;FICTICIA&gt;</nome-comercial>"
			       "<email>ana@inventada.example</email></dados-pessoa-juridica>"));
	assert_null(strstr(is, "fisica"));
	assert_null(strstr(is, "telefone"));
	assert_null(strstr(is, "nascimento"));
}

static void money_is_written_from_cents(void **state)
{
	(void)state;
	static const struct {
		int64_t cents;
		const char *is;
	} rows[] = {{1, ">0.01<"},
		    {10, ">0.10<"},
		    {100, ">1.00<"},
		    {10000000, ">100000.00<"},
		    {999999999999999, ">9999999999999.99<"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_inclusion inclusion = whole();
		inclusion.amount_cents = rows[i].cents;
		assert_non_null(strstr(written(&inclusion), rows[i].is));
	}
}

static void a_removal_has_the_key_and_the_motive(void **state)
{
	(void)state;
	struct text document;
	struct spc_removal removal = {.person = {.taxid = &person, .born_on = DATE_NONE},
				      .due_on = day(2026, 2, 5),
				      .contract = "FAT-1",
				      .motive = "1"};
	assert_int_equal(spc_removal_write(arena, &removal, &document, NULL), OK);
	assert_non_null(strstr(document.at, "<web:excluirSpc>\n<excluir>\n<tipo-pessoa>F</tipo-pessoa>\n"
					    "<dados-pessoa-fisica>\n<cpf numero=\"52998224725\"/>\n"
					    "</dados-pessoa-fisica>\n"
					    "<data-vencimento>2026-02-05T00:00:00</data-vencimento>\n"
					    "<numero-contrato>FAT-1</numero-contrato>\n"
					    "<motivo-exclusao>\n<id>1</id>\n</motivo-exclusao>\n</excluir>\n"));
}

static int violations(struct text document, bool removal)
{
	struct report report;
	report_init(&report, arena);
	report.on = day(2026, 3, 10);
	assert_int_equal(removal ? spc_excluir_check(arena, document, &report, NULL)
				 : spc_incluir_check(arena, document, &report, NULL),
			 OK);
	return report.violations;
}

static void our_own_checker_takes_what_is_written(void **state)
{
	(void)state;
	struct text document;
	struct spc_inclusion inclusion = whole();
	struct spc_removal removal = {.person = {.taxid = &company, .name = "PADARIA", .born_on = DATE_NONE},
				      .member = "1",
				      .due_on = day(2026, 2, 5),
				      .contract = "FAT-1",
				      .motive = "1"};
	assert_int_equal(spc_inclusion_write(arena, &inclusion, &document, NULL), OK);
	assert_int_equal(violations(document, false), 0);
	assert_int_equal(spc_removal_write(arena, &removal, &document, NULL), OK);
	assert_int_equal(violations(document, true), 0);
}

static void the_checker_sees_elements_that_changed_places(void **state)
{
	(void)state;
	struct text document;
	struct spc_inclusion inclusion = whole();
	assert_int_equal(spc_inclusion_write(arena, &inclusion, &document, NULL), OK);
	const char *first = strstr(document.at, "<data-compra>");
	const char *second = strstr(document.at, "<data-vencimento>");
	const char *end = strstr(document.at, "<codigo-tipo-devedor>");
	assert_true(first != NULL && second != NULL && end != NULL);
	const char *swapped = arena_printf(arena, "%.*s%.*s%.*s%s", (int)(first - document.at), document.at,
					   (int)(end - second), second, (int)(second - first), first, end);
	assert_int_equal(violations(text_of(swapped), false), 1);
}

static void a_value_that_is_not_plain_is_refused_by_name(void **state)
{
	(void)state;
	struct text document = {"untouched", 9};
	struct err err = {0};
	struct spc_inclusion inclusion = whole();
	inclusion.place.district = "JARDIM \xc3\x81gua";
	assert_int_equal(spc_inclusion_write(arena, &inclusion, &document, &err), ERR_RANGE);
	assert_string_equal(err.field, "insumoSpc/endereco-pessoa/bairro");
	assert_true(text_is(document, "untouched"));
}

static void a_question_has_its_element_only_where_it_is_wanted(void **state)
{
	(void)state;
	struct text document;
	assert_int_equal(spc_question_write(arena, "listarTipoDevedor", true, &document, NULL), OK);
	assert_non_null(strstr(document.at, "<soapenv:Body>\n<web:listarTipoDevedor/>\n</soapenv:Body>"));
	assert_int_equal(spc_question_write(arena, "listarTipoDevedor", false, &document, NULL), OK);
	assert_non_null(strstr(document.at, "<soapenv:Body/>"));
	assert_null(strstr(document.at, "listar"));
	assert_string_equal(spc_question_action(arena, "listarTipoDevedor"),
			    "http://webservice.spc.insumo.spcjava.spcbrasil.org/listarTipoDevedor");
}

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new(8 << 20);
	return arena != NULL ? 0 : -1;
}

static int drop_arena(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_inclusion_has_all_elements_in_their_order),
		cmocka_unit_test(what_nobody_knows_is_left_out_with_its_block),
		cmocka_unit_test(a_company_has_its_own_block_and_both_names),
		cmocka_unit_test(money_is_written_from_cents),
		cmocka_unit_test(a_removal_has_the_key_and_the_motive),
		cmocka_unit_test(our_own_checker_takes_what_is_written),
		cmocka_unit_test(the_checker_sees_elements_that_changed_places),
		cmocka_unit_test(a_value_that_is_not_plain_is_refused_by_name),
		cmocka_unit_test(a_question_has_its_element_only_where_it_is_wanted),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
