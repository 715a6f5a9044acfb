/* What Serasa sends back in CONVEM04, as records: the columns only; what a code means is the channel's business.
 *
 * A return (R) is a remessa of ours with codes at 534-593, and Serasa may have changed anything else in it: a record is
 * known by the number of the remessa and its own sequence. An informational file (I) begins at Serasa: its records are
 * known by documents and contract. Lines may come in another order, end with LF only, or be cut; what can be read is
 * given, the rest is counted and told in `report` with its line. Slices point into `bytes` or the arena.
 * Sources: layout CONVEM04. Proof: tests/unit/wire/convem_read_test.c */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "wire/report.h"

/* One detail (record 1). */
struct convem_answer {
	int line;       /* of the file, from 1 */
	char operation; /* 'I', 'E', 'C', or what stands there */
	int sequence;   /* of the record in its remessa; 0: of a file that begins at Serasa, or it cannot be read */
	char principal[15];
	char guarantor[15]; /* "" for the principal's record */
	char contract[17];
	struct text codes; /* 60 bytes: 20 codes of three digits, blanks or zeros behind them */
};

/* From one header to the next; a folder's transport may have put two files into one. */
struct convem_answers {
	int line; /* of the header */
	char way; /* 'R' or 'I' */
	int number;
	char root[9]; /* of the informant's CNPJ */
	char area[5];
	struct text header_codes;
	struct text trailer_codes; /* empty where the file was cut */
	bool has_trailer;
	struct convem_answer *items; /* in the file's order */
	int count;
};

struct convem_return {
	struct convem_answers *parts;
	int parts_count;
	int unreadable_count; /* lines that were left out, and a trailer that is missing */
};

/* ERR_UNREADABLE: no line is a header of CONVEM04 that came from Serasa; ERR_NO_MEMORY. */
MUST_CHECK enum rc convem_read(struct arena *arena, struct text bytes, struct convem_return *ret_return,
			       struct report *report, struct err *reterr);
