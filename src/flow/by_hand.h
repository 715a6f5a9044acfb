/* What a person has done through apontactl shares: a flow of its own, one transaction, words fit for evidence.
 *
 * Blocks on the database. Proof: tests/journey/refused_then_corrected_goes_again.sh */
#pragma once

#include "base/buf.h"
#include "flow/context.h"

typedef enum rc (*by_hand_fn)(struct flow *flow, void *deed, struct err *reterr);

/* `act` in one transaction, by the name of `by`; the workers look again afterwards. Errors: flow_open_for's and the
 * deed's own. */
MUST_CHECK enum rc by_hand(const struct settings *settings, const char *by, by_hand_fn act, void *deed,
			   struct err *reterr);

/* Words as evidence may keep them: a tax id among them is masked. */
void put_masked(struct buf *out, const char *words);
MUST_CHECK enum rc mask_words(struct arena *arena, const char *words, const char **ret_masked, struct err *reterr);
