/* Calls to Serasa: the token and its end, one call ahead of many, what each status tells. The link is a fake: it
 * answers from a script and keeps what was asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/serasa/serasa.h"
#include "unit/channel/serasa_rest_fixture.h"

#define STEPS_MAX  32
#define TAKEN      "{\"transactionId\": \"f1d11b18-b459-4f11-97a8-8143a6c392e4\"}"
#define LOGIN_PATH "https://serasa.example/security/iam/v1/client-identities/login"

struct step {
	enum rc rc; /* of the exchange; OK: an answer */
	int status;
	const char *body;
	int retry_after_s;
};
struct asked {
	struct http_request request;
	char bearer[64]; /* as it was then */
	int round;       /* those of one round left together */
};

static struct rest_fixture rest;
static struct step steps[STEPS_MAX];
static int steps_count;
static struct asked asked[STEPS_MAX];
static int asked_count;
static int rounds;

static enum rc answer(const struct http_request *request, struct http_answer *ret_answer, struct err *reterr)
{
	if (asked_count == steps_count)
		fail_msg("nobody expected a call of %s", request->url);
	const struct step *step = &steps[asked_count];
	struct asked *here = &asked[asked_count++];
	*here = (struct asked){.request = *request, .round = rounds};
	(void)snprintf(here->bearer, sizeof(here->bearer), "%s", request->bearer != NULL ? request->bearer : "");
	if (step->rc != OK)
		return err_set(reterr, step->rc, "the link says so");
	*ret_answer = (struct http_answer){
		.status = step->status, .body = text_of(step->body), .retry_after_s = step->retry_after_s};
	return OK;
}

enum rc http_exchange(struct http_client *client, struct arena *arena, const struct http_request *request,
		      struct http_answer *ret_answer, struct err *reterr)
{
	(void)client;
	(void)arena;
	rounds++;
	return answer(request, ret_answer, reterr);
}

void http_exchange_many(struct http_client *client, struct arena *arena, struct http_job *jobs, int count)
{
	(void)client;
	(void)arena;
	rounds++;
	for (int i = 0; i < count; i++)
		jobs[i].rc = answer(&jobs[i].request, &jobs[i].answer, &jobs[i].err);
}

static void expect(enum rc rc, int status, const char *body, int retry_after_s)
{
	assert_true(steps_count < STEPS_MAX);
	steps[steps_count++] = (struct step){rc, status, body, retry_after_s};
}

static void expect_login(const char *token, int64_t expires_at)
{
	expect(OK, 200,
	       arena_printf(rest.base.arena, "{\"accessToken\": \"%s\", \"expiresIn\": \"%lld\"}", token,
			    (long long)expires_at),
	       0);
}

static int begin(void **state)
{
	(void)state;
	rest_fixture_init(&rest);
	steps_count = asked_count = rounds = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	assert_int_equal(asked_count, steps_count);
	rest_fixture_done(&rest);
	return 0;
}

/* As if calls had been taken before. */
static void proven(void)
{
	(void)snprintf(rest.session.token, sizeof(rest.session.token), "known");
	rest.session.token_until = REST_NOW_S + 900;
	rest.session.proven = true;
}

static void fill(struct dispatch *dispatches, int count, const char *kind, const struct listing *listing)
{
	for (int i = 0; i < count; i++)
		dispatches[i] = (struct dispatch){
			.kind = kind, .file_name = "", .document = rest_fixture_document(&rest, listing)};
}

static void deliver(struct dispatch *dispatches, int count)
{
	serasa_rest_deliver(rest.base.arena, rest.account, dispatches, count);
	assert_int_equal(asked_count, steps_count);
	for (int i = 0; i < count; i++)
		if (dispatches[i].rc != OK) {
			assert_int_equal(dispatches[i].err.code, dispatches[i].rc);
			assert_true(dispatches[i].err.words[0] != '\0');
			assert_null(strstr(dispatches[i].err.words, rest.account->password));
			assert_string_equal(
				dispatches[i].err.where,
				arena_printf(rest.base.arena, "account aurora-serasa, %s", dispatches[i].kind));
		}
}

static const char *header_of(const struct asked *here, const char *name)
{
	for (int i = 0; i < here->request.headers_count; i++)
		if (strcmp(here->request.headers[i].name, name) == 0)
			return here->request.headers[i].value;
	return NULL;
}

static void login_comes_first_with_user_and_password(void **state)
{
	(void)state;
	struct dispatch one;
	fill(&one, 1, "debt", &rest.debt);
	expect_login("fresh", REST_NOW_S + 900);
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_int_equal(one.rc, OK);
	assert_int_equal(one.status, 200);
	assert_true(text_is(one.answer, TAKEN));
	assert_string_equal(asked[0].request.url, LOGIN_PATH);
	assert_string_equal(asked[0].request.user, "client");
	assert_string_equal(asked[0].request.password, "not so secret");
	assert_string_equal(asked[0].request.content_type, "application/json");
	assert_null(asked[0].request.bearer);
	assert_false(asked[0].request.submission);
	assert_string_equal(asked[1].bearer, "fresh");
	assert_null(asked[1].request.user);
	assert_int_equal(rest.session.token_until, REST_NOW_S + 900);
	assert_true(rest.session.proven);
}

static void login_may_have_a_host_of_its_own(void **state)
{
	(void)state;
	struct dispatch one;
	fill(&one, 1, "debt", &rest.debt);
	(void)snprintf(rest.profile.bureau.login_path, sizeof(rest.profile.bureau.login_path),
		       "https://login.example/token");
	expect_login("fresh", REST_NOW_S + 900);
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_string_equal(asked[0].request.url, "https://login.example/token");
	assert_string_equal(asked[1].request.url, "https://serasa.example/collection/debt/");
}

static void token_is_kept_until_thirty_seconds_before_its_end(void **state)
{
	(void)state;
	static const struct {
		int64_t ends_in;
		int logins;
	} cases[] = {{31, 0}, {30, 1}, {0, 1}, {-1, 1}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dispatch one;
		fill(&one, 1, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		rest.session.token_until = REST_NOW_S + cases[i].ends_in;
		if (cases[i].logins > 0)
			expect_login("fresh", REST_NOW_S + 900);
		expect(OK, 200, TAKEN, 0);
		deliver(&one, 1);
		assert_string_equal(asked[cases[i].logins].bearer, cases[i].logins > 0 ? "fresh" : "known");
	}
}

/* An end that cannot be right is not believed for longer than tokens live; without one the token is good for once. */
static void end_of_a_token_is_capped(void **state)
{
	(void)state;
	struct dispatch one;
	fill(&one, 1, "debt", &rest.debt);
	expect_login("fresh", REST_NOW_S + 86400);
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_int_equal(rest.session.token_until, REST_NOW_S + 3600);
	rest.session = (struct channel_session){.proven = true};
	expect(OK, 200, "{\"accessToken\": \"once\", \"expiresIn\": \"3600\"}", 0);
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_int_equal(one.rc, OK);
	assert_int_equal(rest.session.token_until, 0);
}

static void kinds_go_their_ways(void **state)
{
	(void)state;
	struct dispatch three[3];
	fill(&three[0], 1, "debt", &rest.debt);
	fill(&three[1], 1, "guarantor", &rest.guarantor);
	fill(&three[2], 1, "exclusion", &rest.removal);
	proven();
	for (int i = 0; i < 3; i++)
		expect(OK, 200, TAKEN, 0);
	deliver(three, 3);
	assert_int_equal(asked[0].round, asked[2].round); /* together */
	static const char *const urls[] = {"https://serasa.example/collection/debt/",
					   "https://serasa.example/collection/debt/guarantor",
					   "https://serasa.example/collection/debt/contract"};
	for (int i = 0; i < 3; i++) {
		assert_int_equal(three[i].rc, OK);
		assert_string_equal(asked[i].request.url, urls[i]);
		assert_true(asked[i].request.submission);
		assert_string_equal(asked[i].bearer, "known");
		assert_string_equal(header_of(&asked[i], "Accept"), "application/json");
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(asked[i].request.method, HTTP_POST);
		assert_string_equal(asked[i].request.content_type, "application/json");
		assert_true(text_equal(asked[i].request.body, three[i].document)); /* the bytes that were signed */
	}
}

static void removal_is_headers_and_no_body(void **state)
{
	(void)state;
	struct dispatch one;
	fill(&one, 1, "exclusion", &rest.removal);
	proven();
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_int_equal(asked[0].request.method, HTTP_DELETE);
	assert_int_equal(asked[0].request.body.len, 0);
	assert_null(asked[0].request.content_type);
	assert_string_equal(header_of(&asked[0], "creditor-document"), "11222333000181");
	assert_string_equal(header_of(&asked[0], "debtor-document"), "11122233396");
	assert_string_equal(header_of(&asked[0], "contract-number"), "NF-1/2026");
	assert_string_equal(header_of(&asked[0], "reason"), "1");
	assert_string_equal(header_of(&asked[0], "type"), "PEFIN");
}

static void removal_goes_by_key_when_nobody_knows_the_contract(void **state)
{
	(void)state;
	struct dispatch two[2];
	fill(&two[0], 1, "exclusion", &rest.removal); /* its key is not known */
	(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "008080948A");
	fill(&two[1], 1, "exclusion", &rest.removal);
	proven();
	expect(OK, 404, "{\"message\": \"Debt not found\"}", 0);
	expect(OK, 404, "{\"message\": \"Debt not found\"}", 0);
	expect(OK, 200, TAKEN, 0);
	deliver(two, 2);
	assert_int_equal(two[0].status, 404);
	assert_int_equal(two[0].rc, OK);
	assert_int_equal(two[1].status, 200);
	assert_int_equal(two[1].rc, OK);
	assert_string_equal(asked[2].request.url, "https://serasa.example/collection/debt/cadus/008080948A");
	assert_null(header_of(&asked[2], "contract-number"));
	assert_string_equal(header_of(&asked[2], "reason"), "1");
}

static void removal_that_the_key_does_not_know_either_ends(void **state)
{
	(void)state;
	struct dispatch one;
	(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "008080948A");
	fill(&one, 1, "exclusion", &rest.removal);
	proven();
	expect(OK, 404, "", 0);
	expect(OK, 404, "", 0);
	deliver(&one, 1);
	assert_int_equal(one.rc, OK);
	assert_int_equal(one.status, 404);
}

static void signature_travels_where_the_profile_says(void **state)
{
	(void)state;
	struct dispatch one;
	(void)snprintf(rest.removal.remote_key, sizeof(rest.removal.remote_key), "008080948A");
	fill(&one, 1, "exclusion", &rest.removal);
	proven();
	one.signature = text_of("head..tail\n");
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	for (int i = 0; i < asked[0].request.headers_count; i++)
		assert_null(strstr(asked[0].request.headers[i].value, "head..tail"));
	(void)snprintf(rest.profile.bureau.signature_header, sizeof(rest.profile.bureau.signature_header),
		       "x-jws-signature");
	expect(OK, 404, "", 0);
	expect(OK, 200, TAKEN, 0);
	deliver(&one, 1);
	assert_string_equal(header_of(&asked[1], "x-jws-signature"), "head..tail");
	assert_string_equal(header_of(&asked[2], "x-jws-signature"), "head..tail");
}

static void status_tells_whether_it_was_taken(void **state)
{
	(void)state;
	static const struct {
		int status;
		int retry_after_s;
		enum rc rc;
		int wait_s;
	} cases[] = {
		{200, 0, OK, 0},
		{201, 0, OK, 0},
		{202, 0, OK, 0},
		{204, 0, OK, 0},
		{301, 0, ERR_IN_DOUBT, 0},
		{302, 0, ERR_IN_DOUBT, 0},
		{400, 0, OK, 0},
		{403, 0, ERR_CREDENTIALS, 0},
		{404, 0, OK, 0},
		{408, 0, ERR_IN_DOUBT, 0},
		{409, 0, OK, 0},
		{422, 0, OK, 0},
		{429, 0, ERR_THROTTLED, 0},
		{429, 60, ERR_THROTTLED, 60},
		{500, 0, ERR_IN_DOUBT, 0},
		{500, 60, ERR_IN_DOUBT, 0},
		{502, 0, ERR_IN_DOUBT, 0},
		{503, 0, ERR_IN_DOUBT, 0},
		{503, 120, ERR_THROTTLED, 120},
		{504, 0, ERR_IN_DOUBT, 0},
		{599, 0, ERR_IN_DOUBT, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dispatch one;
		fill(&one, 1, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		expect(OK, cases[i].status, "secret words of theirs", cases[i].retry_after_s);
		deliver(&one, 1);
		assert_int_equal(one.rc, cases[i].rc);
		assert_int_equal(one.status, cases[i].status);
		assert_int_equal(one.wait_s, cases[i].wait_s);
		assert_null(strstr(one.err.words, "secret"));
		assert_int_equal(one.answer.len > 0, cases[i].rc == OK);
	}
}

static void link_tells_whether_anything_left(void **state)
{
	(void)state;
	static const enum rc all[] = {ERR_TRANSIENT, ERR_IN_DOUBT, ERR_CONFIG, ERR_NO_MEMORY};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct dispatch one;
		fill(&one, 1, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		expect(all[i], 0, "", 0);
		deliver(&one, 1);
		assert_int_equal(one.rc, all[i]);
		assert_string_equal(one.err.words, "the link says so");
	}
}

static void one_call_goes_ahead_until_it_is_taken(void **state)
{
	(void)state;
	struct dispatch four[4];
	fill(four, 4, "debt", &rest.debt);
	expect_login("fresh", REST_NOW_S + 900);
	for (int i = 0; i < 4; i++)
		expect(OK, 200, TAKEN, 0);
	deliver(four, 4);
	assert_int_equal(asked[1].round + 1, asked[2].round);
	assert_int_equal(asked[2].round, asked[4].round);
	fill(four, 4, "debt", &rest.debt);
	for (int i = 0; i < 4; i++)
		expect(OK, 200, TAKEN, 0);
	deliver(four, 4);
	assert_int_equal(asked[5].round, asked[8].round); /* none is ahead any more */
}

static void rest_stays_when_the_one_ahead_is_not_let_in(void **state)
{
	(void)state;
	static const struct {
		struct step step;
		enum rc first;
		enum rc others;
		int wait_s;
	} cases[] = {
		{{OK, 403, "", 0}, ERR_CREDENTIALS, ERR_TRANSIENT, 0},
		{{OK, 429, "", 60}, ERR_THROTTLED, ERR_THROTTLED, 60},
		{{OK, 500, "", 0}, ERR_IN_DOUBT, ERR_TRANSIENT, 0},
		{{ERR_IN_DOUBT, 0, "", 0}, ERR_IN_DOUBT, ERR_TRANSIENT, 0},
		{{ERR_TRANSIENT, 0, "", 0}, ERR_TRANSIENT, ERR_TRANSIENT, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dispatch three[3];
		fill(three, 3, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		rest.session.proven = false;
		steps[steps_count++] = cases[i].step;
		deliver(three, 3);
		assert_int_equal(three[0].rc, cases[i].first);
		for (int k = 1; k < 3; k++) {
			assert_int_equal(three[k].rc, cases[i].others);
			assert_int_equal(three[k].wait_s, cases[i].wait_s);
			assert_int_equal(three[k].status, 0);
		}
		assert_false(rest.session.proven);
	}
}

static void token_that_is_refused_is_renewed_once_and_only_those_go_again(void **state)
{
	(void)state;
	struct dispatch three[3];
	fill(three, 3, "debt", &rest.debt);
	proven();
	expect(OK, 200, TAKEN, 0);
	expect(OK, 401, "", 0);
	expect(OK, 401, "", 0);
	expect_login("fresh", REST_NOW_S + 900);
	expect(OK, 200, TAKEN, 0);
	expect(OK, 401, "", 0);
	deliver(three, 3);
	assert_int_equal(three[0].rc, OK);
	assert_int_equal(three[1].rc, OK);
	assert_int_equal(three[2].rc, ERR_CREDENTIALS);
	assert_string_equal(asked[2].bearer, "known");
	assert_string_equal(asked[4].bearer, "fresh");
	assert_string_equal(rest.session.token, "");
	assert_false(rest.session.proven);
}

static void login_that_refuses_stops_the_account_with_nothing_sent(void **state)
{
	(void)state;
	static const int statuses[] = {401, 403};
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct dispatch three[3];
		fill(three, 3, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		memset(rest.session.token, 0, sizeof(rest.session.token));
		expect(OK, statuses[i], "{\"message\": \"not so secret\"}", 0);
		deliver(three, 3);
		assert_int_equal(three[0].rc, ERR_CREDENTIALS);
		assert_int_equal(three[1].rc, ERR_TRANSIENT);
		assert_int_equal(three[2].rc, ERR_TRANSIENT);
		assert_false(rest.session.proven);
	}
}

static void login_that_fails_leaves_all_for_later(void **state)
{
	(void)state;
	static const struct {
		struct step step;
		enum rc rc;
		int wait_s;
	} cases[] = {
		{{ERR_TRANSIENT, 0, "", 0}, ERR_TRANSIENT, 0},
		{{ERR_IN_DOUBT, 0, "", 0}, ERR_TRANSIENT, 0}, /* a login changes nothing */
		{{ERR_CONFIG, 0, "", 0}, ERR_CONFIG, 0},
		{{OK, 500, "", 0}, ERR_TRANSIENT, 0},
		{{OK, 302, "", 0}, ERR_TRANSIENT, 0},
		{{OK, 404, "", 0}, ERR_TRANSIENT, 0},
		{{OK, 503, "", 0}, ERR_TRANSIENT, 0},
		{{OK, 503, "", 30}, ERR_THROTTLED, 30},
		{{OK, 429, "", 30}, ERR_THROTTLED, 30},
		{{OK, 200, "", 0}, ERR_TRANSIENT, 0},
		{{OK, 200, "<html></html>", 0}, ERR_TRANSIENT, 0},
		{{OK, 200, "{\"accessToken\": \"\"}", 0}, ERR_TRANSIENT, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct dispatch two[2];
		fill(two, 2, "debt", &rest.debt);
		steps_count = asked_count = 0;
		proven();
		memset(rest.session.token, 0, sizeof(rest.session.token));
		steps[steps_count++] = cases[i].step;
		deliver(two, 2);
		for (int k = 0; k < 2; k++) {
			assert_int_equal(two[k].rc, cases[i].rc);
			assert_int_equal(two[k].wait_s, cases[i].wait_s);
		}
	}
}

static void call_that_the_profile_has_no_path_for_does_not_leave(void **state)
{
	(void)state;
	struct dispatch two[2];
	fill(&two[0], 1, "debt", &rest.debt);
	fill(&two[1], 1, "guarantor", &rest.guarantor);
	rest.profile.bureau.guarantor_path[0] = '\0';
	proven();
	expect(OK, 200, TAKEN, 0);
	deliver(two, 2);
	assert_int_equal(two[0].rc, OK);
	assert_int_equal(two[1].rc, ERR_CONFIG);
}

static void stored_removal_that_is_none_does_not_leave(void **state)
{
	(void)state;
	struct dispatch one = {.kind = "exclusion", .file_name = "", .document = text_of("{}")};
	deliver(&one, 1);
	assert_int_equal(one.rc, ERR_INTEGRITY);
}

static void no_calls_are_no_login(void **state)
{
	(void)state;
	deliver(NULL, 0);
}

/* With a little more room each time, until there is enough: before that not one call leaves. */
static void full_arena_sends_nothing(void **state)
{
	(void)state;
	struct dispatch two[2];
	fill(two, 2, "debt", &rest.debt);
	proven();
	expect(OK, 200, TAKEN, 0);
	expect(OK, 200, TAKEN, 0);
	for (size_t bytes = 0; asked_count == 0; bytes += 32) {
		struct arena *small = arena_new(bytes);
		assert_non_null(small);
		serasa_rest_deliver(small, rest.account, two, 2);
		enum rc right = asked_count == 0 ? ERR_NO_MEMORY : OK;
		assert_int_equal(two[0].rc, right);
		assert_int_equal(two[1].rc, right);
		small = arena_free(small);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(login_comes_first_with_user_and_password, begin, end),
		cmocka_unit_test_setup_teardown(login_may_have_a_host_of_its_own, begin, end),
		cmocka_unit_test_setup_teardown(token_is_kept_until_thirty_seconds_before_its_end, begin, end),
		cmocka_unit_test_setup_teardown(end_of_a_token_is_capped, begin, end),
		cmocka_unit_test_setup_teardown(kinds_go_their_ways, begin, end),
		cmocka_unit_test_setup_teardown(removal_is_headers_and_no_body, begin, end),
		cmocka_unit_test_setup_teardown(removal_goes_by_key_when_nobody_knows_the_contract, begin, end),
		cmocka_unit_test_setup_teardown(removal_that_the_key_does_not_know_either_ends, begin, end),
		cmocka_unit_test_setup_teardown(signature_travels_where_the_profile_says, begin, end),
		cmocka_unit_test_setup_teardown(status_tells_whether_it_was_taken, begin, end),
		cmocka_unit_test_setup_teardown(link_tells_whether_anything_left, begin, end),
		cmocka_unit_test_setup_teardown(one_call_goes_ahead_until_it_is_taken, begin, end),
		cmocka_unit_test_setup_teardown(rest_stays_when_the_one_ahead_is_not_let_in, begin, end),
		cmocka_unit_test_setup_teardown(token_that_is_refused_is_renewed_once_and_only_those_go_again, begin,
						end),
		cmocka_unit_test_setup_teardown(login_that_refuses_stops_the_account_with_nothing_sent, begin, end),
		cmocka_unit_test_setup_teardown(login_that_fails_leaves_all_for_later, begin, end),
		cmocka_unit_test_setup_teardown(call_that_the_profile_has_no_path_for_does_not_leave, begin, end),
		cmocka_unit_test_setup_teardown(stored_removal_that_is_none_does_not_leave, begin, end),
		cmocka_unit_test_setup_teardown(no_calls_are_no_login, begin, end),
		cmocka_unit_test_setup_teardown(full_arena_sends_nothing, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
