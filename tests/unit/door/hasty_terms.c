/* A door in a hurry, so that a test does not wait for minutes. */
#include "door/terms.h"

const struct door_terms door_terms = {
	.connections_max = 8,
	.idle_s = 2,
	.request_ms = 4000,
	.end_ms = 1000,
	.beat_ms = 100,
	.database_pause_first_ms = 20,
	.database_pause_max_ms = 100,
	.anew_ms = 1000,
	.refusals_logged = 5,
	.refusals_window_ms = 60 * 1000,
};
