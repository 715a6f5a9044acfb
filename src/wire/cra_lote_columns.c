#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/cra_lote_json.h"
#include "wire/xml_gap.h"

/* The file's line ends: one kind for most lines, kept by line where it differs. */
struct line_ends {
	bool crlf;
	bool final; /* the last line has one */
};

static struct line_ends line_ends_of(struct text bytes)
{
	const char *first = bytes.len > 0 ? memchr(bytes.at, '\n', bytes.len) : NULL;
	return (struct line_ends){
		.crlf = first != NULL && first > bytes.at && first[-1] == '\r',
		.final = bytes.len > 0 && bytes.at[bytes.len - 1] == '\n',
	};
}

/* A line as it is, with what is needed to write the same bytes again. */
static void put_line(struct json_out *json, struct lote_writer *writer, struct text line, bool crlf,
		     const struct line_ends *ends, bool ended)
{
	const struct layout *layout = NULL;
	if (line.len == LOTE_WIDTH)
		layout = line.at[0] == '0'   ? &lote_header
			 : line.at[0] == '1' ? &lote_transaction
			 : line.at[0] == '9' ? &lote_trailer
					     : NULL;
	lote_writer_place(writer, layout != NULL ? layout : &lote_transaction);
	json_open_object(json, layout == NULL || layout == &lote_transaction ? NULL : layout->name);
	if (layout != NULL) {
		struct record record;
		record_from_columns(&record, layout, line);
		record_to_json(&record, true, json);
	} else {
		json_latin1(json, "raw", line);
	}
	if (ended && crlf != ends->crlf)
		json_chars(json, "line_end", crlf ? "\r\n" : "\n");
	else if (!ended && crlf)
		json_chars(json, "line_end", "\r");
	json_close_object(json);
}

enum rc lote_600_decode(struct arena *arena, const char *format, enum lote_kind kind, struct text bytes,
			struct text *ret_json, struct err *reterr)
{
	(void)kind;
	if (bytes.len > LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "the file has %zu bytes; at most %u are taken", bytes.len,
			       LIMIT_DOCUMENT_BYTES);
	if (bytes.len == 0)
		return err_set(reterr, ERR_FORMAT, "the file is empty");
	struct text start = text_trim(bytes);
	if (start.len > 0 && start.at[0] == '<')
		return err_set(reterr, ERR_FORMAT, "this is XML; a file of 600 columns is wanted");
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct json_out json;
	json_begin(&json, &out);
	struct lote_writer writer = {.json = &json};
	struct line_ends ends = line_ends_of(bytes);

	json_open_object(&json, NULL);
	json_chars(&json, "format", format);
	json_chars(&json, "shape", "600");
	json_chars(&json, "line_end", ends.crlf ? "\r\n" : "\n");
	json_bool(&json, "final_line_end", ends.final);
	struct text rest = bytes;
	struct text line;
	while (rest.len > 0 && text_next(&rest, '\n', &line)) {
		bool crlf = line.len > 0 && line.at[line.len - 1] == '\r';
		bool ended = rest.at != NULL;
		line.len -= crlf;
		put_line(&json, &writer, line, crlf, &ends, ended);
	}
	lote_writer_close(&writer);
	json_close_array(&json);
	json_close_object(&json);
	return json_finish(arena, &out, ret_json, reterr);
}

/* UTF-8 of the JSON as bytes of ISO-8859-1. */
static enum rc to_latin1(struct arena *arena, struct text utf8, struct text *ret_latin1, struct err *reterr)
{
	bool plain = true;
	for (size_t i = 0; i < utf8.len && plain; i++)
		plain = (unsigned char)utf8.at[i] < 0x80;
	if (plain) {
		*ret_latin1 = utf8;
		return OK;
	}
	char *bytes = arena_alloc(arena, utf8.len + 1);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	size_t len = 0;
	for (size_t i = 0; i < utf8.len; i++) {
		unsigned char c = (unsigned char)utf8.at[i];
		if (c >= 0x80) {
			if ((c != 0xc2 && c != 0xc3) || i + 1 >= utf8.len)
				return err_set(reterr, ERR_RANGE,
					       "a character is outside ISO-8859-1; a column holds one byte");
			c = (unsigned char)(c << 6 | ((unsigned char)utf8.at[++i] & 0x3f));
		}
		bytes[len++] = (char)c;
	}
	*ret_latin1 = (struct text){bytes, len};
	return OK;
}

struct encoder {
	struct arena *arena;
	struct buf *out;
	struct text line_end;
	size_t last_line_end; /* length of what the last line ended with */
};

static enum rc put_fields(struct encoder *encoder, const struct layout *layout, json_t *object, struct err *reterr)
{
	static const char *const also[] = {"line_end", NULL};
	struct record record;
	enum rc rc = record_from_json(&record, layout, object, also, reterr);
	for (int i = 1; rc == OK && i <= layout->fields_count; i++) {
		if (!record_has(&record, i))
			continue;
		rc = to_latin1(encoder->arena, record.values[i], &record.values[i], reterr);
		if (rc != OK) {
			char key[FIELD_KEY_BYTES];
			err_at(reterr, NULL, field_key(layout, layout_field(layout, i), key));
		}
	}
	return rc == OK ? record_to_columns(&record, encoder->out, reterr) : rc;
}

static enum rc encode_line(struct encoder *encoder, const struct layout *layout, json_t *object, struct err *reterr)
{
	struct text raw;
	enum rc rc = OK;
	if (!json_is_object(object))
		return err_set(reterr, ERR_FORMAT, "a record must be an object");
	if (json_member_text(object, "raw", &raw)) {
		rc = to_latin1(encoder->arena, raw, &raw, reterr);
		if (rc == OK)
			buf_text(encoder->out, raw);
	} else {
		rc = put_fields(encoder, layout, object, reterr);
	}
	if (rc != OK)
		return rc;
	struct text end = encoder->line_end;
	if (json_member_text(object, "line_end", &end) && !text_is(end, "\n") && !text_is(end, "\r\n") &&
	    !text_is(end, "\r"))
		return err_set(reterr, ERR_FORMAT, "\"line_end\" must be a line end");
	buf_text(encoder->out, end);
	encoder->last_line_end = text_is(end, "\r") ? 0 : end.len;
	return OK;
}

static enum rc encode_lote(struct encoder *encoder, json_t *lote, size_t number, struct err *reterr)
{
	struct lote_members members;
	enum rc rc = lote_members_of(lote, &members, reterr);
	if (rc != OK) {
		(void)lote_error_at(reterr, number, "members", 0);
		return rc;
	}
	if (members.header != NULL && encode_line(encoder, &lote_header, members.header, reterr) != OK)
		return lote_error_at(reterr, number, "header", 0);
	size_t i;
	json_t *transaction;
	json_array_foreach (members.transactions, i, transaction)
		if (encode_line(encoder, &lote_transaction, transaction, reterr) != OK)
			return lote_error_at(reterr, number, "transaction", i + 1);
	if (members.trailer != NULL && encode_line(encoder, &lote_trailer, members.trailer, reterr) != OK)
		return lote_error_at(reterr, number, "trailer", 0);
	return OK;
}

enum rc lote_600_encode(struct arena *arena, enum lote_kind kind, struct text json, struct text *ret_bytes,
			struct err *reterr)
{
	static const char *const shapes[] = {"600", NULL};
	CLEANUP(json_cleanup) json_t *document = NULL;
	json_t *lotes;
	(void)kind;
	enum rc rc = json_parse(json, &document, reterr);
	if (rc == OK)
		rc = lotes_of(document, shapes, &lotes, reterr);
	if (rc != OK)
		return rc;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_UNIT_OF_WORK_BYTES);
	struct encoder encoder = {.arena = arena, .out = &out, .line_end = TEXT_LITERAL("\r\n")};
	(void)json_member_text(document, "line_end", &encoder.line_end);
	if (!text_is(encoder.line_end, "\n") && !text_is(encoder.line_end, "\r\n"))
		return err_set(reterr, ERR_FORMAT, "\"line_end\" must be \"\\n\" or \"\\r\\n\"");
	size_t i;
	json_t *lote;
	json_array_foreach (lotes, i, lote) {
		rc = encode_lote(&encoder, lote, i, reterr);
		if (rc != OK)
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
