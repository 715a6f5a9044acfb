#include "store/invoice.h"

#include <assert.h>
#include <stdio.h>

#include "base/limits.h"

/* In the order of payer_fact(). */
#define PAYER_COLUMNS                                                                                                  \
	"i.paid_on_time, i.paid_late, i.average_delay_days, i.broken_promises, i.contacts_made, i.contacts_answered"

#define INVOICE_COLUMNS                                                                                                \
	"i.id, i.creditor_id, (select p.person_id from apontad.invoice_party p where p.invoice_id = i.id and p.seq = " \
	"1), "                                                                                                         \
	"c.code, i.external_id, i.ladder, i.number, i.species, i.issued_on, i.due_on, i.amount_cents, "                \
	"i.balance_cents, "                                                                                            \
	"i.received_cents, i.cleared_cents, i.endorsement, i.acceptance, i.declaration, "                              \
	"i.document_sha256 is not null, i.settled_at is not null, i.look_on, "                                         \
	"coalesce(i.requested_by, ''), "                                                                               \
	"(select p.uf from apontad.invoice_party p where p.invoice_id = i.id and p.seq = 1), "                         \
	"i.marks, to_char(i.recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), " PAYER_COLUMNS " "     \
	"from apontad.invoice i join apontad.creditor c on c.id = i.creditor_id "

static char cell_char(const struct db_rows *rows, int row, int column)
{
	struct text text = db_cell(rows, row, column);
	return text.len > 0 ? text.at[0] : ' ';
}

#define CELL_COPY(rows, row, column, field)                                                                            \
	do {                                                                                                           \
		bool fits = text_copy(db_cell(rows, row, column), (field), sizeof(field));                             \
		assert(fits);                                                                                          \
		(void)fits;                                                                                            \
	} while (0)

static struct payer_facts payer_from(const struct db_rows *rows, int row, int first_column)
{
	struct payer_facts payer = PAYER_FACTS_NONE;
	for (int i = 0; i < PAYER_FACTS_COUNT; i++)
		if (db_cell(rows, row, first_column + i).len > 0)
			payer_fact_set(&payer, i, (int)db_cell_int(rows, row, first_column + i));
	return payer;
}

static void invoice_from(const struct db_rows *rows, int row, struct invoice *out)
{
	*out = (struct invoice){
		.id = db_cell_int(rows, row, 0),
		.creditor_id = db_cell_int(rows, row, 1),
		.person_id = db_cell_int(rows, row, 2),
		.issued_on = db_cell_date(rows, row, 8),
		.due_on = db_cell_date(rows, row, 9),
		.amount_cents = db_cell_int(rows, row, 10),
		.balance_cents = db_cell_int(rows, row, 11),
		.received_cents = db_cell_int(rows, row, 12),
		.cleared_cents = db_cell_int(rows, row, 13),
		.endorsement = cell_char(rows, row, 14),
		.acceptance = cell_char(rows, row, 15),
		.declaration = cell_char(rows, row, 16),
		.has_document = db_cell_bool(rows, row, 17),
		.settled = db_cell_bool(rows, row, 18),
		.look_on = db_cell_date(rows, row, 19),
		.payer = payer_from(rows, row, 24),
	};
	CELL_COPY(rows, row, 3, out->creditor);
	CELL_COPY(rows, row, 4, out->external_id);
	CELL_COPY(rows, row, 5, out->ladder);
	CELL_COPY(rows, row, 6, out->number);
	CELL_COPY(rows, row, 7, out->species);
	CELL_COPY(rows, row, 20, out->requested_by);
	CELL_COPY(rows, row, 21, out->uf);
	CELL_COPY(rows, row, 23, out->recorded_at);
	/* A word that a later program wrote stands for all of them: nothing leaves. */
	if (mark_parse(db_cell(rows, row, 22), &out->marks, NULL) != OK)
		out->marks = (1u << MARK_COUNT) - 1;
}

int64_t invoice_outstanding(const struct invoice *invoice)
{
	int64_t left = invoice->balance_cents - invoice->received_cents;
	return invoice->settled || left < 0 ? 0 : left;
}

static enum rc person_of(struct db *db, struct arena *arena, int64_t creditor_id, const struct taxid *taxid,
			 int64_t *ret_id, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "insert into apontad.person (creditor_id, taxid) values ($1, $2) "
			      "on conflict (creditor_id, taxid) do update set taxid = excluded.taxid returning id",
			      DB_VALUES(db_int(creditor_id), db_str(taxid->digits)), &rows, reterr);
	if (rc == OK)
		*ret_id = db_cell_int(&rows, 0, 0);
	return rc;
}

static enum rc party_add(struct db *db, struct arena *arena, int64_t creditor_id, int64_t invoice_id, int seq,
			 const struct debtor *debtor, struct err *reterr)
{
	int64_t person_id = 0;
	enum rc rc = person_of(db, arena, creditor_id, &debtor->taxid, &person_id, reterr);
	if (rc != OK)
		return rc;
	return db_exec(
		db,
		"insert into apontad.invoice_party "
		"(invoice_id, seq, person_id, name, street, district, cep, city, uf, ibge, phone, email, born_on) "
		"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
		DB_VALUES(db_int(invoice_id), db_int(seq), db_int(person_id), db_str(debtor->name),
			  db_str(debtor->address.street), db_str(debtor->address.district), db_str(debtor->address.cep),
			  db_str(debtor->address.city), db_str(debtor->address.uf), db_str(debtor->address.ibge),
			  db_str(debtor->phone), db_str(debtor->email), db_date(debtor->born_on)),
		NULL, reterr);
}

/* Is the invoice that is there the one that came again? The ladder and the day of the next look are no part of it. */
static enum rc same_again(struct db *db, struct arena *arena, const struct invoice_entry *entry,
			  const struct debtor *debtor, bool *ret_same, struct err *reterr)
{
	struct db_rows rows;
	char marks[MARK_TEXT_BYTES];
	enum rc rc = db_query(
		db, arena,
		"select (i.number, i.species, i.issued_on, i.due_on, i.amount_cents, i.balance_cents, i.endorsement, "
		"i.acceptance, i.declaration, coalesce(encode(i.document_sha256, 'hex'), ''), i.marks) "
		"= ($3, $4, $5::date, $6::date, $7::bigint, $8::bigint, $9::\"char\", $10::\"char\", $11::\"char\", "
		"lower($12), $24) and (p.taxid, ip.name, ip.street, ip.district, ip.cep, ip.city, ip.uf, ip.ibge, "
		"ip.phone, "
		"ip.email, coalesce(ip.born_on, '-infinity')) = ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
		"coalesce($23, '-infinity'::date)) "
		"from apontad.invoice i join apontad.invoice_party ip on ip.invoice_id = i.id and ip.seq = 1 "
		"join apontad.person p on p.id = ip.person_id where i.creditor_id = $1 and i.external_id = $2",
		DB_VALUES(db_int(entry->creditor_id), db_str(entry->external_id), db_str(entry->number),
			  db_str(entry->species), db_date(entry->issued_on), db_date(entry->due_on),
			  db_int(entry->amount_cents), db_int(entry->balance_cents), db_char(entry->endorsement),
			  db_char(entry->acceptance), db_char(entry->declaration), db_str(entry->document_sha256),
			  db_str(debtor->taxid.digits), db_str(debtor->name), db_str(debtor->address.street),
			  db_str(debtor->address.district), db_str(debtor->address.cep), db_str(debtor->address.city),
			  db_str(debtor->address.uf), db_str(debtor->address.ibge), db_str(debtor->phone),
			  db_str(debtor->email), db_date(debtor->born_on), db_str(mark_text(entry->marks, marks))),
		&rows, reterr);
	if (rc == OK)
		*ret_same = rows.rows == 1 && db_cell_bool(&rows, 0, 0);
	return rc;
}

/* Null for what was not told. */
static struct db_value db_fact(const struct payer_facts *payer, int i)
{
	int value = payer != NULL ? payer_fact(payer, i) : PAYER_NOT_TOLD;
	return value != PAYER_NOT_TOLD ? db_int(value) : db_null();
}

#define PAYER_VALUES(payer)                                                                                            \
	db_fact(payer, 0), db_fact(payer, 1), db_fact(payer, 2), db_fact(payer, 3), db_fact(payer, 4), db_fact(payer, 5)

/* What is told anew of how the debtor pays counts from now on; a row that tells nothing takes nothing back. */
static enum rc payer_again(struct db *db, const struct invoice_entry *entry, struct err *reterr)
{
	if (entry->payer == NULL || !payer_is_told(entry->payer))
		return OK;
	return db_exec(db,
		       "update apontad.invoice i set paid_on_time = $3, paid_late = $4, average_delay_days = $5, "
		       "broken_promises = $6, contacts_made = $7, contacts_answered = $8, "
		       "look_on = least(look_on, case when look_on is not null then apontad.today() end) "
		       "where creditor_id = $1 and external_id = $2 and (" PAYER_COLUMNS ") is distinct from "
		       "($3::integer, $4::integer, $5::integer, $6::integer, $7::integer, $8::integer)",
		       DB_VALUES(db_int(entry->creditor_id), db_str(entry->external_id), PAYER_VALUES(entry->payer)),
		       NULL, reterr);
}

enum rc invoice_add(struct db *db, const struct invoice_entry *entry, const struct debtor *debtor, int64_t *ret_id,
		    enum invoice_added *ret_added, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	char marks[MARK_TEXT_BYTES];
	enum rc rc = db_query(
		db, arena,
		"insert into apontad.invoice (creditor_id, external_id, ladder, number, species, issued_on, due_on, "
		"amount_cents, balance_cents, endorsement, acceptance, declaration, document_sha256, look_on, "
		"requested_by, paid_on_time, paid_late, average_delay_days, broken_promises, contacts_made, "
		"contacts_answered, marks, recorded_at) "
		"values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, decode(nullif($13, ''), 'hex'), $14, "
		"nullif($15, ''), $16, $17, $18, $19, $20, $21, $22, apontad.now()) "
		"on conflict (creditor_id, external_id) do nothing returning id",
		DB_VALUES(db_int(entry->creditor_id), db_str(entry->external_id), db_str(entry->ladder),
			  db_str(entry->number), db_str(entry->species), db_date(entry->issued_on),
			  db_date(entry->due_on), db_int(entry->amount_cents), db_int(entry->balance_cents),
			  db_char(entry->endorsement), db_char(entry->acceptance), db_char(entry->declaration),
			  db_str(entry->document_sha256), db_date(entry->look_on), db_str(entry->requested_by),
			  PAYER_VALUES(entry->payer), db_str(mark_text(entry->marks, marks))),
		&rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0) {
		bool same = false;
		rc = same_again(db, arena, entry, debtor, &same, reterr);
		if (rc == OK && same)
			rc = payer_again(db, entry, reterr);
		if (rc == OK)
			*ret_added = same ? INVOICE_REPEATED : INVOICE_DIFFERENT;
		return rc;
	}
	int64_t id = db_cell_int(&rows, 0, 0);
	rc = party_add(db, arena, entry->creditor_id, id, 1, debtor, reterr);
	if (rc == OK) {
		*ret_id = id;
		*ret_added = INVOICE_NEW;
	}
	return rc;
}

enum rc invoice_add_codebtor(struct db *db, int64_t creditor_id, const char *external_id, const struct debtor *debtor,
			     enum invoice_added *ret_added, struct err *reterr)
{
	CLEANUP(arena_cleanup) struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
	if (arena == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select i.id, (select max(seq) from apontad.invoice_party p where p.invoice_id = i.id), "
			      "exists (select from apontad.invoice_party p join apontad.person o on o.id = p.person_id "
			      "where p.invoice_id = i.id and o.taxid = $3), "
			      "exists (select from apontad.escalation e where e.invoice_id = i.id) "
			      "from apontad.invoice i where i.creditor_id = $1 and i.external_id = $2 for update of i",
			      DB_VALUES(db_int(creditor_id), db_str(external_id), db_str(debtor->taxid.digits)), &rows,
			      reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no invoice \"%s\" of this creditor is known", external_id);
	if (db_cell_bool(&rows, 0, 2)) {
		*ret_added = INVOICE_REPEATED;
		return OK;
	}
	if (db_cell_bool(&rows, 0, 3))
		return err_set(reterr, ERR_REFUSED,
			       "a co-debtor must be known before the first step of the ladder, which has been taken");
	int64_t seq = db_cell_int(&rows, 0, 1) + 1;
	if (seq > LIMIT_DEBTORS_PER_TITLE)
		return err_set(reterr, ERR_RANGE, "more than %d debtors on one invoice", LIMIT_DEBTORS_PER_TITLE);
	rc = party_add(db, arena, creditor_id, db_cell_int(&rows, 0, 0), (int)seq, debtor, reterr);
	if (rc == OK)
		*ret_added = INVOICE_NEW;
	return rc;
}

enum rc invoice_find(struct db *db, struct arena *arena, const char *creditor, const char *external_id, int64_t *ret_id,
		     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select i.id from apontad.invoice i join apontad.creditor c on c.id = i.creditor_id "
			      "where i.external_id = $1 and c.code = coalesce($2, c.code)",
			      DB_VALUES(db_str(external_id), db_str(creditor)), &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "nothing is known of an invoice \"%s\"", external_id);
	if (rows.rows > 1)
		return err_set(reterr, ERR_DUPLICATE,
			       "%d creditors have an invoice \"%s\"; --creditor CODE says which is meant", rows.rows,
			       external_id);
	*ret_id = db_cell_int(&rows, 0, 0);
	return OK;
}

enum rc invoice_correct_party(struct db *db, int64_t invoice_id, int64_t person_id, const struct debtor *debtor,
			      struct err *reterr)
{
	int64_t changed = 0;
	enum rc rc = db_exec(
		db,
		"update apontad.invoice_party set name = $3, street = $4, district = $5, cep = $6, city = $7, uf = $8, "
		"ibge = $9, phone = $10, email = $11, born_on = $12 where invoice_id = $1 and person_id = $2",
		DB_VALUES(db_int(invoice_id), db_int(person_id), db_str(debtor->name), db_str(debtor->address.street),
			  db_str(debtor->address.district), db_str(debtor->address.cep), db_str(debtor->address.city),
			  db_str(debtor->address.uf), db_str(debtor->address.ibge), db_str(debtor->phone),
			  db_str(debtor->email), db_date(debtor->born_on)),
		&changed, reterr);
	if (rc == OK && changed == 0)
		return err_set(reterr, ERR_NOT_FOUND, "invoice %lld has no such person", (long long)invoice_id);
	return rc;
}

static enum rc lock_one(struct db *db, struct arena *arena, const char *sql, struct db_values values,
			struct invoice *ret_invoice, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena, sql, values, &rows, reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0)
		return err_set(reterr, ERR_NOT_FOUND, "no such invoice of this creditor is known");
	invoice_from(&rows, 0, ret_invoice);
	return OK;
}

enum rc invoice_lock(struct db *db, struct arena *arena, int64_t id, struct invoice *ret_invoice, struct err *reterr)
{
	return lock_one(db, arena, "select " INVOICE_COLUMNS "where i.id = $1 for update of i", DB_VALUES(db_int(id)),
			ret_invoice, reterr);
}

enum rc invoice_lock_by_name(struct db *db, struct arena *arena, int64_t creditor_id, const char *external_id,
			     struct invoice *ret_invoice, struct err *reterr)
{
	return lock_one(db, arena,
			"select " INVOICE_COLUMNS "where i.creditor_id = $1 and i.external_id = $2 for update of i",
			DB_VALUES(db_int(creditor_id), db_str(external_id)), ret_invoice, reterr);
}

enum rc invoice_due(struct db *db, struct arena *arena, int limit, struct invoice **ret_invoices, int *ret_count,
		    struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select " INVOICE_COLUMNS "where i.look_on <= apontad.today() and i.look_on is not null "
			      "order by i.look_on, i.id limit $1 for update of i skip locked",
			      DB_VALUES(db_int(limit)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct invoice *invoices = arena_array(arena, (size_t)rows.rows, sizeof(*invoices));
	if (invoices == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d invoices", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		invoice_from(&rows, row, &invoices[row]);
	*ret_invoices = invoices;
	*ret_count = rows.rows;
	return OK;
}

static enum rc debtor_from(const struct db_rows *rows, int row, struct debtor *out, struct err *reterr)
{
	CELL_COPY(rows, row, 0, out->name);
	CELL_COPY(rows, row, 2, out->address.street);
	CELL_COPY(rows, row, 3, out->address.district);
	CELL_COPY(rows, row, 4, out->address.cep);
	CELL_COPY(rows, row, 5, out->address.city);
	CELL_COPY(rows, row, 6, out->address.uf);
	CELL_COPY(rows, row, 7, out->address.ibge);
	CELL_COPY(rows, row, 8, out->phone);
	CELL_COPY(rows, row, 9, out->email);
	out->born_on = db_cell_date(rows, row, 10);
	return taxid_parse(db_cell(rows, row, 1), &out->taxid, reterr);
}

enum rc invoice_debtors(struct db *db, struct arena *arena, int64_t invoice_id, struct debtor **ret_debtors,
			int *ret_count, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select ip.name, p.taxid, ip.street, ip.district, ip.cep, ip.city, ip.uf, ip.ibge, ip.phone, "
		"ip.email, ip.born_on from apontad.invoice_party ip join apontad.person p on p.id = ip.person_id "
		"where ip.invoice_id = $1 order by ip.seq",
		DB_VALUES(db_int(invoice_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	struct debtor *debtors = arena_array(arena, (size_t)rows.rows, sizeof(*debtors));
	if (debtors == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d debtors", rows.rows);
	for (int row = 0; rc == OK && row < rows.rows; row++)
		rc = debtor_from(&rows, row, &debtors[row], reterr);
	if (rc != OK)
		return err_set(reterr, ERR_INTEGRITY, "a stored tax id of invoice %lld is not valid",
			       (long long)invoice_id);
	*ret_debtors = debtors;
	*ret_count = rows.rows;
	return OK;
}

enum rc invoice_persons(struct db *db, struct arena *arena, int64_t invoice_id, int64_t **ret_persons, int *ret_count,
			struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena, "select person_id from apontad.invoice_party where invoice_id = $1 order by seq",
			 DB_VALUES(db_int(invoice_id)), &rows, reterr);
	if (rc != OK)
		return rc;
	int64_t *persons = arena_array(arena, (size_t)rows.rows, sizeof(*persons));
	if (persons == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %d persons", rows.rows);
	for (int row = 0; row < rows.rows; row++)
		persons[row] = db_cell_int(&rows, row, 0);
	*ret_persons = persons;
	*ret_count = rows.rows;
	return OK;
}

enum rc invoice_look_on(struct db *db, int64_t id, struct date on, struct err *reterr)
{
	return db_exec(db, "update apontad.invoice set look_on = $2 where id = $1 and settled_at is null",
		       DB_VALUES(db_int(id), db_date(on)), NULL, reterr);
}

enum rc invoice_set_marks(struct db *db, int64_t id, unsigned marks, struct err *reterr)
{
	char words[MARK_TEXT_BYTES];
	return db_exec(db, "update apontad.invoice set marks = $2 where id = $1",
		       DB_VALUES(db_int(id), db_str(mark_text(marks, words))), NULL, reterr);
}

enum rc invoice_set_asker(struct db *db, int64_t id, const char *by, struct err *reterr)
{
	return db_exec(db, "update apontad.invoice set requested_by = $2 where id = $1",
		       DB_VALUES(db_int(id), db_str(by)), NULL, reterr);
}

enum rc invoice_settle(struct db *db, int64_t id, struct err *reterr)
{
	return db_exec(db,
		       "update apontad.invoice set settled_at = apontad.now(), look_on = null "
		       "where id = $1 and settled_at is null",
		       DB_VALUES(db_int(id)), NULL, reterr);
}

/* A payment that was known: what is new about it? */
static enum rc payment_again(struct db *db, struct arena *arena, const struct invoice *invoice, const char *external_id,
			     int64_t amount_cents, const char *cleared_at, enum payment_added *ret_added,
			     struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(
		db, arena,
		"select invoice_id = $3::bigint and amount_cents = $4::bigint, "
		"coalesce(cleared_at, reversed_at) is not null "
		"from apontad.payment where creditor_id = $1 and external_id = $2 for update",
		DB_VALUES(db_int(invoice->creditor_id), db_str(external_id), db_int(invoice->id), db_int(amount_cents)),
		&rows, reterr);
	if (rc != OK)
		return rc;
	if (!db_cell_bool(&rows, 0, 0)) {
		*ret_added = PAYMENT_DIFFERENT;
		return OK;
	}
	if (cleared_at[0] == '\0' || db_cell_bool(&rows, 0, 1)) {
		*ret_added = PAYMENT_REPEATED;
		return OK;
	}
	rc = db_exec(db,
		     "update apontad.payment set cleared_at = greatest($3::timestamptz, received_at) "
		     "where creditor_id = $1 and external_id = $2",
		     DB_VALUES(db_int(invoice->creditor_id), db_str(external_id), db_str(cleared_at)), NULL, reterr);
	if (rc == OK)
		*ret_added = PAYMENT_CLEARED;
	return rc;
}

/* What its payments come to; those that came back do not count. */
static enum rc sum_payments(struct db *db, struct arena *arena, struct invoice *invoice, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc =
		db_query(db, arena,
			 "update apontad.invoice i set received_cents = s.received, cleared_cents = s.cleared from "
			 "(select coalesce(sum(amount_cents), 0)::bigint as received, "
			 "coalesce(sum(amount_cents) filter (where cleared_at is not null), 0)::bigint as cleared "
			 "from apontad.payment where invoice_id = $1 and reversed_at is null) s where i.id = $1 "
			 "returning i.received_cents, i.cleared_cents",
			 DB_VALUES(db_int(invoice->id)), &rows, reterr);
	if (rc == OK) {
		invoice->received_cents = db_cell_int(&rows, 0, 0);
		invoice->cleared_cents = db_cell_int(&rows, 0, 1);
	}
	return rc;
}

enum rc payment_add(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
		    int64_t amount_cents, const char *received_at, const char *cleared_at,
		    enum payment_added *ret_added, struct err *reterr)
{
	int64_t fresh = 0;
	enum payment_added added = PAYMENT_NEW;
	enum rc rc =
		db_exec(db,
			"insert into apontad.payment (creditor_id, invoice_id, external_id, amount_cents, received_at, "
			"cleared_at, recorded_at) values ($1, $2, $3, $4, $5::timestamptz, "
			"case when $6 <> '' then greatest($6::timestamptz, $5::timestamptz) end, apontad.now()) "
			"on conflict (creditor_id, external_id) do nothing",
			DB_VALUES(db_int(invoice->creditor_id), db_int(invoice->id), db_str(external_id),
				  db_int(amount_cents), db_str(received_at), db_str(cleared_at)),
			&fresh, reterr);
	if (rc == OK && fresh == 0)
		rc = payment_again(db, arena, invoice, external_id, amount_cents, cleared_at, &added, reterr);
	if (rc == OK && (added == PAYMENT_NEW || added == PAYMENT_CLEARED))
		rc = sum_payments(db, arena, invoice, reterr);
	if (rc == OK)
		*ret_added = added;
	return rc;
}

enum rc payment_reverse(struct db *db, struct arena *arena, struct invoice *invoice, const char *external_id,
			bool *ret_repeated, struct err *reterr)
{
	struct db_rows rows;
	enum rc rc = db_query(db, arena,
			      "select invoice_id = $3::bigint, reversed_at is not null from apontad.payment "
			      "where creditor_id = $1 and external_id = $2 for update",
			      DB_VALUES(db_int(invoice->creditor_id), db_str(external_id), db_int(invoice->id)), &rows,
			      reterr);
	if (rc != OK)
		return rc;
	if (rows.rows == 0 || !db_cell_bool(&rows, 0, 0))
		return err_set(reterr, ERR_NOT_FOUND, "invoice %s has no payment \"%s\"", invoice->external_id,
			       external_id);
	*ret_repeated = db_cell_bool(&rows, 0, 1);
	if (*ret_repeated)
		return OK;
	rc = db_exec(
		db,
		"update apontad.payment set reversed_at = apontad.now() where creditor_id = $1 and external_id = $2",
		DB_VALUES(db_int(invoice->creditor_id), db_str(external_id)), NULL, reterr);
	if (rc == OK)
		rc = sum_payments(db, arena, invoice, reterr);
	/* What a notary was paid stays paid. */
	if (rc == OK)
		rc = db_query(db, arena,
			      "update apontad.invoice i set settled_at = null, look_on = apontad.today() where id = $1 "
			      "and received_cents < balance_cents and not exists (select from apontad.instruction n "
			      "join apontad.escalation e on e.id = n.escalation_id where e.invoice_id = i.id "
			      "and n.outcome = 'paid_at_notary') returning look_on",
			      DB_VALUES(db_int(invoice->id)), &rows, reterr);
	if (rc == OK && rows.rows == 1) {
		invoice->settled = false;
		invoice->look_on = db_cell_date(&rows, 0, 0);
	}
	return rc;
}
