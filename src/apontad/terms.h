/* The supervisor's patience: how long things may take before something is done about them.
 *
 * A table of its own so that a test can link a less patient one. All in milliseconds. */
#pragma once

struct terms {
	int restart_first_ms; /* a child that died starts again after this, doubled each time … */
	int restart_max_ms;   /* … up to this … */
	int healthy_ms;       /* … until one has lived this long */
	int start_ms;         /* a child that is not up by then is killed */
	int beat_ms;          /* how often a worker says that it is alive */
	int silent_ms;        /* a worker that has said nothing for so long is killed */
	int stop_ms;          /* a child that was asked to end is killed after this; leases make that harmless */
	int stuck_ms;         /* a child that is still there so long after SIGKILL stops the watchdog's signs of life */
	int round_retry_first_ms; /* a worker's pause after a round that failed, doubled each time … */
	int round_retry_max_ms;   /* … up to this */
};

extern const struct terms terms;
