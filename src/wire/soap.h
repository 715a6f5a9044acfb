/* SOAP 1.1 rpc/encoded envelopes as the CRAs speak them: string arguments in, one string out.
 *
 * The argument's text goes in CDATA (split where it holds "]]>") or with escaped entities, as the profile says.
 * Source: WSDL of the CRA21 service; SOAP 1.1. Proof: tests/unit/wire/soap_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct soap_argument {
	const char *name;
	struct text value;
};

/* The UTF-8 or ISO-8859-1 declaration follows `encoding`; values must be ASCII. */
MUST_CHECK enum rc soap_write(struct arena *arena, const char *namespace_uri, const char *operation,
			      const char *encoding, bool cdata, const struct soap_argument *arguments, int count,
			      struct text *ret_envelope, struct err *reterr);

/* The text of the `return` part (or of the only leaf) of an answer. A SOAP fault is ERR_REJECTED with its words; an
 * answer that is no envelope is ERR_UNREADABLE. */
MUST_CHECK enum rc soap_read(struct arena *arena, struct text envelope, struct text *ret_value, struct err *reterr);
