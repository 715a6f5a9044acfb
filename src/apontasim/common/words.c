#include "apontasim/common/words.h"

int words_split(struct text line, struct text out[WORDS_MAX])
{
	int count = 0;
	struct text word;
	line = text_trim(line);
	while (count < WORDS_MAX && line.len > 0 && text_next(&line, ' ', &word)) {
		if (word.len > 0)
			out[count++] = word;
		line = text_trim(line);
	}
	return line.len > 0 ? WORDS_MAX + 1 : count;
}

bool words_number(struct text digits, uint64_t max, uint64_t *ret_number)
{
	uint64_t number = 0;
	if (!text_is_digits(digits) || digits.len > 18)
		return false;
	for (size_t i = 0; i < digits.len; i++)
		number = number * 10 + (uint64_t)(digits.at[i] - '0');
	if (number > max)
		return false;
	*ret_number = number;
	return true;
}

bool words_percent(struct text digits, int *ret_percent)
{
	uint64_t percent;
	if (!words_number(digits, 100, &percent))
		return false;
	*ret_percent = (int)percent;
	return true;
}

void words_json(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			buf_printf(out, "\\%c", *at);
		else if (*at < 0x20 || *at == 0x7f)
			buf_printf(out, "\\u%04x", (unsigned)*at);
		else if (*at >= 0x80)
			buf_putc(out, '?');
		else
			buf_putc(out, (char)*at);
	}
	buf_putc(out, '"');
}
