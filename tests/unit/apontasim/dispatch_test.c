/* Whole calls in each dialect: who may come in, what an operation is called, what a download holds and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "apontasim/cra/dispatch.h"
#include "fixture.h"

static struct world world;
static struct buf answer;
static int status;

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

static void again(void **state, enum dialect dialect)
{
	teardown(state);
	fixture_world(&world, dialect);
	buf_init(&answer, (size_t)16 << 20);
}

/* `body` is the inside of the operation. */
static void called_as(const struct request *form, const char *operation, const char *body)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct buf envelope;
	struct exchange exchange;
	struct request request = *form;
	buf_init(&envelope, (size_t)16 << 20);
	buf_printf(&envelope,
		   "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "
		   "xmlns:u=\"urn:x\"><e:Body><u:%s>%s</u:%s>"
		   "</e:Body></e:Envelope>",
		   operation, body, operation);
	request.body = buf_view(&envelope);
	dispatch_open(&world, arena, &request, &exchange);
	if (exchange.operation != NULL)
		dispatch_run(&world, arena, &exchange);
	buf_clear(&answer);
	buf_text(&answer, buf_view(&exchange.answer));
	status = exchange.status;
	buf_done(&exchange.answer);
	buf_done(&envelope);
	arena_free(arena);
}

static void called(const char *operation, const char *body)
{
	char action[64];
	(void)snprintf(action, sizeof(action), "urn:x#%s", operation);
	called_as(&(struct request){"cliente", "segredo", "text/xml; charset=ISO-8859-1", action, {0}}, operation,
		  body);
}

static void says(const char *part)
{
	if (strstr(answer.bytes, part) == NULL)
		fail_msg("\"%s\" is not in %s", part, answer.bytes);
}

static void says_not(const char *part)
{
	if (strstr(answer.bytes, part) != NULL)
		fail_msg("\"%s\" is in %s", part, answer.bytes);
}

static void remessa_body(const char *before, const char *name, const char *after, struct sheet *sheet, struct buf *out)
{
	buf_init(out, (size_t)1 << 20);
	buf_printf(out, "%s%s%s<![CDATA[<remessa>", before, name, after);
	sheet_xml(sheet, out);
	buf_puts(out, "</remessa>]]>");
}

static void credentials_come_unasked(void **state)
{
	const char *body = "<userArq>RBYS0203.261</userArq>";
	(void)state;
	called_as(&(struct request){NULL, NULL, "text/xml", "urn:x#Retorno", {0}}, "Retorno", body);
	assert_int_equal(status, 401);
	called_as(&(struct request){"cliente", "errado", "text/xml", "urn:x#Retorno", {0}}, "Retorno", body);
	assert_int_equal(status, 200);
	says("<codigo>0001</codigo>");
	assert_int_equal(world.books.violations, 0);
}

static void calls_that_no_client_may_make(void **state)
{
	static const struct {
		struct request request;
		const char *operation;
		const char *body;
		int status;
	} cases[] = {
		{{"cliente", "segredo", "application/json", "urn:x#Retorno", {0}},
		 "Retorno",
		 "<userArq>R</userArq>",
		 415},
		{{"cliente", "segredo", "text/xml", "urn:x#Retornos", {0}}, "Retornos", "", 500},
		{{"cliente", "segredo", "text/xml", "urn:x#Remessa", {0}}, "Retorno", "<userArq>R</userArq>", 500},
		{{"cliente", "segredo", "text/xml", NULL, {0}}, "Retorno", "<userArq>R</userArq>", 500},
		{{"cliente", "segredo", "text/xml", "urn:x#Retorno", {0}}, "Retorno", "", 500},
		{{"cliente", "segredo", "text/xml", "urn:x#Retorno", {0}}, "Retorno", "<user_arq>R</user_arq>", 500},
		{{"cliente", "segredo", "text/xml", "\"urn:x#Retorno\"", {0}},
		 "Retorno",
		 "<userArq>nonsense</userArq>",
		 200},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		called_as(&cases[i].request, cases[i].operation, cases[i].body);
		assert_int_equal(status, cases[i].status);
		assert_int_equal(world.books.violations, i + 1);
	}
}

static void without_a_clock_nobody_is_served(void **state)
{
	(void)state;
	world.now = MOMENT_NONE;
	called("Retorno", "<userArq>RBYS0203.261</userArq>");
	assert_int_equal(status, 503);
}

static void the_map_of_comarcas_is_told(void **state)
{
	(void)state;
	called("Homologadas", "<codapres>BYS</codapres><cartorios>1</cartorios>");
	says("<comarca><codigo_comarca>3539806</codigo_comarca><municipio codigo_municipio=\"3515707\"");
	says_not("<codigo_comarca>3515707");
	again(state, DIALECT_TOCANTINS);
	called("comarcasHomologadas", "<user_code>cliente</user_code><user_pass>segredo</user_pass>");
	says("<comarcas>");
}

/* The cra21 way of one title, from the remessa to the retorno, with the hours at which things become visible. */
static void downloads_of_cra21(void **state)
{
	struct sheet sheet;
	struct buf body;
	(void)state;
	sheet_init(&sheet);
	sheet.row[0][18] = "134.80";
	sheet.trailer[6] = "134.8";
	sheet.row[0][17] = "274.00";
	remessa_body("<userArq>", "BBYS0203.261", "</userArq><userDados>", &sheet, &body);
	buf_puts(&body, "</userDados>");
	called("Remessa", body.bytes);
	buf_done(&body);
	says("<comarca codmun=\"3550308\"><datahora>202603020900</datahora><dataoperacao>20260302</dataoperacao>"
	     "<codigo>0000</codigo>");
	says("<total_registros>1</total_registros>");

	fixture_clock(&world, "2026-03-03T07:59:00-03:00");
	called("Confirmacao", "<userArq>CBYS0303.261</userArq>");
	says("<codigo>0005</codigo>"); /* handed in at six, released at eight */
	fixture_clock(&world, "2026-03-03T08:00:00-03:00");
	called("Confirmacao", "<userArq>CBYS0303.269</userArq>"); /* any sequence */
	says("<confirmacao><nome_arquivo>CBYS0303.269</nome_arquivo><comarca CodMun=\"3550308\"><hd h01=\"0\" "
	     "h02=\"BYS\"");
	says("h05=\"SDT\" h06=\"BFO\" h07=\"CRT\" h08=\"000001\"");
	says("t17=\"274.00\" t18=\"134.80\"");
	says("t33=\"\" t34=\"03032026\" t35=\"0000000000\"");
	says("t05=\"00003\" t06=\"134.8\"");
	called("Confirmacao", "<userArq>CG480303.261</userArq>");
	says("<codigo>0005</codigo>");
	called("Confirmacao", "<userArq>CBYS0203.261</userArq>");
	says("<codigo>0005</codigo>");

	called("Andamento", "<userArq>MBYS0303.261</userArq>");
	says("<codigo>0003</codigo>");
	fixture_clock(&world, "2026-03-03T14:00:00-03:00");
	called("Andamento", "<userArq>MBYS0303.261</userArq>");
	says("<relatorio><nome_arquivo>MBYS0303.261</nome_arquivo><comarca");
	says("h07=\"AND\"");
	says("t33=\"0\"");
	says("t38=\"AA\"");
	says("t51=\"03032026 120000\"");

	fixture_clock(&world, "2026-03-09T08:00:00-03:00");
	called("Retorno", "<userArq>RBYS0903.261</userArq>");
	says("h04=\"09032026\"");
	says("h07=\"RTP\" h08=\"000001\" h09=\"0001\" h10=\"0000\"");
	says("t03=\"000100000000001\" t04=\"\"");
	says("t17=\"274\" t18=\"134.8\"");
	says("t33=\"2\" t34=\"03032026\" t35=\"11.34\"");
	says("t37=\"06032026\"");
	says("t05=\"00001\" t06=\"134.8\"");
	assert_true(world.books.titles[0].told_at == world.now);
	called("Retorno", "<userArq>RBYS1003.261</userArq>");
	says("<codigo>0004</codigo>");
	assert_int_equal(world.books.violations, 0);
}

/* What is late makes a lote of its own, with totals of its own. */
static void a_confirmacao_of_a_part_counts_that_part(void **state)
{
	struct sheet sheet;
	struct fate_order fate;
	(void)state;
	assert_int_equal(orders_fate(&world.orders, TEXT_LITERAL("FAT2 late"), &fate, NULL), OK);
	sheet_init(&sheet);
	sheet.rows = 2;
	sheet.row[1][11] = "NN2";
	sheet.row[1][13] = "FAT2";
	sheet.row[1][52] = "0003";
	sheet.header[9] = sheet.header[10] = sheet.header[11] = "0002";
	sheet.trailer[5] = "00006";
	sheet.trailer[6] = "000000000000020000";
	sheet.trailer[8] = "0004";
	fixture_remessa(&world, "BBYS0203.261", &sheet, &answer);
	fixture_clock(&world, "2026-03-05T08:00:00-03:00");
	called("Confirmacao", "<userArq>CBYS0303.261</userArq>");
	says("h09=\"0001\" h10=\"0001\" h11=\"0001\" h12=\"0000\"");
	says("t05=\"00003\" t06=\"000000000000010000\"");
	says("NN1");
	says_not("NN2");
	called("Confirmacao", "<userArq>CBYS0403.261</userArq>");
	says("NN2");
	says("t52=\"0002\"");
}

static void tocantins_has_its_own_names_and_answers(void **state)
{
	struct sheet sheet;
	struct buf body;
	const char *as = "<user_code>cliente</user_code><user_pass>segredo</user_pass>";
	char download[256];
	again(state, DIALECT_TOCANTINS);
	sheet_init(&sheet);
	for (int pass = 0; pass < 2; pass++) {
		remessa_body("<user_arq>", "BBYS0203.261", "</user_arq><user_dados>", &sheet, &body);
		buf_puts(&body, "</user_dados>");
		buf_puts(&body, as);
		called_as(&(struct request){NULL, NULL, "text/xml", NULL, {0}}, "remessa", body.bytes);
		buf_done(&body);
		assert_int_equal(status, 200);
		if (pass == 0) {
			says("<mensagem municipio=\"3550308\" codigo=\"0000\" descricao=\"Arquivo processado com "
			     "sucesso\" uf=\"SP\"/>");
			says("<final>0000</final>");
		}
	}
	says("<erro codigo=\" 1001\""); /* with a leading blank */
	says("<final> 1001</final>");
	fixture_clock(&world, "2026-03-09T08:00:00-03:00");
	(void)snprintf(download, sizeof(download), "<user_arq>RBYS0903.261</user_arq>%s", as);
	called_as(&(struct request){NULL, NULL, "text/xml", NULL, {0}}, "retorno", download);
	says("<retorno><hd "); /* flat */
	says("t17=\"00000000010000\"");
	assert_int_equal(world.books.violations, 0);
	called_as(&(struct request){NULL, NULL, "text/xml", NULL, {0}}, "Andamento", download);
	assert_int_equal(status, 500);
}

static void cra_nacional_takes_three_arguments_in_order(void **state)
{
	struct sheet sheet;
	struct buf body;
	again(state, DIALECT_NACIONAL);
	sheet_init(&sheet);
	remessa_body("<uf>SP</uf><arquivo>", "BBYS0203.261", "</arquivo><xml>", &sheet, &body);
	buf_puts(&body, "</xml>");
	called("Remessa", body.bytes);
	buf_done(&body);
	says("<final>0000</final>");
	assert_int_equal(world.books.titles_count, 1);
	called("Retorno", "<uf>SP</uf><arquivo>RBYS0203.261</arquivo>");
	says("<erro codigo=\"0004\"");
	assert_int_equal(world.books.violations, 0);
}

/* The same portfolio under other keys and in another order ends the same. */
static void fates_hang_on_the_debt_alone(void **state)
{
	char totals[2][512];
	for (int pass = 0; pass < 2; pass++) {
		again(state, DIALECT_CRA21);
		world.settings.pays_percent = 40;
		world.settings.irregular_percent = 20;
		for (int i = 0; i < 60; i++) {
			struct sheet sheet;
			char number[12];
			char key[16];
			char sequence[8];
			char name[16];
			char date[DATE_TEXT_BYTES];
			struct date today = moment_date(world.now);
			(void)snprintf(number, sizeof(number), "D%d", pass == 0 ? i : 59 - i);
			(void)snprintf(key, sizeof(key), "P%dN%d", pass, i);
			(void)snprintf(sequence, sizeof(sequence), "%06d", i + 1);
			(void)date_ddmmyyyy(today, date);
			(void)snprintf(name, sizeof(name), "BBYS%.4s.26%d", date, i % 9 + 1);
			sheet_init(&sheet);
			sheet.header[4] = sheet.trailer[4] = date;
			sheet.header[8] = sequence;
			sheet.row[0][11] = key;
			sheet.row[0][13] = number;
			fixture_remessa(&world, name, &sheet, &answer);
			if (i % 9 == 8) {
				char iso[MOMENT_TEXT_BYTES];
				fixture_clock(
					&world,
					moment_iso(world.now + (moment_date(world.now).day == 20518 ? 3 : 1) * 86400,
						   iso));
			}
		}
		assert_int_equal(world.books.titles_count, 60);
		fixture_clock(&world, "2026-04-30T09:00:00-03:00");
		struct buf books;
		buf_init(&books, 1 << 20);
		books_summary(&world.books, world.now, &books);
		(void)snprintf(totals[pass], sizeof(totals[pass]), "%.500s", books.bytes);
		buf_done(&books);
	}
	assert_string_equal(totals[0], totals[1]);
	assert_non_null(strstr(totals[0], "\"duplicates\":0,\"violations\":0"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(credentials_come_unasked),
		TEST(calls_that_no_client_may_make),
		TEST(without_a_clock_nobody_is_served),
		TEST(the_map_of_comarcas_is_told),
		TEST(downloads_of_cra21),
		TEST(a_confirmacao_of_a_part_counts_that_part),
		TEST(tocantins_has_its_own_names_and_answers),
		TEST(cra_nacional_takes_three_arguments_in_order),
		TEST(fates_hang_on_the_debt_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
