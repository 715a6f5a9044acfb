#include "apontasim/cra/answer.h"

#include <string.h>

#include "apontasim/cra/field_rules.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?>"

void answer_escape(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '&': buf_puts(out, "&amp;"); break;
		case '"': buf_puts(out, "&quot;"); break;
		case '\'': buf_puts(out, "&apos;"); break;
		default: buf_putc(out, *text);
		}
	}
}

static void element(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "<%s>", name);
	answer_escape(out, text);
	buf_printf(out, "</%s>", name);
}

static void element_trimmed(struct buf *out, const char *name, const char *text)
{
	struct text trimmed = text_trim(text_of(text));
	buf_printf(out, "<%s>", name);
	for (size_t i = 0; i < trimmed.len; i++)
		answer_escape(out, (char[]){trimmed.at[i], '\0'});
	buf_printf(out, "</%s>", name);
}

static void attribute(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, " %s=\"", name);
	answer_escape(out, text);
	buf_putc(out, '"');
}

static const char *code_of(const struct verdict *verdict)
{
	return verdict_is_ok(verdict) ? CODE_OK : verdict->code;
}

/* AAAAMMDDHHMM, and AAAAMMDD of the movement. */
static void times(const struct world *world, struct buf *out, bool operation)
{
	char digits[MOMENT_TEXT_BYTES];
	(void)moment_digits(world->now, digits);
	buf_printf(out, "<datahora>%.12s</datahora>", digits);
	if (operation)
		buf_printf(out, "<dataoperacao>%.8s</dataoperacao>", digits);
}

/* ---- CRA Nacional and Tocantins */

static bool is_detailed(const struct world *world)
{
	return world->settings.dialect != DIALECT_CRA21;
}

/* The codes of Tocantins carry a leading blank, its "0000" does not. */
static void code_attribute(const struct world *world, struct buf *out, const struct verdict *verdict)
{
	bool blank = world->settings.dialect == DIALECT_TOCANTINS && !verdict_is_ok(verdict);
	buf_printf(out, " codigo=\"%s%s\"", blank ? " " : "", code_of(verdict));
}

static void details_open(const struct world *world, struct buf *out, const char *kind, const char *file_name)
{
	char digits[MOMENT_TEXT_BYTES];
	char words[DATE_TEXT_BYTES];
	(void)moment_digits(world->now, digits);
	(void)date_words(moment_date(world->now), words);
	buf_printf(out,
		   "<relatorio><descricao><dataEnvio>%s</dataEnvio><tipoArquivo>XML_UPLOAD_%s</tipoArquivo>"
		   "<dataMovimento>%s</dataMovimento><portador/>",
		   words, kind, words);
	element(out, "usuario", world->settings.user);
	element(out, "nomeArquivo", file_name);
	buf_puts(out, "</descricao><detalhamento>");
}

static void message(const struct world *world, struct buf *out, const char *ibge, const struct verdict *verdict)
{
	const struct municipio *municipio = comarcas_find(&world->comarcas, ibge);
	buf_puts(out, "<mensagem");
	attribute(out, "municipio", ibge);
	code_attribute(world, out, verdict);
	attribute(out, "descricao", verdict_is_ok(verdict) ? "Arquivo processado com sucesso" : verdict->words);
	attribute(out, "uf", municipio != NULL ? municipio->uf : "");
	buf_puts(out, "/>");
}

static void mistake(const struct world *world, struct buf *out, const struct verdict *verdict, const char *about)
{
	buf_puts(out, "<erro");
	code_attribute(world, out, verdict);
	buf_puts(out, " descricao=\"");
	answer_escape(out, about);
	answer_escape(out, verdict->words);
	buf_puts(out, "\"/>");
}

static void details_close(const struct world *world, struct buf *out, const struct verdict *verdict)
{
	bool blank = world->settings.dialect == DIALECT_TOCANTINS && !verdict_is_ok(verdict);
	buf_printf(out, "</detalhamento><final>%s%s</final>", blank ? " " : "", code_of(verdict));
	element(out, "descricao_final", verdict_is_ok(verdict) ? "Envio efetuado com sucesso" : verdict->words);
	buf_puts(out, "</relatorio>");
}

/* ---- all */

void answer_whole(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		  const struct verdict *verdict)
{
	buf_puts(out, DECLARATION);
	if (is_detailed(world)) {
		details_open(world, out, kind, file_name);
		mistake(world, out, verdict, "");
		details_close(world, out, verdict);
		return;
	}
	buf_puts(out, "<relatorio>");
	element(out, "nome_arquivo", file_name);
	element(out, "codigo", code_of(verdict));
	element(out, "ocorrencia", verdict->words);
	buf_puts(out, "</relatorio>");
}

static void remessa_detailed(const struct world *world, struct buf *out, const char *file_name,
			     const struct remessa *remessa)
{
	struct verdict final = {.code = ""};
	int refused = 0;
	details_open(world, out, "REMESSA", file_name);
	for (int i = 0; i < remessa->lotes_count; i++) {
		const struct remessa_lote *lote = &remessa->lotes[i];
		char ibge[8] = "";
		(void)text_copy(field_of(lote->header, 15), ibge, sizeof(ibge));
		message(world, out, ibge, &lote->verdict);
		refused += !verdict_is_ok(&lote->verdict);
		if (!verdict_is_ok(&lote->verdict))
			final = lote->verdict;
	}
	details_close(world, out, refused == remessa->lotes_count ? &final : &(struct verdict){.code = CODE_OK});
}

void answer_remessa(const struct world *world, struct buf *out, const char *file_name, const struct remessa *remessa)
{
	buf_puts(out, DECLARATION);
	if (is_detailed(world)) {
		remessa_detailed(world, out, file_name, remessa);
		return;
	}
	buf_puts(out, "<relatorio>");
	element(out, "nome_arquivo", file_name);
	for (int i = 0; i < remessa->lotes_count; i++) {
		const struct remessa_lote *lote = &remessa->lotes[i];
		bool good = verdict_is_ok(&lote->verdict);
		buf_printf(out, "<comarca codmun=\"%.*s\">", TEXT_ARG(field_of(lote->header, 15)));
		times(world, out, true);
		if (!good && lote->verdict.record > 0)
			buf_printf(out, "<registro>%d</registro>", lote->verdict.record);
		element(out, "codigo", code_of(&lote->verdict));
		element(out, "ocorrencia", good ? "REGISTROS OK" : lote->verdict.words);
		buf_printf(out, "<total_registros>%d</total_registros></comarca>", good ? lote->rows_count : 0);
	}
	buf_puts(out, "</relatorio>");
}

/* This style has no place for a title, so a file is taken whole or refused whole; only titles that have their retorno
 * already are told in passing. */
static void pedido_detailed(const struct world *world, struct buf *out, const char *kind, const char *file_name,
			    const struct pedido *pedido, bool taken)
{
	const struct verdict *final = NULL;
	details_open(world, out, kind, file_name);
	for (int i = 0; i < pedido->titles_count; i++) {
		const struct pedido_title *asked = &pedido->titles[i];
		char ibge[8] = "";
		char about[96];
		struct buf words;
		(void)text_copy(text_trim(text_of(asked->codmun)), ibge, sizeof(ibge));
		if (taken) {
			message(world, out, ibge, &asked->verdict);
			continue;
		}
		if (verdict_is_ok(&asked->verdict))
			continue;
		buf_init(&words, sizeof(about));
		buf_printf(&words, "TITULO %.*s PROTOCOLO %.*s: ", TEXT_ARG(text_trim(text_of(asked->numero))),
			   TEXT_ARG(text_trim(text_of(asked->protocolo))));
		(void)text_copy(buf_view(&words), about, sizeof(about));
		buf_done(&words);
		mistake(world, out, &asked->verdict, about);
		final = final == NULL ? &asked->verdict : final;
	}
	details_close(world, out, final != NULL ? final : &(struct verdict){.code = CODE_OK});
}

void answer_pedido(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		   const struct pedido *pedido, bool taken)
{
	buf_puts(out, DECLARATION);
	if (is_detailed(world)) {
		pedido_detailed(world, out, kind, file_name, pedido, taken);
		return;
	}
	buf_puts(out, "<relatorio>");
	element(out, "nome_arquivo", file_name);
	for (int i = 0; i < pedido->titles_count; i++) {
		const struct pedido_title *asked = &pedido->titles[i];
		buf_puts(out, "<titulo>");
		times(world, out, false);
		element_trimmed(out, "numero_cartorio", asked->cartorio);
		element_trimmed(out, "numero_titulo", asked->numero);
		element_trimmed(out, "numero_protocolo", asked->protocolo);
		element_trimmed(out, "data_protocolo", asked->data);
		element(out, "codigo", code_of(&asked->verdict));
		element(out, "ocorrencia",
			verdict_is_ok(&asked->verdict) ? "SOLICITAÇÃO RECEBIDA" : asked->verdict.words);
		buf_puts(out, "</titulo>");
	}
	buf_puts(out, "</relatorio>");
}

void answer_nothing(const struct world *world, struct buf *out, const char *kind, const char *file_name,
		    const char *code, const char *words)
{
	struct verdict verdict = {.code = ""};
	(void)verdict_refuse(&verdict, code, 0, "%s", words);
	if (is_detailed(world)) {
		answer_whole(world, out, kind, file_name, &verdict);
		return;
	}
	buf_puts(out, DECLARATION "<relatorio>");
	times(world, out, false);
	element(out, "codigo", code);
	element(out, "ocorrencia", words);
	buf_puts(out, "</relatorio>");
}
