/* A remessa of CONVEM04 as our own reader of the format sees it: valid to the last column, and every byte back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "wire/convem_write.h"
#include "wire/format.h"

#define LINE 602 /* with its line end */

static struct arena *arena;
static struct taxid creditor = {.kind = TAXID_CNPJ, .digits = "11222333000181"};
static struct taxid other_creditor = {.kind = TAXID_CNPJ, .digits = "44555666000181"};
static struct debtor principal = {
	.name = "Ana Fictícia da Silva",
	.taxid = {.kind = TAXID_CPF, .digits = "52998224725"},
	.address = {.street = "Rua das Amostras, 100",
		    .district = "Centro",
		    .cep = "01310100",
		    .city = "São Paulo",
		    .uf = "SP"},
	.born_on = {INT32_MIN},
};
static struct debtor guarantor = {
	.name = "Bruno Fictício",
	.taxid = {.kind = TAXID_CPF, .digits = "11144477735"},
	.address = {.street = "Av. do Exemplo, 7",
		    .district = "Jardim",
		    .cep = "20040002",
		    .city = "Rio de Janeiro",
		    .uf = "RJ"},
	.born_on = {INT32_MIN},
};
static struct convem_informant informant = {
	.taxid = &creditor,
	.contact_name = "Cobrança",
	.contact_area_code = "11",
	.contact_phone = "33334444",
	.logon = "",
	.area = "0007",
	.nature = "DP",
};

static struct date day(const char *iso)
{
	struct date date;
	assert_int_equal(date_parse_iso(text_of(iso), &date, NULL), OK);
	return date;
}

static struct listing listing_of(const char *contract)
{
	struct listing listing = {
		.issued_on = DATE_NONE, .due_on = day("2026-01-10"), .amount_cents = 15075, .principal = &principal};
	(void)snprintf(listing.contract, sizeof(listing.contract), "%s", contract);
	return listing;
}

static enum rc written(const struct listing *listings, int count, struct text *ret_bytes, struct err *reterr)
{
	return convem_write(arena, &informant, 1, day("2026-03-10"), "\r\n", listings, count, ret_bytes, reterr);
}

static void the_reader_of_the_format_gives_every_byte_back(void **state)
{
	(void)state;
	struct listing listings[3] = {listing_of("NF 1"), listing_of("NF 1"), listing_of("NF 2")};
	listings[1].guarantor = &guarantor;
	listings[2].removal = true;
	(void)snprintf(listings[2].motive, sizeof(listings[2].motive), "01");
	for (int tail = 0; tail < 2; tail++) {
		const struct wire_format *format = wire_format_find("convem04");
		struct text bytes;
		struct text json;
		struct text again;
		struct report report;
		struct err err = {0};
		informant.creditor_name = tail == 1 ? "Imobiliária de Amostra Ltda" : NULL;
		informant.creditor_taxid = tail == 1 ? &other_creditor : NULL;
		if (written(listings, 3, &bytes, &err) != OK)
			fail_msg("%s: %s: %s", err.where, err.field, err.words);
		report_init(&report, arena);
		assert_int_equal(format->check(arena, bytes, &report, &err), OK);
		assert_int_equal(report.violations + report.notes, 0);
		assert_int_equal(format->decode(arena, bytes, &json, &err), OK);
		assert_int_equal(format->encode(arena, json, &again, &err), OK);
		assert_true(text_equal(bytes, again));
		assert_int_equal(strstr(json.at, "\"detail_credor\"") != NULL, tail == 1);
	}
	informant.creditor_name = NULL;
	informant.creditor_taxid = NULL;
}

static void every_byte_is_plain_and_every_line_is_whole(void **state)
{
	(void)state;
	struct listing listing = listing_of("NF 1");
	struct text bytes;
	assert_int_equal(written(&listing, 1, &bytes, NULL), OK);
	assert_int_equal(bytes.len, 3 * LINE);
	for (size_t i = 0; i < bytes.len; i++) {
		const char *right = i % LINE == 600 ? "\r" : i % LINE == 601 ? "\n" : NULL;
		if (right != NULL)
			assert_int_equal(bytes.at[i], right[0]);
		else
			assert_in_range(bytes.at[i], ' ', '~');
	}
	assert_memory_equal(bytes.at + 126, "0007", 4);
}

static void the_line_end_is_the_profiles(void **state)
{
	(void)state;
	struct listing listing = listing_of("NF 1");
	struct text bytes;
	assert_int_equal(convem_write(arena, &informant, 1, day("2026-03-10"), "\n", &listing, 1, &bytes, NULL), OK);
	assert_int_equal(bytes.len, 3 * 601);
	assert_int_equal(bytes.at[600], '\n');
}

static void a_remessa_has_a_number_and_a_record(void **state)
{
	(void)state;
	struct listing listing = listing_of("NF 1");
	struct text bytes;
	struct date on = day("2026-03-10");
	assert_int_equal(convem_write(arena, &informant, 0, on, "\n", &listing, 1, &bytes, NULL), ERR_RANGE);
	assert_int_equal(convem_write(arena, &informant, 1000000, on, "\n", &listing, 1, &bytes, NULL), ERR_RANGE);
	assert_int_equal(convem_write(arena, &informant, 999999, on, "\n", &listing, 1, &bytes, NULL), OK);
	assert_int_equal(convem_write(arena, &informant, 1, on, "\n", &listing, 0, &bytes, NULL), ERR_RANGE);
}

static void a_guarantor_comes_after_its_principal(void **state)
{
	(void)state;
	struct listing listings[2] = {listing_of("NF 1"), listing_of("NF 1")};
	struct text bytes;
	struct err err = {0};
	listings[0].guarantor = &guarantor;
	assert_int_equal(written(listings, 2, &bytes, &err), ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "298"));
	assert_string_equal(err.where, "line 2");
}

static void a_day_on_which_nothing_is_due_makes_no_file(void **state)
{
	(void)state;
	struct listing listing = listing_of("NF 1");
	struct text bytes;
	struct err err = {0};
	assert_int_equal(convem_write(arena, &informant, 1, day("2026-01-10"), "\n", &listing, 1, &bytes, &err),
			 ERR_INTEGRITY);
	assert_non_null(strstr(err.words, "156"));
}

static void nobody_owes_himself(void **state)
{
	(void)state;
	struct listing listing = listing_of("NF 1");
	struct err err = {0};
	const struct taxid before = principal.taxid;
	informant.creditor_name = "Imobiliária de Amostra Ltda";
	informant.creditor_taxid = &other_creditor;
	principal.taxid = other_creditor;
	assert_int_equal(convem_listing_fits(&informant, &listing, &err), ERR_RANGE);
	assert_string_equal(err.field, "taxid");
	principal.taxid = before;
	informant.creditor_name = "Um Nome de Credor que Tem Mais de Quarenta e Cinco Letras";
	assert_int_equal(convem_listing_fits(&informant, &listing, &err), ERR_RANGE);
	assert_string_equal(err.field, "creditor");
	informant.creditor_name = NULL;
	informant.creditor_taxid = NULL;
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(LIMIT_UNIT_OF_WORK_BYTES);
	return arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena = arena_free(arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_reader_of_the_format_gives_every_byte_back),
		TEST(every_byte_is_plain_and_every_line_is_whole),
		TEST(the_line_end_is_the_profiles),
		TEST(a_remessa_has_a_number_and_a_record),
		TEST(a_guarantor_comes_after_its_principal),
		TEST(a_day_on_which_nothing_is_due_makes_no_file),
		TEST(nobody_owes_himself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
