#include <string.h>

#include <jansson.h>

#include "base/limits.h"
#include "wire/intake_parts.h"

static void json_cleanup(json_t **json)
{
	json_decref(*json);
}

static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: return "an object";
	case JSON_ARRAY: return "an array";
	case JSON_INTEGER:
	case JSON_REAL: return "a number";
	case JSON_TRUE:
	case JSON_FALSE: return "true or false";
	default: return "no text";
	}
}

static enum rc take_member(const char *key, const json_t *value, char **scratch, struct intake_values *values,
			   struct err *reterr)
{
	enum intake_column_id id = intake_column_find(text_of(key));
	if (id == COLUMN_COUNT)
		return err_set(reterr, ERR_UNKNOWN,
			       "there is no key \"%.40s\"; the columns of `apontactl intake columns` are right", key);
	if (json_is_null(value))
		return OK;
	if (!json_is_string(value))
		return err_set_at(reterr, ERR_FORMAT, NULL, key, "%s; right is %s", type_name(value),
				  intake_column_is_money(id)
					  ? "money as text, such as \"1234.56\", as a JSON number may "
					    "lose cents"
					  : "text in quotes");
	/* Unescaped text is never longer than the line it stands in, so the scratch area has room for all of it. */
	size_t len = json_string_length(value);
	memcpy(*scratch, json_string_value(value), len);
	values->of[id] = text_trim((struct text){*scratch, len});
	*scratch += len;
	return OK;
}

enum rc intake_json_line(struct intake_source *source, struct intake_values *values, struct err *reterr)
{
	intake_source_take_line(source);
	if (source->raw.len > LIMIT_INTAKE_LINE_BYTES)
		return err_set(reterr, ERR_RANGE, "a row of more than %u bytes; right is a shorter one",
			       LIMIT_INTAKE_LINE_BYTES);
	json_error_t error;
	json_t *root CLEANUP(json_cleanup) =
		json_loadb(source->raw.at, source->raw.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL && json_error_code(&error) == json_error_out_of_memory)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a row");
	if (root == NULL)
		return err_set(reterr, ERR_FORMAT, "no JSON at column %d (%s); right is one object in a line",
			       error.column, error.text);
	if (!json_is_object(root))
		return err_set(reterr, ERR_FORMAT, "%s; right is one object in a line", type_name(root));
	char *scratch = source->scratch;
	const char *key;
	json_t *value;
	json_object_foreach (root, key, value) {
		enum rc rc = take_member(key, value, &scratch, values, reterr);
		if (rc != OK)
			return rc;
	}
	return OK;
}
