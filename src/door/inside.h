/* What the files of the door share: the door itself, its connections, and the requests on them.
 *
 * Everything happens on one thread, inside MHD_run(). */
#pragma once

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "door/books.h"
#include "door/door.h"
#include "door/gate.h"
#include "door/refusals.h"

/* A connection. A request on it must be whole at `until_ms`, however it trickles in. */
struct visit {
	struct visit *before;
	struct visit *next;
	int fd;
	int64_t until_ms;
};

struct door {
	const struct settings *settings;
	struct MHD_Daemon *http;
	struct visit *visits;
	int requests; /* under way */
	struct gate gates[CONF_ACCOUNTS_MAX];
	int gates_count;
	struct books books;
	bool database_is_far; /* names and certificates are looked up to reach it: not possible any more when it is lost
			       */
	int64_t born_ms;
	struct refusals refusals;
	char *certificate; /* PEM, terminated */
	char *key;
	size_t key_len;
	char said[256]; /* the last words of libmicrohttpd */
};

int64_t door_now_ms(void); /* monotonic */

/* libmicrohttpd's callbacks; `cls` is the door. Proof: tests/unit/door/door_test.c */
enum MHD_Result request_take(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
			     const char *version, const char *piece, size_t *piece_len, void **state);
void request_done(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code);

void visit_changed(void *cls, struct MHD_Connection *connection, void **context,
		   enum MHD_ConnectionNotificationCode code);
/* Cut the connections whose time is over. Returns when the next one's is; INT64_MAX for never. */
int64_t visits_sweep(struct door *door, int64_t now_ms);
/* The request on this connection has ended: time for the next one. */
void visit_goes_on(struct MHD_Connection *connection);

/* A line of the log for a refusal, when there is room for one. `account` and `why` may be NULL. */
void refusal_log(struct door *door, struct MHD_Connection *connection, int status, const char *account,
		 const char *words, const char *why);
