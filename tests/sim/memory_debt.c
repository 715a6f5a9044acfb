/* Debts in memory: creditor, account, person, invoice, payment. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

int64_t memory_account(struct db *db, const char *code, const char *channel)
{
	static const char *const lanes[] = {"requests", "remessa", "collect"};
	struct account_row *row = NEW_ROW(db, accounts, ACCOUNTS_MAX);
	if (row == NULL)
		return 0;
	*row = (struct account_row){.stopped = false};
	(void)text_copy(text_of(code), row->code, sizeof(row->code));
	(void)text_copy(text_of(channel), row->channel, sizeof(row->channel));
	for (size_t i = 0; i < ARRAY_LEN(lanes); i++) {
		struct lane_row *lane = NEW_ROW(db, lanes, LANES_MAX);
		if (lane == NULL)
			return 0;
		*lane = (struct lane_row){
			.account_id = db->is.accounts, .polled_to = DATE_NONE, .pace = {.width_milli = PACE_FIRST}};
		(void)text_copy(text_of(lanes[i]), lane->name, sizeof(lane->name));
	}
	return db->is.accounts;
}

int64_t memory_person(struct db *db, const char *taxid)
{
	for (int i = 0; i < db->is.persons; i++)
		if (strcmp(db->persons[i], taxid) == 0)
			return i + 1;
	char(*row)[15] = NEW_ROW(db, persons, PERSONS_MAX);
	if (row != NULL)
		(void)text_copy(text_of(taxid), *row, sizeof(*row));
	return db->is.persons;
}

enum rc account_stop(struct db *db, int64_t account_id, const char *why, struct err *reterr)
{
	alive(db, reterr);
	struct account_row *row = &db->accounts[account_id - 1];
	keep(db, row, sizeof(*row));
	row->stopped = true;
	mix(db, "account %s is stopped: %s", row->code, why);
	return OK;
}

enum rc account_try_alone(struct db *db, struct arena *arena, int64_t account_id, bool *ret_alone, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_alone = !db->accounts[account_id - 1].stopped;
	return OK;
}

enum rc account_try_done(struct db *db, int64_t account_id, struct err *reterr)
{
	(void)account_id;
	alive(db, reterr);
	return OK;
}

struct invoice_row *invoice_row(struct db *db, int64_t id)
{
	assert(id >= 1 && id <= db->is.invoices);
	return &db->invoices[id - 1];
}

int64_t invoice_outstanding(const struct invoice *invoice)
{
	int64_t left = invoice->balance_cents - invoice->received_cents;
	return invoice->settled || left < 0 ? 0 : left;
}

enum rc invoice_add(struct db *db, const struct invoice_entry *entry, const struct debtor *debtor, int64_t *ret_id,
		    enum invoice_added *ret_added, struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = NEW_ROW(db, invoices, INVOICES_MAX);
	if (row == NULL)
		return ERR_INTEGRITY;
	*row = (struct invoice_row){.is = {.id = db->is.invoices,
					   .creditor_id = entry->creditor_id,
					   .issued_on = entry->issued_on,
					   .due_on = entry->due_on,
					   .amount_cents = entry->amount_cents,
					   .balance_cents = entry->balance_cents,
					   .endorsement = entry->endorsement,
					   .acceptance = entry->acceptance,
					   .declaration = entry->declaration,
					   .has_document = entry->document_sha256[0] != '\0',
					   .look_on = entry->look_on,
					   .payer = entry->payer != NULL ? *entry->payer : PAYER_FACTS_NONE},
				    .parties = {*debtor},
				    .parties_count = 1};
	row->persons[0] = row->is.person_id = memory_person(db, debtor->taxid.digits);
	(void)snprintf(row->is.creditor, sizeof(row->is.creditor), "credora");
	if (entry->requested_by != NULL)
		(void)text_copy(text_of(entry->requested_by), row->is.requested_by, sizeof(row->is.requested_by));
	(void)text_copy(text_of(debtor->address.uf), row->is.uf, sizeof(row->is.uf));
	(void)text_copy(text_of(entry->external_id), row->is.external_id, sizeof(row->is.external_id));
	(void)text_copy(text_of(entry->ladder), row->is.ladder, sizeof(row->is.ladder));
	(void)text_copy(text_of(entry->number), row->is.number, sizeof(row->is.number));
	(void)text_copy(text_of(entry->species), row->is.species, sizeof(row->is.species));
	*ret_id = row->is.id;
	*ret_added = INVOICE_NEW;
	return OK;
}

enum rc invoice_add_codebtor(struct db *db, int64_t creditor_id, const char *external_id, const struct debtor *debtor,
			     enum invoice_added *ret_added, struct err *reterr)
{
	(void)creditor_id;
	alive(db, reterr);
	for (int i = 0; i < db->is.invoices; i++) {
		struct invoice_row *row = &db->invoices[i];
		if (strcmp(row->is.external_id, external_id) != 0 || row->parties_count == PARTIES_MAX)
			continue;
		keep(db, row, sizeof(*row));
		row->persons[row->parties_count] = memory_person(db, debtor->taxid.digits);
		row->parties[row->parties_count++] = *debtor;
		*ret_added = INVOICE_NEW;
		return OK;
	}
	return err_set(reterr, ERR_NOT_FOUND, "no invoice \"%s\"", external_id);
}

enum rc invoice_find(struct db *db, struct arena *arena, const char *creditor, const char *external_id, int64_t *ret_id,
		     struct err *reterr)
{
	(void)arena;
	(void)creditor;
	alive(db, reterr);
	for (int i = 0; i < db->is.invoices; i++)
		if (strcmp(db->invoices[i].is.external_id, external_id) == 0) {
			*ret_id = i + 1;
			return OK;
		}
	return err_set(reterr, ERR_NOT_FOUND, "nothing is known of an invoice \"%s\"", external_id);
}

enum rc invoice_lock(struct db *db, struct arena *arena, int64_t id, struct invoice *ret_invoice, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	*ret_invoice = invoice_row(db, id)->is;
	return OK;
}

enum rc invoice_due(struct db *db, struct arena *arena, int limit, struct invoice **ret_invoices, int *ret_count,
		    struct err *reterr)
{
	alive(db, reterr);
	struct date today = day_of(db->now_s);
	int count = 0;
	struct invoice *invoices = arena_array(arena, INVOICES_MAX, sizeof(*invoices));
	if (invoices == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for invoices");
	for (int i = 0; i < db->is.invoices && count < limit; i++) {
		struct date look_on = db->invoices[i].is.look_on;
		if (!date_is_none(look_on) && date_compare(look_on, today) <= 0)
			invoices[count++] = db->invoices[i].is;
	}
	*ret_invoices = invoices;
	*ret_count = count;
	return OK;
}

enum rc invoice_debtors(struct db *db, struct arena *arena, int64_t invoice_id, struct debtor **ret_debtors,
			int *ret_count, struct err *reterr)
{
	alive(db, reterr);
	const struct invoice_row *row = invoice_row(db, invoice_id);
	size_t bytes = (size_t)row->parties_count * sizeof(row->parties[0]);
	struct debtor *debtors = arena_copy(arena, row->parties, bytes);
	if (debtors == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for debtors");
	*ret_debtors = debtors;
	*ret_count = row->parties_count;
	return OK;
}

enum rc invoice_persons(struct db *db, struct arena *arena, int64_t invoice_id, int64_t **ret_persons, int *ret_count,
			struct err *reterr)
{
	alive(db, reterr);
	const struct invoice_row *row = invoice_row(db, invoice_id);
	int64_t *persons = arena_copy(arena, row->persons, sizeof(row->persons));
	if (persons == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for persons");
	*ret_persons = persons;
	*ret_count = row->parties_count;
	return OK;
}

enum rc invoice_correct_party(struct db *db, int64_t invoice_id, int64_t person_id, const struct debtor *debtor,
			      struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = invoice_row(db, invoice_id);
	for (int i = 0; i < row->parties_count; i++)
		if (row->persons[i] == person_id) {
			keep(db, &row->parties[i], sizeof(row->parties[i]));
			row->parties[i] = *debtor;
			return OK;
		}
	return err_set(reterr, ERR_NOT_FOUND, "no such person");
}

enum rc invoice_look_on(struct db *db, int64_t id, struct date on, struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = invoice_row(db, id);
	keep(db, &row->is, sizeof(row->is));
	if (!row->is.settled)
		row->is.look_on = on;
	return OK;
}

enum rc invoice_set_asker(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = invoice_row(db, id);
	keep(db, &row->is, sizeof(row->is));
	(void)text_copy(text_of(by), row->is.requested_by, sizeof(row->is.requested_by));
	return OK;
}

enum rc invoice_set_marks(struct db *db, int64_t id, unsigned marks, struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = invoice_row(db, id);
	keep(db, &row->is, sizeof(row->is));
	row->is.marks = marks;
	return OK;
}

enum rc invoice_settle(struct db *db, int64_t id, struct err *reterr)
{
	alive(db, reterr);
	struct invoice_row *row = invoice_row(db, id);
	keep(db, &row->is, sizeof(row->is));
	row->is.settled = true;
	row->is.look_on = DATE_NONE;
	return OK;
}

static void sum_payments(struct db *db, struct invoice *invoice)
{
	struct invoice_row *row = invoice_row(db, invoice->id);
	keep(db, &row->is, sizeof(row->is));
	row->is.received_cents = row->is.cleared_cents = 0;
	for (int i = 0; i < db->is.payments; i++) {
		const struct payment_row *payment = &db->payments[i];
		if (payment->invoice_id != invoice->id || payment->reversed)
			continue;
		row->is.received_cents += payment->amount_cents;
		row->is.cleared_cents += payment->cleared ? payment->amount_cents : 0;
	}
	invoice->received_cents = row->is.received_cents;
	invoice->cleared_cents = row->is.cleared_cents;
}

static struct payment_row *payment_row(struct db *db, const char *external_id)
{
	for (int i = 0; i < db->is.payments; i++)
		if (strcmp(db->payments[i].external_id, external_id) == 0)
			return &db->payments[i];
	return NULL;
}

enum rc payment_add(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
		    int64_t amount_cents, const char *received_at, const char *cleared_at,
		    enum payment_added *ret_added, struct err *reterr)
{
	(void)arena;
	(void)received_at;
	alive(db, reterr);
	bool cleared = cleared_at[0] != '\0';
	struct payment_row *row = payment_row(db, external_id);
	*ret_added = PAYMENT_NEW;
	if (row != NULL && (row->invoice_id != invoice->id || row->amount_cents != amount_cents)) {
		*ret_added = PAYMENT_DIFFERENT;
		return OK;
	}
	if (row != NULL && (!cleared || row->cleared || row->reversed)) {
		*ret_added = PAYMENT_REPEATED;
		return OK;
	}
	if (row != NULL) {
		keep(db, row, sizeof(*row));
		row->cleared = true;
		*ret_added = PAYMENT_CLEARED;
	} else {
		row = NEW_ROW(db, payments, PAYMENTS_MAX);
		if (row == NULL)
			return ERR_INTEGRITY;
		*row = (struct payment_row){
			.invoice_id = invoice->id, .amount_cents = amount_cents, .cleared = cleared};
		(void)text_copy(text_of(external_id), row->external_id, sizeof(row->external_id));
	}
	sum_payments(db, invoice);
	return OK;
}

static bool was_paid_at_notary(struct db *db, int64_t invoice_id)
{
	for (int i = 0; i < db->is.instructions; i++)
		if (db->instructions[i].is.invoice_id == invoice_id &&
		    strcmp(db->instructions[i].outcome, "paid_at_notary") == 0)
			return true;
	return false;
}

enum rc payment_reverse(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
			bool *ret_repeated, struct err *reterr)
{
	(void)arena;
	alive(db, reterr);
	struct payment_row *row = payment_row(db, external_id);
	if (row == NULL || row->invoice_id != invoice->id)
		return err_set(reterr, ERR_NOT_FOUND, "invoice %s has no payment \"%s\"", invoice->external_id,
			       external_id);
	*ret_repeated = row->reversed;
	if (row->reversed)
		return OK;
	keep(db, row, sizeof(*row));
	row->reversed = true;
	sum_payments(db, invoice);
	struct invoice *own = &invoice_row(db, invoice->id)->is;
	if (own->received_cents < own->balance_cents && !was_paid_at_notary(db, invoice->id)) {
		own->settled = invoice->settled = false;
		own->look_on = invoice->look_on = day_of(db->now_s);
	}
	return OK;
}
