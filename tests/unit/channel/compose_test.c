/* A parcel becomes a file of the profile's dialect. The bytes of each format are held by tests/golden; here it is that
 * the profile decides, and that what does not fit is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

struct debt {
	struct debtor debtors[2];
	struct title title;
};

static struct debtor debtor_make(const char *name, const char *taxid)
{
	struct debtor debtor = {.address = {.street = "Rua dos Ipês, 12",
					    .district = "Centro",
					    .cep = "01001000",
					    .city = "São Paulo",
					    .uf = "SP",
					    .ibge = "3550308"}};
	(void)snprintf(debtor.name, sizeof(debtor.name), "%s", name);
	assert_int_equal(taxid_parse(text_of(taxid), &debtor.taxid, NULL), OK);
	return debtor;
}

static void debt_make(struct debt *debt, int64_t id, int debtors_count)
{
	*debt = (struct debt){
		.debtors = {debtor_make("Fulano de Tal & Filhos", "529.982.247-25"),
			    debtor_make("Beltrana Ficticia", "11.222.333/0001-81")},
		.title = {.instruction_id = id,
			  .species = "DMI",
			  .amount_cents = 63558,
			  .balance_cents = 63558,
			  .endorsement = 'M',
			  .acceptance = 'N',
			  .declaration = 'D',
			  .debtors_count = debtors_count},
	};
	debt->title.debtors = debt->debtors;
	(void)snprintf(debt->title.nosso_numero, sizeof(debt->title.nosso_numero), "N%lld", (long long)id);
	(void)snprintf(debt->title.number, sizeof(debt->title.number), "F%lld", (long long)id);
	(void)snprintf(debt->title.comarca_ibge, sizeof(debt->title.comarca_ibge), "3550308");
	assert_int_equal(date_make(2026, 9, 1, &debt->title.issued_on), OK);
	assert_int_equal(date_make(2026, 10, 1, &debt->title.due_on), OK);
}

static struct text compose(struct fixture *fixture, struct parcel *parcel)
{
	struct text document;
	struct err err;
	char file_name[65];
	const struct channel *channel = channel_find("protest");
	assert_int_equal(date_make(2026, 11, 20, &parcel->moved_on), OK);
	assert_int_equal(channel->file_name(&fixture->account, parcel->kind, parcel->moved_on, 1, file_name, &err), OK);
	parcel->file_name = file_name;
	if (channel->compose(fixture->arena, &fixture->account, parcel, &document, &err) != OK)
		fail_msg("%s: %s: %s", err.where, err.field, err.words);
	return text_of(arena_text(fixture->arena, document));
}

static void must_say(struct text document, const char *profile, const char *const *parts)
{
	for (; *parts != NULL; parts++)
		if ((*parts)[0] == '!' ? strstr(document.at, *parts + 1) != NULL : strstr(document.at, *parts) == NULL)
			fail_msg("%s: `%s`:\n%s", profile, *parts, document.at);
}

/* A part that begins with '!' must not be there. */
static const struct {
	const char *profile;
	const char *parts[8];
} remessas[] = {
	{"cra21",
	 {"<nome_arquivo>BZZ92011.261</nome_arquivo>", "<comarca CodMun=\"3550308\">", "<comarca CodMun=\"3304557\">",
	  "t17=\"00000000063558\"", "t11=\"N1\"", "FULANO DE TAL &amp; FILHOS", NULL}},
	{"cra-nacional", {"!<nome_arquivo>", "<comarca CodMun=\"3550308\">", "t17=\"00000000063558\"", NULL}},
	{"cra-tocantins", {"<nome_arquivo>BZZ92011.261</nome_arquivo>", "!<comarca", "h15=\"3304557\"", NULL}},
};

static void a_remessa_has_the_shape_of_the_profile(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(remessas); i++) {
		struct fixture fixture;
		struct debt debts[3];
		fixture_init(&fixture, remessas[i].profile);
		debt_make(&debts[0], 1, 2);
		debt_make(&debts[1], 2, 1);
		debt_make(&debts[2], 3, 1);
		const struct title *const sp[] = {&debts[0].title, &debts[1].title};
		const struct title *const rj[] = {&debts[2].title};
		const struct parcel_lote lotes[] = {
			{"3550308", "SAO PAULO", 7, sp, 2},
			{"3304557", "RIO DE JANEIRO", 9, rj, 1},
		};
		struct parcel parcel = {.kind = "B", .lotes = lotes, .lotes_count = 2};
		must_say(compose(&fixture, &parcel), remessas[i].profile, remessas[i].parts);
		fixture_done(&fixture);
	}
}

static const struct {
	const char *profile;
	const char *kind;
	enum request_kind request_kind;
	const char *parts[6];
} requests[] = {
	{"cra21",
	 "DP",
	 REQUEST_WITHDRAW,
	 {"<desistencia>", "<CodMun>3550308</CodMun>", "<valor_titulo>635.58</valor_titulo>", "!<hdb", NULL}},
	{"cra21", "CP", REQUEST_CANCEL, {"<cancelamento>", "<numero_protocolo>", "!<hdb", NULL}},
	{"cra21", "AC", REQUEST_AUTHORISE_CANCEL, {"<autoriza_cancelamento>", "<imagem>", NULL}},
	{"cra-nacional", "DP", REQUEST_WITHDRAW, {"<sustacao>", "<hdb ", "<tlb ", "!<CodMun>", NULL}},
	{"cra-nacional",
	 "CP",
	 REQUEST_CANCEL,
	 {"<cancelamento>", "<CodMun>3550308</CodMun>", "<valor_titulo>00000000063558</valor_titulo>", "!<hdb", NULL}},
	{"cra-tocantins", "CP", REQUEST_CANCEL, {"<cancelamento>", "<hdb ", "<tr ", "!<CodMun>", NULL}},
	/* Form B has no room for a letter: the authorisation goes without it. */
	{"cra-tocantins", "AC", REQUEST_AUTHORISE_CANCEL, {"<autoriza_cancelamento>", "<hdb ", "!<imagem>", NULL}},
};

static void a_request_has_the_form_of_the_profile_for_its_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		struct fixture fixture;
		fixture_init(&fixture, requests[i].profile);
		struct request request = {.instruction_id = 5,
					  .comarca_ibge = "3550308",
					  .notary = "01",
					  .protocol = "1234",
					  .title_number = "F1",
					  .debtor_name = "Fulano de Tal",
					  .amount_cents = 63558};
		assert_int_equal(date_make(2026, 11, 3, &request.protocol_on), OK);
		if (requests[i].request_kind == REQUEST_AUTHORISE_CANCEL)
			request.letter = TEXT_LITERAL("letter");
		struct parcel parcel = {.kind = requests[i].kind,
					.request_kind = requests[i].request_kind,
					.requests = &request,
					.requests_count = 1};
		must_say(compose(&fixture, &parcel), requests[i].profile, requests[i].parts);
		fixture_done(&fixture);
	}
}

static void a_name_has_kind_presenter_day_and_sequence(void **state)
{
	(void)state;
	struct fixture fixture;
	struct date on;
	struct err err;
	char name[32];
	fixture_init(&fixture, "cra21");
	assert_int_equal(date_make(2026, 1, 2, &on), OK);
	assert_int_equal(channel_find("protest")->file_name(&fixture.account, "DP", on, 9, name, &err), OK);
	assert_string_equal(name, "DPZZ90201.269");
	assert_int_equal(channel_find("protest")->file_name(&fixture.account, "DP", on, 10, name, &err), ERR_RANGE);
	fixture_done(&fixture);
}

static void what_does_not_fit_the_wire_is_refused_by_field(void **state)
{
	(void)state;
	struct fixture fixture;
	struct debt debt;
	struct err err = {0};
	const struct channel *channel = channel_find("protest");
	fixture_init(&fixture, "cra21");
	debt_make(&debt, 1, 1);
	assert_int_equal(channel->fits(&fixture.account, &debt.title, &err), OK);
	(void)snprintf(debt.debtors[0].name, sizeof(debt.debtors[0].name), "%s",
		       "Fulano de Tal com um Nome que nao Cabe em Quarenta e Cinco Letras");
	assert_int_equal(channel->fits(&fixture.account, &debt.title, &err), ERR_RANGE);
	assert_string_equal(err.field, "name");
	debt_make(&debt, 1, 1);
	(void)snprintf(debt.debtors[0].address.street, sizeof(debt.debtors[0].address.street), "%s",
		       "Avenida Marechal Ficticio de Souza e Silva, 12345");
	assert_int_equal(channel->fits(&fixture.account, &debt.title, &err), ERR_RANGE);
	fixture_done(&fixture);
}

/* Names of places are cut: the IBGE code says which town it is. */
static void a_long_name_of_a_town_is_no_hindrance(void **state)
{
	(void)state;
	struct fixture fixture;
	struct debt debt;
	struct text document;
	struct err err = {0};
	const struct channel *channel = channel_find("protest");
	fixture_init(&fixture, "cra21");
	debt_make(&debt, 1, 1);
	(void)snprintf(debt.debtors[0].address.city, sizeof(debt.debtors[0].address.city), "São Bernardo do Campo");
	(void)snprintf(debt.debtors[0].address.district, sizeof(debt.debtors[0].address.district),
		       "Jardim Nossa Senhora Ficticia");
	assert_int_equal(channel->fits(&fixture.account, &debt.title, &err), OK);
	const struct title *titles[] = {&debt.title};
	struct parcel_lote lote = {.comarca_ibge = "3548708",
				   .comarca_name = "SAO BERNARDO DO CAMPO",
				   .sequence = 1,
				   .titles = titles,
				   .titles_count = 1};
	struct parcel parcel = {.kind = "B", .file_name = "BZZ92011.261", .lotes = &lote, .lotes_count = 1};
	assert_int_equal(date_make(2026, 11, 20, &parcel.moved_on), OK);
	assert_int_equal(channel->compose(fixture.arena, &fixture.account, &parcel, &document, &err), OK);
	assert_non_null(strstr(document.at, "\"SAO BERNARDO DO CAMP\""));
	fixture_done(&fixture);
}

static void a_kind_that_the_profile_does_not_have_is_not_composed(void **state)
{
	(void)state;
	struct fixture fixture;
	struct text document;
	struct err err;
	fixture_init(&fixture, "cra-tocantins");
	struct request request = {.comarca_ibge = "1721000"};
	struct parcel parcel = {.kind = "AD",
				.file_name = "ADZZ92011.261",
				.request_kind = REQUEST_AUTHORISE_WITHDRAW,
				.requests = &request,
				.requests_count = 1};
	assert_int_equal(channel_find("protest")->compose(fixture.arena, &fixture.account, &parcel, &document, &err),
			 ERR_CONFIG);
	fixture_done(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_remessa_has_the_shape_of_the_profile),
		cmocka_unit_test(a_request_has_the_form_of_the_profile_for_its_kind),
		cmocka_unit_test(a_name_has_kind_presenter_day_and_sequence),
		cmocka_unit_test(what_does_not_fit_the_wire_is_refused_by_field),
		cmocka_unit_test(a_long_name_of_a_town_is_no_hindrance),
		cmocka_unit_test(a_kind_that_the_profile_does_not_have_is_not_composed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
