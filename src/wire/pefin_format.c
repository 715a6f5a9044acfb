#include "wire/pefin_format.h"

#include <string.h>

#include "base/limits.h"
#include "wire/pefin.h"

/* {"format", "event", "outcome", "fields": {…}, "body": {…}}; event and outcome are those of a webhook. */

static enum rc finish(struct arena *arena, struct buf *out, struct text *ret_text, struct err *reterr)
{
	const char *bytes = buf_failed(out) ? NULL : arena_copy(arena, buf_view(out).at, out->len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the JSON");
	*ret_text = (struct text){bytes, out->len};
	return OK;
}

static enum rc parse_body(struct arena *arena, struct text bytes, const struct exact **ret_root, struct err *reterr)
{
	const struct exact *root = NULL;
	enum rc rc = exact_parse(arena, bytes, &root, reterr);
	if (rc != OK)
		return rc;
	if (root->kind != EXACT_OBJECT)
		return err_set(reterr, ERR_FORMAT, "the body must be an object: { ... }");
	*ret_root = root;
	return OK;
}

/* A value as text: numbers as they are written, flags by their word; what has parts stands as it is. */
static void put_field(struct json_out *json, const char *name, const struct exact *value)
{
	if (value->kind == EXACT_NUMBER || value->kind == EXACT_STRING)
		json_text(json, name, value->text);
	else if (value->kind == EXACT_TRUE || value->kind == EXACT_FALSE)
		json_chars(json, name, value->kind == EXACT_TRUE ? "true" : "false");
	else
		exact_put(json, name, value);
}

static void put_document(const struct pefin_body *body, const struct exact *root, struct buf *out)
{
	struct json_out json;
	json_begin(&json, out);
	json_open_object(&json, NULL);
	json_chars(&json, "format", body->format);
	if (body->told) {
		json_chars(&json, "event", pefin_webhook_event(root));
		json_chars(&json, "outcome", pefin_webhook_failed(root) ? "error" : "ok");
	}
	json_open_object(&json, "fields");
	for (int i = 0; i < body->fields_count; i++) {
		const struct pefin_field *field = &body->fields[i];
		const struct exact *value = field->name != NULL ? pefin_field_value(root, field) : NULL;
		if (value != NULL)
			put_field(&json, field->name, value);
	}
	json_close_object(&json);
	exact_put(&json, "body", root);
	json_close_object(&json);
}

static enum rc decode(const struct pefin_body *body, struct arena *arena, struct text bytes, struct text *ret_json,
		      struct err *reterr)
{
	const struct exact *root = NULL;
	enum rc rc = parse_body(arena, bytes, &root, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	put_document(body, root, &out);
	return finish(arena, &out, ret_json, reterr);
}

/* What stands beside the body was read from it; who changes one must change the other, or leave it out. */
static enum rc check_agreement(const struct pefin_body *body, struct arena *arena, const struct exact *document,
			       const struct exact *root, struct err *reterr)
{
	const struct exact *right = NULL;
	struct text json;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	put_document(body, root, &out);
	enum rc rc = finish(arena, &out, &json, reterr);
	if (rc == OK)
		rc = exact_parse(arena, json, &right, reterr);
	if (rc != OK)
		return rc;
	for (const struct exact *member = document->first; member != NULL; member = member->next) {
		const struct exact *match = exact_member(right, member->key);
		if (match == NULL)
			return err_set_at(reterr, ERR_UNKNOWN, NULL, member->key, "a document has no such member");
		if (!exact_equal(match, member))
			return err_set_at(reterr, ERR_FORMAT, NULL, member->key,
					  "does not agree with \"body\"; make both the same, or leave it out");
	}
	return OK;
}

static enum rc encode(const struct pefin_body *body, struct arena *arena, struct text json, struct text *ret_bytes,
		      struct err *reterr)
{
	const struct exact *document = NULL;
	enum rc rc = parse_body(arena, json, &document, reterr);
	if (rc != OK)
		return rc;
	const struct exact *root = exact_member(document, "body");
	if (root == NULL || root->kind != EXACT_OBJECT)
		return err_set_at(reterr, ERR_FORMAT, NULL, "body", "must be there, and an object");
	rc = check_agreement(body, arena, document, root, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(buf_done) struct buf out;
	struct json_out bare;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	json_begin(&bare, &out);
	exact_put(&bare, NULL, root);
	return finish(arena, &out, ret_bytes, reterr);
}

/* What is no JSON is a finding: its bytes are kept by whoever has them. */
static enum rc check(const struct pefin_body *body, struct arena *arena, struct text bytes, struct report *report,
		     struct err *reterr)
{
	struct err err = {0};
	const struct exact *root = NULL;
	enum rc rc = parse_body(arena, bytes, &root, &err);
	if (rc == OK)
		return pefin_check_body(body, root, report, reterr);
	if (rc == ERR_NO_MEMORY) {
		if (reterr != NULL)
			*reterr = err;
		return rc;
	}
	report_add(report, FINDING_VIOLATION, err.where[0] != '\0' ? err.where : "body", "", PEFIN_RULE, "%s",
		   err.words);
	return OK;
}

static void print_layout(const struct pefin_body *body, struct buf *out)
{
	static const char *const needs[] = {[PEFIN_REQUIRED] = "required",
					    [PEFIN_OPTIONAL] = "optional",
					    [PEFIN_UNSURE] = "not published",
					    [PEFIN_GLOSSARY] = "glossary only"};
	buf_printf(out, "# %s: %s\npath\tother path\ttype\tlength\tuse\n", body->format, PEFIN_RULE);
	for (int i = 0; i < body->fields_count; i++) {
		const struct pefin_field *field = &body->fields[i];
		buf_printf(out, "%s\t%s\t%s\t", field->path, field->other != NULL ? field->other : "",
			   pefin_type_name(field->type));
		if (field->length > 0)
			buf_printf(out, "%d", field->length);
		buf_printf(out, "\t%s\n", needs[field->need]);
	}
}

#define FORMAT(function)                                                                                               \
	enum rc function##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)   \
	{                                                                                                              \
		return decode(&function##_body, arena, bytes, ret_json, reterr);                                       \
	}                                                                                                              \
	enum rc function##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)   \
	{                                                                                                              \
		return encode(&function##_body, arena, json, ret_bytes, reterr);                                       \
	}                                                                                                              \
	enum rc function##_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)    \
	{                                                                                                              \
		return check(&function##_body, arena, bytes, report, reterr);                                          \
	}                                                                                                              \
	void function##_layout(struct buf *out)                                                                        \
	{                                                                                                              \
		print_layout(&function##_body, out);                                                                   \
	}

FORMAT(pefin_debt)
FORMAT(pefin_guarantor)
FORMAT(pefin_webhook)
