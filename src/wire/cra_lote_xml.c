#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/cra_lote_json.h"
#include "wire/xml_gap.h"

struct decoder {
	struct arena *arena;
	struct json_out json;
	struct gaps gaps;
	struct lote_writer writer;
};

static bool is_field(const void *context, const xmlAttr *attribute)
{
	const struct layout *layout = context;
	return attribute->ns == NULL && layout_field_named(layout, (const char *)attribute->name) != NULL;
}

static const struct layout *layout_of(xmlNodePtr node)
{
	if (node->type != XML_ELEMENT_NODE)
		return NULL;
	if (xml_is(node, "tr"))
		return &lote_transaction;
	if (xml_is(node, "hd"))
		return &lote_header;
	return xml_is(node, "tl") ? &lote_trailer : NULL;
}

static enum rc put_record(struct decoder *decoder, const struct layout *layout, xmlNodePtr element, struct err *reterr)
{
	struct record record;
	int unknown = 0;
	enum rc rc = record_from_element(&record, layout, decoder->arena, element, &unknown, reterr);
	if (rc != OK)
		return rc;
	gaps_mark(&decoder->gaps);
	lote_writer_place(&decoder->writer, layout);
	json_open_object(&decoder->json, layout == &lote_transaction ? NULL : layout->name);
	record_to_json(&record, false, &decoder->json);
	attributes_to_json(element, is_field, layout, "other", "", &decoder->json);
	if (element->children != NULL) {
		CLEANUP(buf_done) struct buf content;
		buf_init(&content, LIMIT_UNIT_OF_WORK_BYTES);
		content_put(&content, element);
		json_text(&decoder->json, "content", buf_view(&content));
	}
	json_close_object(&decoder->json);
	return OK;
}

/* The attribute that tells the município; the first of the two spellings that is there. */
static const char *codmun_of(xmlNodePtr comarca)
{
	if (xmlHasNsProp(comarca, (const xmlChar *)"CodMun", NULL) != NULL)
		return "CodMun";
	return xmlHasNsProp(comarca, (const xmlChar *)"codmun", NULL) != NULL ? "codmun" : NULL;
}

static bool is_attribute(const void *context, const xmlAttr *attribute)
{
	const char *name = context;
	return name != NULL && attribute->ns == NULL && strcmp((const char *)attribute->name, name) == 0;
}

/* A comarca begins a lote; its further lotes say "continued". */
static enum rc put_comarca(struct decoder *decoder, xmlNodePtr comarca, struct err *reterr)
{
	const char *codmun = codmun_of(comarca);
	gaps_mark(&decoder->gaps);
	lote_writer_open(&decoder->writer);
	json_chars(&decoder->json, "comarca", codmun != NULL ? xml_attribute(decoder->arena, comarca, codmun) : NULL);
	if (codmun != NULL && strcmp(codmun, "CodMun") != 0)
		json_chars(&decoder->json, "comarca_attribute", codmun);
	attributes_to_json(comarca, is_attribute, codmun, "comarca_other", "", &decoder->json);

	for (xmlNodePtr node = comarca->children; node != NULL; node = node->next) {
		const struct layout *layout = layout_of(node);
		if (layout == NULL) {
			gaps_take(&decoder->gaps, node);
			continue;
		}
		if (lote_writer_begins(&decoder->writer, layout)) {
			lote_writer_open(&decoder->writer);
			json_bool(&decoder->json, "continued", true);
		}
		enum rc rc = put_record(decoder, layout, node, reterr);
		if (rc != OK)
			return rc;
	}
	gaps_mark(&decoder->gaps);
	lote_writer_close(&decoder->writer);
	return OK;
}

/* Text and nothing else, so that its value can stand as a string. */
static bool is_plain(xmlNodePtr element)
{
	if (element->properties != NULL || element->nsDef != NULL)
		return false;
	for (const xmlNode *node = element->children; node != NULL; node = node->next)
		if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE)
			return false;
	return true;
}

static enum rc put_children(struct decoder *decoder, xmlNodePtr root, struct err *reterr)
{
	bool named = false;
	for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
		const struct layout *layout = layout_of(node);
		enum rc rc = OK;
		if (layout != NULL) {
			rc = put_record(decoder, layout, node, reterr);
		} else if (node->type == XML_ELEMENT_NODE && xml_is(node, "comarca")) {
			rc = put_comarca(decoder, node, reterr);
		} else if (xml_is(node, "nome_arquivo") && !named && !decoder->writer.in_lotes && is_plain(node)) {
			gaps_mark(&decoder->gaps);
			json_chars(&decoder->json, "nome_arquivo", xml_content(decoder->arena, node));
			named = true;
		} else {
			gaps_take(&decoder->gaps, node);
		}
		if (rc != OK)
			return rc;
	}
	lote_writer_close(&decoder->writer);
	if (!decoder->writer.in_lotes)
		json_open_array(&decoder->json, "lotes");
	json_close_array(&decoder->json);
	return OK;
}

static enum rc put_document(struct decoder *decoder, const char *format, xmlDocPtr doc, struct err *reterr)
{
	xmlNodePtr root = xml_root(doc);
	json_open_object(&decoder->json, NULL);
	json_chars(&decoder->json, "format", format);
	json_chars(&decoder->json, "shape", xml_child(root, "comarca") != NULL ? "comarca" : "flat");
	declaration_to_json(doc, &decoder->json);
	json_chars(&decoder->json, "root", (const char *)root->name);
	attributes_to_json(root, NULL, NULL, "root_other", "", &decoder->json);

	for (xmlNodePtr node = doc->children; node != root; node = node->next)
		gaps_take(&decoder->gaps, node);
	gaps_mark(&decoder->gaps);
	enum rc rc = put_children(decoder, root, reterr);
	gaps_mark(&decoder->gaps);
	for (xmlNodePtr node = root->next; node != NULL; node = node->next)
		gaps_take(&decoder->gaps, node);
	gaps_mark(&decoder->gaps);
	if (rc == OK)
		rc = gaps_to_json(&decoder->gaps, &decoder->json, reterr);
	json_close_object(&decoder->json);
	return rc;
}

enum rc lote_xml_decode(struct arena *arena, const char *format, enum lote_kind kind, struct text bytes,
			struct text *ret_json, struct err *reterr)
{
	CLEANUP(xml_doc_cleanup) xmlDocPtr doc = NULL;
	enum rc rc = xml_parse(bytes, &doc, reterr);
	if (rc != OK)
		return rc;
	xmlNodePtr root = xml_root(doc);
	if (!lote_is_root(root, kind))
		return err_set(reterr, ERR_FORMAT, "the root element is <%.60s>; <%s> is right",
			       (const char *)root->name, lote_root_name(kind));
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct decoder decoder = {.arena = arena};
	json_begin(&decoder.json, &out);
	gaps_init(&decoder.gaps, arena);
	decoder.writer.json = &decoder.json;
	rc = put_document(&decoder, format, doc, reterr);
	gaps_done(&decoder.gaps);
	return rc == OK ? json_finish(arena, &out, ret_json, reterr) : rc;
}

struct encoder {
	struct gaps gaps;
	struct buf *out;
};

static enum rc encode_record(struct encoder *encoder, const struct layout *layout, json_t *object, struct err *reterr)
{
	static const char *const also[] = {"content", NULL};
	struct record record;
	enum rc rc = record_from_json(&record, layout, object, also, reterr);
	if (rc != OK)
		return rc;
	gaps_put(&encoder->gaps, encoder->out);
	record_to_element(&record, false, encoder->out);
	const json_t *other = json_object_get(object, "other");
	struct text content = {"", 0};
	(void)json_member_text(object, "content", &content);
	if (other == NULL && content.len == 0)
		return OK;
	/* Take the "/>" back: more follows. */
	encoder->out->len -= 2;
	rc = attributes_put(other, encoder->out, reterr);
	if (content.len == 0)
		buf_puts(encoder->out, "/>");
	else
		buf_printf(encoder->out, ">%.*s</%s>", TEXT_ARG(content), layout->element);
	return rc;
}

static enum rc encode_records(struct encoder *encoder, const struct lote_members *members, size_t lote,
			      struct err *reterr)
{
	if (members->header != NULL && encode_record(encoder, &lote_header, members->header, reterr) != OK)
		return lote_error_at(reterr, lote, "header", 0);
	size_t i;
	json_t *transaction;
	json_array_foreach (members->transactions, i, transaction) {
		if (!json_is_object(transaction)) {
			(void)err_set(reterr, ERR_FORMAT, "a transaction must be an object");
			return lote_error_at(reterr, lote, "transaction", i + 1);
		}
		if (encode_record(encoder, &lote_transaction, transaction, reterr) != OK)
			return lote_error_at(reterr, lote, "transaction", i + 1);
	}
	if (members->trailer != NULL && encode_record(encoder, &lote_trailer, members->trailer, reterr) != OK)
		return lote_error_at(reterr, lote, "trailer", 0);
	return OK;
}

static enum rc open_comarca(struct encoder *encoder, const json_t *lote, struct err *reterr)
{
	struct text code = {"", 0};
	struct text attribute = TEXT_LITERAL("CodMun");
	gaps_put(&encoder->gaps, encoder->out);
	buf_puts(encoder->out, "<comarca");
	(void)json_member_text(lote, "comarca_attribute", &attribute);
	if (json_member_text(lote, "comarca", &code))
		attribute_put(encoder->out, attribute.at, code);
	enum rc rc = attributes_put(json_object_get(lote, "comarca_other"), encoder->out, reterr);
	buf_putc(encoder->out, '>');
	return rc;
}

static void close_comarca(struct encoder *encoder, bool *open)
{
	if (*open) {
		gaps_put(&encoder->gaps, encoder->out);
		buf_puts(encoder->out, "</comarca>");
	}
	*open = false;
}

static enum rc encode_lotes(struct encoder *encoder, json_t *lotes, struct err *reterr)
{
	bool open = false;
	size_t i;
	json_t *lote;
	json_array_foreach (lotes, i, lote) {
		struct lote_members members;
		enum rc rc = lote_members_of(lote, &members, reterr);
		if (rc != OK) {
			(void)lote_error_at(reterr, i, "members", 0);
			return rc;
		}
		if (!json_is_true(json_object_get(lote, "continued")))
			close_comarca(encoder, &open);
		if (json_object_get(lote, "comarca") != NULL) {
			close_comarca(encoder, &open);
			rc = open_comarca(encoder, lote, reterr);
			open = true;
		}
		if (rc == OK)
			rc = encode_records(encoder, &members, i, reterr);
		if (rc != OK)
			return rc;
	}
	close_comarca(encoder, &open);
	return OK;
}

static enum rc encode_document(struct encoder *encoder, json_t *document, struct text root, struct err *reterr)
{
	static const char *const shapes[] = {"comarca", "flat", NULL};
	json_t *lotes;
	enum rc rc = lotes_of(document, shapes, &lotes, reterr);
	if (rc == OK)
		rc = gaps_from_json(&encoder->gaps, document, reterr);
	if (rc != OK)
		return rc;
	gaps_put(&encoder->gaps, encoder->out);
	buf_printf(encoder->out, "<%.*s", TEXT_ARG(root));
	rc = attributes_put(json_object_get(document, "root_other"), encoder->out, reterr);
	if (rc != OK)
		return rc;
	buf_putc(encoder->out, '>');
	struct text name;
	if (json_member_text(document, "nome_arquivo", &name)) {
		gaps_put(&encoder->gaps, encoder->out);
		buf_puts(encoder->out, "<nome_arquivo>");
		xml_escape(encoder->out, name);
		buf_puts(encoder->out, "</nome_arquivo>");
	}
	rc = encode_lotes(encoder, lotes, reterr);
	if (rc != OK)
		return rc;
	gaps_put(&encoder->gaps, encoder->out);
	gaps_put_rest(&encoder->gaps, encoder->out);
	buf_printf(encoder->out, "</%.*s>", TEXT_ARG(root));
	gaps_put(&encoder->gaps, encoder->out);
	return gaps_end(&encoder->gaps, reterr);
}

enum rc lote_xml_encode(struct arena *arena, enum lote_kind kind, struct text json, struct text *ret_bytes,
			struct err *reterr)
{
	CLEANUP(json_cleanup) json_t *document = NULL;
	enum rc rc = json_parse(json, &document, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct encoder encoder = {.out = &out};
	const char *encoding = NULL;
	struct text root = text_of(lote_root_name(kind));
	(void)json_member_text(document, "root", &root);
	rc = declaration_from_json(document, &out, &encoding, reterr);
	if (rc == OK)
		rc = encode_document(&encoder, document, root, reterr);
	if (rc != OK)
		return rc;
	buf_putc(&out, '\n');
	return xml_finish(arena, &out, encoding, ret_bytes, reterr);
}
