/* The two listeners of a simulator: HTTPS for clients, plain HTTP on a unix socket for tests, and the faults that a
 * test has ordered between them. libmicrohttpd is met here only.
 *
 * A simulator is a table of functions, `struct trade`. What is done with a business request, in this order:
 *
 *   1. `open`, under the lock: whose request is it and which operation? It returns the name by which faults are
 *      ordered for it, or NULL when it has written a refusal already (bad credentials, no such path).
 *   2. A fault that was ordered for that name is taken; a delay is slept through without the lock, so that it holds up
 *      nobody else.
 *   3. `run`, under the lock, unless the fault says that nothing was processed. It writes the answer.
 *   4. `seen` (may be NULL), under the lock, when there was a fault or a delay: the client will come again.
 *   5. The answer goes out, or what the fault makes of it. Ordered drops are real resets of the connection.
 *
 * `open` and `run` share whatever they keep in call->state; take its memory from call->arena. The thread of a
 * connection calls them, so nothing outside the lock is theirs. `control` is called under the lock too.
 *
 * A new simulator writes: a world with its lock and `struct faults`, a trade, a control table (lines.h helps), and a
 * command line (program.h helps). See cra/front.c for the smallest example.
 * Proof: tests/unit/apontasim/cra_smoke.sh, serasa_smoke.sh */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "apontasim/common/faults.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define ANSWER_HEADERS_MAX 4

struct server_call {
	/* Of the request. All of it lives until the answer is out. */
	const char *method; /* "GET", "POST", "DELETE" … */
	const char *path;   /* without the query, percent-decoded */
	const char *user;   /* HTTP Basic; NULL when absent */
	const char *password;
	struct text body;
	struct arena *arena;
	void *connection; /* for server_header() */

	/* Of the answer. */
	int status;               /* 200 unless said otherwise */
	const char *content_type; /* "text/plain" unless said otherwise */
	struct {
		const char *name;
		const char *value;
	} headers[ANSWER_HEADERS_MAX];
	int headers_count;
	struct buf answer;

	void *state;  /* the simulator's own */
	bool is_lost; /* set before `run`: a fault was ordered, the client will not read the answer */
};

struct trade {
	void *world;
	pthread_mutex_t *lock;
	struct faults *faults;
	const char *(*open)(void *world, struct server_call *call);
	void (*run)(void *world, struct server_call *call);
	void (*seen)(void *world, struct server_call *call);
	/* Returns the HTTP status; `out` gets the body. */
	int (*control)(void *world, const char *method, const char *path, struct text body, struct buf *out);
};

/* A header of the request, whatever the case of its name; NULL when absent. */
const char *server_header(const struct server_call *call, const char *name);
void server_answer_header(struct server_call *call, const char *name,
			  const char *value); /* both must live in the arena */

struct server;

struct server_settings {
	char address[64];        /* an IPv4 address */
	unsigned port;           /* 0: any */
	const char *certificate; /* PEM, terminated */
	const char *key;
	const char *control_path;
	unsigned at_once_max; /* business requests at a time; one more gets 429 with Retry-After: 1; 0: no limit */
};

/* `trade` must outlive the server. */
MUST_CHECK enum rc server_start(const struct trade *trade, const struct server_settings *settings,
				struct server **ret_server, unsigned *ret_port, struct err *reterr);

/* Ends all connections, waits for their threads, removes the socket. Takes NULL. */
void server_stop(struct server *server);
