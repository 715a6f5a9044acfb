#include "apontasim/common/lines.h"

int lines_refused(struct buf *out, enum rc rc, const struct err *err)
{
	char words[1024];
	buf_printf(out, "%s\n", err_text(err, words, sizeof(words)));
	return rc == ERR_REFUSED ? 409 : rc == ERR_NO_MEMORY ? 500 : 400;
}

int lines_each(void *world, struct text body, struct buf *out, enum rc (*order)(void *, struct text, struct err *))
{
	struct text line;
	struct err err = {0};
	int count = 0;
	while (text_next(&body, '\n', &line)) {
		line = text_trim(line);
		if (line.len == 0)
			continue;
		enum rc rc = order(world, line, &err);
		if (rc != OK) {
			buf_printf(out, "%.*s: ", TEXT_ARG(line));
			return lines_refused(out, rc, &err);
		}
		count++;
	}
	if (count == 0) {
		buf_puts(out, "there is no order in the body\n");
		return 400;
	}
	buf_printf(out, "%d\n", count);
	return 200;
}
