#include "wire/json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/json_read.h"

void json_begin(struct json_out *json, struct buf *buf)
{
	*json = (struct json_out){.buf = buf};
}

static void new_line(struct json_out *json)
{
	buf_putc(json->buf, '\n');
	buf_fill(json->buf, ' ', (size_t)json->depth * 2);
}

/* One character of the text, taken off the front; -1 for a byte that is not valid UTF-8. */
static int32_t take_utf8(struct text *text)
{
	const unsigned char *at = (const unsigned char *)text->at;
	size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
	int32_t character = len == 1 ? at[0] : at[0] & (0xff >> (len + 1));
	bool valid = len > 0 && len <= text->len;
	for (size_t k = 1; valid && k < len; k++) {
		valid = (at[k] & 0xc0) == 0x80;
		character = character << 6 | (at[k] & 0x3f);
	}
	if (valid && ((len == 3 && character < 0x800) || (len == 4 && (character < 0x10000 || character > 0x10ffff)) ||
		      (character >= 0xd800 && character <= 0xdfff)))
		valid = false;
	size_t taken = valid ? len : 1;
	text->at += taken;
	text->len -= taken;
	return valid ? character : -1;
}

static void put_ascii(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_puts(out, "\\\""); break;
	case '\\': buf_puts(out, "\\\\"); break;
	case '\n': buf_puts(out, "\\n"); break;
	case '\r': buf_puts(out, "\\r"); break;
	case '\t': buf_puts(out, "\\t"); break;
	default:
		if (c < ' ' || c == 0x7f)
			buf_printf(out, "\\u%04x", c);
		else
			buf_putc(out, (char)c);
	}
}

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void put_string(struct buf *out, struct text value, bool latin1)
{
	buf_putc(out, '"');
	while (value.len > 0) {
		size_t plain = 0;
		while (plain < value.len && is_plain((unsigned char)value.at[plain]))
			plain++;
		buf_put(out, value.at, plain);
		value.at += plain;
		value.len -= plain;
		if (value.len == 0)
			break;
		unsigned char c = (unsigned char)value.at[0];
		if (c >= 0x80 && !latin1) {
			struct text before = value;
			if (take_utf8(&value) >= 0)
				buf_put(out, before.at, before.len - value.len);
			else
				buf_puts(out, "\xef\xbf\xbd");
			continue;
		}
		if (c < 0x80) {
			put_ascii(out, c);
		} else {
			buf_putc(out, (char)(0xc0 | c >> 6));
			buf_putc(out, (char)(0x80 | (c & 0x3f)));
		}
		value.at++;
		value.len--;
	}
	buf_putc(out, '"');
}

/* What stands before a value: the comma of the one before, the line, the key. */
static void start_value(struct json_out *json, const char *key)
{
	if (json->comma)
		buf_putc(json->buf, ',');
	if (json->depth > 0)
		new_line(json);
	if (key != NULL) {
		put_string(json->buf, text_of(key), false);
		buf_puts(json->buf, ": ");
	}
	json->comma = true;
}

static void open_with(struct json_out *json, const char *key, char mark)
{
	start_value(json, key);
	buf_putc(json->buf, mark);
	json->depth++;
	json->comma = false;
}

static void close_with(struct json_out *json, char mark)
{
	assert(json->depth > 0);
	json->depth--;
	if (json->comma)
		new_line(json);
	buf_putc(json->buf, mark);
	json->comma = true;
	if (json->depth == 0)
		buf_putc(json->buf, '\n');
}

void json_open_object(struct json_out *json, const char *key)
{
	open_with(json, key, '{');
}

void json_open_array(struct json_out *json, const char *key)
{
	open_with(json, key, '[');
}

void json_close_object(struct json_out *json)
{
	close_with(json, '}');
}

void json_close_array(struct json_out *json)
{
	close_with(json, ']');
}

void json_text(struct json_out *json, const char *key, struct text value)
{
	start_value(json, key);
	put_string(json->buf, value, false);
}

void json_latin1(struct json_out *json, const char *key, struct text value)
{
	start_value(json, key);
	put_string(json->buf, value, true);
}

void json_chars(struct json_out *json, const char *key, const char *value)
{
	start_value(json, key);
	if (value == NULL)
		buf_puts(json->buf, "null");
	else
		put_string(json->buf, text_of(value), false);
}

void json_int(struct json_out *json, const char *key, int64_t value)
{
	start_value(json, key);
	buf_printf(json->buf, "%" PRId64, value);
}

void json_bool(struct json_out *json, const char *key, bool value)
{
	start_value(json, key);
	buf_puts(json->buf, value ? "true" : "false");
}

void json_digits(struct json_out *json, const char *key, struct text number)
{
	start_value(json, key);
	buf_text(json->buf, number);
}

/* Brackets outside strings, counted before jansson recurses into them. */
static int depth_of(struct text bytes)
{
	int depth = 0;
	int deepest = 0;
	bool quoted = false;
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.at[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			deepest = ++depth > deepest ? depth : deepest;
		else if (!quoted && (c == '}' || c == ']'))
			depth--;
	}
	return deepest;
}

enum rc json_parse(struct text bytes, json_t **ret_root, struct err *reterr)
{
	if (bytes.len > 4 * (size_t)LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "the JSON has %zu bytes; at most %zu are taken", bytes.len,
			       4 * (size_t)LIMIT_DOCUMENT_BYTES);
	if (depth_of(bytes) > JSON_DEPTH_MAX)
		return err_set(reterr, ERR_RANGE, "the JSON is more than %d levels deep", JSON_DEPTH_MAX);
	json_error_t error;
	json_t *root =
		json_loadb(bytes.len > 0 ? bytes.at : "", bytes.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (root == NULL) {
		char where[48];
		(void)snprintf(where, sizeof(where), "line %d", error.line > 0 ? error.line : 1);
		return err_set_at(reterr, ERR_FORMAT, where, NULL, "this is not JSON: %s", error.text);
	}
	*ret_root = root;
	return OK;
}

void json_cleanup(json_t **root)
{
	json_decref(*root);
	*root = NULL;
}

struct text json_text_of(const json_t *string)
{
	return json_is_string(string) ? (struct text){json_string_value(string), json_string_length(string)}
				      : (struct text){"", 0};
}

bool json_member_text(const json_t *object, const char *key, struct text *ret_text)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_string(value))
		return false;
	*ret_text = json_text_of(value);
	return true;
}
