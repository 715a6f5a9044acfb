/* The tables of SPC's batch file: header, then consumer and debt in pairs, and a trailer; 340 columns, version 07.
 *
 * A REMESSA goes out, a RETORNO is the same file back with return codes in columns 325 to 334. Used by spc_*.c only.
 * Source: the use cases of a utility's system that writes and reads the file; no description by SPC is public. */
#pragma once

#include "wire/field.h"

#define SPC_BATCH_WIDTH 340

enum spc_batch_kind { SPC_BATCH_REMESSA, SPC_BATCH_RETORNO };

extern const struct layout spc_batch_header;
extern const struct layout spc_batch_consumer;
extern const struct layout spc_batch_debt;
extern const struct layout spc_batch_trailer;
extern const struct layout *const spc_batch_layouts[]; /* all four in file order, and NULL */
extern const char *const spc_batch_kind_names[LAYOUT_KINDS];

/* Header: H.01 to H.12. */
enum {
	BH_RECORD = 1,
	BH_KIND,
	BH_MOVED_ON,
	BH_SEQUENCE,
	BH_ENTITY,
	BH_MEMBER,
	BH_MADE_ON,
	BH_BLANK,
	BH_BUREAU,
	BH_VERSION,
	BH_RETURN,
	BH_LINE,
};

/* Consumer: D1.01 to D1.20. */
enum {
	BC_RECORD = 1,
	BC_PLACE,
	BC_NAME,
	BC_DOCUMENT_TYPE,
	BC_DOCUMENT,
	BC_RG,
	BC_BORN_ON,
	BC_MOTHER,
	BC_STREET,
	BC_NUMBER,
	BC_COMPLEMENT,
	BC_DISTRICT,
	BC_CEP,
	BC_CITY,
	BC_STATE,
	BC_AREA_CODE,
	BC_BLANK,
	BC_PHONE,
	BC_RETURN,
	BC_LINE,
};

/* Debt: D2.01 to D2.15. */
enum {
	BD_RECORD = 1,
	BD_DOCUMENT_TYPE,
	BD_DOCUMENT,
	BD_OPERATION,
	BD_DEBTOR_TYPE,
	BD_DUE_ON,
	BD_SINCE,
	BD_AMOUNT,
	BD_CONTRACT,
	BD_MEMBER,
	BD_NATURE,
	BD_MOTIVE,
	BD_BLANK,
	BD_RETURN,
	BD_LINE,
};

/* Trailer: T.01 to T.05. */
enum { BT_RECORD = 1, BT_RECORDS, BT_BLANK, BT_RETURN, BT_LINE };

/* The layout of a line of 340 bytes by its first two columns, "00" "01" "02" "99"; NULL for any other. */
const struct layout *spc_batch_layout_of(struct text line);

/* What is wrong in a consumer and in a debt, beyond the table. `day` values are DATE_NONE when they cannot be had. */
struct spc_batch_checker {
	struct report *report;
	enum spc_batch_kind kind;
	struct field_variants variants;
	char place[32];
	struct record consumer;
	bool has_consumer; /* and its debt is still to come */
	int ddmmyyyy;      /* days that were written so */
	int yyyymmdd;
};

void spc_batch_check_consumer(struct spc_batch_checker *checker, const struct record *record);
void spc_batch_check_debt(struct spc_batch_checker *checker, const struct record *record);
/* H.07, D2.06 and D2.07: DDMMAAAA or AAAAMMDD. Told and DATE_NONE when it is neither. */
struct date spc_batch_day(struct spc_batch_checker *checker, const struct record *record, int number);
