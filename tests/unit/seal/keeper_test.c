#include "seal/keeper.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/limits.h"
#include "seal/keeper_wire.h"
#include "seal/verify.h"
#include "tests/unit/seal/fixture.h"
#include "tests/unit/seal/keeper_child.h"

#define TIMEOUT_MS 20000

static struct seal_request request_of(const char *identity, enum seal_purpose purpose)
{
	return (struct seal_request){.purpose = purpose,
				     .identity = identity,
				     .file_name = purpose == SEAL_XML_DETACHED ? "B3412406.251" : NULL,
				     .signed_at = FIXTURE_SIGNED_AT,
				     .document = TEXT_LITERAL(FIXTURE_XML)};
}

static void signs(const struct keeper_child *child, int client)
{
	struct seal_request request = request_of("exemplo-ec", SEAL_XML_DETACHED);
	struct text made = {NULL, 0};
	assert_ok(keeper_sign(child->clients[client], &request, TIMEOUT_MS, fixture.arena, &made, &fixture_err));
}

static void keeper_signs_in_every_form_for_every_client(void **state)
{
	(void)state;
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	for (int i = 0; i < SEAL_PURPOSE_COUNT * KEEPER_CLIENTS; i++) {
		struct seal_request request = request_of("exemplo", (enum seal_purpose)(i / KEEPER_CLIENTS));
		bool attached = request.purpose == SEAL_XML_ENVELOPED || request.purpose == SEAL_CMS_ATTACHED;
		struct text made = {NULL, 0};
		struct seal_verdict verdict = {0};
		assert_ok(keeper_sign(child.clients[i % KEEPER_CLIENTS], &request, TIMEOUT_MS, fixture.arena, &made,
				      &fixture_err));
		assert_ok(seal_verify(fixture.arena, made, attached ? (struct text){NULL, 0} : request.document,
				      fixture.ca, &verdict, &fixture_err));
		assert_int_equal(verdict.form, request.purpose);
	}
	assert_int_equal(keeper_child_stop(&child), 0);
}

static void keeper_refuses_what_is_not_configured_and_says_why(void **state)
{
	(void)state;
	static const struct {
		const char *identity;
		enum seal_purpose purpose;
		int64_t signed_at;
		const char *document;
		enum rc rc;
		const char *words;
	} cases[] = {
		{"ninguem", SEAL_XML_ENVELOPED, FIXTURE_SIGNED_AT, "<a/>", ERR_REFUSED,
		 "holds no identity \"ninguem\""},
		{"exemplo-ec", SEAL_CMS_ATTACHED, FIXTURE_SIGNED_AT, "x", ERR_REFUSED, "may not sign as cms-attached"},
		{"exemplo", SEAL_PURPOSE_COUNT, FIXTURE_SIGNED_AT, "<a/>", ERR_REFUSED, "there is no purpose 5"},
		{"exemplo", SEAL_CMS_ATTACHED, 2524694400, "x", ERR_REFUSED, "expired on 2049-12-31"},
		{"exemplo", SEAL_XML_ENVELOPED, FIXTURE_SIGNED_AT, "<a>", ERR_FORMAT, "not well-formed"},
		{"exemplo", SEAL_XML_ENVELOPED, FIXTURE_SIGNED_AT, "<!DOCTYPE a><a/>", ERR_FORMAT, "DOCTYPE"},
		{"exemplo", SEAL_XML_ENVELOPED, FIXTURE_SIGNED_AT, "", ERR_RANGE, "0 bytes"},
	};
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seal_request request = request_of(cases[i].identity, cases[i].purpose);
		struct text made = {"untouched", 9};
		struct err err = {0};
		request.document = text_of(cases[i].document);
		request.signed_at = cases[i].signed_at;
		assert_int_equal(keeper_sign(child.clients[0], &request, TIMEOUT_MS, fixture.arena, &made, &err),
				 cases[i].rc);
		if (strstr(err.words, cases[i].words) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", err.words, cases[i].words);
		assert_true(text_is(made, "untouched"));
	}
	signs(&child, 0);
	assert_int_equal(keeper_child_stop(&child), 0);
}

static void document_above_the_limit_is_not_even_sent(void **state)
{
	(void)state;
	struct seal_request request = request_of("exemplo", SEAL_CMS_ATTACHED);
	struct text made = {NULL, 0};
	request.document.len = (size_t)LIMIT_DOCUMENT_BYTES + 1;
	assert_int_equal(keeper_sign(-1, &request, 1, fixture.arena, &made, NULL), ERR_RANGE);
}

/* Around the size from which a document goes in a file of its own. */
static void documents_of_any_size_come_back_signed(void **state)
{
	(void)state;
	static char document[3 * KEEPER_WIRE_SMALL_BYTES];
	static const size_t lengths[] = {1, KEEPER_WIRE_SMALL_BYTES - 1, KEEPER_WIRE_SMALL_BYTES,
					 KEEPER_WIRE_SMALL_BYTES + 1, sizeof(document)};
	struct keeper_child child;
	memset(document, 'x', sizeof(document));
	keeper_child_start(&child, NULL);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct seal_request request = request_of("exemplo", SEAL_CMS_ATTACHED);
		struct text made = {NULL, 0};
		struct seal_verdict verdict = {0};
		request.document = (struct text){document, lengths[i]};
		assert_ok(keeper_sign(child.clients[0], &request, TIMEOUT_MS, fixture.arena, &made, &fixture_err));
		assert_ok(seal_verify(fixture.arena, made, (struct text){NULL, 0}, NULL, &verdict, &fixture_err));
		assert_true(text_equal(verdict.content, request.document));
	}
	assert_int_equal(keeper_child_stop(&child), 0);
}

/* One client's nonsense is answered with an error; the other one, and the next request, go on. */
static void nonsense_is_answered_and_the_others_go_on(void **state)
{
	(void)state;
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	struct keeper_ask ask = {.magic = KEEPER_WIRE_MAGIC, .version = KEEPER_WIRE_VERSION, .number = 1};
	struct keeper_ask unterminated = ask;
	struct keeper_ask other_version = ask;
	memset(unterminated.identity, 'x', sizeof(unterminated.identity));
	other_version.version++;
	const struct {
		const void *bytes;
		size_t size;
	} cases[] = {{"", 0},
		     {"x", 1},
		     {&ask, sizeof(ask)},
		     {&ask, sizeof(ask) - 1},
		     {&unterminated, sizeof(ask)},
		     {&other_version, sizeof(ask)}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct keeper_answer answer = {0};
		struct keeper_wire_body body;
		keeper_wire_body_init(&body);
		assert_int_equal(send(child.clients[0], cases[i].bytes, cases[i].size, 0), (int)cases[i].size);
		struct pollfd polled = {.fd = child.clients[0], .events = POLLIN};
		assert_int_equal(poll(&polled, 1, TIMEOUT_MS), 1);
		assert_int_equal(keeper_wire_receive(child.clients[0], &answer, sizeof(answer), &body, NULL), OK);
		assert_true(answer.code < 0);
		assert_int_equal(body.fd, -1);
		assert_int_equal(body.small_len, 0);
		signs(&child, 1);
	}
	signs(&child, 0);
	assert_int_equal(keeper_child_stop(&child), 0);
}

/* A restarted client finds the answer to its predecessor's request in the socket, and must not take it. */
static void answer_to_another_request_is_thrown_away(void **state)
{
	(void)state;
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	struct seal_request given_up = request_of("exemplo", SEAL_CMS_ATTACHED);
	struct text made = {NULL, 0};
	given_up.document = TEXT_LITERAL("of the predecessor");
	assert_int_equal(keeper_sign(child.clients[0], &given_up, 0, fixture.arena, &made, NULL), ERR_TRANSIENT);
	struct pollfd polled = {.fd = child.clients[0], .events = POLLIN};
	assert_int_equal(poll(&polled, 1, TIMEOUT_MS), 1);

	struct seal_request request = request_of("exemplo", SEAL_CMS_ATTACHED);
	struct seal_verdict verdict = {0};
	assert_ok(keeper_sign(child.clients[0], &request, TIMEOUT_MS, fixture.arena, &made, &fixture_err));
	assert_ok(seal_verify(fixture.arena, made, (struct text){NULL, 0}, NULL, &verdict, &fixture_err));
	assert_true(text_equal(verdict.content, request.document));
	assert_int_equal(keeper_child_stop(&child), 0);
}

static void dead_client_does_not_end_the_keeper(void **state)
{
	(void)state;
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	assert_int_equal(send(child.clients[0], "x", 1, 0), 1);
	assert_int_equal(close(child.clients[0]), 0);
	child.clients[0] = -1;
	signs(&child, 1);
	assert_int_equal(keeper_child_stop(&child), 0);
}

static void keeper_ends_when_every_client_is_gone(void **state)
{
	(void)state;
	struct keeper_child child;
	int status = -1;
	keeper_child_start(&child, NULL);
	for (int i = 0; i < KEEPER_CLIENTS; i++) {
		assert_int_equal(close(child.clients[i]), 0);
		child.clients[i] = -1;
	}
	assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
	assert_int_equal(status, 0);
	(void)close(child.stop);
	for (int i = 0; i < KEEPER_CLIENTS; i++)
		(void)close(child.served[i]);
}

static char token[128];

static enum rc die_when_asked(struct err *reterr)
{
	return fault_arm("keeper_asked", token, reterr);
}

static enum rc die_when_signed(struct err *reterr)
{
	return fault_arm("keeper_signed", token, reterr);
}

/* Killed at any point, the keeper leaves a client that gets no answer, asks again, and is served by the next one. */
static void keeper_that_dies_is_asked_again(void **state)
{
	(void)state;
	enum rc (*const faults[])(struct err *) = {die_when_asked, die_when_signed};
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct keeper_child child;
		int status = 0;
		fixture_write("token", text_of(""), 0600, token, sizeof(token));
		assert_int_equal(unlink(token), 0);
		keeper_child_start(&child, faults[i]);
		struct seal_request request = request_of("exemplo", SEAL_XML_ENVELOPED);
		struct text made = {NULL, 0};
		struct err err = {0};
		assert_int_equal(keeper_sign(child.clients[0], &request, 1000, fixture.arena, &made, &err),
				 ERR_TRANSIENT);
		assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		assert_int_equal(close(child.stop), 0);
		keeper_child_restart(&child, faults[i]); /* the fault has had its turn */
		signs(&child, 0);
		assert_int_equal(keeper_child_stop(&child), 0);
	}
}

static void keeper_is_not_made_of_a_wrong_configuration(void **state)
{
	(void)state;
	struct keeper *keeper = NULL;
	struct err err = {0};
	struct seal_identity identities[] = {fixture.rsa, fixture.rsa};
	assert_int_equal(keeper_new(identities, 2, &keeper, &err), ERR_CONFIG);
	assert_non_null(strstr(err.words, "two signing identities are called \"exemplo\""));
	assert_int_equal(keeper_new(identities, 0, &keeper, &err), ERR_CONFIG);
	(void)snprintf(identities[1].name, sizeof(identities[1].name), "outra");
	(void)snprintf(identities[1].key_file, sizeof(identities[1].key_file), "/nonexistent/key");
	assert_int_equal(keeper_new(identities, 2, &keeper, &err), ERR_CONFIG);
	assert_string_equal(err.where, "/nonexistent/key");
	assert_string_equal(err.field, "outra");
	assert_null(keeper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(keeper_signs_in_every_form_for_every_client, fixture_reset),
		cmocka_unit_test_setup(keeper_refuses_what_is_not_configured_and_says_why, fixture_reset),
		cmocka_unit_test_setup(document_above_the_limit_is_not_even_sent, fixture_reset),
		cmocka_unit_test_setup(documents_of_any_size_come_back_signed, fixture_reset),
		cmocka_unit_test_setup(nonsense_is_answered_and_the_others_go_on, fixture_reset),
		cmocka_unit_test_setup(answer_to_another_request_is_thrown_away, fixture_reset),
		cmocka_unit_test_setup(dead_client_does_not_end_the_keeper, fixture_reset),
		cmocka_unit_test_setup(keeper_ends_when_every_client_is_gone, fixture_reset),
		cmocka_unit_test_setup(keeper_that_dies_is_asked_again, fixture_reset),
		cmocka_unit_test_setup(keeper_is_not_made_of_a_wrong_configuration, fixture_reset),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
