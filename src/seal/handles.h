/* Scope cleanup for the handles of the outside libraries of this folder; never leaves it. */
#pragma once

#include <libxml/tree.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#define HANDLE(type, name, release)                                                                                    \
	static inline void name(type **handle)                                                                         \
	{                                                                                                              \
		if (*handle != NULL)                                                                                   \
			release(*handle);                                                                              \
		*handle = NULL;                                                                                        \
	}

HANDLE(BIO, bio_cleanup, BIO_free_all)
HANDLE(X509, x509_cleanup, X509_free)
HANDLE(EVP_PKEY, pkey_cleanup, EVP_PKEY_free)
HANDLE(EVP_PKEY_CTX, pkey_context_cleanup, EVP_PKEY_CTX_free)
HANDLE(ECDSA_SIG, ecdsa_cleanup, ECDSA_SIG_free)
HANDLE(CMS_ContentInfo, cms_cleanup, CMS_ContentInfo_free)
HANDLE(ASN1_TIME, asn1_time_cleanup, ASN1_TIME_free)
HANDLE(X509_STORE, store_cleanup, X509_STORE_free)
HANDLE(X509_STORE_CTX, store_context_cleanup, X509_STORE_CTX_free)
HANDLE(xmlDoc, doc_cleanup, xmlFreeDoc)
HANDLE(xmlBuffer, xml_buffer_cleanup, xmlBufferFree)
HANDLE(xmlSecKey, xmlsec_key_cleanup, xmlSecKeyDestroy)
HANDLE(xmlSecDSigCtx, dsig_cleanup, xmlSecDSigCtxDestroy)

#undef HANDLE
