/* The door's patience and its limits, a table of its own so that a test can link a less patient one. */
#pragma once

struct door_terms {
	unsigned connections_max; /* one more waits until another has ended */
	unsigned idle_s;          /* a connection on which nothing moves for so long is closed */
	int request_ms; /* from the connection, or the answer before, to the end of a request: then it is cut */
	int end_ms;     /* for requests under way when the door is told to end */
	int beat_ms;    /* how often it says that it is alive */
	int database_pause_first_ms; /* after a failure the database is left alone so long, doubled each time … */
	int database_pause_max_ms;   /* … up to this */
	int anew_ms;                 /* a door that has lost a far database ends, when it has lived so long */
	int refusals_logged;         /* of a window; the others are counted */
	int refusals_window_ms;
};

extern const struct door_terms door_terms;
