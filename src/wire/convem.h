/* The files of Serasa by convênio: CONVEM04 (PEFIN) and CONVEM01 (REFIN), 600 columns each, and what comes back.
 *
 * Both say the same at different places, so a table of roles tells the checker where each thing stands; 0 is a field
 * that the record does not have. The detail of CONVEM04 has four forms: a cheque (nature DC) has its parts where other
 * debts have contract and nosso número, and an informant for others names the creditor at the end of the record.
 * Sources: layouts CONVEM04 and CONVEM01; the codes are those of the return. Used by convem*.c only.
 * Proof: tests/unit/wire/convem_test.c, tests/golden/serasa */
#pragma once

#include "wire/columns.h"

#define CONVEM_WIDTH       600
#define CONVEM_CODE_DIGITS 3

/* The columns of the uses. */
enum convem_kind {
	CONVEM_INCLUDE,
	CONVEM_INCLUDE_GUARANTOR,
	CONVEM_EXCLUDE,
	CONVEM_EXCLUDE_GUARANTOR,
	CONVEM_ANSWERED, /* a record that came back: Serasa may have changed it */
};

extern const char *const convem_kind_names[LAYOUT_KINDS];

/* Someone by document; the RG belongs to natural persons. */
struct convem_person {
	int person; /* F or J */
	int kind;   /* 1 CNPJ, 2 CPF */
	int taxid;  /* 15 digits, zero filled */
	int rg_kind;
	int rg;
	int rg_uf;
};

struct convem_header {
	const struct layout *layout;
	int taxid_root, moved_on, identification, number, way, area, codes;
	int ddd, phone, contact, logon; /* CONVEM04 only */
};

struct convem_detail {
	const struct layout *layout;
	int operation, branch, occurred_on, ends_on, nature, motive;
	struct convem_person principal;
	struct convem_person guarantor;
	int name, born_on, street, uf, cep, amount;
	int district, city, complement;            /* for the writer: CONVEM04 only */
	int contract, contract_len;                /* of a cheque: where its parts begin, and their length together */
	int bank, agency, cheque, alinea, account; /* of a cheque */
	int ddd, phone, committed_on, committed_amount, sms, notice;
	struct convem_person creditor;
	int creditor_name, creditor_product;
	int codes, sequence;
};

struct convem_file {
	const char *identification;
	const struct convem_header *header;
	const struct convem_detail *const *details; /* NULL-ended */
	const struct layout *boleto;                /* NULL when the file has no such records */
	const struct layout *trailer;
	int trailer_codes;
	const struct layout *(*layout_of)(struct text line);
	const struct layout *const *layouts; /* NULL-ended */
};

extern const struct convem_file convem04;
extern const struct convem_file convem01;

/* Which way a file went. */
enum convem_way { CONVEM_SENT, CONVEM_RETURNED, CONVEM_EITHER };

MUST_CHECK enum rc convem_check(struct arena *arena, const struct convem_file *file, enum convem_way way,
				struct text bytes, struct report *report, struct err *reterr);

/* One detail record, wherever it stands in its file. */
struct convem_look {
	const struct convem_detail *detail;
	const struct record *record;
	enum convem_kind kind;
	const char *place;
	struct date moved_on; /* the header's; DATE_NONE when it cannot be read */
	struct text root;     /* of the informant's CNPJ, 8 characters; empty when it cannot be read */
	struct report *report;
};

bool convem_has_guarantor(const struct convem_detail *detail, const struct record *record);
void convem_check_detail(const struct convem_look *look);
/* The codes of a record that came back, each as a note; what is no code is a violation. Returns how many there are. */
int convem_tell_codes(const struct record *record, int number, const char *place, struct report *report);
