#include "seal/xmldsig.h"

#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>

#include "base/buf.h"
#include "base/limits.h"
#include "seal/handles.h"
#include "seal/library.h"
#include "seal/tree.h"
#include "seal/xmldsig_context.h"
#include "seal/xmldsig_detached.h"

#define CERTIFICATE_BASE64_BYTES_MAX (64u << 10)
#define BASE64_LINE_BYTES            76

static enum rc no_memory(struct err *reterr)
{
	return err_set(reterr, ERR_NO_MEMORY, "no memory for an XML signature: %s", library_reason());
}

/* <ds:Signature> over the whole document, with everything but the values. */
static xmlNodePtr template_new(xmlDocPtr doc, const struct key *key)
{
	xmlNodePtr signature = xmlSecTmplSignatureCreateNsPref(doc, xmlSecTransformExclC14NId, key->algorithm->xmlsec(),
							       NULL, (const xmlChar *)"ds");
	if (signature == NULL)
		return NULL;
	xmlNodePtr reference =
		xmlSecTmplSignatureAddReference(signature, xmlSecTransformSha256Id, NULL, (const xmlChar *)"", NULL);
	if (reference == NULL || xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId) == NULL ||
	    xmlSecTmplReferenceAddTransform(reference, xmlSecTransformExclC14NId) == NULL) {
		xmlFreeNode(signature);
		return NULL;
	}
	return signature;
}

static bool put_base64(struct buf *out, const unsigned char *bytes, size_t len)
{
	unsigned char line[BASE64_LINE_BYTES + 1];
	const size_t step = BASE64_LINE_BYTES / 4 * 3;
	for (size_t at = 0; at < len; at += step) {
		int written = EVP_EncodeBlock(line, bytes + at, (int)(len - at < step ? len - at : step));
		buf_put(out, line, (size_t)written);
		buf_putc(out, '\n');
	}
	return !buf_failed(out);
}

/* KeyInfo is not covered by the signature, so it is put in after it, by us: the certificates and never a KeyValue. */
static bool add_certificate(xmlNodePtr data, X509 *certificate)
{
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	if (len <= 0)
		return false;
	CLEANUP(buf_done) struct buf base64;
	buf_init(&base64, CERTIFICATE_BASE64_BYTES_MAX);
	bool made = put_base64(&base64, der, (size_t)len) &&
		    xmlNewTextChild(data, data->ns, (const xmlChar *)"X509Certificate",
				    (const xmlChar *)buf_view(&base64).at) != NULL;
	OPENSSL_free(der);
	return made;
}

static bool add_key_info(xmlNodePtr signature, const struct key *key)
{
	xmlNodePtr info = xmlNewChild(signature, signature->ns, (const xmlChar *)"KeyInfo", NULL);
	xmlNodePtr data = info != NULL ? xmlNewChild(info, info->ns, (const xmlChar *)"X509Data", NULL) : NULL;
	bool made = data != NULL && add_certificate(data, key->certificate);
	for (int i = 0; made && i < sk_X509_num(key->chain); i++)
		made = add_certificate(data, sk_X509_value(key->chain, i));
	return made;
}

static enum rc sign_node(const struct key *key, xmlNodePtr signature, struct err *reterr)
{
	library_forget_errors();
	CLEANUP(dsig_cleanup) xmlSecDSigCtxPtr context = xmldsig_context_new(key->algorithm, false, key->xmlsec);
	if (context == NULL)
		return no_memory(reterr);
	/* A canonical form that fails half-way has bytes in its buffer: only these two answers together mean done. */
	if (xmlSecDSigCtxSign(context, signature) < 0 || context->status != xmlSecDSigStatusSucceeded)
		return err_set(reterr, ERR_INTEGRITY, "the XML document could not be signed: %s", library_reason());
	return add_key_info(signature, key) ? OK : no_memory(reterr);
}

static enum rc sign_enveloped(const struct key *key, struct text document, xmlDocPtr *ret_doc, struct err *reterr)
{
	CLEANUP(doc_cleanup) xmlDocPtr doc = NULL;
	enum rc rc = tree_parse(document, &doc, reterr);
	if (rc != OK)
		return rc;
	xmlNodePtr other = NULL;
	if (tree_count_signatures(doc, &other) != 0)
		return err_set(reterr, ERR_REFUSED, "line %ld: the document carries a signature already",
			       xmlGetLineNo(other));
	xmlNodePtr signature = template_new(doc, key);
	if (signature == NULL)
		return no_memory(reterr);
	if (xmlAddChild(xmlDocGetRootElement(doc), signature) == NULL) {
		xmlFreeNode(signature);
		return no_memory(reterr);
	}
	rc = sign_node(key, signature, reterr);
	if (rc == OK) {
		*ret_doc = doc;
		doc = NULL;
	}
	return rc;
}

enum rc xmldsig_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
		     struct text *ret_signed, struct err *reterr)
{
	if (request->purpose == SEAL_XML_DETACHED)
		return xmldsig_sign_detached(arena, key, request, ret_signed, reterr);
	CLEANUP(doc_cleanup) xmlDocPtr doc = NULL;
	enum rc rc = sign_enveloped(key, request->document, &doc, reterr);
	return rc == OK ? tree_write(arena, doc, ret_signed, reterr) : rc;
}
