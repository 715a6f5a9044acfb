/* A letter as SMTP takes it: RFC 5322 with MIME, byte for byte, before it leaves.
 *
 * One text/plain part in UTF-8 (quoted-printable), and attachments. Header values are encoded (RFC 2047), so that no
 * name can bring a header of its own. The same letter gives the same bytes: the boundary follows from its id.
 * Proof: tests/unit/wire/mail_text_test.c; other people's reader in tests/journey */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "domain/date.h"

struct mail_attachment {
	const char *name; /* plain ASCII, without quotes */
	const char *type; /* "application/pdf" */
	struct text base64;
};

struct mail_text {
	const char *id; /* of the Message-ID, without its angle brackets: "ntc_…@example.com" */
	const char *from;
	const char *from_name; /* UTF-8 */
	const char *to;
	const char *reply_to; /* "" for none */
	const char *subject;  /* UTF-8 */
	struct date on;
	const char *time; /* "09:00:00 -0300" */
	struct text body; /* UTF-8, lines end with \n */
	const struct mail_attachment *attachments;
	int attachments_count;
};

/* Whole, with CRLF. Ask buf_failed(). ERR_FORMAT: an address, an id or a name of a file that would break a header. */
MUST_CHECK enum rc mail_text_write(const struct mail_text *mail, struct buf *out, struct err *reterr);
