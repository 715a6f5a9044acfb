/* What the ladder looks at for one invoice, out of the database. Private to flow/. */
#pragma once

#include "domain/ladder.h"
#include "flow/context.h"
#include "store/invoice.h"

/* The class of the debtor by the thresholds of the invoice's ladder; unknown when the configuration lacks it. Does
 * somebody have to agree before anything of this debtor leaves? */
bool flow_payer(const struct flow *flow, const struct invoice *invoice, struct payer *ret_payer);

/* The facts on `today`: balance, debtor, and which steps were taken when. */
MUST_CHECK enum rc flow_ladder_facts(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				     const struct ladder *ladder, struct date today, struct ladder_facts *ret_facts,
				     struct err *reterr);

/* A notice of the ladder has been reached, and was not made because its text cannot be filled for this debt: what it
 * lacks; NULL when there is none. */
MUST_CHECK enum rc flow_notice_fault(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				     struct date today, const char **ret_fault, struct err *reterr);
