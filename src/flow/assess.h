/* Assess: which step an invoice has reached, and whether its title may leave; every reason, not only the first. */
#pragma once

#include "flow/context.h"
#include "store/escalation.h"
#include "store/invoice.h"

/* Decide an escalation that is in CHECKING. Locks are the caller's. */
MUST_CHECK enum rc assess_escalation(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				     struct escalation *escalation, struct err *reterr);

/* A HELD one's hour has come: look again, and move only when something has changed. */
MUST_CHECK enum rc assess_held(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			       struct escalation *escalation, struct err *reterr);
