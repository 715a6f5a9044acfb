#include "door/refusals.h"

#include <inttypes.h>
#include <stddef.h>

#include "base/log.h"
#include "door/terms.h"

void refusals_tend(struct refusals *refusals, int64_t now_ms)
{
	if (refusals->window_ms == 0 || now_ms - refusals->window_ms < door_terms.refusals_window_ms)
		return;
	if (refusals->passed_over > 0)
		log_line(LOG_WARNING, NULL, "%" PRId64 " more calls were refused within %d s", refusals->passed_over,
			 door_terms.refusals_window_ms / 1000);
	*refusals = (struct refusals){0};
}

bool refusals_take(struct refusals *refusals, int64_t now_ms)
{
	refusals_tend(refusals, now_ms);
	if (refusals->window_ms == 0)
		refusals->window_ms = now_ms;
	if (refusals->logged < door_terms.refusals_logged) {
		refusals->logged++;
		return true;
	}
	refusals->passed_over++;
	return false;
}
