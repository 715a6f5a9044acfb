/* The letter of authorisation (carta de anuência) as a PDF page, to be signed and sent inside an AC or AD.
 *
 * libharu is met here only. The same input gives the same bytes: dates of the document come from signed_on. Portuguese
 * text, ISO-8859-1 repertoire; a character outside it is written as on the wire (translit.h). Pure: no clock, no file.
 * Source: Lei 9.492/1997 arts. 16 and 26 par. 1. Proof: tests/unit/wire/letter_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "domain/date.h"

/* All of it is needed. Strings are UTF-8; tax ids without punctuation. */
struct letter {
	const char *creditor_name;
	const char *creditor_taxid;
	const char *debtor_name;
	const char *debtor_taxid;
	const char *title_number;
	const char *species; /* "DMI" */
	const char *protocol;
	const char *notary; /* code within the município */
	const char *place;  /* município */
	struct date protocol_on;
	struct date signed_on;
	int64_t amount_cents;
};

/* ERR_RANGE: a part is missing or does not fit the page, named in reterr->field. ERR_NO_MEMORY. */
MUST_CHECK enum rc letter_write(struct arena *arena, const struct letter *letter, struct text *ret_pdf,
				struct err *reterr);
