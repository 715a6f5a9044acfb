#include <stdio.h>
#include <string.h>

#include "wire/spc_format.h"
#include "wire/spc_request.h"

#define ENVELOPE_NS "http://schemas.xmlsoap.org/soap/envelope/"

#define FIND(checker, level, ...) SPC_FIND(checker, level, (checker)->request->operation, __VA_ARGS__)
#define VIOLATION(checker, ...)   FIND(checker, FINDING_VIOLATION, __VA_ARGS__)

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

static bool is_in(xmlNodePtr element, const char *namespace_uri)
{
	return element->ns != NULL && element->ns->href != NULL &&
	       strcmp((const char *)element->ns->href, namespace_uri) == 0;
}

xmlNodePtr spc_operation(xmlNodePtr root)
{
	xmlNodePtr body = local_is(root, "Envelope") ? local_child(root, "Body") : NULL;
	return body != NULL ? xml_first_element(body) : NULL;
}

static void place_at(struct spc_checker *checker, xmlNodePtr element)
{
	(void)snprintf(checker->place, sizeof(checker->place), "line %ld", xmlGetLineNo(element));
}

/* Go one name down; give the length back to leave again. */
static size_t enter(struct spc_checker *checker, const char *name)
{
	size_t len = strlen(checker->path);
	(void)snprintf(checker->path + len, sizeof(checker->path) - len, "%s%.60s", len > 0 ? "/" : "", name);
	return len;
}

static void leave(struct spc_checker *checker, size_t len)
{
	checker->path[len] = '\0';
}

static void find_at(struct spc_checker *checker, enum finding_level level, const char *name, const char *words)
{
	size_t len = enter(checker, name);
	FIND(checker, level, "%s", words);
	leave(checker, len);
}

static bool is_wanted(const struct spc_checker *checker, const struct spc_part *part)
{
	switch (part->need) {
	case SPC_REQUIRED: return true;
	case SPC_IF_PERSON: return text_is(checker->person_type, "F");
	case SPC_IF_COMPANY: return text_is(checker->person_type, "J");
	case SPC_OPTIONAL: return false;
	}
	return false;
}

/* The block of the other kind of person: left out by most, sent empty by one client. */
static bool is_foreign(const struct spc_checker *checker, const struct spc_part *part)
{
	return (part->need == SPC_IF_PERSON && text_is(checker->person_type, "J")) ||
	       (part->need == SPC_IF_COMPANY && text_is(checker->person_type, "F"));
}

static bool has_attributes(struct arena *arena, xmlNodePtr element)
{
	for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
		if (text_trim(xml_value(arena, attribute)).len > 0)
			return true;
	for (xmlNodePtr child = xml_first_element(element); child != NULL; child = xml_next_element(child))
		if (has_attributes(arena, child))
			return true;
	return false;
}

static bool says_nothing(struct arena *arena, xmlNodePtr element)
{
	return text_trim(text_of(xml_content(arena, element))).len == 0 && !has_attributes(arena, element);
}

/* An element that is there and blank. */
static void check_blank(struct spc_checker *checker, const struct spc_part *part)
{
	bool is_text = part->type == SPC_TEXT || part->type == SPC_WORDS || part->type == SPC_EMAIL;
	if (part->type == SPC_UNKNOWN)
		return;
	if (part->need == SPC_REQUIRED)
		VIOLATION(checker, "is blank");
	else
		FIND(checker, is_text ? FINDING_NOTE : FINDING_VIOLATION,
		     "is blank; right is to leave it out when there is nothing to say");
}

static void check_text_of(struct spc_checker *checker, const struct spc_part *part, struct text raw)
{
	struct text value = text_trim(raw);
	if (value.len == 0)
		check_blank(checker, part);
	else
		spc_check_value(checker, part, value);
	if (part->type == SPC_CONTRACT && value.len > 0 && value.len != raw.len)
		VIOLATION(checker, "has blanks around it; it is part of the record's key, to be found again by");
}

static int part_of(const struct spc_part *block, const char *prefix, const xmlChar *name)
{
	size_t len = strlen(prefix);
	for (int i = 0; i < block->parts_count; i++) {
		const char *known = block->parts[i].name;
		if ((known[0] == '@') == (len == 1) && strcmp(known + len, (const char *)name) == 0)
			return i;
	}
	return -1;
}

static uint32_t check_attributes(struct spc_checker *checker, const struct spc_part *block, xmlNodePtr element)
{
	uint32_t seen = 0;
	for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
		int i = attribute->ns == NULL ? part_of(block, "@", attribute->name) : -1;
		if (i < 0) {
			FIND(checker, FINDING_NOTE, "nobody knows the attribute %.40s", (const char *)attribute->name);
			continue;
		}
		size_t len = enter(checker, block->parts[i].name);
		seen |= UINT32_C(1) << i;
		check_text_of(checker, &block->parts[i], xml_value(checker->arena, attribute));
		leave(checker, len);
	}
	return seen;
}

static void check_text_element(struct spc_checker *checker, const struct spc_part *part, xmlNodePtr element)
{
	(void)check_attributes(checker, part, element);
	if (xml_first_element(element) != NULL)
		VIOLATION(checker, "holds elements; right is a text");
	else
		check_text_of(checker, part, text_of(xml_content(checker->arena, element)));
}

static void check_block(struct spc_checker *checker, const struct spc_part *block, xmlNodePtr element);

static void check_element(struct spc_checker *checker, const struct spc_part *part, xmlNodePtr element)
{
	size_t len = enter(checker, part->name);
	place_at(checker, element);
	if (element->ns != NULL)
		VIOLATION(checker, "is in a namespace; right is none, as only the operation is in the service's");
	if (is_foreign(checker, part))
		FIND(checker, says_nothing(checker->arena, element) ? FINDING_NOTE : FINDING_VIOLATION,
		     "does not go with tipo-pessoa %.*s; right is to leave it out", TEXT_ARG(checker->person_type));
	else if (part->type == SPC_BLOCK)
		check_block(checker, part, element);
	else
		check_text_element(checker, part, element);
	leave(checker, len);
}

/* The order is a rule of the service: an element stands where the table has it. */
static uint32_t check_children(struct spc_checker *checker, const struct spc_part *block, xmlNodePtr element)
{
	uint32_t seen = 0;
	int last = -1;
	for (xmlNodePtr child = xml_first_element(element); child != NULL; child = xml_next_element(child)) {
		int i = part_of(block, "", child->name);
		place_at(checker, child);
		if (i < 0) {
			FIND(checker, FINDING_NOTE, "nobody knows the element <%.40s>", (const char *)child->name);
			continue;
		}
		size_t len = enter(checker, block->parts[i].name);
		if ((seen >> i & 1) != 0)
			VIOLATION(checker, "stands a second time; once is right");
		else if (i < last)
			VIOLATION(checker,
				  "stands after <%s>; right is before it, as the order of the elements is fixed",
				  block->parts[last].name);
		leave(checker, len);
		seen |= UINT32_C(1) << i;
		last = i > last ? i : last;
		check_element(checker, &block->parts[i], child);
	}
	return seen;
}

static bool has_stray_text(xmlNodePtr element)
{
	for (const xmlNode *node = element->children; node != NULL; node = node->next)
		if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
		    text_trim(text_of((const char *)node->content)).len > 0)
			return true;
	return false;
}

static void check_block(struct spc_checker *checker, const struct spc_part *block, xmlNodePtr element)
{
	if (has_stray_text(element))
		VIOLATION(checker, "has text between its elements");
	uint32_t seen = check_attributes(checker, block, element) | check_children(checker, block, element);
	place_at(checker, element);
	for (int i = 0; i < block->parts_count; i++)
		if ((seen >> i & 1) == 0 && is_wanted(checker, &block->parts[i]))
			find_at(checker, FINDING_VIOLATION, block->parts[i].name, "is missing");
}

/* One debt of one person a call: one part in one operation in one body. */
static void check_operation(struct spc_checker *checker, xmlNodePtr operation)
{
	const struct spc_part *part = &checker->request->part;
	xmlNodePtr found = xml_first_element(operation);
	while (found != NULL && !local_is(found, part->name))
		found = xml_next_element(found);
	if (!is_in(operation, SPC_SERVICE_NS))
		VIOLATION(checker, "is not in the namespace of the service; right is %s", SPC_SERVICE_NS);
	if (found == NULL) {
		xmlNodePtr other = xml_first_element(operation);
		VIOLATION(checker, "has %s%.40s; right is <%s>", other != NULL ? "the element " : "no element",
			  other != NULL ? (const char *)other->name : "", part->name);
		return;
	}
	for (xmlNodePtr child = xml_first_element(operation); child != NULL; child = xml_next_element(child)) {
		place_at(checker, child);
		if (child != found)
			VIOLATION(checker,
				  "has <%.40s> too; right is one <%s>, as a call carries one debt of one person",
				  (const char *)child->name, part->name);
	}
	struct text type = spc_value(checker->arena, found, "tipo-pessoa", NULL);
	if (text_is(type, "F") || text_is(type, "J"))
		checker->person_type = type;
	leave(checker, 0);
	place_at(checker, found);
	if (found->ns != NULL)
		find_at(checker, FINDING_VIOLATION, part->name,
			"is in a namespace; right is none, as only the operation is in the service's");
	check_block(checker, part, found);
	spc_check_together(checker, found);
}

static void check_header(struct spc_checker *checker, xmlNodePtr root)
{
	xmlNodePtr header = local_child(root, "Header");
	if (header == NULL || xml_first_element(header) == NULL)
		return;
	place_at(checker, header);
	find_at(checker, FINDING_NOTE, "Header", "is not empty; the service asks for HTTP Basic and nothing here");
}

static void check_envelope(struct spc_checker *checker, xmlNodePtr root)
{
	const char *name = checker->request->operation;
	place_at(checker, root);
	if (!local_is(root, "Envelope")) {
		find_at(checker, FINDING_VIOLATION, "Envelope",
			"the root is another element; right is a SOAP envelope");
		return;
	}
	if (!is_in(root, ENVELOPE_NS))
		find_at(checker, FINDING_VIOLATION, "Envelope", "is not one of SOAP 1.1; right is " ENVELOPE_NS);
	check_header(checker, root);
	place_at(checker, root);
	xmlNodePtr operation = spc_operation(root);
	if (operation == NULL) {
		find_at(checker, FINDING_VIOLATION, "Body", "is missing or empty; right is one operation");
		return;
	}
	place_at(checker, operation);
	size_t len = enter(checker, "Body");
	if (xml_next_element(operation) != NULL)
		VIOLATION(checker, "has more than one element; right is one, as a call carries one debt of one person");
	if (!local_is(operation, name))
		VIOLATION(checker, "has <%.40s>; right is <%s>", (const char *)operation->name, name);
	leave(checker, len);
	if (!local_is(operation, name))
		return;
	(void)enter(checker, name);
	check_operation(checker, operation);
}

static enum rc check_request(const struct spc_request *request, struct arena *arena, struct text bytes,
			     struct report *report, struct err *reterr)
{
	xmlDocPtr doc CLEANUP(xml_doc_cleanup) = NULL;
	struct err err = {0};
	enum rc rc = xml_parse(bytes, &doc, &err);
	if (rc == ERR_FORMAT) {
		report_add(report, FINDING_VIOLATION, err.where[0] != '\0' ? err.where : "file", "", request->operation,
			   "%s", err.words);
		return OK;
	}
	if (rc != OK) {
		if (reterr != NULL)
			*reterr = err;
		return rc;
	}
	struct spc_checker checker = {.arena = arena, .report = report, .request = request, .place = "file"};
	if (doc->encoding != NULL && xmlParseCharEncoding((const char *)doc->encoding) != XML_CHAR_ENCODING_UTF8)
		VIOLATION(&checker, "the encoding is %.40s; right is UTF-8", (const char *)doc->encoding);
	check_envelope(&checker, xml_root(doc));
	return arena_failed(arena) ? err_set(reterr, ERR_NO_MEMORY, "no memory to check the request") : OK;
}

enum rc spc_incluir_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)
{
	return check_request(&spc_incluir, arena, bytes, report, reterr);
}

enum rc spc_excluir_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)
{
	return check_request(&spc_excluir, arena, bytes, report, reterr);
}
