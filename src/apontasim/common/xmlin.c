#include "apontasim/common/xmlin.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"

#define DEPTH_MAX 16

static void document_free(xmlDoc **document)
{
	xmlFreeDoc(*document);
}

static void context_free(xmlParserCtxt **context)
{
	xmlFreeParserCtxt(*context);
}

static const char *kept(struct arena *arena, const xmlChar *text)
{
	const char *copy = arena_text(arena, text_of((const char *)text));
	return copy != NULL ? copy : "";
}

static void attributes_copy(struct arena *arena, xmlNode *node, struct xml_element *element)
{
	struct xml_attribute **tail = &element->attributes;
	for (xmlAttr *from = node->properties; from != NULL; from = from->next) {
		struct xml_attribute *attribute = arena_alloc(arena, sizeof(*attribute));
		xmlChar *value = xmlNodeListGetString(node->doc, from->children, 1);
		if (attribute != NULL) {
			attribute->name = kept(arena, from->name);
			attribute->value = kept(arena, value);
			*tail = attribute;
			tail = &attribute->next;
		}
		xmlFree(value);
	}
}

/* Text of the element itself: CDATA and text nodes, put together. Most elements have one such node. */
static const char *text_copy_in(struct arena *arena, xmlNode *node)
{
	const xmlNode *only = NULL;
	int count = 0;
	size_t total = 0;
	for (const xmlNode *child = node->children; child != NULL; child = child->next)
		if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content != NULL) {
			only = child;
			count++;
			total += strlen((const char *)child->content);
		}
	if (count <= 1)
		return only != NULL ? kept(arena, only->content) : "";
	char *text = arena_alloc(arena, total + 1);
	char *at = text;
	for (const xmlNode *child = node->children; text != NULL && child != NULL; child = child->next)
		if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content != NULL) {
			size_t len = strlen((const char *)child->content);
			memcpy(at, child->content, len);
			at += len;
		}
	return text != NULL ? text : "";
}

static struct xml_element *element_copy(struct arena *arena, xmlNode *node, int depth)
{
	struct xml_element *element = arena_alloc(arena, sizeof(*element));
	if (element == NULL || depth > DEPTH_MAX)
		return NULL;
	element->name = kept(arena, node->name);
	element->namespace_uri = node->ns != NULL ? kept(arena, node->ns->href) : "";
	element->line = (int)xmlGetLineNo(node);
	element->text = text_copy_in(arena, node);
	attributes_copy(arena, node, element);
	struct xml_element **tail = &element->children;
	for (xmlNode *child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		*tail = element_copy(arena, child, depth + 1);
		if (*tail == NULL)
			return NULL;
		tail = &(*tail)->next;
	}
	return element;
}

enum rc xml_in(struct arena *arena, struct text bytes, const char *encoding, struct xml_element **ret_root,
	       struct err *reterr)
{
	int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE;
	CLEANUP(context_free) xmlParserCtxt *context = xmlNewParserCtxt();
	CLEANUP(document_free) xmlDoc *document = NULL;
	if (context == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to read XML");
	if (bytes.len == 0 || bytes.len > INT_MAX)
		return err_set(reterr, ERR_FORMAT, "there is no document");
	if (memmem(bytes.at, bytes.len, "<!DOCTYPE", strlen("<!DOCTYPE")) != NULL)
		return err_set(reterr, ERR_FORMAT, "a DOCTYPE is not taken"); /* before its entities are looked at */
	document = xmlCtxtReadMemory(context, bytes.at, (int)bytes.len, NULL, encoding, options);
	if (document == NULL || context->wellFormed == 0) {
		const xmlError *error = xmlCtxtGetLastError(context);
		return err_set(reterr, ERR_FORMAT, "not well formed, line %d", error != NULL ? error->line : 0);
	}
	if (document->intSubset != NULL || document->extSubset != NULL)
		return err_set(reterr, ERR_FORMAT, "a DOCTYPE is not taken");
	struct xml_element *root = element_copy(arena, xmlDocGetRootElement(document), 0);
	if (root == NULL || arena_failed(arena))
		return err_set(reterr, ERR_FORMAT, "too deep or too large");
	*ret_root = root;
	return OK;
}

const char *xml_attribute(const struct xml_element *element, const char *name)
{
	for (const struct xml_attribute *at = element->attributes; at != NULL; at = at->next)
		if (strcmp(at->name, name) == 0)
			return at->value;
	return NULL;
}

struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
	struct xml_element *child = element->children;
	while (child != NULL && strcmp(child->name, name) != 0)
		child = child->next;
	return child;
}
