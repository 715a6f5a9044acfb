#include "wire/mail_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct mail_text letter(void)
{
	struct date on = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of("2026-03-10"), &on, NULL), OK);
	return (struct mail_text){.id = "ntc_1@exemplo.invalid",
				  .from = "cobranca@exemplo.invalid",
				  .from_name = "Empresa Fictícia",
				  .to = "fulano@exemplo.invalid",
				  .reply_to = "",
				  .subject = "Título F1",
				  .on = on,
				  .time = "09:00:00 -0300",
				  .body = text_of("Olá = 1\n.ponto\nFrom aqui \n")};
}

static void a_letter_has_exactly_these_bytes(void **state)
{
	struct mail_text mail = letter();
	struct err err;
	CLEANUP(buf_done) struct buf out = {0};
	(void)state;
	buf_init(&out, 10000);
	assert_int_equal(mail_text_write(&mail, &out, &err), OK);
	assert_string_equal(out.bytes, "Date: Tue, 10 Mar 2026 09:00:00 -0300\r\n"
				       "From: =?UTF-8?Q?Empresa_Fict=C3=ADcia?= <cobranca@exemplo.invalid>\r\n"
				       "To: <fulano@exemplo.invalid>\r\n"
				       "Subject: =?UTF-8?Q?T=C3=ADtulo_F1?=\r\n"
				       "Message-ID: <ntc_1@exemplo.invalid>\r\n"
				       "Auto-Submitted: auto-generated\r\n"
				       "MIME-Version: 1.0\r\n"
				       "Content-Type: text/plain; charset=UTF-8\r\n"
				       "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
				       "Ol=C3=A1 =3D 1\r\n=2Eponto\r\n=46rom aqui=20\r\n");
}

/* RFC 5321 section 4.5.3.1.6 allows 998; RFC 2045 and 2047 want 76 and whole characters. */
static void no_line_is_too_long_and_no_character_is_torn(void **state)
{
	struct mail_text mail = letter();
	char words[600] = "";
	struct err err;
	CLEANUP(buf_done) struct buf out = {0};
	(void)state;
	for (int i = 0; i < 60; i++)
		(void)strcat(words, "ação ");
	mail.subject = words;
	mail.body = text_of(words);
	mail.attachments = &(struct mail_attachment){"a.pdf", "application/pdf", text_of(words + 300)};
	buf_init(&out, 20000);
	assert_int_equal(mail_text_write(&mail, &out, &err), OK);
	struct text rest = buf_view(&out);
	struct text line;
	while (text_next(&rest, '\n', &line)) {
		assert_true(line.len <= 78);
		if (text_starts(text_trim(line), "=?UTF-8?Q?"))
			assert_null(memmem(line.at, line.len, "=C3?=", 5));
	}
}

static void nothing_breaks_a_header(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		struct mail_text mail = letter();
		struct err err;
		CLEANUP(buf_done) struct buf out = {0};
		buf_init(&out, 10000);
		if (i == 0)
			mail.to = "fulano@exemplo.invalid\r\nBcc: outro@exemplo.invalid";
		if (i == 1)
			mail.reply_to = "a b@exemplo.invalid";
		if (i == 2)
			mail.id = "x>y@exemplo.invalid";
		if (i == 3)
			mail.from = "é@exemplo.invalid";
		/* Names and subjects are encoded: they bring no line of their own. */
		if (i == 4)
			mail.subject = mail.from_name = "x\r\nBcc: outro@exemplo.invalid";
		assert_int_equal(mail_text_write(&mail, &out, &err), i == 4 ? OK : ERR_FORMAT);
		assert_null(out.len > 0 ? strstr(out.bytes, "\nBcc:") : NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_has_exactly_these_bytes),
		cmocka_unit_test(no_line_is_too_long_and_no_character_is_torn),
		cmocka_unit_test(nothing_breaks_a_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
