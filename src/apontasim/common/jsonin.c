#include "apontasim/common/jsonin.h"

#include <string.h>

#define LEVELS_MAX 16

struct reading {
	struct arena *arena;
	const char *at;
	const char *end;
	const char *start;
	struct err *reterr;
	int level;
};

static enum rc trouble(const struct reading *in, const char *what)
{
	return err_set(in->reterr, ERR_FORMAT, "the JSON is broken at byte %zu: %s", (size_t)(in->at - in->start),
		       what);
}

static void blanks_skip(struct reading *in)
{
	while (in->at < in->end && strchr(" \t\r\n", *in->at) != NULL && *in->at != '\0')
		in->at++;
}

static bool taken(struct reading *in, char c)
{
	if (in->at >= in->end || *in->at != c)
		return false;
	in->at++;
	return true;
}

/* The bytes of the UTF-8 sequence at `at`, or 0 when it is none (overlong, surrogate, cut, above U+10FFFF). */
static size_t sequence_len(const char *start, const char *end)
{
	const unsigned char *at = (const unsigned char *)start;
	size_t room = (size_t)(end - start);
	size_t len = at[0] < 0x80 ? 1 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2 : at[0] >= 0xe0 && at[0] < 0xf0 ? 3 : 4;
	if ((at[0] >= 0x80 && at[0] < 0xc2) || at[0] > 0xf4 || len > room)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf0 && at[1] < 0x90) ||
	    (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return len;
}

static size_t utf8_put(char *out, unsigned code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = len; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)((len == 2 ? 0xc0 : len == 3 ? 0xe0 : 0xf0) | code);
	return len;
}

/* Four hex digits, or -1. */
static int unit_read(struct reading *in)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int unit = 0;
	for (int i = 0; i < 4; i++) {
		const char *digit = in->at < in->end && *in->at != '\0' ? strchr(digits, *in->at) : NULL;
		if (digit == NULL)
			return -1;
		unit = unit * 16 + (int)((digit - digits) % 16);
		in->at++;
	}
	return unit;
}

/* Behind a backslash. The count of bytes written, 0 when it is no escape. */
static size_t escape_read(struct reading *in, char *out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	const char *name = in->at < in->end && *in->at != '\0' ? strchr(names, *in->at) : NULL;
	if (name != NULL) {
		in->at++;
		*out = values[name - names];
		return 1;
	}
	if (!taken(in, 'u'))
		return 0;
	int unit = unit_read(in);
	if (unit >= 0xd800 && unit < 0xdc00) {
		if (!taken(in, '\\') || !taken(in, 'u'))
			return 0;
		int low = unit_read(in);
		if (low < 0xdc00 || low > 0xdfff)
			return 0;
		return utf8_put(out, 0x10000u + ((unsigned)unit - 0xd800u) * 0x400u + ((unsigned)low - 0xdc00u));
	}
	return unit > 0 && (unit < 0xdc00 || unit > 0xdfff) ? utf8_put(out, (unsigned)unit) : 0;
}

static enum rc text_read(struct reading *in, const char **ret_text, size_t *ret_characters)
{
	const char *close = in->at;
	if (!taken(in, '"'))
		return trouble(in, "a text must stand here");
	for (close = in->at; close < in->end && *close != '"'; close++)
		if (*close == '\\')
			close++;
	if (close >= in->end)
		return trouble(in, "a text does not end");
	char *out = arena_alloc(in->arena, (size_t)(close - in->at) + 1);
	if (out == NULL)
		return err_set(in->reterr, ERR_NO_MEMORY, "no memory for the JSON");
	size_t len = 0;
	*ret_text = out;
	for (*ret_characters = 0; in->at < close; ++*ret_characters) {
		size_t more;
		if (taken(in, '\\')) {
			more = escape_read(in, out + len);
		} else {
			more = (unsigned char)*in->at < 0x20 ? 0 : sequence_len(in->at, close);
			memcpy(out + len, in->at, more);
			in->at += more;
		}
		if (more == 0)
			return trouble(in, "a text holds what no text may hold");
		len += more;
	}
	in->at = close + 1;
	return OK;
}

static size_t digits_skip(struct reading *in)
{
	const char *from = in->at;
	while (in->at < in->end && *in->at >= '0' && *in->at <= '9')
		in->at++;
	return (size_t)(in->at - from);
}

static enum rc number_read(struct reading *in, struct json_value *value)
{
	const char *from = in->at;
	(void)taken(in, '-');
	bool zero = in->at < in->end && *in->at == '0';
	size_t whole = digits_skip(in);
	bool good = whole > 0 && !(zero && whole > 1);
	if (good && taken(in, '.'))
		good = digits_skip(in) > 0;
	if (good && (taken(in, 'e') || taken(in, 'E'))) {
		(void)(taken(in, '+') || taken(in, '-'));
		good = digits_skip(in) > 0;
	}
	if (!good)
		return trouble(in, "this is no value");
	value->kind = JSON_IS_NUMBER;
	value->text = arena_text(in->arena, (struct text){from, (size_t)(in->at - from)});
	return value->text != NULL ? OK : err_set(in->reterr, ERR_NO_MEMORY, "no memory for the JSON");
}

static enum rc value_read(struct reading *in, struct json_value **ret_value);

static enum rc name_read(struct reading *in, const struct json_value *object, const char **ret_name)
{
	size_t characters;
	const char *name = "";
	enum rc rc = text_read(in, &name, &characters);
	if (rc != OK)
		return rc;
	if (json_member(object, name) != NULL)
		return err_set_at(in->reterr, ERR_FORMAT, NULL, name, "stands twice in the same object");
	blanks_skip(in);
	if (!taken(in, ':'))
		return trouble(in, "a colon must follow the name");
	blanks_skip(in);
	*ret_name = name;
	return OK;
}

/* Members or elements; the opening bracket has been taken. */
static enum rc children_read(struct reading *in, struct json_value *value, char close)
{
	struct json_value **last = &value->children;
	blanks_skip(in);
	if (taken(in, close))
		return OK;
	for (;;) {
		const char *name = "";
		enum rc rc = OK;
		blanks_skip(in);
		if (value->kind == JSON_IS_OBJECT)
			rc = name_read(in, value, &name);
		if (rc == OK)
			rc = value_read(in, last);
		if (rc != OK)
			return rc;
		(*last)->name = name;
		last = &(*last)->next;
		blanks_skip(in);
		if (taken(in, close))
			return OK;
		if (!taken(in, ','))
			return trouble(in, "a comma or the closing bracket must follow");
	}
}

static bool word_taken(struct reading *in, const char *word)
{
	size_t len = strlen(word);
	if ((size_t)(in->end - in->at) < len || memcmp(in->at, word, len) != 0)
		return false;
	in->at += len;
	return true;
}

static enum rc value_read(struct reading *in, struct json_value **ret_value)
{
	struct json_value *value = arena_alloc(in->arena, sizeof(*value));
	enum rc rc = OK;
	if (value == NULL)
		return err_set(in->reterr, ERR_NO_MEMORY, "no memory for the JSON");
	if (in->level >= LEVELS_MAX)
		return trouble(in, "too many levels");
	value->name = value->text = "";
	in->level++;
	if (in->at < in->end && *in->at == '"') {
		value->kind = JSON_IS_TEXT;
		rc = text_read(in, &value->text, &value->characters);
	} else if (taken(in, '{')) {
		value->kind = JSON_IS_OBJECT;
		rc = children_read(in, value, '}');
	} else if (taken(in, '[')) {
		value->kind = JSON_IS_LIST;
		rc = children_read(in, value, ']');
	} else if (word_taken(in, "true")) {
		value->kind = JSON_IS_TRUE;
	} else if (word_taken(in, "false")) {
		value->kind = JSON_IS_FALSE;
	} else if (!word_taken(in, "null")) {
		rc = number_read(in, value);
	}
	in->level--;
	if (rc == OK)
		*ret_value = value;
	return rc;
}

enum rc json_in(struct arena *arena, struct text bytes, struct json_value **ret_value, struct err *reterr)
{
	struct reading in = {
		.arena = arena, .at = bytes.at, .start = bytes.at, .end = bytes.at + bytes.len, .reterr = reterr};
	struct json_value *value = NULL;
	if (bytes.len == 0)
		return err_set(reterr, ERR_FORMAT, "the body is empty: JSON is wanted");
	blanks_skip(&in);
	enum rc rc = value_read(&in, &value);
	if (rc != OK)
		return rc;
	blanks_skip(&in);
	if (in.at != in.end)
		return trouble(&in, "something stands behind the value");
	*ret_value = value;
	return OK;
}

const struct json_value *json_member(const struct json_value *object, const char *name)
{
	for (const struct json_value *member = object->children; member != NULL; member = member->next)
		if (strcmp(member->name, name) == 0)
			return member;
	return NULL;
}
