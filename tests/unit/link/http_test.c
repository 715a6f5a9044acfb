/* An exchange tells whether anything may have left, and a submission never leaves twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "link/http.h"
#include "tls_server.h"

static char folder[] = "/tmp/http_test.XXXXXX";
static char anchor[64];
static char other_anchor[64];

struct bench {
	struct tls_server *server;
	struct http_client *client;
	struct arena *arena;
	struct http_request request;
	char url[64];
	struct http_answer answer;
	struct err err;
};

static struct bench *bench_new(enum server_way way)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	assert_non_null(bench);
	bench->server = tls_server_start(way, anchor);
	assert_non_null(bench->server);
	assert_int_equal(http_client_new("apontad-test", &bench->client, NULL), OK);
	bench->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(bench->arena);
	(void)snprintf(bench->url, sizeof(bench->url), "https://localhost:%d/xml", tls_server_port(bench->server));
	bench->request = (struct http_request){
		.url = bench->url,
		.content_type = "text/xml; charset=UTF-8",
		.soap_action = "urn:x#Remessa",
		.user = "aurora",
		.password = "not so secret",
		.ca_file = anchor,
		.body = TEXT_LITERAL("<body/>"),
		.submission = true,
		.connect_timeout_ms = 2000,
		.total_timeout_ms = 5000,
	};
	return bench;
}

static enum rc bench_go(struct bench *bench)
{
	return http_exchange(bench->client, bench->arena, &bench->request, &bench->answer, &bench->err);
}

static void bench_free(struct bench *bench)
{
	http_client_free(bench->client);
	tls_server_stop(bench->server);
	arena_free(bench->arena);
	free(bench);
}

static void a_whole_answer_comes_back_with_its_status(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(bench->answer.status, 200);
	assert_true(text_is(bench->answer.body, "whole"));
	assert_true(bench->answer.total_us >= bench->answer.connect_us);
	bench_free(bench);

	bench = bench_new(SERVER_FAILS);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(bench->answer.status, 500);
	assert_true(text_is(bench->answer.body, "fault"));
	bench_free(bench);
}

static void the_request_says_who_asks_for_what_at_once(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	assert_int_equal(bench_go(bench), OK);
	const char *seen = tls_server_last(bench->server);
	assert_non_null(strstr(seen, "POST /xml HTTP/1.1\r\n"));
	assert_non_null(strstr(seen, "Authorization: Basic YXVyb3JhOm5vdCBzbyBzZWNyZXQ=\r\n"));
	assert_non_null(strstr(seen, "SOAPAction: \"urn:x#Remessa\"\r\n"));
	assert_non_null(strstr(seen, "Content-Type: text/xml; charset=UTF-8\r\n"));
	assert_non_null(strstr(seen, "Content-Length: 7\r\n"));
	assert_non_null(strstr(seen, "\r\n\r\n<body/>"));
	assert_null(strcasestr(seen, "Expect:"));
	assert_null(strcasestr(seen, "Transfer-Encoding:"));
	bench_free(bench);
}

static void a_removal_arrives_as_it_was_written(void **state)
{
	(void)state;
	static const struct http_header headers[] = {
		{"creditor-document", "11222333000181"},
		{"contract-number", "NF 4711/1"},
		{"type", "PEFIN"},
		{"note", ""},
		{"blank", "  "},
	};
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.method = HTTP_DELETE;
	bench->request.content_type = bench->request.soap_action = NULL;
	bench->request.body = (struct text){NULL, 0};
	bench->request.headers = headers;
	bench->request.headers_count = ARRAY_LEN(headers);
	assert_int_equal(bench_go(bench), OK);
	const char *seen = tls_server_last(bench->server);
	char start[256];
	(void)snprintf(start, sizeof(start),
		       "DELETE /xml HTTP/1.1\r\nHost: localhost:%d\r\n"
		       "Authorization: Basic YXVyb3JhOm5vdCBzbyBzZWNyZXQ=\r\nUser-Agent: apontad-test\r\n",
		       tls_server_port(bench->server));
	assert_memory_equal(seen, start, strlen(start));
	assert_non_null(strstr(seen, "\r\ncreditor-document: 11222333000181\r\ncontract-number: NF 4711/1\r\n"
				     "type: PEFIN\r\nnote:\r\nblank:\r\n\r\n"));
	assert_null(strcasestr(seen, "Content-"));
	assert_null(strcasestr(seen, "Expect"));
	bench_free(bench);
}

static void a_request_without_type_or_body_has_neither(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.content_type = bench->request.soap_action = NULL;
	bench->request.body = (struct text){NULL, 0};
	assert_int_equal(bench_go(bench), OK);
	const char *seen = tls_server_last(bench->server);
	assert_non_null(strstr(seen, "POST /xml HTTP/1.1\r\n"));
	assert_non_null(strstr(seen, "Content-Length: 0\r\n"));
	assert_null(strcasestr(seen, "Content-Type"));

	bench->request.method = HTTP_GET;
	bench->request.submission = false;
	assert_int_equal(bench_go(bench), OK);
	assert_non_null(strstr(tls_server_last(bench->server), "GET /xml HTTP/1.1\r\n"));
	assert_null(strcasestr(tls_server_last(bench->server), "Content-"));

	bench->request.body = TEXT_LITERAL("x");
	assert_int_equal(bench_go(bench), ERR_RANGE);
	assert_string_equal(bench->err.field, "body");
	assert_int_equal(tls_server_requests(bench->server), 2);
	bench_free(bench);
}

#define TOKEN "aGVyZS1pcy1hLXRva2Vu"

static void assert_token_untold(const struct err *err)
{
	char text[1024];
	assert_null(strstr(err_text(err, text, sizeof(text)), "aGVyZS1"));
}

static void a_token_is_sent_and_never_told(void **state)
{
	(void)state;
	static const enum server_way ways[] = {SERVER_CLOSES_AT_ACCEPT, SERVER_CLOSES_UNREAD, SERVER_CLOSES_AFTER_READ,
					       SERVER_HALF_ANSWER, SERVER_SENDS_TOO_MUCH};
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.user = bench->request.password = NULL;
	bench->request.bearer = TOKEN;
	assert_int_equal(bench_go(bench), OK);
	assert_non_null(strstr(tls_server_last(bench->server), "\r\nAuthorization: Bearer " TOKEN "\r\n"));
	bench->request.bearer = NULL; /* nothing is left of it for the next */
	assert_int_equal(bench_go(bench), OK);
	assert_null(strstr(tls_server_last(bench->server), "Authorization"));

	bench->request.bearer = TOKEN "\r\nX: y";
	assert_int_equal(bench_go(bench), ERR_RANGE);
	assert_string_equal(bench->err.field, "Authorization");
	assert_token_untold(&bench->err);
	bench->request.bearer = TOKEN;
	bench->request.user = "aurora";
	assert_int_equal(bench_go(bench), ERR_RANGE);
	assert_token_untold(&bench->err);
	bench_free(bench);

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		bench = bench_new(ways[i]);
		bench->request.user = bench->request.password = NULL;
		bench->request.bearer = TOKEN;
		assert_int_not_equal(bench_go(bench), OK);
		assert_token_untold(&bench->err);
		bench_free(bench);
	}
}

static void a_header_that_would_write_another_is_refused(void **state)
{
	(void)state;
	static const struct {
		struct http_header header;
		const char *field;
	} bad[] = {
		{{"reason", "1\r\nX: y"}, "reason"},
		{{"reason", "1\n"}, "reason"},
		{{"reason", "1\r"}, "reason"},
		{{"reason", "\t1"}, "reason"},
		{{"reason", "\x7f"}, "reason"},
		{{"reason", NULL}, "reason"},
		{{"", "1"}, "headers"},
		{{"rea son", "1"}, "headers"},
		{{"reason:", "1"}, "headers"},
		{{"reason\r\nX", "1"}, "headers"},
		{{"reason;", "1"}, "headers"},
		{{"content-length", "1"}, "content-length"},
		{{"Authorization", "1"}, "Authorization"},
		{{"HOST", "x"}, "HOST"},
		{{"Transfer-Encoding", "chunked"}, "Transfer-Encoding"},
	};
	struct bench *bench = bench_new(SERVER_ANSWERS);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct http_header headers[] = {{"type", "PEFIN"}, bad[i].header};
		bench->request.headers = headers;
		bench->request.headers_count = ARRAY_LEN(headers);
		if (bench_go(bench) != ERR_RANGE || strcmp(bench->err.field, bad[i].field) != 0)
			fail_msg("header %zu: %s: %s", i, bench->err.field, bench->err.words);
		assert_string_equal(bench->err.where, bench->url);
		assert_null(strstr(bench->err.words, "X: y"));
	}
	char *large = calloc(1, 8194);
	assert_non_null(large);
	memset(large, 'v', 8192);
	struct http_header header = {"reason", large};
	bench->request.headers = &header;
	bench->request.headers_count = 1;
	assert_int_equal(bench_go(bench), OK); /* as large as one may be */
	assert_non_null(strstr(tls_server_last(bench->server), large));
	large[8192] = 'v';
	assert_int_equal(bench_go(bench), ERR_RANGE);
	free(large);

	bench->request.headers_count = 0;
	bench->request.content_type = "text/xml\r\nX: y";
	assert_int_equal(bench_go(bench), ERR_RANGE);
	assert_string_equal(bench->err.field, "Content-Type");
	assert_int_equal(tls_server_requests(bench->server), 1);
	bench_free(bench);
}

/* What each way of failing means, for a submission. */
static const struct {
	enum server_way way;
	enum rc rc;
	int requests; /* that the server has read whole */
} failures[] = {
	{SERVER_CLOSES_AT_ACCEPT, ERR_TRANSIENT, 0},  {SERVER_NEVER_SHAKES_HANDS, ERR_TRANSIENT, 0},
	{SERVER_OLD_TLS, ERR_TRANSIENT, 0},           {SERVER_CLOSES_UNREAD, ERR_IN_DOUBT, 0},
	{SERVER_CLOSES_MID_BODY, ERR_IN_DOUBT, 0},    {SERVER_CLOSES_AFTER_READ, ERR_IN_DOUBT, 1},
	{SERVER_HALF_ANSWER, ERR_IN_DOUBT, 1},        {SERVER_SILENT, ERR_IN_DOUBT, 1},
	{SERVER_ANNOUNCES_TOO_MUCH, ERR_IN_DOUBT, 1}, {SERVER_SENDS_TOO_MUCH, ERR_IN_DOUBT, 1},
};

static void a_failure_is_doubt_from_the_first_byte_on_and_nothing_goes_twice(void **state)
{
	(void)state;
	char *body = calloc(1, 20001);
	assert_non_null(body);
	memset(body, 'b', 20000);
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		struct bench *bench = bench_new(failures[i].way);
		bench->request.connect_timeout_ms = 300;
		bench->request.total_timeout_ms = failures[i].way == SERVER_SILENT ? 300 : 5000;
		if (failures[i].way == SERVER_CLOSES_MID_BODY)
			bench->request.body = text_of(body);
		enum rc rc = bench_go(bench);
		if (rc != failures[i].rc)
			fail_msg("way %d: %s: %s", (int)failures[i].way, rc_name(rc), bench->err.words);
		assert_int_equal(bench->err.code, rc);
		assert_string_equal(bench->err.where, bench->url);
		assert_int_equal(tls_server_requests(bench->server), failures[i].requests);
		assert_true(tls_server_connections(bench->server) <= 1);
		bench_free(bench);
	}
	free(body);
}

static void a_removal_is_a_submission_even_if_nobody_says_so(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		if (failures[i].way == SERVER_CLOSES_MID_BODY)
			continue;
		struct bench *bench = bench_new(failures[i].way);
		bench->request.method = HTTP_DELETE;
		bench->request.submission = false;
		bench->request.body = (struct text){NULL, 0};
		bench->request.connect_timeout_ms = 300;
		bench->request.total_timeout_ms = failures[i].way == SERVER_SILENT ? 300 : 5000;
		enum rc rc = bench_go(bench);
		if (rc != failures[i].rc)
			fail_msg("way %d: %s: %s", (int)failures[i].way, rc_name(rc), bench->err.words);
		assert_int_equal(tls_server_requests(bench->server), failures[i].requests);
		bench_free(bench);
	}
}

/* libcurl sends a request again when a kept connection dies under it. */
static void a_removal_never_goes_on_a_kept_connection(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.submission = false;
	assert_int_equal(bench_go(bench), OK);
	bench->request.method = HTTP_DELETE;
	bench->request.body = (struct text){NULL, 0};
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 3);
	bench->request.method = HTTP_GET; /* the first connection was kept all the time */
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 3);
	bench_free(bench);
}

static void a_submission_resumes_the_session_of_the_one_before(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	for (int i = 0; i < 3; i++)
		assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 3);
	assert_int_equal(tls_server_resumed(bench->server), 2);
	bench_free(bench);
}

static void a_session_from_before_does_not_get_round_the_anchors(void **state)
{
	(void)state;
	struct tls_server *other = tls_server_start(SERVER_ANSWERS, other_anchor);
	struct bench *bench = bench_new(SERVER_ANSWERS);
	for (int submission = 0; submission < 2; submission++) {
		bench->request.submission = submission;
		bench->request.ca_file = anchor;
		assert_int_equal(bench_go(bench), OK);
		bench->request.ca_file = other_anchor;
		assert_int_equal(bench_go(bench), ERR_TRANSIENT);
	}
	assert_int_equal(tls_server_requests(bench->server), 2);
	bench_free(bench);
	tls_server_stop(other);
}

static void nobody_listening_is_transient(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.url = "https://localhost:1/xml";
	assert_int_equal(bench_go(bench), ERR_TRANSIENT);
	bench->request.url = "https://nobody.invalid/xml";
	assert_int_equal(bench_go(bench), ERR_TRANSIENT);
	bench_free(bench);
}

static void each_submission_has_its_own_connection(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(bench_go(bench), OK);
	bench->request.submission = false;
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 3);
	bench_free(bench);
}

static void queries_share_a_connection(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.submission = false;
	for (int i = 0; i < 3; i++)
		assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 1);
	assert_int_equal(tls_server_requests(bench->server), 3);
	bench_free(bench);
}

static void a_query_outlives_a_dead_connection(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS_THEN_CLOSES);
	bench->request.submission = false;
	for (int i = 0; i < 3; i++)
		assert_int_equal(bench_go(bench), OK);
	assert_int_equal(tls_server_connections(bench->server), 3);
	bench_free(bench);
}

static void a_redirect_is_not_followed(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_REDIRECTS);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(bench->answer.status, 302);
	assert_int_equal(tls_server_requests(bench->server), 1);
	bench_free(bench);
}

static void a_server_that_is_not_the_one_is_refused_before_anything_leaves(void **state)
{
	(void)state;
	struct tls_server *other = tls_server_start(SERVER_ANSWERS, other_anchor);
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.ca_file = other_anchor;
	assert_int_equal(bench_go(bench), ERR_TRANSIENT);
	assert_non_null(strstr(bench->err.words, "not trusted"));

	bench->request.ca_file = NULL; /* the system's anchors do not know it either */
	assert_int_equal(bench_go(bench), ERR_TRANSIENT);

	bench->request.ca_file = anchor; /* the right anchor, another host's name */
	(void)snprintf(bench->url, sizeof(bench->url), "https://127.0.0.1:%d/xml", tls_server_port(bench->server));
	assert_int_equal(bench_go(bench), ERR_TRANSIENT);
	assert_int_equal(tls_server_requests(bench->server), 0);
	bench_free(bench);
	tls_server_stop(other);
}

static void a_request_that_cannot_be_right_is_a_matter_of_configuration(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	bench->request.url = "http://localhost/xml";
	assert_int_equal(bench_go(bench), ERR_CONFIG);
	bench->request.url = bench->url;
	bench->request.ca_file = "/nobody/has/this.pem";
	assert_int_equal(bench_go(bench), ERR_CONFIG);
	assert_non_null(strstr(bench->err.words, "/nobody/has/this.pem"));
	bench->request.ca_file = anchor;
	bench->request.total_timeout_ms = 0; /* libcurl would wait for ever */
	assert_int_equal(bench_go(bench), ERR_RANGE);
	assert_int_equal(tls_server_connections(bench->server), 0);
	bench_free(bench);
}

static void the_environment_has_no_say(void **state)
{
	(void)state;
	struct bench *bench = bench_new(SERVER_ANSWERS);
	assert_int_equal(setenv("https_proxy", "http://localhost:1", 1), 0);
	assert_int_equal(setenv("HTTPS_PROXY", "http://localhost:1", 1), 0);
	assert_int_equal(bench_go(bench), OK);
	assert_int_equal(unsetenv("https_proxy"), 0);
	assert_int_equal(unsetenv("HTTPS_PROXY"), 0);
	bench_free(bench);
}

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(anchor, sizeof(anchor), "%s/anchor.pem", folder);
	(void)snprintf(other_anchor, sizeof(other_anchor), "%s/other.pem", folder);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	return remove(anchor) == 0 && remove(other_anchor) == 0 ? rmdir(folder) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_answer_comes_back_with_its_status),
		cmocka_unit_test(the_request_says_who_asks_for_what_at_once),
		cmocka_unit_test(a_removal_arrives_as_it_was_written),
		cmocka_unit_test(a_request_without_type_or_body_has_neither),
		cmocka_unit_test(a_token_is_sent_and_never_told),
		cmocka_unit_test(a_header_that_would_write_another_is_refused),
		cmocka_unit_test(a_failure_is_doubt_from_the_first_byte_on_and_nothing_goes_twice),
		cmocka_unit_test(a_removal_is_a_submission_even_if_nobody_says_so),
		cmocka_unit_test(a_removal_never_goes_on_a_kept_connection),
		cmocka_unit_test(a_submission_resumes_the_session_of_the_one_before),
		cmocka_unit_test(a_session_from_before_does_not_get_round_the_anchors),
		cmocka_unit_test(nobody_listening_is_transient),
		cmocka_unit_test(each_submission_has_its_own_connection),
		cmocka_unit_test(queries_share_a_connection),
		cmocka_unit_test(a_query_outlives_a_dead_connection),
		cmocka_unit_test(a_redirect_is_not_followed),
		cmocka_unit_test(a_server_that_is_not_the_one_is_refused_before_anything_leaves),
		cmocka_unit_test(a_request_that_cannot_be_right_is_a_matter_of_configuration),
		cmocka_unit_test(the_environment_has_no_say),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
