#include "domain/mark.h"

#include <stdio.h>

static const struct {
	const char *word;
	const char *says;
	enum check check;
} marks_of[MARK_COUNT] = {
#define MARK(word, check, says) {#word, says, CHECK_##check},
#include "domain/mark.def"
#undef MARK
};

const char *mark_word(enum mark mark)
{
	return marks_of[mark].word;
}

const char *mark_says(enum mark mark)
{
	return marks_of[mark].says;
}

enum check mark_check(enum mark mark)
{
	return marks_of[mark].check;
}

const char *mark_text(unsigned marks, char out[MARK_TEXT_BYTES])
{
	size_t len = 0;
	out[0] = '\0';
	for (int mark = 0; mark < MARK_COUNT; mark++)
		if ((marks & 1u << mark) != 0)
			len += (size_t)snprintf(out + len, MARK_TEXT_BYTES - len, "%s%s", len > 0 ? ", " : "",
						marks_of[mark].word);
	return out;
}

static bool is_between(char c)
{
	return c == ' ' || c == ',' || c == '\t';
}

enum rc mark_parse(struct text words, unsigned *ret_marks, struct err *reterr)
{
	unsigned marks = 0;
	size_t at = 0;
	while (at < words.len) {
		struct text word = {words.at + at, 0};
		while (at + word.len < words.len && !is_between(word.at[word.len]))
			word.len++;
		int mark = 0;
		while (word.len > 0 && mark < MARK_COUNT && !text_is(word, marks_of[mark].word))
			mark++;
		if (mark == MARK_COUNT) {
			char right[MARK_TEXT_BYTES];
			return err_set(reterr, ERR_UNKNOWN, "there is no mark of this name; right are %s",
				       mark_text((1u << MARK_COUNT) - 1, right));
		}
		if (word.len > 0)
			marks |= 1u << mark;
		at += word.len > 0 ? word.len : 1;
	}
	*ret_marks = marks;
	return OK;
}
