/* From the names people have to the ASCII that the wire takes.
 *
 * UTF-8 in, upper-case printable ASCII out: accents off, º and ª to O and A, typographic signs to plain ones, line
 * breaks and tabs to a blank, runs of blanks to one, the rest to '?'. Widths count after this.
 * Source: CRA code 2101 (characters outside ASCII), layout 4.3 p. 1-2 (upper case). Proof:
 * tests/unit/wire/translit_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* NULL when the arena is full. Invalid UTF-8 bytes are read as ISO-8859-1. */
const char *translit_ascii(struct arena *arena, struct text utf8);
