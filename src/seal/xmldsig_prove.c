#include "seal/proof.h"

#include <string.h>

#include <xmlsec/openssl/evp.h>

#include "seal/handles.h"
#include "seal/library.h"
#include "seal/shape.h"
#include "seal/tree.h"
#include "seal/xmldsig_context.h"

#define CERTIFICATE_BYTES_MAX ((size_t)64 << 10)

static bool decode_base64(struct arena *arena, xmlNodePtr node, struct text *ret_der)
{
	xmlChar *base64 = xmlNodeGetContent(node);
	size_t len = base64 != NULL ? strlen((const char *)base64) : 0;
	unsigned char *der = len > 0 && len <= CERTIFICATE_BYTES_MAX ? arena_alloc(arena, len) : NULL;
	EVP_ENCODE_CTX *decoder = EVP_ENCODE_CTX_new();
	int part = 0;
	int rest = 0;
	bool decoded = false;
	if (der != NULL && decoder != NULL) {
		EVP_DecodeInit(decoder);
		decoded = EVP_DecodeUpdate(decoder, der, &part, base64, (int)len) >= 0 &&
			  EVP_DecodeFinal(decoder, der + part, &rest) == 1;
	}
	EVP_ENCODE_CTX_free(decoder);
	xmlFree(base64);
	if (decoded)
		*ret_der = (struct text){(const char *)der, (size_t)part + (size_t)rest};
	return decoded;
}

static enum rc decode_certificate(struct arena *arena, xmlNodePtr node, X509 **ret_certificate, struct err *reterr)
{
	struct text der = {NULL, 0};
	CLEANUP(x509_cleanup) X509 *certificate = NULL;
	if (decode_base64(arena, node, &der)) {
		const unsigned char *at = (const unsigned char *)der.at;
		certificate = d2i_X509(NULL, &at, (long)der.len);
		if (certificate != NULL && at != (const unsigned char *)der.at + der.len)
			x509_cleanup(&certificate);
	}
	if (certificate == NULL)
		return err_set(reterr, ERR_INTEGRITY, "the signature brings a certificate that cannot be read");
	*ret_certificate = certificate;
	certificate = NULL;
	return OK;
}

/* XMLDSig gives certificates no order: the signer is the one that has issued none of the others. */
static X509 *take_signer(STACK_OF(X509) *all)
{
	for (int i = 0; i < sk_X509_num(all); i++) {
		bool issuer = false;
		for (int j = 0; j < sk_X509_num(all) && !issuer; j++)
			issuer = i != j && X509_check_issued(sk_X509_value(all, i), sk_X509_value(all, j)) == X509_V_OK;
		if (!issuer)
			return sk_X509_delete(all, i);
	}
	return NULL;
}

static enum rc read_anybody(struct arena *arena, const struct shape *shape, struct proof *proof, struct err *reterr)
{
	proof->others = sk_X509_new_null();
	if (proof->others == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for certificates");
	for (int i = 0; i < shape->certificate_count; i++) {
		CLEANUP(x509_cleanup) X509 *certificate = NULL;
		enum rc rc = decode_certificate(arena, shape->certificates[i], &certificate, reterr);
		if (rc != OK)
			return rc;
		if (sk_X509_push(proof->others, certificate) <= 0)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for certificates");
		certificate = NULL;
	}
	proof->signer = take_signer(proof->others);
	if (proof->signer == NULL)
		return err_set(reterr, ERR_INTEGRITY, "the signature brings certificates that all issue each other");
	EVP_PKEY *key = X509_get0_pubkey(proof->signer);
	if (key == NULL || algorithm_of_key(key, &proof->algorithm, reterr) != OK)
		return err_set(reterr, ERR_INTEGRITY,
			       "the signer's key is neither RSA of 2048 bits or more nor EC P-256");
	return OK;
}

/* The expected signer comes first in our own signatures; its certificate must be there byte by byte. */
static enum rc read_expected(struct arena *arena, const struct shape *shape, const struct proof_signer *expected,
			     struct proof *proof, struct err *reterr)
{
	struct text brought = {NULL, 0};
	unsigned char *der = NULL;
	int len = i2d_X509(expected->certificate, &der);
	bool same = len > 0 && decode_base64(arena, shape->certificates[0], &brought) &&
		    text_equal(brought, (struct text){(const char *)der, (size_t)len});
	OPENSSL_free(der);
	if (!same || X509_up_ref(expected->certificate) != 1)
		return err_set(reterr, ERR_INTEGRITY, "the signature brings another certificate than the expected one");
	proof->signer = expected->certificate;
	proof->algorithm = expected->algorithm;
	return OK;
}

static enum rc read_signer(struct arena *arena, const struct shape *shape, const struct proof_signer *expected,
			   struct proof *proof, struct err *reterr)
{
	enum rc rc = expected != NULL ? read_expected(arena, shape, expected, proof, reterr)
				      : read_anybody(arena, shape, proof, reterr);
	if (rc == OK && strcmp(shape->signature_method, proof->algorithm->uri) != 0)
		rc = err_set(reterr, ERR_INTEGRITY,
			     "the signature's method is \"%.120s\"; the signer's key wants \"%s\"",
			     shape->signature_method, proof->algorithm->uri);
	return rc;
}

xmlSecKeyPtr proof_public_key(const X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	EVP_PKEY *shared = key != NULL ? xmlSecOpenSSLEvpKeyDup(key) : NULL;
	xmlSecKeyDataPtr data = shared != NULL ? xmlSecOpenSSLEvpKeyAdopt(shared) : NULL;
	if (data == NULL) {
		EVP_PKEY_free(shared);
		return NULL;
	}
	CLEANUP(xmlsec_key_cleanup) xmlSecKeyPtr made = xmlSecKeyCreate();
	if (made == NULL || xmlSecKeySetValue(made, data) < 0) {
		xmlSecKeyDataDestroy(data);
		return NULL;
	}
	xmlSecKeyPtr given = made;
	made = NULL;
	return given;
}

/* What xmlsec digested of an enveloped document: the canonical form without the signature. */
static enum rc keep_content(struct arena *arena, xmlSecDSigReferenceCtxPtr reference, struct proof *proof,
			    struct err *reterr)
{
	xmlSecBufferPtr bytes = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
	if (bytes == NULL || xmlSecBufferGetSize(bytes) == 0)
		return err_set(reterr, ERR_INTEGRITY, "the signature covers nothing");
	char *copy = arena_copy(arena, xmlSecBufferGetData(bytes), xmlSecBufferGetSize(bytes));
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the signed content");
	proof->content = (struct text){copy, xmlSecBufferGetSize(bytes)};
	return OK;
}

static enum rc verify_node(struct arena *arena, xmlNodePtr signature, bool detached, xmlSecKeyPtr key,
			   struct proof *proof, struct err *reterr)
{
	CLEANUP(dsig_cleanup)
	xmlSecDSigCtxPtr context = key != NULL ? xmldsig_context_new(proof->algorithm, detached, key) : NULL;
	if (context == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to verify a signature: %s", library_reason());
	int verified = xmlSecDSigCtxVerify(context, signature);
	xmlSecDSigReferenceCtxPtr reference = xmlSecPtrListGetItem(&context->signedInfoReferences, 0);
	if (verified < 0)
		return err_set(reterr, ERR_INTEGRITY, "the signature cannot be verified: %s", library_reason());
	if (reference != NULL && reference->status != xmlSecDSigStatusSucceeded)
		return err_set(reterr, ERR_INTEGRITY, "the %s was changed after it was signed: its digest differs",
			       detached ? "file" : "document");
	if (context->status != xmlSecDSigStatusSucceeded)
		return err_set(reterr, ERR_INTEGRITY,
			       "the signature's value was not made by the key of its certificate");
	if (xmlSecPtrListGetSize(&context->signedInfoReferences) != 1 || reference == NULL)
		return err_set(reterr, ERR_INTEGRITY, "the signature has not exactly one Reference");
	return detached ? OK : keep_content(arena, reference, proof, reterr);
}

/* The only signature of the document, where it belongs: as the last child of the root, or as the root itself. */
static enum rc find_signature(xmlDocPtr doc, xmlNodePtr *ret_signature, struct err *reterr)
{
	xmlNodePtr signature = NULL;
	int count = tree_count_signatures(doc, &signature);
	if (count == 0)
		return err_set(reterr, ERR_FORMAT, "the document carries no XML signature");
	if (count > 1)
		return err_set(reterr, ERR_INTEGRITY, "the document carries %d signatures; exactly one is taken",
			       count);
	xmlNodePtr root = xmlDocGetRootElement(doc);
	if (signature != root && (signature->parent != root || tree_next_element(signature->next) != NULL))
		return err_set(reterr, ERR_INTEGRITY,
			       "line %ld: the signature is not the last child of the root element",
			       xmlGetLineNo(signature));
	*ret_signature = signature;
	return OK;
}

static enum rc prove_shape(struct arena *arena, xmlDocPtr doc, xmlNodePtr signature, const struct shape *shape,
			   struct text detached, const struct proof_signer *expected, struct proof *proof,
			   struct err *reterr)
{
	bool is_root = signature == xmlDocGetRootElement(doc);
	if (shape->detached != is_root)
		return err_set(reterr, ERR_INTEGRITY, "%s",
			       is_root ? "the signature stands alone and refers to its own document"
				       : "the signature stands in one document and refers to another");
	if (shape->detached && detached.len == 0)
		return err_set(reterr, ERR_NOT_FOUND, "the signature is detached: the file \"%s\" is needed too",
			       shape->reference);
	if (!shape->detached && detached.len != 0)
		return err_set(reterr, ERR_FORMAT,
			       "the signature is not detached: the signed document is in the same file");
	enum rc rc = read_signer(arena, shape, expected, proof, reterr);
	if (rc != OK)
		return rc;
	proof->form = shape->detached ? SEAL_XML_DETACHED : SEAL_XML_ENVELOPED;
	proof->content = detached;
	CLEANUP(library_lend_end) const char *lent = shape->detached ? shape->reference : NULL;
	library_lend(lent, detached);
	library_forget_errors();
	CLEANUP(xmlsec_key_cleanup) xmlSecKeyPtr read_key = expected == NULL ? proof_public_key(proof->signer) : NULL;
	return verify_node(arena, signature, shape->detached, expected != NULL ? expected->xmlsec_public : read_key,
			   proof, reterr);
}

static enum rc open_signature(struct arena *arena, struct text bytes, xmlDocPtr *ret_doc, xmlNodePtr *ret_signature,
			      struct shape *ret_shape, struct err *reterr)
{
	CLEANUP(doc_cleanup) xmlDocPtr doc = NULL;
	xmlNodePtr signature = NULL;
	enum rc rc = library_start(reterr);
	if (rc == OK)
		rc = tree_parse(bytes, &doc, reterr);
	if (rc == OK)
		rc = find_signature(doc, &signature, reterr);
	if (rc == OK)
		rc = shape_read(arena, signature, ret_shape, reterr);
	if (rc == OK) {
		*ret_signature = signature;
		*ret_doc = doc;
		doc = NULL;
	}
	return rc;
}

enum rc xmldsig_prove(struct arena *arena, struct text signature_bytes, struct text detached,
		      const struct proof_signer *expected, struct proof *ret_proof, struct err *reterr)
{
	CLEANUP(doc_cleanup) xmlDocPtr doc = NULL;
	xmlNodePtr signature = NULL;
	struct shape shape = {0};
	enum rc rc = open_signature(arena, signature_bytes, &doc, &signature, &shape, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(proof_done) struct proof proof = {0};
	rc = prove_shape(arena, doc, signature, &shape, detached, expected, &proof, reterr);
	if (rc == OK) {
		*ret_proof = proof;
		proof = (struct proof){0};
	}
	return rc;
}

enum rc xmldsig_reference(struct arena *arena, struct text signature_bytes, const char **ret_file_name,
			  struct err *reterr)
{
	CLEANUP(doc_cleanup) xmlDocPtr doc = NULL;
	xmlNodePtr signature = NULL;
	struct shape shape = {0};
	enum rc rc = open_signature(arena, signature_bytes, &doc, &signature, &shape, reterr);
	if (rc == OK)
		*ret_file_name = shape.detached ? shape.reference : NULL;
	return rc;
}
