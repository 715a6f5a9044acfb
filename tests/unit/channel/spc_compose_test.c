/* What leaves for SPC says what the listing and the profile say, and our own checker has looked at it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "spc_fixture.h"

static enum rc compose(struct spc_fixture *fixture, const char *on, struct text *ret_document, struct err *reterr)
{
	struct parcel parcel = {.kind = channel_spc.kind_of(&fixture->profile,
							    fixture->listing.removal ? "remove" : "include",
							    fixture->listing.guarantor != NULL),
				.moved_on = spc_day(on),
				.listings = &fixture->listing,
				.listings_count = 1};
	return channel_spc.compose(fixture->arena, &fixture->account, &parcel, ret_document, reterr);
}

static const char *composed(struct spc_fixture *fixture)
{
	struct text document;
	struct err err = {0};
	if (compose(fixture, "2026-03-10", &document, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	return document.at;
}

static void must_say(const char *seen, const char *const *parts)
{
	const char *from = seen;
	for (; *parts != NULL; parts++) {
		const char *at = strstr(from, *parts);
		if (at == NULL)
			fail_msg("`%s` is not there, or not in this order:\n%s", *parts, seen);
		from = at + strlen(*parts);
	}
}

static void must_not_say(const char *seen, const char *const *parts)
{
	for (; *parts != NULL; parts++)
		if (strstr(seen, *parts) != NULL)
			fail_msg("`%s` is there:\n%s", *parts, seen);
}

static void an_inclusion_says_what_the_listing_says(void **state)
{
	(void)state;
	static const char *const parts[] = {
		"<web:incluirSpc>",
		">F<",
		"\"52998224725\"",
		"<nome>ANA INVENTADA DE ARA<",
		">1980-05-17T00:00:00<",
		"numero-ddd=\"11\" numero=\"930000001\"",
		"<data-compra>2026-01-05T00:00:00<",
		"<data-vencimento>2026-02-05T00:00:00<",
		"<codigo-tipo-devedor>C<",
		"<numero-contrato>FAT-1<",
		"<valor-debito>1433.98<",
		"<id>104<",
		"<cep>01001000<",
		"<logradouro>RUA DAS ACACIAS<",
		"<bairro>CENTRO<",
		"<numero>100<",
		"<complemento>APTO 2<",
		"nome=\"SAO PAULO\"",
		"sigla-uf=\"SP\"",
		NULL,
	};
	static const char *const absent[] = {"email", "codigo-associado", "devedor-comprador", "conta-contrato", NULL};
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	must_say(composed(&fixture), parts);
	must_not_say(composed(&fixture), absent);
	spc_fixture_done(&fixture);
}

static void the_profile_adds_the_member_and_the_notice_by_email(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	fixture.profile.bureau.sends_member = true;
	fixture.profile.bureau.notifies_by_email = true;
	must_say(composed(&fixture), (const char *const[]){"<email>ana@inventada.example<", "<codigo-associado>77001<",
							   "<data-compra>", "<notificar-via-email>S<", NULL});
	spc_fixture_done(&fixture);
}

static void a_guarantor_has_a_record_of_its_own(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	fixture.listing.guarantor = &fixture.guarantor;
	const char *is = composed(&fixture);
	must_say(is,
		 (const char *const[]){">J<", "\"11222333000181\"", "<razao-social>PADARIA FICTICIA &amp; FILHOS LTDA<",
				       "<codigo-tipo-devedor>A<", "<numero-contrato>FAT-1<", "AV. 9 DE JULHO<",
				       "BELA VISTA", "<numero>S/N<", NULL});
	must_not_say(is, (const char *const[]){"52998224725", "ANA", "<complemento>", NULL});
	spc_fixture_done(&fixture);
}

static void a_removal_says_the_same_key_and_the_motive(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	fixture.listing.removal = true;
	(void)snprintf(fixture.listing.motive, sizeof(fixture.listing.motive), "2");
	const char *is = composed(&fixture);
	must_say(is, (const char *const[]){"<web:excluirSpc>", ">F<", "\"52998224725\"",
					   "<data-vencimento>2026-02-05T00:00:00<", "<numero-contrato>FAT-1<",
					   "<motivo-exclusao>", "<id>2<", NULL});
	must_not_say(is, (const char *const[]){"ANA", "endereco", "valor", "compra", NULL});
	fixture.listing.guarantor = &fixture.guarantor;
	must_say(composed(&fixture),
		 (const char *const[]){"\"11222333000181\"", "<razao-social>PADARIA FICTICIA", NULL});
	(void)snprintf(fixture.guarantor.name, sizeof(fixture.guarantor.name), "%060d", 0);
	must_not_say(composed(&fixture), (const char *const[]){"razao-social", NULL});
	spc_fixture_done(&fixture);
}

static void an_old_debt_is_removed_but_never_included(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	struct text document = {"untouched", 9};
	struct err err = {0};
	spc_fixture_init(&fixture);
	assert_int_equal(compose(&fixture, "2032-03-10", &document, &err), ERR_RANGE);
	assert_string_equal(err.field, "due_on");
	assert_true(text_is(document, "untouched"));
	fixture.listing.removal = true;
	(void)snprintf(fixture.listing.motive, sizeof(fixture.listing.motive), "1");
	assert_int_equal(compose(&fixture, "2032-03-10", &document, &err), OK);
	spc_fixture_done(&fixture);
}

static void what_our_checker_refuses_does_not_leave(void **state)
{
	(void)state;
	static const struct {
		const char *nature;
		const char *type;
		int oldest_months;
		const char *field;
	} rows[] = {
		{"ABC", "C", 59, "natureza-inclusao/id"},
		{"", "C", 59, "natureza-inclusao"},
		{"104", "CC", 59, "codigo-tipo-devedor"},
		{"104", "C", 1200, "data-vencimento"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spc_fixture fixture;
		struct text document = {"untouched", 9};
		struct err err = {0};
		spc_fixture_init(&fixture);
		(void)snprintf(fixture.conf.bureau.nature, sizeof(fixture.conf.bureau.nature), "%s", rows[i].nature);
		(void)snprintf(fixture.profile.bureau.debtor_type, sizeof(fixture.profile.bureau.debtor_type), "%s",
			       rows[i].type);
		fixture.profile.bureau.oldest_months = rows[i].oldest_months;
		const char *on = rows[i].oldest_months > 60 ? "2036-03-10" : "2026-03-10";
		enum rc rc = compose(&fixture, on, &document, &err);
		if (rc != ERR_INTEGRITY || strstr(err.field, rows[i].field) == NULL)
			fail_msg("row %zu: %s: %s: %s", i, rc_name(rc), err.field, err.words);
		assert_true(text_is(document, "untouched"));
		spc_fixture_done(&fixture);
	}
}

static void the_channel_says_what_it_can_do(void **state)
{
	(void)state;
	struct spc_fixture fixture;
	spc_fixture_init(&fixture);
	const struct channel_traits *traits = channel_spc.traits(&fixture.profile);
	assert_int_equal(traits->sending, CHANNEL_SENDS_CALLS);
	assert_int_equal(traits->doubt, CHANNEL_DOUBT_SEND_AGAIN);
	assert_true(traits->guarantor_apart);
	assert_false(traits->guarantor_waits);
	assert_false(traits->told_later);
	assert_string_equal(channel_spc.kind_of(&fixture.profile, "include", true), "incluirSpc");
	assert_string_equal(channel_spc.kind_of(&fixture.profile, "remove", false), "excluirSpc");
	assert_null(channel_spc.kind_of(&fixture.profile, "withdraw", false));
	assert_int_equal(channel_spc.seal_of(&fixture.profile, "incluirSpc"), SEAL_XML_DETACHED);
	assert_int_equal(channel_spc.daily[0], QUESTION_COUNT);
	assert_int_equal(channel_spc.first_of_day[3], QUESTION_COUNT);
	for (int i = 0; i < 3; i++)
		assert_non_null(spc_operation_of(channel_spc.first_of_day[i]));
	assert_null(spc_operation_of(QUESTION_RESULTS));
	assert_null(channel_spc.file_name);
	assert_null(channel_spc.fits);
	spc_fixture_done(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_inclusion_says_what_the_listing_says),
		cmocka_unit_test(the_profile_adds_the_member_and_the_notice_by_email),
		cmocka_unit_test(a_guarantor_has_a_record_of_its_own),
		cmocka_unit_test(a_removal_says_the_same_key_and_the_motive),
		cmocka_unit_test(an_old_debt_is_removed_but_never_included),
		cmocka_unit_test(what_our_checker_refuses_does_not_leave),
		cmocka_unit_test(the_channel_says_what_it_can_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
