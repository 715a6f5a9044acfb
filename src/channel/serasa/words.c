/* Words of Serasa, fit for people: no tax id in them, one line, cut where the field ends. */
#include <string.h>

#include "channel/serasa/serasa.h"
#include "domain/taxid.h"

#define DIGITS_HIDDEN 8 /* so many in one word may be most of a CPF; a code has 3, a date with its marks 8 */

static bool is_mark(char c)
{
	return c == '.' || c == '-' || c == '/';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool joins(char c)
{
	return is_digit(c) || is_mark(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A tax id with or without its marks, whole or filled with zeros, valid or not. */
static bool is_hidden(struct text word)
{
	size_t digits = 0;
	struct taxid taxid;
	for (size_t i = 0; i < word.len; i++)
		digits += is_digit(word.at[i]);
	return digits > DIGITS_HIDDEN || taxid_parse(word, &taxid, NULL) == OK;
}

struct line {
	char *out;
	size_t size;
	size_t len;
};

static void put(struct line *line, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && line->len + 1 < line->size; i++)
		line->out[line->len++] = bytes[i];
}

/* A character of UTF-8 is not left half at the end. */
static void end_whole(struct line *line)
{
	size_t end = line->len;
	while (end > 0 && ((unsigned char)line->out[end - 1] & 0xc0) == 0x80)
		end--;
	unsigned char lead = end > 0 ? (unsigned char)line->out[end - 1] : 0;
	size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (lead >= 0xc0 && line->len - (end - 1) < wanted)
		line->len = end - 1;
	line->out[line->len] = '\0';
}

const char *serasa_masked(struct text words, char *out, size_t size)
{
	struct line line = {.out = out, .size = size};
	words = text_trim(words);
	while (words.len > 0) {
		char mask[24];
		struct text word = {words.at, 0};
		while (word.len < words.len && joins(words.at[word.len]))
			word.len++;
		if (word.len == 0) {
			char c = words.at[0];
			bool control = (unsigned char)c < ' ' || c == 0x7f;
			put(&line, control ? " " : &c, 1);
			words = (struct text){words.at + 1, words.len - 1};
			continue;
		}
		words = (struct text){words.at + word.len, words.len - word.len};
		struct text bare = word;
		while (bare.len > 0 && is_mark(bare.at[bare.len - 1]))
			bare.len--;
		if (is_hidden(bare)) {
			const char *shown = taxid_mask(bare, mask);
			put(&line, shown, strlen(shown));
			put(&line, bare.at + bare.len, word.len - bare.len);
		} else {
			put(&line, word.at, word.len);
		}
	}
	end_whole(&line);
	return out;
}
