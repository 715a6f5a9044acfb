/* A file goes to the CRA in the profile's words, and the outcome tells what may have been taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "unit/link/tls_server.h"

static char folder[] = "/tmp/exchange_test.XXXXXX";
static char anchor[64];

struct bench {
	struct fixture fixture;
	struct tls_server *server;
	struct http_client *http;
	struct text answer;
	int status;
	struct err err;
};

static void bench_init(struct bench *bench, const char *profile, enum server_way way)
{
	*bench = (struct bench){.server = tls_server_start(way, anchor)};
	assert_non_null(bench->server);
	fixture_init(&bench->fixture, profile);
	assert_int_equal(http_client_new("apontad-test", &bench->http, NULL), OK);
	bench->fixture.account.http = bench->http;
	struct account_conf *conf = &bench->fixture.conf;
	(void)snprintf(conf->endpoint, sizeof(conf->endpoint), "https://localhost:%d/xml",
		       tls_server_port(bench->server));
	(void)snprintf(conf->ca_file, sizeof(conf->ca_file), "%s", anchor);
}

static void bench_done(struct bench *bench)
{
	http_client_free(bench->http);
	tls_server_stop(bench->server);
	fixture_done(&bench->fixture);
}

static enum rc deliver(struct bench *bench, const char *kind, const char *file_name)
{
	struct dispatch dispatch = {
		.kind = kind, .file_name = file_name, .document = TEXT_LITERAL("<remessa>A&amp;B</remessa>")};
	channel_find("protest")->deliver(bench->fixture.arena, &bench->fixture.account, &dispatch, 1);
	bench->answer = dispatch.answer;
	bench->status = dispatch.status;
	bench->err = dispatch.err;
	return dispatch.rc;
}

static enum rc fetch(struct bench *bench, enum question_kind kind)
{
	struct question question = {.kind = kind};
	assert_int_equal(date_make(2026, 11, 20, &question.on), OK);
	return channel_find("protest")->fetch(bench->fixture.arena, &bench->fixture.account, &question, &bench->answer,
					      &bench->err);
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

/* What the server reads, by profile and kind, in this order. */
static const struct {
	const char *profile;
	const char *kind;
	const char *const parts[8];
	const char *absent;
} words[] = {
	{"cra21",
	 "B",
	 {"Authorization: Basic ", "SOAPAction: \"urn:crarj.crabr.com.br#Remessa\"\r\n", "urn:crarj.crabr.com.br\"",
	  ":Remessa ", "<userArq ", ">BZZ92011.261<", "<userDados ", "<![CDATA[<remessa>A&amp;B</remessa>]]>"},
	 "<uf "},
	{"cra21", "AC", {"#Autoriza_Cancelamento\"", ":Autoriza_Cancelamento ", NULL}, "<uf "},
	{"cra-nacional",
	 "B",
	 {"Authorization: Basic ", ":Remessa ", "<uf ", ">RJ<", "<userArq ", "<userDados ",
	  "&lt;remessa&gt;A&amp;amp;B&lt;/remessa&gt;", NULL},
	 "CDATA"},
	{"cra-tocantins",
	 "CP",
	 {"SOAPAction: \"\"\r\n", ":cancelamento ", "<user_arq ", "<user_code ", ">aurora<", "<user_pass ",
	  ">not so secret<", "<user_dados "},
	 "Authorization:"},
};

static void a_file_goes_in_the_words_of_the_profile(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct bench bench;
		const char *parts[ARRAY_LEN(words[i].parts) + 1] = {NULL};
		memcpy(parts, words[i].parts, sizeof(words[i].parts));
		bench_init(&bench, words[i].profile, SERVER_ANSWERS);
		assert_int_equal(deliver(&bench, words[i].kind, "BZZ92011.261"), OK);
		assert_true(text_is(bench.answer, "whole"));
		must_say(tls_server_last(bench.server), parts);
		assert_null(strstr(tls_server_last(bench.server), words[i].absent));
		bench_done(&bench);
	}
}

static void the_account_of_a_host_for_tests_has_its_own_namespace(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra21", SERVER_ANSWERS);
	(void)snprintf(bench.fixture.conf.namespace_uri, sizeof(bench.fixture.conf.namespace_uri),
		       "urn:crarj.cra21.com.br");
	assert_int_equal(deliver(&bench, "B", "BZZ92011.261"), OK);
	must_say(tls_server_last(bench.server), (const char *const[]){"SOAPAction: \"urn:crarj.cra21.com.br#Remessa\"",
								      "\"urn:crarj.cra21.com.br\"", NULL});
	bench_done(&bench);
}

static void a_question_names_the_day(void **state)
{
	(void)state;
	static const struct {
		enum question_kind kind;
		const char *parts[4];
	} questions[] = {
		{QUESTION_CONFIRMATIONS, {":Confirmacao ", "<userArq ", ">CZZ92011.261<", NULL}},
		{QUESTION_RESULTS, {":Retorno ", "<userArq ", ">RZZ92011.261<", NULL}},
		{QUESTION_STATUSES, {":Andamento ", "<userArq ", ">MZZ92011.261<", NULL}},
		{QUESTION_COMARCAS, {":Homologadas ", "<codapres ", ">ZZ9<", NULL}},
	};
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct bench bench;
		bench_init(&bench, "cra21", SERVER_SAYS);
		const char *body = fixture_answer(&bench.fixture, "<relatorio><codigo>0005</codigo></relatorio>").at;
		tls_server_says(bench.server, "200 OK", body);
		assert_int_equal(fetch(&bench, questions[i].kind), OK);
		assert_true(text_is(bench.answer, body));
		must_say(tls_server_last(bench.server), questions[i].parts);
		bench_done(&bench);
	}
}

#define FAULT                                                                                                          \
	"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server"       \
	"</faultcode><faultstring>out of order</faultstring></s:Fault></s:Body></s:Envelope>"

/* What an answer's status and body mean, for a submission and for a question. */
static const struct {
	const char *status;
	const char *body;
	enum rc delivered;
	enum rc fetched;
} outcomes[] = {
	{"200 OK", "anything", OK, OK},
	{"200 OK", FAULT, ERR_IN_DOUBT, ERR_TRANSIENT},
	{"500 No", FAULT, ERR_IN_DOUBT, ERR_TRANSIENT},
	{"502 No", "", ERR_IN_DOUBT, ERR_TRANSIENT},
	{"503 No", "", ERR_IN_DOUBT, ERR_THROTTLED},
	{"503 No\r\nRetry-After: 7", "", ERR_THROTTLED, ERR_THROTTLED},
	{"429 No", "", ERR_THROTTLED, ERR_THROTTLED},
	{"401 No", "", ERR_CREDENTIALS, ERR_CREDENTIALS},
	{"403 No", "", ERR_CREDENTIALS, ERR_CREDENTIALS},
	{"404 No", "not here", OK, ERR_TRANSIENT},
	{"302 No\r\nLocation: https://localhost/", "", OK, ERR_TRANSIENT},
};

static void an_outcome_tells_what_may_have_been_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		struct bench bench;
		bench_init(&bench, "cra21", SERVER_SAYS);
		tls_server_says(bench.server, outcomes[i].status, outcomes[i].body);
		enum rc delivered = deliver(&bench, "B", "BZZ92011.261");
		enum rc delivered_code = bench.err.code;
		assert_true(delivered == OK || strcmp(bench.err.where, "account aurora-rj, Remessa") == 0);
		enum rc fetched = fetch(&bench, QUESTION_RESULTS);
		if (delivered != outcomes[i].delivered || fetched != outcomes[i].fetched)
			fail_msg("%s, %.20s: %s, %s", outcomes[i].status, outcomes[i].body, rc_name(delivered),
				 rc_name(fetched));
		assert_true(delivered == OK || delivered_code == delivered);
		assert_true(fetched == OK || bench.err.code == fetched);
		bench_done(&bench);
	}
}

static void no_connection_is_transient_for_both(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra21", SERVER_CLOSES_AT_ACCEPT);
	assert_int_equal(deliver(&bench, "B", "BZZ92011.261"), ERR_TRANSIENT);
	assert_int_equal(fetch(&bench, QUESTION_RESULTS), ERR_TRANSIENT);
	bench_done(&bench);
}

static void a_lost_answer_is_doubt_for_a_file_and_nothing_for_a_question(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra21", SERVER_CLOSES_AFTER_READ);
	assert_int_equal(deliver(&bench, "B", "BZZ92011.261"), ERR_IN_DOUBT);
	assert_int_equal(tls_server_requests(bench.server), 1);
	assert_int_equal(fetch(&bench, QUESTION_RESULTS), ERR_TRANSIENT);
	assert_int_equal(bench.err.code, ERR_TRANSIENT);
	bench_done(&bench);
}

static void a_question_refused_by_code_stops_the_account(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra21", SERVER_SAYS);
	tls_server_says(bench.server, "200 OK",
			fixture_answer(&bench.fixture, "<relatorio><codigo>0001</codigo><ocorrencia>falha</ocorrencia>"
						       "</relatorio>")
				.at);
	assert_int_equal(fetch(&bench, QUESTION_CONFIRMATIONS), ERR_CREDENTIALS);
	assert_string_equal(bench.err.remote, "0001");
	bench_done(&bench);
}

static void what_the_profile_does_not_have_is_not_asked(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra-tocantins", SERVER_ANSWERS);
	assert_int_equal(fetch(&bench, QUESTION_STATUSES), ERR_REFUSED);
	assert_int_equal(fetch(&bench, QUESTION_NATURES), ERR_REFUSED);
	assert_int_equal(deliver(&bench, "AD", "ADZZ92011.261"), ERR_CONFIG);
	assert_int_equal(deliver(&bench, "XX", "XXZZ92011.261"), ERR_CONFIG);
	assert_int_equal(tls_server_connections(bench.server), 0);
	bench_done(&bench);
}

static void several_files_are_sent_one_after_the_other(void **state)
{
	(void)state;
	struct bench bench;
	bench_init(&bench, "cra21", SERVER_ANSWERS);
	struct dispatch dispatches[] = {
		{.kind = "B", .file_name = "BZZ92011.261", .document = TEXT_LITERAL("<remessa/>")},
		{.kind = "XX", .file_name = "XXZZ92011.261", .document = TEXT_LITERAL("<remessa/>")},
		{.kind = "DP", .file_name = "DPZZ92011.261", .document = TEXT_LITERAL("<remessa/>")},
	};
	channel_find("protest")->deliver(bench.fixture.arena, &bench.fixture.account, dispatches,
					 ARRAY_LEN(dispatches));
	static const enum rc expected[] = {OK, ERR_CONFIG, OK};
	for (size_t i = 0; i < ARRAY_LEN(dispatches); i++) {
		assert_int_equal(dispatches[i].rc, expected[i]);
		assert_int_equal(dispatches[i].status, expected[i] == OK ? 200 : 0);
		assert_int_equal(dispatches[i].answer.len > 0, expected[i] == OK);
	}
	assert_int_equal(tls_server_requests(bench.server), 2);
	bench_done(&bench);
}

static void each_kind_and_question_has_an_operation(void **state)
{
	(void)state;
	const struct channel *channel = channel_find("protest");
	assert_int_equal(channel_operation("B"), CRA_OP_REMESSA);
	assert_int_equal(channel_operation("AD"), CRA_OP_AUTORIZA_DESISTENCIA);
	assert_int_equal(channel_operation("comarcas"), CRA_OP_HOMOLOGADAS);
	assert_int_equal(channel_operation("C"), CRA_OP_COUNT);
	for (const enum question_kind *kind = channel->daily; *kind != QUESTION_COUNT; kind++)
		assert_int_not_equal(channel_operation(question_name(*kind)), CRA_OP_COUNT);
	for (const enum question_kind *kind = channel->first_of_day; *kind != QUESTION_COUNT; kind++)
		assert_int_not_equal(channel_operation(question_name(*kind)), CRA_OP_COUNT);
	assert_null(channel_find("telepathy"));
}

static void each_question_is_found_by_its_name(void **state)
{
	(void)state;
	enum question_kind found = QUESTION_COUNT;
	for (enum question_kind kind = 0; kind < QUESTION_COUNT; kind++) {
		assert_int_equal(question_by_name(text_of(question_name(kind)), &found), OK);
		assert_int_equal(found, kind);
	}
	assert_int_equal(question_by_name(text_of("rumours"), &found), ERR_UNKNOWN);
	assert_int_equal(question_by_name(text_of("unknown"), &found), ERR_UNKNOWN);
}

static void each_instruction_goes_in_a_file_of_its_kind(void **state)
{
	static const struct {
		const char *instruction;
		const char *kind;
	} cases[] = {{"include", "B"},
		     {"withdraw", "DP"},
		     {"cancel", "CP"},
		     {"authorise_withdraw", "AD"},
		     {"authorise_cancel", "AC"}};
	(void)state;
	struct fixture fixture;
	fixture_init(&fixture, "cra21");
	const struct profile *profile = fixture.account.profile;
	const struct channel *channel = channel_find("protest");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(channel->kind_of(profile, cases[i].instruction, false), cases[i].kind);
		/* A title names all its debtors: there is no message of a guarantor. */
		assert_string_equal(channel->kind_of(profile, cases[i].instruction, true), cases[i].kind);
		assert_int_not_equal(channel_operation(cases[i].kind), CRA_OP_COUNT);
	}
	/* A name is taken once, so the same file may be sent again; one file has one place in a day. */
	assert_int_equal(channel->traits(profile)->sending, CHANNEL_SENDS_FILES);
	assert_int_equal(channel->traits(profile)->doubt, CHANNEL_DOUBT_SEND_AGAIN);
	assert_false(channel->traits(profile)->one_lane);
	fixture_done(&fixture);
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
		cmocka_unit_test(a_file_goes_in_the_words_of_the_profile),
		cmocka_unit_test(the_account_of_a_host_for_tests_has_its_own_namespace),
		cmocka_unit_test(a_question_names_the_day),
		cmocka_unit_test(an_outcome_tells_what_may_have_been_taken),
		cmocka_unit_test(no_connection_is_transient_for_both),
		cmocka_unit_test(a_lost_answer_is_doubt_for_a_file_and_nothing_for_a_question),
		cmocka_unit_test(a_question_refused_by_code_stops_the_account),
		cmocka_unit_test(what_the_profile_does_not_have_is_not_asked),
		cmocka_unit_test(several_files_are_sent_one_after_the_other),
		cmocka_unit_test(each_kind_and_question_has_an_operation),
		cmocka_unit_test(each_question_is_found_by_its_name),
		cmocka_unit_test(each_instruction_goes_in_a_file_of_its_kind),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
