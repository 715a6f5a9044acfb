/* The bodies of Serasa's REST interface "PEFIN V8": a debt, a guarantor, and what the webhook tells.
 *
 * A table of fields drives reader, checker and printed layout. `fields` of the decoded JSON is the body read by that
 * table: each value as text under one name, whichever of its places it stood in; `body` is the body itself, with every
 * digit as it was written. What the interface's document leaves open is taken in each of its forms and told as a note.
 * Source: PEFIN V8 document of 2026. Used by pefin*.c only. Proof: tests/unit/wire/pefin_test.c, tests/golden/serasa */
#pragma once

#include "wire/json_exact.h"
#include "wire/report.h"

#define PEFIN_RULE "PEFIN V8"

enum pefin_type {
	PEFIN_OBJECT,
	PEFIN_TEXT,
	PEFIN_ANY,      /* nothing is known of its values */
	PEFIN_CONSTANT, /* "PEFIN" */
	PEFIN_VALUE,    /* a number of reais, 10.00 or more */
	PEFIN_AMOUNT,   /* reais as text; a number is told of */
	PEFIN_WHOLE,    /* a whole number */
	PEFIN_FLAG,     /* true, false or a short text: the document has both */
	PEFIN_DUE,      /* 2026-01-31, a day that has gone */
	PEFIN_DATE,     /* 2026-01-31; 8 digits are told of: the document has both lengths */
	PEFIN_PERSON,   /* CPF or CNPJ without punctuation */
	PEFIN_COMPANY,  /* CNPJ likewise */
	PEFIN_NATURE,
	PEFIN_MOTIVE,
	PEFIN_STATE,
	PEFIN_CEP,
	PEFIN_EMAIL,
	PEFIN_LINES, /* texts, PEFIN_LINES_MAX of them */
	PEFIN_UUID,
	PEFIN_STATUS, /* a number or a text of digits: the document has both */
};

#define PEFIN_LINES_MAX 8

enum pefin_need {
	PEFIN_REQUIRED, /* wherever the object around it stands */
	PEFIN_OPTIONAL,
	PEFIN_UNSURE,   /* whether it may be left out is not published */
	PEFIN_GLOSSARY, /* explained in the document, in none of its templates */
};

struct pefin_field {
	const char *path;  /* "debtor.address.city" */
	const char *other; /* where the webhook of an exclusion has it; NULL: there too, or nowhere else */
	const char *name;  /* in `fields`; NULL for objects */
	enum pefin_type type;
	int length; /* characters, or digits of a number; 0: not published */
	enum pefin_need need;
};

struct pefin_body {
	const char *format; /* "pefin-debt" */
	const struct pefin_field *fields;
	int fields_count;
	bool told; /* it comes to us: what is odd is noted, not refused */
};

extern const struct pefin_body pefin_debt_body;
extern const struct pefin_body pefin_guarantor_body;
extern const struct pefin_body pefin_webhook_body;

const char *pefin_type_name(enum pefin_type type);

/* The value at "debtor.address.city"; NULL when it or an object above it is not there, or null. */
const struct exact *pefin_value(const struct exact *root, const char *path);
/* The value of a field in the first of its places that has one. */
const struct exact *pefin_field_value(const struct exact *root, const struct pefin_field *field);

/* "inclusion" or "exclusion", by which members a webhook has; "inclusion" too when it has none that tells. */
const char *pefin_webhook_event(const struct exact *root);
bool pefin_webhook_tells(const struct exact *root);
bool pefin_webhook_failed(const struct exact *root); /* `error` is there and not null */

/* Every violation and note of `root`. ERR_NO_MEMORY only. */
MUST_CHECK enum rc pefin_check_body(const struct pefin_body *body, const struct exact *root, struct report *report,
				    struct err *reterr);
