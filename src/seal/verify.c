#include "seal/verify.h"

#include <stdio.h>
#include <time.h>

#include <openssl/bn.h>

#include "seal/chain.h"
#include "seal/handles.h"
#include "seal/library.h"

void proof_done(struct proof *proof)
{
	X509_free(proof->signer);
	sk_X509_pop_free(proof->others, X509_free);
	*proof = (struct proof){0};
}

/* The base64url of a JSON object starts with 'e', for its brace. */
static bool is_jws(struct text bytes)
{
	return text_starts(bytes, "e");
}

/* XML starts with '<', behind blanks or a byte order mark; DER with a SEQUENCE; PEM with its dashes. */
static bool is_xml(struct text bytes)
{
	if (text_starts(bytes, "\xef\xbb\xbf"))
		bytes = (struct text){bytes.at + 3, bytes.len - 3};
	return text_starts(text_trim(bytes), "<");
}

static const char *name_text(struct arena *arena, const X509_NAME *name)
{
	CLEANUP(bio_cleanup) BIO *out = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	const unsigned long form = XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
	if (out == NULL || X509_NAME_print_ex(out, name, 0, form) < 0)
		return NULL;
	long len = BIO_get_mem_data(out, &bytes);
	return len >= 0 ? arena_text(arena, (struct text){bytes, (size_t)len}) : NULL;
}

static const char *serial_text(struct arena *arena, const X509 *certificate)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
	char *hex = number != NULL ? BN_bn2hex(number) : NULL;
	const char *copy = hex != NULL ? arena_text(arena, text_of(hex)) : NULL;
	OPENSSL_free(hex);
	BN_free(number);
	return copy;
}

static const char *instant_text(struct arena *arena, const struct tm *tm)
{
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday,
			    tm->tm_hour, tm->tm_min, tm->tm_sec);
}

static const char *term_text(struct arena *arena, const ASN1_TIME *time)
{
	struct tm tm;
	return ASN1_TIME_to_tm(time, &tm) == 1 ? instant_text(arena, &tm) : "unreadable";
}

static enum rc fill(struct arena *arena, const struct proof *proof, bool chain_checked,
		    struct seal_verdict *ret_verdict, struct err *reterr)
{
	struct seal_verdict verdict = {
		.form = proof->form,
		.signer = name_text(arena, X509_get_subject_name(proof->signer)),
		.issuer = name_text(arena, X509_get_issuer_name(proof->signer)),
		.serial = serial_text(arena, proof->signer),
		.algorithm = proof->jws_algorithm != NULL ? proof->jws_algorithm : proof->algorithm->name,
		.valid_from = term_text(arena, X509_get0_notBefore(proof->signer)),
		.valid_until = term_text(arena, X509_get0_notAfter(proof->signer)),
		.chain_checked = chain_checked,
		.content = proof->content,
	};
	struct tm tm;
	time_t signed_at = (time_t)proof->signed_at;
	if (proof->has_time && gmtime_r(&signed_at, &tm) != NULL)
		verdict.signed_at = instant_text(arena, &tm);
	if (verdict.signer == NULL || verdict.issuer == NULL || verdict.serial == NULL || arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "no memory to tell whose signature it is");
	*ret_verdict = verdict;
	return OK;
}

enum rc seal_verify(struct arena *arena, struct text signature, struct text detached, const char *trusted_file,
		    struct seal_verdict *ret_verdict, struct err *reterr)
{
	CLEANUP(proof_done) struct proof proof = {0};
	enum rc rc = is_xml(signature)   ? xmldsig_prove(arena, signature, detached, NULL, &proof, reterr)
		     : is_jws(signature) ? jws_prove(arena, signature, detached, NULL, NULL, &proof, reterr)
					 : cms_prove(arena, signature, detached, &proof, reterr);
	if (rc == OK && trusted_file != NULL)
		rc = chain_check(&proof, trusted_file, reterr);
	return rc == OK ? fill(arena, &proof, trusted_file != NULL, ret_verdict, reterr) : rc;
}

enum rc seal_verify_reference(struct arena *arena, struct text signature, const char **ret_file_name,
			      struct err *reterr)
{
	if (is_xml(signature))
		return xmldsig_reference(arena, signature, ret_file_name, reterr);
	*ret_file_name = NULL;
	return OK;
}
