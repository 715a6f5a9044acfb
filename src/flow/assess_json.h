/* What a decision looked at, as it is kept: values in groups, each with its source and when it was recorded.
 *
 * Sources: "platform", "payment", "hold", "approval", "counterparty list", "configuration". Tax ids are not among the
 * values. Private to flow/. Proof: tests/journey/four_eyes_keep_a_large_debt_back.sh */
#pragma once

#include "flow/assess_facts.h"
#include "store/origin.h"

struct facts_kept {
	const struct flow *flow;
	const struct invoice *invoice;
	const struct flow_account *account; /* may be NULL */
	const struct assessed *assessed;
	struct origin origin;
};

void title_json(const struct eligibility_facts *facts, const struct facts_kept *kept, struct buf *out);
void listing_json(const struct listing_facts *facts, const struct facts_kept *kept, struct buf *out);
