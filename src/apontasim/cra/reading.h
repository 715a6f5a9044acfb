/* What an upload holds, as records with text fields, before anything is checked.
 *
 * A field that is absent is NULL, one that is there and empty is "". All texts live in the arena of the request. XML
 * text arrives here as UTF-8 whatever its inner declaration says, since it came as a string inside another document.
 * Proof: tests/unit/apontasim/remessa_test.c, tests/unit/apontasim/pedido_test.c */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

#define CODE_OK "0000"

/* The answer to a file, a comarca or a title: a code of the CRA, why, and the record it was seen in (0: none). */
struct verdict {
	char code[6];
	char words[160];
	int record;
	bool ordered; /* by the control socket: nothing against the client */
};

bool verdict_is_ok(const struct verdict *verdict);
/* Keep the first refusal: later ones are dropped. Always false, so that a check can return it. */
bool verdict_refuse(struct verdict *verdict, const char *code, int record, const char *format, ...) PRINTF_LIKE(4, 5);

#define FIELDS_MAX 57

enum record_kind { RECORD_HEADER, RECORD_TRANSACTION, RECORD_TRAILER };

struct record {
	enum record_kind kind;
	int line;    /* of the file, from 1 */
	int comarca; /* number of the <comarca> element it stands in, 0 for none */
	const char *codmun;
	const char *field[FIELDS_MAX];
	bool wrong_length; /* a text line that is not 600 bytes */
};

struct remessa_lote {
	const struct record *header;
	const struct record *rows;
	int rows_count;
	const struct record *trailer;
	struct verdict verdict;
};

struct remessa {
	struct record *records;
	int records_count;
	struct remessa_lote *lotes;
	int lotes_count;
	bool is_text; /* 600 columns */
	const char *nome_arquivo;
	struct verdict verdict;
};

void remessa_read(struct arena *arena, struct text bytes, struct remessa *ret_remessa);

/* DP, CP, AD, AC. */
enum pedido_form { PEDIDO_FORM_A, PEDIDO_FORM_B, PEDIDO_FORM_127 };
enum pedido_kind { PEDIDO_DP, PEDIDO_CP, PEDIDO_AD, PEDIDO_AC };

struct pedido_title {
	const char *codmun;
	const char *cartorio;
	const char *protocolo;
	const char *data;
	const char *numero;
	const char *devedor;
	const char *valor;
	const char *imagem;
	int record;
	struct verdict verdict;
};

struct pedido {
	enum pedido_form form;
	enum pedido_kind kind;
	struct pedido_title *titles;
	int titles_count;
	const char *presenter; /* form B and C: hdb h02 */
	const char *moved_on;  /* hdb h04 */
	const char *nome_arquivo;
	struct verdict verdict;
};

/* `h_trailers`: the trailers of form B may carry h01… as Tocantins writes them. */
void pedido_read(struct arena *arena, enum pedido_kind kind, struct text bytes, bool h_trailers,
		 struct pedido *ret_pedido);
