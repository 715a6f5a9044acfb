/* Answers of SPC: what became of a record, and what the lists of the entity hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/spc/codes.h"
#include "spc_fixture.h"

#define SERVICE "http://webservice.spc.insumo.spcjava.spcbrasil.org/"
#define ENVELOPE(body)                                                                                                 \
	"<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>" body "</S:Body></S:Envelope>"
#define RESPONSE(operation, inside)                                                                                    \
	ENVELOPE("<ns2:" operation "Response xmlns:ns2=\"" SERVICE "\">" inside "</ns2:" operation "Response>")
#define FAULT(code, words)                                                                                             \
	ENVELOPE("<S:Fault><faultcode>" code "</faultcode><faultstring>" words "</faultstring></S:Fault>")

static const struct {
	const char *kind;
	const char *answer;
	enum verdict_class class;
	const char *code;
	const char *words;
} verdicts[] = {
	{"incluirSpc", RESPONSE("incluirSpc", "<sucesso>Dados inseridos com sucesso!</sucesso>"), VERDICT_DONE, "", ""},
	{"incluirSpc", RESPONSE("incluirSpc", "<sucesso>FEITO</sucesso>"), VERDICT_DONE, "", ""},
	{"excluirSpc", RESPONSE("excluirSpc", "<sucesso/>"), VERDICT_DONE, "", ""},
	{"incluirSpc", FAULT("IE_SPC001.E09", "Registro de SPC já existe"), VERDICT_ALREADY, "IE_SPC001.E09",
	 "já existe (the record is there already"},
	{"excluirSpc", FAULT("IE_SPC005.E10", "Registro não encontrado para a exclusão"), VERDICT_GONE, "IE_SPC005.E10",
	 "under another contract or due date"},
	{"excluirSpc", FAULT("IE_SPC001.E09", "Registro de SPC já existe"), VERDICT_REFUSED, "IE_SPC001.E09", ""},
	{"incluirSpc", FAULT("IE_SPC005.E10", "Registro não encontrado"), VERDICT_REFUSED, "IE_SPC005.E10", ""},
	{"incluirSpc", FAULT("IE_SPC001.E42", "CPF 52998224725 inválido"), VERDICT_REFUSED, "IE_SPC001.E42",
	 "CPF 529.***.***-25 inválido (to be classified"},
	{"incluirSpc", FAULT("S:Client", "Cannot find the declaration"), VERDICT_REFUSED, "Client", "as it is"},
	{"incluirSpc", FAULT("CS_AUT001.E1.2", ""), VERDICT_CREDENTIALS, "CS_AUT001.E1.2", "password"},
	{"incluirSpc", FAULT("S:Server", "CS_AUT001.E1.99"), VERDICT_CREDENTIALS, "CS_AUT001.E1.99", "ask the entity"},
	{"excluirSpc", "CS_AUT001.E1.7", VERDICT_CREDENTIALS, "CS_AUT001.E1.7", "too many wrong tries"},
};

static void an_answer_tells_what_became_of_the_record(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
		struct verdicts told;
		struct err err = {0};
		int status = i % 2 == 0 ? 200 : 500;
		if (channel_spc.interpret(fixture.arena, &fixture.account, verdicts[i].kind, status,
					  text_of(verdicts[i].answer), &told, &err) != OK)
			fail_msg("%s: %s", verdicts[i].answer, err.words);
		assert_true(told.whole_file);
		assert_int_equal(told.count, 1);
		assert_int_equal(told.items[0].class, verdicts[i].class);
		assert_string_equal(told.items[0].code, verdicts[i].code);
		if (strstr(told.items[0].words, verdicts[i].words) == NULL)
			fail_msg("%s: %s", verdicts[i].answer, told.items[0].words);
	}
	spc_fixture_done(&fixture);
}

static void what_tells_nothing_is_unreadable(void **state)
{
	(void)state;
	static const char *const answers[] = {
		"",
		"Bad Gateway",
		"<S:Envelope><S:Body>",
		RESPONSE("excluirSpc", "<sucesso/>"),
		RESPONSE("incluirSpc", ""),
		FAULT("S:Server", "NullPointerException"),
		FAULT("CN_GER001.E", "Erro interno"),
		FAULT("IE_GER001.E", "Erro interno"),
		FAULT("", ""),
		"<!DOCTYPE x [<!ENTITY a \"b\">]>" RESPONSE("incluirSpc", "<sucesso>&a;</sucesso>"),
	};
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct verdicts told = {.count = -1};
		struct err err = {0};
		enum rc rc = channel_spc.interpret(fixture.arena, &fixture.account, "incluirSpc", 200,
						   text_of(answers[i]), &told, &err);
		if (rc != ERR_UNREADABLE || err.code != rc)
			fail_msg("%s: %s", answers[i], rc_name(rc));
		assert_string_equal(err.where, "account aurora-spc, answer to incluirSpc");
		assert_int_equal(told.count, -1);
	}
	spc_fixture_done(&fixture);
}

static void each_row_of_the_codes_can_be_reached(void **state)
{
	(void)state;
	size_t count = 0;
	const struct spc_code *codes = spc_codes_all(&count);
	for (size_t i = 0; i < count; i++) {
		char code[64];
		size_t len = strcspn(codes[i].code, "*");
		(void)snprintf(code, sizeof(code), "%.*s%s", (int)len, codes[i].code,
			       codes[i].code[len] == '*' ? "zzz" : "");
		assert_ptr_equal(spc_code_find(code), &codes[i]);
		assert_true(strlen(codes[i].words) < 110); /* with theirs it fits a verdict */
	}
	assert_string_equal(codes[count - 1].code, "*");
}

static void only_a_code_that_says_so_is_a_refusal(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		enum spc_meaning of_inclusion;
		enum spc_meaning of_removal;
	} rows[] = {
		{"IE_SPC001.E09", SPC_MEANS_ALREADY, SPC_MEANS_REFUSED},
		{"IE_SPC001.E091", SPC_MEANS_REFUSED, SPC_MEANS_REFUSED},
		{"IE_SPC005.E10", SPC_MEANS_REFUSED, SPC_MEANS_GONE},
		{"CS_AUT001.E1.2", SPC_MEANS_CREDENTIALS, SPC_MEANS_CREDENTIALS},
		{"CS_AUT001.E9", SPC_MEANS_CREDENTIALS, SPC_MEANS_CREDENTIALS},
		{"CN_GER001.E", SPC_MEANS_DOUBT, SPC_MEANS_DOUBT},
		{"Server", SPC_MEANS_DOUBT, SPC_MEANS_DOUBT},
		{"", SPC_MEANS_DOUBT, SPC_MEANS_DOUBT},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct spc_code *code = spc_code_find(rows[i].code);
		assert_int_equal(spc_code_means(code, "incluirSpc"), rows[i].of_inclusion);
		assert_int_equal(spc_code_means(code, "excluirSpc"), rows[i].of_removal);
	}
}

static enum rc absorb(struct spc_fixture *fixture, enum question_kind kind, const char *answer, struct told_list *told,
		      struct err *err)
{
	struct question question = {.kind = kind, .on = spc_day("2026-03-10")};
	return channel_spc.absorb(fixture->arena, &fixture->account, &question, text_of(answer), told, err);
}

static void a_list_is_told_code_by_code(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	struct told_list told;
	spc_fixture_init(&fixture);
	assert_int_equal(absorb(&fixture, QUESTION_NATURES,
				RESPONSE("listarNaturezaInclusao",
					 "<natureza-inclusao><id>1</id><nome>CREDIÁRIO</nome></natureza-inclusao>"
					 "<natureza-inclusao><id>104</id><nome>ATRASO</nome></natureza-inclusao>"),
				&told, NULL),
			 OK);
	assert_int_equal(told.codes_count, 2);
	assert_string_equal(told.codes[0].code, "1");
	assert_string_equal(told.codes[0].name, "CREDIÁRIO");
	assert_string_equal(told.codes[1].code, "104");
	assert_string_equal(told.remarks, "");
	assert_int_equal(told.unreadable_count + told.told_count + told.listings_count + told.comarcas_count, 0);

	assert_int_equal(absorb(&fixture, QUESTION_MOTIVES,
				RESPONSE("listarMotivoExclusao",
					 "<motivo-exclusao><id>1</id><descricao-motivo>PAGAMENTO</descricao-motivo>"
					 "</motivo-exclusao>"),
				&told, NULL),
			 OK);
	assert_string_equal(told.codes[0].name, "PAGAMENTO");
	assert_int_equal(absorb(&fixture, QUESTION_DEBTOR_TYPES, RESPONSE("listarTipoDevedor", ""), &told, NULL), OK);
	assert_int_equal(told.codes_count, 0);
	assert_string_equal(told.remarks, "the list is empty\n");
	spc_fixture_done(&fixture);
}

static void an_entry_that_cannot_be_kept_is_told(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	struct told_list told;
	spc_fixture_init(&fixture);
	const char *answer =
		arena_printf(fixture.arena,
			     RESPONSE("listarTipoDevedor",
				      "<t><codigo>A23456789012345678901234</codigo></t>"
				      "<t><codigo>B</codigo><nome>%0119d\xc3\xa9</nome></t><t><nome>x</nome></t>"),
			     0);
	assert_int_equal(absorb(&fixture, QUESTION_DEBTOR_TYPES, answer, &told, NULL), OK);
	assert_int_equal(told.codes_count, 1);
	assert_int_equal(told.unreadable_count, 2);
	assert_string_equal(told.codes[0].code, "B");
	assert_int_equal(strlen(told.codes[0].name), 119); /* not half a character */
	assert_string_equal(told.remarks,
			    "1 entries without a code are left out\n"
			    "entry 1: a code of more than 23 bytes, left out\nentry 2: the name is cut\n");
	spc_fixture_done(&fixture);
}

static void what_is_no_list_is_unreadable(void **state)
{
	(void)state;
	static const char *const answers[] = {"", "<a/>", FAULT("IE_SPC009.E01", "Recusado"),
					      RESPONSE("listarMotivoExclusao", ""), "CS_AUT001.E1.2"};
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct told_list told = {.codes_count = -1};
		struct err err = {0};
		assert_int_equal(absorb(&fixture, QUESTION_NATURES, answers[i], &told, &err), ERR_UNREADABLE);
		assert_int_equal(err.code, ERR_UNREADABLE);
		assert_string_equal(err.where, "account aurora-spc, listarNaturezaInclusao");
		assert_int_equal(told.codes_count, -1);
	}
	spc_fixture_done(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_tells_what_became_of_the_record),
		cmocka_unit_test(what_tells_nothing_is_unreadable),
		cmocka_unit_test(each_row_of_the_codes_can_be_reached),
		cmocka_unit_test(only_a_code_that_says_so_is_a_refusal),
		cmocka_unit_test(a_list_is_told_code_by_code),
		cmocka_unit_test(an_entry_that_cannot_be_kept_is_told),
		cmocka_unit_test(what_is_no_list_is_unreadable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
