/* Where the data that comes with the program is: `codes` explains the code tables, `wire check` looks codes up in them,
 * `rules` shows the rule book. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "domain/codes.h"

/* The folder `name` beside the configuration file (APONTAD_CONFIG, else the installed one), beside this program (the
 * build tree), or with the installed data: the first that is there, or NULL. */
const char *data_folder(struct arena *arena, const char *name);

/* The tables of `folder`; when it is NULL, of data_folder("codes").
 * ERR_CONFIG, ERR_NOT_FOUND (nowhere), ERR_NO_MEMORY. */
MUST_CHECK enum rc codes_open(struct arena *arena, const char *folder, struct code_book **ret_book, struct err *reterr);

/* The folder of tables beside the configuration `file`; NULL when there is none. */
const char *codes_beside(struct arena *arena, const char *file);

/* What a person has to look at and to do for the codes in a finding's words ("code 121 491: ...", "code IE_SPC001.E77,
 * ..."), one after the other; nothing for words without a code of the bureau. */
void codes_advise(const struct code_book *book, const char *bureau, struct text words, struct buf *out);
