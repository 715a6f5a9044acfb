/* A file CONVEM04 (PEFIN) as this counterparty reads it: 600 columns, CR LF, to the letter.
 *
 * The reader gives every line that it finds, with the codes of its form. A code on the file itself (002-005, 013,
 * 018-021, 024, 033, 034, 081, 391, 001) means that nothing of it is taken. What no conforming sender does is noted in
 * `violation` besides; the cheque overlay and records 2 and 3 (boleto) are not read: they are refused.
 * Source: PEFIN layout CONVEM04, records 0, 1 and 9. Proof: tests/unit/apontasim/serasa_convem_test.c */
#pragma once

#include "apontasim/serasa/books.h"
#include "base/arena.h"

#define CONVEM_COLUMNS 600

struct convem_line {
	const char *columns; /* 600, terminated; blanks behind a line that is shorter */
	char operation;      /* of a detail: 'I', 'E'; 0 for header and trailer */
	struct debt debt;
	int motive; /* of an exclusion; -1: none that is a number */
	struct codes codes;
	const char *violation; /* NULL: its form is right */
};

struct convem {
	struct convem_line *lines; /* header, details, trailer, as far as they are there */
	int count;
	struct codes codes; /* of the file */
	const char *violation;
	char root[9];       /* of the informant's CNPJ */
	int remessa;        /* its number; 0 when it is none */
	char department[5]; /* diferencial de remessa, blanks cut */
	struct date moved_on;
};

/* ERR_NO_MEMORY only: a file of any bytes is read, and says by its codes what is wrong with it. */
MUST_CHECK enum rc convem_read(struct arena *arena, struct text bytes, struct convem *ret_file, struct err *reterr);

/* The return file: every line as it came, forced to 600 columns, header 'R', codes at 534. Numbers that were blank at
 * 489 to 524 come back as zeros, as real returns have them. */
void convem_write_return(const struct convem *file, struct buf *out);

/* An informational movement (header 'I'): records of operation C, one a code, of debts in the books. */
struct convem_news {
	const struct debt *debt;
	const char *code;
};
void convem_write_news(struct buf *out, const char *creditor_root, struct date on, int number,
		       const struct convem_news *news, int count);
