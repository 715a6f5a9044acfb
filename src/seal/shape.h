/* The one shape of a ds:Signature that this house makes and takes, checked element by element before xmlsec looks.
 *
 * One Reference; listed algorithms only; the whole document (URI "") or one plain file name; KeyInfo with X509Data and
 * nothing else; no Object, so no manifest. Everything else is refused by name, whatever a library would make of it.
 * Proof: tests/unit/seal/verify_test.c */
#pragma once

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/err.h"

#define SHAPE_CERTIFICATES_MAX 8

struct shape {
	bool detached;
	const char *reference;        /* the file name of a detached signature, "" otherwise; in the arena */
	const char *signature_method; /* the URI; in the arena */
	xmlNodePtr certificates[SHAPE_CERTIFICATES_MAX]; /* ds:X509Certificate */
	int certificate_count;
};

/* ERR_INTEGRITY names what does not fit. */
MUST_CHECK enum rc shape_read(struct arena *arena, xmlNodePtr signature, struct shape *ret_shape, struct err *reterr);

/* A name that may stand in a Reference: letters, digits, '.', '_' and '-', not first a dot or a dash, up to 100. */
bool shape_is_file_name(const char *name);
