/* The answer of a CRA to an upload, in both styles: <relatorio><comarca>… and <descricao>/<detalhamento>/<final>.
 *
 * Codes are text, trimmed of blanks; an absent code is "" and never "0000". Source: CRA21 manual, mensagens; CRA
 * Nacional and Tocantins answers. Proof: tests/unit/wire/cra_resposta_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct cra_resposta_item {
	const char *comarca_ibge; /* "" when not told */
	const char *title_number; /* answers per title; "" otherwise */
	const char *protocol;     /* likewise */
	const char *notary;       /* likewise */
	const char *code;         /* "0000"; "" when not told */
	const char *words;        /* ocorrencia, descricao */
	const char *extra_code;   /* a second lone <codigo> in the same comarca, "" for none */
	int record;               /* the line with the error, 0 for none */
	int total_records;        /* -1 when not told */
};

struct cra_resposta {
	const char *file_name; /* "" when not told */
	const char *code;      /* of the whole file; "" when only the items have one */
	const char *words;
	struct cra_resposta_item *items;
	int items_count;
};

/* ERR_UNREADABLE: not such a document. */
MUST_CHECK enum rc cra_resposta_read(struct arena *arena, struct text bytes, struct cra_resposta **ret_resposta,
				     struct err *reterr);

/* The map of Homologadas: which comarca takes the titles of a município. */
struct cra_comarca {
	char ibge[8];
	char comarca_ibge[8];
	const char *name;
};
MUST_CHECK enum rc cra_homologadas_read(struct arena *arena, struct text bytes, struct cra_comarca **ret_comarcas,
					int *ret_count, struct err *reterr);
