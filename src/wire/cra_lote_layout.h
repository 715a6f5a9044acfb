/* The tables of remessa, confirmação, retorno and andamento, and the walk over a file in any of its three shapes.
 *
 * Used by the cra_lote_*.c files only. */
#pragma once

#include "wire/cra_lote.h"
#include "wire/field.h"

/* The columns of the uses. */
enum lote_kind { LOTE_TPR, LOTE_CRT, LOTE_RTP, LOTE_AND };

extern const struct layout lote_header;
extern const struct layout lote_transaction;
extern const struct layout lote_trailer;
extern const char *const lote_kind_names[LAYOUT_KINDS]; /* "TPR" … */

#define LOTE_WIDTH 600

/* Header fields. */
enum {
	H_RECORD = 1,
	H_PRESENTER,
	H_PRESENTER_NAME,
	H_MOVED_ON,
	H_SENDER,
	H_RECEIVER,
	H_TYPE,
	H_SEQUENCE,
	H_RECORDS,
	H_TITLES,
	H_INDICATIONS,
	H_ORIGINALS,
	H_CENTRAL_AGENCY,
	H_VERSION,
	H_COMARCA,
	H_COMPLEMENT,
	H_LINE,
};

/* Transaction fields. */
enum {
	T_RECORD = 1,
	T_PRESENTER,
	T_AGENCY,
	T_CREDITOR,
	T_DRAWER,
	T_DRAWER_TAXID,
	T_DRAWER_STREET,
	T_DRAWER_CEP,
	T_DRAWER_CITY,
	T_DRAWER_UF,
	T_NOSSO_NUMERO,
	T_SPECIES,
	T_NUMBER,
	T_ISSUED_ON,
	T_DUE_ON,
	T_CURRENCY,
	T_AMOUNT,
	T_BALANCE,
	T_PLACE,
	T_ENDORSEMENT,
	T_ACCEPTANCE,
	T_DEBTOR_CONTROL,
	T_DEBTOR,
	T_TAXID_KIND,
	T_TAXID,
	T_DOCUMENT,
	T_STREET,
	T_CEP,
	T_CITY,
	T_UF,
	T_NOTARY,
	T_PROTOCOL,
	T_OCCURRENCE,
	T_PROTOCOL_ON,
	T_NOTARY_FEE,
	T_DECLARATION,
	T_OCCURRED_ON,
	T_IRREGULARITY,
	T_DISTRICT,
	T_DISTRIBUTION,
	T_DISTRIBUTION_RECORD,
	T_RECORDING,
	T_BANK_OPERATION,
	T_BANK_CONTRACT,
	T_INSTALMENT,
	T_DRAFT_KIND,
	T_MORE_IRREGULARITIES,
	T_BANKRUPTCY,
	T_INSTRUMENT,
	T_OTHER,
	T_COMPLEMENT,
	T_LINE,
	T_PHONE,
	T_EMAIL,
	T_DIGITABLE_1,
	T_DIGITABLE_2,
};

/* Trailer fields. */
enum {
	L_RECORD = 1,
	L_PRESENTER,
	L_PRESENTER_NAME,
	L_MOVED_ON,
	L_QUANTITY_SUM,
	L_VALUE_SUM,
	L_COMPLEMENT,
	L_LINE,
};

/* What a walk meets. */
enum lote_event {
	LOTE_COMARCA, /* a <comarca> opens; XML only */
	LOTE_HEADER,
	LOTE_TRANSACTION,
	LOTE_TRAILER,
	LOTE_ODD_LINE,    /* a line of another length or record type; columns only */
	LOTE_ODD_ELEMENT, /* an element that is no record; XML only */
	LOTE_END,
};

/* A walk over the records in file order, whatever the shape. A value: copy it to look ahead. Nothing is allocated but
 * attribute values that libxml2 holds in pieces. */
struct lote_walk {
	struct arena *arena;
	bool columns;
	/* columns */
	struct text rest;
	struct text line; /* the current one, without its line end */
	/* XML */
	xmlNodePtr node;    /* the next one to look at */
	xmlNodePtr comarca; /* NULL outside */
	xmlNodePtr element; /* the current one */
	int line_number;
};

void lote_walk_columns(struct lote_walk *walk, struct text bytes);
void lote_walk_xml(struct lote_walk *walk, struct arena *arena, xmlNodePtr root);
/* The next event. `record` is filled for header, transaction and trailer. Only ERR_NO_MEMORY. */
MUST_CHECK enum rc lote_walk_next(struct lote_walk *walk, enum lote_event *ret_event, struct record *record,
				  int *ret_unknown_attributes, struct err *reterr);

/* CodMun of the comarca the walk stands in, in either spelling; the empty slice when there is none. */
struct text lote_walk_comarca(const struct lote_walk *walk);

/* Is this one of the roots under which lotes come? */
bool lote_is_root(xmlNodePtr root, enum lote_kind kind);
const char *lote_root_name(enum lote_kind kind); /* the usual one: "remessa" … */

/* How the bare amounts of a lote are meant: see cra_lote_money.c. */
enum lote_money { LOTE_MONEY_DECIMAL, LOTE_MONEY_CENTS };

/* Look ahead from a walk that stands behind a header (or before the first record) to the end of that lote. */
MUST_CHECK enum rc lote_money_of(const struct lote_walk *walk, enum lote_money *ret_money, struct err *reterr);

/* The cents of field `number`. Empty and zeros are 0. ERR_FORMAT, ERR_RANGE. */
MUST_CHECK enum rc lote_cents(const struct record *record, int number, enum lote_money money, int64_t *ret_cents,
			      struct err *reterr);
/* Could be reais or cents: digits fewer than the width, not zero. */
bool lote_is_bare(const struct record *record, int number);
