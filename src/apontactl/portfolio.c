#include "apontactl/portfolio.h"

#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "domain/hold.h"

/* Reading one file. */
struct reading {
	struct arena *arena;
	struct portfolio *portfolio;
	struct portfolio_invoice **table; /* by the hash of creditor and id */
	size_t places;
	struct portfolio_fault **last;
};

/* FNV-1a. */
static size_t place_of(const struct reading *reading, const char *creditor, const char *id)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	const char *const parts[] = {creditor, "/", id};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (const char *at = parts[i]; *at != '\0'; at++)
			hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
	return (size_t)(hash % reading->places);
}

static struct portfolio_invoice *find(const struct reading *reading, const struct intake_row *row)
{
	struct portfolio_invoice *invoice = reading->table[place_of(reading, row->creditor, row->invoice)];
	while (invoice != NULL &&
	       (strcmp(invoice->creditor, row->creditor) != 0 || strcmp(invoice->id, row->invoice) != 0))
		invoice = invoice->next;
	return invoice;
}

/* Room for one more of `count`, by doubling; NULL when there is no memory. */
static void *room_for(struct arena *arena, void *items, int count, int *room, size_t each)
{
	if (count < *room)
		return items;
	int more = *room == 0 ? 1 : *room * 2;
	void *wider = arena_array(arena, (size_t)more, each);
	if (wider != NULL && count > 0)
		memcpy(wider, items, (size_t)count * each);
	*room = wider != NULL ? more : *room;
	return wider;
}

static enum rc no_memory(struct err *reterr)
{
	return err_set(reterr, ERR_NO_MEMORY, "no memory for a portfolio of this size; smaller files go one by one");
}

static bool same_debt(const struct portfolio_invoice *invoice, const struct intake_row *row)
{
	const struct title *title = &invoice->title;
	return strcmp(title->number, row->number) == 0 && strcmp(title->species, row->species) == 0 &&
	       date_compare(title->issued_on, row->issued_on) == 0 && date_compare(title->due_on, row->due_on) == 0 &&
	       title->amount_cents == row->amount_cents && title->balance_cents == row->balance_cents &&
	       strcmp(invoice->debtors[0].taxid.digits, row->debtor.taxid.digits) == 0;
}

static enum rc take_debtor(const struct reading *reading, struct portfolio_invoice *invoice,
			   const struct debtor *debtor, struct err *reterr)
{
	struct title *title = &invoice->title;
	invoice->debtors = room_for(reading->arena, invoice->debtors, title->debtors_count, &invoice->debtors_room,
				    sizeof(*invoice->debtors));
	if (invoice->debtors == NULL)
		return no_memory(reterr);
	invoice->debtors[title->debtors_count++] = *debtor;
	title->debtors = invoice->debtors;
	return OK;
}

static enum rc take_invoice(struct reading *reading, const struct intake_row *row, struct err *reterr)
{
	struct portfolio_invoice *known = find(reading, row);
	if (known != NULL && same_debt(known, row)) {
		reading->portfolio->repeated++;
		return OK;
	}
	if (known != NULL)
		return err_set_at(reterr, ERR_DUPLICATE, NULL, "invoice",
				  "invoice \"%s\" stands in line %d with other data; an id stands for one invoice",
				  row->invoice, known->line);
	struct portfolio_invoice *invoice = arena_alloc(reading->arena, sizeof(*invoice));
	if (invoice == NULL)
		return no_memory(reterr);
	*invoice = (struct portfolio_invoice){
		.line = row->line,
		.title = {.nosso_numero = "000000000000000",
			  .issued_on = row->issued_on,
			  .due_on = row->due_on,
			  .amount_cents = row->amount_cents,
			  .balance_cents = row->balance_cents,
			  .endorsement = row->endorsement,
			  .acceptance = row->acceptance,
			  .declaration = row->declaration},
		.payer = row->payer,
		.has_document = row->document_sha256[0] != '\0',
		.marks = row->marks,
	};
	memcpy(invoice->creditor, row->creditor, sizeof(invoice->creditor));
	memcpy(invoice->id, row->invoice, sizeof(invoice->id));
	memcpy(invoice->title.number, row->number, sizeof(invoice->title.number));
	memcpy(invoice->title.species, row->species, sizeof(invoice->title.species));
	size_t place = place_of(reading, row->creditor, row->invoice);
	invoice->next = reading->table[place];
	reading->table[place] = invoice;
	reading->portfolio->invoices[reading->portfolio->invoices_count++] = invoice;
	return take_debtor(reading, invoice, &row->debtor, reterr);
}

static enum rc take_codebtor(struct reading *reading, struct portfolio_invoice *invoice, const struct intake_row *row,
			     struct err *reterr)
{
	for (int i = 0; i < invoice->title.debtors_count; i++)
		if (strcmp(invoice->debtors[i].taxid.digits, row->debtor.taxid.digits) == 0) {
			reading->portfolio->repeated++;
			return OK;
		}
	if (invoice->title.debtors_count == LIMIT_DEBTORS_PER_TITLE)
		return err_set_at(reterr, ERR_RANGE, NULL, "record", "more than %d debtors on one invoice",
				  LIMIT_DEBTORS_PER_TITLE);
	return take_debtor(reading, invoice, &row->debtor, reterr);
}

static struct portfolio_payment *payment_find(const struct portfolio_invoice *invoice, const char *id)
{
	for (int i = 0; i < invoice->payments_count; i++)
		if (strcmp(invoice->payments[i].id, id) == 0)
			return &invoice->payments[i];
	return NULL;
}

static enum rc take_payment(struct reading *reading, struct portfolio_invoice *invoice, const struct intake_row *row,
			    struct err *reterr)
{
	struct portfolio_payment *known = payment_find(invoice, row->payment);
	struct portfolio_payment payment = {.cents = row->paid_cents, .cleared_on = DATE_NONE};
	(void)text_copy(text_of(row->payment), payment.id, sizeof(payment.id));
	enum rc rc = date_parse_iso((struct text){row->received_at, 10}, &payment.on, reterr);
	if (rc == OK && row->cleared_at[0] != '\0')
		rc = date_parse_iso((struct text){row->cleared_at, 10}, &payment.cleared_on, reterr);
	if (rc != OK)
		return rc;
	if (known != NULL && known->cents != 0 && known->cents != payment.cents)
		return err_set_at(reterr, ERR_DUPLICATE, NULL, "payment",
				  "payment \"%s\" is known with another amount; an id stands for one payment for ever",
				  row->payment);
	if (known != NULL) { /* told again, when it has cleared */
		known->cleared_on = date_is_none(known->cleared_on) ? payment.cleared_on : known->cleared_on;
		reading->portfolio->repeated++;
		return OK;
	}
	invoice->payments = room_for(reading->arena, invoice->payments, invoice->payments_count,
				     &invoice->payments_room, sizeof(*invoice->payments));
	if (invoice->payments == NULL)
		return no_memory(reterr);
	invoice->payments[invoice->payments_count++] = payment;
	return OK;
}

/* What brings or ends a hold, or takes a payment back. */
static enum rc take_event(struct portfolio_invoice *invoice, const struct intake_row *row, struct err *reterr)
{
	enum hold_kind placed = hold_placed_by(row->cause);
	enum hold_kind ended = hold_ended_by(row->cause);
	if (row->cause == CAUSE_REVERSED) {
		struct portfolio_payment *payment = payment_find(invoice, row->reverses);
		if (payment == NULL)
			return err_set_at(reterr, ERR_NOT_FOUND, NULL, "reverses",
					  "invoice \"%s\" has no payment \"%s\"", row->invoice, row->reverses);
		payment->cents = 0;
	}
	if (placed != HOLD_KIND_COUNT)
		invoice->holds |= 1u << placed;
	if (ended != HOLD_KIND_COUNT)
		invoice->holds &= ~(1u << ended);
	return OK;
}

static enum rc take_row(struct reading *reading, const struct intake_row *row, struct err *reterr)
{
	if (row->kind == INTAKE_INVOICE)
		return take_invoice(reading, row, reterr);
	struct portfolio_invoice *invoice = find(reading, row);
	if (invoice == NULL)
		return err_set_at(reterr, ERR_NOT_FOUND, NULL, "invoice",
				  "no invoice \"%s\" of this creditor stands in an earlier row", row->invoice);
	switch (row->kind) {
	case INTAKE_CODEBTOR: return take_codebtor(reading, invoice, row, reterr);
	case INTAKE_PAYMENT: return take_payment(reading, invoice, row, reterr);
	default: return take_event(invoice, row, reterr);
	}
}

static enum rc reject(struct reading *reading, int line, const struct err *cause, struct err *reterr)
{
	struct portfolio_fault *fault = arena_alloc(reading->arena, sizeof(*fault));
	if (fault == NULL)
		return no_memory(reterr);
	*fault = (struct portfolio_fault){.line = line, .err = *cause};
	*reading->last = fault;
	reading->last = &fault->next;
	reading->portfolio->faults_count++;
	return OK;
}

static enum rc read_rows(struct reading *reading, struct intake_reader *reader, struct err *reterr)
{
	enum rc rc = OK;
	while (rc == OK) {
		struct intake_row row;
		struct err cause = {0};
		bool more = false;
		rc = intake_next(reader, &row, &more, &cause);
		if (rc == OK && !more)
			return OK;
		reading->portfolio->rows++;
		if (rc == OK)
			rc = take_row(reading, &row, &cause);
		if (rc_group(rc) == RC_GROUP_INPUT)
			rc = reject(reading, row.line, &cause, reterr);
		else if (rc != OK && reterr != NULL)
			*reterr = cause;
	}
	return rc;
}

enum rc portfolio_read(struct arena *arena, const char *file, struct portfolio *ret_portfolio, struct err *reterr)
{
	struct portfolio portfolio = {.faults = NULL};
	struct reading reading = {.arena = arena, .portfolio = &portfolio, .last = &portfolio.faults};
	struct intake_reader *reader = NULL;
	enum intake_syntax syntax;
	struct text bytes;
	enum rc rc = intake_syntax_of(file, &syntax, reterr);
	if (rc == OK)
		rc = io_read(arena, file, LIMIT_INTAKE_FILE_BYTES, &bytes, reterr);
	if (rc == OK)
		rc = intake_open(arena, syntax, bytes, &reader, reterr);
	if (rc != OK)
		return rc;
	reading.places = 1;
	for (size_t i = 0; i < bytes.len; i++)
		reading.places += bytes.at[i] == '\n';
	reading.places++;
	reading.table = arena_array(arena, reading.places, sizeof(*reading.table));
	portfolio.invoices = arena_array(arena, reading.places, sizeof(*portfolio.invoices));
	if (reading.table == NULL || portfolio.invoices == NULL)
		return no_memory(reterr);
	rc = read_rows(&reading, reader, reterr);
	if (rc == OK)
		*ret_portfolio = portfolio;
	return rc;
}

const char *portfolio_holds(struct arena *arena, const struct portfolio_invoice *invoice)
{
	const char *holds = "";
	for (enum hold_kind kind = 0; kind < HOLD_KIND_COUNT && holds != NULL; kind++)
		if ((invoice->holds & 1u << kind) != 0)
			holds = arena_printf(arena, "%s%s%s", holds, holds[0] != '\0' ? ", " : "",
					     hold_kind_name(kind));
	return holds != NULL ? holds : "";
}
