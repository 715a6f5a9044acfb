/* What the parts of the intake reader share: the columns with their readers, and the values of one row.
 *
 * Only intake*.c include this. */
#pragma once

#include "wire/intake.h"

enum intake_column_id {
#define COLUMN(name, ...) COLUMN_##name,
#include "wire/intake_columns.def"
#undef COLUMN
	COLUMN_COUNT
};

/* The values of a row by column, trimmed; `at` is NULL for a column that the row does not have. */
struct intake_values {
	struct text of[COLUMN_COUNT];
};

/* Reads one value (not empty) into `into`, of `size` bytes. Sets words only; the caller names line and field. */
typedef enum rc intake_value_reader(struct text value, void *into, size_t size, struct err *reterr);

intake_value_reader intake_read_kind, intake_read_text, intake_read_number, intake_read_species, intake_read_date,
	intake_read_birth, intake_read_money, intake_read_endorsement, intake_read_acceptance, intake_read_declaration,
	intake_read_sha256, intake_read_taxid, intake_read_cep, intake_read_uf, intake_read_ibge, intake_read_email,
	intake_read_instant, intake_read_cause, intake_read_count, intake_read_marks, intake_read_pix,
	intake_read_boleto, intake_read_link, intake_read_result;

/* Is instant `a` before `b`? Both have been read. */
bool intake_instant_is_before(const char *a, const char *b);

/* COLUMN_COUNT when nobody knows the name. */
enum intake_column_id intake_column_find(struct text name);
const char *intake_column_name(enum intake_column_id id);
bool intake_column_is_money(enum intake_column_id id);

/* Values into a row, with every rule of the row. `line` and `raw` of the row stay. Sets words and field. */
MUST_CHECK enum rc intake_row_fill(const struct intake_values *values, struct intake_row *row, struct err *reterr);

/* What a physical line or a quoted record gave. */
struct intake_source {
	struct text rest; /* what is not read yet */
	int line;         /* the line at which `rest` starts, from 1 */
	char separator;   /* CSV */
	char *scratch;    /* LIMIT_INTAKE_LINE_BYTES + 1 bytes for unescaped values, used anew for each row */
	struct text raw;  /* the record that was read last, without its line end */
	int raw_line;     /* its first line */
};

/* Skip empty lines. False at the end of the file. */
bool intake_source_more(struct intake_source *source);

/* Take the physical line at the front: into raw and raw_line, off the rest. */
void intake_source_take_line(struct intake_source *source);

/* The fields of the next CSV record. More than `max` fields are counted, not stored. ERR_FORMAT, ERR_RANGE: one line
 * was taken off all the same. */
MUST_CHECK enum rc intake_csv_record(struct intake_source *source, struct text *fields, size_t max, size_t *ret_count,
				     struct err *reterr);

/* The values of the next JSON line. Errors as above, and ERR_UNKNOWN for a key. */
MUST_CHECK enum rc intake_json_line(struct intake_source *source, struct intake_values *values, struct err *reterr);
