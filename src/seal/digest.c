#include "seal/digest.h"

#include <openssl/evp.h>

enum rc digest_sha256(struct text bytes, unsigned char out[DIGEST_BYTES])
{
	unsigned len = 0;
	if (EVP_Digest(bytes.at != NULL ? bytes.at : "", bytes.len, out, &len, EVP_sha256(), NULL) != 1 ||
	    len != DIGEST_BYTES)
		return ERR_NO_MEMORY;
	return OK;
}

enum rc digest_sha256_hex(struct text bytes, char out[DIGEST_HEX_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[DIGEST_BYTES];
	enum rc rc = digest_sha256(bytes, digest);
	if (rc != OK)
		return rc;
	for (int i = 0; i < DIGEST_BYTES; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[DIGEST_HEX_BYTES - 1] = '\0';
	return OK;
}
