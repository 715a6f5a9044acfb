/* Lotes as JSON and back: {"format", "shape", "nome_arquivo", "lotes": [{"comarca", "header", "transactions",
 * "trailer"}]}, keeping everything that the file says.
 *
 * A lote is at most one header, then transactions, then at most one trailer; what does not fit begins the next one, so
 * that any order of records comes back as it was. Used by cra_lote_format.c only. */
#pragma once

#include "wire/cra_lote_layout.h"

MUST_CHECK enum rc lote_xml_decode(struct arena *arena, const char *format, enum lote_kind kind, struct text bytes,
				   struct text *ret_json, struct err *reterr);
MUST_CHECK enum rc lote_xml_encode(struct arena *arena, enum lote_kind kind, struct text json, struct text *ret_bytes,
				   struct err *reterr);
MUST_CHECK enum rc lote_600_decode(struct arena *arena, const char *format, enum lote_kind kind, struct text bytes,
				   struct text *ret_json, struct err *reterr);
MUST_CHECK enum rc lote_600_encode(struct arena *arena, enum lote_kind kind, struct text json, struct text *ret_bytes,
				   struct err *reterr);

/* Where the next record goes: shared by both shapes. */
struct lote_writer {
	struct json_out *json;
	bool in_lotes; /* the array is open */
	bool in_lote;
	bool in_transactions;
	bool used; /* the lote has a record */
	bool has_trailer;
};
bool lote_writer_begins(const struct lote_writer *writer, const struct layout *layout); /* a new lote is needed */
void lote_writer_place(struct lote_writer *writer, const struct layout *layout);        /* open what the record needs */
void lote_writer_open(struct lote_writer *writer);                                      /* begin a lote now */
void lote_writer_close(struct lote_writer *writer);                                     /* end the lote that is open */

/* The members of a lote in JSON; ERR_FORMAT when they have the wrong type or nobody knows them. */
struct lote_members {
	json_t *header;
	json_t *transactions;
	json_t *trailer;
};
MUST_CHECK enum rc lote_members_of(json_t *lote, struct lote_members *ret_members, struct err *reterr);
/* The array "lotes" of a document of `shapes` (NULL-ended). ERR_FORMAT. */
MUST_CHECK enum rc lotes_of(json_t *document, const char *const *shapes, json_t **ret_lotes, struct err *reterr);
/* Name the place in an error: "lote 2, transaction 3". */
enum rc lote_error_at(struct err *reterr, size_t lote, const char *part, size_t index);
