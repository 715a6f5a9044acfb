#include "conf/schema.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

/* "accounts[2].profile" of a setting, and of its member `name` when that is not NULL. */
static void setting_path(const config_setting_t *setting, const char *name, char *out, size_t size)
{
	const config_setting_t *chain[8];
	size_t depth = 0;
	for (; setting != NULL && !config_setting_is_root(setting) && depth < ARRAY_LEN(chain);
	     setting = config_setting_parent(setting))
		chain[depth++] = setting;
	size_t len = 0;
	out[0] = '\0';
	while (depth > 0 && len < size) {
		const config_setting_t *each = chain[--depth];
		const char *own = config_setting_name(each);
		int more = own != NULL ? snprintf(out + len, size - len, "%s%s", len > 0 ? "." : "", own)
				       : snprintf(out + len, size - len, "[%d]", config_setting_index(each));
		len += more > 0 ? (size_t)more : 0;
	}
	if (name != NULL && len < size)
		(void)snprintf(out + len, size - len, "%s%s", len > 0 ? "." : "", name);
}

/* "FILE:LINE". The end of a long path tells more than its beginning, and the line must not be lost. */
static void place_of(const struct reader *reader, unsigned line, char *out, size_t size)
{
	size_t len = strlen(reader->file);
	size_t room = size - sizeof("...:4294967295");
	const char *tail = len > room ? reader->file + len - room : reader->file;
	const char *dots = len > room ? "..." : "";
	if (line > 0)
		(void)snprintf(out, size, "%s%s:%u", dots, tail, line);
	else
		(void)snprintf(out, size, "%s%s", dots, tail);
}

static void tell(struct reader *reader, unsigned line, const char *path, const char *words)
{
	struct err err;
	char where[sizeof(err.where)];
	place_of(reader, line, where, sizeof(where));
	(void)err_set_at(&err, ERR_CONFIG, where, path, "%s", words);
	reader->errors++;
	if ((*reader->run_errors)++ == 0)
		*reader->first = err;
	if (reader->told != NULL)
		reader->told(&err, reader->context);
}

void reader_complain(struct reader *reader, const config_setting_t *setting, const char *name, const char *format, ...)
{
	char words[sizeof(((struct err *)NULL)->words)];
	char path[sizeof(((struct err *)NULL)->field)];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	setting_path(setting, name, path, sizeof(path));
	tell(reader, setting != NULL ? config_setting_source_line(setting) : 0, path, words);
}

void reader_complain_line(struct reader *reader, unsigned line, const char *format, ...)
{
	char words[sizeof(((struct err *)NULL)->words)];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	tell(reader, line, "", words);
}

const char *words_listed(struct arena *arena, const struct word *words)
{
	const char *list = "";
	for (const struct word *word = words; word->word != NULL && list != NULL; word++)
		list = arena_printf(arena, "%s%s%s", list, list[0] != '\0' ? ", " : "", word->word);
	return list != NULL ? list : "";
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many single letters must change to make one name of the other (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[64];
	size_t len = strlen(b);
	if (len >= ARRAY_LEN(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t above = row[j + 1];
			row[j + 1] = smaller(smaller(above, row[j]) + 1, diagonal + (a[i] != b[j] ? 1 : 0));
			diagonal = above;
		}
	}
	return row[len];
}

static void complain_of_unknown(struct reader *reader, const struct schema *schema, const config_setting_t *setting)
{
	static const char *const secrets[] = {"password", "passwd", "pass", "secret", "passphrase", "pin", "token"};
	const char *name = config_setting_name(setting);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		if (strcmp(name, secrets[i]) == 0) {
			reader_complain(
				reader, setting, NULL,
				"a secret never stands in this file; put it into a file of its own and name that "
				"file in `password_file`");
			return;
		}
	const struct setting *nearest = NULL;
	size_t least = SIZE_MAX;
	for (const struct setting *row = schema->settings; row->name != NULL; row++) {
		size_t far = distance(name, row->name);
		if (far < least) {
			least = far;
			nearest = row;
		}
	}
	char where[64];
	if (schema->variant_of != NULL)
		(void)snprintf(where, sizeof(where), "%s of channel %s", schema->variant_of, schema->name);
	else
		(void)snprintf(where, sizeof(where), "%s", schema->name);
	if (nearest != NULL && least <= strlen(nearest->name) / 2)
		reader_complain(reader, setting, NULL, "there is no such setting in %s; did you mean `%s`?", where,
				nearest->name);
	else
		reader_complain(reader, setting, NULL, "there is no such setting in %s; apontad.conf(5) lists them",
				where);
}

static const struct setting *row_find(const struct schema *schema, const char *name)
{
	for (const struct setting *row = schema->settings; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

static void put_count(const struct setting *row, void *base, int count)
{
	memcpy((char *)base + row->count_offset, &count, sizeof(count));
}

/* Is the list a list, and is its length allowed? Its length, or -1 after an error. */
static int list_length(struct reader *reader, const struct setting *row, const config_setting_t *setting)
{
	if (!config_setting_is_list(setting) && !config_setting_is_array(setting)) {
		reader_complain(reader, setting, NULL, "must be a list: %s",
				row->type == SETTING_LIST ? "( { ... }, { ... } )" : "[ \"...\", \"...\" ]");
		return -1;
	}
	int length = config_setting_length(setting);
	if (length < row->min || length > row->max) {
		reader_complain(reader, setting, NULL, "has %d items; right are %d to %d", length, (int)row->min,
				(int)row->max);
		return -1;
	}
	return length;
}

static void read_list(struct reader *reader, const struct setting *row, const config_setting_t *setting, void *base)
{
	int length = list_length(reader, row, setting);
	for (int i = 0; i < length; i++) {
		const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);
		if (!config_setting_is_group(item))
			reader_complain(reader, item, NULL, "must be a group of settings: { ... }");
		else
			reader_group(reader, row->schema, item, (char *)base + row->offset + (size_t)i * row->size);
	}
	if (length >= 0)
		put_count(row, base, length);
}

/* Lists of plain text: words, texts, flags and times. Item i goes where row->offset + i * size says; flags are one. */
static void read_texts(struct reader *reader, const struct setting *row, const config_setting_t *setting, void *base)
{
	int length = list_length(reader, row, setting);
	struct setting item_row = *row;
	size_t stride = row->type == SETTING_TIMES ? sizeof(int) : row->type == SETTING_FLAGS ? 0 : row->size;
	item_row.min = row->type == SETTING_TEXTS ? 1 : 0; /* min and max of the row count the items */
	item_row.max = 0;
	if (row->type == SETTING_FLAGS)
		*(unsigned *)((char *)base + row->offset) = 0;
	for (int i = 0; i < length; i++) {
		const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);
		const char *value = config_setting_get_string(item);
		item_row.offset = row->offset + (size_t)i * stride;
		if (value == NULL)
			reader_complain(reader, item, NULL, "must be text in double quotes");
		else
			value_text(reader, &item_row, item, value, base);
	}
	if (length >= 0 && row->type != SETTING_FLAGS)
		put_count(row, base, length);
}

static void read_setting(struct reader *reader, const struct setting *row, const config_setting_t *setting, void *base)
{
	static const char *const wanted[] = {[SETTING_INT] = "a whole number",
					     [SETTING_BOOL] = "true or false",
					     [SETTING_GROUP] = "a group: { ... }"};
	int type = config_setting_type(setting);
	switch (row->type) {
	case SETTING_INT:
		if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
			value_int(reader, row, setting, config_setting_get_int64(setting), base);
			return;
		}
		break;
	case SETTING_BOOL:
		if (type == CONFIG_TYPE_BOOL) {
			*((bool *)((char *)base + row->offset)) = config_setting_get_bool(setting) != 0;
			return;
		}
		break;
	case SETTING_GROUP:
		if (type == CONFIG_TYPE_GROUP) {
			reader_group(reader, row->schema, setting,
				     row->schema->apart ? (char *)base + row->offset : base);
			return;
		}
		break;
	case SETTING_LIST: read_list(reader, row, setting, base); return;
	case SETTING_WORDS:
	case SETTING_TEXTS:
	case SETTING_FLAGS:
	case SETTING_TIMES: read_texts(reader, row, setting, base); return;
	default:
		if (type == CONFIG_TYPE_STRING) {
			value_text(reader, row, setting, config_setting_get_string(setting), base);
			return;
		}
		reader_complain(reader, setting, NULL, "must be text in double quotes");
		return;
	}
	reader_complain(reader, setting, NULL, "must be %s", wanted[row->type]);
}

/* A setting that the file leaves out. */
static void read_fallback(struct reader *reader, const struct setting *row, const config_setting_t *group, void *base)
{
	if (row->fallback == NULL) {
		reader_complain(reader, group, row->name, "is missing: %s", row->help);
		return;
	}
	switch (row->type) {
	case SETTING_INT: value_int(reader, row, group, strtoll(row->fallback, NULL, 10), base); break;
	case SETTING_BOOL: *((bool *)((char *)base + row->offset)) = strcmp(row->fallback, "true") == 0; break;
	case SETTING_LIST:
	case SETTING_TEXTS:
	case SETTING_WORDS: put_count(row, base, 0); break;
	case SETTING_FLAGS: *(unsigned *)((char *)base + row->offset) = 0; break;
	case SETTING_GROUP:
		for (const struct setting *each = row->schema->settings; each->name != NULL; each++)
			read_fallback(reader, each, group, row->schema->apart ? (char *)base + row->offset : base);
		break;
	case SETTING_TIMES:
		value_text(reader, row, group, row->fallback, base);
		put_count(row, base, 1);
		break;
	default: value_text(reader, row, group, row->fallback, base); break;
	}
}

/* The variant that the group asks for; NULL after an error. */
static const struct schema *variant_of(struct reader *reader, const struct schema *schema,
				       const config_setting_t *group)
{
	const config_setting_t *by = config_setting_get_member(group, schema->by);
	if (by == NULL)
		return schema->variants[0];
	const char *word = config_setting_get_string(by);
	const char *list = "";
	for (const struct schema *const *each = schema->variants; *each != NULL; each++) {
		if (word != NULL && strcmp(word, (*each)->name) == 0)
			return *each;
		const char *longer =
			arena_printf(reader->arena, "%s%s%s", list, list[0] != '\0' ? ", " : "", (*each)->name);
		list = longer != NULL ? longer : list;
	}
	reader_complain(reader, by, NULL, "must be one of %s", list);
	return NULL;
}

void reader_group(struct reader *reader, const struct schema *schema, const config_setting_t *group, void *base)
{
	if (schema->variants != NULL)
		schema = variant_of(reader, schema, group);
	if (schema == NULL)
		return;
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const struct setting *row = row_find(schema, config_setting_name(setting));
		if (row == NULL)
			complain_of_unknown(reader, schema, setting);
		else
			read_setting(reader, row, setting, base);
	}
	for (const struct setting *row = schema->settings; row->name != NULL; row++)
		if (config_setting_get_member(group, row->name) == NULL)
			read_fallback(reader, row, group, base);
}
