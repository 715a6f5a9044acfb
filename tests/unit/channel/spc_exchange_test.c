/* Calls to SPC over TLS: what leaves, what an outcome means, and when nothing more may leave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "spc_fixture.h"
#include "unit/link/tls_server.h"

#define CALLS_MAX 8

static char folder[] = "/tmp/spc_exchange_test.XXXXXX";
static char anchor[64];

struct bench {
	struct spc_fixture fixture;
	struct tls_server *server;
	struct http_client *http;
	struct dispatch dispatches[CALLS_MAX];
	struct text answer;
	struct err err;
};

static void bench_init(struct bench *bench, enum server_way way)
{
	*bench = (struct bench){.server = tls_server_start(way, anchor)};
	assert_non_null(bench->server);
	spc_fixture_init(&bench->fixture);
	assert_int_equal(http_client_new("apontad-test", &bench->http, NULL), OK);
	bench->fixture.account.http = bench->http;
	struct account_conf *conf = &bench->fixture.conf;
	(void)snprintf(conf->endpoint, sizeof(conf->endpoint), "https://localhost:%d/spcWebService",
		       tls_server_port(bench->server));
	(void)snprintf(conf->ca_file, sizeof(conf->ca_file), "%s", anchor);
	for (int i = 0; i < CALLS_MAX; i++)
		bench->dispatches[i] = (struct dispatch){
			.kind = "incluirSpc", .file_name = "", .document = TEXT_LITERAL("<envelope/>")};
}

static void bench_done(struct bench *bench)
{
	http_client_free(bench->http);
	tls_server_stop(bench->server);
	spc_fixture_done(&bench->fixture);
}

static void deliver(struct bench *bench, int count)
{
	channel_spc.deliver(bench->fixture.arena, &bench->fixture.account, bench->dispatches, count);
}

static enum rc fetch(struct bench *bench, enum question_kind kind)
{
	struct question question = {.kind = kind, .on = spc_day("2026-03-10")};
	return channel_spc.fetch(bench->fixture.arena, &bench->fixture.account, &question, &bench->answer, &bench->err);
}

static void must_say(const char *seen, const char *const *parts)
{
	const char *from = seen;
	for (; *parts != NULL; parts++) {
		const char *at = strstr(from, *parts);
		if (at == NULL)
			fail_msg("`%s` is not there, or not in this order:\n%s", *parts, seen);
		from = at + strlen(*parts);
	}
}

#define ENVELOPE(body)                                                                                                 \
	"<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>" body "</S:Body></S:Envelope>"
#define SUCCESS     ENVELOPE("<incluirSpcResponse><sucesso>Dados inseridos com sucesso!</sucesso></incluirSpcResponse>")
#define FAULT(code) ENVELOPE("<S:Fault><faultcode>" code "</faultcode><faultstring>words</faultstring></S:Fault>")

static void a_call_goes_as_the_service_wants_it(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	tls_server_says(bench.server, "200 OK", SUCCESS);
	deliver(&bench, 1);
	assert_int_equal(bench.dispatches[0].rc, OK);
	assert_int_equal(bench.dispatches[0].status, 200);
	assert_true(text_is(bench.dispatches[0].answer, SUCCESS));
	const char *seen = tls_server_last(bench.server);
	must_say(seen, (const char *const[]){"POST /spcWebService HTTP/1.1\r\n", "\r\n\r\n<envelope/>", NULL});
	must_say(seen, (const char *const[]){"SOAPAction: \"\"\r\n", NULL});
	must_say(seen, (const char *const[]){"Content-Type: text/xml;charset=UTF-8\r\n", NULL});
	/* 123456:not so secret */
	must_say(seen, (const char *const[]){"Authorization: Basic MTIzNDU2Om5vdCBzbyBzZWNyZXQ=\r\n", NULL});
	bench_done(&bench);
}

static const struct {
	const char *status;
	const char *body;
	enum rc delivered;
	const char *remote;
} outcomes[] = {
	{"200 OK", SUCCESS, OK, ""},
	{"500 No", SUCCESS, ERR_IN_DOUBT, ""},
	{"200 OK", FAULT("IE_SPC001.E09"), OK, ""},
	{"500 No", FAULT("IE_SPC001.E09"), OK, ""},
	{"400 No", FAULT("IE_SPC001.E77"), OK, ""},
	{"404 No", FAULT("IE_SPC001.E77"), OK, ""},
	{"503 No\r\nRetry-After: 7", FAULT("IE_SPC001.E77"), OK, ""},
	{"500 No", FAULT("S:Client"), OK, ""},
	{"500 No", FAULT("S:Server"), ERR_IN_DOUBT, "Server"},
	{"200 OK", FAULT("CN_GER001.E"), ERR_IN_DOUBT, "CN_GER001.E"},
	{"401 No", "CS_AUT001.E1.2", ERR_CREDENTIALS, "CS_AUT001.E1.2"},
	{"500 No", "CS_AUT001.E1.7", ERR_CREDENTIALS, "CS_AUT001.E1.7"},
	{"200 OK", "CS_AUT001.E1.9", ERR_CREDENTIALS, "CS_AUT001.E1.9"},
	{"200 OK", FAULT("CS_AUT001.E1.15"), ERR_CREDENTIALS, "CS_AUT001.E1.15"},
	{"500 No", "<html><b>CS_AUT001.E1.6</b></html>", ERR_CREDENTIALS, "CS_AUT001.E1.6"},
	{"401 No", "", ERR_CREDENTIALS, ""},
	{"403 No", "<html>Forbidden</html>", ERR_CREDENTIALS, ""},
	{"429 No\r\nRetry-After: 9", "", ERR_THROTTLED, ""},
	{"503 No\r\nRetry-After: 9", "<html/>", ERR_THROTTLED, ""},
	{"503 No", "<html/>", ERR_IN_DOUBT, ""},
	{"502 No", "Bad Gateway", ERR_IN_DOUBT, ""},
	{"404 No", "<html>Not found</html>", ERR_IN_DOUBT, ""},
	{"302 No\r\nLocation: https://localhost/", "", ERR_IN_DOUBT, ""},
	{"200 OK", "", ERR_IN_DOUBT, ""},
	{"200 OK", "Dados inseridos com sucesso!", ERR_IN_DOUBT, ""},
	{"200 OK", "<S:Envelope xmlns:S=\"x\"><S:Body><incluirSpcResponse><sucesso>Dad", ERR_IN_DOUBT, ""},
	{"200 OK", "<!DOCTYPE a [<!ENTITY b \"c\">]>" SUCCESS, ERR_IN_DOUBT, ""},
	{"200 OK", ENVELOPE("<excluirSpcResponse><sucesso/></excluirSpcResponse>"), ERR_IN_DOUBT, ""},
};

static void an_outcome_tells_whether_the_record_was_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		struct bench bench;
		bench_init(&bench, SERVER_SAYS);
		tls_server_says(bench.server, outcomes[i].status, outcomes[i].body);
		deliver(&bench, 1);
		const struct dispatch *dispatch = &bench.dispatches[0];
		if (dispatch->rc != outcomes[i].delivered)
			fail_msg("%s, %s: %s: %s", outcomes[i].status, outcomes[i].body, rc_name(dispatch->rc),
				 dispatch->err.words);
		assert_string_equal(dispatch->err.remote, outcomes[i].remote);
		assert_true(dispatch->rc == OK || dispatch->err.code == dispatch->rc);
		assert_string_equal(dispatch->err.where, dispatch->rc == OK ? "" : "account aurora-spc, incluirSpc");
		assert_int_equal(dispatch->answer.len > 0, dispatch->rc == OK);
		assert_int_equal(bench.fixture.session.proven, dispatch->rc == OK);
		assert_int_equal(dispatch->wait_s, strstr(outcomes[i].status, ": 9") != NULL   ? 9
						   : strstr(outcomes[i].status, ": 7") != NULL ? 7
											       : 0);
		bench_done(&bench);
	}
}

static void the_first_refusal_of_the_operator_ends_the_sending(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	tls_server_says(bench.server, "500 No", "CS_AUT001.E1.7");
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), 1);
	assert_int_equal(bench.dispatches[0].rc, ERR_CREDENTIALS);
	assert_non_null(strstr(bench.dispatches[0].err.words, "the entity unlocks it"));
	for (int i = 1; i < CALLS_MAX; i++) {
		assert_int_equal(bench.dispatches[i].rc, ERR_TRANSIENT);
		assert_non_null(strstr(bench.dispatches[i].err.words, "nothing left"));
	}
	bench_done(&bench);
}

static void once_refused_the_next_call_goes_alone_again(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	bench.fixture.session.proven = true;
	tls_server_says(bench.server, "401 No", "CS_AUT001.E1.9");
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), 3); /* calls_max went together */
	assert_false(bench.fixture.session.proven);
	assert_int_equal(bench.dispatches[2].rc, ERR_CREDENTIALS);
	assert_int_equal(bench.dispatches[3].rc, ERR_TRANSIENT);
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), 4);
	bench_done(&bench);
}

static void proven_credentials_let_all_calls_go(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	tls_server_says(bench.server, "500 No", FAULT("IE_SPC001.E77"));
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), CALLS_MAX);
	assert_true(bench.fixture.session.proven);
	for (int i = 0; i < CALLS_MAX; i++)
		assert_int_equal(bench.dispatches[i].rc, OK);
	bench_done(&bench);
}

static void a_silent_service_is_not_asked_for_ever(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SILENT);
	bench.fixture.profile.answer_timeout_ms = 400;
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), 2); /* one by one */
	assert_int_equal(bench.dispatches[1].rc, ERR_IN_DOUBT);
	assert_int_equal(bench.dispatches[2].rc, ERR_TRANSIENT);
	bench.fixture.session.proven = true;
	deliver(&bench, CALLS_MAX);
	assert_int_equal(tls_server_requests(bench.server), 5); /* and three together */
	assert_int_equal(bench.dispatches[2].rc, ERR_IN_DOUBT);
	assert_int_equal(bench.dispatches[3].rc, ERR_TRANSIENT);
	bench_done(&bench);
}

static void told_to_wait_the_others_stay(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	tls_server_says(bench.server, "429 No\r\nRetry-After: 30", "");
	deliver(&bench, 2);
	assert_int_equal(tls_server_requests(bench.server), 1);
	assert_int_equal(bench.dispatches[0].rc, ERR_THROTTLED);
	assert_int_equal(bench.dispatches[0].wait_s, 30);
	assert_int_equal(bench.dispatches[1].rc, ERR_TRANSIENT);
	bench_done(&bench);
}

static void no_connection_means_that_nothing_left(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_CLOSES_AT_ACCEPT);
	deliver(&bench, 2);
	assert_int_equal(bench.dispatches[0].rc, ERR_TRANSIENT);
	assert_int_equal(bench.dispatches[1].rc, ERR_TRANSIENT);
	bench_done(&bench);
}

static void a_lost_answer_is_doubt_and_is_not_sent_again(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_CLOSES_AFTER_READ);
	deliver(&bench, 1);
	assert_int_equal(bench.dispatches[0].rc, ERR_IN_DOUBT);
	assert_int_equal(tls_server_requests(bench.server), 1);
	assert_int_equal(fetch(&bench, QUESTION_NATURES), ERR_TRANSIENT);
	assert_int_equal(bench.err.code, ERR_TRANSIENT);
	bench_done(&bench);
}

#define LIST                                                                                                           \
	ENVELOPE("<listarNaturezaInclusaoResponse><natureza-inclusao><id>1</id></natureza-inclusao>"                   \
		 "</listarNaturezaInclusaoResponse>")

static void a_question_has_the_body_that_the_profile_says(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_SAYS);
	tls_server_says(bench.server, "200 OK", LIST);
	assert_int_equal(fetch(&bench, QUESTION_NATURES), OK);
	assert_true(text_is(bench.answer, LIST));
	assert_true(bench.fixture.session.proven);
	must_say(tls_server_last(bench.server),
		 (const char *const[]){"spcbrasil.org/listarNaturezaInclusao\"\r\n", "<soapenv:Body/>", NULL});
	bench.fixture.profile.bureau.list_wrapped = true;
	assert_int_equal(fetch(&bench, QUESTION_NATURES), OK);
	must_say(tls_server_last(bench.server),
		 (const char *const[]){"<soapenv:Body>", "<web:listarNaturezaInclusao/>", NULL});
	bench_done(&bench);
}

static void a_question_that_got_no_list_tells_why(void **state)
{
	(void)state;
	static const struct {
		const char *status;
		const char *body;
		enum rc fetched;
		const char *remote;
	} rows[] = {
		{"401 No", "CS_AUT001.E1.2", ERR_CREDENTIALS, "CS_AUT001.E1.2"},
		{"500 No", "CS_AUT001.E1.7", ERR_CREDENTIALS, "CS_AUT001.E1.7"},
		{"200 OK", FAULT("CS_AUT001.E1.8"), ERR_CREDENTIALS, "CS_AUT001.E1.8"},
		{"403 No", "", ERR_CREDENTIALS, ""},
		{"429 No", "", ERR_THROTTLED, ""},
		{"503 No", "", ERR_THROTTLED, ""},
		{"500 No", FAULT("S:Client"), ERR_TRANSIENT, "Client"},
		{"200 OK", FAULT("IE_SPC009.E01"), ERR_TRANSIENT, "IE_SPC009.E01"},
		{"502 No", "Bad Gateway", ERR_TRANSIENT, ""},
		{"500 No", LIST, ERR_TRANSIENT, ""},
		{"200 OK", "no list", OK, ""}, /* kept raw; absorb says that it is unreadable */
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bench bench;
		bench_init(&bench, SERVER_SAYS);
		bench.fixture.session.proven = true;
		tls_server_says(bench.server, rows[i].status, rows[i].body);
		enum rc rc = fetch(&bench, QUESTION_NATURES);
		if (rc != rows[i].fetched)
			fail_msg("%s, %s: %s: %s", rows[i].status, rows[i].body, rc_name(rc), bench.err.words);
		assert_string_equal(bench.err.remote, rows[i].remote);
		assert_int_equal(bench.fixture.session.proven, rc != ERR_CREDENTIALS);
		bench_done(&bench);
	}
}

static void what_spc_is_never_asked_does_not_leave(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, SERVER_ANSWERS);
	assert_int_equal(fetch(&bench, QUESTION_RESULTS), ERR_REFUSED);
	assert_int_equal(tls_server_connections(bench.server), 0);
	bench_done(&bench);
}

static int make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(anchor, sizeof(anchor), "%s/anchor.pem", folder);
	return 0;
}

static int drop_folder(void **state)
{
	(void)state;
	return remove(anchor) == 0 ? rmdir(folder) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_goes_as_the_service_wants_it),
		cmocka_unit_test(an_outcome_tells_whether_the_record_was_taken),
		cmocka_unit_test(the_first_refusal_of_the_operator_ends_the_sending),
		cmocka_unit_test(once_refused_the_next_call_goes_alone_again),
		cmocka_unit_test(proven_credentials_let_all_calls_go),
		cmocka_unit_test(a_silent_service_is_not_asked_for_ever),
		cmocka_unit_test(told_to_wait_the_others_stay),
		cmocka_unit_test(no_connection_means_that_nothing_left),
		cmocka_unit_test(a_lost_answer_is_doubt_and_is_not_sent_again),
		cmocka_unit_test(a_question_has_the_body_that_the_profile_says),
		cmocka_unit_test(a_question_that_got_no_list_tells_why),
		cmocka_unit_test(what_spc_is_never_asked_does_not_leave),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
