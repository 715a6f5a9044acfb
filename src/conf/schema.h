/* The typed schema behind the configuration: what a setting is, and the reader that the tables drive.
 *
 * Only files of conf/ include this. A table row says where a setting goes in its struct, its type, range and default,
 * and what it means; reading, checking and documentation all come from it. The reader goes on after an error, so that
 * one run tells them all. */
#pragma once

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum setting_type {
	SETTING_TEXT,     /* char[size] */
	SETTING_PATH,     /* char[size]; made absolute or relative to where the program runs */
	SETTING_INT,      /* int */
	SETTING_BOOL,     /* bool */
	SETTING_WORD,     /* int or enum, by a table of words */
	SETTING_WORDS,    /* char[][size] and an int that counts them, by a table of words */
	SETTING_LINE_END, /* char[3], by a table of words */
	SETTING_WINDOW,   /* struct cra_window */
	SETTING_TIMES,    /* int[] of local minutes and an int that counts them */
	SETTING_MONEY,    /* int64_t of cents */
	SETTING_DATE,     /* struct date; "" is DATE_NONE */
	SETTING_TAXID,    /* struct taxid */
	SETTING_GROUP,    /* a struct, by its own schema */
	SETTING_LIST,     /* an array of structs and an int that counts them */
};

/* What characters a text may have. */
enum text_form {
	FORM_LINE, /* UTF-8 without control characters */
	FORM_CODE, /* letters, digits, '-', '_', '.' */
	FORM_DIGITS,
	FORM_PRESENTER, /* capital letters and digits */
	FORM_XML_NAME,  /* a name of XML without a prefix */
	FORM_ZONE,      /* "America/Sao_Paulo" */
	FORM_UF,
	FORM_IBGE,
	FORM_HTTPS,
	FORM_CONNINFO, /* libpq's, without a password */
	FORM_PATH,     /* of an address: "/collection/debt/" */
	FORM_HEADER,   /* the name of an HTTP header */
	FORM_LISTEN,   /* "0.0.0.0:8443" */
};

struct word {
	const char *word;
	int value;
};

struct schema;

struct setting {
	const char *name;
	enum setting_type type;
	size_t offset;
	size_t size; /* of the member; of one item for WORDS and LIST */
	int64_t min; /* INT: the value; TEXT: characters; lists: items; MONEY: cents */
	int64_t max;
	const char *fallback; /* as it would stand in the file, "" for nothing; NULL: the setting must be there */
	enum text_form form;
	const struct word *words;    /* ends with a NULL word */
	const struct schema *schema; /* GROUP, LIST */
	size_t count_offset;         /* WORDS, TIMES, LIST */
	const char *help;
};

struct schema {
	const char *name;
	const char *variant_of;         /* of a variant: what it is one of, for people; NULL otherwise */
	const struct setting *settings; /* ends with a NULL name; NULL when it has variants */
	/* One of several, by the word of the setting `by` in the group ("channel"); each variant's name is such a word,
	 * and the first is the one of groups that do not say. Ends with NULL. */
	const char *by;
	const struct schema *const *variants;
	bool apart; /* a GROUP with a struct of its own; otherwise its rows are offsets into the struct around it */
};

extern const struct schema schema_apontad; /* struct settings */
extern const struct schema schema_profile; /* struct profile */
extern const struct schema schema_ladder;  /* struct ladder */
extern const struct schema schema_rules;   /* struct notice_terms */
extern const struct schema schema_codes;   /* struct code_table */

/* One file being read. */
struct reader {
	struct arena *arena;
	const char *file;
	const char *folder; /* what relative paths start from */
	config_t config;
	int errors;        /* of this file */
	int *run_errors;   /* of the whole run */
	struct err *first; /* of the whole run */
	void (*told)(const struct err *err, void *context);
	void *context;
};

/* What libconfig would take without a word, to be refused before it reads: included files, and whole numbers that it
 * wraps around at 32 bits. */
void lexis_check(struct reader *reader, struct text bytes);

/* Tell an error at `setting` (NULL: of the whole file), or at its member `name` when that is not NULL. */
void reader_complain(struct reader *reader, const config_setting_t *setting, const char *name, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* The same at a line that has no setting; 0 is the whole file. */
void reader_complain_line(struct reader *reader, unsigned line, const char *format, ...) PRINTF_LIKE(3, 4);

/* Fill the struct at `base` from the group, defaults included. */
void reader_group(struct reader *reader, const struct schema *schema, const config_setting_t *group, void *base);

/* Put a value into its member; `setting` is for the place of an error. */
void value_text(struct reader *reader, const struct setting *row, const config_setting_t *setting, const char *value,
		void *base);
void value_int(struct reader *reader, const struct setting *row, const config_setting_t *setting, int64_t value,
	       void *base);

/* Does the text have the form? Otherwise `ret_right` says what would be right. */
bool form_fits(enum text_form form, const char *value, const char **ret_right);

/* "name" in words a, b, c; for errors and documentation. In the arena; "" when it is full. */
const char *words_listed(struct arena *arena, const struct word *words);

/* Rules that tie settings together, once a file has been read. */
struct settings;
struct profile;
struct ladder;
struct code_table;
struct notice_terms;
void check_settings(struct reader *reader, struct settings *settings);
void check_profile(struct reader *reader, const struct profile *profile);
void check_ladder(struct reader *reader, const struct ladder *ladder);
void check_rules(struct reader *reader, const struct notice_terms *terms);
void check_codes(struct reader *reader, const struct code_table *table);
