/* From the names people have to the ASCII that the wire takes.
 *
 * UTF-8 in (composed or decomposed), upper-case printable ASCII out: accents off, º ª ° to O and A, typographic signs
 * to plain ones ("–" is "-", "€" is "EUR", "§" is "PAR."), line breaks and tabs to a blank, runs of blanks to one and
 * none at the ends, invisible marks to nothing, the rest to '?'. '&' and the other ASCII signs stay: escaping is the
 * writer's. Widths count after this.
 * Source: CRA code 2101 (characters outside ASCII), layout 4.3 p. 1-2 (upper case). Proof:
 * tests/unit/wire/translit_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* NULL when the arena is full. Bytes that are not UTF-8 are read as Windows-1252, which holds all of ISO-8859-1. */
const char *translit_ascii(struct arena *arena, struct text utf8);

/* The same into `out`, terminated; empty when it does not fit. Returns the length that it has or would have. */
size_t translit_into(struct text utf8, char *out, size_t size);

/* The code point at the front of `rest`, taken off. Invalid bytes come one by one as Windows-1252. `rest` is not
 * empty. */
unsigned translit_take(struct text *rest);

/* Is it UTF-8: no overlong form, no surrogate, nothing above U+10FFFF? */
bool translit_is_utf8(struct text bytes);

/* How many characters (code points) a valid UTF-8 text has. */
size_t translit_count(struct text utf8);
