#include "domain/notice_text.h"

#include <stdio.h>
#include <string.h>

#define PRESCRIPTION_MONTHS 60 /* Código Civil art. 206 par. 5 I */

static const struct {
	const char *name;
	enum notice_duty duty;
} kinds[NOTICE_KIND_COUNT] = {
	[NOTICE_LISTING] = {"aviso-negativacao", NOTICE_COLLECTS},
	[NOTICE_PROTEST] = {"aviso-protesto", NOTICE_COLLECTS},
	[NOTICE_RELEASE] = {"anuencia", NOTICE_RELEASES},
	[NOTICE_REMINDER] = {"anuencia-lembrete", NOTICE_RELEASES},
};

static const struct {
	const char *name;
	unsigned wanted;
	const char *meaning;
} fields[NOTICE_FIELD_COUNT] = {
#define FIELD(name, wanted, meaning) {#name, wanted, meaning},
#include "domain/notice_field.def"
#undef FIELD
};

const char *notice_kind_name(enum notice_kind kind)
{
	return kinds[kind].name;
}

enum rc notice_kind_by_name(struct text name, enum notice_kind *ret_kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_is(name, kinds[i].name)) {
			*ret_kind = (enum notice_kind)i;
			return OK;
		}
	return ERR_UNKNOWN;
}

enum notice_duty notice_kind_duty(enum notice_kind kind)
{
	return kinds[kind].duty;
}

const char *notice_field_name(enum notice_field field)
{
	return fields[field].name;
}

enum notice_field notice_field_find(struct text name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (text_is(name, fields[i].name))
			return (enum notice_field)i;
	return NOTICE_FIELD_COUNT;
}

bool notice_field_is_wanted(enum notice_field field, enum notice_kind kind)
{
	return (fields[field].wanted & kinds[kind].duty) != 0;
}

bool notice_next_field(struct text *rest, struct text *ret_name)
{
	const char *open = rest->len > 0 ? memchr(rest->at, '{', rest->len) : NULL;
	if (open == NULL)
		return false;
	struct text name = {open + 1, rest->len - (size_t)(open + 1 - rest->at)};
	const char *close = memchr(name.at, '}', name.len);
	const char *end = close != NULL ? close + 1 : name.at + name.len;
	if (close != NULL)
		name.len = (size_t)(close - name.at);
	else
		name.len = 0; /* as if it had no name: nobody fills it */
	rest->len -= (size_t)(end - rest->at);
	rest->at = end;
	*ret_name = name;
	return true;
}

static bool text_has(const char *text, enum notice_field field)
{
	struct text rest = text_of(text);
	struct text name;
	while (notice_next_field(&rest, &name))
		if (text_is(name, fields[field].name))
			return true;
	return false;
}

bool notice_template_has(const struct notice_template *template, enum notice_field field)
{
	bool has = text_has(template->subject, field);
	for (int i = 0; i < template->paragraphs_count && !has; i++)
		has = text_has(template->paragraphs[i], field);
	return has;
}

bool notice_comes_too_late(struct date due_on, struct date today)
{
	return date_compare(date_plus_months(due_on, PRESCRIPTION_MONTHS), today) <= 0;
}

void notice_template_text(const struct notice_template *template, struct buf *out)
{
	buf_printf(out, "%s\n%s\n%s\n%s\n", template->name, kinds[template->kind].name, template->reviewed,
		   template->subject);
	for (int i = 0; i < template->paragraphs_count; i++)
		buf_printf(out, "%s\n", template->paragraphs[i]);
}

static enum rc missing(enum notice_field field, struct err *reterr)
{
	char place[48];
	(void)snprintf(place, sizeof(place), "{%s}", fields[field].name);
	return err_set_at(reterr, ERR_REFUSED, NULL, place, "nobody told %s", fields[field].meaning);
}

static enum rc fill(const char *template, const struct notice_values *values, struct buf *out, struct err *reterr)
{
	struct text rest = text_of(template);
	struct text name;
	const char *from = rest.at;
	while (notice_next_field(&rest, &name)) {
		enum notice_field field = notice_field_find(name);
		buf_put(out, from, (size_t)(name.at - 1 - from));
		from = rest.at;
		if (field == NOTICE_FIELD_COUNT)
			return err_set(reterr, ERR_UNKNOWN, "no value is called {%.*s}", TEXT_ARG(name));
		if (values->of[field] == NULL || values->of[field][0] == '\0')
			return missing(field, reterr);
		buf_puts(out, values->of[field]);
	}
	buf_text(out, rest);
	return OK;
}

enum rc notice_text_fill(const struct notice_template *template, const struct notice_values *values,
			 struct buf *subject, struct buf *body, struct err *reterr)
{
	enum rc rc = fill(template->subject, values, subject, reterr);
	for (int i = 0; rc == OK && i < template->paragraphs_count; i++) {
		rc = fill(template->paragraphs[i], values, body, reterr);
		buf_putc(body, '\n');
	}
	/* What the law wants is wanted whatever the text says: it may have been changed since it was read. */
	for (int i = 0; rc == OK && i < NOTICE_FIELD_COUNT; i++)
		if (notice_field_is_wanted((enum notice_field)i, template->kind) &&
		    !notice_template_has(template, (enum notice_field)i))
			rc = err_set_at(reterr, ERR_REFUSED, NULL, fields[i].name,
					"NOTICE_TEXT_INVALID: the text %s does not tell %s (CDC art. 42-A)",
					template->name, fields[i].meaning);
	return rc;
}
