/* Calls out over HTTPS: exchanges, one or many at once, each with an outcome that tells whether anything may have left.
 *
 * Fixed for every call: HTTPS only, TLS 1.2 or later, peer and host verified, no redirect, no proxy from the
 * environment, capped answer, no signals. A submission goes on a fresh connection that is closed after it, because
 * libcurl sends a request again by itself when a kept-alive connection dies; it may leave once only and its body cannot
 * be rewound, for the same reason. TLS sessions are resumed, so that a fresh connection is cheap. Blocks up to the
 * time-outs. The process ignores SIGPIPE from the first client on. Passwords and tokens are neither logged nor named in
 * errors, and nothing here keeps a token once its exchange is over.
 * libcurl is met here only. Proof: tests/unit/link/http_test.c, many_test.c, tests/journey */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

#define HTTP_JOBS_MAX 64 /* exchanges under way at once */

struct http_client; /* one a process; not thread safe; holds kept-alive connections for queries, and TLS sessions */

MUST_CHECK enum rc http_client_new(const char *user_agent, struct http_client **ret_client, struct err *reterr);
void http_client_free(struct http_client *client);

enum http_method {
	HTTP_POST,
	HTTP_DELETE, /* without a body; always a submission */
	HTTP_GET,    /* without a body */
};

struct http_header {
	const char *name;
	const char *value; /* "" is sent as an empty line of that name */
};

struct http_request {
	enum http_method method;
	const char *url;
	const char *content_type;          /* NULL for none */
	const char *soap_action;           /* NULL for none */
	const struct http_header *headers; /* lines more than those above and below, in this order */
	int headers_count;
	const char *user; /* HTTP Basic, sent at once; NULL for none */
	const char *password;
	const char *bearer;  /* token (RFC 6750, section 2.1), in place of a user; NULL for none */
	const char *ca_file; /* PEM anchors; NULL for the system's; a change of it is seen after some minutes */
	struct text body;
	bool submission; /* changes something at the other side */
	int connect_timeout_ms;
	int total_timeout_ms; /* from the start of this exchange; 1 or more */
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
 * came. Nothing left either with ERR_CONFIG: the URL is not HTTPS or a file is missing; ERR_RANGE: a header holds what
 * no header may hold or is one that is set here, there is a user and a token, a body where the method has none, or no
 * time; the field tells which; ERR_NO_MEMORY. */
MUST_CHECK enum rc http_exchange(struct http_client *client, struct arena *arena, const struct http_request *request,
				 struct http_answer *ret_answer, struct err *reterr);

struct http_job {
	struct http_request request;
	/* What came of it. */
	enum rc rc;
	struct http_answer answer; /* when OK */
	struct err err;            /* when not */
};

/* The same for `count` requests at once, HTTP_JOBS_MAX under way at a time, the others following in their order.
 * Returns when all have ended; how one ends is nothing to the others. The answers of one call share LIMIT_ANSWER_BYTES
 * in equal parts, so that one that is too large takes nothing from its neighbours. */
void http_exchange_many(struct http_client *client, struct arena *arena, struct http_job *jobs, int count);
