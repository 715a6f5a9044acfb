/* A remessa of CONVEM04: what stands where, what does not fit and is told by its field, and the name of the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "serasa_file_fixture.h"

#define LINE 602 /* with its line end */

static struct serasa_file file;

static int set_up(void **state)
{
	(void)state;
	serasa_file_init(&file);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	serasa_file_done(&file);
	return 0;
}

static enum rc compose(const struct listing *listings, int count, struct text *ret_bytes, struct err *reterr)
{
	const struct parcel parcel = {
		.kind = SERASA_FILE,
		.file_name = "PEFIN_20260310_000042.txt",
		.moved_on = serasa_file_day(SERASA_FILE_TODAY),
		.sequence = 42,
		.listings = listings,
		.listings_count = count,
	};
	return serasa_file_compose(file.arena, &file.account, &parcel, ret_bytes, reterr);
}

static struct text composed(const struct listing *listings, int count)
{
	struct text bytes = {NULL, 0};
	struct err err = {0};
	if (compose(listings, count, &bytes, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	assert_int_equal(bytes.len, (count + 2) * LINE);
	return bytes;
}

/* The columns of a line, all from 1. */
static void assert_columns(struct text bytes, int line, int from, const char *right)
{
	const char *at = bytes.at + (size_t)(line - 1) * LINE + (size_t)from - 1;
	if (strncmp(at, right, strlen(right)) != 0)
		fail_msg("line %d, column %d: \"%.*s\" is not \"%s\"", line, from, (int)strlen(right), at, right);
}

static void assert_unfit(const struct listing *listing, const char *field)
{
	struct err err = {0};
	enum rc rc = serasa_file_fits(&file.account, listing, serasa_file_day(SERASA_FILE_TODAY), &err);
	if (rc != ERR_RANGE || strcmp(err.field, field) != 0)
		fail_msg("%s is wanted, and it is %d, %s: %s", field, rc, err.field, err.words);
	assert_true(strlen(err.words) > 10);
	assert_null(strstr(err.words, file.principal.taxid.digits));
}

static void assert_fits(const struct listing *listing)
{
	struct err err = {0};
	if (serasa_file_fits(&file.account, listing, serasa_file_day(SERASA_FILE_TODAY), &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
}

static void a_name_has_the_day_and_six_digits_of_the_remessa(void **state)
{
	(void)state;
	char name[65];
	struct date day = serasa_file_day(SERASA_FILE_TODAY);
	assert_int_equal(serasa_file_file_name(&file.account, SERASA_FILE, day, 42, name, NULL), OK);
	assert_string_equal(name, "PEFIN_20260310_000042.txt");
	assert_int_equal(serasa_file_file_name(&file.account, SERASA_FILE, day, 999999, name, NULL), OK);
	assert_int_equal(serasa_file_file_name(&file.account, SERASA_FILE, day, 1000000, name, NULL), ERR_RANGE);
	assert_int_equal(serasa_file_file_name(&file.account, SERASA_FILE, day, 0, name, NULL), ERR_RANGE);
	assert_string_equal(name, "PEFIN_20260310_999999.txt");
}

static void a_name_that_is_none_is_an_error_of_the_profile(void **state)
{
	(void)state;
	static const char *const templates[] = {".{number}", "../{number}", "",
						"{number}{day}{number}{day}{number}{day}{number}{day}{number}{day}"};
	for (size_t i = 0; i < ARRAY_LEN(templates); i++) {
		char name[65] = "as before";
		(void)snprintf(file.profile.bureau.file_name, sizeof(file.profile.bureau.file_name), "%s",
			       templates[i]);
		assert_int_equal(
			serasa_file_file_name(&file.account, SERASA_FILE, serasa_file_day("2026-03-10"), 7, name, NULL),
			ERR_CONFIG);
		assert_string_equal(name, "as before");
	}
}

static void principal_and_guarantor_stand_in_their_columns(void **state)
{
	(void)state;
	struct listing listings[2] = {serasa_file_listing(&file, "NF 123-4"), serasa_file_listing(&file, "NF 123-4")};
	listings[1].guarantor = &file.guarantor;
	file.principal.born_on = serasa_file_day("1980-02-29");
	struct text bytes = composed(listings, 2);
	assert_columns(bytes, 1, 1, "0011222333202603100011333344440000SETOR DE COBRANCA     ");
	assert_columns(bytes, 1, 105, "SERASA-CONVEM04000042E       49000001   ");
	assert_columns(bytes, 1, 594, "0000001\r\n");
	assert_columns(bytes, 2, 1, "1I0001812026011020260110DP     F2000052998224725                     ");
	assert_columns(bytes, 2, 69, "                                     JOAO DA SILVA FICTICIO  ");
	assert_columns(bytes, 2, 176, "19800229");
	assert_columns(bytes, 2, 324, "RUA DAS AMOSTRAS, 100                        CENTRO              SAO PAULO  ");
	assert_columns(bytes, 2, 414, "SP01310100000000000015075NF 123-4        000000000                         ");
	assert_columns(bytes, 2, 502, "20251210");
	assert_columns(bytes, 2, 525, "         ");
	assert_columns(bytes, 2, 594, "0000002\r\n");
	assert_columns(bytes, 3, 32, "F2000052998224725");
	assert_columns(bytes, 3, 69, "J1044555666000181");
	assert_columns(bytes, 3, 106, "EMPRESA FICTICIA AVALISTA S/A ");
	assert_columns(bytes, 3, 324, "AV. DO EXEMPLO, 20 ");
	assert_columns(bytes, 3, 414, "RJ20040002");
	assert_columns(bytes, 3, 594, "0000003\r\n");
	assert_columns(bytes, 4, 1, "9    ");
	assert_columns(bytes, 4, 594, "0000004\r\n");
}

static void a_removal_repeats_the_line_of_its_inclusion(void **state)
{
	(void)state;
	struct listing inclusion = serasa_file_listing(&file, "NF 123-4");
	struct listing removal = inclusion;
	removal.removal = true;
	(void)snprintf(removal.motive, sizeof(removal.motive), "01");
	struct text in = composed(&inclusion, 1);
	struct text out = composed(&removal, 1);
	char *expected = arena_copy(file.arena, in.at, in.len);
	expected[LINE + 1] = 'E';
	memcpy(expected + LINE + 48, "01", 2);
	assert_memory_equal(out.at, expected, in.len);
}

static void inclusions_and_removals_go_in_one_file(void **state)
{
	(void)state;
	struct listing listings[2] = {serasa_file_listing(&file, "A-1"), serasa_file_listing(&file, "A-2")};
	listings[1].removal = true;
	(void)snprintf(listings[1].motive, sizeof(listings[1].motive), "11");
	struct text bytes = composed(listings, 2);
	assert_columns(bytes, 2, 2, "I");
	assert_columns(bytes, 2, 49, "  ");
	assert_columns(bytes, 3, 2, "E");
	assert_columns(bytes, 3, 49, "11");
}

static void tail_b_names_the_creditor(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	file.profile.bureau.tail = PROFILE_TAIL_B;
	struct text bytes = composed(&listing, 1);
	assert_columns(bytes, 2, 464, "J1011222333000181COMERCIAL AURORA FICTICIA LTDA                       ");
	assert_columns(bytes, 2, 594, "0000002\r\n");
}

static void a_long_street_parts_at_a_blank_and_is_never_cut(void **state)
{
	(void)state;
	static const char fits[] =
		"Avenida das Amostras Compridas do Exemplo 123 Bloco C Apto 7 Fundos Ala"; /* 45, a blank, 25 */
	static const char *const unfit[] = {
		"Avenida das Amostras Compridas do Exemplo 123 Bloco C Apto 7 Fundos AlaB",
		"AvenidaxdasxAmostrasxCompridasxdoxExemplox1234 Bloco C Apto 7 Fundos Ala",
		"AvenidaDasAmostrasCompridasDoExemploSemBrancos",
	};
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	char *street = file.principal.address.street;
	(void)snprintf(street, sizeof(file.principal.address.street), "%s", fits);
	struct text bytes = composed(&listing, 1);
	assert_columns(bytes, 2, 324, "AVENIDA DAS AMOSTRAS COMPRIDAS DO EXEMPLO 123CENTRO  ");
	assert_columns(bytes, 2, 464, "BLOCO C APTO 7 FUNDOS ALA0000");
	for (size_t i = 0; i < ARRAY_LEN(unfit); i++) {
		(void)snprintf(street, sizeof(file.principal.address.street), "%s", unfit[i]);
		assert_unfit(&listing, "street");
	}
}

static void what_does_not_fit_is_told_by_its_field(void **state)
{
	(void)state;
	static const char wide[] = "Abcdefghi Abcdefghi Abcdefghi Abcdefghi Abcdefghi Abcdefghi Abcdefghi Abcdefghi";
	static const struct {
		size_t at;
		const char *value;
		const char *field;
	} cases[] = {
		{offsetof(struct debtor, name), wide, "name"},
		{offsetof(struct debtor, name), "", "name"},
		{offsetof(struct debtor, name), "7 7", "name"},
		{offsetof(struct debtor, address.street), wide, "street"},
		{offsetof(struct debtor, address.street), "", "street"},
		{offsetof(struct debtor, address.district), "Jardim das Amostras II", "district"},
		{offsetof(struct debtor, address.district), "", "district"},
		{offsetof(struct debtor, address.city), "Vila Bela da Santissima Trindade", "city"},
		{offsetof(struct debtor, address.uf), "XX", "uf"},
		{offsetof(struct debtor, address.cep), "0131010", "cep"},
		{offsetof(struct debtor, address.cep), "00000000", "cep"},
		{offsetof(struct debtor, taxid.digits), "12ABC34501DE35", "taxid"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct debtor before = file.principal;
		struct listing listing = serasa_file_listing(&file, "NF 123-4");
		assert_fits(&listing);
		memcpy((char *)&file.principal + cases[i].at, cases[i].value, strlen(cases[i].value) + 1);
		assert_unfit(&listing, cases[i].field);
		file.principal = before;
	}
}

static void widths_count_after_transliteration(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	(void)snprintf(file.principal.address.district, sizeof(file.principal.address.district), "%s",
		       "Ãããããããããããããããããããã");
	assert_fits(&listing);
	(void)snprintf(file.principal.address.city, sizeof(file.principal.address.city), "%s",
		       "Abcdefghi Abcdefghi Abc €€");
	assert_unfit(&listing, "city");
}

static void the_contract_is_taken_as_it_is_or_not_at_all(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", " A", "A ", "nf-1", "A_1", "N\xc2\xba 1", "A,1"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct listing listing = serasa_file_listing(&file, wrong[i]);
		assert_unfit(&listing, "number");
		listing.removal = true;
		assert_unfit(&listing, "number");
	}
	struct listing listing = serasa_file_listing(&file, "0A9Z/-. 90123456");
	assert_fits(&listing);
}

static void only_a_debt_of_the_right_age_is_included(void **state)
{
	(void)state;
	static const struct {
		const char *due_on;
		bool fits;
	} cases[] = {{"2026-03-11", false}, {"2026-03-10", false}, {"2026-03-09", true},
		     {"2021-04-11", true},  {"2021-04-10", false}, {"2021-03-01", false}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listing listing = serasa_file_listing(&file, "NF 123-4");
		listing.issued_on = DATE_NONE;
		listing.due_on = serasa_file_day(cases[i].due_on);
		if (cases[i].fits)
			assert_fits(&listing);
		else
			assert_unfit(&listing, "due_on");
	}
	file.profile.bureau.youngest_days = 5;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	listing.due_on = serasa_file_day("2026-03-06");
	assert_unfit(&listing, "due_on");
	listing.due_on = serasa_file_day("2026-03-05");
	assert_fits(&listing);
	listing.due_on = DATE_NONE;
	assert_unfit(&listing, "due_on");
}

static void nobody_under_eighteen_is_included(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	file.principal.born_on = serasa_file_day("2008-03-11");
	assert_unfit(&listing, "born_on");
	file.principal.born_on = serasa_file_day("2008-03-10");
	assert_fits(&listing);
}

static void amount_and_day_of_issue_are_held_against_the_terms(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	listing.amount_cents = 0;
	assert_unfit(&listing, "amount");
	listing.amount_cents = 1000000000000000;
	assert_unfit(&listing, "amount");
	file.profile.bureau.amount_cents_min = 1000;
	listing.amount_cents = 999;
	assert_unfit(&listing, "amount");
	listing.amount_cents = 1000;
	assert_fits(&listing);
	listing.issued_on = serasa_file_day("2026-03-11");
	assert_unfit(&listing, "issued_on");
}

static void a_removal_is_not_held_up_by_what_it_does_not_need(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	listing.removal = true;
	listing.due_on = serasa_file_day("2020-01-10");
	listing.issued_on = DATE_NONE;
	listing.amount_cents = 0;
	(void)snprintf(listing.motive, sizeof(listing.motive), "13");
	memset(file.principal.name, 'A', 160);
	memset(file.principal.address.street, 'B', 160);
	memset(file.principal.address.city, 'C', 60);
	(void)snprintf(file.principal.address.cep, sizeof(file.principal.address.cep), "?");
	file.principal.born_on = serasa_file_day("2010-01-01");
	struct text bytes = composed(&listing, 1);
	assert_columns(bytes, 2, 1, "1E0001812020011020200110DP     F200005299822472513");
	assert_columns(bytes, 2, 106, "          ");
	assert_columns(bytes, 2, 439, "NF 123-4        ");
	(void)snprintf(listing.motive, sizeof(listing.motive), "x");
	assert_unfit(&listing, "motive");
}

static void cheques_are_refused_as_nobody_gives_their_parts(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	struct text bytes;
	struct err err = {0};
	(void)snprintf(file.conf.bureau.nature, sizeof(file.conf.bureau.nature), "DC");
	assert_unfit(&listing, "nature");
	assert_int_equal(compose(&listing, 1, &bytes, &err), ERR_RANGE);
	assert_string_equal(err.field, "nature");
	assert_string_equal(err.where, "line 2");
}

static void a_creditor_with_letters_in_its_root_cannot_go_this_way(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	assert_int_equal(taxid_parse(text_of("12.ABC.345/01DE-35"), &file.creditor.taxid, NULL), OK);
	assert_unfit(&listing, "creditor");
}

static void the_account_must_say_who_is_to_be_asked(void **state)
{
	(void)state;
	struct listing listing = serasa_file_listing(&file, "NF 123-4");
	file.conf.bureau.contact_phone[0] = '\0';
	assert_unfit(&listing, "contact_phone");
	serasa_file_done(&file);
	serasa_file_init(&file);
	listing = serasa_file_listing(&file, "NF 123-4");
	file.conf.bureau.contact_name[0] = '\0';
	assert_unfit(&listing, "contact_name");
}

/* Two lines of one person and contract: the bureau would take one of them for a mistake. */
static void what_the_checker_finds_in_our_own_file_is_never_sent(void **state)
{
	(void)state;
	struct listing listings[2] = {serasa_file_listing(&file, "NF 123-4"), serasa_file_listing(&file, "NF 123-4")};
	struct text bytes = {NULL, 0};
	struct err err = {0};
	assert_int_equal(compose(listings, 2, &bytes, &err), ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "059"));
	assert_null(bytes.at);
}

static void an_error_names_the_line(void **state)
{
	(void)state;
	struct listing listings[2] = {serasa_file_listing(&file, "NF 123-4"), serasa_file_listing(&file, "nf")};
	struct text bytes;
	struct err err = {0};
	assert_int_equal(compose(listings, 2, &bytes, &err), ERR_RANGE);
	assert_string_equal(err.where, "line 3");
	assert_string_equal(err.field, "number");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_has_the_day_and_six_digits_of_the_remessa),
		TEST(a_name_that_is_none_is_an_error_of_the_profile),
		TEST(principal_and_guarantor_stand_in_their_columns),
		TEST(a_removal_repeats_the_line_of_its_inclusion),
		TEST(inclusions_and_removals_go_in_one_file),
		TEST(tail_b_names_the_creditor),
		TEST(a_long_street_parts_at_a_blank_and_is_never_cut),
		TEST(what_does_not_fit_is_told_by_its_field),
		TEST(widths_count_after_transliteration),
		TEST(the_contract_is_taken_as_it_is_or_not_at_all),
		TEST(only_a_debt_of_the_right_age_is_included),
		TEST(nobody_under_eighteen_is_included),
		TEST(amount_and_day_of_issue_are_held_against_the_terms),
		TEST(a_removal_is_not_held_up_by_what_it_does_not_need),
		TEST(cheques_are_refused_as_nobody_gives_their_parts),
		TEST(a_creditor_with_letters_in_its_root_cannot_go_this_way),
		TEST(the_account_must_say_who_is_to_be_asked),
		TEST(what_the_checker_finds_in_our_own_file_is_never_sent),
		TEST(an_error_names_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
