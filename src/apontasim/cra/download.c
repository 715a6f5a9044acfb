#include "apontasim/cra/download.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apontasim/cra/answer.h"

#define TRANSACTION_FIELDS 53

struct picked {
	const struct handed *handed;
	const struct title *title;
	int order;
	int lote; /* a confirmação stays with its remessa; the others are one lote a comarca */
};

struct sheet {
	struct world *world;
	enum handed_kind kind;
	struct buf *out;
	const struct picked *rows;
	int rows_count;
	int records_count; /* with the records of further debtors */
};

static int picked_compare(const void *a, const void *b)
{
	const struct picked *left = a;
	const struct picked *right = b;
	int compared = strcmp(left->title->comarca, right->title->comarca);
	if (compared == 0)
		compared = (left->lote > right->lote) - (left->lote < right->lote);
	return compared != 0 ? compared : left->order - right->order;
}

static void attribute(struct buf *out, char letter, int number, const char *value)
{
	buf_printf(out, " %c%02d=\"", letter, number);
	answer_escape(out, value);
	buf_putc(out, '"');
}

static void attribute_number(struct buf *out, char letter, int number, int width, int64_t value)
{
	buf_printf(out, " %c%02d=\"%0*lld\"", letter, number, width, (long long)value);
}

static bool is_cra21(const struct sheet *sheet)
{
	return sheet->world->settings.dialect == DIALECT_CRA21;
}

/* R$ 274,00 is "274", 134,80 is "134.8", 27,01 is "27.01". */
static void attribute_money(const struct sheet *sheet, int number, int width, int64_t cents)
{
	struct buf *out = sheet->out;
	if (sheet->kind != HANDED_RETORNO || !is_cra21(sheet))
		attribute_number(out, 't', number, width, cents);
	else if (cents % 100 == 0)
		buf_printf(out, " t%02d=\"%lld\"", number, (long long)(cents / 100));
	else if (cents % 10 == 0)
		buf_printf(out, " t%02d=\"%lld.%lld\"", number, (long long)(cents / 100),
			   (long long)(cents % 100 / 10));
	else
		buf_printf(out, " t%02d=\"%lld.%02lld\"", number, (long long)(cents / 100), (long long)(cents % 100));
}

static int64_t balance_sum(const struct sheet *sheet)
{
	int64_t sum = 0;
	for (int i = 0; i < sheet->rows_count; i++) {
		int debtors = sheet->kind == HANDED_CONFIRMACAO ? sheet->rows[i].title->debtors_count : 1;
		sum += sheet->rows[i].title->balance_cents * debtors;
	}
	return sum;
}

/* A confirmação that brings only some titles of its remessa (the others follow a day later) counts what it holds. */
static bool is_part(const struct sheet *sheet, const struct lote_taken *lote)
{
	return strtol(lote->header[9], NULL, 10) != sheet->records_count;
}

static void confirmed_counts(const struct sheet *sheet, int out_counts[4])
{
	static const char *const indications[] = {"DMI", "DRI", "CBI"};
	out_counts[0] = sheet->records_count;
	out_counts[1] = sheet->rows_count;
	out_counts[2] = 0;
	for (int i = 0; i < sheet->rows_count; i++)
		for (size_t k = 0; k < ARRAY_LEN(indications); k++)
			out_counts[2] += strcmp(sheet->rows[i].title->debtors[0].field[12], indications[k]) == 0;
	out_counts[3] = out_counts[1] - out_counts[2];
}

static void header_write(const struct sheet *sheet)
{
	static const char *const types[] = {"CRT", "RTP", "AND"};
	const struct lote_taken *lote = &sheet->world->books.lotes[sheet->rows[0].title->lote];
	const struct handed *first = sheet->rows[0].handed;
	bool whole = sheet->kind == HANDED_CONFIRMACAO && !is_part(sheet, lote);
	int counts[4] = {sheet->records_count, 0, 0, 0};
	char date[DATE_TEXT_BYTES];
	if (sheet->kind == HANDED_CONFIRMACAO)
		confirmed_counts(sheet, counts);
	buf_puts(sheet->out, "<hd");
	for (int number = 1; number <= 17; number++) {
		if (number == 4 && sheet->kind != HANDED_CONFIRMACAO)
			attribute(sheet->out, 'h', 4, date_ddmmyyyy(moment_date(first->at), date));
		else if (number == 5)
			attribute(sheet->out, 'h', 5, "SDT");
		else if (number == 6)
			attribute(sheet->out, 'h', 6, "BFO");
		else if (number == 7)
			attribute(sheet->out, 'h', 7, types[sheet->kind]);
		else if (number == 8 && sheet->kind == HANDED_RETORNO)
			attribute_number(sheet->out, 'h', 8, 6, first->sequence);
		else if (number >= 9 && number <= 12 && !whole)
			attribute_number(sheet->out, 'h', number, 4, counts[number - 9]);
		else
			attribute(sheet->out, 'h', number, lote->header[number]);
	}
	buf_puts(sheet->out, "/>");
}

static void trailer_write(const struct sheet *sheet)
{
	const struct lote_taken *lote = &sheet->world->books.lotes[sheet->rows[0].title->lote];
	bool whole = sheet->kind == HANDED_CONFIRMACAO && !is_part(sheet, lote);
	int64_t records = sheet->records_count;
	char date[DATE_TEXT_BYTES];
	if (sheet->kind == HANDED_CONFIRMACAO) {
		int counts[4];
		confirmed_counts(sheet, counts);
		records = (int64_t)counts[0] + counts[1] + counts[2] + counts[3];
	}
	buf_puts(sheet->out, "<tl");
	for (int number = 1; number <= 8; number++) {
		if (number == 4 && sheet->kind != HANDED_CONFIRMACAO)
			attribute(sheet->out, 't', 4, date_ddmmyyyy(moment_date(sheet->rows[0].handed->at), date));
		else if (number == 5 && !whole)
			attribute_number(sheet->out, 't', 5, 5, records);
		else if (number == 6 && !whole)
			attribute_money(sheet, 6, 18, balance_sum(sheet));
		else if (number == 8 && !whole)
			attribute_number(sheet->out, 't', 8, 4, sheet->records_count + 2);
		else
			attribute(sheet->out, 't', number, lote->trailer[number]);
	}
	buf_puts(sheet->out, "/>");
}

/* The fields that the notary fills, the same in all three files; false for the others. */
static bool notary_field(const struct sheet *sheet, const struct picked *row, int number)
{
	const struct title *title = row->title;
	const struct handed *handed = row->handed;
	char date[DATE_TEXT_BYTES];
	bool protocolled = title->protocol[0] != '\0';
	switch (number) {
	case 31: attribute(sheet->out, 't', 31, protocolled ? title->notary : "00"); return true;
	case 32: attribute(sheet->out, 't', 32, title->protocol); return true;
	case 33:
		attribute(sheet->out, 't', 33, handed->occurrence == ' ' ? "" : (char[]){handed->occurrence, '\0'});
		return true;
	case 34:
		attribute(sheet->out, 't', 34, date_ddmmyyyy(protocolled ? title->protocol_on : DATE_NONE, date));
		return true;
	case 35: attribute_money(sheet, 35, 10, handed->fee_cents); return true;
	case 37: attribute(sheet->out, 't', 37, date_ddmmyyyy(handed->occurred_on, date)); return true;
	case 38: attribute(sheet->out, 't', 38, handed->code); return true;
	default: return false;
	}
}

/* What a retorno does not use is blank (layout 4.3 pp. 17-19). */
static void retorno_field(const struct sheet *sheet, const struct picked *row, int number)
{
	static const char kept[] = {1, 2, 3, 11, 16};
	switch (number) {
	case 17: attribute_money(sheet, 17, 14, row->title->amount_cents); return;
	case 18: attribute_money(sheet, 18, 14, row->title->balance_cents); return;
	case 40:
	case 42: attribute_money(sheet, number, 10, 0); return;
	case 50: attribute_money(sheet, number, 10, row->handed->other_cents); return;
	case 41: attribute(sheet->out, 't', 41, "000000"); return;
	default:
		attribute(sheet->out, 't', number,
			  memchr(kept, number, sizeof(kept)) != NULL ? row->title->debtors[0].field[number] : "");
	}
}

/* "DDMMAAAA HHMMSS" */
static void event_time(const struct sheet *sheet, const struct picked *row)
{
	char date[DATE_TEXT_BYTES];
	char digits[MOMENT_TEXT_BYTES];
	buf_printf(sheet->out, " t51=\"%s %.6s\"", date_ddmmyyyy(moment_date(row->handed->at), date),
		   moment_digits(row->handed->at, digits) + 8);
}

static void row_write(const struct sheet *sheet, const struct picked *row, int debtor, int sequence)
{
	const char *const *field = row->title->debtors[debtor].field;
	buf_puts(sheet->out, "<tr");
	for (int number = 1; number < TRANSACTION_FIELDS; number++) {
		bool blank = number == 51 || (sheet->kind == HANDED_ANDAMENTO &&
					      (number == 40 || number == 41 || number == 42 || number == 47));
		if (notary_field(sheet, row, number))
			continue;
		if (number == 52)
			attribute_number(sheet->out, 't', 52, 4, sequence);
		else if (number == 51 && sheet->kind == HANDED_ANDAMENTO)
			event_time(sheet, row);
		else if (blank)
			attribute(sheet->out, 't', number, "");
		else if (sheet->kind == HANDED_RETORNO)
			retorno_field(sheet, row, number);
		else
			attribute(sheet->out, 't', number, field[number]);
	}
	buf_puts(sheet->out, "/>");
}

static void lote_write(struct sheet *sheet)
{
	int sequence = 2;
	sheet->records_count = 0;
	for (int i = 0; i < sheet->rows_count; i++)
		sheet->records_count += sheet->kind == HANDED_CONFIRMACAO ? sheet->rows[i].title->debtors_count : 1;
	if (is_cra21(sheet))
		buf_printf(sheet->out, "<comarca CodMun=\"%s\">", sheet->rows[0].title->comarca);
	header_write(sheet);
	for (int i = 0; i < sheet->rows_count; i++) {
		row_write(sheet, &sheet->rows[i], 0, sequence++);
		for (int d = 1; sheet->kind == HANDED_CONFIRMACAO && d < sheet->rows[i].title->debtors_count; d++)
			row_write(sheet, &sheet->rows[i], d, sequence++);
	}
	trailer_write(sheet);
	buf_puts(sheet->out, is_cra21(sheet) ? "</comarca>" : "");
}

static bool is_for(const struct world *world, const struct handed *handed, const struct filename *name)
{
	return strcmp(world->books.titles[handed->title].presenter, name->presenter) == 0 &&
	       world_released(world, handed->at);
}

static int pick(const struct world *world, enum handed_kind kind, const struct filename *name, struct picked *picked)
{
	const struct handed_list *list = &world->books.handed[kind];
	int64_t end = moment_of(date_plus(name->on, 1), 0);
	int count = 0;
	for (int i = books_handed_from(&world->books, kind, name->on); i < list->count && list->all[i].at < end; i++) {
		const struct title *title = &world->books.titles[list->all[i].title];
		if (!is_for(world, &list->all[i], name))
			continue;
		picked[count] =
			(struct picked){&list->all[i], title, count, kind == HANDED_CONFIRMACAO ? title->lote : 0};
		count++;
	}
	return count;
}

void download_told(struct world *world, const struct filename *name)
{
	const struct handed_list *list = &world->books.handed[HANDED_RETORNO];
	int64_t end = moment_of(date_plus(name->on, 1), 0);
	for (int i = books_handed_from(&world->books, HANDED_RETORNO, name->on);
	     i < list->count && list->all[i].at < end; i++) {
		struct title *title = &world->books.titles[list->all[i].title];
		if (is_for(world, &list->all[i], name) && title->told_at == MOMENT_NONE)
			title->told_at = world->now;
	}
}

bool download_write(struct world *world, struct arena *arena, enum handed_kind kind, const char *name_text,
		    const struct filename *name, struct buf *out)
{
	static const char *const roots[] = {"confirmacao", "retorno", "relatorio"};
	int from = books_handed_from(&world->books, kind, name->on);
	struct picked *picked =
		arena_array(arena, (size_t)(world->books.handed[kind].count - from) + 1, sizeof(*picked));
	int count = picked != NULL ? pick(world, kind, name, picked) : 0;
	if (count == 0)
		return false;
	qsort(picked, (size_t)count, sizeof(*picked), picked_compare);
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?><%s>", roots[kind]);
	if (world->settings.dialect == DIALECT_CRA21)
		buf_printf(out, "<nome_arquivo>%s</nome_arquivo>", name_text);
	for (int first = 0, next; first < count; first = next) {
		next = first + 1;
		while (next < count && picked[next].lote == picked[first].lote &&
		       strcmp(picked[next].title->comarca, picked[first].title->comarca) == 0)
			next++;
		struct sheet sheet = {world, kind, out, &picked[first], next - first, 0};
		lote_write(&sheet);
	}
	buf_printf(out, "</%s>", roots[kind]);
	return true;
}
