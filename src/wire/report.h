/* What a reader or checker found, item by item, each with its place and the rule.
 *
 * A violation makes `apontactl wire check` fail; a note is a variant that CRAs are seen to send, or a code that nobody
 * knows: kept, told, not refused. Items live in the arena that the report was made with.
 * Proof: tests/unit/wire/report_test.c */
#pragma once

#include "base/arena.h"
#include "domain/date.h"

/* Items beyond this many are counted, not kept: a file of a million bad lines still gets an answer. */
#define REPORT_ITEMS_MAX 10000

enum finding_level { FINDING_NOTE, FINDING_VIOLATION };

struct code_book;

struct report_item {
	enum finding_level level;
	const char *place; /* "lote 1 (3550308), tr 2" or "line 3" */
	const char *field; /* "t17 valor", "" for none */
	const char *rule;  /* the counterparty's code when it has one ("1306"), else the layout's words ("5.4") */
	const char *words; /* what is wrong and what would be right */
	struct report_item *next;
};

struct report {
	struct arena *arena;
	struct report_item *first;
	struct report_item *last;
	int violations;
	int notes;
	/* What the caller may set before a check. */
	struct date on;                /* the day to hold dates against; DATE_NONE: none, as no check asks a clock */
	const struct code_book *codes; /* the counterparties' codes; NULL: codes are held against nothing */
};

void report_init(struct report *report, struct arena *arena); /* no day, no codes */
void report_add(struct report *report, enum finding_level level, const char *place, const char *field, const char *rule,
		const char *format, ...) PRINTF_LIKE(6, 7);
