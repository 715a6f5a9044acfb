#include "seal/jws.h"

#include <string.h>

#include "base/limits.h"
#include "seal/base64.h"
#include "seal/library.h"
#include "seal/value.h"

static enum rc join(struct arena *arena, struct text header, struct text value, struct text *ret_signed,
		    struct err *reterr)
{
	size_t value_len = base64_length(BASE64_URL, value.len);
	size_t len = header.len + 2 + value_len;
	char *out = arena_alloc(arena, len + 1);
	if (out == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a JWS");
	memcpy(out, header.at, header.len);
	/* The payload travels apart: nothing stands between the two points. */
	out[header.len] = '.';
	out[header.len + 1] = '.';
	base64_write(BASE64_URL, value, out + header.len + 2);
	*ret_signed = (struct text){out, len};
	return OK;
}

enum rc jws_sign(struct arena *arena, const struct key *key, const struct seal_request *request,
		 struct text *ret_signed, struct err *reterr)
{
	if ((unsigned)request->jws_algorithm >= JWS_ALGORITHM_COUNT)
		return err_set(reterr, ERR_REFUSED, "there is no JWS algorithm %d", (int)request->jws_algorithm);
	if (request->document.len == 0 || request->document.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "a document of %zu bytes cannot be signed", request->document.len);
	library_forget_errors();
	struct text header = buf_view(&key->jws_headers[request->jws_algorithm]);
	struct text value = {NULL, 0};
	unsigned char digest[DIGEST_BYTES];
	if (jws_digest(arena, header, request->document, digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a JWS");
	enum rc rc = value_make(arena, key, request->jws_algorithm, digest, &value, reterr);
	return rc == OK ? join(arena, header, value, ret_signed, reterr) : rc;
}
