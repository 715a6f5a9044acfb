#include "apontasim/serasa/request.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/jsonin.h"
#include "apontasim/common/words.h"
#include "apontasim/serasa/check.h"

#define VALUE_CENTS_MIN  1000 /* "minimum 10.00" */
#define VALUE_DIGITS_MAX 15
#define PATH_BYTES       64
#define WORDS_BYTES      96
#define MEMBER_NONE      ((size_t)-1)

enum shape_kind {
	SHAPE_TEXT,     /* at most `max` characters */
	SHAPE_FIXED,    /* digits, exactly `max` */
	SHAPE_DOCUMENT, /* CPF or CNPJ without marks; `max` is that of the document: 14 or 15 */
	SHAPE_DATE,     /* 2026-01-31 */
	SHAPE_VALUE,    /* a number with at most two decimals */
	SHAPE_INTEGER,  /* a number of at most `max` digits */
	SHAPE_FLAG,     /* true, false, or a text: the document has both */
	SHAPE_LINES,    /* at most 8 texts of `max` */
	SHAPE_PEFIN,    /* the constant */
	SHAPE_OBJECT,
};

struct shape {
	const char *name;
	enum shape_kind kind;
	size_t max;
	bool required;
	size_t member;              /* of struct debt: where the text goes */
	const struct shape *inside; /* of an object, ended by a NULL name */
};

#define OF(member) offsetof(struct debt, member)

static const struct shape slip[] = {
	{"bankName", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"bankCode", SHAPE_TEXT, 3, false, MEMBER_NONE, NULL},
	{"bankDigit", SHAPE_TEXT, 1, false, MEMBER_NONE, NULL},
	{"typeableLine", SHAPE_TEXT, 50, false, MEMBER_NONE, NULL},
	{"paymentSite", SHAPE_TEXT, 70, false, MEMBER_NONE, NULL},
	{"dueDate", SHAPE_DATE, 10, false, MEMBER_NONE, NULL},
	{"beneficiary", SHAPE_TEXT, 40, false, MEMBER_NONE, NULL},
	{"creditorDocument", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"beneficiaryCode", SHAPE_TEXT, 25, false, MEMBER_NONE, NULL},
	{"documentDate", SHAPE_DATE, 10, false, MEMBER_NONE, NULL},
	{"documentNumber", SHAPE_TEXT, 25, false, MEMBER_NONE, NULL},
	{"documentType", SHAPE_TEXT, 1, false, MEMBER_NONE, NULL},
	{"accepted", SHAPE_FLAG, 3, false, MEMBER_NONE, NULL},
	{"processingDate", SHAPE_DATE, 10, false, MEMBER_NONE, NULL},
	{"ourNumber", SHAPE_TEXT, 25, false, MEMBER_NONE, NULL},
	{"bankUse", SHAPE_TEXT, 20, false, MEMBER_NONE, NULL},
	{"wallet", SHAPE_TEXT, 5, false, MEMBER_NONE, NULL},
	{"currency", SHAPE_TEXT, 3, false, MEMBER_NONE, NULL},
	{"quantity", SHAPE_TEXT, 10, false, MEMBER_NONE, NULL},
	{"value", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"documentValue", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"discount", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"interest", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"fees", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"chargedValue", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"debtorName", SHAPE_TEXT, 50, false, MEMBER_NONE, NULL},
	{"debtorDocument", SHAPE_TEXT, 15, false, MEMBER_NONE, NULL},
	{"instructions", SHAPE_LINES, 70, false, MEMBER_NONE, NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape contact[] = {
	{"phoneAreaCode", SHAPE_INTEGER, 4, false, MEMBER_NONE, NULL},
	{"phoneNumber", SHAPE_INTEGER, 9, false, MEMBER_NONE, NULL},
	{"email", SHAPE_TEXT, 100, false, MEMBER_NONE, NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape debtor_address[] = {
	{"zipCode", SHAPE_FIXED, 8, true, OF(zip), NULL},
	{"addressLine", SHAPE_TEXT, 70, true, OF(address), NULL},
	{"complement", SHAPE_TEXT, 20, false, MEMBER_NONE, NULL},
	{"district", SHAPE_TEXT, 20, true, OF(district), NULL},
	{"city", SHAPE_TEXT, 20, true, OF(city), NULL},
	{"state", SHAPE_TEXT, 2, true, OF(state), NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape guarantor_address[] = {
	{"zipCode", SHAPE_FIXED, 8, true, OF(zip), NULL},
	{"addressLine", SHAPE_TEXT, 70, true, OF(address), NULL},
	{"complement", SHAPE_TEXT, 20, false, MEMBER_NONE, NULL},
	{"district", SHAPE_TEXT, 20, true, OF(district), NULL},
	{"city", SHAPE_TEXT, 20, true, OF(city), NULL},
	{"state", SHAPE_TEXT, 2, true, OF(state), NULL},
	{"number", SHAPE_TEXT, 10, false, MEMBER_NONE, NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape debtor[] = {
	{"documentNumber", SHAPE_DOCUMENT, 15, true, OF(debtor), NULL},
	{"name", SHAPE_TEXT, 70, true, OF(name), NULL},
	{"address", SHAPE_OBJECT, 0, true, MEMBER_NONE, debtor_address},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape guarantor[] = {
	{"documentNumber", SHAPE_DOCUMENT, 15, true, OF(guarantor), NULL},
	{"name", SHAPE_TEXT, 70, true, OF(name), NULL},
	{"address", SHAPE_OBJECT, 0, true, MEMBER_NONE, guarantor_address},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape creditor[] = {
	{"documentNumber", SHAPE_DOCUMENT, 14, true, OF(creditor), NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape debt_body[] = {
	{"value", SHAPE_VALUE, VALUE_DIGITS_MAX, true, MEMBER_NONE, NULL},
	{"areaInformante", SHAPE_TEXT, 4, false, OF(area), NULL},
	{"dueDate", SHAPE_DATE, 10, true, OF(due), NULL},
	{"categoryId", SHAPE_TEXT, 2, true, OF(category), NULL},
	{"debtor", SHAPE_OBJECT, 0, true, MEMBER_NONE, debtor},
	{"creditor", SHAPE_OBJECT, 0, true, MEMBER_NONE, creditor},
	{"contractNumber", SHAPE_TEXT, 20, true, OF(contract), NULL},
	{"debtType", SHAPE_PEFIN, 5, true, MEMBER_NONE, NULL},
	{"bankSlip", SHAPE_OBJECT, 0, false, MEMBER_NONE, slip},
	{"debtorDigitalContact", SHAPE_OBJECT, 0, false, MEMBER_NONE, contact},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

static const struct shape guarantor_body[] = {
	{"categoryId", SHAPE_TEXT, 2, true, OF(category), NULL},
	{"value", SHAPE_VALUE, VALUE_DIGITS_MAX, true, MEMBER_NONE, NULL},
	{"dueDate", SHAPE_DATE, 10, true, OF(due), NULL},
	{"debtorDocument", SHAPE_DOCUMENT, 15, true, OF(debtor), NULL},
	{"contractNumber", SHAPE_TEXT, 20, true, OF(contract), NULL},
	{"guarantor", SHAPE_OBJECT, 0, true, MEMBER_NONE, guarantor},
	{"creditor", SHAPE_OBJECT, 0, true, MEMBER_NONE, creditor},
	{"debtType", SHAPE_PEFIN, 5, true, MEMBER_NONE, NULL},
	{NULL, SHAPE_TEXT, 0, false, MEMBER_NONE, NULL},
};

/* "123.45", "123", "123.4" to cents. */
static bool cents_read(const char *text, int64_t *ret_cents)
{
	const char *point = strchr(text, '.');
	size_t whole = point != NULL ? (size_t)(point - text) : strlen(text);
	size_t decimals = point != NULL ? strlen(point + 1) : 0;
	uint64_t units;
	uint64_t rest = 0;
	if (decimals > 2 || whole + decimals > VALUE_DIGITS_MAX ||
	    !words_number((struct text){text, whole}, INT64_MAX / 100, &units) ||
	    (decimals > 0 && !words_number(text_of(point + 1), 99, &rest)))
		return false;
	*ret_cents = (int64_t)(units * 100 + (decimals == 1 ? rest * 10 : rest));
	return true;
}

static bool document_read(const char *text, size_t max)
{
	size_t len = strlen(text);
	size_t digits = strspn(text, "0123456789");
	if (len == 11 && max > 14)
		return digits == 11;
	return len == 14 && strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 14;
}

/* What is wrong with the value, or NULL. */
static const char *text_wrong(const struct shape *shape, const struct json_value *value, char words[WORDS_BYTES])
{
	struct date date;
	if (value->kind != JSON_IS_TEXT)
		return "must be a text";
	if (value->characters > shape->max && shape->kind != SHAPE_DOCUMENT) {
		(void)snprintf(words, WORDS_BYTES, "has %zu characters; at most %zu are taken", value->characters,
			       shape->max);
		return words;
	}
	if (shape->required && text_trim(text_of(value->text)).len == 0)
		return "must not be empty";
	switch (shape->kind) {
	case SHAPE_FIXED:
		return strlen(value->text) == shape->max && text_is_digits(text_of(value->text))
			       ? NULL
			       : "must be digits only, all of them";
	case SHAPE_DOCUMENT:
		return document_read(value->text, shape->max) ? NULL : "is not a CPF or CNPJ without marks";
	case SHAPE_DATE:
		return date_parse_iso(text_of(value->text), &date, NULL) == OK ? NULL : "is not a date yyyy-MM-dd";
	case SHAPE_PEFIN: return strcmp(value->text, "PEFIN") == 0 ? NULL : "must be PEFIN";
	default: return NULL;
	}
}

static const char *lines_wrong(const struct shape *shape, const struct json_value *value, char words[WORDS_BYTES])
{
	int count = 0;
	if (value->kind != JSON_IS_LIST)
		return "must be a list of texts";
	for (const struct json_value *line = value->children; line != NULL; line = line->next)
		if (line->kind != JSON_IS_TEXT || line->characters > shape->max || ++count > 8) {
			(void)snprintf(words, WORDS_BYTES, "takes 8 texts of at most %zu characters", shape->max);
			return words;
		}
	return NULL;
}

static const char *value_wrong(const struct shape *shape, const struct json_value *value, char words[WORDS_BYTES],
			       struct debt *debt)
{
	switch (shape->kind) {
	case SHAPE_VALUE:
		if (value->kind != JSON_IS_NUMBER)
			return "must be a number";
		if (!cents_read(value->text, &debt->value_cents))
			return "takes 15 digits, two of them decimals";
		return debt->value_cents >= VALUE_CENTS_MIN ? NULL : "is less than 10.00";
	case SHAPE_INTEGER:
		return value->kind == JSON_IS_NUMBER && text_is_digits(text_of(value->text)) &&
				       strlen(value->text) <= shape->max
			       ? NULL
			       : "must be a whole number that fits";
	case SHAPE_FLAG:
		return value->kind == JSON_IS_TRUE || value->kind == JSON_IS_FALSE ? NULL
										   : text_wrong(shape, value, words);
	case SHAPE_LINES: return lines_wrong(shape, value, words);
	case SHAPE_OBJECT: return value->kind == JSON_IS_OBJECT ? NULL : "must be an object";
	default: return text_wrong(shape, value, words);
	}
}

/* A text fits by its limit, unless its characters have more bytes than one: then it is cut, as a mainframe does. */
static void text_keep(const struct shape *shape, const char *text, struct debt *debt)
{
	if (shape->member == MEMBER_NONE)
		return;
	char *out = (char *)debt + shape->member;
	if (shape->kind != SHAPE_DATE)
		(void)snprintf(out, shape->max + 1, "%s", text);
	else if (date_parse_iso(text_of(text), &debt->due, NULL) != OK)
		debt->due = DATE_NONE;
}

static enum rc object_read(const struct shape *shapes, const struct json_value *object, const char *path,
			   struct debt *debt, struct err *reterr)
{
	char here[PATH_BYTES];
	char words[WORDS_BYTES];
	for (const struct json_value *value = object->children; value != NULL; value = value->next) {
		const struct shape *shape = shapes;
		while (shape->name != NULL && strcmp(shape->name, value->name) != 0)
			shape++;
		(void)snprintf(here, sizeof(here), "%s%s%.40s", path, path[0] != '\0' ? "." : "", value->name);
		if (shape->name == NULL)
			return err_set_at(reterr, ERR_FORMAT, NULL, here, "there is no such field");
		const char *wrong = value_wrong(shape, value, words, debt);
		if (wrong != NULL)
			return err_set_at(reterr, ERR_FORMAT, NULL, here, "%s", wrong);
		if (value->kind == JSON_IS_TEXT)
			text_keep(shape, value->text, debt);
		enum rc rc = shape->inside != NULL ? object_read(shape->inside, value, here, debt, reterr) : OK;
		if (rc != OK)
			return rc;
	}
	for (const struct shape *shape = shapes; shape->name != NULL; shape++) {
		(void)snprintf(here, sizeof(here), "%s%s%.40s", path, path[0] != '\0' ? "." : "", shape->name);
		if (shape->required && json_member(object, shape->name) == NULL)
			return err_set_at(reterr, ERR_FORMAT, NULL, here, "is missing");
	}
	return OK;
}

static enum rc body_read(struct arena *arena, struct text body, const struct shape *shapes, struct debt *ret_debt,
			 struct err *reterr)
{
	struct json_value *value = NULL;
	struct debt debt = {.due = DATE_NONE, .term = DATE_NONE, .born = DATE_NONE};
	enum rc rc = json_in(arena, body, &value, reterr);
	if (rc != OK)
		return rc;
	if (value->kind != JSON_IS_OBJECT)
		return err_set(reterr, ERR_FORMAT, "the body must be an object: one debt a request");
	rc = object_read(shapes, value, "", &debt, reterr);
	if (rc == OK)
		*ret_debt = debt;
	return rc;
}

enum rc request_debt(struct arena *arena, struct text body, struct debt *ret_debt, struct err *reterr)
{
	return body_read(arena, body, debt_body, ret_debt, reterr);
}

enum rc request_guarantor(struct arena *arena, struct text body, struct debt *ret_debt, struct err *reterr)
{
	return body_read(arena, body, guarantor_body, ret_debt, reterr);
}

enum rc request_exclusion(const struct exclusion_headers *headers, bool by_contract, struct debt *ret_debt,
			  int *ret_motive, struct err *reterr)
{
	uint64_t motive = 0;
	struct debt debt = {.due = DATE_NONE, .term = DATE_NONE, .born = DATE_NONE};
	const char *given[] = {headers->creditor, headers->debtor, headers->reason, headers->type};
	static const char *const names[] = {"creditor-document", "debtor-document", "reason", "type"};
	for (size_t i = 0; i < ARRAY_LEN(given); i++)
		if (given[i] == NULL)
			return err_set_at(reterr, ERR_FORMAT, NULL, names[i], "is missing");
	if (by_contract != (headers->contract != NULL))
		return err_set_at(reterr, ERR_FORMAT, NULL, "contract-number", "%s",
				  by_contract ? "is missing" : "is not for the exclusion by CADUS");
	if (!document_read(headers->creditor, 14) || !text_copy(text_of(headers->creditor), debt.creditor, 15))
		return err_set_at(reterr, ERR_FORMAT, NULL, "creditor-document", "is not a CNPJ without marks");
	if (!document_read(headers->debtor, 15) || !text_copy(text_of(headers->debtor), debt.debtor, 16))
		return err_set_at(reterr, ERR_FORMAT, NULL, "debtor-document", "is not a CPF or CNPJ without marks");
	if (by_contract && (headers->contract[0] == '\0' || !text_copy(text_of(headers->contract), debt.contract, 21)))
		return err_set_at(reterr, ERR_FORMAT, NULL, "contract-number", "takes 1 to 20 characters");
	if (!words_number(text_of(headers->reason), 99, &motive) || headers->reason[0] == '0' ||
	    !check_motive((int)motive, CHANNEL_REST))
		return err_set_at(reterr, ERR_FORMAT, NULL, "reason",
				  "must be a whole number of the list for creditors, such as 1");
	if (strcmp(headers->type, "PEFIN") != 0)
		return err_set_at(reterr, ERR_FORMAT, NULL, "type", "must be PEFIN");
	*ret_debt = debt;
	*ret_motive = (int)motive;
	return OK;
}
