/* What fits SPC, field by field: each row spoils one thing of a listing that fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "channel/spc/form.h"
#include "domain/money.h"
#include "spc_fixture.h"

static void street_number_and_complement_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		const char *street;
		const char *parts[3];
	} rows[] = {
		{"Rua X, 100 apto 2", {"Rua X", "100", "apto 2"}},
		{"Rua X, 100", {"Rua X", "100", ""}},
		{"Rua X,100,apto 2", {"Rua X", "100", "apto 2"}},
		{"Rua X, 100 - apto 2", {"Rua X", "100", "apto 2"}},
		{"Rua X, 100-apto 2", {"Rua X", "100", "apto 2"}},
		{"Rua X, 100, 5º andar", {"Rua X", "100", "5º andar"}},
		{"Rua X, 100A fundos", {"Rua X", "100A", "fundos"}},
		{"Rua X, 100-B", {"Rua X", "100-B", ""}},
		{"Rua X, 1.500", {"Rua X", "1500", ""}},
		{"Rua X, nº 100 bloco B", {"Rua X", "100", "bloco B"}},
		{"Rua X nº 100, apto 201", {"Rua X", "100", "apto 201"}},
		{"Rua X Nº100", {"Rua X", "100", ""}},
		{"Rua X, número 7", {"Rua X", "7", ""}},
		{"Rua X, n. 7", {"Rua X", "7", ""}},
		{"Rua X, S/N", {"Rua X", "S/N", ""}},
		{"Rua X s/n", {"Rua X", "S/N", ""}},
		{"Rua X, s/nº, quadra 5", {"Rua X", "S/N", "quadra 5"}},
		{"Rua X, sem número", {"Rua X", "S/N", ""}},
		{"Av. 9 de Julho, 1500", {"Av. 9 de Julho", "1500", ""}},
		{"Rua 7, 20", {"Rua 7", "20", ""}},
		{"  Rodovia BR 101, 3400 ", {"Rodovia BR 101", "3400", ""}},
		{"Rua X, quadra 5, nº 20", {"Rua X, quadra 5", "20", ""}},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_house house;
		struct err err = {0};
		char parts[3][64];
		if (spc_house_split(text_of(rows[i].street), &house, &err) != OK)
			fail_msg("%s: %s", rows[i].street, err.words);
		(void)snprintf(parts[0], sizeof(parts[0]), "%.*s", TEXT_ARG(house.street));
		(void)snprintf(parts[1], sizeof(parts[1]), "%s", house.number);
		(void)snprintf(parts[2], sizeof(parts[2]), "%.*s", TEXT_ARG(house.complement));
		for (int k = 0; k < 3; k++)
			if (strcmp(parts[k], rows[i].parts[k]) != 0)
				fail_msg("%s: %s | %s | %s", rows[i].street, parts[0], parts[1], parts[2]);
	}
}

static void a_number_that_may_be_something_else_is_not_guessed(void **state)
{
	(void)state;
	static const char *const streets[] = {
		"",
		",",
		"100",
		", 100",
		"Rua X",
		"Rua 15 de Novembro",
		"Rua 7",
		"Rodovia BR 101",
		"Quadra 12, lote 5",
		"Rua X, 5º andar",
		"Rua X, 5 andar",
		"Rua A, 15 de Novembro",
		"Rua X, 0",
		"Rua X, 100/102",
		"Rua X, 100-102",
		"Rua X, apto 201",
		"Rua X, km 23",
		"Rua N. 5",
		"Rua X,",
		"Rua X, 1.50",
		"Rua X, 12a34",
		"Rua X nº",
		"Rua Dos/Navegantes",
		"Rua X, 123456789012345678",
	};
	for (size_t i = 0; i < ARRAY_LEN(streets); i++) {
		struct spc_house house;
		struct err err = {0};
		if (spc_house_split(text_of(streets[i]), &house, &err) != ERR_RANGE)
			fail_msg("%s: %.*s | %s | %.*s", streets[i], TEXT_ARG(house.street), house.number,
				 TEXT_ARG(house.complement));
		assert_string_equal(err.field, "street");
	}
}

enum spoil_kind {
	NAME,
	STREET,
	DISTRICT,
	CEP,
	CITY,
	UF,
	TAXID,
	EMAIL,
	BORN,
	CONTRACT,
	ISSUED,
	DUE,
	AMOUNT,
	MOTIVE,
};

static void put(char *out, size_t size, const char *value)
{
	assert_true(strlen(value) < size);
	(void)snprintf(out, size, "%s", value);
}

#define PUT(member, value) put(member, sizeof(member), value)

static void spoil(struct spc_fixture *fixture, enum spoil_kind kind, const char *value)
{
	struct debtor *who = &fixture->principal;
	switch (kind) {
	case NAME: PUT(who->name, value); return;
	case STREET: PUT(who->address.street, value); return;
	case DISTRICT: PUT(who->address.district, value); return;
	case CEP: PUT(who->address.cep, value); return;
	case CITY: PUT(who->address.city, value); return;
	case UF: PUT(who->address.uf, value); return;
	case TAXID: PUT(who->taxid.digits, value); return;
	case EMAIL: PUT(who->email, value); return;
	case BORN: who->born_on = value[0] != '\0' ? spc_day(value) : DATE_NONE; return;
	case CONTRACT: PUT(fixture->listing.contract, value); return;
	case ISSUED: fixture->listing.issued_on = value[0] != '\0' ? spc_day(value) : DATE_NONE; return;
	case DUE: fixture->listing.due_on = value[0] != '\0' ? spc_day(value) : DATE_NONE; return;
	case AMOUNT: {
		struct err err;
		assert_int_equal(money_parse(text_of(value), &fixture->listing.amount_cents, &err), OK);
		return;
	}
	case MOTIVE: PUT(fixture->listing.motive, value); return;
	}
}

struct row {
	enum spoil_kind kind;
	const char *value;
	const char *field; /* NULL: it fits */
	const char *words;
};

#define X45 "AB CDEFGHIJ KLMNOPQRS TUVWXYZABC DEFGHIJKLMNO"
#define X50 "RUA ABCDEFGHIJ KLMNOPQRS TUVWXYZABC DEFGHIJKLMNOPQ"

static const struct row inclusions[] = {
	{NAME, X45, NULL, NULL},
	{NAME, X45 "P", "name", "46 characters"},
	{NAME, "", "name", "missing"},
	{NAME, " . ", "name", "filler"},
	{NAME, "XXX", "name", "filler"},
	{NAME, "Não informado", "name", "filler"},
	{NAME, "Анна", "name", "no plain form"},
	{NAME, "Ana ½ ?", NULL, NULL},
	{STREET, X50 ", 10", NULL, NULL},
	{STREET, X50 "R, 10", "street", "51 characters"},
	{STREET, "RUA X, 99999", NULL, NULL},
	{STREET, "RUA X, 100000", "street", "house number has 6"},
	{STREET, "RUA X, 1 AB CDEFGHIJ KLMNOPQRS TUVWXYZA", NULL, NULL},
	{STREET, "RUA X, 1 AB CDEFGHIJ KLMNOPQRS TUVWXYZAB", "street", "complement"},
	{STREET, "RUA X", "street", "S/N"},
	{STREET, "0, 10", "street", "filler"},
	{DISTRICT, "AB CDEFGHIJ KLMNOPQRS TUV", NULL, NULL},
	{DISTRICT, "AB CDEFGHIJ KLMNOPQRS TUVW", "district", "26 characters"},
	{DISTRICT, "", "district", "missing"},
	{DISTRICT, "0", "district", "filler"},
	{CEP, "0100100", "cep", "8 digits"},
	{CEP, "00000000", "cep", "8 digits"},
	{CEP, "11111111", "cep", "8 digits"},
	{CEP, "01001-00", "cep", "8 digits"},
	{CITY, "AB CDEFGHIJ KLMNOPQRS TUVWXYZA", NULL, NULL},
	{CITY, "AB CDEFGHIJ KLMNOPQRS TUVWXYZAB", "city", "31 characters"},
	{UF, "XX", "uf", "state"},
	{UF, "sp", "uf", "state"},
	{TAXID, "", "taxid", "11"},
	{EMAIL, "", NULL, NULL},
	{BORN, "", NULL, NULL},
	{BORN, "2008-01-05", NULL, NULL},
	{BORN, "2008-01-06", "born_on", "under 18"},
	{BORN, "2030-01-06", "born_on", "under 18"},
	{BORN, "1900-01-01", "born_on", "filler"},
	{CONTRACT, "1234567890123456", NULL, NULL},
	{CONTRACT, "", "contract", "key"},
	{CONTRACT, " FAT-1", "contract", "blanks"},
	{CONTRACT, "0000", "contract", "zeros"},
	{CONTRACT, "FAT-ã", "contract", "ASCII"},
	{ISSUED, "", "issued_on", "none"},
	{ISSUED, "2026-02-05", NULL, NULL},
	{ISSUED, "2026-02-06", "issued_on", "after the due date"},
	{DUE, "", "due_on", "none"},
	{DUE, "2026-03-05", NULL, NULL},
	{DUE, "2026-03-06", "due_on", "4 days overdue"},
	{DUE, "2026-03-10", "due_on", "not overdue"},
	{DUE, "2026-03-11", "due_on", "not overdue"},
	{AMOUNT, "1.00", NULL, NULL},
	{AMOUNT, "0.99", "amount", "R$ 1,00"},
	{AMOUNT, "0", "amount", "too small"},
	{AMOUNT, "99999999999.99", NULL, NULL},
	{AMOUNT, "100000000000.00", "amount", "13 digits"},
};

static void expect(struct spc_fixture *fixture, const struct row *row, const char *today)
{
	struct err err = {0};
	enum rc rc = spc_fits(&fixture->account, &fixture->listing, today != NULL ? spc_day(today) : DATE_NONE, &err);
	if (row->field == NULL && rc != OK)
		fail_msg("%s: %s: %s", row->value, err.field, err.words);
	if (row->field == NULL)
		return;
	if (rc != ERR_RANGE || strcmp(err.field, row->field) != 0 || strstr(err.words, row->words) == NULL)
		fail_msg("%s: %s: %s: %s", row->value, rc_name(rc), err.field, err.words);
}

static void an_inclusion_fits_by_every_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(inclusions); i++) {
		struct spc_fixture fixture;
		spc_fixture_init(&fixture);
		spoil(&fixture, inclusions[i].kind, inclusions[i].value);
		expect(&fixture, &inclusions[i], "2026-03-10");
		spc_fixture_done(&fixture);
	}
}

static void the_profile_says_how_old_a_debt_may_be(void **state)
{
	(void)state;
	static const struct {
		const char *today;
		struct row row;
	} rows[] = {
		{"2031-01-04", {DUE, "2026-02-05", NULL, NULL}},
		{"2031-01-05", {DUE, "2026-02-05", "due_on", "59 months"}},
		{NULL, {DUE, "2026-02-05", NULL, NULL}},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_fixture fixture;
		spc_fixture_init(&fixture);
		expect(&fixture, &rows[i].row, rows[i].today);
		spc_fixture_done(&fixture);
	}
}

static void notice_by_email_wants_an_address(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{EMAIL, "ana@inventada.example", NULL, NULL}, {EMAIL, "", "email", "address"},
		{EMAIL, "ana", "email", "address"},           {EMAIL, "ana@inventada", "email", "address"},
		{EMAIL, "a@b.example c", "email", "address"}, {EMAIL, "@b.example", "email", "address"},
		{EMAIL, "a@b@c.example", "email", "address"}, {EMAIL, "a@b.example,", "email", "address"},
		{EMAIL, "ã@b.example", "email", "address"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_fixture fixture;
		spc_fixture_init(&fixture);
		fixture.profile.bureau.notifies_by_email = true;
		spoil(&fixture, rows[i].kind, rows[i].value);
		expect(&fixture, &rows[i], "2026-03-10");
		spc_fixture_done(&fixture);
	}
}

static void of_a_removal_only_the_key_and_the_motive_count(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{MOTIVE, "1", NULL, NULL},        {MOTIVE, "", "motive", "list"},
		{MOTIVE, "A", "motive", "list"},  {CONTRACT, "", "contract", "key"},
		{DUE, "", "due_on", "none"},      {TAXID, "5299822472", "taxid", "11"},
		{NAME, "", NULL, NULL},           {STREET, "", NULL, NULL},
		{ISSUED, "", NULL, NULL},         {AMOUNT, "0", NULL, NULL},
		{BORN, "2020-01-01", NULL, NULL}, {DUE, "2000-01-01", NULL, NULL},
		{DUE, "2026-03-11", NULL, NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_fixture fixture;
		spc_fixture_init(&fixture);
		fixture.listing.removal = true;
		PUT(fixture.listing.motive, "1");
		spoil(&fixture, rows[i].kind, rows[i].value);
		expect(&fixture, &rows[i], "2026-03-10");
		spc_fixture_done(&fixture);
	}
}

static void a_guarantor_is_held_against_the_same_rules(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	fixture.listing.guarantor = &fixture.guarantor;
	struct row row = {.value = "guarantor"};
	expect(&fixture, &row, "2026-03-10");
	PUT(fixture.guarantor.address.district, "");
	row = (struct row){.value = "guarantor", .field = "district", .words = "missing"};
	expect(&fixture, &row, "2026-03-10");
	fixture.guarantor = fixture.principal;
	row = (struct row){.value = "himself", .field = "taxid", .words = "surety"};
	expect(&fixture, &row, "2026-03-10");
	spc_fixture_done(&fixture);
}

static void a_phone_that_cannot_be_called_is_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *told;
		const char *area_code;
		const char *phone;
	} rows[] = {
		{"(11) 93000-0001", "11", "930000001"},
		{"+55 11 3000-0001", "11", "30000001"},
		{"5511930000001", "11", "930000001"},
		{"011 3000-0001", "11", "30000001"},
		{"1130000001", "11", "30000001"},
		{"5530000001", "55", "30000001"},
		{"3000-0001", "", ""},
		{"", "", ""},
		{"0", "", ""},
		{"1111111111", "", ""},
		{"(10) 3000-0001", "", ""},
		{"11 3000-0001 ramal 5", "", ""},
		{"11930000001 11930000002", "", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_fixture fixture;
		struct spc_form form;
		spc_fixture_init(&fixture);
		PUT(fixture.principal.phone, rows[i].told);
		assert_int_equal(spc_form_fill(&fixture.account, &fixture.listing, DATE_NONE, &form, NULL), OK);
		assert_string_equal(form.area_code, rows[i].area_code);
		assert_string_equal(form.phone, rows[i].phone);
		spc_fixture_done(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(street_number_and_complement_are_told_apart),
		cmocka_unit_test(a_number_that_may_be_something_else_is_not_guessed),
		cmocka_unit_test(an_inclusion_fits_by_every_field),
		cmocka_unit_test(the_profile_says_how_old_a_debt_may_be),
		cmocka_unit_test(notice_by_email_wants_an_address),
		cmocka_unit_test(of_a_removal_only_the_key_and_the_motive_count),
		cmocka_unit_test(a_guarantor_is_held_against_the_same_rules),
		cmocka_unit_test(a_phone_that_cannot_be_called_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
