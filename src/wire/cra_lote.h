/* Remessa, confirmação, retorno and andamento: lotes of header, transactions and trailer, as XML in both shapes and
 * as 600 columns.
 *
 * The writer follows the profile; the reader takes the variants that CRAs send and says what it found. The typed
 * records below are what the channel works with; the JSON of `apontactl wire` keeps the raw text of each field.
 * Sources: Layout Único 4.3 (header, transaction, trailer by number); CRA21 manual (XML). Proof:
 * tests/unit/wire/cra_lote_test.c, tests/golden/cra_lote/ */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/protest.h"
#include "wire/report.h"

enum cra_shape {
	CRA_SHAPE_COMARCA, /* <remessa><comarca CodMun=…>hd tr tl</comarca> */
	CRA_SHAPE_FLAT,    /* <remessa>hd tr tl hd tr tl */
	CRA_SHAPE_600,     /* text, 600 columns */
};
enum cra_money {
	CRA_MONEY_CENTS,   /* 00000000063558 */
	CRA_MONEY_DECIMAL, /* 635.58 */
};

/* How a profile wants its files; all of it comes from conf/profiles. */
struct cra_dialect {
	enum cra_shape shape;
	enum cra_money money;     /* cents are always zero filled: bare ones could be taken for reais */
	bool padded;              /* numbers zero filled to their width in XML ("0001"), or bare ("1") */
	bool names_file;          /* <nome_arquivo> in the XML */
	bool kinds_count_records; /* h11/h12 count every record, or titles only */
	const char *line_end;     /* 600 columns: "\r\n" or "\n" */
};

/* Who presents; header and the creditor's part of each transaction. Plain text, transliterated by the writer. */
struct cra_presenter {
	const char *code;           /* 3 characters; longer ones go to h16 with h02 = 999 */
	const char *name;           /* h03 */
	const char *agency;         /* t03, 10 to 15 characters */
	const char *central_agency; /* h13, "" for none */
	const char *creditor_name;  /* t04, t05 */
	const char *creditor_taxid; /* t06 */
	const struct address *creditor_address;
};

/* One lote to be written: the titles of one comarca. */
struct cra_lote {
	char comarca_ibge[8];
	const char *comarca_name; /* t19, the place of protest */
	int sequence;             /* h08, per presenter and município */
	const struct title *const *titles;
	int titles_count;
};

/* The bytes of a remessa. A field that does not fit after transliteration is ERR_RANGE naming title and field; values
 * are never cut in silence. All lotes or none. */
MUST_CHECK enum rc cra_remessa_write(struct arena *arena, const struct cra_dialect *dialect,
				     const struct cra_presenter *presenter, const char *file_name, struct date moved_on,
				     const struct cra_lote *lotes, int lotes_count, struct text *ret_bytes,
				     struct err *reterr);

/* Would this title fit? The same checks as the writer's, without writing; for eligibility. */
MUST_CHECK enum rc cra_title_fits(const struct cra_presenter *presenter, const struct title *title, struct err *reterr);

enum cra_lote_kind { CRA_CONFIRMACAO, CRA_RETORNO, CRA_ANDAMENTO };

/* One record as told, with the lote it came in. */
struct cra_told {
	struct told told;
	int lote;   /* from 1 */
	int record; /* from 1 in the lote */
};

/* Read an answer in whichever of the three shapes it comes. `report` collects variants and violations; a file that
 * violates a total is still read, as its records may be right. A record whose key or numbers cannot be read is left
 * out and reported as a violation. ERR_UNREADABLE when it is not such a file at all. A `<relatorio>` that only says
 * that there is nothing (codes 0003 to 0008) gives no records; one that refuses to answer is ERR_REJECTED with its code
 * in reterr->remote. A co-debtor's record (field 22 above 1) tells the same title again and gives none of its own.
 * Amounts are exact: a point means reais, zero fill means cents, and bare digits are reais unless the trailer proves
 * cents (cra_lote_money.c). */
MUST_CHECK enum rc cra_lote_read(struct arena *arena, enum cra_lote_kind kind, struct text bytes,
				 struct cra_told **ret_records, int *ret_count, struct report *report,
				 struct err *reterr);
