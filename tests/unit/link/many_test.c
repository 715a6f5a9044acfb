/* Exchanges at once: they overlap, each has its own outcome, and none of them disturbs another. */
#include <netdb.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "link/http.h"
#include "tls_server.h"

#define SERVERS_MAX 4
#define JOBS        100

static char folder[] = "/tmp/many_test.XXXXXX";
static char anchors[SERVERS_MAX][64];

struct bench {
	struct http_client *client;
	struct arena *arena;
	struct tls_server *servers[SERVERS_MAX];
	char urls[SERVERS_MAX][64];
	struct http_job jobs[JOBS];
};

static struct bench *bench_new(const enum server_way *ways, int count)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	assert_non_null(bench);
	assert_int_equal(http_client_new("apontad-test", &bench->client, NULL), OK);
	bench->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(bench->arena);
	for (int i = 0; i < count; i++) {
		bench->servers[i] = tls_server_start(ways[i], anchors[i]);
		assert_non_null(bench->servers[i]);
		(void)snprintf(bench->urls[i], sizeof(bench->urls[i]), "https://localhost:%d/debt",
			       tls_server_port(bench->servers[i]));
	}
	return bench;
}

static void bench_free(struct bench *bench)
{
	http_client_free(bench->client);
	for (int i = 0; i < SERVERS_MAX; i++)
		if (bench->servers[i] != NULL)
			tls_server_stop(bench->servers[i]);
	arena_free(bench->arena);
	free(bench);
}

/* A submission to one of the servers, with time enough under valgrind. */
static struct http_request request_to(const struct bench *bench, int server)
{
	return (struct http_request){
		.url = bench->urls[server],
		.content_type = "application/json",
		.bearer = "aGVyZS1pcy1hLXRva2Vu",
		.ca_file = anchors[server],
		.body = TEXT_LITERAL("{}"),
		.submission = true,
		.connect_timeout_ms = 20000,
		.total_timeout_ms = 20000,
	};
}

static void assert_whole(const struct http_job *job)
{
	if (job->rc != OK)
		fail_msg("%s: %s", rc_name(job->rc), job->err.words);
	assert_int_equal(job->answer.status, 200);
	assert_true(text_is(job->answer.body, "whole"));
	assert_int_equal(job->err.code, OK);
}

/* The server answers nobody before all have asked: one after another, the first would wait in vain. */
static void all_are_under_way_at_once(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_GATHERS}, 1);
	tls_server_gathers(bench->servers[0], 16);
	for (int i = 0; i < 16; i++) {
		bench->jobs[i].request = request_to(bench, 0);
		if (i % 2 == 0) {
			bench->jobs[i].request.method = HTTP_DELETE;
			bench->jobs[i].request.content_type = NULL;
			bench->jobs[i].request.body = (struct text){NULL, 0};
		}
	}
	http_exchange_many(bench->client, bench->arena, bench->jobs, 16);
	for (int i = 0; i < 16; i++)
		assert_whole(&bench->jobs[i]);
	assert_int_equal(tls_server_together(bench->servers[0]), 16);
	assert_int_equal(tls_server_connections(bench->servers[0]), 16);
	assert_int_equal(tls_server_requests(bench->servers[0]), 16);
	bench_free(bench);
}

static void those_beyond_the_limit_follow(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_GATHERS}, 1);
	tls_server_gathers(bench->servers[0], HTTP_JOBS_MAX);
	for (int i = 0; i < JOBS; i++)
		bench->jobs[i].request = request_to(bench, 0);
	http_exchange_many(bench->client, bench->arena, bench->jobs, JOBS);
	for (int i = 0; i < JOBS; i++)
		assert_whole(&bench->jobs[i]);
	assert_int_equal(tls_server_together(bench->servers[0]), HTTP_JOBS_MAX);
	assert_int_equal(tls_server_connections(bench->servers[0]), JOBS);
	assert_int_equal(tls_server_requests(bench->servers[0]), JOBS);
	bench_free(bench);
}

static void each_has_its_own_outcome(void **state)
{
	(void)state;
	enum { ANSWERS, DROPS, HALF, CLOSED, REFUSED, ODD_HEADER, NO_HTTPS, KINDS };
	static const enum server_way ways[] = {
		[ANSWERS] = SERVER_ANSWERS,
		[DROPS] = SERVER_CLOSES_AFTER_READ,
		[HALF] = SERVER_HALF_ANSWER,
		[CLOSED] = SERVER_CLOSES_AT_ACCEPT,
	};
	static const enum rc outcomes[KINDS] = {
		[ANSWERS] = OK,           [DROPS] = ERR_IN_DOUBT,    [HALF] = ERR_IN_DOUBT,
		[CLOSED] = ERR_TRANSIENT, [REFUSED] = ERR_TRANSIENT, [ODD_HEADER] = ERR_RANGE,
		[NO_HTTPS] = ERR_CONFIG,
	};
	static const struct http_header odd = {"reason", "1\r\nX: y"};
	struct bench *bench = bench_new(ways, ARRAY_LEN(ways));
	/* Two turns in one call, each failure with an answer beside it, and all of it twice with the same handles. */
	for (int turn = 0; turn < 2; turn++) {
		int count = 0;
		for (; count < 4 * KINDS; count++) {
			int kind = count % 2 == 0 ? ANSWERS : count / 2 % KINDS;
			struct http_request *request = &bench->jobs[count].request;
			*request = request_to(bench, kind <= CLOSED ? kind : ANSWERS);
			if (kind == REFUSED)
				request->url = "https://localhost:1/debt";
			if (kind == NO_HTTPS)
				request->url = "http://localhost/debt";
			if (kind == ODD_HEADER) {
				request->headers = &odd;
				request->headers_count = 1;
			}
		}
		http_exchange_many(bench->client, bench->arena, bench->jobs, count);
		for (int i = 0; i < count; i++) {
			const struct http_job *job = &bench->jobs[i];
			int kind = i % 2 == 0 ? ANSWERS : i / 2 % KINDS;
			if (job->rc != outcomes[kind])
				fail_msg("job %d: %s: %s", i, rc_name(job->rc), job->err.words);
			assert_null(strstr(job->err.words, "aGVyZS1"));
			if (job->rc == OK) {
				assert_whole(job);
			} else {
				assert_int_equal(job->err.code, job->rc);
				assert_string_equal(job->err.where, job->request.url);
				assert_int_equal(job->answer.status, 0);
			}
		}
		/* Nothing went twice. */
		assert_int_equal(tls_server_requests(bench->servers[ANSWERS]), (turn + 1) * (2 * KINDS + 2));
		for (int kind = DROPS; kind <= CLOSED; kind++)
			assert_int_equal(tls_server_requests(bench->servers[kind]),
					 kind == CLOSED ? 0 : (turn + 1) * 2);
	}
	bench_free(bench);
}

static void one_that_runs_out_of_time_lets_the_others_finish(void **state)
{
	(void)state;
	struct bench *bench =
		bench_new((enum server_way[]){SERVER_ANSWERS, SERVER_SILENT, SERVER_NEVER_SHAKES_HANDS}, 3);
	for (int i = 0; i < 6; i++)
		bench->jobs[i].request = request_to(bench, i < 3 ? i : 0);
	bench->jobs[1].request.total_timeout_ms = 2000;
	bench->jobs[2].request.connect_timeout_ms = 1000;
	http_exchange_many(bench->client, bench->arena, bench->jobs, 6);
	assert_int_equal(bench->jobs[1].rc, ERR_IN_DOUBT);
	assert_non_null(strstr(bench->jobs[1].err.words, "the time is over"));
	assert_int_equal(bench->jobs[2].rc, ERR_TRANSIENT);
	for (int i = 0; i < 6; i++)
		if (i != 1 && i != 2)
			assert_whole(&bench->jobs[i]);
	assert_int_equal(tls_server_requests(bench->servers[1]), 1);
	bench_free(bench);
}

/* One alone may have LIMIT_ANSWER_BYTES; two have half of it each. */
static void an_answer_too_large_takes_nothing_from_its_neighbour(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_SAYS, SERVER_ANSWERS}, 2);
	char *large = calloc(1, LIMIT_ANSWER_BYTES / 2 + 2);
	assert_non_null(large);
	memset(large, 'x', LIMIT_ANSWER_BYTES / 2 + 1);
	tls_server_says(bench->servers[0], "200 OK", large);
	for (int i = 0; i < 2; i++)
		bench->jobs[i].request = request_to(bench, i);
	http_exchange_many(bench->client, bench->arena, bench->jobs, 2);
	assert_int_equal(bench->jobs[0].rc, ERR_IN_DOUBT);
	assert_non_null(strstr(bench->jobs[0].err.words, "too large"));
	assert_whole(&bench->jobs[1]);

	http_exchange_many(bench->client, bench->arena, bench->jobs, 1);
	assert_int_equal(bench->jobs[0].rc, OK);
	assert_int_equal(bench->jobs[0].answer.body.len, LIMIT_ANSWER_BYTES / 2 + 1);
	assert_int_equal(bench->jobs[0].err.code, OK); /* what was there before is gone */
	free(large);
	bench_free(bench);
}

static void an_answer_that_memory_has_no_room_for_is_doubt(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_ANSWERS}, 1);
	struct arena *small = arena_new(32); /* one answer takes 16 */
	assert_non_null(small);
	for (int i = 0; i < 3; i++)
		bench->jobs[i].request = request_to(bench, 0);
	http_exchange_many(bench->client, small, bench->jobs, 3);
	int kept = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(bench->jobs[i].rc, bench->jobs[i].rc == OK ? OK : ERR_IN_DOUBT);
		kept += bench->jobs[i].rc == OK;
	}
	assert_int_equal(kept, 2);
	arena_free(small);
	bench_free(bench);
}

static void queries_keep_their_connections_and_submissions_do_not(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_GATHERS}, 1);
	tls_server_gathers(bench->servers[0], 8);
	for (int i = 0; i < 8; i++) {
		bench->jobs[i].request = request_to(bench, 0);
		bench->jobs[i].request.submission = i >= 4;
	}
	for (int turn = 0; turn < 3; turn++) {
		http_exchange_many(bench->client, bench->arena, bench->jobs, 8);
		for (int i = 0; i < 8; i++)
			assert_whole(&bench->jobs[i]);
		assert_int_equal(tls_server_requests(bench->servers[0]), 8 * (turn + 1));
	}
	/* No query ever needs a second connection, and no submission takes over a query's. */
	assert_int_equal(tls_server_connections(bench->servers[0]), 4 + 3 * 4);
	/* After the first turn, each came with the session of the one before it in its place. */
	assert_int_equal(tls_server_resumed(bench->servers[0]), 2 * 4);
	bench_free(bench);
}

static void no_job_is_no_work(void **state)
{
	(void)state;
	struct bench *bench = bench_new(NULL, 0);
	http_exchange_many(bench->client, bench->arena, NULL, 0);
	bench_free(bench);
}

/* Resolvers that know nobody, one of which takes its time; they stand before the C library's. libcurl itself knows
 * where localhost is. */
static sem_t lookup_may_end;
static atomic_int lookups_begun;
static atomic_int lookups_ended;

int getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
		struct addrinfo **restrict found)
{
	(void)service;
	(void)hints;
	*found = NULL;
	if (strcmp(node, "stuck.invalid") == 0) {
		lookups_begun++;
		struct timespec until;
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 30;
		(void)sem_timedwait(&lookup_may_end, &until);
		lookups_ended++;
	}
	return EAI_NONAME;
}

static void a_lookup_that_does_not_end_holds_nobody_up(void **state)
{
	(void)state;
	struct bench *bench = bench_new((enum server_way[]){SERVER_ANSWERS}, 1);
	assert_int_equal(sem_init(&lookup_may_end, 0, 0), 0);
	for (int i = 0; i < 3; i++)
		bench->jobs[i].request = request_to(bench, 0);
	bench->jobs[0].request.url = "https://stuck.invalid/debt";
	bench->jobs[0].request.total_timeout_ms = 500;
	bench->jobs[1].request.url = "https://nobody.invalid/debt";
	http_exchange_many(bench->client, bench->arena, bench->jobs, 3);
	assert_int_equal(lookups_begun, 1);
	assert_int_equal(lookups_ended, 0); /* nobody waited for it */
	assert_int_equal(bench->jobs[0].rc, ERR_TRANSIENT);
	assert_int_equal(bench->jobs[1].rc, ERR_TRANSIENT);
	assert_whole(&bench->jobs[2]);
	assert_int_equal(sem_post(&lookup_may_end), 0);
	bench_free(bench);
}

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	for (int i = 0; i < SERVERS_MAX; i++)
		(void)snprintf(anchors[i], sizeof(anchors[i]), "%s/%d.pem", folder, i);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	for (int i = 0; i < SERVERS_MAX; i++)
		if (remove(anchors[i]) != 0)
			return -1;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_under_way_at_once),
		cmocka_unit_test(those_beyond_the_limit_follow),
		cmocka_unit_test(each_has_its_own_outcome),
		cmocka_unit_test(one_that_runs_out_of_time_lets_the_others_finish),
		cmocka_unit_test(an_answer_too_large_takes_nothing_from_its_neighbour),
		cmocka_unit_test(an_answer_that_memory_has_no_room_for_is_doubt),
		cmocka_unit_test(queries_keep_their_connections_and_submissions_do_not),
		cmocka_unit_test(no_job_is_no_work),
		cmocka_unit_test(a_lookup_that_does_not_end_holds_nobody_up),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
