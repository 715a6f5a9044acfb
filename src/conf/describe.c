/* The tables of settings as text for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"

struct out {
	void (*line)(const char *text, void *context);
	void *context;
};

static const char *const type_names[] = {
	[SETTING_TEXT] = "text",     [SETTING_PATH] = "path",          [SETTING_INT] = "number",
	[SETTING_BOOL] = "boolean",  [SETTING_WORD] = "word",          [SETTING_WORDS] = "words",
	[SETTING_LINE_END] = "word", [SETTING_WINDOW] = "HH:MM-HH:MM", [SETTING_TIMES] = "times HH:MM",
	[SETTING_MONEY] = "amount",  [SETTING_TAXID] = "CPF or CNPJ",  [SETTING_GROUP] = "group",
	[SETTING_LIST] = "list",     [SETTING_DATE] = "date",          [SETTING_TEXTS] = "texts",
	[SETTING_FLAGS] = "words",   [SETTING_TIME] = "HH:MM",
};

static void words_into(const struct word *words, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (; words->word != NULL && len < size; words++) {
		int more = snprintf(out + len, size - len, "%s%s", len > 0 ? "|" : "", words->word);
		len += more > 0 ? (size_t)more : 0;
	}
}

static void describe_schema(const struct out *out, const struct schema *schema, int depth)
{
	for (const struct schema *const *each = schema->variants; each != NULL && *each != NULL; each++) {
		char title[128];
		(void)snprintf(title, sizeof(title), "%*s%s = \"%s\":", depth * 4, "", schema->by, (*each)->name);
		out->line(title, out->context);
		describe_schema(out, *each, depth + 1);
	}
	if (schema->variants != NULL)
		return;
	for (const struct setting *row = schema->settings; row->name != NULL; row++) {
		char text[512];
		char type[128];
		if (row->words != NULL)
			words_into(row->words, type, sizeof(type));
		else if (row->type == SETTING_INT)
			(void)snprintf(type, sizeof(type), "%" PRId64 " to %" PRId64, row->min, row->max);
		else
			(void)snprintf(type, sizeof(type), "%s", type_names[row->type]);
		const char *fallback = row->fallback == NULL      ? "required"
				       : row->fallback[0] == '\0' ? "empty"
								  : row->fallback;
		(void)snprintf(text, sizeof(text), "%*s%-22s %s (%s): %s", depth * 4, "", row->name, type, fallback,
			       row->help);
		out->line(text, out->context);
		if (row->schema != NULL)
			describe_schema(out, row->schema, depth + 1);
	}
}

void conf_describe(void (*line)(const char *text, void *context), void *context)
{
	static const struct schema *const files[] = {&schema_apontad,  &schema_profile, &schema_ladder, &schema_rules,
						     &schema_calendar, &schema_fees,    &schema_notice};
	const struct out out = {line, context};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char title[128];
		(void)snprintf(title, sizeof(title), "%s%s:", i > 0 ? "\n" : "", files[i]->name);
		line(title, context);
		describe_schema(&out, files[i], 1);
	}
}
