#include "apontad/terms.h"

const struct terms terms = {
	.restart_first_ms = 100,
	.restart_max_ms = 30 * 1000,
	.healthy_ms = 60 * 1000,
	.start_ms = 60 * 1000,
	.beat_ms = 10 * 1000,
	.silent_ms = 5 * 60 * 1000,
	.stop_ms = 30 * 1000,
	.stuck_ms = 10 * 1000,
	.round_retry_first_ms = 100,
	.round_retry_max_ms = 5 * 1000,
};
