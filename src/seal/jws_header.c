#include "seal/jws_header.h"

#include <string.h>

#include "seal/base64.h"
#include "seal/handles.h"

enum rc jws_thumbprint(const X509 *certificate, char out[44])
{
	unsigned char digest[DIGEST_BYTES];
	unsigned len = 0;
	if (X509_digest(certificate, EVP_sha256(), digest, &len) != 1 || len != sizeof(digest))
		return ERR_NO_MEMORY;
	base64_write(BASE64_URL, (struct text){(const char *)digest, sizeof(digest)}, out);
	out[43] = '\0';
	return OK;
}

static bool put_certificate(struct buf *out, const char *before, const X509 *certificate)
{
	char base64[4096];
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	bool put = len > 0;
	buf_puts(out, before);
	/* In pieces of a multiple of three bytes, which join without padding. */
	const size_t step = sizeof(base64) / 4 * 3;
	for (size_t at = 0; put && at < (size_t)len; at += step) {
		struct text piece = {(const char *)der + at, (size_t)len - at < step ? (size_t)len - at : step};
		base64_write(BASE64_STANDARD, piece, base64);
		buf_put(out, base64, base64_length(BASE64_STANDARD, piece.len));
	}
	buf_putc(out, '"');
	OPENSSL_free(der);
	return put;
}

enum rc jws_header_write(const struct jws_method *method, const X509 *certificate, const STACK_OF(X509) *chain,
			 struct buf *out, struct err *reterr)
{
	char thumbprint[44];
	CLEANUP(buf_done) struct buf json;
	buf_init(&json, JWS_HEADER_BYTES_MAX);
	bool put = jws_thumbprint(certificate, thumbprint) == OK;
	buf_printf(&json, "{\"alg\":\"%s\",\"x5t#S256\":\"%s\",\"x5c\":[", method->name, put ? thumbprint : "");
	put = put && put_certificate(&json, "\"", certificate);
	for (int i = 0; put && i < sk_X509_num(chain); i++)
		put = put_certificate(&json, ",\"", sk_X509_value(chain, i));
	buf_puts(&json, "]}");
	size_t start = out->len;
	buf_fill(out, '.', base64_length(BASE64_URL, buf_view(&json).len));
	if (!put || buf_failed(&json) || buf_failed(out))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the header of a JWS, or above %zu bytes",
			       JWS_HEADER_BYTES_MAX);
	base64_write(BASE64_URL, buf_view(&json), out->bytes + start);
	return OK;
}

struct reader {
	char *at;
	const char *end;
};

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL && *reader->at != '\0')
		reader->at++;
}

/* Take this character, behind blanks, if it is next. */
static bool take(struct reader *reader, char c)
{
	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

/* A string, unescaped in place; the only escape is "\/", by which some writers hide the slashes of base64. */
static bool take_string(struct reader *reader, struct text *ret_string)
{
	if (!take(reader, '"'))
		return false;
	char *out = reader->at;
	const char *start = out;
	while (reader->at < reader->end && *reader->at != '"') {
		if (*reader->at == '\\' && (++reader->at == reader->end || *reader->at != '/'))
			return false;
		if ((unsigned char)*reader->at < ' ')
			return false;
		*out++ = *reader->at++;
	}
	if (reader->at == reader->end)
		return false;
	reader->at++;
	*ret_string = (struct text){start, (size_t)(out - start)};
	return true;
}

static bool take_certificates(struct reader *reader, struct jws_header *header)
{
	if (header->certificate_count != 0 || !take(reader, '['))
		return false;
	do {
		if (header->certificate_count == JWS_CERTIFICATES_MAX ||
		    !take_string(reader, &header->certificates[header->certificate_count]))
			return false;
		header->certificate_count++;
	} while (take(reader, ','));
	return take(reader, ']');
}

static bool take_once(struct reader *reader, struct text *member)
{
	return member->at == NULL && take_string(reader, member);
}

static enum rc take_member(struct reader *reader, struct jws_header *header, struct text *typ, struct err *reterr)
{
	struct text name = {NULL, 0};
	if (!take_string(reader, &name) || !take(reader, ':'))
		return err_set(reterr, ERR_FORMAT, "the header of the JWS is no JSON object with plain names");
	bool taken = false;
	if (text_is(name, "alg"))
		taken = take_once(reader, &header->alg);
	else if (text_is(name, "x5t#S256"))
		taken = take_once(reader, &header->thumbprint);
	else if (text_is(name, "x5c"))
		taken = take_certificates(reader, header);
	else if (text_is(name, "typ"))
		taken = take_once(reader, typ);
	else
		return err_set(reterr, ERR_FORMAT,
			       "the header of the JWS has the member \"%.*s\"; alg, x5t#S256, x5c and typ are taken",
			       (int)(name.len < 60 ? name.len : 60), name.at);
	return taken ? OK
		     : err_set(reterr, ERR_FORMAT,
			       "\"%.*s\" in the header of the JWS is there twice or not what it has to be",
			       TEXT_ARG(name));
}

enum rc jws_header_read(struct arena *arena, struct text base64, struct jws_header *ret_header, struct err *reterr)
{
	struct text json = {NULL, 0};
	if (base64.len > JWS_HEADER_BYTES_MAX * 4 / 3 || !base64_read(BASE64_URL, arena, base64, &json))
		return err_set(reterr, ERR_FORMAT, "the header of the JWS is not base64url of at most %zu bytes",
			       JWS_HEADER_BYTES_MAX);
	char *copy = arena_copy(arena, json.at, json.len);
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the header of a JWS");
	struct reader reader = {copy, copy + json.len};
	struct jws_header header = {.certificate_count = 0};
	struct text typ = {NULL, 0};
	if (!take(&reader, '{'))
		return err_set(reterr, ERR_FORMAT, "the header of the JWS is no JSON object");
	do {
		enum rc rc = take_member(&reader, &header, &typ, reterr);
		if (rc != OK)
			return rc;
	} while (take(&reader, ','));
	bool closed = take(&reader, '}');
	skip_blanks(&reader);
	if (!closed || reader.at != reader.end)
		return err_set(reterr, ERR_FORMAT, "the header of the JWS is no JSON object that ends where it should");
	if (header.alg.at == NULL || header.thumbprint.at == NULL || header.certificate_count == 0)
		return err_set(reterr, ERR_FORMAT, "the header of the JWS lacks one of alg, x5t#S256 and x5c");
	if (typ.at != NULL && !text_is(typ, "JOSE"))
		return err_set(reterr, ERR_FORMAT, "the typ of the JWS is \"%.*s\"; only JOSE is taken",
			       (int)(typ.len < 60 ? typ.len : 60), typ.at);
	*ret_header = header;
	return OK;
}
