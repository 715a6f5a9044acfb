/* SOAP 1.1 rpc/encoded envelopes as the CRAs speak them: string arguments in, one string out.
 *
 * A document in an argument goes in CDATA (split where it holds "]]>") or with escaped entities, as the profile says;
 * a plain value is escaped either way. The arena owns what is returned.
 * Source: WSDL of the CRA21 service; SOAP 1.1. Proof: tests/unit/wire/soap_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct soap_argument {
	const char *name;
	struct text value;
};

/* The XML declaration names `encoding`, "UTF-8" or "ISO-8859-1", so values must be ASCII: ERR_RANGE names the argument
 * and the place of the first byte that is not (or that XML cannot carry). A CR in CDATA reaches the other side as LF,
 * as XML has it. */
MUST_CHECK enum rc soap_write(struct arena *arena, const char *namespace_uri, const char *operation,
			      const char *encoding, bool cdata, const struct soap_argument *arguments, int count,
			      struct text *ret_envelope, struct err *reterr);

/* The text of the `return` part (or of the only leaf) of an answer, as UTF-8 whatever the envelope was; prefixes are
 * free. When that text is a document with a declaration of its own, the declared encoding is not the one of these
 * bytes: read it with xml_parse_lenient(). A SOAP fault is ERR_REJECTED with its words, and reterr->remote is its
 * code. ERR_UNREADABLE: no whole envelope, or more than one part that could be meant. */
MUST_CHECK enum rc soap_read(struct arena *arena, struct text envelope, struct text *ret_value, struct err *reterr);
