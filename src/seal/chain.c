#include "seal/chain.h"

#include <time.h>

#include <openssl/x509v3.h>

#include "seal/handles.h"
#include "seal/library.h"

/* OpenSSL's level 2: 112 bits, so no SHA-1 and no RSA below 2048 bits anywhere in the chain. */
#define SECURITY_LEVEL 2

enum rc chain_check(const struct proof *proof, const char *trusted_file, struct err *reterr)
{
	library_forget_errors();
	CLEANUP(store_cleanup) X509_STORE *store = X509_STORE_new();
	CLEANUP(store_context_cleanup) X509_STORE_CTX *context = X509_STORE_CTX_new();
	if (store == NULL || context == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to check a chain of certificates");
	if (X509_STORE_load_file(store, trusted_file) != 1)
		return err_set_at(reterr, ERR_CONFIG, trusted_file, NULL,
				  "holds no anchors in PEM that can be read: %s", library_reason());
	if (X509_STORE_CTX_init(context, store, proof->signer, proof->others) != 1)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to check a chain of certificates");
	X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_auth_level(rules, SECURITY_LEVEL);
	(void)X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
	if (proof->has_time)
		X509_VERIFY_PARAM_set_time(rules, (time_t)proof->signed_at);
	else
		(void)X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
	if (X509_verify_cert(context) != 1)
		return err_set(reterr, ERR_INTEGRITY, "the signer's certificate does not lead to a trusted one: %s",
			       X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
	if ((X509_get_key_usage(proof->signer) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		return err_set(reterr, ERR_INTEGRITY,
			       "the signer's certificate may not sign: its key usage forbids it");
	return OK;
}
