/* A keeper whose signing goes wrong: the linker puts these signers in the place of the true ones (see Makefile.inc). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seal/cms.h"
#include "seal/jws.h"
#include "seal/keeper.h"
#include "seal/xmldsig.h"
#include "tests/unit/seal/fixture.h"
#include "tests/unit/seal/keeper_child.h"

enum rc __real_xmldsig_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			    struct text *ret_signed, struct err *reterr);
enum rc __real_cms_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr);
enum rc __wrap_xmldsig_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			    struct text *ret_signed, struct err *reterr);
enum rc __wrap_cms_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr);

enum rc __real_jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr);
enum rc __wrap_jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr);

/* A signature that holds, by another algorithm than was asked. */
enum rc __wrap_jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr)
{
	struct seal_request other = *request;
	other.jws_algorithm = request->jws_algorithm == JWS_PS256 ? JWS_RS256 : JWS_PS256;
	return __real_jws_sign(arena, key, &other, ret_signed, reterr);
}

/* As a flipped bit in memory would: the document or the file's digest is another one. */
enum rc __wrap_xmldsig_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			    struct text *ret_signed, struct err *reterr)
{
	struct text made = {NULL, 0};
	enum rc rc = __real_xmldsig_sign(arena, key, request, &made, reterr);
	if (rc == OK)
		*ret_signed = fixture_replace(made, request->purpose == SEAL_XML_DETACHED ? "B34" : "t01=\"1\"",
					      request->purpose == SEAL_XML_DETACHED ? "B35" : "t01=\"2\"");
	return rc;
}

/* A signature that holds, over something else than was asked, or at another time. */
enum rc __wrap_cms_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
			struct text *ret_signed, struct err *reterr)
{
	struct seal_request other = *request;
	if (request->purpose == SEAL_CMS_ATTACHED)
		other.document = TEXT_LITERAL("something else");
	else
		other.signed_at++;
	return __real_cms_sign(arena, key, &other, ret_signed, reterr);
}

static void signature_that_does_not_verify_never_leaves_the_keeper(void **state)
{
	(void)state;
	struct keeper_child child;
	keeper_child_start(&child, NULL);
	for (int purpose = 0; purpose < SEAL_PURPOSE_COUNT; purpose++) {
		struct seal_request request = {.purpose = (enum seal_purpose)purpose,
					       .identity = "exemplo",
					       .file_name = "B3412406.251",
					       .signed_at = FIXTURE_SIGNED_AT,
					       .document = TEXT_LITERAL(FIXTURE_XML)};
		struct text made = {"untouched", 9};
		struct err err = {0};
		assert_int_equal(keeper_sign(child.clients[0], &request, 20000, fixture.arena, &made, &err),
				 ERR_INTEGRITY);
		assert_non_null(strstr(err.words, "the keeper's own"));
		assert_true(text_is(made, "untouched"));
	}
	assert_int_equal(keeper_child_stop(&child), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(signature_that_does_not_verify_never_leaves_the_keeper, fixture_reset),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
