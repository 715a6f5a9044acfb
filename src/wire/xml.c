#include "wire/xml.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>

#include "base/limits.h"
#include "wire/translit.h"

/* Never NOENT, DTDLOAD, DTDATTR, XINCLUDE or HUGE. */
#define PARSE_OPTIONS (XML_PARSE_NONET | XML_PARSE_BIG_LINES)

/* What one parse saw; hangs on the parser context. */
struct parse {
	bool has_doctype;
	bool only_unclosed; /* every error so far is an end tag that does not fit */
	int first_code;
	int first_line;
	char first_words[160];
};

static xmlParserInputPtr refuse_entity(const char *url, const char *id, xmlParserCtxtPtr parser)
{
	(void)url;
	(void)id;
	(void)parser;
	return NULL;
}

/* What libxml2 would print on standard error; errors of a parse come to on_error(). */
static void stay_silent(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

static void library_start(void)
{
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_entity);
	(void)xmlThrDefSetGenericErrorFunc(NULL, stay_silent);
	xmlSetGenericErrorFunc(NULL, stay_silent);
}

/* A DOCTYPE can declare entities that grow; the parse ends before the first of them is read. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *url)
{
	(void)name;
	(void)id;
	(void)url;
	xmlParserCtxtPtr parser = context;
	struct parse *parse = parser->_private;
	parse->has_doctype = true;
	xmlStopParser(parser);
}

static void take_error(struct parse *parse, const xmlError *error)
{
	if (error->level < XML_ERR_ERROR)
		return;
	if (parse->first_code == XML_ERR_OK) {
		parse->first_code = error->code;
		parse->first_line = error->line;
		struct text words = text_trim(text_of(error->message));
		if (words.len >= sizeof(parse->first_words))
			words.len = sizeof(parse->first_words) - 1;
		(void)text_copy(words, parse->first_words, sizeof(parse->first_words));
		/* Names in libxml2's words come from the document: they may be cut inside a character. */
		for (char *c = parse->first_words; *c != '\0'; c++)
			if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
				*c = '?';
	}
	if (error->code != XML_ERR_TAG_NAME_MISMATCH && error->code != XML_ERR_TAG_NOT_FINISHED)
		parse->only_unclosed = false;
}

/* libxml2 2.12 made the error constant; the cast takes both signatures. */
static void on_error(void *context, const xmlError *error)
{
	xmlParserCtxtPtr parser = context;
	take_error(parser->_private, error);
}

static void parser_cleanup(xmlParserCtxtPtr *parser)
{
	if (*parser != NULL)
		xmlFreeParserCtxt(*parser);
}

static enum rc parse_with(struct text bytes, const char *encoding, int options, xmlDocPtr *ret_doc, struct parse *parse,
			  struct err *reterr)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, library_start);
	*parse = (struct parse){.only_unclosed = true};
	if (bytes.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "the document has %zu bytes; at most %u are taken", bytes.len,
			       LIMIT_DOCUMENT_BYTES);

	CLEANUP(parser_cleanup) xmlParserCtxtPtr parser = xmlNewParserCtxt();
	if (parser == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the XML parser");
	parser->_private = parse;
	parser->sax->internalSubset = refuse_doctype;
	parser->sax->serror = (xmlStructuredErrorFunc)on_error;

	xmlDocPtr doc = xmlCtxtReadMemory(parser, bytes.len > 0 ? bytes.at : "", (int)bytes.len, NULL, encoding,
					  PARSE_OPTIONS | options);
	bool whole = doc != NULL && xmlDocGetRootElement(doc) != NULL && !parse->has_doctype &&
		     (parser->wellFormed || ((options & XML_PARSE_RECOVER) != 0 && parse->only_unclosed));
	if (whole) {
		*ret_doc = doc;
		return OK;
	}
	xmlFreeDoc(doc);
	if (parse->has_doctype)
		return err_set(reterr, ERR_FORMAT, "the XML has a DOCTYPE, which is refused");
	if (parse->first_code == XML_ERR_NO_MEMORY)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the XML document");
	char where[32];
	(void)snprintf(where, sizeof(where), "line %d", parse->first_line > 0 ? parse->first_line : 1);
	return err_set_at(reterr, ERR_FORMAT, where, NULL, "the XML is not well formed: %s",
			  parse->first_words[0] != '\0' ? parse->first_words : "no root element");
}

enum rc xml_parse(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr)
{
	struct parse parse;
	return parse_with(bytes, NULL, 0, ret_doc, &parse, reterr);
}

/* The encoding that the bytes have, NULL when it must be left to the parser (UTF-16 and its like). */
static const char *encoding_of(struct text bytes)
{
	size_t head = bytes.len < 4 ? bytes.len : 4;
	if (head > 0 && memchr(bytes.at, '\0', head) != NULL)
		return NULL;
	if (text_starts(bytes, "\xff\xfe") || text_starts(bytes, "\xfe\xff"))
		return NULL;
	return translit_is_utf8(bytes) ? "UTF-8" : "ISO-8859-1";
}

enum rc xml_parse_lenient(struct text bytes, xmlDocPtr *ret_doc, unsigned *ret_variants, struct err *reterr)
{
	unsigned variants = 0;
	struct text trimmed = text_trim(bytes);
	if (trimmed.at != bytes.at && text_starts(trimmed, "<?xml"))
		variants |= XML_VARIANT_BLANKS;
	const char *encoding = encoding_of(trimmed);
	int ignore = encoding != NULL ? XML_PARSE_IGNORE_ENC : 0;

	struct parse parse;
	xmlDocPtr doc = NULL;
	enum rc rc = parse_with(trimmed, encoding, ignore, &doc, &parse, reterr);
	if (rc == ERR_FORMAT && !parse.has_doctype && parse.only_unclosed) {
		variants |= XML_VARIANT_UNCLOSED;
		rc = parse_with(trimmed, encoding, ignore | XML_PARSE_RECOVER, &doc, &parse, reterr);
	}
	if (rc != OK)
		return rc;
	struct text head = {trimmed.at, trimmed.len < 200 ? trimmed.len : 200};
	bool says_latin = memmem(head.at, head.len, "8859-1", 6) != NULL;
	bool has_high = false;
	for (size_t i = 0; i < trimmed.len && !has_high; i++)
		has_high = (unsigned char)trimmed.at[i] >= 0x80;
	if (has_high && encoding != NULL && says_latin != (strcmp(encoding, "ISO-8859-1") == 0))
		variants |= XML_VARIANT_ENCODING;
	*ret_doc = doc;
	if (ret_variants != NULL)
		*ret_variants = variants;
	return OK;
}

void xml_doc_cleanup(xmlDocPtr *doc)
{
	xmlFreeDoc(*doc);
	*doc = NULL;
}

xmlNodePtr xml_root(xmlDocPtr doc)
{
	return xmlDocGetRootElement(doc);
}

static xmlNodePtr element_from(xmlNodePtr node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNodePtr xml_first_element(xmlNodePtr parent)
{
	return element_from(parent->children);
}

xmlNodePtr xml_next_element(xmlNodePtr element)
{
	return element_from(element->next);
}

bool xml_is(xmlNodePtr element, const char *name)
{
	return element->type == XML_ELEMENT_NODE && (element->ns == NULL || element->ns->prefix == NULL) &&
	       strcmp((const char *)element->name, name) == 0;
}

xmlNodePtr xml_child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr child = xml_first_element(parent);
	while (child != NULL && !xml_is(child, name))
		child = xml_next_element(child);
	return child;
}

/* Take over a string of libxml2. */
static const char *taken(struct arena *arena, xmlChar *text)
{
	if (text == NULL)
		return NULL;
	const char *copy = arena_text(arena, text_of((const char *)text));
	xmlFree(text);
	return copy;
}

const char *xml_content(struct arena *arena, xmlNodePtr element)
{
	return element == NULL ? NULL : taken(arena, xmlNodeGetContent(element));
}

const char *xml_attribute(struct arena *arena, xmlNodePtr element, const char *name)
{
	return taken(arena, xmlGetNoNsProp(element, (const xmlChar *)name));
}

struct text xml_value(struct arena *arena, const xmlAttr *attribute)
{
	const xmlNode *first = attribute->children;
	if (first == NULL)
		return (struct text){"", 0};
	if (first->next == NULL && first->type == XML_TEXT_NODE && first->content != NULL)
		return text_of((const char *)first->content);
	const char *copy = taken(arena, xmlNodeListGetString(attribute->doc, attribute->children, 1));
	return copy != NULL ? text_of(copy) : (struct text){NULL, 0};
}

static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '\'': return "&apos;";
	case '"': return "&quot;";
	case '\t': return "&#9;";
	case '\n': return "&#10;";
	case '\r': return "&#13;";
	default: return c < ' ' ? "" : NULL;
	}
}

void xml_escape(struct buf *out, struct text text)
{
	size_t start = 0;
	for (size_t i = 0; i < text.len; i++) {
		const char *escape = escape_of((unsigned char)text.at[i]);
		if (escape == NULL)
			continue;
		buf_put(out, text.at + start, i - start);
		buf_puts(out, escape);
		start = i + 1;
	}
	if (start < text.len)
		buf_put(out, text.at + start, text.len - start);
}

/* One character of valid UTF-8 off the front. */
static uint32_t take_character(struct text *text)
{
	unsigned char c = (unsigned char)text->at[0];
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	uint32_t character = len == 1 ? c : c & (0xffu >> (len + 1));
	for (size_t k = 1; k < len && k < text->len; k++)
		character = character << 6 | ((unsigned char)text->at[k] & 0x3fu);
	len = len < text->len ? len : text->len;
	text->at += len;
	text->len -= len;
	return character;
}

/* Characters up to `last` as one byte, the others as references. */
static enum rc recode_single(struct arena *arena, struct text utf8, uint32_t last, struct text *ret_bytes,
			     struct err *reterr)
{
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	while (utf8.len > 0) {
		size_t plain = 0;
		while (plain < utf8.len && (unsigned char)utf8.at[plain] < 0x80)
			plain++;
		buf_put(&out, utf8.at, plain);
		utf8.at += plain;
		utf8.len -= plain;
		if (utf8.len == 0)
			break;
		uint32_t character = take_character(&utf8);
		if (character <= last)
			buf_putc(&out, (char)character);
		else
			buf_printf(&out, "&#%u;", character);
	}
	const char *bytes = buf_failed(&out) ? NULL : arena_copy(arena, buf_view(&out).at, out.len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the document");
	*ret_bytes = (struct text){bytes, out.len};
	return OK;
}

enum rc xml_recode(struct arena *arena, struct text utf8, const char *encoding, struct text *ret_bytes,
		   struct err *reterr)
{
	xmlCharEncoding known = encoding != NULL ? xmlParseCharEncoding(encoding) : XML_CHAR_ENCODING_UTF8;
	if (known == XML_CHAR_ENCODING_UTF8 || known == XML_CHAR_ENCODING_NONE) {
		*ret_bytes = utf8;
		return OK;
	}
	if (known == XML_CHAR_ENCODING_8859_1)
		return recode_single(arena, utf8, 0xff, ret_bytes, reterr);
	if (known == XML_CHAR_ENCODING_ASCII)
		return recode_single(arena, utf8, 0x7f, ret_bytes, reterr);

	/* Rare ones: libxml2 writes them itself. */
	struct parse parse;
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	enum rc rc = parse_with(utf8, "UTF-8", XML_PARSE_IGNORE_ENC, &doc, &parse, reterr);
	if (rc != OK)
		return rc;
	xmlChar *dumped = NULL;
	int len = 0;
	/* Asked first, as xmlDocDumpMemoryEnc() would complain on standard error; the answer must be closed. */
	xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler(encoding);
	if (handler != NULL) {
		(void)xmlCharEncCloseFunc(handler);
		xmlDocDumpMemoryEnc(doc, &dumped, &len, encoding);
	}
	if (dumped == NULL)
		return err_set(reterr, ERR_UNKNOWN, "the encoding \"%s\" is not known", encoding);
	const char *bytes = arena_copy(arena, dumped, (size_t)len);
	xmlFree(dumped);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the document");
	*ret_bytes = (struct text){bytes, (size_t)len};
	return OK;
}
