#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/eligibility.h"
#include "shipped_rules.h"

/* A title that may leave; each test spoils one thing. */
struct sample {
	struct debtor debtors[20];
	struct title title;
	struct eligibility_facts facts;
	struct eligibility result;
};

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	assert_int_equal(date_parse_iso(text_of(text), &date, NULL), OK);
	return date;
}

static struct taxid taxid_of(const char *text)
{
	struct taxid taxid;
	assert_int_equal(taxid_parse(text_of(text), &taxid, NULL), OK);
	return taxid;
}

static void init(struct sample *sample)
{
	*sample = (struct sample){
		.title = {.nosso_numero = "1",
			  .number = "NF-1",
			  .species = "DMI",
			  .issued_on = iso("2026-09-01"),
			  .due_on = iso("2026-10-01"),
			  .amount_cents = 100000,
			  .balance_cents = 80000,
			  .endorsement = ' ',
			  .acceptance = 'N',
			  .declaration = 'G',
			  .comarca_ibge = "3550308",
			  .debtors = sample->debtors,
			  .debtors_count = 1},
		.facts = {.title = &sample->title,
			  .creditor_taxid = taxid_of("12ABC34501DE35"),
			  .creditor_address = {.street = "Rua da Credora Ficticia 1", .cep = "01310200"},
			  .today = iso("2026-11-19"),
			  .has_document = true,
			  .comarca_known = true,
			  .comarcas_loaded = true,
			  .account_ready = true},
	};
	sample->debtors[0] = (struct debtor){
		.name = "Devedora Ficticia Ltda",
		.taxid = taxid_of("11222333000181"),
		.address = {"Avenida Inventada 100", "Centro", "01310100", "Sao Paulo", "SP", "3550308"},
	};
}

static int count_of(struct sample *sample, const char *code)
{
	int count = 0;
	eligibility_check(shipped_rules(), &sample->facts, &sample->result);
	for (int i = 0; i < sample->result.reasons_count; i++)
		count += strcmp(sample->result.reasons[i].code, code) == 0;
	return count;
}

/* The only reason is `code`, at this level, and its words hold `says`. */
static void expect_only(struct sample *sample, const char *code, enum level level, const char *says)
{
	int count = count_of(sample, code);
	const struct reason *reason = &sample->result.reasons[0];
	if (count != 1 || sample->result.reasons_count != 1)
		fail_msg("%s: %d of %d reasons; the first is %s", code, count, sample->result.reasons_count,
			 sample->result.reasons_count > 0 ? reason->code : "none");
	assert_int_equal(reason->level, level);
	assert_int_equal(sample->result.worst, level);
	assert_true(reason->basis[0] != '\0' && reason->cra != NULL);
	if (strstr(reason->words, says) == NULL)
		fail_msg("%s: \"%s\" does not say \"%s\"", code, reason->words, says);
}

static void expect_none(struct sample *sample)
{
	eligibility_check(shipped_rules(), &sample->facts, &sample->result);
	if (sample->result.reasons_count != 0)
		fail_msg("%s: %s", sample->result.reasons[0].code, sample->result.reasons[0].words);
	assert_int_equal(eligibility_event(&sample->result), EVENT_PASSED);
}

static void a_sound_title_passes(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	expect_none(&sample);
}

static void what_was_paid_or_lacks_proof_or_account_does_not_pass(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.facts.paid_or_pending = true;
	expect_only(&sample, "DEBT_PAID", LEVEL_BLOCK, "payment");
	init(&sample);
	sample.facts.has_document = false;
	expect_only(&sample, "DEBT_NO_DOCUMENT", LEVEL_BLOCK, "hash");
	init(&sample);
	sample.facts.account_ready = false;
	expect_only(&sample, "CREDITOR_NOT_ENTITLED", LEVEL_BLOCK, "account");
	assert_int_equal(eligibility_event(&sample.result), EVENT_REFUSED_BY_RULE);
}

static void a_debtor_needs_a_tax_id_of_another(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	(void)snprintf(sample.debtors[0].taxid.digits, sizeof(sample.debtors[0].taxid.digits), "11222333000180");
	expect_only(&sample, "DOC_CNPJ_INVALID", LEVEL_BLOCK, "check digits are 81, not 80");
	assert_null(strstr(sample.result.reasons[0].words, "11222333000180"));
	init(&sample);
	sample.debtors[0].taxid = (struct taxid){TAXID_CPF, "11111111111"};
	expect_only(&sample, "DOC_CPF_INVALID", LEVEL_BLOCK, "all digits are equal");
	init(&sample);
	sample.debtors[0].taxid = (struct taxid){TAXID_CPF, "11222333000181"};
	expect_only(&sample, "DOC_CPF_INVALID", LEVEL_BLOCK, "said to be a CPF");
	init(&sample);
	sample.debtors[0].taxid = taxid_of("12ABC345000188"); /* another branch of the creditor */
	expect_only(&sample, "DEBTOR_IS_CREDITOR", LEVEL_BLOCK, "the same");
	init(&sample);
	sample.title.debtors_count = 0;
	expect_only(&sample, "DOC_CPF_INVALID", LEVEL_BLOCK, "no debtor");
}

static void an_address_is_whole_and_agrees_with_itself(void **state)
{
	struct sample sample;
	struct address *address = &sample.debtors[0].address;
	(void)state;
	init(&sample);
	address->street[0] = '\0';
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "no street");
	init(&sample);
	(void)snprintf(address->street, sizeof(address->street), "   ");
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "no street");
	init(&sample);
	address->city[0] = '\0';
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "no city");
	init(&sample);
	address->cep[0] = '\0';
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "no CEP");
	init(&sample);
	(void)snprintf(address->cep, sizeof(address->cep), "0131010");
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "eight digits");
	init(&sample);
	(void)snprintf(address->cep, sizeof(address->cep), "00000000");
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "eight digits");
	init(&sample);
	(void)snprintf(address->ibge, sizeof(address->ibge), "3304557");
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "lies in RJ");
	init(&sample);
	(void)snprintf(address->ibge, sizeof(address->ibge), "355030");
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "seven digits");
	init(&sample);
	(void)snprintf(address->street, sizeof(address->street), "%s", sample.facts.creditor_address.street);
	(void)snprintf(address->cep, sizeof(address->cep), "%s", sample.facts.creditor_address.cep);
	expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_BLOCK, "creditor's own");
	init(&sample);
	address->uf[0] = '\0';
	assert_int_equal(count_of(&sample, "CONTACT_ADDRESS_BAD"), 1);
}

static void a_bank_day_passes_between_due_date_and_presentation(void **state)
{
	static const struct {
		const char *due_on;
		const char *today;
		int count;
	} rows[] = {
		{"2026-11-16", "2026-11-15", 1},
		{"2026-11-16", "2026-11-16", 1},
		{"2026-11-16", "2026-11-17", 0},
		/* Due on a Saturday: payable on Monday. */
		{"2026-11-14", "2026-11-16", 1},
		{"2026-11-14", "2026-11-17", 0},
		/* Thursday, then the holiday and the weekend. */
		{"2026-11-19", "2026-11-20", 1},
		{"2026-11-19", "2026-11-22", 1},
		{"2026-11-19", "2026-11-23", 0},
		/* Carnival is no bank day. */
		{"2026-02-13", "2026-02-17", 1},
		{"2026-02-13", "2026-02-18", 0},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		sample.title.issued_on = iso("2026-01-05");
		sample.title.due_on = iso(rows[i].due_on);
		sample.facts.today = iso(rows[i].today);
		if (count_of(&sample, "DEBT_NOT_DUE") != rows[i].count)
			fail_msg("due %s, on %s", rows[i].due_on, rows[i].today);
		if (date_compare(sample.title.due_on, sample.facts.today) >= 0)
			assert_non_null(strstr(sample.result.reasons[0].words, "has not passed"));
		assert_int_equal(sample.result.reasons_count, rows[i].count);
	}
}

static void dates_are_there_and_in_order(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.title.issued_on = DATE_NONE;
	expect_only(&sample, "DEBT_DATES_BAD", LEVEL_BLOCK, "no date of issue");
	init(&sample);
	sample.title.issued_on = iso("2026-10-02");
	expect_only(&sample, "DEBT_DATES_BAD", LEVEL_BLOCK, "after the due date");
	init(&sample);
	sample.title.due_on = DATE_NONE;
	expect_only(&sample, "DEBT_DATES_BAD", LEVEL_BLOCK, "no due date");
	(void)snprintf(sample.title.species, sizeof(sample.title.species), "NP");
	expect_none(&sample);
}

static void amounts_are_positive_and_the_balance_is_within(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.title.balance_cents = 100001;
	expect_only(&sample, "DEBT_AMOUNT_BAD", LEVEL_BLOCK, "1000.01 is above the title's amount 1000.00");
	init(&sample);
	sample.title.balance_cents = 0;
	expect_only(&sample, "DEBT_AMOUNT_BAD", LEVEL_BLOCK, "balance to protest is 0.00");
	init(&sample);
	sample.title.amount_cents = -5;
	sample.title.balance_cents = -5;
	assert_int_equal(count_of(&sample, "DEBT_AMOUNT_BAD"), 2);
}

static void species_declaration_and_endorsement_fit(void **state)
{
	static const struct {
		const char *species;
		char declaration;
		char endorsement;
		const char *code; /* "" passes */
	} rows[] = {
		{"DMI", 'G', ' ', ""},
		{"DMI", 'D', 'M', ""},
		{"DMI", 'D', ' ', ""},
		{"DMI", 'T', 'T', ""},
		{"DMI", 'D', 'T', "DEBT_ENDORSEMENT_BAD"},
		{"DMI", 'T', 'M', "DEBT_ENDORSEMENT_BAD"},
		{"DMI", 'G', 'X', "DEBT_ENDORSEMENT_BAD"},
		{"DMI", 'G', '\0', "DEBT_ENDORSEMENT_BAD"},
		{"DMI", ' ', 'M', "DECLARATION_MISSING"},
		{"DSI", ' ', 'M', "DECLARATION_MISSING"},
		{"CBI", '?', ' ', "DECLARATION_MISSING"},
		{"NP", ' ', ' ', ""},
		{"DM", ' ', 'M', ""},
		{"XX", ' ', ' ', "DEBT_SPECIES_INVALID"},
		{"", ' ', ' ', "DEBT_SPECIES_INVALID"},
		{"CD", ' ', ' ', "DEBT_SPECIES_INVALID"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		(void)snprintf(sample.title.species, sizeof(sample.title.species), "%s", rows[i].species);
		sample.title.declaration = rows[i].declaration;
		sample.title.endorsement = rows[i].endorsement;
		if (rows[i].code[0] == '\0')
			expect_none(&sample);
		else
			expect_only(&sample, rows[i].code, LEVEL_BLOCK, "");
	}
}

static void the_place_is_the_debtors(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	(void)snprintf(sample.title.comarca_ibge, sizeof(sample.title.comarca_ibge), "3304557");
	expect_only(&sample, "PLACE_MISMATCH", LEVEL_BLOCK, "lies in RJ, the debtor lives in SP");
	init(&sample);
	sample.facts.comarca_known = false;
	expect_only(&sample, "COMARCA_UNKNOWN", LEVEL_HOLD, "not in the CRA's list");
	sample.facts.comarcas_loaded = false;
	expect_only(&sample, "COMARCA_UNKNOWN", LEVEL_HOLD, "has not been fetched");
}

static void old_debts_stop_at_their_term(void **state)
{
	static const struct {
		const char *species;
		const char *issued_on;
		const char *due_on;
		const char *today;
		const char *code; /* the one besides FEES_DEPOSIT_REQUIRED */
	} rows[] = {
		{"DMI", "2023-10-01", "2023-11-20", "2026-11-19", ""},
		{"DMI", "2023-10-01", "2023-11-20", "2026-11-20", "DEBT_TITLE_PRESCRIBED"},
		{"NP", "2023-10-01", "2023-11-20", "2026-11-20", "DEBT_TITLE_PRESCRIBED"},
		{"CPS", "2023-10-01", "2023-11-20", "2026-11-20", ""},
		{"CPS", "2021-10-01", "2021-11-20", "2026-11-19", ""},
		{"CPS", "2021-10-01", "2021-11-20", "2026-11-20", "DEBT_PRESCRIBED_5Y"},
		{"SJ", "2021-10-01", "2021-11-20", "2026-11-20", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		(void)snprintf(sample.title.species, sizeof(sample.title.species), "%s", rows[i].species);
		sample.title.issued_on = iso(rows[i].issued_on);
		sample.title.due_on = iso(rows[i].due_on);
		sample.facts.today = iso(rows[i].today);
		assert_int_equal(count_of(&sample, "FEES_DEPOSIT_REQUIRED"), 1);
		assert_int_equal(sample.result.reasons_count, rows[i].code[0] == '\0' ? 1 : 2);
		if (rows[i].code[0] != '\0')
			assert_int_equal(count_of(&sample, rows[i].code), 1);
		assert_int_equal(eligibility_event(&sample.result),
				 rows[i].code[0] == '\0' ? EVENT_PASSED : EVENT_REFUSED_BY_RULE);
	}
}

static void a_cheque_stops_six_months_after_its_thirty_days(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	(void)snprintf(sample.title.species, sizeof(sample.title.species), "CH");
	sample.title.due_on = DATE_NONE;
	sample.title.issued_on = iso("2026-04-20");
	sample.facts.today = iso("2026-11-19");
	expect_none(&sample);
	sample.facts.today = iso("2026-11-20");
	expect_only(&sample, "DEBT_TITLE_PRESCRIBED", LEVEL_BLOCK, "2026-11-20");
}

static void fees_are_warned_of_after_a_year_and_pass(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.title.issued_on = iso("2025-10-01");
	sample.title.due_on = iso("2025-11-19");
	expect_none(&sample);
	sample.title.due_on = iso("2025-11-18");
	expect_only(&sample, "FEES_DEPOSIT_REQUIRED", LEVEL_WARN, "deposit");
	assert_int_equal(eligibility_event(&sample.result), EVENT_PASSED);
}

static void without_a_calendar_it_is_held(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.title.issued_on = iso("2049-11-01");
	sample.title.due_on = iso("2049-12-01");
	sample.facts.today = iso("2049-12-30");
	expect_only(&sample, "CALENDAR_MISSING", LEVEL_HOLD, "2003 to 2049");
	assert_int_equal(eligibility_event(&sample.result), EVENT_HELD_BY_RULE);
}

static void all_reasons_are_told_at_once(void **state)
{
	static const char *const codes[] = {"DEBT_PAID",       "DEBT_NO_DOCUMENT",     "CREDITOR_NOT_ENTITLED",
					    "DEBT_AMOUNT_BAD", "DEBT_SPECIES_INVALID", "DEBT_ENDORSEMENT_BAD",
					    "DEBT_DATES_BAD",  "DEBT_NOT_DUE",         "COMARCA_UNKNOWN",
					    "PLACE_MISMATCH",  "DOC_CNPJ_INVALID",     "CONTACT_ADDRESS_BAD"};
	struct sample sample;
	(void)state;
	init(&sample);
	sample.facts.paid_or_pending = true;
	sample.facts.has_document = sample.facts.account_ready = sample.facts.comarcas_loaded = false;
	sample.title.balance_cents = 0;
	sample.title.species[0] = 'Q';
	sample.title.endorsement = 'Q';
	sample.title.due_on = iso("2026-11-30");
	sample.title.issued_on = iso("2026-12-01");
	(void)snprintf(sample.title.comarca_ibge, sizeof(sample.title.comarca_ibge), "9999999");
	sample.debtors[0].taxid.digits[13] = '9';
	sample.debtors[0].address.city[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (count_of(&sample, codes[i]) != 1)
			fail_msg("%s is missing", codes[i]);
	assert_int_equal(sample.result.reasons_count, ARRAY_LEN(codes));
	assert_int_equal(eligibility_event(&sample.result), EVENT_REFUSED_BY_RULE);
}

static void more_reasons_than_fit_are_counted_not_dropped(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.title.debtors_count = 20;
	for (int i = 0; i < 20; i++)
		sample.debtors[i] = (struct debtor){.taxid = {TAXID_CPF, "1"}};
	sample.title.comarca_ibge[0] = '\0';
	eligibility_check(shipped_rules(), &sample.facts, &sample.result);
	assert_int_equal(sample.result.reasons_count, REASONS_MAX);
	assert_int_equal(sample.result.worst, LEVEL_BLOCK);
	/* Six a debtor: tax id, street, CEP, city, state, municipality. */
	assert_non_null(strstr(sample.result.reasons[REASONS_MAX - 1].words, "88 more reasons"));
	for (int i = 0; i < REASONS_MAX; i++)
		assert_true(sample.result.reasons[i].words[0] != '\0');
}

static void levels_go_by_their_names(void **state)
{
	(void)state;
	assert_string_equal(level_name(LEVEL_WARN), "warn");
	assert_string_equal(level_name(LEVEL_HOLD), "hold");
	assert_string_equal(level_name(LEVEL_BLOCK), "block");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_title_passes),
		cmocka_unit_test(what_was_paid_or_lacks_proof_or_account_does_not_pass),
		cmocka_unit_test(a_debtor_needs_a_tax_id_of_another),
		cmocka_unit_test(an_address_is_whole_and_agrees_with_itself),
		cmocka_unit_test(a_bank_day_passes_between_due_date_and_presentation),
		cmocka_unit_test(dates_are_there_and_in_order),
		cmocka_unit_test(amounts_are_positive_and_the_balance_is_within),
		cmocka_unit_test(species_declaration_and_endorsement_fit),
		cmocka_unit_test(the_place_is_the_debtors),
		cmocka_unit_test(old_debts_stop_at_their_term),
		cmocka_unit_test(a_cheque_stops_six_months_after_its_thirty_days),
		cmocka_unit_test(fees_are_warned_of_after_a_year_and_pass),
		cmocka_unit_test(without_a_calendar_it_is_held),
		cmocka_unit_test(all_reasons_are_told_at_once),
		cmocka_unit_test(more_reasons_than_fit_are_counted_not_dropped),
		cmocka_unit_test(levels_go_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
