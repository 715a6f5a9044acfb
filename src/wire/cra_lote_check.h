/* What is wrong in a file of lotes: one walk, one lote in hand at a time. Used by the cra_lote_*.c files only. */
#pragma once

#include "wire/cra_lote_layout.h"

/* A lote while it is being checked. */
struct lote_check {
	int number; /* from 1 */
	bool open;
	bool has_header;
	bool damaged; /* a line could not be read: sums would only repeat that */
	struct record header;
	char header_place[96];
	struct text comarca; /* CodMun */
	enum lote_money money;
	long records;
	long titles;              /* records with t22 = 1 */
	long indications_records; /* h11 by either reading: records or titles */
	long indications_titles;
	int64_t balance_cents; /* -1: cannot be had */
	long next_line;
	int last_control;           /* t22 of the record before */
	struct record first_debtor; /* the title's first record, for what its co-debtors must repeat */
	bool has_first_debtor;
};

struct lote_checker {
	enum lote_kind kind;
	bool columns;
	struct report *report;
	struct arena *arena;
	struct field_variants variants;
	struct lote_check lote;
	char place[96];
};

/* One finding on field `number` of `record`. */
#define LOTE_FIND(checker, level, record, number, rule, ...)                                                           \
	field_find((checker)->report, level, (checker)->place, (record)->layout, number, rule, __VA_ARGS__)

/* The rules of one transaction that tables cannot say. */
void lote_check_transaction(struct lote_checker *checker, const struct record *record);
/* Sums, counts and sequence of a lote that ends with `trailer`. */
void lote_check_totals(struct lote_checker *checker, const struct record *trailer);

/* A number field; -1 when it is empty or no number. */
long lote_count(const struct record *record, int number);

MUST_CHECK enum rc lote_check_columns(struct arena *arena, enum lote_kind kind, struct text bytes,
				      struct report *report, struct err *reterr);
MUST_CHECK enum rc lote_check_xml(struct arena *arena, enum lote_kind kind, struct text bytes, struct report *report,
				  struct err *reterr);
/* The same on a document that is parsed already. */
MUST_CHECK enum rc lote_check_root(struct arena *arena, enum lote_kind kind, xmlNodePtr root, struct report *report,
				   struct err *reterr);
