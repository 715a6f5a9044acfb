#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/notice_text.h"

#define ALL_OF_42A                                                                                                     \
	"{credor} {credor_documento} {credor_endereco} {valor} {parcelas_do_valor} {vencimento} {como_pagar} "         \
	"{como_contestar}"

static void make(struct notice_template *template, const char *subject, const char *first, const char *second)
{
	*template = (struct notice_template){.kind = NOTICE_PROTEST, .paragraphs_count = second != NULL ? 2 : 1};
	(void)snprintf(template->name, sizeof(template->name), "aviso-protesto");
	(void)snprintf(template->subject, sizeof(template->subject), "%s", subject);
	(void)snprintf(template->paragraphs[0], NOTICE_PARAGRAPH_BYTES, "%s", first);
	(void)snprintf(template->paragraphs[1], NOTICE_PARAGRAPH_BYTES, "%s", second != NULL ? second : "");
}

static const struct notice_values whole = {.of = {[NOTICE_FIELD_credor] = "Empresa Fictícia Exemplo Ltda",
						  [NOTICE_FIELD_credor_documento] = "11.222.333/0001-81",
						  [NOTICE_FIELD_credor_endereco] = "Rua das Acácias, 100",
						  [NOTICE_FIELD_valor] = "R$ 1.234,56",
						  [NOTICE_FIELD_parcelas_do_valor] = "principal R$ 1.234,56",
						  [NOTICE_FIELD_vencimento] = "20/01/2026",
						  [NOTICE_FIELD_como_pagar] = "Link: https://pagar.exemplo.invalid/1",
						  [NOTICE_FIELD_como_contestar] = "e-mail contesta@exemplo.invalid",
						  [NOTICE_FIELD_numero] = "F1"}};

static void every_field_is_filled_where_it_stands(void **state)
{
	struct notice_template template;
	struct err err;
	CLEANUP(buf_done) struct buf subject = {0};
	CLEANUP(buf_done) struct buf body = {0};
	(void)state;
	buf_init(&subject, 1000);
	buf_init(&body, 10000);
	make(&template, "Título {numero}", ALL_OF_42A, "{numero}{numero} fim");
	assert_int_equal(notice_text_fill(&template, &whole, &subject, &body, &err), OK);
	assert_string_equal(subject.bytes, "Título F1");
	assert_string_equal(body.bytes,
			    "Empresa Fictícia Exemplo Ltda 11.222.333/0001-81 Rua das Acácias, 100 R$ 1.234,56 "
			    "principal R$ 1.234,56 20/01/2026 Link: https://pagar.exemplo.invalid/1 e-mail "
			    "contesta@exemplo.invalid\nF1F1 fim\n");
}

/* CDC art. 42-A and what goes with it: no letter leaves without one of these, and the error names it. */
static void a_value_that_is_missing_stops_the_letter(void **state)
{
	static const enum notice_field wanted[] = {
		NOTICE_FIELD_credor,     NOTICE_FIELD_credor_documento,  NOTICE_FIELD_credor_endereco,
		NOTICE_FIELD_valor,      NOTICE_FIELD_parcelas_do_valor, NOTICE_FIELD_vencimento,
		NOTICE_FIELD_como_pagar, NOTICE_FIELD_como_contestar};
	struct notice_template template;
	(void)state;
	make(&template, "Aviso", ALL_OF_42A, NULL);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		struct notice_values values = whole;
		struct err err;
		CLEANUP(buf_done) struct buf subject = {0};
		CLEANUP(buf_done) struct buf body = {0};
		buf_init(&subject, 1000);
		buf_init(&body, 10000);
		values.of[wanted[i]] = i % 2 == 0 ? NULL : "";
		assert_true(notice_field_is_wanted(wanted[i], NOTICE_PROTEST));
		assert_int_equal(notice_text_fill(&template, &values, &subject, &body, &err), ERR_REFUSED);
		assert_non_null(strstr(err.field, notice_field_name(wanted[i])));
		assert_non_null(strstr(err.words, "nobody told "));
	}
}

/* The file may have been changed since it was checked. */
static void a_text_that_does_not_ask_for_what_the_law_wants_is_refused_too(void **state)
{
	struct notice_template template;
	struct err err;
	CLEANUP(buf_done) struct buf subject = {0};
	CLEANUP(buf_done) struct buf body = {0};
	(void)state;
	buf_init(&subject, 1000);
	buf_init(&body, 10000);
	make(&template, "Aviso", "Pague já.", NULL);
	assert_int_equal(notice_text_fill(&template, &whole, &subject, &body, &err), ERR_REFUSED);
}

/* What the subject says is said. */
static void a_field_may_stand_in_the_subject(void **state)
{
	struct notice_template template;
	(void)state;
	make(&template, "Título {numero}", "Pague {valor}.", "Até logo, {devedor}.");
	assert_true(notice_template_has(&template, NOTICE_FIELD_numero));
	assert_true(notice_template_has(&template, NOTICE_FIELD_valor));
	assert_true(notice_template_has(&template, NOTICE_FIELD_devedor));
	assert_false(notice_template_has(&template, NOTICE_FIELD_credor));
}

/* Código Civil art. 206 par. 5 I: five years from the due date; on that day it is over. */
static void a_debt_is_not_asked_for_after_five_years(void **state)
{
	struct date due_on;
	struct date last;
	(void)state;
	assert_int_equal(date_make(2021, 3, 2, &due_on), OK);
	assert_int_equal(date_make(2026, 3, 1, &last), OK);
	assert_false(notice_comes_too_late(due_on, last));
	assert_true(notice_comes_too_late(due_on, date_plus(last, 1)));
}

static void a_field_that_nobody_knows_is_an_error(void **state)
{
	static const char *const texts[] = {"{valro}", "{", "{valor", "{}"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct notice_template template;
		struct err err;
		CLEANUP(buf_done) struct buf subject = {0};
		CLEANUP(buf_done) struct buf body = {0};
		buf_init(&subject, 1000);
		buf_init(&body, 10000);
		make(&template, "Aviso", ALL_OF_42A, texts[i]);
		struct text rest = text_of(texts[i]);
		struct text name;
		assert_true(notice_next_field(&rest, &name));
		assert_int_equal(notice_field_find(name), NOTICE_FIELD_COUNT);
		assert_int_equal(notice_text_fill(&template, &whole, &subject, &body, &err), ERR_UNKNOWN);
	}
}

/* An anuência asks for no money, and must say where it is used and who pays the notary. */
static void kinds_want_what_their_purpose_wants(void **state)
{
	(void)state;
	assert_false(notice_field_is_wanted(NOTICE_FIELD_valor, NOTICE_RELEASE));
	assert_false(notice_field_is_wanted(NOTICE_FIELD_como_pagar, NOTICE_REMINDER));
	assert_true(notice_field_is_wanted(NOTICE_FIELD_custas, NOTICE_RELEASE));
	assert_true(notice_field_is_wanted(NOTICE_FIELD_cartorio, NOTICE_REMINDER));
	assert_true(notice_field_is_wanted(NOTICE_FIELD_credor_documento, NOTICE_RELEASE));
	assert_false(notice_field_is_wanted(NOTICE_FIELD_custas, NOTICE_LISTING));
	for (int kind = 0; kind < NOTICE_KIND_COUNT; kind++) {
		enum notice_kind found = NOTICE_KIND_COUNT;
		assert_int_equal(notice_kind_by_name(text_of(notice_kind_name((enum notice_kind)kind)), &found), OK);
		assert_int_equal(found, kind);
	}
}

static void another_word_is_another_version(void **state)
{
	struct notice_template template;
	CLEANUP(buf_done) struct buf first = {0};
	CLEANUP(buf_done) struct buf second = {0};
	(void)state;
	buf_init(&first, 10000);
	buf_init(&second, 10000);
	make(&template, "Aviso", ALL_OF_42A, "fim");
	notice_template_text(&template, &first);
	template.paragraphs[1][0] = 'F';
	notice_template_text(&template, &second);
	assert_false(text_equal(buf_view(&first), buf_view(&second)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_filled_where_it_stands),
		cmocka_unit_test(a_value_that_is_missing_stops_the_letter),
		cmocka_unit_test(a_text_that_does_not_ask_for_what_the_law_wants_is_refused_too),
		cmocka_unit_test(a_field_may_stand_in_the_subject),
		cmocka_unit_test(a_debt_is_not_asked_for_after_five_years),
		cmocka_unit_test(a_field_that_nobody_knows_is_an_error),
		cmocka_unit_test(kinds_want_what_their_purpose_wants),
		cmocka_unit_test(another_word_is_another_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
