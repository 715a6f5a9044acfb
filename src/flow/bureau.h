/* What only listings at bureaus have: their clocks, their removals, and guarantors beside the principal.
 *
 * Called by decide, in its transaction. Private to flow/. */
#pragma once

#include "flow/decide.h"

/* EFFECT_ASK_REMOVE and EFFECT_ASK_UPDATE. A guarantor's record that goes with the principal's is not asked for. */
MUST_CHECK enum rc bureau_ask_remove(const struct decide *decide, const char *cause, int64_t *ret_instruction,
				     struct err *reterr);

/* EFFECT_CLOCK_ANSWER, _NOTICE, _EXPIRY. */
MUST_CHECK enum rc bureau_clock_answer(const struct decide *decide, struct err *reterr);
MUST_CHECK enum rc bureau_clock_notice(const struct decide *decide, struct err *reterr);
MUST_CHECK enum rc bureau_clock_expiry(const struct decide *decide, struct err *reterr);

/* What an event of a listing means for the instruction, the removal and the guarantors. */
MUST_CHECK enum rc bureau_consequences(const struct decide *decide, enum event event, struct err *reterr);
