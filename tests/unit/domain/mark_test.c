#include "domain/mark.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/eligibility.h"
#include "shipped_rules.h"

static void words_are_read_and_written(void **state)
{
	static const struct {
		const char *words;
		const char *kept;
	} rows[] = {
		{"", ""},
		{"  ", ""},
		{"bankrupt", "bankrupt"},
		{"bankrupt, deceased", "deceased, bankrupt"},
		{" payroll_deducted,,bankrupt bankrupt ", "bankrupt, payroll_deducted"},
	};
	char out[MARK_TEXT_BYTES];
	unsigned marks = 7;
	struct err err;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(mark_parse(text_of(rows[i].words), &marks, NULL), OK);
		assert_string_equal(mark_text(marks, out), rows[i].kept);
	}
	for (enum mark mark = 0; mark < MARK_COUNT; mark++) {
		assert_int_equal(mark_parse(text_of(mark_word(mark)), &marks, NULL), OK);
		assert_int_equal(marks, 1u << mark);
	}
	marks = 3;
	assert_int_equal(mark_parse(text_of("bankrupt rich"), &marks, &err), ERR_UNKNOWN);
	assert_int_equal(marks, 3);
	for (enum mark mark = 0; mark < MARK_COUNT; mark++)
		assert_non_null(strstr(err.words, mark_word(mark)));
}

/* A title and a listing that may go, but for what is put into them. */
struct sample {
	struct debtor debtor;
	struct title title;
	struct listing listing;
	struct eligibility_facts of_title;
	struct listing_facts of_listing;
	struct eligibility both[2]; /* of the title, of the listing */
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

static void init(struct sample *sample, const char *uf, const char *ibge)
{
	*sample = (struct sample){
		.debtor = {.name = "Devedora Ficticia Ltda",
			   .taxid = taxid_of("11222333000181"),
			   .address = {"Avenida Inventada 100", "Centro", "01310100", "Cidade Ficticia", "", ""},
			   .born_on = DATE_NONE},
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
			  .debtors = &sample->debtor,
			  .debtors_count = 1},
		.listing = {.contract = "NF-1",
			    .issued_on = iso("2026-09-01"),
			    .due_on = iso("2026-10-01"),
			    .amount_cents = 80000,
			    .principal = &sample->debtor},
		.of_title = {.title = &sample->title,
			     .creditor_taxid = taxid_of("12ABC34501DE35"),
			     .today = iso("2026-11-19"),
			     .has_document = true,
			     .comarca_known = true,
			     .comarcas_loaded = true,
			     .account_ready = true},
		.of_listing = {.bureau = "spc",
			       .listing = &sample->listing,
			       .creditor_taxid = taxid_of("12ABC34501DE35"),
			       .today = iso("2026-11-19"),
			       .has_document = true,
			       .account_ready = true,
			       .term_known = true,
			       .codes_loaded = true,
			       .nature_known = true,
			       .principal_there = true},
	};
	assert_true(text_copy(text_of(uf), sample->debtor.address.uf, sizeof(sample->debtor.address.uf)));
	assert_true(text_copy(text_of(ibge), sample->debtor.address.ibge, sizeof(sample->debtor.address.ibge)));
	assert_true(text_copy(text_of(ibge), sample->title.comarca_ibge, sizeof(sample->title.comarca_ibge)));
}

static void check(struct sample *sample)
{
	eligibility_check(shipped_rules(), &sample->of_title, &sample->both[0]);
	eligibility_check_listing(shipped_rules(), &sample->of_listing, &sample->both[1]);
}

/* The only reason there is `code` at this level; NULL: none at all. */
static void expect(const struct eligibility *result, const char *code, enum level level, const char *says)
{
	int wanted = code != NULL ? 1 : 0;
	if (result->reasons_count != wanted)
		fail_msg("%d reasons for %s; the first is %s", result->reasons_count, code != NULL ? code : "none",
			 result->reasons_count > 0 ? result->reasons[0].code : "none");
	if (code == NULL)
		return;
	assert_string_equal(result->reasons[0].code, code);
	assert_int_equal(result->reasons[0].level, level);
	if (strstr(result->reasons[0].words, says) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", result->reasons[0].words, says);
}

/* What each mark does to a title and to a listing; Pernambuco is where the last one counts. */
static void each_mark_fails_its_check(void **state)
{
	enum { NOWHERE = -1 };
	static const struct {
		const char *code;
		int protest; /* enum level, NOWHERE: it passes */
		int bureau;
	} rows[MARK_COUNT] = {
		[MARK_name_mismatch] = {"DOC_NAME_MISMATCH", LEVEL_BLOCK, LEVEL_HOLD},
		[MARK_deceased] = {"DEBTOR_DECEASED", LEVEL_BLOCK, LEVEL_BLOCK},
		[MARK_bankrupt] = {"DEBTOR_BANKRUPT", LEVEL_BLOCK, LEVEL_BLOCK},
		[MARK_in_recovery] = {"DEBTOR_IN_RECOVERY", LEVEL_HOLD, LEVEL_HOLD},
		[MARK_plan_approved] = {"DEBT_IN_APPROVED_PLAN", LEVEL_BLOCK, LEVEL_BLOCK},
		[MARK_overindebted] = {"DEBTOR_OVERINDEBTED_CASE", LEVEL_HOLD, LEVEL_HOLD},
		[MARK_contact_unverified] = {"CONTACT_NO_PROOF_CHANNEL", NOWHERE, LEVEL_HOLD},
		[MARK_preservation_only] = {"DEBT_RTD_ONLY", LEVEL_BLOCK, LEVEL_BLOCK},
		[MARK_book_entry_elsewhere] = {"DEBT_ESCRITURAL_CONFLICT", LEVEL_BLOCK, LEVEL_BLOCK},
		[MARK_only_edital] = {"EDITAL_NOT_ALLOWED", LEVEL_HOLD, NOWHERE},
		[MARK_payroll_deducted] = {"STATE_SPECIAL_BAN", NOWHERE, LEVEL_BLOCK},
	};
	struct sample sample;
	(void)state;
	init(&sample, "PE", "2611606");
	check(&sample);
	expect(&sample.both[0], NULL, LEVEL_WARN, "");
	expect(&sample.both[1], NULL, LEVEL_WARN, "");
	for (enum mark mark = 0; mark < MARK_COUNT; mark++) {
		sample.of_title.marks = sample.of_listing.marks = 1u << mark;
		check(&sample);
		expect(&sample.both[0], rows[mark].protest != NOWHERE ? rows[mark].code : NULL,
		       (enum level)rows[mark].protest, mark_word(mark));
		expect(&sample.both[1], rows[mark].bureau != NOWHERE ? rows[mark].code : NULL,
		       (enum level)rows[mark].bureau, mark_word(mark));
	}
	/* Elsewhere no such law. */
	init(&sample, "SP", "3550308");
	sample.of_listing.marks = 1u << MARK_payroll_deducted;
	check(&sample);
	expect(&sample.both[1], NULL, LEVEL_WARN, "");
	/* All of them at once. */
	sample.of_title.marks = (1u << MARK_COUNT) - 1;
	check(&sample);
	assert_int_equal(sample.both[0].reasons_count, MARK_COUNT - 2);
}

static void a_part_that_may_bounce_and_a_bad_notice_hold(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample, "SP", "3550308");
	sample.of_title.part_pending = sample.of_listing.part_pending = true;
	check(&sample);
	expect(&sample.both[0], "DEBT_PARTLY_PAID", LEVEL_HOLD, "not cleared");
	expect(&sample.both[1], "DEBT_PARTLY_PAID", LEVEL_HOLD, "not cleared");
	init(&sample, "SP", "3550308");
	sample.of_title.notice_fault = sample.of_listing.notice_fault = "the notice does not name the creditor";
	check(&sample);
	expect(&sample.both[0], "NOTICE_TEXT_INVALID", LEVEL_HOLD, "does not name the creditor");
	expect(&sample.both[1], "NOTICE_TEXT_INVALID", LEVEL_HOLD, "does not name the creditor");
	sample.of_title.notice_fault = sample.of_listing.notice_fault = "";
	check(&sample);
	expect(&sample.both[0], NULL, LEVEL_WARN, "");
}

static void one_title_bears_one_protest(void **state)
{
	struct sample sample;
	(void)state;
	init(&sample, "SP", "3550308");
	sample.of_title.duplicate = true;
	check(&sample);
	expect(&sample.both[0], "DUPLICATE_LIVE", LEVEL_BLOCK, "NF-1");
	init(&sample, "SP", "3550308");
	sample.of_title.protested = true;
	check(&sample);
	expect(&sample.both[0], "REPROTEST_NOT_ALLOWED", LEVEL_BLOCK, "cancelled first");
}

static void a_certificate_is_valid_signs_and_is_the_creditors(void **state)
{
	struct sample sample;
	struct signer sound = {.identity = "exemplo",
			       .valid_from = iso("2026-11-19"),
			       .valid_until = iso("2026-11-19"),
			       .may_sign = true,
			       .has_cnpj = true,
			       .cnpj = taxid_of("12ABC345000188")};
	struct signer signer = sound;
	(void)state;
	init(&sample, "SP", "3550308");
	sample.of_title.signer = sample.of_listing.signer = &signer;
	check(&sample); /* on its only day, of another branch of the creditor */
	expect(&sample.both[0], NULL, LEVEL_WARN, "");
	expect(&sample.both[1], NULL, LEVEL_WARN, "");
	signer.valid_until = iso("2026-11-18");
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "ended on 2026-11-18");
	expect(&sample.both[1], "SIGNER_CERT_INVALID", LEVEL_HOLD, "ended on 2026-11-18");
	signer = sound;
	signer.valid_from = iso("2026-11-20");
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "from 2026-11-20");
	signer = sound;
	signer.may_sign = false;
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "key usage");
	/* A seal declares no will, which a bureau's record does not want. */
	signer = sound;
	signer.seal_type = true;
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "seal");
	expect(&sample.both[1], NULL, LEVEL_WARN, "");
	signer = sound;
	signer.cnpj = taxid_of("11222333000181");
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "not the creditor's");
	assert_null(strstr(sample.both[0].reasons[0].words, "11222333000181"));
	signer.has_cnpj = false;
	check(&sample);
	expect(&sample.both[0], NULL, LEVEL_WARN, "");
	signer = (struct signer){.identity = "exemplo", .unread = "cannot be opened"};
	check(&sample);
	expect(&sample.both[0], "SIGNER_CERT_INVALID", LEVEL_HOLD, "cannot be opened");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_and_written),
		cmocka_unit_test(each_mark_fails_its_check),
		cmocka_unit_test(a_part_that_may_bounce_and_a_bad_notice_hold),
		cmocka_unit_test(one_title_bears_one_protest),
		cmocka_unit_test(a_certificate_is_valid_signs_and_is_the_creditors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
