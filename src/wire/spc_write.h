/* Requests to SPC's service as typed records: what incluirSpc, excluirSpc and the listar... calls take, in their order.
 *
 * The tables of spc_request_layout.c drive the writer, so an element can only stand where they have it. A value that is
 * NULL or "" leaves its element out, and a block goes when nothing in it is left. Values are printable ASCII: upper
 * case without accents is the usual form, and its making is the caller's (wire/translit.h).
 * The arena owns what is returned. Proof: tests/unit/wire/spc_write_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/date.h"
#include "domain/taxid.h"

/* Whose record it is. */
struct spc_person {
	const struct taxid *taxid;
	const char *name;
	struct date born_on; /* of a person; DATE_NONE leaves it out */
	const char *email;
	const char *area_code; /* of a person, with the phone; both or none */
	const char *phone;
};

struct spc_place {
	const char *cep;
	const char *street;
	const char *district;
	const char *number; /* "S/N" for a house without one */
	const char *complement;
	const char *city;
	const char *uf;
};

struct spc_inclusion {
	struct spc_person person;
	struct spc_place place;
	const char *member; /* codigo-associado */
	struct date bought_on;
	struct date due_on;
	const char *debtor_type;
	const char *contract;
	int64_t amount_cents;
	const char *nature;
	bool by_email; /* the debtor is to be notified by e-mail */
};

struct spc_removal {
	struct spc_person person; /* tax id and, where it is to stand there, the name */
	const char *member;
	struct date due_on;
	const char *contract;
	const char *motive;
};

/* ERR_RANGE: the field is the element whose value has a byte that is not printable ASCII. ERR_NO_MEMORY. */
MUST_CHECK enum rc spc_inclusion_write(struct arena *arena, const struct spc_inclusion *inclusion,
				       struct text *ret_document, struct err *reterr);
MUST_CHECK enum rc spc_removal_write(struct arena *arena, const struct spc_removal *removal, struct text *ret_document,
				     struct err *reterr);

/* The question for a list. `wrapped`: the body holds the element of the operation; else it is empty, and only the
 * SOAPAction tells which list is meant. ERR_NO_MEMORY. */
MUST_CHECK enum rc spc_question_write(struct arena *arena, const char *operation, bool wrapped,
				      struct text *ret_document, struct err *reterr);

/* "http://webservice.spc.insumo.spcjava.spcbrasil.org/listarTipoDevedor". NULL when the arena is full. */
const char *spc_question_action(struct arena *arena, const char *operation);
