#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "domain/ibge.h"
#include "wire/intake_parts.h"

enum {
	ROWS_INVOICE = 1 << INTAKE_INVOICE,
	ROWS_PAYMENT = 1 << INTAKE_PAYMENT,
	ROWS_EVENT = 1 << INTAKE_EVENT,
	ROWS_RECEIPT = 1 << INTAKE_RECEIPT,
	ROWS_EVENT_TOO = ROWS_EVENT | ROWS_RECEIPT,
	ROWS_CODEBTOR_TOO = 1 << INTAKE_INVOICE | 1 << INTAKE_CODEBTOR,
	ROWS_ALL = ROWS_CODEBTOR_TOO | ROWS_PAYMENT | ROWS_EVENT_TOO,
};

#define WORDS_INVOICE      "invoice"
#define WORDS_PAYMENT      "payment"
#define WORDS_EVENT        "event"
#define WORDS_CODEBTOR_TOO "invoice codebtor"
#define WORDS_RECEIPT      "receipt"
#define WORDS_EVENT_TOO    "event receipt"
#define WORDS_ALL          "all"

static const struct intake_column public_columns[COLUMN_COUNT] = {
#define COLUMN(name, rows, required, reader, member, form, meaning) {#name, WORDS_##rows, required, form, meaning},
#include "wire/intake_columns.def"
#undef COLUMN
};

struct column {
	int rows;
	intake_value_reader *read;
	size_t offset;
	size_t size;
};

static const struct column columns[COLUMN_COUNT] = {
#define COLUMN(name, rows, required, reader, member, form, meaning)                                                    \
	{ROWS_##rows, intake_read_##reader, offsetof(struct intake_row, member),                                       \
	 sizeof(((struct intake_row *)NULL)->member)},
#include "wire/intake_columns.def"
#undef COLUMN
};

static const char *const kind_names[] = {"invoice", "codebtor", "payment", "event", "receipt"};

const char *intake_kind_name(enum intake_kind kind)
{
	return kind_names[kind];
}

const struct intake_column *intake_columns(size_t *ret_count)
{
	*ret_count = COLUMN_COUNT;
	return public_columns;
}

enum intake_column_id intake_column_find(struct text name)
{
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (text_is(name, public_columns[id].name))
			return (enum intake_column_id)id;
	return COLUMN_COUNT;
}

const char *intake_column_name(enum intake_column_id id)
{
	return public_columns[id].name;
}

bool intake_column_is_money(enum intake_column_id id)
{
	return columns[id].read == intake_read_money;
}

enum rc intake_read_kind(struct text value, void *into, size_t size, struct err *reterr)
{
	(void)size;
	for (size_t i = 0; i < ARRAY_LEN(kind_names); i++)
		if (text_is(value, kind_names[i])) {
			*(enum intake_kind *)into = (enum intake_kind)i;
			return OK;
		}
	return err_set(reterr, ERR_UNKNOWN,
		       "unknown kind of row; right is invoice, codebtor, payment, event or receipt");
}

static enum rc read_column(int id, struct text value, struct intake_row *row, struct err *reterr)
{
	const struct column *column = &columns[id];
	bool has = value.len > 0;
	bool belongs = (column->rows & 1 << row->kind) != 0;
	enum rc rc = OK;
	if (has && !belongs)
		rc = err_set(reterr, ERR_FORMAT, "does not belong into a row of kind %s; right is to leave it empty",
			     intake_kind_name(row->kind));
	else if (belongs && public_columns[id].required && !has)
		rc = err_set(reterr, ERR_FORMAT, "missing; a row of kind %s needs it: %s", intake_kind_name(row->kind),
			     public_columns[id].form);
	else if (has)
		rc = column->read(value, (char *)row + column->offset, column->size, reterr);
	if (rc != OK)
		err_at(reterr, NULL, public_columns[id].name);
	return rc;
}

static enum rc broken(struct err *reterr, enum intake_column_id id, enum rc code, const char *words)
{
	return err_set_at(reterr, code, NULL, public_columns[id].name, "%s", words);
}

enum rc intake_check_person(const struct debtor *debtor, struct err *reterr)
{
	const char *state = ibge_state(text_of(debtor->address.ibge));
	if (state != NULL && strcmp(state, debtor->address.uf) == 0)
		return OK;
	return err_set_at(reterr, ERR_RANGE, NULL, "ibge",
			  "%s is a city of %s, and uf says %s; right is the code of a city of that state",
			  debtor->address.ibge, state != NULL ? state : "no state", debtor->address.uf);
}

/* What one value alone cannot tell. */
static enum rc check_row(const struct intake_row *row, struct err *reterr)
{
	if (row->kind == INTAKE_PAYMENT) {
		if (row->cleared_at[0] != '\0' && intake_instant_is_before(row->cleared_at, row->received_at))
			return broken(reterr, COLUMN_cleared_at, ERR_RANGE,
				      "before received_at; right is that instant or a later one");
		return OK;
	}
	if (row->kind == INTAKE_EVENT) {
		bool reverses = row->cause == CAUSE_REVERSED;
		if (reverses != (row->reverses[0] != '\0'))
			return broken(reterr, COLUMN_reverses, ERR_FORMAT,
				      reverses
					      ? "missing; the cause reversed needs the id of the payment that came back"
					      : "belongs to the cause reversed only; right is to leave it empty");
		return OK;
	}
	if (row->kind == INTAKE_RECEIPT)
		return OK;
	enum rc rc = intake_check_person(&row->debtor, reterr);
	if (rc != OK || row->kind != INTAKE_INVOICE)
		return rc;
	if (date_compare(row->due_on, row->issued_on) < 0)
		return broken(reterr, COLUMN_due_on, ERR_RANGE,
			      "before issued_on; right is the day of issue or a later one");
	if (row->balance_cents > row->amount_cents)
		return broken(reterr, COLUMN_balance, ERR_RANGE, "more than amount; right is at most the amount");
	if (row->payer.contacts_made != PAYER_NOT_TOLD && row->payer.contacts_answered > row->payer.contacts_made)
		return broken(reterr, COLUMN_contacts_answered, ERR_RANGE,
			      "more than contacts_made; right is at most as many");
	return OK;
}

enum rc intake_row_fill(const struct intake_values *values, struct intake_row *row, struct err *reterr)
{
	*row = (struct intake_row){.line = row->line,
				   .raw = row->raw,
				   .issued_on = DATE_NONE,
				   .due_on = DATE_NONE,
				   .debtor.born_on = DATE_NONE,
				   .payer = PAYER_FACTS_NONE,
				   .endorsement = ' ',
				   .acceptance = 'N',
				   .declaration = ' '};
	for (int id = 0; id < COLUMN_COUNT; id++) {
		enum rc rc = read_column(id, values->of[id], row, reterr);
		if (rc != OK)
			return rc;
	}
	if (values->of[COLUMN_balance].len == 0)
		row->balance_cents = row->amount_cents;
	return check_row(row, reterr);
}

/* A column of both invoices and co-debtors tells something of a person. */
static enum intake_column_id person_column(struct text name)
{
	enum intake_column_id id = intake_column_find(name);
	bool person = id != COLUMN_COUNT && columns[id].rows == ROWS_CODEBTOR_TOO && id != COLUMN_taxid;
	return person ? id : COLUMN_COUNT;
}

enum rc intake_read_person(struct text column, struct text value, struct debtor *debtor, struct err *reterr)
{
	enum intake_column_id id = person_column(column);
	struct intake_row row = {.kind = INTAKE_CODEBTOR, .debtor = *debtor};
	if (id == COLUMN_COUNT)
		return err_set(reterr, ERR_UNKNOWN,
			       "no column of a person has this name; right are name, street, district, cep, city, uf, "
			       "ibge, phone, email and born_on");
	value = text_trim(value);
	if (value.len == 0)
		memset((char *)&row + columns[id].offset, 0, columns[id].size);
	if (value.len == 0 && columns[id].read == intake_read_birth)
		row.debtor.born_on = DATE_NONE;
	enum rc rc = read_column((int)id, value, &row, reterr);
	if (rc == OK)
		*debtor = row.debtor;
	return rc;
}

const char *intake_person_text(struct text column, const struct debtor *debtor, char out[INTAKE_PERSON_TEXT_BYTES])
{
	enum intake_column_id id = person_column(column);
	struct intake_row row = {.debtor = *debtor};
	out[0] = '\0';
	if (id == COLUMN_COUNT)
		return out;
	if (columns[id].read != intake_read_birth)
		(void)snprintf(out, INTAKE_PERSON_TEXT_BYTES, "%s", (const char *)&row + columns[id].offset);
	else if (!date_is_none(debtor->born_on))
		(void)date_iso(debtor->born_on, out);
	return out;
}
