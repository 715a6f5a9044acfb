/* What command lines and orders are made of: words between blanks, numbers, percentages, JSON texts.
 *
 * Pure. Proof: tests/unit/apontasim/control_test.c, serasa_control_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"

#define WORDS_MAX 5

/* The words of a line; WORDS_MAX + 1 when there are more than WORDS_MAX. */
int words_split(struct text line, struct text out[WORDS_MAX]);

/* Digits only, at most 18 of them, at most `max`. False leaves `ret_number` untouched. */
bool words_number(struct text digits, uint64_t max, uint64_t *ret_number);
bool words_percent(struct text digits, int *ret_percent); /* 0 to 100 */

/* A JSON text with its quotes. Bytes above 0x7f become '?', as a cut text may end inside a character. */
void words_json(struct buf *out, const char *text);
