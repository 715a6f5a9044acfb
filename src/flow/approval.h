/* Four eyes at work: what a second person has to agree to is asked and waits; agreed to, it is checked anew and goes.
 *
 * The asker is who the platform says, or whoever corrected the invoice last; that one may not approve. A refusal is a
 * hold of the kind approval. Removals never come here. Blocks on the database.
 * Proof: tests/journey/four_eyes_keep_a_large_debt_back.sh */
#pragma once

#include "domain/lifecycle.h"
#include "flow/context.h"
#include "store/approval.h"
#include "store/invoice.h"

/* What one decision has to know about it. */
struct approval_need {
	bool wanted;
	bool approved;
	char words[256]; /* which policy, and who may act; "" when nobody is asked */
	struct approval_row open;
	struct approval_row ask; /* what is to be asked; without an id */
};

/* Without changing anything. `account` may be NULL. */
MUST_CHECK enum rc approval_look(struct flow *flow, struct arena *arena, const struct invoice *invoice,
				 const char *channel, const struct flow_account *account,
				 struct approval_need *ret_need, struct err *reterr);
/* Asks, renews or drops it, as the decision `event` wants. `holds` are the kinds that are open. */
MUST_CHECK enum rc approval_follow(struct flow *flow, struct arena *arena, const struct approval_need *need,
				   enum event event, const char *holds, struct err *reterr);

/* What a person says about what waits: one invoice, or (approving) all of one account. */
struct approval_order {
	struct approval_filter filter;
	const char *by;
	const char *why; /* of a refusal */
};

struct approval_said {
	char invoice[65];
	char channel[17];
	int64_t amount_cents;
	bool own; /* asked by the same person: nothing was done */
};
struct approval_said_list {
	struct approval_said *at; /* in the arena */
	int count;
	int own_count;
};

/* By a person, in as many transactions as it takes. ERR_NOT_FOUND: nothing waits there. */
MUST_CHECK enum rc flow_approve(const struct settings *settings, struct arena *arena,
				const struct approval_order *order, struct approval_said_list *ret_list,
				struct err *reterr);
MUST_CHECK enum rc flow_refuse(const struct settings *settings, struct arena *arena, const struct approval_order *order,
			       struct approval_said_list *ret_list, struct err *reterr);
