#include "seal/hmac.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/buf.h"
#include "base/limits.h"
#include "seal/base64.h"

#define PREFIX          "whsec_"
#define KEY_BYTES_LEAST 24

enum rc hmac_sha256(struct text key, struct text bytes, unsigned char out[DIGEST_BYTES])
{
	unsigned len = 0;
	if (HMAC(EVP_sha256(), key.at != NULL ? key.at : "", (int)key.len,
		 (const unsigned char *)(bytes.at != NULL ? bytes.at : ""), bytes.len, out, &len) == NULL ||
	    len != DIGEST_BYTES)
		return ERR_NO_MEMORY;
	return OK;
}

enum rc webhook_key_read(struct text secret, struct webhook_key *ret_key, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	struct text bytes;
	secret = text_trim(secret);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a secret");
	if (!text_starts(secret, PREFIX) ||
	    !base64_read(BASE64_STANDARD, arena, (struct text){secret.at + strlen(PREFIX), secret.len - strlen(PREFIX)},
			 &bytes))
		return err_set(reterr, ERR_FORMAT,
			       "the secret of the platform's webhooks must be " PREFIX " and base64");
	if (bytes.len < KEY_BYTES_LEAST || bytes.len > WEBHOOK_KEY_BYTES)
		return err_set(reterr, ERR_RANGE,
			       "the secret of the platform's webhooks has %zu bytes; right are %d to %d", bytes.len,
			       KEY_BYTES_LEAST, WEBHOOK_KEY_BYTES);
	memcpy(ret_key->bytes, bytes.at, bytes.len);
	ret_key->len = bytes.len;
	explicit_bzero((char *)(uintptr_t)bytes.at, bytes.len);
	return OK;
}

enum rc webhook_sign(const struct webhook_key *key, const char *id, int64_t timestamp, struct text body,
		     char out[WEBHOOK_SIGNATURE_BYTES], struct err *reterr)
{
	unsigned char digest[DIGEST_BYTES];
	CLEANUP(buf_done) struct buf signed_bytes = {0};
	buf_init(&signed_bytes, LIMIT_DOCUMENT_BYTES);
	buf_printf(&signed_bytes, "%s.%" PRId64 ".", id, timestamp);
	buf_text(&signed_bytes, body);
	if (buf_failed(&signed_bytes) ||
	    hmac_sha256((struct text){(const char *)key->bytes, key->len}, buf_view(&signed_bytes), digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to sign a webhook");
	size_t len = base64_length(BASE64_STANDARD, sizeof(digest));
	memcpy(out, "v1,", 3);
	base64_write(BASE64_STANDARD, (struct text){(const char *)digest, sizeof(digest)}, out + 3);
	out[3 + len] = '\0';
	return OK;
}
