/* Answers of SPC's service: success is an element, faults have codes, refusals are plain text, the rest is unreadable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/spc_answer.h"

static struct arena *arena;

#define SERVICE "http://webservice.spc.insumo.spcjava.spcbrasil.org/"
#define ENVELOPE(body)                                                                                                 \
	"<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>" body "</S:Body></S:Envelope>"
#define RESPONSE(operation, inside)                                                                                    \
	ENVELOPE("<ns2:" operation "Response xmlns:ns2=\"" SERVICE "\">" inside "</ns2:" operation "Response>")
#define FAULT(code, words)                                                                                             \
	"<?xml version='1.0' encoding='UTF-8'?> " ENVELOPE(                                                            \
		"<ns2:Fault xmlns:ns2=\"http://schemas.xmlsoap.org/soap/envelope/\"><faultcode>" code                  \
		"</faultcode><faultstring>" words "</faultstring></ns2:Fault>")

static void success_is_the_element_whatever_it_says(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		RESPONSE("incluirSpc", "<sucesso>Dados inseridos com sucesso!</sucesso>"),
		RESPONSE("incluirSpc", "<sucesso>Inserido</sucesso>"),
		RESPONSE("incluirSpc", "<sucesso/>"),
		"<Envelope><Body><incluirSpcResponse><sucesso>x</sucesso></incluirSpcResponse></Body></Envelope>",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct spc_answer answer = {.is_fault = true};
		struct err err = {0};
		if (spc_answer_read(arena, text_of(bodies[i]), "incluirSpc", &answer, &err) != OK)
			fail_msg("%s: %s", bodies[i], err.words);
		assert_false(answer.is_fault);
	}
}

/* A declaration of an entity that would grow to a gigabyte, and one that would read a file. */
#define BOMB                                                                                                           \
	"<!DOCTYPE e [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>" RESPONSE(            \
		"incluirSpc", "<sucesso>&b;</sucesso>")
#define THIEF                                                                                                          \
	"<!DOCTYPE e [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" RESPONSE("incluirSpc", "<sucesso>&a;</sucesso>")

static void what_is_no_answer_to_the_call_is_unreadable(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		const char *words;
	} rows[] = {
		{"", "not well formed"},
		{"CS_AUT001.E1.7", "not well formed"},
		{"<html><body>Bad Gateway</body></html>", "no SOAP envelope"},
		{ENVELOPE(""), "empty body"},
		{RESPONSE("excluirSpc", "<sucesso>Registro removido com sucesso!</sucesso>"), "neither"},
		{RESPONSE("incluirSpc", ""), "neither"},
		{RESPONSE("incluirSpc", "<retorno>Dados inseridos com sucesso!</retorno>"), "neither"},
		{"<S:Envelope xmlns:S=\"x\"><S:Body><incluirSpcResponse><sucesso>Dados inser", "not"},
		{"<S:Envelope xmlns:S=\"x\"><S:Body><incluirSpcResponse><sucesso>ok</sucesso></S:Body></S:Envelope>",
		 "not whole"},
		{BOMB, "DOCTYPE"},
		{THIEF, "DOCTYPE"},
		{RESPONSE("incluirSpc", "<sucesso>&unknown;</sucesso>"), "not well formed"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_answer answer = {.code = "untouched"};
		struct err err = {0};
		enum rc rc = spc_answer_read(arena, text_of(rows[i].body), "incluirSpc", &answer, &err);
		if (rc != ERR_UNREADABLE || err.code != rc || strstr(err.words, rows[i].words) == NULL)
			fail_msg("%s: %s: %s", rows[i].body, rc_name(rc), err.words);
		assert_string_equal(answer.code, "untouched");
	}
}

static void a_fault_has_the_code_of_the_bureau(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		const char *code;
		const char *words;
	} rows[] = {
		{FAULT("IE_SPC005.E10", "Registro não encontrado para a exclusão"), "IE_SPC005.E10",
		 "Registro não encontrado para a exclusão"},
		{FAULT(" IE_SPC001.E09\n", " Registro de\n SPC  já existe "), "IE_SPC001.E09",
		 "Registro de SPC já existe"},
		{FAULT("ns1:IE_SPC001.E99", "x"), "IE_SPC001.E99", "x"},
		{FAULT("S:Server", "IE_SPC001.E09 - Registro de SPC já existe."), "IE_SPC001.E09",
		 "IE_SPC001.E09 - Registro de SPC já existe."},
		{FAULT("S:Server", "java.lang.NullPointerException"), "Server", "java.lang.NullPointerException"},
		{FAULT("S:Client", "XIE_SPC001.E09"), "Client", "XIE_SPC001.E09"},
		{FAULT("", ""), "", ""},
		{ENVELOPE("<S:Fault/>"), "", ""},
		{ENVELOPE("<S:Fault><S:Code><S:Value>S:Receiver</S:Value></S:Code><S:Reason><S:Text>late</S:Text>"
			  "</S:Reason></S:Fault>"),
		 "Receiver", "late"},
		{FAULT("A_CODE_THAT_IS_FAR_TOO_LONG_TO_BE_KEPT", "x"), "A_CODE_THAT_IS_FAR_TOO_LONG_TO_", "x"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_answer answer = {.words = ""};
		struct err err = {0};
		if (spc_answer_read(arena, text_of(rows[i].body), "excluirSpc", &answer, &err) != OK)
			fail_msg("%s: %s", rows[i].body, err.words);
		assert_true(answer.is_fault);
		assert_string_equal(answer.code, rows[i].code);
		assert_string_equal(answer.words, rows[i].words);
	}
}

static void bytes_of_another_encoding_are_read_all_the_same(void **state)
{
	(void)state;
	struct spc_answer answer = {.words = ""};
	assert_int_equal(
		spc_answer_read(arena, text_of(FAULT("IE_SPC001.E09", "j\xe1 existe")), "incluirSpc", &answer, NULL),
		OK);
	assert_string_equal(answer.words, "já existe");
}

static void tax_ids_in_words_are_masked(void **state)
{
	(void)state;
	static const struct {
		const char *told;
		const char *is;
	} rows[] = {
		{"CPF 52998224725 recusado", "CPF 529.***.***-25 recusado"},
		{"CPF 529.982.247-25.", "CPF 529.***.***-25."},
		{"CPF:52998224725,CNPJ:11222333000181", "CPF:529.***.***-25,CNPJ:11.***.***/****-81"},
		{"CNPJ 11.222.333/0001-81", "CNPJ 11.***.***/****-81"},
		{"CNPJ 12ABC34501DE35 novo", "CNPJ 12.***.***/****-35 novo"},
		{"CPF 52998224726", "CPF 529.***.***-26"},
		{"documento 000052998224725", "documento ***"},
		{"numero=52998224725/11222333000181", "numero=***"},
		{"contrato FAT-1 de 2026-02-05, R$ 1433.98", "contrato FAT-1 de 2026-02-05, R$ 1433.98"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_answer answer = {.words = ""};
		const char *body = arena_printf(arena, FAULT("IE_SPC001.E01", "%s"), rows[i].told);
		assert_int_equal(spc_answer_read(arena, text_of(body), "incluirSpc", &answer, NULL), OK);
		assert_string_equal(answer.words, rows[i].is);
	}
}

static void long_words_end_with_a_whole_word(void **state)
{
	(void)state;
	char words[4097];
	for (size_t i = 0; i < sizeof(words) - 1; i++)
		words[i] = "52998224725 "[i % 12];
	words[sizeof(words) - 1] = '\0';
	struct spc_answer answer = {.words = ""};
	const char *body = arena_printf(arena, FAULT("IE_SPC001.E01", "%s"), words);
	assert_int_equal(spc_answer_read(arena, text_of(body), "incluirSpc", &answer, NULL), OK);
	assert_null(strstr(answer.words, "52998"));
	assert_true(strlen(answer.words) > 150 && strlen(answer.words) <= 200);
	assert_string_equal(answer.words + strlen(answer.words) - 18, "529.***.***-25 ...");
	assert_int_equal(spc_answer_read(arena, text_of(arena_printf(arena, FAULT("x", "%0200d"), 0)), "incluirSpc",
					 &answer, NULL),
			 OK);
	assert_string_equal(answer.words, " ...");
}

static void a_refusal_is_found_before_xml_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		const char *code; /* NULL: none */
	} rows[] = {
		{"CS_AUT001.E1.7", "CS_AUT001.E1.7"},
		{"Erro: CS_AUT001.E1.5.2.\r\n", "CS_AUT001.E1.5.2"},
		{"<html><h1>HTTP 401 - CS_AUT001.E1.2</h1></html>", "CS_AUT001.E1.2"},
		{"CS_AUT001.", "CS_AUT001"},
		{"CS_AUT001.E1.2.E1.2.E1.2.E1.2.E1.2.E1.2", "CS_AUT001.E1.2.E1.2.E1.2.E1.2.E"},
		{"CS_AUT00", NULL},
		{"", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char code[SPC_ANSWER_CODE_BYTES] = "";
		assert_int_equal(spc_refusal_find(text_of(rows[i].body), code), rows[i].code != NULL);
		assert_string_equal(code, rows[i].code != NULL ? rows[i].code : "");
	}
}

static void lists_are_read_whatever_their_elements_are_called(void **state)
{
	(void)state;
	static const struct {
		const char *inside;
		const char *is; /* "code=name;" */
		int unreadable;
	} rows[] = {
		{"<natureza-inclusao><id>1</id><nome>CREDIARIO</nome></natureza-inclusao>"
		 "<natureza-inclusao><id>104</id><nome> ATRASO </nome></natureza-inclusao>",
		 "1=CREDIARIO;104=ATRASO;", 0},
		{"<return><id>1</id><descricao-motivo>PAGAMENTO DA DIVIDA</descricao-motivo></return>",
		 "1=PAGAMENTO DA DIVIDA;", 0},
		{"<lista><tipo-devedor><codigo>C</codigo><descricao>COMPRADOR</descricao></tipo-devedor></lista>",
		 "C=COMPRADOR;", 0},
		{"<codigo-tipo-devedor>C</codigo-tipo-devedor><codigo-tipo-devedor>A</codigo-tipo-devedor>", "C=;A=;",
		 0},
		{"<motivo id=\"2\" nome=\"RENEGOCIA&amp;CO\"/>", "2=RENEGOCIA&CO;", 0},
		{"<natureza><nome>SEM CODIGO</nome></natureza><natureza><id>7</id></natureza><vazio/>", "7=;", 2},
		{"", "", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_list list = {.count = -1};
		struct err err = {0};
		char is[256] = "";
		const char *body = arena_printf(arena, RESPONSE("listarX", "%s"), rows[i].inside);
		if (spc_list_read(arena, text_of(body), "listarX", &list, &err) != OK)
			fail_msg("%s: %s", rows[i].inside, err.words);
		for (int k = 0; k < list.count; k++) {
			(void)strncat(is, list.entries[k].code, sizeof(is) - strlen(is) - 1);
			(void)strncat(is, "=", sizeof(is) - strlen(is) - 1);
			(void)strncat(is, list.entries[k].name, sizeof(is) - strlen(is) - 1);
			(void)strncat(is, ";", sizeof(is) - strlen(is) - 1);
		}
		assert_string_equal(is, rows[i].is);
		assert_int_equal(list.unreadable_count, rows[i].unreadable);
	}
}

static void a_fault_in_place_of_a_list_is_a_refusal(void **state)
{
	(void)state;
	struct spc_list list;
	struct err err = {0};
	assert_int_equal(spc_list_read(arena, text_of(FAULT("IE_SPC009.E01", "Recusado")), "listarX", &list, &err),
			 ERR_REJECTED);
	assert_string_equal(err.remote, "IE_SPC009.E01");
	assert_non_null(strstr(err.words, "Recusado"));
	assert_int_equal(spc_list_read(arena, text_of(RESPONSE("listarY", "")), "listarX", &list, &err),
			 ERR_UNREADABLE);
}

static void every_cut_of_an_answer_is_unreadable(void **state)
{
	(void)state;
	static const char whole[] = RESPONSE("incluirSpc", "<sucesso>Dados inseridos com sucesso!</sucesso>");
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		struct spc_answer answer;
		struct text cut = {arena_copy(arena, whole, len), len};
		assert_int_equal(spc_answer_read(arena, cut, "incluirSpc", &answer, NULL), ERR_UNREADABLE);
	}
}

static void no_byte_in_an_answer_brings_the_reader_down(void **state)
{
	(void)state;
	static const char *const wholes[] = {
		FAULT("IE_SPC001.E09", "Registro de CPF 529.982.247-25 já existe."),
		RESPONSE("listarX", "<n><id>1</id><nome>CREDIARIO</nome></n><c>C</c>"),
	};
	static const char bytes[] = {'\0', '<', '>', '&', '/', '"', ' ', '9', '\x80', '\xff'};
	for (size_t i = 0; i < ARRAY_LEN(wholes); i++)
		for (size_t at = 0; at < strlen(wholes[i]); at++)
			for (size_t k = 0; k < sizeof(bytes); k++) {
				struct arena *scratch CLEANUP(arena_cleanup) = arena_new(1 << 20);
				struct text spoilt = {arena_text(scratch, text_of(wholes[i])), strlen(wholes[i])};
				struct spc_answer answer;
				struct spc_list list;
				char code[SPC_ANSWER_CODE_BYTES];
				((char *)(uintptr_t)spoilt.at)[at] = bytes[k];
				enum rc read = spc_answer_read(scratch, spoilt, "incluirSpc", &answer, NULL);
				enum rc listed = spc_list_read(scratch, spoilt, "listarX", &list, NULL);
				(void)spc_refusal_find(spoilt, code);
				assert_true(read == OK || read == ERR_UNREADABLE);
				assert_true(listed == OK || listed == ERR_UNREADABLE || listed == ERR_REJECTED);
			}
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
		cmocka_unit_test(success_is_the_element_whatever_it_says),
		cmocka_unit_test(what_is_no_answer_to_the_call_is_unreadable),
		cmocka_unit_test(a_fault_has_the_code_of_the_bureau),
		cmocka_unit_test(bytes_of_another_encoding_are_read_all_the_same),
		cmocka_unit_test(tax_ids_in_words_are_masked),
		cmocka_unit_test(long_words_end_with_a_whole_word),
		cmocka_unit_test(a_refusal_is_found_before_xml_is_read),
		cmocka_unit_test(lists_are_read_whatever_their_elements_are_called),
		cmocka_unit_test(a_fault_in_place_of_a_list_is_a_refusal),
		cmocka_unit_test(every_cut_of_an_answer_is_unreadable),
		cmocka_unit_test(no_byte_in_an_answer_brings_the_reader_down),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
