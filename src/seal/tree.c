#include "seal/tree.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxml/xmlsave.h>

#include "base/limits.h"
#include "seal/handles.h"
#include "seal/library.h"

static void parser_cleanup(xmlParserCtxtPtr *parser)
{
	if (*parser != NULL && (*parser)->myDoc != NULL)
		xmlFreeDoc((*parser)->myDoc);
	if (*parser != NULL)
		xmlFreeParserCtxt(*parser);
}

/* Called at the start of a DOCTYPE, before a single declaration in it is read. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	(void)name;
	(void)id;
	(void)system;
	xmlParserCtxtPtr parser = context;
	*(bool *)parser->_private = true;
	xmlStopParser(parser);
}

static xmlNodePtr next_in_document_order(xmlNodePtr node, const xmlNode *top)
{
	if (node->children != NULL && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != top && node->next == NULL)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static bool is_relative(const xmlChar *uri)
{
	if (uri == NULL || uri[0] == '\0')
		return false; /* xmlns="" undoes a default namespace */
	xmlURIPtr parsed = xmlParseURI((const char *)uri);
	bool relative = parsed == NULL || parsed->scheme == NULL;
	xmlFreeURI(parsed);
	return relative;
}

static enum rc check_namespaces(xmlNodePtr root, struct err *reterr)
{
	for (xmlNodePtr node = root; node != NULL; node = next_in_document_order(node, root)) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (const xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next)
			if (is_relative(ns->href))
				return err_set(reterr, ERR_FORMAT,
					       "line %ld: the namespace \"%.100s\" is not an absolute URI, so the "
					       "document has "
					       "no canonical form to sign",
					       xmlGetLineNo(node), (const char *)ns->href);
	}
	return OK;
}

enum rc tree_parse(struct text bytes, xmlDocPtr *ret_doc, struct err *reterr)
{
	if (bytes.len == 0 || bytes.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "an XML document of %zu bytes; 1 to %u are taken", bytes.len,
			       LIMIT_DOCUMENT_BYTES);
	library_forget_errors();
	CLEANUP(parser_cleanup) xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(bytes.at, (int)bytes.len);
	if (parser == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for an XML parser");
	bool has_doctype = false;
	parser->_private = &has_doctype;
	(void)xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
						XML_PARSE_BIG_LINES | XML_PARSE_COMPACT);
	parser->sax->internalSubset = refuse_doctype;
	int parsed = xmlParseDocument(parser);
	if (has_doctype)
		return err_set(reterr, ERR_FORMAT, "the document has a DOCTYPE; none is taken");
	if (parsed != 0 || !parser->wellFormed || parser->myDoc == NULL) {
		const char *words = parser->lastError.message != NULL ? parser->lastError.message : "unreadable";
		return err_set(reterr, ERR_FORMAT, "not well-formed XML in line %d: %.*s", parser->lastError.line,
			       (int)strcspn(words, "\r\n"), words);
	}
	CLEANUP(doc_cleanup) xmlDocPtr doc = parser->myDoc;
	parser->myDoc = NULL;
	xmlNodePtr root = xmlDocGetRootElement(doc);
	if (root == NULL || doc->intSubset != NULL)
		return err_set(reterr, ERR_FORMAT, "the document has no root element");
	enum rc rc = check_namespaces(root, reterr);
	if (rc == OK) {
		*ret_doc = doc;
		doc = NULL;
	}
	return rc;
}

enum rc tree_write(struct arena *arena, xmlDocPtr doc, struct text *ret_bytes, struct err *reterr)
{
	CLEANUP(xml_buffer_cleanup) xmlBufferPtr out = xmlBufferCreate();
	const char *encoding = doc->encoding != NULL ? (const char *)doc->encoding : "UTF-8";
	xmlSaveCtxtPtr save = out != NULL ? xmlSaveToBuffer(out, encoding, XML_SAVE_AS_XML) : NULL;
	if (save == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "cannot write XML in %s", encoding);
	bool written = xmlSaveDoc(save, doc) >= 0;
	written = xmlSaveClose(save) >= 0 && written;
	size_t len = (size_t)xmlBufferLength(out);
	char *copy = written ? arena_copy(arena, xmlBufferContent(out), len) : NULL;
	if (copy == NULL || len == 0)
		return err_set(reterr, ERR_NO_MEMORY, "cannot write the XML document: %s", library_reason());
	*ret_bytes = (struct text){copy, len};
	return OK;
}

bool tree_is_dsig(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE && node->ns != NULL && node->ns->href != NULL &&
	       strcmp((const char *)node->ns->href, TREE_DSIG_NAMESPACE) == 0 &&
	       (name == NULL || strcmp((const char *)node->name, name) == 0);
}

xmlNodePtr tree_next_element(xmlNodePtr node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

int tree_count_signatures(xmlDocPtr doc, xmlNodePtr *ret_last)
{
	int count = 0;
	xmlNodePtr root = xmlDocGetRootElement(doc);
	for (xmlNodePtr node = root; node != NULL; node = next_in_document_order(node, root))
		if (tree_is_dsig(node, "Signature")) {
			count++;
			*ret_last = node;
		}
	return count;
}
