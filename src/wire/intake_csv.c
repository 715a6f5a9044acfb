#include <string.h>

#include "base/limits.h"
#include "wire/intake_parts.h"

/* One record under way. `end` is the end of the file or of what a record may have, whichever comes first. */
struct cursor {
	const char *at;
	const char *end;
	bool capped; /* `end` is the limit, not the end of the file */
	char *scratch;
	char separator;
};

static bool is_line_end(const struct cursor *cursor)
{
	if (cursor->at == cursor->end)
		return !cursor->capped;
	if (*cursor->at == '\r')
		return cursor->at + 1 == cursor->end ? !cursor->capped : cursor->at[1] == '\n';
	return *cursor->at == '\n';
}

static enum rc no_end(const struct cursor *cursor, bool quoted, struct err *reterr)
{
	if (cursor->capped)
		return err_set(reterr, ERR_RANGE, "a row of more than %u bytes%s; right is a shorter one",
			       LIMIT_INTAKE_LINE_BYTES, quoted ? ", or a quote that is not closed" : "");
	return err_set(reterr, ERR_FORMAT,
		       "a quote is opened and not closed; right is a second quote at the end of "
		       "the field, and every quote inside it doubled");
}

static enum rc quoted_field(struct cursor *cursor, struct text *ret_field, struct err *reterr)
{
	char *out = cursor->scratch;
	for (cursor->at++; cursor->at < cursor->end; cursor->at++) {
		if (*cursor->at == '"' && (cursor->at + 1 == cursor->end || cursor->at[1] != '"'))
			break;
		if (*cursor->at == '"')
			cursor->at++;
		*out++ = *cursor->at;
	}
	if (cursor->at == cursor->end)
		return no_end(cursor, true, reterr);
	cursor->at++;
	if (!is_line_end(cursor) && (cursor->at == cursor->end || *cursor->at != cursor->separator))
		return err_set(reterr, ERR_FORMAT,
			       "text stands behind a closing quote, or a quote before it was never closed; right is to "
			       "double every quote inside a quoted field");
	*ret_field = (struct text){cursor->scratch, (size_t)(out - cursor->scratch)};
	cursor->scratch = out;
	return OK;
}

static enum rc plain_field(struct cursor *cursor, struct text *ret_field, struct err *reterr)
{
	const char *from = cursor->at;
	for (; cursor->at < cursor->end && *cursor->at != cursor->separator && *cursor->at != '\n'; cursor->at++)
		if (*cursor->at == '"')
			return err_set(reterr, ERR_FORMAT,
				       "a quote inside a field that does not start with one; right is to quote the "
				       "whole field and to double the quote");
	if (cursor->at == cursor->end && cursor->capped)
		return no_end(cursor, false, reterr);
	*ret_field = (struct text){from, (size_t)(cursor->at - from)};
	return OK;
}

static enum rc read_fields(struct cursor *cursor, struct text *fields, size_t max, size_t *ret_count,
			   struct err *reterr)
{
	size_t count = 0;
	for (;;) {
		struct text field;
		bool quoted = cursor->at < cursor->end && *cursor->at == '"';
		enum rc rc = quoted ? quoted_field(cursor, &field, reterr) : plain_field(cursor, &field, reterr);
		if (rc != OK)
			return rc;
		if (count < max)
			fields[count] = field;
		count++;
		if (cursor->at == cursor->end || *cursor->at != cursor->separator)
			break;
		cursor->at++;
	}
	*ret_count = count;
	return OK;
}

/* The record ends at `at`: take it off with its line end. */
static void take_record(struct intake_source *source, const char *at)
{
	const char *start = source->rest.at;
	const char *end = start + source->rest.len;
	source->raw = text_trim_right((struct text){start, (size_t)(at - start)}, '\r');
	source->raw_line = source->line;
	while (at < end && *at != '\n') /* a '\r' at most */
		at++;
	if (at < end)
		at++;
	for (const char *c = start; c < at; c++)
		source->line += *c == '\n';
	source->rest = (struct text){at, (size_t)(end - at)};
}

enum rc intake_csv_record(struct intake_source *source, struct text *fields, size_t max, size_t *ret_count,
			  struct err *reterr)
{
	bool capped = source->rest.len > LIMIT_INTAKE_LINE_BYTES;
	struct cursor cursor = {
		.at = source->rest.at,
		.end = source->rest.at + (capped ? LIMIT_INTAKE_LINE_BYTES : source->rest.len),
		.capped = capped,
		.scratch = source->scratch,
		.separator = source->separator,
	};
	enum rc rc = read_fields(&cursor, fields, max, ret_count, reterr);
	if (rc == OK)
		take_record(source, cursor.at);
	else
		intake_source_take_line(source); /* what follows is read anew: a stray quote costs one line */
	return rc;
}
