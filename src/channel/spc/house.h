/* Street, number and complement told apart: we hold one text, SPC wants three, and the letter goes there.
 *
 * Pure. What is in doubt is refused rather than guessed: the number stands behind the first comma ("RUA X, 100 APTO
 * 2"), or is marked as one ("RUA X Nº 100"), or the house has none and says so ("S/N"). A bare number elsewhere may be
 * the street's name ("RUA 15 DE NOVEMBRO", "BR 101") or a floor's. Proof: tests/unit/channel/spc_form_test.c */
#pragma once

#include "base/err.h"
#include "base/text.h"

#define SPC_HOUSE_NUMBER_BYTES 16

struct spc_house {
	struct text street;                  /* a part of the given text */
	struct text complement;              /* likewise; empty for none */
	char number[SPC_HOUSE_NUMBER_BYTES]; /* "100", "100A", "S/N"; not yet held against a limit */
};

/* ERR_RANGE, field "street". */
MUST_CHECK enum rc spc_house_split(struct text street, struct spc_house *ret_house, struct err *reterr);
