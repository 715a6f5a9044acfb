#include "wire/letter.h"

#include <stdio.h>
#include <string.h>

#include <hpdf.h>

#include "domain/money.h"
#include "domain/protest.h"
#include "domain/taxid.h"
#include "wire/translit.h"

/* A4 in points, and the type area. */
#define PAGE_WIDTH  595.0f
#define PAGE_HEIGHT 842.0f
#define MARGIN      71.0f
#define TEXT_WIDTH  (PAGE_WIDTH - 2 * MARGIN)
#define LABEL_WIDTH 120.0f
#define SIZE_TITLE  15.0f
#define SIZE_TEXT   11.0f
#define SIZE_NOTE   9.0f
#define LINE_HEIGHT 1.4f /* of the size of the letters */

#define PART_CHARACTERS_MAX 200
#define TEXT_BYTES_MAX      2048

struct page {
	HPDF_Doc pdf;
	HPDF_Page page;
	HPDF_Font plain;
	HPDF_Font bold;
	HPDF_REAL y;
};

/* libharu tells an error once and answers each later call with one; the first is kept. */
static void on_error(HPDF_STATUS code, HPDF_STATUS detail, void *context)
{
	HPDF_STATUS *first = context;
	(void)detail;
	if (*first == HPDF_OK)
		*first = code;
}

/* UTF-8 to the one-byte set of the fonts (WinAnsi, which holds all of ISO-8859-1). */
static void to_latin(const char *utf8, char out[TEXT_BYTES_MAX])
{
	struct text rest = text_of(utf8);
	size_t len = 0;
	while (rest.len > 0 && len + 8 < TEXT_BYTES_MAX) {
		const char *from = rest.at;
		unsigned code = translit_take(&rest);
		if (code == '\n' || code == '\r' || code == '\t') {
			out[len++] = ' ';
		} else if ((code >= ' ' && code < 0x7F) || (code >= 0xA0 && code <= 0xFF)) {
			out[len++] = (char)code;
		} else {
			struct text one = {from, (size_t)(rest.at - from)};
			char plain[8];
			(void)translit_into(one, plain, sizeof(plain));
			len += (size_t)snprintf(out + len, TEXT_BYTES_MAX - len, "%s", plain);
		}
	}
	out[len] = '\0';
}

static void put_line(struct page *page, HPDF_Font font, HPDF_REAL size, HPDF_REAL x, const char *line)
{
	(void)HPDF_Page_BeginText(page->page);
	(void)HPDF_Page_SetFontAndSize(page->page, font, size);
	(void)HPDF_Page_TextOut(page->page, x, page->y, line);
	(void)HPDF_Page_EndText(page->page);
}

/* Text from `x` to the right margin, as many lines as it takes; the page's `y` moves down. */
static void put_text(struct page *page, HPDF_Font font, HPDF_REAL size, HPDF_REAL x, const char *utf8)
{
	char text[TEXT_BYTES_MAX];
	to_latin(utf8, text);
	size_t len = strlen(text);
	for (size_t at = 0; at < len;) {
		HPDF_REAL width = PAGE_WIDTH - MARGIN - x;
		HPDF_UINT rest = (HPDF_UINT)(len - at);
		const HPDF_BYTE *from = (const HPDF_BYTE *)text + at;
		size_t fits = HPDF_Font_MeasureText(font, from, rest, width, size, 0, 0, HPDF_TRUE, NULL);
		if (fits == 0) /* one word wider than the line */
			fits = HPDF_Font_MeasureText(font, from, rest, width, size, 0, 0, HPDF_FALSE, NULL);
		if (fits == 0) /* libharu failed; its handler has kept why */
			return;
		char line[TEXT_BYTES_MAX];
		(void)text_copy(text_trim((struct text){text + at, fits}), line, sizeof(line));
		put_line(page, font, size, x, line);
		page->y -= size * LINE_HEIGHT;
		at += fits;
	}
}

static void put_centred(struct page *page, HPDF_Font font, HPDF_REAL size, const char *utf8)
{
	char text[TEXT_BYTES_MAX];
	to_latin(utf8, text);
	(void)HPDF_Page_SetFontAndSize(page->page, font, size);
	HPDF_REAL width = HPDF_Page_TextWidth(page->page, text);
	put_line(page, font, size, (PAGE_WIDTH - width) / 2, text);
	page->y -= size * LINE_HEIGHT;
}

static void put_part(struct page *page, const char *label, const char *value)
{
	char latin[TEXT_BYTES_MAX];
	to_latin(label, latin);
	put_line(page, page->bold, SIZE_TEXT, MARGIN, latin);
	put_text(page, page->plain, SIZE_TEXT, MARGIN + LABEL_WIDTH, value);
}

static void gap(struct page *page, HPDF_REAL lines)
{
	page->y -= SIZE_TEXT * LINE_HEIGHT * lines;
}

static const char *day_words(struct date day, char out[40])
{
	static const char *const months[] = {
		"janeiro", "fevereiro", "março",    "abril",   "maio",     "junho",
		"julho",   "agosto",    "setembro", "outubro", "novembro", "dezembro",
	};
	int year;
	int month;
	int number;
	date_split(day, &year, &month, &number);
	(void)snprintf(out, 40, "%d%s de %s de %d", number, number == 1 ? "º" : "", months[month - 1], year);
	return out;
}

static void put_title_table(struct page *page, const struct letter *letter)
{
	char money[MONEY_TEXT_BYTES];
	char day[DATE_TEXT_BYTES];
	char taxid[24];
	char words[TEXT_BYTES_MAX];
	const char *meaning = species_meaning(text_of(letter->species));
	put_part(page, "Devedor:", letter->debtor_name);
	put_part(page, "CPF/CNPJ:", taxid_words(letter->debtor_taxid, taxid));
	put_part(page, "Título nº:", letter->title_number);
	(void)snprintf(words, sizeof(words), "%s%s%s", letter->species, meaning != NULL ? " - " : "",
		       meaning != NULL ? meaning : "");
	put_part(page, "Espécie:", words);
	put_part(page, "Valor:", money_words(letter->amount_cents, money));
	(void)snprintf(words, sizeof(words), "%s, de %s", letter->protocol, date_words(letter->protocol_on, day));
	put_part(page, "Protocolo:", words);
	(void)snprintf(words, sizeof(words), "%s, município de %s", letter->notary, letter->place);
	put_part(page, "Tabelionato:", words);
}

static void put_letter(struct page *page, const struct letter *letter)
{
	char words[TEXT_BYTES_MAX];
	char taxid[24];
	char day[40];
	put_centred(page, page->bold, SIZE_TITLE, "CARTA DE ANUÊNCIA");
	put_centred(page, page->plain, SIZE_NOTE, "Lei nº 9.492, de 10 de setembro de 1997, art. 26, § 1º");
	gap(page, 2);
	(void)snprintf(words, sizeof(words), "Ao Tabelionato de Protesto de Títulos nº %s do município de %s",
		       letter->notary, letter->place);
	put_text(page, page->plain, SIZE_TEXT, MARGIN, words);
	gap(page, 1);
	(void)snprintf(words, sizeof(words),
		       "%s, CPF/CNPJ nº %s, na qualidade de credor do título abaixo identificado, declara que a dívida "
		       "nele representada foi integralmente quitada e, por isso, manifesta a sua anuência ao "
		       "cancelamento do registro do respectivo protesto. Se o protesto ainda não tiver sido lavrado, "
		       "fica autorizada a desistência do pedido, com a retirada do título (art. 16 da mesma lei).",
		       letter->creditor_name, taxid_words(letter->creditor_taxid, taxid));
	put_text(page, page->plain, SIZE_TEXT, MARGIN, words);
	gap(page, 1);
	put_title_table(page, letter);
	gap(page, 1);
	put_text(page, page->plain, SIZE_TEXT, MARGIN,
		 "Esta anuência é entregue ao Tabelionato por meio eletrônico, por intermédio da Central de Remessa de "
		 "Arquivos (CRA), ou apresentada pelo próprio devedor. O cancelamento ou a desistência somente produz "
		 "efeito depois que o devedor o requerer ao Tabelionato e pagar os emolumentos e as demais despesas "
		 "devidas.");
	gap(page, 1);
	put_text(page, page->plain, SIZE_TEXT, MARGIN, day_words(letter->signed_on, day));
	gap(page, 2);
	put_text(page, page->bold, SIZE_TEXT, MARGIN, letter->creditor_name);
	(void)snprintf(words, sizeof(words), "CPF/CNPJ nº %s", taxid);
	put_text(page, page->plain, SIZE_TEXT, MARGIN, words);
	gap(page, 1);
	put_text(page, page->plain, SIZE_NOTE, MARGIN,
		 "Documento eletrônico, válido somente com a assinatura digital do credor (ICP-Brasil).");
}

static enum rc check_part(const char *value, const char *name, struct err *reterr)
{
	size_t count = value != NULL ? translit_count(text_of(value)) : 0;
	if (count > 0 && count <= PART_CHARACTERS_MAX)
		return OK;
	return err_set_at(reterr, ERR_RANGE, "letter", name, "%zu characters; the letter needs 1 to %d", count,
			  PART_CHARACTERS_MAX);
}

static enum rc check_letter(const struct letter *letter, struct err *reterr)
{
	const struct {
		const char *value;
		const char *name;
	} parts[] = {
		{letter->creditor_name, "creditor_name"},
		{letter->creditor_taxid, "creditor_taxid"},
		{letter->debtor_name, "debtor_name"},
		{letter->debtor_taxid, "debtor_taxid"},
		{letter->title_number, "title_number"},
		{letter->species, "species"},
		{letter->protocol, "protocol"},
		{letter->notary, "notary"},
		{letter->place, "place"},
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		enum rc rc = check_part(parts[i].value, parts[i].name, reterr);
		if (rc != OK)
			return rc;
	}
	const char *missing = date_is_none(letter->protocol_on) ? "protocol_on"
			      : date_is_none(letter->signed_on) ? "signed_on"
			      : letter->amount_cents <= 0       ? "amount"
								: NULL;
	if (missing == NULL)
		return OK;
	return err_set_at(reterr, ERR_RANGE, "letter", missing, "missing; the letter needs it");
}

/* Nothing in the file may come from the clock or from the version of the library. */
static void set_information(HPDF_Doc pdf, struct date signed_on)
{
	HPDF_Date at = {.ind = '-', .off_hour = 3};
	date_split(signed_on, &at.year, &at.month, &at.day);
	(void)HPDF_SetInfoDateAttr(pdf, HPDF_INFO_CREATION_DATE, at);
	(void)HPDF_SetInfoDateAttr(pdf, HPDF_INFO_MOD_DATE, at);
	(void)HPDF_SetInfoAttr(pdf, HPDF_INFO_TITLE, "Carta de anuencia");
	(void)HPDF_SetInfoAttr(pdf, HPDF_INFO_PRODUCER, "apontad");
}

static enum rc take_bytes(HPDF_Doc pdf, struct arena *arena, struct text *ret_pdf, struct err *reterr)
{
	if (HPDF_SaveToStream(pdf) != HPDF_OK)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the letter");
	HPDF_UINT32 size = HPDF_GetStreamSize(pdf);
	HPDF_BYTE *bytes = arena_alloc(arena, (size_t)size + 1);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the letter");
	if (HPDF_ReadFromStream(pdf, bytes, &size) != HPDF_OK)
		return err_set(reterr, ERR_SYSTEM, "the library did not give the letter back");
	*ret_pdf = (struct text){(const char *)bytes, size};
	return OK;
}

static enum rc compose(HPDF_Doc pdf, const struct letter *letter, const HPDF_STATUS *first, struct err *reterr)
{
	struct page page = {.pdf = pdf, .y = PAGE_HEIGHT - MARGIN - SIZE_TITLE};
	page.page = HPDF_AddPage(pdf);
	page.plain = HPDF_GetFont(pdf, "Helvetica", "WinAnsiEncoding");
	page.bold = HPDF_GetFont(pdf, "Helvetica-Bold", "WinAnsiEncoding");
	if (page.page != NULL && page.plain != NULL && page.bold != NULL) {
		(void)HPDF_Page_SetWidth(page.page, PAGE_WIDTH);
		(void)HPDF_Page_SetHeight(page.page, PAGE_HEIGHT);
		put_letter(&page, letter);
		set_information(pdf, letter->signed_on);
	}
	if (*first != HPDF_OK)
		return err_set(reterr, *first == HPDF_FAILD_TO_ALLOC_MEM ? ERR_NO_MEMORY : ERR_SYSTEM,
			       "libharu error 0x%04lX", (unsigned long)*first);
	if (page.y < MARGIN)
		return err_set(reterr, ERR_RANGE, "the letter does not fit one page; right are shorter names");
	return OK;
}

enum rc letter_write(struct arena *arena, const struct letter *letter, struct text *ret_pdf, struct err *reterr)
{
	enum rc rc = check_letter(letter, reterr);
	if (rc != OK)
		return rc;
	HPDF_STATUS first = HPDF_OK;
	HPDF_Doc pdf = HPDF_New(on_error, &first);
	if (pdf == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the letter");
	rc = compose(pdf, letter, &first, reterr);
	if (rc == OK)
		rc = take_bytes(pdf, arena, ret_pdf, reterr);
	HPDF_Free(pdf);
	return rc;
}
