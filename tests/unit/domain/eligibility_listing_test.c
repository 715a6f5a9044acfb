#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "domain/eligibility.h"
#include "shipped_rules.h"

/* A record that may be asked for; each row of a test spoils one thing. */
struct sample {
	struct debtor principal;
	struct debtor guarantor;
	struct listing listing;
	struct listing_facts facts;
	struct eligibility result;
};

static struct date iso(const char *text)
{
	struct date date = DATE_NONE;
	if (text[0] != '\0')
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
		.principal = {.name = "Devedora Ficticia",
			      .taxid = taxid_of("52998224725"),
			      .address = {"Avenida Inventada 100", "Centro", "01310100", "Sao Paulo", "SP", "3550308"},
			      .born_on = iso("1980-05-17")},
		.guarantor = {.name = "Avalista Ficticio",
			      .taxid = taxid_of("11144477735"),
			      .address = {"Rua Imaginada 7", "Centro", "20040002", "Rio de Janeiro", "RJ", "3304557"},
			      .born_on = DATE_NONE},
		.listing = {.contract = "NF-1",
			    .issued_on = iso("2026-09-01"),
			    .due_on = iso("2026-10-01"),
			    .amount_cents = 80000,
			    .principal = &sample->principal},
		.facts = {.bureau = "serasa",
			  .listing = &sample->listing,
			  .creditor_taxid = taxid_of("12ABC34501DE35"),
			  .creditor_address = {.street = "Rua da Credora Ficticia 1", .cep = "01310200"},
			  .today = iso("2026-11-19"),
			  .youngest_days = 5,
			  .oldest_months = 59,
			  .amount_cents_min = 1000,
			  .has_document = true,
			  .account_ready = true,
			  .term_known = true,
			  .codes_loaded = true,
			  .nature_known = true,
			  .principal_there = true},
	};
}

static int count_of(struct sample *sample, const char *code)
{
	int count = 0;
	eligibility_check_listing(shipped_rules(), &sample->facts, &sample->result);
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
	assert_int_equal(eligibility_event(&sample->result),
			 level == LEVEL_BLOCK ? EVENT_REFUSED_BY_RULE : EVENT_HELD_BY_RULE);
}

static void expect_none(struct sample *sample)
{
	eligibility_check_listing(shipped_rules(), &sample->facts, &sample->result);
	if (sample->result.reasons_count != 0)
		fail_msg("%s: %s", sample->result.reasons[0].code, sample->result.reasons[0].words);
	assert_int_equal(eligibility_event(&sample->result), EVENT_PASSED);
}

static void a_sound_record_passes(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	expect_none(&sample);
	sample.principal.born_on = DATE_NONE;
	expect_none(&sample);
	sample.listing.guarantor = &sample.guarantor;
	expect_none(&sample);
}

static void what_is_known_of_debt_account_and_bureau_decides(void **state)
{
	static const struct {
		size_t fact; /* turned round */
		const char *code;
		enum level level;
		const char *says;
	} rows[] = {
		{offsetof(struct listing_facts, paid_or_pending), "DEBT_PAID", LEVEL_BLOCK, "payment"},
		{offsetof(struct listing_facts, has_document), "DEBT_NO_DOCUMENT", LEVEL_BLOCK, "hash"},
		{offsetof(struct listing_facts, account_ready), "CREDITOR_NOT_ENTITLED", LEVEL_BLOCK,
		 "no account at serasa"},
		{offsetof(struct listing_facts, same_contract), "DUPLICATE_LIVE", LEVEL_BLOCK, "\"NF-1\""},
		{offsetof(struct listing_facts, codes_loaded), "NATURE_UNKNOWN", LEVEL_HOLD, "come by themselves"},
		{offsetof(struct listing_facts, nature_known), "NATURE_UNKNOWN", LEVEL_HOLD, "`nature`"},
		{offsetof(struct listing_facts, term_known), "STATE_WINDOW_UNKNOWN", LEVEL_HOLD,
		 "how long serasa tells a debtor in SP"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		bool *fact = (bool *)((char *)&sample.facts + rows[i].fact);
		*fact = !*fact;
		expect_only(&sample, rows[i].code, rows[i].level, rows[i].says);
	}
}

/* While the lists are on their way, that one reason is enough. */
static void an_unknown_nature_is_told_once(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.facts.codes_loaded = sample.facts.nature_known = false;
	expect_only(&sample, "NATURE_UNKNOWN", LEVEL_HOLD, "have not been loaded yet");
}

static void a_guarantor_waits_for_the_principal(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.facts.principal_there = false;
	expect_none(&sample); /* the principal's own record waits for nobody */
	sample.listing.guarantor = &sample.guarantor;
	expect_only(&sample, "PRINCIPAL_NOT_LISTED", LEVEL_HOLD, "follows it by itself");
}

static void each_party_has_a_tax_id_and_is_not_the_creditor(void **state)
{
	static const struct {
		bool of_guarantor;
		bool guarantors_record;
		struct taxid taxid;
		const char *code; /* "" passes */
		const char *says;
	} rows[] = {
		{false, false, {TAXID_CPF, "11111111111"}, "DOC_CPF_INVALID", "all digits are equal"},
		{false, false, {TAXID_CPF, "52998224724"}, "DOC_CPF_INVALID", "check digits are 25, not 24"},
		{false, false, {TAXID_CNPJ, "11222333000180"}, "DOC_CNPJ_INVALID", "check digits are 81, not 80"},
		{false, false, {TAXID_CPF, "11222333000181"}, "DOC_CPF_INVALID", "said to be a CPF and is a CNPJ"},
		{false, false, {TAXID_CNPJ, "12ABC345000188"}, "DEBTOR_IS_CREDITOR", "the same"},
		{false, false, {TAXID_CNPJ, "11222333000181"}, "", ""},
		{true, true, {TAXID_CPF, "11144477736"}, "DOC_CPF_INVALID", "111.***.***-36"},
		{true, true, {TAXID_CNPJ, "12ABC345000188"}, "DEBTOR_IS_CREDITOR", "the same"},
		/* Part of the guarantor's record is whose debt it is. */
		{false, true, {TAXID_CPF, "52998224724"}, "DOC_CPF_INVALID", "529.***.***-24"},
		/* Another record's person. */
		{true, false, {TAXID_CPF, "11144477736"}, "", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		*(rows[i].of_guarantor ? &sample.guarantor.taxid : &sample.principal.taxid) = rows[i].taxid;
		sample.listing.guarantor = rows[i].guarantors_record ? &sample.guarantor : NULL;
		if (rows[i].code[0] == '\0')
			expect_none(&sample);
		else
			expect_only(&sample, rows[i].code, LEVEL_BLOCK, rows[i].says);
		for (int j = 0; j < sample.result.reasons_count; j++)
			assert_null(strstr(sample.result.reasons[j].words, rows[i].taxid.digits));
	}
}

static void a_minor_is_not_listed(void **state)
{
	static const struct {
		const char *born_on;
		const char *issued_on;
		const char *says; /* "" passes */
	} rows[] = {
		{"2008-11-20", "2026-09-01", "not listed before 2026-11-20"},
		{"2024-02-29", "2026-09-01", "under 18"},
		{"2008-11-19", "", ""},           /* eighteen today, and the day of the debt is not known */
		{"2008-09-01", "2026-09-01", ""}, /* eighteen on the day of the debt */
		{"2008-09-02", "2026-09-01", "under 18 when the debt was made on 2026-09-01"},
		{"2026-11-20", "2026-09-01", "has not come"},
		{"2050-01-01", "2026-09-01", "has not come"},
		{"1930-01-01", "2026-09-01", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		sample.principal.born_on = iso(rows[i].born_on);
		sample.listing.issued_on = iso(rows[i].issued_on);
		if (rows[i].says[0] == '\0')
			expect_none(&sample);
		else
			expect_only(&sample, "DEBTOR_MINOR", LEVEL_BLOCK, rows[i].says);
		sample.principal.taxid = taxid_of("11222333000181"); /* a company is as old as it is */
		expect_none(&sample);
		sample.principal.taxid = taxid_of("52998224725");
		sample.listing.guarantor = &sample.guarantor; /* his record, his age */
		expect_none(&sample);
		sample.guarantor.born_on = iso(rows[i].born_on);
		assert_int_equal(count_of(&sample, "DEBTOR_MINOR"), rows[i].says[0] != '\0');
	}
}

static void an_address_that_the_notice_would_miss_is_for_a_person(void **state)
{
	static const struct {
		struct address address;
		const char *says;
	} rows[] = {
		{{"", "Centro", "01310100", "Sao Paulo", "SP", "3550308"}, "no street"},
		{{"  ", "Centro", "01310100", "Sao Paulo", "SP", "3550308"}, "no street"},
		{{"Rua Inventada 1", "Centro", "", "Sao Paulo", "SP", "3550308"}, "no CEP"},
		{{"Rua Inventada 1", "Centro", "00000000", "Sao Paulo", "SP", "3550308"}, "eight digits"},
		{{"Rua Inventada 1", "Centro", "01310100", "", "SP", "3550308"}, "no city"},
		{{"Rua Inventada 1", "Centro", "01310100", "Sao Paulo", "", "3550308"}, "no state"},
		{{"Rua Inventada 1", "Centro", "01310100", "Sao Paulo", "SP", "3304557"}, "lies in RJ"},
		{{"Rua da Credora Ficticia 1", "Centro", "01310200", "Sao Paulo", "SP", "3550308"}, "creditor's own"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		sample.principal.address = rows[i].address;
		expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_HOLD, rows[i].says);
		sample.listing.guarantor = &sample.guarantor; /* the notice goes to him */
		expect_none(&sample);
		sample.guarantor.address = rows[i].address;
		expect_only(&sample, "CONTACT_ADDRESS_BAD", LEVEL_HOLD, rows[i].says);
	}
}

static void a_debt_is_as_old_as_bureau_and_law_want_it(void **state)
{
	static const struct {
		const char *due_on;
		int oldest_months;
		const char *code; /* "" passes */
		enum level level;
		const char *says;
	} rows[] = {
		{"2026-11-20", 59, "DEBT_NOT_DUE", LEVEL_BLOCK, "has not passed on 2026-11-19"},
		{"2026-11-19", 59, "DEBT_NOT_DUE", LEVEL_BLOCK, "has not passed"},
		{"2026-11-18", 59, "DEBT_NOT_DUE", LEVEL_BLOCK, "5 days later, so it may leave from 2026-11-23"},
		{"2026-11-15", 59, "DEBT_NOT_DUE", LEVEL_BLOCK, "from 2026-11-20"},
		{"2026-11-14", 59, "", LEVEL_WARN, ""},
		/* Sixty days of life: until the day before five years are over. */
		{"2022-01-19", 59, "", LEVEL_WARN, ""},
		{"2022-01-18", 59, "LISTING_TOO_CLOSE_TO_5Y", LEVEL_HOLD, "after 59 days, on 2027-01-17; 60 or more"},
		{"2021-12-19", 59, "LISTING_TOO_CLOSE_TO_5Y", LEVEL_HOLD, "after 29 days"},
		{"2021-12-18", 59, "DEBT_PRESCRIBED_5Y", LEVEL_BLOCK,
		 "serasa takes a debt up to 59 months after its due date, which was until 2026-11-18"},
		{"2021-11-20", 60, "LISTING_TOO_CLOSE_TO_5Y", LEVEL_HOLD, "after 0 days, on 2026-11-19"},
		{"2021-11-19", 60, "DEBT_PRESCRIBED_5Y", LEVEL_BLOCK,
		 "five years after the due date ended on 2026-11-19"},
		{"2021-11-19", 59, "DEBT_PRESCRIBED_5Y", LEVEL_BLOCK, "five years"},
		{"2010-01-01", 59, "DEBT_PRESCRIBED_5Y", LEVEL_BLOCK, "five years"},
		{"2024-12-01", 12, "DEBT_PRESCRIBED_5Y", LEVEL_BLOCK, "up to 12 months"},
		/* Nobody says how old it may be. */
		{"2024-12-01", 0, "", LEVEL_WARN, ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample sample;
		init(&sample);
		sample.listing.due_on = iso(rows[i].due_on);
		sample.listing.issued_on = date_plus(sample.listing.due_on, -30);
		sample.facts.oldest_months = rows[i].oldest_months;
		if (rows[i].code[0] == '\0')
			expect_none(&sample);
		else
			expect_only(&sample, rows[i].code, rows[i].level, rows[i].says);
	}
}

static void dates_are_there_and_in_order(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.listing.due_on = DATE_NONE;
	expect_only(&sample, "DEBT_DATES_BAD", LEVEL_BLOCK, "no due date");
	init(&sample);
	sample.listing.issued_on = iso("2026-10-02");
	expect_only(&sample, "DEBT_DATES_BAD", LEVEL_BLOCK, "issued on 2026-10-02, after the due date 2026-10-01");
}

static void an_amount_is_one_that_the_bureau_takes(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample);
	sample.listing.amount_cents = 999;
	expect_only(&sample, "DEBT_AMOUNT_BAD", LEVEL_BLOCK, "the amount is 9.99; serasa takes 10.00 or more");
	sample.listing.amount_cents = 1000;
	expect_none(&sample);
	sample.listing.amount_cents = -1;
	expect_only(&sample, "DEBT_AMOUNT_BAD", LEVEL_BLOCK, "the amount is -0.01; more than 0.00 is wanted");
	sample.listing.amount_cents = 0;
	expect_only(&sample, "DEBT_AMOUNT_BAD", LEVEL_BLOCK, "the amount is 0.00");
	sample.facts.paid_or_pending = true; /* nothing is left because it was paid */
	expect_only(&sample, "DEBT_PAID", LEVEL_BLOCK, "only unpaid debts");
}

static void every_reason_is_told_at_once(void **state)
{
	static const char *const codes[] = {
		"DEBT_PAID",           "DEBT_NO_DOCUMENT",     "CREDITOR_NOT_ENTITLED", "DUPLICATE_LIVE",
		"NATURE_UNKNOWN",      "DEBT_AMOUNT_BAD",      "DEBT_DATES_BAD",        "DEBT_PRESCRIBED_5Y",
		"CONTACT_ADDRESS_BAD", "DEBTOR_IS_CREDITOR",   "DEBTOR_MINOR",          "PRINCIPAL_NOT_LISTED",
		"DOC_CPF_INVALID",     "STATE_WINDOW_UNKNOWN",
	};
	struct sample sample;
	(void)state;
	init(&sample);
	sample.facts.paid_or_pending = sample.facts.same_contract = true;
	sample.facts.has_document = sample.facts.account_ready = sample.facts.term_known = false;
	sample.facts.nature_known = sample.facts.principal_there = false;
	sample.listing.amount_cents = 1;
	sample.listing.due_on = iso("2020-01-01");
	sample.listing.guarantor = &sample.guarantor;
	sample.facts.creditor_taxid = sample.guarantor.taxid;
	sample.principal.taxid.digits[0] = '9';
	sample.guarantor.born_on = iso("2010-01-01");
	sample.guarantor.address.cep[0] = '\0';
	eligibility_check_listing(shipped_rules(), &sample.facts, &sample.result);
	assert_int_equal(sample.result.reasons_count, ARRAY_LEN(codes));
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (count_of(&sample, codes[i]) != 1)
			fail_msg("%s is missing", codes[i]);
	assert_int_equal(sample.result.worst, LEVEL_BLOCK);
	assert_int_equal(eligibility_event(&sample.result), EVENT_REFUSED_BY_RULE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_record_passes),
		cmocka_unit_test(what_is_known_of_debt_account_and_bureau_decides),
		cmocka_unit_test(an_unknown_nature_is_told_once),
		cmocka_unit_test(a_guarantor_waits_for_the_principal),
		cmocka_unit_test(each_party_has_a_tax_id_and_is_not_the_creditor),
		cmocka_unit_test(a_minor_is_not_listed),
		cmocka_unit_test(an_address_that_the_notice_would_miss_is_for_a_person),
		cmocka_unit_test(a_debt_is_as_old_as_bureau_and_law_want_it),
		cmocka_unit_test(dates_are_there_and_in_order),
		cmocka_unit_test(an_amount_is_one_that_the_bureau_takes),
		cmocka_unit_test(every_reason_is_told_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
