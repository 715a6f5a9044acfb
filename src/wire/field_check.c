#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/date.h"
#include "wire/field.h"

void field_find(struct report *report, enum finding_level level, const char *place, const struct layout *layout,
		int number, const char *rule, const char *format, ...)
{
	char words[400];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	char key[FIELD_KEY_BYTES] = "";
	const struct field *field = layout_field(layout, number);
	if (field != NULL)
		(void)field_key(layout, field, key);
	report_add(report, level, place, key, rule != NULL ? rule : layout->source, "%s", words);
}

/* One field being checked. */
struct look {
	const struct record *record;
	const struct field *field;
	const struct field_use *use;
	const struct field_rules *rules;
	const char *place;
	struct report *report;
	struct text value; /* trimmed */
};

/* What a value looks like in a message: short, printable. */
#define SHOWN_BYTES 64
static const char *shown(struct text value, char out[SHOWN_BYTES])
{
	size_t len = value.len < 40 ? value.len : 40;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value.at[i];
		out[i] = c >= ' ' && c < 0x7f ? (char)c : '?';
	}
	(void)snprintf(out + len, SHOWN_BYTES - len, "%s", len < value.len ? "..." : "");
	return out;
}

#define FIND(look, level, rule, ...)                                                                                   \
	field_find((look)->report, level, (look)->place, (look)->record->layout, (look)->field->number, rule,          \
		   __VA_ARGS__)

static bool is_number(enum field_type type)
{
	return type == FIELD_NUMBER || type == FIELD_CENTS || type == FIELD_DATE || type == FIELD_DUE;
}

static void remember(struct look *look, int *count, char at[96])
{
	if ((*count)++ == 0) {
		char key[FIELD_KEY_BYTES];
		(void)snprintf(at, 96, "%s, %s", look->place, field_key(look->record->layout, look->field, key));
	}
}

/* Characters, not bytes: in XML a character may have two or more. */
static size_t characters(struct text value, bool columns)
{
	size_t count = 0;
	for (size_t i = 0; i < value.len; i++)
		count += columns || ((unsigned char)value.at[i] & 0xc0) != 0x80;
	return count;
}

/* Code 2101 of a CRA: which characters are not printable ASCII, by their place in the line or in the value. */
static void check_ascii(struct look *look, struct text raw)
{
	const char *rule = look->record->layout->ascii_rule;
	char where[96] = "";
	size_t used = 0;
	size_t found = 0;
	size_t character = 0;
	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = (unsigned char)raw.at[i];
		if (!look->rules->columns && (c & 0xc0) == 0x80)
			continue;
		character++;
		if (c >= ' ' && c < 0x7f)
			continue;
		size_t at = look->rules->columns ? (size_t)look->field->position + i : character;
		if (found++ < 8)
			used += (size_t)snprintf(where + used, sizeof(where) - used, "%s%zu", found > 1 ? ", " : "",
						 at);
	}
	if (found > 0)
		FIND(look, FINDING_VIOLATION, rule != NULL ? rule : "2101", "%s %s%s %s not printable ASCII",
		     look->rules->columns ? "column" : "character", where, found > 8 ? " and more" : "",
		     found > 1 ? "are" : "is");
}

static void check_width(struct look *look)
{
	size_t width = (size_t)look->field->length;
	struct text value = look->value;
	if (width == 0 || look->field->type == FIELD_BYTES || look->rules->columns || characters(value, false) <= width)
		return;
	struct text digits = value;
	while (digits.len > 0 && digits.at[0] == '0' && digits.len > 1) {
		digits.at++;
		digits.len--;
	}
	if (is_number(look->field->type) && text_is_digits(value) && digits.len <= width) {
		remember(look, &look->rules->variants->long_numbers, look->rules->variants->long_numbers_at);
		return;
	}
	char text[SHOWN_BYTES];
	FIND(look, FINDING_VIOLATION, "2102", "\"%s\" has %zu characters, the field has %zu", shown(value, text),
	     characters(value, false), width);
}

static bool is_decimal(struct text value)
{
	const char *point = memchr(value.at, '.', value.len);
	if (point == NULL)
		return false;
	struct text whole = {value.at, (size_t)(point - value.at)};
	struct text cents = {point + 1, value.len - whole.len - 1};
	return text_is_digits(whole) && text_is_digits(cents) && text_trim_right(cents, '0').len <= 2;
}

static void check_money(struct look *look)
{
	struct field_variants *variants = look->rules->variants;
	char text[SHOWN_BYTES];
	if (text_is_digits(look->value)) {
		variants->bare_money += !look->rules->columns && look->value.len < (size_t)look->field->length &&
					!text_all(look->value, '0');
		return;
	}
	if (!look->rules->columns && is_decimal(look->value)) {
		variants->decimal_money++;
		return;
	}
	FIND(look, FINDING_VIOLATION, look->use->rule, "\"%s\" is not numeric; cents in digits%s are right",
	     shown(look->value, text), look->rules->columns ? "" : ", or reais with a decimal point,");
}

static bool is_sight_term(const struct field *field, struct text value)
{
	return field->type == FIELD_DUE && text_starts(value, "9999");
}

static void check_date(struct look *look)
{
	struct date date;
	struct err err;
	char text[SHOWN_BYTES];
	if (text_all(look->value, '0'))
		return;
	if (text_is_digits(look->value) && look->value.len == 8 &&
	    (is_sight_term(look->field, look->value) || date_parse_ddmmyyyy(look->value, &date, &err) == OK))
		return;
	FIND(look, FINDING_VIOLATION, look->use->rule != NULL ? look->use->rule : "2137",
	     "\"%s\" is not a day as DDMMAAAA", shown(look->value, text));
}

static void check_ymd(struct look *look)
{
	struct date date;
	struct err err;
	char text[SHOWN_BYTES];
	if (text_all(look->value, '0') || date_parse_yyyymmdd(look->value, &date, &err) == OK)
		return;
	FIND(look, FINDING_VIOLATION, look->use->rule, "\"%s\" is not a day as AAAAMMDD", shown(look->value, text));
}

static void check_comma(struct look *look)
{
	char text[SHOWN_BYTES];
	struct text rest = look->value;
	struct text whole;
	struct text cents;
	if (text_next(&rest, ',', &whole) && text_next(&rest, ',', &cents) && rest.at == NULL &&
	    text_is_digits(whole) && text_is_digits(cents) && cents.len == 2)
		return;
	FIND(look, FINDING_VIOLATION, look->use->rule, "\"%s\" is no amount with a comma, as 000000003533,77",
	     shown(look->value, text));
}

static void check_letters(struct look *look)
{
	if (look->field->type == FIELD_BYTES)
		return;
	for (size_t i = 0; i < look->value.len; i++)
		if (look->value.at[i] >= 'a' && look->value.at[i] <= 'z') {
			remember(look, &look->rules->variants->lower_case, look->rules->variants->lower_case_at);
			return;
		}
}

static void check_type(struct look *look)
{
	char text[SHOWN_BYTES];
	switch (look->field->type) {
	case FIELD_NUMBER:
		if (!text_is_digits(look->value))
			FIND(look, FINDING_VIOLATION, look->use->rule, "\"%s\" is not a number",
			     shown(look->value, text));
		else if (!look->rules->columns)
			look->rules->variants->bare_numbers += look->value.len < (size_t)look->field->length;
		break;
	case FIELD_CENTS: check_money(look); break;
	case FIELD_DATE:
	case FIELD_DUE: check_date(look); break;
	case FIELD_YMD: check_ymd(look); break;
	case FIELD_COMMA: check_comma(look); break;
	case FIELD_ALPHA:
	case FIELD_TEXT:
	case FIELD_BYTES: check_letters(look); break;
	}
}

static struct text without_zeros(struct text value)
{
	while (value.len > 1 && value.at[0] == '0') {
		value.at++;
		value.len--;
	}
	return value;
}

static bool is_constant(const struct field *field, struct text value, const char *constant)
{
	if (is_number(field->type))
		return text_equal(without_zeros(value), without_zeros(text_of(constant)));
	return text_is(value, constant);
}

static bool is_zero(struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] != '0' && value.at[i] != '.')
			return false;
	return true;
}

/* The value against its use; false when its type is of no interest any more. */
static bool check_use(struct look *look)
{
	char text[SHOWN_BYTES];
	bool empty = look->value.len == 0;
	switch (look->use->need) {
	case FIELD_REQUIRED:
		if (empty)
			FIND(look, FINDING_VIOLATION, look->use->rule, "is missing, and the layout requires it");
		return !empty;
	case FIELD_CONSTANT:
		if (!is_constant(look->field, look->value, look->use->constant))
			FIND(look, FINDING_VIOLATION, look->use->rule, "is \"%s\"; \"%s\" is right",
			     shown(look->value, text), look->use->constant);
		return false;
	case FIELD_BLANK:
		if (empty)
			return false;
		/* Zeros mean "nothing" to many writers, but not where the counterparty refuses them. */
		FIND(look, look->use->rule == NULL && is_zero(look->value) ? FINDING_NOTE : FINDING_VIOLATION,
		     look->use->rule, "is \"%s\"; the layout wants blanks here", shown(look->value, text));
		return false;
	case FIELD_ZEROS:
		if (is_zero(look->value))
			return false;
		FIND(look, FINDING_NOTE, look->use->rule, "is \"%s\"; the layout wants zeros here",
		     shown(look->value, text));
		return !empty;
	case FIELD_UNUSED: return false;
	case FIELD_OPTIONAL:
	case FIELD_SAME: return !empty;
	}
	return !empty;
}

void record_check(const struct record *record, const struct field_rules *rules, const char *place,
		  struct report *report)
{
	const struct layout *layout = record->layout;
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		struct text raw = record_get(record, field->number);
		struct look look = {
			.record = record,
			.field = field,
			.use = &field->use[rules->kind],
			.rules = rules,
			.place = place,
			.report = report,
			.value = text_trim(raw),
		};
		check_ascii(&look, raw);
		check_width(&look);
		if (check_use(&look))
			check_type(&look);
	}
}

void variants_find(const struct field_variants *variants, struct report *report)
{
	if (variants->lower_case > 0)
		report_add(report, FINDING_NOTE, variants->lower_case_at, "", "layout 4.3 p. 1",
			   "lower-case letters in %d values, here first; the layout has upper case",
			   variants->lower_case);
	if (variants->long_numbers > 0)
		report_add(report, FINDING_NOTE, variants->long_numbers_at, "", "layout 4.3 p. 1",
			   "more zeros on the left than the field is wide, in %d values, here first",
			   variants->long_numbers);
	if (variants->bare_numbers > 0)
		report_add(report, FINDING_NOTE, "file", "", "layout 4.3 p. 1",
			   "%d numbers are not zero filled to their width", variants->bare_numbers);
}

static const char *type_name(enum field_type type)
{
	static const char *const names[] = {
		[FIELD_NUMBER] = "number", [FIELD_CENTS] = "cents",   [FIELD_DATE] = "date",
		[FIELD_DUE] = "due date",  [FIELD_ALPHA] = "letters", [FIELD_TEXT] = "text",
		[FIELD_BYTES] = "base64",  [FIELD_YMD] = "AAAAMMDD",  [FIELD_COMMA] = "reais",
	};
	return names[type];
}

static void print_use(const struct field_use *use, struct buf *out)
{
	static const char *const names[] = {
		[FIELD_OPTIONAL] = "optional", [FIELD_REQUIRED] = "required", [FIELD_SAME] = "same",
		[FIELD_BLANK] = "blank",       [FIELD_ZEROS] = "zeros",       [FIELD_UNUSED] = "not used",
	};
	if (use->need == FIELD_CONSTANT)
		buf_printf(out, "\"%s\"", use->constant);
	else
		buf_puts(out, names[use->need]);
	if (use->rule != NULL)
		buf_printf(out, " (%s)", use->rule);
}

void layout_print(const struct layout *layout, const char *const kinds[LAYOUT_KINDS], struct buf *out)
{
	buf_printf(out, "# %s <%s>, %d columns: %s\nnumber\tname\tcolumns\tlength\ttype", layout->name, layout->element,
		   layout->width, layout->source);
	for (int k = 0; k < LAYOUT_KINDS; k++)
		if (kinds[k] != NULL)
			buf_printf(out, "\t%s", kinds[k]);
	buf_putc(out, '\n');
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		buf_printf(out, "%c%02d\t%s\t", layout->letter, field->number, field->name);
		if (field->position > 0)
			buf_printf(out, "%03d-%03d", field->position, field->position + field->length - 1);
		else
			buf_puts(out, "XML only");
		buf_printf(out, "\t%d\t%s", field->length, type_name(field->type));
		for (int k = 0; k < LAYOUT_KINDS; k++)
			if (kinds[k] != NULL) {
				buf_putc(out, '\t');
				print_use(&field->use[k], out);
			}
		buf_putc(out, '\n');
	}
}
