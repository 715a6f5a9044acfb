/* The tables of DP, CP, AD and AC: five records, the same in XML form B and in 127 columns.
 *
 * Used by the cra_pedido_*.c files only. Source: two independent programs that agree position by position. */
#pragma once

#include "domain/protest.h"
#include "wire/field.h"

extern const struct layout pedido_header;           /* hdb */
extern const struct layout pedido_notary;           /* hdc */
extern const struct layout pedido_transaction;      /* tr */
extern const struct layout pedido_notary_trailer;   /* tlc */
extern const struct layout pedido_trailer;          /* tlb */
extern const struct layout *const pedido_layouts[]; /* all five in file order, and NULL */

#define PEDIDO_WIDTH 127
#define PEDIDO_KINDS 4 /* the columns of the uses: enum request_kind */

/* File header and trailer; the trailer has no second count. */
enum {
	PH_RECORD = 1,
	PH_PRESENTER,
	PH_PRESENTER_NAME,
	PH_MOVED_ON,
	PH_REQUESTS,
	PH_RECORDS,
	PH_RESERVED,
	PH_LINE,
};
enum {
	PL_RECORD = 1,
	PL_PRESENTER,
	PL_PRESENTER_NAME,
	PL_MOVED_ON,
	PL_QUANTITY_SUM,
	PL_VALUE_SUM,
	PL_RESERVED,
	PL_LINE,
};

/* The notary's header and trailer. */
enum { PN_RECORD = 1, PN_NOTARY, PN_REQUESTS, PN_COMARCA, PN_RESERVED, PN_LINE };
enum { PE_RECORD = 1, PE_NOTARY, PE_SUM, PE_RESERVED, PE_LINE };

/* Transaction. */
enum {
	PT_RECORD = 1,
	PT_PROTOCOL,
	PT_PROTOCOL_ON,
	PT_TITLE,
	PT_DEBTOR,
	PT_AMOUNT,
	PT_REQUEST,
	PT_ACCOUNT,
	PT_NOSSO_NUMERO,
	PT_IMAGE,
	PT_CONTROL,
	PT_LINE,
};

/* The layout of a record by its first column, "0" "1" "2" "8" "9"; NULL for any other. */
const struct layout *pedido_layout_of(char type);

/* 'S' sustação for DP and AD, 'C' cancelamento for CP and AC: field t07. */
char pedido_request_letter(enum request_kind kind);

/* Names of the four kinds for printed layouts: "DP" … */
extern const char *const pedido_kind_names[LAYOUT_KINDS];
