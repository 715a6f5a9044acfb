/* The letter of authorisation (carta de anuência) as a PDF page, to be signed and sent inside an AC or AD.
 *
 * libharu is met here only. The same input gives the same bytes. Portuguese text, ISO-8859-1 repertoire.
 * Source: Lei 9.492/1997 art. 26 par. 1. Proof: tests/unit/wire/letter_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/date.h"

struct letter {
	const char *creditor_name;
	const char *creditor_taxid;
	const char *debtor_name;
	const char *debtor_taxid;
	const char *title_number;
	const char *species;
	const char *protocol;
	const char *notary;
	const char *place; /* município */
	struct date protocol_on;
	struct date signed_on;
	int64_t amount_cents;
};

MUST_CHECK enum rc letter_write(struct arena *arena, const struct letter *letter, struct text *ret_pdf,
				struct err *reterr);
