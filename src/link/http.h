/* Calls out over HTTPS: one exchange, with an outcome that tells whether anything may have left.
 *
 * Fixed for every call: HTTPS only, TLS 1.2 or later, peer and host verified, no redirect, no proxy from the
 * environment, capped answer, no signals. A submission goes on a fresh connection that is closed after it, because
 * libcurl sends a POST again by itself when a kept-alive connection dies; its body cannot be rewound, for the same
 * reason. Blocks up to the time-outs. The process ignores SIGPIPE from the first client on.
 * libcurl is met here only. Proof: tests/unit/link/http_test.c, tests/journey */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct http_client; /* one a process; not thread safe; holds kept-alive connections for queries */

MUST_CHECK enum rc http_client_new(const char *user_agent, struct http_client **ret_client, struct err *reterr);
void http_client_free(struct http_client *client);

struct http_request {
	const char *url;
	const char *content_type;
	const char *soap_action; /* NULL for none */
	const char *user;        /* HTTP Basic, sent at once; NULL for none */
	const char *password;
	const char *ca_file; /* PEM anchors; NULL for the system's */
	struct text body;
	bool submission; /* changes something at the other side */
	int connect_timeout_ms;
	int total_timeout_ms;
};

struct http_answer {
	int status;
	struct text body;  /* in the arena */
	int retry_after_s; /* what Retry-After says; 0 for nothing */
	int64_t connect_us;
	int64_t total_us;
};

/* OK: an answer came whole, whatever its status. ERR_TRANSIENT: nothing of the request can have been taken (no
 * connection, TLS failed before the request). ERR_IN_DOUBT: the request left, at least in part, and no whole answer
 * came. ERR_CONFIG: the URL is not HTTPS or a file is missing. */
MUST_CHECK enum rc http_exchange(struct http_client *client, struct arena *arena, const struct http_request *request,
				 struct http_answer *ret_answer, struct err *reterr);
