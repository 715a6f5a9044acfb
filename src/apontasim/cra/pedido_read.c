#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "apontasim/common/xmlin.h"
#include "apontasim/cra/field_rules.h"
#include "apontasim/cra/reading.h"

#define LINE_BYTES 127
#define FIELDS_B   13

/* Root elements of form A, and the code that says that it is missing; roots of form B besides. */
static const struct {
	const char *root;
	const char *missing;
	const char *form_b[2];
} kinds[] = {
	[PEDIDO_DP] = {"desistencia", "2024", {"sustacao", "desistencia"}},
	[PEDIDO_CP] = {"cancelamento", "2023", {"sustacao", "cancelamento"}},
	[PEDIDO_AD] = {"autoriza_desistencia", "2026", {"autorizacao", "autoriza_desistencia"}},
	[PEDIDO_AC] = {"autoriza_cancelamento", "2025", {"autorizacao", "autoriza_cancelamento"}},
};

static bool refuse(struct pedido *pedido, const char *code, int line, const char *words)
{
	return verdict_refuse(&pedido->verdict, code, line, "%s", words);
}

/* ---- form A */

static void title_read(struct pedido *pedido, const struct xml_element *element, const char *codmun,
		       const char *cartorio)
{
	struct pedido_title *title = &pedido->titles[pedido->titles_count++];
	const struct {
		const char *name;
		const char **member;
	} parts[] = {
		{"numero_protocolo", &title->protocolo}, {"data_protocolo", &title->data},
		{"numero_titulo", &title->numero},       {"nome_devedor", &title->devedor},
		{"valor_titulo", &title->valor},         {"imagem", &title->imagem},
	};
	*title = (struct pedido_title){.codmun = codmun, .cartorio = cartorio, .record = pedido->titles_count};
	for (const struct xml_element *in = element->children; in != NULL; in = in->next) {
		size_t at = 0;
		while (at < ARRAY_LEN(parts) && strcmp(parts[at].name, in->name) != 0)
			at++;
		if (at == ARRAY_LEN(parts) || *parts[at].member != NULL || in->children != NULL)
			(void)verdict_refuse(&pedido->verdict, "0004", title->record, "ELEMENTO INESPERADO: %.30s",
					     in->name);
		else
			*parts[at].member = in->text;
	}
}

static void cartorio_read(struct pedido *pedido, const struct xml_element *element, const char *codmun)
{
	const char *cartorio = NULL;
	int titles = 0;
	for (const struct xml_element *in = element->children; in != NULL; in = in->next) {
		if (strcmp(in->name, "numero_cartorio") == 0) {
			if (cartorio != NULL)
				(void)refuse(pedido, "2027", 0, "NUMERO_CARTORIO INFORMADO MAIS DE UMA VEZ");
			cartorio = in->text;
		} else if (strcmp(in->name, "titulo") != 0) {
			(void)verdict_refuse(&pedido->verdict, "0004", 0, "ELEMENTO INESPERADO: %.30s", in->name);
		}
	}
	if (cartorio == NULL)
		(void)refuse(pedido, "2020", 0, "TAG NUMERO_CARTORIO AUSENTE");
	for (const struct xml_element *in = element->children; in != NULL; in = in->next)
		if (strcmp(in->name, "titulo") == 0) {
			title_read(pedido, in, codmun, cartorio != NULL ? cartorio : "");
			titles++;
		}
	if (titles == 0)
		(void)refuse(pedido, "2021", 0, "TAG TITULO AUSENTE");
}

static void comarca_read(struct pedido *pedido, const struct xml_element *element)
{
	const struct xml_element *codmun = xml_child(element, "CodMun");
	int notaries = 0;
	if (codmun == NULL)
		(void)refuse(pedido, "2019", 0, "TAG CODMUN AUSENTE");
	for (const struct xml_element *in = element->children; in != NULL; in = in->next) {
		if (strcmp(in->name, "cartorio") == 0) {
			cartorio_read(pedido, in, codmun != NULL ? codmun->text : "");
			notaries++;
		} else if (in != codmun) {
			(void)verdict_refuse(&pedido->verdict, "0004", 0, "ELEMENTO INESPERADO: %.30s", in->name);
		}
	}
	if (notaries == 0)
		(void)refuse(pedido, "2022", 0, "TAG CARTORIO AUSENTE");
}

static void form_a_read(struct pedido *pedido, const struct xml_element *root)
{
	int comarcas = 0;
	pedido->form = PEDIDO_FORM_A;
	if (strcmp(root->name, kinds[pedido->kind].root) != 0) {
		(void)verdict_refuse(&pedido->verdict, kinds[pedido->kind].missing, 0, "TAG %s AUSENTE",
				     kinds[pedido->kind].root);
		return;
	}
	for (const struct xml_element *in = root->children; in != NULL; in = in->next) {
		if (strcmp(in->name, "comarca") == 0) {
			comarca_read(pedido, in);
			comarcas++;
		} else {
			(void)verdict_refuse(&pedido->verdict, comarcas == 0 && in->next == NULL ? "0007" : "0004", 0,
					     "ELEMENTO INESPERADO: %.30s", in->name);
		}
	}
	if (comarcas == 0)
		(void)refuse(pedido, "0007", 0, "TAG COMARCA AUSENTE");
}

/* ---- forms B and C: the same five records */

enum kind_b { B_FILE_HEADER, B_NOTARY_HEADER, B_TITLE, B_NOTARY_TRAILER, B_FILE_TRAILER, B_KINDS };

static const struct {
	const char *element;
	char type; /* first column, field 1 */
	int fields;
	int sequence;            /* the field that counts records */
	short columns[FIELDS_B]; /* first column of each field, from 1; the last entry is the end */
} records_b[B_KINDS] = {
	{"hdb", '0', 8, 8, {1, 2, 5, 50, 58, 63, 68, 123, 128}},
	{"hdc", '1', 6, 6, {1, 2, 4, 9, 16, 123, 128}},
	{"tr", '2', 12, 12, {1, 2, 12, 20, 31, 76, 90, 91, 103, 115, 117, 123, 128}},
	{"tlc", '8', 5, 5, {1, 2, 4, 9, 123, 128}},
	{"tlb", '9', 8, 8, {1, 2, 5, 50, 58, 63, 77, 123, 128}},
};

struct record_b {
	enum kind_b kind;
	int line;
	const char *field[FIELDS_B];
};

static int64_t number_b(const struct record_b *record, int field)
{
	int64_t number = -1;
	(void)field_number(text_trim(text_of(record->field[field])), &number);
	return number;
}

struct reader_b {
	struct pedido *pedido;
	const struct record_b *file;
	const struct record_b *notary;
	int records;
	int titles_of_notary;
	int64_t value_cents;
	bool ended;
};

static bool same_b(const struct record_b *a, int field_a, const struct record_b *b, int field_b)
{
	return text_equal(text_trim(text_of(a->field[field_a])), text_trim(text_of(b->field[field_b])));
}

static void title_b(struct reader_b *reader, const struct record_b *record)
{
	assert(reader->notary != NULL); /* a title without its notary was refused before */
	struct pedido *pedido = reader->pedido;
	bool withdraw = pedido->kind == PEDIDO_DP || pedido->kind == PEDIDO_AD;
	int64_t cents = number_b(record, 6);
	if (!text_is(text_trim(text_of(record->field[7])), withdraw ? "S" : "C"))
		(void)refuse(pedido, withdraw ? "2125" : "2133", record->line, "SOLICITAÇÃO INVÁLIDA");
	pedido->titles[pedido->titles_count++] = (struct pedido_title){
		.codmun = reader->notary->field[4],
		.cartorio = reader->notary->field[2],
		.protocolo = record->field[2],
		.data = record->field[3],
		.numero = record->field[4],
		.devedor = record->field[5],
		.valor = record->field[6],
		.imagem = pedido->form == PEDIDO_FORM_B ? record->field[10] : NULL,
		.record = record->line,
	};
	reader->titles_of_notary++;
	reader->value_cents += cents > 0 ? cents : 0;
}

static bool fits(const struct reader_b *reader, enum kind_b kind)
{
	switch (kind) {
	case B_FILE_HEADER: return reader->file == NULL;
	case B_NOTARY_HEADER: return reader->file != NULL && reader->notary == NULL && !reader->ended;
	case B_TITLE:
	case B_NOTARY_TRAILER: return reader->notary != NULL;
	case B_FILE_TRAILER: return reader->file != NULL && reader->notary == NULL && !reader->ended;
	case B_KINDS: break;
	}
	return false;
}

static void notary_end(struct reader_b *reader, const struct record_b *record)
{
	struct pedido *pedido = reader->pedido;
	int64_t told = number_b(reader->notary, 3);
	if (told != reader->titles_of_notary || reader->titles_of_notary == 0 ||
	    !same_b(record, 2, reader->notary, 2) || number_b(record, 3) != told + reader->titles_of_notary)
		(void)verdict_refuse(&pedido->verdict, "2127", record->line,
				     "PEDIDOS DO CARTÓRIO DIFEREM DO HEADER: INFORMADO %lld, CALCULADO %d",
				     (long long)told, reader->titles_of_notary);
	reader->notary = NULL;
	reader->titles_of_notary = 0;
}

static void file_end(struct reader_b *reader, const struct record_b *record)
{
	struct pedido *pedido = reader->pedido;
	int64_t titles = pedido->titles_count;
	reader->ended = true;
	if (number_b(reader->file, 5) != titles || number_b(reader->file, 6) != titles)
		(void)refuse(pedido, "2129", record->line, "REGISTROS DIFEREM DO HEADER DO ARQUIVO");
	if (number_b(record, 5) != 2 * titles || number_b(record, 6) != reader->value_cents)
		(void)refuse(pedido, "2128", record->line, "TOTAIS DO TRAILER DIFEREM DO ARQUIVO");
	for (int field = 2; field <= 4; field++)
		if (!same_b(record, field, reader->file, field))
			(void)refuse(pedido, "2128", record->line, "TRAILER DO ARQUIVO DIFERE DO HEADER");
}

static void record_b_take(struct reader_b *reader, const struct record_b *record)
{
	static const char *const sequence_codes[B_KINDS] = {"2124", "2124", "2125", "2126", "2126"};
	struct pedido *pedido = reader->pedido;
	reader->records++;
	for (int field = 1; field <= records_b[record->kind].fields; field++)
		if (record->field[field] == NULL) {
			(void)verdict_refuse(&pedido->verdict, "0004", record->line, "CAMPO %02d AUSENTE EM %s", field,
					     records_b[record->kind].element);
			return;
		}
	if (number_b(record, 1) != records_b[record->kind].type - '0' || !fits(reader, record->kind)) {
		(void)refuse(pedido, "2182", record->line, "TIPO DE REGISTRO INVÁLIDO OU FORA DE ORDEM");
		return;
	}
	if (number_b(record, records_b[record->kind].sequence) != reader->records)
		(void)verdict_refuse(&pedido->verdict, sequence_codes[record->kind], record->line,
				     "SEQUÊNCIA DO REGISTRO INVÁLIDA: ESPERADO %d", reader->records);
	switch (record->kind) {
	case B_FILE_HEADER:
		reader->file = record;
		pedido->presenter = record->field[2];
		pedido->moved_on = record->field[4];
		break;
	case B_NOTARY_HEADER: reader->notary = record; break;
	case B_TITLE: title_b(reader, record); break;
	case B_NOTARY_TRAILER: notary_end(reader, record); break;
	case B_FILE_TRAILER: file_end(reader, record); break;
	case B_KINDS: break;
	}
}

static void reader_end(struct reader_b *reader)
{
	if (!reader->ended)
		(void)refuse(reader->pedido, "2231", 0, "A ÚLTIMA LINHA DEVE SER O TRAILER DO ARQUIVO");
	else if (reader->pedido->titles_count == 0)
		(void)refuse(reader->pedido, "2021", 0, "NENHUM PEDIDO NO ARQUIVO");
}

static void element_b_read(const struct xml_element *element, bool h_trailers, struct record_b *record)
{
	bool trailer = record->kind == B_NOTARY_TRAILER || record->kind == B_FILE_TRAILER;
	bool header = record->kind == B_FILE_HEADER || record->kind == B_NOTARY_HEADER;
	for (int field = 1; field <= records_b[record->kind].fields; field++) {
		char name[8];
		(void)snprintf(name, sizeof(name), "%c%02d", header ? 'h' : 't', field % 100);
		record->field[field] = xml_attribute(element, name);
		if (record->field[field] == NULL && trailer && h_trailers) {
			name[0] = 'h';
			record->field[field] = xml_attribute(element, name);
		}
	}
}

static void form_b_read(struct arena *arena, struct pedido *pedido, const struct xml_element *root, bool h_trailers)
{
	struct reader_b reader = {.pedido = pedido};
	pedido->form = PEDIDO_FORM_B;
	if (strcmp(root->name, kinds[pedido->kind].form_b[0]) != 0 &&
	    strcmp(root->name, kinds[pedido->kind].form_b[1]) != 0) {
		(void)verdict_refuse(&pedido->verdict, kinds[pedido->kind].missing, 0, "RAIZ INVÁLIDA: %.30s",
				     root->name);
		return;
	}
	for (const struct xml_element *in = root->children; in != NULL && verdict_is_ok(&pedido->verdict);
	     in = in->next) {
		struct record_b *record = arena_alloc(arena, sizeof(*record));
		int kind = 0;
		if (record == NULL)
			return;
		if (strcmp(in->name, "nome_arquivo") == 0) {
			pedido->nome_arquivo = arena_text(arena, text_trim(text_of(in->text)));
			continue;
		}
		while (kind < B_KINDS && strcmp(records_b[kind].element, in->name) != 0)
			kind++;
		if (kind == B_KINDS) {
			(void)verdict_refuse(&pedido->verdict, "0004", 0, "ELEMENTO INESPERADO: %.30s", in->name);
			return;
		}
		record->kind = (enum kind_b)kind;
		record->line = reader.records + 1;
		element_b_read(in, h_trailers, record);
		record_b_take(&reader, record);
	}
	reader_end(&reader);
}

static void form_127_read(struct arena *arena, struct pedido *pedido, struct text bytes)
{
	struct reader_b reader = {.pedido = pedido};
	struct text rest = bytes;
	struct text line;
	pedido->form = PEDIDO_FORM_127;
	for (int number = 1; text_next(&rest, '\n', &line) && verdict_is_ok(&pedido->verdict); number++) {
		struct record_b *record = arena_alloc(arena, sizeof(*record));
		int kind = 0;
		line = text_trim_right(line, '\r');
		if (line.len == 0 && rest.len == 0)
			break;
		if (record == NULL || line.len != LINE_BYTES) {
			(void)verdict_refuse(&pedido->verdict, "2102", number,
					     "TAMANHO DA LINHA %d INVÁLIDO, DEVE SER 127", number);
			return;
		}
		while (kind < B_KINDS && records_b[kind].type != line.at[0])
			kind++;
		if (kind == B_KINDS) {
			(void)refuse(pedido, "2182", number, "TIPO DE REGISTRO NÃO ENCONTRADO");
			return;
		}
		record->kind = (enum kind_b)kind;
		record->line = number;
		for (int field = 1; field <= records_b[kind].fields; field++) {
			size_t from = (size_t)records_b[kind].columns[field - 1] - 1;
			size_t to = (size_t)records_b[kind].columns[field] - 1;
			record->field[field] = arena_text(arena, (struct text){line.at + from, to - from});
		}
		record_b_take(&reader, record);
	}
	reader_end(&reader);
}

/* Every title takes a line or an element. */
static size_t titles_possible(struct text bytes)
{
	size_t count = 1;
	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.at[i] == '\n' || bytes.at[i] == '<';
	return count;
}

void pedido_read(struct arena *arena, enum pedido_kind kind, struct text bytes, bool h_trailers,
		 struct pedido *ret_pedido)
{
	struct text trimmed = text_trim(bytes);
	struct xml_element *root;
	struct err err;
	*ret_pedido = (struct pedido){.kind = kind};
	ret_pedido->titles = arena_array(arena, titles_possible(bytes), sizeof(*ret_pedido->titles));
	if (ret_pedido->titles == NULL)
		(void)refuse(ret_pedido, "0004", 0, "ARQUIVO GRANDE DEMAIS");
	else if (trimmed.len == 0 || trimmed.at[0] != '<')
		form_127_read(arena, ret_pedido, bytes);
	else if (xml_in(arena, trimmed, "UTF-8", &root, &err) != OK)
		(void)verdict_refuse(&ret_pedido->verdict, "10000", 0, "ARQUIVO XML CORROMPIDO: %.100s", err.words);
	else if (xml_child(root, "hdb") != NULL)
		form_b_read(arena, ret_pedido, root, h_trailers);
	else
		form_a_read(ret_pedido, root);
	if (arena_failed(arena))
		(void)refuse(ret_pedido, "0004", 0, "ARQUIVO GRANDE DEMAIS");
}
