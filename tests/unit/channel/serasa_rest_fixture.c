#include "unit/channel/serasa_rest_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "channel/serasa/serasa.h"

static struct debtor person(const char *name, const char *taxid)
{
	struct debtor debtor = {.address = {.district = "Centro", .cep = "01001000", .city = "São Paulo", .uf = "SP"}};
	(void)snprintf(debtor.name, sizeof(debtor.name), "%s", name);
	(void)snprintf(debtor.address.street, sizeof(debtor.address.street), "Rua das Amostras, 100");
	assert_int_equal(taxid_parse(text_of(taxid), &debtor.taxid, NULL), OK);
	return debtor;
}

void rest_fixture_init(struct rest_fixture *rest)
{
	*rest = (struct rest_fixture){.ana = person("Ana Fictícia", "11122233396"),
				      .bruno = person("Bruno Fictício", "22233344405")};
	fixture_init(&rest->base, "serasa-rest");
	rest->profile = *rest->base.account.profile;
	struct account_conf *conf = &rest->base.conf;
	(void)snprintf(conf->code, sizeof(conf->code), "aurora-serasa");
	(void)snprintf(conf->endpoint, sizeof(conf->endpoint), "https://serasa.example/");
	(void)snprintf(conf->user, sizeof(conf->user), "client");
	(void)snprintf(conf->bureau.nature, sizeof(conf->bureau.nature), "DP");
	(void)snprintf(conf->bureau.area, sizeof(conf->bureau.area), "0001");
	rest->account = &rest->base.account;
	rest->account->profile = &rest->profile;
	rest->account->session = &rest->session;
	rest->account->now_s = REST_NOW_S;
	assert_int_equal(date_make(2026, 3, 8, &rest->today), OK);
	rest->debt = (struct listing){.contract = "NF-1/2026", .amount_cents = 15070, .principal = &rest->ana};
	assert_int_equal(date_make(2026, 1, 10, &rest->debt.due_on), OK);
	rest->debt.issued_on = date_plus(rest->debt.due_on, -30);
	rest->guarantor = rest->debt;
	rest->guarantor.guarantor = &rest->bruno;
	rest->removal = rest->debt;
	rest->removal.removal = true;
	(void)snprintf(rest->removal.motive, sizeof(rest->removal.motive), "01");
}

void rest_fixture_done(struct rest_fixture *rest)
{
	fixture_done(&rest->base);
}

struct text rest_fixture_document(struct rest_fixture *rest, const struct listing *listing)
{
	struct text document = {"", 0};
	struct err err = {0};
	struct parcel parcel = {.listings = listing, .listings_count = 1};
	if (serasa_rest_compose(rest->base.arena, rest->account, &parcel, &document, &err) != OK)
		fail_msg("%s: %s", err.field, err.words);
	return document;
}
