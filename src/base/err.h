/* What went wrong, for the person who has to act on it.
 *
 * Fixed size, no allocation: an error can be told when nothing else works. The last argument of a function that can
 * say more than its code is `struct err *reterr`; it may be NULL. Proof: tests/unit/base/err_test.c */
#pragma once

#include "base/rc.h"

struct err {
	enum rc code;
	char where[128]; /* file and line, document path, channel and operation */
	char field[64];  /* the field as its owner names it */
	char remote[32]; /* the counterparty's own code */
	char words[512]; /* what is wrong, which rule, and what would be right */
};

/* Fill `reterr` (when not NULL) and return `code`, so that a failure is one line: return err_set(...).
 * Clears where, field and remote. */
enum rc err_set(struct err *reterr, enum rc code, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with the place and the field; either may be NULL. */
enum rc err_set_at(struct err *reterr, enum rc code, const char *where, const char *field, const char *format, ...)
	PRINTF_LIKE(5, 6);

#ifdef __clang_analyzer__
/* The analyser cannot see into another file that what comes back is `code`, and would take failures for OK. */
#define err_set(reterr, code, ...)                  ((void)err_set(reterr, code, __VA_ARGS__), (code))
#define err_set_at(reterr, code, where, field, ...) ((void)err_set_at(reterr, code, where, field, __VA_ARGS__), (code))
#endif

/* Name the place and the field of an error that is already set. NULL leaves a part as it is.
 * It returns nothing: without a `reterr` it could not tell which error it stands for. */
void err_at(struct err *reterr, const char *where, const char *field);

/* "where: field: words (remote CODE)" with empty parts left out; always terminated. Returns `out`. */
const char *err_text(const struct err *err, char *out, unsigned long size);
