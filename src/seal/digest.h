/* SHA-256, for the names of documents and for finding the same bytes again. Proof: tests/unit/seal/digest_test.c */
#pragma once

#include "base/err.h"
#include "base/text.h"

#define DIGEST_BYTES     32
#define DIGEST_HEX_BYTES 65

MUST_CHECK enum rc digest_sha256(struct text bytes, unsigned char out[DIGEST_BYTES]);
MUST_CHECK enum rc digest_sha256_hex(struct text bytes, char out[DIGEST_HEX_BYTES]);
