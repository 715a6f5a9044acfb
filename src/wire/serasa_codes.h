/* Codes of Serasa, looked up in the book that a check was given.
 *
 * Without a book nothing is said: the caller chose so. Used by convem*.c and pefin*.c only. */
#pragma once

#include "base/text.h"
#include "wire/report.h"

#define SERASA "serasa"

/* Which interface asks: a motive of the REST table is not known to be one of the file. */
enum serasa_way { SERASA_FILE, SERASA_REST };

/* Why the nature cannot be used, in the arena of the report; NULL when it can, or nothing is known. */
const char *serasa_nature_wrong(const struct report *report, struct text nature);

/* The same for a motive that a creditor gives. `ret_level` is a note where the source leaves it open, `ret_rule` the
 * code of the refusal ("" for none). */
const char *serasa_motive_wrong(const struct report *report, enum serasa_way way, struct text motive,
				enum finding_level *ret_level, const char **ret_rule);
