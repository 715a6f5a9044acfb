#include "seal/xmldsig_context.h"

#include "seal/handles.h"

xmlSecDSigCtxPtr xmldsig_context_new(const struct algorithm *algorithm, bool detached, xmlSecKeyPtr key)
{
	CLEANUP(dsig_cleanup) xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
	if (context == NULL)
		return NULL;
	context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
	/* A name without a scheme counts as remote; the only input callback answers to the lent name alone. */
	context->enabledReferenceUris = detached ? xmlSecTransformUriTypeRemote : xmlSecTransformUriTypeEmpty;
	context->keyInfoReadCtx.retrievalMethodCtx.enabledUris = xmlSecTransformUriTypeNone;
	if (xmlSecDSigCtxEnableSignatureTransform(context, xmlSecTransformExclC14NId) < 0 ||
	    xmlSecDSigCtxEnableSignatureTransform(context, algorithm->xmlsec()) < 0 ||
	    xmlSecDSigCtxEnableReferenceTransform(context, xmlSecTransformEnvelopedId) < 0 ||
	    xmlSecDSigCtxEnableReferenceTransform(context, xmlSecTransformExclC14NId) < 0 ||
	    xmlSecDSigCtxEnableReferenceTransform(context, xmlSecTransformSha256Id) < 0)
		return NULL;
	if (!detached)
		context->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
	context->signKey = xmlSecKeyDuplicate(key);
	if (context->signKey == NULL)
		return NULL;
	xmlSecDSigCtxPtr made = context;
	context = NULL;
	return made;
}
