#include "wire/intake.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/intake_parts.h"
#include "wire/translit.h"

struct intake_reader {
	enum intake_syntax syntax;
	struct intake_source source;
	enum intake_column_id columns[COLUMN_COUNT]; /* CSV: what the n-th field is */
	size_t columns_count;
};

enum rc intake_syntax_of(const char *file_name, enum intake_syntax *ret_syntax, struct err *reterr)
{
	static const struct {
		const char *ending;
		enum intake_syntax syntax;
	} endings[] = {{".csv", INTAKE_CSV}, {".jsonl", INTAKE_JSON_LINES}, {".ndjson", INTAKE_JSON_LINES}};
	size_t len = strlen(file_name);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t ending_len = strlen(endings[i].ending);
		if (len > ending_len && strcmp(file_name + len - ending_len, endings[i].ending) == 0) {
			*ret_syntax = endings[i].syntax;
			return OK;
		}
	}
	return err_set(reterr, ERR_UNKNOWN, "\"%.60s\" tells no form; right are names in .csv, .jsonl and .ndjson",
		       file_name);
}

/* Name the line, keep a field that is set. */
static enum rc at_line(struct err *reterr, enum rc rc, int line, const char *field)
{
	char where[24];
	(void)snprintf(where, sizeof(where), "line %d", line);
	err_at(reterr, where, field);
	return rc;
}

void intake_source_take_line(struct intake_source *source)
{
	const char *end = memchr(source->rest.at, '\n', source->rest.len);
	size_t len = end != NULL ? (size_t)(end - source->rest.at) : source->rest.len;
	source->raw = text_trim_right((struct text){source->rest.at, len}, '\r');
	source->raw_line = source->line;
	if (end != NULL) {
		len++;
		source->line++;
	}
	source->rest.at += len;
	source->rest.len -= len;
}

bool intake_source_more(struct intake_source *source)
{
	while (source->rest.len > 0) {
		const char *end = memchr(source->rest.at, '\n', source->rest.len);
		struct text line = {source->rest.at, end != NULL ? (size_t)(end - source->rest.at) : source->rest.len};
		if (text_trim(line).len > 0)
			return true;
		intake_source_take_line(source);
	}
	return false;
}

/* ';' is what spreadsheets write where the comma is the decimal mark; no column name holds either. */
static char separator_of(struct text bytes)
{
	for (size_t i = 0; i < bytes.len && bytes.at[i] != '\n'; i++)
		if (bytes.at[i] == ';' || bytes.at[i] == ',')
			return bytes.at[i];
	return ',';
}

static enum rc take_header_column(struct intake_reader *reader, bool seen[COLUMN_COUNT], struct text name,
				  struct err *reterr)
{
	enum intake_column_id id = intake_column_find(name);
	if (id == COLUMN_COUNT) {
		char shown[64];
		(void)translit_into((struct text){name.at, name.len < 40 ? name.len : 40}, shown, sizeof(shown));
		return err_set(reterr, ERR_FORMAT,
			       "column %zu (\"%s\") is unknown; the columns of `apontactl intake columns` are right",
			       reader->columns_count + 1, shown);
	}
	if (seen[id])
		return err_set_at(reterr, ERR_FORMAT, NULL, intake_column_name(id),
				  "the column stands twice in the header; right is once");
	seen[id] = true;
	reader->columns[reader->columns_count++] = id;
	return OK;
}

/* Without a record column every row is an invoice, so the columns that invoices need must all be there. */
static enum rc check_header_whole(const bool seen[COLUMN_COUNT], struct err *reterr)
{
	size_t count;
	const struct intake_column *columns = intake_columns(&count);
	for (size_t i = 0; i < count; i++) {
		bool every_row = strcmp(columns[i].kinds, "all") == 0;
		bool invoices = strstr(columns[i].kinds, "invoice") != NULL && !seen[COLUMN_record];
		if (columns[i].required && !seen[i] && (every_row || invoices))
			return err_set_at(reterr, ERR_FORMAT, NULL, columns[i].name, "the header lacks this column; %s",
					  every_row ? "every row needs it" : "invoices need it");
	}
	return OK;
}

static enum rc read_header(struct intake_reader *reader, struct err *reterr)
{
	struct text names[COLUMN_COUNT];
	bool seen[COLUMN_COUNT] = {false};
	size_t count;
	if (!intake_source_more(&reader->source))
		return err_set(reterr, ERR_FORMAT, "the file is empty; right is a header line with the column names");
	enum rc rc = intake_csv_record(&reader->source, names, COLUMN_COUNT, &count, reterr);
	if (rc != OK)
		return rc;
	for (size_t i = 0; i < count && i < COLUMN_COUNT; i++) {
		rc = take_header_column(reader, seen, text_trim(names[i]), reterr);
		if (rc != OK)
			return rc;
	}
	if (count > COLUMN_COUNT)
		return err_set(reterr, ERR_FORMAT, "%zu columns are more than the %d that there are", count,
			       (int)COLUMN_COUNT);
	return check_header_whole(seen, reterr);
}

static struct text without_mark(struct text bytes)
{
	return text_starts(bytes, "\xEF\xBB\xBF") ? (struct text){bytes.at + 3, bytes.len - 3} : bytes;
}

enum rc intake_open(struct arena *arena, enum intake_syntax syntax, struct text bytes,
		    struct intake_reader **ret_reader, struct err *reterr)
{
	struct intake_reader *reader = arena_alloc(arena, sizeof(*reader));
	char *scratch = arena_alloc(arena, LIMIT_INTAKE_LINE_BYTES + 1);
	if (reader == NULL || scratch == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory to read the file");
	if (text_starts(bytes, "\xFF\xFE") || text_starts(bytes, "\xFE\xFF")) {
		(void)err_set(reterr, ERR_FORMAT, "the file is UTF-16; right is UTF-8");
		return at_line(reterr, ERR_FORMAT, 1, NULL);
	}
	struct text rest = without_mark(bytes);
	reader->syntax = syntax;
	reader->source = (struct intake_source){.rest = rest, .line = 1, .scratch = scratch};
	if (syntax == INTAKE_CSV) {
		(void)intake_source_more(&reader->source);
		reader->source.separator = separator_of(reader->source.rest);
		enum rc rc = read_header(reader, reterr);
		if (rc != OK)
			return at_line(reterr, rc, reader->source.raw_line > 0 ? reader->source.raw_line : 1, NULL);
	}
	*ret_reader = reader;
	return OK;
}

static enum rc csv_values(struct intake_reader *reader, struct intake_values *values, struct err *reterr)
{
	struct text fields[COLUMN_COUNT];
	size_t count;
	enum rc rc = intake_csv_record(&reader->source, fields, COLUMN_COUNT, &count, reterr);
	if (rc != OK)
		return rc;
	if (count != reader->columns_count)
		return err_set(reterr, ERR_FORMAT, "%zu fields%s; right are %zu, as in the header", count,
			       memchr(reader->source.raw.at, '\n', reader->source.raw.len) != NULL
				       ? " in a row that a quote spreads over several lines"
				       : "",
			       reader->columns_count);
	for (size_t i = 0; i < count; i++)
		values->of[reader->columns[i]] = text_trim(fields[i]);
	return OK;
}

enum rc intake_next(struct intake_reader *reader, struct intake_row *ret_row, bool *ret_more, struct err *reterr)
{
	if (!intake_source_more(&reader->source)) {
		*ret_more = false;
		return OK;
	}
	struct intake_values values = {0};
	struct intake_row row = {0};
	if (reterr != NULL)
		*reterr = (struct err){0};
	enum rc rc = reader->syntax == INTAKE_CSV ? csv_values(reader, &values, reterr)
						  : intake_json_line(&reader->source, &values, reterr);
	if (rc == OK)
		rc = intake_row_fill(&values, &row, reterr);
	if (rc != OK)
		row = (struct intake_row){0};
	row.line = reader->source.raw_line;
	row.raw = reader->source.raw;
	*ret_row = row;
	*ret_more = true;
	return rc == OK ? OK : at_line(reterr, rc, row.line, NULL);
}
