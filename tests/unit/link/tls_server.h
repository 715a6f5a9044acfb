/* A TLS server for tests that misbehaves on order: a thread of the test for each connection. */
#pragma once

enum server_way {
	SERVER_ANSWERS,             /* 200 and keeps the connection */
	SERVER_ANSWERS_THEN_CLOSES, /* 200, keep-alive promised, then closed */
	SERVER_CLOSES_AT_ACCEPT,    /* before TLS */
	SERVER_NEVER_SHAKES_HANDS,  /* accepts, and says nothing */
	SERVER_CLOSES_UNREAD,       /* after TLS, before it reads */
	SERVER_CLOSES_MID_BODY,     /* after the header and a part of the body */
	SERVER_CLOSES_AFTER_READ,   /* the whole request was taken, no answer */
	SERVER_HALF_ANSWER,         /* promises more than it sends */
	SERVER_SILENT,              /* reads all, never answers */
	SERVER_ANNOUNCES_TOO_MUCH,  /* Content-Length above the limit */
	SERVER_SENDS_TOO_MUCH,      /* no length, above the limit */
	SERVER_REDIRECTS,           /* 302 to itself */
	SERVER_FAILS,               /* 500 with a body */
	SERVER_OLD_TLS,             /* TLS 1.1 at most */
	SERVER_SAYS,                /* what tls_server_says() told it to */
	SERVER_GATHERS,             /* 200, but not before as many requests wait as tls_server_gathers() told it */
};

struct tls_server;

/* Start on a free port of 127.0.0.1 with a certificate for "localhost" that is its own anchor, written to
 * `anchor_file`. NULL on failure. */
struct tls_server *tls_server_start(enum server_way way, const char *anchor_file);
void tls_server_stop(struct tls_server *server);

/* `status` is what follows "HTTP/1.1 ", further header lines included: "503 No\r\nRetry-After: 7". Both texts stay. */
void tls_server_says(struct tls_server *server, const char *status, const char *body);

/* Before the first request. */
void tls_server_gathers(struct tls_server *server, int requests);

int tls_server_port(const struct tls_server *server);
int tls_server_connections(struct tls_server *server);  /* whose TLS was agreed on */
int tls_server_resumed(struct tls_server *server);      /* of these, with a session from before */
int tls_server_requests(struct tls_server *server);     /* read whole */
int tls_server_together(struct tls_server *server);     /* the most connections without an answer yet */
const char *tls_server_last(struct tls_server *server); /* header and body of the last whole request */
