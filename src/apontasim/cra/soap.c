#include "apontasim/cra/soap.h"

#include <string.h>

#include "apontasim/common/xmlin.h"

#define ENVELOPE_NS "http://schemas.xmlsoap.org/soap/envelope/"

enum rc soap_in(struct arena *arena, struct text envelope, struct call *ret_call, struct err *reterr)
{
	struct xml_element *root;
	struct call call = {0};
	enum rc rc = xml_in(arena, envelope, NULL, &root, reterr);
	if (rc != OK)
		return rc;
	if (strcmp(root->name, "Envelope") != 0 || strcmp(root->namespace_uri, ENVELOPE_NS) != 0)
		return err_set(reterr, ERR_FORMAT, "not a SOAP 1.1 envelope");
	const struct xml_element *body = xml_child(root, "Body");
	if (body == NULL || strcmp(body->namespace_uri, ENVELOPE_NS) != 0 || body->children == NULL ||
	    body->children->next != NULL)
		return err_set(reterr, ERR_FORMAT, "the envelope needs a Body with one operation");
	const struct xml_element *operation = body->children;
	call.operation = operation->name;
	call.namespace_uri = operation->namespace_uri;
	for (const struct xml_element *in = operation->children; in != NULL; in = in->next) {
		if (call.arguments_count == ARGUMENTS_MAX || in->children != NULL)
			return err_set(reterr, ERR_FORMAT, "the arguments are not plain strings, or too many");
		call.arguments[call.arguments_count].name = in->name;
		call.arguments[call.arguments_count++].value = in->text;
	}
	*ret_call = call;
	return OK;
}

/* UTF-8 of the two-byte range becomes one byte; the texts of this program hold nothing beyond. */
static void put(struct buf *out, struct text text, bool latin1)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (latin1 && (c == 0xc2 || c == 0xc3) && i + 1 < text.len)
			buf_putc(out, (char)((c & 3) << 6 | (text.at[++i] & 0x3f)));
		else
			buf_putc(out, text.at[i]);
	}
}

/* What comes from the client goes back as ASCII, so that it fits either encoding. */
static void escape_out(struct buf *out, const char *words)
{
	for (; *words != '\0'; words++) {
		switch (*words) {
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '&': buf_puts(out, "&amp;"); break;
		case '"': buf_puts(out, "&quot;"); break;
		default: buf_putc(out, (unsigned char)*words < 0x80 ? *words : '?');
		}
	}
}

static void open_envelope(struct buf *out, bool latin1)
{
	buf_printf(out,
		   "<?xml version=\"1.0\" encoding=\"%s\"?>"
		   "<SOAP-ENV:Envelope SOAP-ENV:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\""
		   " xmlns:SOAP-ENV=\"" ENVELOPE_NS "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
		   " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><SOAP-ENV:Body>",
		   latin1 ? "ISO-8859-1" : "UTF-8");
}

void soap_out(struct buf *out, const struct call *call, struct text value, bool latin1)
{
	open_envelope(out, latin1);
	buf_printf(out, "<ns1:%sResponse xmlns:ns1=\"", call->operation);
	escape_out(out, call->namespace_uri);
	buf_puts(out, "\"><return xsi:type=\"xsd:string\"><![CDATA[");
	put(out, value, latin1);
	buf_printf(out, "]]></return></ns1:%sResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>", call->operation);
}

void soap_fault(struct buf *out, const char *words, bool latin1)
{
	open_envelope(out, latin1);
	buf_puts(out, "<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>");
	escape_out(out, words);
	buf_puts(out, "</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>");
}
