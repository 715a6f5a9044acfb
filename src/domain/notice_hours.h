/* When a debtor may be written to: business days of the STRICT calendar, and Saturdays where policy allows, by day.
 *
 * Pure; local time. Quiet hours and days are policy (CDC art. 42 forbids to disturb at rest); nothing leaves on a
 * Sunday or a fixed holiday. Proof: tests/unit/domain/notice_hours_test.c */
#pragma once

#include "base/err.h"
#include "domain/date.h"

struct notice_hours {
	int from_minute;  /* of the local day; the first that is allowed */
	int until_minute; /* the first that is not */
	bool saturdays;
};

/* The first allowed minute at or after `minute` of `on`. ERR_CALENDAR_MISSING. */
MUST_CHECK enum rc notice_hours_next(const struct notice_hours *hours, struct date on, int minute, struct date *ret_on,
				     int *ret_minute, struct err *reterr);
