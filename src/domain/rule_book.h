/* The rule book: what a failing check of eligibility does, on what basis, and how a person is told.
 *
 * Pure, flat and without pointers. The rows are data (conf/rules/checks.conf), so that compliance can change a level or
 * a text without a new build; which checks there are is check.def, and each has a row for each channel that it is made
 * for: conf refuses a book without. A decision names the version of its book: the start of the SHA-256 over
 * rule_book_text(), taken by who may hash. Proof: tests/unit/domain/rule_book_test.c, tests/unit/conf/rules_test.c */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#define RULES_MAX 128
/* Hex digits of a book's version that a decision keeps, with the end of the text. */
#define RULE_BOOK_VERSION_BYTES 17

enum level { LEVEL_WARN, LEVEL_HOLD, LEVEL_BLOCK };

enum rule_channel { RULE_EVERY, RULE_PROTEST, RULE_BUREAU };

enum check {
#define CHECK(code, channels) CHECK_##code,
#include "domain/check.def"
#undef CHECK
	CHECK_COUNT
};

struct rule_row {
	char code[33];
	enum rule_channel channel; /* RULE_EVERY: of those channels that have no row of their own */
	enum level level;
	char basis[97];
	char cra[33];   /* irregularity codes that would come back (layout 4.3, annex 4), "" for none */
	char text[241]; /* Portuguese: what is wrong and what would be right */
	bool confirmed; /* false: the source has not been read, or nobody knows yet how the courts decide */
};

struct rule_book {
	struct rule_row at[RULES_MAX];
	int count;
};

const char *level_name(enum level level);
const char *rule_channel_name(enum rule_channel channel); /* "" for RULE_EVERY */

const char *check_code(enum check check);

/* Is there such a check for the channel; for RULE_EVERY, for any? */
bool check_is_known(const char *code, enum rule_channel channel);
bool check_is_made_for(enum check check, enum rule_channel channel);

/* The channel's own row, or that of every channel; NULL when there is neither. */
const struct rule_row *rule_find(const struct rule_book *book, const char *code, enum rule_channel channel);

/* The book as one text: a line a row, tabs between its parts, in the order of code and channel, so that neither the
 * order nor the number of the files changes it. It is `apontactl rules list | LC_ALL=C sort`, so that an auditor can
 * take the version by hand. `out` keeps its own error. */
void rule_book_text(const struct rule_book *book, struct buf *out);
void rule_row_text(const struct rule_row *row, struct buf *out);
