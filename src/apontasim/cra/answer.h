/* The answers to uploads and to downloads with nothing to give, in the style of the dialect: <relatorio> with
 * <comarca> and <titulo> (CRA21), or with <descricao>, <detalhamento> and <final> (CRA Nacional, Tocantins).
 *
 * Texts are UTF-8 here; soap_out() turns them into the encoding of the service. Nothing written holds "]]>".
 * Proof: tests/unit/apontasim/dispatch_test.c */
#pragma once

#include "apontasim/cra/reading.h"
#include "apontasim/cra/world.h"

void answer_escape(struct buf *out, const char *text); /* for text and attributes */

/* One refusal (or piece of news) for the whole file. `kind` is "REMESSA", "DESISTENCIA" … */
void answer_whole(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		  const struct verdict *verdict);
void answer_remessa(const struct world *world, struct buf *out, const char *file_name, const struct remessa *remessa);
void answer_pedido(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		   const struct pedido *pedido, bool taken);

/* A download with nothing to give: datahora, code and words. */
void answer_nothing(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		    const char *code, const char *words);
