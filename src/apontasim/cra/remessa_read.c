#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/common/xmlin.h"
#include "apontasim/cra/reading.h"

#define LINE_BYTES 600

bool verdict_is_ok(const struct verdict *verdict)
{
	return verdict->code[0] == '\0' || strcmp(verdict->code, CODE_OK) == 0;
}

bool verdict_refuse(struct verdict *verdict, const char *code, int record, const char *format, ...)
{
	if (!verdict_is_ok(verdict))
		return false;
	(void)snprintf(verdict->code, sizeof(verdict->code), "%s", code);
	verdict->record = record;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(verdict->words, sizeof(verdict->words), format, arguments);
	va_end(arguments);
	return false;
}

/* Columns of the Layout Único 4.3, first column and width, by field number. */
struct column {
	short from;
	short width;
};

static const struct column header_columns[] = {
	{0, 0},  {1, 1},  {2, 3},  {5, 40}, {45, 8}, {53, 3}, {56, 3}, {59, 3},    {62, 6},
	{68, 4}, {72, 4}, {76, 4}, {80, 4}, {84, 6}, {90, 3}, {93, 7}, {100, 497}, {597, 4},
};
static const struct column row_columns[] = {
	{0, 0},    {1, 1},    {2, 3},    {5, 15},   {20, 45},  {65, 45},  {110, 14}, {124, 45}, {169, 8},
	{177, 20}, {197, 2},  {199, 15}, {214, 3},  {217, 11}, {228, 8},  {236, 8},  {244, 3},  {247, 14},
	{261, 14}, {275, 20}, {295, 1},  {296, 1},  {297, 1},  {298, 45}, {343, 3},  {346, 14}, {360, 11},
	{371, 45}, {416, 8},  {424, 20}, {444, 2},  {446, 2},  {448, 10}, {458, 1},  {459, 8},  {467, 10},
	{477, 1},  {478, 8},  {486, 2},  {488, 20}, {508, 10}, {518, 6},  {524, 10}, {534, 5},  {539, 15},
	{554, 3},  {557, 1},  {558, 8},  {566, 1},  {567, 1},  {568, 10}, {578, 19}, {597, 4},
};
static const struct column trailer_columns[] = {
	{0, 0}, {1, 1}, {2, 3}, {5, 40}, {45, 8}, {53, 5}, {58, 18}, {76, 521}, {597, 4},
};

static void line_split(struct arena *arena, struct text line, struct record *record)
{
	const struct column *columns = record->kind == RECORD_HEADER    ? header_columns
				       : record->kind == RECORD_TRAILER ? trailer_columns
									: row_columns;
	size_t count = record->kind == RECORD_HEADER    ? ARRAY_LEN(header_columns)
		       : record->kind == RECORD_TRAILER ? ARRAY_LEN(trailer_columns)
							: ARRAY_LEN(row_columns);
	record->wrong_length = line.len != LINE_BYTES;
	for (size_t i = 1; i < count; i++) {
		size_t from = (size_t)columns[i].from - 1;
		size_t width = (size_t)columns[i].width;
		if (from + width <= line.len)
			record->field[i] = arena_text(arena, (struct text){line.at + from, width});
	}
}

static void text_read(struct arena *arena, struct text bytes, struct remessa *remessa)
{
	struct text rest = bytes;
	struct text line;
	int lines = 0;
	for (size_t i = 0; i < bytes.len; i++)
		lines += bytes.at[i] == '\n';
	remessa->is_text = true;
	remessa->records = arena_array(arena, (size_t)lines + 1, sizeof(*remessa->records));
	for (int number = 1; remessa->records != NULL && text_next(&rest, '\n', &line); number++) {
		line = text_trim_right(line, '\r');
		if (line.len == 0 && rest.len == 0)
			break; /* what stands after the last line end */
		struct record *record = &remessa->records[remessa->records_count++];
		record->line = number;
		switch (line.len > 0 ? line.at[0] : '\0') {
		case '0': record->kind = RECORD_HEADER; break;
		case '1': record->kind = RECORD_TRANSACTION; break;
		case '9': record->kind = RECORD_TRAILER; break;
		default:
			(void)verdict_refuse(&remessa->verdict, "2182", number, "TIPO DE REGISTRO NÃO ENCONTRADO");
			return;
		}
		line_split(arena, line, record);
	}
}

/* Attributes h01… or t01… into fields; any other name is a refusal of the file. */
static void attributes_read(struct remessa *remessa, const struct xml_element *element, struct record *record)
{
	char letter = record->kind == RECORD_HEADER ? 'h' : 't';
	int field_max = record->kind == RECORD_HEADER ? 17 : record->kind == RECORD_TRAILER ? 8 : 56;
	for (const struct xml_attribute *at = element->attributes; at != NULL; at = at->next) {
		int number = strlen(at->name) == 3 && at->name[1] >= '0' && at->name[1] <= '9' && at->name[2] >= '0' &&
					     at->name[2] <= '9'
				     ? (at->name[1] - '0') * 10 + at->name[2] - '0'
				     : 0;
		if (at->name[0] != letter || number < 1 || number > field_max) {
			(void)verdict_refuse(&remessa->verdict, "0004", record->line, "ATRIBUTO DESCONHECIDO: %.20s",
					     at->name);
			return;
		}
		record->field[number] = at->value;
	}
}

static bool record_add(struct remessa *remessa, const struct xml_element *element, int comarca, const char *codmun)
{
	struct record *record = &remessa->records[remessa->records_count];
	*record = (struct record){.line = remessa->records_count + 1, .comarca = comarca, .codmun = codmun};
	if (strcmp(element->name, "hd") == 0)
		record->kind = RECORD_HEADER;
	else if (strcmp(element->name, "tr") == 0)
		record->kind = RECORD_TRANSACTION;
	else if (strcmp(element->name, "tl") == 0)
		record->kind = RECORD_TRAILER;
	else
		return verdict_refuse(&remessa->verdict, "0004", record->line, "ELEMENTO DESCONHECIDO: %.20s",
				      element->name);
	remessa->records_count++;
	if (element->children != NULL)
		return verdict_refuse(&remessa->verdict, "0004", record->line, "ELEMENTO %.4s NÃO PODE TER CONTEÚDO",
				      element->name);
	attributes_read(remessa, element, record);
	return verdict_is_ok(&remessa->verdict);
}

static size_t elements_count(const struct xml_element *first)
{
	size_t count = 0;
	for (; first != NULL; first = first->next)
		count += 1 + elements_count(first->children);
	return count;
}

static void xml_read(struct arena *arena, struct text bytes, struct remessa *remessa)
{
	struct xml_element *root;
	struct err err;
	int comarca = 0;
	if (xml_in(arena, bytes, "UTF-8", &root, &err) != OK) {
		(void)verdict_refuse(&remessa->verdict, "10000", 0, "ARQUIVO XML CORROMPIDO: %.100s", err.words);
		return;
	}
	if (strcmp(root->name, "remessa") != 0) {
		(void)verdict_refuse(&remessa->verdict, "0004", 0, "XML INVÁLIDO: A RAIZ É %.20s, DEVE SER remessa",
				     root->name);
		return;
	}
	remessa->records = arena_array(arena, elements_count(root->children) + 1, sizeof(*remessa->records));
	for (const struct xml_element *child = root->children; remessa->records != NULL && child != NULL;
	     child = child->next) {
		if (strcmp(child->name, "nome_arquivo") == 0) {
			remessa->nome_arquivo = arena_text(arena, text_trim(text_of(child->text)));
		} else if (strcmp(child->name, "comarca") == 0) {
			const char *codmun = xml_attribute(child, "CodMun");
			comarca++;
			if (codmun == NULL)
				(void)verdict_refuse(&remessa->verdict, "0004", 0, "XML INVÁLIDO: comarca SEM CodMun");
			for (const struct xml_element *in = child->children; in != NULL; in = in->next)
				if (!record_add(remessa, in, comarca, codmun))
					return;
		} else if (!record_add(remessa, child, 0, NULL)) {
			return;
		}
	}
}

/* Header, transactions, trailer, again and again; each break of the order has its code. */
static void lotes_cut(struct arena *arena, struct remessa *remessa)
{
	struct remessa_lote *open = NULL;
	remessa->lotes = arena_array(arena, (size_t)remessa->records_count + 1, sizeof(*remessa->lotes));
	for (int i = 0; remessa->lotes != NULL && i < remessa->records_count && verdict_is_ok(&remessa->verdict); i++) {
		const struct record *record = &remessa->records[i];
		if (open != NULL && record->comarca != open->header->comarca)
			(void)verdict_refuse(&remessa->verdict, "2231", record->line,
					     "A ÚLTIMA LINHA DA COMARCA DEVE SER UM TRAILER");
		else if (record->kind == RECORD_HEADER && open != NULL)
			(void)verdict_refuse(&remessa->verdict, "2231", record->line,
					     "A LINHA ANTES DE UM HEADER DEVE SER UM TRAILER");
		else if (record->kind != RECORD_HEADER && open == NULL)
			(void)verdict_refuse(&remessa->verdict, "1101", record->line, "HEADER AUSENTE");
		else if (record->kind == RECORD_HEADER) {
			open = &remessa->lotes[remessa->lotes_count++];
			open->header = record;
			open->rows = record + 1;
		} else if (open != NULL && record->kind == RECORD_TRANSACTION)
			open->rows_count++;
		else if (open != NULL && open->rows_count == 0)
			(void)verdict_refuse(&remessa->verdict, "2229", record->line,
					     "A LINHA ANTERIOR AO TRAILER DEVE SER UMA TRANSAÇÃO");
		else if (open != NULL) {
			open->trailer = record;
			open = NULL;
		}
	}
	if (open != NULL)
		(void)verdict_refuse(&remessa->verdict, "2231", 0, "A ÚLTIMA LINHA DEVE SER UM TRAILER");
	if (remessa->lotes_count == 0)
		(void)verdict_refuse(&remessa->verdict, "1101", 0, "HEADER AUSENTE");
}

void remessa_read(struct arena *arena, struct text bytes, struct remessa *ret_remessa)
{
	struct text trimmed = text_trim(bytes);
	*ret_remessa = (struct remessa){0};
	if (trimmed.len > 0 && trimmed.at[0] == '<')
		xml_read(arena, trimmed, ret_remessa);
	else
		text_read(arena, bytes, ret_remessa);
	if (verdict_is_ok(&ret_remessa->verdict))
		lotes_cut(arena, ret_remessa);
	if (arena_failed(arena))
		(void)verdict_refuse(&ret_remessa->verdict, "0004", 0, "ARQUIVO GRANDE DEMAIS");
}
