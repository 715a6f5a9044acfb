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
#include "domain/notice.h"
#include "domain/rule_book.h"

enum setting_type {
	SETTING_TEXT,     /* char[size] */
	SETTING_PATH,     /* char[size]; made absolute or relative to where the program runs */
	SETTING_INT,      /* int */
	SETTING_BOOL,     /* bool */
	SETTING_WORD,     /* int or enum, by a table of words */
	SETTING_WORDS,    /* char[][size] and an int that counts them, by a table of words */
	SETTING_TEXTS,    /* char[][size] and an int that counts them, each of a form */
	SETTING_FLAGS,    /* unsigned, a bit 1u << value a word, by a table of words */
	SETTING_LINE_END, /* char[3], by a table of words */
	SETTING_WINDOW,   /* struct cra_window */
	SETTING_TIME,     /* int: local minute */
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
	FORM_SERVER,   /* "mail.example:587" */
	FORM_EMAIL,
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
	size_t size; /* of the member; of one item for WORDS, TEXTS and LIST */
	int64_t min; /* INT: the value; TEXT: characters; lists: items; MONEY: cents */
	int64_t max;
	const char *fallback; /* as it would stand in the file, "" for nothing; NULL: the setting must be there */
	enum text_form form;
	const struct word *words;    /* ends with a NULL word */
	const struct schema *schema; /* GROUP, LIST */
	size_t count_offset;         /* WORDS, TEXTS, TIMES, LIST */
	const char *help;
};

/* Parts of a row. */
#define AT(type, member) .offset = offsetof(struct type, member), .size = sizeof(((struct type *)NULL)->member)
#define ITEMS(type, member, counter)                                                                                   \
	.offset = offsetof(struct type, member), .size = sizeof(((struct type *)NULL)->member[0]),                     \
	.count_offset = offsetof(struct type, counter)
#define LENGTH(least, most) .min = (least), .max = (most)
#define END                                                                                                            \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

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

extern const struct schema schema_apontad;  /* struct settings */
extern const struct schema schema_profile;  /* struct profile */
extern const struct schema schema_ladder;   /* struct ladder */
extern const struct schema schema_rules;    /* struct rules */
extern const struct schema schema_codes;    /* struct code_table */
extern const struct schema schema_calendar; /* struct town_file */
extern const struct schema schema_fees;     /* struct fee_table */
extern const struct schema schema_notice;   /* struct notice_template */
/* Groups of struct settings, and one of struct creditor_conf. */
extern const struct schema schema_mail, schema_platform, schema_notices, schema_contact;

struct settings;
struct code_book;
struct town_book;
struct fee_book;

/* One file of the rules' folder. */
struct rules {
	struct notice_terms terms;
	struct rule_book checks;
};

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

/* What is common to the files of one run. */
struct run {
	struct arena *arena;
	struct settings *settings; /* of conf_read */
	struct code_book *book;    /* of conf_read_codes */
	struct town_book *towns;   /* of conf_read_calendars */
	struct fee_book *fees;     /* of conf_read_fees */
	int errors;
	struct err first;
	void (*told)(const struct err *err, void *context);
	void *context;
};

/* A file of the run; reader_parse is false after an error that leaves nothing to look at. */
void reader_open(struct reader *reader, struct run *run, const char *file, const char *folder);
bool reader_parse(struct reader *reader);
void reader_done(struct reader *reader);

/* Each .conf file of the folder that `setting` names, in the order of their names, so that a run says the same every
 * time. An error is told at the setting. */
void reader_folder(struct run *run, struct reader *main_reader, const char *setting, const char *folder,
		   void (*read_file)(struct run *run, const char *file));

/* ERR_NO_MEMORY or ERR_CONFIG when the run ended so. `what` it read, for people. */
MUST_CHECK enum rc run_result(const struct run *run, const char *what, struct err *reterr);

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
struct profile;
void check_settings(struct reader *reader, struct settings *settings);
void check_profile(struct reader *reader, const struct profile *profile);
void check_rules(struct reader *reader, const struct rules *rules, const struct rule_book *before);
void check_notices(struct reader *reader, const struct settings *settings);

/* A file of the folder `notice_texts`. */
void read_notice_text(struct run *run, const char *file);

/* The name in the file is the file's own: who reads one knows the other. */
void check_name(struct reader *reader, const char *name);

/* Read one ladder into `ladder`, which is zero; false when it has errors. */
struct ladder;
bool ladder_read(struct run *run, const char *file, struct ladder *ladder);

/* Complain of each name that an earlier item of the list has. `name_at` is the first name, `stride` to the next. */
void check_unique(struct reader *reader, const char *list, const char *member, const char *name_at, size_t stride,
		  int count);

/* The setting `list`[index].member for the place of an error; the list's item, or the file, when it is not there. */
const config_setting_t *check_item(struct reader *reader, const char *list, int index, const char *member);

/* Has every check its row? An error is told at the setting `rules`; `folder` is for its words. */
void check_rule_book(struct reader *reader, const struct rule_book *book, const char *folder);
