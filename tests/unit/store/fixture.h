/* What the tests of the store start from: for each test a sandbox database of its own, with one creditor and account.
 *
 * The server is that of with_postgres.sh. The database stands at 2026-03-02T09:00:00-03:00, a Monday, and nothing has
 * happened in it. Whatever fails here fails the test. */
#pragma once

#include "domain/protest.h"
#include "store/db.h"
#include "store/deadline.h"
#include "store/escalation.h"
#include "store/instruction.h"
#include "store/invoice.h"

#define FIXTURE_NOW "2026-03-02T09:00:00-03:00"

struct store {
	struct db *db; /* as the owner */
	struct arena *arena;
	struct err err;
	char name[32]; /* of the database */
	int64_t creditor_id;
	int64_t account_id;
};

/* cmocka's set-up and tear-down of one test: *state is a struct store. The bare one has a database without a schema
 * and nothing else. */
int store_setup(void **state);
int store_setup_bare(void **state);
int store_teardown(void **state);

#define STORE_TEST(function) cmocka_unit_test_setup_teardown(function, store_setup, store_teardown)
#define BARE_TEST(function)  cmocka_unit_test_setup_teardown(function, store_setup_bare, store_teardown)

/* Another connection to the same database. */
struct db *store_connect(struct store *store, const char *user);

/* The call must succeed; a failure tells the words of store->err. */
#define MUST(store, call) must((call), &(store)->err, __FILE__, __LINE__)
void must(enum rc rc, const struct err *err, const char *file, int line);

/* A day written as 2026-03-02. */
struct date day_of(const char *iso);

/* One value of a statement that is a literal, as a number or as text. */
int64_t store_number(struct store *store, const char *sql);
const char *store_text(struct store *store, const char *sql);

/* Debtor number `number`, a company with a valid CNPJ; 1 to 30. */
struct debtor store_debtor(int number);
/* An invoice of 1500.00 with debtor 1; the entry that made it may be looked at or used again. */
struct invoice_entry store_invoice_entry(const struct store *store, const char *external_id);
int64_t store_invoice(struct store *store, const char *external_id);
struct invoice store_lock_invoice(struct store *store, int64_t id);

/* An escalation of the invoice, moved through `events` (ended by EVENT_COUNT), each step committed. */
struct escalation store_escalation(struct store *store, int64_t invoice_id, const enum event *events);
/* An account of the creditor at "serasa" or "spc", and an escalation there: of debtor 1, or of a co-debtor. */
int64_t store_bureau(struct store *store, const char *channel);
struct escalation store_listing(struct store *store, int64_t invoice_id, int64_t account_id, const enum event *events);
struct escalation store_listing_of(struct store *store, int64_t invoice_id, int64_t person_id, int64_t account_id,
				   const enum event *events);
void store_step(struct store *store, struct escalation *escalation, enum event event);
#define STEPS(...) ((const enum event[]){__VA_ARGS__, EVENT_COUNT})
#define NO_STEPS   ((const enum event[]){EVENT_COUNT})

/* An include with the decision that lets it pass, and another request; committed. Of a title; and of a record at a
 * bureau, by its contract. The entry of an include may be changed before it is asked. */
struct instruction_entry store_include_entry(struct store *store, int64_t escalation_id);
int64_t store_include(struct store *store, int64_t escalation_id);
int64_t store_request(struct store *store, int64_t escalation_id, const char *kind);
int64_t store_include_record(struct store *store, int64_t escalation_id, const char *contract);
int64_t store_remove_record(struct store *store, int64_t escalation_id);
/* A clock with the alarms of its row, as if it started today; `removal_id` may be 0. */
void store_deadline(struct store *store, int64_t escalation_id, int64_t removal_id, enum deadline deadline,
		    const char *due_on);
MUST_CHECK enum rc store_ask(struct store *store, const struct instruction_entry *entry, int64_t *ret_id);
