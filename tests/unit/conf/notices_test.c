#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "fixture.h"

#define MAIN    "apontad.conf"
#define PROTEST "notices/aviso-protesto.conf"
static void the_texts_that_come_with_the_program_are_whole(void **state)
{
	struct settings *settings = NULL;
	struct errors errors = {0};
	(void)state;
	if (conf_read_copy(&settings, &errors) != OK)
		fail_msg("%s: %s", errors.items[0].where, errors.items[0].words);
	assert_int_equal(settings->notice_templates_count, 4);
	assert_true(conf_tells_debtors(settings));
	assert_int_equal(settings->notices.hours.from_minute, 540);
	assert_int_equal(settings->notices.hours.until_minute, 1080);
	assert_false(settings->notices.hours.saturdays);
	assert_int_equal(settings->notices.counts_from, NOTICE_COUNTS_BEST);
	assert_int_equal(settings->mail.tls, MAIL_TLS_STARTTLS);
	assert_int_equal(conf_notice_template(settings, "anuencia")->kind, NOTICE_RELEASE);
}

/* One change, what is told of it, and on which setting. */
static void each_error_says_what_a_text_must_tell(void **state)
{
	static const struct {
		const char *file;
		const char *from;
		const char *to;
		const char *field;
		const char *words;
	} rows[] = {
		{PROTEST, "CPF/CNPJ: {credor_documento}", "CPF/CNPJ: sem", "text", "lacks {credor_documento}"},
		{PROTEST, "Credor: {credor}", "Credor:", "text", "lacks {credor}"},
		{PROTEST, "{credor_endereco}", "aqui", "text", "lacks {credor_endereco}"},
		{PROTEST, "Valor: {valor}", "Valor: muito", "text", "lacks {valor}"},
		{PROTEST, "vencido em {vencimento}", "vencido", "text", "lacks {vencimento}"},
		{PROTEST, "\t\"{como_pagar}\",\n", "", "text", "lacks {como_pagar}"},
		{PROTEST, "conteste: {como_contestar}", "pague", "text", "lacks {como_contestar}"},
		{PROTEST, "Valor: {valor}", "Valor: {valor} {valro}", "text[4]", "nobody fills {valro}"},
		{PROTEST, "subject = \"Aviso", "subject = \"{Aviso", "subject", "nobody fills {"},
		{PROTEST, "kind = \"aviso-protesto\"", "kind = \"ameaca\"", "kind", "known are: aviso-negativacao"},
		{"notices/anuencia.conf", "Custas: {custas}", "Custas: sim", "text", "lacks {custas}"},
		{"notices/anuencia.conf", "Credor: {credor}", "<b>{credor}</b>", "text[16]", "plain text"},
		{MAIN, "from = \"cobranca@aurora.example\";", "", "mail.from", "must not be empty"},
		{MAIN, "mail.example:587", "mail.example", "mail.server", "HOST:PORT"},
		{MAIN, "email = \"atendimento@aurora.example\"; phone = \"+55 11 5555-0100\";", "",
		 "creditors[0].contact", "how do they contest?"},
		{MAIN, "from = \"09:00\"", "from = \"19:00\"", "notices.until", "before it begins"},
		{MAIN, "secret_file = \"${CREDENTIALS_DIRECTORY}/platform.secret\";", "", "platform.secret_file",
		 "webhooks are signed"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings *settings = NULL;
		struct errors errors = {0};
		arena_reset(conf_arena);
		conf_put_all();
		conf_put(rows[i].file, rows[i].from, rows[i].to);
		assert_int_equal(conf_read_copy(&settings, &errors), ERR_CONFIG);
		const struct err *first = &errors.items[0];
		if (strstr(first->words, rows[i].words) == NULL || strcmp(first->field, rows[i].field) != 0)
			fail_msg("row %zu: %s: %s: %s", i, first->where, first->field, first->words);
		assert_non_null(strchr(first->where, ':')); /* a line */
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, conf_before_with_bureaus, conf_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_texts_that_come_with_the_program_are_whole),
		TEST(each_error_says_what_a_text_must_tell),
	};
	return cmocka_run_group_tests(tests, conf_make_folders, conf_drop_folders);
}
