#include "wire/json_exact.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/json_read.h"
#include "wire/translit.h"

struct parser {
	struct arena *arena;
	const char *start;
	const char *at;
	const char *end;
	struct err *reterr;
};

#define REFUSE(parser, code, ...) refuse_at(parser, err_set((parser)->reterr, code, __VA_ARGS__))

static enum rc refuse_at(const struct parser *parser, enum rc code)
{
	char where[32];
	int line = 1;
	for (const char *at = parser->start; at < parser->at; at++)
		line += *at == '\n';
	(void)snprintf(where, sizeof(where), "line %d", line);
	err_at(parser->reterr, where, NULL);
	return code;
}

static void skip_blanks(struct parser *parser)
{
	while (parser->at < parser->end && strchr(" \t\r\n", *parser->at) != NULL && *parser->at != '\0')
		parser->at++;
}

static bool take(struct parser *parser, char c)
{
	if (parser->at >= parser->end || *parser->at != c)
		return false;
	parser->at++;
	return true;
}

/* Digits from here on; how many. */
static size_t take_digits(struct parser *parser)
{
	const char *from = parser->at;
	while (parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9')
		parser->at++;
	return (size_t)(parser->at - from);
}

static enum rc parse_number(struct parser *parser, struct exact *value)
{
	const char *from = parser->at;
	(void)take(parser, '-');
	bool zero = parser->at < parser->end && *parser->at == '0';
	size_t whole = take_digits(parser);
	bool good = whole == 1 || (whole > 1 && !zero);
	if (good && take(parser, '.'))
		good = take_digits(parser) > 0;
	if (good && (take(parser, 'e') || take(parser, 'E'))) {
		(void)(take(parser, '+') || take(parser, '-'));
		good = take_digits(parser) > 0;
	}
	if (!good)
		return REFUSE(parser, ERR_FORMAT, "this is not JSON: a number is written like 0, -7, 10.50 or 1e3");
	value->kind = EXACT_NUMBER;
	value->text = (struct text){from, (size_t)(parser->at - from)};
	return OK;
}

/* Four hexadecimal digits, or -1. */
static long take_hex(struct parser *parser)
{
	static const char digits[] = "0123456789abcdef";
	long number = 0;
	for (int i = 0; i < 4; i++) {
		if (parser->at >= parser->end || *parser->at == '\0')
			return -1;
		char c = *parser->at++;
		const char *digit = strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
		if (digit == NULL)
			return -1;
		number = number * 16 + (digit - digits);
	}
	return number;
}

static size_t put_utf8(char *out, long code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)((0xf00 >> len) | code);
	return len;
}

/* What stands behind a backslash, as UTF-8 in at most 4 bytes; 0 when it is no escape. */
static size_t take_escape(struct parser *parser, char out[4])
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	char c = '\0';
	if (parser->at < parser->end)
		c = *parser->at++;
	const char *plain = c != '\0' ? strchr(from, c) : NULL;
	if (plain != NULL) {
		out[0] = to[plain - from];
		return 1;
	}
	long code = c == 'u' ? take_hex(parser) : -1;
	if (code >= 0xd800 && code <= 0xdbff) {
		long low = take(parser, '\\') && take(parser, 'u') ? take_hex(parser) : -1;
		code = low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
	} else if (code >= 0xdc00 && code <= 0xdfff) {
		code = -1;
	}
	return code < 0 ? 0 : put_utf8(out, code);
}

/* Where the closing quote stands; NULL when there is none. */
static const char *closing_quote(const struct parser *parser, bool *ret_escaped)
{
	*ret_escaped = false;
	for (const char *at = parser->at; at < parser->end; at++) {
		if (*at == '"')
			return at;
		if (*at == '\\') {
			*ret_escaped = true;
			at++;
		}
	}
	return NULL;
}

static enum rc parse_string(struct parser *parser, struct text *ret_text)
{
	bool escaped;
	parser->at++;
	const char *quote = closing_quote(parser, &escaped);
	if (quote == NULL)
		return REFUSE(parser, ERR_FORMAT, "this is not JSON: a text has no closing quote");
	for (const char *at = parser->at; at < quote; at++)
		if ((unsigned char)*at < ' ')
			return REFUSE(parser, ERR_FORMAT,
				      "this is not JSON: a control character in a text; \\u%04x is right",
				      (unsigned)*at);
	size_t room = (size_t)(quote - parser->at);
	if (!escaped) {
		*ret_text = (struct text){parser->at, room};
		parser->at = quote + 1;
		return OK;
	}
	char *bytes = arena_alloc(parser->arena, room + 1); /* an escape is never shorter than what it stands for */
	if (bytes == NULL)
		return REFUSE(parser, ERR_NO_MEMORY, "no memory for a text");
	size_t len = 0;
	while (parser->at < quote) {
		char c = *parser->at++;
		size_t more = 1;
		if (c == '\\')
			more = take_escape(parser, bytes + len);
		else
			bytes[len] = c;
		if (more == 0 || parser->at > quote)
			return REFUSE(parser, ERR_FORMAT,
				      "this is not JSON: an escape that nobody knows, or half of one");
		len += more;
	}
	*ret_text = (struct text){bytes, len};
	parser->at = quote + 1;
	return OK;
}

static enum rc parse_value(struct parser *parser, int depth, struct exact *value);

static enum rc parse_key(struct parser *parser, const struct exact *object, struct exact *member)
{
	struct text key = {"", 0};
	if (parser->at >= parser->end || *parser->at != '"')
		return REFUSE(parser, ERR_FORMAT, "this is not JSON: a name in quotes is wanted here");
	enum rc rc = parse_string(parser, &key);
	if (rc != OK)
		return rc;
	if (memchr(key.len > 0 ? key.at : "", '\0', key.len) != NULL)
		return REFUSE(parser, ERR_FORMAT, "a name holds a NUL");
	if (object->count == EXACT_MEMBERS_MAX)
		return REFUSE(parser, ERR_RANGE, "an object has more than %d members", EXACT_MEMBERS_MAX);
	for (const struct exact *other = object->first; other != NULL; other = other->next)
		if (text_is(key, other->key))
			return REFUSE(parser, ERR_FORMAT, "\"%.60s\" stands twice in one object", other->key);
	member->key = arena_text(parser->arena, key);
	if (member->key == NULL)
		return REFUSE(parser, ERR_NO_MEMORY, "no memory for a name");
	skip_blanks(parser);
	return take(parser, ':') ? OK : REFUSE(parser, ERR_FORMAT, "this is not JSON: ':' is wanted after a name");
}

/* Items of an array, members of an object; the opening bracket is taken. */
static enum rc parse_items(struct parser *parser, int depth, struct exact *list, char close)
{
	struct exact **last = &list->first;
	skip_blanks(parser);
	if (take(parser, close))
		return OK;
	if (depth > JSON_DEPTH_MAX)
		return REFUSE(parser, ERR_RANGE, "the JSON is more than %d levels deep", JSON_DEPTH_MAX);
	for (;;) {
		struct exact *item = arena_alloc(parser->arena, sizeof(*item));
		if (item == NULL)
			return REFUSE(parser, ERR_NO_MEMORY, "no memory for the JSON");
		skip_blanks(parser);
		enum rc rc = list->kind == EXACT_OBJECT ? parse_key(parser, list, item) : OK;
		if (rc == OK)
			rc = parse_value(parser, depth, item);
		if (rc != OK)
			return rc;
		*last = item;
		last = &item->next;
		list->count++;
		skip_blanks(parser);
		if (take(parser, close))
			return OK;
		if (!take(parser, ','))
			return REFUSE(parser, ERR_FORMAT, "this is not JSON: ',' or '%c' is wanted here", close);
	}
}

static enum rc parse_word(struct parser *parser, struct exact *value)
{
	static const struct {
		const char *word;
		enum exact_kind kind;
	} words[] = {{"null", EXACT_NULL}, {"true", EXACT_TRUE}, {"false", EXACT_FALSE}};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t len = strlen(words[i].word);
		if ((size_t)(parser->end - parser->at) < len || memcmp(parser->at, words[i].word, len) != 0)
			continue;
		parser->at += len;
		value->kind = words[i].kind;
		return OK;
	}
	return REFUSE(parser, ERR_FORMAT, "this is not JSON: a value is wanted here");
}

static enum rc parse_value(struct parser *parser, int depth, struct exact *value)
{
	skip_blanks(parser);
	char c = '\0';
	if (parser->at < parser->end)
		c = *parser->at;
	switch (c) {
	case '{':
	case '[':
		parser->at++;
		value->kind = c == '{' ? EXACT_OBJECT : EXACT_ARRAY;
		return parse_items(parser, depth + 1, value, c == '{' ? '}' : ']');
	case '"': value->kind = EXACT_STRING; return parse_string(parser, &value->text);
	default: return c == '-' || (c >= '0' && c <= '9') ? parse_number(parser, value) : parse_word(parser, value);
	}
}

enum rc exact_parse(struct arena *arena, struct text bytes, const struct exact **ret_root, struct err *reterr)
{
	struct parser parser = {
		.arena = arena, .start = bytes.at, .at = bytes.at, .end = bytes.at + bytes.len, .reterr = reterr};
	if (bytes.len > 4 * (size_t)LIMIT_DOCUMENT_BYTES)
		return err_set(reterr, ERR_RANGE, "the JSON has %zu bytes; at most %zu are taken", bytes.len,
			       4 * (size_t)LIMIT_DOCUMENT_BYTES);
	if (!translit_is_utf8(bytes))
		return err_set(reterr, ERR_FORMAT, "this is not JSON: its bytes are not UTF-8");
	struct exact *root = arena_alloc(arena, sizeof(*root));
	if (root == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the JSON");
	enum rc rc = parse_value(&parser, 0, root);
	if (rc != OK)
		return rc;
	skip_blanks(&parser);
	if (parser.at < parser.end)
		return REFUSE(&parser, ERR_FORMAT, "this is not JSON: something stands after the value");
	*ret_root = root;
	return OK;
}

const struct exact *exact_member(const struct exact *object, const char *key)
{
	if (object->kind != EXACT_OBJECT)
		return NULL;
	for (const struct exact *member = object->first; member != NULL; member = member->next)
		if (strcmp(member->key, key) == 0)
			return member;
	return NULL;
}

bool exact_equal(const struct exact *a, const struct exact *b)
{
	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (a->kind == EXACT_NUMBER || a->kind == EXACT_STRING)
		return text_equal(a->text, b->text);
	const struct exact *other = b->first;
	for (const struct exact *item = a->first; item != NULL; item = item->next) {
		const struct exact *match = a->kind == EXACT_OBJECT ? exact_member(b, item->key) : other;
		if (match == NULL || !exact_equal(item, match))
			return false;
		other = a->kind == EXACT_OBJECT ? NULL : match->next;
	}
	return true;
}

void exact_put(struct json_out *json, const char *key, const struct exact *value)
{
	switch (value->kind) {
	case EXACT_NULL: json_chars(json, key, NULL); return;
	case EXACT_FALSE:
	case EXACT_TRUE: json_bool(json, key, value->kind == EXACT_TRUE); return;
	case EXACT_NUMBER: json_digits(json, key, value->text); return;
	case EXACT_STRING: json_text(json, key, value->text); return;
	case EXACT_ARRAY: json_open_array(json, key); break;
	case EXACT_OBJECT: json_open_object(json, key); break;
	}
	for (const struct exact *item = value->first; item != NULL; item = item->next)
		exact_put(json, item->key, item);
	if (value->kind == EXACT_ARRAY)
		json_close_array(json);
	else
		json_close_object(json);
}
