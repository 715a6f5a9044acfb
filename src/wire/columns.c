#include "wire/columns.h"

#include <string.h>

#include "base/limits.h"
#include "wire/translit.h"
#include "wire/xml_gap.h"

bool columns_next_line(struct text *rest, struct text *ret_line)
{
	if (rest->len == 0 || !text_next(rest, '\n', ret_line))
		return false;
	ret_line->len -= ret_line->len > 0 && ret_line->at[ret_line->len - 1] == '\r';
	return true;
}

static const struct layout *layout_of_line(const struct columns_format *format, struct text line)
{
	return line.len == (size_t)format->width ? format->layout_of(line) : NULL;
}

static void put_line(const struct columns_format *format, struct json_out *json, struct text line, const char *line_end)
{
	const struct layout *layout = layout_of_line(format, line);
	json_open_object(json, NULL);
	if (layout != NULL) {
		struct record record;
		json_chars(json, "record", layout->name);
		record_from_columns(&record, layout, line);
		record_to_json(&record, true, json);
	} else {
		json_latin1(json, "raw", line);
	}
	if (line_end != NULL)
		json_chars(json, "line_end", line_end);
	json_close_object(json);
}

static enum rc check_bytes(const struct columns_format *format, struct text bytes, struct err *reterr)
{
	struct text start = text_trim(bytes);
	if (bytes.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "the file has %zu bytes; at most %u are taken", bytes.len,
			       LIMIT_DOCUMENT_BYTES);
	if (bytes.len == 0)
		return err_set(reterr, ERR_FORMAT, "the file is empty");
	if (start.len > 0 && start.at[0] == '<')
		return err_set(reterr, ERR_FORMAT, "this is XML; a file of %s columns is wanted", format->shape);
	return OK;
}

enum rc columns_decode(const struct columns_format *format, struct arena *arena, struct text bytes,
		       struct text *ret_json, struct err *reterr)
{
	enum rc rc = check_bytes(format, bytes, reterr);
	if (rc != OK)
		return rc;
	struct buf out CLEANUP(buf_done);
	struct json_out json;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	json_begin(&json, &out);
	const char *first = memchr(bytes.at, '\n', bytes.len);
	bool crlf = first != NULL && first > bytes.at && first[-1] == '\r';
	json_open_object(&json, NULL);
	json_chars(&json, "format", format->name);
	json_chars(&json, "shape", format->shape);
	json_chars(&json, "line_end", crlf ? "\r\n" : "\n");
	json_bool(&json, "final_line_end", bytes.at[bytes.len - 1] == '\n');
	json_open_array(&json, "records");
	struct text rest = bytes;
	struct text line;
	while (rest.len > 0 && text_next(&rest, '\n', &line)) {
		bool has_cr = line.len > 0 && line.at[line.len - 1] == '\r';
		bool ended = rest.at != NULL;
		const char *line_end = NULL;
		line.len -= has_cr;
		if (ended && has_cr != crlf)
			line_end = has_cr ? "\r\n" : "\n";
		else if (!ended && has_cr)
			line_end = "\r";
		put_line(format, &json, line, line_end);
	}
	json_close_array(&json);
	json_close_object(&json);
	return json_finish(arena, &out, ret_json, reterr);
}

struct encoder {
	const struct columns_format *format;
	struct arena *arena;
	struct buf *out;
	struct text line_end;
	size_t last_line_end;
};

/* UTF-8 of the JSON as the one-byte set of the columns. */
static enum rc to_latin1(struct arena *arena, struct text *value, struct err *reterr)
{
	char *bytes = arena_alloc(arena, value->len + 1);
	size_t len = 0;
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	for (struct text rest = *value; rest.len > 0;) {
		unsigned code = translit_take(&rest);
		if (code > 0xFF)
			return err_set(reterr, ERR_RANGE, "a character is outside ISO-8859-1; a column holds one byte");
		bytes[len++] = (char)code;
	}
	*value = (struct text){bytes, len};
	return OK;
}

static const struct layout *layout_named(const struct columns_format *format, struct text name)
{
	for (const struct layout *const *layout = format->layouts; *layout != NULL; layout++)
		if (text_is(name, (*layout)->name))
			return *layout;
	return NULL;
}

static enum rc unknown_record(const struct encoder *encoder, struct err *reterr)
{
	CLEANUP(buf_done) struct buf names;
	buf_init(&names, 512);
	for (const struct layout *const *layout = encoder->format->layouts; *layout != NULL; layout++)
		buf_printf(&names, "%s%s", layout == encoder->format->layouts ? "" : ", ", (*layout)->name);
	return err_set_at(reterr, ERR_FORMAT, NULL, "record",
			  "right is one of %.*s, or \"raw\" for a line of another kind", TEXT_ARG(buf_view(&names)));
}

static enum rc put_record(struct encoder *encoder, json_t *object, struct err *reterr)
{
	static const char *const also[] = {"record", "line_end", NULL};
	struct text name;
	struct record record;
	const struct layout *layout =
		json_member_text(object, "record", &name) ? layout_named(encoder->format, name) : NULL;
	if (layout == NULL)
		return unknown_record(encoder, reterr);
	enum rc rc = record_from_json(&record, layout, object, also, reterr);
	for (int i = 1; rc == OK && i <= layout->fields_count; i++) {
		if (!record_has(&record, i))
			continue;
		rc = to_latin1(encoder->arena, &record.values[i], reterr);
		if (rc == ERR_RANGE) {
			char key[FIELD_KEY_BYTES];
			err_at(reterr, NULL, field_key(layout, layout_field(layout, i), key));
		}
	}
	return rc == OK ? record_to_columns(&record, encoder->out, reterr) : rc;
}

static enum rc put_entry(struct encoder *encoder, json_t *object, struct err *reterr)
{
	struct text raw;
	struct text end = encoder->line_end;
	enum rc rc;
	if (!json_is_object(object))
		return err_set(reterr, ERR_FORMAT, "a record must be an object");
	if (json_member_text(object, "raw", &raw)) {
		rc = to_latin1(encoder->arena, &raw, reterr);
		if (rc == OK)
			buf_text(encoder->out, raw);
	} else {
		rc = put_record(encoder, object, reterr);
	}
	if (rc != OK)
		return rc;
	if (json_member_text(object, "line_end", &end) && !text_is(end, "\n") && !text_is(end, "\r\n") &&
	    !text_is(end, "\r"))
		return err_set(reterr, ERR_FORMAT, "\"line_end\" must be a line end");
	buf_text(encoder->out, end);
	encoder->last_line_end = text_is(end, "\r") ? 0 : end.len;
	return OK;
}

/* Nothing is dropped in silence: a member that nobody writes out is told. */
static enum rc check_members(json_t *document, struct err *reterr)
{
	static const char *const known[] = {"format", "shape", "line_end", "final_line_end", "records"};
	const char *key;
	json_t *value;
	json_object_foreach (document, key, value) {
		bool found = false;
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			found = found || strcmp(key, known[i]) == 0;
		if (found)
			continue;
		return err_set_at(reterr, ERR_UNKNOWN, NULL, key, "a document has no such member");
	}
	if (json_is_array(json_object_get(document, "records")))
		return OK;
	return err_set_at(reterr, ERR_FORMAT, NULL, "records", "must be an array");
}

enum rc columns_encode(const struct columns_format *format, struct arena *arena, struct text json,
		       struct text *ret_bytes, struct err *reterr)
{
	json_t *document CLEANUP(json_cleanup) = NULL;
	enum rc rc = json_parse(json, &document, reterr);
	if (rc == OK)
		rc = check_members(document, reterr);
	if (rc != OK)
		return rc;
	struct buf out CLEANUP(buf_done);
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct encoder encoder = {.format = format, .arena = arena, .out = &out, .line_end = TEXT_LITERAL("\r\n")};
	(void)json_member_text(document, "line_end", &encoder.line_end);
	if (!text_is(encoder.line_end, "\n") && !text_is(encoder.line_end, "\r\n"))
		return err_set(reterr, ERR_FORMAT, "\"line_end\" must be \"\\n\" or \"\\r\\n\"");
	size_t i;
	json_t *object;
	json_array_foreach (json_object_get(document, "records"), i, object) {
		rc = put_entry(&encoder, object, reterr);
		if (rc == OK)
			continue;
		const char *where = arena_printf(arena, "record %zu", i + 1);
		err_at(reterr, where, NULL);
		return rc;
	}
	if (json_is_false(json_object_get(document, "final_line_end")))
		out.len -= encoder.last_line_end < out.len ? encoder.last_line_end : out.len;
	const char *bytes = buf_failed(&out) ? NULL : arena_copy(arena, buf_view(&out).at, out.len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the file");
	*ret_bytes = (struct text){bytes, out.len};
	return OK;
}
