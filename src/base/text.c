#include "base/text.h"

#include <string.h>

struct text text_of(const char *terminated)
{
	return terminated == NULL ? (struct text){"", 0} : (struct text){terminated, strlen(terminated)};
}

bool text_equal(struct text a, struct text b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_is(struct text a, const char *terminated)
{
	return text_equal(a, text_of(terminated));
}

bool text_starts(struct text a, const char *prefix)
{
	size_t len = strlen(prefix);
	return a.len >= len && memcmp(a.at, prefix, len) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text a)
{
	while (a.len > 0 && is_blank(a.at[0])) {
		a.at++;
		a.len--;
	}
	while (a.len > 0 && is_blank(a.at[a.len - 1]))
		a.len--;
	return a;
}

struct text text_trim_right(struct text a, char pad)
{
	while (a.len > 0 && a.at[a.len - 1] == pad)
		a.len--;
	return a;
}

bool text_all(struct text a, char c)
{
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] != c)
			return false;
	return true;
}

bool text_is_digits(struct text a)
{
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] < '0' || a.at[i] > '9')
			return false;
	return a.len > 0;
}

bool text_next(struct text *rest, char separator, struct text *ret_piece)
{
	if (rest->at == NULL)
		return false;
	const char *end = rest->len > 0 ? memchr(rest->at, separator, rest->len) : NULL;
	if (end == NULL) {
		*ret_piece = *rest;
		*rest = (struct text){NULL, 0};
		return true;
	}
	size_t len = (size_t)(end - rest->at);
	*ret_piece = (struct text){rest->at, len};
	rest->at += len + 1;
	rest->len -= len + 1;
	return true;
}

bool text_copy(struct text a, char *out, size_t size)
{
	bool fits = a.len < size;
	size_t len = fits ? a.len : 0;
	if (len > 0)
		memcpy(out, a.at, len);
	out[len] = '\0';
	return fits;
}
