/* What was fetched becomes what was told, title by title, with the reader's remarks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define HEADER(type)                                                                                                   \
	"<hd h01=\"0\" h02=\"ZZ9\" h03=\"AURORA\" h04=\"20112026\" h05=\"SDT\" h06=\"BFO\" h07=\"" type                \
	"\" h08=\"000001\" "                                                                                           \
	"h09=\"0001\" h10=\"0001\" h11=\"0001\" h12=\"0000\" h13=\"\" h14=\"043\" h15=\"3550308\" h16=\"\" "           \
	"h17=\"0001\"/>"
#define RECORD(nosso, protocol_on, occurrence, irregularity)                                                           \
	"<tr t01=\"1\" t02=\"ZZ9\" t03=\"0001000000012\" t11=\"" nosso                                                 \
	"\" t13=\"F1\" t16=\"001\" t17=\"00000000063558\" "                                                            \
	"t18=\"00000000063558\" t22=\"1\" t31=\"01\" t32=\"1234\" t33=\"" occurrence "\" t34=\"" protocol_on "\" "     \
	"t35=\"0000000000\" t37=\"20112026\" t38=\"" irregularity "\" t40=\"0000000000\" t42=\"0000000000\" "          \
	"t50=\"0000000000\" t52=\"0002\"/>"
#define TRAILER                                                                                                        \
	"<tl t01=\"9\" t02=\"ZZ9\" t03=\"AURORA\" t04=\"20112026\" t05=\"00003\" t06=\"000000000000063558\" t07=\"\" " \
	"t08=\"0003\"/>"
#define FILE_OF(root, inside) "<" root "><comarca CodMun=\"3550308\">" inside "</comarca></" root ">"

static enum rc absorb(struct fixture *fixture, enum question_kind kind, const char *inner, struct told_list *ret_list)
{
	struct question question = {.kind = kind};
	struct err err = {0};
	assert_int_equal(date_make(2026, 11, 20, &question.on), OK);
	enum rc rc = channel_find("protest")->absorb(fixture->arena, &fixture->account, &question,
						     fixture_answer(fixture, inner), ret_list, &err);
	if (rc != OK)
		assert_non_null(strstr(err.where, question_name(kind)));
	return rc;
}

static void each_kind_of_file_tells_its_kind_of_thing(void **state)
{
	(void)state;
	static const struct {
		enum question_kind question;
		const char *inner;
		enum told_kind told;
		char occurrence;
		const char *status;
	} rows[] = {
		{QUESTION_CONFIRMATIONS,
		 FILE_OF("confirmacao", HEADER("CRT") RECORD("N1", "19112026", " ", "  ") TRAILER), TOLD_CONFIRMATION,
		 ' ', ""},
		{QUESTION_RESULTS, FILE_OF("retorno", HEADER("RTP") RECORD("N1", "19112026", "2", "  ") TRAILER),
		 TOLD_RESULT, '2', ""},
		{QUESTION_STATUSES, FILE_OF("relatorio", HEADER("AND") RECORD("N1", "19112026", "0", "AG") TRAILER),
		 TOLD_STATUS, '0', "AG"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture fixture;
		struct told_list list = {0};
		fixture_init(&fixture, "cra21");
		assert_int_equal(absorb(&fixture, rows[i].question, rows[i].inner, &list), OK);
		assert_int_equal(list.told_count, 1);
		assert_int_equal(list.unreadable_count, 0);
		const struct told *told = &list.told[0];
		assert_int_equal(told->kind, rows[i].told);
		assert_string_equal(told->nosso_numero, "N1");
		assert_string_equal(told->protocol, "1234");
		assert_string_equal(told->comarca_ibge, "3550308");
		assert_int_equal(told->occurrence, rows[i].occurrence);
		assert_string_equal(told->status, rows[i].status);
		assert_true(told->balance_cents == 63558);
		fixture_done(&fixture);
	}
}

static void a_day_without_files_tells_nothing(void **state)
{
	(void)state;
	struct fixture fixture;
	struct told_list list = {.told_count = 7};
	fixture_init(&fixture, "cra21");
	assert_int_equal(absorb(&fixture, QUESTION_CONFIRMATIONS,
				"<relatorio><codigo>0005</codigo><ocorrencia>nada</ocorrencia></relatorio>", &list),
			 OK);
	assert_int_equal(list.told_count, 0);
	assert_int_equal(list.unreadable_count, 0);
	fixture_done(&fixture);
}

static void a_record_that_cannot_be_read_is_told_and_the_others_go_on(void **state)
{
	(void)state;
	struct fixture fixture;
	struct told_list list = {0};
	fixture_init(&fixture, "cra21");
	assert_int_equal(absorb(&fixture, QUESTION_RESULTS,
				FILE_OF("retorno", HEADER("RTP") RECORD("N1", "99999999", "2", "  ")
							   RECORD("N2", "19112026", "1", "  ") TRAILER),
				&list),
			 OK);
	assert_int_equal(list.told_count, 1);
	assert_string_equal(list.told[0].nosso_numero, "N2");
	assert_int_equal(list.unreadable_count, 1);
	assert_non_null(strstr(list.remarks, "violation: lote 1, record 1"));
	fixture_done(&fixture);
}

static void the_map_of_comarcas_comes_whole(void **state)
{
	(void)state;
	struct fixture fixture;
	struct told_list list = {0};
	fixture_init(&fixture, "cra21");
	assert_int_equal(absorb(&fixture, QUESTION_COMARCAS,
				"<comarcas><comarca><codigo_comarca>3550308</codigo_comarca>"
				"<municipio codigo_municipio=\"3550308\" nome=\"SAO PAULO\"/>"
				"<municipio codigo_municipio=\"3505708\" nome=\"BARUERI\"/></comarca></comarcas>",
				&list),
			 OK);
	assert_int_equal(list.comarcas_count, 2);
	assert_string_equal(list.comarcas[1].ibge, "3505708");
	assert_string_equal(list.comarcas[1].comarca_ibge, "3550308");
	assert_string_equal(list.comarcas[1].name, "BARUERI");
	fixture_done(&fixture);
}

static void what_is_no_such_file_is_unreadable(void **state)
{
	(void)state;
	static const char *const inners[] = {"", "<html/>", "hello", "<retorno",
					     "<relatorio><codigo>0002</codigo></relatorio>"};
	for (int kind = 0; kind < QUESTION_COUNT; kind++)
		for (size_t i = 0; i < ARRAY_LEN(inners); i++) {
			struct fixture fixture;
			struct told_list list = {.told_count = 7};
			fixture_init(&fixture, "cra21");
			enum rc rc = absorb(&fixture, (enum question_kind)kind, inners[i], &list);
			if (rc != ERR_UNREADABLE)
				fail_msg("%s, `%s`: %s", question_name((enum question_kind)kind), inners[i],
					 rc_name(rc));
			assert_int_equal(list.told_count, 7);
			fixture_done(&fixture);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_file_tells_its_kind_of_thing),
		cmocka_unit_test(a_day_without_files_tells_nothing),
		cmocka_unit_test(a_record_that_cannot_be_read_is_told_and_the_others_go_on),
		cmocka_unit_test(the_map_of_comarcas_comes_whole),
		cmocka_unit_test(what_is_no_such_file_is_unreadable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
