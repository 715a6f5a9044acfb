/* One claim of a lane to send: what files and calls have in common. Private to flow/. */
#pragma once

#include "flow/parcel.h"
#include "flow/verdict.h"

struct delivery {
	struct flow *flow;
	struct arena *arena;
	const struct flow_account *account;
	const struct channel_traits *traits;
	struct lane lane;
	struct clock_now now;
	bool failed; /* back off */
	int wait_s;  /* told to wait so long; 0 for nothing */
};

/* Store a packed message under the lease: numbers, bytes, what it carries; its includes are queued by it. `probe`: what
 * it carries has left before. In the caller's transaction. */
MUST_CHECK enum rc delivery_store(const struct delivery *delivery, const struct packed *packed, bool probe,
				  int64_t *ret_id, struct err *reterr);

/* The last look before a message leaves (REsp 1.063.474: payment is looked up again; so are holds), and the note that
 * it does. In the caller's transaction, under the lease. `in_time`: its day and window are now. *ret_go false: it was
 * dropped, or what it asks is not to be asked again. */
MUST_CHECK enum rc delivery_start(struct delivery *delivery, struct verdict_work *work,
				  bool (*in_time)(const struct delivery *delivery, const struct verdict_work *work),
				  bool *ret_go, struct err *reterr);

/* What came of an exchange: the answer's bytes and what they mean. In the caller's transaction, under the lease. */
MUST_CHECK enum rc delivery_record(struct delivery *delivery, struct verdict_work *work, struct dispatch *dispatch,
				   struct err *reterr);
void delivery_log(const struct delivery *delivery, const struct message *message, const struct dispatch *dispatch);

/* One that cannot be written for this counterparty leaves the others' way and goes to a person. A transaction of its
 * own. */
MUST_CHECK enum rc delivery_set_aside(const struct delivery *delivery, const struct instruction *instruction,
				      const struct err *cause, struct err *reterr);

/* What a claimed lane has to do now, by how its counterparty takes things. */
MUST_CHECK enum rc files_run(struct delivery *delivery, struct err *reterr);
MUST_CHECK enum rc calls_run(struct delivery *delivery, struct err *reterr);
