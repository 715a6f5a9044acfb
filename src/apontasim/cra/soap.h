/* SOAP 1.1 rpc/encoded as a CRA serves it: string arguments in, one string out.
 *
 * Source: WSDL of the CRA21 service. Proof: tests/unit/apontasim/primitives_test.c */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define ARGUMENTS_MAX 8

struct call {
	const char *operation; /* local name of the element in the Body */
	const char *namespace_uri;
	struct {
		const char *name;
		const char *value;
	} arguments[ARGUMENTS_MAX];
	int arguments_count;
};

/* ERR_FORMAT: not an envelope with one operation of plain string arguments. */
MUST_CHECK enum rc soap_in(struct arena *arena, struct text envelope, struct call *ret_call, struct err *reterr);

/* The texts are UTF-8; `latin1` writes the whole in ISO-8859-1, as the PHP services do. */
void soap_out(struct buf *out, const struct call *call, struct text value, bool latin1);
void soap_fault(struct buf *out, const char *words, bool latin1);
