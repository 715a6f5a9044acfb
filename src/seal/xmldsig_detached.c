#include "seal/xmldsig_detached.h"

#include "base/buf.h"
#include "seal/base64.h"
#include "seal/shape.h"
#include "seal/tree.h"
#include "seal/value.h"

#define SIGNATURE_BYTES_MAX ((size_t)256 << 10)
#define NAMESPACE           " xmlns:ds=\"" TREE_DSIG_NAMESPACE "\""

static void put_base64(struct buf *out, struct text bytes)
{
	size_t len = base64_length(BASE64_STANDARD, bytes.len);
	size_t start = out->len;
	buf_fill(out, '=', len);
	if (!buf_failed(out))
		base64_write(BASE64_STANDARD, bytes, out->bytes + start);
}

static bool put_certificate(struct buf *out, const X509 *certificate)
{
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	buf_puts(out, "<ds:X509Certificate>");
	if (len > 0)
		put_base64(out, (struct text){(const char *)der, (size_t)len});
	buf_puts(out, "</ds:X509Certificate>");
	OPENSSL_free(der);
	return len > 0;
}

/* SignedInfo behind "<ds:SignedInfo": in exclusive C14N the element itself declares the prefix, and empty elements have
 * two tags. The name needs no escape (shape_is_file_name). */
static void put_signed_info(struct buf *out, const struct key *key, const char *name,
			    const unsigned char digest[DIGEST_BYTES])
{
	buf_printf(out,
		   "><ds:CanonicalizationMethod Algorithm=\"%s\"></ds:CanonicalizationMethod>"
		   "<ds:SignatureMethod Algorithm=\"%s\"></ds:SignatureMethod>"
		   "<ds:Reference URI=\"%s\"><ds:DigestMethod Algorithm=\"%s\"></ds:DigestMethod><ds:DigestValue>",
		   ALGORITHM_C14N_URI, key->algorithm->uri, name, ALGORITHM_DIGEST_URI);
	put_base64(out, (struct text){(const char *)digest, DIGEST_BYTES});
	buf_puts(out, "</ds:DigestValue></ds:Reference></ds:SignedInfo>");
}

static enum rc sign_info(struct arena *arena, const struct key *key, struct text rest, struct text *ret_value,
			 struct err *reterr)
{
	unsigned char digest[DIGEST_BYTES];
	CLEANUP(buf_done) struct buf canonical;
	buf_init(&canonical, SIGNATURE_BYTES_MAX);
	buf_puts(&canonical, "<ds:SignedInfo" NAMESPACE);
	buf_text(&canonical, rest);
	if (buf_failed(&canonical) || digest_sha256(buf_view(&canonical), digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an XML signature");
	return value_make(arena, key, JWS_RS256, digest, ret_value, reterr);
}

enum rc xmldsig_sign_detached(struct arena *arena, const struct key *key, const struct seal_request *request,
			      struct text *ret_signed, struct err *reterr)
{
	const char *name = request->file_name;
	if (name == NULL || !shape_is_file_name(name))
		return err_set(
			reterr, ERR_FORMAT,
			"\"%.120s\" cannot be named in a detached signature: letters, digits, '.', '_' and '-' can",
			name != NULL ? name : "");
	unsigned char digest[DIGEST_BYTES];
	struct text value = {NULL, 0};
	CLEANUP(buf_done) struct buf info;
	CLEANUP(buf_done) struct buf out;
	buf_init(&info, SIGNATURE_BYTES_MAX);
	buf_init(&out, SIGNATURE_BYTES_MAX);
	if (digest_sha256(request->document, digest) != OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an XML signature");
	put_signed_info(&info, key, name, digest);
	enum rc rc = sign_info(arena, key, buf_view(&info), &value, reterr);
	if (rc != OK)
		return rc;
	buf_puts(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ds:Signature" NAMESPACE "><ds:SignedInfo");
	buf_text(&out, buf_view(&info));
	buf_puts(&out, "<ds:SignatureValue>");
	put_base64(&out, value);
	buf_puts(&out, "</ds:SignatureValue><ds:KeyInfo><ds:X509Data>");
	bool put = put_certificate(&out, key->certificate);
	for (int i = 0; put && i < sk_X509_num(key->chain); i++)
		put = put_certificate(&out, sk_X509_value(key->chain, i));
	buf_puts(&out, "</ds:X509Data></ds:KeyInfo></ds:Signature>\n");
	char *copy = put && !buf_failed(&out) ? arena_copy(arena, out.bytes, out.len) : NULL;
	if (copy == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an XML signature");
	*ret_signed = (struct text){copy, out.len};
	return OK;
}
