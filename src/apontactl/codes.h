/* Where the code tables are: `codes` explains them, `wire check` looks codes up in them. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/codes.h"

/* The tables of `folder`; when it is NULL, of the first that is there: `codes` beside the configuration file
 * (APONTAD_CONFIG, else the installed one), beside this program (the build tree), with the installed data.
 * ERR_CONFIG, ERR_NOT_FOUND (nowhere), ERR_NO_MEMORY. */
MUST_CHECK enum rc codes_open(struct arena *arena, const char *folder, struct code_book **ret_book, struct err *reterr);
