#include "wire/cra_lote_json.h"

#include <stdio.h>
#include <string.h>

void lote_writer_open(struct lote_writer *writer)
{
	lote_writer_close(writer);
	if (!writer->in_lotes)
		json_open_array(writer->json, "lotes");
	writer->in_lotes = true;
	json_open_object(writer->json, NULL);
	writer->in_lote = true;
	writer->used = false;
	writer->has_trailer = false;
}

void lote_writer_close(struct lote_writer *writer)
{
	if (writer->in_transactions)
		json_close_array(writer->json);
	if (writer->in_lote)
		json_close_object(writer->json);
	writer->in_transactions = false;
	writer->in_lote = false;
}

bool lote_writer_begins(const struct lote_writer *writer, const struct layout *layout)
{
	return !writer->in_lote || writer->has_trailer || (layout == &lote_header && writer->used);
}

void lote_writer_place(struct lote_writer *writer, const struct layout *layout)
{
	if (lote_writer_begins(writer, layout))
		lote_writer_open(writer);
	writer->used = true;
	if (layout == &lote_transaction && !writer->in_transactions) {
		json_open_array(writer->json, "transactions");
		writer->in_transactions = true;
	}
	if (layout == &lote_trailer) {
		if (writer->in_transactions)
			json_close_array(writer->json);
		writer->in_transactions = false;
		writer->has_trailer = true;
	}
}

/* Nothing is dropped in silence: a member that nobody writes out is told. */
static const char *unknown_member(json_t *document)
{
	static const char *const known[] = {"format",     "shape",        "declaration",   "root",
					    "root_other", "nome_arquivo", "lotes",         "other",
					    "layout",     "line_end",     "final_line_end"};
	const char *key;
	json_t *value;
	json_object_foreach (document, key, value) {
		bool found = false;
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			found = found || strcmp(key, known[i]) == 0;
		if (!found)
			return key;
	}
	return NULL;
}

enum rc lotes_of(json_t *document, const char *const *shapes, json_t **ret_lotes, struct err *reterr)
{
	struct text shape;
	bool known = false;
	if (!json_is_object(document) || !json_member_text(document, "shape", &shape))
		return err_set_at(reterr, ERR_FORMAT, NULL, "shape",
				  "the JSON must be an object with \"shape\" and \"lotes\"");
	for (; *shapes != NULL; shapes++)
		known = known || text_is(shape, *shapes);
	if (!known)
		return err_set_at(reterr, ERR_FORMAT, NULL, "shape", "the shape \"%.20s\" is not one of this format",
				  shape.at);
	const char *unknown = unknown_member(document);
	if (unknown != NULL)
		return err_set_at(reterr, ERR_UNKNOWN, NULL, unknown, "a document has no such member");
	json_t *lotes = json_object_get(document, "lotes");
	if (!json_is_array(lotes))
		return err_set_at(reterr, ERR_FORMAT, NULL, "lotes", "must be an array");
	*ret_lotes = lotes;
	return OK;
}

enum rc lote_members_of(json_t *lote, struct lote_members *ret_members, struct err *reterr)
{
	static const char *const known[] = {"comarca", "comarca_attribute", "comarca_other", "continued",
					    "header",  "transactions",      "trailer"};
	const char *key;
	json_t *value;
	if (!json_is_object(lote))
		return err_set(reterr, ERR_FORMAT, "a lote must be an object");
	json_object_foreach (lote, key, value) {
		bool found = false;
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			found = found || strcmp(key, known[i]) == 0;
		if (!found)
			return err_set_at(reterr, ERR_UNKNOWN, NULL, key, "a lote has no such member");
	}
	struct lote_members members = {
		.header = json_object_get(lote, "header"),
		.transactions = json_object_get(lote, "transactions"),
		.trailer = json_object_get(lote, "trailer"),
	};
	bool fits = (members.header == NULL || json_is_object(members.header)) &&
		    (members.transactions == NULL || json_is_array(members.transactions)) &&
		    (members.trailer == NULL || json_is_object(members.trailer));
	if (!fits)
		return err_set(reterr, ERR_FORMAT, "header and trailer must be objects, transactions an array");
	*ret_members = members;
	return OK;
}

enum rc lote_error_at(struct err *reterr, size_t lote, const char *part, size_t index)
{
	char where[64];
	if (reterr == NULL)
		return ERR_FORMAT;
	if (index > 0)
		(void)snprintf(where, sizeof(where), "lote %zu, %s %zu", lote + 1, part, index);
	else
		(void)snprintf(where, sizeof(where), "lote %zu, %s", lote + 1, part);
	err_at(reterr, where, NULL);
	return ERR_FORMAT;
}
