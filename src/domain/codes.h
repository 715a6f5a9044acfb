/* Code tables of the counterparties: what a code means, which field it speaks of, what a person does about it.
 *
 * Data only: the tables come from conf/codes, so that compliance can mend a text without a new build. A book may hold
 * tables of several bureaus; a code that is asked for under one bureau is never answered from another.
 * Proof: tests/unit/domain/codes_test.c */
#pragma once

#include "base/attributes.h"
#include "base/text.h"

#define CODES_PER_TABLE_MAX 400
#define CODE_TABLES_MAX     16

/* What the source says of a code. */
enum code_kind {
	CODE_REJECTION,   /* of a return: the record was refused */
	CODE_INFORMATION, /* of a return: something happened, nothing was refused */
	CODE_UNMARKED,    /* the source does not say what it is */
	CODE_OLD,         /* stands only in an older table */
	CODE_NATURE,
	CODE_BY_CREDITOR, /* a motive that the creditor may give */
	CODE_BY_BUREAU,   /* a motive that only the bureau gives */
	CODE_BY_REST,     /* a motive of the REST interface; of the file it is not known */
	CODE_TYPE,        /* a type of person, document or debtor */
};

struct code_entry {
	char code[24]; /* "059", "CS_AUT001.E1.5.2" */
	enum code_kind kind;
	char meaning[121]; /* Portuguese, as the counterparty has it */
	char field[97];    /* the field to look at; "" for none */
	char todo[241];    /* what to correct */
};

struct code_table {
	char bureau[17]; /* "serasa" */
	char name[25];   /* "return-codes", "natures", "motives" */
	struct code_entry entries[CODES_PER_TABLE_MAX];
	int entries_count;
};

struct code_book {
	const struct code_table *tables[CODE_TABLES_MAX];
	int tables_count;
};

const char *code_kind_name(enum code_kind kind); /* "rejection" */

const struct code_table *code_table_find(const struct code_book *book, const char *bureau, const char *name);
const struct code_entry *code_find(const struct code_table *table, struct text code); /* NULL table gives NULL */

/* A bureau other than `bureau` whose table of this name has the code; NULL when there is none. */
const char *code_other_bureau(const struct code_book *book, const char *bureau, const char *name, struct text code);
