/* Records by table: one array of fields drives the columns, the XML attributes, the JSON keys, the checks and the
 * printed layout of a record.
 *
 * A layout lists every field of one record kind by number, from 1 without gaps. A struct record is the text of each
 * field, as slices of bytes that somebody else owns (the file, the XML document, the arena); it owns nothing. In XML
 * and JSON the text is UTF-8; in columns it is one byte a character, ISO-8859-1, and record_from_columns() does not
 * convert: record_to_json() is told which of the two it has. To add a format: write its tables (cra_lote_layout.c shows
 * how), then use the functions below; nothing here knows any format.
 *
 * Two sources: field.c moves values, field_check.c judges them. Nothing here blocks. Errors: ERR_RANGE (a value does
 * not fit its field), ERR_FORMAT, ERR_UNKNOWN (a JSON key that the table does not have), ERR_NO_MEMORY. Only files of
 * wire/ include this. Proof: tests/unit/wire/field_test.c */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "wire/json.h"
#include "wire/json_read.h"
#include "wire/report.h"
#include "wire/xml.h"

#define LAYOUT_KINDS  5  /* kinds with uses of their own: TPR CRT RTP AND, or DP CP AD AC; optional where none stands */
#define RECORD_FIELDS 60 /* highest field number of any layout, and one */

enum field_type {
	FIELD_NUMBER, /* right aligned, zero filled */
	FIELD_CENTS,  /* a number with two implied decimals; in XML a decimal point may stand instead */
	FIELD_DATE,   /* DDMMAAAA, zeros when empty */
	FIELD_YMD,    /* AAAAMMDD, zeros or blanks when empty */
	FIELD_COMMA,  /* reais with a literal comma, zero filled */
	FIELD_DUE,    /* DDMMAAAA; 99999999 is "at sight", 9999nnnn is nnnn days from sight */
	FIELD_ALPHA,  /* left aligned, blank filled */
	FIELD_TEXT,   /* likewise; letters, digits and signs */
	FIELD_BYTES,  /* XML only: base64 of any length where the columns have text */
};

/* What a file kind does with a field. */
enum field_need {
	FIELD_OPTIONAL,
	FIELD_REQUIRED,
	FIELD_SAME, /* as the remessa said; not demanded of a reader */
	FIELD_BLANK,
	FIELD_ZEROS,
	FIELD_UNUSED, /* "não utilizar": whatever stands there means nothing */
	FIELD_CONSTANT,
};

struct field_use {
	enum field_need need;
	const char *constant; /* FIELD_CONSTANT */
	const char *rule;     /* the counterparty's code when this use is broken; NULL: the layout's words */
};

#define OPT                                                                                                            \
	{                                                                                                              \
		FIELD_OPTIONAL, NULL, NULL                                                                             \
	}
#define OPT_BY(code)                                                                                                   \
	{                                                                                                              \
		FIELD_OPTIONAL, NULL, code                                                                             \
	}
#define REQ                                                                                                            \
	{                                                                                                              \
		FIELD_REQUIRED, NULL, NULL                                                                             \
	}
#define REQ_BY(code)                                                                                                   \
	{                                                                                                              \
		FIELD_REQUIRED, NULL, code                                                                             \
	}
#define SAME                                                                                                           \
	{                                                                                                              \
		FIELD_SAME, NULL, NULL                                                                                 \
	}
#define BLANK                                                                                                          \
	{                                                                                                              \
		FIELD_BLANK, NULL, NULL                                                                                \
	}
#define BLANK_BY(code)                                                                                                 \
	{                                                                                                              \
		FIELD_BLANK, NULL, code                                                                                \
	}
#define ZEROS                                                                                                          \
	{                                                                                                              \
		FIELD_ZEROS, NULL, NULL                                                                                \
	}
#define UNUSED                                                                                                         \
	{                                                                                                              \
		FIELD_UNUSED, NULL, NULL                                                                               \
	}
#define IS(text)                                                                                                       \
	{                                                                                                              \
		FIELD_CONSTANT, text, NULL                                                                             \
	}
#define IS_BY(text, code)                                                                                              \
	{                                                                                                              \
		FIELD_CONSTANT, text, code                                                                             \
	}

struct field {
	int number;
	const char *name;
	int position; /* first column, from 1; 0: no column, XML only */
	int length;   /* columns; in XML the most characters, 0 for any length */
	enum field_type type;
	struct field_use use[LAYOUT_KINDS];
};

struct layout {
	const char *name;    /* "transaction": the key in JSON where there is one of it, and in the printed layout */
	const char *element; /* "tr" */
	char letter;         /* of the attributes: 't' for t01, t02 … */
	int width;           /* columns of the record */
	const char *source;
	const struct field *fields;
	int fields_count;
	const char *ascii_rule; /* the code for a character outside printable ASCII; NULL: 2101 of a CRA */
};

#define LAYOUT_FIELDS(table) .fields = (table), .fields_count = (int)ARRAY_LEN(table)

struct record {
	const struct layout *layout;
	uint64_t present;                  /* bit n: field n is there */
	struct text values[RECORD_FIELDS]; /* by field number; empty when not there */
};

const struct field *layout_field(const struct layout *layout, int number);                  /* NULL: none */
const struct field *layout_field_named(const struct layout *layout, const char *attribute); /* "t17"; NULL: none */

/* "t17_valor": the key in JSON, and how a person finds the field in the layout. */
#define FIELD_KEY_BYTES 64
const char *field_key(const struct layout *layout, const struct field *field, char out[FIELD_KEY_BYTES]);

void record_init(struct record *record, const struct layout *layout);
void record_set(struct record *record, int number, struct text value);
bool record_has(const struct record *record, int number);
struct text record_get(const struct record *record, int number);     /* as it stands */
struct text record_trimmed(const struct record *record, int number); /* without blanks at both ends */

/* Columns. `line` has exactly layout->width bytes and no line end. All fields are present, pads included. */
void record_from_columns(struct record *record, const struct layout *layout, struct text line);
/* A value is padded by its type; one that is too long is ERR_RANGE, never cut. Absent fields are padded empty. */
MUST_CHECK enum rc record_to_columns(const struct record *record, struct buf *out, struct err *reterr);

/* XML attributes. Attributes that the layout does not have are counted, not read. */
MUST_CHECK enum rc record_from_element(struct record *record, const struct layout *layout, struct arena *arena,
				       xmlNodePtr element, int *ret_unknown, struct err *reterr);
/* `<tr t01="1" …/>`: the fields that are present, in the layout's order. `padded`: numbers zero filled to width. */
void record_to_element(const struct record *record, bool padded, struct buf *out);

/* JSON members "t17_valor": "…" inside an object that is open. `latin1`: the slices are ISO-8859-1 with pads (columns):
 * trailing blanks of text fields are left out, as padding brings them back. */
void record_to_json(const struct record *record, bool latin1, struct json_out *json);
/* Every member that is a field; "other" and the keys in `also` (a NULL-ended list, may be NULL) are the caller's; any
 * other key is ERR_UNKNOWN, a value that is no string ERR_FORMAT. Slices live as long as `object`. */
MUST_CHECK enum rc record_from_json(struct record *record, const struct layout *layout, json_t *object,
				    const char *const *also, struct err *reterr);

/* What many files do and nobody refuses: counted over the file, told once. */
struct field_variants {
	int lower_case;         /* letters that the layout wants upper */
	int decimal_money;      /* values with a decimal point */
	int bare_money;         /* digits fewer than the width: cents or reais is for the format to say */
	int bare_numbers;       /* "1" where the layout has "0001" */
	int long_numbers;       /* more zeros on the left than the width has */
	char lower_case_at[96]; /* where the first stood */
	char long_numbers_at[96];
};

/* How a record is checked. */
struct field_rules {
	int kind;     /* column of the uses */
	bool columns; /* fixed width: a decimal point is refused; XML: values may be bare */
	struct field_variants *variants;
};

/* Every field against its type, its width and its use; findings name `place`. Sums, sequences and what depends on more
 * than one field are the format's own business. */
void record_check(const struct record *record, const struct field_rules *rules, const char *place,
		  struct report *report);
/* The variants that were counted, as notes of the whole file. Money is left to the format, which knows the sums. */
void variants_find(const struct field_variants *variants, struct report *report);

/* One finding about field `number` of `layout`. `rule` NULL is the layout's words. */
void field_find(struct report *report, enum finding_level level, const char *place, const struct layout *layout,
		int number, const char *rule, const char *format, ...) PRINTF_LIKE(7, 8);

/* The layout as tab-separated text: record, number, name, columns, type, uses. `kinds` names the use columns. */
void layout_print(const struct layout *layout, const char *const kinds[LAYOUT_KINDS], struct buf *out);
