/* What a request may hold, and its header lines as libcurl takes them. For this folder only.
 *
 * Pure but for the look at the file with the anchors. A value that is refused is never quoted: it may be a secret.
 * Proof: tests/unit/link/http_test.c */
#pragma once

#include <curl/curl.h>

#include "link/http.h"

/* ERR_CONFIG or ERR_RANGE, as http_exchange() says. */
MUST_CHECK enum rc http_request_check(const struct http_request *request, struct err *reterr);

/* Does it change something at the other side? */
bool http_request_submits(const struct http_request *request);

/* Every header line that libcurl does not make by itself. `ret_lines` goes to http_headers_free(), on failure as well.
 * False: memory ran out. */
MUST_CHECK bool http_request_headers(const struct http_request *request, struct curl_slist **ret_lines);

/* The lines are wiped: one may be a token. Takes a pointer to NULL and leaves one. */
void http_headers_free(struct curl_slist **lines);
