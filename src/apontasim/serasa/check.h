/* What the mainframe thinks of a debt: codes, whichever way the debt came.
 *
 * Pure. The form of the request or of the line has been checked before; here is what only the bureau says.
 * Source: the table of return codes (PEFIN). Proof: tests/unit/apontasim/serasa_check_test.c */
#pragma once

#include "apontasim/serasa/books.h"

/* Everything about the debt by itself, on `today`. */
void check_debt(const struct debt *debt, struct date today, struct codes *codes);

/* A motive that a creditor may give: 01 to 25, and by REST also 40 to 45. */
bool check_motive(int motive, enum channel channel);

const char *serasa_code_text(const char *code); /* Serasa's words; those of code 600 when there are none */
