/* What a CRA answers to an upload becomes a verdict for the file, the comarca or the title. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/protest/codes.h"
#include "fixture.h"

struct expected {
	enum verdict_class class;
	const char *code;
	const char *comarca_ibge;
	const char *title_number;
};

struct row {
	const char *name;
	const char *profile;
	const char *kind;
	const char *inner;
	bool whole_file;
	int count;
	struct expected items[3];
};

#define RELATORIO(inside) "<relatorio><nome_arquivo>BZZ92011.261</nome_arquivo>" inside "</relatorio>"
#define COMARCA(ibge, code)                                                                                            \
	"<comarca CodMun=\"" ibge "\"><datahora>202611201020</datahora><codigo>" code "</codigo>"                      \
	"<ocorrencia>words</ocorrencia><total_registros>1</total_registros></comarca>"
#define TITULO(number, code)                                                                                           \
	"<titulo><numero_cartorio>01</numero_cartorio><numero_titulo>" number "</numero_titulo>"                       \
	"<numero_protocolo>123</numero_protocolo><codigo>" code "</codigo><ocorrencia>words</ocorrencia></titulo>"
#define DETALHES(inside, final)                                                                                        \
	"<relatorio><descricao><nomeArquivo>BZZ92011.261</nomeArquivo></descricao><detalhamento>" inside               \
	"</detalhamento><final>" final "</final><descricao_final>words</descricao_final></relatorio>"
#define MENSAGEM(ibge, code) "<mensagem municipio=\"" ibge "\" codigo=\"" code "\" descricao=\"words\" uf=\"SP\"/>"

static const struct row rows[] = {
	{"each comarca of a remessa has its own verdict",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "0000") COMARCA("3304557", "2103")),
	 false,
	 2,
	 {{VERDICT_ACCEPTED, "0000", "3550308", ""}, {VERDICT_REFUSED, "2103", "3304557", ""}}},
	{"a code of the whole file stands for all",
	 "cra21",
	 "B",
	 RELATORIO("<codigo>0002</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_REFUSED, "0002", "", ""}}},
	{"a code that refuses the whole file does so from within a comarca",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "1306") COMARCA("3304557", "2103")),
	 true,
	 1,
	 {{VERDICT_REFUSED, "1306", "3550308", ""}}},
	{"a comarca that was accepted stays accepted",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "0000") COMARCA("3304557", "1306")),
	 false,
	 2,
	 {{VERDICT_ACCEPTED, "0000", "3550308", ""}, {VERDICT_REFUSED, "1306", "3304557", ""}}},
	{"a file sent again is there already",
	 "cra21",
	 "B",
	 RELATORIO("<codigo>1001</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_ALREADY, "1001", "", ""}}},
	{"a sequence sent again is there already",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "2117") COMARCA("3304557", "0000")),
	 false,
	 2,
	 {{VERDICT_ALREADY, "2117", "3550308", ""}, {VERDICT_ACCEPTED, "0000", "3304557", ""}}},
	{"after the cut-off it goes another day",
	 "cra21",
	 "B",
	 RELATORIO("<codigo>2139</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_LATER, "2139", "", ""}}},
	{"a refused user stops the account",
	 "cra21",
	 "B",
	 RELATORIO("<codigo>0001</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_CREDENTIALS, "0001", "", ""}}},
	{"a refused user stops the account from within a comarca too",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "0009")),
	 true,
	 1,
	 {{VERDICT_CREDENTIALS, "0009", "3550308", ""}}},
	{"a code that nobody knows refuses its comarca only",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "0000") COMARCA("3304557", "7777")),
	 false,
	 2,
	 {{VERDICT_ACCEPTED, "0000", "3550308", ""}, {VERDICT_REFUSED, "7777", "3304557", ""}}},
	{"a code that nobody knows refuses the file it was told of",
	 "cra21",
	 "B",
	 RELATORIO("<codigo>7777</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_REFUSED, "7777", "", ""}}},
	{"a second code in a comarca counts",
	 "cra21",
	 "B",
	 RELATORIO(
		 "<comarca CodMun=\"3550308\"><codigo>0000</codigo><ocorrencia>words</ocorrencia><codigo>2105</codigo>"
		 "</comarca>"),
	 false,
	 1,
	 {{VERDICT_REFUSED, "2105", "3550308", ""}}},
	{"each title of a request has its own verdict",
	 "cra21",
	 "DP",
	 RELATORIO(TITULO("1001", "0000") TITULO("1002", "2012") TITULO("1003", "2028")),
	 false,
	 3,
	 {{VERDICT_ACCEPTED, "0000", "", "1001"},
	  {VERDICT_REFUSED, "2012", "", "1002"},
	  {VERDICT_ALREADY, "2028", "", "1003"}}},
	{"a title that is cancelled already needs no more",
	 "cra21",
	 "CP",
	 RELATORIO(TITULO("1001", "2016")),
	 false,
	 1,
	 {{VERDICT_ALREADY, "2016", "", "1001"}}},
	{"an authorisation sent twice is there already",
	 "cra21",
	 "AC",
	 RELATORIO(TITULO("1001", "2014")),
	 false,
	 1,
	 {{VERDICT_ALREADY, "2014", "", "1001"}}},
	{"a withdrawal after the cut-off goes another day",
	 "cra21",
	 "DP",
	 RELATORIO("<codigo>2141</codigo><ocorrencia>words</ocorrencia>"),
	 true,
	 1,
	 {{VERDICT_LATER, "2141", "", ""}}},
	{"2014 is of requests: for a remessa nobody knows it",
	 "cra21",
	 "B",
	 RELATORIO(COMARCA("3550308", "2014")),
	 false,
	 1,
	 {{VERDICT_REFUSED, "2014", "3550308", ""}}},

	{"messages by município are verdicts by comarca",
	 "cra-nacional",
	 "B",
	 DETALHES(MENSAGEM("3550308", "0000") MENSAGEM("3304557", "2105"), "0000"),
	 false,
	 2,
	 {{VERDICT_ACCEPTED, "0000", "3550308", ""}, {VERDICT_REFUSED, "2105", "3304557", ""}}},
	{"the final code alone stands for the file",
	 "cra-nacional",
	 "B",
	 DETALHES("", "0000"),
	 true,
	 1,
	 {{VERDICT_ACCEPTED, "0000", "", ""}}},
	{"the final code refuses the file",
	 "cra-nacional",
	 "B",
	 DETALHES("", "2116"),
	 true,
	 1,
	 {{VERDICT_ALREADY, "2116", "", ""}}},
	{"a request is answered by comarca",
	 "cra-nacional",
	 "DP",
	 DETALHES(MENSAGEM("3550308", "0000"), "0000"),
	 false,
	 1,
	 {{VERDICT_ACCEPTED, "0000", "3550308", ""}}},

	{"an error without a place refuses the file",
	 "cra-tocantins",
	 "B",
	 DETALHES("<erro codigo=\" 2102\" descricao=\"words\"/>", "2102"),
	 true,
	 1,
	 {{VERDICT_REFUSED, "2102", "", ""}}},
	{"an error without a place does not undo what was accepted",
	 "cra-tocantins",
	 "B",
	 DETALHES(MENSAGEM("1721000", "0000") "<erro codigo=\"2102\" descricao=\"words\"/>", "0000"),
	 false,
	 1,
	 {{VERDICT_ACCEPTED, "0000", "1721000", ""}}},
	{"a request in records that does not add up is refused whole",
	 "cra-tocantins",
	 "CP",
	 DETALHES("<erro codigo=\"2128\" descricao=\"words\"/>", "2128"),
	 true,
	 1,
	 {{VERDICT_REFUSED, "2128", "", ""}}},
};

static void each_answer_gives_its_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct fixture fixture;
		struct verdicts verdicts = {0};
		struct err err = {0};
		fixture_init(&fixture, row->profile);
		enum rc rc = channel_find("protest")->interpret(fixture.arena, &fixture.account, row->kind, 200,
								fixture_answer(&fixture, row->inner), &verdicts, &err);
		if (rc != OK || verdicts.count != row->count || verdicts.whole_file != row->whole_file)
			fail_msg("%s: %s, %d verdicts, whole %d: %s", row->name, rc_name(rc), verdicts.count,
				 verdicts.whole_file, err.words);
		for (int j = 0; j < row->count; j++) {
			const struct verdict *verdict = &verdicts.items[j];
			const struct expected *expected = &row->items[j];
			if (verdict->class != expected->class || strcmp(verdict->code, expected->code) != 0 ||
			    strcmp(verdict->title_number, expected->title_number) != 0 ||
			    strcmp(verdict->comarca_ibge, expected->comarca_ibge) != 0)
				fail_msg("%s: verdict %d: class %d, code %s, comarca %s, title %s", row->name, j,
					 (int)verdict->class, verdict->code, verdict->comarca_ibge,
					 verdict->title_number);
			assert_non_null(strstr(verdict->words, "words"));
		}
		fixture_done(&fixture);
	}
}

static void an_answer_that_tells_nothing_is_unreadable(void **state)
{
	(void)state;
	static const char *const inners[] = {
		"",
		"thank you",
		"<html><body>404</body></html>",
		"<relatorio/>",
		"<relatorio><comarca",
		"<relatorio><comarca CodMun=\"3550308\"><ocorrencia>hm</ocorrencia></comarca></relatorio>",
		RELATORIO(COMARCA("3550308", "0000") COMARCA("3304557", "")),
	};
	for (size_t i = 0; i < ARRAY_LEN(inners); i++) {
		struct fixture fixture;
		struct verdicts verdicts = {0};
		struct err err = {0};
		fixture_init(&fixture, "cra21");
		enum rc rc = channel_find("protest")->interpret(fixture.arena, &fixture.account, "B", 200,
								fixture_answer(&fixture, inners[i]), &verdicts, &err);
		if (rc != ERR_UNREADABLE)
			fail_msg("`%s`: %s", inners[i], rc_name(rc));
		assert_int_equal(verdicts.count, 0);
		assert_non_null(strstr(err.where, "account aurora-rj"));
		assert_int_equal(channel_find("protest")->interpret(fixture.arena, &fixture.account, "B", 200,
								    text_of(inners[i]), &verdicts, &err),
				 ERR_UNREADABLE);
		fixture_done(&fixture);
	}
}

static void a_verdict_has_the_words_of_the_cra_and_ours(void **state)
{
	(void)state;
	struct fixture fixture;
	struct verdicts verdicts;
	fixture_init(&fixture, "cra21");
	struct text answer = fixture_answer(&fixture, "<relatorio><comarca CodMun=\"3550308\"><registro>7</registro>"
						      "<codigo>2101</codigo><ocorrencia>linha 7 coluna 12</ocorrencia>"
						      "</comarca></relatorio>");
	assert_int_equal(
		channel_find("protest")->interpret(fixture.arena, &fixture.account, "B", 200, answer, &verdicts, NULL),
		OK);
	assert_string_equal(verdicts.items[0].words, "linha 7 coluna 12 (a character outside ASCII); record 7");

	answer = fixture_answer(&fixture, "<relatorio><codigo>1306</codigo></relatorio>");
	assert_int_equal(
		channel_find("protest")->interpret(fixture.arena, &fixture.account, "B", 200, answer, &verdicts, NULL),
		OK);
	assert_non_null(strstr(verdicts.items[0].words, "somatório de valores não confere"));
	fixture_done(&fixture);
}

static void no_code_stands_twice_for_the_same_use(void **state)
{
	(void)state;
	size_t count;
	const struct code *codes = codes_all(&count);
	assert_true(count > 90);
	for (size_t i = 0; i < count; i++) {
		assert_true(codes[i].uses != 0);
		assert_true(codes[i].palavras[0] != '\0' && codes[i].words[0] != '\0');
		for (const char *c = codes[i].code; *c != '\0'; c++)
			assert_true(isdigit((unsigned char)*c));
		for (size_t j = 0; j < i; j++)
			if (strcmp(codes[i].code, codes[j].code) == 0 && (codes[i].uses & codes[j].uses) != 0)
				fail_msg("%s stands twice", codes[i].code);
	}
	assert_null(cra_code_find(CODE_REMESSA, "0"));
	assert_null(cra_code_find(CODE_REMESSA, ""));
	assert_null(cra_code_find(CODE_REQUEST, "2103"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_gives_its_verdicts),
		cmocka_unit_test(an_answer_that_tells_nothing_is_unreadable),
		cmocka_unit_test(a_verdict_has_the_words_of_the_cra_and_ours),
		cmocka_unit_test(no_code_stands_twice_for_the_same_use),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
