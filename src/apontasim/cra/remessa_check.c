#include "apontasim/cra/remessa_check.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/common/base64.h"
#include "apontasim/common/document.h"
#include "apontasim/cra/field_rules.h"
#include "apontasim/cra/notary.h"

#define KEY_BYTES             96
#define AGENCY_CHARACTERS_MIN 10 /* 2168: the retorno could not carry it */
#define CONTROL_MAX           9  /* field 22 stays at 9 from the tenth debtor on */

static int64_t number_of(const struct record *record, int field)
{
	int64_t number = 0;
	(void)field_number(field_of(record, field), &number);
	return number;
}

static int64_t cents_of(const struct record *record, int field, size_t width, bool is_text)
{
	int64_t cents = 0;
	(void)field_cents(field_of(record, field), width, is_text, &cents);
	return cents;
}

static bool same(const struct record *a, const struct record *b, int field)
{
	return text_equal(field_of(a, field), field_of(b, field));
}

static struct verdict *whole_of(struct remessa *remessa)
{
	return &remessa->verdict;
}

/* Code 999 with the real code in the complement when it has more than three characters. */
static void header_check(const struct filename *name, struct remessa *remessa, const struct remessa_lote *lote)
{
	struct verdict *whole = whole_of(remessa);
	const struct record *header = lote->header;
	char date[DATE_TEXT_BYTES];
	bool is_long = strlen(name->presenter) > 3;
	if (!text_is(field_of(header, 2), is_long ? "999" : name->presenter) ||
	    !text_is(field_of(header, 16), is_long ? name->presenter : ""))
		(void)verdict_refuse(whole, "1102", header->line, "CÓDIGO DO APRESENTANTE INVÁLIDO: O ARQUIVO É DE %s",
				     name->presenter);
	if (!text_is(field_of(header, 4), date_ddmmyyyy(name->on, date)))
		(void)verdict_refuse(whole, "2137", header->line,
				     "Campo 04 HEADER - DATA DO MOVIMENTO DIFERE DO NOME DO ARQUIVO");
	if (number_of(header, 8) == 0)
		(void)verdict_refuse(whole, "2137", header->line,
				     "Campo 08 HEADER - SEQUENCIAL DA REMESSA DEVE SER MAIOR QUE ZERO");
	if (field_of(header, 15).len != 7)
		(void)verdict_refuse(whole, "2137", header->line,
				     "Campo 15 HEADER - CÓDIGO DO MUNICÍPIO DEVE TER 7 DÍGITOS");
	if (header->codmun != NULL && !text_is(field_of(header, 15), header->codmun))
		(void)verdict_refuse(whole, "2137", header->line, "Campo 15 HEADER - DIFERE DE CodMun %.10s",
				     header->codmun);
}

static bool debtor_document_check(const struct record *row, struct verdict *whole)
{
	struct text kind = field_of(row, 24);
	struct text digits = field_of(row, 25);
	char document[16] = "";
	if (text_all(kind, '0') && text_all(digits, '0'))
		return field_of(row, 26).len > 0 ||
		       verdict_refuse(whole, "2113", row->line, "FALTA O DOCUMENTO DO DEVEDOR");
	bool good = digits.len == 14 && text_copy(digits, document, sizeof(document));
	if (good && text_is(kind, "001"))
		good = document_is_cnpj(document);
	else if (good && text_is(kind, "002"))
		good = strncmp(document, "000", 3) == 0 && document_is_cpf(document + 3);
	else
		good = false;
	return good || verdict_refuse(whole, "2305", row->line, "DOCUMENTO DO DEVEDOR INVÁLIDO (%.*s)", TEXT_ARG(kind));
}

static bool drawer_document_check(const struct record *row, struct verdict *whole)
{
	char document[16];
	struct text text = field_of(row, 6);
	bool good = text_copy(text, document, sizeof(document)) &&
		    (document_is_cnpj(document) || document_is_cpf(document) ||
		     (strncmp(document, "000", 3) == 0 && document_is_cpf(document + 3)));
	return good || verdict_refuse(whole, "2137", row->line, "Campo 06 TRANSAÇÃO - DOCUMENTO DO SACADOR INVÁLIDO");
}

static void row_check(const struct settings *settings, struct remessa *remessa, const struct remessa_lote *lote, int at)
{
	struct verdict *whole = whole_of(remessa);
	const struct record *row = &lote->rows[at];
	int64_t balance = cents_of(row, 18, 14, remessa->is_text);
	if (!same(row, lote->header, 2))
		(void)verdict_refuse(whole, "1202", row->line, "CÓDIGO DO APRESENTANTE DIFERE DO HEADER");
	if (field_of(row, 3).len < AGENCY_CHARACTERS_MIN)
		(void)verdict_refuse(whole, "2137", row->line,
				     "Campo 03 TRANSAÇÃO - AGÊNCIA/CÓDIGO DO CEDENTE COM MENOS DE 10 POSIÇÕES");
	if (number_of(row, 8) == 0 || field_of(row, 8).len != 8)
		(void)verdict_refuse(whole, "2137", row->line, "Campo 08 TRANSAÇÃO - CEP DO SACADOR INVÁLIDO");
	if (number_of(row, 28) == 0 || field_of(row, 28).len != 8)
		(void)verdict_refuse(whole, "2137", row->line, "Campo 28 TRANSAÇÃO - CEP DO DEVEDOR INVÁLIDO");
	if (cents_of(row, 17, 14, remessa->is_text) == 0)
		(void)verdict_refuse(whole, "1217", row->line,
				     "Campo 17 TRANSAÇÃO - VALOR DO TÍTULO DEVE SER MAIOR QUE ZERO");
	if (balance == 0)
		(void)verdict_refuse(whole, "1218", row->line,
				     "Campo 18 TRANSAÇÃO - SALDO DO TÍTULO DEVE SER MAIOR QUE ZERO");
	if (settings->balance_max_cents > 0 && balance > settings->balance_max_cents)
		(void)verdict_refuse(whole, "1253", row->line, "SALDO ACIMA DO MÁXIMO PERMITIDO AO APRESENTANTE");
	(void)drawer_document_check(row, whole);
	(void)debtor_document_check(row, whole);
	for (int i = 0; i < settings->forbidden_count; i++) {
		struct text document = field_of(row, 25);
		size_t len = strlen(settings->forbidden[i]);
		if (document.len >= len && memcmp(document.at + document.len - len, settings->forbidden[i], len) == 0)
			(void)verdict_refuse(whole, "2212", row->line, "DEVEDOR NÃO PODE SER PROTESTADO");
	}
	if (!remessa->is_text && row->field[51] != NULL && row->field[51][0] != '\0' &&
	    (number_of(row, 22) != 1 || !base64_starts_with(row->field[51], "PK", 2)))
		(void)verdict_refuse(whole, "2137", row->line,
				     "Campo 51 TRANSAÇÃO - IMAGEM NÃO É UM ZIP EM BASE64 DO PRIMEIRO DEVEDOR");
	if (number_of(row, 52) != at + 2)
		(void)verdict_refuse(whole, "1252", row->line, "SEQUENCIAL DO REGISTRO INVÁLIDO: ESPERADO %d", at + 2);
}

/* Field 22 runs 1, 2, 3 … inside a title, which repeats its own data for each debtor. */
static void debtors_check(struct remessa *remessa, const struct remessa_lote *lote)
{
	static const int repeated[] = {11, 12, 13, 14, 15, 17, 18};
	int64_t expected = 1;
	for (int i = 0; i < lote->rows_count; i++) {
		const struct record *row = &lote->rows[i];
		int64_t control = number_of(row, 22);
		if (control < 1 || control > CONTROL_MAX)
			(void)verdict_refuse(whole_of(remessa), "2111", row->line, "Campo 22 TRANSAÇÃO INVÁLIDO");
		if (control != 1 && control != expected)
			(void)verdict_refuse(whole_of(remessa), "2107", row->line, "SEQUÊNCIA DE DEVEDOR INVÁLIDA");
		for (size_t f = 0; control != 1 && i > 0 && f < ARRAY_LEN(repeated); f++)
			if (!same(row, row - 1, repeated[f]))
				(void)verdict_refuse(whole_of(remessa), "2107", row->line,
						     "SEQUÊNCIA DE DEVEDOR INVÁLIDA: Campo %02d DIFERE DO TÍTULO",
						     repeated[f]);
		expected = control + 1 > CONTROL_MAX ? CONTROL_MAX : control + 1;
	}
}

/* h11 and h12 count titles, or every record: no source says which, so either reading is taken, if it is one of them
 * for both fields. */
static void totals_check(struct remessa *remessa, const struct remessa_lote *lote)
{
	struct verdict *whole = whole_of(remessa);
	const struct record *header = lote->header;
	const struct record *trailer = lote->trailer;
	int titles = 0;
	int indications[2] = {0, 0}; /* by titles, by records */
	int64_t balances = 0;
	for (int i = 0; i < lote->rows_count; i++) {
		bool first = number_of(&lote->rows[i], 22) == 1;
		bool indication = field_is_indication(field_of(&lote->rows[i], 12));
		titles += first;
		indications[0] += first && indication;
		indications[1] += indication;
		balances += cents_of(&lote->rows[i], 18, 14, remessa->is_text);
	}
	int64_t h11 = number_of(header, 11);
	int64_t h12 = number_of(header, 12);
	int64_t sum = number_of(header, 9) + number_of(header, 10) + h11 + h12;
	bool by_titles = h11 == indications[0] && h12 == titles - indications[0];
	bool by_records = h11 == indications[1] && h12 == lote->rows_count - indications[1];
	if (number_of(header, 9) != lote->rows_count)
		(void)verdict_refuse(whole, "1109", header->line,
				     "QUANTIDADE DE REGISTROS: INFORMADO %lld, CALCULADO %d",
				     (long long)number_of(header, 9), lote->rows_count);
	if (number_of(header, 10) != titles)
		(void)verdict_refuse(whole, "2108", header->line, "QUANTIDADE DE TÍTULOS: INFORMADO %lld, CALCULADO %d",
				     (long long)number_of(header, 10), titles);
	if (!by_titles && !by_records)
		(void)verdict_refuse(whole, h11 != indications[0] ? "2109" : "2110", header->line,
				     "INDICAÇÕES %lld E ORIGINAIS %lld DIFEREM DO ARQUIVO: %d E %d", (long long)h11,
				     (long long)h12, indications[0], titles - indications[0]);
	if (number_of(trailer, 5) != sum)
		(void)verdict_refuse(whole, "1305", trailer->line,
				     "SOMATÓRIO DE QUANTIDADES: INFORMADO %lld, CALCULADO %lld",
				     (long long)number_of(trailer, 5), (long long)sum);
	if (cents_of(trailer, 6, 18, remessa->is_text) != balances)
		(void)verdict_refuse(whole, "1306", trailer->line,
				     "SOMATÓRIO DE VALORES: INFORMADO %lld, CALCULADO %lld CENTAVOS",
				     (long long)cents_of(trailer, 6, 18, remessa->is_text), (long long)balances);
	if (!same(trailer, header, 2))
		(void)verdict_refuse(whole, "1302", trailer->line, "CÓDIGO DO APRESENTANTE DIFERE DO HEADER");
	if (!same(trailer, header, 3) || !same(trailer, header, 4))
		(void)verdict_refuse(whole, "2137", trailer->line, "Campos 03 e 04 TRAILER - DIFEREM DO HEADER");
	if (number_of(trailer, 8) != lote->rows_count + 2)
		(void)verdict_refuse(whole, "1308", trailer->line, "SEQUENCIAL DO REGISTRO INVÁLIDO: ESPERADO %d",
				     lote->rows_count + 2);
}

static void sequence_key(const struct filename *name, const struct remessa_lote *lote, char out[KEY_BYTES])
{
	(void)snprintf(out, KEY_BYTES, "%s|%.*s", name->presenter, TEXT_ARG(field_of(lote->header, 15)));
}

static uint64_t lote_digest(const struct remessa_lote *lote)
{
	static const int fields[] = {11, 13, 18, 25};
	uint64_t hash = HASH_START;
	for (int i = 0; i < lote->rows_count; i++)
		for (size_t f = 0; f < ARRAY_LEN(fields); f++) {
			struct text text = field_of(&lote->rows[i], fields[f]);
			hash = hash_bytes(hash_bytes(hash, text.at, text.len), "|", 1);
		}
	return hash;
}

static void digest_key(const struct filename *name, const struct remessa_lote *lote, char out[KEY_BYTES])
{
	char key[KEY_BYTES];
	sequence_key(name, lote, key);
	(void)snprintf(out, KEY_BYTES, "%.30s|%lld|%016llx", key, (long long)number_of(lote->header, 8),
		       (unsigned long long)lote_digest(lote));
}

bool lote_is_repeated(const struct world *world, const struct filename *name, const struct remessa_lote *lote)
{
	char key[KEY_BYTES];
	digest_key(name, lote, key);
	return lookup_find(&world->books.sequence_digests, key) >= 0;
}

/* What may hit one comarca and leave the others alone. */
static void comarca_check(struct world *world, const struct filename *name, const struct remessa *remessa, int at)
{
	struct remessa_lote *lote = &remessa->lotes[at];
	const struct record *header = lote->header;
	char key[KEY_BYTES];
	char ibge[8] = "";
	char code[6];
	(void)text_copy(field_of(header, 15), ibge, sizeof(ibge));
	const struct municipio *municipio = comarcas_find(&world->comarcas, ibge);
	if (municipio == NULL) {
		(void)verdict_refuse(&lote->verdict, "2103", header->line, "MUNICÍPIO %s NÃO CADASTRADO NA CRA", ibge);
		return;
	}
	if (strcmp(municipio->comarca, ibge) != 0)
		(void)verdict_refuse(&lote->verdict, "2181", header->line,
				     "REMESSAS DE %s (%s) DEVEM SER ENVIADAS PARA %s", ibge, municipio->name,
				     municipio->comarca);
	if (municipio->notaries == 0)
		(void)verdict_refuse(&lote->verdict, "2104", header->line, "MUNICÍPIO %s SEM CARTÓRIO NA CRA", ibge);
	if (municipio->state == COMARCA_INACTIVE)
		(void)verdict_refuse(&lote->verdict, "2106", header->line, "MUNICÍPIO %s NÃO ESTÁ ATIVO", ibge);
	if (municipio->state == COMARCA_CLOSED)
		(void)verdict_refuse(&lote->verdict, "2105", header->line,
				     "APRESENTANTE NÃO AUTORIZADO A ENVIAR TÍTULOS PARA O MUNICÍPIO (%s - %s)", ibge,
				     municipio->name);
	sequence_key(name, lote, key);
	int64_t last = lookup_find(&world->books.sequences, key);
	for (int i = 0; i < at; i++) /* two lotes of one comarca in one file */
		if (verdict_is_ok(&remessa->lotes[i].verdict) && same(remessa->lotes[i].header, header, 15) &&
		    number_of(remessa->lotes[i].header, 8) > last)
			last = number_of(remessa->lotes[i].header, 8);
	if (number_of(header, 8) <= last)
		(void)verdict_refuse(&lote->verdict, "2117", header->line,
				     "SEQUENCIAL %lld JÁ ENVIADO PARA O MUNICÍPIO %s, O ÚLTIMO É %lld",
				     (long long)number_of(header, 8), ibge, (long long)last);
	if (verdict_is_ok(&lote->verdict) && orders_refusal_take(&world->orders, ibge, code)) {
		(void)verdict_refuse(&lote->verdict, code, header->line, "RECUSADO PELA CRA PARA O MUNICÍPIO %s", ibge);
		lote->verdict.ordered = true;
	}
}

static void lote_check(const struct settings *settings, const struct filename *name, struct remessa *remessa, int at)
{
	struct remessa_lote *lote = &remessa->lotes[at];
	bool good = fields_check(lote->header, remessa->is_text, &remessa->verdict, &lote->verdict);
	for (int i = 0; i < lote->rows_count; i++)
		good &= fields_check(&lote->rows[i], remessa->is_text, &remessa->verdict, &lote->verdict);
	good &= fields_check(lote->trailer, remessa->is_text, &remessa->verdict, &lote->verdict);
	if (!good)
		return;
	header_check(name, remessa, lote);
	for (int i = 0; i < lote->rows_count; i++)
		row_check(settings, remessa, lote, i);
	debtors_check(remessa, lote);
	totals_check(remessa, lote);
}

void remessa_check(struct world *world, const char *name_text, const struct filename *name, struct remessa *remessa)
{
	if (verdict_is_ok(&remessa->verdict) && remessa->nome_arquivo != NULL &&
	    strcmp(remessa->nome_arquivo, name_text) != 0)
		(void)verdict_refuse(&remessa->verdict, "0002", 0, "NOME DO ARQUIVO DIFERE DE nome_arquivo");
	for (int i = 0; i < remessa->lotes_count && verdict_is_ok(&remessa->verdict); i++)
		lote_check(&world->settings, name, remessa, i);
	for (int i = 0; i < remessa->lotes_count && verdict_is_ok(&remessa->verdict); i++)
		if (verdict_is_ok(&remessa->lotes[i].verdict))
			comarca_check(world, name, remessa, i);
}

/* The rows of one title: the first debtor's and those of the others. */
static void title_take(struct world *world, const struct filename *name, const struct remessa *remessa,
		       const struct record *rows, int count, int lote, const char *const **records)
{
	struct title form = {.debtors_count = count, .lote = lote};
	for (int i = 0; i < count; i++)
		records[i] = rows[i].field;
	(void)text_copy(text_of(name->presenter), form.presenter, sizeof(form.presenter));
	memcpy(form.comarca, world->books.lotes[lote].header[15], sizeof(form.comarca));
	form.amount_cents = cents_of(rows, 17, 14, remessa->is_text);
	form.balance_cents = cents_of(rows, 18, 14, remessa->is_text);
	int title = books_title(&world->books, world->now, &form, records);
	if (title < 0) {
		world->books.out_of_memory = true;
		return;
	}
	books_note(&world->books, title, world->now, "accepted, remessa %s of %s", world->books.lotes[lote].header[8],
		   form.comarca);
	notary_take(world, title);
}

static void lote_take(struct world *world, struct arena *arena, const struct filename *name,
		      const struct remessa *remessa, const struct remessa_lote *lote)
{
	char key[KEY_BYTES];
	struct books *books = &world->books;
	const char *const **records = arena_array(arena, (size_t)lote->rows_count, sizeof(*records));
	int taken = books_lote(books, lote->header->field, lote->trailer->field);
	if (records == NULL || taken < 0) {
		books->out_of_memory = true;
		return;
	}
	sequence_key(name, lote, key);
	books->out_of_memory |= !lookup_add(&books->sequences, key, (int)number_of(lote->header, 8));
	digest_key(name, lote, key);
	books->out_of_memory |= !lookup_add(&books->sequence_digests, key, taken);
	for (int first = 0, next; first < lote->rows_count; first = next) {
		next = first + 1;
		while (next < lote->rows_count && number_of(&lote->rows[next], 22) != 1)
			next++;
		title_take(world, name, remessa, &lote->rows[first], next - first, taken, records);
	}
}

int remessa_take(struct world *world, struct arena *arena, const struct filename *name, const struct remessa *remessa)
{
	int taken = 0;
	for (int i = 0; verdict_is_ok(&remessa->verdict) && i < remessa->lotes_count; i++)
		if (verdict_is_ok(&remessa->lotes[i].verdict)) {
			lote_take(world, arena, name, remessa, &remessa->lotes[i]);
			taken++;
		}
	return taken;
}
