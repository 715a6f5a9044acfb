/* One claim of a lane to collect: what titles and records have in common. Private to flow/. */
#pragma once

#include "flow/context.h"

struct collection {
	struct flow *flow;
	struct arena *arena; /* of the message under the eye, or of the whole claim */
	const struct flow_account *account;
	struct lane lane;
	struct clock_now now;
	struct date unread_on; /* the earliest day whose answer could not be read this time; DATE_NONE for none */
	int wait_s;            /* until it may ask; 0 for nothing */
};

MUST_CHECK enum rc collection_tell_person(const struct collection *collection, const char *kind, int64_t message_id,
					  int64_t escalation_id, const char *words, struct err *reterr);

/* One thing told of a record: kept, matched, and turned into an event. In the caller's transaction. */
MUST_CHECK enum rc collect_record(const struct collection *collection, struct arena *arena, int64_t message_id,
				  const struct listing_told *told, struct err *reterr);

/* A list of codes that the bureau serves takes the place of the one before. In the caller's transaction. */
MUST_CHECK enum rc collect_codes(const struct collection *collection, enum question_kind list,
				 const struct told_list *told, struct err *reterr);

/* Files that the transport has put into the account's return folder: stored, absorbed by the caller's next look, and
 * moved to the folder "taken" there. */
MUST_CHECK enum rc collect_folder(const struct collection *collection, struct err *reterr);
