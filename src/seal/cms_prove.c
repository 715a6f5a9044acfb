#include "seal/proof.h"

#include <limits.h>
#include <time.h>

#include <openssl/ess.h>
#include <openssl/pem.h>

#include "seal/handles.h"
#include "seal/library.h"

#define TAG_SEQUENCE     0x30
#define CERTIFICATES_MAX 8

static enum rc refuse(struct err *reterr, const char *why)
{
	return err_set(reterr, ERR_INTEGRITY, "%s", why);
}

static enum rc read_cms(struct text bytes, CMS_ContentInfo **ret_cms, struct err *reterr)
{
	library_forget_errors();
	CLEANUP(cms_cleanup) CMS_ContentInfo *cms = NULL;
	if (bytes.len > 0 && (unsigned char)bytes.at[0] == TAG_SEQUENCE && bytes.len <= LONG_MAX) {
		const unsigned char *at = (const unsigned char *)bytes.at;
		cms = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.len);
		if (cms != NULL && at != (const unsigned char *)bytes.at + bytes.len)
			return err_set(reterr, ERR_FORMAT, "bytes stand behind the end of the CMS signature");
	} else if (bytes.len <= INT_MAX) {
		CLEANUP(bio_cleanup) BIO *pem = BIO_new_mem_buf(bytes.at, (int)bytes.len);
		cms = pem != NULL ? PEM_read_bio_CMS(pem, NULL, NULL, NULL) : NULL;
	}
	if (cms == NULL)
		return err_set(reterr, ERR_FORMAT, "not a CMS signature in DER or PEM: %s", library_reason());
	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return err_set(reterr, ERR_FORMAT, "a CMS message that is not signed data");
	*ret_cms = cms;
	cms = NULL;
	return OK;
}

/* The listed algorithms only, chosen by the key and not by the message. */
static enum rc check_algorithms(CMS_SignerInfo *info, struct proof *proof, struct err *reterr)
{
	X509_ALGOR *digest = NULL;
	X509_ALGOR *signature = NULL;
	EVP_PKEY *key = X509_get0_pubkey(proof->signer);
	if (key == NULL || algorithm_of_key(key, &proof->algorithm, reterr) != OK)
		return refuse(reterr, "the signer's key is neither RSA of 2048 bits or more nor EC P-256");
	CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest, &signature);
	const ASN1_OBJECT *digest_name = NULL;
	const ASN1_OBJECT *signature_name = NULL;
	X509_ALGOR_get0(&digest_name, NULL, NULL, digest);
	X509_ALGOR_get0(&signature_name, NULL, NULL, signature);
	if (OBJ_obj2nid(digest_name) != NID_sha256)
		return refuse(reterr, "the signature's digest is not SHA-256");
	int nid = OBJ_obj2nid(signature_name);
	if (nid != proof->algorithm->cms_signatures[0] && nid != proof->algorithm->cms_signatures[1])
		return refuse(reterr, "the signature's algorithm is neither RSA nor ECDSA with SHA-256");
	return OK;
}

static const void *attribute_of(const CMS_SignerInfo *info, int nid, int type)
{
	int at = CMS_signed_get_attr_by_NID(info, nid, -1);
	return at < 0 ? NULL : X509_ATTRIBUTE_get0_data(CMS_signed_get_attr(info, at), 0, type, NULL);
}

static void read_time(const CMS_SignerInfo *info, struct proof *proof)
{
	const ASN1_TIME *time = attribute_of(info, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
	if (time == NULL)
		time = attribute_of(info, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
	struct tm tm = {0};
	if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1)
		return;
	proof->signed_at = (int64_t)timegm(&tm);
	proof->has_time = true;
}

/* RFC 5035: where the signer has named its certificate under the signature, it must be this one. */
static enum rc check_named_certificate(const CMS_SignerInfo *info, X509 *signer, struct err *reterr)
{
	const ASN1_STRING *der = attribute_of(info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
	if (der == NULL)
		return OK;
	const unsigned char *at = ASN1_STRING_get0_data(der);
	ESS_SIGNING_CERT_V2 *named = d2i_ESS_SIGNING_CERT_V2(NULL, &at, ASN1_STRING_length(der));
	STACK_OF(X509) *chain = sk_X509_new_null();
	bool fits = named != NULL && chain != NULL && sk_X509_push(chain, signer) > 0 &&
		    OSSL_ESS_check_signing_certs(NULL, named, chain, 1) > 0;
	sk_X509_free(chain);
	ESS_SIGNING_CERT_V2_free(named);
	return fits ? OK : refuse(reterr, "the signer has named another certificate than the one that came with it");
}

static enum rc verify_bytes(struct arena *arena, CMS_ContentInfo *cms, struct text detached, struct proof *proof,
			    struct err *reterr)
{
	CLEANUP(bio_cleanup) BIO *out = BIO_new(BIO_s_mem());
	CLEANUP(bio_cleanup)
	BIO *given = proof->form == SEAL_CMS_DETACHED ? BIO_new_mem_buf(detached.at, (int)detached.len) : NULL;
	if (out == NULL || (proof->form == SEAL_CMS_DETACHED && given == NULL))
		return err_set(reterr, ERR_NO_MEMORY, "no memory to verify a signature");
	/* Trust in the certificate is a question of its own, with anchors that are not in the message. */
	if (CMS_verify(cms, NULL, NULL, given, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
		return err_set(reterr, ERR_INTEGRITY, "the CMS signature does not hold: %s", library_reason());
	char *bytes = NULL;
	long len = BIO_get_mem_data(out, &bytes);
	char *copy = len > 0 ? arena_copy(arena, bytes, (size_t)len) : NULL;
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the signed content, or it is empty");
	proof->content = (struct text){copy, (size_t)len};
	return OK;
}

/* Which form it is, and whether what was given with it fits. */
static enum rc read_form(CMS_ContentInfo *cms, struct text detached, struct proof *proof, struct err *reterr)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(cms);
	bool attached = content != NULL && *content != NULL;
	proof->form = attached ? SEAL_CMS_ATTACHED : SEAL_CMS_DETACHED;
	if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data)
		return refuse(reterr, "the CMS signature covers something else than plain data");
	if (!attached && detached.len == 0)
		return err_set(reterr, ERR_NOT_FOUND, "the CMS signature is detached: the signed file is needed too");
	if (attached && detached.len != 0 &&
	    !text_equal(detached, (struct text){(const char *)ASN1_STRING_get0_data(*content),
						(size_t)ASN1_STRING_length(*content)}))
		return refuse(reterr, "the CMS signature holds other bytes than the file that was given with it");
	if (detached.len > INT_MAX)
		return err_set(reterr, ERR_RANGE, "a signed file of %zu bytes is too large", detached.len);
	return OK;
}

static enum rc prove(struct arena *arena, CMS_ContentInfo *cms, struct text detached, struct proof *proof,
		     struct err *reterr)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	if (sk_CMS_SignerInfo_num(signers) != 1)
		return err_set(reterr, ERR_INTEGRITY, "the CMS message carries %d signatures; exactly one is taken",
			       sk_CMS_SignerInfo_num(signers));
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(signers, 0);
	/* Without signed attributes, the attributes of one signature can be passed off as the content of another. */
	if (CMS_signed_get_attr_count(info) <= 0)
		return refuse(reterr, "the CMS signature has no signed attributes");
	enum rc rc = read_form(cms, detached, proof, reterr);
	if (rc == OK)
		rc = verify_bytes(arena, cms, detached, proof, reterr);
	if (rc != OK)
		return rc;
	X509 *signer = NULL;
	CMS_SignerInfo_get0_algs(info, NULL, &signer, NULL, NULL);
	if (signer == NULL || X509_up_ref(signer) != 1)
		return refuse(reterr, "the CMS signature brings no certificate, so nobody has signed it");
	proof->signer = signer;
	proof->others = CMS_get1_certs(cms);
	if (sk_X509_num(proof->others) > CERTIFICATES_MAX)
		return refuse(reterr, "the CMS signature brings more certificates than a chain has");
	read_time(info, proof);
	rc = check_algorithms(info, proof, reterr);
	return rc == OK ? check_named_certificate(info, signer, reterr) : rc;
}

enum rc cms_prove(struct arena *arena, struct text signature, struct text detached, struct proof *ret_proof,
		  struct err *reterr)
{
	CLEANUP(cms_cleanup) CMS_ContentInfo *cms = NULL;
	enum rc rc = library_start(reterr);
	if (rc == OK)
		rc = read_cms(signature, &cms, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(proof_done) struct proof proof = {0};
	rc = prove(arena, cms, detached, &proof, reterr);
	if (rc == OK) {
		*ret_proof = proof;
		proof = (struct proof){0};
	}
	return rc;
}
