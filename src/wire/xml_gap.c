#include "wire/xml_gap.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"

enum part_kind { PART_TEXT, PART_OTHER, PART_MARK };

struct gap_part {
	enum part_kind kind;
	struct text text;
	struct gap_part *next;
};

void gaps_init(struct gaps *gaps, struct arena *arena)
{
	*gaps = (struct gaps){.arena = arena};
	buf_init(&gaps->text, LIMIT_UNIT_OF_WORK_BYTES);
}

void gaps_done(struct gaps *gaps)
{
	buf_done(&gaps->text);
}

/* The arena remembers when it ran out; gaps_to_json() asks it. */
static void add_part(struct gaps *gaps, enum part_kind kind, struct text text)
{
	struct gap_part *part = arena_alloc(gaps->arena, sizeof(*part));
	if (part == NULL)
		return;
	part->kind = kind;
	if (text.len > 0) {
		const char *copy = arena_copy(gaps->arena, text.at, text.len);
		part->text = (struct text){copy, copy != NULL ? text.len : 0};
	}
	if (gaps->last == NULL)
		gaps->first = part;
	else
		gaps->last->next = part;
	gaps->last = part;
}

static void end_text(struct gaps *gaps)
{
	if (gaps->text.len == 0)
		return;
	add_part(gaps, PART_TEXT, buf_view(&gaps->text));
	gaps->has_text = true;
	buf_clear(&gaps->text);
}

/* Character data as it is written between tags: line ends stay, a CR must not become one. */
static void put_text(struct buf *out, struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.at[i]) {
		case '&': buf_puts(out, "&amp;"); break;
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '\r': buf_puts(out, "&#13;"); break;
		default: buf_putc(out, text.at[i]);
		}
	}
}

static void put_node(struct buf *out, xmlNodePtr node)
{
	if (node->type == XML_TEXT_NODE) {
		put_text(out, text_of((const char *)node->content));
		return;
	}
	xmlBufferPtr dumped = xmlBufferCreate();
	if (dumped == NULL || xmlNodeDump(dumped, node->doc, node, 0, 0) < 0)
		out->failed = true;
	else
		buf_put(out, xmlBufferContent(dumped), (size_t)xmlBufferLength(dumped));
	if (dumped != NULL)
		xmlBufferFree(dumped);
}

void gaps_take(struct gaps *gaps, xmlNodePtr node)
{
	if (node->type != XML_ELEMENT_NODE) {
		put_node(&gaps->text, node);
		return;
	}
	end_text(gaps);
	put_node(&gaps->text, node);
	add_part(gaps, PART_OTHER, buf_view(&gaps->text));
	gaps->others++;
	buf_clear(&gaps->text);
}

void gaps_mark(struct gaps *gaps)
{
	end_text(gaps);
	add_part(gaps, PART_MARK, (struct text){"", 0});
}

/* One gap: the parts from `part` to its mark. Returns the part after the mark. */
static struct gap_part *gap_to_json(struct gap_part *part, struct json_out *json, struct text *ret_plain)
{
	bool simple = part->kind == PART_MARK ||
		      (part->kind == PART_TEXT && part->next != NULL && part->next->kind == PART_MARK);
	if (simple) {
		*ret_plain = part->kind == PART_TEXT ? part->text : (struct text){"", 0};
		return part->kind == PART_TEXT ? part->next->next : part->next;
	}
	ret_plain->at = NULL;
	json_open_array(json, NULL);
	for (; part != NULL && part->kind != PART_MARK; part = part->next) {
		if (part->kind == PART_TEXT)
			json_text(json, NULL, part->text);
		else
			json_chars(json, NULL, NULL);
	}
	json_close_array(json);
	return part != NULL ? part->next : NULL;
}

enum rc gaps_to_json(struct gaps *gaps, struct json_out *json, struct err *reterr)
{
	if (arena_failed(gaps->arena) || buf_failed(&gaps->text))
		return err_set(reterr, ERR_NO_MEMORY, "no memory for what stands between the elements");
	if (gaps->others > 0) {
		json_open_array(json, "other");
		for (const struct gap_part *part = gaps->first; part != NULL; part = part->next)
			if (part->kind == PART_OTHER)
				json_text(json, NULL, part->text);
		json_close_array(json);
	}
	if (!gaps->has_text && gaps->others == 0)
		return OK;

	json_open_array(json, "layout");
	struct text before = {NULL, 0};
	int64_t repeats = 0;
	for (struct gap_part *part = gaps->first; part != NULL;) {
		/* The count of what was repeated stands before the next entry, so look first whether it goes on. */
		bool plain_next = part->kind == PART_MARK ||
				  (part->kind == PART_TEXT && part->next != NULL && part->next->kind == PART_MARK);
		struct text next = part->kind == PART_TEXT ? part->text : (struct text){"", 0};
		bool same = plain_next && before.at != NULL && text_equal(before, next);
		if (!same && repeats > 0) {
			json_int(json, NULL, repeats);
			repeats = 0;
		}
		struct text plain;
		part = gap_to_json(part, json, &plain);
		if (same)
			repeats++;
		else if (plain.at != NULL)
			json_text(json, NULL, plain);
		before = plain;
	}
	if (repeats > 0)
		json_int(json, NULL, repeats);
	json_close_array(json);
	return OK;
}

static bool is_gap(const json_t *entry)
{
	if (!json_is_array(entry))
		return json_is_string(entry) || (json_is_integer(entry) && json_integer_value(entry) >= 0);
	size_t i;
	json_t *part;
	json_array_foreach (entry, i, part)
		if (!json_is_string(part) && !json_is_null(part))
			return false;
	return true;
}

enum rc gaps_from_json(struct gaps *gaps, const json_t *root, struct err *reterr)
{
	size_t i;
	json_t *entry;
	const json_t *layout = json_object_get(root, "layout");
	const json_t *other = json_object_get(root, "other");
	if ((layout != NULL && !json_is_array(layout)) || (other != NULL && !json_is_array(other)))
		return err_set_at(reterr, ERR_FORMAT, NULL, "layout", "\"layout\" and \"other\" must be arrays");
	json_array_foreach (layout, i, entry)
		if (!is_gap(entry))
			return err_set_at(reterr, ERR_FORMAT, NULL, "layout",
					  "an entry must be a string, a count, or an array of strings and "
					  "nulls");
	json_array_foreach (other, i, entry)
		if (!json_is_string(entry))
			return err_set_at(reterr, ERR_FORMAT, NULL, "other", "an entry must be a string of raw XML");
	gaps->layout = layout;
	gaps->other = other;
	return OK;
}

static void put_other(struct gaps *gaps, struct buf *out)
{
	if (gaps->other_at < json_array_size(gaps->other))
		buf_text(out, json_text_of(json_array_get(gaps->other, gaps->other_at++)));
}

void gaps_put(struct gaps *gaps, struct buf *out)
{
	if (gaps->repeats_left == 0 && json_is_integer(json_array_get(gaps->layout, gaps->layout_at)))
		gaps->repeats_left = json_integer_value(json_array_get(gaps->layout, gaps->layout_at++));
	if (gaps->repeats_left > 0) {
		gaps->repeats_left--;
		buf_text(out, gaps->repeated);
		return;
	}
	const json_t *entry = json_array_get(gaps->layout, gaps->layout_at);
	if (entry == NULL || json_is_integer(entry))
		return;
	gaps->layout_at++;
	if (json_is_string(entry)) {
		gaps->repeated = json_text_of(entry);
		buf_text(out, gaps->repeated);
		return;
	}
	size_t i;
	json_t *part;
	json_array_foreach (entry, i, part) {
		if (json_is_string(part))
			buf_text(out, json_text_of(part));
		else
			put_other(gaps, out);
	}
}

/* How many unknown elements have a place in what is left of the layout. */
static size_t others_placed(const struct gaps *gaps)
{
	size_t placed = 0;
	for (size_t i = gaps->layout_at; i < json_array_size(gaps->layout); i++) {
		size_t k;
		json_t *part;
		json_array_foreach (json_array_get(gaps->layout, i), k, part)
			placed += json_is_null(part);
	}
	return placed;
}

void gaps_put_rest(struct gaps *gaps, struct buf *out)
{
	size_t placed = others_placed(gaps);
	while (gaps->other_at + placed < json_array_size(gaps->other))
		put_other(gaps, out);
}

enum rc gaps_end(const struct gaps *gaps, struct err *reterr)
{
	bool left = gaps->other_at < json_array_size(gaps->other);
	for (size_t i = gaps->layout_at; i < json_array_size(gaps->layout) && !left; i++) {
		const json_t *entry = json_array_get(gaps->layout, i);
		left = json_is_array(entry) || (json_is_string(entry) && text_trim(json_text_of(entry)).len > 0);
	}
	if (!left)
		return OK;
	return err_set_at(reterr, ERR_FORMAT, NULL, "layout",
			  "more stands here than the document has places for; take \"layout\" out to have "
			  "it written without");
}

/* libxml2: -1 is "no declaration", -2 "a declaration that does not say it", else no and yes. */
void declaration_to_json(xmlDocPtr doc, struct json_out *json)
{
	if (doc->standalone == -1)
		return;
	json_open_object(json, "declaration");
	json_chars(json, "version", doc->version != NULL ? (const char *)doc->version : "1.0");
	if (doc->encoding != NULL)
		json_chars(json, "encoding", (const char *)doc->encoding);
	if (doc->standalone >= 0)
		json_chars(json, "standalone", doc->standalone == 1 ? "yes" : "no");
	json_close_object(json);
}

static bool is_declared_word(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    strchr("._-", c) == NULL)
			return false;
	}
	return text.len > 0;
}

enum rc declaration_from_json(const json_t *root, struct buf *out, const char **ret_encoding, struct err *reterr)
{
	static const char *const names[] = {"version", "encoding", "standalone"};
	const json_t *declaration = json_object_get(root, "declaration");
	*ret_encoding = NULL;
	if (declaration == NULL)
		return OK;
	buf_puts(out, "<?xml");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct text value;
		if (!json_member_text(declaration, names[i], &value))
			continue;
		if (!is_declared_word(value))
			return err_set_at(reterr, ERR_FORMAT, "declaration", names[i],
					  "the XML declaration has letters, digits, '.', '_' and '-' only");
		buf_printf(out, " %s=\"%.*s\"", names[i], TEXT_ARG(value));
		if (i == 1)
			*ret_encoding = value.at;
	}
	buf_puts(out, "?>\n");
	return OK;
}

const char *element_name(struct arena *arena, xmlNodePtr element)
{
	if (element->ns == NULL || element->ns->prefix == NULL)
		return (const char *)element->name;
	return arena_printf(arena, "%s:%s", (const char *)element->ns->prefix, (const char *)element->name);
}

#define NAME_BYTES 512

void attributes_to_json(xmlNodePtr element, attribute_known *known, const void *context, const char *key,
			const char *prefix, struct json_out *json)
{
	bool opened = key == NULL;
	char name[NAME_BYTES];
	for (const xmlNs *ns = element->nsDef; ns != NULL; ns = ns->next) {
		if (!opened)
			json_open_object(json, key);
		opened = true;
		(void)snprintf(name, sizeof(name), "%sxmlns%s%s", prefix, ns->prefix != NULL ? ":" : "",
			       ns->prefix != NULL ? (const char *)ns->prefix : "");
		json_chars(json, name, ns->href != NULL ? (const char *)ns->href : "");
	}
	for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
		if (known != NULL && known(context, attribute))
			continue;
		if (!opened)
			json_open_object(json, key);
		opened = true;
		bool has_prefix = attribute->ns != NULL && attribute->ns->prefix != NULL;
		(void)snprintf(name, sizeof(name), "%s%s%s%s", prefix,
			       has_prefix ? (const char *)attribute->ns->prefix : "", has_prefix ? ":" : "",
			       (const char *)attribute->name);
		xmlChar *value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
		json_chars(json, name, value != NULL ? (const char *)value : "");
		xmlFree(value);
	}
	if (opened && key != NULL)
		json_close_object(json);
}

void attribute_put(struct buf *out, const char *name, struct text value)
{
	buf_putc(out, ' ');
	buf_puts(out, name);
	buf_puts(out, "=\"");
	xml_escape(out, value);
	buf_putc(out, '"');
}

enum rc attributes_put(const json_t *object, struct buf *out, struct err *reterr)
{
	const char *name;
	json_t *value;
	if (object != NULL && !json_is_object(object))
		return err_set(reterr, ERR_FORMAT, "unknown attributes must stand in an object");
	json_object_foreach ((json_t *)(uintptr_t)object, name, value) {
		if (!json_is_string(value))
			return err_set_at(reterr, ERR_FORMAT, NULL, name, "the value must be a string");
		attribute_put(out, name, json_text_of(value));
	}
	return OK;
}

void content_put(struct buf *out, xmlNodePtr element)
{
	for (xmlNodePtr node = element->children; node != NULL; node = node->next)
		put_node(out, node);
}

enum rc json_finish(struct arena *arena, const struct buf *json, struct text *ret_json, struct err *reterr)
{
	const char *bytes = buf_failed(json) ? NULL : arena_copy(arena, buf_view(json).at, json->len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the JSON");
	*ret_json = (struct text){bytes, json->len};
	return OK;
}

enum rc xml_finish(struct arena *arena, const struct buf *utf8, const char *encoding, struct text *ret_bytes,
		   struct err *reterr)
{
	struct text bytes;
	const char *kept = buf_failed(utf8) ? NULL : arena_copy(arena, buf_view(utf8).at, utf8->len);
	if (kept == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the XML");
	enum rc rc = xml_recode(arena, (struct text){kept, utf8->len}, encoding, &bytes, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	rc = xml_parse(bytes, &doc, reterr);
	if (rc == OK)
		*ret_bytes = bytes;
	return rc;
}
