#include "wire/pefin_write.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "domain/money.h"
#include "wire/json_exact.h"
#include "wire/translit.h"

/* One body being written; the first text that is not UTF-8 makes it fail. */
struct writing {
	struct json_out json;
	struct buf out;
	const char *object; /* where the next values stand: "debtor.address." */
	char wrong[64];     /* the path of the member; "" while all is well */
};

static void writing_done(struct writing *writing)
{
	buf_done(&writing->out);
}

static void begin(struct writing *writing)
{
	buf_init(&writing->out, LIMIT_DOCUMENT_BYTES);
	json_begin(&writing->json, &writing->out);
	json_open_object(&writing->json, NULL);
}

static void put(struct writing *writing, const char *name, const char *value)
{
	if (writing->wrong[0] == '\0' && !translit_is_utf8(text_of(value)))
		(void)snprintf(writing->wrong, sizeof(writing->wrong), "%s%s", writing->object, name);
	json_chars(&writing->json, name, value);
}

static enum rc finish(struct writing *writing, struct arena *arena, struct text *ret_body, struct err *reterr)
{
	json_close_object(&writing->json);
	if (writing->wrong[0] != '\0')
		return err_set_at(reterr, ERR_FORMAT, NULL, writing->wrong, "is not UTF-8, which a body has to be in");
	struct text view = buf_view(&writing->out);
	const char *bytes = buf_failed(&writing->out) ? NULL : arena_copy(arena, view.at, view.len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for the body of a record");
	*ret_body = (struct text){bytes, view.len};
	return OK;
}

static void put_value(struct writing *writing, int64_t cents)
{
	char value[MONEY_TEXT_BYTES];
	json_digits(&writing->json, "value", text_of(money_text(cents, value)));
}

static void put_day(struct writing *writing, const char *name, struct date date)
{
	char day[DATE_TEXT_BYTES];
	json_chars(&writing->json, name, date_iso(date, day));
}

/* Street, number and complement are one text in the house, and the interface takes them so in addressLine. */
static void put_person(struct writing *writing, bool guarantor, const struct debtor *person)
{
	json_open_object(&writing->json, guarantor ? "guarantor" : "debtor");
	writing->object = guarantor ? "guarantor." : "debtor.";
	put(writing, "documentNumber", person->taxid.digits);
	put(writing, "name", person->name);
	json_open_object(&writing->json, "address");
	writing->object = guarantor ? "guarantor.address." : "debtor.address.";
	put(writing, "zipCode", person->address.cep);
	put(writing, "addressLine", person->address.street);
	put(writing, "district", person->address.district);
	put(writing, "city", person->address.city);
	put(writing, "state", person->address.uf);
	json_close_object(&writing->json);
	json_close_object(&writing->json);
	writing->object = "";
}

static void put_creditor(struct writing *writing, const struct pefin_creditor *creditor)
{
	json_open_object(&writing->json, "creditor");
	writing->object = "creditor.";
	put(writing, "documentNumber", creditor->taxid);
	writing->object = "";
	json_close_object(&writing->json);
}

/* The members stand in the order of the interface's templates. */
enum rc pefin_write_debt(struct arena *arena, const struct pefin_creditor *creditor, const struct listing *listing,
			 struct text *ret_body, struct err *reterr)
{
	CLEANUP(writing_done) struct writing writing = {.object = ""};
	begin(&writing);
	put_value(&writing, listing->amount_cents);
	if (creditor->area[0] != '\0')
		put(&writing, "areaInformante", creditor->area);
	put_day(&writing, "dueDate", listing->due_on);
	put(&writing, "categoryId", creditor->nature);
	put_person(&writing, false, listing->principal);
	put_creditor(&writing, creditor);
	put(&writing, "contractNumber", listing->contract);
	put(&writing, "debtType", "PEFIN");
	return finish(&writing, arena, ret_body, reterr);
}

enum rc pefin_write_guarantor(struct arena *arena, const struct pefin_creditor *creditor, const struct listing *listing,
			      struct text *ret_body, struct err *reterr)
{
	CLEANUP(writing_done) struct writing writing = {.object = ""};
	begin(&writing);
	put(&writing, "categoryId", creditor->nature);
	put_value(&writing, listing->amount_cents);
	put_day(&writing, "dueDate", listing->due_on);
	put(&writing, "debtorDocument", listing->principal->taxid.digits);
	put(&writing, "contractNumber", listing->contract);
	put_person(&writing, true, listing->guarantor);
	put_creditor(&writing, creditor);
	put(&writing, "debtType", "PEFIN");
	return finish(&writing, arena, ret_body, reterr);
}

/* The headers of a removal, in the order of the examples. */
static const struct {
	const char *name;
	size_t member;
} headers[] = {
	{"creditor-document", offsetof(struct pefin_exclusion, creditor_document)},
	{"debtor-document", offsetof(struct pefin_exclusion, debtor_document)},
	{"contract-number", offsetof(struct pefin_exclusion, contract_number)},
	{"reason", offsetof(struct pefin_exclusion, reason)},
};

static const char **member_of(struct pefin_exclusion *exclusion, size_t i)
{
	return (const char **)((char *)exclusion + headers[i].member);
}

/* Printable ASCII, and no blank at the ends: whoever reads a header takes those off (RFC 9110, section 5.5), and the
 * contract would not be the one of the inclusion any more. */
static bool stands_in_header(const char *value)
{
	struct text text = text_of(value);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return text.len > 0 && text_trim(text).len == text.len;
}

enum rc pefin_write_exclusion(struct arena *arena, const struct pefin_exclusion *exclusion, struct text *ret_document,
			      struct err *reterr)
{
	struct pefin_exclusion given = *exclusion;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (!stands_in_header(*member_of(&given, i)))
			return err_set_at(
				reterr, ERR_RANGE, NULL, headers[i].name,
				"cannot stand in a header, where a removal has it: printable ASCII is right, one "
				"character or more, and no blank at its ends");
	CLEANUP(writing_done) struct writing writing = {.object = ""};
	begin(&writing);
	put(&writing, "method", "DELETE");
	put(&writing, "path", exclusion->path);
	if (exclusion->path_when_unknown[0] != '\0')
		put(&writing, "path_when_unknown", exclusion->path_when_unknown);
	json_open_object(&writing.json, "headers");
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		put(&writing, headers[i].name, *member_of(&given, i));
	put(&writing, "type", "PEFIN");
	json_close_object(&writing.json);
	return finish(&writing, arena, ret_document, reterr);
}

/* A string member as terminated text; NULL when it is not there, or no string. */
static const char *member_text(struct arena *arena, const struct exact *object, const char *key)
{
	const struct exact *member = object != NULL ? exact_member(object, key) : NULL;
	return member != NULL && member->kind == EXACT_STRING ? arena_text(arena, member->text) : NULL;
}

enum rc pefin_read_exclusion(struct arena *arena, struct text document, struct pefin_exclusion *ret_exclusion,
			     struct err *reterr)
{
	const struct exact *root = NULL;
	enum rc rc = exact_parse(arena, document, &root, reterr);
	if (rc != OK)
		return rc;
	const char *method = member_text(arena, root, "method");
	const char *unknown = member_text(arena, root, "path_when_unknown");
	struct pefin_exclusion exclusion = {.path = member_text(arena, root, "path"),
					    .path_when_unknown = unknown != NULL ? unknown : ""};
	bool whole = method != NULL && strcmp(method, "DELETE") == 0 && exclusion.path != NULL;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		const char *value = member_text(arena, exact_member(root, "headers"), headers[i].name);
		*member_of(&exclusion, i) = value;
		whole = whole && value != NULL && stands_in_header(value);
	}
	if (arena_failed(arena))
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left for a removal");
	if (!whole)
		return err_set(reterr, ERR_FORMAT, "is no removal: method DELETE, a path and headers are right");
	*ret_exclusion = exclusion;
	return OK;
}
