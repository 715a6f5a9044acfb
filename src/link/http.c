#include "link/http.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

#define RETRY_AFTER_S_MAX 86400 /* what a server says beyond a day is not believed */

struct http_client {
	CURL *queries;     /* keeps connections alive; never used for a submission */
	CURL *submissions; /* keeps TLS sessions and names only: each exchange makes its own connection and closes it */
	char user_agent[64];
};

/* One exchange under way. */
struct exchange {
	struct text rest;     /* of the request's body: not yet handed to libcurl */
	bool request_started; /* a byte of the request was handed to the transport */
	struct buf *answer;
	char words[CURL_ERROR_SIZE];
};

/* What a failure of libcurl means. `before` holds when no byte of the request was handed over. */
static const struct {
	CURLcode code;
	enum rc before;
	const char *words; /* libcurl's own follow in brackets */
} outcomes[] = {
	{CURLE_COULDNT_RESOLVE_HOST, ERR_TRANSIENT, "the host's name was not found"},
	{CURLE_COULDNT_CONNECT, ERR_TRANSIENT, "no connection could be made"},
	{CURLE_SSL_CONNECT_ERROR, ERR_TRANSIENT, "TLS could not be agreed on"},
	{CURLE_PEER_FAILED_VERIFICATION, ERR_TRANSIENT,
	 "the server's certificate is not trusted or is of another host"},
	{CURLE_OPERATION_TIMEDOUT, ERR_TRANSIENT, "the time is over"},
	{CURLE_SEND_ERROR, ERR_TRANSIENT, "the connection was lost while sending"},
	{CURLE_RECV_ERROR, ERR_TRANSIENT, "the connection was lost while waiting for the answer"},
	{CURLE_GOT_NOTHING, ERR_TRANSIENT, "the server closed without an answer"},
	{CURLE_PARTIAL_FILE, ERR_TRANSIENT, "the answer broke off"},
	{CURLE_WRITE_ERROR, ERR_TRANSIENT, "the answer is too large"},
	{CURLE_FILESIZE_EXCEEDED, ERR_TRANSIENT, "the answer is too large"},
	{CURLE_SEND_FAIL_REWIND, ERR_TRANSIENT, "the connection was lost, and a submission is never sent twice"},
	{CURLE_URL_MALFORMAT, ERR_CONFIG, "the address is not right"},
	{CURLE_UNSUPPORTED_PROTOCOL, ERR_CONFIG, "the address must be https://"},
	{CURLE_SSL_CACERT_BADFILE, ERR_CONFIG, "the file with the anchors cannot be used"},
	{CURLE_OUT_OF_MEMORY, ERR_NO_MEMORY, "there is no memory left"},
};

enum rc http_client_new(const char *user_agent, struct http_client **ret_client, struct err *reterr)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(reterr, ERR_SYSTEM, "libcurl could not be started");
	struct http_client *client = calloc(1, sizeof(*client));
	if (client == NULL) {
		curl_global_cleanup();
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for an HTTP client");
	}
	client->queries = curl_easy_init();
	client->submissions = curl_easy_init();
	(void)snprintf(client->user_agent, sizeof(client->user_agent), "%s", user_agent);
	if (client->queries == NULL || client->submissions == NULL) {
		http_client_free(client);
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for an HTTP client");
	}
	/* Told to leave signals alone, libcurl leaves this one to us. */
	(void)signal(SIGPIPE, SIG_IGN);
	*ret_client = client;
	return OK;
}

void http_client_free(struct http_client *client)
{
	if (client == NULL)
		return;
	curl_easy_cleanup(client->queries);
	curl_easy_cleanup(client->submissions);
	free(client);
	curl_global_cleanup();
}

static size_t give_body(char *to, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t room = size * count;
	size_t len = exchange->rest.len < room ? exchange->rest.len : room;
	exchange->request_started = true;
	if (len > 0)
		memcpy(to, exchange->rest.at, len);
	exchange->rest.at += len;
	exchange->rest.len -= len;
	return len;
}

static size_t take_answer(char *from, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t len = size * count;
	buf_put(exchange->answer, from, len);          /* has the ceiling */
	return buf_failed(exchange->answer) ? 0 : len; /* less than was given: libcurl stops */
}

/* libcurl tells the header as it hands it to the transport: from then on the other side may have taken something. */
static int watch(CURL *curl, curl_infotype type, char *bytes, size_t len, void *context)
{
	struct exchange *exchange = context;
	(void)curl;
	(void)bytes;
	if ((type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT) && len > 0)
		exchange->request_started = true;
	return 0;
}

#define SET(option, value) failed = failed || curl_easy_setopt(curl, option, value) != CURLE_OK

/* What holds for every call. */
static bool set_rules(CURL *curl, const struct http_client *client, const struct http_request *request,
		      struct exchange *exchange)
{
	bool failed = false;
	SET(CURLOPT_PROTOCOLS_STR, "https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	/* A refused HTTP/2 stream is sent again too. */
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_USERAGENT, client->user_agent);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)request->total_timeout_ms);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_ANSWER_BYTES);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_WRITEFUNCTION, take_answer);
	SET(CURLOPT_WRITEDATA, exchange);
	SET(CURLOPT_DEBUGFUNCTION, watch);
	SET(CURLOPT_DEBUGDATA, exchange);
	SET(CURLOPT_VERBOSE, 1L); /* only for watch(), which prints nothing */
	SET(CURLOPT_ERRORBUFFER, exchange->words);
	return !failed;
}

/* A header line "NAME: VALUE" more; NULL (and nothing left to free) when memory ran out. */
static struct curl_slist *more_header(struct curl_slist *list, const char *format, const char *value, bool *failed)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "%s%s", format, value);
	struct curl_slist *longer = len < (int)sizeof(line) ? curl_slist_append(list, line) : NULL;
	if (longer == NULL)
		*failed = true;
	return longer != NULL ? longer : list;
}

static void slist_cleanup(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

/* What this request says. The headers stay alive until the exchange is over. */
static bool set_request(CURL *curl, const struct http_request *request, struct exchange *exchange,
			struct curl_slist **headers)
{
	bool failed = false;
	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_POST, 1L);
	if (request->submission) {
		/* The body is read once and cannot be rewound, as there is no seek function: where libcurl would send
		 * it again by itself, it fails with CURLE_SEND_FAIL_REWIND. */
		SET(CURLOPT_READFUNCTION, give_body);
		SET(CURLOPT_READDATA, exchange);
		SET(CURLOPT_FRESH_CONNECT, 1L);
		SET(CURLOPT_FORBID_REUSE, 1L);
	} else {
		SET(CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.at : "");
	}
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
	if (request->ca_file != NULL && request->ca_file[0] != '\0') {
		SET(CURLOPT_CAINFO, request->ca_file);
		SET(CURLOPT_CAPATH, (const char *)NULL); /* not the system's beside it */
	}
	if (request->user != NULL) {
		SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		SET(CURLOPT_USERNAME, request->user);
		SET(CURLOPT_PASSWORD, request->password != NULL ? request->password : "");
	}
	*headers = more_header(*headers, "Expect:", "", &failed);
	*headers = more_header(*headers, "Content-Type: ", request->content_type, &failed);
	if (request->soap_action != NULL) {
		char quoted[300];
		(void)snprintf(quoted, sizeof(quoted), "\"%s\"", request->soap_action);
		*headers = more_header(*headers, "SOAPAction: ", quoted, &failed);
	}
	SET(CURLOPT_HTTPHEADER, *headers);
	return !failed;
}

#undef SET

/* The error of a failed exchange. After the first byte it is doubt, whatever libcurl says. */
static enum rc outcome_of(CURLcode code, const struct exchange *exchange, const char *url, struct err *reterr)
{
	enum rc rc = ERR_TRANSIENT;
	const char *words = "the exchange failed";
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
		if (outcomes[i].code == code) {
			rc = outcomes[i].before;
			words = outcomes[i].words;
		}
	if (exchange->request_started)
		rc = ERR_IN_DOUBT;
	return err_set_at(reterr, rc, url, NULL, "%s (%s)%s", words,
			  exchange->words[0] != '\0' ? exchange->words : curl_easy_strerror(code),
			  exchange->request_started ? "; the request had left, at least in part"
						    : "; nothing had left");
}

static enum rc check_request(const struct http_request *request, struct err *reterr)
{
	enum rc rc = OK;
	if (strncasecmp(request->url, "https://", 8) != 0)
		rc = err_set(reterr, ERR_CONFIG, "the address must be https://");
	else if (request->ca_file != NULL && request->ca_file[0] != '\0' && access(request->ca_file, R_OK) != 0)
		rc = err_set(reterr, ERR_CONFIG, "the file with the anchors, %s, cannot be read", request->ca_file);
	if (rc != OK)
		err_at(reterr, request->url, NULL);
	return rc;
}

static int64_t info_us(CURL *curl, CURLINFO info)
{
	curl_off_t us = 0;
	return curl_easy_getinfo(curl, info, &us) == CURLE_OK ? (int64_t)us : 0;
}

static int retry_after_s(CURL *curl)
{
	curl_off_t seconds = 0;
	if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds < 0)
		return 0;
	return seconds > RETRY_AFTER_S_MAX ? RETRY_AFTER_S_MAX : (int)seconds;
}

static enum rc take_whole(CURL *curl, const struct exchange *exchange, struct arena *arena,
			  const struct http_request *request, struct http_answer *ret_answer, struct err *reterr)
{
	long status = 0;
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	struct text body = buf_view(exchange->answer);
	const char *copy = arena_copy(arena, body.len > 0 ? body.at : "", body.len);
	if (copy == NULL) {
		/* The answer is lost, and the request was taken. */
		return err_set_at(reterr, ERR_IN_DOUBT, request->url, NULL,
				  "an answer came, but there is no memory left to keep it");
	}
	*ret_answer = (struct http_answer){
		.status = (int)status,
		.body = {copy, body.len},
		.retry_after_s = retry_after_s(curl),
		.connect_us = info_us(curl, CURLINFO_APPCONNECT_TIME_T),
		.total_us = info_us(curl, CURLINFO_TOTAL_TIME_T),
	};
	return OK;
}

enum rc http_exchange(struct http_client *client, struct arena *arena, const struct http_request *request,
		      struct http_answer *ret_answer, struct err *reterr)
{
	enum rc rc = check_request(request, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(slist_cleanup) struct curl_slist *headers = NULL;
	CLEANUP(buf_done) struct buf answer = {0};
	buf_init(&answer, LIMIT_ANSWER_BYTES);
	struct exchange exchange = {.rest = request->body, .answer = &answer};
	CURL *curl = request->submission ? client->submissions : client->queries;
	curl_easy_reset(curl); /* options only: connections, TLS sessions and names stay */
	if (set_rules(curl, client, request, &exchange) && set_request(curl, request, &exchange, &headers)) {
		CURLcode code = curl_easy_perform(curl);
		rc = code == CURLE_OK ? take_whole(curl, &exchange, arena, request, ret_answer, reterr)
				      : outcome_of(code, &exchange, request->url, reterr);
	} else {
		rc = err_set(reterr, ERR_CONFIG, "libcurl does not take the request for %s", request->url);
	}
	curl_easy_reset(curl); /* the password and the pointers to this frame go */
	return rc;
}
