/* What may be signed, by whom, and in which form; shared by the keeper, its client and the verifier.
 *
 * Algorithms and keys come from the configuration, never from a message: RSA with SHA-256 (or ECDSA P-256 with
 * SHA-256), exclusive C14N without comments, X.509 data in KeyInfo, no KeyValue; a JWS by an RSA key is PS256 or RS256
 * as the request says. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum seal_purpose {
	SEAL_XML_ENVELOPED, /* ds:Signature as last child of the root; what is returned is the signed document */
	SEAL_XML_DETACHED,  /* a ds:Signature document over the exact bytes, Reference URI = file name */
	SEAL_CMS_ATTACHED,  /* CMS SignedData (P7S) that holds the content, DER */
	SEAL_CMS_DETACHED,  /* the same without the content */
	SEAL_JWS_DETACHED,  /* a compact JWS over the exact bytes, "HEADER..SIGNATURE" */
	SEAL_PURPOSE_COUNT
};

/* How an RSA key signs a JWS, as the account's profile says; a key on P-256 signs ES256. */
enum jws_algorithm { JWS_PS256, JWS_RS256, JWS_ALGORITHM_COUNT };

struct seal_identity {
	char name[49];
	char certificate_file[256]; /* PEM, the signer first, then its chain */
	char key_file[256];         /* PEM, unencrypted: a systemd credential; only the keeper opens it */
	unsigned purposes;          /* bit (1u << enum seal_purpose) for each that is allowed */
};

struct seal_request {
	enum seal_purpose purpose;
	const char *identity;
	const char *file_name;            /* the Reference of a detached XML signature; NULL otherwise */
	enum jws_algorithm jws_algorithm; /* of a JWS; not looked at for other forms */
	int64_t signed_at;                /* seconds since 1970, by apontad.now(): the CMS signing time */
	struct text document;
};

const char *seal_purpose_name(enum seal_purpose purpose); /* "xml-enveloped", "xml-detached", "cms-attached", … */
const char *seal_jws_name(enum jws_algorithm algorithm);  /* "PS256", "RS256" */
