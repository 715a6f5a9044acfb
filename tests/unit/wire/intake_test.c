#include "wire/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#define CPF_GOOD  "52998224725"
#define CNPJ_GOOD "11222333000181"

struct cell {
	const char *column;
	const char *value; /* NULL leaves the column out */
};

static const struct cell invoice_cells[] = {
	{"creditor", "escola-aurora"},
	{"invoice", "INV-1"},
	{"number", "NF 123"},
	{"species", "dmi"},
	{"issued_on", "2026-01-05"},
	{"due_on", "2026-02-05"},
	{"amount", "1234.56"},
	{"name", "João Fictício"},
	{"taxid", "529.982.247-25"},
	{"street", "Rua Inventada 1"},
	{"cep", "01310100"},
	{"city", "São Paulo"},
	{"uf", "sp"},
	{"ibge", "3550308"},
};
static const struct cell codebtor_cells[] = {
	{"record", "codebtor"}, {"creditor", "escola-aurora"}, {"invoice", "INV-1"}, {"name", "Maria Imaginária"},
	{"taxid", CNPJ_GOOD},   {"street", "Rua Inventada 2"}, {"cep", "01310100"},  {"city", "São Paulo"},
	{"uf", "SP"},           {"ibge", "3550308"},
};
static const struct cell payment_cells[] = {
	{"record", "payment"}, {"creditor", "escola-aurora"}, {"invoice", "INV-1"},
	{"payment", "PAY-1"},  {"paid", "1234.56"},           {"received_at", "2026-03-10T14:00:00-03:00"},
	{"cleared_at", ""},
};

struct base {
	const struct cell *cells;
	size_t count;
};
static const struct base invoice = {invoice_cells, ARRAY_LEN(invoice_cells)};
static const struct base codebtor = {codebtor_cells, ARRAY_LEN(codebtor_cells)};
static const struct base payment = {payment_cells, ARRAY_LEN(payment_cells)};

/* One JSON line of `base` with one cell other than there. */
static void put_json(struct buf *out, const struct base *base, struct cell change)
{
	bool done = change.column == NULL;
	buf_putc(out, '{');
	bool first = true;
	for (size_t i = 0; i <= base->count; i++) {
		if (i == base->count && done)
			break;
		struct cell cell = i < base->count ? base->cells[i] : change;
		if (i < base->count && change.column != NULL && strcmp(cell.column, change.column) == 0) {
			cell = change;
			done = true;
		}
		if (cell.value == NULL)
			continue;
		buf_printf(out, "%s\"%s\":\"%s\"", first ? "" : ",", cell.column, cell.value);
		first = false;
	}
	buf_puts(out, "}\n");
}

static struct intake_reader *open_text(struct arena *arena, enum intake_syntax syntax, const char *bytes)
{
	struct intake_reader *reader = NULL;
	struct err err = {0};
	if (intake_open(arena, syntax, text_of(bytes), &reader, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	return reader;
}

static enum rc read_one(const struct base *base, struct cell change, struct intake_row *row, struct err *err)
{
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct buf bytes CLEANUP(buf_done);
	buf_init(&bytes, 1 << 20);
	put_json(&bytes, base, change);
	struct intake_reader *reader = open_text(arena, INTAKE_JSON_LINES, buf_view(&bytes).at);
	bool more = false;
	enum rc rc = intake_next(reader, row, &more, err);
	assert_true(more);
	row->raw = (struct text){NULL, 0};
	return rc;
}

static void an_invoice_row_is_read_whole(void **state)
{
	(void)state;
	struct intake_row row;
	struct err err;
	char day[DATE_TEXT_BYTES];
	assert_int_equal(read_one(&invoice, (struct cell){NULL, NULL}, &row, &err), OK);
	assert_int_equal(row.kind, INTAKE_INVOICE);
	assert_int_equal(row.line, 1);
	assert_string_equal(row.creditor, "escola-aurora");
	assert_string_equal(row.invoice, "INV-1");
	assert_string_equal(row.ladder, "");
	assert_string_equal(row.number, "NF 123");
	assert_string_equal(row.species, "DMI");
	assert_string_equal(date_iso(row.issued_on, day), "2026-01-05");
	assert_string_equal(date_iso(row.due_on, day), "2026-02-05");
	assert_int_equal(row.amount_cents, 123456);
	assert_int_equal(row.balance_cents, 123456);
	assert_int_equal(row.endorsement, ' ');
	assert_int_equal(row.acceptance, 'N');
	assert_int_equal(row.declaration, ' ');
	assert_string_equal(row.debtor.name, "João Fictício");
	assert_int_equal(row.debtor.taxid.kind, TAXID_CPF);
	assert_string_equal(row.debtor.taxid.digits, CPF_GOOD);
	assert_string_equal(row.debtor.address.uf, "SP");
	assert_string_equal(row.debtor.address.ibge, "3550308");
	assert_string_equal(row.debtor.address.district, "");
	assert_true(date_is_none(row.debtor.born_on));
	assert_false(payer_is_told(&row.payer));
}

static void codebtor_and_payment_rows_are_read_whole(void **state)
{
	(void)state;
	struct intake_row row;
	struct err err;
	assert_int_equal(read_one(&codebtor, (struct cell){"phone", "+55 11 5555-0100"}, &row, &err), OK);
	assert_int_equal(row.kind, INTAKE_CODEBTOR);
	assert_string_equal(row.debtor.taxid.digits, CNPJ_GOOD);
	assert_string_equal(row.debtor.phone, "+55 11 5555-0100");
	assert_true(date_is_none(row.debtor.born_on));
	assert_int_equal(read_one(&codebtor, (struct cell){"born_on", "1980-05-17"}, &row, &err), OK);
	char day[DATE_TEXT_BYTES];
	assert_string_equal(date_iso(row.debtor.born_on, day), "1980-05-17");
	assert_int_equal(read_one(&payment, (struct cell){"cleared_at", "2026-03-10T17:00:00Z"}, &row, &err), OK);
	assert_int_equal(row.kind, INTAKE_PAYMENT);
	assert_string_equal(row.payment, "PAY-1");
	assert_int_equal(row.paid_cents, 123456);
	assert_string_equal(row.received_at, "2026-03-10T14:00:00-03:00");
	assert_string_equal(row.cleared_at, "2026-03-10T17:00:00Z");
}

/* Every rule of a value: what it takes and what it refuses, naming the column. */
static void every_rule_of_a_value_holds(void **state)
{
	(void)state;
	static const struct {
		const struct base *base;
		struct cell change;
		enum rc rc;
	} rules[] = {
		{&invoice, {"record", "invoice"}, OK},
		{&invoice, {"record", "Invoice"}, ERR_UNKNOWN},
		{&invoice, {"creditor", "12345678901234567890123456789012"}, OK},
		{&invoice, {"creditor", "123456789012345678901234567890123"}, ERR_RANGE},
		{&invoice, {"number", "12345678901"}, OK},
		{&invoice, {"number", "123456789012"}, ERR_RANGE},
		{&invoice, {"number", "1234567890€"}, ERR_RANGE}, /* EUR: 13 */
		{&invoice, {"number", "ção-ção-çã."}, OK},        /* 11 characters, 16 bytes */
		{&invoice, {"species", "DM"}, OK},
		{&invoice, {"species", "DMIX"}, ERR_FORMAT},
		{&invoice, {"species", "D1"}, ERR_FORMAT},
		{&invoice, {"issued_on", "05/01/2026"}, ERR_FORMAT},
		{&invoice, {"issued_on", "2026-02-30"}, ERR_RANGE},
		{&invoice, {"due_on", "2026-01-05"}, OK},
		{&invoice, {"due_on", "2026-01-04"}, ERR_RANGE},
		{&invoice, {"amount", "1.234,56"}, ERR_FORMAT},
		{&invoice, {"amount", "R$ 10"}, ERR_FORMAT},
		{&invoice, {"amount", "0"}, ERR_RANGE},
		{&invoice, {"amount", "0.00"}, ERR_RANGE},
		{&invoice, {"amount", "-1"}, ERR_RANGE},
		{&invoice, {"amount", "1e3"}, ERR_FORMAT},
		{&invoice, {"balance", "1234.56"}, OK},
		{&invoice, {"balance", "1234.57"}, ERR_RANGE},
		{&invoice, {"balance", "0"}, ERR_RANGE},
		{&invoice, {"endorsement", "M"}, OK},
		{&invoice, {"endorsement", "T"}, OK},
		{&invoice, {"endorsement", "X"}, ERR_UNKNOWN},
		{&invoice, {"endorsement", "MT"}, ERR_UNKNOWN},
		{&invoice, {"acceptance", "A"}, OK},
		{&invoice, {"acceptance", "S"}, ERR_UNKNOWN},
		{&invoice, {"declaration", "G"}, OK},
		{&invoice, {"declaration", "Z"}, ERR_UNKNOWN},
		{&invoice, {"document_sha256", "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"}, OK},
		{&invoice, {"document_sha256", "abcdef"}, ERR_FORMAT},
		{&invoice, {"document_sha256", "g"}, ERR_FORMAT},
		{&invoice, {"taxid", "52998224724"}, ERR_CHECK_DIGIT},
		{&invoice, {"taxid", "5299822472"}, ERR_FORMAT},
		{&invoice, {"taxid", "11.222.333/0001-81"}, OK},
		{&invoice, {"cep", "01310-100"}, ERR_FORMAT},
		{&invoice, {"cep", "0131010"}, ERR_FORMAT},
		{&invoice, {"uf", "XX"}, ERR_UNKNOWN},
		{&invoice, {"uf", "S"}, ERR_FORMAT},
		{&invoice, {"ibge", "355030"}, ERR_FORMAT},
		{&invoice, {"ibge", "9950308"}, ERR_UNKNOWN},
		{&invoice, {"ibge", "3304557"}, ERR_RANGE}, /* Rio de Janeiro, and uf says SP */
		{&invoice, {"email", "joao@exemplo.test"}, OK},
		{&invoice, {"email", "joao"}, ERR_FORMAT},
		{&invoice, {"email", "@exemplo.test"}, ERR_FORMAT},
		{&invoice, {"email", "a@b@c"}, ERR_FORMAT},
		{&invoice, {"email", "a b@c"}, ERR_FORMAT},
		{&invoice, {"paid_on_time", "0"}, OK},
		{&invoice, {"paid_on_time", "1000000"}, OK},
		{&invoice, {"paid_on_time", "1000001"}, ERR_RANGE},
		{&invoice, {"paid_on_time", "99999999999999999999"}, ERR_RANGE},
		{&invoice, {"paid_late", "-1"}, ERR_FORMAT},
		{&invoice, {"average_delay_days", "1.5"}, ERR_FORMAT},
		{&invoice, {"broken_promises", "two"}, ERR_FORMAT},
		{&invoice, {"contacts_answered", "3"}, OK}, /* of how many was not told */
		{&codebtor, {"paid_late", "1"}, ERR_FORMAT},
		{&invoice, {"born_on", "1980-05-17"}, OK},
		{&invoice, {"born_on", ""}, OK},                  /* not known */
		{&invoice, {"born_on", "1900-01-01"}, ERR_RANGE}, /* a filler */
		{&invoice, {"born_on", "1899-12-30"}, ERR_RANGE}, /* the zero of a spreadsheet */
		{&invoice, {"born_on", "0001-01-01"}, ERR_RANGE},
		{&invoice, {"born_on", "1900-01-02"}, OK},
		{&invoice, {"born_on", "1981-02-29"}, ERR_RANGE},
		{&invoice, {"born_on", "17/05/1980"}, ERR_FORMAT},
		{&invoice, {"born_on", "0000-00-00"}, ERR_RANGE},
		{&invoice,
		 {"born_on", "2999-01-01"},
		 OK}, /* there is no clock here: it is told when a record is checked */
		{&codebtor, {"born_on", "1980-05-17"}, OK},
		{&payment, {"born_on", "1980-05-17"}, ERR_FORMAT},
		{&invoice, {"name", "a\\u0001b"}, ERR_FORMAT},
		{&invoice, {"payment", "PAY-1"}, ERR_FORMAT}, /* belongs to another kind */
		{&invoice, {"received_at", "2026-03-10T14:00:00Z"}, ERR_FORMAT},
		{&codebtor, {"amount", "10.00"}, ERR_FORMAT},
		{&codebtor, {"due_on", "2026-02-05"}, ERR_FORMAT},
		{&payment, {"name", "João"}, ERR_FORMAT},
		{&payment, {"ladder", "x"}, ERR_FORMAT},
		{&payment, {"paid", "0"}, ERR_RANGE},
		{&payment, {"received_at", "2026-03-10T14:00:00"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10 14:00:00Z"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-02-30T14:00:00Z"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T24:00:00Z"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:60:00Z"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:00:00-15:00"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:00:00-0300"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:00:00Zx"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:00:00.Z"}, ERR_FORMAT},
		{&payment, {"received_at", "2026-03-10T14:00:00.123456-03:00"}, OK},
		{&payment, {"cleared_at", "2026-03-10T17:00:00Z"}, OK},
		{&payment, {"cleared_at", "2026-03-10T16:59:59Z"}, ERR_RANGE},
		{&payment, {"cleared_at", "2026-03-10T13:59:59.9-03:00"}, ERR_RANGE},
		{&payment, {"cleared_at", "2026-03-10T14:00:00-03:00"}, OK},
	};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct intake_row row;
		struct err err = {0};
		enum rc rc = read_one(rules[i].base, rules[i].change, &row, &err);
		if (rc != rules[i].rc)
			fail_msg("%s = \"%s\": %s instead of %s (%s)", rules[i].change.column, rules[i].change.value,
				 rc_name(rc), rc_name(rules[i].rc), err.words);
		if (rc == OK)
			continue;
		assert_string_equal(err.where, "line 1");
		assert_string_equal(err.field, rules[i].change.column);
		assert_true(strlen(err.words) > 10);
		assert_string_equal(row.creditor, "");
	}
}

static void what_a_kind_needs_must_be_there(void **state)
{
	(void)state;
	static const struct {
		const struct base *base;
		const char *needed;
	} kinds[] = {
		{&invoice,
		 "creditor invoice number species issued_on due_on amount name taxid street cep city uf ibge"},
		{&codebtor, "creditor invoice name taxid street cep city uf ibge"},
		{&payment, "creditor invoice payment paid received_at"},
	};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct text rest = text_of(kinds[i].needed);
		struct text name;
		while (text_next(&rest, ' ', &name)) {
			char column[32];
			struct intake_row row;
			struct err err = {0};
			assert_true(text_copy(name, column, sizeof(column)));
			assert_int_equal(read_one(kinds[i].base, (struct cell){column, NULL}, &row, &err), ERR_FORMAT);
			assert_string_equal(err.field, column);
			assert_int_equal(read_one(kinds[i].base, (struct cell){column, "  "}, &row, &err), ERR_FORMAT);
			assert_string_equal(err.field, column);
		}
	}
}

static void a_text_that_does_not_fit_is_refused_and_never_cut(void **state)
{
	(void)state;
	char name[201];
	memset(name, 'a', sizeof(name) - 1);
	name[200] = '\0';
	struct intake_row row;
	struct err err = {0};
	assert_int_equal(read_one(&invoice, (struct cell){"name", name}, &row, &err), ERR_RANGE);
	assert_string_equal(err.field, "name");
	assert_non_null(strstr(err.words, "200 characters"));
	assert_non_null(strstr(err.words, "160"));
	name[160] = '\0';
	assert_int_equal(read_one(&invoice, (struct cell){"name", name}, &row, &err), OK);
	assert_string_equal(row.debtor.name, name);
}

static void tax_ids_are_masked_in_words(void **state)
{
	(void)state;
	static const struct cell changes[] = {
		{"taxid", "52998224724"},     {"taxid", "52998224725999"}, {"cep", CPF_GOOD},       {"ibge", CNPJ_GOOD},
		{"amount", "529.982.247-25"}, {"species", CPF_GOOD},       {"issued_on", CPF_GOOD},
	};
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct intake_row row;
		struct err err = {0};
		assert_int_not_equal(read_one(&invoice, changes[i], &row, &err), OK);
		assert_null(strstr(err.words, "982"));
		assert_null(strstr(err.words, "333000"));
		assert_non_null(strstr(err.words, "***"));
	}
}

static void every_column_is_documented_once(void **state)
{
	(void)state;
	size_t count;
	const struct intake_column *columns = intake_columns(&count);
	assert_int_equal(count, 49);
	for (size_t i = 0; i < count; i++) {
		assert_true(columns[i].form[0] != '\0' && columns[i].meaning[0] != '\0');
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(columns[i].name, columns[k].name);
	}
}

/* What a person corrects by hand is read as the drop folder reads it; what is refused changes nothing. */
static void one_value_of_a_person_is_read_like_a_row(void **state)
{
	(void)state;
	static const struct {
		const char *column;
		const char *value;
		enum rc right;
		const char *text; /* what stands there then */
	} cases[] = {
		{"name", " Jo\303\243o Fict\303\255cio ", OK, "Jo\303\243o Fict\303\255cio"},
		{"cep", "01310-100", ERR_FORMAT, ""},
		{"cep", "01310100", OK, "01310100"},
		{"cep", "0131010", ERR_FORMAT, "01310100"},
		{"cep", "", ERR_FORMAT, "01310100"},
		{"uf", "xx", ERR_UNKNOWN, ""},
		{"uf", "rj", OK, "RJ"},
		{"ibge", "3550308", OK, "3550308"},
		{"phone", "+55 11 5550-0000", OK, "+55 11 5550-0000"},
		{"phone", "", OK, ""},
		{"born_on", "1980-02-29", OK, "1980-02-29"},
		{"born_on", "1900-01-01", ERR_RANGE, "1980-02-29"},
		{"born_on", "", OK, ""},
		{"taxid", CPF_GOOD, ERR_UNKNOWN, ""},
		{"amount", "1.00", ERR_UNKNOWN, ""},
		{"height", "1.00", ERR_UNKNOWN, ""},
	};
	struct debtor debtor = {.born_on = DATE_NONE};
	struct err err;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[INTAKE_PERSON_TEXT_BYTES];
		struct text column = text_of(cases[i].column);
		assert_int_equal(intake_read_person(column, text_of(cases[i].value), &debtor, &err), cases[i].right);
		assert_string_equal(intake_person_text(column, &debtor, text), cases[i].text);
	}
	assert_int_equal(intake_check_person(&debtor, &err), ERR_RANGE);
	assert_string_equal(err.field, "ibge");
	assert_int_equal(intake_read_person(text_of("uf"), text_of("SP"), &debtor, &err), OK);
	assert_int_equal(intake_check_person(&debtor, &err), OK);
}

static void what_is_told_of_a_payer_is_counted(void **state)
{
	(void)state;
	struct intake_row row;
	struct err err;
	for (int i = 0; i < PAYER_FACTS_COUNT; i++) {
		assert_int_equal(read_one(&invoice, (struct cell){payer_fact_name(i), "7"}, &row, &err), OK);
		for (int j = 0; j < PAYER_FACTS_COUNT; j++)
			assert_int_equal(payer_fact(&row.payer, j), i == j ? 7 : PAYER_NOT_TOLD);
	}
}

static void nobody_answers_more_often_than_he_was_asked(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_cleanup) = arena_new(1 << 20);
	struct buf bytes CLEANUP(buf_done);
	struct intake_row row;
	struct err err;
	bool more = false;
	buf_init(&bytes, 1 << 20);
	put_json(&bytes, &invoice, (struct cell){"contacts_made", "2\",\"contacts_answered\":\"3"});
	struct intake_reader *reader = open_text(arena, INTAKE_JSON_LINES, buf_view(&bytes).at);
	assert_int_equal(intake_next(reader, &row, &more, &err), ERR_RANGE);
	assert_string_equal(err.field, "contacts_answered");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_invoice_row_is_read_whole),
		cmocka_unit_test(what_is_told_of_a_payer_is_counted),
		cmocka_unit_test(nobody_answers_more_often_than_he_was_asked),
		cmocka_unit_test(codebtor_and_payment_rows_are_read_whole),
		cmocka_unit_test(every_rule_of_a_value_holds),
		cmocka_unit_test(what_a_kind_needs_must_be_there),
		cmocka_unit_test(a_text_that_does_not_fit_is_refused_and_never_cut),
		cmocka_unit_test(tax_ids_are_masked_in_words),
		cmocka_unit_test(every_column_is_documented_once),
		cmocka_unit_test(one_value_of_a_person_is_read_like_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
