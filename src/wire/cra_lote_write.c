#include "wire/cra_lote.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "domain/money.h"
#include "wire/cra_lote_layout.h"
#include "wire/translit.h"

#define VALUE_BYTES    200
#define SCRATCH_VALUES 32
#define RECORDS_MAX    9997 /* 9999 in field 08, less header and trailer */

/* The values of one record that are made, not pointed at. They live until the record is written. */
struct scratch {
	char values[SCRATCH_VALUES][VALUE_BYTES];
	int used;
};

struct writer {
	const struct cra_dialect *dialect;
	const struct cra_presenter *presenter;
	struct date moved_on;
	struct buf *out;
	char code[4];       /* h02, t02 */
	char long_code[16]; /* h16 when h02 is 999 */
	char moved_on_text[DATE_TEXT_BYTES];
	struct scratch header; /* the presenter's values, the same in every record */
	struct record fixed;   /* fields 1 to 10 of a transaction, and what is always the same */
};

/* ---- values ---- */

static struct text keep(struct scratch *scratch, const char *terminated)
{
	assert(scratch->used < SCRATCH_VALUES);
	char *out = scratch->values[scratch->used++];
	(void)snprintf(out, VALUE_BYTES, "%s", terminated);
	return text_of(out);
}

static struct text ascii(struct scratch *scratch, const char *utf8)
{
	assert(scratch->used < SCRATCH_VALUES);
	char *out = scratch->values[scratch->used];
	size_t len = translit_into(text_of(utf8), out, VALUE_BYTES);
	if (len >= VALUE_BYTES)
		return (struct text){out, len}; /* fits no field; the length is all that counts */
	scratch->used++;
	return (struct text){out, len};
}

/* The name of a place, cut to its field: many towns have names longer than 20 letters, and the IBGE code of the lote
 * and the CEP say which town it is. */
static struct text cut(struct text name, int number)
{
	size_t length = (size_t)layout_field(&lote_transaction, number)->length;
	if (name.len < VALUE_BYTES && name.len > length)
		name.len = length;
	return text_trim(name);
}

static struct text digits(struct scratch *scratch, int64_t number, int width)
{
	assert(scratch->used < SCRATCH_VALUES && number >= 0 && width < 20);
	char *out = scratch->values[scratch->used++];
	char reversed[20];
	int len = 0;
	for (; number > 0 || len == 0; number /= 10)
		reversed[len++] = (char)('0' + number % 10);
	int zeros = width > len ? width - len : 0;
	memset(out, '0', (size_t)zeros);
	for (int i = 0; i < len; i++)
		out[zeros + i] = reversed[len - 1 - i];
	out[zeros + len] = '\0';
	return (struct text){out, (size_t)(zeros + len)};
}

/* Cents are zero filled in every dialect, or a reader could not tell them from reais. */
static struct text money(const struct writer *writer, struct scratch *scratch, int64_t cents, int width)
{
	char out[MONEY_TEXT_BYTES];
	if (writer->dialect->shape != CRA_SHAPE_600 && writer->dialect->money == CRA_MONEY_DECIMAL)
		return keep(scratch, money_text(cents, out));
	return digits(scratch, cents, width);
}

static struct text day(struct scratch *scratch, struct date date)
{
	char out[DATE_TEXT_BYTES];
	return keep(scratch, date_ddmmyyyy(date, out));
}

/* ---- one record out ---- */

/* Every value fits its field, and what the layout requires of a remessa is there. */
static enum rc check_fits(const struct record *record, const char *where, struct err *reterr)
{
	const struct layout *layout = record->layout;
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		const struct field_use *use = &field->use[LOTE_TPR];
		struct text value = record_get(record, field->number);
		char key[FIELD_KEY_BYTES];
		if (field->length > 0 && value.len > (size_t)field->length)
			(void)err_set(reterr, ERR_RANGE, "has %zu characters; the field holds %d", value.len,
				      field->length);
		else if (use->need == FIELD_REQUIRED && value.len == 0)
			(void)err_set(reterr, ERR_RANGE, "is missing; a remessa requires it%s%s",
				      use->rule != NULL ? ", code " : "", use->rule != NULL ? use->rule : "");
		else
			continue;
		err_at(reterr, where, field_key(layout, field, key));
		return ERR_RANGE;
	}
	return OK;
}

/* What the layout wants empty: blanks, or zeros to the width where the dialect fills numbers. */
static void fill_empty(const struct writer *writer, struct record *record)
{
	static const char zeros[] = "00000000000000000000";
	const struct layout *layout = record->layout;
	for (int i = 0; i < layout->fields_count; i++) {
		const struct field *field = &layout->fields[i];
		if (field->position == 0 || record_get(record, field->number).len > 0)
			continue;
		bool number = field->type == FIELD_NUMBER || field->type == FIELD_CENTS;
		bool date = field->type == FIELD_DATE || field->type == FIELD_DUE;
		size_t width = number && !writer->dialect->padded ? 1 : (size_t)field->length;
		record_set(record, field->number, (struct text){zeros, number || date ? width : 0});
	}
}

static enum rc put_record(struct writer *writer, const struct record *record, const char *where, struct err *reterr)
{
	if (writer->dialect->shape == CRA_SHAPE_600) {
		enum rc rc = record_to_columns(record, writer->out, reterr);
		if (rc != OK) {
			err_at(reterr, where, NULL);
			return rc;
		}
		buf_puts(writer->out, writer->dialect->line_end);
		return OK;
	}
	record_to_element(record, false, writer->out);
	buf_putc(writer->out, '\n');
	return OK;
}

static struct text count_text(const struct writer *writer, struct scratch *scratch, long count, int width)
{
	return digits(scratch, count, writer->dialect->padded || writer->dialect->shape == CRA_SHAPE_600 ? width : 1);
}

/* ---- the presenter's part ---- */

static enum rc take_code(struct writer *writer, struct err *reterr)
{
	char code[VALUE_BYTES];
	size_t len = translit_into(text_of(writer->presenter->code), code, sizeof(code));
	bool plain = len >= 3 && len <= 6;
	for (size_t i = 0; i < len && plain; i++)
		plain = (code[i] >= '0' && code[i] <= '9') || (code[i] >= 'A' && code[i] <= 'Z');
	if (!plain)
		return err_set_at(reterr, ERR_RANGE, "presenter", "h02_codigo_portador",
				  "the presenter's code has 3 to 6 letters and digits");
	(void)snprintf(writer->code, sizeof(writer->code), "%.3s", len > 3 ? "999" : code);
	(void)snprintf(writer->long_code, sizeof(writer->long_code), "%.6s", len > 3 ? code : "");
	return OK;
}

/* "01310-100" as 01310100; other signs stay, and are refused by the width. */
static struct text cep_digits(struct scratch *scratch, const char *cep)
{
	struct text kept = keep(scratch, cep);
	char *out = scratch->values[scratch->used - 1];
	size_t len = 0;
	for (size_t i = 0; i < kept.len; i++)
		if (out[i] != '-' && out[i] != '.' && out[i] != ' ')
			out[len++] = out[i];
	out[len] = '\0';
	return (struct text){out, len};
}

static enum rc start(struct writer *writer, const struct cra_dialect *dialect, const struct cra_presenter *presenter,
		     struct date moved_on, struct buf *out, struct err *reterr)
{
	*writer = (struct writer){.dialect = dialect, .presenter = presenter, .moved_on = moved_on, .out = out};
	enum rc rc = take_code(writer, reterr);
	if (rc != OK)
		return rc;
	(void)date_ddmmyyyy(moved_on, writer->moved_on_text);
	struct scratch *scratch = &writer->header;
	struct record *fixed = &writer->fixed;
	const struct address *address = presenter->creditor_address;
	record_init(fixed, &lote_transaction);
	record_set(fixed, T_RECORD, TEXT_LITERAL("1"));
	record_set(fixed, T_PRESENTER, text_of(writer->code));
	record_set(fixed, T_AGENCY, ascii(scratch, presenter->agency));
	record_set(fixed, T_CREDITOR, ascii(scratch, presenter->creditor_name));
	record_set(fixed, T_DRAWER, fixed->values[T_CREDITOR]);
	record_set(fixed, T_DRAWER_TAXID, ascii(scratch, presenter->creditor_taxid));
	if (address != NULL) {
		record_set(fixed, T_DRAWER_STREET, ascii(scratch, address->street));
		record_set(fixed, T_DRAWER_CEP, cep_digits(scratch, address->cep));
		record_set(fixed, T_DRAWER_CITY, cut(ascii(scratch, address->city), T_DRAWER_CITY));
		record_set(fixed, T_DRAWER_UF, ascii(scratch, address->uf));
	}
	record_set(fixed, T_CURRENCY, TEXT_LITERAL("001"));
	record_set(fixed, T_DISTRIBUTION_RECORD, TEXT_LITERAL("000000"));
	return OK;
}

/* ---- a transaction ---- */

static struct text one_letter(struct scratch *scratch, char letter)
{
	const char text[2] = {letter == ' ' ? '\0' : letter, '\0'};
	return ascii(scratch, text);
}

static void set_title(const struct writer *writer, const struct title *title, struct scratch *scratch,
		      struct record *record)
{
	record_set(record, T_NOSSO_NUMERO, ascii(scratch, title->nosso_numero));
	record_set(record, T_SPECIES, ascii(scratch, title->species));
	record_set(record, T_NUMBER, ascii(scratch, title->number));
	if (!date_is_none(title->issued_on))
		record_set(record, T_ISSUED_ON, day(scratch, title->issued_on));
	record_set(record, T_DUE_ON,
		   date_is_none(title->due_on) ? TEXT_LITERAL("99999999") : day(scratch, title->due_on));
	record_set(record, T_AMOUNT, money(writer, scratch, title->amount_cents, 14));
	record_set(record, T_BALANCE, money(writer, scratch, title->balance_cents, 14));
	record_set(record, T_ENDORSEMENT, one_letter(scratch, title->endorsement));
	record_set(record, T_ACCEPTANCE, one_letter(scratch, title->acceptance));
	record_set(record, T_DECLARATION, one_letter(scratch, title->declaration));
}

static void set_debtor(const struct writer *writer, const struct debtor *debtor, int number, struct scratch *scratch,
		       struct record *record)
{
	char taxid[sizeof(debtor->taxid.digits) + 4];
	bool company = debtor->taxid.kind == TAXID_CNPJ;
	(void)snprintf(taxid, sizeof(taxid), "%s%s", company ? "" : "000", debtor->taxid.digits);
	record_set(record, T_DEBTOR_CONTROL, digits(scratch, number < 9 ? number : 9, 1));
	record_set(record, T_DEBTOR, ascii(scratch, debtor->name));
	record_set(record, T_TAXID_KIND, company ? TEXT_LITERAL("001") : TEXT_LITERAL("002"));
	record_set(record, T_TAXID, debtor->taxid.digits[0] != '\0' ? keep(scratch, taxid) : (struct text){"", 0});
	record_set(record, T_STREET, ascii(scratch, debtor->address.street));
	record_set(record, T_CEP, cep_digits(scratch, debtor->address.cep));
	record_set(record, T_CITY, cut(ascii(scratch, debtor->address.city), T_CITY));
	record_set(record, T_UF, ascii(scratch, debtor->address.uf));
	record_set(record, T_DISTRICT, cut(ascii(scratch, debtor->address.district), T_DISTRICT));
	if (writer->dialect->shape == CRA_SHAPE_600)
		return;
	if (debtor->phone[0] != '\0')
		record_set(record, T_PHONE, ascii(scratch, debtor->phone));
	if (debtor->email[0] != '\0')
		record_set(record, T_EMAIL, text_of(debtor->email));
}

static enum rc bad_title(struct err *reterr, const char *where, int number, const char *words)
{
	char key[FIELD_KEY_BYTES];
	return err_set_at(reterr, ERR_RANGE, where,
			  field_key(&lote_transaction, layout_field(&lote_transaction, number), key), "%s", words);
}

/* What has a form that widths do not tell. */
static enum rc check_forms(const struct title *title, const struct record *record, const char *where,
			   struct err *reterr)
{
	static const int ceps[] = {T_DRAWER_CEP, T_CEP};
	/* 14 columns, and the sum of 9997 of them in 18. */
	const int64_t cents_max = INT64_C(99999999999999);
	if (title->amount_cents <= 0 || title->amount_cents > cents_max)
		return bad_title(reterr, where, T_AMOUNT, "must be above zero and have at most 14 digits of cents");
	if (title->balance_cents <= 0 || title->balance_cents > cents_max)
		return bad_title(reterr, where, T_BALANCE, "must be above zero and have at most 14 digits of cents");
	/* Every answer names the title by it: what is sent must be what was asked for. */
	if (!text_is(record_get(record, T_NOSSO_NUMERO), title->nosso_numero))
		return bad_title(reterr, where, T_NOSSO_NUMERO, "must be upper-case ASCII without outer blanks");
	for (size_t i = 0; i < ARRAY_LEN(ceps); i++) {
		struct text cep = record_get(record, ceps[i]);
		if (cep.len > 0 && (cep.len != 8 || !text_is_digits(cep)))
			return bad_title(reterr, where, ceps[i], "a CEP has eight digits");
	}
	struct text email = record_get(record, T_EMAIL);
	for (size_t i = 0; i < email.len; i++)
		if (email.at[i] <= ' ' || email.at[i] > '~')
			return bad_title(reterr, where, T_EMAIL, "an e-mail address has printable ASCII only");
	return OK;
}

static enum rc make_transaction(const struct writer *writer, const struct title *title, int debtor,
				struct scratch *scratch, struct record *record, struct err *reterr)
{
	char where[96];
	scratch->used = 0;
	*record = writer->fixed;
	(void)snprintf(where, sizeof(where), "title %s, debtor %d", title->number, debtor + 1);
	if (title->amount_cents >= 0 && title->balance_cents >= 0)
		set_title(writer, title, scratch, record);
	set_debtor(writer, &title->debtors[debtor], debtor + 1, scratch, record);
	enum rc rc = check_forms(title, record, where, reterr);
	return rc == OK ? check_fits(record, where, reterr) : rc;
}

/* ---- a lote ---- */

struct totals {
	long records;
	long titles;
	long indications;
	long originals;
	int64_t balance_cents;
};

static enum rc count_title(const struct cra_dialect *dialect, const struct title *title, struct totals *totals,
			   struct err *reterr)
{
	if (title->debtors_count < 1 || title->debtors_count > LIMIT_DEBTORS_PER_TITLE) {
		char where[64];
		(void)snprintf(where, sizeof(where), "title %s", title->number);
		return err_set_at(reterr, ERR_RANGE, where, "t22_controle_devedor", "has %d debtors; 1 to %d are taken",
				  title->debtors_count, LIMIT_DEBTORS_PER_TITLE);
	}
	long counted = dialect->kinds_count_records ? title->debtors_count : 1;
	if (species_is_indication(text_of(title->species)))
		totals->indications += counted;
	else
		totals->originals += counted;
	totals->records += title->debtors_count;
	totals->titles++;
	/* Co-debtors' records repeat the balance, and the sum is over records. */
	for (int i = 0; i < title->debtors_count; i++)
		if (money_add(totals->balance_cents, title->balance_cents, &totals->balance_cents) != OK)
			return err_set(reterr, ERR_RANGE, "the sum of the balances is too large");
	return OK;
}

static enum rc count_lote(const struct cra_dialect *dialect, const struct cra_lote *lote, const char *where,
			  struct totals *ret_totals, struct err *reterr)
{
	struct totals totals = {0};
	for (int i = 0; i < lote->titles_count; i++) {
		enum rc rc = count_title(dialect, lote->titles[i], &totals, reterr);
		if (rc != OK)
			return rc;
	}
	if (totals.records < 1 || totals.records > RECORDS_MAX)
		return err_set_at(reterr, ERR_RANGE, where, "h09_quantidade_registros", "has %ld records; 1 to %d fit",
				  totals.records, RECORDS_MAX);
	*ret_totals = totals;
	return OK;
}

static enum rc put_header(struct writer *writer, const struct cra_lote *lote, const struct totals *totals,
			  const char *where, struct err *reterr)
{
	struct scratch scratch = {.used = 0};
	struct record record;
	record_init(&record, &lote_header);
	record_set(&record, H_RECORD, TEXT_LITERAL("0"));
	record_set(&record, H_PRESENTER, text_of(writer->code));
	record_set(&record, H_PRESENTER_NAME, ascii(&scratch, writer->presenter->name));
	record_set(&record, H_MOVED_ON, text_of(writer->moved_on_text));
	record_set(&record, H_SENDER, TEXT_LITERAL("BFO"));
	record_set(&record, H_RECEIVER, TEXT_LITERAL("SDT"));
	record_set(&record, H_TYPE, TEXT_LITERAL("TPR"));
	record_set(&record, H_SEQUENCE, count_text(writer, &scratch, lote->sequence > 0 ? lote->sequence : 0, 6));
	record_set(&record, H_RECORDS, count_text(writer, &scratch, totals->records, 4));
	record_set(&record, H_TITLES, count_text(writer, &scratch, totals->titles, 4));
	record_set(&record, H_INDICATIONS, count_text(writer, &scratch, totals->indications, 4));
	record_set(&record, H_ORIGINALS, count_text(writer, &scratch, totals->originals, 4));
	record_set(&record, H_CENTRAL_AGENCY, ascii(&scratch, writer->presenter->central_agency));
	record_set(&record, H_VERSION, TEXT_LITERAL("043"));
	record_set(&record, H_COMARCA, text_of(lote->comarca_ibge));
	record_set(&record, H_COMPLEMENT, text_of(writer->long_code));
	record_set(&record, H_LINE, count_text(writer, &scratch, 1, 4));
	enum rc rc = check_fits(&record, where, reterr);
	if (rc != OK)
		return rc;
	fill_empty(writer, &record);
	return put_record(writer, &record, where, reterr);
}

static enum rc put_transactions(struct writer *writer, const struct cra_lote *lote, long *line, struct err *reterr)
{
	struct scratch scratch = {.used = 0};
	struct record record;
	char place[VALUE_BYTES];
	size_t place_len = translit_into(text_of(lote->comarca_name), place, sizeof(place));
	for (int i = 0; i < lote->titles_count; i++)
		for (int debtor = 0; debtor < lote->titles[i]->debtors_count; debtor++) {
			writer->fixed.present |= UINT64_C(1) << T_PLACE;
			writer->fixed.values[T_PLACE] = cut((struct text){place, place_len}, T_PLACE);
			/* Field 52 is set before the checks, which want it there. */
			char number[24];
			bool filled = writer->dialect->padded || writer->dialect->shape == CRA_SHAPE_600;
			(void)snprintf(number, sizeof(number), filled ? "%04ld" : "%ld", (*line)++);
			record_set(&writer->fixed, T_LINE, text_of(number));
			enum rc rc = make_transaction(writer, lote->titles[i], debtor, &scratch, &record, reterr);
			if (rc != OK)
				return rc;
			fill_empty(writer, &record);
			rc = put_record(writer, &record, lote->titles[i]->number, reterr);
			if (rc != OK)
				return rc;
		}
	return OK;
}

static enum rc put_trailer(struct writer *writer, const struct totals *totals, long line, const char *where,
			   struct err *reterr)
{
	struct scratch scratch = {.used = 0};
	struct record record;
	long sum = totals->records + totals->titles + totals->indications + totals->originals;
	record_init(&record, &lote_trailer);
	record_set(&record, L_RECORD, TEXT_LITERAL("9"));
	record_set(&record, L_PRESENTER, text_of(writer->code));
	record_set(&record, L_PRESENTER_NAME, ascii(&scratch, writer->presenter->name));
	record_set(&record, L_MOVED_ON, text_of(writer->moved_on_text));
	record_set(&record, L_QUANTITY_SUM, count_text(writer, &scratch, sum, 5));
	record_set(&record, L_VALUE_SUM, money(writer, &scratch, totals->balance_cents, 18));
	record_set(&record, L_LINE, count_text(writer, &scratch, line, 4));
	enum rc rc = check_fits(&record, where, reterr);
	if (rc != OK)
		return rc;
	fill_empty(writer, &record);
	return put_record(writer, &record, where, reterr);
}

static enum rc put_lote(struct writer *writer, const struct cra_lote *lote, struct err *reterr)
{
	char where[48];
	struct totals totals = {0};
	long line = 2;
	(void)snprintf(where, sizeof(where), "lote %.7s", lote->comarca_ibge);
	if (strlen(lote->comarca_ibge) != 7 || !text_is_digits(text_of(lote->comarca_ibge)))
		return err_set_at(reterr, ERR_RANGE, where, "h15_codigo_municipio",
				  "the comarca's code has seven digits");
	enum rc rc = count_lote(writer->dialect, lote, where, &totals, reterr);
	if (rc != OK)
		return rc;
	bool wrapped = writer->dialect->shape == CRA_SHAPE_COMARCA;
	if (wrapped)
		buf_printf(writer->out, "<comarca CodMun=\"%s\">\n", lote->comarca_ibge);
	rc = put_header(writer, lote, &totals, where, reterr);
	if (rc == OK)
		rc = put_transactions(writer, lote, &line, reterr);
	if (rc == OK)
		rc = put_trailer(writer, &totals, line, where, reterr);
	if (wrapped)
		buf_puts(writer->out, "</comarca>\n");
	return rc;
}

enum rc cra_remessa_write(struct arena *arena, const struct cra_dialect *dialect, const struct cra_presenter *presenter,
			  const char *file_name, struct date moved_on, const struct cra_lote *lotes, int lotes_count,
			  struct text *ret_bytes, struct err *reterr)
{
	struct writer writer;
	CLEANUP(buf_done) struct buf out;
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	bool xml = dialect->shape != CRA_SHAPE_600;
	enum rc rc = start(&writer, dialect, presenter, moved_on, &out, reterr);
	if (rc != OK)
		return rc;
	if (xml)
		buf_puts(&out, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?>\n<remessa>\n");
	if (xml && dialect->names_file) {
		buf_puts(&out, "<nome_arquivo>");
		xml_escape(&out, text_of(file_name));
		buf_puts(&out, "</nome_arquivo>\n");
	}
	for (int i = 0; i < lotes_count && rc == OK; i++)
		rc = put_lote(&writer, &lotes[i], reterr);
	if (rc != OK)
		return rc;
	if (xml)
		buf_puts(&out, "</remessa>\n");
	const char *bytes = buf_failed(&out) ? NULL : arena_copy(arena, buf_view(&out).at, out.len);
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for the remessa");
	*ret_bytes = (struct text){bytes, out.len};
	return OK;
}

enum rc cra_title_fits(const struct cra_presenter *presenter, const struct title *title, struct err *reterr)
{
	/* The XML shape has every field; fields have the same widths in both. */
	static const struct cra_dialect dialect = {.shape = CRA_SHAPE_FLAT, .money = CRA_MONEY_CENTS, .padded = true};
	struct writer writer;
	struct scratch scratch = {.used = 0};
	struct record record;
	struct totals totals = {0};
	enum rc rc = start(&writer, &dialect, presenter, DATE_NONE, NULL, reterr);
	if (rc == OK)
		rc = count_title(&dialect, title, &totals, reterr);
	if (rc != OK)
		return rc;
	/* The comarca's name and the line number are the lote's business. */
	record_set(&writer.fixed, T_PLACE, TEXT_LITERAL("X"));
	record_set(&writer.fixed, T_LINE, TEXT_LITERAL("0002"));
	for (int debtor = 0; rc == OK && debtor < title->debtors_count; debtor++)
		rc = make_transaction(&writer, title, debtor, &scratch, &record, reterr);
	return rc;
}
