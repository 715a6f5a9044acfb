#include "wire/field.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const struct field *layout_field(const struct layout *layout, int number)
{
	if (number < 1 || number > layout->fields_count)
		return NULL;
	const struct field *field = &layout->fields[number - 1];
	assert(field->number == number);
	return field;
}

static const struct field *field_by_digits(const struct layout *layout, const char *text)
{
	if (text[0] != layout->letter || text[1] < '0' || text[1] > '9' || text[2] < '0' || text[2] > '9')
		return NULL;
	return layout_field(layout, (text[1] - '0') * 10 + (text[2] - '0'));
}

const struct field *layout_field_named(const struct layout *layout, const char *attribute)
{
	const struct field *field = field_by_digits(layout, attribute);
	return field != NULL && attribute[3] == '\0' ? field : NULL;
}

const char *field_key(const struct layout *layout, const struct field *field, char out[FIELD_KEY_BYTES])
{
	(void)snprintf(out, FIELD_KEY_BYTES, "%c%02d_%s", layout->letter, field->number, field->name);
	return out;
}

/* The field that a JSON key stands for: number and name must both fit. */
static const struct field *field_of_key(const struct layout *layout, const char *key)
{
	const struct field *field = field_by_digits(layout, key);
	return field != NULL && key[3] == '_' && strcmp(key + 4, field->name) == 0 ? field : NULL;
}

void record_init(struct record *record, const struct layout *layout)
{
	assert(layout->fields_count < RECORD_FIELDS);
	record->layout = layout;
	record->present = 0;
	memset(record->values, 0, sizeof(record->values[0]) * ((size_t)layout->fields_count + 1));
}

void record_set(struct record *record, int number, struct text value)
{
	assert(number >= 1 && number <= record->layout->fields_count);
	record->present |= UINT64_C(1) << number;
	record->values[number] = value;
}

bool record_has(const struct record *record, int number)
{
	return (record->present >> number & 1) != 0;
}

struct text record_get(const struct record *record, int number)
{
	assert(number >= 1 && number <= record->layout->fields_count);
	return record_has(record, number) ? record->values[number] : (struct text){"", 0};
}

struct text record_trimmed(const struct record *record, int number)
{
	return text_trim(record_get(record, number));
}

void record_from_columns(struct record *record, const struct layout *layout, struct text line)
{
	assert(line.len == (size_t)layout->width);
	record_init(record, layout);
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		if (field->position > 0)
			record_set(record, field->number,
				   (struct text){line.at + field->position - 1, (size_t)field->length});
	}
}

static bool is_left_aligned(const struct field *field)
{
	return field->type == FIELD_ALPHA || field->type == FIELD_TEXT || field->type == FIELD_BYTES;
}

static void put_padded(struct buf *out, const struct field *field, struct text value)
{
	size_t pad = (size_t)field->length > value.len ? (size_t)field->length - value.len : 0;
	if (!is_left_aligned(field))
		buf_fill(out, '0', pad);
	buf_text(out, value);
	if (is_left_aligned(field))
		buf_fill(out, ' ', pad);
}

enum rc record_to_columns(const struct record *record, struct buf *out, struct err *reterr)
{
	const struct layout *layout = record->layout;
	size_t start = out->len;
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		struct text value = record_get(record, field->number);
		if (field->position == 0 && value.len == 0)
			continue;
		if (field->position == 0 || value.len > (size_t)field->length) {
			char key[FIELD_KEY_BYTES];
			return err_set_at(reterr, ERR_RANGE, NULL, field_key(layout, field, key),
					  "\"%.*s\" has %zu characters, the field has %d columns",
					  (int)(value.len < 60 ? value.len : 60), value.at, value.len,
					  field->position == 0 ? 0 : field->length);
		}
		put_padded(out, field, value);
	}
	assert(buf_failed(out) || out->len - start == (size_t)layout->width);
	return OK;
}

enum rc record_from_element(struct record *record, const struct layout *layout, struct arena *arena, xmlNodePtr element,
			    int *ret_unknown, struct err *reterr)
{
	int unknown = 0;
	record_init(record, layout);
	for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
		const struct field *field =
			attribute->ns == NULL ? layout_field_named(layout, (const char *)attribute->name) : NULL;
		if (field == NULL) {
			unknown++;
			continue;
		}
		struct text value = xml_value(arena, attribute);
		if (value.at == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for an attribute");
		record_set(record, field->number, value);
	}
	*ret_unknown = unknown;
	return OK;
}

void record_to_element(const struct record *record, bool padded, struct buf *out)
{
	const struct layout *layout = record->layout;
	buf_putc(out, '<');
	buf_puts(out, layout->element);
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		if (!record_has(record, field->number))
			continue;
		struct text value = record->values[field->number];
		const char name[] = {
			' ', layout->letter, (char)('0' + field->number / 10), (char)('0' + field->number % 10), '=',
			'"'};
		buf_put(out, name, sizeof(name));
		if (padded && !is_left_aligned(field) && value.len < (size_t)field->length)
			buf_fill(out, '0', (size_t)field->length - value.len);
		xml_escape(out, value);
		buf_putc(out, '"');
	}
	buf_puts(out, "/>");
}

void record_to_json(const struct record *record, bool latin1, struct json_out *json)
{
	const struct layout *layout = record->layout;
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		if (!record_has(record, field->number))
			continue;
		char key[FIELD_KEY_BYTES];
		struct text value = record->values[field->number];
		if (latin1)
			json_latin1(json, field_key(layout, field, key),
				    is_left_aligned(field) ? text_trim_right(value, ' ') : value);
		else
			json_text(json, field_key(layout, field, key), value);
	}
}

static bool is_listed(const char *const *list, const char *key)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, key) == 0)
			return true;
	return false;
}

enum rc record_from_json(struct record *record, const struct layout *layout, json_t *object, const char *const *also,
			 struct err *reterr)
{
	const char *key;
	json_t *value;
	record_init(record, layout);
	json_object_foreach (object, key, value) {
		if (strcmp(key, "other") == 0 || is_listed(also, key))
			continue;
		const struct field *field = field_of_key(layout, key);
		if (field == NULL)
			return err_set_at(reterr, ERR_UNKNOWN, NULL, key,
					  "the %s has no such field; `apontactl wire layout` lists them", layout->name);
		if (!json_is_string(value))
			return err_set_at(reterr, ERR_FORMAT, NULL, key, "the value must be a string");
		record_set(record, field->number, json_text_of(value));
	}
	return OK;
}
