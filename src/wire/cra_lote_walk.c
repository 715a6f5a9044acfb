#include <string.h>

#include "wire/cra_lote_layout.h"

void lote_walk_columns(struct lote_walk *walk, struct text bytes)
{
	*walk = (struct lote_walk){.columns = true, .rest = bytes};
}

void lote_walk_xml(struct lote_walk *walk, struct arena *arena, xmlNodePtr root)
{
	*walk = (struct lote_walk){.arena = arena, .node = root->children};
}

static const struct layout *layout_of_line(struct text line, enum lote_event *ret_event)
{
	if (line.len == LOTE_WIDTH && line.at[0] == '0') {
		*ret_event = LOTE_HEADER;
		return &lote_header;
	}
	if (line.len == LOTE_WIDTH && line.at[0] == '1') {
		*ret_event = LOTE_TRANSACTION;
		return &lote_transaction;
	}
	if (line.len == LOTE_WIDTH && line.at[0] == '9') {
		*ret_event = LOTE_TRAILER;
		return &lote_trailer;
	}
	*ret_event = LOTE_ODD_LINE;
	return NULL;
}

static void next_line(struct lote_walk *walk, enum lote_event *ret_event, struct record *record)
{
	struct text line;
	if (walk->rest.len == 0 || !text_next(&walk->rest, '\n', &line)) {
		*ret_event = LOTE_END;
		return;
	}
	walk->line_number++;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	walk->line = line;
	const struct layout *layout = layout_of_line(line, ret_event);
	if (layout != NULL)
		record_from_columns(record, layout, line);
}

static const struct layout *layout_of_element(xmlNodePtr element, enum lote_event *ret_event)
{
	if (xml_is(element, "tr")) {
		*ret_event = LOTE_TRANSACTION;
		return &lote_transaction;
	}
	if (xml_is(element, "hd")) {
		*ret_event = LOTE_HEADER;
		return &lote_header;
	}
	if (xml_is(element, "tl")) {
		*ret_event = LOTE_TRAILER;
		return &lote_trailer;
	}
	*ret_event = LOTE_ODD_ELEMENT;
	return NULL;
}

static xmlNodePtr next_from(xmlNodePtr node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

enum rc lote_walk_next(struct lote_walk *walk, enum lote_event *ret_event, struct record *record,
		       int *ret_unknown_attributes, struct err *reterr)
{
	*ret_unknown_attributes = 0;
	if (walk->columns) {
		next_line(walk, ret_event, record);
		return OK;
	}
	xmlNodePtr element = next_from(walk->node);
	while (element == NULL && walk->comarca != NULL) {
		/* A missing end tag leaves the next comarca inside the one before. */
		element = next_from(walk->comarca->next);
		walk->comarca = xml_is(walk->comarca->parent, "comarca") ? walk->comarca->parent : NULL;
	}
	walk->element = element;
	if (element == NULL) {
		walk->node = NULL;
		*ret_event = LOTE_END;
		return OK;
	}
	walk->line_number = (int)xmlGetLineNo(element);
	if (xml_is(element, "comarca")) {
		walk->comarca = element;
		walk->node = element->children;
		*ret_event = LOTE_COMARCA;
		return OK;
	}
	walk->node = element->next;
	const struct layout *layout = layout_of_element(element, ret_event);
	if (layout == NULL)
		return OK;
	return record_from_element(record, layout, walk->arena, element, ret_unknown_attributes, reterr);
}

struct text lote_walk_comarca(const struct lote_walk *walk)
{
	if (walk->comarca == NULL)
		return (struct text){"", 0};
	for (const xmlAttr *attribute = walk->comarca->properties; attribute != NULL; attribute = attribute->next) {
		const char *name = (const char *)attribute->name;
		if (strcmp(name, "CodMun") == 0 || strcmp(name, "codmun") == 0)
			return text_trim(xml_value(walk->arena, attribute));
	}
	return (struct text){"", 0};
}

const char *lote_root_name(enum lote_kind kind)
{
	static const char *const names[] = {
		[LOTE_TPR] = "remessa",
		[LOTE_CRT] = "confirmacao",
		[LOTE_RTP] = "retorno",
		[LOTE_AND] = "relatorio",
	};
	return names[kind];
}

/* A CRA puts what it has to give under the name of the file or under <relatorio>. */
bool lote_is_root(xmlNodePtr root, enum lote_kind kind)
{
	return xml_is(root, lote_root_name(kind)) || xml_is(root, "relatorio") ||
	       (kind == LOTE_AND && (xml_is(root, "andamento") || xml_is(root, "remessa")));
}
