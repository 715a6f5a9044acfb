/* Which secrets a gate takes, and whom it lets in. */
#include "door/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

#define SECRET_FILE "/tmp/apontad_gate_test.secret"

static struct account_conf account_of(enum hook_auth hook_auth, const char *user)
{
	struct account_conf account = {.code = "acme"};
	account.bureau.hook_auth = hook_auth;
	(void)snprintf(account.bureau.hook_user, sizeof(account.bureau.hook_user), "%s", user);
	(void)snprintf(account.bureau.hook_secret_file, sizeof(account.bureau.hook_secret_file), "%s", SECRET_FILE);
	return account;
}

static void put_secret(const char *text)
{
	struct err err = {0};
	assert_int_equal(io_write(SECRET_FILE, text_of(text), 0600, &err), OK);
}

static int remove_secret(void **state)
{
	(void)state;
	(void)unlink(SECRET_FILE);
	return 0;
}

static void a_secret_that_cannot_stand_in_a_header_is_refused(void **state)
{
	static const struct {
		enum hook_auth hook_auth;
		const char *user;
		const char *file;
		enum rc rc;
	} cases[] = {
		{HOOK_AUTH_BASIC, "serasa", "pass\n", OK},
		{HOOK_AUTH_BASIC, "serasa", "with blanks: and colons", OK},
		{HOOK_AUTH_BASIC, "serasa", "\nsecond line", ERR_CONFIG},
		{HOOK_AUTH_BASIC, "serasa", "\r\n", ERR_CONFIG},
		{HOOK_AUTH_BASIC, "", "pass\n", ERR_CONFIG},
		{HOOK_AUTH_BASIC, "se:rasa", "pass\n", ERR_CONFIG},
		{HOOK_AUTH_BEARER, "", "abc-._~+/=\r\n", OK},
		{HOOK_AUTH_BEARER, "", "a b\n", ERR_CONFIG},
		{HOOK_AUTH_BEARER, "", " \n", ERR_CONFIG},
		{HOOK_AUTH_BEARER, "", "caf\303\251\n", ERR_CONFIG},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct account_conf account = account_of(cases[i].hook_auth, cases[i].user);
		struct gate gate;
		struct err err = {0};
		put_secret(cases[i].file);
		enum rc rc = gate_init(&gate, &account, &err);
		if (rc != cases[i].rc)
			print_error("case %zu: %s\n", i, err.words);
		assert_int_equal(rc, cases[i].rc);
		gate_done(&gate);
		assert_null(gate.proof);
	}
}

static void a_secret_that_everybody_may_read_or_that_is_not_there_is_refused(void **state)
{
	struct account_conf account = account_of(HOOK_AUTH_BEARER, "");
	struct gate gate;
	struct err err = {0};
	(void)state;
	assert_int_equal(io_write(SECRET_FILE, text_of("token"), 0644, &err), OK);
	assert_int_equal(gate_init(&gate, &account, &err), ERR_CONFIG);
	assert_int_equal(unlink(SECRET_FILE), 0);
	assert_int_equal(gate_init(&gate, &account, &err), ERR_CONFIG);
	assert_string_equal(err.where, SECRET_FILE);
}

static void only_the_whole_proof_opens(void **state)
{
	static const char right[] = "Bearer 0123456789abcdef";
	struct account_conf account = account_of(HOOK_AUTH_BEARER, "");
	struct gate gate;
	struct err err = {0};
	char shown[sizeof(right)];
	(void)state;
	put_secret("0123456789abcdef\n");
	assert_int_equal(gate_init(&gate, &account, &err), OK);
	assert_true(gate_opens(&gate, right));
	for (size_t i = 0; i < sizeof(right) - 1; i++) {
		memcpy(shown, right, sizeof(right));
		shown[i] ^= 1; /* one bit */
		assert_false(gate_opens(&gate, shown));
		memcpy(shown, right, sizeof(right));
		shown[i] = '\0'; /* a beginning */
		assert_false(gate_opens(&gate, shown));
	}
	assert_false(gate_opens(&gate, NULL));
	assert_false(gate_opens(&gate, "Bearer 0123456789abcdef0"));
	gate_done(&gate);
}

static void without_a_way_everybody_is_let_in(void **state)
{
	struct account_conf account = account_of(HOOK_AUTH_NONE, "");
	struct gate gate;
	(void)state;
	assert_int_equal(gate_init(&gate, &account, NULL), OK);
	assert_true(gate_opens(&gate, NULL));
	assert_true(gate_opens(&gate, "Bearer whatever"));
	gate_done(&gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_that_cannot_stand_in_a_header_is_refused),
		cmocka_unit_test(a_secret_that_everybody_may_read_or_that_is_not_there_is_refused),
		cmocka_unit_test(only_the_whole_proof_opens),
		cmocka_unit_test(without_a_way_everybody_is_let_in),
	};
	return cmocka_run_group_tests(tests, NULL, remove_secret);
}
