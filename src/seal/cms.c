#include "seal/cms.h"

#include <limits.h>
#include <time.h>

#include "seal/handles.h"
#include "seal/library.h"

static enum rc failed(struct err *reterr)
{
	return err_set(reterr, ERR_INTEGRITY, "the CMS signature could not be made: %s", library_reason());
}

/* OpenSSL would take the machine's clock; ours is the one of the request. Called before the signature is made, so the
 * attribute is among the signed ones. */
static bool set_signing_time(CMS_SignerInfo *signer, int64_t signed_at)
{
	CLEANUP(asn1_time_cleanup) ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)signed_at);
	return time != NULL &&
	       CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(time), time, -1) == 1;
}

enum rc cms_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
		 struct text *ret_signed, struct err *reterr)
{
	unsigned flags = CMS_BINARY | CMS_PARTIAL;
	if (request->purpose == SEAL_CMS_DETACHED)
		flags |= CMS_DETACHED;
	if (request->document.len == 0 || request->document.len > INT_MAX)
		return err_set(reterr, ERR_RANGE, "a document of %zu bytes cannot be signed", request->document.len);
	library_forget_errors();
	CLEANUP(cms_cleanup) CMS_ContentInfo *cms = CMS_sign(NULL, NULL, key->chain, NULL, flags);
	if (cms == NULL)
		return failed(reterr);
	CMS_SignerInfo *signer = CMS_add1_signer(cms, key->certificate, key->secret, EVP_sha256(),
						 CMS_PARTIAL | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP);
	if (signer == NULL || !set_signing_time(signer, request->signed_at))
		return failed(reterr);
	CLEANUP(bio_cleanup) BIO *content = BIO_new_mem_buf(request->document.at, (int)request->document.len);
	if (content == NULL || CMS_final(cms, content, NULL, flags & ~(unsigned)CMS_PARTIAL) != 1)
		return failed(reterr);
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der);
	if (len <= 0)
		return failed(reterr);
	char *copy = arena_copy(arena, der, (size_t)len);
	OPENSSL_free(der);
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a signature of %d bytes", len);
	*ret_signed = (struct text){copy, (size_t)len};
	return OK;
}
