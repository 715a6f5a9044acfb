#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/money.h"
#include "domain/taxid.h"
#include "wire/pefin.h"
#include "wire/serasa_codes.h"
#include "wire/translit.h"

#define VALUE_CENTS_MIN 1000
#define SHOWN_MONTHS    (5 * 12) /* CDC art. 43 § 1 */
#define CADUS_KEY_CHARS 10
#define DECIMALS_MAX    2

/* One field being checked. */
struct look {
	const struct pefin_body *body;
	const struct exact *root;
	const struct pefin_field *field;
	const char *path; /* where its value stands */
	const struct exact *value;
	struct report *report;
};

static void find(const struct look *look, enum finding_level level, const char *rule, const char *format, ...)
	PRINTF_LIKE(4, 5);
static void find(const struct look *look, enum finding_level level, const char *rule, const char *format, ...)
{
	char words[400];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	report_add(look->report, level, "body", look->path, rule != NULL ? rule : PEFIN_RULE, "%s", words);
}

#define WRONG(look, ...) find(look, FINDING_VIOLATION, NULL, __VA_ARGS__)
#define NOTE(look, ...)  find(look, FINDING_NOTE, NULL, __VA_ARGS__)
/* What we would send is refused; what comes to us is taken and told. */
#define ODD(look, rule, ...) find(look, (look)->body->told ? FINDING_NOTE : FINDING_VIOLATION, rule, __VA_ARGS__)

/* The text of a string; of a number where the body comes to us. False after a finding. */
static bool take_text(const struct look *look, struct text *ret_text)
{
	bool is_number = look->value->kind == EXACT_NUMBER;
	if (look->value->kind != EXACT_STRING && !is_number) {
		WRONG(look, "must be a text in quotes");
		return false;
	}
	if (is_number)
		ODD(look, NULL, "is a number; a text in quotes is right");
	*ret_text = look->value->text;
	return !is_number || look->body->told;
}

static bool take_number(const struct look *look, struct text *ret_text)
{
	if (look->value->kind != EXACT_STRING && look->value->kind != EXACT_NUMBER) {
		WRONG(look, "must be a number");
		return false;
	}
	if (look->value->kind == EXACT_STRING)
		ODD(look, NULL, "is a text; a number without quotes is right");
	*ret_text = look->value->text;
	return look->value->kind == EXACT_NUMBER || look->body->told;
}

static size_t digits_in(struct text text)
{
	size_t digits = 0;
	for (size_t i = 0; i < text.len; i++)
		digits += text.at[i] >= '0' && text.at[i] <= '9';
	return digits;
}

static void check_length(const struct look *look, struct text text)
{
	size_t characters = translit_count(text);
	if (look->field->length > 0 && characters > (size_t)look->field->length)
		WRONG(look, "has %zu characters; at most %d are right", characters, look->field->length);
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.at[i] >= ' ' && text.at[i] != 0x7f)
			continue;
		ODD(look, NULL, "holds a control character");
		return;
	}
}

static void check_text(const struct look *look)
{
	struct text text;
	if (!take_text(look, &text))
		return;
	check_length(look, text);
	if (text_trim(text).len == 0 && look->field->need == PEFIN_REQUIRED)
		WRONG(look, "is blank, and the interface requires it");
	else if (text_trim(text).len == 0 && look->field->need == PEFIN_UNSURE)
		NOTE(look, "is blank; whether it may be is not published");
	if (strcmp(look->path, "cadusKey") == 0 && text.len != CADUS_KEY_CHARS)
		NOTE(look, "has %zu characters; the document's example has %d", text.len, CADUS_KEY_CHARS);
}

static void check_constant(const struct look *look)
{
	struct text text;
	if (take_text(look, &text) && !text_is(text, "PEFIN"))
		ODD(look, NULL, "is not \"PEFIN\"");
}

/* Reais, exactly; false after a finding. */
static bool check_reais(const struct look *look, struct text text, int64_t *ret_cents)
{
	struct err err = {0};
	if (text.len > 0 && money_parse(text, ret_cents, &err) != OK) {
		ODD(look, NULL, "%s", err.words);
		return false;
	}
	const char *point = text.len > 0 ? memchr(text.at, '.', text.len) : NULL;
	size_t decimals = point != NULL ? (size_t)(text.at + text.len - point) - 1 : 0;
	if (decimals > DECIMALS_MAX)
		ODD(look, NULL, "has %zu decimals; at most %d are right", decimals, DECIMALS_MAX);
	if (look->field->length > 0 && digits_in(text) > (size_t)look->field->length)
		WRONG(look, "has %zu digits; at most %d are right", digits_in(text), look->field->length);
	return text.len > 0;
}

static void check_value(const struct look *look)
{
	struct text text;
	int64_t cents = 0;
	if (take_number(look, &text) && check_reais(look, text, &cents) && cents < VALUE_CENTS_MIN)
		ODD(look, NULL, "is under 10.00, the least that the interface takes");
}

static void check_amount(const struct look *look)
{
	int64_t cents = 0;
	if (look->value->kind != EXACT_STRING && look->value->kind != EXACT_NUMBER) {
		WRONG(look, "must be an amount as text, as \"150.75\"");
		return;
	}
	if (look->value->kind == EXACT_NUMBER)
		NOTE(look, "is a number; the template has a text");
	if (check_reais(look, look->value->text, &cents) && cents < 0)
		WRONG(look, "is below zero");
}

static void check_whole(const struct look *look)
{
	struct text text;
	if (!take_number(look, &text))
		return;
	if (!text_is_digits(text))
		WRONG(look, "must be a whole number");
	else if (look->field->length > 0 && text.len > (size_t)look->field->length)
		WRONG(look, "has %zu digits; at most %d are right", text.len, look->field->length);
}

static void check_flag(const struct look *look)
{
	if (look->value->kind == EXACT_TRUE || look->value->kind == EXACT_FALSE) {
		NOTE(look, "is true or false, as in the template; the list of limits has a text of 3");
		return;
	}
	struct text text;
	if (!take_text(look, &text))
		return;
	check_length(look, text);
	NOTE(look, "is a text, as in the list of limits; the template has true or false");
}

static void check_date(const struct look *look)
{
	struct text text;
	struct date date;
	struct err err = {0};
	if (!take_text(look, &text))
		return;
	if (look->field->type == PEFIN_DATE && date_parse_yyyymmdd(text, &date, &err) == OK && !date_is_none(date)) {
		NOTE(look, "has 8 digits, as one list of the document has it; 2026-01-31 is what its templates have");
		return;
	}
	if (date_parse_iso(text, &date, &err) != OK) {
		ODD(look, NULL, "%s", err.words);
		return;
	}
	if (look->field->type != PEFIN_DUE || date_is_none(look->report->on))
		return;
	if (date_compare(date, look->report->on) > 0)
		find(look, FINDING_VIOLATION, "016", "is after the day of the check: the debt is not due");
	else if (date_compare(date, look->report->on) == 0)
		find(look, FINDING_VIOLATION, "156", "is the day of the check; a debt is at least 1 day late");
	else if (date_compare(date_plus_months(date, SHOWN_MONTHS), look->report->on) <= 0)
		find(look, FINDING_VIOLATION, "017", "is five years or more before the day of the check");
}

static bool is_plain(struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(".-/ ", text.at[i]) != NULL)
			return false;
	return true;
}

static void check_taxid(const struct look *look)
{
	struct text text;
	struct taxid taxid;
	struct err err = {0};
	if (!take_text(look, &text))
		return;
	check_length(look, text);
	if (text.len == 15 && text_is_digits(text)) {
		NOTE(look, "is zero filled to 15; the document does not say whether it must be, or may be");
		size_t zeros = text_starts(text, "0000") ? 4 : 1;
		if (text.at[0] == '0')
			text = (struct text){text.at + zeros, text.len - zeros};
	}
	if (!is_plain(text))
		ODD(look, NULL, "has punctuation; 11 or 14 characters without it are right");
	else if (taxid_parse(text, &taxid, &err) != OK)
		WRONG(look, "%s", err.words);
	else if (look->field->type == PEFIN_COMPANY && taxid.kind != TAXID_CNPJ)
		WRONG(look, "is a CPF; the CNPJ of the creditor is right");
	else if (!text_is_digits(text))
		NOTE(look, "is a CNPJ with letters; whether the interface takes it is not published");
}

static void check_nature(const struct look *look)
{
	struct text text;
	if (!take_text(look, &text))
		return;
	check_length(look, text);
	const char *wrong = serasa_nature_wrong(look->report, text);
	if (wrong != NULL)
		ODD(look, "035", "%s", wrong);
}

/* "1" and "01" are the same: the header of a removal has a number, the table two digits. */
static void check_motive(const struct look *look)
{
	char two[3];
	struct text text;
	if (!take_text(look, &text))
		return;
	if (text.len == 1 && text_is_digits(text)) {
		NOTE(look, "has one digit; the table has two");
		(void)snprintf(two, sizeof(two), "0%c", text.at[0]);
		text = text_of(two);
	}
	enum finding_level level;
	const char *rule;
	const char *wrong = serasa_motive_wrong(look->report, SERASA_REST, text, &level, &rule);
	if (wrong != NULL && strcmp(rule, "799") != 0) /* what Serasa took out by itself has one of its own */
		NOTE(look, "%s", wrong);
}

static void check_state(const struct look *look)
{
	struct text text;
	if (take_text(look, &text) && !ibge_is_state(text))
		WRONG(look, "is no state; two capital letters, as SP, are right");
}

static void check_cep(const struct look *look)
{
	struct text text;
	if (take_text(look, &text) && (text.len != 8 || !text_is_digits(text) || text_all(text, '0')))
		WRONG(look, "is no CEP; 8 digits are right");
}

static void check_email(const struct look *look)
{
	struct text text;
	if (!take_text(look, &text))
		return;
	const char *at = text.len > 0 ? memchr(text.at, '@', text.len) : NULL;
	check_length(look, text);
	if (at == NULL || at == text.at || at + 1 == text.at + text.len || memchr(text.at, ' ', text.len) != NULL)
		WRONG(look, "is no e-mail address");
}

static void check_lines(const struct look *look)
{
	if (look->value->kind != EXACT_ARRAY) {
		WRONG(look, "must be a list of texts");
		return;
	}
	if (look->value->count > PEFIN_LINES_MAX)
		WRONG(look, "has %d lines; at most %d are right", look->value->count, PEFIN_LINES_MAX);
	int number = 0;
	for (const struct exact *line = look->value->first; line != NULL; line = line->next) {
		struct text text;
		struct look at_line = *look;
		char path[64];
		(void)snprintf(path, sizeof(path), "%s[%d]", look->path, number++);
		at_line.path = path;
		at_line.value = line;
		if (take_text(&at_line, &text))
			check_length(&at_line, text);
	}
}

static void check_uuid(const struct look *look)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	struct text text;
	if (!take_text(look, &text))
		return;
	bool fits = text.len == sizeof(form) - 1;
	for (size_t i = 0; fits && i < text.len; i++)
		fits = form[i] == '-' ? text.at[i] == '-' : strchr("0123456789abcdefABCDEF", text.at[i]) != NULL;
	if (text_trim(text).len == 0)
		WRONG(look, "is blank; it is the transactionId that ties this to what was sent");
	else if (!fits)
		NOTE(look, "has not the form of a transactionId, 8-4-4-4-12");
}

/* The document has an integer in one event and a text in the other. */
static void check_status(const struct look *look)
{
	bool exclusion = strcmp(pefin_webhook_event(look->root), "exclusion") == 0;
	struct text text = look->value->text;
	if (look->value->kind != EXACT_NUMBER && look->value->kind != EXACT_STRING) {
		NOTE(look, "is neither a number nor a text");
		return;
	}
	if ((look->value->kind == EXACT_STRING) != exclusion)
		NOTE(look, "is %s; the template of an %s has %s", exclusion ? "a number" : "a text",
		     pefin_webhook_event(look->root), exclusion ? "a text" : "a number");
	if (!text_is_digits(text))
		NOTE(look, "is no code of digits");
}

static void check_object(const struct look *look)
{
	if (look->value->kind != EXACT_OBJECT)
		WRONG(look, "must be an object: { ... }");
	else if (strcmp(look->path, "error") == 0 && pefin_value(look->value, "message") == NULL)
		NOTE(look, "says nothing in its message");
}

/* NULL: nothing is known of the values. */
static void (*const checks[])(const struct look *look) = {
	[PEFIN_OBJECT] = check_object,     [PEFIN_TEXT] = check_text,     [PEFIN_ANY] = NULL,
	[PEFIN_CONSTANT] = check_constant, [PEFIN_VALUE] = check_value,   [PEFIN_AMOUNT] = check_amount,
	[PEFIN_WHOLE] = check_whole,       [PEFIN_FLAG] = check_flag,     [PEFIN_DUE] = check_date,
	[PEFIN_DATE] = check_date,         [PEFIN_PERSON] = check_taxid,  [PEFIN_COMPANY] = check_taxid,
	[PEFIN_NATURE] = check_nature,     [PEFIN_MOTIVE] = check_motive, [PEFIN_STATE] = check_state,
	[PEFIN_CEP] = check_cep,           [PEFIN_EMAIL] = check_email,   [PEFIN_LINES] = check_lines,
	[PEFIN_UUID] = check_uuid,         [PEFIN_STATUS] = check_status,
};

/* Does the object that the field stands in stand? The body itself always does. */
static bool has_parent(const struct exact *root, const char *path)
{
	char parent[64];
	const char *dot = strrchr(path, '.');
	if (dot == NULL)
		return true;
	(void)text_copy((struct text){path, (size_t)(dot - path)}, parent, sizeof(parent));
	const struct exact *object = pefin_value(root, parent);
	return object != NULL && object->kind == EXACT_OBJECT;
}

static void check_absent(const struct look *look)
{
	if (!has_parent(look->root, look->path))
		return;
	if (look->field->need == PEFIN_REQUIRED && look->field->other != NULL)
		WRONG(look, "is missing, and so is %s; one of them is required", look->field->other);
	else if (look->field->need == PEFIN_REQUIRED)
		WRONG(look, "is missing, and the interface requires it");
	else if (look->field->need == PEFIN_UNSURE)
		NOTE(look, "is missing; whether it may be left out is not published");
}

static void check_field(struct look *look)
{
	const struct pefin_field *field = look->field;
	const struct exact *first = pefin_value(look->root, field->path);
	const struct exact *second = field->other != NULL ? pefin_value(look->root, field->other) : NULL;
	look->path = first == NULL && second != NULL ? field->other : field->path;
	look->value = first != NULL ? first : second;
	if (look->value == NULL) {
		check_absent(look);
		return;
	}
	if (first != NULL && second != NULL && !exact_equal(first, second))
		WRONG(look, "differs from %s", field->other);
	if (field->other != NULL) {
		bool exclusion = strcmp(pefin_webhook_event(look->root), "exclusion") == 0;
		if ((look->path == field->other) != exclusion)
			NOTE(look, "is what another event calls it; taken");
	}
	if (field->need == PEFIN_GLOSSARY)
		NOTE(look, "stands in the document's glossary and in none of its templates");
	if (checks[field->type] != NULL)
		checks[field->type](look);
}

/* Is there a row for the path, as a field or as an object around one? */
static bool is_known(const struct pefin_body *body, const char *path)
{
	for (int i = 0; i < body->fields_count; i++)
		if (strcmp(body->fields[i].path, path) == 0 ||
		    (body->fields[i].other != NULL && strcmp(body->fields[i].other, path) == 0))
			return true;
	return false;
}

/* An object whose members have rows of their own. */
static bool has_rows(const struct pefin_body *body, const char *path)
{
	for (int i = 0; i < body->fields_count; i++)
		if (body->fields[i].type == PEFIN_OBJECT && strcmp(body->fields[i].path, path) == 0)
			return true;
	return false;
}

/* A member that the tables do not have. Objects that they know are three deep at most. */
static enum rc check_members(struct look *look, const struct exact *object, const char *prefix, struct err *reterr)
{
	for (const struct exact *member = object->first; member != NULL; member = member->next) {
		const char *path = prefix[0] == '\0' ? member->key
						     : arena_printf(look->report->arena, "%s.%s", prefix, member->key);
		if (path == NULL)
			return err_set(reterr, ERR_NO_MEMORY, "no memory for a path");
		look->path = path;
		if (!is_known(look->body, path))
			ODD(look, NULL, "nobody knows this member; `apontactl wire layout` lists what there is");
		enum rc rc = member->kind == EXACT_OBJECT && has_rows(look->body, path)
				     ? check_members(look, member, path, reterr)
				     : OK;
		if (rc != OK)
			return rc;
	}
	return OK;
}

/* Code 286: nobody owes a debt to himself. */
static void check_creditor(struct look *look, const char *debtor)
{
	const struct exact *creditor = pefin_value(look->root, "creditor.documentNumber");
	const struct exact *owner = pefin_value(look->root, debtor);
	look->path = "creditor.documentNumber";
	if (creditor != NULL && owner != NULL && creditor->kind == EXACT_STRING && exact_equal(creditor, owner))
		find(look, FINDING_VIOLATION, "286", "creditor and debtor are the same");
}

enum rc pefin_check_body(const struct pefin_body *body, const struct exact *root, struct report *report,
			 struct err *reterr)
{
	struct look look = {.body = body, .root = root, .report = report};
	for (int i = 0; i < body->fields_count; i++) {
		look.field = &body->fields[i];
		check_field(&look);
	}
	if (!body->told) {
		check_creditor(&look, "debtor.documentNumber");
		check_creditor(&look, "debtorDocument");
	}
	return check_members(&look, root, "", reterr);
}
