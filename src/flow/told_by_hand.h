/* What a notary told a person, where no form of it is known on the wire: how a negotiation goes (LP arts. 11-A, 26-A),
 * and the day on which the three days end.
 *
 * One transaction: the step with its consequences, the event. Blocks on the database.
 * Proof: tests/journey/stay_revoked_opens_one_business_day.sh */
#pragma once

#include "domain/date.h"
#include "flow/correct.h"

struct told_order {
	const char *creditor; /* NULL: the only one that has the invoice */
	const char *invoice;
	const char *what; /* one of told_names() */
	struct date on;   /* of "notary_date"; else DATE_NONE */
	const char *by;
	const char *why;
};

/* "negotiation_started, negotiation_converted, ..." */
const char *told_names(void);
bool told_is_known(const char *what);

/* Where the protest was and is. ERR_NOT_FOUND: no such invoice; ERR_REFUSED: it is not at a notary, or not where this
 * can be told; ERR_FORMAT: a day that is wanted or that does not belong here. */
MUST_CHECK enum rc flow_told(const struct settings *settings, struct arena *arena, const struct told_order *order,
			     struct corrected_list *ret_list, struct err *reterr);
