/* Natures, motives and debtor types of SPC, held against the code book of a report.
 *
 * SPC serves these lists per environment and entity, so they are data: a code that no table has is a note. A motive
 * that only another bureau's table has is a violation, as it was taken from the wrong list.
 * Used by spc_*.c only. Proof: tests/unit/wire/spc_request_test.c, tests/unit/wire/spc_batch_test.c */
#pragma once

#include "wire/report.h"

enum spc_code { SPC_CODE_NATURE, SPC_CODE_MOTIVE, SPC_CODE_DEBTOR_TYPE };

/* `code` is not empty. Zeros on the left make no other code: "1" of a request is "001" of a file. */
void spc_check_code(struct report *report, const char *place, const char *field, enum spc_code kind, struct text code);
