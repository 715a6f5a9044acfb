/* Marks: what the platform says about a debt beside its data, in words of one table (mark.def), each for one check.
 *
 * Pure. Proof: tests/unit/domain/mark_test.c */
#pragma once

#include "base/err.h"
#include "base/text.h"
#include "domain/rule_book.h"

enum mark {
#define MARK(word, check, says) MARK_##word,
#include "domain/mark.def"
#undef MARK
	MARK_COUNT
};

const char *mark_word(enum mark mark);
const char *mark_says(enum mark mark);
enum check mark_check(enum mark mark);

/* Words apart by blanks or commas -> bits 1 << enum mark; 0 for none. ERR_UNKNOWN names the right ones. */
MUST_CHECK enum rc mark_parse(struct text words, unsigned *ret_marks, struct err *reterr);
/* "bankrupt, deceased" in the order of the table; "" for none. Returns `out`. */
#define MARK_TEXT_BYTES 256
const char *mark_text(unsigned marks, char out[MARK_TEXT_BYTES]);
