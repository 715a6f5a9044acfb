#include "wire/cra_resposta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COMMENTED "<!--?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\" ?-->\n"

static struct cra_resposta *read_good(struct arena *arena, const char *bytes)
{
	struct cra_resposta *resposta = NULL;
	struct err err = {0};
	if (cra_resposta_read(arena, text_of(bytes), &resposta, &err) != OK)
		fail_msg("%s: %s", err.where, err.words);
	return resposta;
}

static void check_item(const struct cra_resposta_item *item, const char *comarca, const char *code, const char *words)
{
	assert_string_equal(item->comarca_ibge, comarca);
	assert_string_equal(item->code, code);
	assert_string_equal(item->words, words);
}

static void each_comarca_has_its_own_answer(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta =
		read_good(arena, COMMENTED "<relatorio><nome_arquivo> B9991003.261 </nome_arquivo>"
					   "<comarca CodMun=\"3550308\"><datahora>202603101020</datahora>"
					   "<codigo>0000</codigo><ocorrencia>REGISTROS OK</ocorrencia>"
					   "<total_registros>10</total_registros></comarca>"
					   "<comarca codmun=\"3304557\"><registro>7</registro><codigo> 2105</codigo>"
					   "<ocorrencia>N\xc3\x83O AUTORIZADO</ocorrencia>"
					   "<total_registros>0</total_registros></comarca>"
					   "<comarca CODMUN=\"3106200\"><total_registros>0</total_registros></comarca>"
					   "</relatorio>");
	assert_string_equal(resposta->file_name, "B9991003.261");
	assert_string_equal(resposta->code, "");
	assert_int_equal(resposta->items_count, 3);
	check_item(&resposta->items[0], "3550308", "0000", "REGISTROS OK");
	assert_int_equal(resposta->items[0].total_records, 10);
	assert_int_equal(resposta->items[0].record, 0);
	check_item(&resposta->items[1], "3304557", "2105", "NÃO AUTORIZADO");
	assert_int_equal(resposta->items[1].record, 7);
	assert_int_equal(resposta->items[1].total_records, 0);
	check_item(&resposta->items[2], "3106200", "", ""); /* an absent code is not 0000 */
}

static void a_second_lone_code_is_kept_apart(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta = read_good(
		arena, "<relatorio><comarca CodMun=\"3550308\"><codigo>2142</codigo><ocorrencia>a</ocorrencia>"
		       "<codigo>2151</codigo></comarca><comarca CodMun=\"3304557\"><codigo>1</codigo>"
		       "<codigo>2</codigo><codigo>3</codigo></comarca></relatorio>");
	check_item(&resposta->items[0], "3550308", "2142", "a");
	assert_string_equal(resposta->items[0].extra_code, "2151");
	assert_string_equal(resposta->items[1].extra_code, "2 3");
}

static void an_error_of_the_whole_file_stands_alone(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *code;
		const char *words;
		int items;
	} files[] = {
		{"<relatorio><nome_arquivo>B1</nome_arquivo><codigo>1001</codigo><ocorrencia>JA "
		 "TRANSMITIDO</ocorrencia>"
		 "</relatorio>",
		 "1001", "JA TRANSMITIDO", 0},
		{"<relatorio codigo=\"0001\" ocorrencia=\"Falha na autenticacao\"/>", "0001", "Falha na autenticacao",
		 0},
		{"<relatorio><ocorrencia>Titulo nao encontrado</ocorrencia></relatorio>", "", "Titulo nao encontrado",
		 0},
		{"<relatorio><final>0000</final><descricao_final>Envio efetuado</descricao_final></relatorio>", "0000",
		 "Envio efetuado", 0},
		{"<relatorio><detalhamento><erro descricao=\"arquivo invalido\" codigo=\" "
		 "2102\"/></detalhamento></relatorio>",
		 "2102", "arquivo invalido", 1},
		{"<relatorio><erro codigo=\"5\" descricao=\"x\"/><final>9999</final></relatorio>", "9999", "", 1},
		{"<relatorio><erro>sem detalhe</erro></relatorio>", "", "sem detalhe", 1},
		{"<relatorio><mensagem>recebido</mensagem></relatorio>", "", "recebido", 0},
		{"<relatorio/>", "", "", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		const struct cra_resposta *resposta = read_good(arena, files[i].bytes);
		assert_string_equal(resposta->code, files[i].code);
		assert_string_equal(resposta->words, files[i].words);
		assert_int_equal(resposta->items_count, files[i].items);
	}
}

static void messages_are_read_by_name_in_any_order(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta =
		read_good(arena, "<relatorio><descricao><dataEnvio>10/03/2026</dataEnvio><tipoArquivo>XML</tipoArquivo>"
				 "<usuario>x</usuario><nomeArquivo>B9991003.261</nomeArquivo></descricao><detalhamento>"
				 "<mensagem municipio=\"3550308\" codigo=\"0000\" descricao=\"ok\" uf=\"SP\"/>"
				 "<mensagem uf=\"RJ\" descricao=\"linha\" codigo=\" 2102\" municipio=\"3304557\"/>"
				 "<erro codigo=\"2103\" descricao=\"sem cadastro\"/></detalhamento>"
				 "<final>0000</final><descricao_final>Envio efetuado</descricao_final></relatorio>");
	assert_string_equal(resposta->file_name, "B9991003.261");
	assert_string_equal(resposta->code, "0000");
	assert_string_equal(resposta->words, "Envio efetuado");
	assert_int_equal(resposta->items_count, 3);
	check_item(&resposta->items[0], "3550308", "0000", "ok");
	check_item(&resposta->items[1], "3304557", "2102", "linha");
	check_item(&resposta->items[2], "", "2103", "sem cadastro");
}

static void answers_per_title_name_the_title(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta = read_good(
		arena, "<relatorio><nome_arquivo>DP9991003.261</nome_arquivo>"
		       "<titulo><datahora>202603101020</datahora><numero_cartorio>01</numero_cartorio>"
		       "<numero_titulo>NF1</numero_titulo><numero_protocolo>123</numero_protocolo>"
		       "<data_protocolo>09032026</data_protocolo><codigo>0000</codigo>"
		       "<ocorrencia>recebido</ocorrencia></titulo>"
		       "<titulo><numero_titulo>NF2</numero_titulo><codigo>2012</codigo></titulo></relatorio>");
	assert_int_equal(resposta->items_count, 2);
	check_item(&resposta->items[0], "", "0000", "recebido");
	assert_string_equal(resposta->items[0].title_number, "NF1");
	assert_string_equal(resposta->items[0].protocol, "123");
	assert_string_equal(resposta->items[0].notary, "01");
	check_item(&resposta->items[1], "", "2012", "");
	assert_string_equal(resposta->items[1].title_number, "NF2");
	assert_string_equal(resposta->items[1].protocol, ""); /* not the one of the title before */
	assert_string_equal(resposta->code, "");
}

static void images_are_told_beside_the_answer(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta =
		read_good(arena, "<relatorio><comarca codmun=\"2200202\"><titulos>"
				 "<titulo><nome_devedor>FULANO DE TAL</nome_devedor><numero_titulo>N1</numero_titulo>"
				 "<nosso_numero>801</nosso_numero><imagem>Corrompida</imagem></titulo>"
				 "<titulo><numero_titulo>N2</numero_titulo><imagem>Gravada</imagem></titulo></titulos>"
				 "<codigo>0000</codigo><ocorrencia>REGISTROS OK</ocorrencia></comarca></relatorio>");
	assert_int_equal(resposta->items_count, 1);
	check_item(&resposta->items[0], "2200202", "0000", "REGISTROS OK");
	assert_int_equal(resposta->images_count, 2);
	assert_string_equal(resposta->images[0].comarca_ibge, "2200202");
	assert_string_equal(resposta->images[0].title_number, "N1");
	assert_string_equal(resposta->images[0].nosso_numero, "801");
	assert_string_equal(resposta->images[0].state, "Corrompida");
	assert_string_equal(resposta->images[1].state, "Gravada");
}

static void answers_to_images_after_the_remessa_are_read(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	const struct cra_resposta *resposta = read_good(
		arena, COMMENTED "<remessas><remessa><sequencial>33</sequencial><titulos><titulo>"
				 "<nosso_numero>208</nosso_numero><numero_titulo>141</numero_titulo><mensagem>"
				 "<codigo>2196</codigo><descricao>Título não encontrado.</descricao></mensagem>"
				 "</titulo></titulos></remessa></remessas>");
	assert_int_equal(resposta->items_count, 1);
	check_item(&resposta->items[0], "", "2196", "Título não encontrado.");
	assert_string_equal(resposta->items[0].title_number, "141");
	assert_string_equal(resposta->items[0].nosso_numero, "208");
}

static void what_is_no_whole_answer_is_unreadable(void **state)
{
	(void)state;
	static const char *const files[] = {
		"",
		"Acesso negado",
		"<html/>",
		"<remessa/>",
		"<relatorio><comarca CodMun=\"3550308\"><codigo>0000</codigo>",
		"<!DOCTYPE relatorio><relatorio/>",
		"<relatorio></comarca></relatorio>",
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct cra_resposta *resposta = NULL;
		struct err err = {0};
		assert_int_equal(cra_resposta_read(arena, text_of(files[i]), &resposta, &err), ERR_UNREADABLE);
		assert_int_equal(err.code, ERR_UNREADABLE);
		assert_true(err.words[0] != '\0');
		assert_null(resposta);
	}
}

static void the_map_of_comarcas_is_read_whole(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct cra_comarca *comarcas = NULL;
	int count = -1;
	const char *good = "<comarcas><comarca><codigo_comarca>3539806</codigo_comarca>"
			   "<municipio nome=\"FERRAZ\" codigo_municipio=\"3515707\"/>"
			   "<municipio codigo_municipio=\" 3539806 \"/></comarca>"
			   "<comarca><codigo_comarca> 3911111</codigo_comarca>"
			   "<municipio codigo_municipio=\"3911111\" nome=\"VIRTUAL\"/></comarca></comarcas>";
	assert_int_equal(cra_homologadas_read(arena, text_of(good), &comarcas, &count, NULL), OK);
	assert_int_equal(count, 3);
	assert_string_equal(comarcas[0].ibge, "3515707");
	assert_string_equal(comarcas[0].comarca_ibge, "3539806");
	assert_string_equal(comarcas[0].name, "FERRAZ");
	assert_string_equal(comarcas[1].ibge, "3539806");
	assert_string_equal(comarcas[1].name, "");
	assert_string_equal(comarcas[2].comarca_ibge, "3911111");
	assert_int_equal(cra_homologadas_read(arena, text_of("<comarcas/>"), &comarcas, &count, NULL), OK);
	assert_int_equal(count, 0);
}

static void a_map_that_is_not_whole_is_not_taken(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum rc rc;
		const char *remote;
	} files[] = {
		{"<comarcas><comarca><municipio codigo_municipio=\"3515707\"/></comarca></comarcas>", ERR_UNREADABLE,
		 ""},
		{"<comarcas><comarca><codigo_comarca>351570</codigo_comarca></comarca></comarcas>", ERR_UNREADABLE, ""},
		{"<comarcas><comarca><codigo_comarca>3515707</codigo_comarca><municipio "
		 "nome=\"X\"/></comarca></comarcas>",
		 ERR_UNREADABLE, ""},
		{"<comarcas><comarca><codigo_comarca>3515707</codigo_comarca>", ERR_UNREADABLE, ""},
		{"<x/>", ERR_UNREADABLE, ""},
		{"", ERR_UNREADABLE, ""},
		{"<relatorio><codigo>0001</codigo><ocorrencia>Falha</ocorrencia></relatorio>", ERR_REJECTED, "0001"},
	};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
		struct cra_comarca *comarcas = NULL;
		int count = -1;
		struct err err = {0};
		assert_int_equal(cra_homologadas_read(arena, text_of(files[i].bytes), &comarcas, &count, &err),
				 files[i].rc);
		assert_string_equal(err.remote, files[i].remote);
		assert_int_equal(count, -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_comarca_has_its_own_answer),
		cmocka_unit_test(a_second_lone_code_is_kept_apart),
		cmocka_unit_test(an_error_of_the_whole_file_stands_alone),
		cmocka_unit_test(messages_are_read_by_name_in_any_order),
		cmocka_unit_test(answers_per_title_name_the_title),
		cmocka_unit_test(images_are_told_beside_the_answer),
		cmocka_unit_test(answers_to_images_after_the_remessa_are_read),
		cmocka_unit_test(what_is_no_whole_answer_is_unreadable),
		cmocka_unit_test(the_map_of_comarcas_is_read_whole),
		cmocka_unit_test(a_map_that_is_not_whole_is_not_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
