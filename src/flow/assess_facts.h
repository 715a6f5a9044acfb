/* What the checks look at, for a title and for a record at a bureau, and what they say. Private to flow/. */
#pragma once

#include "base/buf.h"
#include "domain/eligibility.h"
#include "domain/payer.h"
#include "flow/approval.h"
#include "flow/context.h"
#include "store/escalation.h"
#include "store/instruction.h"
#include "store/invoice.h"

struct assessed {
	struct eligibility result;
	char comarca_ibge[8]; /* of a title that passed */
	bool passing;         /* what is missing comes by itself: a list that is not loaded yet, the principal's turn */
	struct approval_need approval;
	const char *holds;  /* kinds that are open */
	struct payer payer; /* how the debtor pays; of a guarantor's record too */
	struct buf facts;   /* JSON */
};

/* Everything about one escalation, without changing anything. `account` may be NULL. */
MUST_CHECK enum rc facts_of_title(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				  const struct escalation *escalation, const struct flow_account *account,
				  struct assessed *assessed, struct err *reterr);
MUST_CHECK enum rc facts_of_listing(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				    const struct escalation *escalation, const struct flow_account *account,
				    struct assessed *assessed, struct err *reterr);

/* One invoice as the wire will show it: of a title without numbers and comarca; of a record of that person. */
MUST_CHECK enum rc title_of(struct flow *flow, struct arena *arena, const struct invoice *invoice,
			    struct title *ret_title, struct err *reterr);
MUST_CHECK enum rc listing_of(struct flow *flow, struct arena *arena, const struct invoice *invoice, const char *taxid,
			      struct listing *ret_listing, struct err *reterr);

/* The number by which a bureau knows a debt: the one that the debtor knows, in capitals. */
void contract_of(const struct invoice *invoice, char out[CONTRACT_MAX + 1]);
