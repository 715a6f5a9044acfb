/* A letter to one recipient by SMTP, with an outcome that tells whether the server may have taken it.
 *
 * Fixed for every call: TLS (1.2 or later, after STARTTLS or from the first byte, peer and host verified) or nothing, a
 * connection of its own, no proxy from the environment, no signals. The bytes are a whole message (RFC 5322) with CRLF;
 * dots are stuffed here. Passwords are neither logged nor named in errors. Blocks up to the time-outs. Not thread safe
 * before the first http_client_new() of the process. libcurl is met in this folder only.
 * Sources: RFC 5321 sections 4.2 and 4.5.3.2 (after the end of DATA the server has the letter only when it says so).
 * Proof: tests/journey/mail_that_is_cut_is_in_doubt.sh, against a real server */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

#define MAIL_ANSWER_BYTES 300

struct mail_server {
	const char *server; /* "mail.example:587" */
	bool implicit_tls;
	const char *user; /* "" or NULL for none */
	const char *password;
	const char *ca_file; /* PEM anchors; "" or NULL for the system's */
	int connect_timeout_ms;
	int total_timeout_ms;
};

struct mail_letter {
	const char *from; /* of the envelope: bounces go there */
	const char *to;
	struct text bytes;
};

struct mail_answer {
	int code;                      /* 250; 0 when the server said nothing */
	char words[MAIL_ANSWER_BYTES]; /* its last line, printable */
};

/* OK: the server has taken it. ERR_REJECTED: it refuses this recipient or this letter for good. ERR_TRANSIENT: it has
 * not taken it, and may later. ERR_IN_DOUBT: the whole letter had left, and no answer came. ERR_CREDENTIALS: user or
 * password refused. ERR_CONFIG: no TLS there, a file that is missing, or an address of a server that is none.
 * ERR_RANGE: an address that no envelope takes. ERR_NO_MEMORY. *ret_answer tells what was said in every case. */
MUST_CHECK enum rc mail_send(const struct mail_server *server, const struct mail_letter *letter,
			     struct mail_answer *ret_answer, struct err *reterr);
