#include "door/terms.h"

const struct door_terms door_terms = {
	.connections_max = 128,
	.idle_s = 10,
	.request_ms = 30 * 1000,
	.end_ms = 3 * 1000,
	.beat_ms = 10 * 1000,
	.database_pause_first_ms = 250,
	.database_pause_max_ms = 5 * 1000,
	.anew_ms = 60 * 1000,
	.refusals_logged = 10,
	.refusals_window_ms = 60 * 1000,
};
