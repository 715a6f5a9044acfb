/* A supervisor in a hurry, so that a test does not wait for minutes. */
#include "apontad/terms.h"

const struct terms terms = {
	.restart_first_ms = 20,
	.restart_max_ms = 200,
	.healthy_ms = 60 * 1000,
	.start_ms = 5000,
	.beat_ms = 100,
	.silent_ms = 1500,
	.stop_ms = 1000,
	.stuck_ms = 1000,
	.round_retry_first_ms = 10,
	.round_retry_max_ms = 50,
};
