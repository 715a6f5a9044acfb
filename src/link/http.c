#include "link/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "link/http_request.h"

#define RETRY_AFTER_S_MAX 86400 /* what a server says beyond a day is not believed */
#define ANCHORS_KEPT_S    300   /* after so long, a changed file is seen */
#define KEPT_MAX          16    /* idle connections, all hosts together */
#define WAKE_MS           1000  /* libcurl wakes us earlier for what it has to do */

/* One exchange under way, or the place for one. */
struct exchange {
	CURL *curl;           /* made at first use, kept for the next exchange: it holds the TLS sessions */
	struct http_job *job; /* NULL: free */
	struct curl_slist *headers;
	struct text rest; /* of the request's body: not yet handed to libcurl */
	struct buf answer;
	bool submits;
	bool sending;         /* libcurl was let through to send the request */
	bool request_started; /* a byte of the request was handed to the transport */
	char words[CURL_ERROR_SIZE];
};

struct http_client {
	CURLM *multi; /* holds the names, and the kept-alive connections: only ever those of queries */
	char user_agent[64];
	struct exchange exchanges[HTTP_JOBS_MAX];
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
	{CURLE_ABORTED_BY_CALLBACK, ERR_TRANSIENT, "the connection was lost, and a submission is never sent twice"},
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
	client->multi = curl_multi_init();
	(void)snprintf(client->user_agent, sizeof(client->user_agent), "%s", user_agent);
	if (client->multi == NULL ||
	    curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_MAX) != CURLM_OK) {
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
	for (int i = 0; i < HTTP_JOBS_MAX; i++)
		curl_easy_cleanup(client->exchanges[i].curl);
	(void)curl_multi_cleanup(client->multi);
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
	buf_put(&exchange->answer, from, len);          /* has the ceiling */
	return buf_failed(&exchange->answer) ? 0 : len; /* less than was given: libcurl stops */
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

/* Asked each time a connection is ready, before the request leaves on it. A request without a body has nothing that
 * could not be rewound: this is what stops libcurl from sending it again. */
static int let_through(void *context, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	struct exchange *exchange = context;
	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	bool again = exchange->sending;
	exchange->sending = true;
	return again && exchange->submits ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

#define SET(option, value) failed = failed || curl_easy_setopt(curl, option, value) != CURLE_OK

/* What holds for every call. */
static bool set_rules(CURL *curl, const struct http_client *client, struct exchange *exchange)
{
	const struct http_request *request = &exchange->job->request;
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
	/* Out of time while a name is looked up: do not hold up the neighbours until the resolver gives in. */
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)exchange->answer.bytes_max);
	/* Anchors from one file only, ours or the system's: libcurl keeps them read for the next connections. With a
	 * folder beside it, each connection would read all of them again, which takes longer than all else it does. */
	SET(CURLOPT_CAPATH, (const char *)NULL);
	SET(CURLOPT_CA_CACHE_TIMEOUT, (long)ANCHORS_KEPT_S);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_WRITEFUNCTION, take_answer);
	SET(CURLOPT_WRITEDATA, exchange);
	SET(CURLOPT_DEBUGFUNCTION, watch);
	SET(CURLOPT_DEBUGDATA, exchange);
	SET(CURLOPT_VERBOSE, 1L); /* only for watch(), which prints nothing */
	SET(CURLOPT_PREREQFUNCTION, let_through);
	SET(CURLOPT_PREREQDATA, exchange);
	SET(CURLOPT_ERRORBUFFER, exchange->words);
	SET(CURLOPT_PRIVATE, exchange);
	return !failed;
}

static bool set_body(CURL *curl, struct exchange *exchange)
{
	const struct http_request *request = &exchange->job->request;
	bool failed = false;
	SET(CURLOPT_POST, 1L);
	if (exchange->submits) {
		/* The body is read once and cannot be rewound, as there is no seek function: where libcurl would send
		 * it again by itself, it fails with CURLE_SEND_FAIL_REWIND. */
		SET(CURLOPT_READFUNCTION, give_body);
		SET(CURLOPT_READDATA, exchange);
	} else {
		SET(CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.at : "");
	}
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
	return !failed;
}

/* What this request says. */
static bool set_request(CURL *curl, struct exchange *exchange)
{
	const struct http_request *request = &exchange->job->request;
	bool failed = false;
	SET(CURLOPT_URL, request->url);
	switch (request->method) {
	case HTTP_POST: failed = failed || !set_body(curl, exchange); break;
	case HTTP_DELETE:
		SET(CURLOPT_HTTPGET, 1L); /* without a body; the name alone differs */
		SET(CURLOPT_CUSTOMREQUEST, "DELETE");
		break;
	case HTTP_GET: SET(CURLOPT_HTTPGET, 1L); break;
	}
	if (exchange->submits) {
		SET(CURLOPT_FRESH_CONNECT, 1L);
		SET(CURLOPT_FORBID_REUSE, 1L);
	}
	if (request->ca_file != NULL && request->ca_file[0] != '\0')
		SET(CURLOPT_CAINFO, request->ca_file);
	if (request->user != NULL) {
		SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		SET(CURLOPT_USERNAME, request->user);
		SET(CURLOPT_PASSWORD, request->password != NULL ? request->password : "");
	}
	failed = failed || !http_request_headers(request, &exchange->headers);
	SET(CURLOPT_HTTPHEADER, exchange->headers);
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

static enum rc take_whole(const struct exchange *exchange, struct arena *arena, struct http_answer *ret_answer,
			  struct err *reterr)
{
	long status = 0;
	(void)curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
	struct text body = buf_view(&exchange->answer);
	const char *copy = arena_copy(arena, body.len > 0 ? body.at : "", body.len);
	if (copy == NULL) {
		/* The answer is lost, and the request was taken. */
		return err_set_at(reterr, ERR_IN_DOUBT, exchange->job->request.url, NULL,
				  "an answer came, but there is no memory left to keep it");
	}
	*ret_answer = (struct http_answer){
		.status = (int)status,
		.body = {copy, body.len},
		.retry_after_s = retry_after_s(exchange->curl),
		.connect_us = info_us(exchange->curl, CURLINFO_APPCONNECT_TIME_T),
		.total_us = info_us(exchange->curl, CURLINFO_TOTAL_TIME_T),
	};
	return OK;
}

/* Make the place free again, whatever was reached. */
static void leave(struct exchange *exchange)
{
	curl_easy_reset(exchange->curl); /* the password and the pointers to the job go; the TLS sessions stay */
	http_headers_free(&exchange->headers);
	buf_done(&exchange->answer);
	*exchange = (struct exchange){.curl = exchange->curl};
}

static struct exchange *free_place(struct http_client *client)
{
	for (int i = 0; i < HTTP_JOBS_MAX; i++)
		if (client->exchanges[i].job == NULL)
			return &client->exchanges[i];
	assert(!"every place is taken");
	return NULL;
}

/* Get `job` under way in `exchange`. A failure stays with the job, and the place stays free. */
static enum rc start(struct http_client *client, struct exchange *exchange, struct http_job *job, size_t answer_bytes)
{
	enum rc rc = http_request_check(&job->request, &job->err);
	if (rc != OK)
		return rc;
	if (exchange->curl == NULL && (exchange->curl = curl_easy_init()) == NULL)
		return err_set(&job->err, ERR_NO_MEMORY, "there is no memory left for an exchange");
	exchange->job = job;
	exchange->rest = job->request.body;
	exchange->submits = http_request_submits(&job->request);
	buf_init(&exchange->answer, answer_bytes);
	if (!set_rules(exchange->curl, client, exchange) || !set_request(exchange->curl, exchange))
		rc = err_set(&job->err, ERR_CONFIG, "libcurl does not take the request for %s", job->request.url);
	else if (curl_multi_add_handle(client->multi, exchange->curl) != CURLM_OK)
		rc = err_set(&job->err, ERR_NO_MEMORY, "there is no memory left for an exchange");
	if (rc != OK)
		leave(exchange);
	return rc;
}

static void finish(struct http_client *client, struct exchange *exchange, CURLcode code, struct arena *arena)
{
	struct http_job *job = exchange->job;
	job->rc = code == CURLE_OK ? take_whole(exchange, arena, &job->answer, &job->err)
				   : outcome_of(code, exchange, job->request.url, &job->err);
	(void)curl_multi_remove_handle(client->multi, exchange->curl);
	leave(exchange);
}

/* Returns how many have ended. */
static int finish_ended(struct http_client *client, struct arena *arena)
{
	int ended = 0;
	int left = 0;
	for (CURLMsg *said; (said = curl_multi_info_read(client->multi, &left)) != NULL;) {
		char *private = NULL;
		if (said->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(said->easy_handle, CURLINFO_PRIVATE, &private) != CURLE_OK)
			continue;
		finish(client, (struct exchange *)(void *)private, said->data.result, arena);
		ended++;
	}
	return ended;
}

/* libcurl itself cannot go on: nothing under way will end by itself. Returns how many were ended. */
static int finish_all(struct http_client *client, CURLMcode why, struct arena *arena)
{
	int ended = 0;
	for (int i = 0; i < HTTP_JOBS_MAX; i++) {
		struct exchange *exchange = &client->exchanges[i];
		if (exchange->job == NULL)
			continue;
		(void)snprintf(exchange->words, sizeof(exchange->words), "%s", curl_multi_strerror(why));
		finish(client, exchange, CURLE_FAILED_INIT, arena);
		ended++;
	}
	return ended;
}

void http_exchange_many(struct http_client *client, struct arena *arena, struct http_job *jobs, int count)
{
	const size_t answer_bytes = LIMIT_ANSWER_BYTES / (size_t)(count > 0 ? count : 1);
	int next = 0;
	int under_way = 0;
	while (next < count || under_way > 0) {
		for (; next < count && under_way < HTTP_JOBS_MAX; next++) {
			struct http_job *job = &jobs[next];
			job->answer = (struct http_answer){0};
			job->err = (struct err){0};
			job->rc = start(client, free_place(client), job, answer_bytes);
			under_way += job->rc == OK;
		}
		int moving = 0;
		CURLMcode code = curl_multi_perform(client->multi, &moving);
		int ended = finish_ended(client, arena);
		if (code == CURLM_OK && ended == 0 && under_way > 0)
			code = curl_multi_poll(client->multi, NULL, 0, WAKE_MS, NULL);
		if (code != CURLM_OK)
			ended += finish_all(client, code, arena);
		under_way -= ended;
	}
}

enum rc http_exchange(struct http_client *client, struct arena *arena, const struct http_request *request,
		      struct http_answer *ret_answer, struct err *reterr)
{
	struct http_job job = {.request = *request};
	http_exchange_many(client, arena, &job, 1);
	if (job.rc == OK)
		*ret_answer = job.answer;
	else if (reterr != NULL)
		*reterr = job.err;
	return job.rc;
}
