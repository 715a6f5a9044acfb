/* The algorithms that may sign: one row each, and the key decides which. Nothing else is read or written.
 *
 * A key is RSA of 2048 bits or more, or EC on P-256. Proof: tests/unit/seal/verify_test.c */
#pragma once

#include <openssl/evp.h>
#include <xmlsec/transforms.h>

#include "base/err.h"

struct algorithm {
	const char *name;                  /* "RSA-SHA256" */
	const char *key_type;              /* OpenSSL's name of the key's type */
	const char *uri;                   /* SignatureMethod of XMLDSig */
	xmlSecTransformId (*xmlsec)(void); /* the same for xmlsec */
	int cms_signatures[2];             /* NIDs by which CMS names it */
};

#define ALGORITHM_C14N_URI      "http://www.w3.org/2001/10/xml-exc-c14n#"
#define ALGORITHM_ENVELOPED_URI "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#define ALGORITHM_DIGEST_URI    "http://www.w3.org/2001/04/xmlenc#sha256"

/* The row for a key, public or private. ERR_RANGE: another type, or too small a key. */
MUST_CHECK enum rc algorithm_of_key(const EVP_PKEY *key, const struct algorithm **ret_algorithm, struct err *reterr);
