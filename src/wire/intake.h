/* The drop folder's files: CSV (RFC 4180, header line, ',' or ';') and JSON lines, turned into records row by row.
 *
 * A row that is wrong gives an error that names line, field, rule and what would be right; the other rows go on. The
 * columns are one table (intake_columns.def) that also makes the documentation (`apontactl intake columns`). Money is
 * decimal text ("1234.56"), dates are ISO, text is UTF-8. Blanks around a value do not count; a value is never cut.
 *
 * A row of more than LIMIT_INTAKE_LINE_BYTES is an error of that row. A quote that is not closed rejects its line
 * only: reading goes on with the line after it. Rows that are the same twice are the caller's business.
 * The reader takes one scratch area from the arena at the start and nothing a row, so memory does not grow with the
 * file; time is linear. Does not block. Proof: tests/unit/wire/intake_test.c (values), intake_file_test.c (files) */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/mark.h"
#include "domain/pay_way.h"
#include "domain/payer.h"
#include "domain/protest.h"
#include "domain/removal.h"

enum intake_kind { INTAKE_INVOICE, INTAKE_CODEBTOR, INTAKE_PAYMENT, INTAKE_EVENT, INTAKE_RECEIPT };

struct intake_row {
	enum intake_kind kind;
	int line;        /* from 1, of the file; the first line of a row that has several */
	struct text raw; /* the row as it came */
	char creditor[33];
	char invoice[65]; /* the platform's id of the invoice, unique for a creditor */
	/* INTAKE_INVOICE */
	char ladder[49]; /* "" is the default ladder */
	char number[12]; /* número do título, transliterated */
	char species[4];
	struct date issued_on;
	struct date due_on;
	int64_t amount_cents;
	int64_t balance_cents;
	char endorsement;         /* 'M', 'T' or ' ' */
	char acceptance;          /* 'A' or 'N' */
	char declaration;         /* annex 3 of the layout, or ' ' */
	char document_sha256[65]; /* proof of the debt, lower-case hex; "" for none */
	char requested_by[65];    /* person or system that asked for it at the platform; "" when not told */
	struct payer_facts payer; /* how the debtor pays */
	unsigned marks;           /* 1 << enum mark */
	char pix[PAY_PIX_BYTES];  /* how the debtor can pay; each "" for none */
	char boleto_line[PAY_BOLETO_BYTES];
	char pay_link[PAY_LINK_BYTES];
	int64_t interest_cents; /* besides the balance; 0 when not told */
	int64_t fine_cents;
	/* INTAKE_INVOICE and INTAKE_CODEBTOR */
	struct debtor debtor;
	/* INTAKE_PAYMENT */
	char payment[65]; /* the platform's id of the payment, unique for a creditor */
	int64_t paid_cents;
	char received_at[33]; /* ISO 8601 instant with its zone, as it came */
	char cleared_at[33];  /* "" while it is not cleared */
	/* INTAKE_EVENT */
	enum removal_cause cause;
	char why[241];
	char reverses[65]; /* the payment that came back */
	/* INTAKE_EVENT and INTAKE_RECEIPT */
	char at[33]; /* when it happened, as it came; "" when not told */
	/* INTAKE_RECEIPT */
	char notice[65]; /* our id of the notice */
	bool delivered;  /* false: it failed */
	char proof[241];
};

enum intake_syntax { INTAKE_CSV, INTAKE_JSON_LINES };

struct intake_reader;

/* The syntax by file name: .csv, .jsonl, .ndjson. ERR_UNKNOWN. */
MUST_CHECK enum rc intake_syntax_of(const char *file_name, enum intake_syntax *ret_syntax, struct err *reterr);

/* Start reading `bytes` (which must stay). A CSV header with an unknown, missing or repeated column is an error of
 * the whole file (ERR_FORMAT, place "line 1"). ERR_NO_MEMORY. */
MUST_CHECK enum rc intake_open(struct arena *arena, enum intake_syntax syntax, struct text bytes,
			       struct intake_reader **ret_reader, struct err *reterr);

/* The next row. OK with *ret_more false at the end. ERR_FORMAT, ERR_RANGE, ERR_CHECK_DIGIT, ERR_UNKNOWN: this row is
 * rejected (reterr names "line N" and the field; *ret_more is true, and of ret_row only line and raw are set); go on
 * calling. */
MUST_CHECK enum rc intake_next(struct intake_reader *reader, struct intake_row *ret_row, bool *ret_more,
			       struct err *reterr);

const char *intake_kind_name(enum intake_kind kind); /* "invoice", "codebtor", "payment", "event", "receipt" */

/* One value of a person, by the name of its column, read into `debtor` as a row's would be; "" empties a column that
 * need not be there. The tax id says who the person is, and is no such column. ERR_UNKNOWN: no column of a person; else
 * as of intake_next, with the field set. */
MUST_CHECK enum rc intake_read_person(struct text column, struct text value, struct debtor *debtor, struct err *reterr);
/* What no value tells alone: the city lies in the state. */
MUST_CHECK enum rc intake_check_person(const struct debtor *debtor, struct err *reterr);
/* The value as text, "" for none and for a column that is not one of a person; `out` has room for every column. */
#define INTAKE_PERSON_TEXT_BYTES 161
const char *intake_person_text(struct text column, const struct debtor *debtor, char out[INTAKE_PERSON_TEXT_BYTES]);

struct intake_column {
	const char *name;
	const char *kinds; /* "invoice", "invoice codebtor", "payment", "event", "all" */
	bool required;     /* in the rows of these kinds */
	const char *form;  /* "decimal, 2 places", "ISO date", … */
	const char *meaning;
};
const struct intake_column *intake_columns(size_t *ret_count);
