/* How the debtor of an invoice can pay, and what is owed besides the principal, as the platform told it last.
 * Proof: tests/unit/store/notice_test.c */
#pragma once

#include "domain/pay_way.h"
#include "store/db.h"

struct pay_ways {
	char pix[PAY_PIX_BYTES];
	char boleto_line[PAY_BOLETO_BYTES];
	char pay_link[PAY_LINK_BYTES];
	int64_t interest_cents;
	int64_t fine_cents;
};

/* What is told takes the place of what was told before, as a whole; nothing told ("" and 0 everywhere) leaves it. */
MUST_CHECK enum rc pay_ways_put(struct db *db, int64_t invoice_id, const struct pay_ways *ways, bool *ret_changed,
				struct err *reterr);
/* What holds now: what names an amount (all but the link) is left out when a payment has been recorded since. All ""
 * and 0 where nothing was told. */
MUST_CHECK enum rc pay_ways_read(struct db *db, struct arena *arena, int64_t invoice_id, struct pay_ways *ret_ways,
				 struct err *reterr);
