#include "wire/xml_tree.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/xml_gap.h"

#define KEY_BYTES 512

struct decoder {
	const struct tree_format *format;
	struct arena *arena;
	struct json_out json;
	struct gaps gaps;
};

static const struct layout *layout_of(const struct tree_format *format, const char *element)
{
	for (const struct layout *const *layout = format->layouts; layout != NULL && *layout != NULL; layout++)
		if (strcmp((*layout)->element, element) == 0)
			return *layout;
	return NULL;
}

static bool is_field(const void *context, const xmlAttr *attribute)
{
	const struct layout *layout = context;
	return layout != NULL && attribute->ns == NULL &&
	       layout_field_named(layout, (const char *)attribute->name) != NULL;
}

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

/* Text or nothing inside, so that one value says it all. */
static bool is_leaf(xmlNodePtr element)
{
	for (const xmlNode *node = element->children; node != NULL; node = node->next)
		if (!is_text(node))
			return false;
	return true;
}

static void put_leaf(struct decoder *decoder, const char *key, xmlNodePtr element)
{
	xmlChar *text = xmlNodeGetContent(element);
	if (key == NULL || key[0] != '#' || (text != NULL && text[0] != '\0'))
		json_chars(&decoder->json, key, text != NULL ? (const char *)text : "");
	xmlFree(text);
}

/* Names of children that an element had so far, and in how many runs. */
struct seen {
	const char *name;
	int runs;
	struct seen *next;
};

struct seen_list {
	struct seen *first;
	int count;
};

/* A few names are usual; the list is short, and a document that makes it long is not of ours. */
#define NAMES_MAX 100

static enum rc key_of_run(struct decoder *decoder, struct seen_list *list, const char *name, char key[KEY_BYTES],
			  struct err *reterr)
{
	struct seen *seen = list->first;
	while (seen != NULL && strcmp(seen->name, name) != 0)
		seen = seen->next;
	if (seen == NULL) {
		if (++list->count > NAMES_MAX)
			return err_set(reterr, ERR_RANGE, "an element has more than %d differently named children",
				       NAMES_MAX);
		seen = arena_alloc(decoder->arena, sizeof(*seen));
		if (seen == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for the names of elements");
		*seen = (struct seen){name, 0, list->first};
		list->first = seen;
	}
	int len = ++seen->runs == 1 ? snprintf(key, KEY_BYTES, "%s", name)
				    : snprintf(key, KEY_BYTES, "%s#%d", name, seen->runs);
	return len < KEY_BYTES ? OK : err_set(reterr, ERR_RANGE, "an element has a name of %d characters", len);
}

static enum rc put_element(struct decoder *decoder, const char *key, xmlNodePtr element, int depth, struct err *reterr);

/* Hand the nodes before `child` (NULL: all that are left) to the gaps. */
static void take_gap(struct decoder *decoder, xmlNodePtr *node, xmlNodePtr child)
{
	for (; *node != child; *node = (*node)->next)
		gaps_take(&decoder->gaps, *node);
	gaps_mark(&decoder->gaps);
	if (*node != NULL)
		*node = (*node)->next;
}

static enum rc put_children(struct decoder *decoder, xmlNodePtr element, int depth, struct err *reterr)
{
	struct seen_list list = {0};
	xmlNodePtr node = element->children;
	xmlNodePtr child = xml_first_element(element);
	if (child == NULL)
		json_bool(&decoder->json, "#open", true);
	while (child != NULL) {
		char key[KEY_BYTES];
		const char *name = element_name(decoder->arena, child);
		if (name == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for the names of elements");
		enum rc rc = key_of_run(decoder, &list, name, key, reterr);
		xmlNodePtr next = xml_next_element(child);
		const char *next_name = next != NULL ? element_name(decoder->arena, next) : NULL;
		bool is_run = next_name != NULL && strcmp(next_name, name) == 0;
		if (is_run)
			json_open_array(&decoder->json, key);
		bool goes_on = true;
		while (rc == OK && goes_on) {
			take_gap(decoder, &node, child);
			rc = put_element(decoder, is_run ? NULL : key, child, depth + 1, reterr);
			child = xml_next_element(child);
			next_name = child != NULL ? element_name(decoder->arena, child) : NULL;
			goes_on = next_name != NULL && strcmp(next_name, name) == 0;
		}
		if (rc != OK)
			return rc;
		if (is_run)
			json_close_array(&decoder->json);
	}
	take_gap(decoder, &node, NULL);
	return OK;
}

static enum rc put_fields(struct decoder *decoder, const struct layout *layout, xmlNodePtr element, struct err *reterr)
{
	struct record record;
	int unknown = 0;
	enum rc rc = record_from_element(&record, layout, decoder->arena, element, &unknown, reterr);
	if (rc == OK)
		record_to_json(&record, false, &decoder->json);
	return rc;
}

/* The JSON is read with a cap on its depth, and an element takes two levels of it. */
#define ELEMENTS_DEEP_MAX (JSON_DEPTH_MAX / 2 - 4)

static enum rc put_element(struct decoder *decoder, const char *key, xmlNodePtr element, int depth, struct err *reterr)
{
	enum rc rc = OK;
	const struct layout *layout = layout_of(decoder->format, (const char *)element->name);
	bool leaf = is_leaf(element);
	if (depth > ELEMENTS_DEEP_MAX)
		return err_set(reterr, ERR_RANGE, "the XML is more than %d levels deep", ELEMENTS_DEEP_MAX);
	if (leaf && element->properties == NULL && element->nsDef == NULL) {
		put_leaf(decoder, key, element);
		return OK;
	}
	json_open_object(&decoder->json, key);
	if (layout != NULL)
		rc = put_fields(decoder, layout, element, reterr);
	attributes_to_json(element, is_field, layout, NULL, "@", &decoder->json);
	if (leaf)
		put_leaf(decoder, "#text", element);
	else if (rc == OK)
		rc = put_children(decoder, element, depth, reterr);
	json_close_object(&decoder->json);
	return rc;
}

static bool is_listed(const char *const *list, const char *name)
{
	if (list == NULL)
		return true;
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static enum rc decode_document(struct decoder *decoder, xmlDocPtr doc, struct err *reterr)
{
	xmlNodePtr root = xml_root(doc);
	const char *name = element_name(decoder->arena, root);
	if (name == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the document");
	if (!is_listed(decoder->format->roots, name))
		return err_set(reterr, ERR_FORMAT, "the root element is <%.60s>, which is no %s", name,
			       decoder->format->name);

	json_open_object(&decoder->json, NULL);
	json_chars(&decoder->json, "format", decoder->format->name);
	declaration_to_json(doc, &decoder->json);
	json_chars(&decoder->json, "root", name);
	xmlNodePtr node = doc->children;
	take_gap(decoder, &node, root);
	enum rc rc = put_element(decoder, "content", root, 0, reterr);
	if (rc != OK)
		return rc;
	take_gap(decoder, &node, NULL);
	rc = gaps_to_json(&decoder->gaps, &decoder->json, reterr);
	json_close_object(&decoder->json);
	return rc;
}

enum rc tree_decode(const struct tree_format *format, struct arena *arena, struct text bytes, struct text *ret_json,
		    struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	enum rc rc = xml_parse(bytes, &doc, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct decoder decoder = {.format = format, .arena = arena};
	json_begin(&decoder.json, &out);
	gaps_init(&decoder.gaps, arena);
	rc = decode_document(&decoder, doc, reterr);
	gaps_done(&decoder.gaps);
	return rc == OK ? json_finish(arena, &out, ret_json, reterr) : rc;
}

struct encoder {
	const struct tree_format *format;
	struct gaps gaps;
	struct buf *out;
};

static enum rc encode_element(struct encoder *encoder, const char *name, json_t *value, struct err *reterr);

static enum rc bad_member(const char *key, const char *words, struct err *reterr)
{
	return err_set_at(reterr, ERR_FORMAT, NULL, key, "%s", words);
}

/* "@name" as it is, "t17_valor" as t17; NULL for a member that is no attribute. */
static const char *attribute_of_key(const struct layout *layout, const char *key, char short_name[4])
{
	if (key[0] == '@')
		return key + 1;
	if (layout == NULL || strlen(key) < 4 || key[3] != '_')
		return NULL;
	memcpy(short_name, key, 3);
	short_name[3] = '\0';
	char full[FIELD_KEY_BYTES];
	const struct field *field = layout_field_named(layout, short_name);
	return field != NULL && strcmp(field_key(layout, field, full), key) == 0 ? short_name : NULL;
}

static enum rc encode_attributes(struct encoder *encoder, const struct layout *layout, json_t *object,
				 bool *ret_children, struct err *reterr)
{
	const char *key;
	json_t *value;
	char short_name[4];
	json_object_foreach (object, key, value) {
		const char *name = attribute_of_key(layout, key, short_name);
		if (name == NULL) {
			*ret_children = *ret_children || key[0] != '#' || strcmp(key, "#open") == 0;
			continue;
		}
		if (!json_is_string(value))
			return bad_member(key, "the value of an attribute must be a string", reterr);
		attribute_put(encoder->out, name, json_text_of(value));
	}
	return OK;
}

static enum rc encode_children(struct encoder *encoder, const struct layout *layout, json_t *object, struct err *reterr)
{
	const char *key;
	json_t *value;
	char short_name[4];
	json_object_foreach (object, key, value) {
		if (key[0] == '#' || attribute_of_key(layout, key, short_name) != NULL)
			continue;
		char name[KEY_BYTES];
		struct text rest = text_of(key);
		struct text plain;
		if (!text_next(&rest, '#', &plain) || !text_copy(plain, name, sizeof(name)))
			return bad_member(key, "an element's name is too long", reterr);
		size_t count = json_is_array(value) ? json_array_size(value) : 1;
		for (size_t i = 0; i < count; i++) {
			enum rc rc = encode_element(encoder, name,
						    json_is_array(value) ? json_array_get(value, i) : value, reterr);
			if (rc != OK)
				return rc;
		}
	}
	return OK;
}

static void put_text_element(struct encoder *encoder, const char *name, struct text text)
{
	if (text.len == 0) {
		buf_puts(encoder->out, "/>");
		return;
	}
	buf_putc(encoder->out, '>');
	xml_escape(encoder->out, text);
	buf_printf(encoder->out, "</%s>", name);
}

static enum rc encode_element(struct encoder *encoder, const char *name, json_t *value, struct err *reterr)
{
	gaps_put(&encoder->gaps, encoder->out);
	buf_printf(encoder->out, "<%s", name);
	if (json_is_string(value)) {
		put_text_element(encoder, name, json_text_of(value));
		return OK;
	}
	if (!json_is_object(value))
		return bad_member(name, "an element must be a string, an object or an array of these", reterr);
	const struct layout *layout = layout_of(encoder->format, name);
	bool has_children = false;
	enum rc rc = encode_attributes(encoder, layout, value, &has_children, reterr);
	if (rc != OK)
		return rc;
	if (!has_children) {
		struct text text = {"", 0};
		(void)json_member_text(value, "#text", &text);
		put_text_element(encoder, name, text);
		return OK;
	}
	buf_putc(encoder->out, '>');
	rc = encode_children(encoder, layout, value, reterr);
	if (rc != OK)
		return rc;
	gaps_put(&encoder->gaps, encoder->out);
	buf_printf(encoder->out, "</%s>", name);
	return OK;
}

enum rc tree_encode(const struct tree_format *format, struct arena *arena, struct text json, struct text *ret_bytes,
		    struct err *reterr)
{
	CLEANUP(json_cleanup) json_t *document = NULL;
	enum rc rc = json_parse(json, &document, reterr);
	if (rc != OK)
		return rc;
	struct text root;
	if (!json_member_text(document, "root", &root) || json_object_get(document, "content") == NULL)
		return err_set(reterr, ERR_FORMAT, "the JSON of an XML document has \"root\" and \"content\"");

	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct encoder encoder = {.format = format, .out = &out};
	const char *encoding = NULL;
	rc = declaration_from_json(document, &out, &encoding, reterr);
	if (rc == OK)
		rc = gaps_from_json(&encoder.gaps, document, reterr);
	if (rc == OK)
		rc = encode_element(&encoder, root.at, json_object_get(document, "content"), reterr);
	if (rc != OK)
		return rc;
	gaps_put(&encoder.gaps, &out);
	rc = gaps_end(&encoder.gaps, reterr);
	if (rc != OK)
		return rc;
	buf_putc(&out, '\n');
	return xml_finish(arena, &out, encoding, ret_bytes, reterr);
}
