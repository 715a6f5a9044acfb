/* HMAC-SHA256 (RFC 2104), and the signature that Standard Webhooks makes of it.
 *
 * The secret is shared with the platform and signs only what is handed to it; keys of identities stay in the keeper.
 * Source: standard-webhooks specification 1.0: "v1," and the base64 of the HMAC over "ID.TIMESTAMP.BODY", the secret
 * being "whsec_" and the base64 of 24 to 64 bytes. Proof: tests/unit/seal/hmac_test.c */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "seal/digest.h"

MUST_CHECK enum rc hmac_sha256(struct text key, struct text bytes, unsigned char out[DIGEST_BYTES]);

#define WEBHOOK_KEY_BYTES       64
#define WEBHOOK_SIGNATURE_BYTES 64

struct webhook_key {
	unsigned char bytes[WEBHOOK_KEY_BYTES];
	size_t len;
};

/* ERR_FORMAT: not "whsec_" and base64; ERR_RANGE: too short or too long. The secret is not named in the words. */
MUST_CHECK enum rc webhook_key_read(struct text secret, struct webhook_key *ret_key, struct err *reterr);

/* "v1,K5oZ…", terminated. ERR_NO_MEMORY. */
MUST_CHECK enum rc webhook_sign(const struct webhook_key *key, const char *id, int64_t timestamp, struct text body,
				char out[WEBHOOK_SIGNATURE_BYTES], struct err *reterr);
