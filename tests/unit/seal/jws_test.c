#include "seal/jws.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "seal/base64.h"
#include "seal/jws_header.h"
#include "seal/proof.h"
#include "seal/verify.h"
#include "tests/unit/seal/fixture.h"

static const struct text none = {NULL, 0};
static const struct text body = {"{\"contrato\":\"NF 1\",\"valor\":120000}\n", 35};
static struct key rsa;
static struct key ec;

static int load_keys(void **state)
{
	return fixture_setup(state) == 0 && key_load(&fixture.rsa, &rsa, &fixture_err) == OK &&
			       key_load(&fixture.ec, &ec, &fixture_err) == OK
		       ? 0
		       : -1;
}

static int free_keys(void **state)
{
	key_done(&rsa);
	key_done(&ec);
	return fixture_teardown(state);
}

static struct text sign(const struct key *key, enum jws_algorithm algorithm)
{
	struct seal_request request = {.purpose = SEAL_JWS_DETACHED,
				       .identity = "exemplo",
				       .jws_algorithm = algorithm,
				       .signed_at = FIXTURE_SIGNED_AT,
				       .document = body};
	struct text made = none;
	assert_ok(jws_sign(fixture.arena, key, &request, &made, &fixture_err));
	return made;
}

static void refused(struct text signature, struct text detached, enum rc rc, const char *words)
{
	struct seal_verdict verdict = {.signer = "untouched"};
	struct err err = {0};
	enum rc got = seal_verify(fixture.arena, signature, detached, NULL, &verdict, &err);
	if (got != rc || strstr(err.words, words) == NULL)
		fail_msg("%s: \"%s\", but %s and \"%s\" were expected", rc_name(got), err.words, rc_name(rc), words);
	assert_string_equal(verdict.signer, "untouched");
}

static struct text encode(enum base64_alphabet alphabet, struct text bytes)
{
	size_t len = base64_length(alphabet, bytes.len);
	char *out = arena_alloc(fixture.arena, len + 1);
	assert_non_null(out);
	base64_write(alphabet, bytes, out);
	return (struct text){out, len};
}

static struct text header_of(struct text jws)
{
	struct text json = none;
	const char *dot = memchr(jws.at, '.', jws.len);
	assert_non_null(dot);
	assert_true(base64_read(BASE64_URL, fixture.arena, (struct text){jws.at, (size_t)(dot - jws.at)}, &json));
	return (struct text){arena_copy(fixture.arena, json.at, json.len), json.len};
}

/* The same signature behind another header. */
static struct text with_header(struct text jws, struct text json)
{
	struct text header = encode(BASE64_URL, json);
	const char *rest = memchr(jws.at, '.', jws.len);
	const char *made = arena_printf(fixture.arena, "%.*s%.*s", TEXT_ARG(header),
					(int)(jws.len - (size_t)(rest - jws.at)), rest);
	return text_of(made);
}

/* A JWS that holds, with this header: what somebody with the key could make. */
static struct text sign_anything(const char *json, const struct jws_method *method)
{
	struct text header = encode(BASE64_URL, text_of(json));
	unsigned char digest[DIGEST_BYTES];
	unsigned char value[256];
	size_t len = sizeof(value);
	assert_int_equal(jws_digest(fixture.arena, header, body, digest), OK);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(rsa.secret, NULL);
	assert_true(EVP_PKEY_sign_init(context) > 0 && jws_method_prepare(method, context));
	assert_true(EVP_PKEY_sign(context, value, &len, digest, sizeof(digest)) > 0);
	EVP_PKEY_CTX_free(context);
	struct text written = encode(BASE64_URL, (struct text){(const char *)value, len});
	return text_of(arena_printf(fixture.arena, "%.*s..%.*s", TEXT_ARG(header), TEXT_ARG(written)));
}

static void base64_has_one_spelling_for_each_byte_string(void **state)
{
	(void)state;
	static const struct {
		struct text bytes;
		const char *standard;
		const char *url;
	} pairs[] = {
		{{"", 0}, "", ""},
		{{"f", 1}, "Zg==", "Zg"},
		{{"fo", 2}, "Zm8=", "Zm8"},
		{{"foo", 3}, "Zm9v", "Zm9v"},
		{{"foob", 4}, "Zm9vYg==", "Zm9vYg"},
		{{"\xfb\xff\0", 3}, "+/8A", "-_8A"},
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct text read = none;
		assert_true(text_is(encode(BASE64_STANDARD, pairs[i].bytes), pairs[i].standard));
		assert_true(text_is(encode(BASE64_URL, pairs[i].bytes), pairs[i].url));
		assert_true(base64_read(BASE64_STANDARD, fixture.arena, text_of(pairs[i].standard), &read));
		assert_true(text_equal(read, pairs[i].bytes));
		assert_true(base64_read(BASE64_URL, fixture.arena, text_of(pairs[i].url), &read));
		assert_true(text_equal(read, pairs[i].bytes));
	}
	static const struct {
		enum base64_alphabet alphabet;
		const char *text;
	} wrong[] = {
		{BASE64_STANDARD, "Zg"},
		{BASE64_STANDARD, "Zh=="},
		{BASE64_STANDARD, "Zm9v\n"},
		{BASE64_STANDARD, "-_8A"},
		{BASE64_STANDARD, "===="},
		{BASE64_STANDARD, "Z==="},
		{BASE64_STANDARD, "Zg==Zg=="},
		{BASE64_URL, "Zg=="},
		{BASE64_URL, "Zh"},
		{BASE64_URL, "Z"},
		{BASE64_URL, "+/8A"},
		{BASE64_URL, "Zm 9"},
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct text read = {"untouched", 9};
		if (base64_read(wrong[i].alphabet, fixture.arena, text_of(wrong[i].text), &read))
			fail_msg("\"%s\" was read", wrong[i].text);
		assert_true(text_is(read, "untouched"));
	}
}

static void signature_verifies_with_the_algorithm_that_was_asked(void **state)
{
	(void)state;
	static const struct {
		const struct key *key;
		enum jws_algorithm asked;
		const char *written;
	} cases[] = {{&rsa, JWS_PS256, "PS256"},
		     {&rsa, JWS_RS256, "RS256"},
		     {&ec, JWS_PS256, "ES256"},
		     {&ec, JWS_RS256, "ES256"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seal_verdict verdict = {0};
		struct text made = sign(cases[i].key, cases[i].asked);
		assert_ok(seal_verify(fixture.arena, made, body, fixture.ca, &verdict, &fixture_err));
		assert_int_equal(verdict.form, SEAL_JWS_DETACHED);
		assert_string_equal(verdict.algorithm, cases[i].written);
		assert_true(verdict.chain_checked);
		assert_true(text_equal(verdict.content, body));
		assert_null(verdict.signed_at);
		assert_non_null(memmem(made.at, made.len, "..", 2));
	}
}

static void header_says_algorithm_thumbprint_and_chain_and_nothing_else(void **state)
{
	(void)state;
	char thumbprint[44];
	unsigned char *der = NULL;
	assert_int_equal(jws_thumbprint(rsa.certificate, thumbprint), OK);
	int len = i2d_X509(rsa.certificate, &der);
	assert_true(len > 0);
	struct text certificate = encode(BASE64_STANDARD, (struct text){(const char *)der, (size_t)len});
	OPENSSL_free(der);
	const char *wanted = arena_printf(fixture.arena, "{\"alg\":\"PS256\",\"x5t#S256\":\"%s\",\"x5c\":[\"%.*s\"]}",
					  thumbprint, TEXT_ARG(certificate));
	assert_true(text_is(header_of(sign(&rsa, JWS_PS256)), wanted));
}

/* RFC 7515 section 4.1.6: each certificate certifies the one before it. */
static void chain_stands_behind_the_signers_certificate(void **state)
{
	(void)state;
	CLEANUP(buf_done) struct buf with_root;
	BIO *file = BIO_new_file(fixture.ca, "r");
	X509 *anchor = PEM_read_bio_X509(file, NULL, NULL, NULL);
	BIO_free(file);
	STACK_OF(X509) *chain = sk_X509_new_null();
	struct jws_header read;
	struct seal_verdict verdict = {0};
	assert_true(sk_X509_push(chain, anchor) > 0);
	buf_init(&with_root, JWS_HEADER_BYTES_MAX);
	assert_ok(jws_header_write(jws_method_of(rsa.algorithm, JWS_RS256), rsa.certificate, chain, &with_root,
				   &fixture_err));
	assert_ok(jws_header_read(fixture.arena, buf_view(&with_root), &read, &fixture_err));
	assert_int_equal(read.certificate_count, 2);
	struct key with_chain = rsa;
	with_chain.jws_headers[JWS_RS256] = with_root;
	assert_ok(seal_verify(fixture.arena, sign(&with_chain, JWS_RS256), body, fixture.ca, &verdict, &fixture_err));
	sk_X509_pop_free(chain, X509_free);
}

static void changed_bytes_do_not_hold(void **state)
{
	(void)state;
	const struct key *const keys[] = {&rsa, &rsa, &ec};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct text made = sign(keys[i], i == 1 ? JWS_RS256 : JWS_PS256);
		refused(made, fixture_replace(body, "120000", "120001"), ERR_INTEGRITY, "does not hold");
		refused(made, (struct text){body.at, body.len - 1}, ERR_INTEGRITY, "does not hold");
		char *flipped = arena_copy(fixture.arena, made.at, made.len);
		assert_non_null(flipped);
		flipped[made.len - 20] = flipped[made.len - 20] == 'A' ? 'B' : 'A';
		refused((struct text){flipped, made.len}, body, ERR_INTEGRITY, "does not hold");
	}
}

static void signature_of_another_length_does_not_hold(void **state)
{
	(void)state;
	const struct key *const keys[] = {&rsa, &ec};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct text made = sign(keys[i], JWS_PS256);
		size_t header = (size_t)((const char *)memchr(made.at, '.', made.len) - made.at);
		struct text value = none;
		assert_true(base64_read(BASE64_URL, fixture.arena,
					(struct text){made.at + header + 2, made.len - header - 2}, &value));
		char longer[300] = {0};
		memcpy(longer + 1, value.at, value.len);
		const struct text others[] = {{value.at, 0},
					      {value.at, value.len - 1},
					      {value.at + 1, value.len - 1},
					      {longer, value.len + 1},
					      {longer + 1, value.len + 1}};
		for (size_t j = 0; j < ARRAY_LEN(others); j++) {
			struct text other = encode(BASE64_URL, others[j]);
			refused(text_of(arena_printf(fixture.arena, "%.*s..%.*s", (int)header, made.at,
						     TEXT_ARG(other))),
				body, ERR_INTEGRITY, "does not hold");
		}
	}
}

static void header_is_covered_by_the_signature(void **state)
{
	(void)state;
	struct text made = sign(&rsa, JWS_PS256);
	struct text json = header_of(made);
	refused(with_header(made, fixture_replace(json, "\"alg\"", " \"alg\"")), body, ERR_INTEGRITY, "does not hold");
	refused(with_header(made, fixture_replace(json, "PS256", "RS256")), body, ERR_INTEGRITY, "does not hold");
}

static void algorithm_that_is_not_ours_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *alg;
		const char *words;
	} cases[] = {{"none", "the JWS's algorithm is \"none\""},
		     {"None", "is \"None\""},
		     {"HS256", "is \"HS256\""},
		     {"RS512", "is \"RS512\""},
		     {"", "is \"\""},
		     {"ps256", "is \"ps256\""},
		     {"ES256", "is ES256; the signer's key is of type RSA"}};
	struct text made = sign(&rsa, JWS_PS256);
	struct text json = header_of(made);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(with_header(made, fixture_replace(json, "PS256", cases[i].alg)), body, ERR_INTEGRITY,
			cases[i].words);
	made = sign(&ec, JWS_PS256);
	refused(with_header(made, fixture_replace(header_of(made), "ES256", "PS256")), body, ERR_INTEGRITY,
		"is PS256; the signer's key is of type EC");
}

static void algorithm_other_than_the_wanted_is_refused(void **state)
{
	(void)state;
	const struct proof_signer signer = {rsa.certificate, rsa.algorithm, NULL, {NULL, 0}, NULL};
	const struct jws_method *ps256 = jws_method_of(rsa.algorithm, JWS_PS256);
	const struct jws_method *rs256 = jws_method_of(rsa.algorithm, JWS_RS256);
	struct text made = sign(&rsa, JWS_RS256);
	CLEANUP(proof_done) struct proof proof = {0};
	struct err err = {0};
	assert_int_equal(jws_prove(fixture.arena, made, body, &signer, ps256, &proof, &err), ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "is RS256; PS256 was wanted"));
	assert_null(proof.signer);
	assert_ok(jws_prove(fixture.arena, made, body, &signer, rs256, &proof, &fixture_err));
	assert_string_equal(proof.jws_algorithm, "RS256");
}

/* The salt's length is the digest's; a shorter one is not PS256. */
static void shorter_salt_does_not_hold(void **state)
{
	(void)state;
	struct text header = buf_view(&rsa.jws_headers[JWS_PS256]);
	unsigned char digest[DIGEST_BYTES];
	unsigned char value[256];
	size_t len = sizeof(value);
	const struct jws_method *method = jws_method_of(rsa.algorithm, JWS_PS256);
	assert_int_equal(jws_digest(fixture.arena, header, body, digest), OK);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(rsa.secret, NULL);
	assert_true(EVP_PKEY_sign_init(context) > 0 && jws_method_prepare(method, context) &&
		    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 20) > 0 &&
		    EVP_PKEY_sign(context, value, &len, digest, sizeof(digest)) > 0);
	EVP_PKEY_CTX_free(context);
	struct text written = encode(BASE64_URL, (struct text){(const char *)value, len});
	refused(text_of(arena_printf(fixture.arena, "%.*s..%.*s", TEXT_ARG(header), TEXT_ARG(written))), body,
		ERR_INTEGRITY, "does not hold");
}

/* The signer who is expected brings the header that was made for him, or one that says the same. */
static void header_at_hand_is_taken_byte_by_byte_only(void **state)
{
	(void)state;
	const struct jws_method *ps256 = jws_method_of(rsa.algorithm, JWS_PS256);
	const struct proof_signer signer = {rsa.certificate, rsa.algorithm, NULL, buf_view(&rsa.jws_headers[JWS_PS256]),
					    rsa.verifiers[JWS_PS256]};
	CLEANUP(proof_done) struct proof proof = {0};
	CLEANUP(proof_done) struct proof again = {0};
	struct err err = {0};
	struct text made = sign(&rsa, JWS_PS256);
	assert_int_equal(
		jws_prove(fixture.arena, made, fixture_replace(body, "NF 1", "NF 2"), &signer, ps256, &proof, &err),
		ERR_INTEGRITY);
	assert_int_equal(jws_prove(fixture.arena, sign(&rsa, JWS_RS256), body, &signer, ps256, &proof, &err),
			 ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "is RS256; PS256 was wanted"));
	assert_int_equal(jws_prove(fixture.arena, sign(&ec, JWS_PS256), body, &signer, ps256, &proof, &err),
			 ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "another certificate than the expected one"));
	assert_ok(jws_prove(fixture.arena, made, body, &signer, ps256, &proof, &fixture_err));
	assert_string_equal(proof.jws_algorithm, "PS256");
	struct text json = header_of(made);
	made = sign_anything(arena_printf(fixture.arena, " %.*s", TEXT_ARG(json)), ps256);
	assert_ok(jws_prove(fixture.arena, made, body, &signer, ps256, &again, &fixture_err));
}

static void thumbprint_of_another_certificate_is_refused(void **state)
{
	(void)state;
	char own[44];
	char other[44];
	struct text made = sign(&rsa, JWS_PS256);
	assert_int_equal(jws_thumbprint(rsa.certificate, own), OK);
	assert_int_equal(jws_thumbprint(ec.certificate, other), OK);
	struct text json = fixture_replace(header_of(made), own, other);
	struct text resigned = sign_anything(arena_text(fixture.arena, json), jws_method_of(rsa.algorithm, JWS_PS256));
	refused(resigned, body, ERR_INTEGRITY, "x5t#S256 of the JWS is not that of the first certificate");
}

static void expected_signer_must_come_first_byte_by_byte(void **state)
{
	(void)state;
	const struct proof_signer signer = {ec.certificate, ec.algorithm, NULL, {NULL, 0}, NULL};
	CLEANUP(proof_done) struct proof proof = {0};
	struct err err = {0};
	assert_int_equal(jws_prove(fixture.arena, sign(&rsa, JWS_PS256), body, &signer, NULL, &proof, &err),
			 ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "another certificate than the expected one"));
}

static void chain_must_lead_to_an_anchor(void **state)
{
	(void)state;
	char server[512];
	struct seal_verdict verdict = {0};
	struct err err = {0};
	fixture_path("server.pem", server, sizeof(server));
	assert_int_equal(seal_verify(fixture.arena, sign(&rsa, JWS_PS256), body, server, &verdict, &err),
			 ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "does not lead to a trusted one"));
}

/* Members that change how the rest is read, or name other keys, would have to be understood; none is. */
static void other_headers_are_refused_by_name(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		const char *to;
		enum rc rc;
		const char *words;
	} cases[] = {
		{"{", "{\"crit\":[\"b64\"],", ERR_FORMAT, "the member \"crit\""},
		{"{", "{\"b64\":false,", ERR_FORMAT, "the member \"b64\""},
		{"{", "{\"jwk\":{},", ERR_FORMAT, "the member \"jwk\""},
		{"{", "{\"jku\":\"https://exemplo.invalid/\",", ERR_FORMAT, "the member \"jku\""},
		{"{", "{\"typ\":\"JWT\",", ERR_FORMAT, "the typ of the JWS is \"JWT\""},
		{"{", "{\"alg\":\"none\",", ERR_FORMAT, "\"alg\" in the header of the JWS is there twice"},
		{"{", "{\"x5c\":[\"\"],", ERR_FORMAT, "\"x5c\" in the header"},
		{"\"PS256\"", "1", ERR_FORMAT, "\"alg\" in the header"},
		{"\"PS256\"", "\"PS\\u0032\"", ERR_FORMAT, "\"alg\" in the header"},
		{"\"PS256\"", "\"PS256\n\"", ERR_FORMAT, "\"alg\" in the header"},
		{"\"alg\":\"PS256\",", "", ERR_FORMAT, "lacks one of alg"},
		{"x5t#S256", "x5t", ERR_FORMAT, "the member \"x5t\""},
		{"]}", "]", ERR_FORMAT, "ends where it should"},
		{"]}", "]}}", ERR_FORMAT, "ends where it should"},
		{"]}", "]},", ERR_FORMAT, "ends where it should"},
		{"{\"", "{", ERR_FORMAT, "no JSON object with plain names"},
		{"[\"M", "[\"N", ERR_INTEGRITY, "a certificate that cannot be read"},
		{"\"]}", "\",\"AAAA\"]}", ERR_INTEGRITY, "a certificate that cannot be read"},
	};
	struct text made = sign(&rsa, JWS_PS256);
	struct text json = header_of(made);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(with_header(made, fixture_replace(json, cases[i].from, cases[i].to)), body, cases[i].rc,
			cases[i].words);
}

static void typ_jose_blanks_and_hidden_slashes_are_taken(void **state)
{
	(void)state;
	const struct jws_method *method = jws_method_of(rsa.algorithm, JWS_PS256);
	struct seal_verdict verdict = {0};
	struct text json = header_of(sign(&rsa, JWS_PS256));
	json = fixture_replace(json, "{", "{ \"typ\" : \"JOSE\" ,\r\n\t");
	if (memchr(json.at, '/', json.len) != NULL)
		json = fixture_replace(json, "/", "\\/");
	assert_ok(seal_verify(fixture.arena, sign_anything(arena_text(fixture.arena, json), method), body, fixture.ca,
			      &verdict, &fixture_err));
}

static void other_shapes_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *jws;
		enum rc rc;
		const char *words;
	} cases[] = {
		{"e", ERR_FORMAT, "not a compact JWS"},
		{"e..", ERR_FORMAT, "not base64url"},
		{"eyJ9..e.", ERR_FORMAT, "not a compact JWS"},
		{"eyJ9.e30.e", ERR_FORMAT, "carries its content in the middle"},
		{"e30..", ERR_FORMAT, "no JSON object with plain names"},
		{"eyJ=..", ERR_FORMAT, "not base64url"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(text_of(cases[i].jws), body, cases[i].rc, cases[i].words);
	refused(sign(&rsa, JWS_PS256), none, ERR_NOT_FOUND, "the signed file is needed");
}

static void header_that_is_cut_anywhere_is_refused(void **state)
{
	(void)state;
	struct text made = sign(&rsa, JWS_PS256);
	struct text json = header_of(made);
	for (size_t len = 0; len < json.len; len++) {
		struct jws_header header;
		char *cut = arena_copy(fixture.arena, json.at, len);
		assert_non_null(cut);
		if (jws_header_read(fixture.arena, encode(BASE64_URL, (struct text){cut, len}), &header, NULL) == OK)
			fail_msg("a header of the first %zu bytes was read", len);
		arena_reset(fixture.arena);
		made = sign(&rsa, JWS_PS256);
		json = header_of(made);
		len += len > 100 ? 100 : 0;
	}
}

static void what_cannot_be_signed_is_refused(void **state)
{
	(void)state;
	struct seal_request request = {.purpose = SEAL_JWS_DETACHED, .document = body};
	struct text made = {"untouched", 9};
	request.jws_algorithm = JWS_ALGORITHM_COUNT;
	assert_int_equal(jws_sign(fixture.arena, &rsa, &request, &made, NULL), ERR_REFUSED);
	request.jws_algorithm = JWS_PS256;
	request.document = none;
	assert_int_equal(jws_sign(fixture.arena, &rsa, &request, &made, NULL), ERR_RANGE);
	assert_true(text_is(made, "untouched"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(base64_has_one_spelling_for_each_byte_string, fixture_reset),
		cmocka_unit_test_setup(signature_verifies_with_the_algorithm_that_was_asked, fixture_reset),
		cmocka_unit_test_setup(header_says_algorithm_thumbprint_and_chain_and_nothing_else, fixture_reset),
		cmocka_unit_test_setup(chain_stands_behind_the_signers_certificate, fixture_reset),
		cmocka_unit_test_setup(changed_bytes_do_not_hold, fixture_reset),
		cmocka_unit_test_setup(signature_of_another_length_does_not_hold, fixture_reset),
		cmocka_unit_test_setup(header_is_covered_by_the_signature, fixture_reset),
		cmocka_unit_test_setup(algorithm_that_is_not_ours_is_refused, fixture_reset),
		cmocka_unit_test_setup(algorithm_other_than_the_wanted_is_refused, fixture_reset),
		cmocka_unit_test_setup(shorter_salt_does_not_hold, fixture_reset),
		cmocka_unit_test_setup(header_at_hand_is_taken_byte_by_byte_only, fixture_reset),
		cmocka_unit_test_setup(thumbprint_of_another_certificate_is_refused, fixture_reset),
		cmocka_unit_test_setup(expected_signer_must_come_first_byte_by_byte, fixture_reset),
		cmocka_unit_test_setup(chain_must_lead_to_an_anchor, fixture_reset),
		cmocka_unit_test_setup(other_headers_are_refused_by_name, fixture_reset),
		cmocka_unit_test_setup(typ_jose_blanks_and_hidden_slashes_are_taken, fixture_reset),
		cmocka_unit_test_setup(other_shapes_are_refused, fixture_reset),
		cmocka_unit_test_setup(header_that_is_cut_anywhere_is_refused, fixture_reset),
		cmocka_unit_test_setup(what_cannot_be_signed_is_refused, fixture_reset),
	};
	return cmocka_run_group_tests(tests, load_keys, free_keys);
}
