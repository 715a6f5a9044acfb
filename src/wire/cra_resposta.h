/* The answer of a CRA to an upload, in both styles: <relatorio><comarca>… and <descricao>/<detalhamento>/<final>.
 *
 * Everything is found by name, never by position; names are taken in any case (CodMun, codmun). Codes are text, trimmed
 * of blanks; an absent code is "" and never "0000". Strings live in the arena and are never NULL. Source: CRA21 manual,
 * mensagens; CRA Nacional and Tocantins answers. Proof: tests/unit/wire/cra_resposta_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct cra_resposta_item {
	const char *comarca_ibge; /* "" when not told */
	const char *title_number; /* answers per title; "" otherwise */
	const char *nosso_numero; /* likewise */
	const char *protocol;     /* likewise */
	const char *notary;       /* likewise */
	const char *code;         /* "0000"; "" when not told */
	const char *words;        /* ocorrencia, descricao */
	const char *extra_code;   /* a second lone <codigo> in the same comarca, "" for none; more stand behind it */
	int record;               /* the line with the error, 0 for none */
	int total_records;        /* -1 when not told */
};

/* What became of the image of a title: told beside the answer to the title itself. */
struct cra_resposta_image {
	const char *comarca_ibge;
	const char *title_number;
	const char *nosso_numero;
	const char *protocol;
	const char *state; /* "Gravada", "Sem imagem", "Corrompida" … as it came */
};

struct cra_resposta {
	const char *file_name; /* "" when not told; trimmed */
	const char *code;      /* of the whole file; "" when only the items have one. <final> goes before the others */
	const char *words;
	struct cra_resposta_item
		*items; /* an <erro> of no comarca is an item, and the file's code if it has no other */
	int items_count;
	struct cra_resposta_image *images;
	int images_count;
};

/* ERR_UNREADABLE: not such a document, or not a whole one. */
MUST_CHECK enum rc cra_resposta_read(struct arena *arena, struct text bytes, struct cra_resposta **ret_resposta,
				     struct err *reterr);

/* The map of Homologadas: which comarca takes the titles of a município. */
struct cra_comarca {
	char ibge[8];
	char comarca_ibge[8];
	const char *name;
};
/* ERR_REJECTED: the CRA gave a <relatorio> instead (its code in reterr->remote). ERR_UNREADABLE: not such a document,
 * or a code in it that is not 7 digits; the map is whole or not there. Codes of states that do not exist are taken:
 * CRAs make fictitious ones. */
MUST_CHECK enum rc cra_homologadas_read(struct arena *arena, struct text bytes, struct cra_comarca **ret_comarcas,
					int *ret_count, struct err *reterr);
