#include "wire/soap.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "wire/xml.h"
#include "wire/xml_gap.h"

#define ENVELOPE_NS "http://schemas.xmlsoap.org/soap/envelope/"
#define ENCODING_NS "http://schemas.xmlsoap.org/soap/encoding/"
#define SCHEMA_NS   "http://www.w3.org/2001/XMLSchema"
#define INSTANCE_NS "http://www.w3.org/2001/XMLSchema-instance"

static enum rc check_value(const struct soap_argument *argument, struct err *reterr)
{
	for (size_t i = 0; i < argument->value.len; i++) {
		unsigned char c = (unsigned char)argument->value.at[i];
		bool plain = (c >= ' ' && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
		if (plain)
			continue;
		return err_set_at(reterr, ERR_RANGE, "SOAP argument", argument->name,
				  "byte %zu is %02X; right is printable ASCII, tabs and line ends", i + 1, c);
	}
	return OK;
}

/* A section ends at "]]>", so that is cut after its brackets and goes on in the next one. */
static void put_cdata(struct buf *out, struct text value)
{
	buf_puts(out, "<![CDATA[");
	const char *end;
	while ((end = memmem(value.at, value.len, "]]>", 3)) != NULL) {
		size_t len = (size_t)(end - value.at) + 2;
		buf_put(out, value.at, len);
		buf_puts(out, "]]><![CDATA[");
		value.at += len;
		value.len -= len;
	}
	buf_text(out, value);
	buf_puts(out, "]]>");
}

static bool holds_markup(struct text value)
{
	return value.len > 0 && (memchr(value.at, '<', value.len) != NULL || memchr(value.at, '&', value.len) != NULL);
}

static void put_argument(struct buf *out, const struct soap_argument *argument, bool cdata)
{
	buf_printf(out, "<%s xsi:type=\"xsd:string\">", argument->name);
	if (cdata && holds_markup(argument->value))
		put_cdata(out, argument->value);
	else
		xml_escape(out, argument->value);
	buf_printf(out, "</%s>\n", argument->name);
}

enum rc soap_write(struct arena *arena, const char *namespace_uri, const char *operation, const char *encoding,
		   bool cdata, const struct soap_argument *arguments, int count, struct text *ret_envelope,
		   struct err *reterr)
{
	struct buf out CLEANUP(buf_done);
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	buf_printf(&out, "<?xml version=\"1.0\" encoding=\"%s\"?>\n", encoding);
	buf_puts(&out, "<soapenv:Envelope xmlns:xsi=\"" INSTANCE_NS "\" xmlns:xsd=\"" SCHEMA_NS
		       "\" xmlns:soapenv=\"" ENVELOPE_NS "\" xmlns:urn=\"");
	xml_escape(&out, text_of(namespace_uri));
	buf_printf(&out, "\">\n<soapenv:Header/>\n<soapenv:Body>\n<urn:%s soapenv:encodingStyle=\"" ENCODING_NS "\">\n",
		   operation);
	for (int i = 0; i < count; i++) {
		enum rc rc = check_value(&arguments[i], reterr);
		if (rc != OK)
			return rc;
		put_argument(&out, &arguments[i], cdata);
	}
	buf_printf(&out, "</urn:%s>\n</soapenv:Body>\n</soapenv:Envelope>\n", operation);
	const char *bytes = buf_failed(&out) ? NULL : arena_text(arena, buf_view(&out));
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "the envelope does not fit %u bytes, or no memory is left",
			       LIMIT_DOCUMENT_BYTES);
	*ret_envelope = (struct text){bytes, buf_view(&out).len};
	return OK;
}

static bool local_is(xmlNodePtr element, const char *name)
{
	return strcmp((const char *)element->name, name) == 0;
}

static xmlNodePtr local_child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr child = parent != NULL ? xml_first_element(parent) : NULL;
	while (child != NULL && !local_is(child, name))
		child = xml_next_element(child);
	return child;
}

static const char *words_of(struct arena *arena, xmlNodePtr element)
{
	const char *words = xml_content(arena, element);
	return words != NULL ? arena_text(arena, text_trim(text_of(words))) : "";
}

/* SOAP 1.1: faultcode, faultstring, detail. SOAP 1.2 names the same Code/Value, Reason/Text, Detail. */
static enum rc read_fault(struct arena *arena, xmlNodePtr fault, struct err *reterr)
{
	xmlNodePtr code = local_child(fault, "faultcode");
	xmlNodePtr string = local_child(fault, "faultstring");
	xmlNodePtr detail = local_child(fault, "detail");
	if (code == NULL)
		code = local_child(local_child(fault, "Code"), "Value");
	if (string == NULL)
		string = local_child(local_child(fault, "Reason"), "Text");
	if (detail == NULL)
		detail = local_child(fault, "Detail");
	const char *code_words = words_of(arena, code);
	const char *string_words = words_of(arena, string);
	const char *detail_words = words_of(arena, detail);
	if (code_words == NULL || string_words == NULL || detail_words == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the words of a fault");
	(void)err_set_at(reterr, ERR_REJECTED, "SOAP answer", NULL, "SOAP fault: %.240s%s%.240s",
			 string_words[0] != '\0' ? string_words : "no words", detail_words[0] != '\0' ? "; " : "",
			 detail_words);
	if (reterr != NULL)
		(void)snprintf(reterr->remote, sizeof(reterr->remote), "%s", code_words);
	return ERR_REJECTED;
}

/* What could be the answer: every `return`, and every element without elements in it. */
struct parts {
	xmlNodePtr named;
	int named_count;
	xmlNodePtr leaf;
	int leaves;
};

static void find_parts(xmlNodePtr element, struct parts *parts)
{
	if (local_is(element, "return")) {
		parts->named = element;
		parts->named_count++;
		return; /* what is inside is the answer */
	}
	xmlNodePtr child = xml_first_element(element);
	if (child == NULL) {
		parts->leaf = element;
		parts->leaves++;
	}
	for (; child != NULL; child = xml_next_element(child))
		find_parts(child, parts);
}

static enum rc unreadable(struct err *reterr, const char *words)
{
	return err_set_at(reterr, ERR_UNREADABLE, "SOAP answer", NULL, "%s", words);
}

/* A server that puts the document into the tree instead of into a string means the same. */
static enum rc take_value(struct arena *arena, xmlNodePtr part, struct text *ret_value, struct err *reterr)
{
	const char *value;
	if (xml_first_element(part) != NULL) {
		struct buf raw CLEANUP(buf_done);
		buf_init(&raw, LIMIT_DOCUMENT_BYTES);
		content_put(&raw, part);
		value = buf_failed(&raw) ? NULL : arena_text(arena, buf_view(&raw));
	} else {
		value = xml_content(arena, part);
	}
	if (value == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the answer");
	*ret_value = text_of(value);
	return OK;
}

enum rc soap_read(struct arena *arena, struct text envelope, struct text *ret_value, struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	unsigned variants = 0;
	enum rc rc = xml_parse_lenient(envelope, &doc, &variants, reterr);
	if (rc == ERR_NO_MEMORY)
		return rc;
	if (rc != OK) {
		if (reterr != NULL)
			reterr->code = ERR_UNREADABLE;
		err_at(reterr, "SOAP answer", NULL);
		return ERR_UNREADABLE;
	}
	if ((variants & XML_VARIANT_UNCLOSED) != 0)
		return unreadable(reterr, "the envelope is not whole: end tags are missing");
	if (!local_is(xml_root(doc), "Envelope"))
		return unreadable(reterr, "no SOAP envelope");
	xmlNodePtr body = local_child(xml_root(doc), "Body");
	xmlNodePtr answer = body != NULL ? xml_first_element(body) : NULL;
	if (answer == NULL)
		return unreadable(reterr, "the envelope has an empty body");
	if (local_is(answer, "Fault"))
		return read_fault(arena, answer, reterr);
	struct parts parts = {0};
	for (; answer != NULL; answer = xml_next_element(answer))
		find_parts(answer, &parts);
	if (parts.named_count == 1)
		return take_value(arena, parts.named, ret_value, reterr);
	if (parts.named_count == 0 && parts.leaves == 1)
		return take_value(arena, parts.leaf, ret_value, reterr);
	return unreadable(reterr, "more than one part could be the answer; right is one `return`");
}
