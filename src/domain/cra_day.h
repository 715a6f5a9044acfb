/* The day of a CRA: which files may leave when, and when answers are worth asking for.
 *
 * Pure. Minutes are local minutes of the day. At most nine files of one kind a day (layout 4.3: sequence 1 to 9), so
 * file k waits until (k-1)/9 of the window has gone: no early flood can use up the day, and none waits longer than a
 * ninth of the window. Proof: tests/unit/domain/cra_day_test.c */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "domain/calendar.h"

#define CRA_FILES_A_DAY 9

struct cra_window {
	int from_minute; /* inclusive */
	int to_minute;   /* exclusive: the cut-off */
};

/* When may the next file leave, `sent_today` having left on `today`? Now gives `*ret_now` true; otherwise the day and
 * minute of the next chance. ERR_CALENDAR_MISSING. */
struct cra_chance {
	bool now;
	struct date on;
	int minute;
};
MUST_CHECK enum rc cra_next_chance(const struct cra_window *window, struct date today, int minute, int sent_today,
				   struct cra_chance *ret_chance, struct err *reterr);
