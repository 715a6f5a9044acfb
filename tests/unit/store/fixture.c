#include "unit/store/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "store/clock.h"
#include "store/creditor.h"
#include "store/schema.h"

#define TEMPLATE "apontad_template"

void must(enum rc rc, const struct err *err, const char *file, int line)
{
	char words[1024];
	if (rc == OK)
		return;
	print_error("%s:%d: %s\n", file, line, rc == err->code ? err_text(err, words, sizeof(words)) : "no words");
	_fail(file, line);
}

static struct db *connect_to(const char *database, const char *user, struct err *err)
{
	char conninfo[512];
	const char *server = getenv("APONTAD_TEST_SERVER");
	if (server == NULL) {
		print_error("run this by tests/unit/store/with_postgres.sh\n");
		fail();
	}
	/* Of a keyword that is there twice, the later counts. */
	(void)snprintf(conninfo, sizeof(conninfo), "%s dbname=%s user=%s", server, database, user);
	struct db *db = NULL;
	must(db_open(conninfo, "store_test", &db, err), err, __FILE__, __LINE__);
	return db;
}

struct db *store_connect(struct store *store, const char *user)
{
	return connect_to(store->name, user, &store->err);
}

static void told_nothing(const char *name)
{
	(void)name;
}

static void make_template(struct db *server, struct err *err)
{
	must(db_script(server, "create database " TEMPLATE " template template0", err), err, __FILE__, __LINE__);
	struct db *db = connect_to(TEMPLATE, "postgres", err);
	must(schema_migrate(db, true, told_nothing, err), err, __FILE__, __LINE__);
	db_close(db);
}

/* A copy of the template, which the first test makes. */
static struct store *database_new(const char *template)
{
	static int made;
	char sql[128];
	struct store *store = calloc(1, sizeof(*store));
	assert_non_null(store);
	(void)snprintf(store->name, sizeof(store->name), "t%d_%d", (int)getpid(), ++made);
	(void)snprintf(sql, sizeof(sql), "create database %s template %s", store->name, template);
	struct db *server = connect_to("postgres", "postgres", &store->err);
	enum rc rc = db_script(server, sql, &store->err);
	if (rc == ERR_CONFIG) {
		make_template(server, &store->err);
		rc = db_script(server, sql, &store->err);
	}
	MUST(store, rc);
	db_close(server);
	store->db = store_connect(store, "postgres");
	store->arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	assert_non_null(store->arena);
	return store;
}

int store_setup_bare(void **state)
{
	*state = database_new("template0");
	return 0;
}

int store_setup(void **state)
{
	struct store *store = database_new(TEMPLATE);
	MUST(store, clock_set(store->db, text_of(FIXTURE_NOW), &store->err));
	MUST(store, creditor_sync(store->db, "acme", "Acme Ficticia Ltda", "11222333000181", &store->creditor_id,
				  &store->err));
	MUST(store,
	     account_sync(store->db, store->creditor_id, "acme-cra", "protest", &store->account_id, &store->err));
	*state = store;
	return 0;
}

int store_teardown(void **state)
{
	struct store *store = *state;
	db_close(store->db);
	arena_free(store->arena);
	free(store);
	return 0;
}

struct date day_of(const char *iso)
{
	struct date day = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(iso), &day, NULL), OK);
	return day;
}

const char *store_text(struct store *store, const char *sql)
{
	struct db_rows rows;
	MUST(store, db_query(store->db, store->arena, sql, DB_NO_VALUES, &rows, &store->err));
	assert_int_equal(rows.rows, 1);
	return db_cell_str(&rows, 0, 0);
}

int64_t store_number(struct store *store, const char *sql)
{
	return strtoll(store_text(store, sql), NULL, 10);
}

/* The check digit of a CNPJ over `count` digits: weights 2 to 9 from the right (Receita Federal). */
static char check_digit(const char *digits, int count)
{
	int sum = 0;
	for (int i = 0; i < count; i++)
		sum += (digits[count - 1 - i] - '0') * (2 + i % 8);
	int rest = sum % 11;
	return (char)(rest < 2 ? '0' : '0' + 11 - rest);
}

struct debtor store_debtor(int number)
{
	struct debtor debtor = {
		.address = {.street = "Rua Inventada, 1",
			    .district = "Centro",
			    .cep = "01310100",
			    .city = "São Paulo",
			    .uf = "SP",
			    .ibge = "3550308"},
		.taxid = {.kind = TAXID_CNPJ},
	};
	(void)snprintf(debtor.name, sizeof(debtor.name), "Devedora Ficticia %d Ltda", number);
	(void)snprintf(debtor.taxid.digits, sizeof(debtor.taxid.digits), "99000%03d0001", number);
	debtor.taxid.digits[12] = check_digit(debtor.taxid.digits, 12);
	debtor.taxid.digits[13] = check_digit(debtor.taxid.digits, 13);
	return debtor;
}

struct invoice_entry store_invoice_entry(const struct store *store, const char *external_id)
{
	return (struct invoice_entry){
		.creditor_id = store->creditor_id,
		.external_id = external_id,
		.ladder = "standard",
		.number = "1001",
		.species = "DMI",
		.issued_on = day_of("2026-01-05"),
		.due_on = day_of("2026-02-04"),
		.amount_cents = 150000,
		.balance_cents = 150000,
		.endorsement = 'M',
		.acceptance = 'N',
		.declaration = ' ',
		.document_sha256 = "",
		.look_on = day_of("2026-03-02"),
	};
}

int64_t store_invoice(struct store *store, const char *external_id)
{
	struct invoice_entry entry = store_invoice_entry(store, external_id);
	struct debtor debtor = store_debtor(1);
	enum invoice_added added = INVOICE_DIFFERENT;
	int64_t id = 0;
	MUST(store, invoice_add(store->db, &entry, &debtor, &id, &added, &store->err));
	assert_int_equal(added, INVOICE_NEW);
	return id;
}

struct invoice store_lock_invoice(struct store *store, int64_t id)
{
	struct invoice invoice;
	MUST(store, invoice_lock(store->db, store->arena, id, &invoice, &store->err));
	return invoice;
}

void store_step(struct store *store, struct escalation *escalation, enum event event)
{
	const struct transition *row = NULL;
	MUST(store, lifecycle_step(escalation->machine, escalation->state, event, &row, &store->err));
	MUST(store, escalation_move(store->db, escalation, row, &(struct step_origin){.actor = "test"}, &store->err));
}

static struct escalation open_at(struct store *store, int64_t invoice_id, int64_t person_id, int64_t account_id,
				 const char *channel, const enum event *events)
{
	struct escalation escalation;
	MUST(store, db_begin(store->db, &store->err));
	enum rc rc = escalation_open(store->db, store->arena, invoice_id, person_id, account_id, channel, channel,
				     "test", &escalation, &store->err);
	MUST(store, db_end(store->db, rc, &store->err));
	for (; *events != EVENT_COUNT; events++)
		store_step(store, &escalation, *events);
	return escalation;
}

struct escalation store_escalation(struct store *store, int64_t invoice_id, const enum event *events)
{
	struct invoice invoice = store_lock_invoice(store, invoice_id);
	return open_at(store, invoice_id, invoice.person_id, store->account_id, "protest", events);
}

int64_t store_bureau(struct store *store, const char *channel)
{
	char code[32];
	int64_t id = 0;
	(void)snprintf(code, sizeof(code), "acme-%s", channel);
	MUST(store, account_sync(store->db, store->creditor_id, code, channel, &id, &store->err));
	return id;
}

struct escalation store_listing_of(struct store *store, int64_t invoice_id, int64_t person_id, int64_t account_id,
				   const enum event *events)
{
	struct db_rows rows;
	MUST(store, db_query(store->db, store->arena, "select channel from apontad.account where id = $1",
			     DB_VALUES(db_int(account_id)), &rows, &store->err));
	return open_at(store, invoice_id, person_id, account_id, db_cell_str(&rows, 0, 0), events);
}

struct escalation store_listing(struct store *store, int64_t invoice_id, int64_t account_id, const enum event *events)
{
	struct invoice invoice = store_lock_invoice(store, invoice_id);
	return store_listing_of(store, invoice_id, invoice.person_id, account_id, events);
}

enum rc store_ask(struct store *store, const struct instruction_entry *entry, int64_t *ret_id)
{
	return instruction_ask(store->db, store->arena, entry, ret_id, &store->err);
}

struct instruction_entry store_include_entry(struct store *store, int64_t escalation_id)
{
	struct instruction_entry entry = {.escalation_id = escalation_id,
					  .kind = "include",
					  .lane = "remessa",
					  .amount_cents = 150000,
					  .comarca_ibge = "3550308"};
	MUST(store, decision_record(store->db, store->arena, escalation_id, "PASSED", "1", text_of("[]"), text_of("{}"),
				    &entry.decision_id, &store->err));
	return entry;
}

int64_t store_include(struct store *store, int64_t escalation_id)
{
	struct instruction_entry entry = store_include_entry(store, escalation_id);
	int64_t id = 0;
	MUST(store, store_ask(store, &entry, &id));
	return id;
}

int64_t store_request(struct store *store, int64_t escalation_id, const char *kind)
{
	struct instruction_entry entry = {.escalation_id = escalation_id,
					  .kind = kind,
					  .lane = "requests",
					  .amount_cents = 150000,
					  .comarca_ibge = "3550308"};
	int64_t id = 0;
	MUST(store, store_ask(store, &entry, &id));
	return id;
}

int64_t store_include_record(struct store *store, int64_t escalation_id, const char *contract)
{
	struct instruction_entry entry = store_include_entry(store, escalation_id);
	int64_t id = 0;
	entry.comarca_ibge = "";
	entry.contract = contract;
	MUST(store, store_ask(store, &entry, &id));
	return id;
}

int64_t store_remove_record(struct store *store, int64_t escalation_id)
{
	struct instruction_entry entry = {.escalation_id = escalation_id,
					  .kind = "remove",
					  .lane = "requests",
					  .amount_cents = 150000,
					  .comarca_ibge = "",
					  .cause = "paid"};
	int64_t id = 0;
	MUST(store, store_ask(store, &entry, &id));
	return id;
}

void store_deadline(struct store *store, int64_t escalation_id, int64_t removal_id, enum deadline deadline,
		    const char *due_on)
{
	struct deadline_entry entry = {.escalation_id = escalation_id, .removal_id = removal_id, .deadline = deadline};
	struct clock_now now;
	MUST(store, clock_now(store->db, &now, &store->err));
	MUST(store, deadline_days_until(deadline, now.today, day_of(due_on), &entry.days, &store->err));
	MUST(store, deadline_open(store->db, &entry, &store->err));
}
