/* The two listeners: HTTPS for clients, plain HTTP on a unix socket for tests. libmicrohttpd is met here only.
 *
 * A thread a connection; the world's lock is taken only while a request is worked on, so that a delay that was ordered
 * holds up nobody else. Ordered drops are real resets of the connection. Proof: tests/unit/apontasim/cra_smoke.sh */
#pragma once

#include "apontasim/cra/world.h"

struct server;

struct server_settings {
	const char *address;     /* an IPv4 address */
	unsigned port;           /* 0: any */
	const char *certificate; /* PEM, terminated */
	const char *key;
	const char *control_path;
};

MUST_CHECK enum rc server_start(struct world *world, const struct server_settings *settings, struct server **ret_server,
				unsigned *ret_port, struct err *reterr);

/* Ends all connections, waits for their threads, removes the socket. Takes NULL. */
void server_stop(struct server *server);
