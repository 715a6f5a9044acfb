#include "domain/cra_day.h"

#include <assert.h>

/* The minute from which a file may leave after `sent` others: sent/9 of the window, rounded up, before the cut-off. */
static int opens_at(const struct cra_window *window, int sent)
{
	int length = window->to_minute - window->from_minute;
	int minute = window->from_minute + (length * sent + CRA_FILES_A_DAY - 1) / CRA_FILES_A_DAY;
	return minute < window->to_minute ? minute : window->to_minute - 1;
}

enum rc cra_next_chance(const struct cra_window *window, struct date today, int minute, int sent_today,
			struct cra_chance *ret_chance, struct err *reterr)
{
	assert(window->from_minute >= 0 && window->from_minute < window->to_minute && window->to_minute <= 24 * 60);
	assert(sent_today >= 0);
	bool open_today = false;
	enum rc rc = calendar_is_business_day(CALENDAR_BANK, today, &open_today, reterr);
	if (rc != OK)
		return rc;
	if (open_today && sent_today < CRA_FILES_A_DAY && minute < window->to_minute) {
		int from = opens_at(window, sent_today);
		bool now = minute >= from;
		*ret_chance = (struct cra_chance){.now = now, .on = today, .minute = now ? minute : from};
		return OK;
	}
	struct date next;
	rc = calendar_on_or_after(CALENDAR_BANK, date_plus(today, 1), &next, reterr);
	if (rc != OK)
		return rc;
	*ret_chance = (struct cra_chance){.now = false, .on = next, .minute = window->from_minute};
	return OK;
}
